"""The registry of metrics: complete, true to the code, and documented."""

import importlib
import inspect
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.science.activity_metrics import ACTIVITY_METRICS
from paceline.science.athlete_metrics import ATHLETE_METRICS
from paceline.science.evidence import METRICS, calc_version, get_metric, metrics_page
from paceline.science.load_choice import LoadMethod
from paceline.science.metric_entry import Grade, Metric
from paceline.science.threshold_detection import Threshold

PAGE = Path(__file__).parents[2] / "docs" / "science" / "metrics.md"
OUR_MODULES = (
    "critical_power",
    "daniels",
    "fitness",
    "load",
    "maximal_efforts",
    "race",
    "threshold_detection",
    "w_prime",
)
KEYS = st.lists(st.sampled_from(sorted(METRICS)), min_size=1, max_size=8)


def test_no_key_is_registered_twice() -> None:
    assert len(METRICS) == len(ACTIVITY_METRICS) + len(ATHLETE_METRICS)


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda metric: metric.key)
def test_a_metric_names_a_function_that_exists_and_says_what_it_rests_on(metric: Metric) -> None:
    module, name = metric.computed_by.split(".")
    function = getattr(importlib.import_module(f"paceline.science.{module}"), name)
    assert callable(function)
    assert metric.description
    assert metric.reference
    assert metric.version >= 1
    if name.startswith("heuristic_"):
        assert metric.grade in {Grade.D, Grade.MEASURED}


@pytest.mark.parametrize("threshold", Threshold)
def test_every_threshold_we_propose_is_registered(threshold: Threshold) -> None:
    assert threshold.value in METRICS


def test_every_load_method_is_registered() -> None:
    keys = {"power_tss": "load_power", "pace_rtss": "load_pace", "hrss": "load_heart_rate"}
    keys["session_rpe_scaled"] = "load_perceived_effort"
    assert {keys[method] for method in LoadMethod} <= set(METRICS)


def test_the_page_of_metrics_is_what_the_registry_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == metrics_page(), (
        "write it anew: python -c 'from paceline.science.evidence import metrics_page as page; print(page(), end=str())'"
        " > docs/science/metrics.md"
    )


def test_every_metric_has_its_row_on_the_page() -> None:
    page = metrics_page()
    for key in METRICS:
        assert f"| `{key}` |" in page


@given(keys=KEYS, data=st.data())
def test_a_version_does_not_depend_on_order_or_repetition(keys: list[str], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(keys + keys[:1]))
    assert calc_version(shuffled) == calc_version(keys)


def test_a_new_version_of_one_metric_changes_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    before = calc_version(["fitness", "fatigue"])
    assert before == "fatigue.1+fitness.1"
    old = METRICS["fitness"]
    raised = Metric(old.key, old.unit, old.grade, 2, old.computed_by, old.description, old.reference)
    monkeypatch.setitem(METRICS, "fitness", raised)
    assert calc_version(["fitness", "fatigue"]) != before
    assert calc_version(["fatigue"]) == "fatigue.1"


@pytest.mark.parametrize("keys", [["no_such_metric"], []])
def test_a_version_of_nothing_known_is_refused(keys: list[str]) -> None:
    with pytest.raises(ValueError, match=r"metric"):
        calc_version(keys)


def test_an_unknown_metric_is_refused() -> None:
    with pytest.raises(ValueError, match="no_such_metric"):
        get_metric("no_such_metric")


@pytest.mark.parametrize("module", OUR_MODULES)
def test_a_function_without_a_reference_says_so_in_its_name(module: str) -> None:
    loaded = importlib.import_module(f"paceline.science.{module}")
    functions = [
        function
        for name, function in inspect.getmembers(loaded, inspect.isfunction)
        if function.__module__ == loaded.__name__ and not name.startswith(("_", "heuristic_", "is_"))
    ]
    assert functions
    without = [function.__name__ for function in functions if "Reference" not in (function.__doc__ or "")]
    assert without == []
