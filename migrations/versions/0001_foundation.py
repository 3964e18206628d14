"""The ground: schemas, identity, clock, protection of athlete tables, the job queue."""

from alembic import op

from paceline.infra.db.migrate import run_sql_file
from paceline.infra.jobs.schema import install_queue

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql_file(__file__)
    install_queue(op.get_bind())
