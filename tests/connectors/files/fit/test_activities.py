"""Sessions, legs, laps, pauses, devices, and files that are no activities."""

from datetime import UTC, datetime

import pytest

from paceline.connectors.base import Channel, Pause, Recording
from paceline.connectors.files.fit.decode import decode_fit
from tests.builders.fit import Field, FitBuilder, build_activity_fit

START = datetime(2024, 5, 1, 6, 30, tzinfo=UTC)
START_MS = round(START.timestamp() * 1000)
NOON = 1_000_000_000
NOON_MS = (NOON + 631_065_600) * 1000
RUN, BIKE, TRANSITION, SWIM, MULTISPORT = 1, 2, 3, 5, 18


def file_id(serial: int = 7) -> FitBuilder:
    return FitBuilder().add(0, {0: ("enum", 4), 1: ("uint16", 1), 3: ("uint32z", serial), 4: ("uint32", NOON)})


def add_records(builder: FitBuilder, first: int, last: int, power: int = 200) -> FitBuilder:
    builder.define(1, 20, [Field(253, "uint32"), Field(7, "uint16")])
    for second in range(first, last):
        builder.data(1, NOON + second, power)
    return builder


def add_session(builder: FitBuilder, first: int, last: int, sport: int | None, **more: int) -> FitBuilder:
    return builder.add(18, {253: ("uint32", NOON + last), 2: ("uint32", NOON + first), 5: ("enum", sport),
                            6: ("enum", more.get("sub_sport")), 7: ("uint32", (last - first) * 1000),
                            9: ("uint32", more.get("distance_cm")), 44: ("uint16", more.get("pool_cm"))})  # fmt: skip


def add_activity(builder: FitBuilder, sessions: int, kind: int = 0) -> FitBuilder:
    return builder.add(34, {253: ("uint32", NOON), 1: ("uint16", sessions), 2: ("enum", kind)})


def only_leg(data: bytes) -> Recording:
    (activity,) = decode_fit(data).activities
    (leg,) = activity.legs
    return leg


def test_a_whole_activity_comes_out_as_the_watch_wrote_it() -> None:
    data = build_activity_fit(
        START,
        {"distance_m": [float(metre) for metre in range(0, 600, 10)], "power_w": [200] * 60},
        sport=RUN,
        sub_sport=3,
        serial=3_999_999_999,
        laps=[(0, 30), (30, 59)],
        pauses=[(10, 15), (40, 42)],
        utc_offset_s=7200,
        name="Tempo 3×10",
    )
    decoded = decode_fit(data)
    leg = only_leg(data)
    assert decoded.flaws == ()
    assert decoded.activities[0].name == "Tempo 3×10"
    assert decoded.created_at_ms == START_MS
    assert (decoded.device.manufacturer, decoded.device.product) == ("garmin", "edge_530")
    assert (decoded.device.serial, decoded.device.software) == ("3999999999", "12.34")
    assert (leg.started_at_ms, leg.elapsed_s, leg.timer_s, leg.distance_m) == (START_MS, 59, 52, 590)
    assert (leg.sport_raw, leg.utc_offset_s) == ("running/trail", 7200)
    assert leg.pauses == (Pause(START_MS + 10_000, START_MS + 15_000), Pause(START_MS + 40_000, START_MS + 42_000))
    assert [(lap.started_at_ms - START_MS, lap.elapsed_s, lap.trigger) for lap in leg.laps] == [
        (0, 30, "manual"),
        (30_000, 29, "manual"),
    ]


def test_a_recording_that_ends_with_the_battery_is_kept_without_a_summary() -> None:
    leg = only_leg(build_activity_fit(START, {"distance_m": [0.0, 4.0, 9.0]}, session=False))
    assert (leg.started_at_ms, leg.elapsed_s, leg.distance_m, leg.timer_s) == (START_MS, 2, 9, None)
    assert leg.sport_raw is None


