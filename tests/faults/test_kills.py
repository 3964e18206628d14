"""Killed at any crash point and started again, the data is the same as without the kill (REL-P1, F1).

Each case is a real process with a real PostgreSQL, ended by SIGKILL in the middle of its work.
"""

import os
import signal
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path

import httpx2
import pytest

from paceline.entrypoints import wiring
from paceline.infra import crashpoints
from tests.conftest import TEST_PASSWORD
from tests.faults.dump import dump, unfinished
from tests.instances import Case, Template, passes

assert wiring.JOB_MODULES, "importing the wiring registers the crash points"
KILLED = -signal.SIGKILL
# Passed by other work than importing, recomputing and taking back; their own suites play the interruption.
ELSEWHERE = frozenset(
    {
        "activities.deleted",
        "activities.purged",
        "activities.split",
        "activities.edit_undone",
        "imports.folder_scanned",
        "samples.begun",
        "samples.files_written",
        "samples.prepared",
        "samples.removed",
    }
)
# Passed before an upload is answered, so never by the worker.
HANDING_IN = frozenset({"imports.batch_made"})
ROLLING_BACK = frozenset({"activities.batch_removed", "imports.rolled_back"})
POINTS = sorted(set(crashpoints.registered()) - ELSEWHERE)
# `make test` plays the first pass of these; `make test-faults` the first, middle and last pass of all.
EACH_TIME = frozenset(
    {"activities.written", "fitness.judged", "imports.batch_ended", "imports.file_recorded", "imports.items_listed"}
)
BY_A_WORKER = frozenset({"fitness.judged", "imports.file_recorded"})
ALL = os.environ.get("PACELINE_TEST_FAULTS") == "all"
_CASES_AT_ONCE = 2


@dataclass(frozen=True)
class Undisturbed:
    """What a run without a kill passes and leaves."""

    passed: Counter[str]
    holds: dict[str, list[str]]


@dataclass(frozen=True)
class Kill:
    """The n-th pass of a crash point, `n` counted from 1."""

    point: str
    pass_no: int

    @property
    def name(self) -> str:
        return f"{self.point.replace('.', '_')}_{self.pass_no}"


