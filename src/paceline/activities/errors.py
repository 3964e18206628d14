"""What can go wrong with activities, by stable code."""

from collections.abc import Iterable
from uuid import UUID

from paceline.infra.errors import AppError, conflict, not_found


def activity_not_found() -> AppError:
    """`activity_not_found`, for a missing id and for somebody else's alike."""
    return not_found("activity")


def edited_since(activity_ids: Iterable[UUID]) -> AppError:
    """`edited_since`: a rollback would take away activities that the athlete has edited since; `details` lists them."""
    ids = [str(one) for one in activity_ids]
    return conflict(
        "edited_since",
        f"{len(ids)} of these activities were edited since the import. Confirm that they may go, edits included.",
        activity_ids=ids,
    )
