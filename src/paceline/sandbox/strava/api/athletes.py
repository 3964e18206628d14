"""The athlete and what belongs to them."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from paceline.sandbox.strava.api.access import guarded, require_scope
from paceline.sandbox.strava.api.answers import ApiError, json_response
from paceline.sandbox.strava.oauth.tokens import Access
from paceline.sandbox.strava.shown.athletes import athlete_detail, athlete_summary
from paceline.sandbox.strava.shown.detail import shown_gear
from paceline.sandbox.strava.shown.zones import athlete_zones
from paceline.sandbox.strava.state import StravaState


class AthleteRoutes:
    """Profile, zones and gear of the token's athlete."""

    def __init__(self, state: StravaState) -> None:
        self._state = state

    def routes(self) -> list[Route]:
        """All of them."""
        return [
            Route("/athlete", guarded(self._state, self._athlete)),
            Route("/athlete/zones", guarded(self._state, self._zones)),
            Route("/gear/{id:str}", guarded(self._state, self._gear)),
        ]

    async def _athlete(self, _: Request, access: Access) -> Response:
        athlete = self._state.world.athlete(access.athlete_id)
        is_detailed = "profile:read_all" in access.scope
        return json_response(athlete_detail(athlete) if is_detailed else athlete_summary(athlete))

    async def _zones(self, _: Request, access: Access) -> Response:
        require_scope(access, "profile:read_all", field="profile:read_permission")
        return json_response(athlete_zones(self._state.world.athlete(access.athlete_id)))

    async def _gear(self, request: Request, access: Access) -> Response:
        athlete = self._state.world.athlete(access.athlete_id)
        gear = next((one for one in athlete.gear if one.id == request.path_params["id"]), None)
        if gear is None:
            raise ApiError(404, ("Gear", "id", "not found"))
        return json_response(shown_gear(gear, 3))
