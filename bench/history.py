"""An athlete with years behind: activities with real streams, recorded as a feeder records them, from a seed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from uuid import UUID

from bench.ground import Ground
from bench.ride import ride
from paceline.accounts.service import Actor, create_user, get_user
from paceline.accounts.service.api_tokens import make_api_token
from paceline.activities.schemas import NewActivity, SourceFacts, SourceKind
from paceline.activities.service.prepare import prepare_leg
from paceline.activities.service.record import record_many
from paceline.connectors.base import Samples
from paceline.connectors.sports import SportFamily, SportKind
from paceline.entrypoints import wiring
from paceline.fitness.schemas import EncodedAnalysis
from paceline.fitness.service.analysis import analyse
from paceline.fitness.service.save import save_analyses
from paceline.infra.db.athlete import athlete_session
from paceline.infra.jobs.worker import work_off

YEARS = 10
_LAST_START_MS = 1_760_000_000_000
_DAY_MS = 86_400_000
_SECONDS = 600
_AT_ONCE = 100
_RIDES = 250
# No half hours, and up to five times that are none: a ride that a time zone might have shifted would look like the same one again, and
# not count.
_APART_MS = 14_700_000
PASSWORD = "a-long-password-of-the-bench"


@dataclass(frozen=True, slots=True)
class Athlete:
    """An athlete with a history, and a key to its API."""

    id: UUID
    name: str
    token: str
    activities: int


@cache
def athlete_with(ground: Ground, activities: int) -> Athlete:
    """An athlete with so many activities, evenly over ten years, and all that follows from them; made once a run."""
    database_url = ground.app_url
    athlete = ground.runner.run(_make(activities))
    ground.runner.run(work_off(database_url))
    return athlete


async def _make(activities: int) -> Athlete:
    wiring.load()
    name = f"athlete-{activities}"
    account_id = await create_user(name, PASSWORD)
    athlete_id = (await get_user(name)).athlete_id
    made = await make_api_token(
        Actor(), account_id, "bench", {"read", "write", "import"}, timedelta(days=1), sign_in_id=None
    )
    for batch in _in_batches(activities):
        async with athlete_session(athlete_id) as db:
            outcomes = await record_many(db, athlete_id, [new for new, _ in batch])
            analyses = [(one.activity_ids[0], analysis) for one, (_, analysis) in zip(outcomes, batch, strict=True)]
            await save_analyses(db, analyses)
            if any(one.code != "new" for one in outcomes):
                raise RuntimeError("the history holds an activity that looks like another")
    return Athlete(athlete_id, name, made.token, activities)


def _in_batches(activities: int) -> Iterator[list[tuple[NewActivity, EncodedAnalysis]]]:
    for start in range(0, activities, _AT_ONCE):
        yield [_activity(number, activities) for number in range(start, min(start + _AT_ONCE, activities))]


def _activity(number: int, activities: int) -> tuple[NewActivity, EncodedAnalysis]:
    """The n-th activity of a history, the oldest first: a short ride, now stronger and now weaker."""
    days = YEARS * 365
    day = number * days // activities
    most_a_day = max(3, -(-activities // days))
    start_ms = _LAST_START_MS - (days - day) * _DAY_MS + (number % most_a_day) * _APART_MS
    recorded, analysis = _ride(number % _RIDES)
    samples = replace(recorded, at_ms=recorded.at_ms - recorded.at_ms[0] + start_ms)
    facts = SourceFacts(start_ms, float(_SECONDS - 1), SportKind.RIDE, name=f"Ride {number}", utc_offset_s=3600)
    leg = prepare_leg(facts, samples, athlete_time_zone="Europe/Zurich")
    return NewActivity(SourceKind.DEMO, f"bench-{number}", (leg,)), analysis


@cache
def _ride(seed: int) -> tuple[Samples, EncodedAnalysis]:
    """One of the rides that a history repeats; an analysis does not depend on the day."""
    samples = ride(_SECONDS, seed=seed, mean_power_w=170 + 40 * seed / _RIDES)
    return samples, analyse(samples, (), SportFamily.RIDE)
