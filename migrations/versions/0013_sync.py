"""Connections to services, what they hold, sync sessions, webhooks, and the quota all processes share."""

from paceline.infra.db.migrate import run_sql_file

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql_file(__file__)
