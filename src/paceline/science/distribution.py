"""Training intensity distribution: shares of three zones, the polarization index, and the type."""

from enum import StrEnum
from math import isfinite, log10

from paceline.science.result import NotComputable

POLARIZED_FROM = 2.0


class DistributionType(StrEnum):
    """How training is spread over three zones (1 below the first, 3 above the second threshold)."""

    POLARIZED = "polarized"
    PYRAMIDAL = "pyramidal"
    THRESHOLD = "threshold"
    HIGH_INTENSITY = "high_intensity"
    LOW_INTENSITY = "low_intensity"
    MIXED = "mixed"


def three_zone_fractions(zone_1: float, zone_2: float, zone_3: float) -> tuple[float, float, float] | NotComputable:
    """Shares of the whole, from any measure of volume (seconds, sessions, km). Not computable without any."""
    volumes = (zone_1, zone_2, zone_3)
    total = sum(volumes)
    if not all(isfinite(volume) and volume >= 0 for volume in volumes) or not 0 < total < float("inf"):
        return NotComputable("no_training_time", "There is no training time to distribute.")
    return zone_1 / total, zone_2 / total, zone_3 / total


def polarization_index_treff_2019(zone_1: float, zone_2: float, zone_3: float) -> float | NotComputable:
    """Polarization index, without unit; above 2.00 a distribution with Z1 > Z3 > Z2 counts as polarized.

    zone_1 … zone_3: volumes in any one measure; only their shares matter.
    Equation: log10(Z1 / Z2 · Z3 · 100); for Z2 = 0: log10(Z1 / (Z2 + 0.01) · (Z3 - 0.01) · 100); for Z3 = 0: 0.
    Valid for: Z1 > Z3 > Z2 (see `distribution_type`); for others it is a number without that meaning. Breaks when: a
    share is below 1 %, where it explodes (see `polarization_index_treff_2024`), or Z1 = 0 ("no_zone_1"), or without
    zone 2 at most 1 % is left for zone 3 ("too_little_zone_3").
    Reference: Treff et al., Front Physiol 10:707, 2019, doi:10.3389/fphys.2019.00707.
    """
    shares = three_zone_fractions(zone_1, zone_2, zone_3)
    return shares if isinstance(shares, NotComputable) else _polarization_index(*shares)


def polarization_index_treff_2024(zone_1: float, zone_2: float, zone_3: float) -> float | NotComputable:
    """`polarization_index_treff_2019` with the shares rounded to whole per cent, so that tiny shares do not explode.

    Reference: Treff, Current Issues in Sport Science 9(4), 2024.
    """
    shares = three_zone_fractions(zone_1, zone_2, zone_3)
    if isinstance(shares, NotComputable):
        return shares
    return _polarization_index(round(shares[0], 2), round(shares[1], 2), round(shares[2], 2))


def _polarization_index(z1: float, z2: float, z3: float) -> float | NotComputable:
    if z3 == 0:
        return 0.0
    if z1 == 0:
        return NotComputable("no_zone_1", "Without training in zone 1 the polarization index is not defined.")
    if z2 > 0:
        return log10(z1) - log10(z2) + log10(z3) + 2
    if z3 <= 0.01:
        return NotComputable("too_little_zone_3", "Too little training in zone 3 for a polarization index.")
    return log10(z1) - log10(0.01) + log10(z3 - 0.01) + 2


def distribution_type(zone_1: float, zone_2: float, zone_3: float) -> DistributionType | NotComputable:
    """The type of a distribution, from volumes in any one measure.

    Polarized: Z1 > Z3 > Z2 with a polarization index above 2.00; pyramidal: Z1 > Z2 > Z3; threshold: Z2 is largest;
    high intensity: Z3 is largest; low intensity: zone 1 only; mixed: the rest, ties among them.
    Reference: Treff et al., 2019, for the first four; the last two are ours.
    """
    shares = three_zone_fractions(zone_1, zone_2, zone_3)
    if isinstance(shares, NotComputable):
        return shares
    z1, z2, z3 = shares
    if z2 == z3 == 0:
        return DistributionType.LOW_INTENSITY
    if z1 > z3 > z2:
        index = _polarization_index(z1, z2, z3)
        polarized = not isinstance(index, NotComputable) and index > POLARIZED_FROM
        return DistributionType.POLARIZED if polarized else DistributionType.MIXED
    if z1 > z2 > z3:
        return DistributionType.PYRAMIDAL
    if z2 > max(z1, z3):
        return DistributionType.THRESHOLD
    return DistributionType.HIGH_INTENSITY if z3 > max(z1, z2) else DistributionType.MIXED
