"""Streams and originals."""

from typing import Annotated, Any
from uuid import UUID

import numpy as np
from fastapi import Query, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.errors import streams_damaged
from paceline.activities.routes.requests import Reading
from paceline.activities.routes.wire import ChannelName, StreamsOut
from paceline.activities.rules.file_names import attachment, safe_file_name
from paceline.activities.rules.stream_codec import EXTRA_PREFIX, UNITS, CorruptStreamError
from paceline.activities.service.originals import get_content_rev, get_original, stream_original
from paceline.activities.service.streams import read_streams, thin_out
from paceline.connectors.base import Samples
from paceline.infra.web.caching import cached
from paceline.infra.web.routing import api_router

router = api_router(tags=["activities"])


@router.get("/activities/{activity_id}/streams", response_model=StreamsOut)
async def get_streams(
    request: Request,
    req: Reading,
    activity_id: UUID,
    channels: Annotated[list[ChannelName] | None, Query(max_length=100, description="All where absent.")] = None,
    points: Annotated[
        int | None, Query(ge=4, le=20_000, description="At most so many samples, the extremes of every channel kept.")
    ] = None,
    rev: Annotated[int | None, Query(ge=1, description="`content_rev`: the answer may then be kept for a day.")] = None,
) -> Response:
    """The columns of a recording."""

    async def compute() -> dict[str, Any]:
        return await _streams_out(req.db, activity_id, channels, points)

    answer = await cached(request, req.principal, compute)
    # Another revision than the present one is answered too, but never kept under the wrong address.
    if rev is not None and rev == await get_content_rev(req.db, activity_id):
        answer.headers["cache-control"] = "private, max-age=86400"
    return answer


async def _streams_out(
    db: AsyncConnection, activity_id: UUID, channels: list[str] | None, points: int | None
) -> dict[str, Any]:
    try:
        found = await read_streams(db, activity_id, channels)
    except CorruptStreamError as damaged:
        raise streams_damaged(activity_id) from damaged
    whole = found.samples
    samples = whole if points is None or len(whole) <= points else thin_out(whole, points)
    return {
        "activity_id": activity_id,
        "content_rev": found.content_rev,
        "first_at_ms": int(samples.at_ms[0]) if len(samples) else None,
        "sample_count": len(whole),
        "elapsed_ms": np.ascontiguousarray(samples.at_ms - samples.at_ms[0]) if len(samples) else [],
        "channels": _columns(samples),
    }


def _columns(samples: Samples) -> dict[str, Any]:
    columns: dict[str, Any] = {
        channel.value: {"unit": UNITS[channel], "values": np.ascontiguousarray(values)}
        for channel, values in samples.channels.items()
    }
    return columns | {
        EXTRA_PREFIX + extra.name: {"unit": extra.unit, "values": np.ascontiguousarray(extra.values)}
        for extra in samples.extras
    }


@router.get(
    "/activities/{activity_id}/original",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}},
)
async def get_original_file(
    req: Reading,
    activity_id: UUID,
    source_id: Annotated[
        UUID | None, Query(description="Which source's; that of the primary one where absent.")
    ] = None,
) -> StreamingResponse:
    """The file an activity came from, byte for byte."""
    await get_content_rev(req.db, activity_id)
    original = await get_original(req.db, activity_id, source_id)
    name = safe_file_name(original.file_name, f"{activity_id}.{original.file_format or 'bin'}")
    return StreamingResponse(
        stream_original(req.athlete_id, original),
        media_type="application/octet-stream",
        headers={
            "content-length": str(original.size_bytes),
            "content-disposition": attachment(name),
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
        },
    )
