"""Who speaks Hindi? Kokoro, clause by clause, from phonemes that espeak-ng makes.

Kokoro reads the symbols of `_SYMBOLS`, at most 510 of them at a time, and takes its style from a
voice pack: one row of 256 values for each length. It needs about 0.7 s for a short clause, so fixed
prompts belong in the speech cache.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from vaani.audio.frame import Floats
from vaani.call.ports.speaker import Voice
from vaani.kit.errors import ProviderError
from vaani.language.found import Language
from vaani.providers.local.clauses import clauses
from vaani.providers.local.espeak import Espeak
from vaani.providers.local.loudness import voiced_pcm
from vaani.providers.local.manifest import path_of
from vaani.providers.local.onnx import session
from vaani.providers.local.pool import EnginePool

_MOST_SYMBOLS = 510
DEFAULT_VOICE = "hf_alpha"

# Runs of neighbouring numbers in the model's symbol table.
_SYMBOLS: dict[str, int] = {
    symbol: first + offset
    for first, run in {
        1: ";:,.!?",
        9: '—…"()“” \u0303ʣʥʦʨᵝ\uab67',
        24: "AI",
        31: "O",
        33: "Q",
        35: "ST",
        39: "W",
        41: "Yᵊabcdef",
        50: "hijklmnopqrstuvwxyzɑɐɒæ",
        75: "βɔɕç",
        80: "ɖðʤə",
        85: "ɚɛɜ",
        90: "ɟ",
        92: "ɡ",
        99: "ɥ",
        101: "ɨɪʝ",
        110: "ɯɰŋɳɲɴø",
        118: "ɸθœ",
        123: "ɹ",
        125: "ɾɻ",
        128: "ʁɽʂʃʈʧ",
        135: "ʊʋ",
        138: "ʌɣɤ",
        142: "χʎ",
        147: "ʒʔ",
        156: "ˈˌː",
        162: "ʰ",
        164: "ʲ",
        169: "↓",
        171: "→↗↘",
        177: "ᵻ",
    }.items()
    for offset, symbol in enumerate(run)
}

# espeak-ng ties the two halves of these; the model has one symbol for each.
_TIED = {
    "a^ɪ": "I",
    "a^ʊ": "W",
    "d^ʒ": "ʤ",
    "t^ʃ": "ʧ",
    "d^z": "ʣ",
    "t^s": "ʦ",
    "e^ɪ": "A",
    "o^ʊ": "O",
    "ə^ʊ": "Q",
    "ɔ^ɪ": "Y",
    "s^s": "S",
}
_ANY_TIED = re.compile("|".join(map(re.escape, _TIED)))
_CLOSING = re.compile(r"[,;:.!?।॥—…]+$")


def symbols(phonemes: str) -> list[int]:
    """The model's numbers for espeak's phonemes; what it does not know is left out."""
    one = _ANY_TIED.sub(lambda tied: _TIED[tied.group()], phonemes).replace("^", "")
    # Nasal vowels come as one character and are two symbols here.
    parted = one.replace("ã", "a\u0303").replace("ẽ", "e\u0303").replace("ĩ", "i\u0303")
    parted = parted.replace("õ", "o\u0303").replace("ũ", "u\u0303")
    return [_SYMBOLS[symbol] for symbol in parted if symbol in _SYMBOLS]


def closing_mark(clause: str) -> str:
    """The mark that the model knows for the end of this clause: it carries the melody."""
    found = _CLOSING.search(clause)
    if found is None:
        return ""
    last = found.group()[-1]
    return "." if last in "।॥" else last


class KokoroEngine:
    """The model and its voices; everything blocks."""

    rate_hz = 24000

    def __init__(self, models_dir: Path, *, threads: int = 2) -> None:
        """Raises ProviderError(stage="speaker") when model or voices are missing or broken."""
        self._voices_dir = path_of("kokoro-voices", models_dir, "speaker").parent
        model = path_of("kokoro", models_dir, "speaker")
        self._session = session(model, "speaker", threads=threads)
        self._voices: dict[str, Floats] = {}

    def sound(self, numbers: Sequence[int], voice: str, speed: float) -> Floats:
        """The spoken symbols at 24 kHz."""
        kept = list(numbers)[:_MOST_SYMBOLS]
        if not kept:
            return np.zeros(0, dtype=np.float32)
        pack = self.voice(voice)
        tokens: npt.NDArray[np.int64] = np.array([[0, *kept, 0]], dtype=np.int64)
        try:
            (sound,) = self._session.run(
                None,
                {
                    "tokens": tokens,
                    "style": pack[min(len(kept), len(pack) - 1)],
                    "speed": np.array([speed], dtype=np.float32),
                },
            )
        except RuntimeError as error:
            raise ProviderError(
                "speaker", f"The Hindi voice failed: {error}.", code="engine", retryable=True
            ) from error
        spoken: Floats = np.asarray(sound, dtype=np.float32).reshape(-1)
        return spoken

    def voice_names(self, language: Language) -> tuple[str, ...]:
        """The voice packs of a language that are there (their names begin with its letter)."""
        letters = "h" if language == "hi" else "ab"
        names = sorted(path.stem for path in self._voices_dir.glob("*.bin"))
        return tuple(name for name in names if name[0] in letters)

    def voice(self, name: str) -> Floats:
        """A voice pack, shape (510, 1, 256). Raises ProviderError(code="voice_unknown")."""
        if name not in self._voices:
            place = self._voices_dir / f"{name}.bin"
            if not name.replace("_", "").isalnum() or not place.is_file():
                there = ", ".join(sorted(path.stem for path in self._voices_dir.glob("*.bin")))
                raise ProviderError(
                    "speaker",
                    f"There is no voice {name!r}; there are {there}.",
                    code="voice_unknown",
                )
            pack = np.fromfile(place, dtype=np.float32)
            self._voices[name] = pack.reshape(-1, 1, 256)
        return self._voices[name]


class KokoroSpeaker:
    """The Hindi voices. The clause after the one that plays is already being made."""

    rate_hz = 24000
    name = "kokoro-1.0"

    def __init__(self, engine: KokoroEngine, espeak: Espeak, pool: EnginePool) -> None:
        self._engine = engine
        self._espeak = espeak
        self._pool = pool
        engine.sound(symbols(espeak.phonemes("नमस्ते", "hi")), DEFAULT_VOICE, 1.0)

    def languages(self) -> tuple[Language, ...]:
        """Hindi."""
        return ("hi",)

    async def speak(self, text: str, voice: Voice) -> AsyncIterator[bytes]:
        """PCM16 by clause. Closing drops what has not begun."""
        name = voice.name or DEFAULT_VOICE
        for clause in clauses(text):
            pcm = await self._pool.run(self._work(clause, name, voice.speed), voice.waiting)
            if pcm:
                yield pcm

    def _work(self, clause: str, voice: str, speed: float) -> Callable[[], bytes]:
        def make() -> bytes:
            phonemes = self._espeak.phonemes(clause, "hi") + closing_mark(clause)
            sound = self._engine.sound(symbols(phonemes), voice, speed)
            return voiced_pcm(sound, self.rate_hz, tail_ms=180)

        return make
