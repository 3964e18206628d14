"""Deleting, restoring, purging, and taking a batch back without a trace."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from paceline.activities.jobs import purge_all_deleted
from paceline.activities.schemas import NewActivity, Outcome
from paceline.activities.service.editing.cut import split
from paceline.activities.service.editing.merge import concatenate
from paceline.activities.service.editing.trash import discard
from paceline.activities.service.project import reproject
from paceline.activities.service.remove import delete, restore, settle_duplicates
from paceline.activities.service.rollback import remove_batch_sources
from paceline.activities.service.streams import read_streams
from paceline.infra.db.athlete import athlete_session
from paceline.infra.errors import AppError
from paceline.infra.ids import new_id
from tests.activities.builders import (
    START_MS,
    archive_row,
    companion,
    counts_of,
    file_activity,
    leg,
    original,
    record_one,
    rows_of,
    set_override,
    sha_of,
)

_DELETED_LONG_AGO = text("update activity set deleted_at = deleted_at - make_interval(days => 31) where id = :id")


def _triathlon() -> NewActivity:
    legs = (leg(600, sport="swim", speed_mps=1.0), leg(900, start_ms=START_MS + 700_000))
    return file_activity(None, *legs, name="Duathlon")


async def test_deleting_a_parent_takes_its_legs_and_restoring_brings_back_just_those(athlete_id: UUID) -> None:
    parent, first, second = (await record_one(athlete_id, _triathlon(), original())).activity_ids
    async with athlete_session(athlete_id) as db:
        await delete(db, athlete_id, [second])
    async with athlete_session(athlete_id) as db:
        assert (await delete(db, athlete_id, [parent])).activity_ids == {parent, first}
        assert (await delete(db, athlete_id, [parent])).activity_ids == frozenset()
    async with athlete_session(athlete_id) as db:
        assert (await restore(db, athlete_id, [parent])).activity_ids == {parent, first}
    assert [row["deleted_at"] is None for row in await rows_of(athlete_id)] == [True, True, False]


async def test_a_purge_takes_what_was_deleted_long_ago_and_keeps_its_tombstone(athlete_id: UUID) -> None:
    kept = await record_one(
        athlete_id, file_activity(original("kept"), leg(start_ms=START_MS + 10**9)), original("kept")
    )
    gone = await record_one(athlete_id, file_activity(), original())
    async with athlete_session(athlete_id) as db:
        await delete(db, athlete_id, [*kept.activity_ids, *gone.activity_ids])
        await db.execute(_DELETED_LONG_AGO, {"id": gone.activity_ids[0]})
    assert await purge_all_deleted() == {"purged": 1}
    counts = await counts_of(athlete_id)
    assert (counts["activity"], counts["activity_source"], counts["stream"], counts["blob"]) == (1, 1, 8, 1)
    assert counts["activity_tombstone"] == 2
    assert (await record_one(athlete_id, file_activity(), original())).outcome is Outcome.DELETED_BEFORE
    back = await record_one(athlete_id, file_activity(), original(), restore=True)
    assert (back.outcome, back.code) == (Outcome.IMPORTED, "new")
    assert (await counts_of(athlete_id))["activity_tombstone"] == 1


async def test_a_purge_keeps_streams_that_another_activity_is_made_of(athlete_id: UUID) -> None:
    whole = (await record_one(athlete_id, file_activity(), original())).activity_ids[0]
    async with athlete_session(athlete_id) as db:
        _, pieces = await split(db, athlete_id, whole, [300.0], made_by="athlete")
        await delete(db, athlete_id, [whole])
        await db.execute(_DELETED_LONG_AGO, {"id": whole})
    assert await purge_all_deleted() == {"purged": 0}
    async with athlete_session(athlete_id, read_only=True) as db:
        assert len((await read_streams(db, pieces[1])).samples) == 300


async def test_a_purge_keeps_streams_that_a_restorable_piece_is_made_of(athlete_id: UUID) -> None:
    whole = (await record_one(athlete_id, file_activity(), original())).activity_ids[0]
    async with athlete_session(athlete_id) as db:
        _, pieces = await split(db, athlete_id, whole, [300.0], made_by="athlete")
        await delete(db, athlete_id, pieces)
        await db.execute(_DELETED_LONG_AGO, {"id": whole})
    assert await purge_all_deleted() == {"purged": 0}
    async with athlete_session(athlete_id) as db:
        await restore(db, athlete_id, pieces[1:])
        assert len((await read_streams(db, pieces[1])).samples) == 300
        await delete(db, athlete_id, pieces[1:])
        await db.execute(_DELETED_LONG_AGO, {"id": pieces[1]})
    assert await purge_all_deleted() == {"purged": 2}
    assert (await counts_of(athlete_id))["stream"] == 0


async def test_a_rollback_leaves_no_row_and_no_original(athlete_id: UUID) -> None:
    batch_id = new_id()
    before = await counts_of(athlete_id)
    brought = [
        (replace(file_activity(), companions=(companion(gear="Roadster"),)), original()),
        (file_activity(original("copy"), leg(start_ms=START_MS + 20_000)), original("copy")),
        (replace(_triathlon(), sha256=sha_of(b"tri"), source_id="tri#1"), b"tri"),
        (archive_row(None, "5", started_at_ms=START_MS + 10**9), None),
    ]
    for new, blob in brought:
        assert (await record_one(athlete_id, replace(new, batch_id=batch_id), blob)).outcome is Outcome.IMPORTED
    deleted = (await rows_of(athlete_id))[-1]["id"]
    async with athlete_session(athlete_id) as db:
        await delete(db, athlete_id, [deleted])
    async with athlete_session(athlete_id) as db:
        done = await remove_batch_sources(db, athlete_id, batch_id)
    assert len(done.removed_ids) == 6
    assert done.dropped_blobs == 3
    assert await counts_of(athlete_id) == before
    again = await record_one(athlete_id, file_activity(), original())
    assert again.code == "new"


async def test_an_edit_of_activities_of_two_batches_goes_with_the_second(athlete_id: UUID) -> None:
    before, batches = await counts_of(athlete_id), (new_id(), new_id())
    await record_one(athlete_id, file_activity(batch_id=batches[0]), original())
    other = file_activity(original("b"), leg(start_ms=START_MS + 10**9), batch_id=batches[1])
    await record_one(athlete_id, other, original("b"))
    keys = [row["id"] for row in await rows_of(athlete_id)]
    async with athlete_session(athlete_id) as db:
        await discard(db, athlete_id, keys, made_by="athlete")
    left: list[int] = []
    for batch_id in batches:
        async with athlete_session(athlete_id) as db:
            await remove_batch_sources(db, athlete_id, batch_id, force=True)
        left.append((await counts_of(athlete_id))["activity_edit"])
    assert left == [1, 0]
    assert await counts_of(athlete_id) == before


async def test_a_rollback_leaves_what_another_source_knows(athlete_id: UUID) -> None:
    batch_id = new_id()
    (activity_id,) = (await record_one(athlete_id, archive_row(sha_of(original())), original())).activity_ids
    await record_one(athlete_id, file_activity(batch_id=batch_id), original())
    async with athlete_session(athlete_id) as db:
        done = await remove_batch_sources(db, athlete_id, batch_id)
    assert (done.removed_ids, done.kept_ids) == (frozenset(), {activity_id})
    (row,) = await rows_of(athlete_id)
    assert (row["id"], row["name"], row["sample_count"], row["average_power_w"]) == (
        activity_id,
        "Round the lake",
        0,
        None,
    )
    assert (await counts_of(athlete_id))["stream"] == 0


async def test_what_was_edited_since_asks_before_it_goes(athlete_id: UUID) -> None:
    batch_id = new_id()
    (activity_id,) = (await record_one(athlete_id, file_activity(batch_id=batch_id), original())).activity_ids
    async with athlete_session(athlete_id) as db:
        await set_override(db, athlete_id, activity_id, "name", "Mine")
        await reproject(db, athlete_id, [activity_id])
    with pytest.raises(AppError) as refused:
        async with athlete_session(athlete_id) as db:
            await remove_batch_sources(db, athlete_id, batch_id)
    assert (refused.value.code, refused.value.details) == ("edited_since", {"activity_ids": [str(activity_id)]})
    assert len(await rows_of(athlete_id)) == 1
    async with athlete_session(athlete_id) as db:
        done = await remove_batch_sources(db, athlete_id, batch_id, force=True)
    assert done.edited_ids == {activity_id}
    assert set((await counts_of(athlete_id)).values()) == {0}


async def test_a_merge_with_a_source_that_goes_ends(athlete_id: UUID) -> None:
    batch_id = new_id()
    kept = (await record_one(athlete_id, file_activity(), original())).activity_ids[0]
    other = file_activity(original("b"), leg(start_ms=START_MS + 700_000), batch_id=batch_id)
    gone = (await record_one(athlete_id, other, original("b"))).activity_ids[0]
    async with athlete_session(athlete_id) as db:
        await concatenate(db, athlete_id, kept, gone, clock_shift_s=0, made_by="athlete")
        assert len((await read_streams(db, kept)).samples) == 1200
    async with athlete_session(athlete_id) as db:
        done = await remove_batch_sources(db, athlete_id, batch_id, force=True)
        assert len((await read_streams(db, kept)).samples) == 600
    assert (done.removed_ids, done.kept_ids, done.edited_ids) == ({gone}, {kept}, {kept, gone})
    (row,) = await rows_of(athlete_id)
    assert (row["elapsed_s"], row["composition"]) == (599.0, None)


async def test_a_rollback_lets_the_duplicate_count(athlete_id: UUID) -> None:
    batch_id = new_id()
    await record_one(athlete_id, file_activity(batch_id=batch_id), original())
    for name in ("b", "c"):
        await record_one(athlete_id, file_activity(original(name)), original(name))
    async with athlete_session(athlete_id) as db:
        await remove_batch_sources(db, athlete_id, batch_id)
    assert [row["counted"] for row in await rows_of(athlete_id)] == [True, False]


async def test_keeping_both_lets_both_count(athlete_id: UUID) -> None:
    one = (await record_one(athlete_id, file_activity(), original())).activity_ids[0]
    two = (await record_one(athlete_id, file_activity(original("b")), original("b"))).activity_ids[0]
    async with athlete_session(athlete_id) as db:
        await db.execute(text("update activity_duplicate set status = 'kept_both'"))
        assert await settle_duplicates(db, athlete_id, [one]) == {two}
    assert [row["counted"] for row in await rows_of(athlete_id)] == [True, True]


_STEPS = st.lists(
    st.tuples(st.sampled_from(["delete", "restore", "exclude", "include", "keep_both", "reopen"]), st.integers(0, 4)),
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS)
async def test_what_counts_is_what_is_there_wanted_whole_and_no_duplicate(
    athlete_id: UUID, steps: list[tuple[str, int]]
) -> None:
    async with athlete_session(athlete_id) as db:
        await db.execute(text("delete from activity"))
        await db.execute(text("delete from activity_tombstone"))
    for name in ("a", "b"):
        await record_one(athlete_id, file_activity(original(name)), original(name))
    legs = (leg(500, start_ms=START_MS + 10**8), leg(900, start_ms=START_MS + 10**8 + 700_000))
    await record_one(athlete_id, file_activity(original("t"), *legs), original("t"))
    ids = [row["id"] for row in await rows_of(athlete_id)]
    for step, which in steps:
        await _take(athlete_id, step, ids[which])
    rows = await rows_of(athlete_id)
    deleted = {row["id"] for row in rows if row["deleted_at"] is not None}
    async with athlete_session(athlete_id, read_only=True) as db:
        pairs = [
            (row.activity_id, row.other_id)
            for row in await db.execute(
                text("select activity_id, other_id from activity_duplicate where status = 'open'")
            )
        ]
    for row in rows:
        is_secondary = any(one == row["id"] and other not in deleted for one, other in pairs)
        assert row["counted"] == (
            row["id"] not in deleted and not row["is_excluded"] and not row["is_multi_sport"] and not is_secondary
        )


async def _take(athlete_id: UUID, step: str, activity_id: UUID) -> None:
    async with athlete_session(athlete_id) as db:
        if step == "delete":
            await delete(db, athlete_id, [activity_id])
        elif step == "restore":
            await restore(db, athlete_id, [activity_id])
        elif step in ("exclude", "include"):
            await set_override(db, athlete_id, activity_id, "is_excluded", step == "exclude")
            await reproject(db, athlete_id, [activity_id])
        else:
            status = "kept_both" if step == "keep_both" else "open"
            await db.execute(text("update activity_duplicate set status = :status"), {"status": status})
            await settle_duplicates(db, athlete_id, (await db.execute(text("select id from activity"))).scalars().all())
