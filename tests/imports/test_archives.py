"""Archives: a Strava export's rows and files become one activity each, whatever came first; a Garmin export; any zip."""

import gzip
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from paceline.activities.service.gear import add_gear
from paceline.fitness.service.recompute import recompute
from paceline.imports.service.batches import roll_back
from paceline.infra.db.athlete import athlete_session
from tests.builders.archive import StravaRow, build_garmin_export, build_strava_archive, build_zip
from tests.imports.runs import START, Importer, counts, fit, put

RUN = StravaRow(
    "9001", START, name="Dawn run", description="Cold.\nBut fine.", gear="Blue shoes", file="activities/1.fit.gz",
    commute=True, elapsed_s=119, moving_s=118, distance_m=357.0,
)  # fmt: skip
TYPED = StravaRow("9002", START + timedelta(days=1), name="Pool", sport="Swim", swim=True, distance_m=2000.0)
LOST = StravaRow("9003", START + timedelta(days=2), name="Lost file", file="#error#")
FILES = {"activities/1.fit.gz": gzip.compress(fit(0), mtime=0)}

_WHAT = """
    select a.name, a.description, a.sport, a.is_commute, a.is_manual, a.distance_m, a.sample_count, g.name as gear, a.counted,
           array(select s.source || ' ' || s.source_id from activity_source s where s.activity_id = a.id order by 1) as sources
    from activity a left join gear g on g.athlete_id = a.athlete_id and g.id = a.gear_id
    where a.parent_id is null order by a.started_at, a.name
"""


async def _activities(importer: Importer) -> list[dict[str, Any]]:
    return await importer.rows(_WHAT)


def _archive(path: Path, rows: list[StravaRow], files: dict[str, bytes]) -> Path:
    path.write_bytes(build_strava_archive(rows, files))
    return path


async def test_a_row_and_its_file_are_one_activity_with_the_rows_words(importer: Importer, tmp_path: Path) -> None:
    batch = await importer.paths(_archive(tmp_path / "export.zip", [RUN, TYPED, LOST], FILES))
    assert counts(batch) == (3, 0, 0, 0)
    run, typed, lost = await _activities(importer)
    assert (run["name"], run["description"], run["gear"], run["is_commute"]) == (
        "Dawn run",
        RUN.description,
        "Blue shoes",
        True,
    )
    assert run["sample_count"] == 120
    assert [source.split()[0] for source in run["sources"]] == ["archive", "file"]
    assert (typed["name"], typed["is_manual"], typed["distance_m"], typed["sport"]) == ("Pool", True, 2000.0, "swim")
    assert typed["sources"] == ["archive 9002"]
    assert (lost["name"], lost["is_manual"], lost["distance_m"]) == ("Lost file", False, 10_000.0)
    (told,) = [one for one in (await importer.files(batch)).values() if one.code == "from_row"]
    assert told.reason is not None
    assert told.reason.startswith("The file is not in this export.")


async def test_a_file_that_a_later_export_of_the_same_import_brings_is_analysed(
    importer: Importer, tmp_path: Path
) -> None:
    lost = replace(RUN, file="#error#")
    first, second = _archive(tmp_path / "1.zip", [lost], {}), _archive(tmp_path / "2.zip", [RUN], FILES)
    await importer.paths(first, second)
    await recompute(importer.athlete_id)
    (stored,) = await importer.rows(
        "select n.channels, n.content_rev = a.content_rev as is_current from activity_analysis n join activity a on a.id = n.activity_id"
    )
    assert stored["is_current"]
    assert set(stored["channels"]) >= {"heart_rate", "power"}


async def test_the_archive_again_and_the_next_archive_bring_only_what_is_new(
    importer: Importer, tmp_path: Path
) -> None:
    first = _archive(tmp_path / "export.zip", [RUN, TYPED], FILES)
    await importer.paths(first)
    before = await _activities(importer)
    assert counts(await importer.paths(first)) == (0, 2, 0, 0)
    assert await _activities(importer) == before
    renamed = StravaRow(**{**RUN.__dict__, "name": "Dawn run, renamed"})
    second = _archive(tmp_path / "later.zip", [renamed, TYPED, LOST], FILES)
    assert counts(await importer.paths(second)) == (1, 2, 0, 0)
    assert [row["name"] for row in await _activities(importer)] == ["Dawn run, renamed", "Pool", "Lost file"]


