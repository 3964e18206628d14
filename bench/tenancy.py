"""What row-level security costs: the list's query in a transaction as the app role, against the same one past it."""

from dataclasses import fields
from functools import cache
from uuid import UUID

import psycopg

from bench.ground import Ground
from bench.history import athlete_with
from bench.row import Measurement, Row, milliseconds
from bench.turns import in_turns_over
from paceline.activities.schemas import ActivityRow

COLUMNS = ", ".join(f"a.{field.name}" for field in fields(ActivityRow))
PAGE = f"""
    select {COLUMNS} from activity a where {{own}} a.parent_id is null and a.deleted_at is null
    order by a.started_at desc, a.id desc limit 31
"""
STORED = 1000
_PAGES = 100  # a round


@cache
def _connections(ground: Ground) -> tuple[psycopg.Connection, psycopg.Connection]:
    return psycopg.connect(ground.app_url), psycopg.connect(ground.superuser_url)


def _with_security(ground: Ground) -> Measurement:
    athlete_id = athlete_with(ground, STORED).id
    app, superuser = _connections(ground)

    def secured(_: int) -> None:
        with app.transaction():
            app.execute("select set_config('app.athlete_id', %s, true)", (str(athlete_id),))
            _fetch(app, PAGE.format(own=""), ())

    def plain(_: int) -> None:
        with superuser.transaction():
            _fetch(superuser, PAGE.format(own="a.athlete_id = %s and"), (athlete_id,))

    turns = in_turns_over((0,), secured, plain, rounds=ground.rounds(9), times=_PAGES)
    cost = turns.cost()
    note = f"begin, set_config, query of 30 of {STORED:,}, commit, against begin, query, commit; by psycopg"
    return Measurement(cost.middle, milliseconds(turns.ours), milliseconds(turns.theirs), cost, note)


def _fetch(db: psycopg.Connection, query: str, values: tuple[UUID, ...]) -> None:
    rows = db.execute(query.encode(), values).fetchall()
    assert len(rows) == 31


ROWS = (Row("rls", "row-level security, a page of the list", "the same query as superuser", _with_security, 1.3, 1.15),)
