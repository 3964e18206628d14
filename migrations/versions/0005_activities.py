"""Activities: originals, sources, projection, streams, edits, duplicates."""

from paceline.infra.db.migrate import run_sql_file

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql_file(__file__)
