"""Imports over HTTP: stored before 202 is answered, once however often it is sent, and nobody else's business."""

import asyncio
import hashlib
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import text

from paceline.imports.routes import uploads
from paceline.imports.routes.uploads import upload_limit_of
from paceline.infra.db.athlete import athlete_session
from paceline.infra.ids import new_id
from tests.builders.archive import build_zip
from tests.conftest import SignUp
from tests.imports.runs import Importer, fit, put

API = "/api/v1/imports"


@pytest.fixture
async def athlete(athlete_id: UUID, sign_up: SignUp) -> httpx2.AsyncClient:
    """The athlete `athlete_id`, signed in."""
    return await sign_up("ana")


@pytest.fixture
async def other(athlete: httpx2.AsyncClient, sign_up: SignUp) -> httpx2.AsyncClient:
    return await sign_up("ben")


def form(**files: bytes) -> list[tuple[str, tuple[str, bytes]]]:
    return [("files", (name.replace("__", "."), content)) for name, content in files.items()]


async def _upload(athlete: httpx2.AsyncClient, **files: bytes) -> dict[str, Any]:
    answer = await athlete.post(API, files=form(**files))
    assert answer.status_code == 202, answer.text
    return answer.json()


async def test_uploaded_files_are_stored_before_the_answer_and_imported_after(
    athlete: httpx2.AsyncClient, importer: Importer
) -> None:
    answer = await athlete.post(API, files=form(a__fit=fit(0), more__zip=build_zip({"b.fit": fit(1)})))
    assert answer.status_code == 202
    batch = answer.json()
    assert answer.headers["location"] == f"{API}/{batch['id']}"
    assert (batch["origin"], batch["label"], batch["status"]) == ("upload", "a.fit and 1 more", "queued")
    stored = {bytes(row["sha256"]) for row in await importer.rows("select sha256 from blob")}
    assert hashlib.sha256(fit(0)).digest() in stored
    await importer.finish(UUID(batch["id"]))
    detail = (await athlete.get(f"{API}/{batch['id']}")).json()
    assert detail["batch"]["status"] == "completed"
    assert detail["batch"]["counts"] == {"imported": 2, "duplicate": 0, "skipped": 0, "failed": 0}
    assert [(one["path"], one["outcome"]) for one in detail["files"]] == [
        ("a.fit", "imported"),
        ("more.zip/b.fit", "imported"),
    ]
    assert (await athlete.get(f"/api/v1/activities/{detail['files'][0]['activity_ids'][0]}")).status_code == 200


async def test_a_file_that_was_not_imported_leaves_no_blob(athlete: httpx2.AsyncClient, importer: Importer) -> None:
    batch = await _upload(athlete, settings__fit=fit(0, file_type=2), broken__gpx=b"<gpx")
    await importer.finish(UUID(batch["id"]))
    assert await importer.count("blob") == 0


