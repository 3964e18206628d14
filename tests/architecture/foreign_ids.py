"""How to make an id of an athlete's for every route that takes one: a new route has its row here."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import httpx2
from sqlalchemy import text

from paceline.activities.service.record import record
from paceline.athletes.schemas import ThresholdKind
from paceline.athletes.service import propose_threshold
from paceline.athletes.tables import ProposedThreshold
from paceline.infra.db.athlete import athlete_session
from paceline.infra.db.system import system_session
from paceline.infra.ids import new_id
from paceline.infra.settings import Settings
from tests.activities.builders import START_MS, file_activity, leg, original
from tests.conftest import TEST_PASSWORD, browser_of

Json = dict[str, Any]


@dataclass
class World:
    """Ana, whose ids they are, and a way to make more of everything of hers."""

    athlete_id: UUID
    ana: httpx2.AsyncClient
    settings: Settings
    made: int = field(default=0)

    async def post(self, path: str, body: Json) -> Json:
        answer = await self.ana.post(f"/api/v1/{path}", json=body)
        assert answer.is_success, (path, answer.text)
        return answer.json() if answer.content else {}

    def number(self) -> int:
        """One that was not there before."""
        self.made += 1
        return self.made

    async def activity(self) -> str:
        number = self.number()
        content = original(f"ride {number}")
        new = file_activity(content, leg(60, start_ms=START_MS + number * 86_400_000))
        async with athlete_session(self.athlete_id) as db:
            return str((await record(db, self.athlete_id, new, blob=content)).activity_ids[0])

    async def gear(self) -> str:
        return (await self.post("gear", {"kind": "bike", "name": "Steel"}))["id"]

    async def threshold(self) -> str:
        day = date.fromordinal(date(2024, 1, 1).toordinal() + self.number())
        stated = {"sport_family": "ride", "kind": "ftp_w", "value": 250, "valid_from": day.isoformat()}
        return (await self.post("thresholds", stated))["id"]

    async def proposal(self) -> str:
        day = date.fromordinal(date(2024, 1, 1).toordinal() + self.number())
        async with athlete_session(self.athlete_id) as db:
            await propose_threshold(db, ProposedThreshold("run", ThresholdKind.LTHR_BPM, 160.0, day))
            found = text("select id from threshold where valid_from = :day and source = 'detected'")
            return str((await db.execute(found, {"day": day})).scalar_one())

    async def row(self, statement: str) -> str:
        """Insert a row that no route makes at once; its id."""
        key = new_id()
        async with athlete_session(self.athlete_id) as db:
            await db.execute(text(statement), {"athlete_id": self.athlete_id, "id": key, "name": f"name {key}"})
        return str(key)

    async def batch(self, status: str = "completed") -> str:
        columns = "(athlete_id, id, origin, label, status)"
        return await self.row(
            f"insert into import_batch {columns} values (:athlete_id, :id, 'upload', :name, '{status}')"
        )

    async def session(self) -> str:
        """Another sign-in of hers."""
        async with browser_of(self.settings) as browser:
            browser.headers["x-paceline-request"] = "1"
            await browser.post("/api/v1/auth/login", json={"username": "ana", "password": TEST_PASSWORD})
            return (await browser.get("/api/v1/me")).json()["session"]["id"]

    async def account(self) -> str:
        """Another account, which an admin may rule over."""
        invite = (await self.post("auth/invites", {}))["code"]
        name = f"somebody{self.number()}"
        async with browser_of(self.settings) as browser:
            browser.headers["x-paceline-request"] = "1"
            who = {"username": name, "password": TEST_PASSWORD, "invite": invite}
            await browser.post("/api/v1/auth/register", json=who)
            return (await browser.get("/api/v1/me")).json()["account_id"]


Make = Callable[[World], Awaitable[Json]]


async def _activity(world: World) -> Json:
    return {"activity_id": await world.activity()}


async def _deleted(world: World) -> Json:
    key = await world.activity()
    await world.ana.delete(f"/api/v1/activities/{key}")
    return {"activity_id": key}


async def _edit(world: World) -> Json:
    key = await world.activity()
    edit = (await world.ana.patch(f"/api/v1/activities/{key}", json={"name": "Mine"})).json()
    return {"activity_id": key, "edit_id": edit["edit_id"]}


async def _gear(world: World) -> Json:
    return {"gear_id": await world.gear()}


async def _threshold(world: World) -> Json:
    return {"threshold_id": await world.threshold()}


async def _proposal(world: World) -> Json:
    return {"threshold_id": await world.proposal()}


async def _weight(world: World) -> Json:
    day = date.fromordinal(date(2024, 1, 1).toordinal() + world.number()).isoformat()
    await world.post("profile/weights", {"measured_on": day, "weight_kg": 70})
    return {"measured_on": day}


async def _note(world: World) -> Json:
    return {"note_id": (await world.post("profile/notes", {"kind": "illness", "note": "A cold"}))["id"]}


HOME = {"name": "Home", "latitude_deg": 47.37, "longitude_deg": 8.54, "radius_m": 400}


async def _privacy_zone(world: World) -> Json:
    return {"zone_id": (await world.post("profile/privacy-zones", HOME))["id"]}


async def _batch(world: World) -> Json:
    return {"import_id": await world.batch()}


async def _open_batch(world: World) -> Json:
    return {"import_id": await world.batch("queued")}


async def _folder(world: World) -> Json:
    statement = "insert into watched_folder (athlete_id, id, path) values (:athlete_id, :id, :name)"
    return {"folder_id": await world.row(statement)}


async def _token(world: World) -> Json:
    return {"token_id": (await world.post("auth/tokens", {"name": "a program", "scopes": ["read"]}))["id"]}


async def _session(world: World) -> Json:
    return {"session_id": await world.session()}


async def _invite(world: World) -> Json:
    await world.post("auth/invites", {})
    return {"invite_id": (await world.ana.get("/api/v1/auth/invites")).json()["items"][0]["id"]}


async def _account(world: World) -> Json:
    return {"account_id": await world.account()}


async def _task(world: World) -> Json:
    async with system_session() as db:
        made = await db.execute(
            text("insert into scheduled_tasks (function_name, status) values ('no-such', 'failed') returning id")
        )
        return {"task_id": made.scalar_one()}


# Route → how to make an id of ana's for it, and a body that is good in itself.
ROUTES: dict[str, tuple[Make, Json | None]] = {
    "GET /api/v1/activities/{activity_id}": (_activity, None),
    "PATCH /api/v1/activities/{activity_id}": (_activity, {"name": "Theirs"}),
    "DELETE /api/v1/activities/{activity_id}": (_activity, None),
    "GET /api/v1/activities/{activity_id}/laps": (_activity, None),
    "GET /api/v1/activities/{activity_id}/neighbours": (_activity, None),
    "GET /api/v1/activities/{activity_id}/streams": (_activity, None),
    "GET /api/v1/activities/{activity_id}/original": (_activity, None),
    "GET /api/v1/activities/{activity_id}/edits": (_activity, None),
    "POST /api/v1/activities/{activity_id}/restore": (_deleted, None),
    "POST /api/v1/activities/{activity_id}/split": (_activity, {"at_s": [30]}),
    "POST /api/v1/activities/{activity_id}/crop": (_activity, {"from_s": 0, "to_s": 30}),
    "POST /api/v1/activities/{activity_id}/edits/{edit_id}/undo": (_edit, None),
    "GET /api/v1/activities/{activity_id}/analysis": (_activity, None),
    "GET /api/v1/activities/{activity_id}/curves": (_activity, None),
    "GET /api/v1/activities/{activity_id}/w-balance": (_activity, None),
    "GET /api/v1/activities/{activity_id}/selection": (_activity, None),
    "GET /api/v1/activities/{activity_id}/effort": (_activity, None),
    "GET /api/v1/gear/{gear_id}": (_gear, None),
    "PATCH /api/v1/gear/{gear_id}": (_gear, {"name": "Theirs"}),
    "DELETE /api/v1/gear/{gear_id}": (_gear, None),
    "PATCH /api/v1/thresholds/{threshold_id}": (_threshold, {"value": 200}),
    "DELETE /api/v1/thresholds/{threshold_id}": (_threshold, None),
    "POST /api/v1/thresholds/{threshold_id}/confirm": (_proposal, None),
    "POST /api/v1/thresholds/proposals/{threshold_id}/accept": (_proposal, None),
    "POST /api/v1/thresholds/proposals/{threshold_id}/dismiss": (_proposal, None),
    "DELETE /api/v1/profile/weights/{measured_on}": (_weight, None),
    "GET /api/v1/profile/notes/{note_id}": (_note, None),
    "PATCH /api/v1/profile/notes/{note_id}": (_note, {"note": "Theirs"}),
    "DELETE /api/v1/profile/notes/{note_id}": (_note, None),
    "GET /api/v1/profile/privacy-zones/{zone_id}": (_privacy_zone, None),
    "PATCH /api/v1/profile/privacy-zones/{zone_id}": (_privacy_zone, {"radius_m": 200}),
    "DELETE /api/v1/profile/privacy-zones/{zone_id}": (_privacy_zone, None),
    "GET /api/v1/imports/{import_id}": (_batch, None),
    "POST /api/v1/imports/{import_id}/cancel": (_open_batch, None),
    "POST /api/v1/imports/{import_id}/rollback": (_batch, None),
    "DELETE /api/v1/imports/folders/{folder_id}": (_folder, None),
    "DELETE /api/v1/auth/tokens/{token_id}": (_token, None),
    "DELETE /api/v1/auth/sessions/{session_id}": (_session, None),
    "DELETE /api/v1/auth/invites/{invite_id}": (_invite, None),
    "POST /api/v1/admin/users/{account_id}/disable": (_account, None),
    "POST /api/v1/admin/users/{account_id}/enable": (_account, None),
    "POST /api/v1/admin/users/{account_id}/reset-link": (_account, None),
    "POST /api/v1/admin/tasks/{task_id}/retry": (_task, None),
}
# Nobody but an admin is let in at all.
FOR_ADMINS = ("/api/v1/auth/invites/", "/api/v1/admin/")


async def _gear_of(world: World) -> str:
    return await world.gear()


async def _activity_of(world: World) -> str:
    return await world.activity()


async def _batch_of(world: World) -> str:
    return await world.batch()


async def _source_of(world: World) -> str:
    key = await world.activity()
    return (await world.ana.get(f"/api/v1/activities/{key}")).json()["sources"][0]["id"]


_NOTED = {"sport": "run", "started_at_local": "2024-05-20T07:00:00", "elapsed_s": 1800}
OWN, FOREIGN = "{own}", "{foreign}"
"""An activity of who asks, and the id of ana's that the field is about."""

