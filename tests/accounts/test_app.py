"""What an app learns of an instance before anybody signs in."""

import httpx2
import pytest
from pydantic import ValidationError

from paceline import __version__
from paceline.infra.settings import Settings
from tests.conftest import browser_of

TILES = "https://tiles.example/{z}/{x}/{y}.png?key=public"


async def test_an_app_learns_of_the_instance_without_a_sign_in(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/api/v1/app")
    assert answer.headers["cache-control"] == "public, max-age=60"
    assert answer.json() == {
        "version": __version__,
        "transport": "secure",
        "registration_needs_invite": True,
        "tile_url": None,
        "tile_attribution": None,
    }


@pytest.mark.parametrize(
    ("allowed", "base_url", "transport"),
    [
        (False, "http://192.0.2.1:8000", "insecure_refused"),
        (True, "http://192.0.2.1:8000", "insecure_allowed"),
        (True, "https://coach.example", "secure"),
    ],
)
async def test_an_app_learns_whether_to_warn_of_plain_http(
    settings: Settings, allowed: bool, base_url: str, transport: str
) -> None:
    async with browser_of(settings.model_copy(update={"allow_insecure_http": allowed}), base_url, "192.0.2.7") as away:
        assert (await away.get("/api/v1/app")).json()["transport"] == transport
        assert (await away.get("/api/v1/auth/setup")).json()["transport"] == transport


async def test_an_app_learns_where_tiles_come_from(settings: Settings) -> None:
    tiles = {"tile_url": TILES, "tile_attribution": "© People who map"}
    async with browser_of(settings.model_copy(update=tiles)) as browser:
        body = (await browser.get("/api/v1/app")).json()
    assert {name: body[name] for name in tiles} == tiles


@pytest.mark.parametrize(
    "address",
    [
        "tiles.example/{z}/{x}/{y}.png",
        "ftp://tiles.example/{z}/{x}/{y}.png",
        "javascript:alert(1)//{z}/{x}/{y}",
        "https:///{z}/{x}/{y}.png",
        "https://tiles.example/{z}/{x}.png",
        "https://tiles.example/{z}/{x}/{y}/{y}.png",
        "https://{s}.tiles.example/{z}/{x}/{y}.png",
        "https://tiles.example/{z}/{x}/{y} .png",
        "https://me:secret@tiles.example/{z}/{x}/{y}.png",
    ],
)
def test_an_address_that_is_none_of_tiles_is_refused(address: str) -> None:
    with pytest.raises(ValidationError, match="address of tiles"):
        Settings(tile_url=address, _env_file=None)


def test_an_empty_address_of_tiles_is_none() -> None:
    assert Settings(tile_url=" ", tile_attribution="", _env_file=None).tile_url is None
    assert Settings(tile_url=TILES, _env_file=None).tile_url == TILES