def test_without_a_session_the_sport_message_names_the_sport() -> None:
    builder = file_id().add(12, {0: ("enum", BIKE), 1: ("enum", 8)})
    assert only_leg(add_records(builder, 0, 5).build()).sport_raw == "cycling/mountain"


def test_a_gap_in_the_recording_stays_a_gap() -> None:
    leg = only_leg(build_activity_fit(START, {"power_w": [1, 2, 3]}, at_s=[0, 1, 3600]))
    assert leg.samples.at_ms.tolist() == [START_MS, START_MS + 1000, START_MS + 3_600_000]
    assert leg.elapsed_s == 3600


def test_an_elapsed_time_shorter_than_the_samples_is_corrected() -> None:
    leg = only_leg(build_activity_fit(START, {"power_w": [1, 2]}, at_s=[0, 500], elapsed_s=100))
    assert leg.elapsed_s == 500


def test_a_manual_entry_without_samples_is_a_recording_with_its_summary() -> None:
    leg = only_leg(build_activity_fit(START, elapsed_s=1800, distance_m=5000, sport=RUN))
    assert len(leg.samples) == 0
    assert (leg.elapsed_s, leg.distance_m, leg.sport_raw) == (1800, 5000, "running/generic")


def test_a_pool_swim_of_lengths_only_has_the_distance_at_the_end_of_each() -> None:
    builder = add_session(file_id(), 0, 150, SWIM, sub_sport=17, distance_cm=7500, pool_cm=2500)
    for number, (since, kind) in enumerate([(0, 1), (30, 1), (60, 0), (90, 1)]):
        builder.add(101, {253: ("uint32", NOON + since + 30), 2: ("uint32", NOON + since), 3: ("uint32", 30_000),
                          12: ("enum", kind), 254: ("uint16", number)})  # fmt: skip
    leg = only_leg(builder.build())
    assert (leg.samples.at_ms - NOON_MS).tolist() == [30_000, 60_000, 120_000]
    assert leg.samples.channels[Channel.DISTANCE].tolist() == [25, 50, 75]
    assert (leg.summary["num_active_lengths"], leg.summary["pool_length_m"]) == (3, 25)


@pytest.mark.parametrize("summary_first", [True, False])
def test_a_triathlon_is_one_activity_of_legs_wherever_the_summaries_stand(summary_first: bool) -> None:
    plan = [(0, 100, SWIM), (100, 130, TRANSITION), (130, 400, BIKE), (400, 420, TRANSITION), (420, 600, RUN)]
    builder = file_id()

    def summaries() -> None:
        add_activity(builder, len(plan), 1)
        for first, last, sport in reversed(plan):
            add_session(builder, first, last, sport)
            builder.add(19, {253: ("uint32", NOON + last), 2: ("uint32", NOON + first), 7: ("uint32", 1000)})

    if summary_first:
        summaries()
    for first, last, sport in plan:
        add_records(builder, first, last, power=sport)
    if not summary_first:
        summaries()
    (activity,) = decode_fit(builder.build()).activities
    assert [leg.sport_raw for leg in activity.legs] == [
        "swimming/generic", "transition/generic", "cycling/generic", "transition/generic", "running/generic",
    ]  # fmt: skip
    for leg, (first, last, sport) in zip(activity.legs, plan, strict=True):
        assert leg.started_at_ms == NOON_MS + first * 1000
        assert len(leg.samples) == last - first
        assert set(leg.samples.channels[Channel.POWER].tolist()) == {sport}
        assert [lap.started_at_ms for lap in leg.laps] == [NOON_MS + first * 1000]


@pytest.mark.parametrize("runs_on", [True, False])
def test_each_leg_counts_its_distance_from_its_own_start(runs_on: bool) -> None:
    builder = file_id().define(1, 20, [Field(253, "uint32"), Field(5, "uint32")])
    for second in range(60):
        metres = second + 1 if runs_on else second % 30 + 1
        builder.data(1, NOON + second, metres * 100)
    add_session(add_session(builder, 0, 30, SWIM), 30, 60, RUN)
    (activity,) = decode_fit(builder.build()).activities
    for leg in activity.legs:
        assert leg.samples.channels[Channel.DISTANCE].tolist() == list(range(1, 31))
        assert leg.distance_m == 30


