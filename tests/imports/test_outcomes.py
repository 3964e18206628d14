"""What comes of each file: imported once, told apart, and never in the way of the others."""

import asyncio
import gzip
import os
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from paceline.activities.service.remove import delete
from paceline.imports.service.working import SliceEnd, work_slice
from paceline.infra.db.athlete import athlete_session
from tests.builders.archive import build_zip
from tests.builders.gpx import build_gpx, gpx_points
from tests.builders.tcx import build_tcx, tcx_points
from tests.imports.runs import START, Importer, counts, fit, put


async def test_every_format_is_imported_with_streams_analysis_and_original(importer: Importer, tmp_path: Path) -> None:
    folder = put(
        tmp_path / "files",
        {
            "a.fit": fit(0),
            "b.fit.gz": gzip.compress(fit(1)),
            "c.gpx": build_gpx(gpx_points(90, START.replace(day=10))),
            "d.tcx": build_tcx(tcx_points(90, START.replace(day=12))),
        },
    )
    batch = await importer.paths(folder)
    assert (batch.status, counts(batch)) == ("completed", (4, 0, 0, 0))
    assert await importer.count("activity") == 4
    assert await importer.count("activity_analysis") == 4
    assert await importer.count("blob") == 4
    files = await importer.files(batch)
    assert all(len(one.activity_ids) == 1 and one.code == "new" for one in files.values())
    streams = await importer.rows("select distinct channel from stream")
    assert {"at", "heart_rate_bpm"} <= {row["channel"] for row in streams}


async def test_the_same_command_again_imports_nothing(importer: Importer, tmp_path: Path) -> None:
    folder = put(tmp_path / "files", {f"{day}.fit": fit(day) for day in range(5)})
    await importer.paths(folder)
    again = await importer.paths(folder)
    assert counts(again) == (0, 5, 0, 0)
    assert set((await importer.outcomes(again)).values()) == {("duplicate", "same_file")}
    assert await importer.count("activity") == 5
    first, second = await importer.rows(
        "select activity_ids from import_item where path like '%/0.fit' order by batch_id"
    )
    assert first == second


async def test_one_bad_file_never_stops_the_rest(importer: Importer, tmp_path: Path) -> None:
    folder = put(
        tmp_path / "files",
        {
            "a_broken.fit": b"\x0e\x10garbage.FIT" + b"\xff" * 40,
            "a_cut.fit": fit(5)[:60],
            "b_empty.gpx": b"",
            "c_text.tcx": b"this is no XML",
            "d_settings.fit": fit(3, file_type=2),
            "e_good.fit": fit(4),
        },
    )
    batch = await importer.paths(folder)
    outcomes = await importer.outcomes(batch)
    assert outcomes["e_good.fit"] == ("imported", "new")
    assert outcomes["d_settings.fit"] == ("skipped", "fit_settings")
    assert {outcomes[name][0] for name in ("a_broken.fit", "b_empty.gpx", "c_text.tcx")} == {"failed"}
    assert outcomes["a_cut.fit"] == ("failed", "file_damaged")
    assert all(one.reason and one.reason.endswith(".") for one in (await importer.files(batch)).values() if one.reason)
    assert counts(batch) == (1, 0, 1, 4)


async def test_a_truncated_file_keeps_what_is_readable_and_says_what_is_wrong(
    importer: Importer, tmp_path: Path
) -> None:
    folder = put(tmp_path / "files", {"cut.fit": fit(0, seconds=300)[:-800]})
    (cut,) = (await importer.files(await importer.paths(folder))).values()
    assert cut.outcome == "imported"
    assert cut.flaws
    assert all(flaw["code"] and flaw["detail"] for flaw in cut.flaws)


async def test_the_same_recording_in_another_file_is_a_duplicate(importer: Importer, tmp_path: Path) -> None:
    folder = put(tmp_path / "files", {"a.fit": fit(0), "b.fit.gz": gzip.compress(fit(0), mtime=1)})
    batch = await importer.paths(folder)
    assert await importer.outcomes(batch) == {"a.fit": ("imported", "new"), "b.fit.gz": ("duplicate", "same_recording")}
    assert await importer.count("activity") == 1


async def test_the_same_bytes_under_two_names_are_one_activity(importer: Importer, tmp_path: Path) -> None:
    folder = put(tmp_path / "files", {"a.gpx": build_gpx(gpx_points(60)), "b.gpx": build_gpx(gpx_points(60))})
    assert (await importer.outcomes(await importer.paths(folder)))["b.gpx"] == ("duplicate", "same_file")


