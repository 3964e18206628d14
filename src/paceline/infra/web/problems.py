"""Errors as problem+json (RFC 9457), each with our stable `code`."""

from collections.abc import Mapping

import orjson
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match, Route

from paceline.infra.errors import AppError, ErrorKind

log = structlog.get_logger("paceline.web")

STATUS: Mapping[ErrorKind, int] = {
    ErrorKind.NOT_FOUND: 404,
    ErrorKind.CONFLICT: 409,
    ErrorKind.FORBIDDEN: 403,
    ErrorKind.INVALID: 422,
    ErrorKind.NEEDS_REAUTH: 401,
    ErrorKind.RATE_LIMITED: 429,
    ErrorKind.UNAVAILABLE: 503,
}

_HTTP_CODES = {
    400: "body_malformed",
    404: "route_not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "media_type_unsupported",
}


def problem(
    status: int,
    code: str,
    message: str,
    *,
    details: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem document. Errors are never cached."""
    body = {"type": f"about:blank#{code}", "title": message, "status": status, "code": code, **(details or {})}
    return Response(
        orjson.dumps(body, default=str),
        status,
        {"cache-control": "no-store", **(headers or {})},
        "application/problem+json",
    )


def of_app_error(error: AppError) -> Response:
    """The response for an `AppError`."""
    headers: dict[str, str] = {}
    if error.retry_after_s is not None:
        headers["retry-after"] = str(error.retry_after_s)
    if error.kind is ErrorKind.NEEDS_REAUTH:
        headers["www-authenticate"] = f'Bearer error="{error.code}"'
    return problem(STATUS[error.kind], error.code, error.message, details=error.details, headers=headers)


def install(app: FastAPI) -> None:
    """Give an app its error answers."""
    app.add_exception_handler(AppError, _app_error)
    app.add_exception_handler(RequestValidationError, _bad_input)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(ClientDisconnect, _hung_up)
    app.add_exception_handler(OperationalError, _database_away)
    app.add_exception_handler(PoolTimeout, _database_away)
    app.add_exception_handler(DBAPIError, _database_refused)
    app.add_exception_handler(Exception, _fault)


async def _app_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, AppError)
    return of_app_error(error)


async def _bad_input(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    fields = [{"field": ".".join(map(str, flaw["loc"])), "message": flaw["msg"]} for flaw in error.errors()]
    return problem(
        422, "input_invalid", "The request does not fit what this address takes.", details={"fields": fields}
    )


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = error.headers
    if error.status_code == 405:
        headers = {"allow": ", ".join(sorted(_methods_of(request)))}
    return problem(
        error.status_code,
        _HTTP_CODES.get(error.status_code, "http_error"),
        str(error.detail),
        headers=headers,
    )


def _methods_of(request: Request) -> set[str]:
    """Every method that this address takes: each is a route of its own, and only the first of them was asked."""
    app: FastAPI = request.app
    return {
        method
        for route in app.routes
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE
        for method in route.methods or ()
    }


async def _hung_up(_: Request, error: Exception) -> Response:
    # Nobody is left to read it, and nothing here went wrong that a log should tell of.
    return Response(status_code=400)


async def _database_away(_: Request, error: Exception) -> Response:
    log.warning("database_unavailable", error=type(error).__name__)
    return problem(
        503,
        "database_unavailable",
        "The database does not answer just now. Try again in a moment.",
        headers={"retry-after": "2"},
    )


async def _database_refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, DBAPIError)
    if error.connection_invalidated:
        return await _database_away(_, error)
    log.error("database_error", exc_info=error)
    return _internal_error()


async def _fault(_: Request, error: Exception) -> Response:
    log.error("unhandled", exc_info=error)
    return _internal_error()


def _internal_error() -> Response:
    return problem(500, "internal_error", "Something went wrong here. Nothing was saved.")
