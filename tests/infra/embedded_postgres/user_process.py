"""Script: a process that uses the embedded server as told, one JSON line a command. Started by `conftest.UserProcess`."""

import codecs
import ctypes
import json
import os
import sys
from pathlib import Path

import psycopg

from paceline.infra.embedded_postgres import EmbeddedPostgresError, Server, binaries, start

_PR_CAPBSET_DROP = 24
_CAP_DAC_OVERRIDE = 1


def _answer(**fields: object) -> None:
    sys.stdout.write(json.dumps(fields) + "\n")
    sys.stdout.flush()


def main() -> None:
    uid, data_dir, package = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    # Everything is imported by now: the user we become may be unable to read the interpreter's files.
    for codec in ("ascii", "idna"):
        codecs.lookup(codec)
    if package:
        binaries._wheel_package = lambda: Path(package)
        # As on macOS: what we start cannot be given the capability, while we, root, still reach every file.
        assert ctypes.CDLL(None).prctl(_PR_CAPBSET_DROP, _CAP_DAC_OVERRIDE, 0, 0, 0) == 0
    if uid >= 0:
        os.setgroups([])
        os.setgid(uid)
        os.setuid(uid)
    server: Server | None = None
    _answer(ready=True)
    for line in sys.stdin:
        command = line.strip()
        try:
            if command == "start":
                server = start(data_dir)
                _answer(pid=server.pid, url=server.superuser_url("postgres"))
            elif command == "stop":
                assert server
                server.stop()
                _answer(stopped=True)
            else:
                assert server
                with psycopg.connect(server.superuser_url("postgres"), autocommit=True) as connection:
                    _answer(value=connection.execute(command).fetchone()[0])
        except EmbeddedPostgresError as error:
            _answer(code=error.code, message=error.message)


if __name__ == "__main__":
    main()
