"""Sample athletes: what was filled in, so that it can be taken out in one step."""

from paceline.infra.db.migrate import run_sql_file

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql_file(__file__)
