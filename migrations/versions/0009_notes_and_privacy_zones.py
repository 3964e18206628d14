"""What an athlete says of injuries, illnesses and journeys, and where nobody shall look."""

from paceline.infra.db.migrate import run_sql_file

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql_file(__file__)
