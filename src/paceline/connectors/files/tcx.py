"""Garmin Training Center XML (TCX v2) to columns; schema TrainingCenterDatabasev2.xsd, ActivityExtensionv2.xsd."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from paceline.connectors.base import (
    Channel,
    DecodedFile,
    Device,
    FileFormat,
    Flaw,
    Lap,
    Pause,
    RecordedActivity,
    Recording,
    UnreadableFileError,
)
from paceline.connectors.files.points import PointGrammar
from paceline.connectors.files.samples import MOST_RECORDINGS, Range, Taken, take_samples
from paceline.connectors.files.timeline import CLOCK_SET_MS, parse_time, parse_times
from paceline.connectors.files.xml import Document, Node, read_document

_GRAMMAR = PointGrammar(
    tags=frozenset({"trackpoint"}),
    leaves={
        "time": "time",
        "latitudedegrees": Channel.LATITUDE,
        "longitudedegrees": Channel.LONGITUDE,
        "altitudemeters": Channel.ALTITUDE,
        "distancemeters": Channel.DISTANCE,
        # HeartRateBpm/Value: heart rate is the only thing in a track point that is wrapped in a Value.
        "value": Channel.HEART_RATE,
        "cadence": Channel.CADENCE,
        "runcadence": Channel.CADENCE,
        "watts": Channel.POWER,
        "speed": Channel.SPEED,
        "temperature": Channel.TEMPERATURE,
    },
)
_LAP_SUMMARY: dict[str, tuple[str, ...]] = {
    "max_speed_mps": ("maximumspeed",),
    "avg_speed_mps": ("extensions", "lx", "avgspeed"),
    "total_calories_kcal": ("calories",),
    "avg_heart_rate_bpm": ("averageheartratebpm", "value"),
    "max_heart_rate_bpm": ("maximumheartratebpm", "value"),
    "avg_cadence_rpm": ("cadence",),
    "max_cadence_rpm": ("extensions", "lx", "maxbikecadence"),
    "avg_power_w": ("extensions", "lx", "avgwatts"),
    "max_power_w": ("extensions", "lx", "maxwatts"),
}
_RUN_CADENCE = {"avg_cadence_rpm": "avgruncadence", "max_cadence_rpm": "maxruncadence"}
_START_TRUST_MS = 3_600_000
_LONGEST_LAP_S = 14 * 86_400.0
_PAUSE_SLACK_S = 1.0


def decode_tcx(data: bytes) -> DecodedFile:
    """Read a TCX file. Without an activity the result has `skip_code` `tcx_course`, `tcx_workout` or `tcx_no_activity`.

    Raises `UnreadableFileError`: `tcx_invalid` when the XML is something else, `too_many_recordings`,
    and the codes of `read_document`.
    """
    document = read_document(data, _GRAMMAR)
    root = document.root
    if root.name != "trainingcenterdatabase":
        raise UnreadableFileError("tcx_invalid", "The file is XML, but not TCX.")
    sessions = list(_sessions(root))
    if len(sessions) > MOST_RECORDINGS:
        raise UnreadableFileError("too_many_recordings", f"The file holds more than {MOST_RECORDINGS} activities.")
    flaws = list(document.flaws)
    if document.points.zoneless:
        flaws.append(Flaw("time_zone_missing", f"{document.points.zoneless} times have no time zone; UTC was assumed"))
    activities: list[RecordedActivity] = []
    for session in sessions:
        legs: list[Recording] = []
        for node in session:
            leg = _leg(document, node, flaws)
            if leg is None:
                flaws.append(Flaw("activity_empty", "An activity without time and without points was left out"))
            else:
                legs.append(leg)
        if legs:
            activities.append(RecordedActivity(tuple(legs)))
    skip = None if activities else _skip(root)
    return DecodedFile(
        format=FileFormat.TCX,
        activities=tuple(activities),
        device=_device(root),
        flaws=tuple(flaws),
        skip_code=skip.code if skip else None,
        skip_reason=skip.detail if skip else None,
    )


def _sessions(root: Node) -> Iterator[list[Node]]:
    """The legs of each activity, in the order of the file."""
    for container in root.all("activities"):
        for node in container.children:
            if node.name == "activity":
                yield [node]
            elif node.name == "multisportsession":
                yield [
                    leg for sport in node.children for leg in sport.children if leg.name in ("activity", "transition")
                ]


def _skip(root: Node) -> Flaw:
    if root.find("courses"):
        return Flaw("tcx_course", "This is a course to follow, not a recording.")
    if root.find("workouts"):
        return Flaw("tcx_workout", "This is a planned workout, not a recording.")
    return Flaw("tcx_no_activity", "The file holds no activity.")


def _device(root: Node) -> Device:
    creator = next((found for session in _sessions(root) for leg in session if (found := leg.find("creator"))), None)
    if creator is None:
        return Device()
    serial = creator.text_of("unitid")
    version = [creator.text_of("version", part) for part in ("versionmajor", "versionminor")]
    return Device(
        product=creator.text_of("name"),
        # Garmin Connect writes a zero for devices of other makers.
        serial=None if serial is None or not serial.strip("0") else serial,
        software=".".join(part for part in version if part) or None,
    )


@dataclass(frozen=True, slots=True)
class _RawLap:
    node: Node
    started_at_ms: int | None
    timer_s: float | None
    tracks: list[Range]


def _raw_lap(node: Node) -> _RawLap:
    timer_s = node.number_of("totaltimeseconds")
    return _RawLap(
        node=node,
        started_at_ms=parse_time(node.attributes.get("starttime") or node.text_of("starttime")),
        timer_s=timer_s if timer_s is not None and 0 <= timer_s <= _LONGEST_LAP_S else None,
        tracks=[track.points for track in (node, *node.all("track")) if track.points],
    )


def _leg(document: Document, node: Node, flaws: list[Flaw]) -> Recording | None:
    laps = [_raw_lap(lap) for lap in ([node] if node.name == "transition" else node.all("lap"))]
    taken = take_samples(document.points, [track for lap in laps for track in lap.tracks])
    started_at_ms = _start(node, laps, taken)
    if started_at_ms is None:
        return None
    flaws.extend(taken.flaws)
    last_ms = int(taken.samples.at_ms[-1]) if len(taken.samples) else started_at_ms
    finished = _laps(document, laps, started_at_ms, last_ms)
    timers = [lap.timer_s for lap in laps if lap.timer_s is not None]
    ends = [lap.started_at_ms / 1000 + (lap.timer_s or 0.0) for lap in finished]
    elapsed_s = max(last_ms / 1000, *ends) - started_at_ms / 1000 if ends else (last_ms - started_at_ms) / 1000
    if not len(taken.samples) and elapsed_s <= 0:
        return None
    timer_s = round(sum(timers), 3) if timers and len(timers) == len(laps) else None
    distances = [distance for lap in laps if (distance := lap.node.number_of("distancemeters")) is not None]
    calories = [lap.summary["total_calories_kcal"] for lap in finished if "total_calories_kcal" in lap.summary]
    return Recording(
        started_at_ms=started_at_ms,
        elapsed_s=round(elapsed_s, 3),
        sport_raw="Transition" if node.name == "transition" else node.attributes.get("sport"),
        samples=taken.samples,
        description=node.text_of("notes"),
        timer_s=timer_s,
        distance_m=round(sum(distances), 3) if distances else None,
        utc_offset_s=_utc_offset(document, node),
        laps=finished,
        is_dated=started_at_ms >= CLOCK_SET_MS,
        pauses=_pauses(taken, elapsed_s, timer_s),
        summary={"total_calories_kcal": sum(calories)} if calories else {},
    )


def _start(node: Node, laps: list[_RawLap], taken: Taken) -> int | None:
    """The activity's Id is its start, unless the points say otherwise: some writers put local time there."""
    first_ms = int(taken.samples.at_ms[0]) if len(taken.samples) else None
    for said_ms in (parse_time(node.text_of("id")), laps[0].started_at_ms if laps else None):
        if said_ms is not None and (first_ms is None or 0 <= first_ms - said_ms <= _START_TRUST_MS):
            return said_ms
    return first_ms


