"""A page of a list: one bad member never loses the others, and a kudos is no change."""

from typing import Any

import pytest

from paceline.connectors.services.records import ListedActivity, ListedPage
from paceline.connectors.sports import SportKind
from paceline.connectors.strava.listing import read_page
from tests.builders.strava import ABSENT, payload


def page(*members: bytes) -> ListedPage:
    return read_page(b"[" + b", ".join(members) + b"]")


def one(**fields: Any) -> ListedActivity:
    (found,) = page(payload(**fields)).activities
    return found


def test_a_member_says_what_it_is_and_keeps_its_bytes() -> None:
    member = payload()
    (listed,) = page(member).activities
    assert (listed.id, listed.started_at.isoformat()) == (16185205521, "2018-07-16T14:52:54+00:00")
    assert (listed.sport.kind, listed.sport_raw, listed.name) == (
        SportKind.MOUNTAIN_RIDE,
        "MountainBikeRide",
        "Happy Friday",
    )
    assert (listed.elapsed_s, listed.distance_m, listed.upload_id) == (4410, 28099, 17180000001)
    assert listed.payload == member
    assert listed.has_streams


def test_the_order_is_the_services_and_only_an_empty_page_is_the_end() -> None:
    assert [listed.id for listed in page(payload(id=3), payload(id=9), payload(id=1)).activities] == [3, 9, 1]
    assert not page(payload()).is_end
    assert not page(b"null").is_end
    assert page().is_end


@pytest.mark.parametrize(
    ("bad", "activity_id"),
    [
        (b"null", None),
        (b"7", None),
        (b'{"id": "x"}', None),
        (payload(id=0), None),
        (payload(start_date=ABSENT), 16185205521),
        (payload(start_date="soon"), 16185205521),
        (payload(id=5).replace(b'"2018-07-16T14:52:54Z"', b"NaN"), 5),
    ],
)
def test_what_cannot_be_read_is_named_and_the_others_are_kept(bad: bytes, activity_id: int | None) -> None:
    found = page(payload(id=1), bad, payload(id=2))
    assert [listed.id for listed in found.activities] == [1, 2]
    assert [(item.id, item.payload) for item in found.unreadable] == [(activity_id, bad)]


def test_not_a_number_costs_only_its_field() -> None:
    (listed,) = page(payload().replace(b"28099", b"NaN")).activities
    assert listed.distance_m is None


@pytest.mark.parametrize(
    "fields",
    [
        {"kudos_count": 20},
        {"has_kudoed": True, "comment_count": 3, "athlete_count": 2},
        {"achievement_count": 7, "pr_count": 1},
        {"distance": 28099.0, "utc_offset": -25200},
        {"total_photo_count": 2},
    ],
)
def test_what_others_do_and_how_a_number_is_written_is_no_change(fields: dict[str, Any]) -> None:
    assert one(**fields).sha256 == one().sha256


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "Other"},
        {"distance": 28099.5},
        {"sport_type": "Ride"},
        {"private": True},
        {"visibility": "only_me"},
        {"gear_id": None},
        {"start_date": "2018-07-16T14:52:55Z"},
        {"map": {"summary_polyline": "other"}},
        {"device_name": "New"},
        {"workout_type": 11},
    ],
)
def test_what_changes_the_activity_is_a_change(fields: dict[str, Any]) -> None:
    assert one(**fields).sha256 != one().sha256


def test_a_manual_entry_is_known_to_have_no_streams() -> None:
    assert not one(manual=True).has_streams
    assert one(manual=ABSENT).has_streams
