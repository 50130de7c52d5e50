"""How does a call's speech become words on this machine?

`WhisperSource` holds the two models and one pool of threads for the process; a `WhisperTranscriber`
keeps one caller's utterance. Finals (Whisper base) go before partials (tiny.en); a partial is only
begun when a thread is free, and is dropped when its utterance has moved on. Hindi comes as several
alternatives, because the model writes it best in Urdu letters and understands it best as English.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from vaani.audio.frame import Floats, Samples, pcm_to_samples, to_floats
from vaani.audio.level import dbfs
from vaani.audio.resample import resample_floats
from vaani.call.ports.hint import Hint
from vaani.call.ports.transcriber import Heard
from vaani.kit.clock import MediaMs
from vaani.kit.errors import ProviderError
from vaani.providers.local.ctranslate import FULL_S, Encoded, WhisperModel
from vaani.providers.local.features import RATE_HZ
from vaani.providers.local.load import Pressure, SpeechLoad, Stage
from vaani.providers.local.pool import EnginePool
from vaani.providers.local.prompts import URDU_TOKENS, english_prompt, led_alone, urdu_prompt
from vaani.providers.local.readings import (
    SHORT_ANSWERS,
    Reading,
    alternatives,
    clearly,
    doubtful,
    echoes,
    is_noise,
    is_short_answer,
    loops,
    unsure,
    which,
)

Result = TypeVar("Result")

log = logging.getLogger(__name__)

_PRE_ROLL_MS = 300
_TAIL_MS = 160
_SHORTEST_MS = 120
_QUIETEST_DB = -52.0
_PARTIAL_EVERY_MS = 400
_PARTIAL_FROM_MS = 500
_PIECE_S = 26.0
_LONGEST_S = 90.0
_HINTS_FROM_S = 1.5
_LED_FROM_S = 1.9
"""With the sound before and after it, 1.5 s of speech."""
NOTHING = Hint()
_HINDI_WAYS = 5
"""Hindi is written in so many ways beside each other: where one step is unsure, the next tells."""
_PROMPT_TOKENS = 160
"""Of a program's own prompt: what fits before 26 s of speech."""
_FINAL, _PARTIAL = 0, 1
_LOST_S, _LOST_TIMES = 4.0, 4.0
"""A job that has begun and is not back after so long, and so many times what this machine takes for
as much sound, is lost. On a busy machine that is late: asking twice would make it busier."""
_FAULTS = (RuntimeError, ValueError, LookupError, TypeError, MemoryError)


BASE = "whisper-base"
"""The model that is installed by itself."""


