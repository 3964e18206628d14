"""Which request meets which fault: a list of rules, each with its own count of the requests it is about."""

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from paceline.sandbox.faults.base import Call, Fault

F = TypeVar("F", bound=Fault)


class Match(BaseModel):
    """The requests a rule is about; what is left out matches everything."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    endpoint: str | None = None
    """A name (`activities.list`) or the beginning of several (`activities`)."""
    athlete_id: int | None = None
    activity_id: int | None = None
    page: int | None = None

    def fits(self, call: Call) -> bool:
        """Whether a call is one of them."""
        subject = call.subject
        return (
            (self.endpoint is None or f"{subject.endpoint}.".startswith(f"{self.endpoint}."))
            and self.athlete_id in (None, subject.athlete_id)
            and self.activity_id in (None, subject.activity_id)
            and (self.page is None or call.query.get("page", "1") == str(self.page))
        )


class Rule(BaseModel, Generic[F]):
    """A fault, and when it happens: from the `nth` request that matches, `times` times in a row; for ever when `times` is null."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fault: F
    match: Match = Match()
    nth: int = Field(default=1, ge=1)
    times: int | None = Field(default=1, ge=1)

    def is_due(self, count: int) -> bool:
        """Whether the request that is the count-th to match meets the fault."""
        return count >= self.nth and (self.times is None or count < self.nth + self.times)


@dataclass
class _Counted(Generic[F]):
    rule: Rule[F]
    matched: int = 0
    applied: int = 0


@dataclass
class FaultPlan(Generic[F]):
    """The rules of a stand-in; the first that is due acts, and all count."""

    rules_type: TypeAdapter[list[Rule[F]]]
    _counted: list[_Counted[F]] = field(default_factory=list[_Counted[F]])

    def script(self, rules: Any) -> None:
        """Take these rules (JSON or objects) instead of those there are. Raises pydantic's ValidationError."""
        self._counted = [_Counted(rule) for rule in self.rules_type.validate_python(rules)]

    def add(self, rules: Any) -> None:
        """Take these rules besides."""
        self._counted += [_Counted(rule) for rule in self.rules_type.validate_python(rules)]

    def fault_for(self, call: Call) -> F | None:
        """The fault this call meets."""
        chosen: _Counted[F] | None = None
        for counted in self._counted:
            if counted.rule.match.fits(call):
                counted.matched += 1
                if chosen is None and counted.rule.is_due(counted.matched):
                    chosen = counted
        if chosen is None:
            return None
        chosen.applied += 1
        return chosen.rule.fault

    def document(self) -> list[dict[str, Any]]:
        """The rules, with how often each matched and acted."""
        return [
            {**one.rule.model_dump(mode="json"), "matched": one.matched, "applied": one.applied}
            for one in self._counted
        ]