async def test_an_export_that_lost_a_file_never_takes_it_away(importer: Importer, tmp_path: Path) -> None:
    await importer.paths(_archive(tmp_path / "export.zip", [RUN], FILES))
    before = await _activities(importer)
    lost = StravaRow(**{**RUN.__dict__, "file": "#error#"})
    assert counts(await importer.paths(_archive(tmp_path / "later.zip", [lost], {}))) == (0, 1, 0, 0)
    assert await _activities(importer) == before
    assert await importer.count("blob") == 1


@pytest.mark.parametrize("swapped", [False, True])
async def test_file_and_archive_make_the_same_in_either_order(
    importer: Importer, other_athlete_id: UUID, tmp_path: Path, swapped: bool
) -> None:
    archive = _archive(tmp_path / "export.zip", [RUN, TYPED], FILES)
    folder = put(tmp_path / "files", {"1.fit.gz": FILES["activities/1.fit.gz"]})
    for path in (folder, archive) if swapped else (archive, folder):
        await importer.paths(path)
    other = Importer(other_athlete_id, importer.workshop)
    await other.paths(archive)
    assert await _activities(importer) == await _activities(other)


async def test_a_file_that_arrives_after_its_row_brings_the_streams(importer: Importer, tmp_path: Path) -> None:
    lost = StravaRow(**{**RUN.__dict__, "file": "#error#"})
    await importer.paths(_archive(tmp_path / "export.zip", [lost], {}))
    await importer.paths(_archive(tmp_path / "later.zip", [RUN], FILES))
    (run,) = await _activities(importer)
    assert (run["name"], run["sample_count"]) == ("Dawn run", 120)


async def test_a_damaged_file_does_not_lose_what_its_row_says(importer: Importer, tmp_path: Path) -> None:
    batch = await importer.paths(_archive(tmp_path / "export.zip", [RUN], {"activities/1.fit.gz": b"\x1f\x8bnot gzip"}))
    (run,) = await _activities(importer)
    assert (run["name"], run["distance_m"], run["sample_count"]) == ("Dawn run", 357.0, 0)
    assert set((await importer.outcomes(batch)).values()) == {("imported", "from_row")}


async def test_an_unpacked_archive_is_recognised(importer: Importer, tmp_path: Path) -> None:
    packed = _archive(tmp_path / "export.zip", [RUN, TYPED], FILES)
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path / "unpacked")
    batch = await importer.paths(tmp_path / "unpacked")
    assert counts(batch) == (2, 0, 0, 0)
    assert (await _activities(importer))[0]["name"] == "Dawn run"
    assert counts(await importer.paths(packed)) == (0, 2, 0, 0)


async def test_a_row_that_cannot_be_read_fails_alone(importer: Importer, tmp_path: Path) -> None:
    undated = StravaRow("9009", START, cells={"Activity Date": "last Tuesday"})
    batch = await importer.paths(_archive(tmp_path / "export.zip", [undated, TYPED], {}))
    assert counts(batch) == (1, 0, 0, 1)
    assert ("failed", "row_date_unreadable") in (await importer.outcomes(batch)).values()


async def test_a_garmin_export_gives_its_activities_and_names_the_rest(importer: Importer, tmp_path: Path) -> None:
    parts = [{"a.fit": fit(0), "monitoring.fit": fit(1, file_type=32)}, {"b.fit": fit(2)}]
    path = tmp_path / "garmin.zip"
    path.write_bytes(build_garmin_export(parts))
    batch = await importer.paths(path)
    assert counts(batch) == (2, 0, 1, 0)
    assert counts(await importer.paths(path)) == (0, 2, 1, 0)


