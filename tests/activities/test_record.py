"""Recording on a real database: what becomes an activity, what joins one, what is known, what was deleted."""

import asyncio
from dataclasses import replace
from itertools import permutations
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from paceline.activities.schemas import NewActivity, Outcome, SourceKind
from paceline.activities.service.record import record, record_many
from paceline.activities.service.remove import delete
from paceline.infra.db.athlete import athlete_session
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
from tests.statements import counted_statements

HOUR_MS = 3_600_000


async def test_a_new_file_becomes_a_counted_activity_with_its_streams(athlete_id: UUID) -> None:
    outcome = await record_one(athlete_id, file_activity(), original())
    assert (outcome.outcome, outcome.code, outcome.probable_of) == (Outcome.IMPORTED, "new", ())
    (row,) = await rows_of(athlete_id)
    assert outcome.activity_ids == (row["id"],)
    assert row["counted"] is True
    assert row["sport"] == "ride"
    assert row["time_zone"] == "Europe/Zurich"
    assert row["time_zone_source"] == "position"
    assert row["utc_offset_s"] == 7200
    assert str(row["local_on"]) == "2024-05-12"
    assert row["name"] == "Morning ride"
    assert row["average_power_w"] == pytest.approx(200, abs=2)
    counts = await counts_of(athlete_id)
    assert (counts["activity_source"], counts["stream"], counts["blob"]) == (1, 8, 1)


async def test_recording_twice_adds_nothing(athlete_id: UUID) -> None:
    new = replace(file_activity(), companions=(companion(),))
    first = await record_one(athlete_id, new, original())
    before = await counts_of(athlete_id), await rows_of(athlete_id)
    second = await record_one(athlete_id, new, original())
    assert (second.outcome, second.code, second.activity_ids) == (Outcome.DUPLICATE, "same_file", first.activity_ids)
    assert (await counts_of(athlete_id), await rows_of(athlete_id)) == before


async def test_two_copies_in_one_call_are_one_activity(athlete_id: UUID) -> None:
    async with athlete_session(athlete_id) as db:
        outcomes = await record_many(
            db, athlete_id, [file_activity(), file_activity()], originals={sha_of(original()): original()}
        )
    assert [one.outcome for one in outcomes] == [Outcome.IMPORTED, Outcome.DUPLICATE]
    assert outcomes[0].activity_ids == outcomes[1].activity_ids
    assert len(await rows_of(athlete_id)) == 1


async def test_two_workers_at_once_record_one_activity(athlete_id: UUID) -> None:
    outcomes = await asyncio.gather(*(record_one(athlete_id, file_activity(), original()) for _ in range(4)))
    assert sorted(one.outcome for one in outcomes) == [Outcome.DUPLICATE] * 3 + [Outcome.IMPORTED]
    assert len({one.activity_ids for one in outcomes}) == 1


async def test_the_order_of_file_and_archive_row_does_not_matter(athlete_id: UUID, other_athlete_id: UUID) -> None:
    sha256 = sha_of(original())
    file, row = file_activity(), archive_row(sha256, gear="Roadster", is_commute=True)
    first_codes = [(await record_one(athlete_id, new, original())).outcome for new in (file, row)]
    second_codes = [(await record_one(other_athlete_id, new, original())).outcome for new in (row, file)]
    assert first_codes == [Outcome.IMPORTED, Outcome.DUPLICATE]
    assert second_codes == [Outcome.IMPORTED, Outcome.IMPORTED]
    ((one,), (other,)) = await rows_of(athlete_id), await rows_of(other_athlete_id)
    own = {"athlete_id", "id", "primary_source_id", "gear_id", "created_at", "updated_at", "content_rev"}
    assert {key: one[key] for key in one.keys() - own} == {key: other[key] for key in other.keys() - own}
    assert one["name"] == "Round the lake"
    assert one["description"] == "With Ana"
    assert one["is_commute"] is True
    assert one["average_power_w"] is not None
    assert one["gear_id"] is not None
    assert other["gear_id"] is not None


async def test_a_file_and_its_archive_row_may_come_together(athlete_id: UUID) -> None:
    await record_one(athlete_id, replace(file_activity(), companions=(companion(gear="Roadster"),)), original())
    (row,) = await rows_of(athlete_id)
    assert row["name"] == "Round the lake"
    assert (await counts_of(athlete_id))["activity_source"] == 2
    again = await record_one(athlete_id, archive_row(sha_of(original()), gear="Roadster"))
    assert again.outcome is Outcome.DUPLICATE
    assert (await counts_of(athlete_id))["activity_source"] == 2