class WhisperSource:
    """The recogniser of a process. `rate_hz` is what its transcribers take."""

    def __init__(
        self,
        models_dir: Path,
        *,
        threads: int = 2,
        rate_hz: int = 8000,
        partials: bool = True,
        name: str = BASE,
    ) -> None:
        """Loads and warms the models (about 1.5 s, blocking). `name` is the model that hears.

        Raises ProviderError(stage="transcriber") when it is missing, broken, or knows English
        alone; without tiny.en there are no partials.
        """
        self.rate_hz, self.name = rate_hz, name
        self.pool = EnginePool("transcriber", threads=threads, name="whisper")
        self.base = WhisperModel(models_dir, name, workers=threads)
        if not self.base.multilingual:
            self.pool.close()
            raise ProviderError(
                "transcriber", f"{name} knows English alone: choose a multilingual Whisper.",
                code="english_only",
            )  # fmt: skip
        self.tiny: WhisperModel | None = None
        if partials:
            try:
                self.tiny = WhisperModel(models_dir, "whisper-tiny.en", nice=8)
            except ProviderError as error:
                if error.code != "model_missing":
                    raise
        self.load = SpeechLoad(threads)
        hum = np.random.default_rng(0).normal(0, 0.05, 3 * RATE_HZ).astype(np.float32)
        self._warm(self.base, "words", hum)
        if self.tiny is not None:
            self._warm(self.tiny, "partials", hum)

    def open(self, languages: tuple[str, ...]) -> WhisperTranscriber:
        """A stream for one call in these languages ("en", "hi")."""
        return WhisperTranscriber(self, languages)

    def close(self) -> None:
        """Stop the threads. Idempotent."""
        self.pool.close()

    def _warm(self, model: WhisperModel, stage: Stage, hum: Floats) -> None:
        """Once for the memory, once for the clock."""
        model.decode(model.encode(hum[:RATE_HZ]))
        self._measured(stage, hum, lambda: model.decode(model.encode(hum)))

    def _measured(self, stage: Stage, sound: Floats, work: Callable[[], Result]) -> Result:
        """Do a piece of work and tell how long it took."""
        began = time.perf_counter()
        result = work()
        self.load.worked(stage, time.perf_counter() - began, len(sound) / RATE_HZ)
        return result

    def final(
        self,
        sound: Floats,
        languages: tuple[str, ...],
        hint: Hint = NOTHING,
        expected: str | None = None,
    ) -> tuple[tuple[Reading, ...], str | None]:
        """All readings of a sound at 16 kHz, best first, and the language spoken. Blocks."""
        pieces = _cut(sound)
        smaller = self.load.level >= Pressure.SMALLER_MODEL
        parts = [
            self._measured(
                "words", piece, partial(self._piece, piece, languages, hint, expected, smaller)
            )
            for piece in pieces
        ]
        if len(parts) == 1:
            return parts[0]
        spoken = parts[0][1]
        joined: list[Reading] = []
        for first in parts[0][0]:
            same = [
                one
                for part in parts
                for one in part[0]
                if (one.language, one.led) == (first.language, first.led)
            ]
            text = " ".join(one.text for one in same if not is_noise(one))
            score = min(one.score for one in same)
            joined.append(Reading(text, first.language, score, led=first.led))
        return tuple(joined), spoken

    def reading(
        self,
        sound: Floats,
        encoded: Encoded,
        language: str,
        prompt: str = "",
        *,
        translate: bool = False,
    ) -> Reading:
        """What was said, decoded as `language` behind `prompt`, or its English meaning; a doubtful
        one twice. Blocks."""
        reading = self.base.decode(
            encoded, language, translate=translate, prompt=prompt, most=_PROMPT_TOKENS
        )
        return reading if translate else self._again(sound, encoded, reading)

    def _piece(
        self,
        sound: Floats,
        languages: tuple[str, ...],
        hint: Hint,
        expected: str | None,
        smaller: bool,
    ) -> tuple[tuple[Reading, ...], str | None]:
        if smaller and self.tiny is not None and "hi" not in languages:
            quick = self.tiny.decode(self.tiny.encode(sound), prompt=english_prompt(hint))
            if not doubtful(quick) and not unsure(quick):
                return (quick,), "en"
        encoded = self.base.encode(sound)
        spoken = which(self.base.languages(encoded), languages, expected)
        english: list[Reading] = []
        if not spoken.sure_hindi:
            english += self._english(sound, encoded, hint)
            reading = english[0]
            sure = spoken.sure_english and ("hi" not in languages or not unsure(reading))
            if is_noise(reading) or sure:
                return tuple(english), spoken.spoken
        hindi = self._urdu(sound, encoded, hint, smaller)
        if is_noise(hindi[0]) and not english:
            return (hindi[0],), spoken.spoken
        if spoken.sure_english:
            return (*english, *hindi), spoken.spoken
        gist = self.base.decode(encoded, "hi", translate=True)
        if not gist.capped and not loops(gist.text):
            hindi.append(gist)
        if spoken.spoken == "en" or (english and clearly(english[0], hindi[0])):
            return (*english, *hindi), "en"
        return (*hindi, *english), "hi"

    def _urdu(self, sound: Floats, encoded: Encoded, hint: Hint, smaller: bool) -> list[Reading]:
        """Hindi in Urdu letters: led by what is awaited, then without a prompt.

        The second decoding is spared where the first is an answer to a plain question, as only
        wishes (a cancellation among them) need both. Under pressure one way is followed.
        """
        prompt = urdu_prompt(hint) if encoded.seconds >= _LED_FROM_S else ""
        ways = 1 if smaller else _HINDI_WAYS
        readings = []
        if prompt:
            led = self.base.decode(encoded, "ur", prompt=prompt, most=URDU_TOKENS, ways=ways)
            if not doubtful(led) and not is_noise(led):
                readings.append(led)
        if not readings or hint.awaiting is None:
            plain = self.base.decode(encoded, "ur", ways=ways)
            readings.append(self._again(sound, encoded, plain))
        return readings

    def _english(self, sound: Floats, encoded: Encoded, hint: Hint) -> list[Reading]:
        """The English words. A short answer is led by the usual ones, and read without them too
        where it may be a yes or a pick; longer speech is led by the hint."""
        prompt = english_prompt(hint)
        if encoded.seconds < _HINTS_FROM_S:
            led = self.base.decode(encoded, "en", prompt=SHORT_ANSWERS)
            if is_short_answer(led):
                plain = None if led_alone(hint) else self.base.decode(encoded, "en")
                return [led] if plain is None or is_noise(plain) else [led, plain]
        reading = self.base.decode(encoded, "en", prompt=prompt)
        if echoes(reading, hint.words):
            reading = self.base.decode(encoded, "en")
        return [self._again(sound, encoded, reading)]

    def _again(self, sound: Floats, encoded: Encoded, reading: Reading) -> Reading:
        """The reading itself; a doubtful one without a prompt, and then in the full window."""
        if reading.led and (doubtful(reading) or is_noise(reading)):
            plain = self.base.decode(encoded, reading.language)
            if is_noise(plain) or plain.score > reading.score or loops(reading.text):
                reading = plain
        if not doubtful(reading) or is_noise(reading):
            return reading
        second = self.base.decode(self.base.encode(sound, FULL_S), reading.language)
        return reading if loops(second.text) or second.score < reading.score - 0.5 else second

    def partial(self, sound: Floats) -> Reading | None:
        """A quick English reading of what has been said so far; None without tiny.en. Blocks."""
        if self.tiny is None:
            return None
        tiny = self.tiny
        return self._measured("partials", sound, lambda: tiny.decode(tiny.encode(sound)))


