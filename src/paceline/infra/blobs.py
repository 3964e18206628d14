"""The bytes of originals, content-addressed per athlete, in PostgreSQL under row-level security.

Chunks of at most 8 MB, so that neither end holds a whole archive in memory. Each chunk is its own zstd frame where that is
clearly smaller; what is compressed already (a gzipped FIT, a zip) stays as it is. The same content is stored once per athlete.
"""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from typing import IO
from uuid import UUID

import zstandard
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.infra.crashpoints import crashpoint, register
from paceline.infra.errors import not_found

CHUNK_BYTES = 8 * 1024 * 1024
# Below this gain the price of unpacking is not worth it.
_CLEARLY_SMALLER = 0.9

# Every column that keeps a blob alive. A new one belongs here, and has a foreign key on blob.
REFERENCES = (("activity_source", "sha256"), ("import_origin", "sha256"))

_STORED = register("infra.blob_stored", "the bytes of an original are written, nothing refers to them yet")

_INSERT_SMALL = text(
    """
    with fresh as (
        insert into blob (athlete_id, sha256, size_bytes, encoding)
        select :athlete_id, * from unnest(cast(:sha256s as bytea[]), cast(:size_bytes as bigint[]), cast(:encodings as text[]))
        on conflict do nothing returning sha256)
    insert into blob_chunk (athlete_id, sha256, chunk_no, content)
    select :athlete_id, n.sha256, 0, n.content
    from unnest(cast(:sha256s as bytea[]), cast(:contents as bytea[])) as n (sha256, content)
    join fresh f on f.sha256 = n.sha256
    """
)
_INSERT_LARGE = text(
    """
    insert into blob (athlete_id, sha256, size_bytes, encoding) values (:athlete_id, :sha256, :size_bytes, :encoding)
    on conflict do nothing returning sha256
    """
)
_INSERT_CHUNK = text(
    "insert into blob_chunk (athlete_id, sha256, chunk_no, content) values (:athlete_id, :sha256, :chunk_no, :content)"
)
_UNUSED = "".join(
    f" and not exists (select from {table} r where r.athlete_id = blob.athlete_id and r.{column} = blob.sha256)"
    for table, column in REFERENCES
)
_DELETE = text(f"delete from blob where sha256 = any(cast(:sha256s as bytea[])){_UNUSED}")  # noqa: S608 -- composed of constants


async def put(db: AsyncConnection, athlete_id: UUID, content: bytes) -> bytes:
    """Store bytes and return their SHA-256 (32 bytes); one statement up to one chunk. Content that is there already is left alone."""
    sha256 = hashlib.sha256(content).digest()
    await put_many(db, athlete_id, {sha256: content})
    return sha256


async def put_file(db: AsyncConnection, athlete_id: UUID, sha256: bytes, file: IO[bytes]) -> None:
    """Store what a file holds, chunk by chunk, under the SHA-256 that was worked out before.

    Reading and compressing are done in a thread: an upload may be gigabytes, and others wait for the event loop.
    """
    size_bytes = await asyncio.to_thread(file.seek, 0, os.SEEK_END)
    await asyncio.to_thread(file.seek, 0)
    if size_bytes <= CHUNK_BYTES:
        packed = await asyncio.to_thread(lambda: _pack(file.read()))
        await _put_small(db, athlete_id, {sha256: packed}, [size_bytes])
    else:
        await _put_large(db, athlete_id, sha256, size_bytes, _read_chunks(file))


async def put_many(db: AsyncConnection, athlete_id: UUID, contents: Mapping[bytes, bytes]) -> None:
    """Store originals by their SHA-256: the small ones in one statement, larger ones one by one."""
    small = {sha256: content for sha256, content in contents.items() if len(content) <= CHUNK_BYTES}
    if small:
        # In a thread, as in `put_file`: an import's children wait for their next file meanwhile.
        packed = await asyncio.to_thread(lambda: {sha256: _pack(content) for sha256, content in small.items()})
        await _put_small(db, athlete_id, packed, [len(content) for content in small.values()])
    for sha256, content in contents.items():
        if sha256 not in small:
            await _put_large(db, athlete_id, sha256, len(content), _cut(content))


