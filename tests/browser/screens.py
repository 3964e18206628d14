"""Every screen of the app, by an address that shows it."""

from pathlib import Path

from tests.browser.visits import Visit

ROUTES = Path(__file__).parents[2] / "web/src/routes"

# Where a screen needs an id or is best seen in a certain state; all others are at their own address.
_SHOWN_AT = {"/activities/[id]": "/activities/{activity}", "/import/[id]": "/import/{import}"}
_AT_THE_DOOR = {"/sign-in", "/setup", "/register", "/reset"}


def routes() -> list[str]:
    """The route of every page, as its folder names it."""
    found = []
    for page in sorted(ROUTES.rglob("+page.svelte")):
        parts = [part for part in page.parent.relative_to(ROUTES).parts if not part.startswith("(")]
        found.append("/" + "/".join(parts))
    return found


def routes_inside() -> list[str]:
    """Those for who is signed in."""
    return [route for route in routes() if route not in _AT_THE_DOOR]


async def address_of(route: str, visited: Visit, family: str = "run") -> str:
    """An address of this athlete's that shows a route; an activity is one of a family of sports."""
    address = _SHOWN_AT.get(route, route)
    if "{activity}" in address:
        page = await visited.ask(f"activities?limit=1&family={family}")
        address = address.replace("{activity}", page["items"][0]["id"])
    if "{import}" in address:
        address = address.replace("{import}", (await visited.ask("imports?limit=1"))["imports"][0]["id"])
    assert "[" not in address, f"say in _SHOWN_AT where {route} is shown"
    return address