def _utc_offset(document: Document, node: Node) -> int | None:
    stated = parse_times([(node.text_of("id") or "").encode()]).utc_offset_s
    return stated or document.points.utc_offset_s


def _laps(document: Document, laps: list[_RawLap], started_at_ms: int, last_ms: int) -> tuple[Lap, ...]:
    """Laps with their start (their first point's time where the attribute is missing) and their elapsed time."""
    starts: list[int] = []
    for lap in laps:
        if lap.started_at_ms is not None:
            starts.append(lap.started_at_ms)
            continue
        spans = take_samples(document.points, lap.tracks).spans
        starts.append(spans[0][0] if spans else (starts[-1] if starts else started_at_ms))
    finished: list[Lap] = []
    for index, lap in enumerate(laps):
        end_ms = starts[index + 1] if index + 1 < len(laps) else last_ms
        elapsed_s = max((end_ms - starts[index]) / 1000, lap.timer_s or 0.0)
        finished.append(
            Lap(
                started_at_ms=starts[index],
                elapsed_s=elapsed_s,
                timer_s=lap.timer_s,
                distance_m=lap.node.number_of("distancemeters"),
                trigger=lap.node.text_of("triggermethod"),
                intensity=lap.node.text_of("intensity"),
                summary=_summary(lap.node),
            )
        )
    return tuple(finished)


def _summary(lap: Node) -> dict[str, float]:
    summary: dict[str, float] = {}
    for key, path in _LAP_SUMMARY.items():
        value = lap.number_of(*path)
        if value is None and key in _RUN_CADENCE:
            value = lap.number_of("extensions", "lx", _RUN_CADENCE[key])
        if value is not None:
            summary[key] = value
    return summary


def _pauses(taken: Taken, elapsed_s: float, timer_s: float | None) -> tuple[Pause, ...]:
    """The gaps between Tracks that really were pauses.

    A device begins a new Track when the timer restarts, but many writers also begin one at every lap. The timer decides:
    gaps count, longest first, as long as they fit into the time by which the timer falls short of the clock.
    """
    gaps = [Pause(left, right) for (_, left), (right, _) in pairwise(taken.spans) if right > left]
    if timer_s is None:
        return ()
    missing_s = elapsed_s - timer_s
    chosen: list[Pause] = []
    for gap in sorted(gaps, key=lambda pause: pause.from_ms - pause.to_ms):
        gap_s = (gap.to_ms - gap.from_ms) / 1000
        if missing_s < _PAUSE_SLACK_S or gap_s > missing_s + _PAUSE_SLACK_S:
            continue
        missing_s -= gap_s
        chosen.append(gap)
    return tuple(sorted(chosen, key=lambda pause: pause.from_ms))
