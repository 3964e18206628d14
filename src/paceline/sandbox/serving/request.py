"""What a sandbox is to be: settings of each stand-in and what fills it. Plain data, which a process of its own can be handed."""

from dataclasses import dataclass, field
from pathlib import Path

from paceline.sandbox.open_meteo.app import OpenMeteoSettings
from paceline.sandbox.strava.filling.recorded import fill_folder
from paceline.sandbox.strava.filling.records import AthleteRecords, fill_records
from paceline.sandbox.strava.filling.seeded import SeededAthlete, fill_seeded
from paceline.sandbox.strava.settings import StravaSettings
from paceline.sandbox.strava.world.world import World

STRAVA, OPEN_METEO = "strava", "open_meteo"


@dataclass(frozen=True, slots=True)
class RecordedFolder:
    """A folder of recorded answers, and whose it becomes."""

    folder: Path
    athlete_id: int | None = None


Filling = SeededAthlete | RecordedFolder | AthleteRecords


@dataclass(frozen=True, slots=True)
class SandboxRequest:
    """All stand-ins. A port that is not named is a free one; names are `strava` and `open_meteo`."""

    strava: StravaSettings = field(default_factory=StravaSettings)
    athletes: tuple[Filling, ...] = ()
    open_meteo: OpenMeteoSettings = field(default_factory=OpenMeteoSettings)
    ports: dict[str, int] = field(default_factory=dict[str, int])


def filled_world(athletes: tuple[Filling, ...]) -> World:
    """A world with these athletes. Raises ValueError, of which `WrongRecordingError` is one."""
    world = World()
    for filling in athletes:
        match filling:
            case SeededAthlete():
                fill_seeded(world, filling)
            case RecordedFolder():
                fill_folder(world, filling.folder, filling.athlete_id)
            case AthleteRecords():
                fill_records(world, filling)
    return world
