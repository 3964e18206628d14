"""From a service's answers to activities ready to be recorded. Pure: runs in a child process, one bad answer fails alone."""

from dataclasses import dataclass, replace
from datetime import datetime

from paceline.activities.schemas import Measured, NewActivity, Permission, SourceFacts, SourceKind, TimeZoneSource
from paceline.activities.service.prepare import prepare_leg
from paceline.connectors.services.errors import ErrorCode, ServiceError
from paceline.connectors.services.records import ActivityReader, RemoteActivity
from paceline.infra.time_zones import find_time_zone
from paceline.science.elevation import AltitudeSource


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a service answered about one activity: a summary or a detail, and its streams where they are new."""

    provider_id: int
    activity: bytes
    streams: bytes | None = None


@dataclass(frozen=True, slots=True)
class ToDigest:
    """Some answers, who reads them, and how what is made of them is recorded."""

    fetched: tuple[Fetched, ...]
    reader: ActivityReader
    source: SourceKind
    permission: Permission
    expires_at: datetime | None
    athlete_time_zone: str


@dataclass(frozen=True, slots=True)
class Digested:
    """An activity ready to be recorded, or why there is none."""

    provider_id: int
    new: NewActivity | None
    code: ErrorCode | None = None
    message: str | None = None


def digest(work: ToDigest) -> tuple[Digested, ...]:
    """Read, measure and encode; in the order given."""
    return tuple(_digest_one(work, fetched) for fetched in work.fetched)


def _digest_one(work: ToDigest, fetched: Fetched) -> Digested:
    try:
        remote = work.reader(fetched.activity, fetched.streams)
    except ServiceError as problem:
        return Digested(fetched.provider_id, None, problem.service_code, problem.message)
    leg = prepare_leg(
        facts_of(remote),
        remote.recording.samples,
        athlete_time_zone=work.athlete_time_zone,
        # The service has smoothed it already, by barometer or by its own map.
        altitude_source=AltitudeSource.BAROMETER,
        flaws=remote.flaws,
    )
    if leg.measured.sample_count == 0:
        leg = replace(leg, measured=_shown(leg.measured, remote))
    new = NewActivity(
        source=work.source,
        source_id=str(fetched.provider_id),
        legs=(leg,),
        permission=work.permission,
        expires_at=work.expires_at,
    )
    return Digested(fetched.provider_id, new)


def _shown(measured: Measured, remote: RemoteActivity) -> Measured:
    """What a list shows of the way, until the samples come."""
    start, end = remote.start_position or (None, None), remote.end_position or (None, None)
    return replace(
        measured,
        start_latitude_deg=start[0],
        start_longitude_deg=start[1],
        end_latitude_deg=end[0],
        end_longitude_deg=end[1],
        polyline=remote.polyline,
    )


def facts_of(remote: RemoteActivity) -> SourceFacts:
    """What the service says, in the words of activities. Its zone goes by its name; one that nobody knows leaves the offset."""
    recording = remote.recording
    zone = remote.time_zone if remote.time_zone and find_time_zone(remote.time_zone) else None
    return SourceFacts(
        started_at_ms=recording.started_at_ms,
        elapsed_s=recording.elapsed_s,
        sport=remote.sport.kind.value,
        sport_raw=recording.sport_raw,
        name=recording.name,
        description=recording.description,
        private_note=remote.private_note,
        utc_offset_s=recording.utc_offset_s,
        time_zone=zone,
        time_zone_source=TimeZoneSource.PROVIDER if zone else None,
        timer_s=recording.timer_s,
        moving_s=remote.moving_s,
        distance_m=recording.distance_m,
        summary=recording.summary,
        laps=recording.laps,
        pauses=recording.pauses,
        device=remote.device,
        is_trainer=remote.is_trainer,
        is_commute=remote.is_commute,
        is_race=remote.is_race,
        is_manual=remote.is_manual,
        workout_type=remote.workout_type,
        gear=None if remote.gear is None else remote.gear.name,
        gear_kind=None if remote.gear is None else remote.gear.kind,
        perceived_exertion=remote.perceived_exertion,
        calories_kcal=remote.calories_kcal,
    )
