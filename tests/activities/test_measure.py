"""What a recording comes to, and which value wins where the device has one of its own."""

import pickle
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.activities.rules.local_time import localised
from paceline.activities.rules.measure import measure
from paceline.activities.rules.polyline import encode_points, encode_track
from paceline.activities.schemas import Measured, NewActivity, SourceFacts, TimeZoneSource
from paceline.activities.service.prepare import prepare_file
from paceline.connectors.base import (
    Channel,
    DecodedFile,
    Device,
    FileFormat,
    Lap,
    Pause,
    RecordedActivity,
    Recording,
    Samples,
)
from paceline.connectors.sports import SportFamily
from tests.activities.builders import START_MS, samples

_FACTS = SourceFacts(START_MS, 599.0, "ride")
_NOTHING = Samples(np.empty(0, dtype=np.int64), {})


def _with(**channels: np.ndarray) -> Samples:
    length = len(next(iter(channels.values())))
    return Samples(START_MS + np.arange(length) * 1000, {Channel(name): values for name, values in channels.items()})


def _measured(recorded: Samples, facts: SourceFacts = _FACTS) -> Measured:
    return measure(recorded, facts, SportFamily.RIDE)


def test_a_steady_ride_measures_as_ridden() -> None:
    found = _measured(samples(600))
    assert found.distance_m == pytest.approx(600 * 8.0, rel=0.01)
    assert found.moving_s == 599.0
    assert found.average_speed_mps == pytest.approx(8.0, rel=0.01)
    assert found.average_power_w == pytest.approx(200, abs=2)
    assert found.energy_kj == pytest.approx(120, abs=2)
    assert found.average_heart_rate_bpm == pytest.approx(140, abs=3)
    assert found.sample_count == 600
    assert found.start_latitude_deg == pytest.approx(47.37, abs=1e-3)


def test_the_devices_totals_win_over_the_samples() -> None:
    facts = replace(_FACTS, distance_m=5000.0, summary={"total_ascent_m": 77.0})
    found = _measured(samples(600), facts)
    assert (found.distance_m, found.ascent_m) == (5000.0, 77.0)


def test_without_samples_the_devices_values_serve() -> None:
    facts = replace(_FACTS, distance_m=1000.0, timer_s=500.0, summary={"avg_power_w": 180.0, "total_work_j": 90_000.0})
    found = _measured(_NOTHING, facts)
    assert (found.distance_m, found.moving_s, found.average_power_w, found.energy_kj) == (1000.0, 500.0, 180.0, 90.0)
    assert found.max_heart_rate_bpm is None


def test_what_nothing_tells_is_unknown_and_never_zero() -> None:
    found = _measured(_with(heart_rate_bpm=np.full(60, 120.0)))
    assert found.average_power_w is None
    assert found.distance_m is None
    assert found.ascent_m is None
    assert found.polyline is None


def test_an_impossible_spike_is_no_maximum_and_is_said() -> None:
    power = np.full(600, 200.0)
    power[300] = 60_000.0
    found = _measured(_with(power_w=power))
    assert found.max_power_w == 200.0
    assert [flaw.code for flaw in found.flaws] == ["power_implausible"]


def test_a_spike_of_one_second_is_no_maximum_and_is_said_apart() -> None:
    power = np.full(600, 200.0)
    power[300] = 1900.0
    power[400] = 3000.0
    found = _measured(_with(power_w=power))
    assert (found.max_power_w, found.average_power_w) == (200.0, 200.0)
    assert [flaw.code for flaw in found.flaws] == ["power_implausible", "power_spikes"]


def test_power_counts_the_zeros_and_cadence_does_not() -> None:
    half = np.concatenate([np.full(300, 200.0), np.zeros(300)])
    found = _measured(_with(power_w=half, cadence_rpm=half / 2.5))
    assert found.average_power_w == pytest.approx(100.0)
    assert found.average_cadence_rpm == 80.0


