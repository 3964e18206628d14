"""Every number on the screen of curves is the API's: bests by duration, their models and what fed them, predictions; table and file."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser, expect

from tests.browser.numbers.reading import Figure, Reading, bare
from tests.browser.numbers.written import IMPERIAL, METRIC, UNKNOWN, Units, clock, day, of, short_day, span
from tests.browser.visits import LivedIn, Visit

pytestmark = pytest.mark.xdist_group("browser")

Answer = dict[str, Any]

_NAMES = {"6w": "6 wk", "90d": "90 d", "season": "Season", "1y": "1 yr", "all": "All", "custom": "Custom"}
_DAYS = {"6w": 42, "90d": 90, "1y": 365, "all": 365 * 49}
_NAMED_S = (1, 5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 28_800)
_SUMMARY_S = (5, 60, 300, 1200, 3600)
_PANEL_S = 300
_STALE_AFTER_DAYS = 90
_CONFIDENCE = {"high": "High", "medium": "Medium", "low": "Low"}
_RACES = {
    1609: "1 mile", 3000: "3 km", 5000: "5 km", 10_000: "10 km", 15_000: "15 km", 21_098: "Half marathon", 42_195: "Marathon",
}  # fmt: skip


@dataclass(frozen=True)
class Look:
    """What the address asks for, and how its values are written."""

    query: str
    units: Units
    kg: float | None = None

    @property
    def is_power(self) -> bool:
        return "of=pace" not in self.query

    @property
    def ranges(self) -> list[str]:
        named = next((part for part in self.query.split("&") if part.startswith("ranges=")), "ranges=90d,1y")
        return named.removeprefix("ranges=").split(",")

    def text(self, value: float | None) -> str:
        if not self.is_power:
            return self.units.speed(value, "run")
        if value is not None and self.kg is not None:
            return of(value / self.kg, "W/kg", 2)
        return of(value, "W")

    def reserve(self, value: float | None) -> str:
        return of(value / 1000, "kJ") if self.is_power and value is not None else self.units.height(value)


@dataclass(frozen=True)
class Curve:
    """The answer of the API for one range."""

    preset: str
    first_on: date
    last_on: date
    said: Answer

    @classmethod
    async def of(cls, visited: Visit, look: Look, preset: str, today: date) -> "Curve":
        first_on = date(today.year, 1, 1) if preset == "season" else today - timedelta(days=_DAYS[preset] - 1)
        what = "power?sport=ride" if look.is_power else f"pace?graded={str('graded' in look.query).lower()}"
        said = await visited.ask(f"curves/{what}&from={first_on}&to={today}")
        return cls(preset, first_on, today, said)

    @property
    def name(self) -> str:
        return _NAMES[self.preset]

    @property
    def points(self) -> dict[int, tuple[float, Answer]]:
        """Value and holder by duration."""
        values = self.said["power_w" if "power_w" in self.said else "speed_mps"]
        holders = [self.said["activities"][at] for at in self.said["holder"]]
        return dict(zip(self.said["duration_s"], zip(values, holders, strict=True), strict=True))

    @property
    def model(self) -> Answer | None:
        """Level and reserve with their errors, whatever they are of."""
        fit = self.said["critical_power"] if "power_w" in self.said else self.said["critical_speed"]
        if fit is None:
            return None
        level, reserve = ("cp", "w_prime") if "power_w" in self.said else ("cs", "d_prime")
        suffix, reserve_suffix = ("w", "j") if "power_w" in self.said else ("mps", "m")
        return fit | {
            "level": fit[f"{level}_{suffix}"],
            "level_error": fit[f"{level}_error_{suffix}"],
            "reserve": fit[f"{reserve}_{reserve_suffix}"],
            "reserve_error": fit[f"{reserve}_error_{reserve_suffix}"],
        }


def focused(curves: list[Curve]) -> Curve:
    """Whose model is shown: the first that has one."""
    return next((curve for curve in curves if curve.model is not None), curves[0])


def all_durations(curves: list[Curve]) -> list[int]:
    """What any of them reaches."""
    return sorted({duration for curve in curves for duration in curve.points})


async def compare_chart(reading: Reading, curves: list[Curve], look: Look) -> None:
    """Summary, table and file of the chart."""
    frame, focus = reading.main.locator("figure"), focused(curves)
    bests = ", ".join(f"{span(at)}: {look.text(focus.points[at][0])}" for at in _SUMMARY_S if at in focus.points)
    assert await reading.text(frame.locator("figcaption")) == f"Bests of the range “{focus.name}”: {bests}."
    durations = all_durations(curves)
    points = [[curve.points.get(duration) for curve in curves] for duration in durations]
    if any(is_stale(one[1]["day"], curves[0].last_on) for row in points for one in row if one):
        assert await reading.text(frame.locator(".stale")) == f"older than {_STALE_AFTER_DAYS} days"
    assert await reading.data_table(frame) == [
        [
            span(duration),
            *(
                text
                for one in row
                for text in ([look.text(one[0]), f"{one[1]['name']}, {day(one[1]['day'])}"] if one else ["", ""])
            ),
        ]
        for duration, row in zip(durations, points, strict=True)
    ]
    heads = ["Duration", *(head for curve in curves for head in (curve.name, f"Activity ({curve.name})"))]
    assert await reading.texts(frame.locator(".scroll thead th")) == heads
    file = await reading.data_file(frame)
    assert [[bare(row[0]), *map(bare, row[1::2])] for row in file] == [
        [duration, *(one[0] if one else None for one in row)] for duration, row in zip(durations, points, strict=True)
    ]
    assert [row[2::2] for row in file] == [
        [f"{one[1]['id']} {one[1]['day']}" if one else "" for one in row] for row in points
    ]


def is_stale(on: str, today: date) -> bool:
    """Too old to say much of the present."""
    return (today - date.fromisoformat(on)).days > _STALE_AFTER_DAYS


async def compare_point(reading: Reading, curves: list[Curve], look: Look) -> None:
    """The panel of a duration: before anybody points, of the one nearest to five minutes."""
    shown_s = min(all_durations(curves), key=lambda duration: abs(duration - _PANEL_S))
    sheet = reading.sheet(f"Best {span(shown_s)}")
    assert await reading.text(sheet.locator("h2")) == f"Best {span(shown_s)}"
    rows = []
    for curve in curves:
        value, holder = curve.points.get(shown_s, (None, None))
        where = f"{holder['name']} {day(holder['day'])}" if holder else "No activity of the range is that long."
        rows.append([curve.name, look.text(value), where])
    parts = (".range", "b", ".where")
    shown = [[await reading.text(item.locator(part)) for part in parts] for item in await sheet.locator("li").all()]
    assert shown == rows


async def compare_model(reading: Reading, curves: list[Curve], look: Look) -> None:
    """Level, reserve, their errors, and the efforts they rest on; or why there is no model."""
    sheet = reading.sheet("Critical power" if look.is_power else "Critical speed")
    focus = focused(curves)
    assert await reading.texts(sheet.locator(".segmented > *")) == [curve.name for curve in curves if len(curves) > 1]
    model = focus.model
    if model is None:
        why = focus.said["not_computable"]["reason"]
        assert await reading.texts(sheet.locator("p").last) == [why]
        return
    assert await reading.figures(sheet) == [
        Figure(
            "Critical power" if look.is_power else "Critical speed", look.text(model["level"]), level_error(model, look)
        ),
        Figure(
            "W′" if look.is_power else "D′", look.reserve(model["reserve"]), error(model["reserve_error"], look.reserve)
        ),
        Figure("Confidence", _CONFIDENCE[model["confidence"]]),
    ]
    efforts = [[span(round(effort["duration_s"])), look.text(effort["value"])] for effort in model["efforts"]]
    items = await sheet.locator("li").all()
    assert [[await reading.text(item.locator(part)) for part in ("span", "b")] for item in items] == efforts
    durations = sorted(round(effort["duration_s"]) for effort in model["efforts"])
    assert await reading.text(sheet.locator(".valid")) == (
        "The efforts were run over real ground, so the model is not drawn over graded pace."
        if "graded" in look.query
        else f"Drawn from {span(durations[0])} to {span(durations[-1])}, between these efforts; it says nothing beyond."
    )
    # What a flag says names bounds, not values.
    await reading.texts(sheet.locator("dl ~ p:not(.valid)"))


def error(value: float | None, write: Any) -> str:
    """A standard error, as far as it is known."""
    return "error unknown: too few efforts" if value is None else f"± {write(value)} (standard error)"


def level_error(model: Answer, look: Look) -> str:
    """Of a speed the error is a share: the error of a speed is no pace."""
    if look.is_power:
        return error(model["level_error"], look.text)
    return error(model["level_error"], lambda value: of(value / model["level"] * 100, "%", 1))


async def compare_durations(reading: Reading, curves: list[Curve], look: Look) -> None:
    """The table of the durations that athletes speak of."""
    sheet = reading.sheet("Best by duration")
    heads = [
        curve.name
        if curve.preset == "all"
        else f"{curve.name} {short_day(str(curve.first_on))} – {short_day(str(curve.last_on))}"
        for curve in curves
    ]
    assert (await reading.texts(sheet.locator("thead th")))[1:] == heads
    rows = [
        [span(duration), *(cell(curve, duration, look) for curve in curves)]
        for duration in _NAMED_S
        if any(duration in curve.points for curve in curves)
    ]
    assert await reading.rows(sheet.locator("table")) == rows


def cell(curve: Curve, duration: int, look: Look) -> str:
    """The best of a range over a duration, with its day; a dash where it holds none."""
    if duration not in curve.points:
        return UNKNOWN
    value, holder = curve.points[duration]
    old = " old" if is_stale(holder["day"], curve.last_on) else ""
    return f"{look.text(value)} {day(holder['day'])}{old}"


async def compare_predictions(reading: Reading, said: Answer, units: Units) -> None:
    """Race times with their ranges, what each method says, and the results they rest on."""
    sheet = reading.sheet("Race predictions")
    await expect(sheet.locator("table")).to_be_visible()
    table = sheet.locator("table")
    rows = [prediction_row(one, units) for one in said["predictions"]]
    assert [row[: len(other)] for row, other in zip(await reading.rows(table), rows, strict=True)] == rows
    spoken = [
        f"{clock(method['time_s'])}"
        for one in said["predictions"]
        for method in one["methods"]
        if method["time_s"] is not None
    ]
    assert await reading.texts(table.locator(".methods b")) == spoken
    notes = [method["note"] for one in said["predictions"] for method in one["methods"] if method["time_s"] is not None]
    assert await reading.names(table.locator(".methods > span"), "title") == notes
    assert [
        [await reading.text(item.locator(part)) for part in ("span >> nth=0", "b", "a", "span >> nth=1")]
        for item in await sheet.locator("h3 ~ ul li").all()
    ] == [
        [_RACES[round(effort["distance_m"])], clock(effort["elapsed_s"]), effort["name"], day(effort["day"])]
        for effort in said["efforts"]
    ]


def prediction_row(one: Answer, units: Units) -> list[str]:
    """A distance: likely time, range and pace, or why there is none."""
    name = _RACES[round(one["distance_m"])]
    if one["time_s"] is None:
        return [name, one["not_computable"]["reason"]]
    return [
        name,
        clock(one["time_s"]),
        f"{clock(one['fast_s'])} – {clock(one['slow_s'])}",
        units.speed(one["distance_m"] / one["time_s"], "run"),
    ]


@pytest.mark.parametrize("units", [METRIC, IMPERIAL], ids=lambda units: units.name)
@pytest.mark.parametrize(
    ("who", "query"),
    [
        ("cyclist", "ranges=90d,1y"),
        ("cyclist", "ranges=6w,season,all&per=kg"),
        ("runner", "of=pace&ranges=90d,1y"),
        ("runner", "of=pace&ranges=6w,all&graded=1"),
    ],
)
async def test_every_number_of_curves(browser: Browser, lately: LivedIn, who: str, query: str, units: Units) -> None:
    async with lately.visit(browser, who=who) as visited:
        await visited.send("patch", "profile", {"units": units.name})
        profile = await visited.ask("profile")
        today = datetime.now(ZoneInfo(profile["time_zone"])).date()
        look = Look(query, units, profile["weight_kg"] if "per=kg" in query else None)
        await visited.goto(f"/curves?{query}")
        reading = Reading(visited.page)
        await expect(reading.main.get_by_text("being brought up to date")).to_have_count(0)
        await expect(reading.main.locator("figure")).to_be_visible()
        curves = [await Curve.of(visited, look, preset, today) for preset in look.ranges]
        assert await reading.texts(reading.main.locator(".chips button")) == list(_NAMES.values())
        await compare_point(reading, curves, look)
        await compare_model(reading, curves, look)
        await compare_durations(reading, curves, look)
        await compare_chart(reading, curves, look)
        if not look.is_power:
            await compare_predictions(reading, await visited.ask("predictions"), units)
        assert await reading.unread() == []
        visited.assert_quiet()


async def test_who_has_no_curve_gets_reasons_and_no_numbers(browser: Browser, lately: LivedIn) -> None:
    async with lately.visit(browser, who="cyclist") as visited:
        await visited.goto("/curves?of=pace")
        reading = Reading(visited.page)
        await expect(reading.main.get_by_text("No curve for these ranges")).to_be_visible()
        said = await visited.ask("predictions")
        assert all(one["time_s"] is None for one in said["predictions"])
        await compare_predictions(reading, said, METRIC)
        assert await reading.texts(reading.main.locator(".chips button")) == list(_NAMES.values())
        assert await reading.unread() == []
