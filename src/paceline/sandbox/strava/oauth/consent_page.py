"""The page on which an athlete allows the application something, or not."""

from collections.abc import Iterable
from html import escape

from paceline.sandbox.strava.world.athlete import Athlete

_MEANINGS = {
    "read": "View your public profile, segments and routes",
    "read_all": "View your private routes and segments",
    "profile:read_all": "View your complete profile, also where it is visible to nobody else",
    "profile:write": "Edit your profile",
    "activity:read": "View data about your activities",
    "activity:read_all": "View data about your private activities",
    "activity:write": "Upload activities for you",
}
_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 32rem; padding: 1rem; color: #242428; background: #fff; }
fieldset { border: 1px solid #8a8a8f; border-radius: 4px; margin: 0 0 1rem; }
label { display: block; padding: .35rem 0; }
button { font: inherit; min-height: 2.75rem; padding: 0 1.5rem; border-radius: 4px; border: 1px solid #b33a00; cursor: pointer; }
button[value=allow] { background: #b33a00; color: #fff; }
button[value=deny] { background: #fff; color: #b33a00; }
"""


def consent_page(athletes: Iterable[Athlete], scopes: Iterable[str], application: int) -> str:
    """A form with a box for each scope, which may be unticked, and the athletes one can be; it is posted to where it came from."""
    who = "".join(_choice(athlete, is_first=place == 0) for place, athlete in enumerate(athletes))
    what = "".join(_box(scope) for scope in scopes)
    return _page(
        f"Authorize application {application}",
        f"""<p>This is a stand-in of Strava on this machine. No account is involved.</p>
<form method="post">
<fieldset><legend>Continue as</legend>{who}</fieldset>
<fieldset><legend>The application will be able to</legend>{what}</fieldset>
<button name="decision" value="allow">Authorize</button>
<button name="decision" value="deny">Cancel</button>
</form>""",
    )


def cap_page() -> str:
    """What is shown instead when the application has as many athletes as it may."""
    return _page(
        "Limit of connected athletes exceeded",
        "<p>Error 403: Limit of connected athletes exceeded. This app has exceeded the limit of connected athletes.</p>",
    )


def _choice(athlete: Athlete, *, is_first: bool) -> str:
    name = escape(f"{athlete.first_name} {athlete.last_name}")
    checked = " checked" if is_first else ""
    return f'<label><input type="radio" name="athlete_id" value="{athlete.id}"{checked}> {name} ({athlete.id})</label>'


def _box(scope: str) -> str:
    meaning = escape(_MEANINGS.get(scope, scope))
    return f'<label><input type="checkbox" name="granted" value="{escape(scope)}" checked> {meaning}</label>'


def _page(title: str, body: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>'
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )
