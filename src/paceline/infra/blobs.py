"""The bytes of originals, content-addressed per athlete, in PostgreSQL under row-level security.

Chunks of at most 8 MB, so that neither end holds a whole archive in memory. Each chunk is its own zstd frame where that is
clearly smaller; what is compressed already (a gzipped FIT, a zip) stays as it is. The same content is stored once per athlete.
"""

import hashlib
import tempfile
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from typing import IO, Any
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


async def put(db: AsyncConnection, athlete_id: UUID, content: bytes | Iterable[bytes]) -> bytes:
    """Store bytes, or what an iterator yields piece by piece, and return their SHA-256 (32 bytes).

    Content that is there already is left alone. Up to one chunk this is one statement. Larger iterators pass through a file on
    disk, since the name is only known at the end.
    """
    if isinstance(content, bytes):
        if len(content) <= CHUNK_BYTES:
            return (await put_many(db, athlete_id, [content]))[0]
        return await _put_large(db, athlete_id, hashlib.sha256(content).digest(), len(content), _cut(content))
    with tempfile.SpooledTemporaryFile(max_size=CHUNK_BYTES) as spool:
        digest, size_bytes = hashlib.sha256(), 0
        for piece in content:
            digest.update(piece)
            size_bytes += len(piece)
            spool.write(piece)
        spool.seek(0)
        if size_bytes <= CHUNK_BYTES:
            return (await put_many(db, athlete_id, [spool.read()]))[0]
        return await _put_large(db, athlete_id, digest.digest(), size_bytes, _read_chunks(spool))


async def put_many(db: AsyncConnection, athlete_id: UUID, contents: Sequence[bytes]) -> list[bytes]:
    """`put` for many small originals in one statement; larger ones go one by one."""
    sha256s = [hashlib.sha256(content).digest() if len(content) <= CHUNK_BYTES else None for content in contents]
    small = {sha256: content for sha256, content in zip(sha256s, contents, strict=True) if sha256 is not None}
    packed = {sha256: _pack(content) for sha256, content in small.items()}
    if packed:
        await db.execute(
            _INSERT_SMALL,
            {
                "athlete_id": athlete_id,
                "sha256s": list(packed),
                "size_bytes": [len(content) for content in small.values()],
                "encodings": [encoding for encoding, _ in packed.values()],
                "contents": [content for _, content in packed.values()],
            },
        )
        crashpoint(_STORED)
    return [sha256 or await put(db, athlete_id, content) for sha256, content in zip(sha256s, contents, strict=True)]


def _pack(chunk: bytes) -> tuple[str, bytes]:
    """How a chunk is best stored, and its bytes then."""
    packed = zstandard.compress(chunk, 3)
    return ("zstd", packed) if len(packed) < _CLEARLY_SMALLER * len(chunk) else ("raw", chunk)


async def _put_large(
    db: AsyncConnection, athlete_id: UUID, sha256: bytes, size_bytes: int, chunks: Iterator[bytes]
) -> bytes:
    encoding, first = _pack(next(chunks))
    row = {"athlete_id": athlete_id, "sha256": sha256, "size_bytes": size_bytes, "encoding": encoding}
    if (await db.execute(_INSERT_LARGE, row)).first() is not None:
        await _insert_chunk(db, row, 0, first)
        for chunk_no, chunk in enumerate(chunks, start=1):
            await _insert_chunk(db, row, chunk_no, zstandard.compress(chunk, 3) if encoding == "zstd" else chunk)
    crashpoint(_STORED)
    return sha256


async def _insert_chunk(db: AsyncConnection, row: dict[str, Any], chunk_no: int, content: bytes) -> None:
    await db.execute(
        _INSERT_CHUNK,
        {"athlete_id": row["athlete_id"], "sha256": row["sha256"], "chunk_no": chunk_no, "content": content},
    )


def _cut(content: bytes) -> Iterator[bytes]:
    return (content[at : at + CHUNK_BYTES] for at in range(0, len(content), CHUNK_BYTES))


def _read_chunks(spool: IO[bytes]) -> Iterator[bytes]:
    while chunk := spool.read(CHUNK_BYTES):
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
