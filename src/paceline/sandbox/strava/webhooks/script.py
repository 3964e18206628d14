"""What happens to events on their way, scripted: doubled, late, out of order, lost."""

from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from paceline.sandbox.strava.webhooks.events import Event


class DeliveryRule(BaseModel):
    """Of the events that match, the `nth` and those after it, `times` in all, go this way; for ever when `times` is null.

    Events leave in the order of their delays: one that is delayed by more than those behind it arrives after them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    aspect_type: str | None = None
    activity_id: int | None = None
    athlete_id: int | None = None
    nth: int = Field(default=1, ge=1)
    times: int | None = Field(default=1, ge=1)
    copies: int = Field(default=1, ge=1, le=10_000)
    gap_s: float = Field(default=60.0, ge=0)
    """Between copies: about a minute was seen."""
    delay_s: float = Field(default=0.0, ge=0)
    drop: bool = False

    def fits(self, event: Event) -> bool:
        """Whether the rule is about such an event."""
        return (
            self.aspect_type in (None, event["aspect_type"])
            and self.athlete_id in (None, event["owner_id"])
            and (
                self.activity_id is None or (event["object_type"], event["object_id"]) == ("activity", self.activity_id)
            )
        )

    def delays_s(self) -> list[float]:
        """When the copies leave, after the event; none of one that is lost."""
        return [] if self.drop else [self.delay_s + copy * self.gap_s for copy in range(self.copies)]


_RULES = TypeAdapter(list[DeliveryRule])
_AT_ONCE = DeliveryRule()


@dataclass
class DeliveryScript:
    """The rules; the first that is due decides, and all count."""

    _rules: list[DeliveryRule] = field(default_factory=list[DeliveryRule])
    _matched: list[int] = field(default_factory=list[int])

    def script(self, rules: Any) -> None:
        """Take these rules instead of those there are. Raises pydantic's ValidationError."""
        self._rules = _RULES.validate_python(rules)
        self._matched = [0] * len(self._rules)

    def rule_for(self, event: Event) -> DeliveryRule:
        """How an event goes."""
        chosen = _AT_ONCE
        for place, rule in enumerate(self._rules):
            if rule.fits(event):
                self._matched[place] += 1
                count = self._matched[place]
                is_due = count >= rule.nth and (rule.times is None or count < rule.nth + rule.times)
                if is_due and chosen is _AT_ONCE:
                    chosen = rule
        return chosen
