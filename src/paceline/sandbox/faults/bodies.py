"""Faults in the body of a good answer: cut off, or with a value that is not what it should be."""

import gzip
import json
from enum import StrEnum
from typing import Any, Literal, cast

from pydantic import Field

from paceline.sandbox.faults.base import Answer, Call, Fault
from paceline.sandbox.faults.wire import Share


class CutJson(Fault):
    """JSON that ends too early, under a length that fits: what a proxy's buffer leaves."""

    kind: Literal["cut_json"] = "cut_json"
    kept: Share = 0.5

    async def answer(self, call: Call) -> Answer:
        """The beginning of the answer."""
        answer = await call.answered()
        return answer.with_body(answer.body[: int(len(answer.body) * self.kept)])


class CutGzip(Fault):
    """A compressed body that ends too early."""

    kind: Literal["cut_gzip"] = "cut_gzip"
    kept: Share = 0.5

    async def answer(self, call: Call) -> Answer:
        """The beginning of the answer's gzip."""
        answer = await call.answered()
        packed = gzip.compress(answer.body)
        return answer.with_body(packed[: int(len(packed) * self.kept)]).with_header(b"content-encoding", b"gzip")


class WrongValue(StrEnum):
    """What stands where a value should."""

    MISSING = "missing"
    NULL = "null"
    NAN = "nan"
    HUGE_INTEGER = "huge_integer"
    WRONG_TYPE = "wrong_type"


_HUGE = 10**40
"""Beyond 64 bits and beyond what a double holds exactly: legal JSON all the same."""
_MISSING = object()


class Value(Fault):
    """One value of the answer is wrong: `field` is a path of keys (`map.summary_polyline`), in a list that of the items `item` names.

    `as_json` puts in any value instead of one of the kinds.
    """

    kind: Literal["value"] = "value"
    field: str = Field(min_length=1)
    value: WrongValue = WrongValue.NULL
    as_json: Any = None
    item: int | None = None
    """Which item of a list answer, by place; all when left out."""

    async def answer(self, call: Call) -> Answer:
        """The answer with that value; one that is no JSON object or list stays as it is."""
        answer = await call.answered()
        if not answer.is_json or answer.status >= 400:
            return answer
        document = answer.document()
        for one in self._of(document):
            self._spoil(one)
        # The standard library writes NaN and integers of any size, which no strict writer does.
        return answer.with_body(json.dumps(document, separators=(",", ":")).encode())

    def _of(self, document: Any) -> list[dict[str, Any]]:
        if isinstance(document, dict):
            return [cast("dict[str, Any]", document)]
        if not isinstance(document, list):
            return []
        items = cast("list[dict[str, Any]]", document)
        return items if self.item is None else items[self.item : self.item + 1]

    def _spoil(self, document: dict[str, Any]) -> None:
        *parents, key = self.field.split(".")
        for parent in parents:
            document = document[parent] if isinstance(document.get(parent), dict) else {}
        value = self._instead(document.get(key))
        if value is _MISSING:
            document.pop(key, None)
        else:
            document[key] = value

    def _instead(self, value: Any) -> Any:
        if self.as_json is not None:
            return self.as_json
        kinds = {
            WrongValue.MISSING: _MISSING,
            WrongValue.NULL: None,
            WrongValue.NAN: float("nan"),
            WrongValue.HUGE_INTEGER: _HUGE,
            WrongValue.WRONG_TYPE: 17 if isinstance(value, str | bool | list | dict) else {"unexpected": ["shape"]},
        }
        return kinds[self.value]
