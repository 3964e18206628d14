"""Profile, thresholds, zones and weight over HTTP."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request, Response

from paceline.athletes import service
from paceline.athletes.rules.zones import UNITS
from paceline.athletes.schemas import (
    MinutesAvailable,
    NotComputableOut,
    ProfileOut,
    ProfilePatch,
    ThresholdFamily,
    ThresholdIn,
    ThresholdInForce,
    ThresholdKind,
    ThresholdOut,
    ThresholdPage,
    ThresholdPatch,
    WeightIn,
    WeightOut,
    WeightPage,
    ZoneOut,
    ZoneSchemeOut,
    ZonesIn,
    ZonesInForce,
    ZonesOut,
)
from paceline.infra.clock import today_in
from paceline.infra.errors import invalid
from paceline.infra.web.caching import cached
from paceline.infra.web.paging import Cursor, Limit, read_cursor, write_cursor
from paceline.infra.web.principal import AthleteRequest, reading, writing
from paceline.science.result import NotComputable

router = APIRouter(tags=["profile"])

Reading = Annotated[AthleteRequest, reading()]
Writing = Annotated[AthleteRequest, writing()]


# -- profile


@router.get("/profile", response_model=ProfileOut)
async def get_profile(request: Request, req: Reading) -> Response:
    """The athlete's profile."""
    profile = await service.get_profile(req.db)
    today = today_in(profile.time_zone)

    async def compute() -> ProfileOut:
        return await _profile_out(req, profile)

    return await cached(request, req.principal, compute, extra=today.isoformat())


@router.patch("/profile")
async def patch_profile(
    req: Writing, patch: ProfilePatch, if_match: Annotated[str | None, Header(max_length=40)] = None
) -> ProfileOut:
    """Change what is named. With `If-Match` holding `revision`, only if nobody else changed it since."""
    profile = await service.update_profile(req.db, patch, expected_revision=_revision(if_match))
    return await _profile_out(req, profile)


def _revision(if_match: str | None) -> int | None:
    if if_match is None or if_match == "*":
        return None
    number = if_match.removeprefix("W/").strip('"')
    if not (number.isascii() and number.isdigit()):
        raise invalid("if_match_invalid", "`If-Match` takes the `revision` of the profile.")
    return int(number)


async def _profile_out(req: AthleteRequest, profile: service.Profile) -> ProfileOut:
    weight = (await service.load_timeline(req.db)).weight_on(today_in(profile.time_zone))
    days = dict(zip(MinutesAvailable.model_fields, profile.minutes_available, strict=True))
    return ProfileOut(
        revision=profile.revision,
        display_name=profile.display_name,
        birth_year=profile.birth_year,
        sex=profile.sex,
        height_cm=profile.height_cm,
        weight_kg=weight.weight_kg if weight else None,
        time_zone=profile.time_zone,
        time_zone_source=profile.time_zone_source,
        units=profile.units,
        week_starts_on=profile.week_starts_on,
        weekly_distance_m=profile.weekly_distance_m,
        weekly_duration_s=profile.weekly_duration_s,
        days_per_week=profile.days_per_week,
        minutes_available=MinutesAvailable(**days),
        easy_speed_mps=profile.easy_speed_mps,
    )


# -- thresholds


@router.get("/thresholds", response_model=ThresholdPage, tags=["thresholds"])
async def list_thresholds(
    request: Request,
    req: Reading,
    limit: Limit = 30,
    cursor: Cursor = None,
    sport_family: ThresholdFamily | None = None,
    kind: ThresholdKind | None = None,
) -> Response:
    """All thresholds, the newest day first, and those in force today."""
    today = today_in((await service.get_profile(req.db)).time_zone)

    async def compute() -> ThresholdPage:
        after = _read_threshold_cursor(cursor) if cursor else None
        found = await service.list_thresholds(req.db, after=after, limit=limit + 1, family=sport_family, kind=kind)
        last = found[limit - 1].threshold if len(found) > limit else None
        timeline = await service.load_timeline(req.db)
        return ThresholdPage(
            items=[_threshold_out(threshold) for threshold in found[:limit]],
            next_cursor=write_cursor(last.valid_from.isoformat(), last.id) if last else None,
            in_force=[_in_force_out(*entry) for entry in service.list_in_force(timeline, today)],
        )

    return await cached(request, req.principal, compute, extra=today.isoformat())


@router.post("/thresholds", status_code=201, tags=["thresholds"])
async def post_threshold(req: Writing, threshold: ThresholdIn) -> ThresholdOut:
    """State a value. Stating it again for the same sport, kind and day replaces it."""
    stored = await service.set_threshold(
        req.db, threshold.sport_family, threshold.kind, threshold.value, threshold.valid_from
    )
    return _threshold_out(stored)


@router.patch("/thresholds/{threshold_id}", tags=["thresholds"])
async def patch_threshold(req: Writing, threshold_id: UUID, patch: ThresholdPatch) -> ThresholdOut:
    """Correct a value or its first day."""
    return _threshold_out(await service.change_threshold(req.db, threshold_id, **patch.model_dump(exclude_unset=True)))


@router.post("/thresholds/{threshold_id}/confirm", tags=["thresholds"])
async def confirm_threshold(req: Writing, threshold_id: UUID) -> ThresholdOut:
    """Accept a detected or imported value."""
    return _threshold_out(await service.confirm_threshold(req.db, threshold_id))


