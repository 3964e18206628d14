"""Every number on the screen of fitness is the API's: of today, of the charts, of any day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser, Locator, expect

from tests.browser.numbers.reading import Figure, Reading, bare
from tests.browser.numbers.written import clock, day, long_day, number, signed, weekday
from tests.browser.visits import LivedIn, Visit

pytestmark = pytest.mark.xdist_group("browser")

_BASELINE_DAYS = 42
_BANDS = ((25, "transition"), (5, "fresh"), (-10, "grey zone"), (-30, "optimal"))
_COLUMNS = ("load", "partial", "fitness", "fatigue", "form", "ramp", "monotony", "strain")
_PRESETS = ["6 wk", "90 d", "6 mo", "1 yr", "All", "Custom"]


def band(form: float) -> str:
    """What form is called."""
    return next((name for least, name in _BANDS if form >= least), "high risk")


@dataclass(frozen=True)
class History:
    """The answer of the API, day by day, and the athlete's today."""

    days: list[dict[str, Any]]
    building_until: str
    today: str

    @classmethod
    async def of(cls, visited: Visit, first_on: date, last_on: date) -> "History":
        said = await visited.ask(f"fitness?from={first_on}&to={last_on}")
        days = [{"day": on, **{name: said[name][at] for name in _COLUMNS}} for at, on in enumerate(said["day"])]
        return cls(days, said["building_baseline_until"], (await today_of(visited)).isoformat())

    @property
    def began_on(self) -> date:
        return date.fromisoformat(self.building_until) - timedelta(days=_BASELINE_DAYS - 1)

    def why_no_week(self, one: dict[str, Any]) -> str:
        """Why a figure of seven days is not known."""
        is_early = (date.fromisoformat(one["day"]) - self.began_on).days < 7
        return "needs 7 days before it" if is_early else "a day of the week is incomplete"

    def table(self) -> list[list[str]]:
        """The days for eyes, the newest first."""
        return [
            [
                day(one["day"]),
                number(one["load"], 1),
                "at least" if one["partial"] else "",
                number(one["fitness"], 1),
                number(one["fatigue"], 1),
                signed(one["form"], 1),
                signed(one["ramp"], 1),
                number(one["monotony"], 2),
                number(one["strain"]),
            ]
            for one in reversed(self.days)
        ]

    def figures(self, one: dict[str, Any]) -> list[Figure]:
        """The panel of a day."""
        lacking = {name: self.why_no_week(one) if one[name] is None else "" for name in ("ramp", "monotony", "strain")}
        return [
            Figure("Form", signed(one["form"], 1), band(one["form"])),
            Figure("Fitness", number(one["fitness"], 1)),
            Figure("Fatigue", number(one["fatigue"], 1)),
            Figure("Load", number(one["load"]), "at least: something has no load" if one["partial"] else ""),
            Figure("Ramp", signed(one["ramp"], 1), lacking["ramp"] or "fitness in 7 days"),
            Figure("Monotony", number(one["monotony"], 2), lacking["monotony"]),
            Figure("Strain", number(one["strain"]), lacking["strain"]),
        ]


async def today_of(visited: Visit) -> date:
    """The athlete's day."""
    return datetime.now(ZoneInfo((await visited.ask("profile"))["time_zone"])).date()


async def open_fitness(visited: Visit, query: str = "") -> Reading:
    """The page, once its figures are those of now."""
    await visited.goto(f"/fitness{query}")
    reading = Reading(visited.page)
    await expect(reading.main.get_by_text("being brought up to date")).to_have_count(0)
    await expect(reading.main.locator("figure")).to_be_visible()
    return reading


async def compare_charts(reading: Reading, history: History) -> None:
    """Summary, table and file."""
    first, last = history.days[0], history.days[-1]
    forms = [one["form"] for one in history.days]
    frame = reading.main.locator("figure")
    assert await reading.text(frame.locator("figcaption")) == (
        f"From {day(first['day'])} to {day(last['day'])}, fitness went from {number(first['fitness'])} to "
        f"{number(last['fitness'])}, and form lay between {signed(min(forms))} and {signed(max(forms))}."
    )
    assert await reading.data_table(frame) == history.table()
    file = await reading.data_file(frame)
    assert [[row[0], row[2]] for row in file] == [[one["day"], str(one["partial"]).lower()] for one in history.days]
    numbers = [name for name in _COLUMNS if name != "partial"]
    assert [[bare(row[1]), *map(bare, row[3:])] for row in file] == [
        [one[name] for name in numbers] for one in history.days
    ]


