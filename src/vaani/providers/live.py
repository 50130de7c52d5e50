"""How is a talk with a speech-to-speech model kept? One connection of one call, and its answers.

The talk is opened before the call is (`start`), hears the caller between the detector's marks, and
gives its answers as `LiveReply`s. A lost connection is opened again, with the vendor's handle where
there is one; a new talk is told what was said so far by the next request. Audio and words of it are
put to the call by `live_parts.py`; this file knows no brain and no voice.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from vaani.audio.frame import pcm_to_samples
from vaani.audio.resample import Resampler
from vaani.kit.errors import ProviderError
from vaani.providers.link import Link
from vaani.providers.live_reply import LiveReply
from vaani.providers.live_wire import (
    Answered,
    Begun,
    Called,
    Done,
    Leaving,
    LiveEvent,
    LiveSetup,
    LiveWire,
    Owed,
    Ready,
    Resumable,
    Sound,
    Told,
    Troubled,
    Withdrawn,
    Words,
)
from vaani.providers.sound import IDLE_KEEP_MS, LONGEST_MS, PRE_ROLL_MS
from vaani.providers.sound import Sound as Kept
from vaani.providers.stt_wire import Frame

log = logging.getLogger(__name__)

_CHUNK_MS = 40
_TRIES = 2
"""So often in a row a connection is opened that never became ready."""
_FINAL = frozenset(("1007", "1008"))
"""Codes of a closed socket that another try does not mend: what was asked, key, model."""
_SERVER_S = 1.5
"""Where turns are the server's, it may take so long to begin its answer after we took the turn."""

MakeWire = Callable[[LiveSetup, str | None], LiveWire]
"""A connection's wire, of a setup and a handle."""


