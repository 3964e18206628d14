"""What a recording comes to, below its streams: laps, zones, bests, curve, metrics, W′ balance and sources."""

from typing import Any

from playwright.async_api import expect

from tests.browser.numbers.reading import Reading, bare
from tests.browser.numbers.written import UNKNOWN, Units, cadence, clock, instant, number, of, ordinal, span

Answer = dict[str, Any]

_FIRST_LAPS = 24
_ON_PACE = {"run", "walk", "swim", "row"}
_SHOWN_DURATIONS_S = {5, 30, 60, 300, 600, 1200, 1800, 3600, 7200}
_RACES = {21_097.5: "Half marathon", 42_195: "Marathon", 1609.344: "1 mi"}


def value_of(measure: str, value: float | None, family: str, units: Units) -> str:
    """What a curve, a best or a zone is of."""
    if measure == "power":
        return of(value, "W")
    if measure == "heart_rate":
        return of(value, "bpm")
    return clock(value) if measure == "distance" else units.speed(value, family)


def name_of(measure: str, family: str) -> str:
    """Its name."""
    if measure == "speed":
        return "Pace" if family in _ON_PACE else "Speed"
    return {
        "power": "Power",
        "heart_rate": "Heart rate",
        "distance": "Distance",
        "graded_speed": "Grade-adjusted pace",
    }[measure]


def _bare_bound(measure: str, value: float, family: str, units: Units) -> str:
    return number(value) if measure in {"power", "heart_rate"} else units.bare_speed(value, family)


def lap_rows(laps: list[Answer], family: str, units: Units) -> list[list[str]]:
    """The table of laps: a column for each thing that some lap has."""

    def speed(lap: Answer) -> float | None:
        said = lap["summary"].get("avg_speed_mps")
        seconds = lap["timer_s"] if lap["timer_s"] is not None else lap["elapsed_s"]
        return said or (lap["distance_m"] / seconds if lap["distance_m"] and seconds else None)

    columns = [
        (lambda lap: lap["distance_m"], lambda value: units.distance(value, family)),
        (lambda lap: lap["timer_s"] if lap["timer_s"] is not None else lap["elapsed_s"], clock),
        (speed, lambda value: units.speed(value, family)),
        (lambda lap: lap["summary"].get("avg_power_w"), lambda value: of(value, "W")),
        (lambda lap: lap["summary"].get("normalized_power_w"), lambda value: of(value, "W")),
        (lambda lap: lap["summary"].get("avg_heart_rate_bpm"), lambda value: of(value, "bpm")),
        (lambda lap: lap["summary"].get("max_heart_rate_bpm"), lambda value: of(value, "bpm")),
        (lambda lap: lap["summary"].get("avg_cadence_rpm"), lambda value: cadence(value, family)),
        (lambda lap: lap["summary"].get("total_ascent_m"), units.height),
        (lambda lap: lap["summary"].get("num_active_lengths"), number),
    ]
    held = [(value, write) for value, write in columns if any(value(lap) is not None for lap in laps)]
    return [[str(no), *(write(value(lap)) for value, write in held)] for no, lap in enumerate(laps, 1)]


async def compare_legs(reading: Reading, legs: list[Answer], units: Units) -> None:
    """The legs of an activity of several sports."""
    rows = await reading.rows(reading.sheet("Legs").locator("table"))
    assert [row[1:] for row in rows] == [
        [
            "",
            clock(leg["elapsed_s"]),
            units.distance(leg["distance_m"], leg["sport_family"]),
            units.speed(leg["average_speed_mps"], leg["sport_family"]),
            of(leg["average_heart_rate_bpm"], "bpm"),
        ]
        for leg in legs
    ]


async def compare_laps(reading: Reading, laps: list[Answer], family: str, units: Units) -> None:
    """Every lap, and what is called after its number."""
    sheet = reading.sheet("Laps")
    if len(laps) < 2:
        await expect(sheet).to_have_count(0)
        return
    assert (
        await reading.text(sheet.locator("header p"))
        == f"{len(laps)} laps, as the device wrote them. Choose one to measure it."
    )
    if len(laps) > _FIRST_LAPS:
        await sheet.get_by_role("button", name=f"Show all {len(laps)} laps").click()
        await expect(sheet.locator("tbody tr")).to_have_count(len(laps))
    assert await reading.rows(sheet.locator("table")) == lap_rows(laps, family, units)
    names = await reading.names(sheet.locator("tbody button"), "aria-label")
    assert names == [f"Measure lap {no}" for no in range(1, len(laps) + 1)]
    measure = "power" if all("avg_power_w" in lap["summary"] for lap in laps) else "speed"
    column = 3 if measure == "power" else 2
    titles = await reading.names(sheet.locator(".bars button"), "title")
    written = lap_rows(laps, family, units)
    assert titles == [f"Lap {row[0]}: {row[column + 1]}" for row in written]


