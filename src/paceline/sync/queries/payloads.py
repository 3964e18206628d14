"""Raw answers, kept as they came."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import zstandard
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_MOST_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class NewPayload:
    """One answer about one activity. `part`: `summary`, `detail` or `streams`."""

    provider_id: int
    part: str
    content: bytes
    expires_at: datetime | None


async def save_payloads(db: AsyncConnection, connection_id: UUID, payloads: Sequence[NewPayload]) -> None:
    """Keep answers, each in the place of the one before; one statement. An answer that came again word for word is written anew only
    for its expiry."""
    if not payloads:
        return
    packer = zstandard.ZstdCompressor(level=3)
    await db.execute(
        text(
            """
            insert into source_payload as p (athlete_id, connection_id, provider_id, part, sha256, content, expires_at)
            select app.athlete(), :connection_id, n.* from unnest(
                cast(:ids as bigint[]), cast(:parts as text[]), cast(:hashes as bytea[]), cast(:contents as bytea[]),
                cast(:expires_ats as timestamptz[])) as n
            on conflict (athlete_id, connection_id, provider_id, part) do update
            set sha256 = excluded.sha256, content = excluded.content, expires_at = excluded.expires_at, obtained_at = app.now()
            where (p.sha256, p.expires_at) is distinct from (excluded.sha256, excluded.expires_at)
            """
        ),
        {
            "connection_id": connection_id,
            "ids": [one.provider_id for one in payloads],
            "parts": [one.part for one in payloads],
            "hashes": [hashlib.sha256(one.content).digest() for one in payloads],
            "contents": [packer.compress(one.content) for one in payloads],
            "expires_ats": [one.expires_at for one in payloads],
        },
    )


async def read_payloads(
    db: AsyncConnection, connection_id: UUID, provider_ids: Collection[int], part: str
) -> Mapping[int, bytes]:
    """The kept answers of one kind by the activity they are about."""
    rows = await db.execute(
        text(
            """
            select provider_id, content from source_payload
            where connection_id = :connection_id and part = :part and provider_id = any(cast(:ids as bigint[]))
            """
        ),
        {"connection_id": connection_id, "part": part, "ids": list(provider_ids)},
    )
    unpacker = zstandard.ZstdDecompressor()
    return {row.provider_id: unpacker.decompress(bytes(row.content), max_output_size=_MOST_BYTES) for row in rows}


async def delete_payloads(db: AsyncConnection, connection_id: UUID, provider_ids: Collection[int]) -> None:
    """Forget every answer about some activities."""
    await db.execute(
        text(
            """
            delete from source_payload where connection_id = :connection_id and provider_id = any(cast(:ids as bigint[]))
            """
        ),
        {"connection_id": connection_id, "ids": list(provider_ids)},
    )
