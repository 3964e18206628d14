"""Our own sport codes, and how each provider's values map to them. The provider's value is kept beside ours."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Provider = Literal["fit", "tcx", "gpx", "strava"]


class SportFamily(StrEnum):
    """What counts together: totals, load models and zones go by family."""

    RUN = "run"
    RIDE = "ride"
    SWIM = "swim"
    WALK = "walk"
    SKI = "ski"
    ROW = "row"
    SKATE = "skate"
    WATER = "water"
    STRENGTH = "strength"
    FITNESS = "fitness"
    BALL = "ball"
    TRANSITION = "transition"
    OTHER = "other"


class SportKind(StrEnum):
    """What was done, as finely as any of our sources tells apart."""

    RUN = "run"
    TRAIL_RUN = "trail_run"
    TREADMILL_RUN = "treadmill_run"
    VIRTUAL_RUN = "virtual_run"
    TRACK_RUN = "track_run"
    RIDE = "ride"
    MOUNTAIN_RIDE = "mountain_ride"
    GRAVEL_RIDE = "gravel_ride"
    CYCLOCROSS_RIDE = "cyclocross_ride"
    TRACK_RIDE = "track_ride"
    VIRTUAL_RIDE = "virtual_ride"
    INDOOR_RIDE = "indoor_ride"
    E_RIDE = "e_ride"
    E_MOUNTAIN_RIDE = "e_mountain_ride"
    HANDCYCLE = "handcycle"
    VELOMOBILE = "velomobile"
    SWIM = "swim"
    POOL_SWIM = "pool_swim"
    OPEN_WATER_SWIM = "open_water_swim"
    WALK = "walk"
    HIKE = "hike"
    SNOWSHOE = "snowshoe"
    WHEELCHAIR = "wheelchair"
    ALPINE_SKI = "alpine_ski"
    BACKCOUNTRY_SKI = "backcountry_ski"
    NORDIC_SKI = "nordic_ski"
    ROLLER_SKI = "roller_ski"
    SNOWBOARD = "snowboard"
    ROW = "row"
    INDOOR_ROW = "indoor_row"
    VIRTUAL_ROW = "virtual_row"
    KAYAK = "kayak"
    CANOE = "canoe"
    STAND_UP_PADDLE = "stand_up_paddle"
    INLINE_SKATE = "inline_skate"
    ICE_SKATE = "ice_skate"
    SKATEBOARD = "skateboard"
    SURF = "surf"
    WINDSURF = "windsurf"
    KITESURF = "kitesurf"
    SAIL = "sail"
    STRENGTH = "strength"
    CROSSFIT = "crossfit"
    HIIT = "hiit"
    YOGA = "yoga"
    PILATES = "pilates"
    ELLIPTICAL = "elliptical"
    STAIRS = "stairs"
    CLIMB = "climb"
    DANCE = "dance"
    WORKOUT = "workout"
    TENNIS = "tennis"
    TABLE_TENNIS = "table_tennis"
    BADMINTON = "badminton"
    SQUASH = "squash"
    RACQUETBALL = "racquetball"
    PICKLEBALL = "pickleball"
    PADEL = "padel"
    SOCCER = "soccer"
    BASKETBALL = "basketball"
    VOLLEYBALL = "volleyball"
    CRICKET = "cricket"
    GOLF = "golf"
    TRANSITION = "transition"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Sport:
    """A sport: `family` for what counts together, `kind` for what it was."""

    family: SportFamily
    kind: SportKind


_FAMILIES: dict[SportFamily, str] = {
    SportFamily.RUN: "run trail_run treadmill_run virtual_run track_run",
    SportFamily.RIDE: "ride mountain_ride gravel_ride cyclocross_ride track_ride virtual_ride indoor_ride e_ride "
    "e_mountain_ride handcycle velomobile",
    SportFamily.SWIM: "swim pool_swim open_water_swim",
    SportFamily.WALK: "walk hike snowshoe wheelchair",
    SportFamily.SKI: "alpine_ski backcountry_ski nordic_ski roller_ski snowboard",
    SportFamily.ROW: "row indoor_row virtual_row kayak canoe stand_up_paddle",
    SportFamily.SKATE: "inline_skate ice_skate skateboard",
    SportFamily.WATER: "surf windsurf kitesurf sail",
    SportFamily.STRENGTH: "strength crossfit",
    SportFamily.FITNESS: "hiit yoga pilates elliptical stairs climb dance workout",
    SportFamily.BALL: "tennis table_tennis badminton squash racquetball pickleball padel soccer basketball volleyball "
    "cricket golf",
    SportFamily.TRANSITION: "transition",
    SportFamily.OTHER: "other",
}
_FAMILY_OF = {SportKind(kind): family for family, kinds in _FAMILIES.items() for kind in kinds.split()}

# FIT profile: names of `sport` and `sub_sport`. The pair decides first, then the sub-sport alone where it is telling, then the sport.
_FIT_PAIRS: dict[str, SportKind] = {
    "running/indoor_running": SportKind.TREADMILL_RUN,
    "running/virtual_activity": SportKind.VIRTUAL_RUN,
    "running/street": SportKind.RUN,
    "running/track": SportKind.TRACK_RUN,
    "running/obstacle": SportKind.RUN,
    "cycling/virtual_activity": SportKind.VIRTUAL_RIDE,
    "cycling/mixed_surface": SportKind.GRAVEL_RIDE,
    "cycling/commuting": SportKind.RIDE,
    "fitness_equipment/treadmill": SportKind.TREADMILL_RUN,
    "rowing/indoor_rowing": SportKind.INDOOR_ROW,
    "rowing/virtual_activity": SportKind.VIRTUAL_ROW,
    "walking/treadmill": SportKind.WALK,
    "walking/indoor_walking": SportKind.WALK,
    "hiking/indoor_hiking": SportKind.HIKE,
    "cross_country_skiing/backcountry": SportKind.BACKCOUNTRY_SKI,
    "alpine_skiing/backcountry": SportKind.BACKCOUNTRY_SKI,
    "snowboarding/backcountry": SportKind.SNOWBOARD,
    "e_biking/e_bike_mountain": SportKind.E_MOUNTAIN_RIDE,
    "training/pilates": SportKind.PILATES,
    "training/yoga": SportKind.YOGA,
}
_FIT_SUB_SPORTS: dict[str, SportKind] = {
    "treadmill": SportKind.TREADMILL_RUN,
    "trail": SportKind.TRAIL_RUN,
    "ultra": SportKind.TRAIL_RUN,
    "virtual_run": SportKind.VIRTUAL_RUN,
    "spin": SportKind.INDOOR_RIDE,
    "indoor_cycling": SportKind.INDOOR_RIDE,
    "road": SportKind.RIDE,
    "mountain": SportKind.MOUNTAIN_RIDE,
    "downhill": SportKind.MOUNTAIN_RIDE,
    "cyclocross": SportKind.CYCLOCROSS_RIDE,
    "gravel_cycling": SportKind.GRAVEL_RIDE,
    "track_cycling": SportKind.TRACK_RIDE,
    "hand_cycling": SportKind.HANDCYCLE,
    "indoor_hand_cycling": SportKind.HANDCYCLE,
    "e_bike_fitness": SportKind.E_RIDE,
    "e_bike_mountain": SportKind.E_MOUNTAIN_RIDE,
    "indoor_rowing": SportKind.INDOOR_ROW,
    "lap_swimming": SportKind.POOL_SWIM,
    "open_water": SportKind.OPEN_WATER_SWIM,
    "elliptical": SportKind.ELLIPTICAL,
    "stair_climbing": SportKind.STAIRS,
    "strength_training": SportKind.STRENGTH,
    "cardio_training": SportKind.WORKOUT,
    "yoga": SportKind.YOGA,
    "pilates": SportKind.PILATES,
    "hiit": SportKind.HIIT,
    "indoor_climbing": SportKind.CLIMB,
    "bouldering": SportKind.CLIMB,
    "pickleball": SportKind.PICKLEBALL,
    "padel": SportKind.PADEL,
}
_FIT_SPORTS: dict[str, SportKind] = {
    "running": SportKind.RUN,
    "cycling": SportKind.RIDE,
    "transition": SportKind.TRANSITION,
    "fitness_equipment": SportKind.WORKOUT,
    "swimming": SportKind.SWIM,
    "walking": SportKind.WALK,
    "hiking": SportKind.HIKE,
    "mountaineering": SportKind.HIKE,
    "cross_country_skiing": SportKind.NORDIC_SKI,
    "alpine_skiing": SportKind.ALPINE_SKI,
    "snowboarding": SportKind.SNOWBOARD,
    "snowshoeing": SportKind.SNOWSHOE,
    "rowing": SportKind.ROW,
    "paddling": SportKind.CANOE,
    "kayaking": SportKind.KAYAK,
    "stand_up_paddleboarding": SportKind.STAND_UP_PADDLE,
    "e_biking": SportKind.E_RIDE,
    "inline_skating": SportKind.INLINE_SKATE,
    "ice_skating": SportKind.ICE_SKATE,
    "rock_climbing": SportKind.CLIMB,
    "floor_climbing": SportKind.STAIRS,
    "training": SportKind.WORKOUT,
    "hiit": SportKind.HIIT,
    "sailing": SportKind.SAIL,
    "surfing": SportKind.SURF,
    "windsurfing": SportKind.WINDSURF,
    "kitesurfing": SportKind.KITESURF,
    "soccer": SportKind.SOCCER,
    "basketball": SportKind.BASKETBALL,
    "volleyball": SportKind.VOLLEYBALL,
    "tennis": SportKind.TENNIS,
    "racket": SportKind.TENNIS,
    "golf": SportKind.GOLF,
    "cricket": SportKind.CRICKET,
    "dance": SportKind.DANCE,
    "wheelchair_push_walk": SportKind.WHEELCHAIR,
    "wheelchair_push_run": SportKind.WHEELCHAIR,
}

# Names as people and services write them, letters and digits only. The first names of each line are Strava's display
# and API names, which differ in spaces and hyphens only, followed by German, French and what GPX and TCX writers use.
_NAMES: dict[SportKind, str] = {
    SportKind.RUN: "run running lauf laufen courseàpied course streetrunning",
    SportKind.TRAIL_RUN: "trailrun trailrunning traillauf trail",
    SportKind.TREADMILL_RUN: "treadmillrun treadmillrunning treadmill indoorrunning laufband",
    SportKind.VIRTUAL_RUN: "virtualrun virtuellerlauf virtuelleslaufen courseàpiedvirtuelle",
    SportKind.TRACK_RUN: "trackrun trackrunning",
    SportKind.RIDE: "ride bikeride cycling biking roadbiking roadcycling cyclingsport bike radfahrt radfahren radfahrten vélo "
    "sortieàvélo cyclisme fahrt",
    SportKind.MOUNTAIN_RIDE: "mountainbikeride mountainbiking mountainbike mtb mountainbikefahrt vtt sortievtt",
    SportKind.GRAVEL_RIDE: "gravelride gravelcycling gravel gravelfahrt gravelbikefahrt sortiegravel",
    SportKind.CYCLOCROSS_RIDE: "cyclocross",
    SportKind.TRACK_RIDE: "trackcycling",
    SportKind.VIRTUAL_RIDE: "virtualride virtualcycling virtuelleradfahrt virtuellefahrt sortieàvélovirtuelle vélovirtuel",
    SportKind.INDOOR_RIDE: "indoorcycling indoorride spinning spin",
    SportKind.E_RIDE: "ebikeride ebiking ebike ebikefahrt véloélectrique sortieenvéloélectrique vae",
    SportKind.E_MOUNTAIN_RIDE: "emountainbikeride emountainbiking emountainbikefahrt vttélectrique",
    SportKind.HANDCYCLE: "handcycle handbike",
    SportKind.VELOMOBILE: "velomobile vélomobile",
    SportKind.SWIM: "swim swimming schwimmen natation",
    SportKind.POOL_SWIM: "poolswim lapswimming poolswimming",
    SportKind.OPEN_WATER_SWIM: "openwaterswim openwaterswimming freiwasserschwimmen",
    SportKind.WALK: "walk walking spaziergang gehen marche",
    SportKind.HIKE: "hike hiking wanderung wandern randonnée",
    SportKind.SNOWSHOE: "snowshoe snowshoeing schneeschuhwandern schneeschuhwanderung raquettes",
    SportKind.WHEELCHAIR: "wheelchair rollstuhl fauteuilroulant",
    SportKind.ALPINE_SKI: "alpineski alpineskiing downhillskiing skialpin skifahren ski skiing",
    SportKind.BACKCOUNTRY_SKI: "backcountryski backcountryskiing skitour skitourengehen skiderandonnée skitouring",
    SportKind.NORDIC_SKI: "nordicski nordicskiing crosscountryskiing langlauf skilanglauf skinordique skidefond",
    SportKind.ROLLER_SKI: "rollerski rollskifahren rollski skiàroulettes",
    SportKind.SNOWBOARD: "snowboard snowboarding snowboarden",
    SportKind.ROW: "rowing row rudern aviron",
    SportKind.INDOOR_ROW: "indoorrowing",
    SportKind.VIRTUAL_ROW: "virtualrow virtualrowing virtuellesrudern avironvirtuel",
    SportKind.KAYAK: "kayaking kayak kajakfahren kajak",
    SportKind.CANOE: "canoeing canoe paddling kanufahren kanu canoë",
    SportKind.STAND_UP_PADDLE: "standuppaddling standuppaddle standuppaddleboarding sup paddle",
    SportKind.INLINE_SKATE: "inlineskate inlineskating inlineskaten rollerskating rollerenligne",
    SportKind.ICE_SKATE: "iceskate iceskating eislaufen schlittschuhlaufen patinàglace",
    SportKind.SKATEBOARD: "skateboard skateboarding skateboarden",
    SportKind.SURF: "surfing surf surfen",
    SportKind.WINDSURF: "windsurf windsurfing windsurfen",
    SportKind.KITESURF: "kitesurf kitesurfing kitesurfen",
    SportKind.SAIL: "sail sailing segeln voile",
    SportKind.STRENGTH: "weighttraining strengthtraining strength krafttraining gewichtstraining musculation",
    SportKind.CROSSFIT: "crossfit",
    SportKind.HIIT: "highintensityintervaltraining hiit",
    SportKind.YOGA: "yoga",
    SportKind.PILATES: "pilates",
    SportKind.ELLIPTICAL: "elliptical ellipsentrainer crosstrainer véloelliptique vélocrosselliptique",
    SportKind.STAIRS: "stairstepper stairclimbing treppensteigen simulateurdescalier",
    SportKind.CLIMB: "rockclimbing rockclimb climbing klettern escalade bouldering",
    SportKind.DANCE: "dance dancing tanzen danse",
    SportKind.WORKOUT: "workout training physicaltherapy fitness entraînement indoorcardio cardio gym",
    SportKind.TENNIS: "tennis",
    SportKind.TABLE_TENNIS: "tabletennis tischtennis tennisdetable",
    SportKind.BADMINTON: "badminton",
    SportKind.SQUASH: "squash",
    SportKind.RACQUETBALL: "racquetball",
    SportKind.PICKLEBALL: "pickleball",
    SportKind.PADEL: "padel",
    SportKind.SOCCER: "soccer fussball football",
    SportKind.BASKETBALL: "basketball",
    SportKind.VOLLEYBALL: "volleyball",
    SportKind.CRICKET: "cricket",
    SportKind.GOLF: "golf",
    SportKind.TRANSITION: "transition",
}
_KIND_OF_NAME = {name: kind for kind, names in _NAMES.items() for name in names.split()}

# Strava wrote its internal numbers into the <type> of older GPX exports.
_GPX_NUMBERS: dict[str, SportKind] = {
    "1": SportKind.RIDE,
    "4": SportKind.HIKE,
    "9": SportKind.RUN,
    "10": SportKind.WALK,
}


def sport(kind: SportKind) -> Sport:
    """The sport of this kind, with its family."""
    return Sport(_FAMILY_OF[kind], kind)


def sport_from_raw(provider: Provider, raw: str | None) -> Sport:
    """Our sport for a provider's own value: FIT `sport/sub_sport`, TCX `Sport`, GPX `<type>`, Strava display or API name.

    Unknown or missing values are `other`; nothing raises.
    """
    if not raw:
        return sport(SportKind.OTHER)
    if provider == "fit":
        return sport(_fit_kind(raw.strip().lower()))
    if provider == "gpx" and (kind := _GPX_NUMBERS.get(raw.strip())):
        return sport(kind)
    letters = "".join(character for character in raw.casefold() if character.isalnum())
    return sport(_KIND_OF_NAME.get(letters, SportKind.OTHER))


def _fit_kind(raw: str) -> SportKind:
    name, _, sub = raw.partition("/")
    own = _FIT_SPORTS.get(name, SportKind.OTHER)
    found = _FIT_PAIRS.get(raw) or _FIT_SUB_SPORTS.get(sub)
    if found is None:
        return own
    # A sub-sport of another family contradicts its sport, except under the sports that say nothing themselves.
    vague = own in (SportKind.OTHER, SportKind.WORKOUT)
    return found if raw in _FIT_PAIRS or vague or _FAMILY_OF[found] == _FAMILY_OF[own] else own
