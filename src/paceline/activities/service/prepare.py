"""From a decoded file to activities ready to be recorded: pure, picklable, and without the database, for a child process."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from paceline.activities.rules.local_time import localised
from paceline.activities.rules.measure import measure
from paceline.activities.rules.plausible import flaws_of_date, is_plausible, plausible_facts, plausible_measured
from paceline.activities.rules.projection import MULTI_SPORT
from paceline.activities.rules.stream_codec import store_samples
from paceline.activities.schemas import (
    Measured,
    NewActivity,
    NewLeg,
    SourceFacts,
    SourceKind,
    file_source_id,
)
from paceline.connectors.base import DecodedFile, Device, FileFormat, Flaw, RecordedActivity, Recording, Samples
from paceline.connectors.recording import recording_of
from paceline.connectors.sports import Provider, SportFamily, SportKind, sport, sport_from_raw
from paceline.infra.clock import utc_now
from paceline.science.elevation import AltitudeSource
from paceline.science.recording import CleanRecording

_PROVIDERS: dict[FileFormat, Provider] = {FileFormat.FIT: "fit", FileFormat.TCX: "tcx", FileFormat.GPX: "gpx"}
_INDOORS = {
    SportKind.TREADMILL_RUN,
    SportKind.VIRTUAL_RUN,
    SportKind.INDOOR_RIDE,
    SportKind.VIRTUAL_RIDE,
    SportKind.INDOOR_ROW,
    SportKind.VIRTUAL_ROW,
}


@dataclass(frozen=True, slots=True)
class PreparedActivity:
    """An activity ready to be recorded, and each of its legs ready to be analysed: with the values that are stored."""

    new: NewActivity
    recordings: tuple[CleanRecording, ...]


def prepare_file(
    decoded: DecodedFile,
    *,
    sha256: bytes,
    file_name: str | None,
    athlete_time_zone: str,
    batch_id: UUID | None = None,
    source: SourceKind = SourceKind.FILE,
) -> tuple[PreparedActivity, ...]:
    """The activities of a file, measured and encoded. `sha256` is that of the original's bytes, `athlete_time_zone` the last resort."""
    made: list[PreparedActivity] = []
    for number, activity in enumerate(decoded.activities, start=1):
        legs, recordings = zip(*_prepare_legs(activity, decoded, athlete_time_zone), strict=True)
        new = NewActivity(
            source=source,
            source_id=file_source_id(sha256, number),
            legs=legs,
            name=activity.name,
            sha256=sha256,
            file_name=file_name,
            file_format=decoded.format.value,
            device_serial=decoded.device.serial,
            device_created_at_ms=decoded.created_at_ms,
            batch_id=batch_id,
        )
        made.append(PreparedActivity(new, recordings))
    return tuple(made)


def _prepare_legs(
    activity: RecordedActivity, decoded: DecodedFile, athlete_time_zone: str
) -> Iterator[tuple[NewLeg, CleanRecording]]:
    altitude = AltitudeSource.BAROMETER if decoded.format is FileFormat.FIT else AltitudeSource.POSITION
    for recording in activity.legs:
        facts = facts_of(recording, _PROVIDERS[decoded.format], decoded.device)
        if len(activity.legs) == 1 and facts.name is None:
            facts = replace(facts, name=activity.name)
        flaws = decoded.flaws + flaws_of_date(recording, utc_now())
        yield _prepare(facts, recording.samples, athlete_time_zone, altitude, flaws)


def prepare_leg(
    facts: SourceFacts,
    samples: Samples,
    *,
    athlete_time_zone: str,
    altitude_source: AltitudeSource = AltitudeSource.POSITION,
    flaws: tuple[Flaw, ...] = (),
) -> NewLeg:
    """One leg with its zone, its measured values (`flaws` of the reader go in front of ours) and its streams as they are stored.

    Totals that cannot be true are left out, with a flaw; the elapsed time is that of the samples then.
    """
    return _prepare(facts, samples, athlete_time_zone, altitude_source, flaws)[0]


def _prepare(
    facts: SourceFacts,
    samples: Samples,
    athlete_time_zone: str,
    altitude_source: AltitudeSource,
    flaws: tuple[Flaw, ...],
) -> tuple[NewLeg, CleanRecording]:
    said, refused = plausible_facts(facts)
    if refused and not is_plausible("elapsed_s", facts.elapsed_s) and len(samples):
        span_s = float(samples.at_ms[-1] - samples.at_ms[0]) / 1000
        said = replace(said, elapsed_s=span_s if is_plausible("elapsed_s", span_s) else 0.0)
    said = localised(said, samples, athlete_time_zone)
    streams, stored = store_samples(samples)
    family = _family(said.sport)
    recording = recording_of(stored, said.pauses, family)
    measured, unlikely = plausible_measured(
        measure(stored, said, family, altitude_source=altitude_source, recording=recording)
    )
    leg = NewLeg(said, replace(measured, flaws=flaws + refused + unlikely + measured.flaws), streams)
    return leg, recording


def facts_of(recording: Recording, provider: Provider, device: Device) -> SourceFacts:
    """What a file says of a recording, in the words of this slice."""
    kind = sport_from_raw(provider, recording.sport_raw).kind
    return SourceFacts(
        started_at_ms=recording.started_at_ms,
        elapsed_s=recording.elapsed_s,
        sport=kind.value,
        sport_raw=recording.sport_raw,
        name=recording.name,
        description=recording.description,
        utc_offset_s=recording.utc_offset_s,
        timer_s=recording.timer_s,
        distance_m=recording.distance_m,
        summary=recording.summary,
        laps=recording.laps,
        pauses=recording.pauses,
        device=device,
        is_trainer=True if kind in _INDOORS else None,
        calories_kcal=recording.summary.get("total_calories_kcal"),
    )


def _family(kind: str) -> SportFamily:
    return sport(SportKind(kind)).family


_SUMMED = ("moving_s", "distance_m", "ascent_m", "descent_m", "energy_kj")


def whole_of_legs(new: NewActivity) -> NewLeg:
    """What the whole of a multi-sport activity says: from the first start to the last end, with the sums of its legs. No streams."""
    first = min((leg.facts for leg in new.legs), key=lambda facts: facts.started_at_ms)
    end_ms = max(leg.facts.started_at_ms + round(leg.facts.elapsed_s * 1000) for leg in new.legs)
    sums: dict[str, Any] = {
        name: sum(known)
        for name in _SUMMED
        if (known := [value for leg in new.legs if (value := getattr(leg.measured, name)) is not None])
    }
    elapsed_s = (end_ms - first.started_at_ms) / 1000
    calories = [leg.facts.calories_kcal for leg in new.legs if leg.facts.calories_kcal is not None]
    facts = SourceFacts(
        started_at_ms=first.started_at_ms,
        elapsed_s=elapsed_s,
        sport=MULTI_SPORT,
        name=new.name,
        utc_offset_s=first.utc_offset_s,
        time_zone=first.time_zone,
        time_zone_source=first.time_zone_source,
        device=first.device,
        calories_kcal=sum(calories) if calories else None,
    )
    start, end = new.legs[0].measured, new.legs[-1].measured
    measured = Measured(
        elapsed_s=elapsed_s,
        start_latitude_deg=start.start_latitude_deg,
        start_longitude_deg=start.start_longitude_deg,
        end_latitude_deg=end.end_latitude_deg,
        end_longitude_deg=end.end_longitude_deg,
        **sums,
    )
    return NewLeg(facts, measured)
