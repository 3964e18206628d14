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


def activity_deleted(activity_ids: Iterable[UUID]) -> AppError:
    """`activity_deleted`: what is in the trash is not edited."""
    return conflict(
        "activity_deleted", "This activity is deleted. Restore it first.", activity_ids=sorted(map(str, activity_ids))
    )


def activity_changed() -> AppError:
    """`activity_changed`: somebody else was faster than this `If-Match`."""
    return conflict("activity_changed", "The activity was changed elsewhere. Load it again.")


def whole_or_leg(activity_id: UUID) -> AppError:
    """`part_of_multi_sport`: a multi-sport activity and its legs belong together."""
    return conflict(
        "part_of_multi_sport",
        "A multi-sport activity and its legs cannot be split or merged. A leg can be cropped.",
        activity_id=str(activity_id),
    )


def no_recording(activity_id: UUID) -> AppError:
    """`no_recording`: there are no streams to cut or to merge."""
    return conflict("no_recording", "This activity has no recording, only totals.", activity_id=str(activity_id))


def streams_damaged(activity_id: UUID) -> AppError:
    """`streams_damaged`: the stored bytes are not what was written."""
    return conflict(
        "streams_damaged",
        "The stored recording is damaged; importing its file again would repair it.",
        activity_id=str(activity_id),
    )


def edit_built_on(edit_ids: Iterable[UUID]) -> AppError:
    """`edit_built_on`: undoing this would take later changes along; `details` lists those that are edits."""
    return conflict(
        "edit_built_on",
        "Something was changed since that builds on this. Undo the later change first.",
        edit_ids=[str(one) for one in edit_ids],
    )


def activity_linked(activity_ids: Iterable[UUID]) -> AppError:
    """`activity_linked`: another activity counts in place of this one, or is made of it, so this would count it twice."""
    return conflict(
        "activity_linked",
        "Another activity counts in place of this one or is made of it. Decide on the pair, or undo the merge, first.",
        activity_ids=sorted(map(str, activity_ids)),
    )