class LiveTalk:
    """The talk of one call. Everything but `start`, `ready` and `close` returns at once."""

    def __init__(
        self,
        setup: Callable[[], Awaitable[LiveSetup]],
        make: MakeWire,
        *,
        rate_hz: int = 16_000,
        link: type[Link] = Link,
        note: Callable[[str], None] = lambda _what: None,
    ) -> None:
        """`rate_hz` is that of the caller's sound; `note` is told of what the owner may want to
        know: `lost`, `resumed`, `anew`."""
        self._make, self._prepare, self._link_of = make, setup, link
        self.note = note
        self._rate_hz = rate_hz
        self._setup: LiveSetup | None = None
        self._wire: LiveWire | None = None
        self._link: Link | None = None
        self._up = False
        self._known = asyncio.Event()
        """Is it known whether there is a connection?"""
        self._error: ProviderError | None = None
        self._tries = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = self._gone = False
        self._handle: str | None = None
        self._used = False
        """Has the caller said anything in this call?"""
        self.blank = False
        """Does the model know nothing of the talk?"""
        self._leaving = False
        self._expected: deque[LiveReply] = deque()
        self._latest: LiveReply | None = None
        """The answer to the caller's last pause, as long as nobody has taken it."""
        self._withdrawn: set[str] = set()
        self._kept = Kept(rate_hz)
        self._to_wire: Resampler | None = None
        self._sent_to = 0.0
        self._from_ms = 0
        self._speaking = self._ear_open = self._held = False
        self.playing_until = 0.0
        """Loop time at which the caller will have heard what was voiced for him."""

    # --- its life --------------------------------------------------------------------------------

    def start(self) -> None:
        """Open the connection; failures are told by `ready`."""
        self._error = None
        self._known.clear()
        self._task(self._open())

    def hears_at(self, rate_hz: int) -> None:
        """The rate of the sound that will be pushed, before any is."""
        self._rate_hz, self._kept = rate_hz, Kept(rate_hz)
        if self._wire is not None:
            self._to_wire = Resampler(rate_hz, self._wire.in_hz)

    async def ready(self, patience_s: float) -> LiveWire:
        """The open connection. Raises ProviderError when there is none in that time."""
        try:
            async with asyncio.timeout(patience_s):
                await self._known.wait()
        except TimeoutError as error:
            raise _failed("is not there in time", "connecting") from error
        if self._wire is None or not self._up:
            raise self._error or _failed("is gone", "gone")
        return self._wire

    async def close(self) -> None:
        """End the talk. Idempotent."""
        self._closed = True
        self._kept.clear()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._stop()

    async def _open(self) -> None:
        try:
            if self._setup is None:
                self._setup = await self._prepare()
        except Exception:
            log.exception("the setup of a talk cannot be made")
            self._error = _failed("was not told what it must know", "setup")
            self._known.set()
            return
        if not self._closed:
            self._connect(self._setup)

    def _connect(self, setup: LiveSetup) -> None:
        wire = self._make(setup, self._handle)
        mine: list[Link] = []

        def told(message: Frame | ProviderError | None) -> None:
            if mine and self._link is mine[0]:
                self._told(wire, message)

        link = self._link_of("realtime", wire.vendor, wire.opening(), told)
        mine.append(link)
        self._wire, self._link, self._error = wire, link, None
        self._to_wire = Resampler(self._rate_hz, wire.in_hz)
        self._leaving = False
        self._tries += 1
        link.start()
        link.send(wire.hello())

    async def _stop(self) -> None:
        link, self._link = self._link, None
        self._up = False
        if link is not None:
            await link.stop()

    def _task(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # --- what comes ------------------------------------------------------------------------------

    def _told(self, wire: LiveWire, message: Frame | ProviderError | None) -> None:
        if message is None or isinstance(message, ProviderError):
            self._lost(message or _failed("ended the talk", "ended"))
            return
        try:
            events = wire.read(message)
        except ProviderError as error:
            self._lost(error)
            return
        for event in events:
            self._take(wire, event)

    def _take(self, wire: LiveWire, event: LiveEvent) -> None:
        match event:
            case Owed(frames):
                self._send(frames)
            case Ready():
                self._opened()
            case Resumable(handle):
                self._handle = handle
            case Leaving():
                self._leaving = True
                self._move_on()
            case Withdrawn(ids):
                self._withdrawn.update(ids)
            case Troubled(code, refuses):
                log.warning("realtime.error: code %s", code)
                if refuses and self._expected:
                    self._expected.pop().end(_failed("refuses to answer", code))
                    self._ask_next()
            case _:
                self._answered(wire, event)

    def _answered(self, wire: LiveWire, event: LiveEvent) -> None:
        reply = self._running(wire, event)
        if reply is None:
            return
        match event:
            case Sound(pcm, item):
                reply.hear(pcm, item)
            case Words(text):
                reply.read(text)
            case Called(call):
                reply.calls.append(call)
                reply.changed.set()
            case Done("cut") if reply.instead and not reply.dropped:
                reply.restart()
            case Done(how, code, usage):
                self._expected.remove(reply)
                reply.usage = usage
                broken = how == "failed" or (how == "cut" and not reply.dropped)
                reply.end(_failed("broke its answer off", code or how) if broken else None)
                if reply.dropped:
                    self.truncate(reply, 0)
                self._ask_next()
                self._move_on()

    def _running(self, wire: LiveWire, event: LiveEvent) -> LiveReply | None:
        """The answer that an event belongs to; None: to one that nobody asked for."""
        first = next((one for one in self._expected if one.asked), None)
        if first is None and not self._ours and not isinstance(event, Done):
            first = self._latest = self._expect()
            first.asked = True
        if isinstance(event, Begun):
            if first is not None:
                first.begun = True
            return None
        if first is None or first.begun:
            return first
        if wire.names_answers or (isinstance(event, Done) and event.how == "cut"):
            return None  # of one before it
        first.begun = True
        return first

    def _expect(self) -> LiveReply:
        """An answer is about to be asked for."""
        wire = self._wire
        reply = LiveReply(wire.out_hz if wire is not None else 24_000)
        if wire is not None and not wire.names_answers:
            for one in [one for one in self._expected if not one.begun]:
                self._expected.remove(one)
                one.end(_failed("was asked anew", "asked_anew"))
                reply.instead = True
        self._expected.append(reply)
        return reply

    def _ask(self) -> LiveReply:
        """One more answer: now, or when the one that is being made is over."""
        reply = self._expect()
        self._ask_next()
        return reply

    def _ask_next(self) -> None:
        wire = self._wire
        while wire is not None and self._expected and not self._expected[0].asked:
            if self._expected[0].dropped:
                self._expected.popleft().end()
                continue
            self._expected[0].asked = True
            self._send(wire.ask())
        if wire is not None and not wire.names_answers:
            for one in self._expected:
                one.asked = True

    # --- connections that come and go ------------------------------------------------------------

    def _opened(self) -> None:
        resumed = self._handle is not None and self._used
        if self._used:
            self.note("resumed" if resumed else "anew")
        self.blank = self._used and not resumed
        self._tries = 0
        self._up = True
        self._known.set()
        self._ear_open = False
        if self._speaking and not self._held:
            self._open_ear()

    def _lost(self, error: ProviderError) -> None:
        log.warning("realtime.lost: code %s", error.code)
        was_up = self._up
        final = not error.retryable or error.code in _FINAL
        again = not final and self._tries < _TRIES and not self._closed
        self._gone = final
        self._error = None if again else error
        if again:
            self._known.clear()
        else:
            self._known.set()
        for reply in self._expected:
            reply.end(error)
        self._expected.clear()
        self._latest = None
        self._up = False
        link, self._link = self._link, None
        if was_up:
            self.note("lost")
        self._task(self._replace(link, again=again))

    async def _replace(self, link: Link | None, *, again: bool) -> None:
        if link is not None:
            await link.stop()
        if again and not self._closed and self._link is None and self._setup is not None:
            self._connect(self._setup)

    def _move_on(self) -> None:
        """Where the server is about to leave: over to a new connection, at a quiet moment."""
        if not self._leaving or self._speaking or self._expected or self._setup is None:
            return
        self._leaving = self._up = False
        self._known.clear()
        link, self._link = self._link, None
        self._task(self._replace(link, again=True))

    # --- what the caller says --------------------------------------------------------------------

    def push(self, pcm: bytes, at: int) -> None:
        """Sound of the caller; sent while he speaks, or always where turns are the server's."""
        self._kept.push(pcm, at, LONGEST_MS if self._speaking else IDLE_KEEP_MS)
        always = self._setup is not None and self._setup.turns == "server"
        if always and self._up and not self._ear_open:
            self._sent_to, self._ear_open = float(at), True
        elif self._ear_open and (always or self._speaking):
            self._send_sound(at, _CHUNK_MS)

    def began(self, at: int) -> None:
        """Speech began. Over an answer's sound it is kept until it is known to be words."""
        self._used = self._speaking = True
        self._latest = None
        self._from_ms = max(0, at - PRE_ROLL_MS)
        now = asyncio.get_running_loop().time()
        busy = any(not one.dropped for one in self._expected)
        self._held = self._ours and (busy or now < self.playing_until)
        if self._link is None and self._error is not None and not self._gone:
            self._tries = _TRIES - 1
            self.start()
        if not self._held:
            self._open_ear()

    def paused(self, at: int) -> None:
        """Speech paused: an answer is asked for at once, unless it was over ours."""
        self._speaking = False
        if not self._held:
            self._close_ear(at)

    def resumed(self) -> None:
        """The caller goes on: what was asked for is not wanted."""
        self._speaking = True
        if self._held:
            return
        self.drop_all()
        self._from_ms = int(self._sent_to)
        self._open_ear()

    @property
    def _ours(self) -> bool:
        return self._setup is None or self._setup.turns == "ours"

    def _open_ear(self) -> None:
        wire = self._wire
        if wire is None or not self._up or self.blank:
            return  # a new talk is told what was said as text, with the caller's last words
        if self._ours:
            self._send(wire.begin())
            self._sent_to = float(self._from_ms)
            self._ear_open = True
        self._send_sound(self._kept.end_ms, 0)

    def _close_ear(self, at: int) -> None:
        wire = self._wire
        if wire is None or not self._ear_open or not self._ours:
            return
        self._send_sound(max(at, self._kept.end_ms), 0)
        self._ear_open = False
        self._latest = self._expect()
        self._send(wire.end())
        self._ask_next()

    def _send_sound(self, until_ms: float, least_ms: int) -> None:
        wire, change = self._wire, self._to_wire
        if wire is None or change is None or until_ms - self._sent_to < max(1, least_ms):
            return
        pcm = self._kept.between(self._sent_to, until_ms)
        self._sent_to = until_ms
        sound = change.push(pcm_to_samples(pcm)).tobytes()
        step = wire.in_hz // 1000 * _CHUNK_MS * 2
        for at in range(0, len(sound), step):
            self._send(wire.audio(sound[at : at + step]))

    def _send(self, frames: Sequence[Frame]) -> None:
        if self._link is not None and frames:
            self._link.send(frames)

    # --- what is asked ---------------------------------------------------------------------------

    def answer_to_him(self) -> LiveReply | None:
        """The answer that was asked for at the caller's pause; where turns are the server's, the
        one that it has begun or is about to begin. None: there is none to wait for."""
        if self._held:
            self.let_through()
        reply, self._latest = self._latest, None
        if reply is not None and not reply.dropped and (reply.error is None):
            return reply
        if self._ours or self._wire is None or not self._up:
            return None
        reply = self._expect()
        reply.asked = True
        asyncio.get_running_loop().call_later(_SERVER_S, self._ask_after_all, reply)
        return reply

    def _ask_after_all(self, reply: LiveReply) -> None:
        if not (reply.begun or reply.over or reply.dropped) and self._wire is not None:
            self._send(self._wire.ask())

    def let_through(self) -> None:
        """What was said over an answer was words: it goes out now, and is answered."""
        if not self._held or self._wire is None or not self._up:
            return
        self._held = False
        self.drop_all()
        self._open_ear()
        if not self._speaking:
            self._close_ear(self._kept.end_ms)

    def tell(self, told: Sequence[Told], *, ask: bool) -> LiveReply | None:
        """Words for the talk; the answer that was asked for."""
        wire = self._wire
        if wire is None or not self._up:
            return None
        if ask:
            self.drop_all()
        self._send(wire.tell(told, ask=ask))
        return self._ask() if ask else None

    def results(self, results: Sequence[Answered], *, go_on: bool) -> LiveReply | None:
        """Results of tools; the answer that follows."""
        wire = self._wire
        if wire is None or not self._up:
            return None
        known = [one for one in results if one.call_id not in self._withdrawn]
        self._send(wire.answer(known))
        if go_on:
            return self._ask()
        if not wire.names_answers:
            unwanted = self._expect()
            unwanted.asked = unwanted.dropped = True
        return None

    def drop(self, reply: LiveReply, place: int = 0) -> None:
        """Nobody wants this answer any more; the caller has heard it up to `place`, in bytes. While
        it is being made it is cancelled."""
        if not reply.dropped and not reply.over and reply.asked and self._wire is not None:
            self._send(self._wire.cancel())
        reply.dropped = True
        if reply.over or place:
            self.truncate(reply, place)

    def drop_all(self) -> None:
        """Drop whatever is being made, and the answer that nobody took."""
        latest, self._latest = self._latest, None
        for reply in [*self._expected, *([latest] if latest is not None else [])]:
            self.drop(reply)

    def truncate(self, reply: LiveReply, place: int) -> None:
        """The caller has heard the answer's sound up to `place`, in bytes, and no more."""
        if reply.settled or self._wire is None or not self._up:
            return
        reply.settled = True
        for item, heard_ms in reply.heard_of(place):
            self._send(self._wire.truncate(item, heard_ms))


def _failed(what: str, code: str) -> ProviderError:
    return ProviderError("realtime", f"The model that talks {what}.", code=code, retryable=True)
