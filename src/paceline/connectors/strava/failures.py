"""What Strava's refusals mean. Its bodies are `{"message", "errors": [{"resource", "field", "code"}]}`, a page of HTML, or empty."""

import re
from collections.abc import Iterator

from paceline.connectors.services.errors import ErrorCode, ServiceError
from paceline.connectors.services.turns import Manners, retry_after_s
from paceline.connectors.services.values import entries, members
from paceline.connectors.strava.usage import read_uses
from paceline.infra.outbound.client import Answer
from paceline.infra.outbound.errors import UnreadableBodyError

NAME = "Strava"
_WORD = re.compile(r"[A-Za-z][A-Za-z_:. ]{0,40}")


def problem_of(answer: Answer) -> ServiceError | None:
    """The failure that an answer stands for; None for a success."""
    if answer.is_success:
        return None
    said = list(_said(answer))
    code, message = _meaning(answer, said)
    wait_s = retry_after_s(answer)
    return ServiceError(
        code,
        message,
        endpoint=answer.endpoint,
        http_status=answer.status,
        retry_after_s=wait_s,
        is_transient=code in ("temporary_api_error", "rate_limit"),
    )


MANNERS = Manners(problem_of, read_uses, NAME)


def _meaning(answer: Answer, said: list[tuple[str, str, str]]) -> tuple[ErrorCode, str]:
    status = answer.status
    if status in (400, 401, 403) and any(
        resource == "application" and field.startswith("client_") for resource, field, _ in said
    ):
        return "permission_denied", "Strava does not know this API application. Check its number and its secret."
    if status == 401:
        if any(code == "missing" or "permission" in field for _, field, code in said):
            return (
                "permission_denied",
                "The connection does not include the right to read this. Connect again and allow it.",
            )
        return "authentication_error", "Strava does not accept the connection's token any more."
    if status == 403:
        return _forbidden(answer, said)
    if status == 429:
        return "rate_limit", "The requests that Strava allows are used up for now."
    if status == 400:
        return _bad_request(said)
    if status >= 500 or status == 408 or 300 <= status < 400:
        return "temporary_api_error", f"Strava has trouble answering ({status})."
    return "invalid_data", f"Strava refuses this request ({status}{_words(said)})."


def _forbidden(answer: Answer, said: list[tuple[str, str, str]]) -> tuple[ErrorCode, str]:
    if ("application", "status", "inactive") in said:
        return (
            "app_inactive",
            "Strava has switched this API application off. Its owner needs a subscription there, or has to ask Strava why.",
        )
    if b"connected athletes exceeded" in answer.body:
        return "quota_exceeded", "This API application may not connect more athletes at Strava."
    return "permission_denied", f"Strava does not allow this{_words(said)}."


def _bad_request(said: list[tuple[str, str, str]]) -> tuple[ErrorCode, str]:
    resources = {resource for resource, _, _ in said}
    if resources & {"authorizationcode", "refreshtoken"}:
        return "authentication_error", "Strava does not accept this consent any more. Connect again."
    return "invalid_data", f"Strava refuses this request (400{_words(said)})."


def _said(answer: Answer) -> Iterator[tuple[str, str, str]]:
    try:
        body = answer.json()
    except UnreadableBodyError:
        return
    for error in entries(members(body).get("errors")):
        words = members(error)
        resource, field, code = (str(words.get(name) or "").lower() for name in ("resource", "field", "code"))
        yield resource, field, code


def _words(said: list[tuple[str, str, str]]) -> str:
    """What it says, where that is words: an answer may repeat what it was asked."""
    words = [word for error in said[:3] for word in error if _WORD.fullmatch(word)]
    return f": {' '.join(words)}" if words else ""
