"""From Strava's payloads to one activity of ours: pure, and run where a stored copy is read again."""

from typing import Any

import numpy as np

from paceline.connectors.base import Channel, Device, Flaw, Lap, Recording
from paceline.connectors.polyline import decode_polyline
from paceline.connectors.services.errors import ServiceError
from paceline.connectors.services.records import RemoteActivity
from paceline.connectors.services.values import (
    Json,
    above_zero,
    entries,
    flag,
    identifier,
    instant,
    members,
    number,
    position,
    text,
)
from paceline.connectors.strava import facts
from paceline.connectors.strava.streams import TakenStreams, take_streams
from paceline.infra.outbound.bodies import BodyError, parse_json

_MOST_LAPS = 5_000


def read_activity(activity: bytes, streams: bytes | None) -> RemoteActivity:
    """The activity of a summary or a detail, with its streams where there are any. Raises `ServiceError(invalid_data)`."""
    said = members(_parsed(activity))
    activity_id, started_at = facts.activity_id(said), facts.started_at(said)
    if activity_id is None or started_at is None:
        raise ServiceError("invalid_data", "Strava sent an activity without a number or without a start.")
    started_at_ms = round(started_at.timestamp() * 1000)
    taken = take_streams(_parsed(streams or b"{}"), started_at_ms, is_power_estimated=facts.is_power_estimated(said))
    sport, sport_raw = facts.sport_of(said)
    workout_type, is_race = facts.workout_of(said)
    polyline, track_flaws = _polyline(said, taken)
    return RemoteActivity(
        id=activity_id,
        recording=_recording(said, started_at_ms, sport_raw, taken),
        sport=sport,
        device=Device(product=text(said.get("device_name"))),
        moving_s=facts.times_s(said)[1],
        time_zone=facts.time_zone_of(said),
        gear=facts.gear_of(said),
        is_trainer=flag(said.get("trainer")),
        is_commute=flag(said.get("commute")),
        is_manual=facts.is_manual(said),
        is_race=is_race,
        is_start_hidden=facts.is_start_hidden(said),
        workout_type=workout_type,
        private_note=text(said.get("private_note")),
        perceived_exertion=number(said.get("perceived_exertion")),
        calories_kcal=above_zero(said.get("calories")),
        visibility=facts.visibility_of(said),
        upload_id=identifier(said.get("upload_id")),
        external_id=text(said.get("external_id")),
        start_position=position(said.get("start_latlng")),
        end_position=position(said.get("end_latlng")),
        polyline=polyline,
        flaws=(*taken.flaws, *track_flaws),
    )


def _parsed(payload: bytes) -> Any:
    try:
        return parse_json(payload)
    except BodyError as problem:
        raise ServiceError("invalid_data", f"A stored answer of Strava cannot be read ({problem.reason}).") from None


def _recording(said: Json, started_at_ms: int, sport_raw: str | None, taken: TakenStreams) -> Recording:
    at_ms = taken.samples.at_ms
    # The last sample may be later than the elapsed time says.
    recorded_s = float(at_ms[-1] - started_at_ms) / 1000 if len(at_ms) else 0.0
    return Recording(
        started_at_ms=started_at_ms,
        elapsed_s=max(facts.times_s(said)[0], recorded_s),
        sport_raw=sport_raw,
        samples=taken.samples,
        name=text(said.get("name")),
        description=text(said.get("description")),
        distance_m=above_zero(said.get("distance")),
        utc_offset_s=facts.utc_offset_s(said),
        laps=_laps(said),
        pauses=taken.pauses,
        summary=facts.totals_of(said),
    )


def _laps(said: Json) -> tuple[Lap, ...]:
    """The laps that have a start, in the order they were made."""
    laps: list[Lap] = []
    for one in entries(said.get("laps"))[:_MOST_LAPS]:
        lap = members(one)
        started_at = instant(lap.get("start_date"))
        if started_at is None:
            continue
        elapsed_s, moving_s = facts.times_s(lap)
        moving = {} if moving_s is None else {"total_moving_time_s": moving_s}
        laps.append(
            Lap(
                started_at_ms=round(started_at.timestamp() * 1000),
                elapsed_s=elapsed_s,
                distance_m=above_zero(lap.get("distance")),
                summary=facts.totals_of(lap) | moving,
            )
        )
    return tuple(laps)


def _polyline(said: Json, taken: TakenStreams) -> tuple[str | None, tuple[Flaw, ...]]:
    """The finer of the two tracks without times, where the samples hold no positions."""
    if Channel.LATITUDE in taken.samples.channels:
        return None, ()
    track = members(said.get("map"))
    encoded = text(track.get("polyline")) or text(track.get("summary_polyline"))
    if encoded is None:
        return None, ()
    try:
        latitude, longitude = decode_polyline(encoded)
    except ValueError:
        return None, (Flaw("track_unreadable", "The track of the map cannot be read and was left out."),)
    on_earth = bool((np.abs(latitude) <= 90).all() and (np.abs(longitude) <= 180).all())
    return (encoded, ()) if on_earth and len(latitude) > 1 else (None, ())
