"""The PostgreSQL that tests run on."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import make_url


@dataclass(frozen=True)
class ServerAddress:
    """A server by its superuser's address."""

    superuser: str

    def superuser_url(self, database: str) -> str:
        return make_url(self.superuser).set(database=database).render_as_string(hide_password=False)

    def url(self, user: str, password: str, database: str) -> str:
        return (
            make_url(self.superuser)
            .set(username=user, password=password, database=database)
            .render_as_string(hide_password=False)
        )


@contextmanager
def test_server(factory: pytest.TempPathFactory) -> Iterator[ServerAddress]:
    """The server that PACELINE_TEST_SERVER names, or an embedded one shared by all processes of this run."""
    named = os.environ.get("PACELINE_TEST_SERVER")
    if named:
        yield ServerAddress(named)
        return
    from paceline.infra.embedded_postgres.server import start

    shared = factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    # Several whole programs run beside the tests, each with a pool of its own.
    with start(shared / "server/postgres", max_connections=200) as server:
        yield ServerAddress(server.superuser_url("postgres"))
