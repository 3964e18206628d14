"""Reading files, against the libraries that others use for it. All read everything a file says, from bytes in memory. In CPU time."""

import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

from bench.files import Files
from bench.ground import Ground
from bench.row import Measurement, Row, UnavailableError
from bench.turns import in_turns_over
from paceline.connectors.files.fit.decode import decode_fit
from paceline.connectors.files.gpx import decode_gpx
from paceline.connectors.files.tcx import decode_tcx

Reader = Callable[[bytes], object]


def _garmin_sdk() -> Reader:
    from garmin_fit_sdk import Decoder, Stream

    def read(content: bytes) -> object:
        messages, errors = Decoder(Stream.from_byte_array(bytearray(content))).read()
        if errors:
            raise errors[0]
        return messages

    return read


def _fitdecode() -> Reader:
    import fitdecode

    def read(content: bytes) -> object:
        with fitdecode.FitReader(BytesIO(content)) as frames:
            messages: list[Any] = [frame for frame in frames if isinstance(frame, fitdecode.FitDataMessage)]
            return [{field.name: field.value for field in message.fields} for message in messages]

    return read


def _gpxpy() -> Reader:
    import gpxpy

    return lambda content: gpxpy.parse(content)


def _tcxreader() -> Reader:
    from tcxreader.tcxreader import TCXReader

    return lambda content: TCXReader().read(BytesIO(content), only_gps=False).trackpoints


def _compare(files: Files, ours: Reader, rival_of: Callable[[], Reader], rounds: int) -> Measurement:
    try:
        rival = rival_of()
    except ImportError as error:
        raise UnavailableError(f"{error.name} is not installed; it belongs to the dependency group bench") from error
    common = files.readable_by(ours, rival)
    if not common.files:
        raise UnavailableError("no file is read by both")
    contents = [file.content for file in common.files]
    turns = in_turns_over(contents, ours, rival, rounds=rounds, clock=time.process_time)
    speedup = turns.speedup()
    return Measurement(
        speedup.middle,
        f"{common.megabytes / turns.ours:.1f} MB/s",
        f"{common.megabytes / turns.theirs:.2f} MB/s",
        speedup,
        f"{common} that both read ({len(files.files)} tried)",
    )


def _fit_against(rival: Callable[[], Reader], rounds: int) -> Callable[[Ground], Measurement]:
    return lambda ground: _compare(ground.fit_files, decode_fit, rival, ground.rounds(rounds))


ROWS = (
    Row(
        "fit-sdk", "FIT, everything a file says", "garmin-fit-sdk", _fit_against(_garmin_sdk, 3), 25, 50, at_least=True
    ),
    Row("fit-fitdecode", "FIT, everything a file says", "fitdecode", _fit_against(_fitdecode, 2), at_least=True),
    Row(
        "gpx",
        "GPX",
        "gpxpy",
        lambda ground: _compare(ground.gpx_files, decode_gpx, _gpxpy, ground.rounds(7)),
        4,
        8,
        at_least=True,
    ),
    Row(
        "tcx",
        "TCX",
        "tcxreader",
        lambda ground: _compare(ground.tcx_files, decode_tcx, _tcxreader, ground.rounds(7)),
        2,
        2.5,
        at_least=True,
    ),
)
