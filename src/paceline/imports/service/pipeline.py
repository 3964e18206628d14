"""Files of one batch on their way: begun and read here, decoded in children, written here in their order.

All of a file (original, activities, analyses, outcome, event) is one commit. Files that are ready at the same time share one; should the
database refuse it, each is tried alone, so that one file never costs another its place.
"""

import asyncio
import hashlib
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.schemas import RecordOutcome
from paceline.activities.service.record import record_many
from paceline.connectors.base import UnreadableFileError
from paceline.fitness.schemas import EncodedAnalysis
from paceline.fitness.service.save import save_analyses
from paceline.imports.queries import items
from paceline.imports.queries.known import find_known_originals
from paceline.imports.rules import outcomes
from paceline.imports.schemas import DigestedActivity, DigestedFile, FileToDigest
from paceline.imports.service.decoders import Decoders
from paceline.imports.service.leasing import Hold
from paceline.imports.service.sources import Finder, Found
from paceline.imports.service.storage import find_without_room
from paceline.imports.tables import Finished, Item, Origin
from paceline.infra import blobs
from paceline.infra.bounded_pool import ReaderError
from paceline.infra.crashpoints import crashpoint, register
from paceline.infra.db.athlete import athlete_session

log = structlog.get_logger("paceline.imports")

_BEGUN = register("imports.items_begun", "files are marked as begun, nothing is read yet")
_DIGESTED = register("imports.file_digested", "a file is decoded in memory, nothing of it is written")
_RECORDED = register("imports.file_recorded", "activities and analyses of a file are written, its outcome is not")
_WRITTEN = register("imports.file_written", "all of a file is written, its transaction is not committed")
_COMMITTED = register("imports.file_committed", "a file is done, the next one is not")

_BEGUN_AT_ONCE = 16
_READ_AT_ONCE_BYTES = 4_000_000
# Under way at once: enough that the children have work while a transaction is written, little enough to fit into memory.
_WINDOW_FILES = 24
_WINDOW_BYTES = 16_000_000
_WRITTEN_AT_ONCE = 8
_WAITS_FOR_MORE_S = 0.1
"""How long a file that is ready waits for those behind it."""
_SETTLED_AT_ONCE = 64
_NEW_CODES = ("new", "probable_duplicate")


@dataclass(slots=True)
class _Pending:
    """A file under way: settled already, or being digested."""

    item: Item
    content: bytes | None = None
    sha256: bytes | None = None
    finished: Finished | None = None
    digesting: asyncio.Future[DigestedFile] | None = None

    @property
    def size(self) -> int:
        return len(self.content or b"")

    async def settles_within(self, seconds: float) -> bool:
        """Wait for it to be settled, no longer than that."""
        if self.digesting is not None and not self.digesting.done() and seconds > 0:
            await asyncio.wait([self.digesting], timeout=seconds)
        return self.digesting is None or self.digesting.done()

    async def settle(self) -> DigestedFile | None:
        """The digested file, or `None` when its outcome is known without."""
        if self.digesting is None:
            return None
        try:
            return await self.digesting
        except UnreadableFileError as problem:
            self._fail(problem.code, problem.message)
        except ReaderError as problem:
            if problem.code == "pool_closed":
                raise
            log.warning("file_unread", code=problem.code, trace=problem.trace)
            self._fail(problem.code, problem.message)
        return None

    def _fail(self, code: str, message: str) -> None:
        self.finished = outcomes.of_failure(self.item.item_no, code, message)
        self.content = None


