"""How often one may try (SEC-19): per address, and per name and address; a name alone locks nobody out."""

from datetime import timedelta

import httpx2
import pytest

from paceline.accounts.rules.limits import SIGN_IN_NAME, sign_in_wait_s
from paceline.infra.rate_limits import Count, count_hits
from paceline.infra.settings import Settings
from tests.accounts.conftest import issue, refusal
from tests.conftest import TEST_PASSWORD, MoveClock, SignUp, browser_of

WRONG = {"username": "ana", "password": "wrong password"}
RIGHT = {"username": "ana", "password": TEST_PASSWORD}


async def _try(browser: httpx2.AsyncClient, body: dict[str, str], path: str = "login") -> httpx2.Response:
    return await browser.post(f"/api/v1/auth/{path}", json=body)


async def test_guessing_at_one_name_is_stopped_and_says_for_how_long(sign_up: SignUp, settings: Settings) -> None:
    await sign_up("ana")
    async with browser_of(settings) as browser:
        for _ in range(8):
            assert (await _try(browser, WRONG)).status_code == 401
        stopped = await _try(browser, RIGHT)
        assert refusal(stopped) == (429, "rate_limited")
        assert 0 < int(stopped.headers["retry-after"]) <= 900


async def test_programs_and_browsers_share_their_guesses(sign_up: SignUp, settings: Settings) -> None:
    await sign_up("ana")
    async with browser_of(settings) as browser:
        for path in ("login", "token") * 4:
            assert (await _try(browser, {**WRONG, "username": "ANA"}, path)).status_code == 401
        for path in ("login", "token"):
            assert refusal(await _try(browser, RIGHT, path)) == (429, "rate_limited")


async def test_a_forwarded_address_of_the_senders_own_making_changes_nothing(
    sign_up: SignUp, settings: Settings
) -> None:
    await sign_up("ana")
    async with browser_of(settings) as browser:
        statuses = [
            (
                await browser.post(
                    "/api/v1/auth/login",
                    json=WRONG,
                    headers={"x-forwarded-for": f"198.51.100.{n}", "forwarded": f"for={n}"},
                )
            ).status_code
            for n in range(9)
        ]
    assert statuses == [401] * 8 + [429]


async def test_a_guesser_does_not_lock_the_owner_out(sign_up: SignUp, settings: Settings) -> None:
    await sign_up("ana")
    await count_hits(*[(SIGN_IN_NAME, "ana")])
    async with (
        browser_of(settings, address="192.0.2.66") as guesser,
        browser_of(settings, address="192.0.2.1") as owner,
    ):
        for _ in range(9):
            stopped = await _try(guesser, WRONG)
        assert stopped.status_code == 429
        assert (await _try(owner, RIGHT)).status_code == 204


async def test_a_name_guessed_at_from_everywhere_only_gets_fewer_tries_per_address(
    sign_up: SignUp, settings: Settings
) -> None:
    await sign_up("ana")
    for _ in range(SIGN_IN_NAME.most):
        await count_hits((SIGN_IN_NAME, "ana"))
    async with browser_of(settings, address="192.0.2.1") as owner, browser_of(settings, address="192.0.2.66") as other:
        assert [(await _try(other, WRONG)).status_code for _ in range(4)] == [401, 401, 401, 429]
        assert (await _try(owner, WRONG)).status_code == 401
        assert (await _try(owner, RIGHT)).status_code == 204


def test_the_name_alone_never_stops_anybody() -> None:
    calm, hot = Count(1, 900), Count(1_000_000, 3600)
    assert sign_in_wait_s([calm, calm, hot]) is None
    assert sign_in_wait_s([calm, Count(4, 700), hot]) == 700
    assert sign_in_wait_s([calm, Count(4, 700), calm]) is None
    assert sign_in_wait_s([Count(41, 800), Count(9, 700), hot]) == 800


async def test_one_address_cannot_try_many_names(sign_up: SignUp, settings: Settings) -> None:
    await sign_up("ana")
    async with browser_of(settings) as browser:
        statuses = [
            (await _try(browser, {"username": f"user{n}", "password": "wrong password"})).status_code for n in range(41)
        ]
    assert statuses == [401] * 40 + [429]


async def test_a_right_password_clears_the_slips_before_it(sign_up: SignUp, settings: Settings) -> None:
    await sign_up("ana")
    async with browser_of(settings) as browser:
        for _ in range(2):
            for _ in range(7):
                assert (await _try(browser, WRONG)).status_code == 401
            assert (await _try(browser, RIGHT)).status_code == 204


async def test_after_the_window_one_may_try_again(sign_up: SignUp, settings: Settings, move_clock: MoveClock) -> None:
    await sign_up("ana")
    async with browser_of(settings) as browser:
        for _ in range(9):
            await _try(browser, WRONG)
        await move_clock(timedelta(minutes=16))
        assert (await _try(browser, RIGHT)).status_code == 204


@pytest.mark.parametrize(
    ("path", "body", "most"),
    [
        ("register", {"invite": "pl_invite_x", "username": "ben", "password": TEST_PASSWORD}, 10),
        ("reset", {"token": "pl_reset_x", "new_password": TEST_PASSWORD}, 20),
        ("setup", {"username": "ben", "password": TEST_PASSWORD}, 30),
        ("token/refresh", {"refresh_token": "pl_refresh_x"}, 300),
    ],
)
async def test_every_other_way_in_is_limited_too(
    sign_up: SignUp, settings: Settings, path: str, body: dict[str, str], most: int
) -> None:
    await sign_up("ana")
    async with browser_of(settings, address="192.0.2.9") as browser:
        statuses = [(await _try(browser, body, path)).status_code for _ in range(most + 1)]
    assert 429 not in statuses[:most]
    assert statuses[most] == 429


async def test_a_stolen_sign_in_does_not_allow_guessing_the_password(sign_up: SignUp) -> None:
    ana = await sign_up("ana")
    change = {"current_password": "wrong password", "new_password": "another long password"}
    statuses = [(await ana.post("/api/v1/auth/password", json=change)).status_code for _ in range(11)]
    assert statuses == [401] * 10 + [429]


async def test_refreshing_as_often_as_programs_do_is_allowed(sign_up: SignUp, program: httpx2.AsyncClient) -> None:
    await sign_up("ana")
    token = (await issue(program, "ana"))["refresh_token"]
    for _ in range(30):
        answer = await program.post("/api/v1/auth/token/refresh", json={"refresh_token": token})
        assert answer.status_code == 200
        token = answer.json()["refresh_token"]
