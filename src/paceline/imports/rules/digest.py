"""From the bytes of one file to everything that is written of it. Pure: runs in a child process that may be killed, without a database.

All that costs time happens here (decoding, measuring, encoding, analysing), so that two children do twice the work of one.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from paceline.activities.schemas import Companion, NewActivity, NewLeg, SourceKind
from paceline.activities.service.prepare import PreparedActivity, prepare_file, prepare_leg
from paceline.connectors.base import DecodedFile, Samples, UnreadableFileError
from paceline.connectors.files.archive.base import ArchiveRow
from paceline.connectors.files.sniff import decode
from paceline.connectors.sports import SportFamily, SportKind, sport
from paceline.fitness.schemas import EncodedAnalysis
from paceline.fitness.service.analysis import analyse, analyse_recording
from paceline.imports.rules.rows import WORDS, facts_of_row
from paceline.imports.schemas import DigestedActivity, DigestedFile, FileToDigest


def digest(file: FileToDigest) -> DigestedFile:
    """Decode, measure, encode and analyse. Raises `UnreadableFileError` for what cannot be read and has no row to stand in for it."""
    if file.content is None or file.sha256 is None:
        return DigestedFile((_of_row(file),), code=file.code, reason=file.reason)
    try:
        decoded = decode(file.content, file.name)
    except UnreadableFileError as problem:
        if file.row is None:
            raise
        return DigestedFile((_of_row(file),), code=problem.code, reason=problem.message)
    if not decoded.activities:
        stand_in = () if file.row is None else (_of_row(file),)
        return DigestedFile(stand_in, decoded.flaws, decoded.skip_code, decoded.skip_reason)
    return DigestedFile(tuple(_of_file(file, file.sha256, decoded)), decoded.flaws)


def _of_file(file: FileToDigest, sha256: bytes, decoded: DecodedFile) -> Iterator[DigestedActivity]:
    prepared = prepare_file(
        decoded,
        sha256=sha256,
        file_name=file.name,
        athlete_time_zone=file.athlete_time_zone,
        batch_id=file.batch_id,
        source=SourceKind.DEMO if file.is_sample else SourceKind.FILE,
    )
    described = None if file.row is None else _described(decoded, file.row)
    for number, activity in enumerate(prepared):
        row = file.row if number == described else None
        new = activity.new if row is None else _with_row(activity.new, row, is_sample=file.is_sample)
        yield DigestedActivity(new, tuple(_analyses(activity, row)))


def _described(decoded: DecodedFile, row: ArchiveRow) -> int:
    """Which activity of a file the row speaks of: the one that starts nearest to it."""
    wanted_ms = row.started_at.timestamp() * 1000
    starts_ms = [activity.legs[0].started_at_ms for activity in decoded.activities]
    return min(range(len(starts_ms)), key=lambda number: abs(starts_ms[number] - wanted_ms))


def _with_row(new: NewActivity, row: ArchiveRow, *, is_sample: bool) -> NewActivity:
    """The activity with what the row says: from a source of its own, but for a sample, where nobody else can have said it."""
    facts = facts_of_row(row)
    if is_sample:
        words = {name: value for name in WORDS if (value := getattr(facts, name)) is not None}
        return replace(new, legs=tuple(replace(leg, facts=replace(leg.facts, **words)) for leg in new.legs))
    return replace(new, companions=(Companion(SourceKind.ARCHIVE, row.activity_id, facts),))


def _analyses(activity: PreparedActivity, row: ArchiveRow | None) -> Iterator[EncodedAnalysis]:
    legs = activity.new.legs
    for leg, recording in zip(legs, activity.recordings, strict=True):
        yield analyse_recording(recording, _family(leg, row if len(legs) == 1 else None))


def _family(leg: NewLeg, row: ArchiveRow | None) -> SportFamily:
    """The family the activity will be recorded with: the archive's word where it has one, as the projection decides."""
    said = sport(SportKind(facts_of_row(row).sport)).family if row is not None else SportFamily.OTHER
    return sport(SportKind(leg.facts.sport)).family if said is SportFamily.OTHER else said


def _of_row(file: FileToDigest) -> DigestedActivity:
    """An activity as the archive's row alone says it; `sha256` names the original that is known to belong to it."""
    row = file.row
    assert row is not None
    known = file.sha256 if file.content is None else None
    facts = facts_of_row(row)
    # Beside its file a row says what it said as the file's companion, word for word, so that hearing it again changes nothing.
    alone = known is None
    leg = prepare_leg(facts, NO_SAMPLES, athlete_time_zone=file.athlete_time_zone) if alone else NewLeg(facts)
    new = NewActivity(
        source=SourceKind.DEMO if file.is_sample else SourceKind.ARCHIVE,
        source_id=row.activity_id,
        legs=(leg,),
        sha256=known,
        file_name=None if alone else file.name,
        batch_id=file.batch_id,
    )
    return DigestedActivity(new, (analyse(NO_SAMPLES, (), _family(leg, None)),))


NO_SAMPLES = Samples(np.empty(0, dtype=np.int64), {})
