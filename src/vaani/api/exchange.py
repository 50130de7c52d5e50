"""How does an opened media socket become a running call, and how do calls end with the process?

The one place where lines, plans and sessions meet. The webhook of a carrier leaves a plan under a
one-time token; the socket that presents the token becomes the line of that call, once. Calls run as
tasks of this exchange until they are over or the process drains.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextvars import copy_context
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qs

from vaani.api.media import Answer
from vaani.call.consult import Consultation, Ended
from vaani.call.plan import CallPlan
from vaani.call.ports.line import KeySender, Line, LineEar, Nameless
from vaani.call.session import CallSession, Parts
from vaani.call.switchboard import Switchboard
from vaani.telephony.socket import MediaPeer, MediaSocket, Opened, StreamStart

log = logging.getLogger(__name__)

_FAREWELL_S = 12.0
_LAST_QUESTIONS_S = 1.0
"""A carrier asks what comes next as soon as a stream is over."""
_LOOK_S = 0.1
_POLICY = 1008
BY_QUERY = "-"
"""Stands for the token in the address of a far end that can only add a query to it."""


class Tokens(Protocol):
    """Plans that wait for their media socket."""

    def take(self, token: str, fits: Callable[[CallPlan], bool]) -> CallPlan | None:
        """The plan under a token that is fresh and unused; it is used up by this if it fits."""
        ...


@dataclass(frozen=True, slots=True)
class CarrierLine:
    """How a carrier's socket is received: its line, and what its handshake must prove."""

    make: Callable[[MediaSocket, Opened], MediaPeer]
    genuine: Callable[[str, Mapping[str, str]], bool] | None = None
    """Checks the signature of the upgrade request (path, headers); None: the token is the proof."""
    same_call: bool = True
    """Must the stream name the call that the token was made for?"""
    comes: Callable[[], bool] | None = None
    """Asked when the socket is here: is there still room for the call? None: it was reserved."""


