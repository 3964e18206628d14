"""Athletes: profile, thresholds over time, zone choices, weight."""

from paceline.infra.db.migrate import run_sql_file

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql_file(__file__)
