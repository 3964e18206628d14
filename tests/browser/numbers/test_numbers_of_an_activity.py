"""Every number on the screen of an activity is the API's, in the athlete's units: heads, tables, files behind charts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.browser.numbers import found_in_activity as found
from tests.browser.numbers import streams_of_activity as streams_of
from tests.browser.numbers.head_of_activity import compare_head
from tests.browser.numbers.reading import Reading
from tests.browser.numbers.written import IMPERIAL, METRIC, Units, instant
from tests.browser.visits import LivedIn, Visit

pytestmark = pytest.mark.xdist_group("browser")

_MOST = 100


async def each_kind(visited: Visit) -> list[str]:
    """One activity of each kind of recording: of each sport and each set of channels, the one with the most laps."""
    page = await visited.ask(f"activities?limit={_MOST}")
    chosen: dict[tuple[str, tuple[str, ...]], tuple[int, str]] = {}
    for one in page["items"]:
        laps = len((await visited.ask(f"activities/{one['id']}/laps"))["items"])
        kind = (one["sport"], tuple(one["channels"]))
        chosen[kind] = max(chosen.get(kind, (-1, "")), (laps, one["id"]))
    return [activity_id for _, activity_id in chosen.values()]


@asynccontextmanager
async def on_screen(visited: Visit, activity: dict[str, Any]) -> AsyncIterator[Reading]:
    """The activity with a measured stretch, all of it there; nothing of it may be left unread at the end."""
    start_s, end_s = streams_of.STRETCH_S
    await visited.goto(f"/activities/{activity['id']}?from={start_s}&to={end_s}")
    reading = Reading(visited.page)
    await expect(reading.main.locator("[aria-busy=true]")).to_have_count(0)
    yield reading
    assert await reading.unread() == []


async def season_of(visited: Visit, measure: str, last_on: str) -> dict[str, Any]:
    """The bests of the year up to a day."""
    first_on = date.fromisoformat(last_on) - timedelta(days=364)
    path = "curves/power?sport=ride&" if measure == "power" else "curves/pace?"
    return await visited.ask(f"{path}from={first_on}&to={last_on}")


async def compare_recording(visited: Visit, reading: Reading, activity: dict[str, Any], units: Units) -> None:
    """Map and streams, with their stretch."""
    path = f"activities/{activity['id']}"
    start_s, end_s = streams_of.STRETCH_S
    channels = "&".join(f"channels={name}" for name in streams_of.CHANNELS)
    streams = await visited.ask(f"{path}/streams?{channels}&points=20000")
    stretch = await visited.ask(f"{path}/selection?from_s={start_s}&to_s={end_s}")
    await streams_of.compare_stretch(reading, stretch, activity["sport_family"], units)
    if "latitude_deg" in activity["channels"]:
        await streams_of.compare_map(reading, streams, units)
    await streams_of.compare_streams(reading, activity, streams, units)


async def compare_findings(visited: Visit, reading: Reading, activity: dict[str, Any], units: Units) -> None:
    """What the recording comes to."""
    path, family = f"activities/{activity['id']}", activity["sport_family"]
    analysis, curves = await visited.ask(f"{path}/analysis"), await visited.ask(f"{path}/curves")
    await found.compare_zones(reading, analysis, family, units)
    await found.compare_bests(reading, curves, family, units)
    await found.compare_metrics(reading, analysis, family, units)
    measure = {"ride": "power", "run": "speed"}.get(family)
    if measure is not None:
        season = await season_of(visited, measure, activity["local_on"])
        await found.compare_curve(reading, curves["curves"][measure], season, measure, units)
    if "power_w" in activity["channels"]:
        await found.compare_balance(reading, await visited.ask(f"{path}/w-balance"))


@pytest.mark.parametrize("units", [METRIC, IMPERIAL], ids=lambda units: units.name)
@pytest.mark.parametrize("who", ["runner", "cyclist"])
async def test_every_number_of_each_kind_of_activity(
    browser: Browser, lately: LivedIn, subtests: pytest.Subtests, who: str, units: Units
) -> None:
    async with lately.visit(browser, who=who) as visited:
        await visited.send("patch", "profile", {"units": units.name})
        zone = (await visited.ask("profile"))["time_zone"]
        for activity_id in await each_kind(visited):
            activity = await visited.ask(f"activities/{activity_id}")
            analysis = await visited.ask(f"activities/{activity_id}/analysis")
            laps = (await visited.ask(f"activities/{activity_id}/laps"))["items"]
            with subtests.test(activity["name"], sport=activity["sport"]):
                async with on_screen(visited, activity) as reading:
                    await compare_head(reading, activity, analysis, units, zone)
                    await found.compare_laps(reading, laps, activity["sport_family"], units)
                    await found.compare_sources(reading, activity, units, zone)
                    if activity["legs"]:
                        await found.compare_legs(reading, activity["legs"], units)
                    if activity["channels"]:
                        await compare_recording(visited, reading, activity, units)
                        await compare_findings(visited, reading, activity, units)
        visited.assert_quiet()


async def test_what_was_changed_by_hand_and_thrown_away_says_when(browser: Browser, lately: LivedIn) -> None:
    async with lately.visit(browser) as visited:
        zone = (await visited.ask("profile"))["time_zone"]
        noted = {"sport": "yoga", "started_at_local": "2026-05-05T05:05:00", "elapsed_s": 1830}
        path = f"activities/{(await visited.send('post', 'activities', noted))['activity_id']}"
        await visited.send("patch", path, {"perceived_exertion": 7})
        await visited.send("delete", path)
        activity = await visited.ask(path)
        async with on_screen(visited, activity) as reading:
            await compare_head(reading, activity, await visited.ask(f"{path}/analysis"), METRIC, zone)
            await found.compare_sources(reading, activity, METRIC, zone)
            history = reading.sheet("History").locator("li p.label")
            assert await reading.texts(history) == [instant(edit["made_at"], zone) for edit in activity["edits"]]
            said = await reading.text(reading.main.get_by_text("In the trash since"))
            assert said.startswith(f"In the trash since {instant(activity['deleted_at'], zone)}.")
            assert "restored for 30 days" in said
            overridden = await reading.text(reading.sheet("Sources").get_by_text("set by hand"))
            assert overridden.startswith("One field is")
