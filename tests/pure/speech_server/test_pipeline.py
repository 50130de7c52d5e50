"""A request passes every middleware in order, whatever becomes of it; one page shows how to write
one."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from vaani.speech_server.pipeline import (
    AnalyticsMiddleware,
    BaseMiddleware,
    MiddlewarePipeline,
    RequestContext,
    TimingMiddleware,
)
from vaani.speech_server.refusals import Gone


class Noting(BaseMiddleware):
    """Writes down which of its hooks were called."""

    def __init__(self, name: str, notes: list[str]) -> None:
        self.name = name
        self._notes = notes

    async def before(self, context: RequestContext) -> None:
        self._notes.append(f"{self.name} before")
        context.metadata[self.name] = True

    async def after(self, context: RequestContext) -> None:
        self._notes.append(f"{self.name} after")

    async def failed(self, context: RequestContext, error: BaseException) -> None:
        self._notes.append(f"{self.name} {type(error).__name__}")

    def statistics(self) -> dict[str, Any]:
        return {"notes": len(self._notes)}


def chained() -> tuple[MiddlewarePipeline, list[str]]:
    notes: list[str] = []
    pipeline = MiddlewarePipeline()
    pipeline.add_middleware(Noting("first", notes))
    pipeline.add_middleware(Noting("off", notes), enabled=False)
    pipeline.add_middleware(Noting("second", notes))
    return pipeline, notes


async def test_hooks_run_in_order_and_a_disabled_one_not_at_all() -> None:
    pipeline, notes = chained()
    context = RequestContext("id", "tts")
    async with pipeline.passing(context):
        assert context.status == "processing"
        notes.append("work")
    assert notes == ["first before", "second before", "work", "second after", "first after"]
    assert context.status == "completed"
    assert context.metadata == {"first": True, "second": True}
    assert pipeline.statistics()["off"] == {"enabled": False, "notes": 5}


@pytest.mark.parametrize(
    ("error", "status", "noted"),
    [
        (ValueError("no"), "failed", "ValueError"),
        (Gone(), "cancelled", "CancelledError"),
        (asyncio.CancelledError(), "cancelled", "CancelledError"),
    ],
)
async def test_what_fails_is_told_to_each_and_raised(
    error: BaseException, status: str, noted: str
) -> None:
    pipeline, notes = chained()
    context = RequestContext("id", "tts")
    with pytest.raises(type(error)):
        async with pipeline.passing(context):
            raise error
    assert context.status == status
    assert notes[2:] == [f"second {noted}", f"first {noted}"]


async def test_a_middleware_may_refuse_before_the_work() -> None:
    class Closed(BaseMiddleware):
        name = "closed"

        async def before(self, context: RequestContext) -> None:
            raise PermissionError("closed")

    pipeline = MiddlewarePipeline()
    counted = AnalyticsMiddleware()
    pipeline.add_middleware(counted)
    pipeline.add_middleware(Closed())
    with pytest.raises(PermissionError):
        async with pipeline.passing(RequestContext("id", "tts")):
            raise AssertionError("the work was begun")
    assert counted.statistics()["by_error"] == {"PermissionError": 1}


async def test_times_are_those_of_the_clock() -> None:
    times = iter([0.0, 2.0, 10.0, 14.0])
    timing = TimingMiddleware(lambda: next(times))
    pipeline = MiddlewarePipeline()
    pipeline.add_middleware(timing)
    for _ in range(2):
        async with pipeline.passing(RequestContext("id", "tts")):
            pass
    assert timing.statistics() == {
        "count": 2, "average_s": 3.0, "minimum_s": 2.0, "maximum_s": 4.0, "last_s": 4.0,
    }  # fmt: skip
