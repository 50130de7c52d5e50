"""How does a recogniser on a vendor's socket serve a call? One stream for all such vendors.

Sound goes out while the caller speaks (and 300 ms from before it), so that silence costs nothing;
at a pause the vendor is asked for everything that it has. A final that does not come in time is
made of the words that did. A quiet connection that the vendor closes is opened again at the next
speech; one that is lost in mid-speech raises, and the next `heard` tells the new connection all of
the utterance again. What a vendor's messages look like is its `RecogniserWire`'s matter.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from vaani.call.ports.hint import Hint
from vaani.call.ports.transcriber import Alternative, Heard
from vaani.kit.clock import MediaMs
from vaani.kit.errors import ProviderError
from vaani.providers.link import Link
from vaani.providers.metered import Seconds
from vaani.providers.sound import IDLE_KEEP_MS, LONGEST_MS, PRE_ROLL_MS, Sound
from vaani.providers.stt_wire import (
    Alive,
    Flushed,
    Frame,
    Partial,
    Piece,
    RecogniserWire,
    Said,
    written_in,
)

FINAL_WITHIN_S = 1.5
"""After a pause the vendor has so long to answer."""
_TAIL_MS = 200
_LATE_WORDS_MS = 500
_MOST_CHARS = 4_000

MakeWire = Callable[[Hint], RecogniserWire]
"""A wire for a new connection, told what the next words probably answer."""


@dataclass(frozen=True, slots=True)
class _TooLate:
    pause: int


@dataclass(slots=True)
class _Open:
    """A connection and what was sent over it. Times: `sent_ms` of its own sound."""

    wire: RecogniserWire
    link: Link
    sent_ms: float = 0.0
    places: list[tuple[float, float]] = field(default_factory=list)
    """(time in the sound that was sent, media time) where sound began anew."""
    heard_anything: bool = False

    def media(self, sent_ms: float) -> int:
        """The call's time of a place in the sound that was sent."""
        sent, at = next((one for one in reversed(self.places) if one[0] <= sent_ms), (0.0, 0.0))
        return int(at + sent_ms - sent)


