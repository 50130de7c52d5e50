"""How is a chat model asked over HTTP? One connection pool, one stream for each question.

Servers that do not know the newer fields answer 400 or 422; they are asked once more with the plain
ones and remembered. Leaving the stream closes the connection, which cancels the generation.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from types import TracebackType
from typing import Any

import httpx

from vaani.call.ports.chat_model import ChatRequest, Message, ModelPart
from vaani.kit.errors import ProviderError
from vaani.providers.openai_like import wire

DEFAULT_BASE = "https://api.openai.com/v1"
CONNECT_S = 2.0
READ_S = 8.0
_UNKNOWN_FIELD = (400, 422)
_NO_LIST = (404, 405, 501)


class OpenAiLikeModel:
    """A `ChatModel`. Make one for the process; `aclose` it at the end."""

    def __init__(
        self, *, model: str, base_url: str = DEFAULT_BASE, api_key: str | None = None
    ) -> None:
        headers = {"accept": "text/event-stream", "accept-encoding": "identity"}
        if api_key:
            headers["authorization"] = f"Bearer {api_key}"
        self._model = model
        self._base = base_url.rstrip("/")
        self._url = f"{self._base}/chat/completions"
        self._plain = False
        self._client = httpx.AsyncClient(
            headers=headers,
            timeout=httpx.Timeout(READ_S, connect=CONNECT_S),
            follow_redirects=False,
        )

    async def __aenter__(self) -> OpenAiLikeModel:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def stream(self, request: ChatRequest) -> AsyncGenerator[ModelPart, None]:
        """Parts as they come. Raises ProviderError(stage="thinker")."""
        with _told():
            async with aclosing(self._asked(request)) as parts:
                async for part in parts:
                    yield part

    async def listed(self) -> tuple[str, ...] | None:
        """The models that this key may ask for; None: the server keeps no list. Raises
        ProviderError, a ModelError when it answered."""
        with _told():
            async with self._client.stream("GET", f"{self._base}/models") as answer:
                content = await _json(answer, wire.MOST_ANSWER_BYTES)
        if answer.status_code in _NO_LIST:
            return None
        if answer.status_code != httpx.codes.OK:
            raise wire.failure(answer.status_code, content)
        return wire.names(content)

    async def answers(self) -> None:
        """Have one word said. Raises ProviderError, a ModelError when the server refuses."""
        request = ChatRequest((Message("user", "Say yes."),), most_tokens=1)
        async for _ in self.stream(request):
            pass

    async def _asked(self, request: ChatRequest) -> AsyncGenerator[ModelPart, None]:
        plain = self._plain
        body = wire.body(request, self._model, plain)
        async with self._client.stream("POST", self._url, json=body) as answer:
            if answer.status_code == httpx.codes.OK:
                async for part in _parts(answer):
                    yield part
                return
            refused = wire.failure(answer.status_code, await _json(answer))
        if plain or answer.status_code not in _UNKNOWN_FIELD:
            raise refused
        body = wire.body(request, self._model, plain=True)
        async with self._client.stream("POST", self._url, json=body) as answer:
            if answer.status_code != httpx.codes.OK:
                raise refused
            self._plain = True
            async for part in _parts(answer):
                yield part


@contextmanager
def _told() -> Iterator[None]:
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


async def _parts(answer: httpx.Response) -> AsyncGenerator[ModelPart, None]:
    reader = wire.StreamReader()
    async for raw in _steps(answer):
        for part in reader.push(raw):
            yield part
        if reader.done:
            break
    for part in reader.finish():
        yield part


async def _steps(answer: httpx.Response) -> AsyncGenerator[bytes, None]:
    """The bytes as they come, never unpacked, a few at a time: a server that sends without a pause
    leaves others their turn."""
    async for raw in answer.aiter_raw():
        for begin in range(0, len(raw), wire.STEP_BYTES):
            yield raw[begin : begin + wire.STEP_BYTES]
            await asyncio.sleep(0)


async def _json(answer: httpx.Response, most: int = wire.MOST_ERROR_BYTES) -> Any:
    """The JSON of a short answer; None when it is something else, or longer and not read on."""
    body = bytearray()
    async for raw in _steps(answer):
        body += raw
        if len(body) > most:
            return None
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
