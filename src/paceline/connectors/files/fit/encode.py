"""Neutral records to FIT bytes: an activity as a watch would write it.

The counterpart of `decode`. Records are laid out by numpy all at once, so that an hour at 1 Hz costs a fraction of a millisecond; the
few messages around them are packed one by one. Numbers, scales and offsets are those of `profile`, which the reader uses.
"""

import math
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from fastcrc import crc16
from numpy.typing import NDArray

from paceline.connectors.base import Channel, Column, Lap, Pause, Recording, Samples
from paceline.connectors.files.fit.names import ACTIVITY_FILE, INTENSITIES, LAP_TRIGGERS, SPORTS, SUB_SPORTS
from paceline.connectors.files.fit.profile import (
    ACTIVITY,
    DEVICE_INFO,
    EVENT,
    FILE_ID,
    LAP,
    LAP_INTENSITY,
    LAP_SUMMARY,
    LAP_TRIGGER,
    RECORD,
    RECORD_CHANNELS,
    SESSION,
    SESSION_SPORT,
    SESSION_SUB_SPORT,
    SESSION_SUMMARY,
    SESSION_TIMES,
    START_TIME,
    TIME_CREATED,
    FieldSpec,
)
from paceline.connectors.files.fit.protocol import BASE_TYPES, EPOCH_S, SHORT_HEADER_BYTES, STRING, TIMESTAMP

_PROTOCOL, _PROFILE = 0x20, 21_184
_DEVELOPMENT: Final = 255
"""The maker's number that Garmin keeps for programs under development."""

_ENUM, _SINT8, _UINT8, _SINT16, _UINT16, _SINT32, _UINT32, _UINT32Z = 0, 1, 2, 3, 4, 5, 6, 12
_MULTIPLE_BYTES: Final = 0x80
"""Set in the number of a base type of more than one byte."""

_TIMER, _START, _STOP_ALL = 0, 0, 4
_LOCAL_OTHER, _LOCAL_RECORD, _LOCAL_EVENT = 0, 1, 2
_SEMICIRCLES: Final = 2**31 / 180

_RECORD_BASES: Final = {
    Channel.DISTANCE: ("distance", _UINT32),
    Channel.LATITUDE: ("position_lat", _SINT32),
    Channel.LONGITUDE: ("position_long", _SINT32),
    Channel.ALTITUDE: ("altitude", _UINT16),
    Channel.SPEED: ("speed", _UINT16),
    Channel.HEART_RATE: ("heart_rate", _UINT8),
    Channel.CADENCE: ("cadence", _UINT8),
    Channel.POWER: ("power", _UINT16),
    Channel.TEMPERATURE: ("temperature", _SINT8),
    Channel.GRADE: ("grade", _SINT16),
}
_SPECS: Final = {spec.name: spec for spec in RECORD_CHANNELS}
# Summaries by our key; the enhanced twin of a field is left to the reader's fall-back.
_SUMMARY_BASES: Final = {
    "total_calories_kcal": _UINT16, "avg_speed_mps": _UINT16, "max_speed_mps": _UINT16, "avg_heart_rate_bpm": _UINT8,
    "max_heart_rate_bpm": _UINT8, "avg_cadence_rpm": _UINT8, "max_cadence_rpm": _UINT8, "avg_power_w": _UINT16,
    "max_power_w": _UINT16, "total_ascent_m": _UINT16, "total_descent_m": _UINT16, "normalized_power_w": _UINT16,
    "avg_temperature_c": _SINT8, "pool_length_m": _UINT16, "num_lengths": _UINT16, "num_active_lengths": _UINT16,
}  # fmt: skip
_SPORT_NUMBERS: Final = {name: number for number, name in SPORTS.items()}
_SUB_SPORT_NUMBERS: Final = {name: number for number, name in SUB_SPORTS.items()}
_TRIGGER_NUMBERS: Final = {name: number for number, name in LAP_TRIGGERS.items()}
_INTENSITY_NUMBERS: Final = {name: number for number, name in INTENSITIES.items()}


@dataclass(frozen=True, slots=True)
class FitDevice:
    """The device a file says it comes from. `serial` is 1 to 4,294,967,295; `software` has two decimals."""

    name: str
    serial: int
    software: float = 1.0
    manufacturer: int = _DEVELOPMENT
    product: int = 1


@dataclass(frozen=True, slots=True)
class _Field:
    """One field of one message: its number, base type, and raw value (text for a string, `None` for nothing)."""

    number: int
    base: int
    value: float | str | None


