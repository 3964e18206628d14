"""The built web app: its files with the right cache headers, and its page for every address that belongs to a screen.

A file whose name carries the hash of its content is kept for ever; everything else is asked for anew and answered 304 when unchanged.
The policy of the page names the hash of each script that stands in it, so nothing that was slipped in runs.
"""

import mimetypes
import re
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

# What is never a screen: an unknown address below these is an error, not the app's page.
_OTHERS = ("/api", "/mcp", "/s/", "/healthz", "/readyz", "/metrics", "/_app")
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
_TYPES = {".webmanifest": "application/manifest+json", ".js": "text/javascript", ".mjs": "text/javascript"}

_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)

_UNBUILT = b"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Paceline</title>
<meta name="viewport" content="width=device-width"><h1>Paceline</h1>
<p>The API is up; its documentation is at <a href="/api/docs">/api/docs</a>. The web app is not built here:
run <code>make web</code>, which needs a connection once, and reload.</p></html>"""


def page_policy(page: bytes, tile_url: str | None) -> str:
    """The content security policy of the app's page: its own scripts by hash, its own server, and the tile server if one is set."""
    scripts = " ".join(
        f"'sha256-{b64encode(sha256(found).digest()).decode()}'" for found in _INLINE_SCRIPT.findall(page)
    )
    tiles = f" {_origin(tile_url)}" if tile_url else ""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {scripts}".strip(),
            "style-src 'self'",
            f"img-src 'self' data: blob:{tiles}",
            "font-src 'self'",
            f"connect-src 'self'{tiles}",
            "worker-src 'self'",
            "manifest-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
        )
    )


def worker_policy(tile_url: str | None) -> str:
    """The policy of a script: one that runs as a worker is held to its own, not to that of the page that started it."""
    tiles = f" {_origin(tile_url)}" if tile_url else ""
    return f"default-src 'none'; script-src 'self'; connect-src 'self'{tiles}; frame-ancestors 'none'; base-uri 'none'"


def _origin(template: str) -> str:
    parts = urlsplit(template)
    return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True, slots=True)
class _File:
    """One file in each of its encodings."""

    bodies: dict[str, bytes]
    headers: dict[str, str]


class AppFiles:
    """Answers what no route takes; what is not the app's goes on to `otherwise`."""

    def __init__(self, root: Path, otherwise: ASGIApp, tile_url: str | None = None) -> None:
        self.root = root
        self.otherwise = otherwise
        self.tile_url = tile_url
        # What is served is what was there at the start: a name never reaches the disk, so none can lead out of the folder.
        self._paths = {f"/{path.relative_to(root).as_posix()}": path for path in root.rglob("*") if path.is_file()}
        self._files: dict[str, _File] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self.otherwise(scope, receive, send)
            return
        path: str = scope["path"]
        answer = None
        if path in self._paths and not path.endswith((".br", ".gz")):
            answer = self._answer(path, Headers(scope=scope))
        elif path.startswith(_OTHERS) or "." in path.rpartition("/")[2]:
            await self.otherwise(scope, receive, send)
            return
        elif "/index.html" in self._paths:
            answer = self._answer("/index.html", Headers(scope=scope))
        else:
            answer = Response(_UNBUILT, media_type="text/html", headers={"cache-control": "no-cache"})
        await (answer or self.otherwise)(scope, receive, send)

    def _answer(self, path: str, asked: Headers) -> Response | None:
        """The file; None when a newer build has taken it away since the start."""
        file = self._files.get(path)
        if file is None:
            try:
                file = self._files[path] = self._read(path)
            except FileNotFoundError:
                return None
        if file.headers["etag"] in asked.get("if-none-match", ""):
            return Response(status_code=304, headers=file.headers)
        accepted = {one.partition(";")[0].strip() for one in asked.get("accept-encoding", "").split(",")}
        encoding = next((one for one, _ in _ENCODINGS if one in accepted and one in file.bodies), "identity")
        headers = file.headers if encoding == "identity" else {**file.headers, "content-encoding": encoding}
        return Response(file.bodies[encoding], headers=headers)

    def _read(self, path: str) -> _File:
        body = self._paths[path].read_bytes()
        bodies = {"identity": body}
        for encoding, suffix in _ENCODINGS:
            if path + suffix in self._paths:
                bodies[encoding] = self._paths[path + suffix].read_bytes()
        suffix = Path(path).suffix
        media_type = _TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
        is_hashed = path.startswith("/_app/immutable/")
        headers = {
            "content-type": f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type,
            "cache-control": "public, max-age=31536000, immutable" if is_hashed else "no-cache",
            "etag": f'W/"{sha256(body).hexdigest()[:32]}"',
            "vary": "Accept-Encoding",
        }
        if path == "/index.html":
            headers["content-security-policy"] = page_policy(body, self.tile_url)
        elif media_type == "text/javascript":
            headers["content-security-policy"] = worker_policy(self.tile_url)
        return _File(bodies, headers)
