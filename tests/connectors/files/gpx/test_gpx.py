"""GPX: what a track becomes, and what becomes of everything that is not quite a track."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.connectors.base import Channel, DecodedFile, FileFormat, Pause, UnreadableFileError
from paceline.connectors.files.gpx import decode_gpx
from tests.builders.gpx import GpxPoint, build_gpx, gpx_points, gpx_segment, wrap_gpx
from tests.builders.xml import START_MS, at, careful
from tests.connectors.files.decoded import codes, only_leg
from tests.real_files import real_file_paths


@pytest.mark.parametrize("prepare", [lambda data: data, careful], ids=["plain", "careful"])
def test_a_track_becomes_one_activity_with_all_its_channels(prepare):
    points = gpx_points(3000)
    decoded = decode_gpx(prepare(build_gpx(points, name="Hill & dale", description="two loops", type="trail_running")))

    leg = only_leg(decoded)
    assert decoded.format is FileFormat.GPX
    assert decoded.device.software == "Paceline tests"
    assert (leg.name, leg.description, leg.sport_raw) == ("Hill & dale", "two loops", "trail_running")
    assert (leg.started_at_ms, leg.elapsed_s) == (START_MS, 2999.0)
    assert leg.samples.at_ms.tolist() == [START_MS + 1000 * second for second in range(3000)]
    expected = {
        Channel.LATITUDE: [point.lat for point in points],
        Channel.LONGITUDE: [point.lon for point in points],
        Channel.ALTITUDE: [point.ele for point in points],
        Channel.HEART_RATE: [point.hr for point in points],
        Channel.CADENCE: [point.cad for point in points],
        Channel.POWER: [point.power for point in points],
        Channel.TEMPERATURE: [point.temp for point in points],
    }
    assert leg.samples.channels.keys() == expected.keys()
    for channel, values in expected.items():
        np.testing.assert_array_equal(leg.samples.channels[channel], values)
    assert decoded.flaws == ()


_maybe = st.none() | st.integers(1, 250)
_point = st.builds(
    GpxPoint,
    lat=st.sampled_from([47.0, -89.5, 100.0, "nan", "x", None]),
    lon=st.sampled_from([8.0, -179.9, "inf", None]),
    time=st.sampled_from([None, "soon", "2024-05-04T06:30:00", "2024-05-04 06:31Z", " 2024-05-04T06:32:00.5+02:00 "])
    | st.integers(0, 90).map(at),
    ele=st.none() | st.floats(-400, 9000),
    hr=_maybe,
    cad=_maybe,
    power=_maybe,
    temp=st.none() | st.floats(-30, 50),
)


@given(segments=st.lists(st.lists(_point, max_size=6), max_size=4))
def test_both_ways_of_reading_give_the_same(segments):
    data = wrap_gpx("<trk><name>A</name>" + "".join(map(gpx_segment, segments)) + "</trk>")
    plain, slow = decode_gpx(data), decode_gpx(careful(data))
    assert describe(plain) == describe(slow)


def describe(decoded: DecodedFile) -> object:
    """Everything in a decoded file as plain values that compare, NaN included."""
    legs = [
        (
            replace(leg, samples=None),
            leg.samples.at_ms.tolist(),
            {channel: list(map(repr, column.tolist())) for channel, column in leg.samples.channels.items()},
        )
        for activity in decoded.activities
        for leg in activity.legs
    ]
    return replace(decoded, activities=()), legs


@given(segments=st.lists(st.lists(_point, max_size=6), max_size=4))
def test_time_always_moves_forward_and_columns_have_one_length(segments):
    decoded = decode_gpx(wrap_gpx("<trk>" + "".join(map(gpx_segment, segments)) + "</trk>"))
    assert (decoded.skip_code is None) == bool(decoded.activities)
    for activity in decoded.activities:
        samples = activity.legs[0].samples
        assert (np.diff(samples.at_ms) > 0).all()
        for column in samples.channels.values():
            assert len(column) == len(samples)
            assert not np.isinf(column).any()


def test_each_track_is_an_activity_of_its_own():
    first, second = gpx_segment(gpx_points(5)), gpx_segment(gpx_points(7, at(1000)))
    decoded = decode_gpx(wrap_gpx(f"<trk><name>A</name>{first}</trk><trk><name>B</name>{second}</trk>"))
    assert [(activity.name, len(activity.legs[0].samples)) for activity in decoded.activities] == [("A", 5), ("B", 7)]


def test_the_gaps_between_segments_are_pauses():
    leg = only_leg(decode_gpx(build_gpx([gpx_points(10), [], gpx_points(10, at(60)), gpx_points(3, at(100))])))
    assert len(leg.samples) == 23
    assert leg.pauses == (
        Pause(START_MS + 9_000, START_MS + 60_000),
        Pause(START_MS + 69_000, START_MS + 100_000),
    )


def test_a_point_at_an_impossible_latitude_is_left_out_with_a_flaw():
    points = gpx_points(5)
    points[2] = replace(points[2], lat=100)
    decoded = decode_gpx(build_gpx(points))
    assert len(only_leg(decoded).samples) == 4
    assert codes(decoded) == ["position_invalid"]


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "none", ""])
def test_values_that_are_no_finite_numbers_are_missing(text):
    points = gpx_points(4)
    leg = only_leg(decode_gpx(build_gpx(points).replace(b"<ele>400.0</ele>", b"<ele>%s</ele>" % text.encode())))
    assert np.isnan(leg.samples.channels[Channel.ALTITUDE]).tolist() == [True, False, False, False]


def test_points_without_any_time_are_a_route_and_skipped():
    points = [replace(point, time=None) for point in gpx_points(5)]
    decoded = decode_gpx(build_gpx(points))
    assert (decoded.activities, decoded.skip_code) == ((), "gpx_no_time")
    route = "<rte>" + "".join(f'<rtept lat="47" lon="{lon}"/>' for lon in (8, 9)) + "</rte>"
    assert decode_gpx(wrap_gpx(route)).skip_code == "gpx_no_time"


def test_times_that_cannot_be_true_count_as_none():
    points = [replace(point, time="1901-12-13T20:45:52Z") for point in gpx_points(5)]
    assert decode_gpx(build_gpx(points)).skip_code == "gpx_no_time"


def test_single_points_without_time_are_left_out():
    points = gpx_points(5)
    points[1] = replace(points[1], time=None)
    points[3] = replace(points[3], time="yesterday")
    decoded = decode_gpx(build_gpx(points))
    assert len(only_leg(decoded).samples) == 3
    assert codes(decoded) == ["time_missing"]


@pytest.mark.parametrize(
    "body",
    ["", "<metadata><name>Only</name></metadata>", '<wpt lat="1" lon="2"><time>2024-01-01T00:00:00Z</time></wpt>'],
)
def test_a_file_without_track_points_is_skipped(body):
    assert decode_gpx(wrap_gpx(body)).skip_code == "gpx_no_track"


def test_empty_segments_and_a_single_point_are_no_recording():
    assert decode_gpx(wrap_gpx("<trk><trkseg/><trkseg></trkseg></trk>")).skip_code == "gpx_no_track"
    assert decode_gpx(build_gpx(gpx_points(1))).skip_code == "gpx_too_short"


@pytest.mark.parametrize(
    ("texts", "expected_ms", "offset_s", "flaws"),
    [
        (["2024-05-04T06:30:00", "2024-05-04T06:30:01"], [0, 1000], None, ["time_zone_missing"]),
        (["2024-05-04T06:30:00.250Z", "2024-05-04T06:30:00.5Z"], [250, 500], None, []),
        (["2024-05-04T08:30:00+02:00", "2024-05-04T08:30:01.123456+02:00"], [0, 1123], 7200, []),
        (["2024-05-04T01:00:00-0530", "2024-05-04T01:00:02-0530"], [0, 2000], -19800, []),
        (["2024-05-04T06:30:00+00:00", "2024-05-04T06:30:01+00:00"], [0, 1000], None, []),
        (["2024-05-04 06:30:00Z", "2024-5-4T6:30:07Z"], [0, 7000], None, []),
    ],
)
def test_times_in_the_forms_programs_write(texts, expected_ms, offset_s, flaws):
    decoded = decode_gpx(build_gpx([GpxPoint(time=text) for text in texts]))
    leg = only_leg(decoded)
    assert (leg.samples.at_ms - START_MS).tolist() == expected_ms
    assert leg.utc_offset_s == offset_s
    assert codes(decoded) == flaws


@given(st.datetimes(datetime(1991, 1, 1), datetime(2099, 12, 30)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001 made aware below
def test_every_time_and_offset_is_read_exactly(moment, offset_min):
    moment = moment.replace(tzinfo=UTC, microsecond=moment.microsecond // 1000 * 1000)
    local = (moment + timedelta(minutes=offset_min)).replace(tzinfo=None).isoformat(timespec="milliseconds")
    hours, minutes = divmod(abs(offset_min), 60)
    text = f"{local}{'-' if offset_min < 0 else '+'}{hours:02}:{minutes:02}"
    leg = only_leg(decode_gpx(build_gpx([GpxPoint(time=moment - timedelta(seconds=5)), GpxPoint(time=text)])))
    assert leg.samples.at_ms[1] == round(moment.timestamp() * 1000)


def test_a_repeated_time_is_merged_and_a_step_back_is_dropped():
    points = gpx_points(60)
    points[20] = replace(points[20], hr=None)
    points.insert(21, replace(points[20], hr=199, lat=50.0))
    points.insert(40, replace(points[39], time=at(5)))
    decoded = decode_gpx(build_gpx(points))
    samples = only_leg(decoded).samples
    assert (samples.at_ms - START_MS).tolist() == list(range(0, 60_000, 1000))
    assert samples.channels[Channel.HEART_RATE][20] == 199
    assert samples.channels[Channel.LATITUDE][20] == points[20].lat
    assert codes(decoded) == ["time_backwards", "time_repeated"]


def test_segments_in_the_wrong_order_are_sorted_not_lost():
    decoded = decode_gpx(build_gpx([gpx_points(30, at(100)), gpx_points(30)]))
    leg = only_leg(decoded)
    assert (len(leg.samples), leg.started_at_ms, leg.pauses) == (60, START_MS, ())
    assert codes(decoded) == ["time_out_of_order"]


@pytest.mark.parametrize(
    ("leaf", "channel", "value"),
    [
        ("<heartrate>150</heartrate>", Channel.HEART_RATE, 150),
        ("<gpxdata:hr>151</gpxdata:hr>", Channel.HEART_RATE, 151),
        ("<gpxdata:cadence>80</gpxdata:cadence>", Channel.CADENCE, 80),
        ("<pwr:PowerInWatts>250</pwr:PowerInWatts>", Channel.POWER, 250),
        ("<PowerExtension><Watts>251</Watts></PowerExtension>", Channel.POWER, 251),
        ("<ns3:atemp>21.5</ns3:atemp>", Channel.TEMPERATURE, 21.5),
        ("<speed>4.5</speed>", Channel.SPEED, 4.5),
        ("<gpxdata:distance>12.5</gpxdata:distance>", Channel.DISTANCE, 12.5),
        ("<TrackPointExtension><HR>152</HR></TrackPointExtension>", Channel.HEART_RATE, 152),
    ],
)
def test_extensions_are_known_by_local_name_whatever_the_prefix_or_case(leaf, channel, value):
    """Prefixes nobody declared included: namespaces are not looked at."""
    point = '<trkpt lat="1" lon="2"><time>2024-05-04T06:30:0{}Z</time><extensions>{}</extensions></trkpt>'
    body = f"<trk><trkseg>{''.join(point.format(second, leaf) for second in range(3))}</trkseg></trk>"
    samples = only_leg(decode_gpx(wrap_gpx(body, namespaces=""))).samples
    assert samples.channels[channel].tolist() == [value] * 3


def test_course_and_other_extensions_are_not_taken_for_something_else():
    point = '<trkpt lat="1" lon="2"><time>2024-05-04T06:30:0{}Z</time><course>180</course><hdop>2</hdop></trkpt>'
    samples = only_leg(decode_gpx(wrap_gpx(f"<trk><trkseg>{point.format(0)}{point.format(1)}</trkseg></trk>"))).samples
    assert samples.channels.keys() == {Channel.LATITUDE, Channel.LONGITUDE}


def test_a_distance_for_each_point_is_not_taken_for_the_distance_covered():
    points = "".join(
        f'<trkpt lat="1" lon="2"><time>2024-05-04T06:30:0{second}Z</time><distance>{distance}</distance></trkpt>'
        for second, distance in enumerate((3.0, 2.5, 3.1, 2.0))
    )
    decoded = decode_gpx(wrap_gpx(f"<trk><trkseg>{points}</trkseg></trk>"))
    assert Channel.DISTANCE not in only_leg(decoded).samples.channels
    assert codes(decoded) == ["distance_falls"]


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"   \n\t" + data,
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: b"\xef\xbb\xbf  " + data,
        lambda data: data.decode().encode("utf-16"),
        lambda data: data.replace(b'"UTF-8"', b'"UTF-16"').decode().encode("utf-16-le"),
        lambda data: data.replace(b'"UTF-8"', b'"ISO-8859-1"').decode().encode("latin-1"),
        lambda data: data.replace(b'"UTF-8"', b'"windows-1252"').decode().encode("cp1252"),
        lambda data: data.replace(b"<gpx ", b"<x:gpx ").replace(b"</gpx>", b"</x:gpx>"),
        lambda data: data.replace(b"trkpt", b"x:trkpt"),
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.replace(b"<gpx ", b"<!DOCTYPE gpx SYSTEM 'http://127.0.0.1:9/gpx.dtd'><gpx "),
        lambda data: data.split(b"?>", 1)[1],
    ],
    ids=[
        "blank",
        "bom",
        "bom+blank",
        "utf16",
        "utf16le",
        "latin1",
        "cp1252",
        "prefix",
        "ptprefix",
        "crlf",
        "dtd",
        "bare",
    ],
)
def test_spellings_of_the_document_do_not_change_what_is_read(change):
    data = build_gpx(gpx_points(20), name="Über den Paß", namespaces="")
    decoded = decode_gpx(change(data))
    assert describe(decoded) == describe(decode_gpx(data))
    assert decoded.activities[0].name == "Über den Paß"


def test_a_missing_creator_or_name_is_no_reason_to_refuse():
    decoded = decode_gpx(build_gpx(gpx_points(3), creator=None, name=None, type=None))
    assert (only_leg(decoded).name, decoded.device.software) == (None, None)


def test_the_name_may_stand_in_the_metadata():
    body = "<metadata><name>From above</name><desc>Said above</desc></metadata>"
    leg = only_leg(decode_gpx(build_gpx(gpx_points(3), name=None, body=body)))
    assert (leg.name, leg.description) == ("From above", "Said above")


@given(st.integers(0, 400))
def test_a_truncated_file_keeps_what_is_readable(missing):
    data = build_gpx(gpx_points(40))
    decoded = decode_gpx(data[: len(data) - missing])
    assert len(only_leg(decoded).samples) >= 37
    whole = not data[len(data) - missing :].strip()
    assert ("xml_truncated" in codes(decoded)) != whole
    assert set(codes(decoded)) <= {"xml_truncated", "time_missing"}


def test_text_that_xml_does_not_allow_is_mended():
    data = build_gpx(gpx_points(20)).replace(b"Morning run", b"Bike & run &nbsp; \x0b Z\xfcrich")
    decoded = decode_gpx(data)
    leg = only_leg(decoded)
    assert len(leg.samples) == 20
    assert leg.name is not None
    assert leg.name.startswith("Bike & run &nbsp;")
    assert codes(decoded) == ["xml_repaired"]


@pytest.mark.parametrize("comment", ["<!-- <trkpt lat='1' lon='1'/> -->", "<name><![CDATA[</trkpt><trkpt>]]></name>"])
def test_points_in_comments_and_character_data_are_no_points(comment):
    decoded = decode_gpx(build_gpx(gpx_points(5), body=comment, name=None))
    assert len(only_leg(decoded).samples) == 5


def test_character_references_in_values_are_resolved():
    data = build_gpx(gpx_points(5)).replace(b"<gpxtpx:hr>120</gpxtpx:hr>", b"<gpxtpx:hr>&#49;20</gpxtpx:hr>")
    assert only_leg(decode_gpx(data)).samples.channels[Channel.HEART_RATE][0] == 120


def test_another_root_is_no_gpx():
    with pytest.raises(UnreadableFileError) as caught:
        decode_gpx(b"<html><body/></html>")
    assert caught.value.code == "gpx_invalid"


@pytest.mark.parametrize("path", real_file_paths("gpx") or [None], ids=lambda path: path.name if path else "none")
def test_real_files_are_read_or_skipped_with_a_reason(path):
    if path is None:
        pytest.skip("no real GPX files on this machine")
    data = path.read_bytes()
    decoded = decode_gpx(data)
    assert decoded.activities or decoded.skip_code
    assert not {"xml_truncated", "xml_repaired"} & set(codes(decoded))
    for activity in decoded.activities:
        assert (np.diff(activity.legs[0].samples.at_ms) > 0).all()
        assert {Channel.LATITUDE, Channel.LONGITUDE} <= activity.legs[0].samples.channels.keys()
    assert describe(decoded) == describe(decode_gpx(careful(data)))
