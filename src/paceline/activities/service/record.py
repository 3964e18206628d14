"""Recording: what a feeder brings becomes an activity, joins a known one, or is known (or was deleted) already.

Load, decide, save. All that is known of the new ones is read at once, the decisions are made in memory (so that two copies in one
call find each other), and everything is written at once: five statements for any number of activities, and those of the event.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.events import ActivityRecorded
from paceline.activities.queries import recording as queries
from paceline.activities.queries.recording import Near, StoredSource, Writing
from paceline.activities.queries.removal import forget_tombstones
from paceline.activities.rules.duplicates import (
    Known,
    find_likeness,
    is_same_upload,
    same_file,
    same_recording,
    same_source,
    twin_of,
)
from paceline.activities.rules.projection import Evidence, project_activity
from paceline.activities.schemas import (
    EncodedStreams,
    Measured,
    NewActivity,
    NewLeg,
    Outcome,
    Permission,
    RecordOutcome,
    SourceFacts,
    SourceKind,
    TimeZoneSource,
    instant,
)
from paceline.activities.service.prepare import whole_of_legs
from paceline.activities.service.project import project, publish_changed, resolve_gear
from paceline.activities.service.remove import restore as restore_activities
from paceline.athletes.service import get_profile
from paceline.infra import blobs
from paceline.infra.crashpoints import crashpoint, register
from paceline.infra.events import publish
from paceline.infra.ids import new_id

_DECIDED = register("activities.decided", "originals are stored, the activities made of them are not")
_WRITTEN = register("activities.written", "activities, sources and streams are written, nobody is told yet")


_SERVICES = frozenset({SourceKind.STRAVA_API, SourceKind.INTERVALS_API, SourceKind.ARCHIVE})
"""What services say of recordings that were made elsewhere, by their interface or in an export."""


async def record(
    db: AsyncConnection, athlete_id: UUID, new: NewActivity, *, blob: bytes | None = None, restore: bool = False
) -> RecordOutcome:
    """Record one activity in the caller's transaction. `blob`: the original's bytes, unless they are stored already.

    Known by its source and id, its original, or the device's recording: nothing is added but what another source says of it. Deleted
    before: nothing happens, unless `restore`. Probably known (REL-D8): recorded, but not counted until the athlete has decided.
    """
    originals = {} if blob is None or new.sha256 is None else {new.sha256: blob}
    return (await record_many(db, athlete_id, [new], originals=originals, restore=restore))[0]


async def record_many(
    db: AsyncConnection,
    athlete_id: UUID,
    news: Sequence[NewActivity],
    *,
    originals: Mapping[bytes, bytes] | None = None,
    restore: bool = False,
) -> list[RecordOutcome]:
    """Record many activities together, with one publication; outcomes in the order given. `originals`: bytes by their SHA-256."""
    if not news:
        return []
    await queries.lock_athlete(db, athlete_id)
    desk = await _open_desk(db, news, restore=restore)
    outcomes = [desk.take(new) for new in news]
    await _save(db, athlete_id, desk, originals or {})
    return outcomes


@dataclass(frozen=True, slots=True)
class _Piece:
    """One source row to be, and what it belongs to: the whole (`leg_no` None) or a leg."""

    source: SourceKind
    source_id: str
    leg_no: int | None
    facts: SourceFacts
    measured: Measured
    streams: EncodedStreams
    permission: Permission


def _pieces(new: NewActivity) -> Iterator[_Piece]:
    whole = new.legs[0] if len(new.legs) == 1 else whole_of_legs(new)
    yield _piece(new, new.source_id, None, whole)
    for companion in new.companions:
        yield _Piece(companion.source, companion.source_id, None, companion.facts, Measured(), {}, "open")
    if len(new.legs) > 1:
        for leg_no, leg in enumerate(new.legs, start=1):
            yield _piece(new, new.leg_source_id(leg_no), leg_no, leg)


def _piece(new: NewActivity, source_id: str, leg_no: int | None, leg: NewLeg) -> _Piece:
    return _Piece(new.source, source_id, leg_no, leg.facts, leg.measured, leg.streams, new.permission)


def _known(new: NewActivity, piece: _Piece) -> Known:
    device = None
    if new.device_serial and new.device_created_at_ms is not None and piece.source is new.source:
        device = (new.device_serial, instant(new.device_created_at_ms))
    facts = piece.facts
    return Known(None, piece.source, piece.source_id, new.sha256, device, facts.started_at_ms / 1000, facts.elapsed_s)


@dataclass(slots=True)
class _Desk:
    """What is known, and what has been decided so far."""

    restore: bool
    stored: list[StoredSource]
    near: list[Near]
    athlete_time_zone: str | None
    writing: Writing = field(default_factory=Writing)
    refreshed: dict[UUID, dict[str, Any]] = field(default_factory=dict[UUID, dict[str, Any]])
    streams_of: dict[UUID, UUID] = field(default_factory=dict[UUID, UUID])
    joined: set[UUID] = field(default_factory=set[UUID])
    restored: set[UUID] = field(default_factory=set[UUID])
    forgotten: set[UUID] = field(default_factory=set[UUID])

    def take(self, new: NewActivity) -> RecordOutcome:
        pieces = list(_pieces(new))
        match, code = self._match(new, pieces)
        if match is None:
            upload_of = self._find_upload(new, pieces)
            return self._add(new, pieces) if upload_of is None else self._join_upload(new, pieces, upload_of)
        is_back = match.is_deleted and match.root_id not in self.restored
        if is_back and not self.restore:
            return RecordOutcome(Outcome.DELETED_BEFORE, (match.root_id,), "deleted_before")
        if match.source_row_id is None:
            self.forgotten.add(match.root_id)
            return self._add(new, pieces)
        if is_back:
            self.restored.add(match.root_id)
        brought = self._join(new, pieces, match.root_id)
        ids = (match.root_id, *self._legs(match.root_id).values())
        if is_back:
            return RecordOutcome(Outcome.IMPORTED, ids, "restored")
        if code == "same_original":
            return RecordOutcome(Outcome.IMPORTED if brought else Outcome.DUPLICATE, ids, "joined")
        return RecordOutcome(Outcome.DUPLICATE, ids, code)

    def _match(self, new: NewActivity, pieces: Sequence[_Piece]) -> tuple[StoredSource | None, str]:
        """The stored source that this is, the surest kind of sameness first, and before a deleted one a living one."""
        whole = _known(new, pieces[0])
        companions = [_known(new, piece) for piece in pieces if piece.source is not new.source]
        by_id = "same_file" if new.source is SourceKind.FILE else "same_source"
        found = [one for one in self.stored if same_source(whole, one.known)]
        if not found:
            words = [*companions, *(twin for one in (whole, *companions) if (twin := twin_of(one)))]
            found = [one for one in self.stored if any(same_source(word, one.known) for word in words)]
            found = [one for one in found if not self._holds(one.root_id, new.source)]
            by_id = "same_original"
        if not found:
            found = [
                one for one in self.stored if same_file(whole, one.known) and not self._holds(one.root_id, new.source)
            ]
        if not found:
            by_id = "same_recording"
            found = [one for one in self.stored if same_recording(whole, one.known)]
        found.sort(key=lambda one: (one.is_deleted, one.source_row_id is None, _seconds_apart(whole, one.known)))
        return (found[0], by_id) if found else (None, "")

    def _find_upload(self, new: NewActivity, pieces: Sequence[_Piece]) -> UUID | None:
        """The activity that this certainly is, told by a service and by another source; two that fit are for the athlete to decide."""
        near = [
            one
            for one in self.near
            if not one.is_part
            and new.source not in one.sources
            and (new.source in _SERVICES or not one.sources.isdisjoint(_SERVICES))
        ]
        if not near or len(new.legs) > 1:
            return None
        evidence = [_evidence(new_id(), piece) for piece in pieces]
        effort = queries.effort_of(project_activity(evidence, {}, athlete_time_zone=self.athlete_time_zone), [])
        found = [one.activity_id for one in near if is_same_upload(effort, one.effort)]
        return found[0] if len(found) == 1 else None

    def _join_upload(self, new: NewActivity, pieces: Sequence[_Piece], activity_id: UUID) -> RecordOutcome:
        brought = self._join(new, pieces, activity_id)
        outcome = Outcome.IMPORTED if brought else Outcome.DUPLICATE
        return RecordOutcome(outcome, (activity_id,), "joined" if brought else "same_recording")

    def _holds(self, root_id: UUID, kind: SourceKind) -> bool:
        """Whether an activity already has a source of this kind, so that another one must be another activity of the same original."""
        return any(
            one.root_id == root_id and one.known.source == kind and one.source_row_id is not None for one in self.stored
        )

    def _legs(self, root_id: UUID) -> dict[int, UUID]:
        legs = {
            one.leg_no: one.known.activity_id
            for one in self.stored
            if one.root_id == root_id and one.leg_no is not None and one.known.activity_id is not None
        }
        return dict(sorted(legs.items()))

    def _join(self, new: NewActivity, pieces: Sequence[_Piece], root_id: UUID) -> bool:
        """Add what is new of these sources to a known activity; `True` when streams came with it."""
        legs, brought = self._legs(root_id), False
        for piece in pieces:
            target = root_id if piece.leg_no is None else legs.get(piece.leg_no)
            stored = next((one for one in self.stored if same_source(_known(new, piece), one.known)), None)
            if stored is not None:
                self._refresh(new, piece, stored)
            elif target is not None:
                # A whole that has legs keeps its streams in them.
                streams = {} if piece.leg_no is None and legs else piece.streams
                self._write_source(new, piece, target, root_id, streams)
                self.joined.add(target)
                brought = brought or bool(streams)
        return brought

    def _refresh(self, new: NewActivity, piece: _Piece, stored: StoredSource) -> None:
        """Services change what they say. A file's bytes do not; reading it anew is a recomputation's business."""
        if piece.source is SourceKind.FILE or stored.source_row_id is None or stored.known.activity_id is None:
            return
        # One source may be heard twice in a group; the later word counts, as it would in two transactions.
        before = self.refreshed.get(stored.source_row_id, {})
        self.refreshed[stored.source_row_id] = {
            "id": stored.source_row_id,
            "facts": piece.facts.to_json(),
            "measured": piece.measured.to_json(),
            "sha256": new.sha256 or before.get("sha256"),
            "file_name": new.file_name or before.get("file_name"),
            "expires_at": new.expires_at,
            "permission": piece.permission,
        }
        if piece.streams:
            self.streams_of[stored.source_row_id] = stored.known.activity_id
            self.writing.streams += [(stored.source_row_id, name, stream) for name, stream in piece.streams.items()]

    def _add(self, new: NewActivity, pieces: Sequence[_Piece]) -> RecordOutcome:
        root_id, is_multi_sport = new_id(), len(new.legs) > 1
        rows: list[dict[str, Any]] = []
        probable: list[UUID] = []
        known_before = list(self.near)
        for leg_no in (None, *range(1, len(new.legs) + 1)) if is_multi_sport else (None,):
            activity_id = root_id if leg_no is None else new_id()
            own = [piece for piece in pieces if piece.leg_no == leg_no]
            evidence = [
                self._write_source(
                    new, piece, activity_id, root_id, {} if is_multi_sport and leg_no is None else piece.streams
                )
                for piece in own
            ]
            row = project_activity(evidence, {}, athlete_time_zone=self.athlete_time_zone) | {
                "id": activity_id,
                "parent_id": None if leg_no is None else root_id,
                "leg_no": leg_no,
                "is_multi_sport": is_multi_sport and leg_no is None,
                "duplicate_of": None,
            }
            if not row["is_multi_sport"]:
                probable += self._pair(new, row, known_before)
            rows.append(row)
        self.writing.activities += rows
        ids = tuple(row["id"] for row in rows)
        code = "probable_duplicate" if probable else "new"
        return RecordOutcome(Outcome.IMPORTED, ids, code, tuple(dict.fromkeys(probable)))

    def _pair(self, new: NewActivity, row: dict[str, Any], others: Sequence[Near]) -> list[UUID]:
        """Compare with what lies near in time; the earliest recorded of the likely ones is what this one repeats."""
        effort = queries.effort_of(row, [new.device_serial] if new.device_serial else [])
        likely = [
            (other.activity_id, likeness) for other in others if (likeness := find_likeness(effort, other.effort))
        ]
        self.writing.pairs += [(row["id"], other_id, likeness.to_evidence()) for other_id, likeness in likely]
        sources = frozenset({new.source.value, *(companion.source.value for companion in new.companions)})
        self.near.append(Near(row["id"], effort, sources, row["leg_no"] is not None))
        ids = [other_id for other_id, _ in likely]
        row["duplicate_of"] = ids[0] if ids else None
        return ids

    def _write_source(
        self, new: NewActivity, piece: _Piece, activity_id: UUID, root_id: UUID, streams: EncodedStreams
    ) -> Evidence:
        row_id, is_own = new_id(), piece.source is new.source
        known = _known(new, piece)
        self.writing.sources.append(
            {
                "id": row_id,
                "activity_id": activity_id,
                "source": piece.source,
                "source_id": piece.source_id,
                "sha256": new.sha256,
                "file_name": new.file_name,
                "file_format": new.file_format if is_own else None,
                "device_serial": known.device[0] if known.device else None,
                "device_created_at": known.device[1] if known.device else None,
                "batch_id": new.batch_id,
                "expires_at": new.expires_at if is_own else None,
                "permission": piece.permission,
                "facts": piece.facts.to_json(),
                "measured": piece.measured.to_json(),
            }
        )
        self.writing.streams += [(row_id, name, stream) for name, stream in streams.items()]
        self.stored.append(StoredSource(known.of(activity_id), row_id, root_id, piece.leg_no, is_deleted=False))
        return _evidence(row_id, piece)


def _evidence(row_id: UUID, piece: _Piece) -> Evidence:
    return Evidence(row_id, piece.source, piece.source_id, piece.permission, piece.facts, piece.measured)


def _seconds_apart(new: Known, known: Known) -> float:
    if new.started_s is None or known.started_s is None:
        return float("inf")
    return abs(new.started_s - known.started_s)


async def _open_desk(db: AsyncConnection, news: Sequence[NewActivity], *, restore: bool) -> _Desk:
    known = [_known(new, piece) for new in news for piece in _pieces(new)]
    known += [twin for one in known if (twin := twin_of(one))]
    stored = await queries.find_known(db, known)
    named = {(one.known.source, one.known.source_id) for one in stored}
    fresh = [new for new in news if (new.source, new.source_id) not in named]
    starts = [leg.facts.started_at for new in fresh for leg in new.legs]
    near = await queries.find_near(db, starts) if starts else []
    return _Desk(restore, stored, near, await _find_zone(db, fresh))


async def _find_zone(db: AsyncConnection, news: Sequence[NewActivity]) -> str | None:
    """The athlete's zone, where a start hangs on it. They were read before the lock, and the athlete may have moved since."""
    is_needed = any(leg.facts.time_zone_source is TimeZoneSource.ATHLETE for new in news for leg in new.legs)
    return (await get_profile(db)).time_zone if is_needed else None


