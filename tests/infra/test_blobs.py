"""Originals come back byte for byte, once each, and go only when nothing needs them."""

import gzip
import hashlib
import io
import os
import random
import threading
from uuid import UUID

import pytest
import zstandard
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.infra import blobs
from paceline.infra.db.athlete import athlete_session
from paceline.infra.errors import AppError

_LARGE = random.Random(1).randbytes(blobs.CHUNK_BYTES + 12_345)


async def _stored_as(db: AsyncConnection, sha256: bytes) -> tuple[str, int, int]:
    row = await db.execute(
        text(
            "select encoding, size_bytes, (select count(*) from blob_chunk c where c.sha256 = b.sha256) "
            "from blob b where sha256 = :sha256"
        ),
        {"sha256": sha256},
    )
    return tuple(row.one())


@pytest.mark.parametrize(
    ("content", "encoding", "chunks"),
    [
        (b"", "raw", 1),
        (b"x", "raw", 1),
        (b"<gpx>" * 10_000, "zstd", 1),
        (gzip.compress(os.urandom(10_000)), "raw", 1),
        (_LARGE, "raw", 2),
        (b"trkpt " * 3_000_000, "zstd", 3),
    ],
    ids=["empty", "one byte", "text", "gzip", "large", "large text"],
)
async def test_an_original_comes_back_byte_for_byte(
    athlete_id: UUID, content: bytes, encoding: str, chunks: int
) -> None:
    async with athlete_session(athlete_id) as db:
        sha256 = await blobs.put(db, athlete_id, content)
        assert await blobs.read(db, sha256) == content
        assert await _stored_as(db, sha256) == (encoding, len(content), chunks)
        assert [len(chunk) <= blobs.CHUNK_BYTES async for chunk in blobs.stream(db, sha256)] == [True] * chunks


@pytest.mark.parametrize(
    "content", [b"", b"abc" * 1000, _LARGE, b"trkpt " * 3_000_000], ids=["empty", "small", "large", "large text"]
)
async def test_a_file_is_the_same_original_as_its_bytes(
    athlete_id: UUID, other_athlete_id: UUID, content: bytes
) -> None:
    sha256 = hashlib.sha256(content).digest()
    async with athlete_session(other_athlete_id) as db:
        assert await blobs.put(db, other_athlete_id, content) == sha256
        whole = await _stored_as(db, sha256)
        await blobs.put_file(db, other_athlete_id, sha256, io.BytesIO(content))
        assert await _stored_as(db, sha256) == whole
    async with athlete_session(athlete_id) as db:
        file = io.BytesIO(content)
        file.seek(len(content))
        await blobs.put_file(db, athlete_id, sha256, file)
        assert await _stored_as(db, sha256) == whole
        assert await blobs.read(db, sha256) == content


async def test_a_file_is_compressed_beside_the_event_loop(athlete_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[int] = []
    really = zstandard.compress

    def compress(data: bytes, level: int) -> bytes:
        threads.append(threading.get_ident())
        return really(data, level)

    monkeypatch.setattr(zstandard, "compress", compress)
    content = b"trkpt " * 3_000_000
    async with athlete_session(athlete_id) as db:
        await blobs.put_file(db, athlete_id, hashlib.sha256(content).digest(), io.BytesIO(content))
        await blobs.put_file(db, athlete_id, hashlib.sha256(b"small").digest(), io.BytesIO(b"small"))
    assert len(threads) == 4
    assert threading.get_ident() not in threads


async def test_each_athlete_has_a_copy_of_their_own(athlete_id: UUID, other_athlete_id: UUID) -> None:
    async with athlete_session(other_athlete_id) as db:
        sha256 = await blobs.put(db, other_athlete_id, b"mine")
    async with athlete_session(athlete_id) as db:
        with pytest.raises(AppError, match="no such original"):
            await blobs.read(db, sha256)
        await blobs.put(db, athlete_id, b"mine")
        await blobs.delete_if_unreferenced(db, [sha256])
    async with athlete_session(other_athlete_id, read_only=True) as db:
        assert await blobs.read(db, sha256) == b"mine"


async def test_an_original_that_something_refers_to_stays(athlete_id: UUID) -> None:
    async with athlete_session(athlete_id) as db:
        kept, dropped = await blobs.put(db, athlete_id, b"kept"), await blobs.put(db, athlete_id, b"dropped")
        batch = {"athlete_id": athlete_id, "sha256": kept}
        await db.execute(
            text(
                "insert into import_batch (athlete_id, id, origin, label) values (:athlete_id, :athlete_id, 'upload', 'x')"
            ),
            batch,
        )
        await db.execute(
            text(
                "insert into import_origin (athlete_id, batch_id, origin_no, path, sha256) "
                "values (:athlete_id, :athlete_id, 1, 'x', :sha256)"
            ),
            batch,
        )
        assert await blobs.delete_if_unreferenced(db, [kept, dropped]) == 1
        assert await blobs.read(db, kept) == b"kept"


async def test_every_foreign_key_to_an_original_is_known(athlete_id: UUID) -> None:
    async with athlete_session(athlete_id, read_only=True) as db:
        rows = await db.execute(
            text(
                """
                select c.conrelid::regclass::text as referring, a.attname from pg_constraint c
                join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[2]
                where c.confrelid = 'blob'::regclass and c.conrelid <> 'blob_chunk'::regclass
                """
            )
        )
        assert {tuple(row) for row in rows} == set(blobs.REFERENCES)


async def test_an_original_for_another_athlete_is_refused(athlete_id: UUID, other_athlete_id: UUID) -> None:
    with pytest.raises(DBAPIError, match="row-level security"):
        async with athlete_session(athlete_id) as db:
            await blobs.put(db, other_athlete_id, b"other")
