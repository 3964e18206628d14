"""The life of a batch: resumed after anything, worked on by one process at a time, cancelled, given up, taken back."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.schemas import NewActivity
from paceline.activities.service.remove import delete
from paceline.imports import jobs
from paceline.imports.queries import batches as batch_queries
from paceline.imports.queries import items
from paceline.imports.rules.outcomes import MOST_ATTEMPTS
from paceline.imports.rules.progress import eta_s, files_per_second
from paceline.imports.service import batches, leasing
from paceline.imports.service.working import SliceEnd, work_slice
from paceline.imports.tables import NewOrigin
from paceline.infra import holder
from paceline.infra.db.athlete import athlete_session
from paceline.infra.errors import AppError
from paceline.infra.settings import Settings
from tests.builders.archive import build_zip
from tests.imports.runs import Importer, counts, fit, put


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return put(tmp_path / "files", {f"{day}.fit": fit(day) for day in range(4)})


def _hurried(importer: Importer, slice_s: float = -1.0) -> Importer:
    """Slices that are over before the first file."""
    return replace(importer, workshop=replace(importer.workshop, slice_s=slice_s))


async def _change(importer: Importer, batch_id: UUID, what: str) -> None:
    async with athlete_session(importer.athlete_id) as db:
        await db.execute(text(f"update import_batch set {what} where id = :id"), {"id": batch_id})


async def test_slice_by_slice_leads_to_the_same_end(importer: Importer, folder: Path) -> None:
    batch = await importer.make(folder)
    hurried = _hurried(importer)
    assert await work_slice(importer.athlete_id, batch.id, hurried.workshop) is SliceEnd.MORE
    listed = await importer.batch(batch.id)
    assert (listed.status, listed.total_count, listed.done_count) == ("running", 4, 0)
    assert counts(await importer.finish(batch.id)) == (4, 0, 0, 0)
    assert await work_slice(importer.athlete_id, batch.id, importer.workshop) is SliceEnd.ENDED


async def test_the_same_command_goes_on_with_its_open_batch(importer: Importer, folder: Path) -> None:
    batch = await importer.make(folder)
    await work_slice(importer.athlete_id, batch.id, _hurried(importer).workshop)
    assert (await importer.paths(folder)).id == batch.id
    assert (await importer.paths(folder)).id != batch.id


async def test_nobody_else_works_on_a_batch_that_is_held(importer: Importer, folder: Path) -> None:
    batch = await importer.make(folder)
    hold = await leasing.take(importer.athlete_id, batch.id)
    assert hold is not None
    assert await work_slice(importer.athlete_id, batch.id, importer.workshop) is SliceEnd.BUSY


async def test_the_lease_of_a_dead_process_is_free_at_once(importer: Importer, folder: Path) -> None:
    batch = await importer.make(folder)
    gone = await asyncio.create_subprocess_exec("true")
    machine = holder.own_name().rpartition("/")[0].rpartition("/")[0]
    await gone.wait()
    await _change(
        importer,
        batch.id,
        f"lease_until = app.now() + interval '1 hour', lease_token = 7, lease_holder = '{machine}/{gone.pid}/1'",
    )
    assert counts(await importer.finish(batch.id)) == (4, 0, 0, 0)


async def test_a_holder_on_another_machine_is_never_called_dead() -> None:
    assert not holder.is_dead("another-boot/pid:[1]/1/1")
    assert not holder.is_dead(holder.own_name())
    assert not holder.is_dead("nonsense")


async def test_a_lease_that_ran_out_is_taken_and_the_late_holder_writes_nothing(
    importer: Importer, folder: Path
) -> None:
    batch = await importer.make(folder)
    frozen = await leasing.take(importer.athlete_id, batch.id)
    assert frozen is not None
    await _change(importer, batch.id, "lease_until = app.now() - interval '1 second'")
    assert counts(await importer.finish(batch.id)) == (4, 0, 0, 0)
    async with athlete_session(importer.athlete_id) as db:
        assert not await items.finish_items(db, frozen.lease, [], 0.0)
        assert await batch_queries.extend(db, frozen.lease) is None
        assert not await batch_queries.release(db, frozen.lease)


async def test_a_lease_lost_in_the_middle_of_a_file_leaves_nothing_of_that_file(
    importer: Importer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from paceline.imports.service import pipeline

    batch = await importer.make(folder)
    real = pipeline.record_many

    async def stolen(db: object, *args: object, **more: object) -> object:
        await _change(importer, batch.id, "lease_token = lease_token + 1")
        return await real(db, *args, **more)

    monkeypatch.setattr(pipeline, "record_many", stolen)
    assert await work_slice(importer.athlete_id, batch.id, importer.workshop) is SliceEnd.BUSY
    assert await importer.count("activity") == 0
    assert await importer.count("blob") == 0


async def test_a_cancelled_batch_ends_and_keeps_what_is_imported(importer: Importer, folder: Path) -> None:
    batch = await importer.make(folder)
    await work_slice(importer.athlete_id, batch.id, _hurried(importer).workshop)
    async with athlete_session(importer.athlete_id) as db:
        assert (await batches.cancel_batch(db, importer.athlete_id, batch.id)).cancel_requested
    done = await importer.finish(batch.id)
    assert (done.status, done.done_count) == ("cancelled", 0)
    with pytest.raises(AppError, match="has ended"):
        async with athlete_session(importer.athlete_id) as db:
            await batches.cancel_batch(db, importer.athlete_id, batch.id)


async def test_a_stopped_process_gives_the_lease_back_and_blames_no_file(
    importer: Importer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from paceline.imports.service import pipeline

    batch = await importer.make(folder)
    reached = asyncio.Event()

    async def never(*_: object, **__: object) -> object:
        reached.set()
        return await asyncio.Event().wait()

    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "record_many", never)
        working = asyncio.ensure_future(work_slice(importer.athlete_id, batch.id, importer.workshop))
        await asyncio.wait_for(reached.wait(), 30)
        working.cancel()
        (end,) = await asyncio.gather(working, return_exceptions=True)
    assert isinstance(end, asyncio.CancelledError)
    assert {row["attempts"] for row in await importer.rows("select attempts from import_item")} == {0}
    assert counts(await importer.finish(batch.id)) == (4, 0, 0, 0)


async def test_a_file_that_kills_the_process_each_time_is_given_up_and_the_rest_is_imported(
    importer: Importer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Death is played by leaving everything as it is: no release, no outcome."""
    from paceline.imports.service import pipeline

    class Death(BaseException):
        pass

    batch = await importer.make(folder)
    real = pipeline.Pipeline._write
    deaths = 0

    async def deadly(self: pipeline.Pipeline, group: list[object]) -> None:
        nonlocal deaths
        if any(pending.item.path.endswith("/2.fit") and pending.finished is None for pending, _ in group):
            deaths += 1
            self._hold.is_lost = True
            raise Death
        await real(self, group)

    monkeypatch.setattr(pipeline.Pipeline, "_write", deadly)
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(Death):
            await importer.finish(batch.id)
        await _change(importer, batch.id, "lease_until = app.now() - interval '1 second'")
    done = await importer.finish(batch.id)
    assert deaths == MOST_ATTEMPTS
    outcomes = await importer.outcomes(done)
    assert outcomes.pop("2.fit") == ("failed", "item_poison")
    assert set(outcomes.values()) == {("imported", "new")}


