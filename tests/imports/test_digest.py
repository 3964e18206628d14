"""What the child process makes of a file."""

import pytest

from paceline.activities.rules.stream_codec import decode_samples
from paceline.connectors.sports import SportKind, sport
from paceline.fitness.service.analysis import analyse
from paceline.imports.rules.digest import digest
from paceline.imports.schemas import FileToDigest
from paceline.infra.ids import new_id
from tests.builders.gpx import build_gpx, gpx_points
from tests.builders.tcx import build_tcx, tcx_points


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.gpx", build_gpx([gpx_points(900, speed_mps=3.1234567)])),
        ("a.tcx", build_tcx(tcx_points(900))),
    ],
)
def test_what_is_computed_at_import_is_what_the_stored_streams_give_later(name: str, content: bytes) -> None:
    (activity,) = digest(FileToDigest(content, name, b"\1" * 32, "UTC", new_id())).activities
    (leg,) = activity.new.legs
    family = sport(SportKind(leg.facts.sport)).family
    assert activity.analyses == (analyse(decode_samples(leg.streams), leg.facts.pauses, family),)
