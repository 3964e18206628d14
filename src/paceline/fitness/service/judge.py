"""Judging anew exactly what would be judged differently. No stream is read."""

import asyncio
from collections.abc import Sequence
from datetime import date
from uuid import UUID

import orjson

from paceline.athletes.service import load_timeline
from paceline.fitness.queries import analyses as analyses_queries
from paceline.fitness.queries import judgements as queries
from paceline.fitness.rules.analysis_codec import decode_analysis
from paceline.fitness.rules.judgement import Judgement, judge, judgement_hash, judgement_version
from paceline.fitness.rules.standards import Standards, StandardsBook
from paceline.fitness.schemas import Analysis, Basis, Measure
from paceline.fitness.service.thresholds import list_restricted
from paceline.fitness.tables import JudgeableActivity, JudgementRow
from paceline.infra.crashpoints import crashpoint, register
from paceline.infra.db.athlete import athlete_session
from paceline.science.result import NotComputable

JUDGED = register("fitness.judged", "some activities are judged anew, the rest and their days are not")
CHUNK = 500

Case = tuple[JudgeableActivity, Basis, Standards, bytes]


async def judge_changed(athlete_id: UUID, from_day: date) -> int:
    """Judge every activity from a local day on whose analysis, standards, duration or effort differ from when it was judged.

    Returns how many activities that were. A few hundred are one step; an interrupted run goes on where it was, since what is done
    already compares as equal.
    """
    async with athlete_session(athlete_id, read_only=True) as db:
        book = StandardsBook(await load_timeline(db), await list_restricted(db))
        activities = await queries.list_judgeable(db, from_day)
    cases, outdated = await asyncio.to_thread(_open_cases, book, activities)
    changed = list(dict.fromkeys([*(case[0].activity_id for case in cases), *outdated]))
    for begin in range(0, len(changed), CHUNK):
        ids = changed[begin : begin + CHUNK]
        wanted = set(ids)
        async with athlete_session(athlete_id, read_only=True) as db:
            stored = await analyses_queries.list_analyses(db, ids)
        analyses = {one.activity_id: decode_analysis(one.sport_family, one.metrics, one.histograms) for one in stored}
        chunk = [case for case in cases if case[0].activity_id in wanted]
        rows = await asyncio.to_thread(_judge_all, chunk, analyses)
        async with athlete_session(athlete_id) as db:
            await queries.save_judgements(db, rows, judgement_version())
            await queries.forget_open(db, [activity_id for activity_id in outdated if activity_id in wanted])
            crashpoint(JUDGED)
    return len(changed)


def _open_cases(book: StandardsBook, activities: Sequence[JudgeableActivity]) -> tuple[list[Case], list[UUID]]:
    """What is to be judged on which basis, and whose open judgement no longer differs."""
    cases: list[Case] = []
    outdated: list[UUID] = []
    for activity in activities:
        measures = tuple(Measure(channel) for channel in activity.channels)
        drawn = book.of(activity.local_on, activity.sport_family, measures)
        wanted = judgement_hash(activity.analysis_key, drawn.fingerprint, activity.duration_s, activity.rpe)
        if wanted != activity.input_hash:
            cases.append((activity, Basis.ALL, drawn.standards, wanted))
        if activity.is_open and drawn.open_standards is not None and drawn.open_fingerprint is not None:
            wanted = judgement_hash(activity.analysis_key, drawn.open_fingerprint, activity.duration_s, activity.rpe)
            if wanted != activity.open_input_hash:
                cases.append((activity, Basis.OPEN, drawn.open_standards, wanted))
        elif activity.open_input_hash is not None:
            outdated.append(activity.activity_id)
    return cases, outdated


def _judge_all(cases: Sequence[Case], analyses: dict[UUID, Analysis]) -> list[JudgementRow]:
    rows: list[JudgementRow] = []
    for activity, basis, standards, input_hash in cases:
        analysis = analyses.get(activity.activity_id)
        # Deleted since the list was read: its removal wakes the next run.
        if analysis is not None:
            judgement = judge(analysis, standards, activity.duration_s, activity.rpe)
            rows.append(_row(activity.activity_id, basis, judgement, input_hash))
    return rows


def _row(activity_id: UUID, basis: Basis, judgement: Judgement, input_hash: bytes) -> JudgementRow:
    load = judgement.load
    refused = isinstance(load, NotComputable)
    passed_over = [] if refused else [[method.value, why.code, why.reason] for method, why in load.passed_over]
    return JudgementRow(
        activity_id=activity_id,
        basis=basis.value,
        load=None if refused else load.value,
        load_method=None if refused else load.method.value,
        not_computable=orjson.dumps([load.code, load.reason]).decode() if refused else None,
        passed_over=orjson.dumps(passed_over).decode(),
        intensity=judgement.intensity,
        zones=orjson.dumps(judgement.zones).decode(),
        judged_by=orjson.dumps(judgement.judged_by).decode(),
        input_hash=input_hash,
    )
