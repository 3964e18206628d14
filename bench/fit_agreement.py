"""Compare our FIT decoder with Garmin's SDK, file by file: record count, sums of power, heart rate and distance, time.

    python bench/fit_agreement.py [FOLDER]

FOLDER defaults to $PACELINE_REAL_FILES, else to `shared/data` beside the checkout. Exit code 1 on any disagreement. Files
with compressed timestamps, which the SDK refuses half-way, are listed but not judged. The SDK's licence is not an open
one: it belongs to the bench group only, and nothing else imports it.
"""

import math
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from garmin_fit_sdk import Decoder, Stream

from paceline.connectors.base import Channel, UnreadableFileError
from paceline.connectors.files.fit.decode import decode_fit
from paceline.connectors.files.fit.messages import MessageSet, read_messages
from paceline.connectors.files.fit.profile import FIELD_DESCRIPTION, RECORD
from paceline.connectors.files.fit.records import read_records

DEFAULT_FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data"
ROUNDS = 3
CHANNELS = {"power": Channel.POWER, "heart_rate": Channel.HEART_RATE, "distance": Channel.DISTANCE}


@dataclass(frozen=True)
class Totals:
    """What two decoders can be compared by."""

    records: int
    sums: dict[str, float]

    def agrees(self, other: "Totals") -> bool:
        same = all(math.isclose(self.sums[name], other.sums[name], rel_tol=1e-9, abs_tol=1e-6) for name in CHANNELS)
        return self.records == other.records and same


def sdk_totals(data: bytes) -> tuple[Totals, float, str]:
    """The SDK's totals, its seconds (one run: it is slow), and its complaint."""
    started = time.perf_counter()
    messages, errors = Decoder(Stream.from_byte_array(bytearray(data))).read()
    seconds = time.perf_counter() - started
    records = messages.get("record_mesgs", [])
    sums = {
        name: math.fsum(one[name] for one in records if isinstance(one.get(name), (int, float))) for name in CHANNELS
    }
    return Totals(len(records), sums), seconds, str(errors[0]).splitlines()[0] if errors else ""


def our_totals(data: bytes) -> tuple[Totals, float]:
    """Our totals before samples of one second are merged, and the best seconds of the complete decoding."""
    seconds = math.inf
    for _ in range(ROUNDS):
        started = time.perf_counter()
        try:
            decode_fit(data)
        except UnreadableFileError:
            return Totals(0, dict.fromkeys(CHANNELS, 0.0)), time.perf_counter() - started
        seconds = min(seconds, time.perf_counter() - started)
    joined = MessageSet.joined(read_messages(data).parts)
    # Without descriptions no developer field stands in for a native one; the SDK does not do that either.
    native = MessageSet({number: blocks for number, blocks in joined.blocks.items() if number != FIELD_DESCRIPTION})
    channels = read_records(native).channels
    sums = {
        name: math.fsum(channels.get(key, np.empty(0))[~np.isnan(channels.get(key, np.empty(0)))].tolist())
        for name, key in CHANNELS.items()
    }
    return Totals(joined.count(RECORD), sums), seconds


def main() -> int:
    """Print the table; 1 when a file that both read disagrees."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("PACELINE_REAL_FILES", DEFAULT_FOLDER))
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() == ".fit")
    if not paths:
        print(f"no FIT files under {folder}")
        return 1
    agreed, disagreed, unjudged, sdk_seconds, our_seconds, size = 0, 0, 0, 0.0, 0.0, 0
    print(f"{'file':60} {'records':>8} {'power':>10} {'heart rate':>10} {'distance':>14} {'ratio':>6}  verdict")
    for path in paths:
        data = path.read_bytes()
        theirs, their_time, complaint = sdk_totals(data)
        ours, our_time = our_totals(data)
        judged = "ompressed timestamp" not in complaint
        same = ours.agrees(theirs)
        agreed, disagreed, unjudged = (
            agreed + (judged and same),
            disagreed + (judged and not same),
            unjudged + (not judged),
        )
        if judged:
            sdk_seconds, our_seconds, size = sdk_seconds + their_time, our_seconds + our_time, size + len(data)
        verdict = ("agrees" if same else f"DISAGREES, SDK: {theirs}") if judged else "not judged"
        print(
            f"{path.name[-60:]:60} {ours.records:8} {ours.sums['power']:10.0f} {ours.sums['heart_rate']:10.0f} "
            f"{ours.sums['distance']:14.2f} {their_time / our_time:5.0f}x  {verdict}"
            + (f" (SDK says: {complaint[:60]})" if complaint else "")
        )
    print(f"{agreed} agree, {disagreed} disagree, {unjudged} not judged, of {len(paths)} files")
    print(
        f"{size / 1e6:.1f} MB judged: SDK {sdk_seconds:.2f} s, ours {our_seconds:.3f} s "
        f"({size / our_seconds / 1e6:.0f} MB/s): {sdk_seconds / our_seconds:.0f}x in total time"
    )
    return 1 if disagreed else 0


if __name__ == "__main__":
    sys.exit(main())
