"""What a file is does not depend on what it is called."""

import gzip
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.connectors.base import FileFormat, UnreadableFileError
from paceline.connectors.files.containers import Bounds
from paceline.connectors.files.sniff import decode, sniff
from tests.builders.archive import build_zip
from tests.builders.fit import FitBuilder, build_activity_fit
from tests.builders.gpx import build_gpx, gpx_points
from tests.builders.tcx import build_tcx, tcx_points

GPX = build_gpx(gpx_points(50))
TCX = build_tcx(tcx_points(50))
FIT_HEAD = b"\x0e\x10\x00\x00\x00\x00\x00\x00.FIT\x00\x00"


def refusal(data: bytes, name: str = "x.gpx", bounds: Bounds | None = None) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        decode(data, name, bounds or Bounds())
    return caught.value.code


@pytest.mark.parametrize("name", ["a.fit", "a.gpx", "a.tcx", "a", "a.txt", "A.GPX.GZ", "../../a", ""])
def test_content_decides_whatever_the_name(name):
    assert sniff(GPX, name) is FileFormat.GPX
    assert sniff(TCX, name) is FileFormat.TCX
    assert sniff(FIT_HEAD, name) is FileFormat.FIT


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf   " + GPX,
        GPX.decode().encode("utf-16"),
        b"<!-- <html> and <TrainingCenterDatabase> -->" + GPX.split(b"?>", 1)[1],
        GPX.replace(b"<gpx ", b"<a:GPX "),
        b"<!DOCTYPE gpx SYSTEM 'gpx.dtd'>" + GPX.split(b"?>", 1)[1],
    ],
)
def test_gpx_is_known_in_all_its_wrappings(data):
    assert sniff(data, "upload") is FileFormat.GPX


def test_a_head_of_unfinished_comments_is_looked_at_once():
    assert refusal(b"<!--" * 20_000, "x.bin") == "format_unknown"


@pytest.mark.parametrize("data", [b"", b"\0\0\0\0", b" \n "])
def test_empty_files_say_so(data):
    assert refusal(data) == "file_empty"


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE html><html><body><gpx/></body></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
        b"\x89PNG\r\n\x1a\n",
        b"hello",
        b"{}",
    ],
)
def test_pages_pictures_and_prose_are_no_activities(data):
    assert refusal(data, "morning.gpx") == "format_unknown"


def test_a_zip_is_for_the_archive_reader():
    assert refusal(build_zip({"a.gpx": GPX})) == "file_is_archive"


def test_without_content_to_go_by_the_name_decides():
    assert sniff(b"no header at all", "a.FIT") is FileFormat.FIT
    assert refusal(b"no header at all", "a.bin") == "format_unknown"


def test_each_format_reaches_its_decoder():
    assert decode(GPX, "x").format is FileFormat.GPX
    assert decode(TCX, "x").format is FileFormat.TCX
    with pytest.raises(UnreadableFileError):
        decode(FIT_HEAD, "x")


def test_gzip_is_unwrapped_twice_and_no_deeper():
    wrapped = GPX
    for _ in range(2):
        wrapped = gzip.compress(wrapped)
        assert decode(wrapped, "a.gpx.gz").activities
    assert refusal(gzip.compress(wrapped)) == "gzip_nested"


def test_a_truncated_gzip_keeps_what_is_readable():
    decoded = decode(gzip.compress(GPX)[:-60], "a.gpx.gz")
    assert {"gzip_truncated", "xml_truncated"} <= {flaw.code for flaw in decoded.flaws}
    assert decoded.activities


def test_files_over_the_bound_are_refused_packed_or_not():
    bounds = Bounds(file_bytes=1000)
    assert refusal(GPX, bounds=bounds) == "file_too_large"
    assert refusal(gzip.compress(GPX), bounds=bounds) == "file_too_large"


@given(st.binary(max_size=400), st.sampled_from(["", "a.gpx", "a.tcx", "a.fit", "a.fit.gz"]))
def test_any_bytes_are_decoded_or_refused_never_worse(noise, name):
    for data in (noise, gzip.compress(noise), FIT_HEAD + noise, b"<gpx>" + noise):
        assert outcome_of(data, name)


def outcome_of(data: bytes, name: str) -> str:
    """The code of the refusal, or that there was none."""
    try:
        decode(data, name)
    except UnreadableFileError as refused:
        return refused.code
    return "decoded"


def fit(*, file_type: int | None = 4, garbage: bytes = b"", cut: int = 0, crc: int | None = None) -> bytes:
    """A FIT file that holds nothing but its file_id, if that, and what spoils it."""
    builder = FitBuilder() if file_type is None else FitBuilder().add(0, {0: ("enum", file_type)})
    data = builder.raw(garbage).build(crc=crc)
    return data[: len(data) - cut]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (FitBuilder().raw(bytes(range(7, 60))).build(), "fit_no_messages"),
        (fit(garbage=b"\x0b" * 40), "file_damaged"),
        (fit(cut=2), "file_damaged"),
        (fit(crc=0x1234), "file_damaged"),
        (build_activity_fit(datetime(2024, 5, 1, tzinfo=UTC), {"power_w": [200] * 20})[:14], "fit_no_messages"),
        (build_activity_fit(datetime(2024, 5, 1, tzinfo=UTC), {"power_w": [200] * 20})[:60], "file_damaged"),
        # A definition and a message that mean nothing, as random bytes may look.
        (FitBuilder().add(201, {9: ("uint8", 1)}).raw(b"\x0b" * 40).build(), "file_damaged"),
        (gzip.compress(fit() + bytes(range(200)), mtime=0)[:60], "file_damaged"),
        (b"<gpx><trk><name>Ride</name><trkseg>", "file_damaged"),
        (GPX[: GPX.index(b"</trkpt>") + 8], "file_damaged"),
        (b"<TrainingCenterDatabase><Activities><Act", "file_damaged"),
    ],
)
def test_what_holds_nothing_but_damage_fails_and_says_so(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        decode(data, "x")
    assert (caught.value.code, "damaged" in caught.value.message) == (code, True)


@pytest.mark.parametrize(("file_type", "code"), [(2, "fit_settings"), (5, "fit_workout"), (6, "fit_course")])
@pytest.mark.parametrize("spoil", [{}, {"cut": 1}, {"crc": 0x1234}, {"garbage": b"\x0b" * 40}])
def test_a_damaged_file_that_says_it_is_something_else_is_that(
    file_type: int, code: str, spoil: dict[str, Any]
) -> None:
    assert decode(fit(file_type=file_type, **spoil), "x.fit").skip_code == code


@pytest.mark.parametrize(
    ("data", "code"),
    [(fit(), "fit_empty"), (b"<gpx></gpx>", "gpx_no_track"), (b"<TrainingCenterDatabase/>", "tcx_no_activity")],
)
def test_a_sound_file_without_a_recording_is_left_out(data: bytes, code: str) -> None:
    assert decode(data, "x").skip_code == code
