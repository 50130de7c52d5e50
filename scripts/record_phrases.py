"""How are the recorded phrases made? By the local voices, for the words that have no recording yet.

`python scripts/record_phrases.py [MODELS]`: what the words changed of is removed. Peaks are brought
to half of full scale, silence at both ends is cut to 80 ms.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import get_args

import numpy as np

from vaani.audio.frame import Samples, pcm_to_samples
from vaani.audio.resample import resample
from vaani.audio.wav import Wav, write_wav
from vaani.call.phrases import RECORDED
from vaani.call.ports.speaker import Voice
from vaani.language.found import Language
from vaani.providers.local.voices import LocalVoices, local_voices
from vaani.providers.recorded.voice import FOLDER, file_of

RATE_HZ = 8000
_EDGE = RATE_HZ * 80 // 1000


def trimmed(samples: Samples) -> Samples:
    """Without long silence at its ends, its peak at half of full scale."""
    loud = np.flatnonzero(np.abs(samples) > np.abs(samples).max() // 50)
    first, last = max(0, int(loud[0]) - _EDGE), int(loud[-1]) + _EDGE
    kept = samples[first:last].astype(np.float64)
    found: Samples = (kept * (16384 / np.abs(kept).max())).astype(np.int16)
    return found


async def record(voices: LocalVoices) -> None:
    """Every phrase in every language."""
    FOLDER.mkdir(exist_ok=True)
    wanted = set()
    for text in RECORDED:
        for language in get_args(Language):
            words = text.speak(language)
            place = file_of(words, language)
            wanted.add(place)
            if place.exists():
                continue
            pcm = b"".join([one async for one in voices.speak(words, Voice(language))])
            narrow = resample(pcm_to_samples(pcm), voices.rate_hz, RATE_HZ)
            write_wav(place, Wav((trimmed(narrow),), RATE_HZ, "mulaw"))
    for place in set(FOLDER.glob("*.wav")) - wanted:
        place.unlink()


def main() -> None:
    """Make what is missing."""
    default = Path("~/.cache/vaani/models").expanduser()
    voices = local_voices(Path(sys.argv[1]) if len(sys.argv) > 1 else default)
    try:
        asyncio.run(record(voices))
    finally:
        voices.close()


if __name__ == "__main__":
    main()
