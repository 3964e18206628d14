"""The detailed representation of an activity."""

from hashlib import sha1

from paceline.sandbox.strava.shown.pieces import best_efforts_of, laps_of, splits_of
from paceline.sandbox.strava.shown.polyline import encoded
from paceline.sandbox.strava.shown.streams import seen_columns
from paceline.sandbox.strava.world.activity import Activity, Json
from paceline.sandbox.strava.world.athlete import Gear
from paceline.sandbox.strava.world.columns import Columns

_KCAL_A_KJ_OF_RIDING = 1.115
_KCAL_A_KM_OF_RUNNING = 62.0
_KCAL_A_MINUTE = 6.0


def shown_summary(activity: Activity, scope: frozenset[str]) -> Json:
    """An activity as a list holds it, for a token of that scope."""
    if not activity.hides_place or "activity:read_all" in scope:
        return activity.summary
    hidden = {**activity.summary["map"], "summary_polyline": activity.cut_polyline}
    return {**activity.summary, "start_latlng": [], "end_latlng": [], "map": hidden}


def detail_of(activity: Activity, gear: Gear | None, scope: frozenset[str]) -> Json:
    """An activity by itself, for a token of that scope."""
    summary = shown_summary(activity, scope)
    recorded = activity.origin.recorded_detail()
    if recorded is not None:
        line = {**recorded.get("map", {}), "resource_state": 3}
        return {**recorded, **summary, "resource_state": 3, "map": line, **activity.detail_edits}
    columns = activity.origin.columns()
    seen = None if columns is None else seen_columns(columns, activity, scope)
    return {
        **summary,
        "resource_state": 3,
        "map": {**summary["map"], "resource_state": 3, "polyline": _polyline(seen)},
        **_told(activity),
        **_cut(activity, columns),
        **({} if gear is None else {"gear": shown_gear(gear, 2)}),
        **activity.detail_edits,
    }


def shown_gear(gear: Gear, resource_state: int) -> Json:
    """A bicycle or a pair of shoes; state 3 is the detailed one."""
    shown: Json = {
        "id": gear.id,
        "primary": gear.is_primary,
        "name": gear.name,
        "resource_state": resource_state,
        "retired": gear.is_retired,
        "distance": 0,
        "converted_distance": 0.0,
    }
    if gear.nickname is not None:
        shown["nickname"] = gear.nickname
    if resource_state == 3:
        shown |= {"brand_name": gear.brand, "model_name": gear.model, "description": None}
        if gear.is_bicycle:
            shown["frame_type"] = 3
    return shown


def _polyline(columns: Columns | None) -> str:
    if columns is None or columns.latitude_deg is None or columns.longitude_deg is None or len(columns) == 0:
        return ""
    return encoded(columns.latitude_deg, columns.longitude_deg)


def _told(activity: Activity) -> Json:
    summary = activity.summary
    return {
        "description": None if activity.outline is None else activity.outline.description,
        "calories": round(_calories(summary), 1),
        "perceived_exertion": None,
        "prefer_perceived_exertion": None,
        "segment_efforts": [],
        "photos": {"primary": None, "count": 0},
        "stats_visibility": [],
        "hide_from_home": False,
        "embed_token": sha1(str(activity.id).encode(), usedforsecurity=False).hexdigest(),
        "available_zones": _available_zones(summary),
        "private_note": "",
    }


def _calories(summary: Json) -> float:
    if "kilojoules" in summary:
        return summary["kilojoules"] * _KCAL_A_KJ_OF_RIDING
    if "Run" in summary["sport_type"]:
        return summary["distance"] / 1000 * _KCAL_A_KM_OF_RUNNING
    return summary["moving_time"] / 60 * _KCAL_A_MINUTE


def _available_zones(summary: Json) -> list[str]:
    has = {
        "heartrate": summary["has_heartrate"],
        "pace": "Run" in summary["type"],
        "power": summary.get("device_watts"),
    }
    return [name for name, is_there in has.items() if is_there]


def _cut(activity: Activity, columns: Columns | None) -> Json:
    """Laps for all that is recorded; splits and best efforts for runs."""
    if columns is None:
        return {"laps": []}
    cut: Json = {"laps": laps_of(activity, columns)}
    if "Run" in activity.summary["sport_type"]:
        cut |= {
            "splits_metric": splits_of(activity, columns, miles=False),
            "splits_standard": splits_of(activity, columns, miles=True),
            "best_efforts": best_efforts_of(activity, columns),
        }
    return cut
