"""How an athlete wants the app to be: what is practised, how figures are written, how far the first steps went."""

from paceline.infra.db.migrate import run_sql_file

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql_file(__file__)
