"""Streams, list and detail as they are read."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import numpy as np
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from paceline.activities.rules.stream_codec import CorruptStreamError
from paceline.activities.schemas import ActivityFilter
from paceline.activities.service.editing.cut import crop
from paceline.activities.service.editing.undo import undo
from paceline.activities.service.read import get_activity, list_activities
from paceline.activities.service.record import record, record_many
from paceline.activities.service.remove import delete
from paceline.activities.service.streams import read_streams, thin_out
from paceline.connectors.base import Channel, Lap
from paceline.infra.crashpoints import registered
from paceline.infra.db.athlete import athlete_session
from paceline.infra.errors import AppError
from paceline.infra.ids import new_id
from tests.activities.builders import (
    START_MS,
    archive_facts,
    companion,
    file_activity,
    leg,
    original,
    samples,
    sha_of,
)
from tests.statements import counted_statements

DAY_MS = 86_400_000


@pytest.fixture
async def ride_id(athlete_id: UUID) -> UUID:
    async with athlete_session(athlete_id) as db:
        return (await record(db, athlete_id, file_activity(), blob=original())).activity_ids[0]


async def test_all_streams_come_back_in_one_statement(athlete_id: UUID, ride_id: UUID) -> None:
    async with athlete_session(athlete_id, read_only=True) as db:
        with counted_statements() as sent:
            found = await read_streams(db, ride_id)
    assert len(sent) == 1
    recorded = samples()
    np.testing.assert_array_equal(found.samples.at_ms, recorded.at_ms)
    for channel, values in recorded.channels.items():
        np.testing.assert_array_equal(found.samples.channels[channel], values)


async def test_one_channel_reads_only_that_and_the_time(athlete_id: UUID, ride_id: UUID) -> None:
    async with athlete_session(athlete_id, read_only=True) as db:
        found = (await read_streams(db, ride_id, ["power_w", "grade_pct"])).samples
    assert set(found.channels) == {Channel.POWER}
    assert len(thin_out(found, 100)) <= 100
    assert thin_out(found, 100).channels[Channel.POWER].max() == found.channels[Channel.POWER].max()


async def test_an_activity_without_streams_has_empty_ones_and_an_unknown_one_is_refused(athlete_id: UUID) -> None:
    async with athlete_session(athlete_id) as db:
        empty = replace(leg(), streams={})
        (activity_id,) = (await record(db, athlete_id, file_activity(None, empty), blob=original())).activity_ids
        assert len((await read_streams(db, activity_id)).samples) == 0
        with pytest.raises(AppError, match="no such activity"):
            await read_streams(db, new_id())


async def test_damaged_streams_are_refused_by_name(athlete_id: UUID, ride_id: UUID) -> None:
    async with athlete_session(athlete_id) as db:
        await db.execute(
            text("update stream set content = overlay(content placing '\\x00' from 60) where channel = 'power_w'")
        )
        with pytest.raises(CorruptStreamError):
            await read_streams(db, ride_id)
        assert len((await read_streams(db, ride_id, ["heart_rate_bpm"])).samples) == 600


async def test_a_crop_changes_what_is_read_and_measured_and_is_taken_back_whole(
    athlete_id: UUID, ride_id: UUID
) -> None:
    async with athlete_session(athlete_id) as db:
        before = await get_activity(db, ride_id)
        edit_id = await crop(db, athlete_id, ride_id, 100, 400, made_by="athlete")
        cropped = await get_activity(db, ride_id)
        assert (cropped.head.elapsed_s, cropped.head.content_rev) == (300.0, 2)
        assert cropped.head.distance_m == pytest.approx(2400, rel=0.01)
        assert (cropped.head.started_at - before.head.started_at).total_seconds() == 100
        assert len((await read_streams(db, ride_id)).samples) == 301
        with pytest.raises(AppError, match="Nothing would be left"):
            await crop(db, athlete_id, ride_id, 500, 501, made_by="athlete")
        await undo(db, athlete_id, ride_id, edit_id, made_by="athlete")
        after = await get_activity(db, ride_id)
    assert replace(after, updated_at=before.updated_at, head=replace(after.head, content_rev=1)) == before


async def test_the_detail_holds_laps_sources_and_the_devices_own_totals(athlete_id: UUID) -> None:
    own = leg(
        laps=(Lap(START_MS, 300.0, distance_m=2400.0), Lap(START_MS + 300_000, 299.0)),
        summary={"total_calories_kcal": 99.0},
    )
    new = replace(file_activity(None, own), companions=(companion(gear="Roadster"),))
    async with athlete_session(athlete_id) as db:
        (activity_id,) = (await record(db, athlete_id, new, blob=original())).activity_ids
        with counted_statements() as sent:
            detail = await get_activity(db, activity_id)
    assert len(sent) == 1
    assert detail.laps == own.facts.laps
    assert detail.summary == {"total_calories_kcal": 99.0}
    assert detail.calories_kcal == 99.0
    assert [(one.source, one.is_primary) for one in detail.sources] == [("file", True), ("archive", False)]
    assert detail.sources[0].sha256 == sha_of(original())
    assert (detail.head.name, detail.description) == ("Round the lake", archive_facts().description)
    assert detail.flaws == ()


async def test_a_foreign_activity_is_none(athlete_id: UUID, other_athlete_id: UUID, ride_id: UUID) -> None:
    async with athlete_session(other_athlete_id, read_only=True) as db:
        with pytest.raises(AppError, match="no such activity"):
            await get_activity(db, ride_id)
        assert (await list_activities(db)).rows == ()


@pytest.fixture
async def ten_days(athlete_id: UUID) -> list[UUID]:
    """Ten activities a day apart, runs and rides in turn, each 100 s longer than the one before; the newest first."""
    news = [
        file_activity(
            original(str(day)),
            leg(
                600 + 100 * day,
                start_ms=START_MS + day * DAY_MS + day * 777_000,
                sport="run" if day % 2 else "ride",
                name=f"Day {day} 100%",
                description="Intervals_on the track" if day == 3 else None,
                is_commute=day == 4,
                is_race=day == 5,
                gear="Roadster" if day == 6 else None,
            ),
        )
        for day in range(10)
    ]
    async with athlete_session(athlete_id) as db:
        contents = {sha_of(original(str(day))): original(str(day)) for day in range(10)}
        outcomes = await record_many(db, athlete_id, news, originals=contents)
    return [one.activity_ids[0] for one in reversed(outcomes)]


async def test_pages_hold_each_activity_once_even_when_one_arrives_meanwhile(
    athlete_id: UUID, ten_days: list[UUID]
) -> None:
    seen: list[UUID] = []
    after = None
    for page_no in range(4):
        async with athlete_session(athlete_id) as db:
            with counted_statements() as sent:
                page = await list_activities(db, limit=3, after=after)
            assert len(sent) == 1
            if page_no == 1:
                late = file_activity(original("late"), leg(start_ms=START_MS + 50 * DAY_MS))
                await record(db, athlete_id, late, blob=original("late"))
        seen += [row.id for row in page.rows]
        after = page.after
    assert seen == ten_days
    assert after is None


@pytest.mark.parametrize(
    ("narrowed", "days"),
    [
        (ActivityFilter(sport_families=("run",)), [9, 7, 5, 3, 1]),
        (ActivityFilter(sports=("ride",), from_on=date(2024, 5, 16)), [8, 6, 4]),
        (ActivityFilter(to_on=date(2024, 5, 13)), [1, 0]),
        (ActivityFilter(least_moving_s=1400), [9]),
        (ActivityFilter(least_distance_m=6000, most_distance_m=8500), [4, 3, 2]),
        (ActivityFilter(text="INTERVALS_"), [3]),
        (ActivityFilter(text="_ntervals"), []),
        (ActivityFilter(text="day 05-19"), [7]),
        (ActivityFilter(text="100%"), [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]),
        (ActivityFilter(is_commute=True), [4]),
        (ActivityFilter(is_race=True, has_power=True), [5]),
        (ActivityFilter(has_heart_rate=False), []),
        (ActivityFilter(deleted=True), []),
        (ActivityFilter(counted=False), []),
    ],
)
async def test_the_list_narrows(
    athlete_id: UUID, ten_days: list[UUID], narrowed: ActivityFilter, days: list[int]
) -> None:
    async with athlete_session(athlete_id, read_only=True) as db:
        page = await list_activities(db, narrowed)
    assert [ten_days.index(row.id) for row in page.rows] == [9 - day for day in days]


async def test_gear_and_deleted_ones_are_found(athlete_id: UUID, ten_days: list[UUID]) -> None:
    async with athlete_session(athlete_id) as db:
        gear_id = (await db.execute(text("select id from gear"))).scalar_one()
        page = await list_activities(db, ActivityFilter(gear_id=gear_id))
        assert [row.id for row in page.rows] == [ten_days[3]]
        await delete(db, athlete_id, [ten_days[0]])
        assert [row.id for row in (await list_activities(db, ActivityFilter(deleted=True))).rows] == [ten_days[0]]
        assert ten_days[0] not in [row.id for row in (await list_activities(db)).rows]


async def test_the_list_of_five_thousand_activities_is_read_in_its_indexs_order(athlete_id: UUID) -> None:
    async with athlete_session(athlete_id) as db:
        await record(db, athlete_id, file_activity(), blob=original())
        copied = (await db.execute(_COLUMNS)).scalar_one()
        await db.execute(
            text(
                f"insert into activity (athlete_id, id, started_at, local_on, {copied}) "
                f"select athlete_id, gen_random_uuid(), started_at - n * interval '17 hours', local_on - n, {copied} "
                "from activity, generate_series(1, 5000) n"
            )
        )
    async with athlete_session(athlete_id, read_only=True) as db:
        plan = (await db.execute(text("explain select id from activity where parent_id is null and deleted_at is null "
                                      "order by started_at desc, id desc limit 31"))).scalars().all()  # fmt: skip
        assert any("activity_by_start_idx" in line for line in plan)
        assert len((await list_activities(db)).rows) == 30


_COLUMNS = text(
    """
    select string_agg(column_name, ', ') from information_schema.columns
    where table_schema = 'public' and table_name = 'activity' and is_generated = 'NEVER'
      and column_name not in ('athlete_id', 'id', 'started_at', 'local_on')
    """
)


async def test_counted_cannot_be_written_by_hand(athlete_id: UUID, ride_id: UUID) -> None:
    with pytest.raises(DBAPIError, match="generated column"):
        async with athlete_session(athlete_id) as db:
            await db.execute(text("update activity set counted = false"))


def test_the_crash_points_of_the_slice_say_what_lies_behind_them() -> None:
    own = {name for name in registered() if name.startswith("activities.")}
    assert own >= {"activities.decided", "activities.written", "activities.projected", "activities.deleted",
                   "activities.purged", "activities.batch_removed"}  # fmt: skip