def zone_rows(measure: str, times: Answer, family: str, units: Units) -> list[list[str]]:
    """Each zone with its bounds, its time and its share."""
    bounds = times["lower_bounds"]
    total = sum(times["seconds"]) + times["below_s"]

    def share(seconds: float) -> str:
        return of(seconds / total * 100, "%") if total else UNKNOWN

    def extent(at: int) -> str:
        if at == len(bounds) - 1:
            return f"from {value_of(measure, bounds[at], family, units)}"
        upper = value_of(measure, bounds[at + 1], family, units)
        return f"to {upper}" if bounds[at] == 0 else f"{_bare_bound(measure, bounds[at], family, units)}–{upper}"

    below = [["Below", "", "", clock(times["below_s"]), share(times["below_s"])]] if times["below_s"] else []
    return below + [
        [f"Z{name}", extent(at), "", clock(seconds), share(seconds)]
        for at, (name, seconds) in enumerate(zip(times["names"], times["seconds"], strict=True))
    ]


def _zone_note(times: Answer) -> str:
    said = []
    if times["three_zones_s"] is not None:
        total = sum(times["three_zones_s"])
        easy, moderate, hard = (
            of(seconds / total * 100, "%") if total else UNKNOWN for seconds in times["three_zones_s"]
        )
        said.append(f"Easy {easy}, moderate {moderate}, hard {hard}.")
    if times["missing_s"]:
        said.append(f"{clock(times['missing_s'])} without a value.")
    if times["is_estimated"]:
        said.append("The bounds come from an estimated threshold. Thresholds and zones")
    return " ".join(said)


async def compare_zones(reading: Reading, analysis: Answer, family: str, units: Units) -> None:
    """Time in zones by each measure, or why there is none."""
    sheet = reading.sheet("Time in zones")
    zones = (analysis["judgement"] or {}).get("zones") or {}
    parts = sheet.locator("section:not(.sheet)")
    await expect(parts).to_have_count(len(zones))
    for at, (measure, times) in enumerate(zones.items()):
        part = parts.nth(at)
        assert await reading.text(part.locator("h3")) == name_of(measure, family)
        if "seconds" not in times:
            assert await reading.text(part.locator(".note")) == times["reason"]
            continue
        assert await reading.rows(part.locator("table")) == zone_rows(measure, times, family, units)
        assert await reading.text(part.locator(".note")) == _zone_note(times)


def best_rows(bests: list[Answer], measure: str, family: str, units: Units) -> list[list[str]]:
    """The bests of a measure with their ranks; a best speed only stands in for a best distance."""
    if measure == "speed" and any(best["measure"] == "distance" for best in bests):
        return []
    return [
        [
            _target(best),
            value_of(measure, best["value"], family, units),
            ordinal(best["rank_in_year"]),
            ordinal(best["rank_all_time"]),
        ]
        for best in bests
        if best["measure"] == measure and (measure == "distance" or best["target"] in _SHOWN_DURATIONS_S)
    ]


def _target(best: Answer) -> str:
    target = best["target"]
    if best["measure"] != "distance":
        return span(int(target))
    named = next((name for metres, name in _RACES.items() if abs(metres - target) < 1), None)
    return named or (of(target, "m") if target < 1000 else of(target / 1000, "km"))


async def compare_bests(reading: Reading, curves: Answer, family: str, units: Units) -> None:
    """Every best effort, and what its button is called."""
    sheet = reading.sheet("Best efforts")
    said = {
        measure: rows
        for measure in ("power", "distance", "speed", "heart_rate")
        if (rows := best_rows(curves["bests"], measure, family, units))
    }
    assert await reading.texts(sheet.locator("h3")) == [name_of(measure, family) for measure in said]
    await expect(sheet.locator("table")).to_have_count(len(said))
    for at, rows in enumerate(said.values()):
        table = sheet.locator("table").nth(at)
        assert await reading.rows(table) == rows
        await reading.texts(table.locator("thead th"))
        names = await reading.names(table.locator("tbody button"), "aria-label")
        assert names == [f"Show the best {row[0]} in the streams" for row in rows]


async def compare_curve(reading: Reading, own: Answer, season: Answer, measure: str, units: Units) -> None:
    """The curve of the activity beside that of the year, as a table and as a file."""
    family = {"power": "ride", "speed": "run"}[measure]
    sheet = reading.sheet("Power curve" if measure == "power" else "Pace curve")
    await sheet.scroll_into_view_if_needed()
    frame = sheet.locator("figure")
    await expect(frame).to_be_visible()
    column = {"power": "power_w", "speed": "speed_mps"}[measure]
    here = dict(zip(own["duration_s"], own["value"], strict=True))
    year = dict(zip(season["duration_s"], season[column], strict=True))
    best = sum(value >= year.get(duration, 0) for duration, value in here.items() if value is not None)
    summary = f"This activity holds the best of the year at {number(best)} of {number(len(here))} durations."
    assert await reading.text(frame.locator("figcaption")) == summary
    durations = sorted(here.keys() | year.keys())
    values = [(duration, here.get(duration), year.get(duration)) for duration in durations]
    assert await reading.data_table(frame) == [
        [_on_axis(duration), *(value_of(measure, value, family, units) for value in pair)] for duration, *pair in values
    ]
    assert [tuple(map(bare, row)) for row in await reading.data_file(frame)] == values


