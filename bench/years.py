"""Ten years and 5,000 activities: what the screens of such an athlete ask for, against the bare rows from the same database.

Reads carry an address that no cache holds; the oldest activity is edited, and all that follows is rebuilt.
"""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import count

import orjson
import psycopg

from bench.ground import Ground
from bench.history import Athlete, athlete_with
from bench.program import served
from bench.row import Judged, Measurement, Row, Spread, milliseconds
from bench.turns import seconds_of
from paceline.infra.jobs.worker import work_off

STORED = 5000
_FROM = "2010-01-01"
_numbers = count()


class _Api:
    """The athlete's API over one connection."""

    def __init__(self, host: str, port: int, token: str) -> None:
        self._connection = HTTPConnection(host, port, timeout=60)
        self._headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}

    def get(self, path: str) -> bytes:
        return self._ask("GET", f"{path}{'&' if '?' in path else '?'}n={next(_numbers)}", None)

    def patch(self, path: str, change: dict[str, object]) -> bytes:
        return self._ask("PATCH", path, orjson.dumps(change))

    def _ask(self, method: str, path: str, body: bytes | None) -> bytes:
        self._connection.request(method, f"/api/v1/{path}", body, self._headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:200]!r}")
        return content


@contextmanager
def _api(ground: Ground) -> Generator[tuple[Athlete, _Api, psycopg.Connection]]:
    """The served instance, and a bare connection as the same athlete."""
    athlete = athlete_with(ground, STORED)
    with served(ground.data_dir, "--no-worker") as server, psycopg.connect(ground.app_url) as db:
        yield athlete, _Api(server.host, server.port, athlete.token), db


def _bare(db: psycopg.Connection, athlete: Athlete, query: str) -> list[tuple[object, ...]]:
    with db.transaction():
        db.execute("select set_config('app.athlete_id', %s, true)", (str(athlete.id),))
        return db.execute(query.encode()).fetchall()


def _percentiles(ours: Callable[[], object], bare: Callable[[], object], rounds: int, note: str) -> Measurement:
    """The 95th percentile of ours, beside the median of the bare one."""
    ours()
    bare()
    pairs = [(seconds_of(ours), seconds_of(bare)) for _ in range(rounds)]
    slowest = sorted(one for one, _ in pairs)[int(len(pairs) * 0.95)]
    ratio = Spread.of([one / other for one, other in pairs])
    middle = Spread.of([other for _, other in pairs]).middle
    note += f"; median {milliseconds(Spread.of([one for one, _ in pairs]).middle)}"
    return Measurement(slowest * 1000, milliseconds(slowest), milliseconds(middle), ratio, note)


def _read(path: str, query: str, note: str) -> Callable[[Ground], Measurement]:
    def run(ground: Ground) -> Measurement:
        with _api(ground) as (athlete, api, db):
            rounds = ground.rounds(40)
            return _percentiles(lambda: api.get(path), lambda: _bare(db, athlete, query), rounds, note)

    return run


_OLDEST = "select id from activity order by started_at limit 1"
_UPDATE = "update activity set perceived_exertion = coalesce(perceived_exertion, 1) where id = '{}'"


def _edit(ground: Ground) -> Measurement:
    with _api(ground) as (athlete, api, db):
        oldest = _bare(db, athlete, f"{_OLDEST}")[0][0]

        def patch() -> None:
            api.patch(f"activities/{oldest}", {"perceived_exertion": 1 + next(_numbers) % 10})

        def bare() -> None:
            with db.transaction():
                db.execute("select set_config('app.athlete_id', %s, true)", (str(athlete.id),))
                db.execute(_UPDATE.format(oldest).encode())

        found = _percentiles(patch, bare, ground.rounds(40), "perceived exertion of the oldest activity, by PATCH")
    ground.runner.run(work_off(ground.app_url))
    return found


_PASS = """
    select a.local_on, j.load, j.input_hash, d.fitness from activity a
    join activity_judgement j on j.athlete_id = a.athlete_id and j.activity_id = a.id and j.basis = 'all'
    left join fitness_day d on d.athlete_id = a.athlete_id and d.local_on = a.local_on and d.basis = 'all'
    where a.counted
"""


def _rebuild(ground: Ground) -> Measurement:
    with _api(ground) as (athlete, api, db):
        oldest = _bare(db, athlete, _OLDEST)[0][0]
        ours: list[float] = []
        bare: list[float] = []
        for number in range(ground.rounds(5)):
            api.patch(f"activities/{oldest}", {"is_excluded": number % 2 == 0})
            started = time.perf_counter()
            ground.runner.run(work_off(ground.app_url))
            ours.append(time.perf_counter() - started)
            bare.append(seconds_of(lambda: _bare(db, athlete, _PASS)))
        # Counted again, as the other rows know it.
        api.patch(f"activities/{oldest}", {"is_excluded": None})
    ground.runner.run(work_off(ground.app_url))
    took = Spread.of(ours).middle
    ratio = Spread.of([one / other for one, other in zip(ours, bare, strict=True)])
    note = "from the edit of the oldest activity to the last derived row, job included"
    return Measurement(took * 1000, milliseconds(took), milliseconds(Spread.of(bare).middle), ratio, note)


ROWS = (
    Row(
        "years-fitness",
        "fitness of 10 years over HTTP, p95",
        "the same rows by psycopg",
        _read(
            f"fitness?from={_FROM}",
            "select local_on, load, fitness, fatigue, form, is_partial from fitness_day where basis = 'all'",
            f"{STORED:,} activities",
        ),
        300,
        100,
        Judged.MILLISECONDS,
    ),
    Row(
        "years-curve",
        "power curve over all, over HTTP, p95",
        "the stored curves by psycopg",
        _read(
            f"curves/power?from={_FROM}",
            "select a.id, a.name, a.local_on, c.content from activity a join activity_curve c on c.athlete_id = a.athlete_id "
            "and c.activity_id = a.id and c.measure = 'power' where a.counted order by a.started_at",
            f"{STORED:,} curves combined",
        ),
        300,
        100,
        Judged.MILLISECONDS,
    ),
    Row("years-edit", "edit of an activity over HTTP, p95", "one bare update", _edit, 500, 100, Judged.MILLISECONDS),
    Row(
        "years-rebuild",
        "what follows from the oldest activity",
        "one pass over all judgements",
        _rebuild,
        judged=Judged.MILLISECONDS,
    ),
)
