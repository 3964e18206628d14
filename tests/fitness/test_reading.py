"""What the derived data look like over HTTP."""

from datetime import timedelta
from uuid import UUID, uuid4

import httpx2
import numpy as np
import pytest

from paceline.athletes.schemas import ThresholdKind
from paceline.infra import clock
from tests.fitness.history import FIRST_DAY, confirm, confirm_usual, day, record_one, rows, settle, short_ride
from tests.fitness.reads import RANGE, get
from tests.fitness.recordings import recording, run


async def test_fitness_decays_over_rest_days_up_to_today_without_stored_rows(
    browser: httpx2.AsyncClient, athlete_id: UUID
) -> None:
    await confirm_usual(athlete_id)
    await record_one(athlete_id, short_ride(250, minutes=60), day(0))
    await settle(athlete_id)
    fitness = await get(browser, "fitness", **RANGE)
    assert fitness["day"] == [day(n).isoformat() for n in range(31)]
    assert fitness["load"][:2] == [pytest.approx(100), 0]
    assert fitness["fitness"][30] == pytest.approx(fitness["fitness"][0] * np.exp(-30 / 42))
    assert fitness["form"][1] == pytest.approx(fitness["fitness"][0] - fitness["fatigue"][0])
    assert fitness["monotony"][5] is None
    assert fitness["monotony"][6] == pytest.approx(np.mean([100] + [0] * 6) / np.std([100] + [0] * 6, ddof=1))
    assert fitness["ramp"][7] == pytest.approx(fitness["fitness"][7] - fitness["fitness"][0])
    assert fitness["building_baseline_until"] == day(41).isoformat()
    assert fitness["is_updating"] is False
    assert len(await rows(athlete_id, "select * from fitness_day")) == 1


async def test_a_later_range_shows_the_same_numbers_as_the_whole(browser: httpx2.AsyncClient, athlete_id: UUID) -> None:
    await confirm_usual(athlete_id)
    for number in range(0, 20, 2):
        await record_one(athlete_id, short_ride(150 + 5 * number), day(number))
    await settle(athlete_id)
    whole = await get(browser, "fitness", **RANGE)
    part = await get(browser, "fitness", **{"from": day(12).isoformat(), "to": day(25).isoformat()})
    for column in ("day", "load", "fitness", "form", "ramp", "monotony", "strain"):
        assert part[column] == whole[column][12:26]


async def test_without_any_activity_there_is_an_empty_history(browser: httpx2.AsyncClient) -> None:
    fitness = await get(browser, "fitness")
    assert fitness["day"] == []
    assert fitness["building_baseline_until"] is None


async def test_the_future_is_not_shown(browser: httpx2.AsyncClient, athlete_id: UUID) -> None:
    await record_one(athlete_id, short_ride(), clock.today_in("UTC"))
    await settle(athlete_id)
    later = (clock.today_in("UTC") + timedelta(days=20)).isoformat()
    fitness = await get(browser, "fitness", to=later)
    assert fitness["day"] == [clock.today_in("UTC").isoformat()]


@pytest.mark.parametrize(
    "params", [{"from": "2025-03-02", "to": "2025-03-01"}, {"from": "0001-01-01"}, {"to": "9999-12-31"}]
)
async def test_an_impossible_range_is_refused(browser: httpx2.AsyncClient, params: dict[str, str]) -> None:
    answer = await browser.get("/api/v1/fitness", params=params)
    assert (answer.status_code, answer.json()["code"]) == (422, "range_invalid")


async def test_an_unchanged_answer_costs_no_computation(browser: httpx2.AsyncClient, athlete_id: UUID) -> None:
    first = await browser.get("/api/v1/fitness", params=RANGE)
    again = await browser.get("/api/v1/fitness", params=RANGE, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.headers["x-cache"]) == (304, "HIT")
    await record_one(athlete_id, short_ride(), day(0))
    changed = await browser.get("/api/v1/fitness", params=RANGE, headers={"if-none-match": first.headers["etag"]})
    assert changed.status_code == 200
    assert changed.json()["is_updating"] is True


async def test_the_power_curve_says_which_activity_holds_each_point(
    browser: httpx2.AsyncClient, athlete_id: UUID
) -> None:
    sprint = await record_one(athlete_id, short_ride(400, minutes=5), day(0))
    long = await record_one(athlete_id, short_ride(200, minutes=60), day(1))
    await record_one(athlete_id, short_ride(100, minutes=90), day(50))
    await settle(athlete_id)
    curve = await get(browser, "curves/power", **RANGE)
    points = dict(zip(curve["duration_s"], zip(curve["power_w"], curve["holder"], strict=True), strict=True))
    assert max(points) == 3600
    assert points[60][0] == 400
    assert curve["activities"][points[60][1]]["id"] == str(sprint)
    assert points[3600][0] == 200
    assert curve["activities"][points[3600][1]]["id"] == str(long)
    assert curve["critical_power"] is None
    assert curve["not_computable"]["code"] == "too_few_maximal_efforts"