def _on_axis(seconds: int) -> str:
    return span(seconds) if seconds < 60 or seconds % 3600 == 0 else clock(seconds)


_METRICS = {
    "work_kj": "Work",
    "xpower_w": "xPower",
    "moving_time_s": "Moving time",
    "decoupling_pct": "Decoupling",
    "average_power_w": "Average power",
    "graded_speed_mps": "Grade-adjusted pace",
    "efficiency_factor": "Efficiency",
    "variability_index": "Variability",
    "normalized_power_w": "Normalised power",
    "maximum_heart_rate_bpm": "Highest heart rate",
    "normalized_graded_speed_mps": "Normalised graded pace",
}


def metric(one: Answer, family: str, units: Units) -> str:
    """A metric by its unit; a ratio of something small to a beat keeps four digits."""
    value = one["value"]
    match one["unit"]:
        case "s":
            return clock(value)
        case "kJ" | "W" | "bpm" as unit:
            return of(value, unit)
        case "m/s":
            return units.speed(value, family)
        case "%":
            return of(value, "%", 1)
        case _:
            return number(value, 4 if abs(value) < 0.1 else 2)


async def compare_metrics(reading: Reading, analysis: Answer, family: str, units: Units) -> None:
    """Every metric with its grade, and why others have no value."""
    sheet = reading.sheet("Analysis")
    known = [one for one in analysis["metrics"] if one["value"] is not None]
    unknown = [one for one in analysis["metrics"] if one["value"] is None]
    said = [f"{_METRICS[one['key']]} {one['evidence']} {metric(one, family, units)}" for one in known]
    assert await reading.texts(sheet.locator("dl > div")) == said
    if unknown:
        count = len(unknown)
        plural = "One metric has no value" if count == 1 else f"{count} metrics have no value"
        assert await reading.text(sheet.locator("summary")) == plural
    assert await reading.texts(sheet.locator("details li")) == [
        f"{_METRICS[one['key']]} {one['not_computable']['reason']}" for one in unknown
    ]


async def compare_balance(reading: Reading, balance: Answer) -> None:
    """What was left above critical power, as a table and as a file."""
    sheet = reading.sheet("W′ balance")
    if balance["not_computable"] is not None:
        assert await reading.text(sheet.locator(".note")) == balance["not_computable"]["reason"]
        return
    lowest, whole = (of(balance[name] / 1000, "kJ") for name in ("lowest_j", "w_prime_j"))
    summary = f"Lowest {lowest} of {whole}, by a critical power of {of(balance['critical_power_w'], 'W')}."
    if balance["below_zero_s"]:
        summary += f" It was below zero for {clock(balance['below_zero_s'])}, so one of the two is set too low."
    frame = sheet.locator("figure")
    assert await reading.text(frame.locator("figcaption")) == summary
    values = list(zip(balance["at_s"], balance["balance_j"], strict=True))
    assert await reading.data_table(frame) == [[clock(at), of(joules / 1000, "kJ")] for at, joules in values]
    assert [tuple(map(bare, row)) for row in await reading.data_file(frame)] == values


async def compare_sources(reading: Reading, activity: Answer, units: Units, zone: str) -> None:
    """Where it comes from, what the device says itself, and what was found wrong."""
    sheet = reading.sheet("Sources")
    names = [source["file_name"] or source["source_id"] for source in activity["sources"]]
    assert await reading.texts(sheet.locator("li .name")) == names
    assert await reading.texts(sheet.locator("li p.label")) == [
        f"Came {instant(source['obtained_at'], zone)}" for source in activity["sources"]
    ]
    assert await reading.texts(sheet.locator(".flaws li")) == [flaw["detail"] for flaw in activity["flaws"]]
    if activity["device"]:
        await reading.texts(sheet.get_by_text(f"Recorded by {activity['device']}.", exact=True))
    summary = activity["summary"]
    rows = [
        ("total_distance_m", "Distance", "distance_m", lambda value: units.distance(value, activity["sport_family"])),
        ("total_moving_time_s", "Moving", "moving_s", clock),
        ("total_timer_time_s", "Timer", "timer_s", clock),
        ("total_ascent_m", "Ascent", "ascent_m", units.height),
        ("total_descent_m", "Descent", "descent_m", units.height),
        ("avg_power_w", "Power", "average_power_w", lambda value: of(value, "W")),
        ("normalized_power_w", "Normalised power", "weighted_power_w", lambda value: of(value, "W")),
        ("max_power_w", "Highest power", "max_power_w", lambda value: of(value, "W")),
        ("avg_heart_rate_bpm", "Heart rate", "average_heart_rate_bpm", lambda value: of(value, "bpm")),
        ("max_heart_rate_bpm", "Highest heart rate", "max_heart_rate_bpm", lambda value: of(value, "bpm")),
        ("total_calories_kcal", "Calories", "calories_kcal", lambda value: of(value, "kcal")),
    ]
    assert await reading.rows(sheet.locator("details table")) == [
        [label, write(summary[said]), write(activity[ours])] for said, label, ours, write in rows if said in summary
    ]
