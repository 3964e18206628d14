"""The columns of Strava's `activities.csv`, by name in three languages and by place.

English from exports of 2018 to 2025, German from one of 2024, French only where a name is certain. Names repeat: the first
block (up to the file name) holds what the web page shows, the second holds raw numbers. Columns keep their places for
ever, new ones come in before the last (`Media`), so an unknown language can be read by place if enough fits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class StravaField(StrEnum):
    """A column we read. `SHOWN_` ones are display values."""

    ACTIVITY_ID = "activity_id"
    DATE = "date"
    NAME = "name"
    SPORT = "sport"
    DESCRIPTION = "description"
    SHOWN_ELAPSED = "shown_elapsed"
    SHOWN_DISTANCE = "shown_distance"
    SHOWN_MAX_HEART_RATE = "shown_max_heart_rate"
    RELATIVE_EFFORT = "relative_effort"
    SHOWN_COMMUTE = "shown_commute"
    PRIVATE_NOTE = "private_note"
    GEAR = "gear"
    FILE = "file"
    WEIGHT = "weight"
    BIKE_WEIGHT = "bike_weight"
    ELAPSED = "elapsed"
    MOVING = "moving"
    DISTANCE = "distance"
    MAX_SPEED = "max_speed"
    AVG_SPEED = "avg_speed"
    ASCENT = "ascent"
    DESCENT = "descent"
    MIN_ALTITUDE = "min_altitude"
    MAX_ALTITUDE = "max_altitude"
    MAX_CADENCE = "max_cadence"
    AVG_CADENCE = "avg_cadence"
    MAX_HEART_RATE = "max_heart_rate"
    AVG_HEART_RATE = "avg_heart_rate"
    MAX_POWER = "max_power"
    AVG_POWER = "avg_power"
    CALORIES = "calories"
    MAX_TEMPERATURE = "max_temperature"
    AVG_TEMPERATURE = "avg_temperature"
    PERCEIVED_EXERTION = "perceived_exertion"
    WEIGHTED_POWER = "weighted_power"
    COMMUTE = "commute"
    WEIGHT_LIFTED = "weight_lifted"
    FLAGGED = "flagged"
    STEPS = "steps"
    POOL_LENGTH = "pool_length"
    TRAINING_LOAD = "training_load"
    TIMER = "timer"
    RECOVERY = "recovery"
    WITH_PET = "with_pet"
    RACE = "race"
    LONG_RUN = "long_run"
    FOR_A_CAUSE = "for_a_cause"


# Field, place since 2020, English name, German name, French name; the second field of a name is its second occurrence.
_F = StravaField
_COLUMNS: tuple[tuple[StravaField, int, str, str | None, str | None], ...] = (
    (_F.ACTIVITY_ID, 0, "Activity ID", "Aktivitäts-ID", "ID de l'activité"),
    (_F.DATE, 1, "Activity Date", "Aktivitätsdatum", "Date de l'activité"),
    (_F.NAME, 2, "Activity Name", "Name der Aktivität", "Nom de l'activité"),
    (_F.SPORT, 3, "Activity Type", "Aktivitätsart", "Type d'activité"),
    (_F.DESCRIPTION, 4, "Activity Description", "Aktivitätsbeschreibung", None),
    (_F.SHOWN_ELAPSED, 5, "Elapsed Time", "Verstrichene Zeit", "Temps écoulé"),
    (_F.SHOWN_DISTANCE, 6, "Distance", "Distanz", None),
    (_F.SHOWN_MAX_HEART_RATE, 7, "Max Heart Rate", "Max. Herzfrequenz", None),
    (_F.RELATIVE_EFFORT, 8, "Relative Effort", "Relative Leistung", None),
    (_F.SHOWN_COMMUTE, 9, "Commute", "Pendeln", None),
    (_F.PRIVATE_NOTE, 10, "Activity Private Note", "Hinweis zur Privatsphäre für Aktivitäten", None),
    (_F.GEAR, 11, "Activity Gear", "Aktivitätsausrüstung", None),
    (_F.FILE, 12, "Filename", "Dateiname", None),
    (_F.WEIGHT, 13, "Athlete Weight", "Sportlergewicht", None),
    (_F.BIKE_WEIGHT, 14, "Bike Weight", "Fahrradgewicht", None),
    (_F.ELAPSED, 15, "Elapsed Time", "Verstrichene Zeit", "Temps écoulé"),
    (_F.MOVING, 16, "Moving Time", "Bewegungszeit", "Temps de déplacement"),
    (_F.DISTANCE, 17, "Distance", "Distanz", None),
    (_F.MAX_SPEED, 18, "Max Speed", "Höchstgeschw.", None),
    (_F.AVG_SPEED, 19, "Average Speed", "Durchschnittliche Geschwindigkeit", None),
    (_F.ASCENT, 20, "Elevation Gain", "Höhenzunahme", "Dénivelé positif"),
    (_F.DESCENT, 21, "Elevation Loss", "Höhenunterschied", None),
    (_F.MIN_ALTITUDE, 22, "Elevation Low", "Min. Höhe", None),
    (_F.MAX_ALTITUDE, 23, "Elevation High", "Max. Höhe", None),
    (_F.MAX_CADENCE, 28, "Max Cadence", "Max. Tritt-/Schrittfrequenz", None),
    (_F.AVG_CADENCE, 29, "Average Cadence", "Durchschnittliche Trittfrequenz", None),
    (_F.MAX_HEART_RATE, 30, "Max Heart Rate", "Max. Herzfrequenz", None),
    (_F.AVG_HEART_RATE, 31, "Average Heart Rate", "Durchschnittliche Herzfrequenz", "Fréquence cardiaque moyenne"),
    (_F.MAX_POWER, 32, "Max Watts", "Max. Watt", None),
    (_F.AVG_POWER, 33, "Average Watts", "Durchschnittliche Watt", None),
    (_F.CALORIES, 34, "Calories", "Kalorien", None),
    (_F.MAX_TEMPERATURE, 35, "Max Temperature", "Max. Temperatur", None),
    (_F.AVG_TEMPERATURE, 36, "Average Temperature", "Durchschnittliche Temperatur", None),
    (_F.PERCEIVED_EXERTION, 43, "Perceived Exertion", "Gefühlte Anstrengung", None),
    (_F.WEIGHTED_POWER, 46, "Weighted Average Power", "Gewichtete durchschnittliche Leistung", None),
    (_F.COMMUTE, 50, "Commute", "Pendeln", None),
    (_F.WEIGHT_LIFTED, 51, "Total Weight Lifted", "Insgesamt gestemmtes Gewicht", None),
    (_F.FLAGGED, 79, "Flagged", "Markiert", None),
    (_F.STEPS, 85, "Total Steps", "Schritte insgesamt", None),
    (_F.POOL_LENGTH, 87, "Pool Length", "Pool-Länge", None),
    (_F.TRAINING_LOAD, 88, "Training Load", "Trainingsbelastung", None),
    (_F.TIMER, 91, "Timer Time", None, None),
    (_F.RECOVERY, 93, "Recovery", None, None),
    (_F.WITH_PET, 94, "With Pet", None, None),
    (_F.RACE, 95, "Competition", None, None),
    (_F.LONG_RUN, 96, "Long Run", None, None),
    (_F.FOR_A_CAUSE, 97, "For a Cause", None, None),
)
_FIRST_FORM = ("id", "date", "name", "type", "description", "elapsed_time", "distance", "commute", "gear", "filename")
_FIRST_FORM_FIELDS = (
    *(_F.ACTIVITY_ID, _F.DATE, _F.NAME, _F.SPORT, _F.DESCRIPTION),
    *(_F.SHOWN_ELAPSED, _F.SHOWN_DISTANCE, _F.SHOWN_COMMUTE, _F.GEAR, _F.FILE),
)
_PLACES = {field: place for field, place, *_ in _COLUMNS}
_FIRST_FORM_PLACES = {field: place for place, field in enumerate(_FIRST_FORM_FIELDS)}
_MODERN_COLUMNS = 80
_NEEDED = frozenset({StravaField.ACTIVITY_ID, StravaField.DATE, StravaField.SPORT, StravaField.FILE})


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each field stands in the rows of one file."""

    places: dict[StravaField, int]
    comma_decimals: bool
    """The language of the account writes display values with a decimal comma."""