class WhisperTranscriber:
    """One caller's stream."""

    def __init__(self, source: WhisperSource, languages: tuple[str, ...]) -> None:
        self.rate_hz = source.rate_hz
        self._source = source
        self._languages = languages
        self._results: asyncio.Queue[Heard | ProviderError | None] = asyncio.Queue()
        self._sound = bytearray()
        self._end_ms = 0
        self._utterance: int | None = None
        self._speaking = False
        self._from_ms = 0
        self._next_partial_ms = 0
        self._hint = Hint()
        self._last_spoken: str | None = None
        self._finals: dict[int, asyncio.Task[None]] = {}
        self._partial: asyncio.Task[None] | None = None
        self._closed = False

    def push(self, pcm: bytes, at: MediaMs) -> None:
        """Keep the sound; now and then begin a partial."""
        if self._closed:
            return
        self._sound += pcm[: len(pcm) // 2 * 2]
        self._end_ms = at
        keep_ms = _LONGEST_S * 1000 if self._utterance is not None else 2000
        keep = self._bytes(keep_ms)
        if len(self._sound) > keep + self._bytes(1000):
            del self._sound[:-keep]
        if self._speaking and at >= self._next_partial_ms:
            self._next_partial_ms = at + _PARTIAL_EVERY_MS
            self._begin_partial()

    def began(self, utterance: int, at: MediaMs) -> None:
        """A new utterance; its sound begins 300 ms before `at`."""
        self._utterance = utterance
        self._speaking = True
        self._from_ms = max(0, at - _PRE_ROLL_MS)
        self._next_partial_ms = at + _PARTIAL_FROM_MS

    def paused(self, utterance: int, at: MediaMs) -> None:
        """Recognise all of the utterance so far."""
        if self._closed or utterance != self._utterance:
            return
        self._speaking = False
        self._drop_partial()
        self._drop_final(utterance)
        said = self._between(self._from_ms, at + _TAIL_MS)
        spoken_ms = at - self._from_ms - _PRE_ROLL_MS
        task = asyncio.get_running_loop().create_task(
            self._recognise(utterance, said, spoken_ms), name="final"
        )
        self._finals[utterance] = task
        task.add_done_callback(lambda done: self._forget_final(utterance, done))

    def resumed(self, utterance: int) -> None:
        """The final of that pause is no longer wanted."""
        if utterance == self._utterance:
            self._speaking = True
            self._next_partial_ms = self._end_ms + _PARTIAL_EVERY_MS
            self._drop_final(utterance)

    def ended(self, utterance: int) -> None:
        """Forget the utterance's sound; a later one is left alone, and so are words on their way:
        they are told when they come, however late."""
        if utterance == self._utterance:
            self._utterance = None
            self._speaking = False
            self._drop_partial()

    def expect(self, hint: Hint) -> None:
        """What the next utterances probably answer; the language doubles its odds."""
        self._hint = hint

    async def heard(self) -> AsyncIterator[Heard]:
        """Partials and finals as they come. Raises ProviderError when the engine fails."""
        while (result := await self._results.get()) is not None:
            if isinstance(result, ProviderError):
                raise result
            yield result

    async def close(self) -> None:
        """End the stream; work that has begun is left to run out unheard. Idempotent."""
        if self._closed:
            return
        self._closed = True
        self._drop_partial()
        for utterance in tuple(self._finals):
            self._drop_final(utterance)
        self._sound.clear()
        self._results.put_nowait(None)

    async def _recognise(self, utterance: int, said: Samples, spoken_ms: float) -> None:
        empty = Heard(utterance, (), final=True)
        if spoken_ms < _SHORTEST_MS or dbfs(said) < _QUIETEST_DB:
            self._results.put_nowait(empty)
            return
        languages, hint = self._languages, self._hint
        expected = hint.language or self._last_spoken
        source, rate = self._source, self.rate_hz
        began = time.monotonic()

        def work() -> tuple[tuple[Reading, ...], str | None]:
            sound = resample_floats(to_floats(said), rate, RATE_HZ)
            return source.final(sound, languages, hint, expected)

        lost_s = _LOST_S + _LOST_TIMES * source.load.factor() * len(said) / rate
        try:
            readings, spoken = await _asked_twice(source.pool, work, lost_s)
        except ProviderError as error:
            self._results.put_nowait(error)
            return
        except _FAULTS as error:
            fault = ProviderError(
                "transcriber", f"The recogniser failed: {error}.", code="engine", retryable=True
            )
            fault.__cause__ = error
            self._results.put_nowait(fault)
            return
        source.load.waited(time.monotonic() - began)
        found = alternatives(readings)
        if found:
            self._last_spoken = spoken
        self._results.put_nowait(
            Heard(utterance, found, final=True, spoken_language=spoken if found else None)
        )

    def _begin_partial(self) -> None:
        source = self._source
        busy = self._partial is not None and not self._partial.done()
        other_language = self._last_spoken == "hi" or "en" not in self._languages
        if source.tiny is None or busy or other_language or not source.pool.idle:
            return
        if source.load.pressure >= Pressure.NO_PARTIALS:
            return
        if self._utterance is not None:
            said = self._between(self._from_ms, self._end_ms)
            self._partial = asyncio.get_running_loop().create_task(
                self._guess(self._utterance, said), name="partial"
            )

    async def _guess(self, utterance: int, said: Samples) -> None:
        source, rate = self._source, self.rate_hz

        def work() -> Reading | None:
            return source.partial(resample_floats(to_floats(said), rate, RATE_HZ))

        try:
            reading = await source.pool.run(work, _PARTIAL)
        except (ProviderError, RuntimeError, ValueError, LookupError, MemoryError):
            # A partial is only a hint; what is really wrong shows at the final.
            return
        found = alternatives((reading,)) if reading is not None else ()
        if found and self._speaking and self._utterance == utterance:
            self._results.put_nowait(Heard(utterance, found, final=False))

    def _between(self, start_ms: float, end_ms: float) -> Samples:
        """The sound from `start_ms` to `end_ms` of the call, as far as it is there."""
        back = self._bytes(self._end_ms - start_ms)
        first = max(0, len(self._sound) - back)
        last = max(first, len(self._sound) - self._bytes(max(0, self._end_ms - end_ms)))
        return pcm_to_samples(bytes(self._sound[first:last]))

    def _bytes(self, milliseconds: float) -> int:
        return int(max(0.0, milliseconds) * self.rate_hz / 1000) * 2

    def _drop_partial(self) -> None:
        if self._partial is not None:
            self._partial.cancel()
            self._partial = None

    def _drop_final(self, utterance: int) -> None:
        task = self._finals.pop(utterance, None)
        if task is not None:
            task.cancel()

    def _forget_final(self, utterance: int, done: asyncio.Task[None]) -> None:
        if self._finals.get(utterance) is done:
            del self._finals[utterance]


async def _asked_twice(pool: EnginePool, work: Callable[[], Result], lost_s: float) -> Result:
    """What the job brings. Where the engine breaks, or does not come back from a job that it has
    begun, it is asked once more: the caller's sound is still here. Cancelling drops what waits."""
    loop = asyncio.get_running_loop()
    begun: asyncio.Future[None] = loop.create_future()

    def begins(_done: object = None) -> None:
        if not begun.done():
            begun.set_result(None)

    def noted() -> Result:
        loop.call_soon_threadsafe(begins)
        return work()

    asked = [pool.run(noted, _FINAL)]
    asked[0].add_done_callback(begins)
    try:
        await begun
        await asyncio.wait(asked, timeout=lost_s)
        if asked[0].done() and not isinstance(asked[0].exception(), _FAULTS):
            return asked[0].result()
        log.warning("whisper.asked_again: %s", "failed" if asked[0].done() else "no answer")
        again = pool.run(work, _FINAL)
        left = {one for one in asked if not one.done()} | {again}
        asked.append(again)
        while left:
            done, left = await asyncio.wait(left, return_when=asyncio.FIRST_COMPLETED)
            for one in done:
                if not isinstance(one.exception(), _FAULTS):
                    return one.result()
        return again.result()
    finally:
        for one in asked:
            one.cancel()


def _cut(sound: Floats) -> list[Floats]:
    """Pieces that fit the model's window, cut where it is quietest."""
    pieces: list[Floats] = []
    most = int(_PIECE_S * RATE_HZ)
    while len(sound) > most:
        step = RATE_HZ // 10
        tail = sound[most // 2 : most]
        loud = np.square(tail[: len(tail) // step * step]).reshape(-1, step).mean(axis=1)
        cut = most // 2 + int(loud.argmin()) * step + step // 2
        pieces.append(sound[:cut])
        sound = sound[cut:]
    pieces.append(sound)
    return pieces
