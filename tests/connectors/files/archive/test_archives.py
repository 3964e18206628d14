"""Strava and Garmin exports, plain zips and folders: what an import finds in them."""

import csv
import gzip
import io
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.connectors.base import UnreadableFileError
from paceline.connectors.files.archive import Archive, ArchiveGear, ArchiveKind, ArchiveRow, EntryKind, open_archive
from paceline.connectors.files.archive.strava_rows import RowTable, read_date
from paceline.connectors.files.containers import Bounds, ZipContainer
from paceline.connectors.files.sniff import decode
from tests.builders.archive import (
    StravaRow,
    build_garmin_export,
    build_strava_archive,
    build_strava_table,
    build_zip,
)
from tests.builders.gpx import build_gpx, gpx_points

AT = datetime(2021, 8, 16, 22, 58, 25, tzinfo=UTC)
GPX = build_gpx(gpx_points(10))
FORMS = [("en", "2018"), ("en", "2019"), ("en", "2024"), ("en", "2025"), ("de", "2024"), ("de", "2025")]
FRENCH = [("fr", "2019"), ("fr", "2024"), ("fr", "2025")]


@pytest.fixture
def save(tmp_path: Path):
    def save_as_zip(data: bytes) -> Path:
        path = tmp_path / "export.zip"
        path.write_bytes(data)
        return path

    return save_as_zip


def unpack(data: bytes, folder: Path) -> Path:
    """The archive as a folder, as a person would unpack it."""
    with ZipContainer(io.BytesIO(data)) as container:
        for member in container.members():
            path = folder / member.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(member.read())
    return folder


def summary(archive: Archive) -> dict[str, tuple[EntryKind, str | None]]:
    """For each entry its kind, and the activity of its row or the code of its failure."""
    return {
        entry.path: (entry.kind, entry.failure.code if entry.failure else entry.row.activity_id if entry.row else None)
        for entry in archive.entries()
    }


def only_row(data: bytes) -> ArchiveRow:
    ((_, row),) = RowTable(data).rows()
    assert isinstance(row, ArchiveRow)
    return row


@pytest.mark.parametrize(("language", "generation"), FORMS + FRENCH)
def test_every_language_and_generation_gives_the_same_row(language, generation):
    written = StravaRow(
        *("17", AT, 'Après-midi, "Ü"', "Ride", 'Two\nlines, and "quotes"'),
        *(4000.0, 3900.0, 34_560.0),
        gear="Merida",
        file="activities/99.fit.gz",
        commute=True,
    )
    row = only_row(build_strava_table([written], language=language, generation=generation))
    assert (row.activity_id, row.started_at, row.sport_raw) == ("17", AT, "Ride")
    assert (row.name, row.description) == (written.name, written.description)
    assert (row.elapsed_s, row.gear_name, row.file_name) == (4000.0, "Merida", "activities/99.fit.gz")
    assert row.distance_m == pytest.approx(34_560.0)
    assert row.flags == {"commute"}
    assert row.moving_s == (None if generation in ("2018", "2019") else 3900.0)


@pytest.mark.parametrize(("language", "generation"), [("en", "2025"), ("de", "2024"), ("fr", "2025"), ("en", "2019")])
def test_swims_are_shown_in_metres(language, generation):
    sport = {"en": "Swim", "de": "Schwimmen", "fr": "Natation"}[language]
    swim = StravaRow("1", AT, sport=sport, distance_m=4416.0, swim=True, cells={"Distance#2": ""})
    assert only_row(build_strava_table([swim], language=language, generation=generation)).distance_m == 4416.0


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_long_rides_are_shown_with_thousands_marks(language):
    ride = StravaRow("1", AT, distance_m=1_234_560.0, cells={"Distance#2": ""})
    assert only_row(build_strava_table([ride], language=language)).distance_m == pytest.approx(1_234_560)


@pytest.mark.parametrize("filled", ["Max Heart Rate", "Max Heart Rate#2"])
def test_the_maximum_heart_rate_may_stand_in_either_block(filled):
    row = StravaRow("1", AT, cells={"Max Heart Rate": "", "Max Heart Rate#2": "", filled: "187.0"})
    assert only_row(build_strava_table([row])).values["max_heart_rate_bpm"] == 187.0


