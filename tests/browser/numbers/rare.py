"""Recordings that the sample athletes have none of: several sports in one, and one that knows its positions only."""

from datetime import datetime, timedelta
from pathlib import Path

from tests.builders.gpx import build_gpx, gpx_points
from tests.builders.tcx import TcxActivity, TcxLap, tcx_activity, tcx_points, wrap_tcx
from tests.builders.xml import iso

_MINUTES = 12


def write_rare_recordings(folder: Path, day: datetime) -> list[Path]:
    """Files of the small hours of a day, when neither athlete trains."""
    brick, walk = folder / "brick.tcx", folder / "night.gpx"
    brick.write_bytes(_brick(day + timedelta(hours=1)))
    walk.write_bytes(build_gpx(gpx_points(_MINUTES * 60, day + timedelta(hours=3)), name="Night run"))
    return [brick, walk]


def _brick(start: datetime) -> bytes:
    """A ride, a change and a run."""
    change = start + timedelta(minutes=_MINUTES)
    run = change + timedelta(seconds=90)
    first = tcx_activity(_leg(start, "Biking", 7.5))
    second = tcx_activity(_leg(run, "Running", 3.3))
    between = f'<Transition StartTime="{iso(change)}"><TotalTimeSeconds>90</TotalTimeSeconds></Transition>'
    return wrap_tcx(
        f"<Activities><MultiSportSession><Id>{iso(start)}</Id><FirstSport>{first}</FirstSport>"
        f"<NextSport>{between}{second}</NextSport></MultiSportSession></Activities>"
    )


def _leg(start: datetime, sport: str, speed_mps: float) -> TcxActivity:
    points = tcx_points(_MINUTES * 60, start, speed_mps=speed_mps)
    return TcxActivity([TcxLap(start, [points], timer_s=_MINUTES * 60.0)], sport=sport, id=start)
