"""The parameters of a list, checked as the service checks them."""

from collections.abc import Mapping
from dataclasses import dataclass

from paceline.sandbox.strava.api.answers import ApiError

_DEFAULT_PER_PAGE, _LARGEST_PER_PAGE = 30, 200


@dataclass(frozen=True, slots=True)
class Page:
    """Which activities are asked for."""

    after_s: int | None
    before_s: int | None
    number: int
    size: int

    @property
    def is_oldest_first(self) -> bool:
        """`after` alone turns the order round; with `before` it stays newest first."""
        return self.after_s is not None and self.before_s is None

    @property
    def bounds(self) -> slice:
        """Where the page lies in the list."""
        first = (self.number - 1) * self.size
        return slice(first, first + self.size)


def page_of(query: Mapping[str, str], now_s: float) -> Page:
    """The page a query asks for. Raises `ApiError`: no numbers, or an `after` to come (mostly milliseconds)."""
    after_s = _whole(query, "after")
    if after_s is not None and after_s > now_s:
        raise ApiError(400, ("Application", "after", "future"))
    number = _whole(query, "page")
    size = _whole(query, "per_page")
    if number is not None and number < 1:
        raise ApiError(400, ("Application", "page", "invalid"))
    if size is not None and size < 1:
        raise ApiError(400, ("Application", "per_page", "invalid"))
    return Page(after_s, _whole(query, "before"), number or 1, min(size or _DEFAULT_PER_PAGE, _LARGEST_PER_PAGE))


def _whole(query: Mapping[str, str], name: str) -> int | None:
    if name not in query:
        return None
    try:
        return int(query[name])
    except ValueError:
        raise ApiError(400, ("Application", name, "invalid")) from None
