"""A template database, and a small corpus that passes every crash point of importing and recomputing."""

import gzip
from dataclasses import replace

import psycopg
import pytest

from paceline.infra.db.roles import Roles
from paceline.infra.ids import new_id
from tests.builders.archive import StravaRow, build_strava_archive, build_zip
from tests.builders.gpx import build_gpx, gpx_points
from tests.imports.runs import START, fit, put
from tests.instances import Template, make_template
from tests.servers import ServerAddress

# An athlete who has said where they live: what is imported without a position does not depend on what came before it.
_ATHLETE = (
    "insert into athlete (id) values (%s)",
    "insert into athlete_revision (athlete_id) select id from athlete",
    "insert into athlete_profile (athlete_id, time_zone, time_zone_source) select id, 'Europe/Zurich', 'athlete' from athlete",
)


@pytest.fixture(scope="session")
async def template(server: ServerAddress, roles: Roles, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Migrated once, copied for each case."""
    made = await make_template(server, roles, "faults", tmp_path_factory.mktemp("faults"))
    async with await psycopg.AsyncConnection.connect(server.superuser_url(made.roles.database)) as db:
        for statement in _ATHLETE:
            await db.execute(statement, [new_id()] if "%s" in statement else None)
    return made


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What is imported: two exports, the later one with a file the first had lost, and a folder of a bit of everything."""
    folder = tmp_path_factory.mktemp("corpus")
    long_ride = fit(3, seconds=1500, sport=2, serial=5)
    lost = StravaRow(
        "71", START, name="Found again", file="#error#", distance_m=357.0, elapsed_s=119.0, gear="Old bike"
    )
    typed = StravaRow("72", START.replace(day=20), name="Typed in", sport="Swim", swim=True)
    found = replace(lost, file="activities/1.fit.gz")
    first = build_strava_archive([lost, typed], {})
    second = build_strava_archive([found, typed], {"activities/1.fit.gz": gzip.compress(fit(0), mtime=0)})
    put(
        folder,
        {
            "first.zip": first,
            "second.zip": second,
            "files/ride.fit": long_ride,
            "files/ride_again.fit.gz": gzip.compress(long_ride, mtime=0),
            "files/run.fit": fit(8, seconds=400, serial=6),
            "files/settings.fit": fit(1, file_type=2),
            "files/broken.gpx": b"<gpx",
            "files/more.zip": build_zip({"phone.gpx": build_gpx(gpx_points(300, START.replace(day=15)))}),
        },
    )
    return [str(folder / name) for name in ("first.zip", "second.zip", "files")]
