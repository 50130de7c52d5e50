"""Which tools of the owner's has a call, and what comes of using one? Checked, timely, bounded.

Arguments must fit the tool's schema before anything is sent; an answer has a deadline and a length;
whatever goes wrong is an answer to the model, told without the server's own words. Names that a
model's interface would not take are mapped, both ways.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vaani.call.plan import CallPlan, OutsideTool
from vaani.call.ports.chat_model import ToolSpec
from vaani.call.ports.tools import ToolAnswer, ToolManner
from vaani.kit.errors import ProviderError
from vaani.kit.json_shape import misfits
from vaani.providers.tools.guard import GuardedClient
from vaani.providers.tools.http_tool import ask_http
from vaani.providers.tools.mcp import McpServer
from vaani.providers.tools.mcp_wire import McpTool

log = logging.getLogger(__name__)

MOST_ANSWER_CHARS = 4_000
MOST_USES_A_CALL = 20
MOST_OFFERED = 32
PREPARED_WITHIN_S = 4.0
_UNFIT = re.compile(r"[^A-Za-z0-9_-]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class _Offered:
    """A tool under the name that the model knows."""

    spec: ToolSpec
    manner: ToolManner
    ask: Callable[[Mapping[str, Any]], Any]
    deadline_s: float


class Toolbelt:
    """The owner's tools of every business. `secrets` by the names that business files use;
    `reserved` are names of this house's own tools."""

    def __init__(
        self,
        client: GuardedClient,
        secrets: Mapping[str, str],
        reserved: frozenset[str] = frozenset(),
        now: Callable[[], float] = time.time,
    ) -> None:
        self._client, self._secrets, self._now = client, secrets, now
        self._reserved = reserved
        self._servers: dict[tuple[str, str | None], McpServer] = {}

    def of(self, plan: CallPlan) -> CallTools | None:
        """Those of one call; None: its business has none."""
        if not plan.business.tools:
            return None
        return CallTools(self, plan, self._reserved)

    def server(self, tool: OutsideTool) -> McpServer | None:
        """The server of an entry; None: its token is not set."""
        token = self._secrets.get(tool.secret) if tool.secret else None
        if tool.secret and token is None:
            return None
        key = (tool.url, token)
        if key not in self._servers:
            self._servers[key] = McpServer(self._client, tool.url, token)
        return self._servers[key]

    async def ask(
        self, plan: CallPlan, tool: OutsideTool, arguments: Mapping[str, Any]
    ) -> ToolAnswer:
        """Ask a tool over HTTP. Raises ProviderError."""
        secret = self._secrets.get(tool.secret or "")
        if not secret:
            return ToolAnswer("its secret is not set here", ok=False)
        return await ask_http(self._client, plan, tool, arguments, secret, int(self._now()))


class CallTools:
    """An `OutsideTools`."""

    def __init__(self, belt: Toolbelt, plan: CallPlan, reserved: frozenset[str]) -> None:
        self._belt, self._plan = belt, plan
        self._reserved = reserved
        self._offered: dict[str, _Offered] = {}
        self._uses = 0
        for tool in plan.business.tools:
            if tool.kind == "http":
                spec = ToolSpec(tool.name, tool.description, tool.parameters)
                self._offer(spec, tool, self._asking(tool))

    async def prepare(self) -> None:
        """Learn what the servers list; one that does not answer in time offers nothing."""
        entries = [one for one in self._plan.business.tools if one.kind == "mcp"]
        found = await asyncio.gather(*(self._listed(one) for one in entries))
        for entry, tools in zip(entries, found, strict=True):
            server = self._belt.server(entry)
            for tool in tools:
                chosen = tool.name in entry.only or (
                    not entry.only and (tool.read_only or entry.confirm is not None)
                )
                if server is not None and chosen:
                    spec = ToolSpec(tool.name, tool.description, tool.schema)
                    self._offer(spec, entry, _calling(server, tool), tool.read_only)

    def specs(self) -> tuple[ToolSpec, ...]:
        """As the model sees them."""
        return tuple(one.spec for one in self._offered.values())

    def manner(self, name: str) -> ToolManner | None:
        """How it is used; None: there is no such tool."""
        found = self._offered.get(name)
        return found.manner if found is not None else None

    def unfit(self, name: str, arguments: Mapping[str, Any]) -> str | None:
        """Why it would not be asked with these arguments."""
        found = self._offered.get(name)
        if found is None:
            return "there is no such tool"
        wrong = list(misfits(dict(arguments), found.spec.parameters))[:4]
        return f"the arguments do not fit: {'; '.join(wrong)}" if wrong else None

    async def use(self, name: str, arguments: Mapping[str, Any]) -> ToolAnswer:
        """Ask it, within its deadline."""
        wrong = self.unfit(name, arguments)
        if wrong is not None:
            return ToolAnswer(wrong, ok=False)
        if self._uses >= MOST_USES_A_CALL:
            return ToolAnswer("no tool is asked any more in this call", ok=False)
        self._uses += 1
        found = self._offered[name]
        try:
            async with asyncio.timeout(found.deadline_s):
                answer: ToolAnswer = await found.ask(arguments)
        except TimeoutError:
            log.warning("tool.late: %s", name)
            return ToolAnswer("it did not answer in time", ok=False)
        except ProviderError as error:
            log.warning("tool.failed: %s, code %s", name, error.code)
            return ToolAnswer("it failed", ok=False)
        text = _CONTROL.sub(" ", answer.text)
        if len(text) > MOST_ANSWER_CHARS:
            text = f"{text[:MOST_ANSWER_CHARS]} ... (cut off)"
        return ToolAnswer(text, answer.ok)

    async def _listed(self, entry: OutsideTool) -> Sequence[McpTool]:
        server = self._belt.server(entry)
        if server is None:
            log.warning("tools.no_secret: %s", entry.secret)
            return ()
        try:
            async with asyncio.timeout(PREPARED_WITHIN_S):
                return await server.tools()
        except TimeoutError:
            log.warning("tools.late: a server of %s", self._plan.business.slug)
        except ProviderError as error:
            log.warning("tools.failed: of %s, code %s", self._plan.business.slug, error.code)
        return ()

    def _asking(self, tool: OutsideTool) -> Callable[[Mapping[str, Any]], Any]:
        return lambda arguments: self._belt.ask(self._plan, tool, arguments)

    def _offer(
        self,
        spec: ToolSpec,
        entry: OutsideTool,
        ask: Callable[[Mapping[str, Any]], Any],
        read_only: bool = False,
    ) -> None:
        if len(self._offered) >= MOST_OFFERED:
            return
        name = self._free_name(spec.name)
        confirm = None if read_only else entry.confirm
        self._offered[name] = _Offered(
            ToolSpec(name, spec.description, spec.parameters),
            ToolManner(entry.progress, confirm),
            ask,
            entry.deadline_s,
        )

    def _free_name(self, name: str) -> str:
        plain = _UNFIT.sub("_", name)[:60] or "tool"
        taken = {*self._offered, *self._reserved}
        count = 1
        while (found := plain if count == 1 else f"{plain}_{count}") in taken:
            count += 1
        return found


def _calling(server: McpServer, tool: McpTool) -> Callable[[Mapping[str, Any]], Any]:
    return lambda arguments: server.call(tool, arguments)
