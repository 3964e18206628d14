"""The published values, and the runner that checks them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.science.vectors.inputs import Json, NotCoveredError, read_series
from tests.science.vectors.runner import Result, Verdict, evaluate, read_entries

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[2]
PUBLISHED = HERE / "published.json"
LATER_WORK = {
    "vdot_retention_factor",
    "session_cap_miles",
    "taper_effect_size",
    "lnrmssd_mean_sd",
    "heat_slowdown_pct_range",
    "heat_adjusted_pace_s_per_mile",
    "heat_index_sum",
    "duration_value",
    "custom_target_value",
    "repeat_step",
    "fit_enum_values",
}
"""Quantities of later work: heat, HRV, retention after breaks, session caps, taper, workout files."""


@pytest.fixture
def reference_vectors() -> Path:
    """A larger collection than ours: what PACELINE_VECTORS names, or the one that lies beside the checkout."""
    named = os.environ.get("PACELINE_VECTORS")
    path = Path(named) if named else REPOSITORY.parent / "shared" / "reference" / "science_vectors.json"
    if not path.exists():
        pytest.skip("no reference vectors: set PACELINE_VECTORS to a file of them")
    return path


@pytest.mark.parametrize("entry", read_entries(PUBLISHED), ids=lambda entry: str(entry["id"]))
def test_a_published_value_is_met(entry: dict[str, Json]) -> None:
    result = evaluate(entry)
    assert result.verdict is Verdict.PASS, result
    assert entry["source"]


def test_the_reference_vectors_are_met(reference_vectors: Path) -> None:
    results = [evaluate(entry) for entry in read_entries(reference_vectors)]
    assert [result for result in results if result.verdict is Verdict.FAIL] == []
    unexpected = [
        result
        for result in results
        if result.verdict is Verdict.NOT_COVERED
        and result.quantity not in LATER_WORK
        and result.detail != "a fact without a tolerance"
    ]
    assert unexpected == []


def entry(quantity: str, inputs: Json, expected: Json, tolerance: Json = 0.001, **more: Json) -> dict[str, Json]:
    return {"id": "x", "quantity": quantity, "inputs": inputs, "expected": expected, "tolerance": tolerance, **more}


def test_a_value_outside_its_tolerance_fails_and_says_what_was_computed() -> None:
    result = evaluate(entry("tss", {"duration_s": 3600, "np": 300, "ftp": 300, "colour": "red"}, 101.0))
    assert result.verdict is Verdict.FAIL
    assert "expected 101.0" in result.detail
    assert "got 100" in result.detail
    assert "not read: colour" in result.detail


def test_one_wrong_key_or_item_fails_the_entry() -> None:
    series = "120x100,4x(60x300,60x100),60x100"
    wrong: Json = {"full_windows_only": 223.7082, "zero_padded_start": 223.7082}
    assert evaluate(entry("normalized_power_w", {"power": series}, wrong)).verdict is Verdict.FAIL
    easy = entry("easy_pace_s_per_km_range", {"vdot": 50}, [296, 300], 2.5)
    assert evaluate(easy).verdict is Verdict.FAIL


def test_a_known_error_fails_when_we_reproduce_it() -> None:
    inputs: Json = {"rpe": 7, "minutes": 60}
    assert evaluate(entry("session_rpe_load", inputs, 420, negative=True)).verdict is Verdict.FAIL
    assert evaluate(entry("session_rpe_load", inputs, 700, negative=True)).verdict is Verdict.PASS


def test_a_refusal_where_a_value_is_published_fails() -> None:
    result = evaluate(entry("vdot_from_race", {"distance_m": 5000, "time_s": 90000}, 12.0))
    assert result.verdict is Verdict.FAIL
    assert "speed_out_of_range" in result.detail


@pytest.mark.parametrize(
    "strange",
    [
        entry("phase_of_the_moon", {}, 1),
        entry("tss", {}, 100),
        entry("tss", {"np": "many"}, 100),
        entry("tss", ["a", "list"], 100),
        entry("normalized_power_w", {"power": "up and down"}, {"mean": 1}),
        entry("normalized_power_w", {"power": "60x200"}, {"median": 1}),
        entry("normalized_power_w", {"power": "9999999x(9999999x200)"}, {"mean": 1}),
        entry("wbal_integral_j", {"power": "0..9", "cp": 5, "wprime": 100, "index": 500}, 1),
        entry("cp_fit_work_vs_time", {"power_time": [[1, 2, 3]]}, {"cp_w": 1}),
        entry("ctl_atl", {"daily": [1, 2], "form": "of its own"}, {"ctl": 1}),
        entry("tss", {"duration_s": 3600, "if": 1}, 100, tolerance=None),
        entry("tss", {"duration_s": 3600, "if": 1}, 100, tolerance="small"),
        {"id": "bare"},
    ],
    ids=lambda strange: json.dumps(strange)[:60],
)
def test_a_shape_we_do_not_read_is_not_covered_and_never_a_crash(strange: dict[str, Json]) -> None:
    result = evaluate(strange)
    assert result.verdict is Verdict.NOT_COVERED
    assert result.detail


@pytest.mark.parametrize(
    "same",
    [
        {"distance_m": 10000, "time_s": 2400},
        {"distance_km": 10, "time_min": 40},
        {"distance": 10000, "t": "40:00"},
        {"Distance_M": 10000, "duration_h": 2 / 3},
    ],
)
def test_units_and_names_of_an_input_may_vary(same: Json) -> None:
    assert evaluate(entry("vdot_from_race", same, 51.944, 0.005)) == Result("x", "vdot_from_race", Verdict.PASS)


@pytest.mark.parametrize(
    ("text", "series"),
    [
        ("0..3", [0, 1, 2, 3]),
        ("0..4 at 1 Hz", [0, 1, 2, 3, 4]),
        ("2x(2x1,3),4", [1, 1, 3, 1, 1, 3, 4]),
        ("2 s@400, 1 s at 150 W", [400, 400, 150]),
        ([[2, 5], [1, 6]], [5, 5, 6]),
        (["2x7", 8], [7, 7, 8]),
        ([1.5, 2], [1.5, 2]),
    ],
)
def test_a_series_may_be_written_short(text: Json, series: list[float]) -> None:
    assert read_series(text).tolist() == series


@pytest.mark.parametrize(
    ("quantity", "inputs", "expected"),
    [
        ("wbal_tau_s", {"power": "0..99", "cp": 25}, 795.44),
        ("normalized_power_w", {"power": "3600x200"}, 200.0),
        ("normalized_power_w", {"power": "3600x200", "convention": "zero-padded start"}, 199.673),
        ("atl", {"daily": "42x100", "form": "exp"}, 99.752),
        ("strain", {"daily": [300, 0, 420, 240, 0, 540, 360]}, 2416.53),
    ],
)
def test_a_single_expected_value_is_the_one_the_entry_names_or_the_usual_one(
    quantity: str, inputs: Json, expected: float
) -> None:
    assert evaluate(entry(quantity, inputs, expected, 0.005)).verdict is Verdict.PASS


def test_nonsense_is_no_series() -> None:
    with pytest.raises(NotCoveredError):
        read_series("3 x of something")


def run(path: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.science.vectors", str(path)]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)


def test_the_command_prints_a_line_an_entry_and_a_closing_line(tmp_path: Path) -> None:
    path = tmp_path / "some.json"
    entries = [
        entry("karvonen_bpm", {"hr_rest": 50, "hr_max": 190, "fraction": 0.7}, 148),
        entry("karvonen_bpm", {"hr_rest": 50, "hr_max": 190, "fraction": 0.7}, 150),
        entry("something_else", {}, 1),
    ]
    path.write_text(json.dumps(entries), encoding="utf-8")
    done = run(path)
    assert done.returncode == 1, done.stderr
    assert [line.split(" x")[0] for line in done.stdout.splitlines()] == [
        "pass",
        "FAIL",
        "not covered",
        "1 passed, 1 failed, 1 not covered",
    ]


def test_the_command_succeeds_when_nothing_fails_and_refuses_what_is_no_file_of_vectors(tmp_path: Path) -> None:
    assert run(PUBLISHED).returncode == 0
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    assert run(broken).returncode == 2
