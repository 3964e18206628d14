"""Looks at a decoded file."""

from paceline.connectors.base import DecodedFile, Recording


def only_leg(decoded: DecodedFile) -> Recording:
    """The recording of a file that holds one activity of one leg."""
    (activity,) = decoded.activities
    (leg,) = activity.legs
    return leg


def codes(decoded: DecodedFile) -> list[str]:
    """The codes of its flaws."""
    return [flaw.code for flaw in decoded.flaws]
