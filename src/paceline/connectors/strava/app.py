"""The API application that speaks to Strava: registered by whoever runs this instance."""

from dataclasses import dataclass

from pydantic import SecretStr


@dataclass(frozen=True, slots=True)
class StravaApp:
    """Its number and secret, and where the two halves of the service lie."""

    client_id: str
    client_secret: SecretStr
    api_url: str
    oauth_url: str
