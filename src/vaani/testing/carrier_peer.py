"""How does the far end of a media stream behave, whichever carrier it is? For tests and figures.

`CarrierPeer` puts a carrier's queue (`playout.py`) on a socket: it sends the caller's sound in real
time, answers marks, obeys clears, and keeps what the caller heard, sample for sample, on the same
time. What its messages look like is a `Dialect`.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from picows import WSError, WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from vaani.audio.wav import Wav
from vaani.call.ports.line import Coding
from vaani.kit.errors import VaaniError
from vaani.testing.playout import Playout, is_loud, samples_of

Out = tuple[bool, bytes]
"""Is it binary, and the message."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The server asks for this name back when everything before it was played."""

    name: str


@dataclass(frozen=True, slots=True)
class Clear:
    """The server drops what is queued."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The server presses keys at the caller's end."""

    digits: str


class Dialect(Protocol):
    """How one stream of a carrier writes and reads."""

    carrier: str
    coding: Coding
    piece_ms: int
    """So much of the caller's sound goes into one message; a multiple of 20."""
    returns_cleared: bool
    """Marks that a clear drops are sent back."""

    def opening(self) -> list[Out]:
        """The messages by which a stream begins."""
        ...

    def media(self, sound: bytes) -> Out:
        """The caller's sound."""
        ...

    def digit(self, digit: str) -> Out:
        """A key."""
        ...

    def played(self, name: str) -> Out:
        """A mark, back."""
        ...

    def cleared(self) -> Out | None:
        """What was queued is dropped; None: nothing is said about it."""
        ...

    def stop(self) -> Out | None:
        """The caller has hung up; None: the socket just closes."""
        ...

    def read(self, message: bytes, is_binary: bool) -> bytes | Mark | Clear | Keys | str:
        """The server's message; a text is what the carrier complains of."""
        ...


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the timeline; `at_ms` since the stream's start."""

    at_ms: float
    what: Literal["media", "mark", "played", "cleared", "clear", "closed", "digit", "says", "said"]
    name: str = ""


class PeerError(VaaniError):
    """The socket could not be opened or the assistant did not do what was waited for."""


class _Ears(WSListener):
    def __init__(self, peer: CarrierPeer) -> None:
        super().__init__()
        self._peer = peer

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type in (WSMsgType.TEXT, WSMsgType.BINARY):
            is_binary = frame.msg_type == WSMsgType.BINARY
            self._peer.receive(frame.get_payload_as_bytes(), is_binary=is_binary)
        elif frame.msg_type == WSMsgType.CLOSE:
            transport.send_close()
            transport.disconnect()

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self._peer.lost()