def _kills(passed: Counter[str], point: str) -> Iterator[Kill]:
    """The first pass; of all, also the middle and the last one."""
    last = passed[point]
    wanted = {1, (last + 1) // 2, last} if ALL else {1}
    for pass_no in sorted(wanted):
        yield Kill(point, pass_no)


@pytest.fixture(scope="session")
def imported(template: Template, corpus: list[str]) -> Iterator[Undisturbed]:
    """The import that nobody disturbs."""
    case = template.case("plain")
    log = template.folder / "passes"
    document = case.run("import", "--json", *corpus, crash_log=log).document
    assert document["counts"] == {"imported": 6, "duplicate": 2, "skipped": 1, "failed": 1}
    assert unfinished(case.superuser_url) == {}
    yield Undisturbed(passes(log), dump(case.superuser_url))
    template.drop(case)


@pytest.fixture(scope="session")
def taken_back(template: Template, corpus: list[str]) -> Iterator[Undisturbed]:
    """The rollback that nobody disturbs."""
    case = template.case("plain_rollback")
    log = template.folder / "passes_rollback"
    batch_id = case.run("import", "--json", *corpus).document["batch_id"]
    assert case.run("import", "--json", "--rollback", batch_id, crash_log=log).document["removed_activity_ids"]
    assert unfinished(case.superuser_url) == {}
    yield Undisturbed(passes(log), dump(case.superuser_url))
    template.drop(case)


def _differences(holds: dict[str, list[str]], wanted: dict[str, list[str]]) -> str:
    """What is only here (+) and only in the undisturbed run (-), table by table; empty when nothing is."""
    lines: list[str] = []
    for table in wanted:
        here, there = Counter(holds[table]), Counter(wanted[table])
        lines += [f"+ {table} {line}" for line in (here - there).elements()]
        lines += [f"- {table} {line}" for line in (there - here).elements()]
    return "\n".join(lines)


def _end_of(case: Case, template: Template, wanted: Undisturbed, what: str) -> None:
    differences = _differences(dump(case.superuser_url), wanted.holds)
    if differences:
        pytest.fail(f"{what} ended otherwise:\n{differences}", pytrace=False)
    assert unfinished(case.superuser_url) == {}, what
    template.drop(case)


@pytest.mark.parametrize(
    "point", [point for point in POINTS if point not in ROLLING_BACK and (ALL or point in EACH_TIME)]
)
def test_an_import_killed_here_ends_as_if_nothing_had_happened(
    point: str, template: Template, corpus: list[str], imported: Undisturbed
) -> None:
    assert imported.passed[point], f"the corpus does not pass {point}"

    def play(kill: Kill) -> None:
        case = template.case(kill.name)
        first = case.run("import", "--json", *corpus, crash_at=f"{kill.point}:{kill.pass_no}")
        # Files that are ready together share a transaction, so a later pass need not come in every run.
        assert first.status == KILLED or (first.status == 0 and kill.pass_no > 1), (kill, first.err)
        case.let_time_pass()
        assert case.run("import", "--json", *corpus).document["files"], kill
        _end_of(case, template, imported, kill.name)

    _play_all(play, _kills(imported.passed, point))


@pytest.mark.parametrize("point", sorted(ROLLING_BACK))
def test_a_rollback_killed_here_leaves_no_trace_in_the_end(
    point: str, template: Template, corpus: list[str], taken_back: Undisturbed
) -> None:
    assert taken_back.passed[point]

    def play(kill: Kill) -> None:
        case = template.case(f"rollback_{kill.name}")
        batch_id = case.run("import", "--json", *corpus).document["batch_id"]
        killed = case.run("import", "--rollback", batch_id, crash_at=f"{kill.point}:{kill.pass_no}")
        assert killed.status == KILLED, killed
        case.let_time_pass()
        assert case.run("import", "--json", "--rollback", batch_id).status == 0
        _end_of(case, template, taken_back, kill.name)

    _play_all(play, _kills(taken_back.passed, point))


def test_killed_again_and_again_it_still_comes_to_the_same_end(
    template: Template, corpus: list[str], imported: Undisturbed, tmp_path: Path
) -> None:
    """Each time a little further: no run is let to its end until it no longer reaches the point."""
    case = template.case("again_and_again")
    for _ in range(60):
        run = case.run("import", "--json", *corpus, crash_at="imports.file_committed:1")
        case.let_time_pass()
        if run.status == 0:
            break
        assert run.status == KILLED, run.err
    else:
        raise AssertionError("it never comes to an end")
    _end_of(case, template, imported, "again and again")


@pytest.fixture(scope="session")
def handed_in(template: Template, corpus: list[str]) -> Iterator[Case]:
    """An instance that was given the corpus as one upload, which nobody has begun to work on."""
    case = template.case("handed_in")
    paths = [one for path in map(Path, corpus) for one in ([path] if path.is_file() else sorted(path.iterdir()))]
    # Like a browser, it keeps `Secure` cookies of a loopback host.
    jar = CookieJar(policy=DefaultCookiePolicy(secure_protocols=("http", "https")))
    headers = {"x-paceline-request": "1"}
    with case.serving() as address, httpx2.Client(base_url=address, cookies=jar, headers=headers) as browser:
        who = {"username": "ana", "password": TEST_PASSWORD}
        assert browser.post("/api/v1/auth/setup", json=who).status_code == 204
        form = [("files", (path.name, path.read_bytes())) for path in paths]
        assert browser.post("/api/v1/imports", files=form).status_code == 202
    yield case
    template.drop(case)


@pytest.fixture(scope="session")
def worked_off(template: Template, handed_in: Case) -> Iterator[Undisturbed]:
    """The upload that a worker works off undisturbed."""
    case = template.case("worked_off", of=handed_in)
    log = template.folder / "passes_worker"
    assert case.work(crash_log=log) == 0
    holds = dump(case.superuser_url)
    assert len(holds["activity"]) == 5
    yield Undisturbed(passes(log), holds)
    template.drop(case)


@pytest.mark.parametrize(
    "point", [point for point in POINTS if point not in ROLLING_BACK | HANDING_IN and (ALL or point in BY_A_WORKER)]
)
def test_an_upload_whose_worker_is_killed_here_ends_as_if_nothing_had_happened(
    point: str, template: Template, handed_in: Case, worked_off: Undisturbed
) -> None:
    assert worked_off.passed[point], f"the upload does not pass {point}"

    def play(kill: Kill) -> None:
        case = template.case(f"worker_{kill.name}", of=handed_in)
        first = case.work(crash_at=f"{kill.point}:{kill.pass_no}")
        assert first == KILLED or (first == 0 and kill.pass_no > 1), (kill, first)
        case.let_time_pass()
        assert case.work() == 0, kill
        _end_of(case, template, worked_off, kill.name)

    _play_all(play, _kills(worked_off.passed, point))


def _play_all(play: object, kills: Iterator[Kill]) -> None:
    with ThreadPoolExecutor(_CASES_AT_ONCE) as pool:
        for done in [pool.submit(play, kill) for kill in kills]:
            done.result()
