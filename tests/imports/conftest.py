"""An athlete who imports, and the child process that all tests share."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest

from paceline.imports.service.decoders import decoders
from paceline.imports.service.workshop import Workshop
from paceline.infra.settings import Settings
from tests.imports.runs import Importer


@pytest.fixture(scope="session")
async def _children() -> AsyncIterator[None]:
    async with decoders(1):
        yield


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """The one folder that the instance allows to import from."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def settings(tmp_path: Path, database: str, inbox: Path) -> Settings:
    """An instance that allows one folder to import from."""
    return Settings(
        data_dir=tmp_path / "data", database_url=database, workers=1, import_dirs=str(inbox), _env_file=None
    )


@pytest.fixture
def workshop(tmp_path: Path, inbox: Path, _children: None) -> Workshop:
    return Workshop(1, tmp_path / "spool", (inbox,))


@pytest.fixture
def importer(athlete_id: UUID, workshop: Workshop) -> Importer:
    return Importer(athlete_id, workshop)
