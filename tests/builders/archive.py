"""Zip archives for tests: any files, Strava's bulk export in its languages and generations, Garmin's account export."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

Language = Literal["en", "de", "fr"]
Generation = Literal["2018", "2019", "2024", "2025"]


def _names(text: str) -> list[str]:
    return [" ".join(name.split()) for name in text.split("|")]


_FIRST = _names(
    """
    id | date | name | type | description | elapsed_time | distance | commute | gear | filename
    """
)
_SHORT = _names(
    """
    Activity ID | Activity Date | Activity Name | Activity Type | Activity Description | Elapsed Time | Distance |
    Commute | Activity Gear | Filename
    """
)
_ENGLISH = _names(
    """
    Activity ID | Activity Date | Activity Name | Activity Type | Activity Description | Elapsed Time | Distance |
    Max Heart Rate | Relative Effort | Commute | Activity Private Note | Activity Gear | Filename | Athlete Weight |
    Bike Weight | Elapsed Time | Moving Time | Distance | Max Speed | Average Speed | Elevation Gain |
    Elevation Loss | Elevation Low | Elevation High | Max Grade | Average Grade | Average Positive Grade |
    Average Negative Grade | Max Cadence | Average Cadence | Max Heart Rate | Average Heart Rate | Max Watts |
    Average Watts | Calories | Max Temperature | Average Temperature | Relative Effort | Total Work | Number of Runs |
    Uphill Time | Downhill Time | Other Time | Perceived Exertion | Type | Start Time | Weighted Average Power |
    Power Count | Prefer Perceived Exertion | Perceived Relative Effort | Commute | Total Weight Lifted |
    From Upload | Grade Adjusted Distance | Weather Observation Time | Weather Condition | Weather Temperature |
    Apparent Temperature | Dewpoint | Humidity | Weather Pressure | Wind Speed | Wind Gust | Wind Bearing |
    Precipitation Intensity | Sunrise Time | Sunset Time | Moon Phase | Bike | Gear | Precipitation Probability |
    Precipitation Type | Cloud Cover | Weather Visibility | UV Index | Weather Ozone | Jump Count | Total Grit |
    Average Flow | Flagged | Average Elapsed Speed | Dirt Distance | Newly Explored Distance |
    Newly Explored Dirt Distance | Activity Count | Total Steps | Carbon Saved | Pool Length | Training Load |
    Intensity | Average Grade Adjusted Pace | Timer Time | Total Cycles | Recovery | With Pet | Competition |
    Long Run | For a Cause | Media
    """
)
_GERMAN = _names(
    """
    Aktivitäts-ID | Aktivitätsdatum | Name der Aktivität | Aktivitätsart | Aktivitätsbeschreibung |
    Verstrichene Zeit | Distanz | Max. Herzfrequenz | Relative Leistung | Pendeln |
    Hinweis zur Privatsphäre für Aktivitäten | Aktivitätsausrüstung | Dateiname | Sportlergewicht | Fahrradgewicht |
    Verstrichene Zeit | Bewegungszeit | Distanz | Höchstgeschw. | Durchschnittliche Geschwindigkeit | Höhenzunahme |
    Höhenunterschied | Min. Höhe | Max. Höhe | Max. Steigung | Durchschnittliche Steigung |
    Durchschnittliche positive Steigung | Durchschnittliche negative Steigung | Max. Tritt-/Schrittfrequenz |
    Durchschnittliche Trittfrequenz | Max. Herzfrequenz | Durchschnittliche Herzfrequenz | Max. Watt |
    Durchschnittliche Watt | Kalorien | Max. Temperatur | Durchschnittliche Temperatur | Relative Leistung |
    Gesamtarbeit | Anzahl Läufe | Bergaufzeit | Bergabzeit | Andere Zeit | Gefühlte Anstrengung | Art | Startzeit |
    Gewichtete durchschnittliche Leistung | Leistungszahl | Gefühlte Anstrengung verwenden |
    Gefühlte relative Leistung | Pendeln | Insgesamt gestemmtes Gewicht | Von Upload |
    Auf Steigung angepasste Distanz | Wetterbeobachtungszeit | Wetterlage | Wetter: Temperatur |
    Scheinbare Temperatur | Taupunkt | Luftfeuchtigkeit | Wetter: Druck | Windgeschwindigkeit | Windböe |
    Windrichtung | Niederschlagsintensität | Sonnenaufgangszeit | Sonnenuntergangszeit | Mondphase | Fahrrad |
    Ausrüstung | Niederschlagswahrscheinlichkeit | Niederschlagsart | Wolkendecke | Wetter: Sichtbarkeit | UV-Index |
    Wetter: Ozon | Sprunganzahl | Schwierigkeit insgesamt | Durchschnittlicher Flow | Markiert |
    Durchschnittsgeschwindigkeit im Aufzeichnungszeitraum | Auf Schotter zurückgelegte Distanz |
    Neu getestete Distanz | Neu getestete Schotterdistanz | Aktivitätsanzahl | Schritte insgesamt |
    Eingesparte CO₂-Emissionen | Pool-Länge | Trainingsbelastung | Intensität |
    Durchschnittliches auf Steigung angepasstes Tempo | Medien
    """
)
_FRENCH = {
    "Activity ID": "ID de l’activité",
    "Activity Date": "Date de l’activité",
    "Activity Name": "Nom de l’activité",
    "Activity Type": "Type d’activité",
    "Elapsed Time": "Temps écoulé",
    "Moving Time": "Temps de déplacement",
    "Average Heart Rate": "Fréquence cardiaque moyenne",
    "Elevation Gain": "Dénivelé positif",
}
_LATE_COLUMNS = ("Recovery", "With Pet", "Competition", "Long Run", "For a Cause")


@dataclass(frozen=True)
class StravaRow:
    """One activity of the export. `file` is the cell as it is written: a path, empty, or `#error#`."""

    activity_id: str
    started_at: datetime
    name: str = "Morning Run"
    sport: str = "Run"
    description: str = ""
    elapsed_s: float = 3600.0
    moving_s: float = 3500.0
    distance_m: float = 10_000.0
    max_heart_rate: float | None = None
    gear: str = ""
    file: str = ""
    commute: bool = False
    swim: bool = False
    cells: Mapping[str, str] = field(default_factory=dict[str, str])
    """Further cells by English column name, and replacements of the ones above; `Distance#2` is the second of that name."""


def build_zip(files: Mapping[str, bytes] | Sequence[tuple[str, bytes]]) -> bytes:
    """A zip of these files, in this order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items() if isinstance(files, Mapping) else files:
            archive.writestr(name, data)
    return buffer.getvalue()


