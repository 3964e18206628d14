"""Our hand-written tables against the profile that fitdecode (MIT) ships: numbers, scales, offsets, spelling."""

from collections.abc import Sequence

import pytest
from fitdecode.profile import FIELD_TYPES, MESSAGE_TYPES

from paceline.connectors.files.fit import makers, names, profile, sessions
from paceline.connectors.files.fit.profile import FieldSpec

TABLES: list[tuple[int, Sequence[FieldSpec]]] = [
    (profile.RECORD, profile.RECORD_CHANNELS),
    (profile.RECORD, profile.RECORD_EXTRAS),
    (profile.SESSION, profile.SESSION_TIMES),
    (profile.LAP, profile.SESSION_TIMES),
    (profile.SESSION, profile.SESSION_SUMMARY),
    (profile.LAP, profile.LAP_SUMMARY),
    (profile.LENGTH, profile.LENGTH_FIELDS),
    (profile.HR, profile.HR_FIELDS),
]


def published(message: int, number: int):
    fields = MESSAGE_TYPES[message].fields
    listed = fields.values() if isinstance(fields, dict) else fields
    return next(one for one in listed if one.def_num == number)


@pytest.mark.parametrize(
    ("message", "spec"),
    [pytest.param(message, spec, id=f"{message}-{spec.name}") for message, specs in TABLES for spec in specs],
)
def test_a_field_has_the_published_number_scale_and_offset(message: int, spec: FieldSpec) -> None:
    found = published(message, spec.number)
    assert (found.name, found.scale or 1, found.offset or 0) == (spec.name, spec.scale, spec.offset)


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (profile.FILE_ID, "file_id"),
        (profile.SPORT, "sport"),
        (profile.SESSION, "session"),
        (profile.LAP, "lap"),
        (profile.RECORD, "record"),
        (profile.EVENT, "event"),
        (profile.DEVICE_INFO, "device_info"),
        (profile.WORKOUT, "workout"),
        (profile.ACTIVITY, "activity"),
        (profile.FILE_CREATOR, "file_creator"),
        (profile.LENGTH, "length"),
        (profile.HR, "hr"),
        (profile.TIMESTAMP_CORRELATION, "timestamp_correlation"),
        (profile.FIELD_DESCRIPTION, "field_description"),
    ],
)
def test_a_message_has_its_published_number(number: int, name: str) -> None:
    assert MESSAGE_TYPES[number].name == name


@pytest.mark.parametrize(
    ("message", "number", "name"),
    [
        (profile.SESSION, profile.START_TIME, "start_time"),
        (profile.LAP, profile.START_TIME, "start_time"),
        (profile.LENGTH, profile.START_TIME, "start_time"),
        (profile.SESSION, profile.SESSION_SPORT, "sport"),
        (profile.SESSION, profile.SESSION_SUB_SPORT, "sub_sport"),
        (profile.LAP, profile.LAP_INTENSITY, "intensity"),
        (profile.LAP, profile.LAP_TRIGGER, "lap_trigger"),
        (profile.RECORD, profile.COMPRESSED_SPEED_DISTANCE, "compressed_speed_distance"),
        (profile.HR, 10, "event_timestamp_12"),
        (profile.WORKOUT, 8, "wkt_name"),
        (profile.ACTIVITY, 5, "local_timestamp"),
        (profile.ACTIVITY, 1, "num_sessions"),
        (profile.ACTIVITY, 2, "type"),
        (profile.FILE_ID, profile.TIME_CREATED, "time_created"),
        (profile.FILE_ID, 8, "product_name"),
        (profile.TIMESTAMP_CORRELATION, 1, "system_timestamp"),
        (profile.DEVICE_INFO, 5, "software_version"),
        (profile.DEVICE_INFO, 27, "product_name"),
        (profile.FIELD_DESCRIPTION, 14, "native_mesg_num"),
        (profile.FIELD_DESCRIPTION, 15, "native_field_num"),
    ],
)
def test_a_field_read_by_number_is_the_one_we_mean(message: int, number: int, name: str) -> None:
    assert published(message, number).name == name


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        (names.SPORTS, "sport"),
        (names.SUB_SPORTS, "sub_sport"),
        (names.LAP_TRIGGERS, "lap_trigger"),
        (names.INTENSITIES, "intensity"),
        (makers.MANUFACTURERS, "manufacturer"),
        (makers.GARMIN_PRODUCTS, "garmin_product"),
    ],
)
def test_names_are_spelt_as_published(table: dict[int, str], kind: str) -> None:
    found = FIELD_TYPES[kind].enum
    assert {number: found.get(number) for number in table} == table


def test_timer_events_and_file_types_have_their_published_numbers() -> None:
    events = FIELD_TYPES["event_type"].enum
    assert {events[number] for number in names.EVENT_STOPS} == {"stop", "stop_all", "stop_disable", "stop_disable_all"}
    assert {events[number] for number in names.EVENT_STARTS} == {"start"}
    assert FIELD_TYPES["event"].enum[names.TIMER_EVENT] == "timer"
    assert FIELD_TYPES["file"].enum[names.ACTIVITY_FILE] == "activity"
    known = {number for number in FIELD_TYPES["file"].enum if number < 247}
    assert known - set(names.SKIPPED_FILE_TYPES) == {names.ACTIVITY_FILE, 20}  # 20, activity_summary, is read


def test_a_sport_without_a_name_keeps_its_number() -> None:
    assert names.sport_name(2, 7) == "cycling/road"
    assert names.sport_name(2, None) == "cycling/generic"
    assert names.sport_name(222, 111) == "sport_222/sub_sport_111"
    assert names.sport_name(None, 7) is None


def test_a_fit_time_is_counted_from_the_last_day_of_1989() -> None:
    # 1989-12-31T00:00:00Z in Unix seconds.
    assert sessions.to_unix_ms(0) == 631_065_600_000