def test_the_second_block_has_the_exact_numbers_and_the_further_values():
    cells = {
        "Distance": "10.0", "Distance#2": "10012.7", "Elapsed Time": "1", "Elapsed Time#2": "3601.0",
        "Average Heart Rate": "141.5", "Calories": "600", "Elevation Gain": "123.4", "Average Watts": "nan",
        "Athlete Weight": "70.5", "Perceived Exertion": "6.0", "Competition": "1.0", "Long Run": "0.0",
        "Weighted Average Power": "", "Max Speed": "fast",
    }  # fmt: skip
    row = only_row(build_strava_table([StravaRow("1", AT, cells=cells)]))
    assert (row.distance_m, row.elapsed_s, row.flags) == (10_012.7, 3601.0, {"race"})
    assert row.values == {
        "avg_heart_rate_bpm": 141.5,
        "total_calories_kcal": 600.0,
        "total_ascent_m": 123.4,
        "weight_kg": 70.5,
        "perceived_exertion": 6.0,
    }


def test_columns_added_later_do_not_move_what_is_known():
    table = build_strava_table([StravaRow("1", AT, file="activities/1.gpx")], language="fr")
    header, row = csv.reader(io.StringIO(table.decode()))
    wider = io.StringIO()
    csv.writer(wider).writerows([[*header[:-1], "Neuf", "Plus neuf", header[-1]], [*row[:-1], "1", "2", row[-1]]])
    assert only_row(wider.getvalue().encode()) == only_row(table)


@pytest.mark.parametrize(
    "text",
    [
        "Aug 16, 2021, 10:58:25 PM", "Aug 16, 2021, 10:58:25\u202fPM", "Aug. 16, 2021, 10:58:25 p.m.",
        "16.08.2021, 22:58:25", "16. Aug. 2021, 22:58:25", "2021-08-16 22:58:25", "2021-08-16T22:58:25Z",
        "16 août 2021 à 22:58:25", "16 août 2021, 22:58:25", "16 Aug 2021, 22:58:25", "16/08/2021, 22:58:25",
        "8/16/2021, 10:58:25 PM", "16 ago 2021, 22:58:25", "16 de agosto de 2021, 22:58:25", "16 aug. 2021 om 22:58:25",
        "2021/08/16 22:58:25", "2021年8月16日 22:58:25", "2021. 08. 16. 22:58:25",
    ],
)  # fmt: skip
def test_dates_in_the_forms_of_several_languages(text):
    assert read_date(text) == AT


@pytest.mark.parametrize(
    "text", ["", "soon", "2021-02-30 10:00:00", "Foo 1, 2021, 1:00:00 PM", "25:00", "1/2/3", "9" * 400]
)
def test_other_dates_are_not_guessed_at(text):
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("hour", "text"), [(0, "12:05:00 AM"), (12, "12:05:00 PM"), (13, "1:05:00 PM"), (11, "11:05:00 AM")]
)
def test_noon_and_midnight_are_told_apart(hour, text):
    assert read_date(f"Aug 16, 2021, {text}") == AT.replace(hour=hour, minute=5, second=0)


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_none(text):
    assert read_date(text) is None or read_date(text).tzinfo is UTC


def test_a_bad_row_fails_alone_with_a_reason():
    rows = [
        StravaRow("1", AT),
        StravaRow("x2", AT),
        StravaRow("3", AT, cells={"Activity Date": "some day"}),
        StravaRow("1", AT),
        StravaRow("4", AT),
    ]
    found = [
        row.code if isinstance(row, UnreadableFileError) else row.activity_id
        for _, row in RowTable(build_strava_table(rows)).rows()
    ]
    assert found == ["1", "row_id_unreadable", "row_date_unreadable", "row_repeated", "4"]


def test_short_rows_and_blank_lines_do_not_stop_the_table():
    table = build_strava_table([StravaRow("1", AT)]) + b'\n\n2,"Aug 16, 2021, 10:58:25 PM",Short\n3\n'
    found = [row.code if isinstance(row, UnreadableFileError) else row.activity_id for _, row in RowTable(table).rows()]
    assert found == ["1", "2", "row_date_unreadable"]


