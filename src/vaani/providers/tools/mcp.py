"""How is an MCP server asked? The modern way first; a server of the older era gets a session.

One `McpServer` serves all calls: it remembers the era, the session and, for a while, the list of
tools. Nothing is asked of us by servers: no sampling, no elicitation, no stream of their own.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Mapping
from typing import Any

import httpx

from vaani.call.ports.tools import ToolAnswer
from vaani.kit.errors import ProviderError
from vaani.providers.sse import EventReader
from vaani.providers.tools import mcp_wire as wire
from vaani.providers.tools.guard import MOST_ANSWER_BYTES, GuardedClient, read_bounded

KEPT_S = 300.0
MOST_TOOLS = 64
_MOST_PAGES = 10
_SESSION = "mcp-session-id"


class McpServer:
    """The server at `url`."""

    def __init__(self, client: GuardedClient, url: str, token: str | None) -> None:
        self._client, self._url, self._token = client, url, token
        self._ids = itertools.count(1)
        self._legacy: str | None = None
        """The version of its session; None: it is of the modern era, or not known yet."""
        self._session: str | None = None
        self._begun = False
        self._tools: tuple[wire.McpTool, ...] = ()
        self._until = 0.0
        self._one = asyncio.Lock()

    async def tools(self) -> tuple[wire.McpTool, ...]:
        """What it lists. Raises ProviderError(stage="toolbox")."""
        async with self._one:
            if time.monotonic() < self._until:
                return self._tools
            found: list[wire.McpTool] = []
            kept_s, cursor = KEPT_S, None
            for _ in range(_MOST_PAGES):
                params: dict[str, Any] = {} if cursor is None else {"cursor": cursor}
                page = await self._result("tools/list", params)
                found += wire.tools_in(page)
                ttl = page.get("ttlMs")
                if isinstance(ttl, int) and ttl >= 0:
                    kept_s = min(kept_s, ttl / 1000)
                cursor = page.get("nextCursor")
                if not isinstance(cursor, str) or len(found) >= MOST_TOOLS:
                    break
            self._tools = tuple(found[:MOST_TOOLS])
            self._until = time.monotonic() + kept_s
            return self._tools

    async def call(self, tool: wire.McpTool, arguments: Mapping[str, Any]) -> ToolAnswer:
        """Use a tool. Raises ProviderError for what is no answer of the tool."""
        params = {"name": tool.name, "arguments": dict(arguments)}
        text, ok = wire.text_in(await self._result("tools/call", params, tool.mirrored))
        return ToolAnswer(text, ok)

    async def _result(
        self,
        method: str,
        params: Mapping[str, Any],
        mirrored: Mapping[tuple[str, ...], str] | None = None,
    ) -> dict[str, Any]:
        if self._legacy is None:
            id_ = next(self._ids)
            headers, body = wire.modern(id_, method, params, mirrored)
            status, message, _ = await self._post(headers, body, id_)
            if not wire.speaks_legacy(status, message) or self._begun:
                self._begun = self._begun or "result" in message
                return _result_of(status, message)
            await self._initialize()
        for last in (False, True):
            id_ = next(self._ids)
            status, message, _ = await self._post(
                self._in_session(), wire.legacy(id_, method, params), id_
            )
            if status != httpx.codes.NOT_FOUND or self._session is None or last:
                break
            await self._initialize()
        return _result_of(status, message)

    async def _initialize(self) -> None:
        id_ = next(self._ids)
        self._session = None
        status, message, session = await self._post(
            {}, wire.legacy(id_, "initialize", wire.greeting()), id_
        )
        version = _result_of(status, message).get("protocolVersion")
        if version not in wire.LEGACY:
            raise ProviderError("toolbox", "The tools' server speaks no known version.", code="era")
        self._legacy, self._session = version, session
        await self._post(self._in_session(), wire.legacy(None, "notifications/initialized"), None)

    def _in_session(self) -> dict[str, str]:
        headers = {"mcp-protocol-version": self._legacy or wire.LEGACY[0]}
        return {**headers, _SESSION: self._session} if self._session else headers

    async def _post(
        self, headers: Mapping[str, str], body: bytes, id_: int | None
    ) -> tuple[int, dict[str, Any], str | None]:
        """Status, the message that answers `id_` (empty: there is none), the session's id."""
        told = {**wire.accepting(self._token), **headers}
        async with self._client.asked("POST", self._url, body, told) as answer:
            session = answer.headers.get(_SESSION)
            kind = answer.headers.get("content-type", "").split(";")[0].strip()
            if id_ is None:
                return answer.status_code, {}, session
            if kind == "text/event-stream":
                return answer.status_code, await _streamed(answer, id_), session
            message = wire.message_of(await read_bounded(answer))
        return answer.status_code, message, session


async def _streamed(answer: httpx.Response, id_: int) -> dict[str, Any]:
    """The message among the events that answers the request; the rest of the stream is left."""
    reader, taken = EventReader(), 0
    async for raw in answer.aiter_raw():
        taken += len(raw)
        if taken > MOST_ANSWER_BYTES:
            raise ProviderError("toolbox", "The tool answers without end.", code="endless")
        for event in reader.push(raw):
            message = wire.message_of(event)
            if wire.answers(message, id_):
                return message
    for event in reader.finish():
        message = wire.message_of(event)
        if wire.answers(message, id_):
            return message
    return {}


def _result_of(status: int, message: Mapping[str, Any]) -> dict[str, Any]:
    """The result. Raises ProviderError for a refusal and for what is no answer."""
    result = message.get("result")
    if status == httpx.codes.OK and isinstance(result, dict):
        return result
    code = wire.error_code(message)
    raise ProviderError(
        "toolbox",
        f"The tools' server refused ({status}{f', {code}' if code is not None else ''}).",
        code=str(code if code is not None else status),
        retryable=status in (429, 502, 503, 504),
    )
