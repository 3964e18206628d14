"""The one statement of a request: whom it lets in, what it costs, and what the app role cannot reach without it."""

from datetime import timedelta
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from paceline.infra.crypto import token_hash
from paceline.infra.db.athlete import athlete_session
from paceline.infra.db.engine import transaction
from paceline.infra.db.system import system_session
from tests.accounts.conftest import bearer, issue, refusal
from tests.accounts.tables import ACCOUNT_TABLES
from tests.conftest import MoveClock, SignUp
from tests.statements import counted_statements


@pytest.mark.parametrize("kind", ["session", "access_token", "api_token"])
async def test_a_credential_costs_a_request_one_statement(
    sign_up: SignUp, program: httpx2.AsyncClient, kind: str
) -> None:
    ana = await sign_up("ana")
    made = await ana.post("/api/v1/auth/tokens", json={"name": "x", "scopes": ["read"]})
    headers = {
        "session": {"cookie": f"__Host-paceline={ana.cookies['__Host-paceline']}"},
        "access_token": bearer((await issue(program, "ana"))["access_token"]),
        "api_token": bearer(made.json()["token"]),
    }[kind]
    await program.get("/api/v1/me", headers=headers)
    with counted_statements() as seen:
        assert (await program.get("/api/v1/me", headers=headers)).json()["session"]["kind"] == kind
    entering = [statement for statement in seen if "app.enter_" in statement]
    assert len(entering) == 1
    assert entering[0] == seen[0]
    assert len(seen) == 2  # the other one is what `me` answers with


async def test_use_is_noted_every_five_minutes_at_most_and_after_the_request(
    sign_up: SignUp, move_clock: MoveClock
) -> None:
    ana = await sign_up("ana")

    async def touches() -> list[int]:
        with counted_statements() as seen:
            assert (await ana.get("/api/v1/me")).status_code == 200
        return [place - len(seen) for place, statement in enumerate(seen) if "last_seen_at = app.now()" in statement]

    assert await touches() == []
    await move_clock(timedelta(minutes=6))
    assert await touches() == [-1]  # entering, the answer, the second door, the note
    assert await touches() == []


@pytest.mark.parametrize("table", ACCOUNT_TABLES)
async def test_the_app_role_reaches_no_table_of_accounts(database: str, athlete_id: UUID, table: str) -> None:
    for statement in (f"select * from {table}", f"delete from {table}"):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with athlete_session(athlete_id) as db:
                await db.execute(text(statement))


async def test_the_inner_function_is_out_of_reach(database: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with transaction() as db:
            await db.execute(text("select app.admit(null, false)"))


@pytest.mark.parametrize(
    "call",
    [
        "select * from app.enter_session(:hash, false)",
        "select * from app.enter_api_token(:hash, false)",
        "select * from app.enter_token_family(null, null, false)",
        "select * from app.enter_session(null, false)",
    ],
)
async def test_who_is_not_let_in_is_nobody_even_where_somebody_was_before(
    sign_up: SignUp, athlete_id: UUID, call: str
) -> None:
    await sign_up("ana")
    async with transaction() as db:
        await db.execute(text("select set_config('app.athlete_id', :id, true)"), {"id": str(athlete_id)})
        row = (await db.execute(text(call), {"hash": token_hash("unknown")} if ":hash" in call else {})).one()
        assert row.refusal == "unknown"
        assert row.athlete_id is None
        assert (await db.execute(text("select app.athlete()"))).scalar_one() is None
        assert (await db.execute(text("select count(*) from athlete_revision"))).scalar_one() == 0


async def test_a_read_is_read_only_in_the_database_itself(sign_up: SignUp) -> None:
    ana = await sign_up("ana")
    hashed = token_hash(ana.cookies["__Host-paceline"])
    async with transaction() as db:
        await db.execute(text("select app.enter_session(:hash, true)"), {"hash": hashed})
        with pytest.raises(DBAPIError, match="read-only"):
            await db.execute(text("delete from dirty_mark"))


async def test_entering_gives_the_revision_of_that_athlete(sign_up: SignUp) -> None:
    ana, ben = await sign_up("ana"), await sign_up("ben")
    athlete_id = UUID((await ana.get("/api/v1/me")).json()["athlete_id"])
    async with athlete_session(athlete_id) as db:
        await db.execute(
            text("insert into dirty_mark (athlete_id, subject, earliest_on) values (:id, 'x', '2026-01-01')"),
            {"id": athlete_id},
        )
    revisions: list[int] = []
    for browser in (ana, ben):
        async with transaction() as db:
            row = await db.execute(
                text("select data_rev from app.enter_session(:hash, true)"),
                {"hash": token_hash(browser.cookies["__Host-paceline"])},
            )
            revisions.append(row.scalar_one())
    assert revisions == [2, 1]


async def test_one_account_is_never_shown_to_another(sign_up: SignUp) -> None:
    ana, ben = await sign_up("ana"), await sign_up("ben")
    mine, theirs = (await ana.get("/api/v1/me")).json(), (await ben.get("/api/v1/me")).json()
    assert mine["username"] == "ana"
    assert theirs["username"] == "ben"
    assert mine["athlete_id"] != theirs["athlete_id"]
    async with athlete_session(UUID(theirs["athlete_id"]), read_only=True) as db:
        row = (await db.execute(text("select * from app.own_account(:id)"), {"id": mine["session"]["id"]})).one()
    assert row.username == "ben"
    assert row.signed_in_at is None


async def test_an_account_and_its_athlete_come_and_go_together(sign_up: SignUp) -> None:
    ana, ben = await sign_up("ana"), await sign_up("ben")
    athlete_id = (await ben.get("/api/v1/me")).json()["athlete_id"]
    taken = await ana.post("/api/v1/auth/invites", json={})
    again = await ana.post(
        "/api/v1/auth/register",
        json={"invite": taken.json()["code"], "username": "BEN", "password": "another long password"},
    )
    assert refusal(again) == (409, "username_taken")
    async with system_session() as db:
        assert (await db.execute(text("select count(*) from athlete"))).scalar_one() == 2
        await db.execute(text("delete from athlete where id = :id"), {"id": athlete_id})
    assert refusal(await ben.get("/api/v1/me")) == (401, "session_invalid")


async def test_a_disabled_account_is_refused_on_its_next_request(sign_up: SignUp, program: httpx2.AsyncClient) -> None:
    await sign_up("ana")
    ben = await sign_up("ben")
    made = await ben.post("/api/v1/auth/tokens", json={"name": "x", "scopes": ["read"]})
    headers = bearer(made.json()["token"])
    async with system_session() as db:
        await db.execute(text("update account set disabled_at = app.now() where username = 'ben'"))
    assert refusal(await ben.get("/api/v1/me")) == (401, "account_disabled")
    assert refusal(await program.get("/api/v1/me", headers=headers)) == (401, "account_disabled")