async def test_a_file_joins_the_archive_row_that_came_without_it(athlete_id: UUID) -> None:
    alone = await record_one(athlete_id, archive_row())
    outcome = await record_one(athlete_id, replace(file_activity(), companions=(companion(),)), original())
    assert (outcome.outcome, outcome.code, outcome.activity_ids) == (Outcome.IMPORTED, "joined", alone.activity_ids)
    (row,) = await rows_of(athlete_id)
    assert row["sample_count"] == 600
    assert row["content_rev"] == 2


async def test_a_later_archive_renames_but_an_override_wins(athlete_id: UUID) -> None:
    outcome = await record_one(athlete_id, archive_row())
    await record_one(athlete_id, archive_row(name="Round the lake, twice", description="Alone"))
    (row,) = await rows_of(athlete_id)
    assert (row["name"], row["description"]) == ("Round the lake, twice", "Alone")
    async with athlete_session(athlete_id) as db:
        await set_override(db, athlete_id, outcome.activity_ids[0], "name", "My own words")
    await record_one(athlete_id, archive_row(name="Renamed again", description="Changed"))
    (row,) = await rows_of(athlete_id)
    assert (row["name"], row["description"]) == ("My own words", "Changed")


async def test_what_is_heard_twice_in_one_group_ends_as_the_later_word(athlete_id: UUID) -> None:
    await record_one(athlete_id, archive_row(name="First"))
    async with athlete_session(athlete_id) as db:
        await record_many(
            db, athlete_id, [archive_row(name="Second"), archive_row(name="Third"), archive_row(name="Fourth")]
        )
    (row,) = await rows_of(athlete_id)
    assert row["name"] == "Fourth"


async def test_the_same_recording_in_other_bytes_links_silently(athlete_id: UUID) -> None:
    device = {"device_serial": "3401", "device_created_at_ms": START_MS}
    first = await record_one(athlete_id, file_activity(**device), original())
    second = await record_one(athlete_id, file_activity(original("export"), **device), original("export"))
    assert (second.outcome, second.code) == (Outcome.DUPLICATE, "same_recording")
    assert second.activity_ids == first.activity_ids
    counts = await counts_of(athlete_id)
    assert (counts["activity"], counts["activity_source"], counts["blob"], counts["activity_duplicate"]) == (1, 2, 2, 0)


async def test_a_constant_serial_and_time_do_not_make_two_days_one(athlete_id: UUID) -> None:
    device = {"device_serial": "0", "device_created_at_ms": START_MS}
    await record_one(athlete_id, file_activity(**device), original())
    later = leg(start_ms=START_MS + 48 * HOUR_MS)
    second = await record_one(athlete_id, file_activity(original("later"), later, **device), original("later"))
    assert second.code == "new"


async def test_a_multi_sport_file_is_a_parent_that_does_not_count_with_legs_that_do(athlete_id: UUID) -> None:
    legs = (
        leg(600, sport="open_water_swim", speed_mps=1.0),
        leg(1200, sport="ride", start_ms=START_MS + 700_000),
        leg(900, sport="run", start_ms=START_MS + 2_000_000, speed_mps=3.0),
    )
    outcome = await record_one(athlete_id, file_activity(None, *legs, name="City triathlon"), original())
    parent, *children = await rows_of(athlete_id)
    assert outcome.activity_ids == (parent["id"], *(child["id"] for child in children))
    assert (parent["name"], parent["is_multi_sport"], parent["counted"]) == ("City triathlon", True, False)
    assert [child["leg_no"] for child in children] == [1, 2, 3]
    assert [child["counted"] for child in children] == [True, True, True]
    assert {child["parent_id"] for child in children} == {parent["id"]}
    assert parent["distance_m"] == pytest.approx(sum(child["distance_m"] for child in children))
    assert parent["elapsed_s"] == 2000 + 899
    async with athlete_session(athlete_id) as db:
        ids = (await db.execute(text("select source_id from activity_source order by source_id"))).scalars().all()
    name = sha_of(original()).hex()
    assert ids == [f"{name}#1", f"{name}#1.1", f"{name}#1.2", f"{name}#1.3"]
    again = await record_one(athlete_id, file_activity(None, *legs, name="City triathlon"), original())
    assert (again.outcome, again.activity_ids) == (Outcome.DUPLICATE, outcome.activity_ids)


