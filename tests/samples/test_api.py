"""Sample data over HTTP: filled by the real pipeline, beside what is there, and gone without a trace."""

from typing import Any

import pytest

from paceline.infra.db.athlete import athlete_session
from paceline.samples.service import filling
from tests.conftest import SignUp
from tests.samples.conftest import DAYS, LAST_ON, Athlete

_LEFT_OUT = "'athlete_revision', 'idempotent_answer', 'alembic_version'"


async def _everything(athlete: Athlete) -> dict[str, list[Any]]:
    """All rows of the athlete by table, without what changes by itself."""
    tables = await athlete.rows(
        f"""
        select c.relname as table_name from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname = 'athlete_id'
          and c.relname not in ({_LEFT_OUT}) and has_table_privilege(c.oid, 'select')
        order by 1
        """
    )
    found: dict[str, list[Any]] = {}
    for table in (row["table_name"] for row in tables):
        changing = "- 'revision' - 'updated_at' - 'calc_at'"
        rows = await athlete.rows(f"select to_jsonb(t) {changing} as row from {table} t order by 1")
        found[table] = [row["row"] for row in rows]
    return found


async def test_nothing_is_there_at_first(athlete: Athlete) -> None:
    assert await athlete.get("samples") == {"athletes": ["runner", "cyclist"], "present": None}
    gone = await athlete.browser.delete("/api/v1/samples")
    assert (gone.status_code, gone.json()["code"]) == (404, "sample_not_found")
    unknown = await athlete.ask("swimmer")
    assert unknown.status_code == 422


async def test_a_sample_is_prepared_imported_and_ready(athlete: Athlete) -> None:
    begun = await athlete.ask()
    assert begun.status_code == 202
    assert (begun.json()["state"], begun.json()["import_id"]) == ("preparing", None)
    assert (begun.json()["last_on"], begun.json()["seed"]) == (LAST_ON.isoformat(), 1)
    await athlete.prepare()
    sample = await athlete.present()
    assert sample is not None
    assert sample["state"] == "importing"
    batch = (await athlete.get(f"imports/{sample['import_id']}"))["batch"]
    assert (batch["origin"], batch["label"], batch["status"]) == ("sample", "Sample runner", "queued")
    await athlete.work()
    sample = await athlete.present()
    assert sample is not None
    assert sample["state"] == "ready"
    batch = (await athlete.get(f"imports/{sample['import_id']}"))["batch"]
    assert batch["counts"]["imported"] == batch["total"] >= DAYS // 2
    assert batch["counts"]["failed"] == batch["counts"]["duplicate"] == 0


async def test_every_activity_is_marked_as_sample_and_told_like_a_persons(athlete: Athlete) -> None:
    await athlete.filled()
    assert {row["source"] for row in await athlete.rows("select distinct source from activity_source")} == {"demo"}
    items = (await athlete.get("activities?limit=200"))["items"]
    race = next(one for one in items if one["is_race"])
    assert (race["name"], race["sport"], race["local_on"]) == ("City 10k", "run", LAST_ON.isoformat())
    assert race["distance_m"] == pytest.approx(10_000, abs=30)
    assert {one["time_zone"] for one in items} == {"Europe/Berlin"}
    gear = (await athlete.get("gear"))["items"]
    assert {(one["kind"], one["name"], one["brand"]) for one in gear} == {
        ("shoes", "Daily shoes", "Tern"),
        ("shoes", "Race shoes", "Tern"),
    }
    detail = await athlete.get(f"activities/{race['id']}")
    assert {source["source"] for source in detail["sources"]} == {"demo"}
    assert detail["description"] == "Race day."
    assert detail["perceived_exertion"] == 10
    assert detail["gear_id"]


async def test_what_the_athlete_would_have_typed_in_comes_along(athlete: Athlete) -> None:
    await athlete.filled("cyclist")
    profile = await athlete.get("profile")
    assert (profile["display_name"], profile["sex"], profile["time_zone"]) == ("Jonas Sample", "male", "Europe/Berlin")
    assert 70 <= profile["weight_kg"] <= 76
    stated = [one for one in (await athlete.get("thresholds"))["items"] if one["source"] == "athlete"]
    assert {one["kind"] for one in stated} == {"resting_hr_bpm", "hr_max_bpm"}
    days = (await athlete.get(f"fitness?from=2026-05-25&to={LAST_ON}"))["load"]
    assert sum(load or 0 for load in days) > 200


