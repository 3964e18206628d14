"""Where in the world's clocks an activity started: its time zone, its offset, its local day."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from paceline.activities.rules.polyline import usable_positions
from paceline.activities.schemas import SourceFacts, TimeZoneSource
from paceline.connectors.base import Channel, Samples
from paceline.infra.time_zones import find_time_zone

# UTC-12 to UTC+14 are in use; what lies outside is a broken clock.
_OFFSETS_S = range(-12 * 3600, 14 * 3600 + 1)


@dataclass(frozen=True, slots=True)
class LocalStart:
    """The zone (unknown where only an offset is), its offset at the start, and who says so."""

    time_zone: str | None
    utc_offset_s: int
    source: TimeZoneSource


def localised(facts: SourceFacts, samples: Samples, athlete_time_zone: str) -> SourceFacts:
    """The facts with their zone: by the first position, else the device's offset, else the provider's zone, else the athlete's.

    Daylight saving is that of the zone at the instant of the start.
    """
    start = _local_start(facts, samples, athlete_time_zone)
    return replace(facts, time_zone=start.time_zone, utc_offset_s=start.utc_offset_s, time_zone_source=start.source)


def _local_start(facts: SourceFacts, samples: Samples, athlete_time_zone: str) -> LocalStart:
    zone = _zone_of_first_position(samples)
    offset_s = offset_in(zone, facts.started_at) if zone else None
    if offset_s is not None:
        return LocalStart(zone, offset_s, TimeZoneSource.POSITION)
    if facts.time_zone is not None:
        offset_s = offset_in(facts.time_zone, facts.started_at)
        if offset_s is not None:
            return LocalStart(facts.time_zone, offset_s, TimeZoneSource.PROVIDER)
    if facts.utc_offset_s is not None and facts.utc_offset_s in _OFFSETS_S:
        return LocalStart(None, facts.utc_offset_s, TimeZoneSource.DEVICE)
    offset_s = offset_in(athlete_time_zone, facts.started_at)
    if offset_s is None:
        return LocalStart("UTC", 0, TimeZoneSource.ATHLETE)
    return LocalStart(athlete_time_zone, offset_s, TimeZoneSource.ATHLETE)


def _zone_of_first_position(samples: Samples) -> str | None:
    latitude, longitude = samples.channels.get(Channel.LATITUDE), samples.channels.get(Channel.LONGITUDE)
    if latitude is None or longitude is None:
        return None
    usable = usable_positions(latitude, longitude)
    return zone_at(float(latitude[usable[0]]), float(longitude[usable[0]])) if len(usable) else None


def zone_at(latitude_deg: float, longitude_deg: float) -> str | None:
    """The IANA zone of a position, `None` where there is none."""
    # Ten megabytes of borders: only the process that reads files needs them.
    import tzfpy

    return tzfpy.get_tz(longitude_deg, latitude_deg) or None


def offset_in(time_zone: str, moment: datetime) -> int | None:
    """Local minus UTC in seconds in an IANA zone at an instant; `None` for a name that is none, or a year out of reach."""
    zone = find_time_zone(time_zone)
    if zone is None or not 2 <= moment.year <= 9998:
        return None
    offset = moment.astimezone(zone).utcoffset()
    return None if offset is None else int(offset.total_seconds())


def local_day(started_at: datetime, utc_offset_s: int) -> date:
    """The local date of a start."""
    return (started_at + timedelta(seconds=utc_offset_s)).date()
