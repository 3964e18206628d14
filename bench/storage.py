"""Storing streams: our columns against JSONB, in the same PostgreSQL, through the same connection."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, LiteralString

import orjson
import psycopg
from psycopg.types.json import set_json_loads

from bench.ground import Ground
from bench.ride import FIVE_HOURS_S, ride
from bench.row import Measurement, Row, Spread, milliseconds
from bench.turns import in_turns_over
from paceline.activities.rules.stream_codec import decode, encode_samples
from paceline.connectors.base import Channel, Samples

_TABLES = """
create schema bench_storage;
create table bench_storage.stream (channel text primary key, content bytea not null);
alter table bench_storage.stream alter column content set storage external;
create table bench_storage.channel (channel text primary key, content jsonb not null);
create table bench_storage.document (id integer primary key, content jsonb not null);
"""


@dataclass(frozen=True, slots=True)
class _Stored:
    db: psycopg.Connection
    samples: int
    sizes: dict[str, int]


@cache
def _stored(ground: Ground) -> _Stored:
    """A ride of 5 h in three forms, JSONB by the best compression this server has."""
    samples = ride(FIVE_HOURS_S)
    db = psycopg.connect(ground.superuser_url, autocommit=True)
    with db.cursor() as cursor:
        cursor.execute(_TABLES)
        for name, stream in encode_samples(samples).items():
            cursor.execute("insert into bench_storage.stream values (%s, %s)", (name, stream.content))
        columns = _as_json(samples)
        for name, values in columns.items():
            cursor.execute("insert into bench_storage.channel values (%s, %s)", (name, orjson.dumps(values).decode()))
        cursor.execute("insert into bench_storage.document values (1, %s)", (orjson.dumps(columns).decode(),))
        sizes: dict[str, int] = {}
        for table in ("stream", "channel", "document"):
            row = cursor.execute(f"select sum(pg_column_size(content)) from bench_storage.{table}").fetchone()
            assert row is not None
            sizes[table] = int(row[0])
    return _Stored(db, len(samples), sizes)


def _as_json(samples: Samples) -> dict[str, list[float]]:
    """The columns as a careful program would write them: seconds since the start, whole numbers where they are whole."""
    columns: dict[str, list[float]] = {"at": ((samples.at_ms - samples.at_ms[0]) // 1000).tolist()}
    for channel, values in samples.channels.items():
        whole = bool((values == values.round()).all())
        columns[channel.value] = values.astype(int).tolist() if whole else values.tolist()
    return columns


def _bytes(ground: Ground) -> Measurement:
    stored = _stored(ground)
    ours, theirs = stored.sizes["stream"], min(stored.sizes["channel"], stored.sizes["document"])
    ratio = Spread.of([ours / theirs])
    note = f"{stored.samples:,} samples of 8 channels and their time base; one JSONB document or one per channel, the smaller"
    return Measurement(ratio.middle, f"{ours / stored.samples:.2f} B", f"{theirs / stored.samples:.2f} B", ratio, note)


_DRAWN = (Channel.ALTITUDE, Channel.SPEED, Channel.HEART_RATE, Channel.CADENCE, Channel.POWER)


def _one_channel(ground: Ground, loads: Callable[[str | bytes], Any]) -> Measurement:
    stored = _stored(ground)
    set_json_loads(loads, stored.db)

    def ours(channel: Channel) -> object:
        return decode(_content(stored.db, "select content from bench_storage.stream where channel = %s", channel))

    def theirs(channel: Channel) -> object:
        return _content(stored.db, "select content from bench_storage.channel where channel = %s", channel)

    turns = in_turns_over(_DRAWN, ours, theirs, rounds=ground.rounds(11), times=10)
    cost = turns.cost()
    note = "from the table to numbers; mean of altitude, speed, heart rate, cadence and power"
    each, other = turns.ours / len(_DRAWN), turns.theirs / len(_DRAWN)
    return Measurement(cost.middle, milliseconds(each), milliseconds(other), cost, note)


def _content(db: psycopg.Connection, query: LiteralString, channel: Channel) -> Any:
    row = db.execute(query, (channel,), binary=True).fetchone()
    assert row is not None
    return row[0]


ROWS = (
    Row("stored-bytes", "stored bytes a sample, 8 channels", "JSONB in PostgreSQL", _bytes, 1 / 3, 1 / 4),
    Row(
        "read-channel",
        "one channel of 5 h from the database",
        "JSONB, as psycopg reads it",
        lambda ground: _one_channel(ground, json.loads),
        1 / 4,
        1 / 6,
    ),
    Row(
        "read-orjson",
        "one channel of 5 h from the database",
        "JSONB, read by orjson",
        lambda ground: _one_channel(ground, orjson.loads),
    ),
)