@pytest.mark.parametrize("said", ["running", None])
async def test_a_probable_duplicate_is_kept_but_not_counted(
    importer: Importer, tmp_path: Path, said: str | None
) -> None:
    phone = build_gpx(gpx_points(600, START), type=said)
    folder = put(tmp_path / "files", {"watch.fit": fit(0, seconds=600), "phone.gpx": phone})
    batch = await importer.paths(folder)
    assert counts(batch) == (2, 0, 0, 0)
    assert sorted(row["counted"] for row in await importer.rows("select counted from activity")) == [False, True]
    assert "probable_duplicate" in {code for _, code in (await importer.outcomes(batch)).values()}


async def test_what_was_deleted_stays_away_until_it_is_asked_for(importer: Importer, tmp_path: Path) -> None:
    folder = put(tmp_path / "files", {"a.fit": fit(0), "b.fit": fit(1)})
    first = await importer.files(await importer.paths(folder))
    gone = first["a.fit"].activity_ids
    async with athlete_session(importer.athlete_id) as db:
        await delete(db, importer.athlete_id, gone)
    again = await importer.files(await importer.paths(folder))
    assert (again["a.fit"].outcome, again["a.fit"].code, again["a.fit"].activity_ids) == (
        "skipped",
        "deleted_before",
        gone,
    )
    restored = await importer.paths(folder, restore_deleted=True)
    assert (await importer.outcomes(restored))["a.fit"] == ("imported", "restored")
    assert len(await importer.rows("select id from activity where deleted_at is null")) == 2


async def test_hidden_files_and_links_are_named_and_left_out(importer: Importer, tmp_path: Path) -> None:
    outside = put(tmp_path / "outside", {"secret.fit": fit(9), "deep/more.fit": fit(8)})
    folder = put(tmp_path / "files", {"a.fit": fit(0), ".hidden.fit": fit(1), "._a.fit": b"macOS", "notes.txt": b"x"})
    (folder / "link.fit").symlink_to(outside / "secret.fit")
    (folder / "linked").symlink_to(outside / "deep")
    outcomes = await importer.outcomes(await importer.paths(folder))
    assert outcomes == {
        "a.fit": ("imported", "new"),
        ".hidden.fit": ("skipped", "file_is_hidden"),
        "link.fit": ("skipped", "link_not_followed"),
        "linked": ("skipped", "link_not_followed"),
    }


def put_raw(folder: Path, files: dict[bytes, bytes]) -> None:
    """Write files whose names need not be UTF-8."""
    for name, content in files.items():
        path = Path(os.fsdecode(os.fsencode(folder) + b"/" + name))
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)


async def test_a_name_that_is_not_utf8_is_shown_as_text_and_read(importer: Importer, tmp_path: Path) -> None:
    # One name is, letter for letter, how the other is shown.
    folder = put(tmp_path / "files", {"a.fit": fit(0), "b\\xff.fit": fit(3)})
    put_raw(folder, {b"b\xff.fit": fit(1), b"Z\xfcrich/c%25.fit": fit(2), b"c\xfe.zip": build_zip({"x.fit": fit(4)})})
    batch = await importer.make(folder)
    # Listed by one process, read by the next.
    assert await work_slice(importer.athlete_id, batch.id, replace(importer.workshop, slice_s=-1.0)) is SliceEnd.MORE
    done = await importer.finish(batch.id)
    assert counts(done) == (5, 0, 0, 0)
    rows = await importer.rows("select path, outcome from import_item")
    assert sorted((row["path"].removeprefix(str(folder)), row["outcome"]) for row in rows) == [
        ("/Z\\xfcrich/c%25.fit", "imported"),
        ("/a.fit", "imported"),
        ("/b\\xff.fit", "imported"),
        ("/b\\xff.fit", "imported"),
        ("/c\\xfe.zip/x.fit", "imported"),
    ]
    assert await importer.count("activity") == 5
    names = await importer.rows("select file_name from activity_source")
    assert sorted(row["file_name"] for row in names) == ["a.fit", "b\\xff.fit", "b\\xff.fit", "c%25.fit", "x.fit"]


async def test_what_is_handed_in_by_a_name_that_is_not_utf8_is_read(importer: Importer, tmp_path: Path) -> None:
    put_raw(
        tmp_path, {b"a\xff.fit": fit(0), b"Z\xfcrich/b.fit": fit(1), b"Z\xfcrich/c.zip": build_zip({"c.fit": fit(2)})}
    )
    names = [Path(os.fsdecode(os.fsencode(tmp_path) + name)) for name in (b"/a\xff.fit", b"/Z\xfcrich")]
    batch = await importer.paths(*names)
    assert (batch.label, counts(batch)) == ("a\\xff.fit and 1 more", (3, 0, 0, 0))
    assert [row["path"] for row in await importer.rows("select path from import_item order by item_no")] == [
        f"{tmp_path}/{name}" for name in ("a\\xff.fit", "Z\\xfcrich/b.fit", "Z\\xfcrich/c.zip/c.fit")
    ]