async def test_critical_power_comes_with_its_error_and_efforts(browser: httpx2.AsyncClient, athlete_id: UUID) -> None:
    for number, seconds in enumerate((180, 360, 720, 1200)):
        watts = np.full(seconds, 250 + 20_000 / seconds)
        await record_one(athlete_id, recording(power_w=watts), day(number))
    await settle(athlete_id)
    fit = (await get(browser, "curves/power", **RANGE))["critical_power"]
    assert fit["cp_w"] == pytest.approx(250, abs=2)
    assert fit["w_prime_j"] == pytest.approx(20_000, rel=0.15)
    assert 0 < fit["cp_error_w"] < 5
    assert len(fit["efforts"]) >= 4
    balance = await get(browser, f"activities/{fit['efforts'][0]['activity_id']}/w-balance")
    assert balance["is_estimated"] is True
    assert abs(balance["lowest_j"]) < 0.15 * fit["w_prime_j"]


async def test_the_pace_curve_is_by_speed_or_by_effort(browser: httpx2.AsyncClient, athlete_id: UUID) -> None:
    seconds = np.arange(1800)
    uphill = recording(speed_mps=np.full(1800, 2.5), distance_m=seconds * 2.5, altitude_m=seconds * 0.25)
    await record_one(athlete_id, uphill, day(0), sport="trail_run")
    await settle(athlete_id)
    plain = await get(browser, "curves/pace", **RANGE)
    graded = await get(browser, "curves/pace", graded=True, **RANGE)
    assert plain["speed_mps"][-1] == pytest.approx(2.5)
    assert graded["speed_mps"][-1] == pytest.approx(2.5 * 1.48, rel=1e-3)


async def test_the_analysis_of_an_activity_says_what_its_numbers_rest_on(
    browser: httpx2.AsyncClient, athlete_id: UUID
) -> None:
    await confirm_usual(athlete_id)
    ride = await record_one(athlete_id, short_ride(200, minutes=60), day(0))
    await settle(athlete_id)
    analysis = await get(browser, f"activities/{ride}/analysis")
    metrics = {metric["key"]: metric for metric in analysis["metrics"]}
    assert metrics["normalized_power_w"]["value"] == pytest.approx(200)
    assert metrics["normalized_power_w"]["unit"] == "W"
    assert metrics["normalized_power_w"]["reference"].startswith("Allen & Coggan")
    assert metrics["graded_speed_mps"]["not_computable"]["code"] == "not_a_run"
    judgement = analysis["judgement"]
    assert judgement["load"] == pytest.approx(64)
    assert judgement["zones"]["power"]["seconds"][2] == pytest.approx(3600)
    assert judgement["zones"]["power"]["three_zones_s"] == [0, pytest.approx(3600), 0]
    assert judgement["judged_by"]["thresholds"]["ftp_w"]["value"] == 250
    assert analysis["is_stale"] is False


async def test_a_fresh_activity_is_pending_and_a_changed_one_stale(
    browser: httpx2.AsyncClient, athlete_id: UUID
) -> None:
    ride = await record_one(athlete_id, short_ride(), day(0), with_analysis=False)
    pending = await get(browser, f"activities/{ride}/analysis")
    assert pending["not_computable"]["code"] == "pending"
    await settle(athlete_id)
    assert (await get(browser, f"activities/{ride}/analysis"))["is_stale"] is False
    await confirm(athlete_id, ThresholdKind.FTP_W, 200, "ride")
    assert (await get(browser, f"activities/{ride}/analysis"))["is_stale"] is True


async def test_an_activity_without_any_input_says_why_it_has_no_load(
    browser: httpx2.AsyncClient, athlete_id: UUID
) -> None:
    lifting = await record_one(athlete_id, recording(), day(0), sport="strength", elapsed_s=1800.0)
    await settle(athlete_id)
    judgement = (await get(browser, f"activities/{lifting}/analysis"))["judgement"]
    assert judgement["load"] is None
    assert judgement["not_computable"]["code"] == "no_load_input"
    assert (await get(browser, "fitness", **RANGE))["partial"][0] is True


async def test_curves_and_bests_of_one_activity(browser: httpx2.AsyncClient, athlete_id: UUID) -> None:
    jog = await record_one(athlete_id, run(30, mps=3.0), day(0), sport="run")
    await settle(athlete_id)
    curves = await get(browser, f"activities/{jog}/curves")
    assert set(curves["curves"]) == {"speed", "graded_speed", "heart_rate"}
    assert curves["curves"]["speed"]["duration_s"][-1] == 1800
    assert {"measure": "distance", "target": 1000.0}.items() <= next(
        best for best in curves["bests"] if best["target"] == 1000
    ).items()


