"""Record messages to columns: scales, packed fields, positions, developer fields, stored heart rates."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from paceline.connectors.base import Channel, Column, ExtraChannel, Flaw, Samples
from paceline.connectors.files.fit.accumulate import accumulate
from paceline.connectors.files.fit.developer import read_developer_fields
from paceline.connectors.files.fit.heart_rate import rates_of_records, read_heart_rates
from paceline.connectors.files.fit.messages import MessageSet, Table
from paceline.connectors.files.fit.profile import (
    COMPRESSED_SPEED_DISTANCE,
    HR,
    RECORD,
    RECORD_CHANNELS,
    RECORD_EXTRAS,
    FieldSpec,
)
from paceline.connectors.files.fit.protocol import EPOCH_S, MAX_CELLS
from paceline.connectors.files.timeline import fill_from_repeats, forward_order

_SPECS: Final = {spec.name: spec for spec in RECORD_CHANNELS}
_SEMICIRCLE_DEG: Final = 180 / 2**31
_DISTANCE_BITS: Final = 12


@dataclass(frozen=True, slots=True)
class Records:
    """All record messages in file order, shape (n,) each, before they are put in time order.

    `seconds` are FIT seconds, NaN where unknown. Channels without any value are left out.
    """

    seconds: Column
    channels: dict[Channel, Column]
    extras: tuple[ExtraChannel, ...]
    flaws: tuple[Flaw, ...]


def read_records(messages: MessageSet) -> Records:
    """The columns of all record messages of a part."""
    table = messages.table(RECORD)
    seconds = table.times() if len(table) else np.empty(0)
    channels, flaws = _channels(table), list[Flaw]()
    beats = messages.table(HR)
    if len(beats) and len(table):
        rates, flaws_of_rates = read_heart_rates(beats)
        flaws += flaws_of_rates
        merged = rates_of_records(rates, seconds)
        channels[Channel.HEART_RATE] = np.where(np.isnan(merged), channels[Channel.HEART_RATE], merged)
    filled = {channel: column for channel, column in channels.items() if not _is_empty(column)}
    extras: list[ExtraChannel] = []
    room = MAX_CELLS // max(len(table), 1)
    for spec in RECORD_EXTRAS:
        if spec.number in table.keys and len(extras) < room:
            column = _column(table, spec)
            if not _is_empty(column):
                extras.append(ExtraChannel(spec.name, spec.unit, column))
    native, developer, developer_flaws = read_developer_fields(messages, table, room - len(extras))
    for channel, column in native.items():
        filled.setdefault(channel, column)
    return Records(seconds, filled, (*extras, *developer), (*flaws, *developer_flaws))


def _is_empty(column: Column) -> bool:
    return bool(np.isnan(column).all())


def _column(table: Table, spec: FieldSpec) -> Column:
    return table.column(spec.number, spec.scale, spec.offset)


def _named(table: Table, name: str) -> Column:
    return _column(table, _SPECS[name])


def _preferred(table: Table, first: str, second: str) -> Column:
    """The first field, its gaps filled from the second."""
    numbers = table.keys
    if _SPECS[first].number not in numbers:
        return _named(table, second)
    column = _named(table, first)
    if _SPECS[second].number in numbers:
        column = np.where(np.isnan(column), _named(table, second), column)
    return column


def _channels(table: Table) -> dict[Channel, Column]:
    latitude, longitude = _position(table)
    distance, speed = _named(table, "distance"), _preferred(table, "enhanced_speed", "speed")
    if COMPRESSED_SPEED_DISTANCE in table.keys:
        packed_distance, packed_speed = _compressed_speed_distance(table)
        distance = np.where(np.isnan(distance), packed_distance, distance)
        speed = np.where(np.isnan(speed), packed_speed, speed)
    heart_rate = _named(table, "heart_rate")
    # No heart beats zero times a minute: straps without contact write it.
    heart_rate[heart_rate == 0] = np.nan
    cadence = _named(table, "cadence")
    if _SPECS["fractional_cadence"].number in table.keys:
        cadence = cadence + np.nan_to_num(_named(table, "fractional_cadence"))
    if _SPECS["cadence256"].number in table.keys:
        cadence = np.where(np.isnan(cadence), _named(table, "cadence256"), cadence)
    return {
        Channel.DISTANCE: distance,
        Channel.LATITUDE: latitude,
        Channel.LONGITUDE: longitude,
        Channel.ALTITUDE: _preferred(table, "enhanced_altitude", "altitude"),
        Channel.SPEED: speed,
        Channel.HEART_RATE: heart_rate,
        Channel.CADENCE: cadence,
        Channel.POWER: _named(table, "power"),
        Channel.TEMPERATURE: _named(table, "temperature"),
        Channel.GRADE: _named(table, "grade"),
    }


def _position(table: Table) -> tuple[Column, Column]:
    """Degrees; nothing where one half is missing or impossible, or where 0/0 stands for "no fix"."""
    latitude, longitude = _named(table, "position_lat"), _named(table, "position_long")
    nowhere = np.isnan(latitude) | np.isnan(longitude) | ((latitude == 0) & (longitude == 0))
    nowhere |= np.abs(latitude) > 2**30
    latitude[nowhere] = np.nan
    longitude[nowhere] = np.nan
    latitude *= _SEMICIRCLE_DEG
    longitude *= _SEMICIRCLE_DEG
    return latitude, longitude


def _compressed_speed_distance(table: Table) -> tuple[Column, Column]:
    """Metres since the start and metres a second from the packed field; NaN where all its bits are set."""
    raw, lengths = table.raw_bytes(COMPRESSED_SPEED_DISTANCE, 3)
    words = raw.astype(np.int64)
    valid = np.flatnonzero((lengths == 3) & (raw != 0xFF).any(axis=1))
    low, middle, high = words[valid].T
    distance, speed = np.full(len(table), np.nan), np.full(len(table), np.nan)
    speed[valid] = (low | (middle & 0x0F) << 8) / 100
    metres16 = (middle >> 4 | high << 4).astype(np.float64)
    distance[valid] = accumulate(metres16, np.zeros(len(valid), dtype=np.bool_), _DISTANCE_BITS, start=0) / 16
    return distance, speed


def to_samples(records: Records, rows: NDArray[np.intp]) -> tuple[Samples, tuple[Flaw, ...]]:
    """The given rows (all with a time) as samples in strictly increasing time; records of one second are merged."""
    at_ms = (records.seconds[rows].astype(np.int64) + EPOCH_S) * 1000
    kept, flaws = forward_order(at_ms)

    def arranged(column: Column) -> Column:
        return fill_from_repeats(at_ms, kept, column[rows])

    channels = {channel: arranged(column) for channel, column in records.channels.items()}
    extras = [ExtraChannel(extra.name, extra.unit, arranged(extra.values)) for extra in records.extras]
    samples = Samples(
        at_ms[kept],
        {channel: column for channel, column in channels.items() if not _is_empty(column)},
        tuple(extra for extra in extras if not _is_empty(extra.values)),
    )
    return samples, flaws
