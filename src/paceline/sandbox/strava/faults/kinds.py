"""All faults this stand-in knows."""

from typing import Annotated

from pydantic import Field, TypeAdapter

from paceline.sandbox.faults.answers import Delay, Hang, Html, Status
from paceline.sandbox.faults.bodies import CutGzip, CutJson, Value
from paceline.sandbox.faults.plan import Rule
from paceline.sandbox.faults.wire import Drip, Reset, ShortBody
from paceline.sandbox.strava.faults.limits import CodeNotReady, NotFound, RateLimited
from paceline.sandbox.strava.faults.lists import DoubledItem, EmptyPage, PartialPage, RepeatedPage
from paceline.sandbox.strava.faults.meanwhile import Meanwhile
from paceline.sandbox.strava.faults.streams import StreamNulls, StreamsEmpty, StreamsPartial, StreamsUnequal

StravaFault = Annotated[
    Status
    | Html
    | Delay
    | Hang
    | Reset
    | ShortBody
    | Drip
    | CutJson
    | CutGzip
    | Value
    | RateLimited
    | NotFound
    | CodeNotReady
    | EmptyPage
    | PartialPage
    | RepeatedPage
    | DoubledItem
    | StreamNulls
    | StreamsUnequal
    | StreamsEmpty
    | StreamsPartial
    | Meanwhile,
    Field(discriminator="kind"),
]
STRAVA_RULES: TypeAdapter[list[Rule[StravaFault]]] = TypeAdapter(list[Rule[StravaFault]])
