"""TCX: activities, multi-sport sessions, laps and pauses; courses and workouts are told apart."""

import numpy as np
import pytest

from paceline.connectors.base import Channel, Device, FileFormat, Pause, UnreadableFileError
from paceline.connectors.files.tcx import decode_tcx
from tests.builders.tcx import TcxActivity, TcxLap, TcxPoint, build_tcx, tcx_activity, tcx_points, wrap_tcx
from tests.builders.xml import START, START_MS, at, careful
from tests.connectors.files.decoded import codes, only_leg
from tests.real_files import real_file_paths


def lap_of(points: list[TcxPoint], *tracks: list[TcxPoint], timer_s: float | None = None) -> TcxLap:
    return TcxLap(start=points[0].time, tracks=[points, *tracks], timer_s=timer_s)


@pytest.mark.parametrize("prepare", [lambda data: data, careful], ids=["plain", "careful"])
def test_an_activity_has_its_channels_device_and_totals(prepare):
    points = tcx_points(3000)
    laps = [
        TcxLap(
            START, [points[:1000]], timer_s=1000, distance_m=3000, calories=50, extra="<Intensity>Active</Intensity>"
        ),
        TcxLap(at(1000), [points[1000:]], timer_s=1999, distance_m=5997, calories=100),
    ]
    decoded = decode_tcx(prepare(build_tcx([TcxActivity(laps, notes="Easy &amp; flat")])))

    leg = only_leg(decoded)
    assert decoded.format is FileFormat.TCX
    assert decoded.device == Device(product="Forerunner 945", serial="3305146736", software="13.70")
    assert (leg.sport_raw, leg.description) == ("Running", "Easy & flat")
    assert (leg.started_at_ms, leg.elapsed_s, leg.timer_s, leg.distance_m) == (START_MS, 2999.0, 2999.0, 8997.0)
    assert leg.summary == {"total_calories_kcal": 150.0}
    assert [(lap.started_at_ms, lap.elapsed_s, lap.timer_s, lap.distance_m) for lap in leg.laps] == [
        (START_MS, 1000.0, 1000.0, 3000.0),
        (START_MS + 1_000_000, 1999.0, 1999.0, 5997.0),
    ]
    assert leg.laps[0].intensity == "Active"
    assert leg.samples.at_ms.tolist() == [START_MS + 1000 * second for second in range(3000)]
    expected = {
        Channel.LATITUDE: [point.lat for point in points],
        Channel.LONGITUDE: [point.lon for point in points],
        Channel.ALTITUDE: [point.altitude for point in points],
        Channel.DISTANCE: [point.distance for point in points],
        Channel.HEART_RATE: [point.hr for point in points],
        Channel.CADENCE: [point.run_cadence for point in points],
        Channel.SPEED: [point.speed for point in points],
    }
    assert leg.samples.channels.keys() == expected.keys()
    for channel, values in expected.items():
        np.testing.assert_array_equal(leg.samples.channels[channel], values)
    assert (leg.pauses, decoded.flaws) == ((), ())


def test_power_and_bike_cadence_are_read():
    points = [TcxPoint(time=at(second), cadence=90, watts=250) for second in range(3)]
    channels = only_leg(decode_tcx(build_tcx(points))).samples.channels
    assert channels[Channel.POWER].tolist() == [250] * 3
    assert channels[Channel.CADENCE].tolist() == [90] * 3


def test_an_indoor_activity_needs_no_coordinates():
    points = [TcxPoint(time=at(second), hr=100, distance=second * 2.5) for second in range(10)]
    leg = only_leg(decode_tcx(build_tcx(points)))
    assert leg.samples.channels.keys() == {Channel.HEART_RATE, Channel.DISTANCE}


def test_laps_without_points_make_an_activity_without_samples():
    lap = TcxLap(START, [], timer_s=1800, distance_m=1500, calories=300)
    leg = only_leg(decode_tcx(build_tcx([TcxActivity([lap], sport="Other")])))
    assert (len(leg.samples), leg.elapsed_s, leg.timer_s, leg.distance_m) == (0, 1800.0, 1800.0, 1500.0)


def test_several_activities_in_a_file_stay_several():
    first = TcxActivity([lap_of(tcx_points(5))])
    second = TcxActivity([lap_of(tcx_points(7, at(5000)))], sport="Biking", id=at(5000))
    decoded = decode_tcx(build_tcx([first, second]))
    legs = [activity.legs[0] for activity in decoded.activities]
    assert [(leg.sport_raw, len(leg.samples)) for leg in legs] == [("Running", 5), ("Biking", 7)]


def test_a_multi_sport_session_is_one_activity_with_legs():
    swim = tcx_activity(TcxActivity([lap_of(tcx_points(5))], sport="Other"))
    bike = tcx_activity(TcxActivity([lap_of(tcx_points(7, at(700)))], sport="Biking", id=at(700)))
    change = '<Transition StartTime="2024-05-04T06:40:00Z"><TotalTimeSeconds>90</TotalTimeSeconds></Transition>'
    session = (
        f"<MultiSportSession><Id>2024-05-04T06:30:00Z</Id><FirstSport>{swim}</FirstSport>"
        f"<NextSport>{change}{bike}</NextSport></MultiSportSession>"
    )
    (activity,) = decode_tcx(wrap_tcx(f"<Activities>{session}</Activities>")).activities
    assert [(leg.sport_raw, len(leg.samples)) for leg in activity.legs] == [
        ("Other", 5),
        ("Transition", 0),
        ("Biking", 7),
    ]
    assert activity.legs[1].elapsed_s == 90.0


