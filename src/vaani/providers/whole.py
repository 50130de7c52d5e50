"""How does an engine that only knows whole recordings serve a call? One utterance at each pause.

At a pause all of the utterance so far is recognised; when the caller goes on, that work is dropped
and done again at the next pause. There are no partials. Sound without a voice is not sent: such
engines invent words for it. What is sent over which wire is the vendor's `Recognise`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

from vaani.audio.frame import pcm_to_samples
from vaani.audio.level import dbfs
from vaani.call.ports.hint import Hint
from vaani.call.ports.transcriber import Alternative, Heard
from vaani.kit.clock import MediaMs
from vaani.kit.errors import ProviderError
from vaani.providers.metered import Seconds
from vaani.providers.sound import IDLE_KEEP_MS, LONGEST_MS, PRE_ROLL_MS, Sound

WITHIN_S = 6.0
"""So long a whole recording may take to be recognised."""
_TAIL_MS = 160
_SHORTEST_MS = 120
_QUIETEST_DB = -52.0

Recognise = Callable[[bytes, Hint], Awaitable[tuple[Alternative, ...]]]
"""PCM16 of one utterance and what it probably answers; the readings, best first, with times of
words from the recording's start. Raises ProviderError."""


class WholeTranscriber:
    """One caller's stream to an engine of whole recordings."""

    def __init__(
        self,
        recognise: Recognise,
        rate_hz: int,
        vendor: str,
        *,
        within_s: float = WITHIN_S,
        used: Seconds = lambda _seconds, _answered: None,
    ) -> None:
        """`used` is told of the sound that is sent."""
        self.rate_hz = rate_hz
        self._used = used
        self._recognise, self._vendor, self._within_s = recognise, vendor, within_s
        self._sound = Sound(rate_hz)
        self._results: asyncio.Queue[Heard | ProviderError | None] = asyncio.Queue()
        self._utterance: int | None = None
        self._from_ms = 0
        self._hint = Hint()
        self._work: asyncio.Task[None] | None = None
        self._closed = False

    def push(self, pcm: bytes, at: MediaMs) -> None:
        """Keep the sound."""
        if not self._closed:
            self._sound.push(pcm, at, IDLE_KEEP_MS if self._utterance is None else LONGEST_MS)

    def began(self, utterance: int, at: MediaMs) -> None:
        """A new utterance, from 300 ms before `at`."""
        self._utterance = utterance
        self._from_ms = max(0, at - PRE_ROLL_MS)

    def paused(self, utterance: int, at: MediaMs) -> None:
        """Recognise all of the utterance so far."""
        if self._closed or utterance != self._utterance:
            return
        self._drop()
        said = self._sound.between(self._from_ms, at + _TAIL_MS)
        spoken_ms = at - self._from_ms - PRE_ROLL_MS
        self._work = asyncio.get_running_loop().create_task(
            self._run(utterance, said, spoken_ms), name=self._vendor
        )

    def resumed(self, utterance: int) -> None:
        """The final of that pause is not wanted."""
        if utterance == self._utterance:
            self._drop()

    def ended(self, utterance: int) -> None:
        """The turn was taken; a later utterance is left alone."""
        if utterance == self._utterance:
            self._utterance = None

    def expect(self, hint: Hint) -> None:
        """What the next utterances probably answer."""
        self._hint = hint

    async def heard(self) -> AsyncIterator[Heard]:
        """Finals as they come. Raises ProviderError, after which it may be called again: the
        running utterance is then recognised at its next pause."""
        while (result := await self._results.get()) is not None:
            if isinstance(result, ProviderError):
                raise result
            yield result

    async def close(self) -> None:
        """End the stream; work under way is dropped. Idempotent."""
        if self._closed:
            return
        self._closed = True
        work = self._work
        self._drop()
        self._sound.clear()
        self._results.put_nowait(None)
        if work is not None:
            await asyncio.gather(work, return_exceptions=True)

    async def _run(self, utterance: int, said: bytes, spoken_ms: int) -> None:
        samples = pcm_to_samples(said)
        if spoken_ms < _SHORTEST_MS or dbfs(samples) < _QUIETEST_DB:
            self._results.put_nowait(Heard(utterance, (), True, latency_ms=0))
            return
        clock = asyncio.get_running_loop().time
        begun, start = clock(), self._from_ms
        answered = False
        try:
            async with asyncio.timeout(self._within_s):
                found = await self._recognise(said, self._hint)
            answered = True
        except TimeoutError:
            late = ProviderError(
                "transcriber", f"{self._vendor} did not answer in time.", code="late",
                retryable=True,
            )  # fmt: skip
            self._results.put_nowait(late)
            return
        except ProviderError as error:
            self._results.put_nowait(error)
            return
        finally:
            self._used(len(said) / 2 / self.rate_hz, answered)
        placed = tuple(_at(one, start) for one in found if one.text.strip())
        spoken = ("hi" if placed[0].language in ("hi", "ur") else None) if placed else None
        took = int((clock() - begun) * 1000)
        self._results.put_nowait(Heard(utterance, placed, True, spoken, took))

    def _drop(self) -> None:
        if self._work is not None:
            self._work.cancel()
            self._work = None


def _at(one: Alternative, start_ms: int) -> Alternative:
    words = tuple(
        replace(word, start_ms=word.start_ms + start_ms, end_ms=word.end_ms + start_ms)
        for word in one.words
    )
    return replace(one, words=words)
