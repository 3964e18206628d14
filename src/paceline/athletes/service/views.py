"""What of athletes is shown by the routes of more than one slice."""

from paceline.athletes.schemas import ThresholdOut
from paceline.athletes.tables import StoredThreshold


def threshold_out(stored: StoredThreshold) -> ThresholdOut:
    """A threshold as the API shows it."""
    threshold = stored.threshold
    return ThresholdOut(
        id=threshold.id,
        sport_family=threshold.sport_family,
        kind=threshold.kind,
        value=threshold.value,
        valid_from=threshold.valid_from,
        source=threshold.source,
        is_confirmed=threshold.is_confirmed,
        evidence=stored.evidence,
        created_at=stored.created_at,
    )
