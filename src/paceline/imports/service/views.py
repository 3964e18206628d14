"""Imports as the API and the command line show them."""

from paceline.imports.rules.progress import eta_s, files_per_second
from paceline.imports.schemas import BatchOut, CountsOut, FileFlawOut, FileOut, ProblemOut
from paceline.imports.tables import Batch, ItemResult


def batch_out(batch: Batch) -> BatchOut:
    """A batch as the API shows it."""
    pace, rest_s = files_per_second(batch), eta_s(batch)
    return BatchOut(
        id=batch.id,
        origin=batch.origin,
        label=batch.label,
        status=batch.status,
        cancel_requested=batch.cancel_requested,
        counts=CountsOut(
            imported=batch.imported_count,
            duplicate=batch.duplicate_count,
            skipped=batch.skipped_count,
            failed=batch.failed_count,
        ),
        total=batch.total_count,
        done=batch.done_count,
        files_per_second=None if pace is None else round(pace, 2),
        eta_s=None if rest_s is None else round(rest_s, 1),
        problem=ProblemOut(code=batch.error_code, message=batch.error_message or "") if batch.error_code else None,
        created_at=batch.created_at,
        started_at=batch.started_at,
        finished_at=batch.finished_at,
    )


def file_out(result: ItemResult) -> FileOut:
    """A file as the API shows it."""
    return FileOut(
        path=result.path,
        outcome=result.outcome,
        code=result.code,
        reason=result.reason,
        activity_ids=list(result.activity_ids),
        flaws=[FileFlawOut(**flaw) for flaw in result.flaws],
    )
