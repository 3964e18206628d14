"""HTTP of activities: `activities`, `gear` and `search`."""

from fastapi import APIRouter

from paceline.activities.routes import activities, duplicates, editing, gear, search, streams

router = APIRouter()
# Before activities, whose {activity_id} would take the word for an id.
for part in (duplicates, editing, activities, streams, gear, search):
    router.include_router(part.router)