# Field of a request that is an id → how to make ana's, and the request; status 200: a filter that then fits nothing.
FIELDS: dict[str, tuple[Callable[[World], Awaitable[str]], Json, int]] = {
    "GET /api/v1/activities gear_id": (_gear_of, {}, 200),
    "GET /api/v1/activities batch_id": (_batch_of, {}, 200),
    "GET /api/v1/loads ids": (_activity_of, {}, 200),
    "GET /api/v1/activities/months gear_id": (_gear_of, {}, 200),
    "GET /api/v1/activities/months batch_id": (_batch_of, {}, 200),
    "GET /api/v1/activities/{activity_id}/original source_id": (_source_of, {}, 404),
    "POST /api/v1/activities gear_id": (_gear_of, _NOTED | {"gear_id": FOREIGN}, 404),
    "PATCH /api/v1/activities/{activity_id} gear_id": (_gear_of, {"gear_id": FOREIGN}, 404),
    "PATCH /api/v1/activities/{activity_id} primary_source_id": (_source_of, {"primary_source_id": FOREIGN}, 404),
    "POST /api/v1/activities/bulk ids": (_activity_of, {"ids": [OWN, FOREIGN], "delete": True}, 404),
    "POST /api/v1/activities/bulk filter.gear_id": (_gear_of, {"filter": {"gear_id": FOREIGN}, "delete": True}, 200),
    "POST /api/v1/activities/bulk filter.batch_id": (_batch_of, {"filter": {"batch_id": FOREIGN}, "delete": True}, 200),
    "POST /api/v1/activities/bulk filter.except_ids": (
        _activity_of, {"filter": {"q": "no such", "except_ids": [FOREIGN]}, "delete": True}, 200),
    "POST /api/v1/activities/bulk set.gear_id": (_gear_of, {"ids": [OWN], "set": {"gear_id": FOREIGN}}, 404),
    "POST /api/v1/activities/merge activity_id": (_activity_of, {"activity_id": FOREIGN, "other_id": OWN}, 404),
    "POST /api/v1/activities/merge other_id": (_activity_of, {"activity_id": OWN, "other_id": FOREIGN}, 404),
    "POST /api/v1/activities/duplicates/decide activity_id": (
        _activity_of, {"activity_id": FOREIGN, "other_id": OWN, "decision": "link"}, 404),
    "POST /api/v1/activities/duplicates/decide other_id": (
        _activity_of, {"activity_id": OWN, "other_id": FOREIGN, "decision": "link"}, 404),
    "POST /api/v1/activities/duplicates/decide primary_id": (
        _activity_of, {"activity_id": OWN, "other_id": OWN, "decision": "primary", "primary_id": FOREIGN}, 404),
}  # fmt: skip
