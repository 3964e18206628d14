"""The OpenAPI document as it is: operations named by their handlers, and errors in the shape they really have."""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

_METHODS = {"get", "put", "post", "delete", "patch"}
# What FastAPI documents of its own errors, which never leave: `infra.web.problems` answers instead.
_UNTRUE = ("HTTPValidationError", "ValidationError")

PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "An error (RFC 9457). Rely on `code`, never on the sentence; further members belong to the code.",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string", "description": "`about:blank#` and the code."},
        "title": {"type": "string", "description": "A sentence for people."},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable, for programs; docs/errors.md lists them all."},
        "fields": {
            "type": "array",
            "description": "With `input_invalid`: what does not fit.",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}


def operation_id(route: APIRoute) -> str:
    """The name of the handler; clients made from the document have methods of that name."""
    return route.name


class Api(FastAPI):
    """An application whose document says how its errors look."""

    def openapi(self) -> dict[str, Any]:
        """The document, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = _with_problems(super().openapi())
        return self.openapi_schema


def _with_problems(document: dict[str, Any]) -> dict[str, Any]:
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in _UNTRUE:
        schemas.pop(name, None)
    schemas["Problem"] = PROBLEM
    components["schemas"] = dict(sorted(schemas.items()))
    answer = {
        "description": "An error.",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    components["responses"] = {"Problem": answer}
    for operations in document["paths"].values():
        for method in _METHODS & operations.keys():
            responses = operations[method]["responses"]
            responses.pop("422", None)
            responses["default"] = {"$ref": "#/components/responses/Problem"}
    return document