class StreamedTranscriber:
    """One caller's stream to a vendor. Its `rate_hz` is the wire's."""

    def __init__(
        self,
        make: MakeWire,
        *,
        final_within_s: float = FINAL_WITHIN_S,
        link: type[Link] = Link,
        used: Seconds = lambda _seconds, _answered: None,
    ) -> None:
        """`used` is told of the sound that is sent, again where it is sent again."""
        self._make, self._link = make, link
        self._used, self._unbilled = used, 0.0
        self._final_within_s = final_within_s
        self._hint = Hint()
        plain = make(Hint())
        self.rate_hz = plain.rate_hz
        self._chunk_ms, self._gapless = plain.chunk_ms, plain.gapless
        self._vendor = plain.vendor
        self._sound = Sound(self.rate_hz)
        self._inbox: asyncio.Queue[Frame | ProviderError | _TooLate | None] = asyncio.Queue()
        self._open: _Open | None = None
        self._wanted = asyncio.Event()
        self._closed = False
        self._utterance: int | None = None
        self._speaking = False
        self._from_ms = self._sent_to = 0
        self._pieces: list[Piece] = []
        self._partial: Partial | None = None
        self._pauses = 0
        self._answered = False
        """Has the vendor said anything since the pause?"""
        self._paused_at: float | None = None
        """Loop time of the pause whose final is awaited."""
        self._stale = 0
        """Answers to pauses that nobody waits for any more."""
        self._timer: asyncio.TimerHandle | None = None

    # --- what the call says ----------------------------------------------------------------------

    def push(self, pcm: bytes, at: MediaMs) -> None:
        """Keep the sound, and send it while the caller speaks."""
        if self._closed:
            return
        keep = IDLE_KEEP_MS if self._utterance is None else LONGEST_MS
        self._sound.push(pcm, at, keep)
        if self._speaking or self._gapless:
            self._send_sound(at, self._chunk_ms)

    def began(self, utterance: int, at: MediaMs) -> None:
        """A new utterance, from 300 ms before `at`."""
        if self._closed:
            return
        self._utterance, self._speaking = utterance, True
        self._pieces, self._partial, self._stale = [], None, 0
        self._not_awaited()
        self._from_ms = max(0, at - PRE_ROLL_MS)
        if not self._gapless:
            self._sent_to = self._from_ms
        self._wanted.set()
        if self._open is not None:
            self._begin(self._open)

    def paused(self, utterance: int, at: MediaMs) -> None:
        """Ask for all of the utterance so far."""
        if self._closed or utterance != self._utterance:
            return
        self._speaking = False
        self._send_sound(self._sound.end_ms, 0)
        self._bill(True)
        self._pauses += 1
        loop = asyncio.get_running_loop()
        self._not_awaited()
        self._answered = False
        self._paused_at = loop.time()
        late = _TooLate(self._pauses)
        self._timer = loop.call_later(self._final_within_s, self._inbox.put_nowait, late)
        if self._open is not None:
            self._open.link.send(self._open.wire.pause())

    def resumed(self, utterance: int) -> None:
        """The final of that pause is not wanted; what was said meanwhile is sent."""
        if utterance != self._utterance or self._speaking:
            return
        if self._paused_at is not None:
            self._stale += 1
        self._not_awaited()
        self._speaking = True
        if self._open is not None:
            self._begin(self._open)

    def ended(self, utterance: int) -> None:
        """The turn was taken; a later utterance is left alone."""
        if utterance == self._utterance:
            self._utterance, self._speaking = None, False
            self._not_awaited()

    def expect(self, hint: Hint) -> None:
        """Told at once where the vendor takes it, else to the next connection."""
        self._hint = hint
        if self._open is not None and not self._closed:
            self._open.link.send(self._open.wire.expect(hint))

    async def heard(self) -> AsyncIterator[Heard]:
        """Partials and finals. Raises ProviderError; may be called again, and then connects anew
        and tells the vendor the running utterance from its start."""
        while not self._closed:
            self._wanted.clear()
            opened = self._connect()
            try:
                async with aclosing(self._from(opened)) as said:
                    async for heard in said:
                        yield heard
            finally:
                self._open = None
                self._bill(self._closed)
                await opened.link.stop(opened.wire.close() if self._closed else ())
            if not self._closed:
                await self._wanted.wait()

    async def close(self) -> None:
        """End the stream. Idempotent."""
        if self._closed:
            return
        self._closed = True
        self._not_awaited()
        self._sound.clear()
        self._inbox.put_nowait(None)
        self._wanted.set()
        if self._open is not None:
            await self._open.link.stop(self._open.wire.close())

    # --- out -------------------------------------------------------------------------------------

    def _connect(self) -> _Open:
        wire = self._make(self._hint)
        mine: list[_Open] = []

        def told(message: Frame | ProviderError | None) -> None:
            if self._open is mine[0]:
                gone = ProviderError(
                    "transcriber", f"{wire.vendor} ended the stream.", code="ended", retryable=True
                )
                self._inbox.put_nowait(gone if message is None else message)

        link = self._link(
            "transcriber", wire.vendor, wire.opening(), told,
            backlog=self._inbox.qsize, idle_s=wire.idle_s, keep_alive=wire.keep_alive,
        )  # fmt: skip
        mine.append(_Open(wire, link))
        self._open = mine[0]
        while not self._inbox.empty():  # of the connection before
            self._inbox.get_nowait()
        self._pieces, self._partial, self._stale = [], None, 0
        link.start()
        awaited = self._paused_at is not None
        self._sent_to = self._sound.end_ms if self._utterance is None else self._from_ms
        if self._utterance is not None and (self._speaking or awaited):
            self._begin(mine[0])
            if not self._speaking:
                self._send_sound(self._sound.end_ms, 0)
                self.paused(self._utterance, MediaMs(self._sound.end_ms))
        return mine[0]

    def _begin(self, opened: _Open) -> None:
        opened.link.send(opened.wire.begin())
        self._send_sound(self._sound.end_ms, 0)

    def _send_sound(self, until_ms: int, least_ms: int) -> None:
        opened = self._open
        if opened is None or until_ms - self._sent_to < max(1, least_ms):
            return
        pcm = self._sound.between(self._sent_to, until_ms)
        start = until_ms - len(pcm) / (self.rate_hz * 2 / 1000)
        self._sent_to = until_ms
        step = self.rate_hz * opened.wire.chunk_ms // 1000 * 2
        if not opened.places or abs(opened.media(opened.sent_ms) - start) > 1:
            opened.places.append((opened.sent_ms, start))
        for at in range(0, len(pcm), step):
            opened.link.send(opened.wire.audio(pcm[at : at + step]))
        sent_ms = len(pcm) / (self.rate_hz * 2 / 1000)
        opened.sent_ms += sent_ms
        self._unbilled += sent_ms / 1000

    def _bill(self, answered: bool) -> None:
        """Tell what was sent since it was told last."""
        seconds, self._unbilled = self._unbilled, 0.0
        if seconds:
            self._used(seconds, answered)

    def _not_awaited(self) -> None:
        self._paused_at = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    # --- in --------------------------------------------------------------------------------------

    async def _from(self, opened: _Open) -> AsyncGenerator[Heard, None]:
        """What one connection gives; ends when it closed while nobody spoke."""
        while (message := await self._inbox.get()) is not None:
            if isinstance(message, ProviderError):
                quiet = message.code in ("ended", "1000", "1001", "1006", "1008", "1011")
                if quiet and opened.heard_anything and not self._owed:
                    return
                raise message
            if isinstance(message, _TooLate):
                if message.pause == self._pauses and self._paused_at is not None:
                    yield self._given_up(opened)
                continue
            opened.heard_anything = self._answered = True
            for said in opened.wire.read(message):
                heard = self._take(said, opened)
                if heard is not None:
                    yield heard

    @property
    def _owed(self) -> bool:
        """Does the call wait for words?"""
        return self._speaking or self._paused_at is not None

    def _given_up(self, opened: _Open) -> Heard:
        """The final of a pause that was not wholly answered in time. Raises ProviderError when the
        vendor has said nothing since."""
        if not self._answered:
            raise ProviderError(
                "transcriber", f"{self._vendor} says nothing.", code="silent", retryable=True
            )
        self._stale += 1
        return self._final()

    def _take(self, said: Said, opened: _Open) -> Heard | None:
        if isinstance(said, Alive) or self._utterance is None:
            return None
        if isinstance(said, Flushed):
            if self._stale:
                self._stale -= 1
                return None
            return self._final() if self._paused_at is not None else None
        if isinstance(said, Partial):
            self._partial = said if len(said.text) < _MOST_CHARS else None
        else:
            placed = self._placed(said, opened)
            if placed is None:
                return None
            self._pieces.append(placed)
            self._partial = None
        together = self._together()
        return Heard(self._utterance, together, False) if self._speaking and together else None

    def _placed(self, piece: Piece, opened: _Open) -> Piece | None:
        """The piece in the call's time; None when its words belong to an earlier utterance."""
        placed = tuple(
            replace(
                one,
                text=one.text[:_MOST_CHARS],
                words=tuple(
                    replace(w, start_ms=opened.media(w.start_ms), end_ms=opened.media(w.end_ms))
                    for w in one.words
                ),
            )
            for one in piece.alternatives
        )
        times = placed[0].words if placed else ()
        if times and times[-1].end_ms < self._from_ms - _LATE_WORDS_MS:
            return None
        return Piece(placed, piece.spoken)

    def _final(self) -> Heard:
        assert self._utterance is not None and self._paused_at is not None  # noqa: S101, PT018
        took = asyncio.get_running_loop().time() - self._paused_at
        self._not_awaited()
        found = self._together()
        spoken = next((one.spoken for one in reversed(self._pieces) if one.spoken), None)
        if spoken is None and found:
            spoken = "hi" if found[0].language in ("hi", "ur") else None
        return Heard(
            self._utterance, found, True, spoken if found else None, latency_ms=int(took * 1000)
        )

    def _together(self) -> tuple[Alternative, ...]:
        """All that was said in the utterance: of one piece all its readings, of several the best
        ones joined."""
        rest = self._partial.text.strip() if self._partial is not None else ""
        said = [
            one for one in self._pieces if one.alternatives and one.alternatives[0].text.strip()
        ]
        if len(said) == 1 and not rest:
            return tuple(one for one in said[0].alternatives if one.text.strip())
        best = [one.alternatives[0] for one in said]
        text = " ".join([*(one.text.strip() for one in best), *([rest] if rest else [])])
        if not text:
            return ()
        sure = min((one.confidence for one in best), default=1.0)
        words = tuple(word for one in best for word in one.words)
        return (
            Alternative(
                text[:_MOST_CHARS], written_in(text), sure, any(b.led for b in best), words
            ),
        )