def test_a_pause_belongs_to_the_leg_in_which_it_lies() -> None:
    builder = file_id()
    for at, kind in ((0, 0), (50, 4), (60, 0), (95, 4), (115, 0)):
        builder.add(21, {253: ("uint32", NOON + at), 0: ("enum", 0), 1: ("enum", kind)})
    add_session(add_session(add_records(builder, 0, 200), 0, 100, SWIM), 100, 200, BIKE)
    (activity,) = decode_fit(builder.build()).activities
    pauses = [
        [((one.from_ms - NOON_MS) / 1000, (one.to_ms - NOON_MS) / 1000) for one in leg.pauses] for leg in activity.legs
    ]
    assert pauses == [[(50, 60), (95, 100)], [(100, 115)]]


def test_a_stop_that_is_repeated_is_one_pause_and_other_events_are_none() -> None:
    builder = file_id()
    for at, event, kind in ((10, 0, 1), (11, 0, 4), (12, 42, 3), (13, 36, 0), (20, 0, 0), (30, 0, 4)):
        builder.add(21, {253: ("uint32", NOON + at), 0: ("enum", event), 1: ("enum", kind)})
    leg = only_leg(add_records(builder, 0, 60).build())
    assert leg.pauses == (Pause(NOON_MS + 10_000, NOON_MS + 20_000),)


def test_two_sessions_of_one_sport_without_multi_sport_evidence_are_two_activities() -> None:
    builder = add_records(file_id(), 0, 200)
    add_session(add_session(builder, 0, 100, RUN), 100, 200, RUN)
    assert [len(activity.legs) for activity in decode_fit(builder.build()).activities] == [1, 1]


def test_two_sessions_of_one_sport_under_one_activity_message_are_two_legs() -> None:
    builder = add_activity(add_records(file_id(), 0, 200), 2)
    add_session(add_session(builder, 0, 100, RUN), 100, 200, RUN)
    assert [len(activity.legs) for activity in decode_fit(builder.build()).activities] == [2]


def test_sessions_far_apart_are_separate_whatever_the_file_claims() -> None:
    builder = add_activity(add_records(add_records(file_id(), 0, 100), 50_000, 50_100), 2, 1)
    add_session(add_session(builder, 0, 100, RUN), 50_000, 50_100, BIKE)
    activities = decode_fit(builder.build()).activities
    assert [len(activity.legs[0].samples) for activity in activities] == [100, 100]


def test_a_session_that_wraps_the_others_is_not_a_leg() -> None:
    builder = add_records(file_id(), 0, 200)
    add_session(add_session(add_session(builder, 0, 200, MULTISPORT), 0, 100, SWIM), 100, 200, RUN)
    (activity,) = decode_fit(builder.build()).activities
    assert [leg.sport_raw for leg in activity.legs] == ["swimming/generic", "running/generic"]


def test_a_session_without_a_start_gets_it_from_its_end() -> None:
    builder = add_records(file_id(), 0, 60).add(
        18, {253: ("uint32", NOON + 60), 5: ("enum", RUN), 7: ("uint32", 60_000)}
    )
    assert only_leg(builder.build()).started_at_ms == NOON_MS


def test_a_session_that_starts_after_its_records_starts_with_them() -> None:
    leg = only_leg(add_session(add_records(file_id(), 0, 60), 30, 60, RUN).build())
    assert (leg.started_at_ms, leg.elapsed_s) == (NOON_MS, 59)


