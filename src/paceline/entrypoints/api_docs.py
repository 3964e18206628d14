"""The API's documentation: the OpenAPI document, and a page that lists it without any outside script.

On this machine both are open; from elsewhere they need a sign-in.
"""

from html import escape
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Request, Response

from paceline.infra.web.principal import Scope, resolve_only
from paceline.infra.web.security import is_loopback

_METHODS = ("get", "post", "put", "patch", "delete")

_HEAD = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Paceline API</title>
<meta name="viewport" content="width=device-width"><style>
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{max-width:60rem;margin:2rem auto;padding:0 1rem}
h2{margin-top:2.5rem;text-transform:capitalize}details{border-top:1px solid #8884;padding:.4rem 0}summary{cursor:pointer}
code{font:.9em ui-monospace,monospace}.method{display:inline-block;width:4.5rem;font-weight:600}
td,th{padding:.1rem 1rem .1rem 0;text-align:left}
</style>"""


def add_api_docs(app: FastAPI) -> None:
    """Add `/api/openapi.json` and `/api/docs`."""

    @app.get("/api/openapi.json", include_in_schema=False)
    async def openapi(request: Request) -> dict[str, Any]:
        await _admit(request)
        return app.openapi()

    @app.get("/api/docs", include_in_schema=False)
    async def docs(request: Request) -> Response:
        await _admit(request)
        # The page carries its own style and nothing else.
        headers = {
            "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
        }
        return Response(_page(app.openapi()), media_type="text/html", headers=headers)

    _ = openapi, docs


async def _admit(request: Request) -> None:
    """Let this machine in, and whoever is signed in. Both ends must be loopback: behind a proxy the peer alone always is."""
    host = urlsplit("//" + request.headers.get("host", "")).hostname
    if not (request.client and is_loopback(request.client.host) and is_loopback(host)):
        await resolve_only(request, Scope.READ)


def _page(document: dict[str, Any]) -> str:
    groups: dict[str, list[str]] = {}
    for path, operations in document["paths"].items():
        for method in _METHODS:
            if method in operations:
                operation = operations[method]
                groups.setdefault(operation.get("tags", ["other"])[0], []).append(_operation(method, path, operation))
    parts = [f"<h2>{escape(group)}</h2>{''.join(entries)}" for group, entries in sorted(groups.items())]
    return (
        f"{_HEAD}<h1>Paceline API</h1><p>Version {escape(document['info']['version'])}. For programs: "
        f'<a href="/api/openapi.json">the OpenAPI document</a>.</p>{"".join(parts)}</html>'
    )


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    parameters = "".join(
        f"<tr><td><code>{escape(entry['name'])}</code></td><td>{escape(entry['in'])}{', required' if entry.get('required') else ''}</td>"
        f"<td>{escape(entry.get('description', ''))}</td></tr>"
        for entry in operation.get("parameters", ())
    )
    body = operation.get("requestBody", {}).get("content", {})
    sent = "".join(
        f"<p>Body: <code>{escape(kind)}</code> {escape(_schema_name(content))}</p>" for kind, content in body.items()
    )
    about = escape(operation.get("description") or "").replace("\n\n", "<br><br>")
    table = f"<table>{parameters}</table>" if parameters else ""
    return (
        f'<details><summary><span class="method">{method.upper()}</span> <code>{escape(path)}</code> '
        f"— {escape(operation.get('summary', ''))}</summary><p>{about}</p>{table}{sent}</details>"
    )


def _schema_name(content: dict[str, Any]) -> str:
    return str(content.get("schema", {}).get("$ref", "")).rpartition("/")[2]
