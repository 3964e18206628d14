"""What stands at the head of an activity: its day, its totals, its load."""

from typing import Any

from tests.browser.numbers.reading import Figure, Reading
from tests.browser.numbers.written import (
    UNKNOWN,
    Units,
    cadence,
    clock,
    long_day,
    number,
    of,
    time_of_day,
)

_PACED = {"run", "walk", "swim", "row"}
_LOADED_BY = {
    "power_tss": "from power",
    "pace_rtss": "from pace",
    "hrss": "from heart rate",
    "session_rpe_scaled": "from perceived effort",
}


def totals(activity: dict[str, Any], units: Units) -> list[Figure]:
    """The figures of the head: those that are known, and no others."""
    family = activity["sport_family"]
    speed = "Pace" if family in _PACED else "Speed"
    highest = {
        "heart_rate": f"at most {of(activity['max_heart_rate_bpm'], 'bpm')}",
        "power": f"at most {of(activity['max_power_w'], 'W')}",
    }
    rows = [
        ("distance_m", "Distance", lambda value: units.distance(value, family), ""),
        ("moving_s", "Moving", clock, ""),
        ("elapsed_s", "Elapsed", clock, ""),
        ("average_speed_mps", speed, lambda value: units.speed(value, family), ""),
        ("ascent_m", "Ascent", units.height, ""),
        ("average_heart_rate_bpm", "Heart rate", lambda value: of(value, "bpm"), highest["heart_rate"]),
        ("average_power_w", "Power", lambda value: of(value, "W"), highest["power"]),
        ("weighted_power_w", "Normalised power", lambda value: of(value, "W"), ""),
        ("average_cadence_rpm", "Cadence", lambda value: cadence(value, family), ""),
        ("energy_kj", "Work", lambda value: of(value, "kJ"), ""),
        ("calories_kcal", "Calories", lambda value: of(value, "kcal"), ""),
        ("average_temperature_c", "Temperature", units.temperature, ""),
        ("perceived_exertion", "Perceived effort", lambda value: f"{value:g} of 10", ""),
    ]
    return [
        Figure(label, write(activity[name]), "" if UNKNOWN in note else note)
        for name, label, write, note in rows
        if activity[name] is not None
    ]


def loads(analysis: dict[str, Any]) -> list[Figure]:
    """Load and intensity; a load that is not known says why."""
    judgement = analysis["judgement"] or {}
    method = judgement.get("load_method")
    lacking = judgement.get("not_computable") or analysis["not_computable"] or {"reason": ""}
    note = _LOADED_BY[method] if method else lacking["reason"]
    found = [Figure("Load", number(judgement.get("load")), note)]
    if judgement.get("intensity") is not None:
        found.append(Figure("Intensity", of(judgement["intensity"] * 100, "%")))
    return found


async def compare_head(
    reading: Reading, activity: dict[str, Any], analysis: dict[str, Any], units: Units, zone: str
) -> None:
    """The head of the page says what the API says, to an athlete at home in a zone."""
    assert await reading.text(reading.main.locator("h1")) == activity["name"]
    lead = await reading.text(reading.main.locator(".page-header .words p"))
    began = time_of_day(activity["started_at"], activity["utc_offset_s"])
    elsewhere = "" if activity["time_zone"] in {None, zone} else f" ({activity['time_zone']})"
    assert lead.split(", ", 1)[1] == f"{long_day(activity['local_on'])}, {began}{elsewhere}"
    assert await reading.figures(reading.main.locator("dl.main")) == totals(activity, units)
    assert await reading.figures(reading.main.locator("div.load dl")) == loads(analysis)
