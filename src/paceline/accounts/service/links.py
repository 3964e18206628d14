"""The address that links begin with: from the settings, never from a request (its Host header is the sender's to choose)."""

from paceline.infra.settings import Settings

_ANY_ADDRESS = {"0.0.0.0", "::", ""}


def public_url(settings: Settings) -> str:
    """`BASE_URL`, else the host and port of the settings; without a slash at its end."""
    if settings.base_url:
        return settings.base_url.rstrip("/")
    host = "localhost" if settings.host in _ANY_ADDRESS else settings.host
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
