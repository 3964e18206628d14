"""Nobody reaches what is another athlete's: every route that takes an id, tried by everybody who must not.

The route table is the application's own. A route with an id in its address, or a field of a request that is an id, fails here until
it has a row in `foreign_ids` that says how to make one.
"""

from collections.abc import Iterator
from typing import Any

import httpx2
from fastapi.routing import iter_route_contexts

from paceline.entrypoints.web import create_app
from paceline.infra.settings import Settings
from tests.architecture.conftest import Dump
from tests.architecture.foreign_ids import FIELDS, FOR_ADMINS, FOREIGN, OWN, ROUTES, Json, World
from tests.architecture.openapi_document import document
from tests.conftest import SignUp, browser_of


def routes_with_ids() -> Iterator[str]:
    """Every route of the application with something in its address."""
    for route in iter_route_contexts(create_app(Settings(_env_file=None)).routes):
        path = str(route.path)
        if "{" in path:
            yield from (f"{method} {path}" for method in sorted(route.methods or ()))


def fields_with_ids() -> Iterator[str]:
    """Every query parameter and every field of a body that is an id."""
    api = document()

    def ids_in(schema: Json, seen: frozenset[str] = frozenset()) -> Iterator[str]:
        if "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[-1]
            if name not in seen:
                yield from ids_in(api["components"]["schemas"][name], seen | {name})
            return
        if schema.get("format") == "uuid":
            yield ""
        inner = [part for many in ("anyOf", "oneOf", "allOf") for part in schema.get(many, [])]
        for part in [*inner, *([schema["items"]] if "items" in schema else [])]:
            yield from ids_in(part, seen)
        for name, part in schema.get("properties", {}).items():
            yield from (f"{name}.{rest}" if rest else name for rest in ids_in(part, seen))

    for path, operations in api["paths"].items():
        for method, operation in operations.items():
            found = {
                entry["name"]
                for entry in operation.get("parameters", [])
                if entry["in"] == "query" and list(ids_in(entry["schema"]))
            }
            for media in operation.get("requestBody", {}).get("content", {}).values():
                found |= set(ids_in(media["schema"]))
            yield from (f"{method.upper()} {path} {name}" for name in sorted(found))


def test_every_route_with_an_id_has_its_row() -> None:
    assert sorted(routes_with_ids()) == sorted(ROUTES)


def test_every_field_that_is_an_id_has_its_row() -> None:
    assert sorted(fields_with_ids()) == sorted(FIELDS)


async def _ask(browser: httpx2.AsyncClient, route: str, ids: Json, body: Json | None) -> httpx2.Response:
    method, path = route.split(" ")
    return await browser.request(method, path.format(**ids), json=body)


async def test_every_row_is_good_for_who_owns_the_id(world: World) -> None:
    refused: dict[str, str] = {}
    for route, (make, body) in ROUTES.items():
        answer = await _ask(world.ana, route, await make(world), body)
        if answer.status_code in (401, 403, 404, 405, 422):
            refused[route] = answer.text
    assert refused == {}


async def test_another_athlete_finds_nothing_and_changes_nothing(world: World, sign_up: SignUp, dump: Dump) -> None:
    ben = await sign_up("ben")
    asked = {route: (await make(world), body) for route, (make, body) in ROUTES.items()}
    before = dump()
    answers = {route: await _ask(ben, route, ids, body) for route, (ids, body) in asked.items()}
    for route, answer in answers.items():
        is_for_admins = any(part in route for part in FOR_ADMINS)
        assert answer.status_code == (403 if is_for_admins else 404), (route, answer.text)
        assert answer.json()["code"].endswith("_missing" if is_for_admins else "_not_found"), route
    assert dump() == before


async def test_without_a_sign_in_nothing_is_told(world: World, dump: Dump) -> None:
    asked = {route: (await make(world), body) for route, (make, body) in ROUTES.items()}
    before = dump()
    async with browser_of(world.settings) as nobody:
        nobody.headers["x-paceline-request"] = "1"
        for route, (ids, body) in asked.items():
            assert (await _ask(nobody, route, ids, body)).status_code == 401, route
    assert dump() == before


async def _with_token(world: World, scopes: list[str]) -> tuple[httpx2.AsyncClient, str]:
    made = await world.post("auth/tokens", {"name": "a program", "scopes": scopes})
    program = browser_of(world.settings)
    program.headers["authorization"] = f"Bearer {made['token']}"
    return program, made["id"]


async def test_a_revoked_token_is_refused_everywhere(world: World, dump: Dump) -> None:
    asked = {route: (await make(world), body) for route, (make, body) in ROUTES.items()}
    program, token_id = await _with_token(world, ["read", "write", "import", "admin"])
    async with program:
        assert (await program.get("/api/v1/activities")).status_code == 200
        assert (await world.ana.delete(f"/api/v1/auth/tokens/{token_id}")).status_code == 204
        before = dump()
        for route, (ids, body) in asked.items():
            assert (await _ask(program, route, ids, body)).status_code == 401, route
    assert dump() == before


async def test_a_token_that_may_only_read_changes_nothing(world: World, dump: Dump) -> None:
    asked = {route: (await make(world), body) for route, (make, body) in ROUTES.items()}
    program, _ = await _with_token(world, ["read"])
    before = dump()
    async with program:
        for route, (ids, body) in asked.items():
            answer = await _ask(program, route, ids, body)
            if route.startswith("GET "):
                assert answer.status_code == 200, (route, answer.text)
            else:
                assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing"), route
    assert dump() == before


async def test_a_foreign_id_in_a_request_is_not_found_either(world: World, sign_up: SignUp, dump: Dump) -> None:
    ben = await sign_up("ben")
    noted = {"sport": "run", "started_at_local": "2024-01-20T07:00:00", "elapsed_s": 1800}
    own = (await ben.post("/api/v1/activities", json=noted)).json()["activity_id"]
    foreign = {name: await make(world) for name, (make, _, _) in FIELDS.items()}
    before = dump()
    for name, (_, body, status) in FIELDS.items():
        method, path, field_name = name.split(" ")
        filled = _filled(body, own, foreign[name])
        query = {field_name: foreign[name]} if method == "GET" else {}
        sent = None if method == "GET" else filled
        answer = await ben.request(method, path.format(activity_id=own), json=sent, params=query)
        assert answer.status_code == status, (name, answer.text)
        if status == 200:
            found = answer.json()
            listed = [found[of] for of in ("items", "activity_ids", "month", "activity_id") if of in found]
            assert listed == [[]], name
    assert dump() == before
    assert (await ben.get(f"/api/v1/activities/{own}")).json()["edits"] == []


def _filled(value: Any, own: str, foreign: str) -> Any:
    if isinstance(value, dict):
        return {key: _filled(item, own, foreign) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, own, foreign) for item in value]
    return {OWN: own, FOREIGN: foreign}.get(value, value) if isinstance(value, str) else value
