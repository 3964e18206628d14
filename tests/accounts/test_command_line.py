"""`paceline user`, run as a program against the database of the test."""

import asyncio
import json
import os
import sys
from pathlib import Path

from paceline.infra.settings import Settings
from tests.accounts.conftest import facts
from tests.conftest import TEST_PASSWORD, SignUp, browser_of


async def _paceline(settings: Settings, *arguments: str) -> tuple[int, str, str]:
    assert settings.database_url is not None
    environment = {
        **os.environ,
        "PACELINE_DATABASE_URL": settings.database_url.get_secret_value(),
        "PACELINE_DATA_DIR": str(settings.data_dir),
        "PACELINE_BASE_URL": "https://coach.example",
    }
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "paceline",
        "user",
        *arguments,
        cwd=Path(__file__).parents[2],
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await program.communicate()
    assert program.returncode is not None
    return program.returncode, out.decode(), err.decode()


async def test_accounts_are_listed_without_a_secret(sign_up: SignUp, settings: Settings) -> None:
    await sign_up("ana")
    await sign_up("ben")
    status, out, _ = await _paceline(settings, "list")
    assert status == 0
    assert [line.split()[0] for line in out.splitlines()] == ["ana", "ben"]
    assert out.splitlines()[0].endswith("admin")
    _, out, _ = await _paceline(settings, "list", "--json")
    assert [account["username"] for account in json.loads(out)] == ["ana", "ben"]
    assert "hash" not in out


async def test_an_invite_of_the_command_line_lets_somebody_in(sign_up: SignUp, settings: Settings) -> None:
    await sign_up("ana")
    status, out, _ = await _paceline(settings, "invite", "--json")
    assert status == 0
    made = json.loads(out)
    assert made["link"] == f"https://coach.example/register#invite={made['code']}"
    async with browser_of(settings) as browser:
        who = {"invite": made["code"], "username": "ben", "password": TEST_PASSWORD}
        assert (await browser.post("/api/v1/auth/register", json=who)).status_code == 204


async def test_a_forgotten_password_is_set_anew_by_a_printed_link(sign_up: SignUp, settings: Settings) -> None:
    await sign_up("ana")
    status, out, _ = await _paceline(settings, "reset-password", "ANA")
    assert status == 0
    link = out.strip()
    assert link.startswith("https://coach.example/reset#token=")
    async with browser_of(settings) as browser:
        body = {"token": link.split("#token=")[1], "new_password": "another long password"}
        assert (await browser.post("/api/v1/auth/reset", json=body)).status_code == 204
    assert "reset_link_made" in await facts()


async def test_a_disabled_account_is_out(sign_up: SignUp, settings: Settings) -> None:
    ana = await sign_up("ana")
    assert (await _paceline(settings, "disable", "ana"))[0] == 0
    assert (await ana.get("/api/v1/me")).status_code == 401


async def test_an_unknown_name_is_one_sentence_and_exit_status_1(sign_up: SignUp, settings: Settings) -> None:
    await sign_up("ana")
    status, out, err = await _paceline(settings, "reset-password", "nobody")
    assert (status, out) == (1, "")
    assert "There is no such account." in err
    assert "Traceback" not in err


async def test_a_set_up_link_is_printed_until_there_is_an_account(settings: Settings) -> None:
    status, out, _ = await _paceline(settings, "setup-link")
    assert status == 0
    async with browser_of(settings, "https://coach.example") as browser:
        body = {"username": "ana", "password": TEST_PASSWORD, "token": out.strip().split("#token=")[1]}
        assert (await browser.post("/api/v1/auth/setup", json=body)).status_code == 204
    assert (await _paceline(settings, "setup-link"))[0] == 1
