"""Accounts, their credentials, and the functions that turn a credential into an athlete's transaction."""

from paceline.infra.db.migrate import run_sql_file

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql_file(__file__)
