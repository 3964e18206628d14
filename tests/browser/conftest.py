"""The app as people use it: Chromium against a real `paceline serve` with a worker, each test on a database of its own."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack

import pytest
from playwright.async_api import Browser, async_playwright

from paceline.infra.db.roles import Roles
from tests.browser.devices import ARGUMENTS, chromium_path
from tests.browser.visits import Instance, LivedIn
from tests.instances import Template, make_template
from tests.servers import ServerAddress

WEEKS = 8
LAST_ON = "2026-06-14"
"""A Sunday; what is tested does not depend on the day of the test."""


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests. Where there is none the tests are skipped, but never on a CI machine."""
    path = chromium_path()
    if path is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(
            "There is no Chromium; Debian has it as `chromium`."
        )
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield launched
        await launched.close()


@pytest.fixture(scope="session")
async def template(server: ServerAddress, roles: Roles, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Migrated once, copied for each instance."""
    return await make_template(server, roles, "browser", tmp_path_factory.mktemp("browser"))


@pytest.fixture
def instance(template: Template, request: pytest.FixtureRequest) -> Iterator[Instance]:
    """A fresh installation nobody has an account on; `serve` starts it under any settings."""
    case = template.case(f"t{abs(hash(request.node.nodeid))}")
    with ExitStack() as running:
        yield Instance(case, running)
    template.drop(case)


@pytest.fixture(scope="session")
def lived_in(template: Template) -> Iterator[LivedIn]:
    """An installation where a runner and a cyclist have trained for some weeks; nothing of it is changed by a test that shares it."""
    case = template.case("lived_in")
    filled = case.run("demo", "--days", str(WEEKS * 7), "--until", LAST_ON, "--json").document
    passwords = {one["username"]: one["password"] for one in filled["accounts"]}
    with case.serving(with_worker=True) as base:
        yield LivedIn(base, passwords)
    template.drop(case)
