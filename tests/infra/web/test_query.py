"""A query read by a model says what FastAPI's own reading of that model says."""

from collections.abc import AsyncGenerator
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI, Query
from pydantic import BaseModel, Field

from paceline.infra.web import problems
from paceline.infra.web.query import query_documented, reads_query


class Asked(BaseModel):
    """One parameter of each kind."""

    limit: Annotated[int, Query(ge=1, le=200, description="Rows.")] = 30
    from_on: date | None = Field(default=None, alias="from")
    kind: Annotated[list[Literal["a", "b"]], Field(max_length=2)] | None = None
    id: UUID | None = None
    deleted: bool = False
    name: str


@pytest.fixture
def app() -> FastAPI:
    app = FastAPI()
    problems.install(app)

    @app.get("/ours", openapi_extra=query_documented(Asked))
    async def ours(asked: Annotated[Asked, reads_query(Asked)]) -> Any:
        return asked.model_dump(mode="json")

    @app.get("/theirs")
    async def theirs(asked: Annotated[Asked, Query()]) -> Any:
        return asked.model_dump(mode="json")

    _ = ours, theirs
    return app


@pytest.fixture
async def client(app: FastAPI) -> AsyncGenerator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://test") as client:
        yield client


@pytest.mark.parametrize(
    "query",
    [
        "name=x",
        "name=x&limit=7&from=2026-01-02&kind=a&kind=b&id=018f0000-0000-7000-8000-000000000000&deleted=true",
        "name=x&name=y&kind=a&limit=1&limit=2&unknown=1",
        "name=&deleted=no",
        "",
        "name=x&limit=0",
        "name=x&limit=many&from=yesterday&kind=a&kind=c&deleted=maybe&id=1",
        "name=x&kind=a&kind=a&kind=a",
        "name=x&from_on=2026-01-02",
        "name=%00&limit=",
    ],
)
async def test_it_takes_and_refuses_the_same(client: httpx2.AsyncClient, query: str) -> None:
    ours, theirs = await client.get(f"/ours?{query}"), await client.get(f"/theirs?{query}")
    assert (ours.status_code, ours.json()) == (theirs.status_code, theirs.json())


def test_it_is_documented_the_same(app: FastAPI) -> None:
    paths = app.openapi()["paths"]
    assert paths["/ours"]["get"]["parameters"] == paths["/theirs"]["get"]["parameters"]
