"""Each request of a service takes its turn and settles it: part of sending it, so that none can be forgotten."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Generic, Protocol, TypeVar, cast

from pydantic import SecretStr

from paceline.connectors.services.errors import ServiceError
from paceline.infra.gate.words import Ending, Granted, Outcome, WindowUse
from paceline.infra.outbound.backoff import Backoff
from paceline.infra.outbound.client import Answer, OutboundClient, Request
from paceline.infra.outbound.errors import NetworkError, UnreadableBodyError

T = TypeVar("T")


class Turns(Protocol):
    """Whose turn it is. What implements it knows for which kind of work the requests are."""

    async def take(self, scopes: Sequence[str]) -> Granted:
        """A turn that counts in the windows of these scopes. Raises `TurnRefusedError`."""
        ...

    async def settle(self, turn: Granted, ending: Ending) -> None:
        """Say how the request of a turn ended."""
        ...


@dataclass(frozen=True, slots=True)
class Access:
    """What asking for an athlete's data takes: their token, and turns."""

    token: SecretStr
    turns: Turns


@dataclass(frozen=True, slots=True)
class Manners:
    """How a service answers: `problem` reads a refusal out of an answer, `uses` what its headers say of its quota."""

    problem: Callable[[Answer], ServiceError | None]
    uses: Callable[[Answer], Sequence[WindowUse]]
    name: str


@dataclass(frozen=True, slots=True)
class Line:
    """The line to a service: its client, its manners, and how often it is asked again."""

    client: OutboundClient
    manners: Manners
    backoff: Backoff

    async def ask(
        self,
        request: Request,
        reads: Callable[[Answer], T],
        turns: Turns | None,
        *,
        scopes: Sequence[str] = (),
        accepts: Sequence[int] = (),
        is_repeatable: bool = True,
    ) -> T:
        """What `reads` makes of the answer; each attempt takes a turn of its own, or none where `turns` is None.

        Answers of the statuses in `accepts` are read too, and are no problem. A request that is not repeatable is asked again only if it
        cannot have arrived. One that met a limit goes back to the gate, which knows until when to wait and refuses the next turn.

        Raises `ServiceError`, `TurnRefusedError` among them; `reads` may raise it, or `UnreadableBodyError`.
        """

        async def attempt() -> T:
            if turns is None:
                answered = await self._once(request, reads, accepts, is_repeatable=is_repeatable)
            else:
                turn = await turns.take(scopes)
                answered = await self._once(request, reads, accepts, is_repeatable=is_repeatable)
                await turns.settle(turn, self._ending(answered))
            if answered.problem is not None:
                raise answered.problem
            return cast(T, answered.value)

        def wait_asked_s(failure: Exception) -> float | None:
            if not isinstance(failure, ServiceError) or not failure.is_transient:
                return None
            is_gated = failure.code == "rate_limit" and turns is not None
            return 0.0 if is_gated else float(failure.retry_after_s or 0)

        return await self.backoff.run(attempt, ServiceError, wait_asked_s)

    async def _once(
        self, request: Request, reads: Callable[[Answer], T], accepts: Sequence[int], *, is_repeatable: bool
    ) -> "_Answered[T]":
        answer: Answer | None = None
        try:
            answer = await self.client.send(request)
            problem = None if answer.status in accepts else self.manners.problem(answer)
            return _Answered(answer, problem, reads(answer) if problem is None else None)
        except ServiceError as problem:
            return _Answered(answer, problem)
        except (NetworkError, UnreadableBodyError) as failure:
            return _Answered(answer, self._failure(failure, is_repeatable=is_repeatable))

    def _failure(self, failure: NetworkError | UnreadableBodyError, *, is_repeatable: bool) -> ServiceError:
        if isinstance(failure, NetworkError):
            return ServiceError(
                "network_error",
                f"{self.manners.name} could not be reached ({failure.reason}).",
                endpoint=failure.endpoint,
                # A certificate that is not trusted will not be in a second either.
                is_transient=failure.reason != "tls" and (is_repeatable or not failure.was_sent),
            )
        return ServiceError(
            "temporary_api_error",
            f"{self.manners.name} sent an answer that cannot be read ({failure.reason}).",
            endpoint=failure.endpoint,
            http_status=failure.status,
            is_transient=is_repeatable,
        )

    def _ending(self, answered: "_Answered[Any]") -> Ending:
        answer, problem = answered.answer, answered.problem
        outcome = _OUTCOMES.get(problem.code, Outcome.ANSWERED) if problem else Outcome.ANSWERED
        blocked_code = problem.code if problem and outcome is Outcome.BLOCKED else None
        wait_s = problem.retry_after_s if problem else None
        if answer is None:
            return Ending(outcome, blocked_code=blocked_code, retry_after_s=wait_s)
        return Ending(
            outcome,
            self.manners.uses(answer),
            served_at(answer),
            answer.sent_at,
            answer.received_at,
            wait_s,
            blocked_code,
        )


@dataclass(frozen=True, slots=True)
class _Answered(Generic[T]):
    """How one attempt ended: with a value, or with a problem; the answer where a whole one came."""

    answer: Answer | None
    problem: ServiceError | None
    value: T | None = None


_OUTCOMES = {
    "network_error": Outcome.FAILED,
    "temporary_api_error": Outcome.FAILED,
    "rate_limit": Outcome.LIMITED,
    "app_inactive": Outcome.BLOCKED,
}


def served_at(answer: Answer) -> datetime | None:
    """The service's clock when it answered, to the second; `None` where it does not say (RFC 9110, 6.6.1)."""
    try:
        said = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return None
    return said.replace(tzinfo=said.tzinfo or UTC).astimezone(UTC)


def retry_after_s(answer: Answer) -> float | None:
    """How long a service asks to be left alone (RFC 9110, 10.2.3), in seconds or as a date; `None` where it does not say."""
    said = answer.headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit() and len(said) < 9:
        return float(said)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    now = served_at(answer) or answer.received_at
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds())