def encode_fit(recording: Recording, device: FitDevice) -> bytes:
    """One activity as a FIT file, made at the recording's start.

    Times are whole seconds in FIT; values are rounded to the field's resolution, and what does not fit a field is written as missing.
    Laps, pauses and summary are those given; extra channels, names and descriptions have no place here. Raises ValueError for a sport
    that `names` does not know. Reference: Garmin, FIT Protocol and FIT File Types (Activity), developer.garmin.com/fit.
    """
    start_s = _fit_seconds(recording.started_at_ms)
    end_s = start_s + math.ceil(recording.elapsed_s)
    body = b"".join(
        (
            _opening(device, start_s),
            _timed(recording.samples, recording.pauses, start_s, end_s),
            _laps(recording.laps),
            _closing(recording, start_s, end_s),
        )
    )
    header = struct.pack("<BBHI4s", SHORT_HEADER_BYTES + 2, _PROTOCOL, _PROFILE, len(body), b".FIT")
    content = b"".join((header, struct.pack("<H", crc16.arc(header)), body))
    return content + struct.pack("<H", crc16.arc(content))


def _fit_seconds(at_ms: int) -> int:
    return round(at_ms / 1000) - EPOCH_S


def _opening(device: FitDevice, start_s: int) -> bytes:
    name = _Field(8, STRING, device.name)
    file_id = (
        _Field(0, _ENUM, ACTIVITY_FILE),
        _Field(1, _UINT16, device.manufacturer),
        _Field(2, _UINT16, device.product),
        _Field(3, _UINT32Z, device.serial),
        _Field(TIME_CREATED, _UINT32, start_s),
        name,
    )
    creator = (
        _Field(TIMESTAMP, _UINT32, start_s),
        _Field(0, _UINT8, 0),
        _Field(2, _UINT16, device.manufacturer),
        _Field(3, _UINT32Z, device.serial),
        _Field(4, _UINT16, device.product),
        _Field(5, _UINT16, round(device.software * 100)),
    )
    return _message(FILE_ID, file_id) + _message(DEVICE_INFO, creator)


def _timed(samples: Samples, pauses: Sequence[Pause], start_s: int, end_s: int) -> bytes:
    """Records with the timer's starts and stops between them, in the order in which they happened."""
    rows = _record_rows(samples)
    seconds = samples.at_ms // 1000 - EPOCH_S
    events = [(start_s, _START)]
    for pause in pauses:
        events += [(_fit_seconds(pause.from_ms), _STOP_ALL), (_fit_seconds(pause.to_ms), _START)]
    events.append((end_s, _STOP_ALL))
    parts = [_record_definition(samples), _definition(_LOCAL_EVENT, EVENT, _event_fields(0, 0))]
    written = 0
    for at_s, kind in events:
        # A record in the second of a stop belongs before it, one in the second of a start behind it.
        side = "left" if kind == _START else "right"
        until = int(np.searchsorted(seconds, at_s, side))
        parts += [rows[written:until].tobytes(), _data(_LOCAL_EVENT, _event_fields(at_s, kind))]
        written = until
    parts.append(rows[written:].tobytes())
    return b"".join(parts)


def _event_fields(at_s: int, kind: int) -> tuple[_Field, ...]:
    return (_Field(TIMESTAMP, _UINT32, at_s), _Field(0, _ENUM, _TIMER), _Field(1, _ENUM, kind))


def _record_layout(samples: Samples) -> Iterator[tuple[Channel, FieldSpec, int]]:
    for channel in samples.channels:
        name, base = _RECORD_BASES[channel]
        yield channel, _SPECS[name], base


def _record_definition(samples: Samples) -> bytes:
    fields = [_Field(TIMESTAMP, _UINT32, None)]
    fields += [_Field(spec.number, base, None) for _, spec, base in _record_layout(samples)]
    return _definition(_LOCAL_RECORD, RECORD, fields)


def _record_rows(samples: Samples) -> NDArray[np.void]:
    """All record messages side by side, shape (n,), header bytes included."""
    layout = list(_record_layout(samples))
    kinds = [("header", "u1"), ("timestamp", "<u4")]
    kinds += [(channel.value, "<" + BASE_TYPES[base].code) for channel, _, base in layout]
    rows = np.empty(len(samples), dtype=np.dtype(kinds))
    rows["header"] = _LOCAL_RECORD
    rows["timestamp"] = samples.at_ms // 1000 - EPOCH_S
    for channel, spec, base in layout:
        is_position = channel in (Channel.LATITUDE, Channel.LONGITUDE)
        scale = _SEMICIRCLES if is_position else spec.scale
        rows[channel.value] = _raw_column(samples.channels[channel], scale, spec.offset, base)
    return rows


def _raw_column(values: Column, scale: float, offset: float, base: int) -> NDArray[np.int64]:
    """Raw integers of a channel; the base type's "nothing" where a value is missing or does not fit."""
    kind = BASE_TYPES[base]
    limits = np.iinfo(kind.code)
    assert kind.invalid is not None
    with np.errstate(invalid="ignore"):
        raw = np.rint((values + offset) * scale)
        fits = (raw >= limits.min) & (raw <= limits.max)
    return np.where(fits, raw, kind.invalid).astype(np.int64)


