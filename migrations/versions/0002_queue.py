"""Enqueueing in the caller's transaction, and the operator's task functions."""

from paceline.infra.db.migrate import run_sql_file

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql_file(__file__)