async def test_an_archive_with_traps_gives_what_is_sound(importer: Importer, tmp_path: Path) -> None:
    path = tmp_path / "traps.zip"
    path.write_bytes(build_zip([("../../etc/evil.fit", fit(5)), ("/abs.fit", fit(6)), ("good.fit", fit(0))]))
    batch = await importer.paths(path)
    outcomes = await importer.outcomes(batch)
    assert outcomes["good.fit"] == ("imported", "new")
    assert outcomes["evil.fit"] == outcomes["abs.fit"] == ("failed", "archive_name_unsafe")


async def test_a_damaged_archive_is_one_failed_file(importer: Importer, tmp_path: Path) -> None:
    path = tmp_path / "cut.zip"
    path.write_bytes(build_zip({"a.fit": fit(0)})[:-40])
    batch = await importer.paths(path)
    assert await importer.outcomes(batch) == {"cut.zip": ("failed", "archive_corrupt")}


async def test_an_archive_that_changes_meanwhile_is_read_as_far_as_it_is_there(
    importer: Importer, tmp_path: Path
) -> None:
    path = tmp_path / "more.zip"
    path.write_bytes(build_zip({f"{day}.fit": fit(day) for day in range(4)}))
    batch = await importer.make(path)
    from dataclasses import replace

    hurried = Importer(importer.athlete_id, replace(importer.workshop, slice_s=-1.0))
    from paceline.imports.service.working import SliceEnd, work_slice

    assert await work_slice(hurried.athlete_id, batch.id, hurried.workshop) is SliceEnd.MORE
    path.write_bytes(build_zip({f"{day}.fit": fit(day) for day in (2, 0, 3)}))
    done = await importer.finish(batch.id)
    assert await importer.outcomes(done) == {
        "0.fit": ("imported", "new"),
        "1.fit": ("failed", "file_gone"),
        "2.fit": ("imported", "new"),
        "3.fit": ("imported", "new"),
    }


async def test_gear_is_made_with_the_brand_and_model_of_the_exports_lists(importer: Importer, tmp_path: Path) -> None:
    rows = [
        StravaRow("1", START, name="A", gear="Commuter", sport="Walk"),
        StravaRow("2", START + timedelta(days=1), name="B", gear="Asics GT-2000"),
        StravaRow("3", START + timedelta(days=2), name="C", gear="Nowhere listed"),
    ]
    bikes, shoes = [("commuter", "Cube", "Kathmandu")], [("", "Asics", "GT-2000")]
    (tmp_path / "export.zip").write_bytes(build_strava_archive(rows, {}, bikes=bikes, shoes=shoes))
    batch = await importer.paths(tmp_path / "export.zip")
    gear = "select name, kind, brand, model from gear order by name"
    assert [tuple(row.values()) for row in await importer.rows(gear)] == [
        ("Asics GT-2000", "shoes", "Asics", "GT-2000"),
        ("Commuter", "bike", "Cube", "Kathmandu"),
        ("Nowhere listed", "shoes", None, None),
    ]
    async with athlete_session(importer.athlete_id) as db:
        await roll_back(db, importer.athlete_id, batch.id)
    assert await importer.rows(gear) == []


async def test_gear_that_is_here_stays_as_it_is(importer: Importer, tmp_path: Path) -> None:
    async with athlete_session(importer.athlete_id) as db:
        own = {"kind": "bike", "name": "Commuter", "brand": "My brand", "model": None}
        await add_gear(db, importer.athlete_id, own | {"is_retired": False, "initial_distance_m": 0})
    rows = [StravaRow("1", START, name="A", gear="commuter")]
    (tmp_path / "export.zip").write_bytes(build_strava_archive(rows, {}, bikes=[("commuter", "Cube", "Kathmandu")]))
    await importer.paths(tmp_path / "export.zip")
    (row,) = await importer.rows("select g.name, g.brand, g.model from activity a join gear g on g.id = a.gear_id")
    assert tuple(row.values()) == ("Commuter", "My brand", None)
