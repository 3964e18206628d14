"""When two efforts are probably one (REL-D8), and when something speaks against it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.activities.rules.duplicates import Effort, find_likeness

_RIDE = Effort(1_715_493_600.0, 3600.0, "ride", 30_000.0, (47.37, 8.54), (47.40, 8.60), 140.0, frozenset({"a"}))
_OTHER_DEVICE = replace(_RIDE, device_serials=frozenset({"b"}))
HOUR = 3600.0


@pytest.mark.parametrize(
    "other",
    [
        _OTHER_DEVICE,
        replace(_OTHER_DEVICE, started_s=_RIDE.started_s + 600, elapsed_s=3450.0, distance_m=29_000.0),
        replace(_OTHER_DEVICE, started_s=_RIDE.started_s - 119),
        replace(_OTHER_DEVICE, started_s=_RIDE.started_s + HOUR),
        replace(_OTHER_DEVICE, started_s=_RIDE.started_s - HOUR + 100),
        replace(_OTHER_DEVICE, started_s=_RIDE.started_s + 5.5 * HOUR),
        replace(_OTHER_DEVICE, started_s=_RIDE.started_s - 10 * HOUR),
        replace(_RIDE, distance_m=None),
        replace(_OTHER_DEVICE, family="other", distance_m=29_500.0, started_s=_RIDE.started_s + 20),
    ],
    ids=[
        "same",
        "overlapping",
        "two minutes",
        "one hour",
        "one hour and a bit",
        "India",
        "Sydney",
        "no distance",
        "unknown sport",
    ],
)
def test_the_same_effort_is_recognised(other: Effort) -> None:
    assert find_likeness(_RIDE, other) is not None


@pytest.mark.parametrize(
    "other",
    [
        replace(_OTHER_DEVICE, family="run"),
        replace(_OTHER_DEVICE, elapsed_s=3300.0),
        replace(_OTHER_DEVICE, distance_m=27_000.0),
        replace(_OTHER_DEVICE, started_s=_RIDE.started_s + 900),
        replace(_OTHER_DEVICE, started_s=_RIDE.started_s + 24 * HOUR),
        replace(_RIDE, started_s=_RIDE.started_s + 9 * HOUR),
        replace(_OTHER_DEVICE, started_s=_RIDE.started_s + 9 * HOUR, start=_RIDE.end, end=_RIDE.start),
        replace(_OTHER_DEVICE, started_s=_RIDE.started_s + 9 * HOUR, average_heart_rate_bpm=120.0),
        replace(_OTHER_DEVICE, started_s=_RIDE.started_s + 9 * HOUR, distance_m=None),
        replace(_OTHER_DEVICE, elapsed_s=0.0),
        replace(_OTHER_DEVICE, family="other", distance_m=None),
        replace(_OTHER_DEVICE, family="other", started_s=_RIDE.started_s + 600),
        replace(_OTHER_DEVICE, family="other", started_s=_RIDE.started_s + HOUR),
    ],
    ids=[
        "another sport",
        "shorter",
        "less far",
        "a quarter later",
        "next day",
        "the same device later",
        "the way back",
        "another heart rate",
        "shifted without a distance",
        "no length",
        "unknown sport without a distance",
        "unknown sport overlapping in part",
        "unknown sport shifted",
    ],
)
def test_another_effort_is_left_alone(other: Effort) -> None:
    assert find_likeness(_RIDE, other) is None


_EFFORTS = st.builds(
    Effort,
    started_s=st.floats(0, 100_000),
    elapsed_s=st.floats(0, 40_000),
    family=st.sampled_from(["run", "ride", "other"]),
    distance_m=st.none() | st.floats(0, 100_000),
    device_serials=st.frozensets(st.sampled_from("ab")),
)


@given(_EFFORTS, _EFFORTS)
def test_likeness_does_not_depend_on_the_order(one: Effort, other: Effort) -> None:
    assert (find_likeness(one, other) is None) == (find_likeness(other, one) is None)


@given(_EFFORTS.filter(lambda effort: effort.elapsed_s >= 1))
def test_every_effort_is_like_itself(effort: Effort) -> None:
    likeness = find_likeness(effort, effort)
    assert likeness is not None
    assert (likeness.overlap, likeness.shift_s) == (pytest.approx(1.0), 0.0)
