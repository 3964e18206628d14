"""Derived data: analysis, judgement, curves, efforts, daily load, fitness."""

from paceline.infra.db.migrate import run_sql_file

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql_file(__file__)
