"""The browser and the screens that tests look through."""

import shutil
from dataclasses import dataclass
from typing import Any

# A name that is not this machine's own leads to it all the same, so that a visit from elsewhere needs no second machine.
ELSEWHERE = "coach.example"

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # WebGL without a graphics card, for the map.
    "--enable-unsafe-swiftshader",
    f"--host-resolver-rules=MAP {ELSEWHERE} 127.0.0.1",
)

_NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium_path() -> str | None:
    """Where this machine has Chromium, if it has."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


@dataclass(frozen=True)
class Device:
    """A screen."""

    name: str
    width: int
    height: int
    has_touch: bool = False

    @property
    def size(self) -> Any:
        """Its viewport."""
        return {"width": self.width, "height": self.height}

    def context(self, **more: Any) -> dict[str, Any]:
        """The arguments of a browser context that looks like it."""
        return {
            "viewport": self.size,
            "has_touch": self.has_touch,
            "is_mobile": self.has_touch,
            "locale": "en-IE",
            "timezone_id": "Europe/Zurich",
            **more,
        }


NARROW = Device("narrow", 320, 640)
PHONE = Device("phone", 360, 740, has_touch=True)
TABLET = Device("tablet", 768, 1024)
DESKTOP = Device("desktop", 1440, 900)