async def _save(db: AsyncConnection, athlete_id: UUID, desk: _Desk, originals: Mapping[bytes, bytes]) -> None:
    writing = desk.writing
    wanted = {row["sha256"] for row in (*writing.sources, *desk.refreshed.values())}
    await blobs.put_many(db, athlete_id, {sha256: content for sha256, content in originals.items() if sha256 in wanted})
    crashpoint(_DECIDED)
    if desk.forgotten:
        await forget_tombstones(db, desk.forgotten)
    if desk.restored:
        await restore_activities(db, athlete_id, desk.restored)
    if writing.sources or writing.streams:
        await resolve_gear(db, athlete_id, writing.activities)
        await queries.insert_all(db, athlete_id, writing)
    told_anew = await queries.refresh_sources(db, list(desk.refreshed.values())) if desk.refreshed else set[UUID]()
    crashpoint(_WRITTEN)
    await _tell_recorded(db, athlete_id, writing)
    changed = desk.joined | told_anew | set(desk.streams_of.values())
    projected = await project(db, athlete_id, changed, streams_changed=set(desk.streams_of.values()))
    await publish_changed(db, athlete_id, projected)


async def _tell_recorded(db: AsyncConnection, athlete_id: UUID, writing: Writing) -> None:
    days: dict[UUID, date] = {row["id"]: row["local_on"] for row in writing.activities}
    if days:
        await publish(db, ActivityRecorded(athlete_id, frozenset(days), min(days.values())))