async def test_a_pipe_that_is_handed_in_is_not_waited_for(importer: Importer, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.fit")
    async with asyncio.timeout(20):
        outcomes = await importer.outcomes(await importer.paths(tmp_path / "a.fit", Path("/dev/null")))
    assert outcomes == {"a.fit": ("skipped", "archive_not_a_file"), "null": ("skipped", "archive_not_a_file")}


async def test_a_folder_that_cannot_be_opened_is_named(
    importer: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = put(tmp_path / "files", {"a.fit": fit(0), "locked/b.fit": fit(1)})
    really = os.scandir

    def guarded(path: str) -> object:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return really(path)

    # Not by mode bits: those do not hold back a superuser, who may run these tests.
    monkeypatch.setattr(os, "scandir", guarded)
    results = await importer.files(await importer.paths(folder))
    assert {(one.outcome, one.code) for one in results.values()} == {
        ("imported", "new"),
        ("failed", "folder_unreadable"),
    }
    assert [one.reason for one in results.values() if one.code == "folder_unreadable"] == [
        "The folder cannot be read: Permission denied."
    ]


async def test_a_zip_in_a_zip_is_read_one_level(importer: Importer, tmp_path: Path) -> None:
    deepest = build_zip({"z.fit": fit(3)})
    inner = build_zip({"x.fit": fit(1), "deepest.zip": deepest})
    outer = tmp_path / "outer.zip"
    outer.write_bytes(build_zip({"a.fit": fit(0), "inner.zip": inner, "lies.zip": b"no zip at all"}))
    outcomes = await importer.outcomes(await importer.paths(outer))
    assert outcomes["a.fit"] == outcomes["x.fit"] == ("imported", "new")
    assert outcomes["deepest.zip"] == ("skipped", "archive_too_deep")
    assert outcomes["lies.zip"][0] == "failed"
    assert len(outcomes) == 4


async def test_a_zip_in_a_folder_is_read_too(importer: Importer, tmp_path: Path) -> None:
    inner = build_zip({"x.fit": fit(5), "readme.txt": b"hello"})
    folder = put(tmp_path / "files", {"a.fit": fit(0), "sub/more.zip": inner, "lies.zip": b"no zip at all"})
    outcomes = await importer.outcomes(await importer.paths(folder))
    assert outcomes["x.fit"] == ("imported", "new")
    assert outcomes["lies.zip"] == ("failed", "format_unknown")


async def test_a_folder_without_activities_says_so(importer: Importer, tmp_path: Path) -> None:
    batch = await importer.paths(put(tmp_path / "files", {"notes.txt": b"x"}))
    assert await importer.outcomes(batch) == {"files": ("skipped", "nothing_inside")}


async def test_a_path_that_is_gone_fails_by_name(importer: Importer, tmp_path: Path) -> None:
    folder = put(tmp_path / "files", {"a.fit": fit(0), "b.fit": fit(1)})
    batch = await importer.make(folder / "a.fit", folder / "b.fit", tmp_path / "nowhere")
    (folder / "a.fit").unlink()
    done = await importer.finish(batch.id)
    assert counts(done) == (1, 0, 0, 2)
    assert {one.reason for one in (await importer.files(done)).values() if one.outcome == "failed"}


@pytest.mark.parametrize("name", ["bomb.zip", "bomb.fit.gz"])
async def test_a_bomb_fails_alone(importer: Importer, tmp_path: Path, name: str) -> None:
    zeros = bytes(60_000_000)
    bomb = build_zip({"huge.fit": zeros}) if name.endswith(".zip") else gzip.compress(zeros)
    assert len(bomb) < 100_000
    folder = put(tmp_path / "files", {name: bomb, "good.fit": fit(0)})
    outcomes = await importer.outcomes(await importer.paths(folder))
    assert outcomes.pop("good.fit") == ("imported", "new")
    ((outcome, code),) = outcomes.values()
    assert (outcome, code) in {("failed", "file_too_large"), ("failed", "ratio_too_high")}


async def test_the_order_of_files_does_not_matter(importer: Importer, tmp_path: Path, other_athlete_id: UUID) -> None:
    other = Importer(other_athlete_id, importer.workshop)
    contents = {f"{day}.fit": fit(day) for day in range(3)} | {"again.fit.gz": gzip.compress(fit(1))}
    forward = put(tmp_path / "forward", contents)
    backward = put(tmp_path / "backward", {f"{9 - at}_{name}": one for at, (name, one) in enumerate(contents.items())})
    await importer.paths(forward)
    await other.paths(backward)
    what = "select name, sport, started_at, local_on, distance_m, moving_s, counted from activity order by started_at"
    assert await importer.rows(what) == await other.rows(what)
