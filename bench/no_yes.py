"""Is anything written when a caller's answer to a read-back was no yes?

    nice .venv/bin/python bench/no_yes.py [--verbose]

200 sounds at the read-back of a booking, at a restaurant and a clinic, English and Hindi: coughs,
babble, a television, hums and knocks; questions, hesitations, other names and other values, a
yes with a "but", talk to somebody else, in two voices each. Each goes through the telephone band,
the local recogniser, led by the question, and the whole brain. Prints how many rows were written
(none may be) and what was heard instead. Twenty plain yeses stand beside them, so that a recogniser
that hears nothing is found out. Makes the voices when it runs first: ten minutes of one core.
"""

from __future__ import annotations

import argparse
import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vaani.audio.frame import pcm_to_samples
from vaani.audio.g711 import decode_mulaw, encode_mulaw
from vaani.language.found import Language
from vaani.providers.local.whisper import WhisperSource
from vaani.testing.read_backs import at_read_back
from vaani.testing.speech import MODELS, cough, over_the_phone, say

DEMO = Path(__file__).parent.parent / "src/vaani/domain/businesses/demo"
PLACES = {"restaurant": DEMO / "madhuban.yaml", "clinic": DEMO / "sanjeevani.yaml"}
ENGLISH = (
    "Hmm.", "Um.", "Uh, let me think.", "What time was that?", "How much will it cost?",
    "Is there any parking?", "Who is that?", "My name is Rahul Sharma.", "No.", "Wait.",
    "Hold on a second.", "Can you repeat that?", "Maybe.", "I don't know.", "Did you say seven?",
    "Not yet.", "I have to ask my wife first.", "At eight instead.", "Five people.", "Sorry?",
    "Hello?", "Are you there?", "One moment, somebody is at the door.", "Actually, no.",
    "Cancel that.", "Yesterday was a holiday.", "Yes, but at eight.", "Is that with a discount?",
    "Put the television down, please.", "Yes or no, I am not sure.",
)  # fmt: skip
HINDI = (
    "हम्म।", "क्या?", "कितने बजे कहा आपने?", "एक मिनट।", "रुकिए।", "नहीं।", "मुझे सोचने दीजिए।",
    "फिर से बोलिए।", "कितने पैसे लगेंगे?", "पार्किंग है क्या?", "मेरा नाम रमेश गुप्ता है।",
    "आठ बजे हो सकता है क्या?", "पाँच लोग।", "हेलो?", "आप सुन रहे हैं?", "पता नहीं।", "शायद।",
    "अभी नहीं।", "पत्नी से पूछना पड़ेगा।", "मैं किसी और से बात कर रहा हूँ।", "आपने क्या बोला?",
    "हाँ, लेकिन आठ बजे।", "मतलब?", "अरे, बच्चे को चुप कराओ।", "टीवी बंद करो।", "वो वाला नहीं।",
    "कल नहीं, परसों।", "रहने दीजिए।", "कौन से डॉक्टर?", "हाँ या ना, समझ नहीं आ रहा।",
)  # fmt: skip
YESES: dict[Language, tuple[str, ...]] = {
    "en": ("Yes, please.", "Yes, that is right.", "Yes, book it.", "Sure, go ahead.", "Yes."),
    "hi": ("जी हाँ।", "हाँ, कर दीजिए।", "हाँ जी, बुक कर दीजिए।", "हाँ, ठीक है।", "जी, सही है।"),
}
VOICES: dict[Language, tuple[str, str]] = {
    "en": ("heart", "am_adam"),
    "hi": ("hf_alpha", "hm_omega"),
}


@dataclass(frozen=True, slots=True)
class Sound:
    """One answer. `yes`: it is one."""

    kind: str
    name: str
    language: Language
    pcm: bytes
    yes: bool = False


def spoken(text: str, voice: str, language: Language, kind: str, *, yes: bool = False) -> Sound:
    return Sound(
        kind, f"{voice}: {text}", language, over_the_phone(say(text, voice, 24000), 24000), yes
    )


def sounds() -> Iterator[Sound]:
    """The two hundred, and the yeses."""
    for seed in range(80):
        kind = ("cough", "babble", "television", "hum and knocks")[seed % 4]
        language: Language = "en" if seed % 8 < 4 else "hi"
        yield Sound(kind, f"{kind} {seed}", language, noise(kind, seed))
    for language, lines in (("en", ENGLISH), ("hi", HINDI)):
        for text in lines:
            for voice in VOICES[language]:  # type: ignore[index]
                yield spoken(text, voice, language, "words")  # type: ignore[arg-type]
    for language, yeses in YESES.items():
        for text in yeses:
            for voice in VOICES[language]:
                yield spoken(text, voice, language, "yes", yes=True)


def noise(kind: str, seed: int) -> bytes:
    """A second or three of something that is nobody's answer."""
    draw = np.random.default_rng(seed)
    size = int(8000 * draw.uniform(0.6, 3.0))
    if kind == "cough":
        return cough(seed)
    if kind == "hum and knocks":
        at = np.arange(size) / 8000
        sound = 900 * np.sin(2 * np.pi * draw.uniform(90, 300) * at)
        for start in draw.integers(0, size - 400, 4):
            sound[start : start + 400] += draw.normal(0, 6000, 400) * np.exp(-np.arange(400) / 60)
    else:
        voices, level = (6, 0.25) if kind == "babble" else (1, 0.12)
        sound = np.zeros(size)
        for number in range(voices):
            text = ENGLISH[(seed * 7 + number * 5) % len(ENGLISH)]
            said = pcm_to_samples(say(text + " " + text, "heart")).astype(float)
            start = int(draw.integers(0, len(said)))
            sound += level * np.resize(np.roll(said, -start), size)
    clipped = np.clip(sound, -32768, 32767).astype(np.int16)
    return decode_mulaw(encode_mulaw(clipped)).tobytes()


async def measure(verbose: bool) -> None:
    source = WhisperSource(MODELS, threads=1, partials=False)
    written: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for number, sound in enumerate(sounds()):
        place = ("restaurant", "clinic")[number % 2]
        call = await at_read_back(PLACES[place], place, sound.language)
        result = await call.answer(source.open(("en", "hi")), sound.pcm)
        key = f"{sound.kind}, {sound.language}"
        asked[key] += 1
        written[key] += result.rows
        if verbose or bool(result.rows) is not sound.yes:
            print(f"{'WRITTEN' if result.rows else 'nothing'} {sound.name}", flush=True)
            print(f"    heard {' | '.join(result.readings)}\n    said {result.reply}", flush=True)
    source.close()
    print(f"\n{'answer':<24} {'clips':>5} {'rows':>5}")
    for key, count in asked.items():
        print(f"{key:<24} {count:>5} {written[key]:>5}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--verbose", action="store_true")
    asyncio.run(measure(parser.parse_args().verbose))


if __name__ == "__main__":
    main()
