"""The analysis of a recording, for the process that decodes it: pure, and it loads no database."""

from paceline.connectors.base import Pause, Samples
from paceline.connectors.sports import SportFamily
from paceline.fitness.rules import analysis as rules
from paceline.fitness.rules.analysis_codec import encode_analysis
from paceline.fitness.schemas import EncodedAnalysis


def analyse(samples: Samples, pauses: tuple[Pause, ...], sport_family: SportFamily) -> EncodedAnalysis:
    """What the streams of one activity or leg say by themselves, ready for `save.save_analyses`.

    `pauses` and the family are those of the activity as it is recorded. Never fails for want of a channel.
    """
    return encode_analysis(rules.analyse(samples, pauses, sport_family))
