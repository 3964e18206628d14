"""The moves of a sync session, as data."""

from collections.abc import Mapping

from paceline.sync.schemas import SessionStatus

_S = SessionStatus
_WORKING = frozenset({_S.FETCHING_ACTIVITIES, _S.STORING_DATA, _S.ENRICHING_WEATHER})
_STOPPED = frozenset({_S.WAITING, _S.RETRYING, _S.FAILED, _S.CANCELLED})

TRANSITIONS: Mapping[SessionStatus, frozenset[SessionStatus]] = {
    _S.INITIATED: frozenset({_S.FETCHING_ACTIVITIES, _S.STORING_DATA, *_STOPPED}),
    # From page to page: the list, what it showed, and at the end the weather of all of it.
    _S.FETCHING_ACTIVITIES: frozenset({_S.STORING_DATA, _S.ENRICHING_WEATHER, _S.COMPLETED, *_STOPPED}),
    _S.STORING_DATA: frozenset({_S.FETCHING_ACTIVITIES, _S.ENRICHING_WEATHER, _S.COMPLETED, *_STOPPED}),
    _S.ENRICHING_WEATHER: frozenset({_S.FETCHING_ACTIVITIES, _S.STORING_DATA, _S.COMPLETED, *_STOPPED}),
    _S.WAITING: frozenset({*_WORKING, _S.RETRYING, _S.COMPLETED, _S.FAILED, _S.CANCELLED}),
    _S.RETRYING: frozenset({*_WORKING, _S.WAITING, _S.COMPLETED, _S.FAILED, _S.CANCELLED}),
    # Somebody asked for another try.
    _S.FAILED: frozenset({_S.RETRYING}),
    _S.COMPLETED: frozenset(),
    _S.CANCELLED: frozenset(),
}

ENDED = frozenset({_S.COMPLETED, _S.FAILED, _S.CANCELLED})


def may_move(before: SessionStatus, after: SessionStatus) -> bool:
    """Whether a session may go from one status to another; staying is no move and always allowed while it is open."""
    return (before is after and before not in ENDED) or after in TRANSITIONS[before]
