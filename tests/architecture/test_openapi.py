"""The OpenAPI document is what the program serves, and says of it what a client must know."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from paceline.infra.ids import new_id
from tests.architecture.openapi_document import document, written
from tests.conftest import SignUp

ROOT = Path(__file__).parents[2]
_METHODS = {"get", "put", "post", "delete", "patch"}
Json = dict[str, Any]


@pytest.fixture(scope="module")
def api() -> Json:
    return document()


def operations(api: Json) -> Iterator[tuple[str, Json]]:
    for path, by_method in api["paths"].items():
        for method in _METHODS & by_method.keys():
            yield f"{method.upper()} {path}", by_method[method]


def test_the_committed_document_is_the_one_that_is_served() -> None:
    assert (ROOT / "docs/openapi.json").read_text() == written(), "run make openapi"


def test_every_operation_has_a_name_of_its_own_and_says_what_it_does(api: Json) -> None:
    names = Counter(operation["operationId"] for _, operation in operations(api))
    assert [name for name, count in names.items() if count > 1] == []
    assert [name for name, operation in operations(api) if not operation.get("description")] == []
    assert api["openapi"].startswith("3.1")


def test_every_schema_has_a_name_that_reads_well(api: Json) -> None:
    assert [name for name in api["components"]["schemas"] if "__" in name] == []


def test_every_operation_says_how_its_errors_look(api: Json) -> None:
    for name, operation in operations(api):
        answers = operation["responses"]
        assert answers["default"] == {"$ref": "#/components/responses/Problem"}, name
        assert [status for status in answers if status[0] in "45"] == [], name
    content = api["components"]["responses"]["Problem"]["content"]
    assert list(content) == ["application/problem+json"]


def test_every_reference_leads_somewhere(api: Json) -> None:
    named = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(api)))
    assert named <= api["components"]["schemas"].keys()


def test_no_body_takes_a_field_that_it_does_not_name(api: Json) -> None:
    loose: list[str] = []
    for name, operation in operations(api):
        content = operation.get("requestBody", {}).get("content", {})
        schemas = [found for media in content.values() for found in _objects(api, media["schema"], set())]
        if "multipart/form-data" not in content:
            assert schemas or not content, name
            loose += [name for one in schemas if one.get("additionalProperties", True) is True]
    assert loose == []


def _objects(api: Json, schema: Json, seen: set[str]) -> Iterator[Json]:
    """All object schemas with named fields that a schema is made of."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        if name not in seen:
            yield from _objects(api, api["components"]["schemas"][name], seen | {name})
        return
    if "properties" in schema:
        yield schema
    inner = [*schema.get("properties", {}).values()]
    inner += [part for many in ("anyOf", "oneOf", "allOf") for part in schema.get(many, [])]
    inner += [schema["items"]] if "items" in schema else []
    for part in inner:
        yield from _objects(api, part, seen)


async def test_errors_really_look_as_documented(api: Json, sign_up: SignUp, client: httpx2.AsyncClient) -> None:
    problem = api["components"]["schemas"]["Problem"]
    ana = await sign_up("ana")
    answers = {
        "auth_header_missing": await client.get("/api/v1/activities"),
        "activity_not_found": await ana.get(f"/api/v1/activities/{new_id()}"),
        "input_invalid": await ana.post("/api/v1/gear", json={"wheels": 3}),
        "route_not_found": await ana.get("/api/v1/no-such"),
        "method_not_allowed": await ana.put("/api/v1/activities"),
        "cursor_invalid": await ana.get("/api/v1/activities", params={"cursor": "x"}),
        "body_too_large": await ana.post("/api/v1/gear", content=b"x" * 1_000_001),
    }
    for code, answer in answers.items():
        assert answer.headers["content-type"] == "application/problem+json", code
        body = answer.json()
        assert body["code"] == code
        assert set(problem["required"]) <= body.keys()
        assert body["status"] == answer.status_code
        assert body["type"] == f"about:blank#{code}"
    assert answers["input_invalid"].json()["fields"]


async def test_a_method_that_an_address_does_not_take_is_told_all_that_it_takes(api: Json, sign_up: SignUp) -> None:
    ana = await sign_up("ana")
    for path, by_method in api["paths"].items():
        if "{" in path:
            continue
        answer = await ana.request("TRACE", path)
        assert answer.status_code == 405, path
        named = {method.upper() for method in _METHODS & by_method.keys()}
        assert named <= set(answer.headers["allow"].split(", ")), path
    one = f"/api/v1/activities/{new_id()}"
    assert (await ana.put(one)).headers["allow"] == "DELETE, GET, PATCH"
