"""Streams that are not what they should be."""

from typing import Any, Literal

from pydantic import Field

from paceline.sandbox.faults.base import Answer, Call, Fault


class _StreamFault(Fault):
    """Spoils a good set of streams by key."""

    async def answer(self, call: Call) -> Answer:
        """The spoilt set; what is no set of streams stays as it is."""
        answer = await call.answered()
        if answer.status != 200 or not isinstance(answer.document(), dict):
            return answer
        streams: dict[str, dict[str, Any]] = answer.document()
        return answer.with_document(self.spoilt(streams))

    def spoilt(self, streams: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """What is sent instead."""
        return streams


class StreamNulls(_StreamFault):
    """Nulls among the values of a stream."""

    kind: Literal["stream_nulls"] = "stream_nulls"
    key: str = "heartrate"
    every: int = Field(default=10, ge=1)

    def spoilt(self, streams: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """Each n-th value is null."""
        if self.key in streams:
            data = streams[self.key]["data"]
            data[:: self.every] = [None] * len(data[:: self.every])
        return streams


class StreamsUnequal(_StreamFault):
    """One stream is shorter than the others."""

    kind: Literal["streams_unequal"] = "streams_unequal"
    key: str = "heartrate"
    missing: int = Field(default=3, ge=1)

    def spoilt(self, streams: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """Without its last values."""
        if self.key in streams:
            del streams[self.key]["data"][-self.missing :]
        return streams


class StreamsEmpty(_StreamFault):
    """All streams are there and hold nothing."""

    kind: Literal["streams_empty"] = "streams_empty"

    def spoilt(self, streams: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """Empty lists."""
        return {key: {**stream, "data": [], "original_size": 0} for key, stream in streams.items()}


class StreamsPartial(_StreamFault):
    """Some of the asked streams are not there, though the activity has them."""

    kind: Literal["streams_partial"] = "streams_partial"
    keys: tuple[str, ...] = ("time",)
    """Which are left out."""

    def spoilt(self, streams: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """Without them."""
        return {key: stream for key, stream in streams.items() if key not in self.keys}
