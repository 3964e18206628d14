"""Making a change, whichever it is."""

from paceline.sandbox.clock import SandboxClock
from paceline.sandbox.strava.changes import activities
from paceline.sandbox.strava.changes.kinds import (
    Add,
    Change,
    Crop,
    Deauthorize,
    Delete,
    Duplicate,
    Edit,
    ExpireTokens,
    MoveClock,
    ReduceScope,
    RevokeTokens,
    SetApp,
    SetQuota,
    SetVisibility,
    Split,
)
from paceline.sandbox.strava.state import StravaState
from paceline.sandbox.strava.world.activity import Activity


def make_change(state: StravaState, change: Change) -> Activity | None:
    """Make it; the activity it made or changed. Raises `UnknownInWorldError` and `ImpossibleChangeError`, and then nothing has changed."""
    match change:
        case Add():
            return activities.add(state, change)
        case Duplicate():
            return activities.duplicate(state, change)
        case Edit():
            return activities.edit(state, change)
        case Crop():
            return activities.crop(state, change)
        case Split():
            return activities.split(state, change)
        case Delete():
            return activities.delete(state, change)
        case SetVisibility():
            return activities.set_visibility(state, change)
        case _:
            _make_of_service(state, change)
            return None


_OfService = Deauthorize | RevokeTokens | ExpireTokens | ReduceScope | SetApp | SetQuota | MoveClock


def _make_of_service(state: StravaState, change: _OfService) -> None:
    match change:
        case Deauthorize():
            state.deauthorize(state.world.athlete(change.athlete_id).id)
        case RevokeTokens():
            state.tokens.revoke(change.athlete_id)
        case ExpireTokens():
            state.tokens.expire(change.athlete_id)
        case ReduceScope():
            state.tokens.reduce(change.athlete_id, frozenset(change.scope))
        case SetApp():
            _set_app(state, change)
        case SetQuota():
            state.quota.use(change.short, change.daily, change.read_short, change.read_daily)
        case MoveClock():
            _move(state.clock, change)


def _set_app(state: StravaState, change: SetApp) -> None:
    if change.is_active is not None:
        state.is_app_active = change.is_active
    if change.api_prefixes is not None:
        state.api_prefixes = tuple(change.api_prefixes)


def _move(clock: SandboxClock, change: MoveClock) -> None:
    if change.freeze is True:
        clock.freeze()
    if change.freeze is False:
        clock.run()
    if change.to is not None:
        clock.set(change.to.timestamp())
    clock.advance(change.by_s)