async def compare_day(visited: Visit, reading: Reading, history: History, one: dict[str, Any], panel: Locator) -> None:
    """Legend, panel and sessions of a day."""
    assert await reading.texts(reading.main.locator("figure .legend .key")) == [
        f"Fitness {number(one['fitness'], 1)}",
        f"Fatigue {number(one['fatigue'], 1)}",
        f"Form {signed(one['form'], 1)}",
        f"Load {number(one['load'])}",
    ]
    assert await reading.figures(panel) == history.figures(one)
    sessions = await sessions_of(visited, one["day"])
    rows = panel.locator(".sessions li:not(.none)")
    await expect(rows).to_have_count(len(sessions))
    shown = [[await reading.text(row.locator(part)) for part in (".name", ".load", "p")] for row in await rows.all()]
    assert [[name, load, said.split(", ", 1)[1]] for name, load, said in shown] == sessions


async def sessions_of(visited: Visit, on: str) -> list[list[str]]:
    """The sessions of a day that count: name, load, and time with why there is no load."""
    page = await visited.ask(f"activities?from={on}&to={on}")
    loads = await visited.ask(f"loads?from={on}&to={on}")
    found = {
        id_: (load, reason)
        for id_, load, reason in zip(loads["activity_id"], loads["load"], loads["reason"], strict=True)
    }
    sessions = []
    for one in page["items"]:
        if one["id"] not in found:
            continue
        load, reason = found[one["id"]]
        time = clock(one["moving_s"] if one["moving_s"] is not None else one["elapsed_s"])
        sessions.append([one["name"], number(load), f"{time} {reason}" if reason else time])
    return sessions


@pytest.mark.parametrize("units", ["metric", "imperial"])
@pytest.mark.parametrize("who", ["runner", "cyclist"])
async def test_every_number_of_the_last_weeks(browser: Browser, lately: LivedIn, who: str, units: str) -> None:
    async with lately.visit(browser, who=who) as visited:
        await visited.send("patch", "profile", {"units": units})
        reading = await open_fitness(visited)
        today = await today_of(visited)
        history = await History.of(visited, today - timedelta(days=89), today)
        last = history.days[-1]
        panel = panel_of(reading)
        assert await reading.text(panel.locator("h2")) == (
            "Today" if last["day"] == history.today else long_day(last["day"])
        )
        assert await reading.texts(panel.locator("header p")) == (
            [weekday(last["day"])] if last["day"] == history.today else []
        )
        assert await reading.text(reading.main.locator(".band b")) == signed(last["form"])
        assert await reading.texts(reading.main.locator(".segmented > *")) == _PRESETS
        await compare_day(visited, reading, history, last, panel)
        assert await reading.text(reading.main.locator(".marks span").first) == (
            f"Warming up until {day(history.building_until)}: figures read low"
        )
        await compare_charts(reading, history)
        assert await reading.unread() == []
        visited.assert_quiet()


@pytest.mark.parametrize("who", ["runner", "cyclist"])
async def test_any_day_that_is_looked_at(browser: Browser, lately: LivedIn, who: str) -> None:
    async with lately.visit(browser, who=who) as visited:
        today = await today_of(visited)
        first_on, last_on = today - timedelta(days=60), today - timedelta(days=9)
        reading = await open_fitness(visited, f"?range=custom&from={first_on}&to={last_on}")
        history = await History.of(visited, first_on, last_on)
        last = history.days[-1]
        said = await reading.text(reading.main.locator("p > .text"))
        assert said == f"On {day(last['day'])}, the last day of this range: {band(last['form'])}."
        panel, plot = panel_of(reading), reading.main.locator(".plot").first
        await plot.focus()
        await visited.page.keyboard.press("Home")
        at = 0
        for wanted in telling_days(history):
            for _ in range(wanted - at):
                await visited.page.keyboard.press("ArrowRight")
            at, one = wanted, history.days[wanted]
            await expect(panel.locator("h2")).to_have_text(long_day(one["day"]))
            await expect(panel.locator("[aria-busy=true]")).to_have_count(0)
            await compare_day(visited, reading, history, one, panel)
            assert described(one) in await reading.texts(reading.main.locator("[aria-live=polite]"))
        visited.assert_quiet()


def telling_days(history: History) -> list[int]:
    """Places of days of each sort: the first, one before and one after a whole week, and ones of which something is missing."""
    days = history.days
    partial = [at for at, one in enumerate(days) if one["partial"]]
    lacking = [at for at, one in enumerate(days) if one["monotony"] is None and at > 7]
    idle = [at for at, one in enumerate(days) if one["load"] == 0 and not one["partial"]]
    assert all((partial, lacking, idle)), "the samples no longer hold days of each sort"
    return sorted({0, 6, 7, partial[0], partial[-1], lacking[-1], idle[-1], len(days) - 1})


def described(one: dict[str, Any]) -> str:
    """What is said of a day while the keys move."""
    return (
        f"{long_day(one['day'])}: fitness {number(one['fitness'], 1)}, fatigue {number(one['fatigue'], 1)}, "
        f"form {signed(one['form'], 1)} ({band(one['form'])}), load {number(one['load'])}"
    )


def panel_of(reading: Reading) -> Locator:
    """What is said of one day."""
    return reading.main.locator("section.sheet").nth(1)
