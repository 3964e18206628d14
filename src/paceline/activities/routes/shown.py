"""From what the service gives to the wire format."""

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.routes.wire import (
    ActivityDetailOut,
    ActivityFlawOut,
    ActivityOut,
    EditOut,
    LapOut,
    PairSideOut,
    PauseOut,
    SourceOut,
)
from paceline.activities.schemas import ActivityDetail, SourceRow, instant
from paceline.activities.service.editing.duplicates import list_open_pairs
from paceline.activities.service.editing.fields import revision_of
from paceline.activities.service.editing.undo import list_edits
from paceline.connectors.base import Lap

_MOST_EDITS = 30
_OWN = {"head", "sources", "flaws", "laps", "pauses", "legs", "composition"}


async def detail_out(db: AsyncConnection, detail: ActivityDetail) -> ActivityDetailOut:
    """An activity with its open pairs and its latest edits."""
    head = detail.head
    pairs = await list_open_pairs(db, limit=_MOST_EDITS, of_id=head.id)
    plain = {name: getattr(detail, name) for name in ActivityDetail.__slots__ if name not in _OWN}
    return ActivityDetailOut(
        **{name: getattr(head, name) for name in ActivityOut.model_fields},
        **plain,
        revision=revision_of(detail.updated_at),
        is_composed=detail.composition is not None,
        flaws=[ActivityFlawOut.model_validate(flaw) for flaw in detail.flaws],
        pauses=[PauseOut(started_at=instant(one.from_ms), ended_at=instant(one.to_ms)) for one in detail.pauses],
        sources=[_source_out(source) for source in detail.sources],
        legs=[ActivityOut.model_validate(leg) for leg in detail.legs],
        duplicates=[
            PairSideOut(
                other_id=pair.other_id if pair.activity_id == head.id else pair.activity_id,
                is_primary=pair.other_id == head.id,
                evidence=pair.evidence,
                found_at=pair.found_at,
            )
            for pair in pairs.pairs
        ],
        edits=[EditOut.model_validate(edit) for edit in await list_edits(db, head.id, limit=_MOST_EDITS)],
    )


def _source_out(source: SourceRow) -> SourceOut:
    values = {name: getattr(source, name) for name in SourceOut.model_fields if name != "has_original"}
    return SourceOut(**values, has_original=source.sha256 is not None)


def lap_out(lap: Lap) -> LapOut:
    """A lap as the API shows it."""
    return LapOut(
        started_at=instant(lap.started_at_ms),
        elapsed_s=lap.elapsed_s,
        timer_s=lap.timer_s,
        distance_m=lap.distance_m,
        trigger=lap.trigger,
        intensity=lap.intensity,
        summary=lap.summary,
    )
