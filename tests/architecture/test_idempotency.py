"""Every POST that makes or changes something takes an `Idempotency-Key`: the same request again does nothing and answers the same.

The route table is the application's own. A new POST fails here until it takes a key and has a row that says how to ask it, or until
it stands among the exceptions with its reason.
"""

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import orjson
import pytest
from fastapi.routing import iter_route_contexts
from sqlalchemy import text

from paceline.entrypoints.web import create_app
from paceline.infra.db.athlete import athlete_session
from paceline.infra.settings import Settings
from paceline.infra.web.routing import API_PREFIX
from tests.architecture.conftest import Dump
from tests.architecture.foreign_ids import HOME, ROUTES, Json, World
from tests.architecture.openapi_document import document

_SIGNED_OUT = "nobody is signed in yet for whom an answer could be kept"
_SECRET = "the answer shows a secret once; to keep it for a day would be to store the secret"
_STATE = "it sets a state: asked again it changes nothing and answers the same"

EXCEPTIONS = {
    "POST /api/v1/auth/setup": _SIGNED_OUT,
    "POST /api/v1/auth/register": _SIGNED_OUT,
    "POST /api/v1/auth/login": _SIGNED_OUT,
    "POST /api/v1/auth/token": _SIGNED_OUT,
    "POST /api/v1/auth/token/refresh": "a refresh token works once, and has its own ten seconds in which it answers the same",
    "POST /api/v1/auth/token/revoke": _STATE,
    "POST /api/v1/auth/logout": _STATE,
    "POST /api/v1/auth/reset": "the link works once",
    "POST /api/v1/auth/password": "it is proven by the old password, which holds only once; the answer is a fresh cookie",
    "POST /api/v1/auth/tokens": _SECRET,
    "POST /api/v1/auth/invites": _SECRET,
    "POST /api/v1/admin/users/{account_id}/reset-link": _SECRET,
    "POST /api/v1/admin/users/{account_id}/disable": _STATE,
    "POST /api/v1/admin/users/{account_id}/enable": _STATE,
    "POST /api/v1/admin/tasks/{task_id}/retry": "a task that was failed is not any more: asked again there is none to retry",
}


async def _merge(world: World) -> Json:
    return {"activity_id": await world.activity(), "other_id": await world.activity()}


async def _decide(world: World) -> Json:
    pair = await _merge(world)
    statement = "insert into activity_duplicate values (:athlete_id, :activity_id, :other_id, '{}')"
    async with athlete_session(world.athlete_id) as db:
        await db.execute(text(statement), {"athlete_id": world.athlete_id, **pair})
    return pair | {"decision": "keep_both"}


async def _bulk(world: World) -> Json:
    return {"ids": [await world.activity()], "set": {"is_race": True}}


def _always(body: Json) -> Callable[[World], Awaitable[Json]]:
    async def make(_: World) -> Json:
        return body

    return make


async def _folder(world: World) -> Json:
    (inbox,) = world.settings.import_dirs
    return {"path": str(inbox)}


# POST without an id in its address → a good body for it. Those with one have their row in `foreign_ids`.
BODIES: dict[str, Callable[[World], Awaitable[Json]]] = {
    "POST /api/v1/activities": _always({"sport": "run", "started_at_local": "2024-05-20T07:00:00", "elapsed_s": 1800}),
    "POST /api/v1/activities/bulk": _bulk,
    "POST /api/v1/activities/merge": _merge,
    "POST /api/v1/activities/duplicates/decide": _decide,
    "POST /api/v1/gear": _always({"kind": "bike", "name": "Steel"}),
    "POST /api/v1/imports": _folder,
    "POST /api/v1/imports/folders": _folder,
    "POST /api/v1/profile/notes": _always({"kind": "injury", "body_part": "Left calf", "from_on": "2024-05-20"}),
    "POST /api/v1/profile/privacy-zones": _always(HOME),
    "POST /api/v1/profile/weights": _always({"weight_kg": 70, "measured_on": "2024-05-20"}),
    "POST /api/v1/samples": _always({"athlete": "runner"}),
    "POST /api/v1/thresholds": _always({"sport_family": "ride", "kind": "ftp_w", "value": 250}),
}


@pytest.fixture
def settings(tmp_path: Path, database: str) -> Settings:
    """With a folder that may be imported from."""
    (tmp_path / "inbox").mkdir()
    return Settings(
        data_dir=tmp_path / "data", database_url=database, import_dirs=str(tmp_path / "inbox"), _env_file=None
    )


def posts() -> Iterator[str]:
    """Every POST of the API."""
    for route in iter_route_contexts(create_app(Settings(_env_file=None)).routes):
        if "POST" in (route.methods or ()) and (route.path or "").startswith(API_PREFIX):
            yield f"POST {route.path}"


def test_every_post_takes_a_key_or_has_a_reason_not_to() -> None:
    paths = document()["paths"]
    without = {
        route
        for route in posts()
        if not any(
            one["in"] == "header" and one["name"] == "Idempotency-Key"
            for one in paths[route.removeprefix("POST ")]["post"].get("parameters", [])
        )
    }
    assert without == set(EXCEPTIONS)


async def test_a_request_that_comes_again_is_answered_as_the_first_time(world: World, dump: Dump) -> None:
    asked = [route for route in posts() if route not in EXCEPTIONS]
    assert [route for route in asked if route not in BODIES and route not in ROUTES] == []
    for route in asked:
        path = route.removeprefix("POST ")
        if route in BODIES:
            body: Json | None = await BODIES[route](world)
        else:
            make, body = ROUTES[route]
            path = path.format(**await make(world))
        sent = b"" if body is None else orjson.dumps(body)
        headers = {"idempotency-key": route, "content-type": "application/json"}
        first = await world.ana.post(path, content=sent, headers=headers)
        assert first.is_success, (route, first.text)
        before = dump()
        again = await world.ana.post(path, content=sent, headers=headers)
        assert (again.status_code, again.content) == (first.status_code, first.content), route
        assert again.headers.get("idempotent-replayed") == "true", route
        other = await world.ana.post(path, content=sent + b" ", headers=headers)
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused"), route
        assert dump() == before, route
