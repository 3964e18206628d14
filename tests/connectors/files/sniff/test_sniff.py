"""What a file is does not depend on what it is called."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.connectors.base import FileFormat, UnreadableFileError
from paceline.connectors.files.containers import Bounds
from paceline.connectors.files.sniff import decode, sniff
from tests.builders.archive import build_zip
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
