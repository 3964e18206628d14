"""A recording whose clock was wrong is kept and shown, and neither dates nor totals are made of it."""

import gzip
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from paceline.activities.service.editing.fields import Stated, set_fields
from paceline.infra.clock import utc_now
from paceline.infra.db.athlete import athlete_session
from tests.builders.archive import StravaRow, build_strava_archive
from tests.builders.fit import build_activity_fit
from tests.builders.gpx import build_gpx, gpx_points
from tests.builders.tcx import build_tcx, tcx_points
from tests.imports.runs import START, Importer, put

UNSET = datetime(1990, 7, 9, 7, 0, tzinfo=UTC)
AHEAD = utc_now() + timedelta(days=400)
_STATE = "select started_at, is_excluded, counted, elapsed_s, flaws from activity"


def never_set(start: datetime = UNSET) -> bytes:
    return build_activity_fit(start, {"heart_rate_bpm": [130.0] * 120}, sport=1)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.fit", never_set()),
        ("a.gpx", build_gpx(gpx_points(120, datetime(1970, 1, 1, 0, 3, tzinfo=UTC)))),
        ("a.tcx", build_tcx(tcx_points(120, datetime(1980, 1, 6, tzinfo=UTC)))),
        ("ahead.fit", never_set(AHEAD)),
        ("ahead.gpx", build_gpx(gpx_points(120, AHEAD))),
    ],
)
async def test_a_recording_with_an_impossible_date_counts_once_its_start_is_set(
    importer: Importer, tmp_path: Path, name: str, content: bytes
) -> None:
    (file,) = (await importer.files(await importer.paths(put(tmp_path / "files", {name: content})))).values()
    assert (file.outcome, file.code) == ("imported", "undated")
    assert file.reason is not None
    (activity,) = await importer.rows(_STATE)
    assert (activity["is_excluded"], activity["counted"], activity["elapsed_s"]) == (True, False, 119)
    assert "date_unknown" in {flaw["code"] for flaw in activity["flaws"]}
    async with athlete_session(importer.athlete_id) as db:
        changes = {"started_at": Stated(START.isoformat())}
        await set_fields(db, importer.athlete_id, file.activity_ids, changes, made_by="athlete")
    (activity,) = await importer.rows(_STATE)
    assert (activity["started_at"], activity["is_excluded"], activity["counted"]) == (START, False, True)


async def test_a_recording_dated_a_little_ahead_is_believed(importer: Importer, tmp_path: Path) -> None:
    folder = put(tmp_path / "files", {"a.fit": never_set(utc_now() + timedelta(hours=10))})
    assert await importer.outcomes(await importer.paths(folder)) == {"a.fit": ("imported", "new")}
    assert [row["counted"] for row in await importer.rows(_STATE)] == [True]


async def test_the_archives_row_dates_a_recording_whose_clock_was_not_set(importer: Importer, tmp_path: Path) -> None:
    row = StravaRow("71", START, name="Dawn run", file="activities/1.fit.gz", distance_m=357.0, elapsed_s=119.0)
    files = {"activities/1.fit.gz": gzip.compress(never_set(), mtime=0)}
    (tmp_path / "export.zip").write_bytes(build_strava_archive([row], files))
    assert set((await importer.outcomes(await importer.paths(tmp_path / "export.zip"))).values()) == {
        ("imported", "new")
    }
    (activity,) = await importer.rows(_STATE)
    assert (activity["started_at"], activity["is_excluded"], activity["counted"]) == (START, False, True)


async def test_the_row_dates_it_also_when_the_file_was_here_first(importer: Importer, tmp_path: Path) -> None:
    packed = gzip.compress(never_set(), mtime=0)
    await importer.paths(put(tmp_path / "files", {"1.fit.gz": packed}))
    row = StravaRow("71", START, name="Dawn run", file="activities/1.fit.gz", distance_m=357.0, elapsed_s=119.0)
    (tmp_path / "export.zip").write_bytes(build_strava_archive([row], {"activities/1.fit.gz": packed}))
    await importer.paths(tmp_path / "export.zip")
    (activity,) = await importer.rows(_STATE)
    assert (activity["started_at"], activity["is_excluded"], activity["counted"]) == (START, False, True)


async def test_single_points_from_before_the_clock_was_set_do_not_date_the_rest(
    importer: Importer, tmp_path: Path
) -> None:
    points = gpx_points(120, START)
    points[0] = replace(points[0], time="1970-01-01T00:00:07Z")
    (file,) = (await importer.files(await importer.paths(put(tmp_path / "f", {"a.gpx": build_gpx(points)})))).values()
    assert (file.code, [flaw["code"] for flaw in file.flaws]) == ("new", ["time_missing"])
    (activity,) = await importer.rows(_STATE)
    assert (activity["started_at"], activity["elapsed_s"]) == (START + timedelta(seconds=1), 118)
