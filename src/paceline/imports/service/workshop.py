"""What working on imports needs of its surroundings."""

from dataclasses import dataclass
from pathlib import Path

from paceline.imports.tables import BatchOrigin
from paceline.infra.settings import Settings

SLICE_S = 20.0


@dataclass(frozen=True, slots=True)
class Workshop:
    """How many children decode, where uploads are unpacked, which folders may be read, and how long a slice lasts."""

    workers: int
    spool_dir: Path
    import_dirs: tuple[Path, ...]
    slice_s: float = SLICE_S
    storage_bytes: int | None = None
    """The most that an athlete's originals may take; `None` is no limit."""

    def roots_of(self, origin: BatchOrigin) -> tuple[Path, ...] | None:
        """The folders that paths of such a batch must really lie in; `None` for those of the person at the keyboard."""
        return self.import_dirs if origin in ("server_path", "watched") else None


def workshop_of(settings: Settings, *, workers: int | None = None) -> Workshop:
    """The workshop of an instance."""
    return Workshop(
        workers or settings.workers,
        settings.data_dir / "spool",
        settings.import_dirs,
        storage_bytes=settings.athlete_storage_bytes,
    )
