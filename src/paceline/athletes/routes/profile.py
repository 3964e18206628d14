"""The profile."""

from typing import Annotated

from fastapi import Header, Request, Response

from paceline.athletes import service
from paceline.athletes.routes.requests import Reading, Writing
from paceline.athletes.schemas import MinutesAvailable, Onboarding, ProfileOut, ProfilePatch
from paceline.infra.clock import today_in
from paceline.infra.errors import invalid
from paceline.infra.web.caching import cached
from paceline.infra.web.principal import AthleteRequest
from paceline.infra.web.routing import api_router

router = api_router(tags=["profile"])


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
        sports=list(profile.sports),
        temperature_unit=profile.temperature_unit,
        clock=profile.clock,
        language=profile.language,
        speed_display=dict(profile.speed_display),
        keyboard_shortcuts=profile.keyboard_shortcuts,
        onboarding=Onboarding(state=profile.onboarding_state, step=profile.onboarding_step)
        if profile.onboarding_state
        else None,
    )
