"""Sessions and records to activities: which records belong to which leg, and which legs to one activity."""

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from paceline.connectors.base import Channel, Flaw, Lap, Pause, RecordedActivity, Recording, Samples
from paceline.connectors.files.fit.clock import Clock
from paceline.connectors.files.fit.messages import MessageSet
from paceline.connectors.files.fit.names import TRANSITION_SPORT, sport_name
from paceline.connectors.files.fit.profile import WORKOUT
from paceline.connectors.files.fit.protocol import EPOCH_S
from paceline.connectors.files.fit.records import Records, read_records, to_samples
from paceline.connectors.files.fit.sessions import (
    Length,
    Session,
    read_laps,
    read_lengths,
    read_pauses,
    read_sessions,
    read_sport,
    read_utc_offset_s,
    says_multi_sport,
    to_unix_ms,
)

_FAR_APART_S: Final = 2 * 3600
_WORKOUT_NAME: Final = 8


@dataclass(frozen=True, slots=True)
class _Share:
    """What of a file belongs to one session."""

    session: Session | None
    sport: tuple[int | None, int | None]
    samples: Samples
    laps: tuple[Lap, ...]
    lengths: tuple[Length, ...]


def read_activities(messages: MessageSet) -> tuple[tuple[RecordedActivity, ...], tuple[Flaw, ...]]:
    """The activities of one file: none, one, several legs of one, or several when nothing ties the sessions together."""
    records = read_records(messages)
    clock = Clock.of_records(messages, records.seconds)
    records = replace(records, seconds=clock.corrected(records.seconds))
    rows, time_flaws = clock.usable_rows(records.seconds)
    shares, share_flaws = _shares(messages, records, rows, clock)
    pauses, offset_s = read_pauses(messages, clock), read_utc_offset_s(messages)
    kept: list[_Share] = []
    legs: list[Recording] = []
    for share in shares:
        leg = _leg(share, pauses, offset_s)
        if leg is not None:
            kept.append(share)
            legs.append(leg if clock.is_set else replace(leg, is_dated=False))
    multi = says_multi_sport(messages)
    name = next((text for text in messages.table(WORKOUT).texts(_WORKOUT_NAME) if text), None)
    groups: list[list[Recording]] = [[leg] for leg in legs[:1]]
    for (before, after), leg in zip(pairwise(kept), legs[1:], strict=True):
        if _belong_together(before, after, multi):
            groups[-1].append(leg)
        else:
            groups.append([leg])
    activities = tuple(RecordedActivity(tuple(group), name) for group in groups)
    return activities, tuple(dict.fromkeys((*records.flaws, *time_flaws, *share_flaws)))


def _shares(
    messages: MessageSet, records: Records, rows: NDArray[np.intp], clock: Clock
) -> tuple[list[_Share], list[Flaw]]:
    """Records, laps and lengths by session: each goes to the last session that had begun."""
    sessions = read_sessions(messages, clock)
    laps, lengths = read_laps(messages, clock), read_lengths(messages, clock)
    owners: list[Session | None] = [*sessions] or [None]
    # What lies before the first start is the first leg's, so its start need not be known.
    begins = np.array([one.start_s for one in sessions[1:]])
    owner_of_row = np.searchsorted(begins, records.seconds[rows], side="right")
    lap_starts = [lap.started_at_ms / 1000 - EPOCH_S for lap in laps]
    owner_of_lap = np.searchsorted(begins, np.array(lap_starts), side="right").tolist()
    # A length is placed by its end, so one that ends as the next leg begins is still the leg's before.
    owner_of_length = np.searchsorted(begins, np.array([one.end_s for one in lengths]), side="left").tolist()
    fallback = read_sport(messages)
    shares: list[_Share] = []
    flaws: list[Flaw] = []
    run_on_m = 0.0
    for index, session in enumerate(owners):
        samples, sample_flaws = to_samples(records, rows[owner_of_row == index])
        samples, run_on_m = _from_own_start(samples, run_on_m)
        flaws += sample_flaws
        sport = fallback if session is None or session.sport is None else (session.sport, session.sub_sport)
        own_laps = tuple(lap for lap, owner in zip(laps, owner_of_lap, strict=True) if owner == index)
        own_lengths = tuple(one for one, owner in zip(lengths, owner_of_length, strict=True) if owner == index)
        shares.append(_Share(session, sport, samples, own_laps, own_lengths))
    return shares, flaws


