"""How does the far end of a Twilio media stream behave? A faithful stand-in for tests and figures.

`Playout` is the queue at Twilio, on a clock that is given to it: what was queued is played in real
time, a mark comes back when everything before it was played, a clear drops the rest and returns
every pending mark at once. `TwilioPeer` puts it on a socket: sends the caller's sound as 20 ms
frames of mu-law in real time and keeps what the caller heard, sample for sample, on the same time.
"""

from __future__ import annotations

import asyncio
import base64
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import orjson
from picows import WSError, WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from vaani.audio.g711 import MULAW_TO_INT16
from vaani.audio.wav import Wav
from vaani.kit.errors import VaaniError

RATE_HZ = 8000
FRAME_BYTES = 160
FRAME_S = 0.02
SILENCE = b"\xff"
_LOUD = 300
"""Mean magnitude (of 32767) above which 20 ms count as sound."""


class Playout:
    """Twilio's queue of what the caller is to hear. Times are seconds on any one clock.

    `bytes_per_s` is another coding's pace; what tells sound from silence knows mu-law only.
    """

    def __init__(self, bytes_per_s: int = RATE_HZ) -> None:
        self._bytes_per_s = bytes_per_s
        self._pieces: list[tuple[float, bytes]] = []
        self._until = 0.0
        self._marks: deque[tuple[float, str]] = deque()
        self.cleared_s = 0.0
        """So much queued sound was dropped by clears."""

    @property
    def until(self) -> float:
        """When everything queued will have been played."""
        return self._until

    @property
    def pending(self) -> tuple[str, ...]:
        """Marks that have not come back."""
        return tuple(name for _, name in self._marks)

    def media(self, payload: bytes, now: float) -> None:
        """Queue sound of any length."""
        if payload:
            start = max(now, self._until)
            self._pieces.append((start, payload))
            self._until = start + len(payload) / self._bytes_per_s

    def mark(self, name: str, now: float) -> float:
        """Ask for `name` back; returns when that is (now, when nothing is queued)."""
        due = max(now, self._until)
        self._marks.append((due, name))
        return due

    def played(self, now: float) -> list[str]:
        """Marks that are due, in order."""
        names = []
        while self._marks and self._marks[0][0] <= now + 1e-9:
            names.append(self._marks.popleft()[1])
        return names

    def clear(self, now: float) -> list[str]:
        """Drop what has not been played; all pending marks come back."""
        while self._pieces and self._pieces[-1][0] >= now:
            self._pieces.pop()
        if self._pieces:
            start, payload = self._pieces[-1]
            self._pieces[-1] = (start, payload[: round((now - start) * self._bytes_per_s)])
        self.cleared_s += max(0.0, self._until - now)
        self._until = min(self._until, now)
        names = [name for _, name in self._marks]
        self._marks.clear()
        return names

    def heard(self, begin: float, end: float) -> bytes:
        """What was audible from `begin` to `end`, mu-law, silence between."""
        line = bytearray(SILENCE * max(0, round((end - begin) * RATE_HZ)))
        for start, payload in self._pieces:
            at = round((start - begin) * RATE_HZ)
            piece = payload[max(0, -at) :]
            at = max(0, at)
            room = max(0, len(line) - at)
            line[at : at + min(room, len(piece))] = piece[:room]
        return bytes(line)

    def played_bytes(self, begin: float, end: float) -> bytes:
        """What was played from `begin` to `end`, in any coding, pauses left out."""
        pace, played = self._bytes_per_s, bytearray()
        for start, payload in self._pieces:
            first, last = (round((moment - start) * pace) for moment in (begin, end))
            played += payload[max(0, first) : max(0, last)]
        return bytes(played)

    def first_sound(self, since: float) -> float | None:
        """When the first audible 20 ms after `since` begin, among those queued so far."""
        for start, payload in self._pieces:
            if start + len(payload) / RATE_HZ <= since:
                continue
            for at in range(0, len(payload), FRAME_BYTES):
                begins = start + at / RATE_HZ
                if begins >= since and is_loud(payload[at : at + FRAME_BYTES]):
                    return begins
        return None

    def last_sound(self, now: float) -> float | None:
        """When the last audible 20 ms end, among those queued so far."""
        for start, payload in reversed(self._pieces):
            for at in range((len(payload) - 1) // FRAME_BYTES * FRAME_BYTES, -1, -FRAME_BYTES):
                if is_loud(payload[at : at + FRAME_BYTES]):
                    return start + min(at + FRAME_BYTES, len(payload)) / RATE_HZ
        return None


def is_loud(payload: bytes) -> bool:
    """Is there sound in it, not only line noise?"""
    samples = MULAW_TO_INT16[np.frombuffer(payload, dtype=np.uint8)].astype(np.int32)
    return bool(samples.size) and float(np.abs(samples).mean()) > _LOUD


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the timeline; `at_ms` since the stream's start."""

    at_ms: float
    what: Literal["media", "mark", "played", "cleared", "clear", "closed", "digit", "says", "said"]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Stream:
    """What Twilio would say in `start`."""

    call_sid: str
    account_sid: str = "AC" + "0" * 32
    stream_sid: str = "MZ" + "0" * 32
    parameters: Mapping[str, str] = field(default_factory=dict)


class PeerError(VaaniError):
    """The socket could not be opened or the assistant did not do what was waited for."""


class _Ears(WSListener):
    def __init__(self, peer: TwilioPeer) -> None:
        super().__init__()
        self._peer = peer

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.TEXT:
            self._peer.receive(frame.get_payload_as_bytes())
        elif frame.msg_type == WSMsgType.BINARY:
            self._peer.complaints.append("31950: a binary message")
        elif frame.msg_type == WSMsgType.CLOSE:
            transport.send_close()
            transport.disconnect()

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self._peer.lost()


class TwilioPeer:
    """A caller at the end of one media stream. Open it, speak, wait, hang up."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.playout = Playout()
        self.timeline: list[Happened] = []
        self.complaints: list[str] = []
        """What Twilio would have warned of: wrong shapes, unknown events."""
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
        self._sequence = 1
        self._timers: set[asyncio.TimerHandle] = set()
        self._changed = asyncio.Event()
        self.on_message: Callable[[dict[str, object]], None] | None = None

    # --- the life of the stream -------------------------------------------------------------------

    async def open(self, url: str, *, signature: str = "") -> None:
        """Connect, say `connected` and `start`, and begin to send silence. Raises PeerError."""
        headers = {"X-Twilio-Signature": signature} if signature else None
        try:
            self._transport, _ = await ws_connect(
                lambda: _Ears(self), url, extra_headers=headers, websocket_handshake_timeout=5
            )
        except (OSError, WSError, TimeoutError) as error:
            raise PeerError(
                f"The media socket was refused: {str(error) or 'no answer'}."
            ) from error
        self._begin = self._loop.time()
        self._send({"event": "connected", "protocol": "Call", "version": "1.0.0"})
        said = {
            "accountSid": self.stream.account_sid,
            "streamSid": self.stream.stream_sid,
            "callSid": self.stream.call_sid,
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": RATE_HZ, "channels": 1},
            "customParameters": dict(self.stream.parameters),
        }
        self._send_numbered({"event": "start", "start": said})
        self._pacer = self._loop.create_task(self._pace(), name="twilio peer")

    async def hang_up(self) -> None:
        """The caller hangs up: `stop`, then the socket closes."""
        if self._transport is not None and not self.closed.is_set():
            stop = {"accountSid": self.stream.account_sid, "callSid": self.stream.call_sid}
            self._send_numbered({"event": "stop", "stop": stop})
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

    def say(self, mulaw: bytes) -> None:
        """Queue the caller's sound after what is queued; silence goes out when nothing is."""
        if len(mulaw) % FRAME_BYTES:
            mulaw += SILENCE * (-len(mulaw) % FRAME_BYTES)
        if mulaw:
            self._spoken.clear()
            self._to_say.extend(
                mulaw[at : at + FRAME_BYTES] for at in range(0, len(mulaw), FRAME_BYTES)
            )
            self._note("says")

    async def said(self) -> None:
        """Wait until everything queued went out."""
        await self._spoken.wait()

    def press(self, digits: str) -> None:
        """Keys, one message each."""
        for digit in digits:
            track = {"track": "inbound_track", "digit": digit}
            self._send_numbered({"event": "dtmf", "dtmf": track})
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
        heard = self.playout.heard(self._begin, self._loop.time())
        said = bytes(self._said[: len(heard)]).ljust(len(heard), SILENCE)
        left, right = (
            MULAW_TO_INT16[np.frombuffer(side, dtype=np.uint8)] for side in (said, heard)
        )
        return Wav((left, right), RATE_HZ)

    def answered_after_ms(self, since_ms: float) -> float | None:
        """From a moment of this stream to the first audible sound after it; None: none came."""
        first = self.playout.first_sound(self._begin + since_ms / 1000)
        return None if first is None else (first - self._begin) * 1000 - since_ms

    @property
    def speech_ended_ms(self) -> float | None:
        """When the last audible 20 ms of the caller's ended, on the stream's time."""
        for at in range(len(self._said) - FRAME_BYTES, -1, -FRAME_BYTES):
            if is_loud(bytes(self._said[at : at + FRAME_BYTES])):
                return (at + FRAME_BYTES) * 1000 / RATE_HZ
        return None

    def times(self, what: str) -> list[float]:
        """When something happened, ms since the start."""
        return [happened.at_ms for happened in self.timeline if happened.what == what]

    # --- the socket -------------------------------------------------------------------------------

    def receive(self, message: bytes) -> None:
        """One message of the server's, as Twilio takes it."""
        now = self._loop.time()
        try:
            tree = orjson.loads(message)
        except orjson.JSONDecodeError:
            self.complaints.append("31950: not JSON")
            return
        if self.on_message is not None:
            self.on_message(tree)
        if not isinstance(tree, dict) or tree.get("streamSid") != self.stream.stream_sid:
            self.complaints.append("31924: another stream's message")
            return
        match tree:
            case {"event": "media", "media": {"payload": str(payload)}}:
                self._media(payload, now)
            case {"event": "mark", "mark": {"name": str(name)}}:
                self._note("mark", name)
                self._at(self.playout.mark(name, now))
            case {"event": "clear"}:
                self._note("clear")
                for name in self.playout.clear(now):
                    self._return_mark(name, "cleared")
            case _:
                self.complaints.append(f"31924: {str(tree.get('event'))[:40]}")
        self._changed.set()

    def lost(self) -> None:
        """The socket is gone."""
        self._note("closed")
        for timer in self._timers:
            timer.cancel()
        self.playout.clear(self._loop.time())
        self.closed.set()
        self._changed.set()
        self._spoken.set()

    def _media(self, payload: str, now: float) -> None:
        try:
            sound = base64.b64decode(payload, validate=True)
        except ValueError:
            self.complaints.append("31924: payload is not base64")
            return
        if now > self.playout.until:
            self._note("media")
        self.frames_received += 1
        self.playout.media(sound, now)

    def _at(self, due: float) -> None:
        timer = self._loop.call_at(due, self._return_marks)
        self._timers = {t for t in self._timers if not t.cancelled() and t.when() > due - 60}
        self._timers.add(timer)

    def _return_marks(self) -> None:
        for name in self.playout.played(self._loop.time()):
            self._return_mark(name, "played")

    def _return_mark(self, name: str, what: Literal["played", "cleared"]) -> None:
        self._note(what, name)
        self._send_numbered({"event": "mark", "mark": {"name": name}})
        self._changed.set()

    async def _pace(self) -> None:
        chunk = 0
        due = self._begin
        while not self.closed.is_set():
            due += FRAME_S  # a frame is sent when its 20 ms have been spoken
            await asyncio.sleep(max(0.0, due - self._loop.time()))
            frame = self._to_say.popleft() if self._to_say else SILENCE * FRAME_BYTES
            chunk += 1
            media = {
                "track": "inbound",
                "chunk": str(chunk),
                "timestamp": str((chunk - 1) * 20),
                "payload": base64.b64encode(frame).decode(),
            }
            self._send_numbered({"event": "media", "media": media})
            self._said += frame
            self.frames_sent += 1
            if not self._to_say and not self._spoken.is_set():
                self._note("said")
                self._spoken.set()

    def _send_numbered(self, message: dict[str, object]) -> None:
        numbered = {"event": message["event"], "sequenceNumber": str(self._sequence)}
        self._sequence += 1
        self._send({**numbered, **message, "streamSid": self.stream.stream_sid})

    def _send(self, message: dict[str, object]) -> None:
        if self._transport is not None and not self.closed.is_set():
            self._transport.send(WSMsgType.TEXT, orjson.dumps(message))

    async def _wait(self, seconds: float) -> None:
        self._changed.clear()
        try:
            await asyncio.wait_for(self._changed.wait(), max(0.01, seconds))
        except TimeoutError:
            return

    def _note(self, what: Literal["media", "mark", "played", "cleared", "clear", "closed", "digit",
                                  "says", "said"], name: str = "") -> None:  # fmt: skip
        self.timeline.append(Happened(self.now_ms, what, name))