def test_a_pause_does_not_dilute_an_average() -> None:
    at_ms = START_MS + np.concatenate([np.arange(300), 3900 + np.arange(300)]) * 1000
    recorded = Samples(at_ms, {Channel.POWER: np.full(600, 200.0)})
    facts = replace(_FACTS, elapsed_s=4200.0, pauses=(Pause(START_MS + 299_500, START_MS + 3_900_000),))
    assert _measured(recorded, facts).average_power_w == pytest.approx(200.0, abs=1)


def test_overlapping_pauses_are_read_as_one() -> None:
    facts = replace(_FACTS, pauses=(Pause(START_MS + 5000, START_MS + 9000), Pause(START_MS + 1000, START_MS + 6000)))
    assert _measured(samples(60), facts).average_power_w == pytest.approx(200, abs=6)


def test_indoors_positions_make_no_distance() -> None:
    recorded = samples(60)
    only_positions = Samples(
        recorded.at_ms, {name: recorded.channels[name] for name in (Channel.LATITUDE, Channel.LONGITUDE)}
    )
    assert _measured(only_positions).distance_m == pytest.approx(60 * 8, rel=0.05)
    assert _measured(only_positions, replace(_FACTS, is_trainer=True)).distance_m is None


def test_a_power_channel_of_zeros_is_no_power() -> None:
    found = _measured(_with(power_w=np.zeros(600), heart_rate_bpm=np.full(600, 140.0)))
    assert (found.average_power_w, found.max_power_w, found.weighted_power_w, found.energy_kj) == (None,) * 4
    assert found.flaws == ()


def test_two_samples_an_hour_apart_make_no_record_speed() -> None:
    recorded = Samples(START_MS + np.array([0, 3_600_000]), {Channel.DISTANCE: np.array([0.0, 28_530.0])})
    found = _measured(recorded, replace(_FACTS, elapsed_s=3600.0))
    assert found.moving_s == 3600.0
    assert found.average_speed_mps == pytest.approx(7.925)


def test_lengths_of_a_pool_leave_the_time_the_device_swam() -> None:
    at = np.arange(1801.0)
    swum = _with(distance_m=25 * np.floor(at / 45), speed_mps=np.full(1801, 1.0))
    facts = SourceFacts(START_MS, 1800.0, "pool_swim", timer_s=1800.0, distance_m=1000.0)
    assert measure(swum, facts, SportFamily.SWIM).moving_s == 1800.0
    told = replace(facts, summary={"avg_speed_mps": 0.8})
    assert measure(swum, told, SportFamily.SWIM).average_speed_mps == pytest.approx(0.8)


def test_a_sport_without_known_stops_takes_the_timer() -> None:
    sailed = _with(distance_m=np.concatenate([np.zeros(300), 2.0 * np.arange(300)]))
    assert measure(sailed, _FACTS, SportFamily.WATER).moving_s == 599.0
    assert measure(sailed, _FACTS, SportFamily.RIDE).moving_s == 299.0


@given(
    st.lists(st.tuples(st.integers(1, 600), st.floats(0, 11)), min_size=2, max_size=60),
    st.sampled_from([SportFamily.RUN, SportFamily.RIDE, SportFamily.WALK, SportFamily.SWIM, SportFamily.OTHER]),
    st.sampled_from([1.0, 0.8, 1.3]),
    st.booleans(),
)
def test_the_average_speed_is_possible_and_the_moving_time_within_the_timer(
    steps: list[tuple[int, float]], family: SportFamily, told: float, with_speed: bool
) -> None:
    length_s, speed = np.array([step for step, _ in steps]), np.array([mps for _, mps in steps])
    at_ms = START_MS + np.concatenate([[0], np.cumsum(length_s)]) * 1000
    counter = np.concatenate([[0.0], np.cumsum(length_s * speed)])
    channels = {Channel.DISTANCE: counter} | ({Channel.SPEED: np.append(speed, 0.0)} if with_speed else {})
    timer_s = float(length_s.sum())
    facts = SourceFacts(START_MS, timer_s, "run", timer_s=timer_s, distance_m=told * float(counter[-1]))
    found = measure(Samples(at_ms, channels), facts, family)
    assert found.moving_s is not None
    assert 0 < found.moving_s <= timer_s
    cap = 30.0 if family in {SportFamily.RIDE, SportFamily.OTHER} else 12.0
    if found.average_speed_mps and told * counter[-1] / timer_s <= cap:
        assert found.average_speed_mps <= cap * (1 + 1e-9)
        assert found.max_speed_mps is None or found.average_speed_mps <= found.max_speed_mps * (1 + 1e-9)


