"""Representations of an athlete."""

from paceline.sandbox.strava.shown.detail import shown_gear
from paceline.sandbox.strava.world.activity import Json, instant
from paceline.sandbox.strava.world.athlete import Athlete


def athlete_summary(athlete: Athlete) -> Json:
    """State 2: what a token response and `read` show."""
    return {
        "id": athlete.id,
        "username": None,
        "resource_state": 2,
        "firstname": athlete.first_name,
        "lastname": athlete.last_name,
        "bio": None,
        "city": athlete.city,
        "state": None,
        "country": athlete.country,
        "sex": athlete.sex,
        "premium": True,
        "summit": True,
        "created_at": instant(athlete.created_s),
        "updated_at": instant(athlete.created_s),
        "badge_type_id": 1,
        "weight": athlete.weight_kg,
        "profile_medium": "avatar/athlete/medium.png",
        "profile": "avatar/athlete/large.png",
        "friend": None,
        "follower": None,
    }


def athlete_detail(athlete: Athlete) -> Json:
    """State 3: what `profile:read_all` shows."""
    bicycles = [shown_gear(gear, 2) for gear in athlete.gear if gear.is_bicycle]
    shoes = [shown_gear(gear, 2) for gear in athlete.gear if not gear.is_bicycle]
    return {
        **athlete_summary(athlete),
        "resource_state": 3,
        "follower_count": 0,
        "friend_count": 0,
        "mutual_friend_count": 0,
        "athlete_type": 1,
        "date_preference": "%m/%d/%Y",
        "measurement_preference": "feet" if athlete.uses_feet else "meters",
        "clubs": [],
        "ftp": athlete.ftp_w,
        "bikes": bicycles,
        "shoes": shoes,
    }
