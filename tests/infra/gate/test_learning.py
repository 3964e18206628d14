"""What the end of a request teaches, whatever a service says: counts never fall within a window, and no clock is believed blindly."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from paceline.infra.gate.learning import (
    LONGEST_HOLD_S,
    HostRow,
    WindowRow,
    at_present,
    begins,
    learn_clock,
    learn_host,
    learn_windows,
)
from paceline.infra.gate.words import Ending, Granted, Outcome, WindowUse

NOON = datetime(2026, 5, 1, 12, 3, tzinfo=UTC)
INSTANTS = st.integers(-2_000_000, 2_000_000).map(lambda ms: NOON + timedelta(milliseconds=ms))
SPANS_S = st.sampled_from([60, 900, 86_400])
WINDOWS = st.builds(
    WindowRow,
    st.sampled_from(["overall", "read"]),
    SPANS_S,
    INSTANTS.map(lambda at: begins(at, 900)),
    st.integers(0, 300),
    st.integers(0, 300),
)
USES = st.builds(
    WindowUse,
    st.sampled_from(["overall", "read"]),
    SPANS_S,
    st.none() | st.integers(0, 400),
    st.none() | st.integers(0, 400),
)
ENDINGS = st.builds(
    Ending,
    st.sampled_from(Outcome),
    st.lists(USES, max_size=4),
    st.none() | INSTANTS,
    st.none() | INSTANTS,
    st.none() | INSTANTS,
    st.none() | st.floats(0, 1e7),
    st.none() | st.just("app_inactive"),
)
TURNS = st.builds(Granted, INSTANTS, st.just(("overall", "read")), st.booleans())
HOSTS = st.builds(
    HostRow,
    st.floats(-4000, 4000),
    st.integers(0, 60),
    st.none() | INSTANTS,
    st.none() | st.just("app_inactive"),
    st.none() | INSTANTS,
)


@given(st.lists(WINDOWS, max_size=4), TURNS, ENDINGS, INSTANTS, st.floats(-4000, 4000))
def test_a_count_never_falls_in_the_window_it_is_of(
    windows: list[WindowRow], turn: Granted, ending: Ending, now: datetime, ahead_s: float
) -> None:
    for before, after in zip(windows, learn_windows(windows, turn, ending, now, ahead_s), strict=True):
        assert (before.scope, before.span_s) == (after.scope, after.span_s)
        assert after.used >= before.used or after.starts_at > before.starts_at


@given(WINDOWS, INSTANTS)
def test_a_window_at_present_holds_the_present_or_begins_within_seconds(window: WindowRow, there: datetime) -> None:
    present = at_present(window, there)
    assert present.starts_at <= there + timedelta(seconds=5)
    assert present.starts_at > there - timedelta(seconds=window.span_s)
    assert present.used in (0, window.used)


@given(st.floats(-4000, 4000), ENDINGS)
def test_the_clock_moves_only_as_far_as_the_answer_proves(ahead_s: float, ending: Ending) -> None:
    learnt_s = learn_clock(ahead_s, ending)
    if ending.served_at is None or ending.sent_at is None or ending.received_at is None:
        assert learnt_s == ahead_s
    elif ending.sent_at <= ending.received_at:
        least_s = (ending.served_at - ending.received_at).total_seconds()
        most_s = (ending.served_at - ending.sent_at).total_seconds() + 1
        assert least_s <= learnt_s <= most_s
        assert learnt_s == ahead_s or learnt_s in (least_s, most_s)
    assert learn_clock(learnt_s, ending) == learnt_s


@given(HOSTS, TURNS, ENDINGS, INSTANTS)
def test_no_pause_is_longer_than_an_hour_from_now_unless_it_was_before(
    host: HostRow, turn: Granted, ending: Ending, now: datetime
) -> None:
    after = learn_host(host, turn, ending, now)
    if after.opened_until is not None:
        longest = now + timedelta(seconds=LONGEST_HOLD_S)
        assert after.opened_until <= max(longest, host.opened_until or longest)
    if ending.outcome is Outcome.ANSWERED:
        assert after == HostRow(after.clock_ahead_s)
    if ending.outcome is Outcome.BLOCKED:
        assert after.blocked_code is not None
        assert after.blocked_since is not None
