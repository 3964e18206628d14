"""What webhooks said, turned into what is asked for. An event is a hint: only the service's own answer changes anything.

Read and marked through the second door, applied through the first: killed in between, the same events are applied again, which
changes nothing.
"""

from collections.abc import Sequence

from paceline.connectors.services.errors import ServiceError
from paceline.infra.crashpoints import crashpoint, register
from paceline.infra.db.athlete import athlete_session
from paceline.infra.db.system import system_session
from paceline.infra.ids import new_id
from paceline.sync.errors import NeedsConsentError
from paceline.sync.queries import inbox, items, sessions
from paceline.sync.queries.inbox import InboxEvent
from paceline.sync.queries.items import Hint
from paceline.sync.queries.sessions import Step
from paceline.sync.rules.quota import Work
from paceline.sync.schemas import Checkpoint, SessionKind, SessionStatus, SyncOptions
from paceline.sync.service.desk import Desk
from paceline.sync.service.leasing import Hold

_APPLIED = register("sync.events_applied", "events are turned into what is wanted, they are not marked as applied yet")

_AT_ONCE = 200


async def has_events(hold: Hold) -> bool:
    """Whether events of this account wait."""
    async with system_session() as db:
        connection = hold.connection
        return bool(await inbox.list_waiting(db, connection.provider, connection.provider_athlete_id, 1))


async def apply_events(hold: Hold, desk: Desk) -> None:
    """Apply what waits, in the order it happened. Raises `NeedsConsentError` where the consent really was withdrawn."""
    connection = hold.connection
    async with system_session() as db:
        waiting = await inbox.list_waiting(db, connection.provider, connection.provider_athlete_id, _AT_ONCE)
    hints = hints_of([one for one in waiting if one.object_type == "activity"])
    if hints:
        async with athlete_session(hold.athlete_id) as db:
            await sessions.begin(db, hold.athlete_id, new_id(), connection.id, SessionKind.WEBHOOK, SyncOptions())
            session = next(
                one for one in await sessions.list_open(db, connection.id) if one.kind is SessionKind.WEBHOOK
            )
            count = await items.apply_hints(db, connection.id, session.id, hints)
            step = Step(SessionStatus.STORING_DATA, {"fetched": count}, Checkpoint(is_listed=True))
            await sessions.save_step(db, session.id, step)
            await hold.prove(db)
    crashpoint(_APPLIED)
    withdrawn = any(one.object_type == "athlete" and one.updates.get("authorized") == "false" for one in waiting)
    try:
        if withdrawn:
            await _ask_whether_withdrawn(hold, desk)
    finally:
        async with system_session() as db:
            await inbox.mark_processed(db, [one.id for one in waiting], "applied")


def hints_of(events: Sequence[InboxEvent]) -> list[Hint]:
    """One hint an activity, from the last that was said of it: streams are asked for when it is new, a deletion is checked at once."""
    last: dict[int, InboxEvent] = {}
    created: set[int] = set()
    for event in sorted(events, key=lambda one: one.event_at):
        last[event.object_id] = event
        if event.aspect == "create":
            created.add(event.object_id)
    return [
        Hint(activity_id, event.event_at, activity_id in created, event.aspect == "delete")
        for activity_id, event in last.items()
    ]


async def _ask_whether_withdrawn(hold: Hold, desk: Desk) -> None:
    """Who knows the address can send anything: the service itself says whether our token is still good."""
    try:
        access = await desk.access(hold, Work.INTERACTIVE)
        await desk.connector.read_athlete(access)
    except ServiceError as problem:
        if problem.code == "authentication_error":
            raise NeedsConsentError from problem
