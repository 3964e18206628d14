"""Untrusted input is read in children that may die; one bad file fails alone."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from paceline.infra.bounded_pool import BoundedPool, Limits, ReaderError
from paceline.infra.bounded_pool_child import decode, encode, name_of
from tests.infra import bounded_pool_readers as readers

_SMALL = Limits(cpu_s=0.3, wall_s=1.5, memory_bytes=200 * 2**20)


@pytest.fixture
async def pool() -> AsyncIterator[BoundedPool[object, object]]:
    async with BoundedPool(readers.act, size=1, limits=_SMALL, carried=(readers.FileError,)) as small:
        yield small


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _ends(pid: int) -> bool:
    deadline = time.monotonic() + 10
    while _is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.005)
    return not _is_alive(pid)


async def _code_of(pool: BoundedPool[object, object], argument: object) -> str:
    with pytest.raises(ReaderError) as caught:
        await pool.run(argument)
    return caught.value.code


async def test_the_result_comes_back_and_the_same_child_works_on(pool: BoundedPool[object, object]) -> None:
    assert await pool.run(b"content") == b"content"
    assert await pool.run("pid") == await pool.run("pid") != os.getpid()


async def test_a_function_may_be_named_instead_of_given() -> None:
    async with BoundedPool[object, object]("tests.infra.bounded_pool_readers:act", size=1) as named:
        assert await named.run({"a": 1}) == {"a": 1}


async def test_megabytes_of_columns_arrive_equal_and_writable() -> None:
    async with BoundedPool(readers.columns, size=1) as reading:
        received = await reading.run(5)
    for name, column in readers.columns(5).items():
        np.testing.assert_array_equal(received[name], column)
        assert received[name].flags.writeable


async def test_a_file_of_megabytes_reaches_the_child(pool: BoundedPool[object, object]) -> None:
    content = os.urandom(5_000_000)
    assert await pool.run(content) == content


async def test_a_carried_exception_arrives_as_it_was_raised(pool: BoundedPool[object, object]) -> None:
    child = await pool.run("pid")
    with pytest.raises(readers.FileError) as caught:
        await pool.run("bad file")
    assert (caught.value.code, caught.value.details) == ("file_truncated", {"line": 7})
    assert str(caught.value) == "The file is bad: file_truncated"
    assert await pool.run("pid") == child


@pytest.mark.parametrize("trouble", ["bug", "lambda", "unpicklable error"])
async def test_any_other_exception_or_result_is_a_crash_of_the_reader_with_its_trace(
    pool: BoundedPool[object, object], trouble: str
) -> None:
    with pytest.raises(ReaderError) as caught:
        await pool.run(trouble)
    assert caught.value.code == "reader_crashed"
    assert "Traceback" in caught.value.trace
    assert await pool.run("next") == "next"


@pytest.mark.parametrize(
    ("trouble", "code"),
    [("loop", "file_too_slow"), ("sleep", "file_too_slow"), ("die", "reader_crashed"), ("exit", "reader_crashed")],
)
async def test_a_call_that_takes_too_long_or_dies_fails_alone_and_the_next_call_works(
    pool: BoundedPool[object, object], trouble: str, code: str
) -> None:
    child = await pool.run("pid")
    assert isinstance(child, int)
    assert await _code_of(pool, trouble) == code
    assert await pool.run("next") == "next"
    assert _ends(child)


@pytest.mark.parametrize("trouble", ["touch much", "touch shared memory", "reserve much", "return much"])
async def test_a_call_that_wants_too_much_memory_fails_alone_and_the_next_call_works(trouble: str) -> None:
    async with BoundedPool(readers.act, size=1, limits=Limits(memory_bytes=_SMALL.memory_bytes)) as narrow:
        assert await _code_of(narrow, trouble) == "file_too_large_in_memory"
        assert await narrow.run("next") == "next"


async def test_an_endless_loop_is_killed_by_its_cpu_time_long_before_the_wall_limit() -> None:
    async with BoundedPool(readers.act, size=1, limits=Limits(cpu_s=0.2, wall_s=600)) as patient:
        with pytest.raises(ReaderError, match=r"more than 0\.2 s of CPU time") as caught:
            await patient.run("loop")
    assert caught.value.code == "file_too_slow"


async def test_cpu_time_is_counted_for_each_call_and_not_for_the_life_of_a_child(
    pool: BoundedPool[object, object],
) -> None:
    spent_s = [await pool.run("spend 0.15 s") for _ in range(4)]
    assert isinstance(spent_s[-1], float)
    assert spent_s[-1] > _SMALL.cpu_s


async def test_many_calls_at_once_wait_for_a_free_child_and_each_gets_its_own_answer() -> None:
    async with BoundedPool(readers.act, size=2, limits=_SMALL, carried=(readers.FileError,)) as busy:
        arguments = ["die" if index % 17 == 0 else "pid" if index % 5 == 0 else index for index in range(60)]
        answers = await asyncio.gather(*(busy.run(argument) for argument in arguments), return_exceptions=True)
    for argument, answer in zip(arguments, answers, strict=True):
        if argument == "die":
            assert isinstance(answer, ReaderError)
        elif argument != "pid":
            assert answer == argument
    pids = {answer for argument, answer in zip(arguments, answers, strict=True) if argument == "pid"}
    assert 1 <= len(pids) <= 2 + arguments.count("die")


async def test_the_event_loop_goes_on_while_a_child_works(pool: BoundedPool[object, object]) -> None:
    turns = 0
    async with asyncio.TaskGroup() as group:
        loop = group.create_task(_code_of(pool, "loop"))
        while not loop.done():
            turns += 1
            await asyncio.sleep(0.001)
    assert loop.result() == "file_too_slow"
    assert turns > 20


async def test_a_cancelled_call_ends_its_child_and_leaves_the_pool_usable(pool: BoundedPool[object, object]) -> None:
    child = await pool.run("pid")
    assert isinstance(child, int)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await pool.run("loop")
    assert await pool.run("next") == "next"
    assert _ends(child)


async def test_a_cancelled_wait_for_a_free_child_leaves_the_pool_usable(pool: BoundedPool[object, object]) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(_code_of(pool, "loop"))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await pool.run("waiting")
    assert await pool.run("next") == "next"


async def test_closing_ends_the_children_and_fails_the_calls_under_way() -> None:
    pool = BoundedPool(readers.act, size=2)
    child = await pool.run("pid")
    assert isinstance(child, int)
    async with asyncio.TaskGroup() as group:
        calls = [group.create_task(_code_of(pool, argument)) for argument in ("sleep", "sleep", "waits for a place")]
        await asyncio.sleep(0)
        await pool.close()
    assert [call.result() for call in calls] == ["pool_closed"] * 3
    assert not _is_alive(child)
    assert await _code_of(pool, "late") == "pool_closed"
    await pool.close()


async def test_a_reader_that_cannot_be_imported_says_so() -> None:
    async with BoundedPool[object, object]("tests.infra.no_such_module:read", size=1) as broken:
        with pytest.raises(ReaderError, match="no_such_module") as caught:
            await broken.run(b"")
    assert caught.value.code == "reader_crashed"


async def test_a_child_inherits_no_environment_no_files_and_writes_no_core(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PACELINE_DATABASE_URL", "DATABASE_URL", "ANTHROPIC_API_KEY", "SOMETHING_ELSE"):
        monkeypatch.setenv(name, "hunter2")
    async with BoundedPool(readers.act, size=1) as pool:
        seen = await pool.run("surroundings")
        assert "hunter2" not in str(seen["environment"])
        assert not any(name.startswith(("PACELINE", "DATABASE")) for name in seen["environment"])
        assert seen["core"][0] == 0
        assert seen["files"] <= 64
        assert len(seen["open"]) <= 5


@pytest.mark.parametrize("doing", ["loop", "sleep"])
def test_a_parent_killed_with_9_leaves_no_child(doing: str) -> None:
    code = "from tests.infra.bounded_pool_readers import main_of_parent; main_of_parent()"
    with subprocess.Popen([sys.executable, "-c", code, doing], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert _is_alive(child)
        parent.kill()
    assert _ends(child)


def test_a_function_another_process_cannot_import_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="cannot be imported"):
        name_of(lambda argument: argument)


_arrays = npst.arrays(
    st.sampled_from([np.float64, np.int64, np.uint8]), npst.array_shapes(min_dims=1, max_dims=3, min_side=0)
)
_messages = st.recursive(
    st.none() | st.integers() | st.binary() | st.text() | _arrays,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@given(_messages)
def test_every_message_survives_a_frame(message: object) -> None:
    received = decode([bytearray(block) for block in encode(message)[1:]])
    np.testing.assert_equal(received, message)
