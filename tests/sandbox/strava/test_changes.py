"""What happens at the provider while somebody is connected, and the ledger that knows it."""

from typing import Any

import pytest

from paceline.sandbox.serving.control import ControlError
from tests.sandbox.conftest import ATHLETE_ID, Api, Standing


@pytest.fixture
def api(sandbox: Standing) -> Api:
    return sandbox.api()


@pytest.fixture
def run(api: Api) -> dict[str, Any]:
    """A run out of doors, without pauses."""
    runs = (one for one in api.listed() if one["type"] == "Run" and one["start_latlng"])
    return next(one for one in runs if one["elapsed_time"] == one["moving_time"] > 1500)


def _known(sandbox: Standing, activity_id: int) -> dict[str, Any]:
    activities = sandbox.strava.ledger()["athletes"][0]["activities"]
    return next(one for one in activities if one["id"] == activity_id)


def test_an_added_activity_is_as_it_was_wished(sandbox: Standing, api: Api) -> None:
    added = sandbox.strava.change(
        "add",
        athlete_id=ATHLETE_ID,
        sport_type="Ride",
        name="Commute",
        duration_s=1200,
        distance_m=7000,
        started_at="2026-05-20T06:00:00Z",
        time_zone="Pacific/Auckland",
        position=[-41.29, 174.78],
    )
    detail = api.document(f"/activities/{added}")
    assert (detail["name"], detail["sport_type"], detail["moving_time"]) == ("Commute", "Ride", 1200)
    assert detail["distance"] == pytest.approx(7000)
    assert detail["start_date_local"] == "2026-05-20T18:00:00Z"
    assert detail["start_latlng"] == pytest.approx([-41.29, 174.78], abs=0.01)


def test_a_sport_that_nobody_knows_yet_can_come(sandbox: Standing, api: Api) -> None:
    added = sandbox.strava.change("add", athlete_id=ATHLETE_ID, sport_type="Orienteering")
    assert api.document(f"/activities/{added}")["sport_type"] == "Orienteering"


def test_a_manual_entry_can_come(sandbox: Standing, api: Api) -> None:
    added = sandbox.strava.change("add", athlete_id=ATHLETE_ID, is_manual=True)
    assert api.document(f"/activities/{added}")["manual"]
    assert api.get(f"/activities/{added}/streams", keys="time", key_by_type="true").status_code == 404


def test_an_edit_is_seen_in_list_and_detail_and_changes_the_fingerprint(
    sandbox: Standing, api: Api, run: dict[str, Any]
) -> None:
    before = _known(sandbox, run["id"])["sha256"]
    edit = {"name": "Fog", "sport_type": "TrailRun", "description": "cold\nand wet", "commute": True, "workout_type": 2}
    sandbox.strava.change("edit", activity_id=run["id"], **edit)
    listed = next(one for one in api.listed() if one["id"] == run["id"])
    assert {name: listed[name] for name in edit if name != "description"} == {
        name: value for name, value in edit.items() if name != "description"
    }
    assert "description" not in listed
    assert api.document(f"/activities/{run['id']}")["description"] == "cold\nand wet"
    assert _known(sandbox, run["id"])["sha256"] != before


def test_a_description_alone_changes_the_fingerprint(sandbox: Standing, run: dict[str, Any]) -> None:
    before = _known(sandbox, run["id"])["sha256"]
    sandbox.strava.change("edit", activity_id=run["id"], description="x")
    assert _known(sandbox, run["id"])["sha256"] != before


def test_a_crop_keeps_id_and_name_and_changes_the_numbers(sandbox: Standing, api: Api, run: dict[str, Any]) -> None:
    sandbox.strava.change("edit", activity_id=run["id"], name="Mine")
    sandbox.strava.change("crop", activity_id=run["id"], from_s=300, to_s=1200)
    detail = api.document(f"/activities/{run['id']}")
    assert detail["name"] == "Mine"
    assert detail["elapsed_time"] == pytest.approx(900, abs=15)
    assert detail["distance"] < run["distance"]
    assert detail["start_date"] > run["start_date"]
    times = api.document(f"/activities/{run['id']}/streams", keys="time", key_by_type="true")["time"]["data"]
    assert (times[0], times[-1]) == (0, detail["elapsed_time"])


def test_a_crop_can_be_cropped(sandbox: Standing, api: Api, run: dict[str, Any]) -> None:
    sandbox.strava.change("crop", activity_id=run["id"], from_s=60, to_s=1200)
    sandbox.strava.change("crop", activity_id=run["id"], from_s=60, to_s=600)
    assert api.document(f"/activities/{run['id']}")["elapsed_time"] == pytest.approx(540, abs=15)


def test_a_split_makes_two_of_one(sandbox: Standing, api: Api, run: dict[str, Any]) -> None:
    second = sandbox.strava.change("split", activity_id=run["id"], at_s=600)
    first = api.document(f"/activities/{run['id']}")
    rest = api.document(f"/activities/{second}")
    assert first["distance"] + rest["distance"] == pytest.approx(run["distance"], rel=0.02)
    assert first["elapsed_time"] == pytest.approx(600, abs=15)
    assert rest["start_date"] > first["start_date"] == run["start_date"]


