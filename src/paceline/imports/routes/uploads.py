"""Handing in: files of a form, or a path on the machine that Paceline runs on.

The body is received before any transaction is open; then originals, batch and answer are stored in one, and only then 202 is sent.
"""

import asyncio
import hashlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import PurePath
from typing import IO, Annotated
from uuid import UUID

import orjson
from fastapi import Request, Response
from pydantic import ValidationError
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.types import Scope as ConnectionScope

from paceline.imports.errors import body_unreadable, nothing_to_import
from paceline.imports.routes.share import SHARE_PATH
from paceline.imports.schemas import BatchOut, PathIn
from paceline.imports.service import batches
from paceline.imports.service.paths import resolve_allowed, roots_of
from paceline.imports.service.storage import check_room
from paceline.imports.service.views import batch_out
from paceline.imports.tables import Batch, NewOrigin
from paceline.infra import blobs
from paceline.infra.db.athlete import athlete_session
from paceline.infra.idempotency import Answer, hash_of, once
from paceline.infra.rate_limits import Limit, check_limits
from paceline.infra.settings import Settings
from paceline.infra.web.idempotency import IdempotencyKey, response_of
from paceline.infra.web.principal import Principal, Scope, signed_in
from paceline.infra.web.routing import api_router

router = api_router(tags=["imports"])

UPLOAD_LIMIT_BYTES = 4_000_000_000
"""A Strava archive of fifteen years with its photos; it passes through files and chunks, never through memory."""
_PATH = "/api/v1/imports"
_MOST_FILES = 1000
_MOST_FIELDS = 10
_READ_BYTES = 1_000_000
_LONGEST_NAME = 255
_REQUESTS = Limit("imports", 600, timedelta(hours=1))

_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
                        "restore_deleted": {"type": "boolean", "default": False},
                    },
                }
            },
            "application/json": {"schema": PathIn.model_json_schema()},
        },
    }
}


def upload_limit_of(scope: ConnectionScope) -> int | None:
    """The cap of the routes that are sent files, for files; what is read as a whole keeps the ordinary one."""
    takes_files = scope["method"] == "POST" and scope["path"] in (_PATH, SHARE_PATH)
    is_form = Headers(scope=scope).get("content-type", "").startswith("multipart/form-data")
    return UPLOAD_LIMIT_BYTES if takes_files and is_form else None


@router.post("/imports", status_code=202, response_model=BatchOut, openapi_extra=_BODY)
async def start_import(
    request: Request,
    principal: Annotated[Principal, signed_in(Scope.IMPORT)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Import files, folders and archives. Answers once everything is stored; the work goes on in the background.

    Either a form with `files`, or JSON with a `path` below PACELINE_IMPORT_DIRS.
    """
    await check_limits((_REQUESTS, str(principal.athlete_id)))
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        answer = await _take_files(request, principal.athlete_id, idempotency_key)
    elif kind == "application/json":
        answer = await _take_path(request, principal, idempotency_key)
    else:
        raise body_unreadable("Send a form with files, or JSON with a path.")
    response = response_of(answer)
    response.headers["location"] = f"{_PATH}/{orjson.loads(answer.body)['id']}"
    return response


async def _take_path(request: Request, principal: Principal, key: str | None) -> Answer:
    athlete_id = principal.athlete_id
    body = await request.body()
    try:
        asked = PathIn.model_validate_json(body)
    except ValidationError as problem:
        flaws = problem.errors(include_url=False, include_input=False)
        raise body_unreadable(f"The JSON does not fit: {flaws[0]['msg']}.") from problem
    settings: Settings = request.app.state.settings
    real = resolve_allowed(asked.path, roots_of(athlete_id, settings.import_dirs, is_admin=principal.is_admin))
    async with athlete_session(athlete_id) as db:

        async def act() -> Answer:
            batch = await batches.create_batch(
                db, athlete_id, "server_path", [NewOrigin(str(real))], restore_deleted=asked.restore_deleted
            )
            return _accepted(batch)

        return await once(db, athlete_id, key, hash_of(b"POST", _PATH.encode(), body), act)


async def _take_files(request: Request, athlete_id: UUID, key: str | None) -> Answer:
    async with _received(request) as form:
        files = _files_of(form)
        restore_deleted = str(form.get("restore_deleted", "")).lower() in ("true", "1", "on")
        hashes = [await asyncio.to_thread(_hash, file.file) for _, file in files]
        names = [name for name, _ in files]
        request_hash = hash_of(b"POST", _PATH.encode(), orjson.dumps([names, restore_deleted]), *hashes)
        settings: Settings = request.app.state.settings
        async with athlete_session(athlete_id) as db:

            async def act() -> Answer:
                sizes = {sha256: file.size or 0 for sha256, (_, file) in zip(hashes, files, strict=True)}
                await check_room(db, sizes, settings.athlete_storage_bytes)
                for sha256, (_, file) in zip(hashes, files, strict=True):
                    await blobs.put_file(db, athlete_id, sha256, file.file)
                origins = [NewOrigin(name, sha256) for sha256, (name, _) in zip(hashes, files, strict=True)]
                batch = await batches.create_batch(db, athlete_id, "upload", origins, restore_deleted=restore_deleted)
                return _accepted(batch)

            return await once(db, athlete_id, key, request_hash, act)


@asynccontextmanager
async def _received(request: Request) -> AsyncGenerator[FormData]:
    """The form, its files on disk where they are large; closed at the end."""
    try:
        form = await request.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS)
    except HTTPException as problem:
        raise body_unreadable(f"The form cannot be read: {problem.detail}") from problem
    try:
        yield form
    finally:
        await form.close()


def _files_of(form: FormData) -> list[tuple[str, UploadFile]]:
    """The files of a form with a name to show: its last part only, cut and printable."""
    files = [value for _, value in form.multi_items() if isinstance(value, UploadFile) and value.filename]
    if not files:
        raise nothing_to_import()
    return [(_shown(file.filename or ""), file) for file in files]


def _shown(name: str) -> str:
    last = PurePath(name.replace("\\", "/")).name
    plain = "".join(letter for letter in last if letter.isprintable())
    return plain[-_LONGEST_NAME:].encode("utf-8", "replace").decode() or "file"


def _hash(file: IO[bytes]) -> bytes:
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(_READ_BYTES):
        digest.update(piece)
    return digest.digest()


def _accepted(batch: Batch) -> Answer:
    return Answer(202, batch_out(batch).model_dump_json().encode())
