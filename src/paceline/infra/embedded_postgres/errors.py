"""What can go wrong with the embedded database."""

from paceline.infra.errors import AppError, ErrorKind


class EmbeddedPostgresError(AppError):
    """The embedded database cannot be used. Codes:

    binaries_missing      neither the wheel nor a PostgreSQL of the system was found
    data_dir_not_empty    the directory holds something that is not ours
    data_dir_other_major  written by another major version, whose binaries are not here
    data_dir_not_owned    the cluster belongs to another user
    data_dir_unusable     the directory cannot be made, written or named on a command line
    password_missing      the cluster is there, its password file is not
    no_unprivileged_user  started as root, and there is neither `postgres` nor `nobody`
    start_failed          initdb or the server failed; the message ends with the tail of its log
    start_timeout         another process held the lock, or the server took too long
    server_unreachable    the server runs, but does not answer on its socket
    stop_failed           the server did not stop
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message, ErrorKind.UNAVAILABLE)