async def test_files_come_page_by_page_and_by_outcome(athlete: httpx2.AsyncClient, importer: Importer) -> None:
    batch = await _upload(athlete, **{f"f{day}__fit": fit(day) for day in range(4)}, bad__gpx=b"no")
    await importer.finish(UUID(batch["id"]))
    seen: list[str] = []
    cursor = None
    while True:
        page = (
            await athlete.get(f"{API}/{batch['id']}", params={"limit": 2} | ({"cursor": cursor} if cursor else {}))
        ).json()
        seen += [one["path"] for one in page["files"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == [f"f{day}.fit" for day in range(4)] + ["bad.gpx"]
    failed = (await athlete.get(f"{API}/{batch['id']}", params={"outcome": "failed"})).json()["files"]
    assert [(one["path"], one["code"]) for one in failed] == [("bad.gpx", "format_unknown")]


@pytest.mark.parametrize("cursor", ["W3RydWVd", "WzEuNV0", "WyJhIl0"], ids=["yes", "a fraction", "a word"])
async def test_a_foreign_cursor_over_files_is_refused(athlete: httpx2.AsyncClient, cursor: str) -> None:
    batch = await _upload(athlete, a__fit=fit(0))
    answer = await athlete.get(f"{API}/{batch['id']}", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (422, "cursor_invalid")


async def test_imports_are_listed_newest_first(athlete: httpx2.AsyncClient, importer: Importer) -> None:
    ids = [(await _upload(athlete, a__fit=fit(day)))["id"] for day in range(3)]
    first = (await athlete.get(API, params={"limit": 2})).json()
    assert [one["id"] for one in first["imports"]] == [ids[2], ids[1]]
    rest = (await athlete.get(API, params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert ([one["id"] for one in rest["imports"]], rest["next_cursor"]) == ([ids[0]], None)


async def test_an_unchanged_answer_costs_nothing(athlete: httpx2.AsyncClient) -> None:
    batch = await _upload(athlete, a__fit=fit(0))
    first = await athlete.get(f"{API}/{batch['id']}")
    again = await athlete.get(f"{API}/{batch['id']}", headers={"if-none-match": first.headers["etag"]})
    assert (first.headers["x-cache"], again.status_code) == ("MISS", 304)


async def test_the_same_key_is_done_once_and_answered_alike(athlete: httpx2.AsyncClient, importer: Importer) -> None:
    key = {"idempotency-key": "upload-1"}
    first = await athlete.post(API, files=form(a__fit=fit(0)), headers=key)
    again = await athlete.post(API, files=form(a__fit=fit(0)), headers=key)
    assert (again.status_code, again.json(), again.headers["location"]) == (
        202,
        first.json(),
        first.headers["location"],
    )
    assert again.headers["idempotent-replayed"] == "true"
    assert await importer.count("import_batch") == 1
    reused = await athlete.post(API, files=form(a__fit=fit(1)), headers=key)
    assert (reused.status_code, reused.json()["code"]) == (422, "idempotency_key_reused")
    assert await importer.count("import_batch") == 1


async def test_two_at_once_with_one_key_are_done_once(athlete: httpx2.AsyncClient, importer: Importer) -> None:
    key = {"idempotency-key": "twins"}
    answers = await asyncio.gather(*(athlete.post(API, files=form(a__fit=fit(0)), headers=key) for _ in range(3)))
    assert {answer.json()["id"] for answer in answers} == {answers[0].json()["id"]}
    assert await importer.count("import_batch") == 1


async def test_a_key_of_another_athlete_is_another_key(athlete: httpx2.AsyncClient, other: httpx2.AsyncClient) -> None:
    key = {"idempotency-key": "shared"}
    mine = await athlete.post(API, files=form(a__fit=fit(0)), headers=key)
    theirs = await other.post(API, files=form(a__fit=fit(0)), headers=key)
    assert mine.json()["id"] != theirs.json()["id"]


async def test_a_key_is_forgotten_after_a_day(athlete: httpx2.AsyncClient, importer: Importer) -> None:
    from paceline.imports.jobs import cleanup_idempotent_answers

    key = {"idempotency-key": "old"}
    first = await athlete.post(API, files=form(a__fit=fit(0)), headers=key)
    async with athlete_session(importer.athlete_id) as db:
        await db.execute(text("update idempotent_answer set created_at = created_at - interval '25 hours'"))
    again = await athlete.post(API, files=form(a__fit=fit(0)), headers=key)
    assert again.json()["id"] != first.json()["id"]
    async with athlete_session(importer.athlete_id) as db:
        await db.execute(text("update idempotent_answer set created_at = created_at - interval '25 hours'"))
    assert await cleanup_idempotent_answers() == {"deleted": 1}


async def test_a_path_below_an_allowed_folder_is_imported(
    athlete: httpx2.AsyncClient, importer: Importer, inbox: Path
) -> None:
    put(inbox, {"ana/a.fit": fit(0)})
    answer = await athlete.post(API, json={"path": str(inbox / "ana")})
    assert (answer.status_code, answer.json()["origin"]) == (202, "server_path")
    assert (await importer.finish(UUID(answer.json()["id"]))).imported_count == 1


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "{inbox}/../outside", "{inbox}/link", "{inbox}/missing", "relative", "{inbox}\x00/a", "/"]
)
async def test_no_path_leads_out_of_the_allowed_folders(
    athlete: httpx2.AsyncClient, inbox: Path, tmp_path: Path, path: str
) -> None:
    put(tmp_path / "outside", {"a.fit": fit(0)})
    (inbox / "link").symlink_to(tmp_path / "outside")
    answer = await athlete.post(API, json={"path": path.format(inbox=inbox)})
    assert (answer.status_code, answer.json()["code"]) == (403, "path_refused")


async def test_a_folder_swapped_for_a_link_after_listing_is_not_followed(
    athlete: httpx2.AsyncClient, importer: Importer, inbox: Path, tmp_path: Path
) -> None:
    from dataclasses import replace

    from paceline.imports.service.working import work_slice

    put(tmp_path / "outside", {"a.fit": fit(0)})
    put(inbox, {"sub/a.fit": fit(1)})
    batch_id = UUID((await athlete.post(API, json={"path": str(inbox)})).json()["id"])
    await work_slice(importer.athlete_id, batch_id, replace(importer.workshop, slice_s=-1.0))
    (inbox / "sub").rename(tmp_path / "away")
    (inbox / "sub").symlink_to(tmp_path / "outside")
    done = await importer.finish(batch_id)
    assert await importer.outcomes(done) == {"a.fit": ("skipped", "link_not_followed")}


@pytest.mark.parametrize(
    ("content", "headers", "code"),
    [
        (b"{}", {"content-type": "application/json"}, "body_unreadable"),
        (b"{", {"content-type": "application/json"}, "body_unreadable"),
        (b'{"path": "/x", "is_admin": true}', {"content-type": "application/json"}, "body_unreadable"),
        (b"x", {"content-type": "text/plain"}, "body_unreadable"),
        (b"--b--\r\n", {"content-type": "multipart/form-data; boundary=b"}, "import_empty"),
        (b"rubbish", {"content-type": "multipart/form-data"}, "body_unreadable"),
    ],
)
async def test_a_body_that_makes_no_sense_is_refused_with_a_reason(
    athlete: httpx2.AsyncClient, importer: Importer, content: bytes, headers: dict[str, str], code: str
) -> None:
    answer = await athlete.post(API, content=content, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert await importer.count("import_batch") == 0


async def test_names_are_shown_without_folders_and_direction_marks(athlete: httpx2.AsyncClient) -> None:
    answer = await athlete.post(API, files=[("files", ("../../etc/\u202eevil.fit", fit(0)))])
    assert answer.json()["label"] == "evil.fit"


async def test_an_upload_may_be_larger_than_other_bodies_but_not_boundless(
    athlete: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await athlete.post(API, files=form(big__fit=bytes(2_000_000)))).status_code == 202
    monkeypatch.setattr(uploads, "UPLOAD_LIMIT_BYTES", 3_000_000)
    assert (await athlete.post(API, files=form(big__fit=bytes(3_500_000)))).status_code == 413
    form_type = [(b"content-type", b"multipart/form-data; boundary=b")]
    request = {"type": "http", "method": "POST", "path": API, "headers": form_type}
    assert upload_limit_of(request) == uploads.UPLOAD_LIMIT_BYTES
    assert upload_limit_of(request | {"path": "/api/v1/goals"}) is None
    assert upload_limit_of(request | {"headers": [(b"content-type", b"application/json")]}) is None


async def test_a_share_without_a_service_worker_leads_to_the_import_screen_whatever_its_size(
    client: httpx2.AsyncClient,
) -> None:
    answer = await client.post("/import/share", files=form(a__fit=bytes(2_000_000)))
    assert (answer.status_code, answer.headers["location"]) == (303, "/import?share=unsupported")


async def test_an_invited_athlete_imports_from_a_folder_of_their_own_only(
    athlete: httpx2.AsyncClient, other: httpx2.AsyncClient, inbox: Path
) -> None:
    put(inbox, {"ana/a.fit": fit(0)})
    refused = await other.post(API, json={"path": str(inbox / "ana")})
    assert (refused.status_code, refused.json()["code"]) == (403, "path_refused")
    (own,) = (await other.get(f"{API}/folders")).json()["allowed"]
    put(Path(own), {"b.fit": fit(1)})
    assert (await other.post(API, json={"path": own})).status_code == 202
    (Path(own) / "link").symlink_to(inbox / "ana")
    assert (await other.post(API, json={"path": f"{own}/link"})).status_code == 403


async def test_a_foreign_import_is_not_there(
    athlete: httpx2.AsyncClient, other: httpx2.AsyncClient, importer: Importer
) -> None:
    batch = await _upload(athlete, a__fit=fit(0))
    await importer.finish(UUID(batch["id"]))
    for import_id in (batch["id"], str(new_id())):
        answers = [
            await other.get(f"{API}/{import_id}"),
            await other.post(f"{API}/{import_id}/cancel"),
            await other.post(f"{API}/{import_id}/rollback", params={"force": True}),
        ]
        assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "import_not_found")] * 3
    assert (await other.get(API)).json()["imports"] == []
    assert await importer.count("activity") == 1


async def test_an_import_is_cancelled_and_taken_back(athlete: httpx2.AsyncClient, importer: Importer) -> None:
    batch = await _upload(athlete, a__fit=fit(0))
    cancelled = await athlete.post(f"{API}/{batch['id']}/cancel")
    assert (cancelled.status_code, cancelled.json()["cancel_requested"]) == (200, True)
    assert (await importer.finish(UUID(batch["id"]))).status == "cancelled"
    again = (await athlete.post(f"{API}/{batch['id']}/cancel")).json()
    assert (again["code"], again["status"], again["import_status"]) == ("import_ended", 409, "cancelled")
    second = await _upload(athlete, a__fit=fit(0))
    await importer.finish(UUID(second["id"]))
    taken = await athlete.post(f"{API}/{second['id']}/rollback")
    assert taken.status_code == 200
    assert len(taken.json()["removed_activity_ids"]) == 1
    assert taken.json()["batch"]["status"] == "rolled_back"
    assert await importer.count("blob") == 0


async def test_a_rollback_that_is_asked_for_again_says_what_it_took_and_is_not_another_one(
    athlete: httpx2.AsyncClient, importer: Importer
) -> None:
    batch = await _upload(athlete, a__fit=fit(0))
    await importer.finish(UUID(batch["id"]))
    address, key = f"{API}/{batch['id']}/rollback", {"idempotency-key": "back"}
    first = await athlete.post(address, headers=key)
    assert len(first.json()["removed_activity_ids"]) == 1
    assert (await athlete.post(address, headers=key)).json() == first.json()
    forced = await athlete.post(address, headers=key, params={"force": True})
    assert (forced.status_code, forced.json()["code"]) == (422, "idempotency_key_reused")


async def test_a_token_without_the_right_to_import_may_look_and_no_more(
    athlete: httpx2.AsyncClient, client: httpx2.AsyncClient
) -> None:
    made = await athlete.post("/api/v1/auth/tokens", json={"name": "reader", "scopes": ["read"]})
    assert made.status_code == 201, made.text
    client.headers["authorization"] = f"Bearer {made.json()['token']}"
    assert (await client.get(API)).status_code == 200
    assert (await client.post(API, files=form(a__fit=fit(0)))).json()["code"] == "scope_missing"


async def test_nobody_imports_without_signing_in(client: httpx2.AsyncClient) -> None:
    assert (await client.post(API, files=form(a__fit=fit(0)))).status_code == 401
    assert (await client.get("/api/v1/events")).status_code == 401