def decode_points(polyline: str) -> list[tuple[float, float]]:
    """The points of an encoded polyline, (latitude, longitude) in degrees."""
    values: list[int] = []
    value = shift = 0
    for character in polyline:
        code = ord(character) - 63
        value |= (code & 0x1F) << shift
        shift += 5
        if code < 0x20:
            values.append((value >> 1) ^ -(value & 1))
            value = shift = 0
    points: list[tuple[float, float]] = []
    latitude = longitude = 0
    for d_latitude, d_longitude in zip(values[::2], values[1::2], strict=True):
        latitude, longitude = latitude + d_latitude, longitude + d_longitude
        points.append((latitude / 100_000, longitude / 100_000))
    return points


def test_google_s_published_polyline() -> None:
    latitude, longitude = np.array([38.5, 40.7, 43.252]), np.array([-120.2, -120.95, -126.453])
    assert encode_points(latitude, longitude) == "_p~iF~ps|U_ulLnnqC_mqNvxq`@"
    assert decode_points("_p~iF~ps|U_ulLnnqC_mqNvxq`@") == [(38.5, -120.2), (40.7, -120.95), (43.252, -126.453)]


@given(st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), min_size=1, max_size=50))
def test_every_point_comes_back_to_the_fifth_decimal(points: list[tuple[float, float]]) -> None:
    latitude, longitude = np.array([one[0] for one in points]), np.array([one[1] for one in points])
    back = decode_points(encode_points(latitude, longitude))
    np.testing.assert_allclose(np.array(back), np.stack([latitude, longitude], axis=1), atol=0.500001e-5)


def test_a_track_keeps_its_ends_and_its_corner_and_drops_the_straight() -> None:
    along = np.linspace(0, 0.1, 2000)
    latitude = np.concatenate([47 + along, np.full(2000, 47.1)])
    longitude = np.concatenate([np.full(2000, 8.0), 8 + along])
    points = decode_points(encode_track(latitude, longitude) or "")
    assert len(points) <= 5
    assert points[0] == (47.0, 8.0)
    assert points[-1] == (47.1, 8.1)
    assert min(abs(lat - 47.1) + abs(lon - 8.0) for lat, lon in points) < 2e-4


def test_a_wild_track_is_at_most_500_points_and_an_out_and_back_keeps_its_turn() -> None:
    chance = np.random.default_rng(3)
    wild = np.cumsum(chance.normal(0, 1e-3, (20_000, 2)), axis=0)
    assert 2 < len(decode_points(encode_track(10 + wild[:, 0], 20 + wild[:, 1]) or "")) <= 500
    out_and_back = np.concatenate([np.linspace(0, 1, 500), np.linspace(1, 0, 500)])
    assert (48.0, 8.0) in decode_points(encode_track(47 + out_and_back, np.full(1000, 8.0)) or "")


def test_a_receiver_without_a_fix_is_nowhere() -> None:
    assert encode_track(np.zeros(10), np.zeros(10)) is None
    assert encode_track(np.array([np.nan, 91.0]), np.array([8.0, 8.0])) is None