def build_strava_archive(
    rows: Sequence[StravaRow],
    files: Mapping[str, bytes],
    *,
    language: Language = "en",
    generation: Generation = "2025",
    bikes: Sequence[tuple[str, str, str]] = (),
    shoes: Sequence[tuple[str, str, str]] = (),
    folder: str = "",
) -> bytes:
    """Strava's bulk export as a zip: `activities.csv`, the gear lists, some of the tables nobody needs, and these files."""
    content: dict[str, bytes] = {
        "activities.csv": build_strava_table(rows, language=language, generation=generation),
        "profile.csv": b"Athlete ID,Email Address\n1,someone@example.org\n",
        "bikes.csv": _table(["Bike Name", "Bike Brand", "Bike Model"], bikes),
        "shoes.csv": _table(["Shoe Name", "Shoe Brand", "Shoe Model"], shoes),
        "media/photo.jpg": b"\xff\xd8\xff\xe0 not a real photo",
        **files,
    }
    return build_zip({folder + name: data for name, data in content.items()})


def build_strava_table(
    rows: Sequence[StravaRow], *, language: Language = "en", generation: Generation = "2025"
) -> bytes:
    """`activities.csv` alone."""
    english, header = _columns(language, generation)
    return _table(header, [[cells.get(name, "") for name in english] for cells in _cells(rows, language, generation)])


def strava_date(at: datetime, *, language: Language = "en", generation: Generation = "2025") -> str:
    """A start as that export writes it, in UTC."""
    at = at.astimezone(UTC)
    if generation == "2018":
        return f"{at:%Y-%m-%d %H:%M:%S}"
    if language == "de":
        return f"{at:%d.%m.%Y, %H:%M:%S}"
    if language == "fr":
        months = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."]
        return f"{at.day} {months[at.month - 1]} {at.year} à {at:%H:%M:%S}"
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return (
        f"{months[at.month - 1]} {at.day}, {at.year}, {at.hour % 12 or 12}:{at:%M:%S} {'PM' if at.hour >= 12 else 'AM'}"
    )


def build_garmin_export(parts: Sequence[Mapping[str, bytes]], others: Mapping[str, bytes] | None = None) -> bytes:
    """Garmin's account export: zips of uploaded files within a zip."""
    content = {
        f"DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part{number}.zip": build_zip(part)
        for number, part in enumerate(parts, start=1)
    }
    return build_zip({"DI_CONNECT/DI-Connect-Wellness/1_sleepData.json": b"[]", **content, **(others or {})})


def _columns(language: Language, generation: Generation) -> tuple[list[str], list[str]]:
    """English names with the second of a name marked `#2`, and the header as written."""
    names = {"2018": _FIRST, "2019": _SHORT, "2025": _ENGLISH}.get(generation)
    if names is None:
        names = [name for name in _ENGLISH if name not in _LATE_COLUMNS]
        names = [*names[: len(_GERMAN) - 1], "Media"] if language == "de" else names
    english: list[str] = []
    for name in _SHORT if generation == "2018" else names:
        english.append(f"{name}#2" if name in english else name)
    if language == "de":
        if len(names) < len(_GERMAN):
            raise ValueError("no German header of that generation is known")
        return english, [*_GERMAN[:-1], *names[len(_GERMAN) - 1 : -1], _GERMAN[-1]]
    if language == "fr":
        return english, [_FRENCH.get(name, f"Colonne {place}") for place, name in enumerate(names)]
    return english, list(names)


def _cells(rows: Sequence[StravaRow], language: Language, generation: Generation) -> list[dict[str, str]]:
    return [_row_cells(row, language, generation) for row in rows]


def _row_cells(row: StravaRow, language: Language, generation: Generation) -> dict[str, str]:
    shown = f"{row.distance_m:,.0f}" if row.swim else f"{row.distance_m / 1000:,.2f}"
    if generation == "2018":
        shown = f"{row.distance_m:.1f}"
    elif language != "en":
        shown = shown.translate(str.maketrans(",.", ".,"))
    heart = "" if row.max_heart_rate is None else f"{row.max_heart_rate:.1f}"
    return {
        "Activity ID": row.activity_id,
        "Activity Date": strava_date(row.started_at, language=language, generation=generation),
        "Activity Name": row.name,
        "Activity Type": row.sport,
        "Activity Description": row.description,
        "Elapsed Time": f"{row.elapsed_s:.0f}",
        "Distance": shown,
        "Max Heart Rate": heart,
        "Commute": str(row.commute).lower(),
        "Activity Gear": row.gear,
        "Filename": row.file,
        "Elapsed Time#2": f"{row.elapsed_s:.1f}",
        "Moving Time": f"{row.moving_s:.1f}",
        "Distance#2": f"{row.distance_m}",
        "Commute#2": f"{float(row.commute)}",
        **row.cells,
    }


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue().encode()
