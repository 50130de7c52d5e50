"""How does a person join a call that is up? Listen in, whisper, take over, pass on, end it.

`WS /api/v1/calls/{id}/desk` is the whole desk, in a protocol of its own; what needs no sound is
also a route. Everything here needs the permission `calls.control`, and is audited.

Server to client
    {"type": "joined", "call_id", "rate_hz"}                first; then sound and events flow
    binary                a header of 8 bytes (channel: 0 caller, 1 what he hears of us; 3 bytes of
                          0; ms of the call, unsigned 32 bit little-endian), then PCM16
                          little-endian, mono, at `rate_hz`
    {"type": "unheard", "ms"}                               so much of channel 1 was taken back
    {"type": "event", "kind", "data"}                       turns, partials, speech, a person
    {"type": "done" | "refused", "id", "wish", "why"?}      what became of a wish
    {"type": "pong"}, {"type": "error", "message"}, {"type": "over"}
Client to server
    {"type": "whisper", "text", "id"?}, {"type": "take_over", "rate_hz"?, "id"?}, {"type":
    "hand_back"}, {"type": "pass_on"}, {"type": "hang_up"}, {"type": "ping"}
    binary                the microphone of who has taken over: PCM16 little-endian, mono, at the
                          `rate_hz` of `take_over` (16000 unless said)
Who goes hands back what he has taken over. Who reads too slowly misses sound, never an event: one
who leaves a thousand messages unread is let go (1013). Sixteen wishes may be open at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, get_args

import orjson
import structlog
from fastapi import APIRouter, Request, WebSocket, WebSocketDisconnect
from pydantic import Field
from starlette.requests import HTTPConnection

from vaani.api.asked import Asked, example
from vaani.api.auth import Allowed, Principal, allowed_socket
from vaani.api.carrier_desk import desk_of
from vaani.api.declared import meant, shown
from vaani.api.envelope import Envelope, ok
from vaani.api.listening import DeskListener, message
from vaani.api.needs import Needs, Nouns
from vaani.api.routes.businesses import actor_of
from vaani.api.routes.calls import CallOut, call_out
from vaani.api.still_allowed import NO_LONGER, while_allowed
from vaani.api.tenants import must_see
from vaani.api.turn_taking import TurnTakingAsked
from vaani.call.facts import Wish
from vaani.call.lanes import Egress
from vaani.call.session import CallSession
from vaani.domain.calls.service import Call
from vaani.kit.errors import DomainError
from vaani.storage.errors import StorageError

log = structlog.get_logger(__name__)
router = APIRouter(prefix="/api/v1/calls/{call_id}", tags=["live desk"])
WHISPER_S = 20.0
"""So long an instruction waits for a moment at which nobody speaks."""
MOST_WISHES = 16
_GOODBYE_S = 5.0
RATES_HZ = (8_000, 16_000, 24_000, 44_100, 48_000)
_WISHES = frozenset(get_args(Wish)) - {"forget"}
_DONE_AS: Mapping[str, str] = {
    "whisper": "call.whispered",
    "take_over": "call.taken_over",
    "hand_back": "call.handed_back",
    "pass_on": "call.passed_on",
    "hang_up": "call.hung_up",
}
"""How the audit names each."""


class WhisperAsked(Asked):
    """An instruction to the assistant."""

    model_config = example(text="offer 5 pm")

    text: str = Field(
        min_length=1,
        max_length=300,
        description="`offer 5 pm`, `say: ...` or `hand over`. What cannot be followed is refused.",
    )


@router.put("/turn-taking", response_model=Envelope[CallOut])
async def set_turn_taking(
    call_id: str, asked: TurnTakingAsked, request: Request, principal: Allowed, needs: Needs
) -> Any:
    """How patiently a call that is up listens, from its next sound on; it replaces what was chosen
    before. 409 when the call is not up."""
    _, session = await _up(call_id, request, principal, needs)
    await needs.calls.choose_turn_taking(call_id, asked.choice, actor_of(principal, request))
    session.listen_as(asked.choice)
    return await _call_out(call_id, principal, needs)


@router.post("/whisper", response_model=Envelope[CallOut])
async def whisper(
    call_id: str, asked: WhisperAsked, request: Request, principal: Allowed, needs: Needs
) -> Any:
    """Whisper an instruction that the assistant's next reply follows. The answer comes when it
    does; 409 with the reason when it cannot, or when nobody paused for 20 seconds."""
    return await _wanted("whisper", call_id, request, principal, needs, asked.text)


@router.post("/pass-on", response_model=Envelope[CallOut])
async def pass_on(call_id: str, request: Request, principal: Allowed, needs: Needs) -> Any:
    """Pass the caller on to the number that the business file names. 409 where that cannot be."""
    return await _wanted("pass_on", call_id, request, principal, needs)


async def _wanted(
    wish: Wish, call_id: str, request: Request, principal: Principal, needs: Needs, words: str = ""
) -> Any:
    call, session = await _up(call_id, request, principal, needs)
    why = await _carried_out(session, wish, words)
    if why is not None:
        raise DomainError("CONFLICT", why)
    await _note(call, wish, request, principal, needs)
    return await _call_out(call_id, principal, needs)


async def _carried_out(session: CallSession, wish: Wish, words: str = "") -> str | None:
    """None once it is done, else why not."""
    try:
        async with asyncio.timeout(WHISPER_S):
            return await session.ask(wish, words)
    except TimeoutError:
        return "Nobody paused for so long: the assistant had no turn to follow it."


async def _note(
    call: Call, wish: str, connection: HTTPConnection, principal: Principal, needs: Nouns
) -> None:
    action = _DONE_AS.get(wish, wish)
    await needs.calls.note_act(call, action, actor_of(principal, connection))


async def _call_out(call_id: str, principal: Principal, needs: Needs) -> Any:
    return ok(call_out((await needs.calls.detail(call_id)).call, principal))


async def _up(
    call_id: str, connection: HTTPConnection, principal: Principal, needs: Nouns
) -> tuple[Call, CallSession]:
    """A call that this principal may see and that is up here. Raises DomainError."""
    call = (await needs.calls.detail(call_id)).call
    must_see(principal, call.business_id, "There is no such call.")
    session = desk_of(connection).up(call_id)
    if session is None:
        raise DomainError("CONFLICT", "This call is not up.")
    return call, session


@router.websocket("/desk")
async def join(socket: WebSocket, call_id: str) -> None:
    """The live desk of one call. Closes with 1008 for who may not or may no longer, 1000 when the
    call is over."""
    needs: Nouns = socket.app.state.services.nouns
    try:
        principal = await allowed_socket(socket)
        call, session = await _up(call_id, socket, principal, needs)
        await needs.calls.note_act(call, "call.listened", actor_of(principal, socket))
    except (DomainError, StorageError) as error:
        await socket.accept()
        await socket.send_text(message("error", message=error.message))
        await socket.close(1008 if isinstance(error, DomainError) else 1013)
        return
    await socket.accept()
    desk = _Desk(socket, call, session, principal, needs)
    try:
        await while_allowed(socket, desk.serve())
    except DomainError as error:
        with suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
            async with asyncio.timeout(_GOODBYE_S):
                await socket.close(NO_LONGER, error.message)


class _Desk:
    """One person at one call."""

    def __init__(
        self,
        socket: WebSocket,
        call: Call,
        session: CallSession,
        principal: Principal,
        needs: Nouns,
    ) -> None:
        self._socket, self._call, self._session = socket, call, session
        self._principal, self._needs = principal, needs
        self._listener = DeskListener(session.coding, principal)
        self._microphone: Egress | None = None
        self._rate = RATES_HZ[0]
        self._wishes: set[asyncio.Task[None]] = set()

    async def serve(self) -> None:
        """Until he goes or the call is over."""
        rate = self._session.coding.rate_hz
        joined = message("joined", call_id=self._call.id, rate_hz=rate)
        await self._socket.send_text(joined)
        self._session.follow(self._listener)
        tasks = {
            asyncio.create_task(self._send()),
            asyncio.create_task(self._listen()),
            asyncio.create_task(self._until_behind()),
        }
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._session.unfollow(self._listener)
            for task in [*tasks, *self._whispers()]:
                task.cancel()
            await asyncio.gather(*tasks, *self._wishes, return_exceptions=True)
            if self._microphone is not None:
                await self._carry_out("hand_back", "", {})
        with suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
            async with asyncio.timeout(_GOODBYE_S):
                if self._listener.behind.is_set():
                    await self._socket.close(1013)
                    return
                for one in self._listener.rest():
                    await self._socket.send_text(one)
                await self._socket.close(1000)

    def _whispers(self) -> list[asyncio.Task[None]]:
        """Wishes that would wait on, where the call goes on; all others are done at once."""
        if self._listener.is_over:
            return []
        return [task for task in self._wishes if task.get_name() == "whisper"]

    async def _send(self) -> None:
        async for one in self._listener.messages():
            if isinstance(one, bytes):
                await self._socket.send_bytes(one)
            else:
                await self._socket.send_text(one)

    async def _listen(self) -> None:
        with suppress(WebSocketDisconnect, RuntimeError):
            while True:
                got = await self._socket.receive()
                if got["type"] == "websocket.disconnect":
                    return
                if (sound := got.get("bytes")) is not None:
                    if self._microphone is not None:
                        self._session.speak(self._microphone.push(sound))
                else:
                    self._said(got.get("text") or "")

    def _said(self, text: str) -> None:
        """One message; a wish is carried out beside the socket, so that he hears on meanwhile."""
        try:
            said = orjson.loads(text)
        except orjson.JSONDecodeError:
            said = None
        if not isinstance(said, dict):
            self._tell("error", message="Send a JSON object with a `type`.")
            return
        kind, id = str(said.get("type")), _id_of(said)
        if kind == "ping":
            self._tell("pong", **id)
        elif kind not in _WISHES:
            hint = meant(kind, {"ping", *_WISHES})
            self._tell("error", message=f"{shown(kind)}: there is no such type here{hint}", **id)
        elif problem := _problem(said):
            self._tell("refused", wish=kind, why=problem, **id)
        elif len(self._wishes) >= MOST_WISHES:
            self._tell("refused", wish=kind, why="Too many wishes are open.", **id)
        else:
            if kind == "take_over":
                self._rate = int(said.get("rate_hz", 16_000))
            words = str(said.get("text", ""))
            task = asyncio.create_task(self._carry_out(kind, words, id), name=kind)
            self._wishes.add(task)
            task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._wishes.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("live_desk.wish_broke", error=type(error).__name__, exc_info=error)
            self._tell("refused", wish=task.get_name(), why="Something is wrong on our side.")

    async def _carry_out(self, wish: Any, words: str, id: Mapping[str, object]) -> None:
        if wish == "hand_back" and self._microphone is None:
            self._tell("refused", wish=wish, why="You have not taken this call over.", **id)
            return
        why = await _carried_out(self._session, wish, words)
        if why is not None:
            self._tell("refused", wish=wish, why=why, **id)
            return
        if wish == "take_over":
            coding = self._session.coding
            self._microphone = Egress(self._rate, coding.rate_hz, coding.encoding)
        elif wish in ("hand_back", "pass_on", "hang_up"):
            self._microphone = None
        try:
            await _note(self._call, wish, self._socket, self._principal, self._needs)
        except StorageError as error:
            log.error("live_desk.not_noted", wish=wish, error=error.message)
        self._tell("done", wish=wish, **id)

    def _tell(self, kind: str, **about: object) -> None:
        self._listener.put(message(kind, **about))

    async def _until_behind(self) -> None:
        await self._listener.behind.wait()


def _problem(said: Mapping[str, object]) -> str | None:
    """What is wrong with a wish."""
    fields = {"whisper": {"text"}, "take_over": {"rate_hz"}}.get(str(said.get("type")), set())
    for name in said:
        if name not in {"type", "id", *fields}:
            return f"{shown(name)}: there is no such field here."
    if "text" in fields and not isinstance(said.get("text"), str):
        return "text: say what the assistant is to do."
    if said.get("rate_hz", RATES_HZ[0]) not in RATES_HZ:
        return f"rate_hz: one of {', '.join(map(str, RATES_HZ))}."
    return None


def _id_of(said: Mapping[str, object]) -> dict[str, object]:
    id = said.get("id")
    fits = isinstance(id, int) or (isinstance(id, str) and len(id) <= 100)
    return {"id": id} if fits else {}
