"""What a service says of an activity, beside what files and archives say of the same one, and what remains when it says it no more."""

from dataclasses import replace
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from paceline.activities.schemas import NewActivity, Outcome, SourceKind
from paceline.activities.service.record import record_many
from paceline.activities.service.remove import delete
from paceline.activities.service.rollback import withdraw_sources
from paceline.infra.db.athlete import athlete_session
from tests.activities.builders import (
    START_MS,
    archive_row,
    counts_of,
    file_activity,
    leg,
    original,
    record_one,
    rows_of,
    set_override,
)

UPLOAD = "987654321"


def strava(source_id: str = UPLOAD, **changes: Any) -> NewActivity:
    """An activity as the service tells it, restricted."""
    facts: dict[str, Any] = {"name": "As uploaded", "sport_raw": "Ride"}
    facts |= changes
    return NewActivity(SourceKind.STRAVA_API, source_id, (leg(**facts),), permission="restricted")


async def withdraw(athlete_id: UUID, *source_ids: str) -> None:
    async with athlete_session(athlete_id) as db:
        await withdraw_sources(db, athlete_id, SourceKind.STRAVA_API, source_ids)


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_file_archive_and_service_are_one_open_activity_in_any_order(
    athlete_id: UUID, order: tuple[int, ...]
) -> None:
    news: list[tuple[NewActivity, bytes | None]] = [
        (file_activity(), original()),
        (archive_row(source_id=UPLOAD), None),
        (strava(), None),
    ]
    for index in order:
        await record_one(athlete_id, *news[index])
    rows = await rows_of(athlete_id)
    # An archive's row without its file says too little of a recording to be taken for that of a file.
    named = [row for row in rows if row["primary_source_id"] and row["counted"]]
    assert len(named) == 1
    assert named[0]["permission"] == "open"


async def test_the_export_and_the_service_speak_of_one_activity_by_one_number(athlete_id: UUID) -> None:
    listed = await record_one(athlete_id, strava(distance_m=90_000.0, seconds=900))
    row = await record_one(athlete_id, archive_row(source_id=UPLOAD))
    assert row.activity_ids == listed.activity_ids
    assert (await counts_of(athlete_id))["activity"] == 1


async def test_a_service_joins_the_file_it_was_made_of_and_adds_nothing_restricted(athlete_id: UUID) -> None:
    file = await record_one(athlete_id, file_activity(), original())
    listed = await record_one(athlete_id, strava(description="Only there"))
    assert (listed.activity_ids, listed.outcome) == (file.activity_ids, Outcome.IMPORTED)
    (row,) = await rows_of(athlete_id)
    assert (row["permission"], row["description"], row["name"]) == ("open", None, "Morning ride")


async def test_a_file_takes_over_what_a_service_brought_first(athlete_id: UUID) -> None:
    listed = await record_one(athlete_id, strava())
    assert (await rows_of(athlete_id))[0]["permission"] == "restricted"
    file = await record_one(athlete_id, file_activity(), original())
    assert file.activity_ids == listed.activity_ids
    (row,) = await rows_of(athlete_id)
    assert (row["permission"], row["name"]) == ("open", "Morning ride")


@pytest.mark.parametrize(
    "changes",
    [
        {"start_ms": START_MS + 3000},
        {"seconds": 605},
        {"sport": "run"},
        {"speed_mps": 8.4},
    ],
    ids=["starts later", "lasts longer", "another sport", "another way"],
)
async def test_what_only_looks_alike_is_left_to_the_athlete(athlete_id: UUID, changes: dict[str, Any]) -> None:
    file = await record_one(athlete_id, file_activity(), original())
    listed = await record_one(athlete_id, strava(**changes))
    assert listed.activity_ids != file.activity_ids


async def test_of_two_recordings_of_the_same_seconds_none_is_chosen_for_the_athlete(athlete_id: UUID) -> None:
    await record_one(athlete_id, file_activity(), original())
    other = await record_one(athlete_id, file_activity(original("other")), original("other"))
    assert other.code == "probable_duplicate"
    listed = await record_one(athlete_id, strava())
    assert listed.code == "probable_duplicate"
    assert (await counts_of(athlete_id))["activity"] == 3


async def test_two_uploads_of_one_second_stay_two(athlete_id: UUID) -> None:
    async with athlete_session(athlete_id) as db:
        outcomes = await record_many(db, athlete_id, [strava("1"), strava("2")])
    assert len({one.activity_ids for one in outcomes}) == 2


async def test_a_service_without_streams_now_keeps_those_it_brought(athlete_id: UUID) -> None:
    await record_one(athlete_id, strava())
    listed = strava(name="Renamed there")
    (bare,) = listed.legs
    await record_one(athlete_id, replace(listed, legs=(replace(bare, streams={}, measured=type(bare.measured)()),)))
    (row,) = await rows_of(athlete_id)
    assert (row["name"], row["sample_count"], row["content_rev"]) == ("Renamed there", 600, 1)


async def test_what_a_policy_allows_may_change(athlete_id: UUID) -> None:
    await record_one(athlete_id, strava())
    await record_one(athlete_id, replace(strava(), permission="open"))
    (row,) = await rows_of(athlete_id)
    assert row["permission"] == "open"


async def test_an_activity_the_service_withdraws_goes_without_a_trace(athlete_id: UUID) -> None:
    before = await counts_of(athlete_id)
    listed = await record_one(athlete_id, strava())
    async with athlete_session(athlete_id) as db:
        await set_override(db, athlete_id, listed.activity_ids[0], "name", "Mine")
    await withdraw(athlete_id, UPLOAD)
    assert await counts_of(athlete_id) == before
    # Shown again, it is there again.
    again = await record_one(athlete_id, strava())
    assert again.code == "new"


async def test_an_activity_with_a_file_stays_when_the_service_withdraws_it(athlete_id: UUID) -> None:
    await record_one(athlete_id, strava())
    file = await record_one(athlete_id, file_activity(), original())
    await withdraw(athlete_id, UPLOAD)
    (row,) = await rows_of(athlete_id)
    assert (row["id"], row["permission"], row["sample_count"]) == (file.activity_ids[0], "open", 600)
    assert (await counts_of(athlete_id))["activity_source"] == 1


async def test_what_the_athlete_deleted_stays_deleted_though_the_service_withdraws_and_shows_it_again(
    athlete_id: UUID,
) -> None:
    listed = await record_one(athlete_id, strava())
    async with athlete_session(athlete_id) as db:
        await delete(db, athlete_id, listed.activity_ids)
    await withdraw(athlete_id, UPLOAD)
    again = await record_one(athlete_id, strava())
    assert again.outcome is Outcome.DELETED_BEFORE


async def test_another_athletes_activity_is_not_withdrawn(athlete_id: UUID, other_athlete_id: UUID) -> None:
    await record_one(athlete_id, strava())
    await withdraw(other_athlete_id, UPLOAD)
    assert (await counts_of(athlete_id))["activity"] == 1
