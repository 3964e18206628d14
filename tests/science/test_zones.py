"""Zone schemes and time in zones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.science.result import NotComputable
from paceline.science.zones import (
    COGGAN_HEART_RATE,
    COGGAN_POWER,
    FRIEL_BIKE_HEART_RATE,
    FRIEL_PACE,
    FRIEL_RUN_HEART_RATE,
    HEART_RATE_RESERVE,
    MAXIMUM_HEART_RATE,
    SCHEMES,
    SKIBA_RUN,
    Zones,
    ZoneScheme,
    histogram_s,
    three_zones,
    time_in_zones,
    time_in_zones_from_histogram,
    zone_of,
    zones_of,
)


def zones_at(scheme: ZoneScheme, value: float, resting: float = 0.0) -> Zones:
    zones = scheme.zones_for(value, resting)
    assert isinstance(zones, Zones)
    return zones


# Friel's tables as printed in 220 Triathlon, and GoldenCheetah's HrZones.cpp and PaceZones.cpp.
@pytest.mark.parametrize(
    ("scheme", "lower_pct"),
    [
        (FRIEL_RUN_HEART_RATE, [0, 85, 90, 95, 100, 103, 107]),
        (FRIEL_BIKE_HEART_RATE, [0, 81, 90, 94, 100, 103, 107]),
        (COGGAN_HEART_RATE, [0, 68, 83, 94, 105]),
        (SKIBA_RUN, [0, 80, 87, 95, 105, 119]),
    ],
)
def test_the_schemes_have_their_published_bounds(scheme: ZoneScheme, lower_pct: list[float]) -> None:
    assert list(zones_at(scheme, 100.0).lower_bounds) == lower_pct
    assert [zone_of(bound, zones_at(scheme, 100.0)) for bound in lower_pct[1:]] == [
        number - 1 if scheme.upper_inclusive else number for number in range(2, len(lower_pct) + 1)
    ]


def test_an_exact_upper_bound_belongs_to_the_lower_power_zone() -> None:
    # sweatpy's tests.
    zones = zones_at(COGGAN_POWER, 1.0)
    assert zones_of([0.55, 0.75, 0.9, 1.05, 1.2, 1.5, 10.0], zones).tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert zone_of(0.0, zones) == 1


@pytest.mark.parametrize(
    ("pct_of_threshold_time", "zone"),
    [
        (130, 1),
        (129, 2),
        (114, 2),
        (113, 3),
        (106, 3),
        (105, 4),
        (102, 4),
        (100, 5),
        (97, 5),
        (96, 6),
        (90, 6),
        (89, 7),
    ],
)
def test_friels_pace_zones_read_as_printed(pct_of_threshold_time: float, zone: int) -> None:
    threshold_mps = 1000 / 270
    assert zone_of(threshold_mps / (pct_of_threshold_time / 100), zones_at(FRIEL_PACE, threshold_mps)) == zone


def test_below_half_of_the_maximum_is_no_zone() -> None:
    zones = zones_at(MAXIMUM_HEART_RATE, 200)
    assert [zone_of(bpm, zones) for bpm in (99, 100, 119, 120, 180, 210)] == [0, 1, 1, 2, 5, 5]


def test_the_reserve_is_counted_from_the_resting_heart_rate() -> None:
    assert zones_at(HEART_RATE_RESERVE, 190, 50).lower_bounds == pytest.approx((120, 134, 148, 162, 176))


def test_three_zones_split_at_their_thresholds() -> None:
    zones = three_zones(150, 170)
    assert isinstance(zones, Zones)
    assert zones_of([0, 149, 150, 169, 170], zones).tolist() == [1, 1, 2, 2, 3]
    assert isinstance(three_zones(170, 150), NotComputable)


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=list(SCHEMES))
def test_an_unknown_threshold_has_no_zones(scheme: ZoneScheme) -> None:
    for value in (0.0, -1.0, float("nan")):
        refused = scheme.zones_for(value)
        assert isinstance(refused, NotComputable)
        assert refused.code == "threshold_unknown"
    assert scheme.reference
    assert len(scheme.names) == len(scheme.lower_fractions)
    assert list(scheme.lower_fractions) == sorted(scheme.lower_fractions)


samples = st.lists(
    st.tuples(st.one_of(st.integers(0, 2000), st.just(float("nan")), st.just(float("inf"))), st.floats(0, 5)),
    max_size=60,
)


@given(samples, st.sampled_from(list(SCHEMES.values())), st.integers(1, 400))
def test_time_in_zones_adds_up_to_the_recorded_time_and_the_histogram_agrees(
    recorded: list[tuple[float, float]], scheme: ZoneScheme, threshold: int
) -> None:
    values, dt_s = [value for value, _ in recorded], [dt for _, dt in recorded]
    zones = zones_at(scheme, threshold)
    direct = time_in_zones(values, dt_s, zones)
    assert sum(direct.seconds) + direct.below_s + direct.missing_s == pytest.approx(sum(dt_s))
    stored = time_in_zones_from_histogram(histogram_s(values, dt_s, 1.0), zones)
    assert stored.seconds == pytest.approx(direct.seconds)
    assert (stored.below_s, stored.missing_s) == pytest.approx((direct.below_s, direct.missing_s))


@given(st.lists(st.integers(0, 1200), min_size=1, max_size=60), st.floats(2, 6))
def test_hundredths_of_a_metre_a_second_are_exact_bins(hundredths: list[int], threshold_mps: float) -> None:
    speeds = np.array(hundredths) / 100
    zones = zones_at(FRIEL_PACE, round(threshold_mps, 2))
    dt = np.ones(len(speeds))
    stored = time_in_zones_from_histogram(histogram_s(speeds, dt, 0.01), zones)
    assert stored == time_in_zones(speeds, dt, zones)


def test_a_histogram_holds_the_bins_that_occur() -> None:
    histogram = histogram_s([150, 151, 150, float("nan"), 1e300], [1, 2, 3, 4, 5], 1.0)
    assert histogram.bins.tolist() == [150, 151]
    assert histogram.seconds.tolist() == [4, 2]
    assert histogram.missing_s == 9
    # 0.29 / 0.01 is 28.999999999999996 in floating point.
    assert histogram_s([0.29, 0.57, 0.58], [1, 1, 1], 0.01).bins.tolist() == [29, 57, 58]
    empty = histogram_s([], [], 1.0)
    assert (empty.bins.tolist(), empty.missing_s) == ([], 0)


@given(st.lists(st.tuples(st.one_of(st.integers(0, 300), st.integers(0, 10**9)), st.integers(0, 5)), max_size=60))
def test_a_histogram_has_each_value_that_occurs_with_its_time(samples: list[tuple[int, int]]) -> None:
    histogram = histogram_s([value for value, _ in samples], [dt for _, dt in samples], 1.0)
    expected: dict[int, int] = {}
    for value, dt in samples:
        expected[value] = expected.get(value, 0) + dt
    assert dict(zip(histogram.bins.tolist(), histogram.seconds.tolist(), strict=True)) == expected
    assert histogram.bins.tolist() == sorted(expected)