def find_layout(header: Sequence[str]) -> Layout | None:
    """The layout of a header row, or `None` when this is not Strava's `activities.csv`.

    Fields are found by name; what stays unknown is taken by place, provided everything found by name is in its place.
    """
    names = [_normal(name) for name in header]
    if tuple(names) == _FIRST_FORM:
        return Layout(dict(_FIRST_FORM_PLACES), comma_decimals=False)
    places: dict[StravaField, int] = {}
    english = 0
    for language in range(3):
        found = _by_name(names, language)
        english = len(found) if language == 0 else english
        places = {**found, **places}
    expected = _FIRST_FORM_PLACES if len(names) == len(_FIRST_FORM) else _PLACES
    fits = all(expected.get(field) == place for field, place in places.items())
    if fits and (len(names) == len(_FIRST_FORM) or len(names) >= _MODERN_COLUMNS):
        # The last column of the long form is always the media, wherever it stands.
        end = len(names) if expected is _FIRST_FORM_PLACES else len(names) - 1
        places = {**{field: place for field, place in expected.items() if place < end}, **places}
    if not places.keys() >= _NEEDED:
        return None
    return Layout(places, comma_decimals=english * 2 < len(places))


def _by_name(names: Sequence[str], language: int) -> dict[StravaField, int]:
    found: dict[StravaField, int] = {}
    seen: dict[str, int] = {}
    for field, _, *translations in _COLUMNS:
        name = translations[language]
        if name is None:
            continue
        nth = seen.get(name, 0)
        seen[name] = nth + 1
        occurrences = [place for place, own in enumerate(names) if own == name]
        if nth < len(occurrences):
            found[field] = occurrences[nth]
    return found


def _normal(name: str) -> str:
    """Without byte order mark and outer blanks; typographic and plain apostrophes are one."""
    return " ".join(name.replace("\ufeff", "").replace("\u2019", "'").split())
