"""The child processes that read files, shared by all imports of this process and gone when none runs."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from paceline.connectors.base import UnreadableFileError
from paceline.imports.schemas import DigestedFile, FileToDigest
from paceline.infra.bounded_pool import BoundedPool

Decoders = BoundedPool[FileToDigest, DigestedFile]

_DIGEST = "paceline.imports.rules.digest:digest"


@dataclass(slots=True)
class _Shared:
    pool: Decoders
    users: int = 0


_shared: _Shared | None = None


@asynccontextmanager
async def decoders(size: int) -> AsyncGenerator[Decoders]:
    """At most `size` children for the time of the block; whoever comes while others use them gets the same ones."""
    global _shared
    if _shared is None:
        _shared = _Shared(BoundedPool(_DIGEST, size=size, carried=(UnreadableFileError,)))
    mine = _shared
    mine.users += 1
    try:
        yield mine.pool
    finally:
        mine.users -= 1
        if mine.users == 0:
            _shared = None
            await mine.pool.close()