@pytest.mark.parametrize(
    ("place", "start_ms", "zone", "offset_s"),
    [
        ((47.37, 8.54), 1_711_846_740_000, "Europe/Zurich", 3600),  # 2024-03-31 00:59 UTC, a minute before summer time
        ((47.37, 8.54), 1_711_846_800_000, "Europe/Zurich", 7200),
        ((47.37, 8.54), 1_729_990_800_000, "Europe/Zurich", 3600),  # 2024-10-27 01:00 UTC, winter again
        ((27.70, 85.32), 1_711_846_740_000, "Asia/Kathmandu", 20_700),
        ((-31.55, 159.08), 1_711_846_740_000, "Australia/Lord_Howe", 39_600),
        ((1.87, -157.36), 1_711_846_740_000, "Pacific/Kiritimati", 50_400),
    ],
)
def test_the_zone_is_that_of_the_first_position_at_that_instant(
    place: tuple[float, float], start_ms: int, zone: str, offset_s: int
) -> None:
    recorded = _with(latitude_deg=np.array([np.nan, place[0]]), longitude_deg=np.array([np.nan, place[1]]))
    found = localised(SourceFacts(start_ms, 10.0, "run", utc_offset_s=0), recorded, "America/New_York")
    assert (found.time_zone, found.utc_offset_s, found.time_zone_source) == (zone, offset_s, TimeZoneSource.POSITION)


def test_without_positions_the_device_then_the_athlete_says_the_time() -> None:
    by_device = localised(replace(_FACTS, utc_offset_s=-18_000), _NOTHING, "Europe/Zurich")
    assert (by_device.time_zone, by_device.utc_offset_s, by_device.time_zone_source) == (None, -18_000, "device")
    by_athlete = localised(replace(_FACTS, utc_offset_s=631_065_600), _NOTHING, "Europe/Zurich")
    assert (by_athlete.time_zone, by_athlete.utc_offset_s, by_athlete.time_zone_source) == (
        "Europe/Zurich",
        7200,
        "athlete",
    )
    assert localised(_FACTS, _NOTHING, "Mars/Olympus").time_zone == "UTC"


def test_what_the_child_process_makes_is_picklable_and_tells_all_legs() -> None:
    recording = Recording(START_MS, 599.0, "cycling/indoor_cycling", samples(600), laps=(Lap(START_MS, 599.0),))
    decoded = DecodedFile(
        FileFormat.FIT,
        (RecordedActivity((recording,), name="Sweet spot"),),
        Device(serial="12"),
        created_at_ms=START_MS,
    )
    (prepared,) = prepare_file(decoded, sha256=b"\1" * 32, file_name="a.fit", athlete_time_zone="Europe/Zurich")
    new = prepared.new
    assert pickle.loads(pickle.dumps(new)) == new
    assert isinstance(new, NewActivity)
    assert new.source_id == "01" * 32 + "#1"
    facts = new.legs[0].facts
    assert (facts.name, facts.sport, facts.is_trainer, facts.device.serial) == ("Sweet spot", "indoor_ride", True, "12")


_TEXT = st.none() | st.text(max_size=20)
_NUMBER = st.none() | st.floats(allow_nan=False, allow_infinity=False)


@given(
    st.builds(
        SourceFacts,
        started_at_ms=st.integers(-(2**40), 2**42),
        elapsed_s=st.floats(0, 1e9),
        sport=st.sampled_from(["run", "ride"]),
        name=_TEXT.filter(lambda text: text is None or "\x00" not in text),
        time_zone_source=st.none() | st.sampled_from(TimeZoneSource),
        timer_s=_NUMBER,
        distance_m=_NUMBER,
        summary=st.dictionaries(st.text("abc_", max_size=5), st.floats(allow_nan=False, allow_infinity=False)),
        laps=st.lists(
            st.builds(Lap, st.integers(0, 2**42), st.floats(0, 1e6), summary=st.just({"a": 1.5})), max_size=3
        ).map(tuple),
        pauses=st.lists(st.builds(Pause, st.integers(0, 2**42), st.integers(0, 2**42)), max_size=3).map(tuple),
        device=st.builds(Device, serial=st.none() | st.just("42")),
        is_race=st.none() | st.booleans(),
        perceived_exertion=_NUMBER,
    )
)
def test_facts_survive_json(facts: SourceFacts) -> None:
    assert SourceFacts.from_json(facts.to_json()) == facts
