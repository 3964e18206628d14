"""Recordings of real devices, where they are: tests use them in place and skip when they are not there."""

import os
from pathlib import Path

_SUFFIXES = {"fit": (".fit",), "gpx": (".gpx",), "tcx": (".tcx",)}


def real_files_folder() -> Path:
    """The folder named by PACELINE_REAL_FILES, else `shared/data` beside the checkout."""
    named = os.environ.get("PACELINE_REAL_FILES")
    return Path(named) if named else Path(__file__).resolve().parents[2] / "shared" / "data"


def real_file_paths(kind: str) -> list[Path]:
    """All real files of a kind (`fit`, `gpx`, `tcx`), in order of their names; none when the folder is absent."""
    folder = real_files_folder()
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES[kind])
