"""What can go wrong in syncing."""

from paceline.infra.errors import AppError, ErrorKind, conflict, not_found


class LeaseLostError(Exception):
    """Somebody else works on the connection now. Nothing of the transaction that finds out may commit."""


class NeedsConsentError(AppError):
    """The service does not accept the connection's tokens any more: the athlete has to connect again."""

    def __init__(self) -> None:
        super().__init__("needs_reauth", "The service asks you to connect again.", ErrorKind.NEEDS_REAUTH)


def connection_not_found() -> AppError:
    return not_found("connection")


def session_not_found() -> AppError:
    return not_found("sync_session")


def session_ended() -> AppError:
    return conflict("sync_session_ended", "This sync has ended already.")


def session_not_failed() -> AppError:
    return conflict("sync_session_not_failed", "Only a sync that failed can be tried again.")


def sync_under_way() -> AppError:
    return conflict("sync_under_way", "A sync of this kind is under way already.")
