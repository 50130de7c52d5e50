"""How is a chat model asked over HTTP? One connection pool, one stream for each question.

Servers that do not know the newer fields answer 400 or 422; they are asked once more with the plain
ones and remembered. Leaving the stream closes the connection, which cancels the generation.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from types import TracebackType

import httpx

from vaani.call.ports.chat_model import ChatRequest, Message, ModelPart
from vaani.providers.chat_http import new_client, read_json, read_parts, told
from vaani.providers.failures import wait_of
from vaani.providers.openai_like import wire
from vaani.providers.sse import MOST_ANSWER_BYTES

DEFAULT_BASE = "https://api.openai.com/v1"
GROQ_BASE = "https://api.groq.com/openai/v1"
_UNKNOWN_FIELD = (400, 422)
_NO_LIST = (404, 405, 501)


class OpenAiLikeModel:
    """A `ChatModel`. Make one for the process; `aclose` it at the end."""

    def __init__(
        self, *, model: str, base_url: str = DEFAULT_BASE, api_key: str | None = None
    ) -> None:
        self._model = model
        self._base = base_url.rstrip("/")
        self._url = f"{self._base}/chat/completions"
        self._plain = False
        self._client = new_client({"authorization": f"Bearer {api_key}"} if api_key else {})

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
        with told():
            async with aclosing(self._asked(request)) as parts:
                async for part in parts:
                    yield part

    async def listed(self) -> tuple[str, ...] | None:
        """The models that this key may ask for; None: the server keeps no list. Raises
        ProviderError, a ModelError when it answered."""
        with told():
            async with self._client.stream("GET", f"{self._base}/models") as answer:
                content = await read_json(answer, MOST_ANSWER_BYTES)
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
                async for part in read_parts(answer, wire.StreamReader()):
                    yield part
                return
            refused = wire.failure(answer.status_code, await read_json(answer))
            refused.wait_s = wait_of(answer.headers)
        if plain or answer.status_code not in _UNKNOWN_FIELD:
            raise refused
        body = wire.body(request, self._model, plain=True)
        async with self._client.stream("POST", self._url, json=body) as answer:
            if answer.status_code != httpx.codes.OK:
                raise refused
            self._plain = True
            async for part in read_parts(answer, wire.StreamReader()):
                yield part
