"""What a sandbox is to be: settings of each stand-in. Plain data, which a process of its own can be handed."""

from dataclasses import dataclass, field

from paceline.sandbox.open_meteo.app import OpenMeteoSettings

OPEN_METEO = "open_meteo"


@dataclass(frozen=True, slots=True)
class SandboxRequest:
    """All stand-ins. A port that is not named is a free one; its name is `open_meteo`."""

    open_meteo: OpenMeteoSettings = field(default_factory=OpenMeteoSettings)
    ports: dict[str, int] = field(default_factory=dict[str, int])
