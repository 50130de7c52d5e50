"""Does our own machine detection tell people from machines? Sixty greetings, spoken and judged.

Thirty people and thirty machines (`greetings.yaml`), in English and Hindi, by the local voices over
a telephone line with noise of three levels; a machine beeps at its end. The voice detector is the
product's. Prints each greeting's verdict and its moment, then how many were right within four
seconds; exit status 1 when fewer than 90 of a hundred are, or more than one person is taken for a
machine. Usage:
answering.py [--models DIR]
"""

from __future__ import annotations

import argparse
import collections
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import yaml

from vaani.audio.frame import to_floats
from vaani.audio.g711 import decode_mulaw, encode_mulaw
from vaani.call.facts import MachineAnswered
from vaani.call.machines import MachineWatch
from vaani.call.plan import Machine
from vaani.call.ports.line import MULAW_8K
from vaani.providers.local.silero import SileroDetector
from vaani.testing.speech import ENGLISH_VOICES, HINDI_VOICES, MODELS, over_the_phone, say, silence

LATEST_MS = 4000
VOICED = 0.5
NOISE_DB = (-60.0, -48.0, -40.0)
GREETINGS = Path(__file__).with_name("greetings.yaml")


def beep(hertz: float, ms: int) -> bytes:
    """A tone, PCM16 at 8 kHz."""
    at = np.arange(8 * ms) / 8000
    return (np.sin(2 * np.pi * hertz * at) * 8000).astype("<i2").tobytes()


def greetings(models: Path) -> Iterator[tuple[str, str, bytes]]:
    """Who it is, his words, and mu-law at 8 kHz from the answer on."""
    rng = np.random.default_rng(11)
    texts_of = yaml.safe_load(GREETINGS.read_text(encoding="utf-8"))
    for kind, texts in texts_of.items():
        who, _, language = kind.partition("_")
        voices = ENGLISH_VOICES if language == "en" else HINDI_VOICES
        for number, text in enumerate(texts):
            speech = say(text, voices[number % len(voices)], models_dir=models)
            before = silence(int(rng.integers(150, 1000 if who == "person" else 700)))
            after = silence(8000)
            if who == "machine":
                tone = beep(float(rng.choice([440, 850, 1000, 1400])), int(rng.integers(250, 700)))
                after = silence(int(rng.integers(300, 900))) + tone + after
            noise = NOISE_DB[number % len(NOISE_DB)]
            line = over_the_phone(before + speech + after, 8000, noise_db=noise)
            yield who, text, encode_mulaw(np.frombuffer(line, dtype="<i2"))


def judged(detector: SileroDetector, sound: bytes) -> tuple[str, int]:
    """The verdict and its moment, in ms from the answer."""
    watch = MachineWatch(Machine(hears=True), MULAW_8K)
    states, size, scored = detector.new_state()[np.newaxis], detector.window_samples, 0
    for at in range(0, len(sound), 160):
        end_ms = at // 8 + 20
        while scored + size <= at + 160:
            window = to_floats(decode_mulaw(sound[scored : scored + size]))
            found, states = detector.score(window[np.newaxis], states)
            scored += size
            if float(found[0]) >= VOICED:
                watch.voice((scored - size) // 8, scored // 8)
        told = watch.hear(sound[at : at + 160], end_ms)
        if isinstance(told, MachineAnswered):
            return "machine", end_ms
        if watch.over:
            return "person", end_ms
    return "nobody", len(sound) // 8


def main() -> None:
    """Judge all sixty."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--models", type=Path, default=MODELS)
    chosen = parser.parse_args()
    detector = SileroDetector(models_dir=chosen.models)
    right: collections.Counter[str] = collections.Counter()
    wrong_people = 0
    for who, text, sound in greetings(chosen.models):
        said, at = judged(detector, sound)
        is_right = said == who and at <= LATEST_MS
        right[who] += is_right
        wrong_people += who == "person" and said == "machine"
        print(f"{'ok   ' if is_right else 'WRONG'} {who:<8} {said:<8} {at:5d} ms  {text[:60]}")
    total = sum(right.values())
    print(f"right within {LATEST_MS} ms: {total} of 60 "
          f"({right['person']} people, {right['machine']} machines); "
          f"people taken for machines: {wrong_people}")  # fmt: skip
    sys.exit(0 if total >= 54 and wrong_people <= 1 else 1)


if __name__ == "__main__":
    main()
