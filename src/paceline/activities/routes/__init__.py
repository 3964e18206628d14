"""HTTP of activities: `activities`, `gear` and `search`."""

from paceline.activities.routes import activities, duplicates, editing, gear, search, streams
from paceline.infra.web.routing import joined

# Duplicates before activities, whose {activity_id} would take the word for an id.
router = joined(duplicates.router, editing.router, activities.router, streams.router, gear.router, search.router)
