"""The profile: reading it, changing parts of it, and the time zone."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.athletes.events import TimeZoneChanged
from paceline.athletes.queries import profile as queries
from paceline.athletes.rules import plausible
from paceline.athletes.schemas import MinutesAvailable, ProfilePatch, ProfileTimeZoneSource
from paceline.athletes.service.judgement import judgement_change, load_timeline
from paceline.athletes.tables import Profile
from paceline.infra import events
from paceline.infra.clock import today_in
from paceline.infra.errors import conflict
from paceline.infra.time_zones import find_time_zone, get_time_zone


async def get_profile(db: AsyncConnection) -> Profile:
    """The profile of the session's athlete; defaults where nothing was said."""
    return await queries.find_profile(db) or Profile()


async def update_profile(db: AsyncConnection, patch: ProfilePatch, *, expected_revision: int | None = None) -> Profile:
    """Change the named fields; null clears. Naming the time zone makes it the athlete's choice.

    Raises `AppError`: `profile_changed` when the revision is another one, `time_zone_unknown`, `birth_year_implausible`.
    """
    async with judgement_change(db) as before:
        profile = await get_profile(db)
        if expected_revision is not None and expected_revision != profile.revision:
            raise conflict(
                "profile_changed", "The profile was changed elsewhere. Load it again.", revision=profile.revision
            )
        changed = _patched(profile, patch)
        if changed != profile:
            changed = replace(changed, revision=profile.revision + 1)
            await queries.save_profile(db, changed)
    if changed.time_zone != profile.time_zone:
        await events.publish(db, TimeZoneChanged(before.athlete_id))
    return changed


def _patched(profile: Profile, patch: ProfilePatch) -> Profile:
    changes = {name: getattr(patch, name) for name in patch.model_fields_set}
    if patch.time_zone is not None:
        get_time_zone(patch.time_zone)
        changes["time_zone_source"] = ProfileTimeZoneSource.ATHLETE
    if patch.birth_year is not None:
        refusal = plausible.birth_year_refusal(patch.birth_year, today_in("UTC"))
        if refusal:
            raise refusal
    if "minutes_available" in changes:
        minutes = patch.minutes_available or MinutesAvailable()
        changes["minutes_available"] = tuple(minutes.model_dump().values())
    if patch.sports is not None:
        changes["sports"] = tuple(patch.sports)
    if "onboarding" in changes:
        reached = changes.pop("onboarding")
        changes["onboarding_state"] = reached.state if reached else None
        changes["onboarding_step"] = reached.step if reached else None
    return replace(profile, **changes)


async def forget_time_zone(db: AsyncConnection, time_zone: str) -> None:
    """Back to no zone, if it is this one and an import found it: what it was found in is gone. A later import may suggest another."""
    profile = await queries.lock_profile(db)
    if profile.time_zone_source is not ProfileTimeZoneSource.IMPORT or profile.time_zone != time_zone:
        return
    unsaid = Profile()
    changed = replace(
        profile,
        time_zone=unsaid.time_zone,
        time_zone_source=unsaid.time_zone_source,
        revision=profile.revision + 1,
    )
    await queries.save_profile(db, changed)
    await events.publish(db, TimeZoneChanged((await load_timeline(db)).athlete_id))


async def suggest_time_zone(db: AsyncConnection, time_zone: str) -> bool:
    """Set the zone an import found, as long as nobody has set one; `True` when it was set.

    An unknown name is passed over: the zone of a position is a guess that must not stop an import.
    """
    if find_time_zone(time_zone) is None:
        return False
    # Without a lock first: every import asks, and all but one of them are told no.
    if (await get_profile(db)).time_zone_source is not ProfileTimeZoneSource.DEFAULT:
        return False
    profile = await queries.lock_profile(db)
    if profile.time_zone_source is not ProfileTimeZoneSource.DEFAULT:
        return False
    changed = replace(
        profile, time_zone=time_zone, time_zone_source=ProfileTimeZoneSource.IMPORT, revision=profile.revision + 1
    )
    await queries.save_profile(db, changed)
    if time_zone != profile.time_zone:
        await events.publish(db, TimeZoneChanged((await load_timeline(db)).athlete_id))
    return True
