"""What can go wrong with samples, by stable code."""

from paceline.infra.errors import AppError, conflict, not_found


def sample_present(kind: str) -> AppError:
    """`sample_present`: one set of sample data at a time."""
    return conflict("sample_present", f"There is sample data already ({kind}). Remove it first.", athlete=kind)


def no_sample() -> AppError:
    """`sample_not_found`: there is nothing to remove."""
    return not_found("sample")
