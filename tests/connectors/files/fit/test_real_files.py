"""Files of real devices, read in place: the same records as fitdecode where it reads them, and what is odd about each."""

import math
import warnings
from collections.abc import Callable
from pathlib import Path

import fitdecode
import numpy as np
import pytest

from paceline.connectors.base import Channel, DecodedFile, UnreadableFileError
from paceline.connectors.files.fit.decode import decode_fit
from paceline.connectors.files.fit.messages import MessageSet, read_messages
from paceline.connectors.files.fit.profile import FIELD_DESCRIPTION, HR, RECORD
from paceline.connectors.files.fit.records import read_records
from tests.connectors.files.decoded import codes
from tests.real_files import real_file_paths

PATHS = real_file_paths("fit")
SMALL = [path for path in PATHS if path.stat().st_size < 160_000]
"""fitdecode takes seconds for the big ones; the bench script compares those with Garmin's SDK."""

pytestmark = pytest.mark.skipif(not PATHS, reason="no real FIT files here; set PACELINE_REAL_FILES to their folder")


def named(part: str) -> Path:
    found = next((path for path in PATHS if part in path.name), None)
    if found is None:
        pytest.skip(f"the real file {part} is not here")
    return found


def decoded(part: str) -> DecodedFile:
    return decode_fit(named(part).read_bytes())


def record_count(part: str) -> int:
    return read_messages(named(part).read_bytes()).count(RECORD)


def fitdecode_records(path: Path) -> list[dict[str, float]] | None:
    """The record messages as fitdecode reads them, None when it refuses the file."""
    records: list[dict[str, float]] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with fitdecode.FitReader(path, check_crc=fitdecode.CrcCheck.DISABLED) as reader:
                for frame in reader:
                    if frame.frame_type == fitdecode.FIT_FRAME_DATA and frame.global_mesg_num == RECORD:
                        own = (one for one in frame.fields if getattr(one.field, "field_type", "") != "devfield")
                        records.append({one.name: one.value for one in own if isinstance(one.value, (int, float))})
    except fitdecode.FitError:
        return None
    return records


@pytest.mark.parametrize("path", SMALL, ids=lambda path: path.name)
def test_records_are_the_same_as_fitdecodes_where_it_reads_the_file(path: Path) -> None:
    theirs = fitdecode_records(path)
    if theirs is None:
        pytest.skip("fitdecode refuses this file")
    joined = MessageSet.joined(read_messages(path.read_bytes()).parts)
    # fitdecode neither merges stored heart rates nor lets developer fields stand in for native ones.
    plain = MessageSet(
        {number: blocks for number, blocks in joined.blocks.items() if number not in (HR, FIELD_DESCRIPTION)}
    )
    ours = read_records(plain).channels
    assert joined.count(RECORD) == len(theirs)
    for name, channel in (("power", Channel.POWER), ("heart_rate", Channel.HEART_RATE), ("distance", Channel.DISTANCE)):
        total = math.fsum(one[name] for one in theirs if one.get(name) is not None)
        column = ours.get(channel, np.empty(0))
        assert math.fsum(column[~np.isnan(column)].tolist()) == pytest.approx(total, rel=1e-9), name


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_every_real_file_is_read_or_skipped_with_a_reason(path: Path) -> None:
    file = decode_fit(path.read_bytes())
    assert file.activities or file.skip_reason
    for activity in file.activities:
        for leg in activity.legs:
            at_ms = leg.samples.at_ms
            assert (np.diff(at_ms) > 0).all()
            assert len(at_ms) == 0 or at_ms[0] >= leg.started_at_ms
            assert sum(pause.to_ms - pause.from_ms for pause in leg.pauses) <= leg.elapsed_s * 1000 + 1
            distance = leg.samples.channels.get(Channel.DISTANCE)
            assert distance is None or np.nanmin(distance) >= 0


@pytest.mark.parametrize(
    "path", [path for path in PATHS if path.stat().st_size > 2000][:20], ids=lambda path: path.name
)
def test_every_real_file_cut_anywhere_keeps_a_growing_part(path: Path) -> None:
    data = path.read_bytes()
    counts = []
    for share in (0.2, 0.5, 0.8, 1.0):
        try:
            counts.append(read_messages(data[: int(len(data) * share)]).count(RECORD))
        except UnreadableFileError:
            counts.append(0)
    assert counts == sorted(counts)


@pytest.mark.parametrize(
    ("part", "beats"),
    [("activity_poolswim_with_hr", 339_280), ("event_timestamp", 605_138), ("HrmPluginTestActivity", 22_587)],
)
def test_stored_heart_rates_reach_the_records_as_garmins_sdk_merges_them(part: str, beats: int) -> None:
    # The sums over all records are those of garmin-fit-sdk 21.218; bench/fit_agreement.py compares them live.
    joined = MessageSet.joined(read_messages(named(part).read_bytes()).parts)
    assert np.nansum(read_records(joined).channels[Channel.HEART_RATE]) == beats


