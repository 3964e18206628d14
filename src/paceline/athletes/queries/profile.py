"""The profile, and the lock that lets one writer of an athlete change things at a time."""

from dataclasses import asdict
from typing import Any

import orjson
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.athletes.schemas import (
    ClockFace,
    OnboardingState,
    ProfileTimeZoneSource,
    SpeedDisplay,
    TemperatureUnit,
    Units,
    Weekday,
)
from paceline.athletes.tables import Profile
from paceline.connectors.sports import SportFamily
from paceline.science.load import Sex

_PROFILE = """
    select display_name, birth_year, sex, height_cm, time_zone, time_zone_source, units, week_starts_on, weekly_distance_m,
           weekly_duration_s, days_per_week, minutes_available, easy_speed_mps, sports, temperature_unit, clock, language,
           speed_display, keyboard_shortcuts, onboarding_state, onboarding_step, revision
    from athlete_profile
"""


async def find_profile(db: AsyncConnection) -> Profile | None:
    """The profile, if the athlete has said anything yet."""
    row = (await db.execute(text(_PROFILE))).first()
    return _profile(row) if row else None


async def lock_profile(db: AsyncConnection) -> Profile:
    """The profile, made when there is none, held against other writers until the transaction ends."""
    await db.execute(
        text("insert into athlete_profile (athlete_id) values (app.athlete()) on conflict (athlete_id) do nothing")
    )
    return _profile((await db.execute(text(_PROFILE + " for update"))).one())


async def save_profile(db: AsyncConnection, profile: Profile) -> None:
    """Write a profile that `lock_profile` has read."""
    await db.execute(
        text(
            """
            update athlete_profile set
                display_name = :display_name, birth_year = :birth_year, sex = :sex, height_cm = :height_cm,
                time_zone = :time_zone, time_zone_source = :time_zone_source, units = :units, week_starts_on = :week_starts_on,
                weekly_distance_m = :weekly_distance_m, weekly_duration_s = :weekly_duration_s, days_per_week = :days_per_week,
                minutes_available = cast(:minutes_available as smallint[]), easy_speed_mps = :easy_speed_mps,
                sports = cast(:sports as text[]), temperature_unit = :temperature_unit, clock = :clock, language = :language,
                speed_display = cast(:speed_display as jsonb), keyboard_shortcuts = :keyboard_shortcuts,
                onboarding_state = :onboarding_state, onboarding_step = :onboarding_step,
                revision = :revision, updated_at = app.now()
            where athlete_id = app.athlete()
            """
        ),
        asdict(profile)
        | {
            "minutes_available": list(profile.minutes_available),
            "sports": list(profile.sports),
            "speed_display": orjson.dumps(profile.speed_display, option=orjson.OPT_NON_STR_KEYS).decode(),
        },
    )


def _profile(row: Row[Any]) -> Profile:
    return Profile(
        display_name=row.display_name,
        birth_year=row.birth_year,
        sex=Sex(row.sex) if row.sex else None,
        height_cm=row.height_cm,
        time_zone=row.time_zone,
        time_zone_source=ProfileTimeZoneSource(row.time_zone_source),
        units=Units(row.units),
        week_starts_on=Weekday(row.week_starts_on),
        weekly_distance_m=row.weekly_distance_m,
        weekly_duration_s=row.weekly_duration_s,
        days_per_week=row.days_per_week,
        minutes_available=tuple(row.minutes_available) if row.minutes_available is not None else _NOT_SAID,
        easy_speed_mps=row.easy_speed_mps,
        sports=tuple(map(SportFamily, row.sports)),
        temperature_unit=TemperatureUnit(row.temperature_unit) if row.temperature_unit else None,
        clock=ClockFace(row.clock) if row.clock else None,
        language=row.language,
        speed_display={SportFamily(family): SpeedDisplay(shown) for family, shown in row.speed_display.items()},
        keyboard_shortcuts=row.keyboard_shortcuts,
        onboarding_state=OnboardingState(row.onboarding_state) if row.onboarding_state else None,
        onboarding_step=row.onboarding_step,
        revision=row.revision,
    )


_NOT_SAID = Profile().minutes_available
