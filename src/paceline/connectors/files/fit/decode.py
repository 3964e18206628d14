"""FIT bytes to neutral records: the door of this package."""

import math
from dataclasses import dataclass

from paceline.connectors.base import DecodedFile, Device, FileFormat, Flaw, RecordedActivity
from paceline.connectors.files.fit.legs import read_activities
from paceline.connectors.files.fit.makers import GARMIN_MAKERS, GARMIN_PRODUCTS, MANUFACTURERS
from paceline.connectors.files.fit.messages import MessageSet, read_messages
from paceline.connectors.files.fit.names import ACTIVITY_FILE, SKIPPED_FILE_TYPES
from paceline.connectors.files.fit.profile import DEVICE_INFO, FILE_CREATOR, FILE_ID, RECORD, SESSION, TIME_CREATED
from paceline.connectors.files.fit.sessions import to_unix_ms, whole

_TYPE, _MANUFACTURER, _PRODUCT, _SERIAL, _NUMBER, _PRODUCT_NAME = 0, 1, 2, 3, 5, 8
_DEVICE_INDEX, _SOFTWARE, _DEVICE_PRODUCT_NAME = 0, 5, 27
_CREATOR_INDEX = 0


@dataclass(frozen=True, slots=True)
class _FileId:
    """The first file_id message of a part."""

    type: int | None
    manufacturer: int | None
    product: int | None
    serial: int | None
    created: int | None
    number: int | None
    product_name: str | None


def decode_fit(data: bytes) -> DecodedFile:
    """Decode a FIT file: activities with their samples, laps, pauses and device.

    Whatever is readable is kept and the rest named in `flaws`. Settings, workouts, courses and the like come back
    without activities, with `skip_code` (`fit_settings`, `fit_workout`, …, `fit_empty`) and a sentence why.

    Raises:
        UnreadableFileError: `file_empty`, `fit_header_invalid` or `fit_no_messages`.
    """
    messages = read_messages(data)
    flaws: list[Flaw] = [*messages.flaws]
    activities: list[RecordedActivity] = []
    skipped: tuple[str, str] | None = None
    files = _files(messages.parts)
    for file_id, part in files:
        reason = _skip_reason(file_id, part)
        if reason is None:
            found, found_flaws = read_activities(part)
            activities += found
            flaws += found_flaws
            if file_id is None:
                flaws.append(Flaw("fit_file_id_missing", "The file does not say which device made it."))
        skipped = skipped or reason
    first_id, first_part = files[0]
    return DecodedFile(
        format=FileFormat.FIT,
        activities=tuple(activities),
        device=_device(first_id, first_part),
        created_at_ms=None if first_id is None or first_id.created is None else to_unix_ms(first_id.created),
        flaws=tuple(dict.fromkeys(flaws)),
        skip_code=None if activities else (skipped or _EMPTY)[0],
        skip_reason=None if activities else (skipped or _EMPTY)[1],
    )


_EMPTY = ("fit_empty", "This activity file holds no recorded samples and no summary.")
_OTHER = ("fit_other", "This FIT file is not an activity.")


def _files(parts: tuple[MessageSet, ...]) -> list[tuple[_FileId | None, MessageSet]]:
    """The chained parts by the file they belong to.

    A part without a file_id goes on with the file before it (watches append stored heart rates so), and so does one
    with the very same file_id; a different one is another file.
    """
    grouped: list[tuple[_FileId | None, list[MessageSet]]] = []
    for part in parts:
        file_id = _file_id(part)
        if grouped and (file_id is None or file_id == grouped[-1][0]):
            grouped[-1][1].append(part)
        elif part.blocks:
            grouped.append((file_id, [part]))
    return [(file_id, MessageSet.joined(sets)) for file_id, sets in grouped]


def _file_id(part: MessageSet) -> _FileId | None:
    table = part.table(FILE_ID)
    if not len(table):
        return None
    numbers = [
        whole(table.column(key).tolist()[0]) for key in (_TYPE, _MANUFACTURER, _PRODUCT, _SERIAL, TIME_CREATED, _NUMBER)
    ]
    return _FileId(*numbers, product_name=table.texts(_PRODUCT_NAME)[0])


def _skip_reason(file_id: _FileId | None, part: MessageSet) -> tuple[str, str] | None:
    """Why a file is not an activity; one of an unknown type is, if it holds records or sessions."""
    kind = None if file_id is None else file_id.type
    if kind == ACTIVITY_FILE:
        return None
    if kind in SKIPPED_FILE_TYPES:
        return SKIPPED_FILE_TYPES[kind]
    return None if part.count(RECORD) or part.count(SESSION) else _OTHER


def _device(file_id: _FileId | None, part: MessageSet) -> Device:
    if file_id is None:
        return Device()
    software, product_name = _software(part)
    maker, product = file_id.manufacturer, file_id.product
    name = file_id.product_name or product_name
    if name is None and product is not None:
        name = GARMIN_PRODUCTS.get(product) if maker in GARMIN_MAKERS else None
        name = name or str(product)
    return Device(
        manufacturer=None if maker is None else MANUFACTURERS.get(maker, f"manufacturer_{maker}"),
        product=name,
        serial=None if file_id.serial is None else str(file_id.serial),
        software=software,
    )


def _software(part: MessageSet) -> tuple[str | None, str | None]:
    """Software version and product name of the recording device itself (device index 0)."""
    table = part.table(DEVICE_INFO)
    creators = [row for row, index in enumerate(table.column(_DEVICE_INDEX).tolist()) if index == _CREATOR_INDEX]
    versions, names = table.column(_SOFTWARE, 100).tolist(), table.texts(_DEVICE_PRODUCT_NAME)
    version = next((versions[row] for row in creators if not math.isnan(versions[row])), None)
    if version is None:
        stored = part.table(FILE_CREATOR).column(0, 100).tolist()
        version = next((value for value in stored if not math.isnan(value)), None)
    return None if version is None else f"{version:.2f}", next((names[row] for row in creators if names[row]), None)
