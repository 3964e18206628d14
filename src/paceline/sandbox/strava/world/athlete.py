"""Athletes, what they own, and how they are asked to be measured."""

from dataclasses import dataclass, field

DEFAULT_HEART_RATE_ZONES_BPM = (0, 115, 152, 171, 190)
DEFAULT_POWER_ZONES_W = (0, 137, 187, 225, 262, 300, 374)


@dataclass(frozen=True, slots=True)
class Gear:
    """A bicycle (id `b…`) or a pair of shoes (id `g…`)."""

    id: str
    brand: str
    model: str
    nickname: str | None = None
    is_primary: bool = False
    is_retired: bool = False

    @property
    def name(self) -> str:
        """Brand, model and nickname, as the API joins them since August 2023."""
        return " ".join(part for part in (self.brand, self.model, self.nickname) if part)

    @property
    def is_bicycle(self) -> bool:
        return self.id.startswith("b")


@dataclass(slots=True)
class Athlete:
    """A member. Zones are lower bounds, the last one open."""

    id: int
    first_name: str
    last_name: str
    city: str | None = None
    country: str | None = None
    sex: str | None = None
    weight_kg: float | None = None
    ftp_w: int | None = None
    time_zone: str = "Europe/London"
    created_s: int = 1_420_070_400
    uses_feet: bool = False
    gear: tuple[Gear, ...] = ()
    heart_rate_zones_bpm: tuple[int, ...] = DEFAULT_HEART_RATE_ZONES_BPM
    power_zones_w: tuple[int, ...] = field(default=DEFAULT_POWER_ZONES_W)
