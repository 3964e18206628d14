"""XML written to hurt: it is refused or read within bounds, and nothing outside the file is ever touched."""

import socket
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.connectors.base import UnreadableFileError
from paceline.connectors.files.gpx import decode_gpx
from paceline.connectors.files.tcx import decode_tcx
from tests.builders.gpx import build_gpx, gpx_points, wrap_gpx
from tests.builders.tcx import build_tcx, tcx_points


def refusal(data: bytes) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        decode_gpx(data)
    return caught.value.code


def with_doctype(subset: str, name: str) -> bytes:
    return wrap_gpx(f"<trk><name>{name}</name></trk>", prologue=f"<?xml version='1.0'?><!DOCTYPE gpx [{subset}]>")


def test_billion_laughs_are_refused():
    subset = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True)
    )
    assert refusal(with_doctype(subset, "&j;")) == "xml_entities_refused"


def test_a_quadratic_blow_up_is_refused():
    assert refusal(with_doctype(f'<!ENTITY a "{"A" * 50_000}">', "&a;" * 5_000)) == "xml_entities_refused"


@pytest.mark.parametrize("scheme", ["file:///etc/passwd", "http://127.0.0.1:9/x"])
@pytest.mark.parametrize("kind", ['<!ENTITY x SYSTEM "{}">', '<!ENTITY % x SYSTEM "{}"> %x;'])
def test_external_entities_are_refused(kind, scheme):
    assert refusal(with_doctype(kind.format(scheme), "&x;")) == "xml_entities_refused"


def test_attribute_defaults_in_a_doctype_are_refused():
    assert refusal(with_doctype('<!ATTLIST trk a CDATA "long">', "x")) == "xml_entities_refused"


def test_an_external_doctype_is_not_fetched(monkeypatch):
    def refuse(*arguments: object) -> None:
        raise AssertionError("the parser tried to open a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    prologue = '<!DOCTYPE gpx PUBLIC "-//x//y" "http://127.0.0.1:9/gpx.dtd">'
    assert decode_gpx(build_gpx(gpx_points(3), prologue=prologue)).activities


@pytest.mark.parametrize("comment", ["", "<!-- careful -->"])
def test_an_attribute_of_eight_megabytes_costs_no_more_than_its_size(comment):
    data = wrap_gpx(f"{comment}<trk name='{'x' * 8_000_000}'/>")
    tracemalloc.start()
    try:
        assert decode_gpx(data).skip_code == "gpx_no_track"
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 6 * len(data)


def test_elements_a_hundred_thousand_deep_are_refused():
    assert refusal(wrap_gpx("<a>" * 100_000 + "</a>" * 100_000)) == "xml_too_complex"
    point = "<trkpt lat='1' lon='1'>" + "<a>" * 100_000 + "</a>" * 100_000 + "</trkpt>"
    assert refusal(wrap_gpx(f"<trk><trkseg>{point}</trkseg></trk>")) == "xml_too_complex"


def test_more_elements_than_any_recording_has_are_refused():
    assert refusal(wrap_gpx("<wpt lat='1' lon='1'/>" * 300_000)) == "xml_too_complex"
    flood = "<trkpt></trkpt>" * 2_100_000
    assert refusal(wrap_gpx(f"<trk><trkseg>{flood}</trkseg></trk>")) == "xml_too_complex"


def test_more_tracks_than_any_log_has_are_refused():
    assert refusal(wrap_gpx("<trk><trkpt lat='1' lon='1'/></trk>" * 6_000)) == "too_many_recordings"


def test_points_within_points_are_one_point():
    point = "<trkpt lat='1' lon='1'><time>2024-05-04T06:30:0{}Z</time>{}</trkpt>"
    nested = point.format(0, point.format(5, "")) + point.format(1, "")
    (activity,) = decode_gpx(wrap_gpx(f"<trk><trkseg>{nested}</trkseg></trk>")).activities
    assert len(activity.legs[0].samples) == 2


def test_names_that_begin_like_a_point_do_not_join_segments():
    segment = "<trkseg>{}</trkseg>"
    points = "".join(f"<trkpt lat='1' lon='1'><time>2024-05-04T06:3{minute}:00Z</time></trkpt>" for minute in range(2))
    later = points.replace("06:3", "07:3")
    body = f"<trk>{segment.format('<trkptx/>' + points)}{segment.format('<trkptx/>' + later)}</trk>"
    (activity,) = decode_gpx(wrap_gpx(body)).activities
    assert len(activity.legs[0].pauses) == 1


@pytest.mark.parametrize("encoding", ["UTF-7", "UTF-32", "EBCDIC-CP-US", "rot13", "zlib", "idna"])
def test_other_encodings_are_refused(encoding):
    data = build_gpx(gpx_points(3), prologue=f'<?xml version="1.0" encoding="{encoding}"?>')
    assert refusal(data) == "xml_encoding_refused"


def test_utf_7_bytes_are_no_xml():
    assert refusal(b"+ADw-gpx+AD4-") == "xml_unreadable"


@pytest.mark.parametrize("data", [b"", b"   ", b"<", b"<gpx", b"\xff\xfe", b"\xef\xbb\xbf", b"PK\x03\x04", b"\0" * 100])
def test_scraps_are_unreadable(data):
    assert refusal(data) == "xml_unreadable"


_GPX = build_gpx(gpx_points(30))
_TCX = build_tcx(tcx_points(30))
_SCRAPS = st.sampled_from(
    [b"<", b">", b"&", b"</trkpt>", b"<trkpt ", b"<!--", b"]]>", b"<![CDATA[", b"\0", b"\xff", b"<?x?>", b"'"]
)


@given(st.integers(0, 5000), st.integers(0, 40), _SCRAPS | st.binary(max_size=20), st.sampled_from([_GPX, _TCX]))
def test_damaged_files_are_read_or_refused_never_worse(position, gone, scrap, whole):
    data = whole[:position] + scrap + whole[position + gone :]
    try:
        decoded = decode_gpx(data) if whole is _GPX else decode_tcx(data)
    except UnreadableFileError as refused:
        code = refused.code
    else:
        code = decoded.skip_code or f"{decoded.format}_read"
    assert code.startswith(("xml_", "gpx_", "tcx_"))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_never_worse(noise):
    for decode in (decode_gpx, decode_tcx):
        with pytest.raises(UnreadableFileError):
            decode(noise)