async def test_what_was_deleted_does_not_come_back_unless_asked_for(athlete_id: UUID) -> None:
    new = replace(file_activity(), companions=(companion(),))
    first = await record_one(athlete_id, new, original())
    async with athlete_session(athlete_id) as db:
        await delete(db, athlete_id, first.activity_ids)
    for unasked in (new, file_activity(), archive_row()):
        outcome = await record_one(athlete_id, unasked, original())
        assert (outcome.outcome, outcome.activity_ids) == (Outcome.DELETED_BEFORE, first.activity_ids)
    (row,) = await rows_of(athlete_id)
    assert (row["counted"], row["deleted_at"] is None) == (False, False)
    back = await record_one(athlete_id, new, original(), restore=True)
    assert (back.outcome, back.code, back.activity_ids) == (Outcome.IMPORTED, "restored", first.activity_ids)
    (row,) = await rows_of(athlete_id)
    assert (row["counted"], row["deleted_at"]) == (True, None)
    assert (await counts_of(athlete_id))["activity_tombstone"] == 0


async def test_an_archive_does_not_bring_back_a_deleted_file(athlete_id: UUID) -> None:
    first = await record_one(athlete_id, file_activity(), original())
    async with athlete_session(athlete_id) as db:
        await delete(db, athlete_id, first.activity_ids)
    for unasked in (archive_row(sha_of(original())), replace(file_activity(), companions=(companion(),))):
        assert (await record_one(athlete_id, unasked, original())).outcome is Outcome.DELETED_BEFORE


@pytest.mark.parametrize("shift_ms", [0, HOUR_MS, -HOUR_MS, 2 * HOUR_MS, 19_800_000])
async def test_the_same_effort_of_another_source_is_counted_once(athlete_id: UUID, shift_ms: int) -> None:
    first = await record_one(athlete_id, file_activity(), original())
    moved = leg(605, start_ms=START_MS + shift_ms + 20_000)
    second = await record_one(athlete_id, file_activity(original("copy"), moved), original("copy"))
    assert (second.outcome, second.code) == (Outcome.IMPORTED, "probable_duplicate")
    assert second.probable_of == first.activity_ids
    one, other = await rows_of(athlete_id)
    assert (one["counted"], other["counted"]) == (True, False)
    assert other["duplicate_of"] == one["id"]


async def test_back_to_back_efforts_are_both_counted(athlete_id: UUID) -> None:
    await record_one(athlete_id, file_activity(), original())
    outcome = await record_one(
        athlete_id, file_activity(original("second"), leg(start_ms=START_MS + 700_000)), original("second")
    )
    assert outcome.code == "new"
    assert [row["counted"] for row in await rows_of(athlete_id)] == [True, True]


async def test_three_copies_leave_one_that_counts_whichever_is_deleted(athlete_id: UUID) -> None:
    ids = [
        (await record_one(athlete_id, file_activity(original(name)), original(name))).activity_ids[0]
        for name in ("a", "b", "c")
    ]
    for gone in ids[:2]:
        async with athlete_session(athlete_id) as db:
            await delete(db, athlete_id, [gone])
        assert [row["counted"] for row in await rows_of(athlete_id)].count(True) == 1


async def test_gear_is_found_by_name_and_made_once(athlete_id: UUID) -> None:
    first = archive_row(None, "1", gear="Roadster")
    second = archive_row(None, "2", gear="roadster ", started_at_ms=START_MS + 48 * HOUR_MS)
    await record_one(athlete_id, first)
    await record_one(athlete_id, second)
    gear = {row["gear_id"] for row in await rows_of(athlete_id)}
    assert len(gear) == 1
    assert (await counts_of(athlete_id))["gear"] == 1


async def test_a_service_may_bring_its_streams_later(athlete_id: UUID) -> None:
    with_streams = leg(name="Lunch ride")
    listed = NewActivity(
        SourceKind.STRAVA_API,
        "42",
        (replace(with_streams, streams={}, measured=with_streams.measured),),
        permission="restricted",
    )
    first = await record_one(athlete_id, listed)
    second = await record_one(athlete_id, replace(listed, legs=(with_streams,)))
    assert (second.outcome, second.code, second.activity_ids) == (Outcome.DUPLICATE, "same_source", first.activity_ids)
    (row,) = await rows_of(athlete_id)
    assert (row["content_rev"], row["permission"]) == (2, "restricted")
    assert (await counts_of(athlete_id))["stream"] == 8


