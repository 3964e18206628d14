"""The registry of metrics: unit, grade of evidence, reference and version of every number the product stores or shows."""

from collections.abc import Iterable

from paceline.science.activity_metrics import ACTIVITY_METRICS
from paceline.science.athlete_metrics import ATHLETE_METRICS
from paceline.science.metric_entry import Grade, Metric

METRICS: dict[str, Metric] = {metric.key: metric for metric in (*ACTIVITY_METRICS, *ATHLETE_METRICS)}
"""Every metric by its key."""

_GRADE_MEANINGS = {
    Grade.MEASURED: "a measurement, a sum or a conversion; it claims nothing about the body",
    Grade.A: "several independent studies agree on what it means",
    Grade.B: "published and used; few or small independent studies",
    Grade.C: "a convention of practice; what it claims is not proven",
    Grade.D: "our own proposal",
}


def get_metric(key: str) -> Metric:
    """The entry of a metric. Raises ValueError for an unknown key."""
    if key not in METRICS:
        raise ValueError(f"Unknown metric: {key}.")
    return METRICS[key]


def calc_version(keys: Iterable[str]) -> str:
    """The versions of these metrics as one text, for example `fatigue.1+fitness.1`, to store beside derived rows.

    The same keys in any order give the same text, and any change of a version changes it, so that a row whose text
    differs is stale. Raises ValueError for an unknown key, and for none at all.
    """
    wanted = sorted(set(keys))
    if not wanted:
        raise ValueError("A version needs at least one metric.")
    return "+".join(f"{key}.{get_metric(key).version}" for key in wanted)


def metrics_page() -> str:
    """All metrics as the Markdown page `docs/science/metrics.md`, in the order of the registry."""
    grades = [f"- **{grade}**: {_GRADE_MEANINGS[grade]}" for grade in Grade]
    rows = [
        f"| `{metric.key}` | {metric.unit or '–'} | {metric.grade} | {metric.version} | {metric.description} "
        f"| {metric.reference} | `{metric.computed_by}` |"
        for metric in METRICS.values()
    ]
    return "\n".join([*_HEAD, *grades, "", *_TABLE_HEAD, *rows]) + "\n"


_HEAD = (
    "# Metrics",
    "",
    "Generated from the registry in `paceline.science.evidence`; a test compares. Each metric is a value, or a stated reason",
    "why there is none. A new version recomputes what is stored. Grades of evidence:",
    "",
)
_TABLE_HEAD = (
    "| Metric | Unit | Evidence | Version | What it is | Reference | Computed by |",
    "| --- | --- | --- | --- | --- | --- | --- |",
)
