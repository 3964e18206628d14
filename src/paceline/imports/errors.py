"""What can go wrong with imports, by stable code."""

from paceline.infra.errors import AppError, ErrorKind, conflict, invalid, not_found


class LeaseLostError(Exception):
    """Somebody else works on the batch now; whatever was not committed is theirs to do."""


def batch_not_found() -> AppError:
    """`import_not_found`, for a missing id and for somebody else's alike."""
    return not_found("import")


def batch_ended(status: str) -> AppError:
    """`import_ended`: there is nothing left to cancel."""
    return conflict("import_ended", f"This import has ended ({status.replace('_', ' ')}).", import_status=status)


def batch_open() -> AppError:
    """`import_running`: a batch is taken back once it has ended."""
    return conflict("import_running", "This import still runs. Cancel it first, then roll it back.")


def nothing_to_import() -> AppError:
    """`import_empty`: a request without files and without a path."""
    return invalid("import_empty", "Choose at least one file.")


def path_refused() -> AppError:
    """`path_refused`: outside the folders the owner of the instance allows, or missing. Both read alike, so that nothing is revealed."""
    return AppError(
        "path_refused",
        "There is no such file or folder among those this instance may import from (PACELINE_IMPORT_DIRS).",
        ErrorKind.FORBIDDEN,
    )


def storage_full(used_bytes: int, limit_bytes: int) -> AppError:
    """`storage_full`: the athlete's originals would take more than the instance allows."""
    return conflict(
        "storage_full",
        f"There is no room for this: {used_bytes // 1_000_000} of {limit_bytes // 1_000_000} MB are taken by original files.",
        used_bytes=used_bytes,
        limit_bytes=limit_bytes,
    )


def folder_not_found() -> AppError:
    """`watched_folder_not_found`."""
    return not_found("watched_folder")


def body_unreadable(message: str) -> AppError:
    """`body_unreadable`: neither a form with files nor a JSON document with a path."""
    return invalid("body_unreadable", message)
