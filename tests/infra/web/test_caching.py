"""ETags: the same athlete and address, unchanged, and nobody and nothing else."""

import httpx2

from tests.conftest import SignUp


async def test_an_unchanged_answer_is_not_computed_again(sign_up: SignUp) -> None:
    ana = await sign_up("ana")
    first = await ana.get("/api/v1/profile")
    again = await ana.get("/api/v1/profile", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.headers["x-cache"]) == (304, "HIT")


async def test_a_change_makes_every_older_tag_worthless(sign_up: SignUp) -> None:
    ana = await sign_up("ana")
    tag = (await ana.get("/api/v1/profile")).headers["etag"]
    await ana.patch("/api/v1/profile", json={"display_name": "Ana"})
    again = await ana.get("/api/v1/profile", headers={"if-none-match": tag})
    assert (again.status_code, again.json()["display_name"]) == (200, "Ana")


async def _tag(browser: httpx2.AsyncClient, address: str) -> str:
    return (await browser.get(address)).headers["etag"]


async def test_another_athletes_tag_is_never_taken_for_ones_own(sign_up: SignUp) -> None:
    ana, ben = await sign_up("ana"), await sign_up("ben")
    for browser in (ana, ben):
        await browser.post("/api/v1/profile/weights", json={"measured_on": "2026-01-01", "weight_kg": 70})
    theirs = await _tag(ana, "/api/v1/profile")
    assert (await ben.get("/api/v1/profile", headers={"if-none-match": theirs})).status_code == 200


async def test_a_tag_of_one_address_says_nothing_about_another(sign_up: SignUp) -> None:
    ana = await sign_up("ana")
    tag = await _tag(ana, "/api/v1/profile")
    missing = "/api/v1/activities/018f0000-0000-7000-8000-000000000000"
    assert (await ana.get(missing, headers={"if-none-match": tag})).status_code == 404
