"""Activities: the list, one by itself, and what belongs to it."""

from datetime import UTC, datetime
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from paceline.sandbox.strava.api.access import guarded, require_scope, seen_activity
from paceline.sandbox.strava.api.answers import ApiError, json_response
from paceline.sandbox.strava.api.paging import page_of
from paceline.sandbox.strava.filling.records import measured_activity
from paceline.sandbox.strava.oauth.tokens import Access
from paceline.sandbox.strava.shown.detail import detail_of, shown_summary
from paceline.sandbox.strava.shown.pieces import laps_of
from paceline.sandbox.strava.shown.streams import stream_set
from paceline.sandbox.strava.shown.time_zones import utc_offset_s
from paceline.sandbox.strava.shown.zones import activity_zones
from paceline.sandbox.strava.state import StravaState
from paceline.sandbox.strava.world.activity import Activity
from paceline.sandbox.strava.world.outline import Outline
from paceline.sandbox.strava.world.world import Happening


class ActivityRoutes:
    """Everything under `/activities` and the athlete's list."""

    def __init__(self, state: StravaState) -> None:
        self._state = state

    def routes(self) -> list[Route]:
        """All of them."""
        state, one = self._state, "/activities/{id:int}"
        return [
            Route("/athlete/activities", guarded(state, self._list)),
            Route("/activities", guarded(state, self._create, is_read=False), methods=["POST"]),
            Route(one, guarded(state, self._detail)),
            Route(f"{one}/laps", guarded(state, self._laps)),
            Route(f"{one}/zones", guarded(state, self._zones)),
            Route(f"{one}/streams", guarded(state, self._streams)),
        ]

    async def _list(self, request: Request, access: Access) -> Response:
        require_scope(access, "activity:read", "activity:read_all", field="activity:read_permission")
        page = page_of(request.query_params, self._state.clock.now_s())
        found = self._state.world.listed(access.athlete_id, page.after_s, page.before_s)
        seen = [activity for activity in found if activity.is_seen_with(access.scope)]
        if not page.is_oldest_first:
            seen.reverse()
        return json_response([shown_summary(activity, access.scope) for activity in seen[page.bounds]])

    async def _detail(self, request: Request, access: Access) -> Response:
        activity = seen_activity(self._state, access, request.path_params["id"])
        return json_response(self._shown(activity, access))

    async def _laps(self, request: Request, access: Access) -> Response:
        activity = seen_activity(self._state, access, request.path_params["id"])
        recorded = activity.origin.recorded_detail()
        if recorded is not None:
            return json_response(recorded.get("laps", []))
        columns = activity.origin.columns()
        return json_response([] if columns is None else laps_of(activity, columns))

    async def _zones(self, request: Request, access: Access) -> Response:
        activity = seen_activity(self._state, access, request.path_params["id"])
        athlete = self._state.world.athlete(access.athlete_id)
        return json_response(activity_zones(activity, athlete, activity.origin.columns()))

    async def _streams(self, request: Request, access: Access) -> Response:
        activity = seen_activity(self._state, access, request.path_params["id"])
        keys = tuple(key for key in request.query_params.get("keys", "").split(",") if key)
        streams = stream_set(activity, keys, access.scope)
        if streams is None:
            raise ApiError(404)
        if request.query_params.get("key_by_type") != "true":
            return json_response([{"type": key, **stream} for key, stream in streams.items()])
        return json_response(streams)

    async def _create(self, request: Request, access: Access) -> Response:
        """A manual entry. Not idempotent: the same request twice makes two."""
        require_scope(access, "activity:write", field="activity:write_permission")
        entered = self._entered(access.athlete_id, await request.form())
        self._state.world.put(entered)
        self._state.world.tell(Happening("created", entered))
        return json_response(self._shown(entered, access), 201)

    def _entered(self, athlete_id: int, form: FormData) -> Activity:
        said = {name: str(form[name]) for name in _REQUIRED if name in form}
        for name in _REQUIRED:
            if name not in said:
                raise ApiError(400, ("Activity", name, "missing"))
        time_zone = self._state.world.athlete(athlete_id).time_zone
        try:
            started_s = _utc_s(said["start_date_local"], time_zone)
            elapsed_s = int(said["elapsed_time"])
            distance_m = float(str(form.get("distance", 0)))
        except ValueError:
            raise ApiError(400, ("Activity", "start_date_local", "invalid")) from None
        outline = Outline(
            id=self._state.world.free_activity_id(int(self._state.clock.now_s())),
            athlete_id=athlete_id,
            name=said["name"],
            sport_type=said["sport_type"],
            started_s=started_s,
            time_zone=time_zone,
            distance_m=distance_m,
            moving_s=elapsed_s,
            elapsed_s=elapsed_s,
            description=None if "description" not in form else str(form["description"]),
        )
        return measured_activity(outline, None)

    def _shown(self, activity: Activity, access: Access) -> dict[str, Any]:
        athlete = self._state.world.athlete(activity.athlete_id)
        gear = next((one for one in athlete.gear if one.id == activity.summary.get("gear_id")), None)
        return detail_of(activity, gear, access.scope)


_REQUIRED = ("name", "sport_type", "start_date_local", "elapsed_time")


def _utc_s(local: str, time_zone: str) -> int:
    """The instant of a local wall time, whatever offset it claims. Raises ValueError."""
    wall = datetime.fromisoformat(local).replace(tzinfo=UTC).timestamp()
    return int(wall) - utc_offset_s(time_zone, int(wall))
