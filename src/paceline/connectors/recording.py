"""From neutral records to a recording that science computes with, and how our sports are judged there."""

from collections.abc import Iterator

from paceline.connectors.base import Flaw, Pause, Samples
from paceline.connectors.sports import SportFamily
from paceline.science.recording import CleanRecording
from paceline.science.streams import Family

STANDING_IS_REST = frozenset({SportFamily.RUN, SportFamily.RIDE, SportFamily.WALK, SportFamily.ROW})
"""The sports whose moving time is judged; of the others the timer is, for who rests between lengths or sets still trains."""

_SLOW: dict[SportFamily, Family] = {
    SportFamily.RUN: Family.RUN,
    SportFamily.WALK: Family.WALK,
    SportFamily.SWIM: Family.WALK,
    SportFamily.ROW: Family.WALK,
}


def plausibility_of(sport_family: SportFamily) -> Family:
    """Whose limits of speed a sport family has."""
    return _SLOW.get(sport_family, Family.RIDE)


def recording_of(samples: Samples, pauses: tuple[Pause, ...], sport_family: SportFamily) -> CleanRecording:
    """The samples made ready for computing. Raises ValueError when their times do not rise."""
    pauses_ms = tuple((pause.from_ms, pause.to_ms) for pause in pauses)
    return CleanRecording.of(samples.at_ms, pauses_ms, {**samples.channels}, plausibility_of(sport_family))


_CLEANED = {"speed_mps": "speed", "heart_rate_bpm": "heart_rate", "power_w": "power"}
_LEFT_OUT = "left out of averages, maxima and bests"


def flaws_of_recording(recording: CleanRecording) -> Iterator[Flaw]:
    """What of a recording cannot be true: `<what>_implausible` by channel, and `power_spikes`."""
    for name, what in _CLEANED.items():
        cleaned = recording.cleaned.get(name)
        if cleaned is None:
            continue
        words = what.replace("_", " ")
        impossible = cleaned.flagged - cleaned.spikes
        if impossible:
            yield Flaw(f"{what}_implausible", f"Samples with an impossible {words}, {_LEFT_OUT}: {impossible}.")
        if cleaned.spikes:
            yield Flaw(f"{what}_spikes", f"Spikes of {words} that last a single sample, {_LEFT_OUT}: {cleaned.spikes}.")
