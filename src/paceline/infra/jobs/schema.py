"""Procrastinate's own tables, from the SQL that its package carries."""

from importlib.resources import files

from sqlalchemy import Connection

from paceline.infra.db.migrate import run_script


def install_queue(connection: Connection) -> None:
    """Make the queue's tables in the schema `jobs`, as the installed Procrastinate has them.

    Its newest migration file is noted in `jobs.queue_level`: a revision that raises Procrastinate runs the files after that one, so that
    an old instance and a new one end at the same tables.
    """
    package = files("procrastinate") / "sql"
    newest = max(entry.name for entry in (package / "migrations").iterdir() if entry.name.endswith(".sql"))
    run_script(connection, "set local search_path = jobs, public")
    run_script(connection, (package / "schema.sql").read_text(encoding="utf-8"))
    run_script(connection, f"create table jobs.queue_level as select '{newest}'::text as newest_file")
    run_script(connection, "set local search_path = public, jobs")
