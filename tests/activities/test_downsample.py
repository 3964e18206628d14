"""A chart of few points keeps the spikes of every channel."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.activities.rules.downsample import pick_indices


@given(st.integers(0, 2000), st.integers(4, 300), st.integers(0, 6), st.integers(0, 2**32 - 1))
def test_the_extremes_of_every_channel_stay_within_the_number_asked_for(
    count: int, most: int, channels: int, seed: int
) -> None:
    chance = np.random.default_rng(seed)
    at_ms = np.cumsum(chance.integers(1, 5000, count))
    columns = [np.where(chance.random(count) < 0.2, np.nan, chance.normal(0, 1, count)) for _ in range(channels)]
    kept = pick_indices(at_ms, columns, most)
    assert len(kept) <= max(most, 0)
    assert np.all(np.diff(kept) > 0)
    if count == 0:
        return
    assert {0, count - 1} <= set(kept.tolist())
    for values in columns[: (most - 2) // 2]:
        if not np.isnan(values).all():
            assert np.nanmax(values[kept]) == np.nanmax(values)
            assert np.nanmin(values[kept]) == np.nanmin(values)


def test_a_spike_of_one_second_survives_in_a_long_ride() -> None:
    power = np.full(18_000, 200.0)
    power[12_345] = 1400.0
    kept = pick_indices(np.arange(18_000) * 1000, [power, np.zeros(18_000)], 500)
    assert 12_345 in kept


def test_a_short_recording_stays_as_it_is() -> None:
    assert pick_indices(np.array([0, 5, 9]), [np.zeros(3)], 10).tolist() == [0, 1, 2]


def test_a_long_gap_does_not_take_the_points_of_the_rest() -> None:
    at_ms = np.concatenate([np.arange(1000) * 1000, 86_400_000 + np.arange(1000) * 1000])
    values = np.sin(np.arange(2000.0))
    kept = pick_indices(at_ms, [values], 400)
    assert np.count_nonzero(kept < 1000) > 150
    assert np.count_nonzero(kept >= 1000) > 150


def test_fewer_than_four_points_are_refused() -> None:
    with pytest.raises(ValueError, match="four"):
        pick_indices(np.arange(10), [], 3)
