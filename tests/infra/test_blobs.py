"""Originals come back byte for byte, once each, and go only when nothing needs them."""

import gzip
import os
import random
from uuid import UUID

import pytest
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
    return tuple(row.one())  # type: ignore[return-value] -- three columns


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


@pytest.mark.parametrize("content", [b"abc" * 1000, _LARGE], ids=["small", "large"])
async def test_pieces_make_the_same_original_as_the_whole(athlete_id: UUID, content: bytes) -> None:
    async with athlete_session(athlete_id) as db:
        whole = await blobs.put(db, athlete_id, content)
        pieces = (content[at : at + 65_536] for at in range(0, len(content), 65_536))
        assert await blobs.put(db, athlete_id, pieces) == whole
        assert (await db.execute(text("select count(*) from blob"))).scalar_one() == 1
        assert await blobs.read(db, whole) == content


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
        kept, dropped = await blobs.put_many(db, athlete_id, [b"kept", b"dropped"])
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
