"""The consent page, and where it leads."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from paceline.sandbox.strava.filling.seeded import SeededAthlete
from tests.sandbox.conftest import ATHLETE_ID, Open, Standing

ASKED = {
    "client_id": "12345",
    "redirect_uri": "http://localhost:8000/strava/callback?from=settings",
    "response_type": "code",
    "approval_prompt": "auto",
    "scope": "read,activity:read_all,profile:read_all",
    "state": "s & t<",
}


def _decide(browser: httpx2.Client, asked: dict[str, str], **form: Any) -> httpx2.Response:
    return browser.post("/oauth/authorize", params=asked, data={"decision": "allow", **form})


def _led_to(answer: httpx2.Response) -> dict[str, str]:
    assert answer.status_code == 302, answer.text
    parts = urlsplit(answer.headers["location"])
    assert (parts.hostname, parts.path) == ("localhost", "/strava/callback")
    return {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}


@pytest.mark.parametrize("path", ["/oauth/authorize", "/oauth/mobile/authorize"])
def test_the_page_has_a_box_for_each_scope_that_is_asked_for(sandbox: Standing, path: str) -> None:
    page = sandbox.browser().get(path, params=ASKED)
    assert page.status_code == 200
    assert re.findall(r'type="checkbox" name="granted" value="([^"]+)" checked', page.text) == ASKED["scope"].split(",")
    assert not [name for name in page.headers if "ratelimit" in name]


def test_the_page_is_accessible(sandbox: Standing) -> None:
    page = sandbox.browser().get("/oauth/authorize", params=ASKED).text
    assert '<html lang="en">' in page
    assert len(re.findall(r"<label>[^<]*<input [^>]+>[^<]+</label>", page)) == 4
    assert len(re.findall(r"<fieldset><legend>", page)) == 2
    assert page.count("<h1>") == page.count("<main>") == 1
    assert re.findall(r"<button[^>]*>([^<]+)</button>", page) == ["Authorize", "Cancel"]


def test_allowing_leads_back_with_state_code_and_scope(sandbox: Standing) -> None:
    back = _led_to(_decide(sandbox.browser(), ASKED, athlete_id=ATHLETE_ID, granted=ASKED["scope"].split(",")))
    assert back["from"] == "settings"
    assert back["state"] == ASKED["state"]
    assert back["scope"] == ASKED["scope"]
    assert re.fullmatch("[0-9a-f]{40}", back["code"])


def test_an_unticked_scope_is_not_granted(sandbox: Standing) -> None:
    back = _led_to(_decide(sandbox.browser(), ASKED, athlete_id=ATHLETE_ID, granted=["read", "profile:read_all"]))
    assert back["scope"] == "read,profile:read_all"


def test_a_scope_that_was_not_asked_for_cannot_be_ticked(sandbox: Standing) -> None:
    back = _led_to(_decide(sandbox.browser(), ASKED, athlete_id=ATHLETE_ID, granted=["read", "activity:write"]))
    assert back["scope"] == "read"


def test_cancelling_leads_back_without_a_code(sandbox: Standing) -> None:
    back = _led_to(_decide(sandbox.browser(), ASKED, decision="deny", athlete_id=ATHLETE_ID))
    assert back["error"] == "access_denied"
    assert back["state"] == ASKED["state"]
    assert "code" not in back


@pytest.mark.parametrize(
    ("redirect_uri", "is_allowed"),
    [
        ("http://localhost:8000/x", True),
        ("http://127.0.0.1/x", True),
        ("https://coach.example/x", True),
        ("https://www.coach.example/x", True),
        ("https://coach.example.evil.example/x", False),
        ("https://notcoach.example/x", False),
        ("javascript:alert(1)", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_a_redirect_stays_within_the_callback_domain(open_sandbox: Open, redirect_uri: str, is_allowed: bool) -> None:
    browser = open_sandbox(callback_domain="coach.example").browser()
    answer = browser.get("/oauth/authorize", params={**ASKED, "redirect_uri": redirect_uri})
    assert answer.status_code == (200 if is_allowed else 400)
    if not is_allowed:
        assert answer.json()["errors"] == [{"resource": "Application", "field": "redirect_uri", "code": "invalid"}]


@pytest.mark.parametrize(
    ("name", "value"), [("client_id", "1"), ("response_type", "token"), ("scope", "everything"), ("scope", "")]
)
def test_a_wrong_request_gets_no_page(sandbox: Standing, name: str, value: str) -> None:
    assert sandbox.browser().get("/oauth/authorize", params={**ASKED, name: value}).status_code == 400


def test_one_can_be_any_of_the_athletes(open_sandbox: Open) -> None:
    sandbox = open_sandbox(SeededAthlete(2, athlete_id=1), SeededAthlete(2, athlete_id=2))
    browser = sandbox.browser()
    page = browser.get("/oauth/authorize", params=ASKED).text
    assert re.findall(r'type="radio" name="athlete_id" value="(\d+)"', page) == ["1", "2"]
    code = _led_to(_decide(browser, ASKED, athlete_id=2, granted=["read"]))["code"]
    form = {"client_id": "12345", "client_secret": "sandbox-client-secret", "code": code}
    answer = browser.post("/oauth/token", data={**form, "grant_type": "authorization_code"})
    assert answer.json()["athlete"]["id"] == 2


def test_who_allowed_before_is_led_straight_back_unless_asked_by_force(sandbox: Standing) -> None:
    browser = sandbox.browser()
    code = _led_to(_decide(browser, ASKED, athlete_id=ATHLETE_ID, granted=ASKED["scope"].split(",")))["code"]
    form = {"client_id": "12345", "client_secret": "sandbox-client-secret", "code": code}
    browser.post("/oauth/token", data={**form, "grant_type": "authorization_code"})
    assert _led_to(browser.get("/oauth/authorize", params=ASKED))["scope"] == ASKED["scope"]
    assert browser.get("/oauth/authorize", params={**ASKED, "approval_prompt": "force"}).status_code == 200
    more = {**ASKED, "scope": ASKED["scope"] + ",activity:write"}
    assert browser.get("/oauth/authorize", params=more).status_code == 200


def test_over_the_cap_of_athletes_there_is_a_page_that_says_so(open_sandbox: Open) -> None:
    sandbox = open_sandbox(SeededAthlete(2, athlete_id=1), SeededAthlete(2, athlete_id=2), athlete_cap=1)
    sandbox.strava.grant(1)
    answer = _decide(sandbox.browser(), ASKED, athlete_id=2, granted=["read"])
    assert answer.status_code == 403
    assert "Limit of connected athletes exceeded" in answer.text
    assert _decide(sandbox.browser(), ASKED, athlete_id=1, granted=["read"]).status_code == 302