@pytest.mark.parametrize("table", [b"", b"a,b,c\n1,2,3\n", b"\xff\xfe\0", b'"' * 1000, b"Activity ID,Filename\n"])
def test_a_table_of_someone_else_is_not_read(table):
    with pytest.raises(UnreadableFileError) as caught:
        RowTable(table)
    assert caught.value.code == "strava_header_unknown"


@given(st.binary(max_size=400))
def test_any_bytes_after_the_header_give_rows_or_reasons(noise):
    table = build_strava_table([]) + noise
    for _, row in RowTable(table).rows():
        assert isinstance(row, ArchiveRow) or row.code.startswith("row_")


ROWS = [
    StravaRow("11", AT, "With file", file="activities/501.gpx.gz"),
    StravaRow("12", AT, "By hand", sport="Yoga"),
    StravaRow("13", AT, "Lost", file="#error#"),
    StravaRow("14", AT, "Absent", file="activities/504.fit.gz"),
    StravaRow("15", AT, cells={"Activity Date": "?"}),
    StravaRow("16", AT, "App", file="activities/16.gpx"),
]
FILES = {"activities/501.gpx.gz": gzip.compress(GPX), "activities/16.gpx": GPX, "activities/777.gpx": GPX}
EXPECTED = {
    "activities/501.gpx.gz": (EntryKind.FILE, "11"),
    "activities.csv#12": (EntryKind.ROW_ONLY, "12"),
    "activities.csv#13": (EntryKind.FILE_MISSING, "13"),
    "activities.csv#14": (EntryKind.FILE_MISSING, "14"),
    "activities.csv#15 (line 6)": (EntryKind.FAILED, "row_date_unreadable"),
    "activities/16.gpx": (EntryKind.FILE, "16"),
    "activities/777.gpx": (EntryKind.FILE, None),
}


@pytest.mark.parametrize("folder", ["", "export_123/"])
@pytest.mark.parametrize("unpacked", [False, True])
def test_a_strava_export_joins_rows_and_files(save, tmp_path, folder, unpacked):
    data = build_strava_archive(
        ROWS, FILES, folder=folder, bikes=[("Merida", "Merida", "Scultura")], shoes=[("", "Asics", "GT")]
    )
    with open_archive(unpack(data, tmp_path / "folder") if unpacked else save(data)) as archive:
        assert archive.kind is ArchiveKind.STRAVA
        assert archive.gear == (
            ArchiveGear("bike", "Merida", "Merida", "Scultura"),
            ArchiveGear("shoes", None, "Asics", "GT"),
        )
        assert summary(archive) == {folder + path: entry for path, entry in EXPECTED.items()}
        for entry in archive.entries():
            if entry.kind is EntryKind.FILE:
                assert decode(entry.read(), entry.path).activities
            else:
                with pytest.raises(UnreadableFileError):
                    entry.read()


def test_paths_of_entries_are_the_same_when_opened_again(save):
    path = save(build_strava_archive(ROWS, FILES))
    with open_archive(path) as first, open_archive(path) as second:
        assert list(summary(first)) == list(summary(second))


def test_an_unpacker_that_also_took_off_the_gz_does_no_harm(tmp_path):
    folder = unpack(build_strava_archive(ROWS[:1], {"activities/501.gpx": GPX}), tmp_path / "folder")
    with open_archive(folder) as archive:
        assert summary(archive) == {"activities/501.gpx": (EntryKind.FILE, "11")}


def test_a_row_that_points_outside_the_archive_finds_nothing(save):
    row = replace(ROWS[0], file="../../etc/passwd")
    with open_archive(save(build_strava_archive([row], {}))) as archive:
        assert summary(archive) == {"activities.csv#11": (EntryKind.FILE_MISSING, "11")}


def test_an_export_with_an_unknown_table_is_still_a_zip_of_files(save):
    with open_archive(save(build_zip({"activities.csv": b"a,b\n1,2\n", "activities/1.gpx": GPX}))) as archive:
        assert archive.kind is ArchiveKind.ZIP
        assert [flaw.code for flaw in archive.flaws] == ["strava_header_unknown"]
        assert summary(archive) == {"activities/1.gpx": (EntryKind.FILE, None)}


