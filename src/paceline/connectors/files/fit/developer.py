"""Developer fields of records: described inside the file by the app that wrote them."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from paceline.connectors.base import Channel, Column, ExtraChannel, Flaw
from paceline.connectors.files.fit.messages import MessageSet, Table
from paceline.connectors.files.fit.profile import FIELD_DESCRIPTION, RECORD, RECORD_CHANNELS
from paceline.connectors.files.fit.protocol import BASE_TYPES
from paceline.connectors.files.fit.scan import developer_key

_FIRST_DEVELOPER_KEY: Final = developer_key(0, 0)
_INDEX, _NUMBER, _BASE, _NAME, _SCALE, _OFFSET, _UNITS, _NATIVE_MESSAGE, _NATIVE_FIELD = 0, 1, 2, 3, 6, 7, 8, 14, 15

_NATIVE_UNITS: Final[dict[Channel, frozenset[str]]] = {
    Channel.POWER: frozenset({"w", "watt", "watts"}),
    Channel.HEART_RATE: frozenset({"bpm"}),
    Channel.CADENCE: frozenset({"rpm"}),
    Channel.SPEED: frozenset({"m/s"}),
    Channel.DISTANCE: frozenset({"m"}),
    Channel.ALTITUDE: frozenset({"m"}),
    Channel.TEMPERATURE: frozenset({"c", "°c"}),
}
"""The units in which a developer field may stand in for a channel the device itself left empty."""

_CHANNELS: Final = {spec.number: Channel(spec.key) for spec in RECORD_CHANNELS if spec.key in set(Channel)}


@dataclass(frozen=True, slots=True)
class DeveloperField:
    """What a `field_description` message says. `channel` is the native record field it replaces, if it names one."""

    name: str
    unit: str | None
    base: int
    scale: float
    offset: float
    channel: Channel | None


def describe_developer_fields(messages: MessageSet) -> dict[int, DeveloperField]:
    """The described developer fields by key; the application id plays no part, so a missing one does no harm."""
    table = messages.table(FIELD_DESCRIPTION)
    if not len(table):
        return {}
    numbers = {key: table.column(key).tolist() for key in (_INDEX, _NUMBER, _BASE, _SCALE, _OFFSET)}
    natives = zip(table.column(_NATIVE_MESSAGE).tolist(), table.column(_NATIVE_FIELD).tolist(), strict=True)
    names, units = table.texts(_NAME), table.texts(_UNITS)
    found: dict[int, DeveloperField] = {}
    for row, (native_message, native_field) in enumerate(natives):
        index, number, base = (numbers[key][row] for key in (_INDEX, _NUMBER, _BASE))
        if np.isnan(index) or np.isnan(number) or np.isnan(base) or int(base) & 0x1F >= len(BASE_TYPES):
            continue
        scale, offset = numbers[_SCALE][row], numbers[_OFFSET][row]
        unit = units[row]
        channel = _CHANNELS.get(int(native_field)) if native_message == RECORD and not np.isnan(native_field) else None
        if channel is not None and (unit or "").lower() not in _NATIVE_UNITS.get(channel, frozenset()):
            channel = None
        found[developer_key(int(index), int(number))] = DeveloperField(
            name=names[row] or f"developer_{int(index)}_{int(number)}",
            unit=unit,
            base=int(base) & 0x1F,
            scale=1 if np.isnan(scale) or scale == 0 else scale,
            offset=0 if np.isnan(offset) else offset,
            channel=channel,
        )
    return found


def read_developer_fields(
    messages: MessageSet, table: Table, room: int
) -> tuple[dict[Channel, Column], list[ExtraChannel], list[Flaw]]:
    """Developer fields of the records: those that stand in for a native channel, and all of them as extra channels.

    At most `room` are read. Texts are passed over, of an array the first value is taken; two fields of one name are told
    apart by a number behind it.
    """
    keys = sorted(key for key in table.keys if key >= _FIRST_DEVELOPER_KEY)
    described = describe_developer_fields(messages) if keys else {}
    native: dict[Channel, Column] = {}
    extras: list[ExtraChannel] = []
    taken: dict[str, int] = {}
    flaws: list[Flaw] = []
    unknown = [key for key in keys if key not in described]
    if unknown:
        flaws.append(Flaw("fit_developer_field_unknown", f"{len(unknown)} developer fields are described nowhere."))
    for key in keys:
        if (field := described.get(key)) is None:
            continue
        if len(extras) >= room:
            flaws.append(Flaw("fit_too_many_fields", "The file has more developer fields than can be kept."))
            break
        column = table.column(key, field.scale, field.offset, base=field.base)
        if np.isnan(column).all():
            continue
        taken[field.name] = taken.get(field.name, 0) + 1
        name = field.name if taken[field.name] == 1 else f"{field.name} ({taken[field.name]})"
        extras.append(ExtraChannel(name, field.unit, column))
        if field.channel is not None:
            native.setdefault(field.channel, column)
    return native, extras, flaws