async def test_w_balance_is_bounded_and_keeps_its_lows(browser: httpx2.AsyncClient, athlete_id: UUID) -> None:
    await confirm(athlete_id, ThresholdKind.CRITICAL_POWER_W, 250, "ride")
    await confirm(athlete_id, ThresholdKind.W_PRIME_J, 20_000, "ride")
    watts = np.full(7200, 150.0)
    watts[3000:3100] = 400
    ride = await record_one(athlete_id, recording(power_w=watts), day(0))
    balance = await get(browser, f"activities/{ride}/w-balance")
    assert len(balance["at_s"]) <= 1000
    assert balance["lowest_j"] == pytest.approx(5000)
    assert min(balance["balance_j"]) == balance["lowest_j"]


async def test_time_in_zones_adds_up_by_day_and_week_with_its_distribution(
    browser: httpx2.AsyncClient, athlete_id: UUID
) -> None:
    await confirm_usual(athlete_id)
    for number, bpm in ((0, 120), (1, 120), (2, 158), (7, 180)):
        await record_one(athlete_id, short_ride(bpm=bpm), day(number))
    await settle(athlete_id)
    zones = await get(browser, "zones", kind="heart_rate", **RANGE)
    assert zones["days"]["day"] == [day(n).isoformat() for n in (0, 1, 2, 7)]
    assert [week["begins_on"] for week in zones["weeks"]] == [day(0).isoformat(), day(7).isoformat()]
    assert zones["weeks"][0] == {
        "begins_on": FIRST_DAY.isoformat(),
        "easy_s": 3600,
        "moderate_s": 1800,
        "hard_s": 0,
        "type": "pyramidal",
        "polarization_index": 0,
    }
    assert zones["whole"]["easy_s"] == 3600
    assert sum(zones["schemes"][0]["seconds"]) == 7200
    assert (await get(browser, "zones", kind="power", sport="run", **RANGE))["whole"] is None


async def test_records_tell_how_they_came_to_be(browser: httpx2.AsyncClient, athlete_id: UUID) -> None:
    slow = await record_one(athlete_id, run(20, mps=3.0), day(0), sport="run")
    await record_one(athlete_id, run(20, mps=2.8), day(1), sport="run")
    fast = await record_one(athlete_id, run(20, mps=3.5), day(400), sport="run")
    ebike = await record_one(athlete_id, run(60, mps=9.0), day(2), sport="e_ride")
    await settle(athlete_id)
    records = await get(browser, "records", sport="run")
    (kilometre,) = [one for one in records["records"] if (one["measure"], one["target"]) == ("distance", 1000)]
    assert [entry["activity_id"] for entry in kilometre["history"]] == [str(slow), str(fast)]
    assert [entry["day"][:4] for entry in kilometre["years"]] == ["2025", "2026"]
    assert kilometre["history"][-1]["value"] == pytest.approx(1000 / 3.5)
    assert str(ebike) not in str(await get(browser, "records", sport="ride"))


async def test_predictions_are_ranges_with_reasons(browser: httpx2.AsyncClient, athlete_id: UUID) -> None:
    today = clock.today_in("UTC")
    await record_one(athlete_id, run(40, mps=4.0), today - timedelta(days=3), sport="run")
    await record_one(athlete_id, run(60, mps=3.0), today - timedelta(days=20), sport="run")
    await settle(athlete_id)
    answer = await get(browser, "predictions")
    ten_k, marathon = answer["predictions"][1], answer["predictions"][3]
    assert ten_k["fast_s"] < ten_k["time_s"] < ten_k["slow_s"]
    assert {method["method"] for method in marathon["methods"]} >= {"daniels_gilbert", "vickers_vertosick_one_race"}
    assert answer["weekly_distance_m"] == pytest.approx(10_800 / 8, rel=0.01)
    (nothing,) = (await get(browser, "predictions", distance_m=-5))["predictions"]
    assert nothing["not_computable"]["code"] == "distance_invalid"