def _from_own_start(samples: Samples, run_on_m: float) -> tuple[Samples, float]:
    """The distance counted from the leg's own start, and where the device's count stands at its end.

    Multi-sport watches let the distance of the records run on through all legs; one that starts anew begins below.
    """
    column = samples.channels.get(Channel.DISTANCE)
    if column is None:
        return samples, run_on_m
    known = column[~np.isnan(column)]
    if known[0] < run_on_m or not run_on_m:
        return samples, float(known[-1])
    return replace(samples, channels={**samples.channels, Channel.DISTANCE: column - run_on_m}), float(known[-1])


def _belong_together(before: _Share, after: _Share, multi: bool) -> bool:
    if before.session is None or after.session is None:
        return False
    if after.session.start_s - max(before.session.end_s, before.session.start_s) > _FAR_APART_S:
        return False
    return multi or before.sport[0] != after.sport[0] or TRANSITION_SPORT in (before.sport[0], after.sport[0])


def _leg(share: _Share, pauses: list[Pause], utc_offset_s: int | None) -> Recording | None:
    """The recording of a share, None when it holds neither samples nor a length of time."""
    session, samples = share.session, share.samples
    start_ms = _start_ms(share)
    if start_ms is None:
        return None
    elapsed_s = (session.elapsed_s or session.timer_s if session else None) or 0.0
    if not len(samples):
        if not elapsed_s:
            return None
        samples = _samples_of_lengths(share)
    if len(samples):
        # Some devices write the moving time here; the clock cannot have run shorter than the samples, but for rounding.
        span_s = (int(samples.at_ms[-1]) - start_ms) / 1000
        elapsed_s = span_s if span_s - elapsed_s > 1 else elapsed_s
    end_ms = start_ms + round(elapsed_s * 1000)
    summary = dict(session.summary) if session else {}
    if share.lengths:
        summary.setdefault("num_active_lengths", float(sum(one.active for one in share.lengths)))
    return Recording(
        started_at_ms=start_ms,
        elapsed_s=elapsed_s,
        sport_raw=sport_name(*share.sport),
        samples=samples,
        timer_s=session.timer_s if session else None,
        distance_m=_distance_m(session, samples),
        utc_offset_s=utc_offset_s,
        laps=share.laps,
        pauses=_pauses_within(pauses, start_ms, end_ms),
        summary=summary,
    )


def _start_ms(share: _Share) -> int | None:
    """The session's own start unless it is missing or lies behind its samples."""
    first_ms = int(share.samples.at_ms[0]) if len(share.samples) else None
    if share.session is None or math.isnan(share.session.start_s):
        return first_ms
    start_ms = to_unix_ms(share.session.start_s)
    return start_ms if first_ms is None else min(start_ms, first_ms)


def _distance_m(session: Session | None, samples: Samples) -> float | None:
    if session is not None and session.distance_m is not None:
        return session.distance_m
    column = samples.channels.get(Channel.DISTANCE)
    return None if column is None else float(np.nanmax(column))


def _samples_of_lengths(share: _Share) -> Samples:
    """A pool swim without records: the distance at the end of every active length."""
    pool_m = share.session.summary.get("pool_length_m") if share.session else None
    ends = [to_unix_ms(one.end_s) for one in share.lengths if one.active]
    if not pool_m or not ends:
        return share.samples
    at_ms, counts = np.unique(np.array(ends, dtype=np.int64), return_counts=True)
    return replace(share.samples, at_ms=at_ms, channels={Channel.DISTANCE: np.cumsum(counts) * pool_m})


def _pauses_within(pauses: list[Pause], start_ms: int, end_ms: int) -> tuple[Pause, ...]:
    clipped = (Pause(max(one.from_ms, start_ms), min(one.to_ms, end_ms)) for one in pauses)
    return tuple(one for one in clipped if one.to_ms > one.from_ms)
