"""Answers in the service's forms."""

from typing import Any

import orjson
from starlette.responses import Response

MESSAGES = {
    400: "Bad Request",
    401: "Authorization Error",
    403: "Forbidden",
    404: "Resource Not Found",
    429: "Rate Limit Exceeded",
}
_JSON = "application/json; charset=utf-8"


def json_response(document: Any, status: int = 200) -> Response:
    """JSON; numpy columns are written as lists."""
    body = orjson.dumps(document, option=orjson.OPT_SERIALIZE_NUMPY)
    return Response(body, status, media_type=_JSON)


def error_document(status: int, *errors: tuple[str, str, str]) -> dict[str, Any]:
    """A Fault: the message of the status, and resource, field and code of each error."""
    listed = [{"resource": resource, "field": field, "code": code} for resource, field, code in errors]
    return {"message": MESSAGES[status], "errors": listed}


class ApiError(Exception):
    """A request that is refused; raised by what handles it, written where all are."""

    def __init__(self, status: int, *errors: tuple[str, str, str]) -> None:
        super().__init__(f"{status} {errors}")
        self.status = status
        self.document = error_document(status, *errors)

    def response(self) -> Response:
        """As it is sent."""
        return json_response(self.document, self.status)


def not_found() -> ApiError:
    """An activity that is not there, or that the token may not see: the answer tells no difference."""
    return ApiError(404, ("Activity", "", "not found"))
