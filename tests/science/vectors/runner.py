"""Evaluate a file of vectors and report one line an entry."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import cast

from tests.science.vectors import evaluate_load, evaluate_power, evaluate_race, evaluate_signals
from tests.science.vectors.compare import compare
from tests.science.vectors.inputs import Inputs, Json, NotCoveredError
from tests.science.vectors.registry import EVALUATORS

REGISTERED = (evaluate_load, evaluate_power, evaluate_race, evaluate_signals)
"""The modules whose import fills `EVALUATORS`."""


class Verdict(StrEnum):
    PASS = "pass"
    FAIL = "FAIL"
    NOT_COVERED = "not covered"


@dataclass(frozen=True)
class Result:
    id: str
    quantity: str
    verdict: Verdict
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.verdict} {self.id} {self.detail}".rstrip()


def read_entries(path: Path) -> list[dict[str, Json]]:
    """The entries of a file: a list, or an object that holds one under any key. Raises ValueError otherwise."""
    document = cast(Json, json.loads(path.read_text(encoding="utf-8")))
    if isinstance(document, dict):
        document = next((value for value in document.values() if isinstance(value, list)), None)
    if not isinstance(document, list):
        raise ValueError(f"{path} holds no list of vectors")
    return [entry if isinstance(entry, dict) else {"id": repr(entry)} for entry in document]


def evaluate(entry: dict[str, Json]) -> Result:
    """One entry: what it says, computed by us. Whatever we cannot read is not covered, never an error."""
    name, quantity = str(entry.get("id", "?")), str(entry.get("quantity", "?")).strip().lower()
    inputs = entry.get("inputs")
    if entry.get("tolerance") is None:
        return Result(name, quantity, Verdict.NOT_COVERED, "a fact without a tolerance")
    if quantity not in EVALUATORS:
        return Result(name, quantity, Verdict.NOT_COVERED, f"no evaluator for {quantity}")
    if not isinstance(inputs, dict) or "expected" not in entry:
        return Result(name, quantity, Verdict.NOT_COVERED, "no inputs or no expected value")
    read = Inputs(inputs)
    try:
        outcome = compare(entry["expected"], entry["tolerance"], EVALUATORS[quantity](read), quantity)
    except (NotCoveredError, ValueError, TypeError, KeyError, IndexError, ArithmeticError) as unread:
        # A shape we have not met must not hide the other entries.
        return Result(name, quantity, Verdict.NOT_COVERED, f"{type(unread).__name__}: {unread}")
    ignored = f" (inputs not read: {', '.join(read.ignored)})" if read.ignored else ""
    if entry.get("negative"):
        verdict = Verdict.FAIL if outcome.agrees else Verdict.PASS
        return Result(name, quantity, verdict, f"must differ: {outcome.detail}{ignored}")
    if outcome.agrees:
        return Result(name, quantity, Verdict.PASS)
    return Result(name, quantity, Verdict.FAIL, f"{outcome.detail}{ignored}")


def closing_line(results: Iterable[Result]) -> str:
    """`N passed, N failed, N not covered`."""
    verdicts = [result.verdict for result in results]
    passed, failed = verdicts.count(Verdict.PASS), verdicts.count(Verdict.FAIL)
    return f"{passed} passed, {failed} failed, {verdicts.count(Verdict.NOT_COVERED)} not covered"
