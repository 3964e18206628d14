"""gzip and zip written to hurt: each bad member fails alone, within bounds of memory and work."""

import gzip
import io
import os
import stat
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.connectors.base import UnreadableFileError
from paceline.connectors.files.containers import Bounds, Member, ZipContainer, gunzip
from tests.builders.archive import build_zip

SMALL = Bounds(file_bytes=1_000_000, read_bytes=3_000_000, nested_bytes=500_000, entries=50, ratio_floor_bytes=100_000)


def members_of(data: bytes, bounds: Bounds = SMALL) -> Iterator[Member]:
    with ZipContainer(io.BytesIO(data), bounds) as container:
        yield from container.members()


def outcomes(data: bytes, bounds: Bounds = SMALL) -> dict[str, bytes | str]:
    """What reading each member gives: its bytes, or the code of its failure."""
    found: dict[str, bytes | str] = {}
    for member in members_of(data, bounds):
        try:
            found[member.name] = member.read()
        except UnreadableFileError as failure:
            found[member.name] = failure.code
    return found


def refusal(data: bytes, bounds: Bounds = SMALL) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        list(members_of(data, bounds))
    return caught.value.code


def raw_zip(*entries: tuple[zipfile.ZipInfo, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, data in entries:
            archive.writestr(info, data)
    return buffer.getvalue()


def patched(
    data: bytes, name: bytes, *, size: int | None = None, flags: int | None = None, method: int | None = None
) -> bytes:
    """The archive with other values in the directory entry of that name."""
    changed = bytearray(data)
    at = data.rindex(name) - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    if size is not None:
        struct.pack_into("<I", changed, at + 24, size)
    if flags is not None:
        struct.pack_into("<H", changed, at + 8, flags)
    if method is not None:
        struct.pack_into("<H", changed, at + 10, method)
    return bytes(changed)


@given(
    st.dictionaries(
        st.text("abc/.", min_size=1, max_size=8).map(lambda name: f"f{name}x"), st.binary(max_size=200), max_size=5
    )
)
def test_what_was_packed_is_what_is_read(files):
    safe = {name: data for name, data in files.items() if ".." not in name.split("/")}
    assert outcomes(build_zip(safe)) == safe


@given(st.binary(max_size=500), st.integers(1, 3))
def test_gzip_streams_in_a_row_are_one_file(data, streams):
    assert gunzip(gzip.compress(data) * streams, SMALL) == (data * streams, ())


def test_padding_after_gzip_is_ignored():
    assert gunzip(gzip.compress(b"run") + b"\0" * 100, SMALL) == (b"run", ())


def test_a_broken_end_of_gzip_keeps_what_came_before():
    text = os.urandom(300_000)
    data, flaws = gunzip(gzip.compress(text)[:200_000], SMALL)
    assert len(data) > 150_000
    assert text.startswith(data)
    assert [flaw.code for flaw in flaws] == ["gzip_truncated"]


def test_gzip_that_holds_nothing_readable_is_refused():
    with pytest.raises(UnreadableFileError) as caught:
        gunzip(b"\x1f\x8b not really", SMALL)
    assert caught.value.code == "gzip_corrupt"


@pytest.mark.parametrize("bounds", [SMALL, Bounds(file_bytes=10**12)], ids=["size", "ratio"])
def test_a_gzip_bomb_stops_at_the_bound(bounds):
    bomb = gzip.compress(bytes(60_000_000))
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableFileError) as caught:
            gunzip(bomb, bounds)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert caught.value.code in ("file_too_large", "ratio_too_high")
    assert peak < 15_000_000


def test_thousands_of_empty_gzip_streams_end_soon():
    data, _ = gunzip(gzip.compress(b"x") * 20_000, SMALL)
    assert len(data) <= 20_000


def test_small_regular_files_may_exceed_the_ratio():
    regular = b"<trkpt/>" * 10_000
    assert len(regular) > 100 * len(zlib.compress(regular))
    assert outcomes(build_zip({"a.gpx": regular}))["a.gpx"] == regular


def test_a_bomb_among_the_members_fails_alone():
    assert outcomes(build_zip({"a": b"1", "bomb": bytes(900_000), "huge": bytes(2_000_000), "z": b"2"})) == {
        "a": b"1",
        "bomb": "ratio_too_high",
        "huge": "file_too_large",
        "z": b"2",
    }


@pytest.mark.parametrize(
    ("claimed", "code"),
    [
        (10, "archive_member_corrupt"),
        (5_000, "archive_member_corrupt"),
        (900_000, "ratio_too_high"),
        (2**31, "file_too_large"),
    ],
)
def test_a_lying_size_is_found_out(claimed, code):
    data = build_zip({"liar": os.urandom(1000), "honest": b"yes"})
    assert outcomes(patched(data, b"liar", size=claimed)) == {"liar": code, "honest": b"yes"}


def test_a_member_that_inflates_beyond_its_claim_is_not_inflated_further():
    data = patched(build_zip({"liar": bytes(50_000_000)}), b"liar", size=10)
    tracemalloc.start()
    try:
        assert outcomes(data) == {"liar": "archive_member_corrupt"}
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2_000_000


@pytest.mark.parametrize(
    "name",
    [
        "../x.fit",
        "a/../../x.fit",
        "/etc/x.fit",
        "C:/x.fit",
        "c:x.fit",
        "..\\x.fit",
        "\\\\host\\x.fit",
        "a\nb.fit",
        "a/..",
    ],
)
def test_names_that_lead_outside_are_refused(name):
    good = ("good.fit", b"ok")
    found = outcomes(build_zip([(name, b"bad"), good]))
    assert found.pop("good.fit") == b"ok"
    assert list(found.values()) == ["archive_name_unsafe"]


def test_a_name_with_a_hidden_end_is_refused():
    data = build_zip({"good.fit_hidden.exe": b"x"}).replace(b"good.fit_hidden", b"good.fit\0hidden")
    assert list(outcomes(data).values()) == ["archive_name_unsafe"]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFSOCK])
