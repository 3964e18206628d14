"""What `make run` says on a machine that lacks something."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_MAKEFILE = Path(__file__).parents[2] / "Makefile"
_IS_OLD = 'case "$2" in *version_info*) exit 1;; esac'
# -S leaves out where packages lie.
_HAS_NO_PIP = f'exec {sys.executable} -S "$@"'


@pytest.mark.parametrize(
    ("python", "sentence"),
    [
        (_IS_OLD, "Paceline needs Python 3.11 or later; ./python is older."),
        (_HAS_NO_PIP, "Paceline needs pip, and ./python has none. On Debian and Ubuntu: apt install python3-pip"),
        (None, "Paceline needs Python 3.11 or later; there is no ./python."),
    ],
)
def test_what_is_missing_is_told(tmp_path: Path, python: str | None, sentence: str) -> None:
    shutil.copy(_MAKEFILE, tmp_path)
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).touch()
    if python is not None:
        (tmp_path / "python").write_text(f"#!/bin/sh\n{python}\n")
        (tmp_path / "python").chmod(0o755)
    # Free of the make that may be running these tests, which hands its options on.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    run = subprocess.run(
        ["make", "PYTHON=./python", "run"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode != 0
    assert run.stdout.startswith(sentence)
    assert not (tmp_path / ".tools").exists()
