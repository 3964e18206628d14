"""Open-Meteo's stand-in: what it answers, what it refuses, what it counts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from paceline.sandbox.open_meteo.app import OpenMeteoSettings
from paceline.sandbox.open_meteo.limits import CallLimits
from tests.sandbox.conftest import NOW, Open, Standing

PLACE = {"latitude": "51.2093", "longitude": "3.2247"}
CURRENT = (
    "temperature_2m,relative_humidity_2m,dew_point_2m,apparent_temperature,surface_pressure,precipitation,weather_code,cloud_cover,"
    "wind_speed_10m,wind_direction_10m,wind_gusts_10m"
)
A_DAY = {"start_date": "2026-05-10", "end_date": "2026-05-10"}


class Weather:
    """A client of both services."""

    def __init__(self, sandbox: Standing) -> None:
        self.control = sandbox.running.open_meteo
        self._archive, self._forecast = sandbox.running.weather_archive_url, sandbox.running.weather_forecast_url

    def archive(self, **query: str) -> httpx2.Response:
        return httpx2.get(self._archive, params={**PLACE, **A_DAY, "hourly": CURRENT, **query}, timeout=5)

    def forecast(self, **query: str) -> httpx2.Response:
        return httpx2.get(self._forecast, params={**PLACE, "hourly": CURRENT, **query}, timeout=5)


@pytest.fixture
def weather(sandbox: Standing) -> Weather:
    return Weather(sandbox)


def test_an_answer_has_the_service_s_form(weather: Weather) -> None:
    answer = weather.archive().json()
    assert list(answer) == [
        "latitude", "longitude", "generationtime_ms", "utc_offset_seconds", "timezone", "timezone_abbreviation", "elevation",
        "hourly_units", "hourly",
    ]  # fmt: skip
    assert (answer["timezone"], answer["utc_offset_seconds"]) == ("GMT", 0)
    assert set(answer["hourly"]) == set(answer["hourly_units"]) == {"time", *CURRENT.split(",")}
    assert {len(values) for values in answer["hourly"].values()} == {24}
    assert answer["hourly_units"]["time"] == "iso8601"
    assert answer["hourly_units"]["wind_speed_10m"] == "km/h"


def test_a_place_is_snapped_to_the_grid(weather: Weather) -> None:
    near, far = weather.archive().json(), weather.archive(latitude="51.5").json()
    assert 0 < abs(near["latitude"] - 51.2093) < 0.04
    assert weather.archive(latitude="51.2094").json()["latitude"] == near["latitude"]
    assert far["latitude"] != near["latitude"]
    assert far["hourly"] != near["hourly"]


def test_the_weather_of_a_place_and_an_hour_is_the_same_whoever_asks_and_when(
    weather: Weather, open_sandbox: Open
) -> None:
    whole = weather.archive(start_date="2026-05-01", end_date="2026-05-20").json()["hourly"]
    one = weather.archive().json()["hourly"]
    place = whole["time"].index("2026-05-10T00:00")
    assert whole["temperature_2m"][place : place + 24] == one["temperature_2m"]
    assert Weather(open_sandbox()).archive().json()["hourly"] == one


def test_values_are_possible_ones(weather: Weather) -> None:
    hourly = weather.archive(start_date="2025-01-01", end_date="2025-12-31").json()["hourly"]
    for hour in range(0, len(hourly["time"]), 7):
        at = {name: values[hour] for name, values in hourly.items()}
        assert -30 < at["temperature_2m"] < 45
        assert at["dew_point_2m"] <= at["temperature_2m"] + 0.1
        assert 0 <= at["relative_humidity_2m"] <= 100
        assert 0 <= at["cloud_cover"] <= 100
        assert 0 <= at["wind_direction_10m"] <= 360
        assert at["wind_gusts_10m"] >= at["wind_speed_10m"] >= 0
        assert (at["precipitation"] > 0) == (at["weather_code"] >= 50) or at["precipitation"] == 0.0


def test_summer_is_warmer_than_winter_on_either_half_of_the_earth(weather: Weather) -> None:
    def mean(latitude: str, month: str) -> float:
        days = {"start_date": f"2025-{month}-01", "end_date": f"2025-{month}-28"}
        values: list[float] = weather.archive(latitude=latitude, **days).json()["hourly"]["temperature_2m"]
        return sum(values) / len(values)

    assert mean("51", "07") > mean("51", "01") + 8
    assert mean("-38", "01") > mean("-38", "07") + 5


def test_times_are_local_and_say_no_offset(weather: Weather) -> None:
    utc, local = weather.archive().json(), weather.archive(timezone="Europe/Brussels").json()
    assert local["utc_offset_seconds"] == 7200
    assert local["hourly"]["time"][0] == "2026-05-10T00:00"
    assert local["hourly"]["temperature_2m"][2:] == utc["hourly"]["temperature_2m"][:-2]
    unix = weather.archive(timeformat="unixtime").json()["hourly"]["time"]
    assert unix[0] == datetime(2026, 5, 10, tzinfo=UTC).timestamp()
    assert weather.archive(timezone="auto", longitude="30").json()["utc_offset_seconds"] == 7200


def test_units_can_be_chosen(weather: Weather) -> None:
    metric, other = weather.archive(), weather.archive(wind_speed_unit="ms", temperature_unit="fahrenheit")
    kmh, mps = (one.json()["hourly"]["wind_speed_10m"] for one in (metric, other))
    assert mps == pytest.approx([speed / 3.6 for speed in kmh], abs=0.1)
    assert other.json()["hourly_units"]["wind_speed_10m"] == "m/s"
    celsius, fahrenheit = (one.json()["hourly"]["temperature_2m"] for one in (metric, other))
    assert fahrenheit == pytest.approx([degrees * 1.8 + 32 for degrees in celsius], abs=0.2)


def test_older_names_still_answer_under_themselves(weather: Weather) -> None:
    older = weather.archive(hourly="windspeed_10m,weathercode").json()
    current = weather.archive(hourly="wind_speed_10m,weather_code").json()
    assert older["hourly"]["windspeed_10m"] == current["hourly"]["wind_speed_10m"]
    assert older["hourly_units"]["weathercode"] == "wmo code"


def test_the_newest_days_of_the_archive_are_null(weather: Weather) -> None:
    hourly = weather.archive(start_date="2026-05-24", end_date="2026-06-01").json()["hourly"]
    known = [value is not None for value in hourly["temperature_2m"]]
    assert known == sorted(known, reverse=True)
    last = datetime.fromisoformat(hourly["time"][known.count(True) - 1]).replace(tzinfo=UTC)
    assert last == NOW - timedelta(days=5)
    assert None not in weather.forecast(past_days="9", forecast_days="1").json()["hourly"]["temperature_2m"]


def test_visibility_and_uv_are_in_the_forecast_only(weather: Weather) -> None:
    answer = weather.forecast(hourly="visibility,uv_index").json()
    assert set(answer["hourly"]) == {"time", "visibility", "uv_index"}
    refused = weather.archive(hourly="visibility")
    assert refused.status_code == 400
    assert refused.json()["error"] is True


def test_a_forecast_reaches_from_the_past_days_asked_for_into_the_next_week(weather: Weather) -> None:
    times = weather.forecast(past_days="3").json()["hourly"]["time"]
    assert (times[0], times[-1]) == ("2026-05-29T00:00", "2026-06-07T23:00")
    assert len(weather.forecast(past_days="92", forecast_days="16").json()["hourly"]["time"]) == 108 * 24


@pytest.mark.parametrize(
    ("service", "query"),
    [
        ("forecast", {"past_days": "93"}),
        ("forecast", {"forecast_days": "17"}),
        ("forecast", {"past_days": "x"}),
        ("forecast", {"past_days": "0", "forecast_days": "0"}),
        ("forecast", {"start_date": "2026-01-01", "end_date": "2026-01-02"}),
        ("archive", {"end_date": "2026-06-02"}),
        ("archive", {"start_date": "1939-12-31"}),
        ("archive", {"start_date": "2026-05-11"}),
        ("archive", {"start_date": "10.05.2026"}),
        ("archive", {"hourly": "temperature_3m"}),
        ("archive", {"latitude": "91"}),
        ("archive", {"longitude": "181"}),
        ("archive", {"latitude": ""}),
        ("archive", {"latitude": "x"}),
        ("archive", {"latitude": "51,52"}),
        ("archive", {"timezone": "Mars/Olympus"}),
        ("archive", {"wind_speed_unit": "knots"}),
        ("archive", {"daily": "temperature_2m_max"}),
    ],
)
def test_bad_input_is_refused_with_a_reason(weather: Weather, service: str, query: dict[str, str]) -> None:
    answer = getattr(weather, service)(**query)
    assert answer.status_code == 400
    body: dict[str, Any] = answer.json()
    assert body["error"] is True
    assert body["reason"]


def test_several_places_come_as_an_array_that_numbers_them_from_the_second_on(weather: Weather) -> None:
    answer = weather.archive(latitude="51.2,40.7,-37.8", longitude="3.2,-74,145").json()
    assert [one.get("location_id") for one in answer] == [None, 1, 2]
    assert [round(one["latitude"]) for one in answer] == [51, 41, -38]
    assert len({tuple(one["hourly"]["temperature_2m"]) for one in answer}) == 3


def test_each_place_counts_as_a_call(weather: Weather) -> None:
    weather.archive(latitude="51.2,40.7,-37.8", longitude="3.2,-74,145")
    weather.forecast()
    weather.archive(latitude="91")
    ledger = weather.control.ledger()
    assert ledger["calls"] == 4
    assert ledger["requests"] == {"archive": 2, "forecast": 1}
    assert ledger["statuses"] == {"200": 2, "400": 1}


def test_a_limit_is_met_and_ends_with_its_window(open_sandbox: Open) -> None:
    limits = CallLimits(minutely=2, hourly=3, daily=4)
    weather = Weather(open_sandbox(open_meteo=OpenMeteoSettings(limits=limits, frozen_at_s=NOW.timestamp())))

    def refused(answer: httpx2.Response) -> str | None:
        return None if answer.status_code == 200 else answer.json()["reason"]

    assert [refused(weather.archive()) for _ in range(2)] == [None, None]
    assert refused(weather.archive()) == "Minutely API request limit exceeded. Please try again in one minute."
    weather.control.advance(60)
    assert refused(weather.archive()) is None
    assert refused(weather.archive()) == "Hourly API request limit exceeded. Please try again in the next hour."
    weather.control.advance(3600)
    assert refused(weather.archive()) is None
    assert refused(weather.archive()) == "Daily API request limit exceeded. Please try again tomorrow."
    weather.control.advance(86_400)
    assert refused(weather.archive()) is None


@pytest.mark.parametrize("window", ["Minutely", "Hourly", "Daily"])
def test_each_refusal_can_be_scripted(weather: Weather, window: str) -> None:
    weather.control.script_faults([{"fault": {"kind": "call_limit", "window": window, "reason_first": True}}])
    answer = weather.archive()
    assert answer.status_code == 429
    assert list(answer.json()) == ["reason", "error"]
    assert answer.json()["reason"].startswith(f"{window} API request limit exceeded.")
    assert "retry-after" not in answer.headers


@pytest.mark.parametrize(
    ("fault", "status"),
    [({"kind": "status", "status": 503}, 503), ({"kind": "bad_request", "reason": "no"}, 400), ({"kind": "html"}, 200)],
)
def test_an_answer_can_be_anything_else(weather: Weather, fault: dict[str, Any], status: int) -> None:
    weather.control.script_faults([{"fault": fault, "match": {"endpoint": "archive"}}])
    assert weather.forecast().status_code == 200
    assert weather.archive().status_code == status
    assert weather.archive().status_code == 200


def test_a_connection_can_break(weather: Weather) -> None:
    weather.control.script_faults([{"fault": {"kind": "reset"}}, {"fault": {"kind": "short_body"}, "nth": 2}])
    with pytest.raises(httpx2.ReadError):
        weather.archive()
    with pytest.raises(httpx2.RemoteProtocolError):
        weather.archive()
