"""Thresholds and zones over HTTP, and what detections may and may not do."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from uuid import UUID

import httpx2
import pytest

from paceline.athletes import service
from paceline.athletes.events import BEGINNING
from paceline.athletes.schemas import ThresholdKind, ThresholdSource
from paceline.athletes.service import ProposedThreshold
from paceline.infra.clock import today_in
from paceline.infra.db.athlete import athlete_session
from paceline.infra.ids import new_id

Marks = Callable[[], Awaitable[dict[str, date]]]
THRESHOLDS = "/api/v1/thresholds"
ZONES = "/api/v1/profile/zones"
DAY = date(2026, 3, 1)


async def _state(
    athlete: httpx2.AsyncClient, kind: str, value: float, day: date | None = None, family: str = "run"
) -> httpx2.Response:
    body: dict[str, object] = {"sport_family": family, "kind": kind, "value": value}
    if day:
        body["valid_from"] = day.isoformat()
    return await athlete.post(THRESHOLDS, json=body)


async def _propose(athlete_id: UUID, value: float, day: date = DAY, kind: ThresholdKind = ThresholdKind.FTP_W) -> bool:
    async with athlete_session(athlete_id) as db:
        return await service.propose_threshold(
            db, ProposedThreshold("ride", kind, value, day, evidence={"method": "20_min"})
        )


async def _items(athlete: httpx2.AsyncClient) -> list[dict[str, object]]:
    return (await athlete.get(THRESHOLDS)).json()["items"]


async def _in_force(athlete: httpx2.AsyncClient, kind: str) -> dict[str, object]:
    found = [it for it in (await athlete.get(THRESHOLDS)).json()["in_force"] if it["kind"] == kind]
    return found[0]


async def _zones(athlete: httpx2.AsyncClient, family: str, kind: str) -> dict[str, object]:
    items = (await athlete.get(ZONES)).json()["items"]
    return next(it for it in items if (it["sport_family"], it["kind"]) == (family, kind))


async def test_a_stated_value_is_confirmed_and_in_force_from_today(athlete: httpx2.AsyncClient) -> None:
    made = await _state(athlete, "lthr_bpm", 168)
    assert made.status_code == 201
    assert (made.json()["source"], made.json()["is_confirmed"]) == ("athlete", True)
    assert made.json()["valid_from"] == today_in("UTC").isoformat()
    found = await _in_force(athlete, "lthr_bpm")
    assert (found["value"], found["is_estimated"], found["is_extrapolated"]) == (168, False, False)


async def test_stating_a_value_again_for_its_day_replaces_it(athlete: httpx2.AsyncClient) -> None:
    first = (await _state(athlete, "lthr_bpm", 168, DAY)).json()
    second = (await _state(athlete, "lthr_bpm", 170, DAY)).json()
    assert second["id"] == first["id"]
    assert [item["value"] for item in await _items(athlete)] == [170]


@pytest.mark.parametrize(
    ("family", "kind", "value", "code"),
    [
        ("ride", "ftp_w", 2500, "threshold_implausible"),
        ("run", "threshold_speed_mps", 240, "threshold_implausible"),
        ("any", "ftp_w", 250, "threshold_sport_invalid"),
        ("run", "resting_hr_bpm", 50, "threshold_sport_invalid"),
        ("Run!", "lthr_bpm", 160, "input_invalid"),
        ("run", "vo2max", 60, "input_invalid"),
    ],
)
async def test_an_impossible_value_is_refused(
    athlete: httpx2.AsyncClient, family: str, kind: str, value: float, code: str
) -> None:
    answer = await _state(athlete, kind, value, family=family)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert await _items(athlete) == []


async def test_not_a_number_is_refused(athlete: httpx2.AsyncClient) -> None:
    answer = await athlete.post(
        THRESHOLDS,
        content='{"sport_family": "ride", "kind": "ftp_w", "value": NaN}',
        headers={"content-type": "application/json"},
    )
    assert answer.status_code == 422


async def test_confirmed_heart_rates_that_contradict_each_other_are_refused(athlete: httpx2.AsyncClient) -> None:
    await _state(athlete, "hr_max_bpm", 185, DAY, family="any")
    answer = await _state(athlete, "lthr_bpm", 186, DAY)
    assert (answer.status_code, answer.json()["code"]) == (422, "heart_rates_contradict")
    assert [item["kind"] for item in await _items(athlete)] == ["hr_max_bpm"]
    assert (await _state(athlete, "lthr_bpm", 170, DAY)).status_code == 201
    lowered = await _state(athlete, "hr_max_bpm", 165, DAY, family="any")
    assert (lowered.status_code, lowered.json()["code"]) == (422, "heart_rates_contradict")
    assert (await _in_force(athlete, "hr_max_bpm"))["value"] == 185


async def test_an_old_heart_rate_may_lie_above_todays_maximum(athlete: httpx2.AsyncClient) -> None:
    await _state(athlete, "hr_max_bpm", 170, DAY, family="any")
    assert (await _state(athlete, "lthr_bpm", 172, date(2006, 3, 1))).status_code == 201


async def test_a_day_that_has_not_come_is_refused(athlete: httpx2.AsyncClient) -> None:
    answer = await _state(athlete, "lthr_bpm", 170, today_in("UTC") + timedelta(days=3))
    assert (answer.status_code, answer.json()["code"]) == (422, "date_in_future")


async def test_a_new_value_moves_judgements_from_its_day_on(athlete: httpx2.AsyncClient, published: Marks) -> None:
    made = await _state(athlete, "lthr_bpm", 168, DAY)
    assert await published() == {"judgement": BEGINNING}
    later = DAY + timedelta(days=30)
    await _state(athlete, "lthr_bpm", 171, later)
    assert await published() == {"judgement": later}
    await _state(athlete, "lthr_bpm", 171, later)
    assert await published() == {}
    earlier = DAY + timedelta(days=10)
    newer = (await _items(athlete))[0]["id"]
    await athlete.patch(f"{THRESHOLDS}/{newer}", json={"valid_from": earlier.isoformat()})
    assert await published() == {"judgement": earlier}
    await athlete.delete(f"{THRESHOLDS}/{made.json()['id']}")
    assert await published() == {"judgement": BEGINNING}


async def test_a_detection_serves_as_an_estimate_until_it_is_confirmed(
    athlete: httpx2.AsyncClient, athlete_id: UUID, published: Marks
) -> None:
    assert await _propose(athlete_id, 250)
    assert await published() == {"judgement": BEGINNING}
    found = await _in_force(athlete, "ftp_w")
    assert (found["value"], found["source"], found["is_estimated"]) == (250, "detected", True)
    address = f"{THRESHOLDS}/{found['threshold_id']}/confirm"
    assert (await athlete.post(address)).json()["is_confirmed"] is True
    assert await published() == {"judgement": BEGINNING}
    assert (await athlete.post(address)).status_code == 200
    assert await published() == {}
    assert (await _in_force(athlete, "ftp_w"))["is_estimated"] is False


async def test_the_same_detection_again_changes_and_publishes_nothing(athlete_id: UUID, published: Marks) -> None:
    assert await _propose(athlete_id, 250)
    await published()
    assert not await _propose(athlete_id, 250)
    assert await published() == {}


async def test_a_later_detection_of_the_same_day_replaces_the_earlier_one(
    athlete: httpx2.AsyncClient, athlete_id: UUID
) -> None:
    await _propose(athlete_id, 250)
    assert await _propose(athlete_id, 262)
    assert [item["value"] for item in await _items(athlete)] == [262]


async def test_a_detection_under_a_confirmed_value_moves_nothing(
    athlete: httpx2.AsyncClient, athlete_id: UUID, published: Marks
) -> None:
    await _state(athlete, "ftp_w", 240, DAY, family="ride")
    await published()
    assert await _propose(athlete_id, 250, DAY + timedelta(days=5))
    assert await published() == {}
    assert (await _in_force(athlete, "ftp_w"))["value"] == 240


async def test_a_dismissed_detection_does_not_come_back(athlete: httpx2.AsyncClient, athlete_id: UUID) -> None:
    await _propose(athlete_id, 250)
    threshold_id = (await _items(athlete))[0]["id"]
    assert (await athlete.delete(f"{THRESHOLDS}/{threshold_id}")).status_code == 204
    assert not await _propose(athlete_id, 251)
    assert await _items(athlete) == []
    assert (await athlete.delete(f"{THRESHOLDS}/{threshold_id}")).status_code == 404
    assert (await athlete.post(f"{THRESHOLDS}/{threshold_id}/confirm")).status_code == 404


async def test_a_detection_never_overwrites_what_the_athlete_confirmed(
    athlete: httpx2.AsyncClient, athlete_id: UUID
) -> None:
    await _propose(athlete_id, 250)
    await athlete.post(f"{THRESHOLDS}/{(await _items(athlete))[0]['id']}/confirm")
    assert not await _propose(athlete_id, 300)
    assert (await _in_force(athlete, "ftp_w"))["value"] == 250


async def test_detections_whose_evidence_is_gone_are_withdrawn_and_decided_ones_stay(
    athlete: httpx2.AsyncClient, athlete_id: UUID, published: Marks
) -> None:
    days = [DAY + timedelta(days=offset) for offset in (0, 10, 20, 30)]
    for day, value in zip(days, (240, 250, 260, 270), strict=True):
        await _propose(athlete_id, value, day)
    await athlete.post(f"{THRESHOLDS}/{(await _items(athlete))[1]['id']}/confirm")
    await published()
    async with athlete_session(athlete_id) as db:
        await service.replace_detected(
            db, [ProposedThreshold("ride", ThresholdKind.FTP_W, 271, days[3])], from_day=days[1]
        )
    assert [(item["value"], item["is_confirmed"]) for item in await _items(athlete)] == [
        (271, False),
        (260, True),
        (240, False),
    ]
    assert await published() == {"judgement": days[1]}


async def test_implausible_detections_are_passed_over(athlete: httpx2.AsyncClient, athlete_id: UUID) -> None:
    assert not await _propose(athlete_id, 4000)
    assert not await _propose(athlete_id, float("nan"))
    assert await _items(athlete) == []


async def test_a_corrected_detection_becomes_the_athletes_own(athlete: httpx2.AsyncClient, athlete_id: UUID) -> None:
    await _propose(athlete_id, 250)
    threshold_id = (await _items(athlete))[0]["id"]
    changed = (await athlete.patch(f"{THRESHOLDS}/{threshold_id}", json={"value": 245})).json()
    assert (changed["id"], changed["value"], changed["source"], changed["is_confirmed"]) == (
        threshold_id,
        245,
        "athlete",
        True,
    )


async def test_two_values_of_the_athlete_for_one_day_are_refused(athlete: httpx2.AsyncClient) -> None:
    await _state(athlete, "lthr_bpm", 168, DAY)
    later = (await _state(athlete, "lthr_bpm", 170, DAY + timedelta(days=1))).json()
    answer = await athlete.patch(f"{THRESHOLDS}/{later['id']}", json={"valid_from": DAY.isoformat()})
    assert (answer.status_code, answer.json()["code"]) == (409, "threshold_exists")
    zero = await athlete.patch(f"{THRESHOLDS}/{later['id']}", json={"value": 0})
    assert (zero.status_code, zero.json()["code"]) == (422, "threshold_implausible")


async def test_another_athletes_threshold_is_not_found(athlete: httpx2.AsyncClient, other: httpx2.AsyncClient) -> None:
    own = (await _state(athlete, "lthr_bpm", 168, DAY)).json()["id"]
    for threshold_id in (own, new_id()):
        address = f"{THRESHOLDS}/{threshold_id}"
        answers = [
            await other.patch(address, json={"value": 100}),
            await other.post(address + "/confirm"),
            await other.delete(address),
        ]
        assert [(it.status_code, it.json()["code"]) for it in answers] == [(404, "threshold_not_found")] * 3
    assert (await other.get(THRESHOLDS)).json()["items"] == []
    assert [item["value"] for item in await _items(athlete)] == [168]


async def test_pages_hold_every_threshold_once(athlete: httpx2.AsyncClient, athlete_id: UUID) -> None:
    # Several on one day: the cursor must tell them apart.
    for offset in range(3):
        day = DAY + timedelta(days=offset)
        await _propose(athlete_id, 250 + offset, day)
        await _propose(athlete_id, 20_000 + offset, day, ThresholdKind.W_PRIME_J)
    seen: list[object] = []
    cursor = None
    while True:
        page = (await athlete.get(THRESHOLDS, params={"limit": 2} | ({"cursor": cursor} if cursor else {}))).json()
        seen += [item["value"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert sorted(seen) == [250, 251, 252, 20_000, 20_001, 20_002]
    filtered = (await athlete.get(THRESHOLDS, params={"kind": "w_prime_j", "sport_family": "ride"})).json()
    assert [item["value"] for item in filtered["items"]] == [20_002, 20_001, 20_000]


async def test_an_imported_value_serves_as_an_estimate(athlete: httpx2.AsyncClient, athlete_id: UUID) -> None:
    async with athlete_session(athlete_id) as db:
        await service.propose_threshold(
            db, ProposedThreshold("any", ThresholdKind.HR_MAX_BPM, 191, DAY, ThresholdSource.IMPORTED)
        )
    found = await _in_force(athlete, "hr_max_bpm")
    assert (found["source"], found["is_estimated"]) == ("imported", True)


async def test_zones_follow_the_thresholds_and_say_what_is_missing(athlete: httpx2.AsyncClient) -> None:
    missing = await _zones(athlete, "ride", "power")
    assert missing["zones"] == []
    assert missing["not_computable"] == {"code": "threshold_unknown", "reason": "These zones need your FTP."}
    await _state(athlete, "ftp_w", 200, family="ride")
    found = await _zones(athlete, "ride", "power")
    assert (found["scheme"], found["unit"], found["is_default"], found["not_computable"]) == (
        "coggan_power",
        "w",
        True,
        None,
    )
    assert [zone["lower"] for zone in found["zones"]] == [0, 110, 150, 180, 210, 240, 300]
    assert found["zones"][-1]["upper"] is None


async def test_every_scheme_shows_how_it_would_draw_the_zones(athlete: httpx2.AsyncClient) -> None:
    await _state(athlete, "lthr_bpm", 160, family="ride")
    found = await _zones(athlete, "ride", "heart_rate")
    drawn = {scheme["code"]: [zone["lower"] for zone in scheme["zones"]] for scheme in found["schemes"]}
    assert drawn["friel_bike_heart_rate"] == [zone["lower"] for zone in found["zones"]]
    assert drawn["coggan_heart_rate"][1] == pytest.approx(0.68 * 160)
    assert drawn["maximum_heart_rate"] == []


async def test_a_chosen_scheme_holds_and_null_returns_to_the_default(
    athlete: httpx2.AsyncClient, published: Marks
) -> None:
    await _state(athlete, "critical_speed_mps", 4)
    choice = {"sport_family": "run", "kind": "pace", "scheme": "skiba_run", "valid_from": DAY.isoformat()}
    await published()
    put = await athlete.put(ZONES, json={"zones": [choice]})
    assert put.status_code == 200, put.text
    assert await published() == {"judgement": BEGINNING}
    found = await _zones(athlete, "run", "pace")
    assert (found["scheme"], found["is_default"]) == ("skiba_run", False)
    assert found["zones"][1]["lower"] == pytest.approx(3.2)
    await athlete.put(ZONES, json={"zones": [choice]})
    assert await published() == {}
    await athlete.put(ZONES, json={"zones": [{"sport_family": "run", "kind": "pace", "scheme": None}]})
    assert (await _zones(athlete, "run", "pace"))["is_default"] is True
    assert await published() == {"judgement": BEGINNING}


async def test_custom_bounds_are_taken_as_they_are(athlete: httpx2.AsyncClient) -> None:
    choice = {"sport_family": "run", "kind": "heart_rate", "scheme": "custom", "custom_lower_bounds": [0, 140.5, 160]}
    await athlete.put(ZONES, json={"zones": [choice]})
    found = await _zones(athlete, "run", "heart_rate")
    assert found["zones"] == [
        {"name": "1", "lower": 0, "upper": 140.5},
        {"name": "2", "lower": 140.5, "upper": 160},
        {"name": "3", "lower": 160, "upper": None},
    ]


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        ({"scheme": "coggan_power"}, "zone_scheme_unknown"),
        ({"scheme": "friel_bike_heart_rate"}, "zone_scheme_unknown"),
        ({"scheme": "custom"}, "zone_bounds_unexpected"),
        ({"scheme": "friel_run_heart_rate", "custom_lower_bounds": [0, 100]}, "zone_bounds_unexpected"),
        ({"scheme": "custom", "custom_lower_bounds": [100, 100]}, "zone_bounds_implausible"),
        ({"scheme": "custom", "custom_lower_bounds": [-1, 100]}, "zone_bounds_implausible"),
        ({"scheme": "custom", "custom_lower_bounds": [0, 2000]}, "zone_bounds_implausible"),
        ({"scheme": "custom", "custom_lower_bounds": [0]}, "input_invalid"),
        ({"scheme": "maximum_heart_rate", "sport_family": "any"}, "input_invalid"),
        ({}, "input_invalid"),
    ],
)
async def test_zones_that_cannot_be_drawn_are_refused_together_with_their_neighbours(
    athlete: httpx2.AsyncClient, choice: dict[str, object], code: str
) -> None:
    good = {"sport_family": "ride", "kind": "heart_rate", "scheme": "maximum_heart_rate"}
    answer = await athlete.put(ZONES, json={"zones": [good, {"sport_family": "run", "kind": "heart_rate", **choice}]})
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert (await _zones(athlete, "ride", "heart_rate"))["is_default"] is True


async def test_a_timeline_answers_for_the_day_of_an_activity(athlete: httpx2.AsyncClient, athlete_id: UUID) -> None:
    await _state(athlete, "ftp_w", 240, DAY, family="ride")
    await _state(athlete, "ftp_w", 260, DAY + timedelta(days=60), family="ride")
    await athlete.post("/api/v1/profile/weights", json={"measured_on": DAY.isoformat(), "weight_kg": 70})
    async with athlete_session(athlete_id, read_only=True) as db:
        timeline = await service.load_timeline(db)
    values = [timeline.thresholds_on(DAY + timedelta(days=offset), "ride").ftp_w for offset in (0, 59, 60)]
    assert [it.value for it in values if it] == [240, 240, 260]
    weight = timeline.weight_on(DAY)
    assert (timeline.athlete_id, weight and weight.weight_kg) == (athlete_id, 70)
