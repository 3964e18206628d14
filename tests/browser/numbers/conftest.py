"""An installation whose athletes have trained until now, and a page that is read as whole."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.browser.numbers.rare import write_rare_recordings
from tests.browser.visits import LivedIn, Trained
from tests.instances import Template


@pytest.fixture(scope="session")
def lately(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivedIn]:
    """Sample athletes who trained until yesterday, for what is said of the present only. Each test sets the units it reads in."""
    yesterday = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    rare = write_rare_recordings(tmp_path_factory.mktemp("rare"), yesterday)
    trained = Trained.until(yesterday.date(), template.case("trained_lately"), rare)
    with trained.running(template, "lately") as lately:
        yield lately