def test_a_plain_zip_gives_its_activity_files_and_names_a_damaged_zip(save):
    files = {
        "b/2.TCX.gz": b"x",
        "a/1.gpx": GPX,
        "readme.txt": b"",
        "__MACOSX/a/._1.gpx": b"",
        "a/._1.gpx": b"",
        "in.zip": b"PK",
    }
    with open_archive(save(build_zip(files))) as archive:
        assert archive.kind is ArchiveKind.ZIP
        assert summary(archive) == {
            "b/2.TCX.gz": (EntryKind.FILE, None),
            "a/1.gpx": (EntryKind.FILE, None),
            "in.zip": (EntryKind.FAILED, "archive_corrupt"),
        }


def test_a_folder_gives_its_files_in_order_and_follows_no_links(tmp_path):
    secret = tmp_path / "secret.gpx"
    secret.write_bytes(GPX)
    folder = tmp_path / "rides"
    (folder / "sub").mkdir(parents=True)
    (folder / "b.gpx").write_bytes(GPX)
    (folder / "sub" / "a.fit").write_bytes(b"x")
    (folder / "link.gpx").symlink_to(secret)
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.gpx")
    with open_archive(folder) as archive:
        assert archive.kind is ArchiveKind.FOLDER
        assert summary(archive) == {
            "b.gpx": (EntryKind.FILE, None),
            "link.gpx": (EntryKind.FAILED, "archive_not_a_file"),
            "pipe.gpx": (EntryKind.FAILED, "archive_not_a_file"),
            "sub/a.fit": (EntryKind.FILE, None),
        }


def test_a_file_in_a_folder_is_bounded_too(tmp_path):
    (tmp_path / "big.gpx").write_bytes(GPX)
    with open_archive(tmp_path, Bounds(file_bytes=100)) as archive:
        (entry,) = archive.entries()
        with pytest.raises(UnreadableFileError) as caught:
            entry.read()
    assert caught.value.code == "file_too_large"


@pytest.mark.parametrize("unpacked", [False, True])
def test_a_garmin_export_gives_the_files_in_its_parts(save, tmp_path, unpacked):
    parts = [{"me_1.fit": b"1", "me_2.gpx": GPX}, {"me_3.tcx": b"3", "note.txt": b""}]
    data = build_garmin_export(parts, {"DI_CONNECT/DI-Connect-User/user.json": b"{}"})
    with open_archive(unpack(data, tmp_path / "folder") if unpacked else save(data)) as archive:
        assert archive.kind is ArchiveKind.GARMIN
        base = "DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part"
        assert {entry.path: entry.read() for entry in archive.entries()} == {
            f"{base}1.zip/me_1.fit": b"1",
            f"{base}1.zip/me_2.gpx": GPX,
            f"{base}2.zip/me_3.tcx": b"3",
        }


def test_a_damaged_garmin_part_fails_alone(save):
    broken = {"DI_CONNECT/UploadedFiles_0-_Part0.zip": b"not a zip at all"}
    with open_archive(save(build_garmin_export([{"a.fit": b"1"}], broken))) as archive:
        kinds = [entry.kind for entry in archive.entries()]
    assert kinds == [EntryKind.FILE, EntryKind.FAILED]


def test_what_is_neither_zip_nor_folder_is_refused(tmp_path):
    for data, code in ((b"hello", "archive_unknown"), (b"PK\x03\x04 broken", "archive_corrupt")):
        path = tmp_path / "x.zip"
        path.write_bytes(data)
        with pytest.raises(UnreadableFileError) as caught:
            open_archive(path)
        assert caught.value.code == code
    with pytest.raises(UnreadableFileError) as caught:
        open_archive(tmp_path / "absent.zip")
    assert caught.value.code == "file_unreadable"


def test_an_unpacked_archive_names_what_cannot_be_opened(tmp_path, monkeypatch):
    for name in ("activities", "locked"):
        (tmp_path / name).mkdir()
    (tmp_path / "activities" / os.fsdecode(b"bad\xff.gpx")).write_bytes(GPX)
    really = os.scandir

    def guarded(path):
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return really(path)

    monkeypatch.setattr(os, "scandir", guarded)
    with open_archive(tmp_path) as archive:
        assert [flaw.code for flaw in archive.flaws] == ["folder_unreadable"]
        assert [(entry.path, entry.read()) for entry in archive.entries()] == [("activities/bad\\xff.gpx", GPX)]
