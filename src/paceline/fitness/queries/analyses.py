"""Analyses with their curves and bests."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.fitness.schemas import EncodedAnalysis, Measure
from paceline.fitness.tables import StaleActivity, StoredAnalysis

# What was analysed in another revision or as another sport than the activity now has stays stale.
_SAVE = text(
    """
    with analyses as (
        insert into activity_analysis
            (athlete_id, activity_id, sport_family, content_rev, calc_version, metrics, channels, histograms)
        select known.athlete_id, known.id, new.sport_family, new.content_rev, new.calc_version, new.metrics,
               string_to_array(new.channels, ','), new.histograms
        from unnest(cast(:activity_ids as uuid[]), cast(:sport_families as text[]), cast(:content_revs as integer[]),
                    cast(:calc_versions as text[]), cast(:metrics as jsonb[]), cast(:channels as text[]),
                    cast(:histograms as bytea[]))
             as new (activity_id, sport_family, content_rev, calc_version, metrics, channels, histograms)
        join lateral (select athlete_id, id from activity where id = new.activity_id limit 1) known on true
        on conflict (athlete_id, activity_id) do update
        set sport_family = excluded.sport_family, content_rev = excluded.content_rev, calc_version = excluded.calc_version,
            metrics = excluded.metrics, channels = excluded.channels, histograms = excluded.histograms, computed_at = app.now()),
    curves as (
        insert into activity_curve (athlete_id, activity_id, measure, content)
        select (select app.athlete()), new.*
        from unnest(cast(:curve_ids as uuid[]), cast(:curve_measures as text[]), cast(:curve_contents as bytea[])) as new)
    insert into best_effort (athlete_id, activity_id, measure, target, value, start_s, end_s)
    select (select app.athlete()), new.*
    from unnest(cast(:best_ids as uuid[]), cast(:best_measures as text[]), cast(:targets as float8[]), cast(:values as float8[]),
                cast(:starts_s as float8[]), cast(:ends_s as float8[])) as new
    """
)
_FORGET_CURVES = text("delete from activity_curve where activity_id = any(cast(:activity_ids as uuid[]))")
_FORGET_BESTS = text("delete from best_effort where activity_id = any(cast(:activity_ids as uuid[]))")


async def save_analyses(db: AsyncConnection, analyses: Sequence[tuple[UUID, EncodedAnalysis, int]]) -> None:
    """Replace the analyses of these activities: id, analysis, and the revision that was analysed."""
    ids = [activity_id for activity_id, _, _ in analyses]
    await db.execute(_FORGET_CURVES, {"activity_ids": ids})
    await db.execute(_FORGET_BESTS, {"activity_ids": ids})
    await insert_analyses(db, analyses)


async def insert_analyses(db: AsyncConnection, analyses: Sequence[tuple[UUID, EncodedAnalysis, int]]) -> None:
    """The first analyses of these activities: id, analysis, and the revision that was analysed."""
    curves = [
        (activity_id, measure.value, content)
        for activity_id, one, _ in analyses
        for measure, content in one.curves.items()
    ]
    bests = [(activity_id, best) for activity_id, one, _ in analyses for best in one.bests]
    await db.execute(
        _SAVE,
        {
            "activity_ids": [activity_id for activity_id, _, _ in analyses],
            "sport_families": [one.sport_family for _, one, _ in analyses],
            "content_revs": [revision for _, _, revision in analyses],
            "calc_versions": [one.calc_version for _, one, _ in analyses],
            "metrics": [one.metrics for _, one, _ in analyses],
            "channels": [",".join(one.channels) for _, one, _ in analyses],
            "histograms": [one.histograms for _, one, _ in analyses],
            "curve_ids": [activity_id for activity_id, _, _ in curves],
            "curve_measures": [measure for _, measure, _ in curves],
            "curve_contents": [content for _, _, content in curves],
            "best_ids": [activity_id for activity_id, _ in bests],
            "best_measures": [best.measure.value for _, best in bests],
            "targets": [best.target for _, best in bests],
            "values": [best.value for _, best in bests],
            "starts_s": [best.start_s for _, best in bests],
            "ends_s": [best.end_s for _, best in bests],
        },
    )


_STALE = """
    from activity
    left join lateral (select * from activity_analysis where activity_id = activity.id limit 1) analysis on true
    where activity.deleted_at is null and not activity.is_multi_sport
      and (analysis.activity_id is null or analysis.content_rev <> activity.content_rev
           or analysis.sport_family <> activity.sport_family or analysis.calc_version <> :calc_version)
"""


async def list_stale(db: AsyncConnection, calc_version: str, limit: int) -> list[StaleActivity]:
    """Activities without an analysis of their present streams, sport and formulas, the newest first."""
    rows = await db.execute(
        text(
            "select activity.id, activity.sport_family, activity.content_rev, activity.local_on"
            + _STALE
            + " order by activity.started_at desc, activity.id limit :limit"
        ),
        {"calc_version": calc_version, "limit": limit},
    )
    return [StaleActivity(row.id, row.sport_family, row.content_rev, row.local_on) for row in rows]


async def find_earliest_stale_on(db: AsyncConnection, calc_version: str) -> Any:
    """The earliest local day with a stale or missing analysis, or `None`."""
    return (
        await db.execute(text("select min(activity.local_on)" + _STALE), {"calc_version": calc_version})
    ).scalar_one()


async def count_stale(db: AsyncConnection, calc_version: str) -> tuple[int, int]:
    """How many activities wait for an analysis, and how many there are that have one or shall."""
    waiting = await db.execute(text("select count(*)" + _STALE), {"calc_version": calc_version})
    every = await db.execute(text("select count(*) from activity where deleted_at is null and not is_multi_sport"))
    return waiting.scalar_one(), every.scalar_one()


async def find_analysis(db: AsyncConnection, activity_id: UUID) -> StoredAnalysis | None:
    """The analysis of one activity, without curves and bests."""
    found = (
        await db.execute(
            text(
                """
                select activity_id, sport_family, content_rev, calc_version, metrics, histograms, computed_at
                from activity_analysis where activity_id = :activity_id
                """
            ),
            {"activity_id": activity_id},
        )
    ).mappings()
    row = found.first()
    return StoredAnalysis(**row) if row else None


async def list_analyses(db: AsyncConnection, activity_ids: Sequence[UUID]) -> list[StoredAnalysis]:
    """The analyses of these activities, in no order."""
    rows = await db.execute(
        text(
            """
            select activity_id, sport_family, content_rev, calc_version, metrics, histograms, computed_at
            from activity_analysis where activity_id = any(cast(:activity_ids as uuid[]))
            """
        ),
        {"activity_ids": list(activity_ids)},
    )
    return [StoredAnalysis(**row) for row in rows.mappings()]


async def list_curves_of(db: AsyncConnection, activity_id: UUID) -> dict[Measure, bytes]:
    """The stored curves of one activity."""
    rows = await db.execute(
        text("select measure, content from activity_curve where activity_id = :activity_id order by measure"),
        {"activity_id": activity_id},
    )
    return {Measure(row.measure): bytes(row.content) for row in rows}