class Pipeline:
    """Works off the waiting files of a held batch."""

    def __init__(
        self,
        hold: Hold,
        pool: Decoders,
        finder: Finder,
        origins: dict[int, Origin],
        *,
        time_zone: str,
        storage_bytes: int | None,
    ) -> None:
        self._hold = hold
        self._pool = pool
        self._finder = finder
        self._origins = origins
        self._time_zone = time_zone
        self._storage_bytes = storage_bytes
        self._after = 0
        self._begun: deque[Item] = deque()
        self._window: deque[_Pending] = deque()
        self._committed_at_s = time.monotonic()

    async def run(self, until_s: float) -> bool:
        """Work until nothing waits (`True`), or until that time of the monotonic clock or a request to cancel (`False`)."""
        try:
            while True:
                goes_on = time.monotonic() < until_s and not self._hold.cancel_requested
                while goes_on and self._has_room() and await self._refill():
                    pass
                if self._hold.cancel_requested:
                    return False
                if not self._window:
                    return goes_on and not self._begun
                await self._write_next()
        finally:
            for pending in self._window:
                if pending.digesting is not None:
                    pending.digesting.cancel()
            await asyncio.gather(
                *(one.digesting for one in self._window if one.digesting is not None), return_exceptions=True
            )

    def _has_room(self) -> bool:
        return len(self._window) < _WINDOW_FILES and sum(one.size for one in self._window) < _WINDOW_BYTES

    async def _refill(self) -> bool:
        """Bring some more files under way; `False` when none can be."""
        if not self._begun:
            if any(one.item.attempts > 1 for one in self._window):
                return False
            await self._begin()
        batch: list[tuple[Item, Found]] = []
        size = 0
        while self._begun and size < _READ_AT_ONCE_BYTES:
            item = self._begun.popleft()
            found = await self._find(item)
            batch.append((item, found))
            size += len(found.content or b"")
        await self._start(batch)
        return bool(batch)

    async def _begin(self) -> None:
        async with athlete_session(self._hold.athlete_id) as db:
            begun = await items.begin_items(
                db, self._hold.lease, after=self._after, limit=_BEGUN_AT_ONCE, is_idle=not self._window
            )
        crashpoint(_BEGUN)
        self._begun.extend(begun)
        self._hold.begun.update(item.item_no for item in begun)
        self._after = max((item.item_no for item in begun), default=self._after)

    async def _find(self, item: Item) -> Found:
        if item.attempts > outcomes.MOST_ATTEMPTS:
            return Found()
        origin = self._origins[item.origin_no]
        if origin.sha256 is not None and origin.kind == "file":
            async with athlete_session(self._hold.athlete_id, read_only=True) as db:
                return Found(await blobs.read(db, origin.sha256))
        return await asyncio.to_thread(self._finder.find, item)

    async def _start(self, batch: Sequence[tuple[Item, Found]]) -> None:
        hashes = {
            item.item_no: hashlib.sha256(found.content).digest() for item, found in batch if found.content is not None
        }
        known = {}
        if hashes:
            async with athlete_session(self._hold.athlete_id, read_only=True) as db:
                known = await find_known_originals(db, set(hashes.values()))
        for item, found in batch:
            sha256 = hashes.get(item.item_no)
            here = known.get(sha256) if sha256 else None
            restores = here is not None and here.is_deleted and self._hold.batch.restore_deleted
            if item.attempts > outcomes.MOST_ATTEMPTS:
                pending = _Pending(item, finished=outcomes.poisonous(item.item_no))
            elif found.content is None and found.row is None:
                pending = _Pending(
                    item, finished=outcomes.of_failure(item.item_no, found.code or "", found.reason or "")
                )
            elif here is None or restores:
                pending = self._digest(item, found, sha256, found.content)
            elif found.row is not None:
                pending = self._digest(item, found, sha256, None)
            else:
                done = outcomes.of_known(item.item_no, here.activity_ids, is_deleted=here.is_deleted)
                pending = _Pending(item, finished=done)
            self._window.append(pending)

    def _digest(self, item: Item, found: Found, sha256: bytes | None, content: bytes | None) -> _Pending:
        """Hand a file to a child; without `content` only its archive's row, since the file is here already or there is none."""
        file = FileToDigest(
            content,
            item.path.rpartition("/")[2],
            sha256,
            self._time_zone,
            self._hold.batch.id,
            found.row,
            found.code,
            found.reason,
            is_sample=self._hold.batch.origin == "sample",
        )
        return _Pending(item, content, sha256, digesting=asyncio.ensure_future(self._pool.run(file)))

    async def _write_next(self) -> None:
        """Write the next file, and with it those behind it that are ready soon: a transaction costs as much as several files in it."""
        group = [self._window.popleft()]
        digested = [await group[0].settle()]
        ready_at_s = time.monotonic()
        while self._window and self._may_join(group):
            waited_s = time.monotonic() - ready_at_s
            if not await self._window[0].settles_within(_WAITS_FOR_MORE_S - waited_s):
                break
            group.append(self._window.popleft())
            digested.append(await group[-1].settle())
        crashpoint(_DIGESTED)
        await self._write(list(zip(group, digested, strict=True)))

    @staticmethod
    def _may_join(group: Sequence[_Pending]) -> bool:
        files = sum(one.content is not None for one in group)
        return files < _WRITTEN_AT_ONCE and len(group) < _SETTLED_AT_ONCE

    async def _write(self, group: list[tuple[_Pending, DigestedFile | None]]) -> None:
        """Write files with their outcomes. What the database does not take is the fault of one file, never of the batch."""
        try:
            await self._write_once(group)
        except (DataError, IntegrityError) as problem:
            if len(group) > 1:
                for one in group:
                    await self._write([one])
                return
            log.error("file_unstorable", exc_info=problem)
            pending = group[0][0]
            pending.finished = outcomes.of_failure(
                pending.item.item_no, "file_unstorable", "What the file holds could not be stored."
            )
            await self._write_once([(pending, None)])

    async def _write_once(self, group: Sequence[tuple[_Pending, DigestedFile | None]]) -> None:
        hold, now_s = self._hold, time.monotonic()
        async with athlete_session(hold.athlete_id) as db:
            finished = await self._record(db, await self._with_room(db, group))
            crashpoint(_RECORDED)
            hold.check(await items.finish_items(db, hold.lease, finished, now_s - self._committed_at_s))
            crashpoint(_WRITTEN)
        crashpoint(_COMMITTED)
        self._committed_at_s = now_s
        hold.begun.difference_update(one.item_no for one in finished)

    async def _with_room(
        self, db: AsyncConnection, group: Sequence[tuple[_Pending, DigestedFile | None]]
    ) -> list[tuple[_Pending, DigestedFile | None]]:
        """The group with those failed whose originals find no room."""
        sizes = {
            one.sha256: one.size
            for one, digested in group
            if digested is not None and digested.activities and one.sha256 is not None and one.content is not None
        }
        refused = await find_without_room(db, sizes, self._storage_bytes)
        kept: list[tuple[_Pending, DigestedFile | None]] = []
        for one, digested in group:
            if one.sha256 in refused:
                one.finished, digested = outcomes.without_room(one.item.item_no), None
            kept.append((one, digested))
        return kept

    async def _record(
        self, db: AsyncConnection, group: Sequence[tuple[_Pending, DigestedFile | None]]
    ) -> list[Finished]:
        """Record what the files hold, and say what came of each."""
        activities = [one for _, digested in group if digested is not None for one in digested.activities]
        originals = {
            one.sha256: one.content
            for one, digested in group
            if digested is not None and one.sha256 is not None and one.content is not None
        }
        recorded = await record_many(
            db,
            self._hold.athlete_id,
            [one.new for one in activities],
            originals=originals,
            restore=self._hold.batch.restore_deleted,
        )
        await save_analyses(db, [pair for one in zip(activities, recorded, strict=True) for pair in _analyses(*one)])
        results = iter(recorded)
        finished: list[Finished] = []
        for pending, digested in group:
            if digested is not None:
                own = [next(results) for _ in digested.activities]
                finished.append(outcomes.of_recording(pending.item.item_no, digested, own))
            elif pending.finished is not None:
                finished.append(pending.finished)
        return finished


def _analyses(activity: DigestedActivity, recorded: RecordOutcome) -> list[tuple[UUID, EncodedAnalysis]]:
    """The analyses of an activity's legs by their ids: where it is new, so that its streams are those that were analysed."""
    if recorded.code not in _NEW_CODES:
        return []
    legs = recorded.activity_ids[1:] if len(activity.analyses) > 1 else recorded.activity_ids
    return list(zip(legs, activity.analyses, strict=True))
