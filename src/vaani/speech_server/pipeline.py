"""Through what does every request of the speech server pass, in which order, and what was counted?

A chain of middlewares around the work. Each may act before it, after it and when it fails, and sees
one `RequestContext`; one that is switched off is passed over. Statistics are kept in this process.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from vaani.speech_server.refusals import Gone

log = logging.getLogger(__name__)

HISTORY = 1000
"""Times that are remembered, of the last requests."""
Status = Literal["processing", "completed", "failed", "cancelled"]


@dataclass(slots=True)
class RequestContext:
    """One request. `input_data` holds no text and no sound: how much, which voice, which format."""

    request_id: str
    request_type: str
    input_data: Mapping[str, Any] = field(default_factory=dict)
    start_time: float = field(default_factory=time.perf_counter)
    output_data: dict[str, Any] = field(default_factory=dict)
    metrics: dict[str, float] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    status: Status = "processing"


NextProcessor = Callable[[RequestContext], Coroutine[Any, Any, RequestContext]]


class Middleware(Protocol):
    """One link of the chain."""

    @property
    def name(self) -> str:
        """Under which its statistics stand."""
        ...

    async def process(
        self, context: RequestContext, next_processor: NextProcessor
    ) -> RequestContext:
        """Call `next_processor` once and hand on what it returns and raises."""
        ...

    def statistics(self) -> dict[str, Any]:
        """What was counted so far."""
        ...


class BaseMiddleware:
    """A link with hooks; a middleware of your own overrides those that it needs."""

    name = "base"

    async def process(
        self, context: RequestContext, next_processor: NextProcessor
    ) -> RequestContext:
        """Hooks before and after the rest of the chain, or when it failed or was cancelled."""
        await self.before(context)
        try:
            context = await next_processor(context)
        except BaseException as error:
            await self.failed(context, error)
            raise
        await self.after(context)
        return context

    async def before(self, context: RequestContext) -> None:
        """The request comes."""

    async def after(self, context: RequestContext) -> None:
        """The request was answered to its end."""

    async def failed(self, context: RequestContext, error: BaseException) -> None:
        """The request failed, or its client left (CancelledError)."""

    def statistics(self) -> dict[str, Any]:
        """Nothing, unless there is something to tell."""
        return {}


class TimingMiddleware(BaseMiddleware):
    """How long requests take, in seconds, those that failed among them."""

    name = "timing"

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._history: deque[float] = deque(maxlen=HISTORY)
        self._count = 0

    async def process(
        self, context: RequestContext, next_processor: NextProcessor
    ) -> RequestContext:
        """Takes the time around the rest of the chain."""
        began = self._clock()
        try:
            return await next_processor(context)
        finally:
            took = self._clock() - began
            context.metrics["processing_s"] = took
            self._history.append(took)
            self._count += 1

    def statistics(self) -> dict[str, Any]:
        """`count` of all requests; the figures are of the last `HISTORY`."""
        if not self._history:
            return {"count": 0}
        kept = self._history
        return {
            "count": self._count,
            "average_s": sum(kept) / len(kept),
            "minimum_s": min(kept),
            "maximum_s": max(kept),
            "last_s": kept[-1],
        }


class LoggingMiddleware(BaseMiddleware):
    """One line for each request; no text and no sound is in it."""

    name = "logging"

    async def after(self, context: RequestContext) -> None:
        """Says how it ended."""
        self._say(context)

    async def failed(self, context: RequestContext, error: BaseException) -> None:
        """Says why it did not."""
        self._say(context, type(error).__name__)

    def _say(self, context: RequestContext, why: str = "") -> None:
        took = time.perf_counter() - context.start_time
        log.info("speech.%s: %s after %.3f s %s", context.request_type, context.status, took, why)


class AnalyticsMiddleware(BaseMiddleware):
    """How many requests of which kind, with which voices and formats, and how many failed."""

    name = "analytics"

    def __init__(self) -> None:
        self._requests: Counter[str] = Counter()
        self._errors: Counter[str] = Counter()
        self._cancelled = 0
        self._voices: Counter[str] = Counter()
        self._formats: Counter[str] = Counter()

    async def before(self, context: RequestContext) -> None:
        """Counts what is asked."""
        self._requests[context.request_type] += 1
        if voice := context.input_data.get("voice"):
            self._voices[str(voice)] += 1
        if kind := context.input_data.get("format"):
            self._formats[str(kind)] += 1

    async def failed(self, context: RequestContext, error: BaseException) -> None:
        """Counts the kind of error; a client that left is none."""
        if isinstance(error, asyncio.CancelledError):
            self._cancelled += 1
        else:
            self._errors[type(error).__name__] += 1

    def statistics(self) -> dict[str, Any]:
        """Everything counted."""
        requests, errors = self._requests.total(), self._errors.total()
        return {
            "requests": requests,
            "errors": errors,
            "cancelled": self._cancelled,
            "error_rate": errors / requests if requests else 0.0,
            "by_type": dict(self._requests),
            "by_error": dict(self._errors),
            "voices": dict(self._voices),
            "formats": dict(self._formats),
        }


@dataclass(frozen=True, slots=True)
class _Link:
    middleware: Middleware
    enabled: bool


class MiddlewarePipeline:
    """The chain. The first one added is the outermost."""

    def __init__(self) -> None:
        self._links: list[_Link] = []

    def add_middleware(self, middleware: Middleware, *, enabled: bool = True) -> None:
        """Append one; a disabled one is listed, and passed over."""
        self._links.append(_Link(middleware, enabled))

    def switch(self, name: str, enabled: bool) -> None:
        """Pass requests that come from now on through the middleware of this name, or not."""
        self._links = [
            _Link(link.middleware, enabled) if link.middleware.name == name else link
            for link in self._links
        ]

    @asynccontextmanager
    async def passing(self, context: RequestContext) -> AsyncIterator[RequestContext]:
        """Around the work of one request, a stream's to its last piece. What is raised inside goes
        through every middleware; what a middleware raises before the work is raised here."""
        loop = asyncio.get_running_loop()
        begun: asyncio.Future[bool] = loop.create_future()
        done: asyncio.Future[None] = loop.create_future()

        def enters(entered: bool) -> None:
            if not begun.done():
                begun.set_result(entered)

        async def work(context: RequestContext) -> RequestContext:
            enters(True)
            try:
                await done
            except BaseException as error:
                left = isinstance(error, asyncio.CancelledError)
                context.status = "cancelled" if left else "failed"
                raise
            context.status = "completed"
            return context

        chain = asyncio.create_task(self._chain(work)(context), name="speech-request")
        chain.add_done_callback(lambda _: enters(False))
        try:
            entered = await begun
        except asyncio.CancelledError:
            chain.cancel()
            raise
        if not entered:
            await chain
        try:
            yield context
        except (asyncio.CancelledError, GeneratorExit, Gone):
            done.cancel()
            raise
        except BaseException as error:
            done.set_exception(error)
            raise
        finally:
            if not done.done():
                done.set_result(None)
            await asyncio.wait({chain})
            if not chain.cancelled():
                chain.exception()  # it is raised where it arose, too

    def statistics(self) -> dict[str, Any]:
        """By name, in order: `enabled`, and what was counted."""
        return {
            link.middleware.name: {"enabled": link.enabled, **link.middleware.statistics()}
            for link in self._links
        }

    def _chain(self, work: NextProcessor) -> NextProcessor:
        chained = work
        for link in reversed(self._links):
            if link.enabled:
                chained = _linked(link.middleware, chained)
        return chained


def _linked(middleware: Middleware, inner: NextProcessor) -> NextProcessor:
    async def process(context: RequestContext) -> RequestContext:
        return await middleware.process(context, inner)

    return process
