"""The words of this slice and its wire format."""

from datetime import date, datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class SampleKind(StrEnum):
    """Which of the two sample athletes."""

    RUNNER = "runner"
    CYCLIST = "cyclist"


SampleState = Literal["preparing", "importing", "ready", "failed"]


class SampleIn(BaseModel):
    """Which sample to fill the signed-in athlete with."""

    model_config = ConfigDict(extra="forbid")

    athlete: SampleKind


class SampleProblemOut(BaseModel):
    """Why a sample could not be prepared."""

    code: str
    message: str


class SampleOut(BaseModel):
    """The sample data of the athlete."""

    athlete: SampleKind
    state: SampleState = Field(description="`preparing`: its files are being written; then its import follows.")
    import_id: UUID | None = Field(description="Its import, once there is one; progress is that of the import.")
    seed: int
    first_on: date
    last_on: date
    problem: SampleProblemOut | None
    created_at: datetime


class SamplesOut(BaseModel):
    """What may be tried, and what is there."""

    athletes: list[SampleKind]
    present: SampleOut | None


class SampleRemoved(BaseModel):
    """What removing the sample data did."""

    removed_activities: int
    kept_activities: int = Field(description="Stay, because the athlete's own files have them too.")
