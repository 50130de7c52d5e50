"""How does a program have live sound read? `WS /ws/transcribe`, binary PCM16 mono at 16 kHz.

The server says `ready`, then `transcription` with `partial` true (it may still change) or false,
with times of the sound that was sent. `{"action": "clear"}` forgets what was heard so far, `ping`
is answered with `pong`. What is not understood is answered with `error` and changes nothing. Each
socket has its own state and takes a seat of the waiting room, so it ends when no sound has come for
`SILENT_S`, and after an hour.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import orjson
from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocketState

from vaani.api.auth import Principal, allowed_socket
from vaani.api.speech.desk import SpeechDesk, desk_of
from vaani.api.still_allowed import NO_LONGER, while_allowed
from vaani.audio.frame import pcm_to_floats
from vaani.call.ports.recogniser import Reading
from vaani.kit.errors import DomainError, ProviderError
from vaani.speech_server.hearing import Hearing
from vaani.speech_server.refusals import Gone, Refused
from vaani.speech_server.stretches import RATE_HZ, Stretch

router = APIRouter(tags=["speech"])
PAUSE_MS = 600
SILENT_S, LONGEST_S = 300.0, 3600.0
_PARTIAL_EVERY_S = 1.0
_WAITING = 64
"""Messages that may wait; then nothing more is read from the socket until some were heard."""


@router.websocket("/ws/transcribe")
async def transcribe(socket: WebSocket, language: str | None = None) -> None:
    """Closes with 1008 without a key of staff and once it is valid no longer, with 1013 when the
    waiting room is full."""
    desk = desk_of(socket)
    try:
        await staff_of(socket)
    except DomainError as error:
        await refuse(socket, 1008, error.message)
        return
    try:
        async with desk.request(desk.context(socket, "ws_transcribe")):
            hearing = desk.ear()
            how = hearing.reading(language)
            await socket.accept()
            live = _Live(socket, desk, hearing, how)
            why = await while_allowed(socket, live.run())
        await refuse(socket, 1000, why)
    except DomainError as error:
        await refuse(socket, NO_LONGER, error.message)
    except Gone:
        return
    except Refused as error:
        await refuse(socket, 1013 if error.reason == "busy" else 1008, error.message)


async def staff_of(socket: HTTPConnection) -> Principal:
    """Who opens the socket. Raises DomainError without a key or session of staff."""
    return await allowed_socket(socket)


async def refuse(socket: WebSocket, code: int, why: str) -> None:
    """Close at once, with a word that every client can read."""
    with suppress(RuntimeError, WebSocketDisconnect):  # it has left
        if socket.application_state is WebSocketState.CONNECTING:
            await socket.accept()
        await socket.close(code, reason(why))


def reason(why: str) -> str:
    """As much of it as the frame that closes a socket holds: 123 bytes (RFC 6455, 5.5)."""
    return why.encode()[:123].decode(errors="ignore")


def sender_of(socket: WebSocket) -> Callable[[str], Awaitable[None]]:
    """Sends text. Raises Gone when the client has left."""

    async def send(text: str) -> None:
        try:
            await socket.send_text(text)
        except (WebSocketDisconnect, RuntimeError) as error:
            raise Gone from error

    return send


class _Live:
    """One socket's sound."""

    def __init__(self, socket: WebSocket, desk: SpeechDesk, hearing: Hearing, how: Reading) -> None:
        self._socket = socket
        self._send = sender_of(socket)
        self._hearing = hearing
        self._how = how
        self._activity = hearing.stretches(PAUSE_MS)
        self._inbox: asyncio.Queue[bytes | str | None] = asyncio.Queue(_WAITING)
        self._partial_at_s = 0.0
        now = asyncio.get_running_loop().time()
        self._ends_at, self._silent_at = now + LONGEST_S, now + SILENT_S

    async def run(self) -> str:
        """Until the client leaves, which drops what was being read for it, or its time is over: why
        it is. Raises Gone."""
        await self._say({"type": "ready", "sample_rate": RATE_HZ, "model": self._hearing.name})
        reading = asyncio.create_task(self._read())
        working = asyncio.create_task(self._work())
        try:
            await asyncio.wait({reading, working}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (reading, working):
                task.cancel()
            ended = await asyncio.gather(reading, working, return_exceptions=True)
        for one in ended:
            if isinstance(one, TimeoutError):
                return "No sound came for minutes, or an hour is over: connect again."
            if isinstance(one, Exception):
                raise one
        raise Gone

    async def _read(self) -> None:
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            heard = message.get("bytes")
            await self._inbox.put(heard if heard is not None else message.get("text", ""))

    async def _work(self) -> None:
        while True:
            async with asyncio.timeout_at(min(self._ends_at, self._silent_at)):
                message = await self._inbox.get()
            if isinstance(message, str):
                await self._told(message)
            elif message:
                await self._heard(message)
                self._silent_at = asyncio.get_running_loop().time() + SILENT_S

    async def _told(self, text: str) -> None:
        try:
            said = orjson.loads(text)
            action = said.get("action")
        except (orjson.JSONDecodeError, AttributeError):
            action = None
        if action == "ping":
            await self._say({"type": "pong"})
        elif action == "clear":
            self._activity = self._hearing.stretches(PAUSE_MS)
            self._partial_at_s = 0.0
            await self._say({"type": "cleared"})
        else:
            await self._say({"type": "error", "message": 'Send {"action": "ping"} or "clear".'})

    async def _heard(self, pcm: bytes) -> None:
        activity = self._activity
        for stretch in await self._hearing.listen(activity, pcm_to_floats(pcm)):
            await self._final(stretch)
        since = activity.speaking_since_s
        due = since is not None and activity.heard_s - max(since, self._partial_at_s) > (
            _PARTIAL_EVERY_S
        )
        if due and since is not None and self._inbox.empty():
            self._partial_at_s = activity.heard_s
            await self._transcription(activity.so_far(), since, activity.heard_s, partial=True)

    async def _final(self, stretch: Stretch) -> None:
        await self._transcription(stretch.sound, stretch.start_s, stretch.end_s, partial=False)

    async def _transcription(
        self, sound: Any, start_s: float, end_s: float, *, partial: bool
    ) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            text = await self._hearing.words_of(sound, self._how)
        except ProviderError as error:
            await self._say({"type": "error", "message": error.message})
            return
        if text:
            await self._say(
                {
                    "type": "transcription",
                    "partial": partial,
                    "text": text,
                    "start_s": round(start_s, 3),
                    "end_s": round(end_s, 3),
                    "processing_s": round(loop.time() - began, 4),
                }
            )

    async def _say(self, message: dict[str, Any]) -> None:
        await self._send(orjson.dumps(message).decode())
