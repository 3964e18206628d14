"""Worlds filled from recorded answers and from records a caller hands over."""

import json
import shutil
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from paceline.sandbox.serving.request import RecordedFolder, SandboxRequest, filled_world
from paceline.sandbox.serving.running import sandbox_in_thread
from paceline.sandbox.strava.filling.recorded import WrongRecordingError
from paceline.sandbox.strava.filling.records import ActivityRecord, AthleteRecords
from paceline.sandbox.strava.filling.seeded import SeededAthlete
from paceline.sandbox.strava.settings import StravaSettings
from paceline.sandbox.strava.world.athlete import Athlete
from paceline.sandbox.strava.world.columns import Columns
from tests.sandbox.conftest import ATHLETE_ID, NOW, PLENTY, Api, Open

STREAM_KEYS = "time,distance,latlng,altitude,velocity_smooth,heartrate,cadence,watts,temp"


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Answers recorded of a stand-in, as they would be of the real service."""
    folder = tmp_path_factory.mktemp("recorded")
    settings = StravaSettings(limits=PLENTY, frozen_at_s=NOW.timestamp(), delivers_by_itself=False)
    athlete = SeededAthlete(8, athlete_id=ATHLETE_ID, ends_at=NOW)
    with sandbox_in_thread(SandboxRequest(strava=settings, athletes=(athlete,))) as running:
        api = Api(running.strava_api_url, running.strava.grant(ATHLETE_ID)["access_token"])
        with closing(api):
            _record_into(folder, api)
    return folder


def _record_into(folder: Path, api: Api) -> None:
    listed = api.document("/athlete/activities")
    (folder / "activities").mkdir()
    (folder / "streams").mkdir()
    (folder / "activities.json").write_text(json.dumps(listed))
    (folder / "athlete.json").write_text(json.dumps(api.document("/athlete")))
    for one in listed:
        path = f"/activities/{one['id']}"
        (folder / "activities" / f"{one['id']}.json").write_text(json.dumps(api.document(path)))
        answer = api.get(f"{path}/streams", keys=STREAM_KEYS, key_by_type="true")
        if answer.status_code == 200:
            (folder / "streams" / f"{one['id']}.json").write_text(json.dumps(answer.json()))


@pytest.fixture
def folder(tmp_path: Path, recorded: Path) -> Path:
    """A copy of them to use, or to spoil."""
    return shutil.copytree(recorded, tmp_path / "recorded")


def _listed(folder: Path) -> list[dict[str, Any]]:
    return json.loads((folder / "activities.json").read_text())


def test_recorded_answers_are_answered_as_they_were_recorded(folder: Path, open_sandbox: Open) -> None:
    api = open_sandbox(RecordedFolder(folder, athlete_id=9)).api(athlete_id=9)
    for one in _listed(folder):
        mine = {**one, "athlete": {"id": 9, "resource_state": 1}}
        recorded = json.loads((folder / "activities" / f"{one['id']}.json").read_text())
        assert mine in api.document("/athlete/activities")
        assert api.document(f"/activities/{one['id']}") == {**recorded, "athlete": mine["athlete"]}
        assert api.document(f"/activities/{one['id']}/laps") == recorded["laps"]
        streams = folder / "streams" / f"{one['id']}.json"
        answer = api.get(f"/activities/{one['id']}/streams", keys=STREAM_KEYS, key_by_type="true")
        assert answer.status_code == (200 if streams.exists() else 404)
        if streams.exists():
            assert answer.json() == json.loads(streams.read_text())


def test_a_recorded_athlete_keeps_id_and_name(folder: Path, open_sandbox: Open) -> None:
    athlete = json.loads((folder / "athlete.json").read_text())
    shown = open_sandbox(RecordedFolder(folder)).api(athlete_id=athlete["id"]).document("/athlete")
    assert (shown["id"], shown["firstname"], shown["ftp"]) == (athlete["id"], athlete["firstname"], athlete["ftp"])


def test_a_recorded_activity_can_be_edited_and_cropped(folder: Path, open_sandbox: Open) -> None:
    sandbox = open_sandbox(RecordedFolder(folder, athlete_id=9))
    api = sandbox.api(athlete_id=9)
    one = next(one for one in _listed(folder) if one["start_latlng"])
    sandbox.strava.change("edit", activity_id=one["id"], name="New name")
    sandbox.strava.change("crop", activity_id=one["id"], from_s=120, to_s=600)
    detail = api.document(f"/activities/{one['id']}")
    assert detail["name"] == "New name"
    assert detail["elapsed_time"] == pytest.approx(480, abs=20)
    assert detail["timezone"] == one["timezone"]


def test_a_recorded_summary_without_its_files_still_answers(folder: Path, open_sandbox: Open) -> None:
    one = _listed(folder)[0]
    (folder / "activities" / f"{one['id']}.json").unlink()
    (folder / "streams" / f"{one['id']}.json").unlink(missing_ok=True)
    api = open_sandbox(RecordedFolder(folder, athlete_id=9)).api(athlete_id=9)
    assert api.document(f"/activities/{one['id']}")["resource_state"] == 3
    assert api.get(f"/activities/{one['id']}/streams", keys="time", key_by_type="true").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("activities.json", None, "no such file"),
        ("activities.json", "[{", "not JSON"),
        ("activities.json", "{}", "not a list"),
        ("activities.json", "[1]", "not an object"),
        ("activities.json", '[{"id": 1}]', "item 0: name is missing"),
        ("athlete.json", "[]", "not what the API answers"),
        ("activities/{id}.json", "[]", "not what the API answers"),
        ("streams/{id}.json", '{"time": [0, 1]}', "not what the API answers"),
        ("streams/{id}.json", "{", "not JSON"),
    ],
)
def test_a_folder_that_cannot_be_used_says_which_file_and_why(
    folder: Path, name: str, content: str | None, complaint: str
) -> None:
    path = folder / name.format(id=_listed(folder)[0]["id"])
    path.unlink(missing_ok=True)
    if content is not None:
        path.write_text(content)
    with pytest.raises(WrongRecordingError, match=complaint) as raised:
        filled_world((RecordedFolder(folder),))
    assert path.name in str(raised.value)


def test_an_activity_that_is_recorded_twice_is_refused(folder: Path) -> None:
    listed = _listed(folder)
    (folder / "activities.json").write_text(json.dumps([*listed, listed[0]]))
    with pytest.raises(WrongRecordingError, match="twice"):
        filled_world((RecordedFolder(folder),))


def _columns(count: int = 601) -> Columns:
    seconds = np.arange(count, dtype=np.int64)
    pulse = 120 + seconds / 20.0
    pulse[100:110] = np.nan
    return Columns(
        time_s=seconds + 5,
        distance_m=3.0 * seconds,
        latitude_deg=51.0 + seconds * 2.7e-5,
        longitude_deg=np.full(count, 9.0),
        altitude_m=200 + 10 * np.sin(seconds / 50.0),
        speed_mps=np.full(count, 3.0),
        heart_rate_bpm=pulse,
        power_w=np.full(count, np.nan),
    )


def _record(**changed: Any) -> ActivityRecord:
    said = {
        "started_at": datetime(2026, 3, 1, 7, 0, tzinfo=UTC),
        "time_zone": "Europe/Berlin",
        "sport_type": "Run",
        "name": "Easy",
        "columns": _columns(),
        "device_name": "Model device",
        "description": "from a record",
        "gear_id": "g1",
        "workout_type": 2,
    }
    return ActivityRecord(**{**said, **changed})


def _api_of(open_sandbox: Open, *records: ActivityRecord) -> Api:
    athlete = Athlete(5, "Mara", "Quell", time_zone="Europe/Berlin")
    return open_sandbox(AthleteRecords(athlete, records)).api(athlete_id=5)


def test_a_record_is_measured_and_shown_as_an_activity(open_sandbox: Open) -> None:
    api = _api_of(open_sandbox, _record())
    summary = api.document("/athlete/activities")[0]
    assert (summary["distance"], summary["moving_time"], summary["elapsed_time"]) == (1800, 600, 600)
    assert summary["average_heartrate"] == pytest.approx(135, abs=0.5)
    assert summary["max_heartrate"] == 150
    assert (summary["elev_low"], summary["elev_high"]) == (190, 210)
    assert summary["start_latlng"] == [51.0, 9.0]
    assert (summary["start_date_local"], summary["gear_id"]) == ("2026-03-01T08:00:00Z", "g1")
    assert "average_watts" not in summary
    detail = api.document(f"/activities/{summary['id']}")
    assert detail["description"] == "from a record"
    assert len(detail["splits_metric"]) == 2


def test_gaps_in_a_record_are_held_and_empty_columns_are_no_streams(open_sandbox: Open) -> None:
    api = _api_of(open_sandbox, _record())
    activity = api.document("/athlete/activities")[0]["id"]
    streams = api.document(f"/activities/{activity}/streams", keys=STREAM_KEYS, key_by_type="true")
    assert "watts" not in streams
    assert streams["time"]["data"] == list(range(601))
    assert streams["heartrate"]["data"][99:110] == [125] * 11


def test_a_record_without_columns_is_a_manual_entry(open_sandbox: Open) -> None:
    api = _api_of(open_sandbox, _record(columns=None, distance_m=5000.0, elapsed_s=1500))
    summary = api.document("/athlete/activities")[0]
    assert (summary["manual"], summary["distance"], summary["elapsed_time"]) == (True, 5000, 1500)


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"started_at": datetime(2026, 3, 1, tzinfo=UTC).replace(tzinfo=None)}, "no offset"),
        ({"columns": _columns(1)}, "do not rise"),
        ({"columns": Columns(np.array([0, 1, 1]))}, "do not rise"),
        ({"columns": Columns(np.array([0, 1, 2]), distance_m=np.zeros(2))}, "distance_m of 'Easy' has 2 values"),
    ],
)
def test_a_record_that_cannot_be_shown_is_refused(changed: dict[str, Any], complaint: str) -> None:
    athlete = AthleteRecords(Athlete(5, "Mara", "Quell"), (_record(**changed),))
    with pytest.raises(ValueError, match=complaint):
        filled_world((athlete,))


def test_athletes_of_all_kinds_stand_side_by_side(folder: Path) -> None:
    athletes = AthleteRecords(Athlete(5, "Mara", "Quell"), (_record(),))
    world = filled_world((SeededAthlete(4, athlete_id=1), RecordedFolder(folder, athlete_id=9), athletes))
    assert {one: len(world.listed(one)) for one in world.athletes} == {1: 4, 9: 8, 5: 1}


def test_two_athletes_cannot_have_one_id() -> None:
    with pytest.raises(ValueError, match="athlete 1 already"):
        filled_world((SeededAthlete(1, athlete_id=1), SeededAthlete(1, athlete_id=1)))
