"""Moving activities to the zone the athlete lives in now, and so perhaps to another day."""

import time
from uuid import UUID

from paceline.activities.queries.projection import list_in_other_zone
from paceline.activities.queries.recording import lock_athlete
from paceline.activities.service.project import reproject
from paceline.athletes.service import get_profile
from paceline.infra import events
from paceline.infra.db.athlete import athlete_session
from paceline.infra.events import Subscription

SUBJECT = "activity_time_zones"
JOB = "activities.relocalise"
OF_TIME_ZONE = (Subscription(SUBJECT, JOB),)

_AT_ONCE = 200
_SLICE_S = 15.0


async def relocalise(athlete_id: UUID, *, at_once: int = _AT_ONCE, budget_s: float = _SLICE_S) -> None:
    """Work off the mark of one athlete: every activity that only the athlete's zone places gets the present one.

    A few hundred are one committed step, told of with the earlier of the days they leave and reach. What is left after `budget_s` is for
    the next run, which is asked for. What is done already does not come up again.
    """
    until_s, after = time.monotonic() + budget_s, None
    while True:
        async with athlete_session(athlete_id) as db:
            mark = await events.find_mark(db, SUBJECT)
            if mark is None:
                return
            # A recorder reads the zone under this lock: what it wrote by the old one is seen here, and what comes later is in the new.
            await lock_athlete(db, athlete_id)
            time_zone = (await get_profile(db)).time_zone
            ids = await list_in_other_zone(db, time_zone, after, at_once)
            await reproject(db, athlete_id, ids)
            if len(ids) < at_once:
                await events.clear_mark(db, SUBJECT, mark)
                return
            if time.monotonic() >= until_s:
                await events.wake(db, JOB, athlete_id)
                return
        after = ids[-1]