async def test_a_batch_that_kills_every_slice_is_given_up(importer: Importer, folder: Path) -> None:
    batch = await importer.make(folder)
    await _change(importer, batch.id, "attempts = 6")
    done = await importer.finish(batch.id)
    assert (done.status, done.error_code) == ("failed", "import_poison")


async def test_a_file_the_database_refuses_fails_alone(
    importer: Importer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from paceline.imports.service import pipeline

    real = pipeline.record_many
    no_name = "insert into gear (athlete_id, id, kind, name) select app.athlete(), gen_random_uuid(), 'bike', ''"

    async def refused(db: AsyncConnection, athlete_id: UUID, news: Sequence[NewActivity], **more: Any) -> object:
        if any(new.file_name == "2.fit" for new in news):
            await db.execute(text(no_name))
        return await real(db, athlete_id, news, **more)

    monkeypatch.setattr(pipeline, "record_many", refused)
    batch = await importer.paths(folder)
    assert counts(batch) == (3, 0, 0, 1)
    assert (await importer.outcomes(batch))["2.fit"] == ("failed", "file_unstorable")


async def test_open_batches_are_woken_whatever_became_of_their_job(
    importer: Importer, settings: Settings, monkeypatch: pytest.MonkeyPatch, inbox: Path
) -> None:
    monkeypatch.setattr(jobs, "settings", lambda: settings.model_copy(update={"import_dirs": (inbox,)}))
    put(inbox, {"a.fit": fit(0)})
    async with athlete_session(importer.athlete_id) as db:
        batch = await batches.create_batch(db, importer.athlete_id, "server_path", [NewOrigin(str(inbox))])
        await db.execute(text("delete from jobs.procrastinate_jobs"))
    assert await jobs.resume_imports() == {"woken": 1}
    async with athlete_session(importer.athlete_id) as db:
        waiting = (await db.execute(text("select task_name, args from jobs.procrastinate_jobs"))).all()
    assert [(row.task_name, row.args["batch_id"]) for row in waiting] == [("imports.work", str(batch.id))]
    await jobs.work(**waiting[0].args)
    assert (await importer.batch(batch.id)).status == "completed"
    assert await jobs.resume_imports() == {"woken": 0}


async def test_a_commands_batch_is_left_to_its_command(importer: Importer, folder: Path) -> None:
    await importer.make(folder)
    assert await jobs.resume_imports() == {"woken": 0}


async def test_a_slice_with_work_left_asks_for_the_next(
    importer: Importer, settings: Settings, monkeypatch: pytest.MonkeyPatch, inbox: Path
) -> None:
    hurried = _hurried(importer).workshop
    monkeypatch.setattr(jobs, "workshop_of", lambda _: hurried)
    put(inbox, {"a.fit": fit(0)})
    async with athlete_session(importer.athlete_id) as db:
        batch = await batches.create_batch(db, importer.athlete_id, "server_path", [NewOrigin(str(inbox))])
        await db.execute(text("delete from jobs.procrastinate_jobs"))
    await jobs.work(str(importer.athlete_id), str(batch.id))
    async with athlete_session(importer.athlete_id) as db:
        waiting = (await db.execute(text("select task_name from jobs.procrastinate_jobs"))).scalars().all()
    assert waiting == ["imports.work"]


# -- taking back


async def _traces(importer: Importer) -> dict[str, int]:
    tables = await importer.rows(
        "select table_name from information_schema.columns where table_schema = 'public' and column_name = 'athlete_id'"
    )
    kept = {"import_batch", "import_origin", "import_item", "athlete_revision", "athlete_profile", "dirty_mark"}
    names = {row["table_name"] for row in tables} - kept
    sizes: dict[str, int] = {}
    for name in sorted(names):
        allowed = await importer.rows(f"select has_table_privilege('{name}', 'select') as yes")
        if allowed[0]["yes"]:
            sizes[name] = await importer.count(name)
    return {name: size for name, size in sizes.items() if size}


async def test_a_rollback_leaves_no_row_and_no_blob(importer: Importer, folder: Path, tmp_path: Path) -> None:
    assert await _traces(importer) == {}
    batch = await importer.paths(folder)
    assert await _traces(importer)
    async with athlete_session(importer.athlete_id) as db:
        rolled_back, taken = await batches.roll_back(db, importer.athlete_id, batch.id)
    assert (rolled_back.status, len(taken.removed_ids), taken.dropped_blobs) == ("rolled_back", 4, 4)
    assert await _traces(importer) == {}
    assert {one.activity_ids for one in (await importer.files(rolled_back)).values()} == {()}
    assert counts(await importer.paths(folder)) == (4, 0, 0, 0)


async def test_a_rollback_keeps_what_another_import_has_too(importer: Importer, folder: Path, tmp_path: Path) -> None:
    from tests.imports.test_archives import FILES, RUN, _archive

    plain = put(tmp_path / "plain", {"1.fit.gz": FILES["activities/1.fit.gz"]})
    first = await importer.paths(plain)
    second = await importer.paths(_archive(tmp_path / "export.zip", [RUN], FILES))
    async with athlete_session(importer.athlete_id) as db:
        _, taken = await batches.roll_back(db, importer.athlete_id, second.id)
    assert (len(taken.removed_ids), len(taken.kept_ids)) == (0, 1)
    (row,) = await importer.rows("select name, sample_count from activity")
    assert (row["name"] != "Dawn run", row["sample_count"]) == (True, 120)
    async with athlete_session(importer.athlete_id) as db:
        await batches.roll_back(db, importer.athlete_id, first.id)
    assert await importer.count("activity") == await importer.count("blob") == 0


async def test_a_rollback_of_edited_activities_wants_to_be_forced(importer: Importer, folder: Path) -> None:
    batch = await importer.paths(folder)
    edited = (await importer.files(batch))["1.fit"].activity_ids[0]
    async with athlete_session(importer.athlete_id) as db:
        await db.execute(
            text(
                """
                insert into activity_override (athlete_id, activity_id, field, value, set_by)
                values (app.athlete(), :id, 'name', '"Mine"', 'athlete')
                """
            ),
            {"id": edited},
        )
    with pytest.raises(AppError) as refused:
        async with athlete_session(importer.athlete_id) as db:
            await batches.roll_back(db, importer.athlete_id, batch.id)
    assert refused.value.code == "edited_since"
    assert refused.value.details["activity_ids"] == [str(edited)]
    async with athlete_session(importer.athlete_id) as db:
        await batches.roll_back(db, importer.athlete_id, batch.id, force=True)
    assert await _traces(importer) == {}


async def test_a_rollback_forgets_what_was_deleted_since(importer: Importer, folder: Path) -> None:
    batch = await importer.paths(folder)
    async with athlete_session(importer.athlete_id) as db:
        await delete(db, importer.athlete_id, (await importer.files(batch))["0.fit"].activity_ids)
    async with athlete_session(importer.athlete_id) as db:
        await batches.roll_back(db, importer.athlete_id, batch.id)
    assert await _traces(importer) == {}
    assert counts(await importer.paths(folder)) == (4, 0, 0, 0)


async def test_a_batch_somebody_works_on_is_not_rolled_back(importer: Importer, folder: Path) -> None:
    batch = await importer.make(folder)
    hold = await leasing.take(importer.athlete_id, batch.id)
    assert hold is not None
    with pytest.raises(AppError) as refused:
        async with athlete_session(importer.athlete_id) as db:
            await batches.roll_back(db, importer.athlete_id, batch.id)
    assert refused.value.code == "import_running"


async def test_an_abandoned_batch_can_be_rolled_back_and_does_not_come_to_life(
    importer: Importer, folder: Path
) -> None:
    batch = await importer.make(folder)
    await work_slice(importer.athlete_id, batch.id, _hurried(importer).workshop)
    async with athlete_session(importer.athlete_id) as db:
        await batches.roll_back(db, importer.athlete_id, batch.id)
    assert await work_slice(importer.athlete_id, batch.id, importer.workshop) is SliceEnd.ENDED
    assert await importer.count("activity") == 0


# -- uploads


async def test_an_uploaded_archive_is_spooled_for_its_work_and_its_blob_goes_at_the_end(importer: Importer) -> None:
    from paceline.infra import blobs

    archive = build_zip({"a.fit": fit(0), "b.fit": fit(1)})
    async with athlete_session(importer.athlete_id) as db:
        sha256 = await blobs.put(db, importer.athlete_id, archive)
        origins = [NewOrigin("mine.zip", sha256)]
        batch = await batches.create_batch(db, importer.athlete_id, "upload", origins)
    assert await work_slice(importer.athlete_id, batch.id, _hurried(importer).workshop) is SliceEnd.MORE
    assert len(list(importer.workshop.spool_dir.iterdir())) == 1
    done = await importer.finish(batch.id)
    assert await importer.outcomes(done) == {"a.fit": ("imported", "new"), "b.fit": ("imported", "new")}
    assert list(importer.workshop.spool_dir.iterdir()) == []
    assert await importer.count("blob") == 2
    assert (await importer.rows("select count(*) as n from blob where sha256 = :sha", sha=sha256))[0]["n"] == 0


async def test_the_forecast_leaves_pauses_out(importer: Importer, folder: Path) -> None:
    batch = await importer.paths(folder)
    assert eta_s(batch) == 0.0
    running = replace(batch, status="running", total_count=100, imported_count=40, worked_s=10.0)
    assert files_per_second(running) == pytest.approx(4.0)
    assert eta_s(running) == pytest.approx(15.0)
    old = replace(running, started_at=running.created_at - timedelta(days=3))
    assert eta_s(old) == eta_s(running)
    assert eta_s(replace(running, imported_count=1)) is None
