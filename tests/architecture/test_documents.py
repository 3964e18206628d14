"""What the documents promise is what the program has."""

import re
from pathlib import Path

from paceline.infra.settings import settings_page
from tests.architecture import error_codes

ROOT = Path(__file__).parents[2]


def test_the_settings_page_is_what_the_code_says() -> None:
    assert (ROOT / "docs/selfhost/settings.md").read_text() == settings_page()


def test_every_decision_record_is_short_and_names_its_check() -> None:
    records = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert records
    for record in records:
        lines = record.read_text().strip().splitlines()
        assert len(lines) <= 60, record.name
        assert lines[-1].strip(), record.name


def test_every_target_the_readme_names_is_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for document in ("README.md", "CONTRIBUTING.md", "docs/architecture.md"):
        for target in re.findall(r"`make ([a-z-]+)", (ROOT / document).read_text()):
            assert f"\n{target}:" in makefile, (document, target)


def test_every_error_code_of_the_source_is_on_its_page() -> None:
    assert (ROOT / "docs/errors.md").read_text() == error_codes.page()
