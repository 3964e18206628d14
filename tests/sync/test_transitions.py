"""The moves of a session: what ended stays ended, and from everywhere there is a way to an end."""

import pytest

from paceline.sync.rules.transitions import ENDED, TRANSITIONS, may_move
from paceline.sync.schemas import SessionStatus

S = SessionStatus


def test_every_status_has_its_moves() -> None:
    assert set(TRANSITIONS) == set(SessionStatus)


@pytest.mark.parametrize("status", SessionStatus)
def test_what_is_over_stays_over_but_a_failure_may_be_tried_again(status: SessionStatus) -> None:
    after_the_end = {move for move in SessionStatus if may_move(status, move)}
    if status is S.FAILED:
        assert after_the_end == {S.RETRYING}
    elif status in ENDED:
        assert after_the_end == set()
    else:
        assert {S.WAITING, S.CANCELLED, S.FAILED} <= after_the_end | {status}
        assert status in after_the_end


@pytest.mark.parametrize("status", sorted(set(SessionStatus) - ENDED))
def test_from_every_open_status_a_session_can_be_completed(status: SessionStatus) -> None:
    reached = {status}
    for _ in SessionStatus:
        reached |= {after for before in reached for after in TRANSITIONS[before]}
    assert S.COMPLETED in reached


@pytest.mark.parametrize("working", [S.FETCHING_ACTIVITIES, S.STORING_DATA, S.ENRICHING_WEATHER])
def test_work_goes_on_in_any_phase_after_a_wait_or_a_retry(working: SessionStatus) -> None:
    assert may_move(S.WAITING, working)
    assert may_move(S.RETRYING, working)
    assert may_move(working, S.RETRYING)


def test_nothing_is_completed_before_it_began() -> None:
    assert not may_move(S.INITIATED, S.COMPLETED)
    assert not may_move(S.INITIATED, S.ENRICHING_WEATHER)
