"""One table of ratios. Ends with status 1 when a goal that must be met is missed.

    python -m bench [ROW…] [--quick] [--json FILE] [--list]

ROW is a row's name or the beginning of one: `python -m bench fit import`.
"""

import argparse
import json
import os
import platform
import sys
import time
import traceback
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import curves, importing, large_screens, memory, readers, screens, start, storage, tenancy, web, years
from bench.ground import Ground
from bench.row import Measurement, Row, UnavailableError, Verdict
from paceline.infra.logging import set_up_logging

ROWS: tuple[Row, ...] = (
    *readers.ROWS,
    *importing.ROWS,
    *memory.ROWS,
    *curves.ROWS,
    *storage.ROWS,
    *tenancy.ROWS,
    *web.ROWS,
    *years.ROWS,
    *start.ROWS,
    *screens.ROWS,
    *large_screens.ROWS,
)

_WIDTHS = (16, 40, 11, 30, 11, 22, 9, 9)
_HEADS = ("row", "what", "ours", "rival or bound", "", "ratio (min–max)", "must", "stretch")


def main() -> int:
    """Measure the chosen rows, print the table; 1 when a must is missed."""
    wanted = _arguments()
    for name in [*os.environ]:
        if name == "DATABASE_URL" or (name.startswith("PACELINE_") and name != "PACELINE_REAL_FILES"):
            del os.environ[name]
    warnings.filterwarnings("ignore", module="fitdecode")
    set_up_logging("warning")
    rows = _chosen(wanted.rows)
    if wanted.list:
        print("\n".join(f"{row.name:20}{row.what}, against {row.bound}" for row in rows))
        return 0
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the start\n")
    print(_line(*_HEADS), "verdict", flush=True)
    with Ground(quick=wanted.quick) as ground:
        found = [_measure(row, ground) for row in rows]
    missed = [one["row"] for one in found if one["verdict"] == Verdict.MISSED.value]
    print(f"\n{len(found)} rows, {len(missed)} missed{': ' + ', '.join(missed) if missed else ''}")
    if wanted.json:
        wanted.json.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    return 1 if missed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the speeds, as ratios in one run.")
    parser.add_argument(
        "rows", nargs="*", metavar="ROW", help="name of a row, or the beginning of one; all when left out"
    )
    parser.add_argument("--quick", action="store_true", help="fewer rounds and fewer files")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file, too")
    parser.add_argument("--list", action="store_true", help="name the rows and measure nothing")
    return parser.parse_args()


def _chosen(names: Sequence[str]) -> list[Row]:
    unknown = [name for name in names if not any(row.name.startswith(name) for row in ROWS)]
    if unknown:
        sys.exit(f"bench: no row begins with {', '.join(unknown)}. The rows: {', '.join(row.name for row in ROWS)}")
    return [row for row in ROWS if not names or row.name.startswith(tuple(names))]


def _measure(row: Row, ground: Ground) -> dict[str, Any]:
    """Measure a row and print its line. Whatever goes wrong is a missed row, never the end of the table."""
    started = time.monotonic()
    found, reason = None, ""
    try:
        found = row.run(ground)
    except UnavailableError as lack:
        reason = str(lack)
    except Exception as error:  # noqa: BLE001 -- the other rows are still to be measured
        traceback.print_exc()
        reason = f"{type(error).__name__}: {error}"
    if found is None:
        verdict = Verdict.NO_GOAL if row.must is None else Verdict.MISSED
        print(
            _line(row.name, row.what, "–", row.bound, "–", "–", row.goal(row.must), row.goal(row.stretch)),
            verdict.value,
        )
        print(f"{'':17}not measured: {reason}", flush=True)
    else:
        verdict = row.verdict(found.judged)
        _show(row, found, verdict)
    return _record(row, found, verdict, reason, time.monotonic() - started)


def _show(row: Row, found: Measurement, verdict: Verdict) -> None:
    ratio = str(found.ratio) if found.ratio else "–"
    goals = row.goal(row.must), row.goal(row.stretch)
    print(_line(row.name, row.what, found.ours, row.bound, found.theirs, ratio, *goals), verdict.value)
    if found.note:
        print(f"{'':17}{found.note}", flush=True)


def _line(*cells: str) -> str:
    return " ".join(f"{cell:{width}}" for cell, width in zip(cells, _WIDTHS, strict=True))


def _record(row: Row, found: Measurement | None, verdict: Verdict, reason: str, seconds: float) -> dict[str, Any]:
    ratio = found.ratio if found else None
    return {
        "row": row.name,
        "what": row.what,
        "against": row.bound,
        "unit": row.judged.value,
        "judged": found.judged if found else None,
        "ours": found.ours if found else None,
        "theirs": found.theirs if found else None,
        "ratio": [ratio.middle, ratio.low, ratio.high] if ratio else None,
        "must": row.must,
        "stretch": row.stretch,
        "at_least": row.at_least,
        "verdict": verdict.value,
        "note": found.note if found else reason,
        "took_s": round(seconds, 1),
    }


if __name__ == "__main__":
    sys.exit(main())
