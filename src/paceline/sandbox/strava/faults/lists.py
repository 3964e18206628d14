"""Lists that are not what they should be."""

from typing import Literal
from urllib.parse import urlencode

from pydantic import Field

from paceline.sandbox.faults.base import Answer, Call, Fault


class EmptyPage(Fault):
    """An empty page in the middle of a list: by the documents its end, by the truth not."""

    kind: Literal["empty_page"] = "empty_page"

    async def answer(self, call: Call) -> Answer:
        """No activities."""
        answer = await call.answered()
        return answer.with_document([]) if answer.status == 200 else answer


class PartialPage(Fault):
    """A page with fewer items than there are."""

    kind: Literal["partial_page"] = "partial_page"
    kept: int = Field(default=1, ge=0)

    async def answer(self, call: Call) -> Answer:
        """The first of them."""
        answer = await call.answered()
        return answer.with_document(answer.document()[: self.kept]) if answer.status == 200 else answer


class RepeatedPage(Fault):
    """The page before, once more."""

    kind: Literal["repeated_page"] = "repeated_page"

    async def answer(self, call: Call) -> Answer:
        """What the page before holds."""
        query = call.query
        page = max(int(query.get("page", 1)) - 1, 1)
        return await call.handle(urlencode({**query, "page": page}).encode())


class DoubledItem(Fault):
    """One item of a page is there twice."""

    kind: Literal["doubled_item"] = "doubled_item"
    item: int = Field(default=0, ge=0)

    async def answer(self, call: Call) -> Answer:
        """The page with it."""
        answer = await call.answered()
        if answer.status != 200:
            return answer
        items = answer.document()
        return answer.with_document([*items[: self.item + 1], *items[self.item :]])