async def _put_small(
    db: AsyncConnection, athlete_id: UUID, packed: Mapping[bytes, tuple[str, bytes]], sizes: Sequence[int]
) -> None:
    await db.execute(
        _INSERT_SMALL,
        {
            "athlete_id": athlete_id,
            "sha256s": list(packed),
            "size_bytes": list(sizes),
            "encodings": [encoding for encoding, _ in packed.values()],
            "contents": [content for _, content in packed.values()],
        },
    )
    crashpoint(_STORED)


def _pack(chunk: bytes) -> tuple[str, bytes]:
    """How a chunk is best stored, and its bytes then."""
    packed = zstandard.compress(chunk, 3)
    return ("zstd", packed) if len(packed) < _CLEARLY_SMALLER * len(chunk) else ("raw", chunk)


def _pack_next(chunks: Iterator[bytes], encoding: str) -> bytes | None:
    """The next chunk as the first one was stored; `None` at the end."""
    chunk = next(chunks, None)
    return zstandard.compress(chunk, 3) if chunk is not None and encoding == "zstd" else chunk


async def _put_large(
    db: AsyncConnection, athlete_id: UUID, sha256: bytes, size_bytes: int, chunks: Iterator[bytes]
) -> None:
    encoding, content = await asyncio.to_thread(lambda: _pack(next(chunks)))
    row = {"athlete_id": athlete_id, "sha256": sha256}
    made = await db.execute(_INSERT_LARGE, row | {"size_bytes": size_bytes, "encoding": encoding})
    if made.first() is not None:
        chunk_no, packed = 0, content
        while packed is not None:
            await db.execute(_INSERT_CHUNK, row | {"chunk_no": chunk_no, "content": packed})
            packed = await asyncio.to_thread(_pack_next, chunks, encoding)
            chunk_no += 1
    crashpoint(_STORED)


def _cut(content: bytes) -> Iterator[bytes]:
    return (content[at : at + CHUNK_BYTES] for at in range(0, len(content), CHUNK_BYTES))


def _read_chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK_BYTES):
        yield chunk


async def read(db: AsyncConnection, sha256: bytes) -> bytes:
    """All bytes of an original. Raises `AppError(original_not_found)`."""
    return b"".join([chunk async for chunk in stream(db, sha256)])


async def stream(db: AsyncConnection, sha256: bytes) -> AsyncIterator[bytes]:
    """The bytes of an original, at most 8 MB at a time, one statement each. Raises `AppError(original_not_found)`."""
    chunk_no, chunk_count = 0, 1
    while chunk_no < chunk_count:
        row = (
            await db.execute(
                text(
                    """
                    select b.size_bytes, b.encoding, c.content from blob b
                    join blob_chunk c on c.athlete_id = b.athlete_id and c.sha256 = b.sha256 and c.chunk_no = :chunk_no
                    where b.sha256 = :sha256
                    """
                ),
                {"sha256": sha256, "chunk_no": chunk_no},
            )
        ).first()
        if row is None:
            raise not_found("original")
        yield zstandard.decompress(row.content, max_output_size=CHUNK_BYTES) if row.encoding == "zstd" else row.content
        chunk_count = -(-row.size_bytes // CHUNK_BYTES)
        chunk_no += 1


async def delete_if_unreferenced(db: AsyncConnection, sha256s: Iterable[bytes]) -> int:
    """Drop those of the originals that nothing refers to any more (`REFERENCES`); returns how many."""
    wanted = list(set(sha256s))
    return (await db.execute(_DELETE, {"sha256s": wanted})).rowcount if wanted else 0
