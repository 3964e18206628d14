"""What a database holds, in words that do not depend on ids, clocks or the way it came about."""

import hashlib
import json
import re
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from paceline.fitness.rules.analysis_codec import decode_holders

# Who asked for what and when: true of a run, not of the athlete's data.
_LEFT_OUT = {"alembic_version", "athlete_revision", "scheduled_tasks", "rate_limit", "security_event"}
_CLOCKS = {
    "created_at",
    "updated_at",
    "obtained_at",
    "found_at",
    "computed_at",
    "judged_at",
    "deleted_at",
    "made_at",
    "marked_at",
}
# Made of the ids of thresholds, which `judged_by` names in full, and of those of a month's activities.
_MADE_OF_IDS = {("activity_judgement", "input_hash"), ("curve_month", "input_hash")}
_OF_A_RUN = {"import_batch", "import_origin", "import_item"}
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

_NAMES = """
    select id::text, 'athlete' as name from athlete
    union all select s.id::text, 'source ' || s.source || ' ' || s.source_id from activity_source s
    union all select a.id::text,
                     concat('activity ', a.leg_no, ' ', string_agg(concat(s.source, ' ', s.source_id), ', ' order by s.source, s.source_id))
        from activity a join activity_source s on s.activity_id = a.id group by a.id, a.leg_no
    union all select id::text, 'gear ' || name from gear
    union all select id::text, 'batch' from import_batch
    union all select id::text, concat('threshold ', sport_family, ' ', kind, ' ', valid_from) from threshold
"""


def dump(url: str) -> dict[str, list[str]]:
    """Every table of the public schema as sorted lines; ids are replaced by what they name, bytes by their hash.

    `url`: a superuser's, since row-level security would hide everything.
    """
    with psycopg.connect(url, row_factory=dict_row) as db:
        names = {row["id"]: row["name"] for row in db.execute(_NAMES).fetchall()}
        tables = [
            row["tablename"]
            for row in db.execute("select tablename from pg_tables where schemaname = 'public' order by 1").fetchall()
        ]
        return {
            table: sorted(
                _line(table, row, names)
                for row in db.execute(sql.SQL("select * from {}").format(sql.Identifier(table)))
            )
            for table in tables
            if table not in _LEFT_OUT | _OF_A_RUN
        }


def _line(table: str, row: dict[str, Any], names: dict[str, str]) -> str:
    if table == "curve_month":
        row = row | {"holders": [str(UUID(bytes=held)) for held in decode_holders(row["holders"]).tolist()]}
    plain = {
        name: _plain(value) for name, value in row.items() if name not in _CLOCKS and (table, name) not in _MADE_OF_IDS
    }
    if "id" in plain and plain["id"] not in names:
        plain["id"] = "own id"
    return _UUID.sub(lambda found: names.get(found[0], found[0]), json.dumps(plain, default=str, sort_keys=True))


def _plain(value: Any) -> Any:
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else value


def unfinished(url: str) -> dict[str, int]:
    """What a run that came to its end leaves nothing of: open batches, waiting files, held uploads, marks, jobs."""
    questions = {
        "open batches": "select count(*) from import_batch where status in ('queued', 'listing', 'running')",
        "waiting files": """
            select count(*) from import_item i join import_batch b on b.id = i.batch_id
            where i.outcome is null and b.status = 'completed'
        """,
        "held uploads": "select count(*) from import_origin where sha256 is not null",
        "marks": "select count(*) from dirty_mark",
        # The jobs of the clock come again every minute, also between the last look and the worker's end.
        "jobs": "select count(*) from jobs.procrastinate_jobs where task_name not like 'tasks.%'",
        "orphaned blobs": "select count(*) from blob b where not exists (select from activity_source s where s.sha256 = b.sha256)",
    }
    # One picture of everything, whoever works meanwhile.
    with psycopg.connect(url) as db:
        db.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        found = {name: db.execute(question).fetchone()[0] for name, question in questions.items()}
    return {name: count for name, count in found.items() if count}
