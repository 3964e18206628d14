"""The list of activities over HTTP, signed in and computed anew each time, against a bare endpoint with the same query."""

from dataclasses import dataclass
from functools import cache

from bench.ground import Ground
from bench.history import athlete_with
from bench.load import Answers, RefusedError, Target, load
from bench.program import bare_endpoint, served
from bench.row import Judged, Measurement, Row, Spread, UnavailableError, milliseconds

_MANY = 8
_YEARS_LONG = 5000
_BURST_S = 1.5


@dataclass(frozen=True, slots=True)
class _Duel:
    """Bursts in turns: ours computed each time, the bare endpoint, and ours with an answer that has not changed."""

    ours: list[Answers]
    bare: list[Answers]
    unchanged: Answers


@cache
def _duel(ground: Ground, activities: int, connections: int) -> _Duel:
    athlete = athlete_with(ground, activities)
    with (
        served(ground.data_dir, "--no-worker") as server,
        bare_endpoint(ground.app_url, athlete.id) as (host, port),
    ):
        # A number that the route does not know makes each address a new one, which no cache holds.
        ours = Target(server.host, server.port, lambda n: f"/api/v1/activities?limit=30&n={n}", athlete.token)
        same = Target(server.host, server.port, lambda _: "/api/v1/activities?limit=30", athlete.token)
        bare = Target(host, port, lambda _: "/activities")
        asked = 0

        def burst(target: Target, seconds: float = _BURST_S) -> Answers:
            nonlocal asked
            answers = ground.runner.run(load(target, connections=connections, seconds=seconds, first=asked))
            asked += len(answers.seconds) + connections
            return answers

        try:
            burst(ours, 0.3)
        except* RefusedError as refusals:
            raise UnavailableError(str(refusals.exceptions[0])) from refusals
        burst(bare, 0.3)
        pairs = [(burst(ours), burst(bare)) for _ in range(ground.rounds(5))]
        return _Duel([one for one, _ in pairs], [other for _, other in pairs], burst(same))


def _throughput(ground: Ground) -> Measurement:
    duel = _duel(ground, 1000, _MANY)
    ratio = Spread.of([one.per_second / other.per_second for one, other in zip(duel.ours, duel.bare, strict=True)])
    ours, bare = Spread.of([one.per_second for one in duel.ours]), Spread.of([one.per_second for one in duel.bare])
    note = f"{_MANY} connections, 30 of 1,000 activities; unchanged since the last request: {duel.unchanged.per_second:.0f} req/s"
    return Measurement(ratio.middle, f"{ours.middle:.0f} req/s", f"{bare.middle:.0f} req/s", ratio, note)


def _median(ground: Ground) -> Measurement:
    return _latency(_duel(ground, 1000, 1), 0.5, "1 connection, 30 of 1,000 activities")


def _long_history(ground: Ground) -> Measurement:
    return _latency(_duel(ground, _YEARS_LONG, 4), 0.95, f"4 connections, 30 of {_YEARS_LONG:,} activities")


def _latency(duel: _Duel, share: float, note: str) -> Measurement:
    ours = [one.percentile(share) for one in duel.ours]
    bare = [one.percentile(share) for one in duel.bare]
    ratio = Spread.of([one / other for one, other in zip(ours, bare, strict=True)])
    middle = Spread.of(ours).middle
    return Measurement(middle * 1000, milliseconds(middle), milliseconds(Spread.of(bare).middle), ratio, note)


_RIVAL = "bare FastAPI, psycopg, RLS"
ROWS = (
    Row("list-throughput", "list of activities, requests a second", _RIVAL, _throughput, 0.5, 0.7, at_least=True),
    Row("list-p50", "list of activities, median", _RIVAL, _median, 2, 1, Judged.MILLISECONDS),
    Row("list-p95", "list of activities, 95th percentile", _RIVAL, _long_history, 300, 100, Judged.MILLISECONDS),
)
