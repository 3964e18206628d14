"""Watched folders: a file is imported once it stays the same, and not looked at again while it does."""

import os
from pathlib import Path
from uuid import UUID

import pytest

from paceline.imports import jobs
from paceline.imports.service import watching
from paceline.imports.service.watching import scan_folders
from paceline.infra.db.athlete import athlete_session
from paceline.infra.errors import AppError
from paceline.infra.settings import Settings
from tests.builders.archive import build_zip
from tests.conftest import SignUp
from tests.imports.runs import Importer, fit, put

API = "/api/v1/imports/folders"


@pytest.fixture
async def watched(importer: Importer, inbox: Path) -> Path:
    """A folder the athlete watches."""
    folder = inbox / "ana"
    folder.mkdir()
    async with athlete_session(importer.athlete_id) as db:
        await watching.watch_folder(db, importer.athlete_id, str(folder), (inbox,))
    return folder


async def _scan(importer: Importer) -> int:
    return await scan_folders(importer.athlete_id, importer.workshop.import_dirs)


async def _finish_all(importer: Importer) -> int:
    """Work off every open batch; returns the number of all batches."""
    for row in await importer.rows("select id, status from import_batch"):
        if row["status"] == "queued":
            await importer.finish(row["id"])
    return await importer.count("import_batch")


async def test_a_file_is_taken_when_two_looks_agree(importer: Importer, watched: Path) -> None:
    put(watched, {"a.fit": fit(0)})
    assert [await _scan(importer), await _scan(importer), await _scan(importer)] == [0, 1, 0]
    assert await _finish_all(importer) == 1
    assert await importer.count("activity") == 1


async def test_files_whose_names_are_not_utf8_are_taken(importer: Importer, watched: Path) -> None:
    for name, content in {b"a\xff.fit": fit(0), b"b\xff.zip": build_zip({"b.fit": fit(1)})}.items():
        Path(os.fsdecode(os.fsencode(watched) + b"/" + name)).write_bytes(content)
    assert [await _scan(importer), await _scan(importer), await _scan(importer)] == [0, 2, 0]
    assert await _finish_all(importer) == 1
    assert await importer.count("activity") == 2


async def test_a_file_still_being_copied_waits(importer: Importer, watched: Path) -> None:
    put(watched, {"a.fit": fit(0)[:500]})
    assert await _scan(importer) == 0
    put(watched, {"a.fit": fit(0)})
    assert await _scan(importer) == 0
    assert await _scan(importer) == 1


async def test_an_unchanged_file_is_not_read_again_and_a_changed_one_is(importer: Importer, watched: Path) -> None:
    put(watched, {"a.fit": fit(0), "b.zip": build_zip({"b.fit": fit(1)})})
    assert [await _scan(importer), await _scan(importer)] == [0, 2]
    await _finish_all(importer)
    before = (await importer.rows("select data_rev from athlete_revision"))[0]
    assert [await _scan(importer), await _scan(importer)] == [0, 0]
    assert (await importer.rows("select data_rev from athlete_revision"))[0] == before
    put(watched, {"a.fit": fit(2)})
    assert [await _scan(importer), await _scan(importer)] == [0, 1]
    assert await _finish_all(importer) == 2
    assert await importer.count("activity") == 3


async def test_a_file_that_went_and_came_back_is_a_duplicate(importer: Importer, watched: Path) -> None:
    put(watched, {"a.fit": fit(0)})
    await _scan(importer), await _scan(importer)
    await _finish_all(importer)
    (watched / "a.fit").unlink()
    assert await _scan(importer) == 0
    assert await importer.count("watched_file") == 0
    put(watched, {"a.fit": fit(0)})
    assert [await _scan(importer), await _scan(importer)] == [0, 1]
    await _finish_all(importer)
    assert await importer.count("activity") == 1


async def test_links_out_of_the_folder_are_left_alone(importer: Importer, watched: Path, tmp_path: Path) -> None:
    put(tmp_path / "outside", {"secret.fit": fit(0)})
    (watched / "link.fit").symlink_to(tmp_path / "outside" / "secret.fit")
    (watched / "folder").symlink_to(tmp_path / "outside")
    assert [await _scan(importer), await _scan(importer)] == [0, 0]


async def test_a_folder_that_is_gone_says_so_and_works_again(importer: Importer, watched: Path) -> None:
    watched.rename(watched.with_name("moved"))
    assert await _scan(importer) == 0
    async with athlete_session(importer.athlete_id) as db:
        (folder,) = await watching.list_folders(db)
    assert folder.problem is not None
    put(watched.with_name("moved"), {"a.fit": fit(0)})
    watched.with_name("moved").rename(watched)
    assert [await _scan(importer), await _scan(importer)] == [0, 1]
    async with athlete_session(importer.athlete_id) as db:
        assert (await watching.list_folders(db))[0].problem is None


async def test_a_folder_replaced_by_a_link_is_not_followed(importer: Importer, watched: Path, tmp_path: Path) -> None:
    put(tmp_path / "outside", {"secret.fit": fit(0)})
    put(watched.parent / "ben", {"secret.fit": fit(1)})
    watched.rmdir()
    for place in (tmp_path / "outside", watched.parent / "ben"):
        os.symlink(place, watched)
        assert [await _scan(importer), await _scan(importer)] == [0, 0]
        watched.unlink()


async def test_the_task_looks_at_everybodys_folders(
    importer: Importer, watched: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "settings", lambda: settings)
    put(watched, {"a.fit": fit(0)})
    assert await jobs.scan_watched_folders() == {"athletes": 1, "files": 0}
    assert await jobs.scan_watched_folders() == {"athletes": 1, "files": 1}


async def test_only_allowed_folders_can_be_watched(importer: Importer, inbox: Path, tmp_path: Path) -> None:
    put(inbox, {"a.fit": b""})
    for path in (tmp_path, inbox / "a.fit", inbox / "missing", inbox / ".."):
        with pytest.raises(AppError) as refused:
            async with athlete_session(importer.athlete_id) as db:
                await watching.watch_folder(db, importer.athlete_id, str(path), (inbox,))
        assert refused.value.code == "path_refused"


async def test_folders_over_http(athlete_id: UUID, sign_up: SignUp, inbox: Path) -> None:
    ana, ben = await sign_up("ana"), await sign_up("ben")
    made = await ana.post(API, json={"path": str(inbox)})
    again = await ana.post(API, json={"path": str(inbox)})
    assert (made.status_code, again.json()["id"]) == (201, made.json()["id"])
    listed = (await ana.get(API)).json()
    assert ([one["path"] for one in listed["folders"]], listed["allowed"]) == ([str(inbox)], [str(inbox)])
    assert (await ben.get(API)).json()["folders"] == []
    assert (await ben.delete(f"{API}/{made.json()['id']}")).json()["code"] == "watched_folder_not_found"
    assert (await ana.post(API, json={"path": "/etc"})).json()["code"] == "path_refused"
    assert (await ana.delete(f"{API}/{made.json()['id']}")).status_code == 204
    assert (await ana.get(API)).json()["folders"] == []
