"""Who the two athletes are: bodies, abilities, gear."""

from dataclasses import dataclass

from paceline.samples.rules.capacity import PowerModel, SpeedModel
from paceline.samples.rules.landscape import EDERSEE, MALLORCA, RICHMOND_PARK, Place
from paceline.samples.schemas import SampleKind
from paceline.science.load import Sex


@dataclass(frozen=True, slots=True)
class Gear:
    """A bike or a pair of shoes, as an archive lists it."""

    kind: str
    name: str
    brand: str
    model: str


@dataclass(frozen=True, slots=True)
class Persona:
    """A body and its habits. Weights in kg are those of the first and the last day; `drift_per_h` is cardiac drift as a share of
    the heart rate reserve in an hour at threshold in cool weather.
    """

    kind: SampleKind
    display_name: str
    sex: Sex
    birth_year: int
    height_cm: float
    weight_kg: tuple[float, float]
    resting_hr_bpm: float
    lthr_bpm: float
    hr_max_bpm: float
    drift_per_h: float
    easy_share: float
    """Heart rate at rest in the saddle or standing, as a share of threshold heart rate."""
    fitness_at_start: float
    power: PowerModel
    speed: SpeedModel
    home: Place
    away: Place
    gear: tuple[Gear, ...]


RUNNER = Persona(
    kind=SampleKind.RUNNER,
    display_name="Mara Sample",
    sex=Sex.FEMALE,
    birth_year=1992,
    height_cm=169.0,
    weight_kg=(60.5, 58.0),
    resting_hr_bpm=52.0,
    lthr_bpm=171.0,
    hr_max_bpm=189.0,
    drift_per_h=0.075,
    easy_share=0.36,
    fitness_at_start=36.0,
    power=PowerModel(base_w=120.0, per_fitness_w=0.6, trend_w=4.0, w_prime_j=12_000.0, peak_w=560.0),
    speed=SpeedModel(base_mps=3.30, per_fitness_mps=0.0125, trend_mps=0.11, d_prime_m=190.0, peak_mps=7.6),
    home=EDERSEE,
    away=RICHMOND_PARK,
    gear=(Gear("shoes", "Daily shoes", "Tern", "Meadow 3"), Gear("shoes", "Race shoes", "Tern", "Swift 2")),
)

CYCLIST = Persona(
    kind=SampleKind.CYCLIST,
    display_name="Jonas Sample",
    sex=Sex.MALE,
    birth_year=1985,
    height_cm=181.0,
    weight_kg=(74.5, 72.0),
    resting_hr_bpm=49.0,
    lthr_bpm=166.0,
    hr_max_bpm=183.0,
    drift_per_h=0.05,
    easy_share=0.36,
    fitness_at_start=40.0,
    power=PowerModel(base_w=172.0, per_fitness_w=1.25, trend_w=14.0, w_prime_j=17_000.0, peak_w=1180.0),
    speed=SpeedModel(base_mps=2.9, per_fitness_mps=0.004, trend_mps=0.0, d_prime_m=150.0, peak_mps=6.5),
    home=EDERSEE,
    away=MALLORCA,
    gear=(Gear("bike", "Road bike", "Heron", "Col 9"), Gear("bike", "Commuter", "Heron", "Quay 4")),
)

PERSONAS = {SampleKind.RUNNER: RUNNER, SampleKind.CYCLIST: CYCLIST}
