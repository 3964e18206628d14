"""Training intensity distribution."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.science.distribution import (
    DistributionType,
    distribution_type,
    polarization_index_treff_2019,
    polarization_index_treff_2024,
    three_zone_fractions,
)
from paceline.science.result import NotComputable

volumes = st.one_of(st.just(0.0), st.floats(0, 1e6))


# Treff 2019's formula; 77/3/20 and 40/50/10 are the groups of Festa 2020.
@pytest.mark.parametrize(
    ("zones", "index"),
    [
        ((0.68, 0.06, 0.26), 2.469),
        ((0.75, 0.05, 0.20), 2.477),
        ((0.80, 0.10, 0.10), 1.903),
        ((0.80, 0.15, 0.05), 1.426),
        ((0.77, 0.03, 0.20), 2.710),
        ((0.40, 0.50, 0.10), 0.903),
        ((0.80, 0.00, 0.20), 3.182),
        ((0.90, 0.10, 0.00), 0.0),
    ],
)
def test_the_polarization_index_gives_the_figures_of_the_formula(
    zones: tuple[float, float, float], index: float
) -> None:
    assert polarization_index_treff_2019(*zones) == pytest.approx(index, abs=1e-3)
    assert polarization_index_treff_2024(*zones) == pytest.approx(index, abs=1e-3)


@given(st.floats(0.1, 100), st.floats(0.1, 100), st.floats(0.1, 100), st.floats(0.01, 1e4))
def test_the_polarization_index_does_not_depend_on_volume(z1: float, z2: float, z3: float, factor: float) -> None:
    index = polarization_index_treff_2019(z1, z2, z3)
    assert isinstance(index, float)
    assert polarization_index_treff_2019(z1 * factor, z2 * factor, z3 * factor) == pytest.approx(index, abs=1e-9)


def test_a_tiny_share_explodes_only_in_the_older_form() -> None:
    older, newer = polarization_index_treff_2019(90, 0.001, 10), polarization_index_treff_2024(90, 0.001, 10)
    assert isinstance(older, float)
    assert isinstance(newer, float)
    assert older > 5 > newer


@pytest.mark.parametrize(
    ("zones", "code"),
    [
        ((0, 0, 0), "no_training_time"),
        ((0, 1, 1), "no_zone_1"),
        ((995, 0, 5), "too_little_zone_3"),
        ((-1, 2, 3), "no_training_time"),
    ],
)
def test_where_the_index_is_not_defined_the_reason_is_given(zones: tuple[float, float, float], code: str) -> None:
    refused = polarization_index_treff_2019(*zones)
    assert isinstance(refused, NotComputable)
    assert refused.code == code


@pytest.mark.parametrize(
    ("zones", "expected"),
    [
        ((80, 5, 15), DistributionType.POLARIZED),
        ((80, 9, 11), DistributionType.MIXED),
        ((80, 15, 5), DistributionType.PYRAMIDAL),
        ((90, 10, 0), DistributionType.PYRAMIDAL),
        ((40, 50, 10), DistributionType.THRESHOLD),
        ((20, 30, 50), DistributionType.HIGH_INTENSITY),
        ((100, 0, 0), DistributionType.LOW_INTENSITY),
        ((80, 10, 10), DistributionType.MIXED),
    ],
)
def test_each_order_of_zones_has_its_type(zones: tuple[float, float, float], expected: DistributionType) -> None:
    assert distribution_type(*zones) is expected


@given(volumes, volumes, volumes)
def test_any_volumes_have_shares_an_index_and_a_type_or_a_reason(z1: float, z2: float, z3: float) -> None:
    shares = three_zone_fractions(z1, z2, z3)
    if isinstance(shares, NotComputable):
        assert z1 == z2 == z3 == 0
    else:
        assert sum(shares) == pytest.approx(1)
    for metric in (polarization_index_treff_2019, polarization_index_treff_2024):
        assert isinstance(metric(z1, z2, z3), float | NotComputable)
    assert isinstance(distribution_type(z1, z2, z3), DistributionType | NotComputable)