class CarrierPeer:
    """A caller at the end of one media stream. Open it, speak, wait, hang up."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.playout = Playout(dialect.coding)
        self.timeline: list[Happened] = []
        self.complaints: list[str] = []
        self.pressed = ""
        """Keys that the server has pressed."""
        """What the carrier would have warned of: wrong shapes, unknown events."""
        self.frames_sent = 0
        self.frames_received = 0
        self.closed = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._begin = self._loop.time()
        self._transport: WSTransport | None = None
        self._pacer: asyncio.Task[None] | None = None
        self._to_say: deque[bytes] = deque()
        self._spoken = asyncio.Event()
        self._spoken.set()
        self._said = bytearray()
        self._timers: deque[tuple[float, asyncio.Handle]] = deque()
        self._changed = asyncio.Event()

    # --- the life of the stream -------------------------------------------------------------------

    async def open(self, url: str, *, headers: Mapping[str, str] | None = None) -> None:
        """Connect, say that the stream begins, and send silence from then on. Raises PeerError."""
        try:
            self._transport, _ = await ws_connect(
                lambda: _Ears(self),
                url,
                extra_headers=dict(headers) if headers else None,
                websocket_handshake_timeout=5,
            )
        except (OSError, WSError, TimeoutError) as error:
            raise PeerError(
                f"The media socket was refused: {str(error) or 'no answer'}."
            ) from error
        self._begin_on(self._transport)

    def _begin_on(self, transport: Any) -> None:
        """The connection is there: say that the stream begins, and speak from then on."""
        self._transport = transport
        self._begin = self._loop.time()
        for message in self.dialect.opening():
            self._send(message)
        self._pacer = self._loop.create_task(self._pace(), name=f"{self.dialect.carrier} peer")

    async def hang_up(self) -> None:
        """The caller hangs up: a stop, where the carrier says one, then the socket closes."""
        if self._transport is not None and not self.closed.is_set():
            self._send(self.dialect.stop())
            self._transport.send_close()
            self._transport.disconnect()
        await self.close()

    async def drop(self) -> None:
        """The connection dies without a word."""
        if self._transport is not None:
            self._transport.underlying_transport.abort()
        await self.close()

    async def close(self) -> None:
        """Wait until the socket is gone; stop sending."""
        if self._transport is not None:
            await asyncio.wait_for(self.closed.wait(), 5)
        if self._pacer is not None:
            self._pacer.cancel()
            await asyncio.gather(self._pacer, return_exceptions=True)
            self._pacer = None

    # --- the caller -------------------------------------------------------------------------------

    @property
    def _piece_bytes(self) -> int:
        """So much the carrier sends in one message."""
        return self.dialect.coding.frame_bytes * self.dialect.piece_ms // 20

    def say(self, sound: bytes) -> None:
        """Queue the caller's sound after what is queued; silence goes out when nothing is."""
        piece, silence = self._piece_bytes, self.dialect.coding.silence
        sound += silence * (-len(sound) % piece // len(silence))
        if sound:
            self._spoken.clear()
            self._to_say.extend(sound[at : at + piece] for at in range(0, len(sound), piece))
            self._note("says")

    @property
    def is_quiet(self) -> bool:
        """Is nothing of the caller's sound left to be sent?"""
        return not self._to_say

    async def said(self) -> None:
        """Wait until everything queued went out."""
        await self._spoken.wait()

    def press(self, digits: str) -> None:
        """Keys, one message each."""
        for digit in digits:
            self._send(self.dialect.digit(digit))
            self._note("digit", digit)

    def raw(self, message: bytes, *, binary: bool = False) -> None:
        """One message exactly as given, whatever it is."""
        if self._transport is not None and not self.closed.is_set():
            self._transport.send(WSMsgType.BINARY if binary else WSMsgType.TEXT, message)

    async def roundtrip(self) -> None:
        """Wait until the server has read everything that was sent (a ping and its pong)."""
        if self._transport is not None:
            await self._transport.measure_roundtrip_time(1)

    async def assistant_finished(
        self,
        *,
        quiet_s: float = 0.8,
        timeout_s: float = 30.0,
        since: float | None = None,
        whole: bool = False,
    ) -> bool:
        """Wait until the assistant has been heard (after `since`, loop time; default: now) and then
        quiet for `quiet_s` with nothing queued; `whole`: and the mark behind the sound was played,
        so that no further sentence of the reply comes. False: the call ended. Raises PeerError."""
        begun = self._loop.time() if since is None else since
        deadline = self._loop.time() + timeout_s
        while not self.closed.is_set():
            now = self._loop.time()
            last = self.playout.last_sound(now)
            heard = last is not None and last > begun and now - max(last, 0.0) >= quiet_s
            if heard and (not whole or self._is_marked()):
                return True
            if now >= deadline:
                raise PeerError(f"The assistant was not heard within {timeout_s:g} s.")
            await self._wait(min(0.1, deadline - now))
        return False

    async def assistant_began(self, *, within_s: float) -> bool:
        """Wait until sound of the assistant's is queued; False: none came, or the call ended."""
        deadline = self._loop.time() + within_s
        while not self.closed.is_set():
            now = self._loop.time()
            if self.playout.until > now:
                return True
            if now >= deadline:
                return False
            await self._wait(min(0.1, deadline - now))
        return False

    def _is_marked(self) -> bool:
        """Did a mark come back after the last sound?"""
        for happened in reversed(self.timeline):
            if happened.what in ("played", "media"):
                return happened.what == "played"
        return False

    # --- what came of it --------------------------------------------------------------------------

    @property
    def now_ms(self) -> float:
        """Since the stream's start."""
        return (self._loop.time() - self._begin) * 1000

    def recording(self) -> Wav:
        """Left the caller, right what he heard; both from the stream's start to now."""
        coding = self.dialect.coding
        heard = self.playout.heard(self._begin, self._loop.time())
        said = bytes(self._said[: len(heard)])
        said += coding.silence * ((len(heard) - len(said)) // len(coding.silence))
        return Wav((samples_of(said, coding), samples_of(heard, coding)), coding.rate_hz)

    def answered_after_ms(self, since_ms: float) -> float | None:
        """From a moment of this stream to the first audible sound after it; None: none came."""
        first = self.playout.first_sound(self._begin + since_ms / 1000)
        return None if first is None else (first - self._begin) * 1000 - since_ms

    @property
    def speech_ended_ms(self) -> float | None:
        """When the last audible 20 ms of the caller's ended, on the stream's time."""
        coding = self.dialect.coding
        frame = coding.frame_bytes
        for at in range(len(self._said) - frame, -1, -frame):
            if is_loud(bytes(self._said[at : at + frame]), coding):
                return (at + frame) * 20 / frame
        return None

    def times(self, what: str) -> list[float]:
        """When something happened, ms since the start."""
        return [happened.at_ms for happened in self.timeline if happened.what == what]

    # --- the socket -------------------------------------------------------------------------------

    def receive(self, message: bytes, *, is_binary: bool = False) -> None:
        """One message of the server's, as the carrier takes it."""
        now = self._loop.time()
        got = self.dialect.read(message, is_binary)
        if isinstance(got, bytes):
            self._media(got, now)
        elif isinstance(got, Mark):
            self._note("mark", got.name)
            self._at(self.playout.mark(got.name, now))
        elif isinstance(got, Keys):
            self.pressed += got.digits
        elif isinstance(got, Clear):
            self._note("clear")
            names = self.playout.clear(now)
            for name in names if self.dialect.returns_cleared else ():
                self._return_mark(name, "cleared")
            self._send(self.dialect.cleared())
        else:
            self.complaints.append(got)
        self._changed.set()

    def lost(self) -> None:
        """The socket is gone."""
        self._note("closed")
        for _, timer in self._timers:
            timer.cancel()
        self.playout.clear(self._loop.time())
        self.closed.set()
        self._changed.set()
        self._spoken.set()

    def _media(self, sound: bytes, now: float) -> None:
        if now > self.playout.until:
            self._note("media")
        self.frames_received += 1
        self.playout.media(sound, now)

    def _at(self, due: float) -> None:
        while self._timers and self._timers[0][0] < due - 60:
            self._timers.popleft()
        self._timers.append((due, self._loop.call_at(due, self._return_marks)))

    def _return_marks(self) -> None:
        for name in self.playout.played(self._loop.time()):
            self._return_mark(name, "played")

    def _return_mark(self, name: str, what: Literal["played", "cleared"]) -> None:
        self._note(what, name)
        self._send(self.dialect.played(name))
        self._changed.set()

    async def _pace(self) -> None:
        coding, seconds = self.dialect.coding, self.dialect.piece_ms / 1000
        silence = coding.silence * (self._piece_bytes // len(coding.silence))
        due = self._begin
        while not self.closed.is_set():
            due += seconds  # a piece is sent when it has been spoken
            await asyncio.sleep(max(0.0, due - self._loop.time()))
            piece = self._to_say.popleft() if self._to_say else silence
            self._send(self.dialect.media(piece))
            self._said += piece
            self.frames_sent += 1
            if not self._to_say and not self._spoken.is_set():
                self._note("said")
                self._spoken.set()

    def _send(self, message: Out | None) -> None:
        if message is not None:
            is_binary, content = message
            self.raw(content, binary=is_binary)

    async def _wait(self, seconds: float) -> None:
        self._changed.clear()
        try:
            await asyncio.wait_for(self._changed.wait(), max(0.01, seconds))
        except TimeoutError:
            return

    def _note(self, what: Literal["media", "mark", "played", "cleared", "clear", "closed", "digit",
                                  "says", "said"], name: str = "") -> None:  # fmt: skip
        self.timeline.append(Happened(self.now_ms, what, name))
