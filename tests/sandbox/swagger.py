"""Checking documents against the Swagger document of the API: what departs from it, and what it does not know."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

DOCUMENT = json.loads((Path(__file__).parent / "strava_swagger.json").read_text())
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}


@dataclass(frozen=True)
class Departure:
    """Something that is not as the document says. In `where`, `[]` stands for any item."""

    where: str
    what: str


def response_schema(path: str, method: str = "get", status: str = "200") -> dict[str, Any]:
    """The schema of an endpoint's answer."""
    return DOCUMENT["paths"][path][method]["responses"][status]["schema"]


def departures(value: Any, schema: dict[str, Any], where: str = "") -> Iterator[Departure]:
    """Everything in a value that departs from a schema."""
    schema = _flat(schema)
    kind = schema.get("type", "object" if "properties" in schema else None)
    if value is None:
        yield Departure(where, "null")
        return
    if kind is not None and (not isinstance(value, _TYPES[kind]) or (isinstance(value, bool) and kind != "boolean")):
        yield Departure(where, f"not {kind}: {type(value).__name__}")
        return
    if "enum" in schema and value not in schema["enum"]:
        yield Departure(where, f"not one of the known: {value}")
    if schema.get("format") == "date-time":
        datetime.fromisoformat(value)
    if isinstance(value, list):
        yield from _of_list(value, schema, where)
    elif isinstance(value, dict) and "properties" in schema:
        yield from _of_object(value, schema["properties"], where)


def _of_list(value: list[Any], schema: dict[str, Any], where: str) -> Iterator[Departure]:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        yield Departure(where, f"{len(value)} items")
    for item in value:
        yield from departures(item, schema["items"], f"{where}[]")


def _of_object(value: dict[str, Any], properties: dict[str, Any], where: str) -> Iterator[Departure]:
    for name, item in value.items():
        path = f"{where}.{name}".lstrip(".")
        if name in properties:
            yield from departures(item, properties[name], path)
        else:
            yield Departure(path, "unknown")


def _flat(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema without references and with the properties of all it is made of."""
    if "$ref" in schema:
        return _flat(DOCUMENT["definitions"][schema["$ref"].rpartition("/")[2]])
    if "allOf" not in schema:
        return schema
    parts = [_flat(part) for part in schema["allOf"]]
    return {"type": "object", "properties": {name: of for part in parts for name, of in part["properties"].items()}}