async def test_proposals_are_accepted_or_dismissed(browser: httpx2.AsyncClient, athlete_id: UUID) -> None:
    ride = await record_one(athlete_id, short_ride(240, minutes=40), day(2))
    await settle(athlete_id)
    found = {item["kind"]: item for item in (await get(browser, "thresholds/proposals"))["items"]}
    assert found["ftp_w"]["value"] == 228
    assert found["ftp_w"]["is_serving"] is True
    assert found["ftp_w"]["evidence"]["efforts"][0]["activity_id"] == str(ride)
    accepted = await browser.post(f"/api/v1/thresholds/proposals/{found['ftp_w']['id']}/accept")
    assert accepted.json()["is_confirmed"] is True
    again = await browser.post(f"/api/v1/thresholds/proposals/{found['ftp_w']['id']}/accept")
    assert (again.status_code, again.json()["code"]) == (409, "not_a_proposal")
    gone = await browser.post(f"/api/v1/thresholds/proposals/{found['lthr_bpm']['id']}/dismiss")
    assert gone.status_code == 204
    await settle(athlete_id)
    assert {item["kind"] for item in (await get(browser, "thresholds/proposals"))["items"]} == {"hr_max_bpm"}
    analysis = await get(browser, f"activities/{ride}/analysis")
    assert analysis["judgement"]["judged_by"]["thresholds"]["ftp_w"]["is_estimated"] is False


@pytest.mark.parametrize(("stated_bpm", "is_offered"), [(190, False), (170, False), (169, True), (160, True)])
async def test_a_highest_heart_rate_is_offered_where_it_passes_the_stated_maximum(
    browser: httpx2.AsyncClient, athlete_id: UUID, stated_bpm: float, is_offered: bool
) -> None:
    await confirm(athlete_id, ThresholdKind.HR_MAX_BPM, stated_bpm)
    for n in range(2):
        await record_one(athlete_id, short_ride(240, bpm=171, minutes=40), day(7 + n))
    await settle(athlete_id)
    offered = {item["kind"]: item for item in (await get(browser, "thresholds/proposals"))["items"]}
    assert ("hr_max_bpm" in offered) is is_offered
    assert not is_offered or offered["hr_max_bpm"]["value"] == 171


async def test_totals_by_sport_and_period(browser: httpx2.AsyncClient, athlete_id: UUID) -> None:
    await confirm_usual(athlete_id)
    await record_one(athlete_id, run(30, mps=3.0), day(0), sport="run")
    await record_one(athlete_id, run(30, mps=3.0), day(6), sport="run")
    await record_one(athlete_id, short_ride(250, minutes=60), day(7))
    await settle(athlete_id)
    weeks = await get(browser, "athletes/me/summary", period="week", **RANGE)
    assert list(zip(weeks["begins_on"], weeks["sport_family"], weeks["activity_count"], strict=True)) == [
        (day(0).isoformat(), "run", 2),
        (day(7).isoformat(), "ride", 1),
    ]
    assert weeks["distance_m"][0] == pytest.approx(2 * 1799 * 3)
    assert weeks["load"][1] == pytest.approx(100)
    years = await get(browser, "athletes/me/summary", period="year", **RANGE)
    assert years["activity_count"] == [1, 2]


async def test_restricted_activities_stay_out_of_everything_open(browser: httpx2.AsyncClient, athlete_id: UUID) -> None:
    await confirm_usual(athlete_id)
    canary = await record_one(athlete_id, run(40, mps=5.0), day(0), sport="run", permission="restricted", name="Canary")
    await record_one(athlete_id, short_ride(777, minutes=40), day(1), permission="restricted", name="Canary")
    await record_one(athlete_id, run(40, mps=3.0), day(3), sport="run")
    await settle(athlete_id)
    for path in ("curves/power", "curves/pace", "records", "predictions", "zones", "athletes/me/summary", "fitness"):
        params = {} if path in {"records", "predictions"} else RANGE
        told = str(await get(browser, path, basis="open", **params))
        assert "Canary" not in told
        assert str(canary) not in told
    assert (await get(browser, "curves/power", basis="open", **RANGE))["power_w"] == []
    assert max((await get(browser, "curves/pace", basis="open", **RANGE))["speed_mps"]) == 3.0
    opened = await get(browser, "fitness", basis="open", **RANGE)
    everything = await get(browser, "fitness", **RANGE)
    assert opened["fitness"][5] < everything["fitness"][5]


@pytest.mark.parametrize("path", ["analysis", "curves", "w-balance"])
async def test_somebody_elses_activity_does_not_exist(
    browser: httpx2.AsyncClient, other_browser: httpx2.AsyncClient, athlete_id: UUID, path: str
) -> None:
    ride = await record_one(athlete_id, short_ride(), day(0))
    await settle(athlete_id)
    for activity_id in (ride, uuid4()):
        answer = await other_browser.get(f"/api/v1/activities/{activity_id}/{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "activity_not_found")
    (own,) = await rows(athlete_id, "select id from threshold where kind = 'ftp_w' limit 1")
    for verb in ("accept", "dismiss"):
        answer = await other_browser.post(f"/api/v1/thresholds/proposals/{own['id']}/{verb}")
        assert answer.status_code == 404