def _laps(laps: Sequence[Lap]) -> bytes:
    written = [_lap_fields(lap) for lap in laps]
    parts: list[bytes] = []
    before: list[tuple[int, int]] | None = None
    for fields in written:
        layout = [(field.number, field.base) for field in fields]
        parts.append(_data(_LOCAL_OTHER, fields) if layout == before else _message(LAP, fields))
        before = layout
    return b"".join(parts)


def _lap_fields(lap: Lap) -> tuple[_Field, ...]:
    start_s = _fit_seconds(lap.started_at_ms)
    trigger = None if lap.trigger is None else _TRIGGER_NUMBERS.get(lap.trigger)
    intensity = None if lap.intensity is None else _INTENSITY_NUMBERS.get(lap.intensity)
    return (
        *_span(start_s, start_s + math.ceil(lap.elapsed_s), lap.elapsed_s, lap.timer_s, lap.distance_m),
        _Field(LAP_INTENSITY, _ENUM, intensity),
        _Field(LAP_TRIGGER, _ENUM, trigger),
        *_summary(LAP_SUMMARY, lap.summary),
    )


def _span(
    start_s: int, end_s: int, elapsed_s: float, timer_s: float | None, distance_m: float | None
) -> tuple[_Field, ...]:
    """What lap and session have in common: when, how long, how far."""
    elapsed, timer, distance = SESSION_TIMES
    return (
        _Field(TIMESTAMP, _UINT32, end_s),
        _Field(START_TIME, _UINT32, start_s),
        _Field(elapsed.number, _UINT32, elapsed_s * elapsed.scale),
        _Field(timer.number, _UINT32, (elapsed_s if timer_s is None else timer_s) * timer.scale),
        _Field(distance.number, _UINT32, None if distance_m is None else distance_m * distance.scale),
    )


def _summary(specs: Sequence[FieldSpec], values: Mapping[str, float]) -> Iterator[_Field]:
    seen: set[str] = set()
    for spec in specs:
        if spec.key in _SUMMARY_BASES and spec.key in values and spec.key not in seen:
            seen.add(spec.key)
            yield _Field(spec.number, _SUMMARY_BASES[spec.key], (values[spec.key] + spec.offset) * spec.scale)


def _closing(recording: Recording, start_s: int, end_s: int) -> bytes:
    sport, _, sub_sport = (recording.sport_raw or "generic/generic").partition("/")
    if sport not in _SPORT_NUMBERS or sub_sport not in _SUB_SPORT_NUMBERS:
        raise ValueError(f"FIT knows no sport {recording.sport_raw}")
    session = (
        *_span(start_s, end_s, recording.elapsed_s, recording.timer_s, recording.distance_m),
        _Field(SESSION_SPORT, _ENUM, _SPORT_NUMBERS[sport]),
        _Field(SESSION_SUB_SPORT, _ENUM, _SUB_SPORT_NUMBERS[sub_sport]),
        *_summary(SESSION_SUMMARY, recording.summary),
    )
    local_s = None if recording.utc_offset_s is None else end_s + recording.utc_offset_s
    activity = (
        _Field(TIMESTAMP, _UINT32, end_s),
        _Field(0, _UINT32, (recording.timer_s or recording.elapsed_s) * 1000),
        _Field(1, _UINT16, 1),
        _Field(2, _ENUM, 0),
        _Field(5, _UINT32, local_s),
    )
    return _message(SESSION, session) + _message(ACTIVITY, activity)


def _message(number: int, fields: Sequence[_Field]) -> bytes:
    return _definition(_LOCAL_OTHER, number, fields) + _data(_LOCAL_OTHER, fields)


def _definition(local: int, number: int, fields: Sequence[_Field]) -> bytes:
    head = struct.pack("<BBBHB", 0x40 | local, 0, 0, number, len(fields))
    return head + b"".join(
        bytes((field.number, _size_of(field), field.base | (_MULTIPLE_BYTES if BASE_TYPES[field.base].size > 1 else 0)))
        for field in fields
    )


def _size_of(field: _Field) -> int:
    return len(str(field.value).encode()) + 1 if field.base == STRING else BASE_TYPES[field.base].size


def _data(local: int, fields: Sequence[_Field]) -> bytes:
    return bytes((local,)) + b"".join(map(_raw, fields))


def _raw(field: _Field) -> bytes:
    if isinstance(field.value, str):
        return field.value.encode() + b"\0"
    kind = BASE_TYPES[field.base]
    value = np.array([math.nan if field.value is None else field.value])
    return _raw_column(value, 1, 0, field.base).astype("<" + kind.code).tobytes()
