"""What do the routes of speech use of the house, and how does a client that leaves end its work?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, TypeVar

from fastapi import Depends
from fastapi.responses import StreamingResponse
from starlette.requests import HTTPConnection, Request
from starlette.types import Receive, Scope, Send

from vaani.api.errors import request_id_of
from vaani.speech_server.catalogue import ModelCard
from vaani.speech_server.hearing import Hearing
from vaani.speech_server.pipeline import MiddlewarePipeline, RequestContext
from vaani.speech_server.realtime.answerers import Answerers, ListBusinesses, OpenBusiness, Sees
from vaani.speech_server.refusals import Gone, Refused
from vaani.speech_server.shelf import Shelf
from vaani.speech_server.speaking import Speaking
from vaani.speech_server.waiting_room import WaitingRoom

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class SpeechDesk:
    """The engines, seen by other programs. None: that part is not there."""

    room: WaitingRoom
    pipeline: MiddlewarePipeline
    speaking: Speaking | None = None
    hearing: Hearing | None = None
    answerers: Answerers | None = None
    talks: WaitingRoom = field(default_factory=lambda: WaitingRoom(20))
    """Conversations that may be open at the same time."""

    shelf: Shelf | None = None
    """What is kept in files."""

    def files(self) -> Shelf:
        """Raises Refused(unavailable) without voices."""
        if self.shelf is None:
            raise Refused("unavailable", "Speech is switched off here: see `speech.engine`.")
        return self.shelf

    def voice(self) -> Speaking:
        """Raises Refused(unavailable) without voices."""
        if self.speaking is None:
            raise Refused("unavailable", "Speech is switched off here: see `speech.engine`.")
        return self.speaking

    def ear(self) -> Hearing:
        """Raises Refused(unavailable) without a recogniser."""
        if self.hearing is None:
            raise Refused("unavailable", "Speech is switched off here: see `speech.engine`.")
        return self.hearing

    def context(self, request: HTTPConnection, kind: str, **asked: Any) -> RequestContext:
        """What the pipeline knows of a request."""
        return RequestContext(request_id_of(request), kind, asked)

    @asynccontextmanager
    async def request(
        self, context: RequestContext, room: WaitingRoom | None = None
    ) -> AsyncIterator[None]:
        """Around a request: the pipeline, then a seat in `room`. Raises Refused(busy)."""
        async with self.pipeline.passing(context):
            with (room or self.room).seat():
                yield

    def with_businesses(self, opened: OpenBusiness, listed: ListBusinesses) -> SpeechDesk:
        """The same desk, where businesses answer too."""
        if self.answerers is None:
            return self
        answerers = replace(self.answerers, business=opened, businesses=listed)
        return replace(self, answerers=answerers)

    async def models_for(self, sees: Sees) -> tuple[ModelCard, ...]:
        """What is here for a client; empty when speech is off. Raises StorageError."""
        if self.answerers is None or not (here := self.models()):
            return self.models()
        return (*here, *await self.answerers.businesses_of(sees))

    def models(self) -> tuple[ModelCard, ...]:
        """What is here; empty when speech is off."""
        if self.speaking is None:
            return ()
        talking = self.answerers.models() if self.answerers is not None else ()
        return (*self.speaking.catalogue.models(), *talking)

    def talkers(self) -> Answerers:
        """Raises Refused(unavailable) when nobody talks here."""
        if self.answerers is None:
            raise Refused("unavailable", "Speech is switched off here: see `speech.engine`.")
        return self.answerers


def desk_of(connection: HTTPConnection) -> SpeechDesk:
    desk: SpeechDesk = connection.app.state.speech
    return desk


async def _asked(connection: HTTPConnection) -> SpeechDesk:
    return desk_of(connection)  # FastAPI runs what is no coroutine on a thread, for each request


Desk = Annotated[SpeechDesk, Depends(_asked)]


async def while_there(request: Request, work: Coroutine[Any, Any, Result]) -> Result:
    """The work's result; the work is cancelled when the client leaves first. Raises Gone.

    The body must have been read: what comes next from a client is that it left.
    """

    async def left() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    doing, watching = asyncio.create_task(work), asyncio.create_task(left())
    try:
        await asyncio.wait({doing, watching}, return_when=asyncio.FIRST_COMPLETED)
        if doing.done():
            return doing.result()
        raise Gone
    finally:
        watching.cancel()
        doing.cancel()
        await asyncio.gather(watching, doing, return_exceptions=True)


async def streamed(
    request: Request,
    desk: SpeechDesk,
    pieces: AsyncIterator[bytes],
    media_type: str,
    context: RequestContext,
) -> StreamingResponse:
    """An answer that begins once its first piece is there: what fails before is an error of its
    own. It is under way, and holds its seat, to its end. Raises Refused, ProviderError, Gone."""
    under_way = AsyncExitStack()
    await under_way.enter_async_context(desk.request(context))
    under_way.push_async_callback(_close, pieces)
    try:
        first = await while_there(request, _first(pieces))
    except BaseException as error:
        if not await under_way.__aexit__(type(error), error, error.__traceback__):
            raise

    async def body() -> AsyncIterator[bytes]:
        async with under_way:
            if first:
                yield first
            async for piece in pieces:
                yield piece

    return _Closing(body(), media_type=media_type)


class _Closing(StreamingResponse):
    """Closes its body also when the client left before the first piece was sent."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with aclosing(self.body_iterator):  # type: ignore[type-var]
            with suppress(Gone):
                await while_there(Request(scope, receive), self.stream_response(send))


async def _first(pieces: AsyncIterator[bytes]) -> bytes:
    return await anext(pieces, b"")


async def _close(pieces: AsyncIterator[bytes]) -> None:
    close = getattr(pieces, "aclose", None)
    if close is not None:
        await close()
