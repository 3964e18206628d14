"""What came of a file, as one word, a stable code and a sentence."""

from collections.abc import Sequence
from uuid import UUID

from paceline.activities.schemas import Outcome, RecordOutcome
from paceline.connectors.base import Flaw
from paceline.imports.schemas import DigestedFile
from paceline.imports.tables import Finished, ItemOutcome

MOST_ATTEMPTS = 3
"""How often a file may be begun by processes that die before it is given up."""

_REASONS = {
    "restored": "You had deleted this activity; it is back.",
    "joined": "It belongs to an activity that is here already, and adds to it.",
    "undated": "The device's clock was wrong, so nobody knows the date. It counts once you have set its start.",
    "probable_duplicate": "It looks like an activity that is here already. It does not count until you have decided.",
    "same_file": "This file is here already.",
    "same_source": "This activity is here already.",
    "same_original": "This activity is here already.",
    "same_recording": "The same recording of the same device is here already, from another file.",
    "deleted_before": "You deleted this activity. It stays away unless you import it with the option to restore deleted ones.",
}
# Not read on purpose, and no fault of the file.
_SKIPPED = frozenset(
    {"archive_not_a_file", "archive_too_deep", "file_is_hidden", "link_not_followed", "nothing_inside"}
)


def of_recording(item_no: int, digested: DigestedFile, recorded: Sequence[RecordOutcome]) -> Finished:
    """The outcome of a file whose activities were recorded: what is new leads, then what was known, then what was deleted."""
    flaws = flaws_of(digested.flaws)
    if not recorded:
        return Finished(item_no, "skipped", digested.code, digested.reason, flaws=flaws)
    leading = min(recorded, key=lambda one: _LEADING.index(one.outcome))
    ids = tuple(dict.fromkeys(activity_id for one in recorded for activity_id in one.activity_ids))
    code = (
        "undated" if leading.code == "new" and any(one.new.is_undated for one in digested.activities) else leading.code
    )
    reason = _REASONS.get(code)
    if digested.code is not None and leading.outcome is Outcome.IMPORTED:
        code, reason = "from_row", f"{digested.reason} What the export says of the activity was imported."
    return Finished(item_no, _OUTCOMES[leading.outcome], code, reason, ids, flaws)


def of_known(item_no: int, activity_ids: Sequence[UUID], *, is_deleted: bool) -> Finished:
    """The outcome of a file that is here already, or was."""
    code = "deleted_before" if is_deleted else "same_file"
    return Finished(item_no, "skipped" if is_deleted else "duplicate", code, _REASONS[code], tuple(activity_ids))


def of_failure(item_no: int, code: str, message: str) -> Finished:
    """The outcome of a file that could not be read."""
    return Finished(item_no, outcome_of_problem(code), code, message)


def outcome_of_problem(code: str) -> ItemOutcome:
    """Whether what cannot be read failed, or was left out on purpose."""
    return "skipped" if code in _SKIPPED else "failed"


def without_room(item_no: int) -> Finished:
    """The outcome of a file that the athlete's storage has no room for."""
    return of_failure(
        item_no, "storage_full", "There is no room left for original files. Make room and import it again."
    )


def poisonous(item_no: int) -> Finished:
    """The outcome of a file that ended the process again and again."""
    return Finished(
        item_no,
        "failed",
        "item_poison",
        f"Reading this file ended the program {MOST_ATTEMPTS} times, so it was given up.",
    )


def flaws_of(flaws: Sequence[Flaw]) -> tuple[dict[str, str], ...]:
    """Flaws as they are stored with a file."""
    return tuple({"code": flaw.code, "detail": flaw.detail} for flaw in flaws)


_LEADING = (Outcome.IMPORTED, Outcome.DUPLICATE, Outcome.DELETED_BEFORE)
_OUTCOMES: dict[Outcome, ItemOutcome] = {
    Outcome.IMPORTED: "imported",
    Outcome.DUPLICATE: "duplicate",
    Outcome.DELETED_BEFORE: "skipped",
}
