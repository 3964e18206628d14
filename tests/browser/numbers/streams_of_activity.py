"""The streams of an activity: what their charts say in words, their table, their file, and a stretch that is measured."""

import math
from typing import Any

from playwright.async_api import expect

from tests.browser.numbers.reading import Figure, Reading, bare
from tests.browser.numbers.written import Units, cadence, clock, number, of

Answer = dict[str, Any]
Column = list[float | None]

CHANNELS = (
    "latitude_deg",
    "longitude_deg",
    "distance_m",
    "altitude_m",
    "speed_mps",
    "heart_rate_bpm",
    "power_w",
    "cadence_rpm",
    "temperature_c",
    "grade_pct",
)
STRETCH_S = (60, 600)
_PANES = ("altitude_m", "speed_mps", "power_w", "heart_rate_bpm", "cadence_rpm", "temperature_c")
_MOST_ROWS = 300
_PACED = {"run", "walk", "swim", "row"}
_SPEED_REACH_S = 6
_MARK_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
_MOST_MARKS = 14
_EARTH_M = 6_371_008.8


def _named(channel: str, family: str) -> str:
    if channel == "speed_mps":
        return "Pace" if family in _PACED else "Speed"
    names = {"altitude_m": "Altitude", "heart_rate_bpm": "Heart rate", "power_w": "Power", "cadence_rpm": "Cadence"}
    return names.get(channel, "Temperature")


def _written(channel: str, value: float | None, family: str, units: Units) -> str:
    match channel:
        case "altitude_m":
            return units.height(value)
        case "speed_mps":
            return units.speed(value, family)
        case "power_w":
            return of(value, "W")
        case "heart_rate_bpm":
            return of(value, "bpm")
        case "cadence_rpm":
            return cadence(value, family)
        case "temperature_c":
            return units.temperature(value)
        case _:
            return units.distance(value)


def columns_of(streams: Answer) -> tuple[list[float], dict[str, Column]]:
    """The clock and the channels that hold anything."""
    channels = {name: streams["channels"].get(name, {}).get("values", []) for name in CHANNELS}
    held = {name: values for name, values in channels.items() if any(value is not None for value in values)}
    return [ms / 1000 for ms in streams["elapsed_ms"]], held


def with_what_is_worked_out(clock_s: list[float], recorded: dict[str, Column]) -> dict[str, Column]:
    """The channels with the way and the speed that the recording itself does not hold."""
    shown = dict(recorded)
    if "distance_m" not in shown and "latitude_deg" in shown:
        shown["distance_m"] = _way_along(shown["latitude_deg"], shown["longitude_deg"])
    if "speed_mps" not in shown and "distance_m" in shown:
        shown["speed_mps"] = _speed_along(clock_s, shown["distance_m"])
    return shown


def _way_along(latitudes: Column, longitudes: Column) -> Column:
    """Metres along the positions, on a sphere."""
    found: Column = []
    total, last = 0.0, None
    for latitude, longitude in zip(latitudes, longitudes, strict=True):
        if latitude is None or longitude is None:
            found.append(None)
            continue
        here = math.radians(latitude), math.radians(longitude)
        if last is not None:
            half = (
                math.sin((here[0] - last[0]) / 2) ** 2
                + math.cos(here[0]) * math.cos(last[0]) * math.sin((here[1] - last[1]) / 2) ** 2
            )
            total += 2 * _EARTH_M * math.asin(math.sqrt(half))
        last = here
        found.append(total)
    return found


def _speed_along(clock_s: list[float], distances: Column) -> Column:
    """The speed that a recording without one has: over the way of some seconds to both sides, as far as it is known."""
    found: Column = []
    for at, distance in enumerate(distances):
        if distance is None:
            found.append(None)
            continue
        first = last = at
        near = [
            index
            for index in range(max(at - 2 * _SPEED_REACH_S, 0), min(at + 2 * _SPEED_REACH_S + 1, len(clock_s)))
            if abs(clock_s[index] - clock_s[at]) <= _SPEED_REACH_S
        ]
        first = next(index for index in near if distances[index] is not None)
        for index in near:
            if index > at and distances[index] is None:
                break
            last = max(last, index)
        seconds = clock_s[last] - clock_s[first]
        way = (distances[last] or 0) - (distances[first] or 0)
        found.append(way / seconds if seconds > 0 else None)
    return found


async def compare_streams(reading: Reading, activity: Answer, streams: Answer, units: Units) -> None:
    """Captions, summary, choices of smoothing, table and file."""
    family = activity["sport_family"]
    clock_s, recorded = columns_of(streams)
    shown = with_what_is_worked_out(clock_s, recorded)
    panes = [channel for channel in _PANES if channel in shown]
    sheet = reading.sheet("Streams")
    await _compare_words(reading, activity, streams, panes, units)
    rows = range(0, len(clock_s), max(1, math.ceil(len(clock_s) / _MOST_ROWS)))
    told = [*(["distance_m"] if "distance_m" in shown else []), *panes]
    assert await reading.data_table(sheet.locator("figure")) == [
        [clock(clock_s[row]), *(_written(channel, shown[channel][row], family, units) for channel in told)]
        for row in rows
    ]
    file = await reading.data_file(sheet.locator("figure"))
    held = [channel for channel in CHANNELS if channel in recorded]
    assert [list(map(bare, row)) for row in file] == [
        [at, *(recorded[channel][row] for channel in held)] for row, at in enumerate(clock_s)
    ]


