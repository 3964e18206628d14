"""The analysis of a recording, for the process that decodes it: pure, and it loads no database."""

from paceline.connectors.base import Pause, Samples
from paceline.connectors.recording import plausibility_of, recording_of
from paceline.connectors.sports import SportFamily
from paceline.fitness.rules import analysis as rules
from paceline.fitness.rules.analysis_codec import encode_analysis
from paceline.fitness.schemas import EncodedAnalysis
from paceline.science.recording import CleanRecording


def analyse(samples: Samples, pauses: tuple[Pause, ...], sport_family: SportFamily) -> EncodedAnalysis:
    """What the stored streams of one activity or leg say by themselves, ready for `save.save_analyses`.

    `pauses` and the family are those of the activity as it is recorded. Never fails for want of a channel.
    """
    return analyse_recording(recording_of(samples, pauses, sport_family), sport_family)


def analyse_recording(recording: CleanRecording, sport_family: SportFamily) -> EncodedAnalysis:
    """The same of a recording that is made ready already; its values must be those that are stored."""
    return encode_analysis(rules.analyse(recording.judged_as(plausibility_of(sport_family)), sport_family))
