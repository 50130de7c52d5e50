"""What does a caller sound like, for tests and demonstrations?

Synthesised by the local models in four voices and kept in a folder beside them; never part of a
real call. English by hibari (`heart`) and Kokoro (`am_adam`, `am_michael`, `bf_emma`), Hindi by
Kokoro (`hf_alpha`, `hf_beta`, `hm_omega`, `hm_psi`).
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Container
from functools import cache
from pathlib import Path

import numpy as np

from vaani.audio.frame import Floats, floats_to_pcm, pcm_to_samples, to_floats, to_samples
from vaani.audio.g711 import decode_mulaw, encode_mulaw
from vaani.audio.resample import resample, resample_floats
from vaani.kit.errors import ProviderError
from vaani.providers.local.espeak import Espeak
from vaani.providers.local.hibari import HibariSpeaker
from vaani.providers.local.kokoro import KokoroEngine, closing_mark, symbols
from vaani.providers.local.loudness import voiced_pcm
from vaani.providers.local.pool import EnginePool
from vaani.testing.romanised import devanagari

ENGLISH_VOICES = ("heart", "am_adam", "am_michael", "bf_emma")
HINDI_VOICES = ("hf_alpha", "hf_beta", "hm_omega", "hm_psi")
MODELS = Path("~/.cache/vaani/models").expanduser()
_MADE_HZ = 24000


def say(
    text: str, voice: str = "heart", rate_hz: int = 8000, *, models_dir: Path | None = None
) -> bytes:
    """The text as PCM16 at `rate_hz`, silence at the ends cut; kept for the next time.

    Blocks (0.1 s by hibari, up to some seconds by Kokoro). Raises ProviderError when the models
    are missing: run `make models`.
    """
    folder = models_dir or MODELS
    name = hashlib.sha256(f"2\x1f{voice}\x1f{text}".encode()).hexdigest()
    kept = folder / "caller-speech" / f"{voice}-{name[:24]}.pcm"
    try:
        made = kept.read_bytes()
    except OSError:
        made = _make(text, voice, folder)
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_suffix(f".{os.getpid()}-{threading.get_ident()}.new")
        fresh.write_bytes(made)
        fresh.replace(kept)
    return resample(pcm_to_samples(made), _MADE_HZ, rate_hz).tobytes()


def hindi_letters(text: str) -> str:
    """Hindi typed in Latin letters as a Hindi voice reads it; English words stay. Blocks (0.5 s
    the first time). Raises ProviderError without the English voice, whose words decide."""
    return devanagari(text, _english_words().__contains__)


def over_the_phone(pcm: bytes, rate_hz: int, *, noise_db: float = -60.0) -> bytes:
    """The same sound after a telephone line: PCM16 at 8 kHz, 300 to 3400 Hz, mu-law and back."""
    floats = resample_floats(to_floats(pcm_to_samples(pcm)), rate_hz, 8000)
    line = _telephone_band(floats)
    noise = np.random.default_rng(8000).normal(0, 10 ** (noise_db / 20), len(line))
    return decode_mulaw(encode_mulaw(to_samples(line + noise.astype(np.float32)))).tobytes()


def silence(milliseconds: int, rate_hz: int = 8000) -> bytes:
    """PCM16 zeros."""
    return bytes(rate_hz * milliseconds // 1000 * 2)


def cough(seed: int = 0, rate_hz: int = 8000) -> bytes:
    """Two bursts of noise that die away, PCM16: not a word."""
    rng = np.random.default_rng(seed)
    bursts: list[Floats] = []
    for _ in range(2):
        length = int(rate_hz * rng.uniform(0.15, 0.3))
        decay = np.exp(-np.linspace(0, rng.uniform(3, 7), length))
        bursts.append((rng.normal(0, 0.15, length) * decay).astype(np.float32))
        bursts.append(np.zeros(rate_hz // 10, dtype=np.float32))
    return floats_to_pcm(np.concatenate(bursts))


def _telephone_band(floats: Floats) -> Floats:
    spectrum = np.fft.rfft(floats)
    hertz = np.fft.rfftfreq(len(floats), 1 / 8000)
    rising = np.clip((hertz - 200) / 100, 0, 1)
    falling = np.clip((3600 - hertz) / 200, 0, 1)
    band: Floats = np.fft.irfft(spectrum * rising * falling, len(floats)).astype(np.float32)
    return band


def _make(text: str, voice: str, models_dir: Path) -> bytes:
    if voice == "heart":
        engine = _hibari(models_dir)
        pieces = [engine.sound(spoken) for spoken in engine.english_phonemes(text)]
        return b"".join(pieces)
    if voice in ENGLISH_VOICES:
        spoken = _hibari(models_dir).english_phonemes(text)
        numbers = [symbols(sentence) for sentence in spoken]
    elif voice in HINDI_VOICES:
        numbers = [symbols(_espeak().phonemes(text, "hi") + closing_mark(text))]
    else:
        raise ValueError(f"No caller has the voice {voice!r}.")
    kokoro = _kokoro(models_dir)
    sounds = [kokoro.sound(sentence, voice, 1.0) for sentence in numbers]
    return b"".join(voiced_pcm(sound, _MADE_HZ) for sound in sounds)


@cache
def _english_words() -> Container[str]:
    try:
        from hibari.g2p import G2P  # noqa: PLC0415 - optional and slow to import
    except ImportError as error:
        raise ProviderError(
            "speaker", "hibari is missing: install vaani[local].", code="engine_missing"
        ) from error
    words: Container[str] = G2P().lexicon.golds
    return words


@cache
def _hibari(models_dir: Path) -> HibariSpeaker:
    return HibariSpeaker(EnginePool("speaker"), models_dir=models_dir)


@cache
def _kokoro(models_dir: Path) -> KokoroEngine:
    return KokoroEngine(models_dir)


@cache
def _espeak() -> Espeak:
    return Espeak()