def test_a_second_device_makes_a_double_with_another_id(sandbox: Standing, api: Api, run: dict[str, Any]) -> None:
    double = sandbox.strava.change("duplicate", activity_id=run["id"], shift_s=4)
    detail = api.document(f"/activities/{double}")
    assert detail["id"] != run["id"]
    assert detail["distance"] == pytest.approx(run["distance"], rel=0.01)
    assert detail["external_id"] != run["external_id"]
    assert detail["device_name"] != run["device_name"]


def test_a_deleted_activity_is_gone_everywhere(sandbox: Standing, api: Api, run: dict[str, Any]) -> None:
    sandbox.strava.change("delete", activity_id=run["id"])
    assert run["id"] not in [one["id"] for one in api.listed()]
    assert api.get(f"/activities/{run['id']}").status_code == 404
    with pytest.raises(ControlError, match="404"):
        sandbox.strava.change("delete", activity_id=run["id"])


def test_what_cannot_be_done_is_refused_and_changes_nothing(sandbox: Standing, api: Api, run: dict[str, Any]) -> None:
    before = sandbox.strava.ledger()["athletes"]
    manual = next(one for one in api.listed() if one["manual"])
    for change, said in (
        ("crop", {"activity_id": manual["id"], "from_s": 0, "to_s": 60}),
        ("crop", {"activity_id": run["id"], "from_s": 90_000, "to_s": 90_060}),
        ("split", {"activity_id": run["id"], "at_s": 90_000}),
        ("add", {"athlete_id": 1}),
        ("edit", {"activity_id": run["id"], "colour": "red"}),
        ("teleport", {}),
    ):
        with pytest.raises(ControlError, match=r"404|409|422"):
            sandbox.strava.change(change, **said)
    assert sandbox.strava.ledger()["athletes"] == before


def test_the_ledger_knows_every_activity_as_the_athlete_s_own_token_sees_it(sandbox: Standing, api: Api) -> None:
    known = sandbox.strava.ledger()["athletes"][0]["activities"]
    listed = api.listed()
    assert [one["id"] for one in known] == [one["id"] for one in listed]
    for one, other in zip(known, listed, strict=True):
        assert {name: one[name] for name in ("name", "distance", "elapsed_time", "start_date", "visibility")} == {
            name: other[name] for name in ("name", "distance", "elapsed_time", "start_date", "visibility")
        }


def test_a_created_activity_is_manual_and_comes_twice_when_it_is_sent_twice(api: Api) -> None:
    form = {
        "name": "Gym",
        "sport_type": "WeightTraining",
        "start_date_local": "2026-05-31T18:00:00Z",
        "elapsed_time": "3000",
        "description": "heavy",
    }
    first, second = (api.post("/activities", form).json() for _ in range(2))
    assert first["id"] != second["id"]
    assert first["manual"]
    assert first["start_date_local"] == "2026-05-31T18:00:00Z"
    assert api.document(f"/activities/{first['id']}")["description"] == "heavy"


@pytest.mark.parametrize("missing", ["name", "sport_type", "start_date_local", "elapsed_time"])
def test_a_created_activity_needs_its_fields(api: Api, missing: str) -> None:
    form = {"name": "x", "sport_type": "Run", "start_date_local": "2026-05-31T18:00:00Z", "elapsed_time": "60"}
    del form[missing]
    answer = api.post("/activities", form)
    assert answer.status_code == 400
    assert answer.json()["errors"][0] == {"resource": "Activity", "field": missing, "code": "missing"}


def test_creating_needs_the_scope_for_it(sandbox: Standing) -> None:
    form = {"name": "x", "sport_type": "Run", "start_date_local": "2026-05-31T18:00:00Z", "elapsed_time": "60"}
    assert sandbox.api("activity:read_all").post("/activities", form).status_code == 401


def test_profile_and_zones_depend_on_the_scope(sandbox: Standing) -> None:
    whole, some = sandbox.api().document("/athlete"), sandbox.api("read").document("/athlete")
    assert (whole["resource_state"], some["resource_state"]) == (3, 2)
    assert whole["ftp"]
    assert "ftp" not in some
    answer = sandbox.api("read").get("/athlete/zones")
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["field"] == "profile:read_permission"


def test_gear_is_named_by_brand_model_and_nickname(sandbox: Standing) -> None:
    api = sandbox.api()
    bicycle = api.document("/athlete")["bikes"][0]
    gear = api.document(f"/gear/{bicycle['id']}")
    assert gear["name"] == " ".join([gear["brand_name"], gear["model_name"], gear["nickname"]])
    assert api.get("/gear/b999").status_code == 404


def test_the_clock_can_be_moved_stopped_and_started(sandbox: Standing) -> None:
    strava = sandbox.strava
    frozen = strava.now()
    assert strava.now() == frozen
    assert (strava.advance(90) - frozen).total_seconds() == 90
    strava.set_clock(frozen=False)
    running = strava.now()
    assert 0 <= (strava.now() - running).total_seconds() < 60
    strava.set_clock(frozen)
    assert abs((strava.now() - frozen).total_seconds()) < 60


def test_answers_are_dated_by_the_stand_in_s_clock(sandbox: Standing, api: Api) -> None:
    assert api.get("/athlete").headers["date"] == "Mon, 01 Jun 2026 12:00:00 GMT"
