"""TCX files for tests, written as text so that a test can get anything wrong on purpose."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.builders.xml import START, iso

_ROOT = (
    '<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2" '
    'xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
)
CREATOR = (
    '<Creator xsi:type="Device_t"><Name>Forerunner 945</Name><UnitId>3305146736</UnitId><ProductID>3113</ProductID>'
    "<Version><VersionMajor>13</VersionMajor><VersionMinor>70</VersionMinor></Version></Creator>"
)


@dataclass(frozen=True)
class TcxPoint:
    """A track point; what is `None` is not written. `time` may be any text."""

    time: datetime | str | None
    lat: float | None = None
    lon: float | None = None
    altitude: float | None = None
    distance: float | None = None
    hr: int | None = None
    cadence: int | None = None
    run_cadence: int | None = None
    watts: int | None = None
    speed: float | None = None


@dataclass(frozen=True)
class TcxLap:
    """A lap of one or several tracks."""

    start: datetime | str | None
    tracks: Sequence[Sequence[TcxPoint]]
    timer_s: float | None = None
    distance_m: float | None = None
    calories: int | None = None
    extra: str = ""


@dataclass(frozen=True)
class TcxActivity:
    """An activity; `id` is its start unless told otherwise."""

    laps: Sequence[TcxLap] = field(default_factory=list[TcxLap])
    sport: str = "Running"
    id: datetime | str | None = START
    creator: str = CREATOR
    notes: str | None = None


def tcx_points(count: int, start: datetime = START, step_s: float = 1.0, *, speed_mps: float = 3.0) -> list[TcxPoint]:
    """A straight run to the north, one point a step."""
    return [
        TcxPoint(
            time=start + timedelta(seconds=index * step_s),
            lat=47 + index * step_s * speed_mps / 111_195,
            lon=8.0,
            altitude=400.0,
            distance=round(index * step_s * speed_mps, 2),
            hr=120 + index % 30,
            run_cadence=85,
            speed=speed_mps,
        )
        for index in range(count)
    ]


def build_tcx(activities: Sequence[TcxActivity] | Sequence[TcxPoint], *, prologue: str | None = None) -> bytes:
    """A TCX file of these activities, or of one activity with one lap of these points."""
    whole = [part for part in activities if isinstance(part, TcxActivity)]
    if not whole and activities:
        points = [part for part in activities if isinstance(part, TcxPoint)]
        first = points[0].time
        whole = [TcxActivity(laps=[TcxLap(start=first, tracks=[points])], id=first)]
    return wrap_tcx(f"<Activities>{''.join(map(tcx_activity, whole))}</Activities>", prologue=prologue)


def wrap_tcx(body: str, *, prologue: str | None = None) -> bytes:
    """Any content in a TCX root."""
    start = '<?xml version="1.0" encoding="UTF-8"?>\n' if prologue is None else prologue
    return f"{start}{_ROOT}\n{body}\n</TrainingCenterDatabase>\n".encode()


def tcx_activity(activity: TcxActivity) -> str:
    """An `Activity` element."""
    name = "" if activity.id is None else f"<Id>{_time(activity.id)}</Id>"
    notes = "" if activity.notes is None else f"<Notes>{activity.notes}</Notes>"
    laps = "".join(map(tcx_lap, activity.laps))
    return f'<Activity Sport="{activity.sport}">{name}{laps}{notes}{activity.creator}</Activity>\n'


def tcx_lap(lap: TcxLap) -> str:
    """A `Lap` element."""
    start = "" if lap.start is None else f' StartTime="{_time(lap.start)}"'
    totals = "".join(
        f"<{tag}>{value}</{tag}>"
        for tag, value in (
            ("TotalTimeSeconds", lap.timer_s),
            ("DistanceMeters", lap.distance_m),
            ("Calories", lap.calories),
        )
        if value is not None
    )
    tracks = "".join(f"<Track>\n{''.join(map(tcx_point, track))}</Track>\n" for track in lap.tracks)
    return f"<Lap{start}>{totals}{lap.extra}{tracks}</Lap>\n"


def tcx_point(point: TcxPoint) -> str:
    """A `Trackpoint` element."""
    inner = "" if point.time is None else f"<Time>{_time(point.time)}</Time>"
    if point.lat is not None:
        inner += (
            f"<Position><LatitudeDegrees>{point.lat}</LatitudeDegrees>"
            f"<LongitudeDegrees>{point.lon}</LongitudeDegrees></Position>"
        )
    inner += "".join(
        f"<{tag}>{value}</{tag}>"
        for tag, value in (("AltitudeMeters", point.altitude), ("DistanceMeters", point.distance))
        if value is not None
    )
    if point.hr is not None:
        inner += f"<HeartRateBpm><Value>{point.hr}</Value></HeartRateBpm>"
    if point.cadence is not None:
        inner += f"<Cadence>{point.cadence}</Cadence>"
    extension = "".join(
        f"<ns3:{tag}>{value}</ns3:{tag}>"
        for tag, value in (("Speed", point.speed), ("RunCadence", point.run_cadence), ("Watts", point.watts))
        if value is not None
    )
    if extension:
        inner += f"<Extensions><ns3:TPX>{extension}</ns3:TPX></Extensions>"
    return f"  <Trackpoint>\n    {inner}\n  </Trackpoint>\n"


def _time(at: datetime | str) -> str:
    return iso(at) if isinstance(at, datetime) else at
