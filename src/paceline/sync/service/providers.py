"""The services that this instance is set up for."""

from paceline.connectors.strava.app import StravaApp
from paceline.connectors.strava.connector import StravaConnector
from paceline.infra.settings import Settings


def open_strava(settings: Settings) -> StravaConnector | None:
    """A client of Strava, to be shared by the process and closed with it; None where no application is set up."""
    if not settings.strava_client_id or settings.strava_client_secret is None:
        return None
    return StravaConnector(
        StravaApp(
            settings.strava_client_id,
            settings.strava_client_secret,
            settings.strava_api_url,
            settings.strava_oauth_url,
        )
    )
