"""Settings come by their full name, by a provider's own name for its keys, and never show a secret."""

import pytest
from pydantic import ValidationError

from paceline.infra.settings import Settings


def test_a_providers_key_is_taken_without_the_prefix_and_the_prefix_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRAVA_CLIENT_ID", "1")
    monkeypatch.setenv("STRAVA_CLIENT_SECRET", "canary")
    assert Settings(_env_file=None).strava_client_id == "1"
    monkeypatch.setenv("PACELINE_STRAVA_CLIENT_ID", "2")
    settings = Settings(_env_file=None)
    assert settings.strava_client_id == "2"
    assert "canary" not in repr(settings)


@pytest.mark.parametrize("address", ["ftp://x", "https://", "www.strava.com", "https://x/y?z=1", ""])
def test_the_address_of_a_service_names_a_host(address: str) -> None:
    with pytest.raises(ValidationError):
        Settings(strava_api_url=address, _env_file=None)


def test_an_address_ends_without_a_slash_and_an_empty_key_is_none() -> None:
    settings = Settings(
        strava_api_url="http://127.0.0.1:8600/api/v3/",
        strava_client_secret=" ",
        strava_policy="",
        _env_file=None,
    )
    assert settings.strava_api_url == "http://127.0.0.1:8600/api/v3"
    assert settings.strava_client_secret is None
    assert settings.strava_policy is None
