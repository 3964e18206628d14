"""GPX 1.0 and 1.1 to columns; each track becomes an activity, the gaps between its segments become pauses.

Elements are matched by local name in any case, since writers use a dozen prefixes for the same extension. Schema:
https://www.topografix.com/GPX/1/1/; Garmin's TrackPointExtension v1/v2 and PowerExtension v1; ClueTrust's gpxdata.
"""

from itertools import pairwise

from paceline.connectors.base import (
    Channel,
    DecodedFile,
    Device,
    FileFormat,
    Flaw,
    Pause,
    RecordedActivity,
    Recording,
    UnreadableFileError,
)
from paceline.connectors.files.points import PointGrammar
from paceline.connectors.files.samples import MOST_RECORDINGS, Range, Taken, take_samples
from paceline.connectors.files.timeline import CLOCK_SET_MS, NO_TIME
from paceline.connectors.files.xml import Document, Node, read_document

_GRAMMAR = PointGrammar(
    tags=frozenset({"trkpt", "rtept"}),
    leaves={
        "time": "time",
        "ele": Channel.ALTITUDE,
        "hr": Channel.HEART_RATE,
        "heartrate": Channel.HEART_RATE,
        "heart_rate": Channel.HEART_RATE,
        "cad": Channel.CADENCE,
        "cadence": Channel.CADENCE,
        "runcadence": Channel.CADENCE,
        "power": Channel.POWER,
        "powerinwatts": Channel.POWER,
        "watts": Channel.POWER,
        "atemp": Channel.TEMPERATURE,
        "temp": Channel.TEMPERATURE,
        "temperature": Channel.TEMPERATURE,
        "speed": Channel.SPEED,
        "distance": Channel.DISTANCE,
    },
    attributes={"lat": Channel.LATITUDE, "lon": Channel.LONGITUDE},
)
_FEWEST_SAMPLES = 2


def decode_gpx(data: bytes) -> DecodedFile:
    """Read a GPX file. Without a timed track the result has `skip_code` `gpx_no_time`, `gpx_too_short` or `gpx_no_track`.

    Raises `UnreadableFileError`: `gpx_invalid` when the XML is something else, `too_many_recordings`,
    and the codes of `read_document`.
    """
    document = read_document(data, _GRAMMAR)
    root = document.root
    if root.name != "gpx":
        raise UnreadableFileError("gpx_invalid", "The file is XML, but not GPX.")
    tracks = [(node, _parts(node)) for node in (*root.all("trk"), *root.all("rte"))]
    tracks = [(node, parts) for node, parts in tracks if parts]
    if len(tracks) > MOST_RECORDINGS:
        raise UnreadableFileError("too_many_recordings", f"The file holds more than {MOST_RECORDINGS} tracks.")
    flaws = list(document.flaws)
    if document.points.zoneless:
        flaws.append(Flaw("time_zone_missing", f"{document.points.zoneless} times have no time zone; UTC was assumed"))
    activities: list[RecordedActivity] = []
    for node, parts in tracks:
        taken = take_samples(document.points, parts)
        flaws.extend(taken.flaws)
        if len(taken.samples) >= _FEWEST_SAMPLES:
            activities.append(_activity(document, node, taken, alone=len(tracks) == 1))
        elif len(tracks) > 1:
            flaws.append(Flaw("track_too_short", "A track without at least two timed points was left out"))
    creator = root.attributes.get("creator", "").strip()
    skip = None if activities else _skip(document, tracks)
    return DecodedFile(
        format=FileFormat.GPX,
        activities=tuple(activities),
        device=Device(software=creator or None),
        flaws=tuple(flaws),
        skip_code=skip.code if skip else None,
        skip_reason=skip.detail if skip else None,
    )


def _parts(track: Node) -> list[Range]:
    """The segments of a track, in order; points that stand in the track itself count as one (routes, careless writers)."""
    nodes = (track, *track.all("trkseg"))
    return [node.points for node in nodes if node.points]


def _skip(document: Document, tracks: list[tuple[Node, list[Range]]]) -> Flaw:
    if not tracks:
        return Flaw("gpx_no_track", "The file holds no track points.")
    if any((document.points.at_ms[start:end] != NO_TIME).any() for _, parts in tracks for start, end in parts):
        return Flaw("gpx_too_short", "No track holds two points with a time.")
    return Flaw("gpx_no_time", "The points carry no time: this is a route, not a recording.")


def _activity(document: Document, track: Node, taken: Taken, *, alone: bool) -> RecordedActivity:
    at_ms = taken.samples.at_ms
    name, description = track.text_of("name"), track.text_of("desc") or track.text_of("cmt")
    if alone:
        name = name or document.root.text_of("metadata", "name") or document.root.text_of("name")
        description = description or document.root.text_of("metadata", "desc") or document.root.text_of("desc")
    pauses = tuple(Pause(left, right) for (_, left), (right, _) in pairwise(taken.spans) if right > left)
    leg = Recording(
        started_at_ms=int(at_ms[0]),
        elapsed_s=(int(at_ms[-1]) - int(at_ms[0])) / 1000,
        sport_raw=track.text_of("type"),
        samples=taken.samples,
        name=name,
        description=description,
        utc_offset_s=document.points.utc_offset_s,
        is_dated=int(at_ms[0]) >= CLOCK_SET_MS,
        pauses=pauses,
    )
    return RecordedActivity((leg,), name)
