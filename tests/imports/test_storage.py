"""The room of one athlete: an upload that does not fit is refused, a file that does not fit fails, and both say so."""

import gzip
import random
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import event

from paceline.infra.db.engine import engine
from paceline.infra.settings import Settings
from tests.builders.archive import build_zip
from tests.conftest import TEST_PASSWORD, SignUp, browser_of
from tests.imports.runs import Importer, counts, fit, put

API = "/api/v1/imports"
ONE = len(fit(0))


def _form(*contents: bytes) -> list[tuple[str, tuple[str, bytes]]]:
    return [("files", (f"{number}.fit", content)) for number, content in enumerate(contents)]


def _limited(importer: Importer, limit_bytes: int | None) -> Importer:
    return replace(importer, workshop=replace(importer.workshop, storage_bytes=limit_bytes))


async def test_files_beyond_the_limit_fail_with_a_reason(importer: Importer, tmp_path: Path) -> None:
    limited = _limited(importer, 2 * ONE + 10)
    folder = put(
        tmp_path / "files", {f"{day}.fit": fit(day) for day in range(3)} | {"settings.fit": fit(9, file_type=2)}
    )
    batch = await limited.paths(folder)
    outcomes = await limited.outcomes(batch)
    assert outcomes.pop("settings.fit") == ("skipped", "fit_settings")
    assert sorted(outcomes.values()) == [("failed", "storage_full"), ("imported", "new"), ("imported", "new")]
    assert (await importer.count("activity"), await importer.count("blob")) == (2, 2)
    again = await _limited(importer, 3 * ONE + 10).paths(folder)
    assert counts(again)[:2] == (1, 2)


async def test_what_is_here_already_needs_no_room(importer: Importer, tmp_path: Path) -> None:
    folder = put(tmp_path / "files", {"0.fit": fit(0)})
    await importer.paths(folder)
    assert counts(await _limited(importer, 1).paths(folder)) == (0, 1, 0, 0)


async def test_a_kept_upload_takes_no_room_from_its_own_files(athlete: httpx2.AsyncClient, importer: Importer) -> None:
    stuffed = build_zip({"a.fit": fit(0), "photo.jpg": random.Random(7).randbytes(2 * ONE)})
    batch = (await athlete.post(API, files=[("files", ("export.zip", stuffed))])).json()
    done = await _limited(importer, len(stuffed)).finish(UUID(batch["id"]))
    assert counts(done) == (1, 0, 0, 0)


async def test_no_limit_costs_no_statement(importer: Importer, tmp_path: Path) -> None:
    asked: list[str] = []

    def hear(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    event.listen(engine().sync_engine, "before_cursor_execute", hear)
    try:
        await importer.paths(put(tmp_path / "files", {"0.fit": fit(0)}))
    finally:
        event.remove(engine().sync_engine, "before_cursor_execute", hear)
    assert asked
    assert not [statement for statement in asked if "sum(size_bytes)" in statement]


@pytest.fixture
async def athlete(athlete_id: UUID, sign_up: SignUp) -> httpx2.AsyncClient:
    """The athlete `athlete_id`, signed in."""
    return await sign_up("ana")


@pytest.fixture
async def limited(athlete: httpx2.AsyncClient, settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    """The same athlete at an instance with room for one MB each."""
    async with browser_of(settings.model_copy(update={"athlete_storage_mb": 1})) as browser:
        browser.headers["x-paceline-request"] = "1"
        who = {"username": "ana", "password": TEST_PASSWORD}
        assert (await browser.post("/api/v1/auth/login", json=who)).is_success
        yield browser


async def test_an_upload_beyond_the_limit_is_refused_and_nothing_is_kept(
    limited: httpx2.AsyncClient, importer: Importer
) -> None:
    refused = await limited.post(API, files=_form(fit(0), gzip.compress(fit(1)), bytes(1_000_000)))
    assert (refused.status_code, refused.json()["code"], refused.json()["limit_bytes"]) == (
        409,
        "storage_full",
        1_000_000,
    )
    assert (await importer.count("blob"), await importer.count("import_batch")) == (0, 0)
    assert (await limited.post(API, files=_form(fit(0)))).status_code == 202
    # The same bytes again, under a limit that is reached: they are here.
    assert (await limited.post(API, files=_form(fit(0)))).status_code == 202


async def test_how_much_is_taken_is_told(
    athlete: httpx2.AsyncClient, limited: httpx2.AsyncClient, importer: Importer
) -> None:
    assert (await athlete.get(f"{API}/storage")).json() == {"used_bytes": 0, "limit_bytes": None}
    batch = (await athlete.post(API, files=_form(fit(0)))).json()
    await importer.finish(UUID(batch["id"]))
    assert (await limited.get(f"{API}/storage")).json() == {"used_bytes": ONE, "limit_bytes": 1_000_000}
