"""Real recordings, decoded, prepared and recorded; skipped where they are not."""

import hashlib
import math
from uuid import UUID

import numpy as np
import pytest

from paceline.activities.rules.stream_codec import RESOLUTIONS, decode_samples
from paceline.activities.schemas import NewActivity, Outcome
from paceline.activities.service.prepare import prepare_file
from paceline.activities.service.record import record_many
from paceline.connectors.base import DecodedFile, UnreadableFileError
from paceline.connectors.files.sniff import decode
from paceline.infra.db.athlete import athlete_session
from tests.activities.builders import activity_rows, row_counts
from tests.real_files import real_file_paths

_PATHS = [path for kind in ("fit", "gpx", "tcx") for path in real_file_paths(kind)]


def _prepared() -> tuple[list[tuple[DecodedFile, tuple[NewActivity, ...]]], dict[bytes, bytes]]:
    made: list[tuple[DecodedFile, tuple[NewActivity, ...]]] = []
    originals: dict[bytes, bytes] = {}
    for path in _PATHS:
        content = path.read_bytes()
        sha256 = hashlib.sha256(content).digest()
        try:
            decoded = decode(content, path.name)
        except UnreadableFileError:
            continue
        originals[sha256] = content
        prepared = prepare_file(decoded, sha256=sha256, file_name=path.name, athlete_time_zone="Europe/Zurich")
        made.append((decoded, tuple(one.new for one in prepared)))
    return made, originals


@pytest.mark.skipif(not _PATHS, reason="no real recordings here")
async def test_real_recordings_are_stored_exactly_and_once(athlete_id: UUID) -> None:
    made, originals = _prepared()
    for decoded, news in made:
        for activity, new in zip(decoded.activities, news, strict=True):
            for recording, leg in zip(activity.legs, new.legs, strict=True):
                stored = decode_samples(leg.streams)
                np.testing.assert_array_equal(stored.at_ms, recording.samples.at_ms)
                for channel, values in recording.samples.channels.items():
                    if np.isfinite(values).any():
                        np.testing.assert_allclose(
                            stored.channels[channel], values, rtol=0, atol=0.5001 / RESOLUTIONS[channel][-1]
                        )
    everything = [new for _, news in made for new in news]
    async with athlete_session(athlete_id) as db:
        await record_many(db, athlete_id, everything, originals=originals)
        before, rows = await row_counts(db), await activity_rows(db)
        again = await record_many(db, athlete_id, everything, originals=originals)
        assert await row_counts(db) == before
    assert {one.outcome for one in again} == {Outcome.DUPLICATE}
    for row in rows:
        assert row["moving_s"] is None or row["moving_s"] <= row["elapsed_s"] + 1, row["name"]
        assert row["is_excluded"] == (row["started_at"].year == 1990), "two watches whose clocks were never set"
        is_one = row["duplicate_of"] is None and not row["is_multi_sport"]
        assert row["counted"] == (is_one and not row["is_excluded"])
        assert all(value is None or math.isfinite(value) for value in row.values() if isinstance(value, float))
