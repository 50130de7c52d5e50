"""Who hears when a recogniser fails? The next one, told the running utterance from its start.

One call's chain over several recognisers, best first. What broke off is opened once more, since
connections do break; what is silent, refuses or breaks again hands over to the next one. Between
turns the call goes back to the better engine when its breaker lets it. The caller notices at most
that an answer comes later.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace

from vaani.call.ports.hint import Hint
from vaani.call.ports.transcriber import Heard, Transcriber
from vaani.kit.clock import MediaMs
from vaani.kit.errors import ProviderError
from vaani.providers.breaker import Breaker
from vaani.providers.cache import close_stream
from vaani.providers.sound import IDLE_KEEP_MS, LONGEST_MS, PRE_ROLL_MS, Sound

log = logging.getLogger(__name__)

RATE_HZ = 8000
"""Every recogniser of a chain takes this rate."""
_RETRY_EVERY_S = 10.0
_NOT_AGAIN = frozenset(("silent", "late", "timeout", "stalled"))
"""Failures that have cost the caller so much time that the same engine is not asked again."""


@dataclass(frozen=True, slots=True)
class Recogniser:
    """One engine of the chain; `open` makes a stream for this call."""

    name: str
    open: Callable[[], Transcriber]
    breaker: Breaker


class ChainedTranscriber:
    """A Transcriber over `engines`, best first."""

    rate_hz = RATE_HZ

    def __init__(self, engines: Sequence[Recogniser]) -> None:
        self._engines = tuple(engines)
        self._at: int | None = None
        self._current: Transcriber | None = None
        self._sound = Sound(RATE_HZ)
        self._hint = Hint()
        self._utterance: int | None = None
        self._began = self._paused = MediaMs(0)
        self._awaiting = self._speaking = False
        self._retried: dict[str, float] = {}
        self._going_back: asyncio.Task[None] | None = None
        self._guess: Heard | None = None
        """The words so far of a sentence that is not final."""
        self._closed = False

    @property
    def engine(self) -> str:
        """Who hears now."""
        return self._engines[self._at or 0].name

    def push(self, pcm: bytes, at: MediaMs) -> None:
        """Kept for a hand-over, and passed on."""
        if self._closed:
            return
        self._sound.push(pcm, at, IDLE_KEEP_MS if self._utterance is None else LONGEST_MS)
        if self._current is not None:
            self._current.push(pcm, at)

    def began(self, utterance: int, at: MediaMs) -> None:
        """Passed on."""
        self._utterance, self._began = utterance, at
        self._speaking, self._awaiting = True, False
        if self._current is not None:
            self._current.began(utterance, at)

    def paused(self, utterance: int, at: MediaMs) -> None:
        """Passed on."""
        if utterance == self._utterance:
            self._paused, self._speaking, self._awaiting = at, False, True
        if self._current is not None:
            self._current.paused(utterance, at)

    def resumed(self, utterance: int) -> None:
        """Passed on."""
        if utterance == self._utterance:
            self._speaking, self._awaiting = True, False
        if self._current is not None:
            self._current.resumed(utterance)

    def ended(self, utterance: int) -> None:
        """Passed on; now is the time to go back to a better engine."""
        if self._current is not None:
            self._current.ended(utterance)
        if utterance != self._utterance:
            return
        self._utterance, self._speaking, self._awaiting = None, False, False
        if self._at and self._going_back is None and not self._closed:
            better = self._engines[: self._at]
            if any(not one.breaker.open for one in better) and self._current is not None:
                leaving = self._current
                self._at = None
                self._going_back = asyncio.get_running_loop().create_task(leaving.close())

    def expect(self, hint: Hint) -> None:
        """Passed on, to engines that come later too."""
        self._hint = hint
        if self._current is not None:
            self._current.expect(hint)

    async def heard(self) -> AsyncIterator[Heard]:
        """What the engine in charge hears. Raises the last engine's ProviderError when there is
        none left; called again it begins anew with the best one."""
        at, tried = self._first(), 0
        while not self._closed:
            engine = self._engines[at]
            self._at, self._going_back = at, None
            self._current = current = self._opened(engine)
            said = current.heard()
            try:
                async for heard in said:
                    self._guess = None if heard.final else heard
                    if heard.final:
                        engine.breaker.worked()
                        self._awaiting, tried = False, 0
                    yield heard
                at = self._first()
            except ProviderError as error:
                engine.breaker.failed(error)
                tried += 1
                following = self._following(at, error)
                if following is None and (guess := self._last_words()) is not None:
                    yield guess
                    following = self._first()
                elif following is None or tried > 2 * len(self._engines):
                    raise
                log.warning(
                    "hearing.handed_over: %s to %s, code %s",
                    engine.name,
                    self._engines[following].name,
                    error.code,
                )
                at = following
            finally:
                self._current = None
                await close_stream(said)
                await current.close()

    async def close(self) -> None:
        """End the stream. Idempotent."""
        self._closed = True
        self._sound.clear()
        if self._going_back is not None:
            await asyncio.gather(self._going_back, return_exceptions=True)
        if self._current is not None:
            await self._current.close()

    def _last_words(self) -> Heard | None:
        """What was heard of the sentence that nobody finishes any more, as its final."""
        guess, self._guess = self._guess, None
        if guess is None or not self._awaiting or guess.utterance != self._utterance:
            return None
        self._awaiting = False
        return replace(guess, final=True)

    def _first(self) -> int:
        """The best engine that may be asked; when all rest, the last one is asked all the same."""
        allowed = (n for n, one in enumerate(self._engines) if one.breaker.allow())
        return next(allowed, len(self._engines) - 1)

    def _following(self, at: int, error: ProviderError) -> int | None:
        """Who is asked after that failure; None: nobody is left."""
        name, now = self._engines[at].name, asyncio.get_running_loop().time()
        before = self._retried.get(name, -_RETRY_EVERY_S)
        if error.retryable and error.code not in _NOT_AGAIN and now - before >= _RETRY_EVERY_S:
            self._retried[name] = now
            return at
        last = len(self._engines) - 1
        later = (n for n in range(at + 1, last + 1) if self._engines[n].breaker.allow())
        return next(later, last if at < last else None)

    def _opened(self, engine: Recogniser) -> Transcriber:
        """A new stream that knows what the one before knew."""
        fresh = engine.open()
        fresh.expect(self._hint)
        end = self._sound.end_ms
        if self._utterance is None:
            fresh.push(self._sound.between(end - IDLE_KEEP_MS, end), MediaMs(end))
            return fresh
        start = self._began - PRE_ROLL_MS
        fresh.push(self._sound.between(start, end), MediaMs(end))
        if self._speaking or self._awaiting:
            fresh.began(self._utterance, self._began)
        if self._awaiting:
            fresh.paused(self._utterance, self._paused)
        return fresh