async def test_titles_with_nul_and_half_a_character_are_stored(athlete_id: UUID) -> None:
    await record_one(athlete_id, archive_row(name="a\x00b\ud800c"))
    (row,) = await rows_of(athlete_id)
    assert row["name"] == "ab?c"


async def test_a_source_cannot_belong_to_another_athletes_activity(athlete_id: UUID, other_athlete_id: UUID) -> None:
    theirs = (await record_one(other_athlete_id, file_activity(), original())).activity_ids[0]
    with pytest.raises(DBAPIError, match="foreign key"):
        await _insert_source(athlete_id, theirs)
    mine = (await record_one(athlete_id, archive_row())).activity_ids[0]
    with pytest.raises(DBAPIError, match="foreign key"):
        async with athlete_session(athlete_id) as db:
            await db.execute(
                text("update activity set duplicate_of = :theirs where id = :mine"), {"theirs": theirs, "mine": mine}
            )


async def _insert_source(athlete_id: UUID, activity_id: UUID) -> None:
    async with athlete_session(athlete_id) as db:
        await db.execute(
            text(
                "insert into activity_source (athlete_id, id, activity_id, source, source_id, facts) "
                "values (:athlete_id, :id, :activity_id, 'manual', 'x', '{}')"
            ),
            {"athlete_id": athlete_id, "id": new_id(), "activity_id": activity_id},
        )


async def test_an_athlete_sees_no_other_athletes_activity_as_a_duplicate(
    athlete_id: UUID, other_athlete_id: UUID
) -> None:
    await record_one(athlete_id, file_activity(), original())
    assert (await record_one(other_athlete_id, file_activity(), original())).code == "new"


async def test_a_record_takes_few_statements_and_a_batch_hardly_more(athlete_id: UUID) -> None:
    async with athlete_session(athlete_id) as db:
        with counted_statements() as one:
            await record(db, athlete_id, file_activity(), blob=original())
    news = [
        file_activity(original(str(number)), leg(60, start_ms=START_MS + number * 24 * HOUR_MS + number * 1_234_000))
        for number in range(1, 21)
    ]
    contents = {sha_of(original(str(number))): original(str(number)) for number in range(1, 21)}
    async with athlete_session(athlete_id) as db:
        with counted_statements() as many:
            outcomes = await record_many(db, athlete_id, news, originals=contents)
        with counted_statements() as known:
            await record_many(db, athlete_id, news, originals=contents)
    assert {outcome.code for outcome in outcomes} == {"new"}
    assert [len([sql for sql in sent if not _is_told(sql)]) for sent in (one, many, known)] == [5, 5, 2]
    assert len([sql for sql in many if _is_told(sql)]) == len([sql for sql in one if _is_told(sql)])


def _is_told(sql: str) -> bool:
    """Marks and wake-ups of the event's subscribers, however many these are."""
    return "dirty_mark" in sql or "app.enqueue" in sql


async def test_facts_of_an_archive_do_not_replace_those_of_the_device(athlete_id: UUID) -> None:
    await record_one(
        athlete_id, replace(file_activity(), companions=(companion(distance_m=1.0, elapsed_s=1.0),)), original()
    )
    (row,) = await rows_of(athlete_id)
    assert row["elapsed_s"] == 599.0
    assert row["distance_m"] == pytest.approx(4800, rel=0.01)


async def test_a_sport_corrected_in_the_archive_is_taken_over(athlete_id: UUID) -> None:
    corrected = companion(sport="nordic_ski", sport_raw="Nordic Ski")
    await record_one(athlete_id, replace(file_activity(), companions=(corrected,)), original())
    (row,) = await rows_of(athlete_id)
    assert (row["sport"], row["sport_family"]) == ("nordic_ski", "ski")


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_original_export_and_archive_row_are_counted_once_in_any_order(
    athlete_id: UUID, order: tuple[int, ...]
) -> None:
    device = {"device_serial": "3401", "device_created_at_ms": START_MS}
    news = [
        (file_activity(**device), original()),
        (file_activity(original("export"), leg(name="Export"), **device), original("export")),
        (archive_row(sha_of(original()), description="Words"), original()),
    ]
    for index in order:
        await record_one(athlete_id, *news[index])
    assert [row["counted"] for row in await rows_of(athlete_id)].count(True) == 1
