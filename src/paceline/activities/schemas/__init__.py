"""What crosses the border of this slice: what a source says, what was measured, and what came of recording it.

All of it is frozen and picklable, since a child process without a database makes it and the parent only writes it down.
"""

from paceline.activities.schemas.composition import (
    Composition,
    Part,
    composition_from_json,
    composition_to_json,
)
from paceline.activities.schemas.facts import (
    DATE_UNKNOWN,
    LONGEST_NAME,
    Measured,
    Permission,
    SourceFacts,
    SourceKind,
    TimeZoneSource,
)
from paceline.activities.schemas.reading import (
    NEWEST_FIRST,
    ActivityDetail,
    ActivityFilter,
    ActivityPage,
    ActivityRow,
    ActivitySort,
    MonthTotals,
    Ordering,
    PageKey,
    PlainPage,
    ReadStreams,
    SortOrder,
    SourceRow,
)
from paceline.activities.schemas.recording import (
    FIRST_CONTENT_REV,
    Companion,
    EncodedStream,
    EncodedStreams,
    NewActivity,
    NewLeg,
    Outcome,
    RecordOutcome,
    file_source_id,
)
from paceline.activities.schemas.stored_json import (
    instant,
    storable_text,
    unix_ms,
    write_json,
)

__all__ = [
    "DATE_UNKNOWN",
    "FIRST_CONTENT_REV",
    "LONGEST_NAME",
    "NEWEST_FIRST",
    "ActivityDetail",
    "ActivityFilter",
    "ActivityPage",
    "ActivityRow",
    "ActivitySort",
    "Companion",
    "Composition",
    "EncodedStream",
    "EncodedStreams",
    "Measured",
    "MonthTotals",
    "NewActivity",
    "NewLeg",
    "Ordering",
    "Outcome",
    "PageKey",
    "Part",
    "Permission",
    "PlainPage",
    "ReadStreams",
    "RecordOutcome",
    "SortOrder",
    "SourceFacts",
    "SourceKind",
    "SourceRow",
    "TimeZoneSource",
    "composition_from_json",
    "composition_to_json",
    "file_source_id",
    "instant",
    "storable_text",
    "unix_ms",
    "write_json",
]
