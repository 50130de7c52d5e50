"""How is a chat model asked over HTTP? One request, a stream of parts, one way to fail.

The request's form and the reading of its answer are a vendor's pure `ChatWire`; connections,
deadlines, bounds and error mapping are here, once for all vendors.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing, contextmanager
from types import TracebackType
from typing import Any, Protocol

import httpx

from vaani.call.ports.chat_model import ChatRequest, Message, ModelPart
from vaani.kit.errors import ProviderError
from vaani.providers.failures import ModelError, wait_of
from vaani.providers.kept_http import VendorClient, over
from vaani.providers.sse import MOST_ERROR_BYTES, STEP_BYTES

CONNECT_S = 2.0
READ_S = 8.0


class Reader(Protocol):
    """Bytes of an answer in, parts out."""

    done: bool

    def push(self, raw: bytes) -> Iterator[ModelPart]:
        """Parts that are complete. Raises ProviderError."""
        ...

    def finish(self) -> Iterator[ModelPart]:
        """The last parts. Raises ProviderError when the answer is not whole."""
        ...


class ChatWire(Protocol):
    """What a vendor is asked, and how its answer is read. Pure."""

    def asked(self, request: ChatRequest) -> tuple[str, Mapping[str, str], dict[str, Any]]:
        """Address, headers, JSON body."""
        ...

    def reader(self) -> Reader:
        """Of one answer."""
        ...

    def failure(self, status: int, answer: Any) -> ModelError:
        """The error that an answer of another status than 200 means."""
        ...


class HttpChatModel:
    """A ChatModel. Use as an asynchronous context manager."""

    def __init__(self, wire: ChatWire) -> None:
        self._wire = wire
        self._client = new_client({})

    async def __aenter__(self) -> HttpChatModel:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.aclose()

    async def stream(self, request: ChatRequest) -> AsyncGenerator[ModelPart, None]:
        """Parts as they come. Raises ProviderError(stage="thinker")."""
        url, headers, body = self._wire.asked(request)
        with told():
            async with self._client.stream("POST", url, json=body, headers=headers) as answer:
                if answer.status_code != httpx.codes.OK:
                    error = self._wire.failure(answer.status_code, await read_json(answer))
                    error.wait_s = wait_of(answer.headers)
                    raise error
                async with aclosing(read_parts(answer, self._wire.reader())) as parts:
                    async for part in parts:
                        yield part

    async def answers(self) -> None:
        """Have one word said. Raises ProviderError, a ModelError when the server refuses."""
        request = ChatRequest((Message("user", "Say yes."),), most_tokens=16)
        async for _ in self.stream(request):
            pass


def new_client(headers: Mapping[str, str]) -> VendorClient:
    """A client with a call's deadlines. What a server sends is never unpacked."""
    return VendorClient(
        {"accept": "text/event-stream", "accept-encoding": "identity", **headers},
        connect_s=CONNECT_S, read_s=READ_S,
    )  # fmt: skip


@contextmanager
def told() -> Iterator[None]:
    """Errors of the wire as ProviderError."""
    try:
        yield
    except httpx.TimeoutException as error:
        raise ProviderError(
            "thinker", "The language model did not answer in time.", code="timeout",
            retryable=True,
        ) from error  # fmt: skip
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ProviderError(
            "thinker", "The language model cannot be reached.", code=type(error).__name__,
            retryable=True,
        ) from error  # fmt: skip


async def read_parts(answer: httpx.Response, reader: Reader) -> AsyncGenerator[ModelPart, None]:
    """The parts of a stream. Raises ProviderError when it is none or not whole."""
    kind = answer.headers.get("content-type", "text/event-stream").split(";")[0].strip()
    if kind in ("application/json", "text/html"):
        raise ProviderError(
            "thinker", f"The model's server does not stream: it sent {kind}.", code="no_stream"
        )
    async for raw in steps(answer):
        for part in reader.push(raw):
            yield part
        if reader.done:
            over(answer)
            break
    for part in reader.finish():
        yield part


async def steps(answer: httpx.Response) -> AsyncGenerator[bytes, None]:
    """The bytes as they come, a few at a time: a server that sends without a pause leaves others
    their turn."""
    async for raw in answer.aiter_raw():
        for begin in range(0, len(raw), STEP_BYTES):
            yield raw[begin : begin + STEP_BYTES]
            await asyncio.sleep(0)


async def read_json(answer: httpx.Response, most: int = MOST_ERROR_BYTES) -> Any:
    """The JSON of a short answer; None when it is something else, or longer and not read on."""
    body = bytearray()
    async for raw in steps(answer):
        body += raw
        if len(body) > most:
            return None
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
