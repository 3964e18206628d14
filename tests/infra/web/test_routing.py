"""The table of routes is flat."""

from starlette.routing import Route

from paceline.entrypoints.web import create_app
from paceline.infra.settings import Settings


def test_no_router_lies_inside_another() -> None:
    routes = create_app(Settings(_env_file=None)).routes
    assert [route for route in routes if not isinstance(route, Route)] == [], "use `joined`, not `include_router`"
