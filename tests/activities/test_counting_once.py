"""Whatever is decided, merged, split, deleted and undone: every stretch of a recording counts once, and no group is lost."""

from contextlib import suppress
from datetime import UTC, datetime
from itertools import combinations
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from paceline.activities.queries.history import list_edits
from paceline.activities.rules.counting import Member, Tie, overlap, settle
from paceline.activities.schemas import Part, composition_from_json
from paceline.activities.service.editing.cut import crop, split
from paceline.activities.service.editing.duplicates import Decision, decide
from paceline.activities.service.editing.merge import concatenate, merge_channels
from paceline.activities.service.editing.trash import bring_back, discard
from paceline.activities.service.editing.undo import undo
from paceline.activities.service.record import record
from paceline.infra.db.athlete import athlete_session
from paceline.infra.errors import AppError
from tests.activities.builders import START_MS, file_activity, leg, original

# Three devices of one effort, and two rides that follow it.
STARTS_MS = (START_MS, START_MS, START_MS, START_MS + 4_000_000, START_MS + 5_300_000)
LENGTHS_S = (60, 60, 60, 80, 100)

_STEPS = st.lists(
    st.tuples(
        st.sampled_from(("keep_both", "primary", "link", "concatenate", "channels", "split", "crop", "delete", "restore", "undo")),
        st.integers(0, 7),
        st.integers(0, 7),
    ),
    max_size=9,
)  # fmt: skip


async def _seed(athlete_id: UUID) -> None:
    async with athlete_session(athlete_id) as db:
        await db.execute(text("delete from activity"))
        await db.execute(text("delete from activity_tombstone"))
        await db.execute(text("delete from activity_edit"))
        for no, (start_ms, seconds) in enumerate(zip(STARTS_MS, LENGTHS_S, strict=True)):
            content = original(f"device {no}")
            one = leg(seconds, start_ms=start_ms, speed_mps=8.0 + no / 100)
            await record(db, athlete_id, file_activity(content, one), blob=content)


async def _step(athlete_id: UUID, kind: str, first: int, second: int) -> None:
    async with athlete_session(athlete_id) as db:
        ids = list((await db.execute(text("select id from activity order by id"))).scalars())
        one, other = ids[first % len(ids)], ids[second % len(ids)]
        made_by = "athlete"
        match kind:
            case "concatenate":
                await concatenate(db, athlete_id, one, other, clock_shift_s=0, made_by=made_by)
            case "channels":
                await merge_channels(db, athlete_id, one, other, channels=["power_w"], clock_shift_s=0, made_by=made_by)
            case "split":
                await split(db, athlete_id, one, [20.0 + second], made_by=made_by)
            case "crop":
                await crop(db, athlete_id, one, second, 40.0, made_by=made_by)
            case "delete":
                await discard(db, athlete_id, [one], made_by=made_by)
            case "restore":
                await bring_back(db, athlete_id, [one], made_by=made_by)
            case "undo":
                edits = [edit.id for edit in await list_edits(db, one, 30, None) if edit.undone_at is None]
                if edits:
                    await undo(db, athlete_id, one, edits[second % 2 % len(edits)], made_by=made_by)
            case _:
                primary_id = one if kind == "primary" else None
                await decide(db, athlete_id, one, other, Decision(kind), primary_id=primary_id, made_by=made_by)


async def _assert_counted_once(athlete_id: UUID) -> None:
    async with athlete_session(athlete_id, read_only=True) as db:
        rows = {row["id"]: row for row in (await db.execute(text("select * from activity"))).mappings()}
        pairs = (await db.execute(text("select activity_id, other_id, status from activity_duplicate"))).all()
    made_of = {
        key: composition_from_json(row["composition"]) or (Part(row["primary_source_id"]),) for key, row in rows.items()
    }
    counted = {key for key, row in rows.items() if row["counted"]}
    for one, other in combinations(counted, 2):
        assert not overlap(made_of[one], made_of[other])
    living = {key for key, row in rows.items() if row["deleted_at"] is None}
    for key in living - counted:
        assert rows[key]["duplicate_of"] in counted, "a group of which nothing counts"
    apart = {frozenset(pair[:2]) for pair in pairs if pair.status == "kept_both"}
    group_of = {key: frozenset({key}) for key in living}
    for pair in pairs:
        if pair.status != "kept_both" and {pair.activity_id, pair.other_id} <= living:
            both = group_of[pair.activity_id] | group_of[pair.other_id]
            group_of |= dict.fromkeys(both, both)
    for group in set(group_of.values()):
        if not any(pair <= group for pair in apart):
            assert len(group & counted) <= 1, "a group of which two count"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_STEPS)
async def test_every_recording_counts_once_after_any_row_of_edits(
    athlete_id: UUID, steps: list[tuple[str, int, int]]
) -> None:
    await _seed(athlete_id)
    for step in steps:
        # What makes no sense is refused; what is left must still hold.
        with suppress(AppError):
            await _step(athlete_id, *step)
        await _assert_counted_once(athlete_id)


_INSTANT = datetime(2024, 5, 12, tzinfo=UTC)
_KEYS = tuple(UUID(int=no) for no in range(6))
_TIES = st.lists(
    st.builds(
        Tie,
        st.sampled_from(_KEYS),
        st.sampled_from(_KEYS),
        st.sampled_from(("open", "linked")),
        st.integers(0, 9).map(lambda second: _INSTANT.replace(second=second)),
    ).filter(lambda tie: tie.one != tie.other),
    max_size=12,
)


@given(_TIES, st.frozensets(st.sampled_from(_KEYS)))
def test_one_of_each_group_counts_whatever_the_pairs_say(ties: list[Tie], deleted: frozenset[UUID]) -> None:
    members = [Member(key, _INSTANT, key in deleted, frozenset({key}), (Part(key),)) for key in _KEYS]
    settled = settle(members, ties)
    living = set(_KEYS) - deleted
    counted = {key for key in living if settled[key] is None}
    assert all(settled[key] in counted for key in living - counted)
    for tie in ties:
        if {tie.one, tie.other} <= living:
            assert (settled[tie.one] or tie.one) == (settled[tie.other] or tie.other)


def test_the_athletes_choice_is_followed_to_its_end_also_through_what_is_deleted() -> None:
    first, second, third, *_ = _KEYS
    ties = [
        Tie(first, second, "linked", _INSTANT),
        Tie(second, third, "linked", _INSTANT),
        Tie(third, first, "open", _INSTANT),
    ]
    for deleted in (set[UUID](), {second}):
        members = [Member(key, _INSTANT, key in deleted, frozenset({key}), (Part(key),)) for key in _KEYS[:3]]
        assert settle(members, ties) == {first: third, second: third, third: None}