@pytest.mark.parametrize(("part", "records"), [("antfs-dump", 686), ("compressed-speed-distance", 755)])
def test_compressed_timestamps_are_applied(part: str, records: int) -> None:
    leg = decoded(part).activities[0].legs[0]
    assert (record_count(part), len(leg.samples)) == (records, records)
    span_s = (leg.samples.at_ms[-1] - leg.started_at_ms) / 1000
    assert span_s == pytest.approx(leg.elapsed_s, abs=60)


def test_a_packed_distance_ends_where_the_devices_total_does() -> None:
    leg = decoded("compressed-speed-distance").activities[0].legs[0]
    assert np.nanmax(leg.samples.channels[Channel.DISTANCE]) == pytest.approx(leg.distance_m, rel=0.01)


@pytest.mark.parametrize("part", ["triathlon_summary_first", "triathlon_summary_last", "sample_mulitple_header"])
def test_a_triathlon_is_five_legs(part: str) -> None:
    (activity,) = decoded(part).activities
    sports = [(leg.sport_raw or "").split("/")[0] for leg in activity.legs]
    assert sports == ["swimming", "transition", "cycling", "transition", "running"]
    for leg in activity.legs:
        assert np.nanmax(leg.samples.channels[Channel.DISTANCE]) == pytest.approx(leg.distance_m, abs=6)


def test_both_writings_of_one_triathlon_give_the_same_legs() -> None:
    first, last = decoded("triathlon_summary_first").activities, decoded("triathlon_summary_last").activities
    for one, other in zip(first[0].legs, last[0].legs, strict=True):
        assert (one.started_at_ms, one.elapsed_s, one.distance_m) == (
            other.started_at_ms,
            other.elapsed_s,
            other.distance_m,
        )
        assert one.samples.at_ms.tolist() == other.samples.at_ms.tolist()


def test_pauses_add_up_to_the_time_the_timer_stood() -> None:
    leg = decoded("garmin-edge-500-activity").activities[0].legs[0]
    assert leg.timer_s is not None
    paused_s = sum(pause.to_ms - pause.from_ms for pause in leg.pauses) / 1000
    assert paused_s == pytest.approx(leg.elapsed_s - leg.timer_s, abs=2 * len(leg.pauses))


@pytest.mark.parametrize(
    ("part", "records", "expected"),
    [
        ("nick.fit", 14391, "fit_message_cut"),
        ("strava-android-app", 473, "fit_undefined_message"),
        ("coros-pace-2", 11272, "fit_field_size_mismatch"),
        ("activity-unexpected-eof", 14, "fit_truncated"),
        ("activity-settings-nodata", 14, "fit_truncated"),
        ("activity-settings-corruptheader", 14, "fit_chained_header_invalid"),
        ("files_activity-filecrc", 14, "fit_crc"),
        ("activity-activity-filecrc", 28, "fit_crc"),
    ],
)
def test_a_damaged_file_keeps_its_records_and_names_the_damage(part: str, records: int, expected: str) -> None:
    assert record_count(part) == records
    assert expected in codes(decoded(part))


@pytest.mark.parametrize("part", ["2013-02-06-12-11-14", "2015-10-13-08-43-15", "Edge810-Vector", "indoor-trainer"])
def test_a_header_checksum_of_zero_does_not_spoil_the_file_checksum(part: str) -> None:
    assert not {"fit_crc", "fit_header_crc"} & set(codes(decoded(part)))


@pytest.mark.parametrize(
    ("part", "check"),
    [
        ("official_sdk_Settings", lambda file: file.skip_code == "fit_settings"),
        ("MonitoringFile", lambda file: file.skip_code == "fit_monitoring"),
        ("WeightScaleSingleUser", lambda file: file.skip_code == "fit_weight"),
        ("WorkoutRepeatSteps", lambda file: file.skip_code == "fit_workout"),
        ("chained_Activity_activity_poolswim", lambda file: len(file.activities) == 2),
        ("null_compressed_speed_dist", lambda file: file.activities[0].legs[0].distance_m > 13_000),
        ("elemnt-bolt-no-application-id", lambda file: Channel.POWER in file.activities[0].legs[0].samples.channels),
        ("WithGearChangeData", lambda file: file.activities[0].legs[0].sport_raw is None),
        ("official_sdk_activity_poolswim.fit", lambda file: file.activities[0].legs[0].summary["pool_length_m"] > 20),
        ("developer-types-sample", lambda file: "Form Power" in [e.name for e in file.activities[0].legs[0].samples.extras]),
    ],
)  # fmt: skip
def test_the_known_oddity_of_a_file_is_dealt_with(part: str, check: Callable[[DecodedFile], bool]) -> None:
    assert check(decoded(part))
