"""Each import contract, proven by a violation planted in a copy of the source."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# contract id → the file that gets the forbidden line, and the line.
PLANTED = {
    "layers": ("science/power.py", "import paceline.infra.errors"),
    "pure-science": ("science/pace.py", "import logging"),
    "http-edge": ("tasks/service.py", "import fastapi"),
    "readers": ("connectors/base.py", "import sqlalchemy"),
    "stand-ins": ("sandbox/clock.py", "import paceline.infra.clock"),
    "sandbox-door": ("imports/service/working.py", "import paceline.sandbox.clock"),
    "system-door": ("athletes/service.py", "import paceline.infra.db.system"),
    "slices": ("tasks/queries.py", "import paceline.tasks.service"),
    "private-accounts": ("athletes/service.py", "import paceline.accounts.queries"),
    "private-tasks": ("athletes/service.py", "import paceline.tasks.queries"),
    "private-athletes": ("activities/service.py", "import paceline.athletes.queries"),
    "private-activities": ("fitness/service.py", "import paceline.activities.queries"),
    "private-fitness": ("imports/service.py", "import paceline.fitness.queries"),
    "private-samples": ("entrypoints/wiring.py", "import paceline.samples.rules"),
    "private-sync": ("entrypoints/web.py", "import paceline.sync.queries"),
    "private-imports": ("entrypoints/web.py", "import paceline.imports.queries"),
}


def _lint(tree: Path) -> str:
    """The report of import-linter over a tree."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=tree,
        env={"PYTHONPATH": str(tree / "src"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source with every violation planted."""
    copy = tmp_path_factory.mktemp("planted")
    shutil.copytree(ROOT / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    for name, line in PLANTED.values():
        path = copy / "src" / "paceline" / name
        if not path.exists():
            path = path.with_suffix("") / "__init__.py"
        path.write_text(path.read_text() + f"\n{line}\n")
    (copy / "src/paceline/newcomer").mkdir()
    (copy / "src/paceline/newcomer/__init__.py").write_text("")
    return copy


@pytest.fixture(scope="module")
def report(tree: Path) -> str:
    return _lint(tree)


def _contract_names() -> dict[str, str]:
    import tomllib

    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return {contract["id"]: contract["name"] for contract in contracts}


def test_every_contract_has_a_planted_violation() -> None:
    assert set(_contract_names()) == set(PLANTED)


@pytest.mark.parametrize("contract", sorted(PLANTED))
def test_a_planted_violation_breaks_its_contract(contract: str, report: str) -> None:
    assert f"{_contract_names()[contract]} BROKEN" in report


def test_the_sandbox_is_kept_from_every_other_part() -> None:
    import tomllib

    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    forbidden = next(contract["forbidden_modules"] for contract in contracts if contract["id"] == "stand-ins")
    parts = {f"paceline.{path.parent.name}" for path in (ROOT / "src/paceline").glob("*/__init__.py")}
    assert parts - {"paceline.sandbox", "paceline.entrypoints"} <= set(forbidden)


def test_a_folder_without_a_place_in_the_layers_is_refused(report: str) -> None:
    assert "newcomer" in report
