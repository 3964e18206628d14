"""`python -m tests.science.vectors FILE.json`: exit 1 when an entry fails, 2 when the file cannot be read."""

import json
import sys
from pathlib import Path

from tests.science.vectors.runner import Verdict, closing_line, evaluate, read_entries


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m tests.science.vectors FILE.json\n")
        return 2
    try:
        entries = read_entries(Path(arguments[0]))
    except (OSError, ValueError, json.JSONDecodeError) as unreadable:
        sys.stderr.write(f"{unreadable}\n")
        return 2
    results = [evaluate(entry) for entry in entries]
    sys.stdout.writelines(f"{result}\n" for result in results)
    sys.stdout.write(f"{closing_line(results)}\n")
    return 1 if any(result.verdict is Verdict.FAIL for result in results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
