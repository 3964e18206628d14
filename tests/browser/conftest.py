"""The app as people use it: Chromium against a real `paceline serve` with a worker, each test on a database of its own."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from datetime import date

import pytest
from playwright.async_api import Browser, async_playwright

from paceline.infra.db.roles import Roles
from tests.browser.devices import ARGUMENTS, chromium_path
from tests.browser.visits import Instance, LivedIn, Trained
from tests.instances import Template, make_template
from tests.servers import ServerAddress

# What these compare is long; a bare failure would not say where it differs.
for _name in (
    "midtask.reading_on",
    "numbers.head_of_activity",
    "numbers.found_in_activity",
    "numbers.streams_of_activity",
):
    pytest.register_assert_rewrite(f"tests.browser.{_name}")

LAST_ON = date(2026, 6, 14)
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
def trained(template: Template) -> Trained:
    """A runner and a cyclist who have trained for some weeks."""
    return Trained.until(LAST_ON, template.case("trained"))


@pytest.fixture(scope="session")
def lived_in(template: Template, trained: Trained) -> Iterator[LivedIn]:
    """Their installation; nothing of it is changed by a test that shares it."""
    with trained.running(template, "lived_in") as lived_in:
        yield lived_in


@pytest.fixture
def own_lived_in(template: Template, trained: Trained, request: pytest.FixtureRequest) -> Iterator[LivedIn]:
    """The same for one test alone, which may change what it wants."""
    with trained.running(template, f"own{abs(hash(request.node.nodeid))}") as lived_in:
        yield lived_in