def test_links_and_devices_are_refused(kind):
    info = zipfile.ZipInfo("link.fit")
    info.create_system = 3
    info.external_attr = (kind | 0o777) << 16
    assert outcomes(raw_zip((info, b"/etc/passwd"))) == {"link.fit": "archive_not_a_file"}


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_of_a_repeated_name_the_first_is_read():
    assert outcomes(build_zip([("a.fit", b"1"), ("a.fit", b"2"), ("b.fit", b"3")])) == {
        "a.fit": b"1",
        "a.fit (2)": "archive_name_repeated",
        "b.fit": b"3",
    }


def test_names_in_other_scripts_are_just_names():
    names = ["naïve.fit", "ナイト.gpx", "\u202efit.exe", "a b.tcx"]
    assert list(outcomes(build_zip(dict.fromkeys(names, b"x")))) == names


def test_entries_that_share_their_data_are_refused():
    """The trick of a flat zip bomb: many directory entries point at one kernel of data."""
    one = build_zip({"aaaa": bytes(50_000)})
    directory = one.index(b"PK\x01\x02")
    end = one.index(b"PK\x05\x06")
    entry = one[directory:end]
    entries = b"".join(entry.replace(b"aaaa", name) for name in (b"aaaa", b"bbbb", b"cccc"))
    tail = bytearray(one[end:])
    struct.pack_into("<HHII", tail, 8, 3, 3, len(entries), directory)
    assert outcomes(one[:directory] + entries + bytes(tail)) == dict.fromkeys(
        ["aaaa", "bbbb", "cccc"], "archive_overlap"
    )


def test_an_encrypted_member_says_so():
    data = build_zip({"secret.fit": b"x" * 20, "open.fit": b"y"})
    assert outcomes(patched(data, b"secret.fit", flags=1)) == {"secret.fit": "archive_encrypted", "open.fit": b"y"}


def test_an_unknown_method_says_so():
    data = build_zip({"odd.fit": b"x" * 20, "open.fit": b"y"})
    assert outcomes(patched(data, b"odd.fit", method=97)) == {"odd.fit": "archive_method_unknown", "open.fit": b"y"}


def test_a_directory_of_too_many_entries_is_refused_unread():
    assert refusal(build_zip({f"{number}.fit": b"" for number in range(51)})) == "archive_too_many_entries"


def test_the_whole_archive_has_a_budget_and_photos_do_not_count():
    photo, ride = os.urandom(900_000), os.urandom(800_000)
    members = {f"media/{number}.jpg": photo for number in range(6)} | {f"{number}.fit": ride for number in range(5)}
    read: list[str] = []
    for member in members_of(build_zip(members)):
        if member.name.endswith(".fit"):
            try:
                member.read()
                read.append("ok")
            except UnreadableFileError as failure:
                read.append(failure.code)
    assert read == ["ok", "ok", "ok", "archive_too_large", "archive_too_large"]


def test_a_zip_in_a_zip_is_opened_on_request_and_counts_to_the_same_budget():
    inner = build_zip({f"{number}.fit": os.urandom(400_000) for number in range(1)})
    with ZipContainer(io.BytesIO(build_zip({"part.zip": inner})), SMALL) as outer:
        (part,) = outer.members()
        with part.open_nested() as nested:
            assert [len(member.read()) for member in nested.members()] == [400_000]
    tight = Bounds(file_bytes=1_000_000, read_bytes=500_000, nested_bytes=500_000)
    with ZipContainer(io.BytesIO(build_zip({"part.zip": inner})), tight) as outer:
        (part,) = outer.members()
        with part.open_nested() as nested, pytest.raises(UnreadableFileError) as caught:
            next(nested.members()).read()
    assert caught.value.code == "archive_too_large"


@pytest.mark.parametrize("cut", [1, 30, 100])
def test_a_truncated_archive_is_refused(cut):
    assert refusal(build_zip({"a.fit": b"x" * 500})[:-cut]) == "archive_corrupt"


@given(st.integers(0, 400), st.binary(min_size=1, max_size=8))
def test_damaged_archives_fail_with_a_code_never_worse(position, scrap):
    data = build_zip({"a.fit": b"x" * 50, "b/c.gpx": os.urandom(100)})
    damaged = data[:position] + scrap + data[position + len(scrap) :]
    try:
        found = list(outcomes(damaged).values())
    except UnreadableFileError as refused:
        found = [refused.code]
    assert all(isinstance(outcome, bytes) or outcome.startswith(("archive_", "file_", "ratio_")) for outcome in found)