class Exchange:
    """The running calls of this process (a `media.Router`)."""

    def __init__(
        self,
        board: Switchboard,
        tokens: Tokens,
        lines: Mapping[str, CarrierLine],
        parts: Callable[[CallPlan, Line], Parts],
        over: Callable[[CallPlan, Parts], None] | None = None,
        start_s: float = 5.0,
    ) -> None:
        self.board = board
        self._tokens = tokens
        self._lines = lines
        self._parts = parts
        self._over = over
        self._start_s = start_s
        self._running: dict[str, tuple[CallSession, asyncio.Task[object]]] = {}
        self._keys: dict[str, KeySender] = {}
        self.beside: dict[str, Consultation] = {}
        """Calls to colleagues, by our id: their lines are no calls of an assistant."""

    @property
    def calls(self) -> tuple[CallPlan, ...]:
        """The plans of the calls that are up."""
        return tuple(session.plan for session, _ in self._running.values())

    def route(
        self, path: str, headers: Mapping[str, str]
    ) -> Callable[[MediaSocket], MediaPeer] | Answer:
        """`/carriers/<name>/media/<token>`: the call's line; anything else is refused."""
        parts = path.split("?", 1)[0].strip("/").split("/")
        if len(parts) != 4 or parts[0] != "carriers" or parts[2] != "media":
            return Answer(404, b"no such media socket\n")
        carrier = self._lines.get(parts[1])
        if carrier is None:
            return Answer(404, b"no such carrier\n")
        if carrier.genuine is not None and not carrier.genuine(path, headers):
            log.warning("media.forged", extra={"carrier": parts[1]})
            return Answer(403, b"the handshake is not signed by the carrier\n")
        token = parts[3] if parts[3] != BY_QUERY else _in_query(path, "token")
        plan = self._tokens.take(token, lambda plan: plan.carrier == parts[1])
        if plan is None:
            log.warning("media.token_refused", extra={"carrier": parts[1]})
            return Answer(403, b"this token is unknown, used or too old\n")
        if carrier.comes is not None and not carrier.comes():
            return Answer(503, b"all lines are busy\n")
        return lambda socket: self._begin(socket, plan, carrier)

    def _begin(self, socket: MediaSocket, plan: CallPlan, carrier: CarrierLine) -> MediaPeer:
        """The line of an open socket, which has some seconds to start its call."""
        silent = asyncio.get_running_loop().call_later(self._start_s, self._silent, socket, plan)
        return carrier.make(socket, self._opening(plan, carrier, silent))

    def _silent(self, socket: MediaSocket, plan: CallPlan) -> None:
        log.warning("media.never_started", extra={"call_id": plan.call_id})
        socket.close(_POLICY)

    def _opening(self, plan: CallPlan, carrier: CarrierLine, silent: asyncio.TimerHandle) -> Opened:
        def opened(start: StreamStart, line: Line) -> LineEar | None:
            silent.cancel()
            if carrier.same_call and not _is_of(start, plan):
                log.warning("media.other_call", extra={"call_id": plan.call_id})
                return None
            if plan.call_id in self._running:
                return None
            if not carrier.same_call and isinstance(line, Nameless):
                line.belongs_to(plan.carrier_call_id)
            return self.start(plan, line)

        return opened

    def start(self, plan: CallPlan, line: Line) -> LineEar:
        """Run a call on an open line; returns the ear that the line is to feed."""
        if (colleague := self.beside.get(plan.call_id)) is not None:
            return colleague.opened(line)
        context = copy_context()  # what the parts of this call leave in it belongs to its tasks
        parts = context.run(self._parts, plan, line)
        session = CallSession(plan, line, parts, self.board)
        task = asyncio.get_running_loop().create_task(
            session.run(), name=f"call {plan.call_id}", context=context
        )
        self._running[plan.call_id] = (session, task)
        if isinstance(line, KeySender):
            self._keys[plan.call_id] = line
        task.add_done_callback(lambda done: self._ended(plan, parts, done))
        return session

    def _ended(self, plan: CallPlan, parts: Parts, task: asyncio.Task[object]) -> None:
        self._running.pop(plan.call_id, None)
        self._keys.pop(plan.call_id, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("call.broke", exc_info=error, extra={"call_id": plan.call_id})
        if self._over is not None:
            self._over(plan, parts)

    def hang_up(self, call_id: str, how: Ended = "completed") -> bool:
        """End a call because its carrier says that it is over; False: it was not running."""
        if (colleague := self.beside.get(call_id)) is not None:
            colleague.told(how)
            return True
        running = self._running.get(call_id)
        if running is None:
            return False
        running[0].gone("hangup")
        return True

    def machine_answered(self, call_id: str) -> bool:
        """A machine has picked up this call; False: it is not up, or leaves no message."""
        if (colleague := self.beside.get(call_id)) is not None:
            colleague.told("machine")
            return True
        running = self._running.get(call_id)
        return running is not None and running[0].machine_answered()

    def up(self, call_id: str) -> CallSession | None:
        """A call that is up here."""
        running = self._running.get(call_id)
        return running[0] if running is not None else None

    def press(self, call_id: str, digits: str) -> bool:
        """Press keys at the far end of a call that is up; False: its wire cannot."""
        line = self._keys.get(call_id)
        return line is not None and line.press(digits)

    async def drain(self, patience_s: float) -> None:
        """Take no further call; let those that are up or on their way finish, then end them with a
        spoken notice, then end them. Their carriers' last questions are waited for."""
        self.board.draining = True
        ran = bool(self._running or self.board.expected)
        await self._finish(patience_s)
        for session, _ in tuple(self._running.values()):
            session.drain()
        await self._wait(_FAREWELL_S)
        if ran and patience_s:
            await asyncio.sleep(_LAST_QUESTIONS_S)
        await self.end()

    async def end(self) -> None:
        """End every call at once."""
        self.board.draining = True
        for _, task in tuple(self._running.values()):
            task.cancel()
        await self._wait(5.0)
        await self.board.close()

    async def _finish(self, seconds: float) -> None:
        """Until no call is up and none is on its way, or the time is over."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while (self._running or self.board.expected) and loop.time() < until:
            await self._wait(min(_LOOK_S, until - loop.time()))
            if not self._running:
                await asyncio.sleep(_LOOK_S)

    async def _wait(self, seconds: float) -> None:
        tasks = [task for _, task in self._running.values()]
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)


def _in_query(path: str, name: str) -> str:
    said = parse_qs(path.partition("?")[2], max_num_fields=20)
    return said.get(name, [""])[0]


def _is_of(start: StreamStart, plan: CallPlan) -> bool:
    """Does the stream name the call? One that goes out has its carrier's id only when it rings, so
    its stream names ours, where it was not learnt before the stream."""
    if plan.direction == "outbound" and plan.carrier_call_id == plan.call_id:
        return start.parameters.get("call_id") == plan.call_id
    return start.carrier_call_id == plan.carrier_call_id
