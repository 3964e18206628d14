"""GPX files for tests, written as text so that a test can get anything wrong on purpose."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from xml.sax.saxutils import escape, quoteattr

from tests.builders.xml import START, iso

_NAMESPACES = (
    'xmlns="http://www.topografix.com/GPX/1/1" '
    'xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1" '
    'xmlns:pwr="http://www.garmin.com/xmlschemas/PowerExtension/v1"'
)


@dataclass(frozen=True)
class GpxPoint:
    """A track point; what is `None` is not written. `time` may be any text."""

    lat: float | str | None = 47.0
    lon: float | str | None = 8.0
    time: datetime | str | None = None
    ele: float | None = None
    hr: int | None = None
    cad: int | None = None
    power: int | None = None
    temp: float | None = None


def gpx_points(count: int, start: datetime = START, step_s: float = 1.0, *, speed_mps: float = 3.0) -> list[GpxPoint]:
    """A straight run to the north with a gentle hill, one point a step."""
    degrees = speed_mps * step_s / 111_195
    return [
        GpxPoint(
            lat=47 + index * degrees,
            lon=8.0,
            time=start + timedelta(seconds=index * step_s),
            ele=400 + 20 * math.sin(index / 60),
            hr=120 + index % 30,
            cad=80 + index % 5,
            power=200 + index % 50,
            temp=18.0,
        )
        for index in range(count)
    ]


def build_gpx(
    points: Sequence[GpxPoint] | Sequence[Sequence[GpxPoint]],
    *,
    name: str | None = "Morning run",
    type: str | None = "running",
    description: str | None = None,
    creator: str | None = "Paceline tests",
    namespaces: str = _NAMESPACES,
    prologue: str = '<?xml version="1.0" encoding="UTF-8"?>\n',
    body: str = "",
) -> bytes:
    """A GPX file with one track: one segment of points, or several. `body` goes before the track, as it is."""
    segments = [points] if not points or isinstance(points[0], GpxPoint) else points
    track = "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in _texts(name, description, type))
    track += "".join(gpx_segment(segment) for segment in segments)
    return wrap_gpx(f"{body}<trk>{track}</trk>", creator=creator, namespaces=namespaces, prologue=prologue)


def wrap_gpx(
    body: str,
    *,
    creator: str | None = "Paceline tests",
    namespaces: str = _NAMESPACES,
    prologue: str = '<?xml version="1.0" encoding="UTF-8"?>\n',
) -> bytes:
    """Any content in a GPX root."""
    by = f" creator={quoteattr(creator)}" if creator is not None else ""
    return f'{prologue}<gpx version="1.1"{by} {namespaces}>\n{body}\n</gpx>\n'.encode()


def gpx_segment(points: Sequence[GpxPoint]) -> str:
    """A track segment."""
    return "<trkseg>\n" + "".join(map(gpx_point, points)) + "</trkseg>\n"


def gpx_point(point: GpxPoint) -> str:
    """A track point."""
    place = "".join(f' {key}="{value}"' for key, value in (("lat", point.lat), ("lon", point.lon)) if value is not None)
    inner = "" if point.ele is None else f"<ele>{point.ele}</ele>"
    if point.time is not None:
        inner += f"<time>{iso(point.time) if isinstance(point.time, datetime) else point.time}</time>"
    extensions = "" if point.power is None else f"<power>{point.power}</power>"
    garmin = "".join(
        f"<gpxtpx:{tag}>{value}</gpxtpx:{tag}>"
        for tag, value in (("atemp", point.temp), ("hr", point.hr), ("cad", point.cad))
        if value is not None
    )
    if garmin:
        extensions += f"<gpxtpx:TrackPointExtension>{garmin}</gpxtpx:TrackPointExtension>"
    if extensions:
        inner += f"<extensions>{extensions}</extensions>"
    return f"  <trkpt{place}>\n    {inner}\n  </trkpt>\n"


def _texts(name: str | None, description: str | None, type: str | None) -> list[tuple[str, str]]:
    return [(tag, text) for tag, text in (("name", name), ("desc", description), ("type", type)) if text is not None]
