"""The faults this stand-in knows: those of any service, and its refusals."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from paceline.sandbox.faults.answers import Delay, Hang, Html, Status
from paceline.sandbox.faults.base import Answer, Call, Fault, json_answer
from paceline.sandbox.faults.bodies import CutGzip, CutJson, Value
from paceline.sandbox.faults.plan import Rule
from paceline.sandbox.faults.wire import Drip, Reset, ShortBody
from paceline.sandbox.open_meteo.limits import reason


class CallLimit(Fault):
    """429 of one of the three windows. There is no Retry-After, and the keys come in no order to rely on."""

    kind: Literal["call_limit"] = "call_limit"
    window: Literal["Minutely", "Hourly", "Daily"] = "Minutely"
    reason_first: bool = False

    async def answer(self, call: Call) -> Answer:
        """The refusal."""
        said = {"error": True, "reason": reason(self.window)}
        return json_answer(429, dict(reversed(said.items())) if self.reason_first else said)


class BadRequest(Fault):
    """400 with a reason."""

    kind: Literal["bad_request"] = "bad_request"
    reason: str = "Value of type 'String' required for key 'latitude'."

    async def answer(self, call: Call) -> Answer:
        """The refusal."""
        return json_answer(400, {"error": True, "reason": self.reason})


OpenMeteoFault = Annotated[
    Status | Html | Delay | Hang | Reset | ShortBody | Drip | CutJson | CutGzip | Value | CallLimit | BadRequest,
    Field(discriminator="kind"),
]
OPEN_METEO_RULES: TypeAdapter[list[Rule[OpenMeteoFault]]] = TypeAdapter(list[Rule[OpenMeteoFault]])