@router.delete("/thresholds/{threshold_id}", status_code=204, tags=["thresholds"])
async def delete_threshold(req: Writing, threshold_id: UUID) -> None:
    """Take a value out of use; a detected or imported one is dismissed for good."""
    await service.remove_threshold(req.db, threshold_id)


def _threshold_out(stored: service.StoredThreshold) -> ThresholdOut:
    threshold = stored.threshold
    return ThresholdOut(
        id=threshold.id,
        sport_family=threshold.sport_family,
        kind=threshold.kind,
        value=threshold.value,
        valid_from=threshold.valid_from,
        source=threshold.source,
        is_confirmed=threshold.is_confirmed,
        evidence=stored.evidence,
        created_at=stored.created_at,
    )


def _in_force_out(family: str, kind: ThresholdKind, found: service.ThresholdValue) -> ThresholdInForce:
    return ThresholdInForce(
        sport_family=family,
        kind=kind,
        threshold_id=found.threshold_id,
        value=found.value,
        valid_from=found.valid_from,
        source=found.source,
        is_estimated=found.is_estimated,
        is_extrapolated=found.is_extrapolated,
    )


def _read_threshold_cursor(cursor: str) -> tuple[date, UUID]:
    day, threshold_id = read_cursor(cursor, 2)
    try:
        return date.fromisoformat(str(day)), UUID(str(threshold_id))
    except ValueError as error:
        raise _foreign_cursor() from error


def _foreign_cursor() -> Exception:
    return invalid("cursor_invalid", "That cursor is none of ours. Begin at the first page.")


# -- zones


@router.get("/profile/zones", response_model=ZonesInForce, tags=["thresholds"])
async def get_zones(request: Request, req: Reading) -> Response:
    """The zones in force today, each with the schemes that could be chosen instead."""
    today = today_in((await service.get_profile(req.db)).time_zone)

    async def compute() -> ZonesInForce:
        return await _zones_in_force(req, today)

    return await cached(request, req.principal, compute, extra=today.isoformat())


@router.put("/profile/zones", tags=["thresholds"])
async def put_zones(req: Writing, choices: ZonesIn) -> ZonesInForce:
    """Choose how the named zones are drawn; those not named stay as they are."""
    await service.set_zones(req.db, choices.zones)
    return await _zones_in_force(req, today_in((await service.get_profile(req.db)).time_zone))


async def _zones_in_force(req: AthleteRequest, today: date) -> ZonesInForce:
    timeline = await service.load_timeline(req.db)
    return ZonesInForce(on=today, items=[_zones_out(view) for view in service.list_zones(timeline, today)])


def _zones_out(view: service.ZonesView) -> ZonesOut:
    found, refusal = (None, view.zones) if isinstance(view.zones, NotComputable) else (view.zones, None)
    return ZonesOut(
        sport_family=view.sport_family,
        kind=view.kind,
        unit=UNITS[view.kind],
        scheme=view.scheme,
        is_default=view.is_default,
        is_estimated=found is not None and found.is_estimated,
        is_extrapolated=found is not None and found.is_extrapolated,
        upper_inclusive=found is not None and found.zones.upper_inclusive,
        zones=_bounds_out(found) if found else [],
        not_computable=NotComputableOut(code=refusal.code, reason=refusal.reason) if refusal else None,
        schemes=[
            ZoneSchemeOut(
                code=option.code,
                needs=option.needs.value,
                is_computable=option.is_computable,
                reference=option.reference,
            )
            for option in view.options
        ],
    )


def _bounds_out(found: service.ResolvedZones) -> list[ZoneOut]:
    lower = found.zones.lower_bounds
    upper = [*lower[1:], None]
    return [
        ZoneOut(name=name, lower=low, upper=up) for name, low, up in zip(found.zones.names, lower, upper, strict=True)
    ]


# -- weight


@router.get("/profile/weights", response_model=WeightPage)
async def list_weights(
    request: Request,
    req: Reading,
    limit: Limit = 30,
    cursor: Cursor = None,
    from_day: Annotated[date | None, Query(alias="from")] = None,
    to_day: Annotated[date | None, Query(alias="to")] = None,
) -> Response:
    """Measurements, the newest first; `from` and `to` are local days, both included."""

    async def compute() -> WeightPage:
        before = _read_day_cursor(cursor) if cursor else None
        found = await service.list_weights(req.db, before=before, limit=limit + 1, from_day=from_day, to_day=to_day)
        return WeightPage(
            items=[_weight_out(weight) for weight in found[:limit]],
            next_cursor=write_cursor(found[limit - 1].measured_on.isoformat()) if len(found) > limit else None,
        )

    return await cached(request, req.principal, compute)


@router.post("/profile/weights", status_code=201)
async def post_weight(req: Writing, weight: WeightIn) -> WeightOut:
    """Store the measurement of a day, in place of an earlier one."""
    return _weight_out(await service.set_weight(req.db, weight.weight_kg, weight.measured_on))


@router.delete("/profile/weights/{measured_on}", status_code=204)
async def delete_weight(req: Writing, measured_on: date) -> None:
    """Forget the measurement of a day."""
    await service.remove_weight(req.db, measured_on)


def _weight_out(weight: service.Weight) -> WeightOut:
    return WeightOut(measured_on=weight.measured_on, weight_kg=weight.weight_kg, source=weight.source)


def _read_day_cursor(cursor: str) -> date:
    (day,) = read_cursor(cursor, 1)
    try:
        return date.fromisoformat(str(day))
    except ValueError as error:
        raise _foreign_cursor() from error