def test_gaps_between_tracks_are_pauses_as_far_as_the_timer_says_so():
    before, after = tcx_points(60), tcx_points(60, at(120))
    paused = only_leg(decode_tcx(build_tcx([TcxActivity([lap_of(before, after, timer_s=118.0)])])))
    assert paused.pauses == (Pause(START_MS + 59_000, START_MS + 120_000),)
    ran_on = only_leg(decode_tcx(build_tcx([TcxActivity([lap_of(before, after, timer_s=179.0)])])))
    assert ran_on.pauses == ()


def test_new_tracks_at_every_lap_are_no_pauses():
    laps = [lap_of(tcx_points(60, at(60 * lap)), timer_s=60.0) for lap in range(5)]
    leg = only_leg(decode_tcx(build_tcx([TcxActivity(laps)])))
    assert (leg.pauses, leg.timer_s) == ((), 300.0)


def test_a_point_repeated_at_the_lap_is_kept_once():
    points = tcx_points(20)
    decoded = decode_tcx(build_tcx([TcxActivity([lap_of(points[:10]), lap_of(points[9:])])]))
    assert len(only_leg(decoded).samples) == 20
    assert codes(decoded) == ["time_repeated"]


def test_the_id_is_the_start_unless_it_is_local_time():
    points = tcx_points(5, at(12))
    early = only_leg(decode_tcx(build_tcx([TcxActivity([TcxLap(None, [points])], id=START)])))
    assert (early.started_at_ms, early.elapsed_s) == (START_MS, 16.0)
    local = only_leg(decode_tcx(build_tcx([TcxActivity([TcxLap(None, [points])], id=at(7200))])))
    assert local.started_at_ms == START_MS + 12_000
    assert local.laps[0].started_at_ms == START_MS + 12_000


def test_an_offset_in_the_id_is_kept():
    decoded = decode_tcx(build_tcx([TcxActivity([lap_of(tcx_points(3))], id="2024-05-04T08:30:00+02:00")]))
    assert (only_leg(decoded).utc_offset_s, only_leg(decoded).started_at_ms) == (7200, START_MS)


def test_times_without_a_zone_are_taken_as_utc_with_a_flaw():
    points = [TcxPoint(time=f"2024-05-04T06:30:0{second}.000") for second in range(3)]
    decoded = decode_tcx(build_tcx([TcxActivity([TcxLap(None, [points])])]))
    assert only_leg(decoded).samples.at_ms.tolist() == [START_MS, START_MS + 1000, START_MS + 2000]
    assert codes(decoded) == ["time_zone_missing"]


def test_the_zero_serial_of_foreign_devices_is_none():
    creator = "<Creator><Name>Zwift</Name><UnitId>0</UnitId></Creator>"
    decoded = decode_tcx(build_tcx([TcxActivity([lap_of(tcx_points(3))], creator=creator)]))
    assert decoded.device == Device(product="Zwift")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<Courses><Course><Name>Loop</Name><Track>{}</Track></Course></Courses>", "tcx_course"),
        ('<Workouts><Workout Sport="Running"><Name>Tempo</Name></Workout></Workouts>', "tcx_workout"),
        ("<Folders/>", "tcx_no_activity"),
        ("<Activities/>", "tcx_no_activity"),
        ('<Activities><Activity Sport="Running"/></Activities>', "tcx_no_activity"),
    ],
)
def test_what_is_no_recording_is_skipped_with_a_reason(body, code):
    point = "<Trackpoint><Time>2024-05-04T06:30:00Z</Time></Trackpoint>"
    decoded = decode_tcx(wrap_tcx(body.replace("{}", point * 3)))
    assert (decoded.activities, decoded.skip_code) == ((), code)
    assert decoded.skip_reason


@pytest.mark.parametrize(
    "prologue", ["", "          <?xml version='1.0' encoding='UTF-8'?>", "\ufeff<?xml version='1.0'?>"]
)
def test_blanks_and_marks_before_the_declaration_are_ignored(prologue):
    assert len(only_leg(decode_tcx(build_tcx(tcx_points(5), prologue=prologue))).samples) == 5


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
def test_a_truncated_file_keeps_what_is_readable(cut):
    data = build_tcx(tcx_points(100))
    decoded = decode_tcx(data[: int(len(data) * cut)])
    assert abs(len(only_leg(decoded).samples) - 100 * cut) < 6
    assert "xml_truncated" in codes(decoded)


def test_another_root_is_no_tcx():
    with pytest.raises(UnreadableFileError) as caught:
        decode_tcx(b"<gpx/>")
    assert caught.value.code == "tcx_invalid"


@pytest.mark.parametrize("path", real_file_paths("tcx") or [None], ids=lambda path: path.name if path else "none")
def test_real_files_are_read_or_skipped_with_a_reason(path):
    if path is None:
        pytest.skip("no real TCX files on this machine")
    data = path.read_bytes()
    decoded = decode_tcx(data)
    assert decoded.activities or decoded.skip_code in ("tcx_course", "tcx_workout")
    assert not {"xml_truncated", "xml_repaired"} & set(codes(decoded))
    slow = decode_tcx(careful(data))
    for activity, again in zip(decoded.activities, slow.activities, strict=True):
        for leg, other in zip(activity.legs, again.legs, strict=True):
            assert (np.diff(leg.samples.at_ms) > 0).all()
            assert leg.distance_m is None or leg.distance_m > 0
            assert leg.samples.channels.keys() == other.samples.channels.keys()
            np.testing.assert_array_equal(leg.samples.at_ms, other.samples.at_ms)
            for channel, column in leg.samples.channels.items():
                np.testing.assert_array_equal(column, other.samples.channels[channel])
