"""Import batches, watched folders, idempotent answers."""

from paceline.infra.db.migrate import run_sql_file

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql_file(__file__)