async def _compare_words(reading: Reading, activity: Answer, streams: Answer, panes: list[str], units: Units) -> None:
    family = activity["sport_family"]
    totals = {
        "altitude_m": "" if activity["ascent_m"] is None else f"{units.height(activity['ascent_m'])} up",
        "speed_mps": units.speed(activity["average_speed_mps"], family),
        "power_w": of(activity["average_power_w"], "W"),
        "heart_rate_bpm": of(activity["average_heart_rate_bpm"], "bpm"),
        "cadence_rpm": cadence(activity["average_cadence_rpm"], family),
        "temperature_c": units.temperature(activity["average_temperature_c"]),
    }
    sheet = reading.sheet("Streams")
    captions = [f"{_named(pane, family)} {totals[pane]}".strip() for pane in panes]
    assert await reading.texts(sheet.locator("p.caption")) == captions
    clock_s, recorded = columns_of(streams)
    length_s = clock_s[-1] - clock_s[0]
    smoothing_s = 0 if length_s < 600 else 5 if length_s < 2400 else 15 if length_s < 7200 else 30
    options = await reading.texts(sheet.locator(".smoothing option"))
    assert options == [
        f"Automatic, {smoothing_s} s" if smoothing_s else "Automatic",
        "None",
        "5 s",
        "15 s",
        "30 s",
        "60 s",
    ]
    count = "One channel" if len(panes) == 1 else f"{len(panes)} channels"
    said = f"{count} over {clock(length_s)}, {number(streams['sample_count'])} samples."
    said += (
        f" Speed, power and cadence are drawn as means over {smoothing_s} s; measures and the table are as recorded."
        if smoothing_s
        else " Drawn as recorded."
    )
    if "distance_m" not in recorded and "latitude_deg" in recorded:
        said += " The distance is worked out from the recorded positions."
    if "speed_mps" in panes and "speed_mps" not in recorded:
        said += " The speed is worked out from the distance."
    assert await reading.text(sheet.locator("figcaption")) == said


def stretch_figures(found: Answer, family: str, units: Units) -> list[Figure]:
    """What a measured stretch comes to; what this recording cannot have is left out."""
    rows = [
        ("Elapsed", "elapsed_s", clock),
        ("Moving", "moving_s", clock),
        ("Distance", "distance_m", lambda value: units.distance(value, family)),
        ("Average speed", "average_speed_mps", lambda value: units.speed(value, family)),
        ("Grade adjusted", "graded_speed_mps", lambda value: units.speed(value, family)),
        ("Average power", "average_power_w", lambda value: of(value, "W")),
        ("Normalised power", "weighted_power_w", lambda value: of(value, "W")),
        ("Highest power", "maximum_power_w", lambda value: of(value, "W")),
        ("Average heart rate", "average_heart_rate_bpm", lambda value: of(value, "bpm")),
        ("Highest heart rate", "maximum_heart_rate_bpm", lambda value: of(value, "bpm")),
        ("Average cadence", "average_cadence_rpm", lambda value: cadence(value, family)),
        ("Ascent", "ascent_m", units.height),
        ("Descent", "descent_m", units.height),
        ("Average grade", "average_grade_pct", lambda value: of(value, "%", 1)),
    ]
    return [
        Figure(label, write(found[name]["value"]), (found[name]["not_computable"] or {"reason": ""})["reason"])
        for label, name, write in rows
        if found[name]["value"] is not None
        or (name != "graded_speed_mps" and not found[name]["not_computable"]["code"].startswith("no_"))
    ]


async def compare_stretch(reading: Reading, found: Answer, family: str, units: Units) -> None:
    """The stretch that the address measures."""
    sheet = reading.sheet("Streams")
    await expect(sheet.locator("dl")).to_be_visible()
    assert await reading.figures(sheet.locator("dl")) == stretch_figures(found, family, units)
    fields = [sheet.get_by_label(name, exact=True) for name in ("From", "To")]
    assert [await field.input_value() for field in fields] == [clock(at) for at in STRETCH_S]
    await reading.names(sheet.get_by_role("slider"), "aria-valuetext")


async def compare_map(reading: Reading, streams: Answer, units: Units) -> None:
    """The marks along the way, and the unit of its scale."""
    sheet = reading.sheet("Map")
    scale = sheet.locator(".maplibregl-ctrl-scale")
    await expect(scale).not_to_be_empty()
    assert (await reading.text(scale)).lstrip("0123456789.,").strip() in (
        {"ft", "mi"} if units.is_imperial else {"m", "km"}
    )
    shown = with_what_is_worked_out(*columns_of(streams))
    length = units.in_distance(max(value for value in shown["distance_m"] if value is not None))
    step = next(step for step in _MARK_STEPS if length / step <= _MOST_MARKS)
    marks = [number(step * at) for at in range(1, int(length / step) + 1)]
    assert await reading.texts(sheet.locator(".map-mark.way")) == marks
