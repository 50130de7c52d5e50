"""How is a chat model asked over HTTP? One connection pool, one stream for each question.

Servers that do not know the newer fields answer 400 or 422; they are asked once more with the plain
ones and remembered. Leaving the stream closes the connection, which cancels the generation.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from types import TracebackType
from typing import Any

import httpx

from vaani.call.ports.chat_model import ChatRequest, ModelPart
from vaani.kit.errors import ProviderError
from vaani.providers.openai_like import wire

DEFAULT_BASE = "https://api.openai.com/v1"
CONNECT_S = 2.0
READ_S = 8.0
_UNKNOWN_FIELD = (400, 422)


class OpenAiLikeModel:
    """A `ChatModel`. Make one for the process; `aclose` it at the end."""

    def __init__(
        self, *, model: str, base_url: str = DEFAULT_BASE, api_key: str | None = None
    ) -> None:
        headers = {"accept": "text/event-stream"}
        if api_key:
            headers["authorization"] = f"Bearer {api_key}"
        self._model = model
        self._url = f"{base_url.rstrip('/')}/chat/completions"
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
        try:
            async with aclosing(self._asked(request)) as parts:
                async for part in parts:
                    yield part
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


async def _parts(answer: httpx.Response) -> AsyncGenerator[ModelPart, None]:
    reader = wire.StreamReader()
    async for raw in answer.aiter_bytes():
        for part in reader.push(raw):
            yield part
        if reader.done:
            break
    for part in reader.finish():
        yield part


async def _json(answer: httpx.Response) -> Any:
    """The error's JSON, None when it is something else."""
    try:
        return json.loads(await answer.aread())
    except ValueError:
        return None
