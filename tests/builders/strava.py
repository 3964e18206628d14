"""Payloads in the words of Strava's API: what the real service sends for an ordinary ride and run."""

from typing import Any

import orjson

Json = dict[str, Any]

_ABSENT = object()
ABSENT: Any = _ABSENT
"""As a value: leave the field out."""

RIDE: Json = {
    "resource_state": 2,
    "athlete": {"id": 134815, "resource_state": 1},
    "name": "Happy Friday",
    "distance": 28099,
    "moving_time": 4207,
    "elapsed_time": 4410,
    "total_elevation_gain": 516,
    "type": "Ride",
    "sport_type": "MountainBikeRide",
    "id": 16185205521,
    "start_date": "2018-07-16T14:52:54Z",
    "start_date_local": "2018-07-16T07:52:54Z",
    "timezone": "(GMT-08:00) America/Los_Angeles",
    "utc_offset": -25200.0,
    "location_city": None,
    "kudos_count": 19,
    "comment_count": 0,
    "athlete_count": 1,
    "map": {"id": "a16185205521", "summary_polyline": "_p~iF~ps|U_ulLnnqC_mqNvxq`@", "resource_state": 2},
    "trainer": False,
    "commute": False,
    "manual": False,
    "private": False,
    "visibility": "everyone",
    "flagged": False,
    "gear_id": "b12345678987654321",
    "start_latlng": [37.83, -122.26],
    "end_latlng": [37.83, -122.26],
    "average_speed": 6.679,
    "max_speed": 18.5,
    "average_cadence": 78.5,
    "average_temp": 4,
    "average_watts": 185.5,
    "max_watts": 743,
    "weighted_average_watts": 230,
    "kilojoules": 780.5,
    "device_watts": True,
    "has_heartrate": True,
    "average_heartrate": 140.3,
    "max_heartrate": 178,
    "elev_high": 446.6,
    "elev_low": 17.2,
    "upload_id": 17180000001,
    "external_id": "garmin_push_12345678987654321",
    "workout_type": 10,
    "suffer_score": 82.0,
    "has_kudoed": False,
}


def payload(base: Json = RIDE, **fields: Any) -> bytes:
    """The bytes of an activity: the ride with these fields instead of its own."""
    return orjson.dumps({name: value for name, value in {**base, **fields}.items() if value is not _ABSENT})


def stream_set(**streams: list[Any]) -> bytes:
    """The bytes of a set of streams, keyed by type."""
    return orjson.dumps(
        {
            name: {"data": data, "series_type": "distance", "original_size": len(data), "resolution": "high"}
            for name, data in streams.items()
        }
    )