async def test_removing_leaves_nothing(athlete: Athlete) -> None:
    before = await _everything(athlete)
    await athlete.filled()
    # What is done to sample data goes with it.
    first = (await athlete.get("activities"))["items"][0]["id"]
    await athlete.browser.patch(f"/api/v1/activities/{first}", json={"name": "Renamed"})
    removed = await athlete.remove()
    assert removed["removed_activities"] >= DAYS // 2
    assert await athlete.present() is None
    after = await _everything(athlete)
    # The row of the profile stays, with nothing in it.
    profile = after.pop("athlete_profile")
    before.pop("athlete_profile")
    assert [(row["display_name"], row["time_zone"], row["time_zone_source"]) for row in profile] == [
        (None, "UTC", "default")
    ]
    assert after == before
    await athlete.filled("cyclist")


async def test_what_the_athlete_entered_stays_and_is_not_touched(athlete: Athlete) -> None:
    await athlete.browser.patch("/api/v1/profile", json={"display_name": "Ana", "time_zone": "Europe/Lisbon"})
    await athlete.post("profile/weights", {"measured_on": "2026-06-01", "weight_kg": 55})
    await athlete.post("thresholds", {"kind": "resting_hr_bpm", "value": 47, "valid_from": "2026-01-01"})
    run = {"sport": "run", "started_at_local": "2026-06-02T13:00:00", "elapsed_s": 1800}
    own = (await athlete.post("activities", run))["activity_id"]
    await athlete.filled()
    profile = await athlete.get("profile")
    assert (profile["display_name"], profile["time_zone"], profile["sex"]) == ("Ana", "Europe/Lisbon", "female")
    thresholds = (await athlete.get("thresholds"))["items"]
    assert [one["value"] for one in thresholds if one["kind"] == "resting_hr_bpm"] == [47]
    await athlete.post("profile/weights", {"measured_on": "2026-06-10", "weight_kg": 54.5})
    await athlete.remove()
    profile = await athlete.get("profile")
    assert (profile["display_name"], profile["time_zone"], profile["sex"]) == ("Ana", "Europe/Lisbon", None)
    weights = (await athlete.get("profile/weights"))["items"]
    assert [(one["measured_on"], one["weight_kg"]) for one in weights] == [("2026-06-10", 54.5), ("2026-06-01", 55)]
    assert [one["id"] for one in (await athlete.get("activities"))["items"]] == [own]
    assert [one["kind"] for one in (await athlete.get("thresholds"))["items"]] == ["resting_hr_bpm"]


async def test_one_sample_at_a_time(athlete: Athlete) -> None:
    first = await athlete.ask(**{"idempotency-key": "one"})
    again = await athlete.ask(**{"idempotency-key": "one"})
    assert (again.status_code, again.content) == (202, first.content)
    second = await athlete.ask("cyclist")
    assert (second.status_code, second.json()["code"]) == (409, "sample_present")
    await athlete.remove()
    assert (await athlete.ask("cyclist")).status_code == 202


async def test_a_set_removed_while_its_files_are_written_brings_nothing(
    athlete: Athlete, monkeypatch: pytest.MonkeyPatch
) -> None:
    await athlete.ask()
    write = filling.write_archive

    async def write_and_remove(*arguments: Any) -> None:
        await write(*arguments)
        await athlete.remove()

    monkeypatch.setattr(filling, "write_archive", write_and_remove)
    await athlete.prepare()
    assert await athlete.present() is None
    assert await athlete.rows("select id from import_batch") == []
    assert await athlete.rows("select sha256 from blob") == []


async def test_a_sample_without_room_says_so(athlete: Athlete) -> None:
    await athlete.ask()
    cramped = Athlete(
        athlete.id, athlete.browser, type(athlete.workshop)(1, athlete.workshop.spool_dir, (), storage_bytes=1000)
    )
    await cramped.prepare()
    sample = await athlete.present()
    assert sample is not None
    assert (sample["state"], sample["problem"]["code"]) == ("failed", "storage_full")
    await athlete.remove()
    assert await athlete.present() is None


async def test_two_athletes_never_share_a_sample(athlete: Athlete, sign_up: SignUp) -> None:
    await athlete.ask()
    ben = await sign_up("ben")
    assert (await ben.get("/api/v1/samples")).json()["present"] is None
    assert (await ben.delete("/api/v1/samples")).status_code == 404
    async with athlete_session(athlete.id, read_only=True) as db:
        assert await filling.find_sample(db) is not None
