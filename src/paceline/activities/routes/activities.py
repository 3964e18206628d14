"""The list, one activity, and what is set by hand."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Header, Request, Response

from paceline.activities.routes.narrowing import FilterQuery, ListQuery
from paceline.activities.routes.requests import ATHLETE, Reading, Writing
from paceline.activities.routes.shown import detail_out, lap_out
from paceline.activities.routes.wire import (
    ActivityDetailOut,
    ActivityPageOut,
    EditedOut,
    LapsOut,
    ManualOut,
    MonthsOut,
    NeighboursOut,
    PatchedOut,
)
from paceline.activities.routes.wire_edits import (
    MOST_AT_ONCE,
    ActivityFields,
    ActivityPatch,
    BulkIn,
    FilterIn,
    ManualIn,
)
from paceline.activities.rules.snapshots import Stated
from paceline.activities.service import read
from paceline.activities.service.editing.fields import Changes, set_fields
from paceline.activities.service.editing.trash import bring_back, discard
from paceline.activities.service.manual import ManualEntry, add_manual
from paceline.athletes import service as athletes
from paceline.infra.errors import invalid
from paceline.infra.web.caching import cached
from paceline.infra.web.idempotency import IdempotencyKey, once_only
from paceline.infra.web.principal import AthleteRequest
from paceline.infra.web.query import query_documented, reads_query
from paceline.infra.web.routing import api_router

router = api_router(tags=["activities"])


@router.get("/activities", response_model=ActivityPageOut, openapi_extra=query_documented(ListQuery))
async def list_activities(
    request: Request, req: Reading, asked: Annotated[ListQuery, reads_query(ListQuery)]
) -> Response:
    """Activities, the newest first by default. Legs are part of their whole, and a linked duplicate is not listed."""
    key = asked.after()

    async def compute() -> dict[str, Any]:
        # As `ActivityPageOut` says, but not made of it: models of 30 rows cost more than the query.
        page = await read.list_as_columns(
            req.db, asked.asked(), limit=asked.limit, after=key, ordering=asked.ordering()
        )
        return {"items": page.rows, "next_cursor": asked.cursor_after(page.after) if page.after else None}

    return await cached(request, req.principal, compute)


@router.get("/activities/months", response_model=MonthsOut, openapi_extra=query_documented(FilterQuery))
async def list_months(
    request: Request, req: Reading, asked: Annotated[FilterQuery, reads_query(FilterQuery)]
) -> Response:
    """How many activities each month holds under the same filters as the list, and what they come to."""

    async def compute() -> MonthsOut:
        months = await read.list_months(req.db, asked.asked())
        return MonthsOut(
            total_count=sum(one.count for one in months),
            month=[f"{one.begins_on:%Y-%m}" for one in months],
            count=[one.count for one in months],
            distance_m=[one.distance_m for one in months],
            moving_s=[one.moving_s for one in months],
            elapsed_s=[one.elapsed_s for one in months],
            ascent_m=[one.ascent_m for one in months],
        )

    return await cached(request, req.principal, compute)


@router.post("/activities", status_code=201, response_model=ManualOut)
async def post_activity(request: Request, req: Writing, entry: ManualIn, key: IdempotencyKey = None) -> Response:
    """Note an activity without a recording."""

    async def act() -> ManualOut:
        outcome = await add_manual(req.db, req.athlete_id, await _noted(req, entry), made_by=ATHLETE)
        return ManualOut(activity_id=outcome.activity_ids[0], probable_of=outcome.probable_of)

    return await once_only(request, req, key, act, 201)


async def _noted(req: AthleteRequest, entry: ManualIn) -> ManualEntry:
    time_zone = entry.time_zone or (await athletes.get_profile(req.db)).time_zone
    said = {"total_ascent_m": entry.ascent_m, "avg_heart_rate_bpm": entry.average_heart_rate_bpm}
    said |= {"avg_power_w": entry.average_power_w}
    values = entry.model_dump(exclude={"ascent_m", "average_heart_rate_bpm", "average_power_w", "time_zone", "sport"})
    summary = {name: value for name, value in said.items() if value is not None}
    return ManualEntry(**values, sport=entry.sport.value, time_zone=time_zone, summary=summary)


@router.post("/activities/bulk", response_model=EditedOut)
async def edit_activities(request: Request, req: Writing, bulk: BulkIn, key: IdempotencyKey = None) -> Response:
    """Set the same fields of many activities, delete or restore them; one entry undoes it all. At most 20,000 at once."""

    async def act() -> EditedOut:
        ids = tuple(dict.fromkeys(bulk.ids)) if bulk.ids is not None else await _ids_of(req, bulk)
        if not ids:
            return EditedOut(edit_id=None, activity_ids=())
        if bulk.delete:
            edit_id = await discard(req.db, req.athlete_id, ids, made_by=ATHLETE)
        elif bulk.restore:
            edit_id = await bring_back(req.db, req.athlete_id, ids, made_by=ATHLETE)
        else:
            changes = _changes(bulk.set or ActivityFields())
            edit_id = await set_fields(req.db, req.athlete_id, ids, changes, made_by=ATHLETE)
        return EditedOut(edit_id=edit_id, activity_ids=ids)

    return await once_only(request, req, key, act)


async def _ids_of(req: AthleteRequest, bulk: BulkIn) -> tuple[UUID, ...]:
    wanted = bulk.filter or FilterIn()
    # What can be restored is in the trash, and everything else is not.
    narrowed = wanted.narrowed(deleted=bulk.restore, except_ids=tuple(wanted.except_ids))
    ids = await read.list_ids(req.db, narrowed, limit=MOST_AT_ONCE + 1)
    if len(ids) > MOST_AT_ONCE:
        raise invalid("too_many_activities", f"More than {MOST_AT_ONCE} activities fit this. Narrow it down.")
    return tuple(ids)


@router.get("/activities/{activity_id}", response_model=ActivityDetailOut)
async def get_activity(request: Request, req: Reading, activity_id: UUID) -> Response:
    """All of one activity but its streams, deleted ones too."""

    async def compute() -> ActivityDetailOut:
        return await detail_out(req.db, await read.get_activity(req.db, activity_id))

    return await cached(request, req.principal, compute)


@router.get("/activities/{activity_id}/laps", response_model=LapsOut)
async def list_laps(request: Request, req: Reading, activity_id: UUID) -> Response:
    """The laps as the device wrote them, cut to what the activity is made of."""

    async def compute() -> LapsOut:
        detail = await read.get_activity(req.db, activity_id)
        return LapsOut(items=[lap_out(lap) for lap in detail.laps])

    return await cached(request, req.principal, compute)


@router.get("/activities/{activity_id}/neighbours", response_model=NeighboursOut)
async def get_neighbours(request: Request, req: Reading, activity_id: UUID) -> Response:
    """The activities before and after this one in time, as the list without any filter has them."""

    async def compute() -> NeighboursOut:
        previous_id, next_id = await read.get_neighbours(req.db, activity_id)
        return NeighboursOut(previous_id=previous_id, next_id=next_id)

    return await cached(request, req.principal, compute)


@router.patch("/activities/{activity_id}")
async def patch_activity(
    req: Writing,
    activity_id: UUID,
    patch: ActivityPatch,
    if_match: Annotated[str | None, Header(max_length=60)] = None,
) -> PatchedOut:
    """Set what is named by hand; null shows what the sources say again. With `If-Match` holding `revision`, only if it is still that."""
    expected = None if if_match in (None, "*") else if_match.removeprefix("W/").strip('"')
    edit_id = await set_fields(
        req.db, req.athlete_id, [activity_id], _changes(patch), made_by=ATHLETE, expected_revision=expected
    )
    activity = await detail_out(req.db, await read.get_activity(req.db, activity_id))
    return PatchedOut(edit_id=edit_id, activity=activity)


def _changes(fields: ActivityFields) -> Changes:
    """Named fields as overrides. What says none is an override that says nothing, unlike null, which ends it."""
    dumped: dict[str, Any] = fields.model_dump(mode="json", exclude_unset=True)
    return {
        name: None if value is None else Stated(None if (name, value) in _NONE else value)
        for name, value in dumped.items()
    }


_NONE = {("gear_id", "none"), ("workout_type", "")}


@router.delete("/activities/{activity_id}")
async def delete_activity(req: Writing, activity_id: UUID) -> EditedOut:
    """Put an activity into the trash. No sync and no re-import brings it back; for 30 days it can be restored."""
    edit_id = await discard(req.db, req.athlete_id, [activity_id], made_by=ATHLETE)
    return EditedOut(edit_id=edit_id, activity_ids=(activity_id,))


@router.post("/activities/{activity_id}/restore", response_model=EditedOut)
async def restore_activity(request: Request, req: Writing, activity_id: UUID, key: IdempotencyKey = None) -> Response:
    """Take an activity out of the trash."""

    async def act() -> EditedOut:
        edit_id = await bring_back(req.db, req.athlete_id, [activity_id], made_by=ATHLETE)
        return EditedOut(edit_id=edit_id, activity_ids=(activity_id,))

    return await once_only(request, req, key, act)