def test_device_totals_travel_under_our_names_and_enhanced_ones_win() -> None:
    builder = add_records(file_id(), 0, 60)
    builder.add(18, {253: ("uint32", NOON + 60), 2: ("uint32", NOON), 5: ("enum", RUN), 7: ("uint32", 60_000),
                     11: ("uint16", 321), 14: ("uint16", 3000), 124: ("uint32", 3100), 16: ("uint8", 150),
                     22: ("uint16", 12), 24: ("uint8", 35), 15: ("uint16", 4000), 125: ("uint32", None)})  # fmt: skip
    assert only_leg(builder.build()).summary == {
        "total_calories_kcal": 321,
        "avg_speed_mps": 3.1,
        "max_speed_mps": 4.0,
        "avg_heart_rate_bpm": 150,
        "total_ascent_m": 12,
        "total_training_effect": 3.5,
    }


def test_a_lap_carries_its_trigger_intensity_and_totals() -> None:
    builder = add_records(file_id(), 0, 60)
    builder.add(19, {253: ("uint32", NOON + 60), 2: ("uint32", NOON), 7: ("uint32", 60_000), 8: ("uint32", 55_500),
                     9: ("uint32", 12_345), 19: ("uint16", 250), 23: ("enum", 3), 24: ("enum", 2)})  # fmt: skip
    (lap,) = only_leg(builder.build()).laps
    assert (lap.elapsed_s, lap.timer_s, lap.distance_m) == (60, 55.5, 123.45)
    assert (lap.trigger, lap.intensity, lap.summary) == ("distance", "cooldown", {"avg_power_w": 250})


@pytest.mark.parametrize(
    ("local_minus_utc", "offset_s"), [(19_800, 19_800), (-25_203, -25_200), (2, 0), (400_000, None), (None, None)]
)
def test_the_utc_offset_is_taken_to_the_quarter_hour_or_not_at_all(
    local_minus_utc: int | None, offset_s: int | None
) -> None:
    local = None if local_minus_utc is None else NOON + local_minus_utc
    builder = add_records(file_id(), 0, 5).add(34, {253: ("uint32", NOON), 5: ("uint32", local)})
    assert only_leg(builder.build()).utc_offset_s == offset_s


@pytest.mark.parametrize(
    ("file_type", "code"),
    [(2, "fit_settings"), (5, "fit_workout"), (6, "fit_course"), (9, "fit_weight"), (15, "fit_monitoring"),
     (32, "fit_monitoring"), (34, "fit_segment"), (99, "fit_other"), (None, "fit_other")],
)  # fmt: skip
def test_a_file_that_is_no_activity_is_skipped_with_a_reason(file_type: int | None, code: str) -> None:
    decoded = decode_fit(FitBuilder().add(0, {0: ("enum", file_type), 1: ("uint16", 1)}).build())
    assert decoded.activities == ()
    assert decoded.skip_code == code
    assert decoded.skip_reason is not None
    assert decoded.skip_reason.endswith(".")


def test_a_course_is_skipped_although_it_holds_records() -> None:
    data = build_activity_fit(START, {"distance_m": [0.0, 10.0]}, file_type=6)
    assert decode_fit(data).skip_code == "fit_course"


def test_an_activity_file_with_only_a_file_id_is_empty_but_says_who_made_it() -> None:
    decoded = decode_fit(file_id().build())
    assert (decoded.skip_code, decoded.created_at_ms) == ("fit_empty", NOON_MS)


def test_records_without_a_file_id_are_an_activity_all_the_same() -> None:
    decoded = decode_fit(add_records(FitBuilder(), 0, 5).build())
    assert [flaw.code for flaw in decoded.flaws] == ["fit_file_id_missing"]
    assert len(decoded.activities[0].legs[0].samples) == 5


def test_an_unknown_maker_and_product_keep_their_numbers() -> None:
    device = decode_fit(build_activity_fit(START, {"power_w": [1]}, manufacturer=9999, product=77, serial=None)).device
    assert (device.manufacturer, device.product, device.serial) == ("manufacturer_9999", "77", None)
