"""Reports of what went wrong, for people."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.connectors.services.errors import CLASS_OF

_MOST_REPORTS = 500
"""Of one session: beyond, a fault of the service fills the table and tells nothing new."""


@dataclass(frozen=True, slots=True)
class NewReport:
    """One failure. `endpoint` is a template, without ids, queries and tokens."""

    id: UUID
    session_id: UUID
    code: str
    message: str
    phase: str
    attempts: int
    provider_id: int | None = None
    endpoint: str | None = None
    http_status: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A stored report."""

    id: UUID
    code: str
    message: str
    error_class: str
    phase: str
    attempts: int
    is_resolved: bool
    provider_id: int | None
    endpoint: str | None
    http_status: int | None
    reported_at: datetime


async def add_report(db: AsyncConnection, new: NewReport) -> None:
    """Keep a report, while a session has room for it."""
    classes: dict[str, str] = {code: name for code, name in CLASS_OF.items()}
    await db.execute(
        text(
            """
            insert into sync_report (athlete_id, id, session_id, code, message, class, phase, attempts, provider_id, endpoint, http_status)
            select app.athlete(), :id, :session_id, :code, :message, :class, :phase, :attempts, :provider_id, :endpoint, :http_status
            where (select count(*) from sync_report where session_id = :session_id) < :most
            """
        ),
        asdict(new) | {"class": classes.get(new.code, "system"), "most": _MOST_REPORTS},
    )


async def list_reports(db: AsyncConnection, session_id: UUID, *, limit: int) -> list[Report]:
    """The reports of a session, the newest first. One is resolved when its activity has been fetched since."""
    rows = await db.execute(
        text(
            """
            select r.id, r.code, r.message, r.class, r.phase, r.attempts,
                   r.is_resolved or (r.provider_id is not null and not exists (
                       select from sync_item i join sync_session s on s.connection_id = i.connection_id
                       where s.id = r.session_id and i.provider_id = r.provider_id and i.error_code is not null)) as is_resolved,
                   r.provider_id, r.endpoint, r.http_status, r.reported_at
            from sync_report r where r.session_id = :session_id order by r.reported_at desc, r.id desc limit :limit
            """
        ),
        {"session_id": session_id, "limit": limit},
    )
    return [Report(*row) for row in rows]
