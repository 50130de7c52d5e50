"""How often is a caller cut off in mid-sentence, and how long is waited when he has finished?

    nice .venv/bin/python bench/endpoints.py [--against REV] [--verbose]

Sentences with a pause inside, by what was asked (`endpoint_sentences.yaml`), each by two speakers
through the telephone band on a noisy line. Both the pause and the end are silence to the machine:
the model of turns hears the sound up to 200, 500 and 1200 ms of it, the words up to there are known
350 ms after the pause was noticed (as they are written; a recogniser misreads some), and the
production's `endpointing` says how long is waited. A pause lasts 0.3 to 1.6 s, drawn once for each.
Waiting a share longer or shorter gives a curve; printed are false cut-offs where the mean delay is
600 ms, and the mean delay where 5 % of the pauses are cut off, beside an older build and silence
alone.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import yaml

from vaani.audio.frame import pcm_to_floats
from vaani.call.core import endpointing as ours
from vaani.providers.local.smart_turn import SmartTurnDetector
from vaani.testing.load.callers import line_noise
from vaani.testing.speech import MODELS, over_the_phone, say

HERE = Path(__file__).parent
VOICES = {"english": "heart", "hindi": "hf_alpha"}
SPEAKERS = (1.0, 0.9)
"""The voice as it is, and lower and slower: a second speaker."""
NOTICED_MS, WORDS_MS, SCORE_MS = 96, 350, 60
"""A pause is noticed, its words are known so long after, a score so long after it was asked."""
MOMENTS = (96, 200, 500, 1200)
SHARES = [share / 100 for share in range(20, 301, 2)]


@dataclass(frozen=True, slots=True)
class Silence:
    """A pause or an end. `scores` are the model's at `MOMENTS`; `lasts_ms` 0: it is the end."""

    language: str
    slot: str
    text: str
    lasts_ms: int
    scores: tuple[float, ...]


def silences(sentences: Path, halves: Callable[..., tuple[Any, Any]]) -> Iterator[Silence]:
    """Every pause and every end of that file, the model asked at all moments."""
    detector = SmartTurnDetector(MODELS)
    draw = random.Random(4)
    lines = yaml.safe_load(sentences.read_text("utf-8"))
    for language, slots in lines.items():
        for slot, spoken in slots.items():
            for number, line in enumerate(spoken):
                before, after = (part.strip() for part in line.split("|"))
                for pitch in SPEAKERS:
                    noise = line_noise(draw.randrange(1000)).astype(np.float32) / 32768
                    lasts = int(draw.uniform(300, 1600))
                    first, second = halves(before, after, language, pitch)
                    gap = np.zeros(lasts * 8, np.float32)
                    whole = np.concatenate((first, gap, second))
                    for sound, text, ms in (
                        (first, before, lasts),
                        (whole, f"{before} {after}", 0),
                    ):
                        scores = tuple(_score(detector, sound, at, noise) for at in MOMENTS)
                        yield Silence(language, slot, text, ms, scores)
                print(f"{language} {slot} {number}", file=sys.stderr, flush=True)


def apart(before: str, after: str, language: str, pitch: float) -> tuple[Any, Any]:
    """Both halves made as sentences of their own: the voice falls before the pause as at an end."""
    first = _spoken(f"{before.rstrip(',.।')},", language, pitch)
    return first, _spoken(after, language, pitch)


def in_one(before: str, after: str, language: str, pitch: float) -> tuple[Any, Any]:
    """One sentence, cut at the quietest place about where the comma is: the voice knows there that
    it goes on, as a caller does who stops to think."""
    text = f"{before.rstrip(',.।?')}, {after}"
    sound = _spoken(text, language, pitch)
    frames = np.abs(sound[: len(sound) // 80 * 80].reshape(-1, 80)).max(axis=1)
    quiet = np.convolve(frames, np.ones(4), "same")
    about = len(frames) * len(before) / len(text)
    near = np.abs(np.arange(len(frames)) - about) < max(15, len(frames) * 0.2)
    middle = int(np.argmin(np.where(near, quiet, np.inf)))
    still = frames <= max(0.004, float(frames[middle]) * 1.5)
    begin = end = middle
    while begin > 0 and still[begin - 1]:
        begin -= 1
    while end < len(frames) - 1 and still[end + 1]:
        end += 1
    return sound[: begin * 80], sound[end * 80 :]


def _spoken(text: str, language: str, pitch: float) -> Any:
    made = over_the_phone(say(text, VOICES[language], 24000), int(24000 * pitch))
    return pcm_to_floats(made)


def _score(detector: SmartTurnDetector, sound: Any, silent_ms: int, noise: Any) -> float:
    longer = np.concatenate((sound, np.zeros(silent_ms * 8, np.float32)))
    return detector.judge(longer + np.resize(noise, len(longer)))


Wait = Callable[[Silence, int], int]
"""How long (ms) would be waited, by what is known after so much silence?"""


def now_waits(one: Silence, silent_ms: int) -> int:
    """The production's rule."""
    settings = ours.EndpointSettings()
    scores: list[float] = []
    for at, score in zip(MOMENTS[1:], one.scores[1:], strict=True):
        if silent_ms >= at + SCORE_MS and not ours.sealed(settings, scores):
            scores.append(score)
    certain = ours.certainty(settings, scores, _awaited(one))
    return _waits(ours, settings, one, silent_ms, certain)


def then_waits(module: ModuleType, one: Silence, silent_ms: int) -> int:
    """The older build's: one score, asked as soon as the pause was noticed."""
    score = one.scores[0] if silent_ms >= MOMENTS[0] + SCORE_MS else None
    return _waits(module, module.EndpointSettings(), one, silent_ms, score)


def _waits(module: Any, settings: Any, one: Silence, silent_ms: int, score: float | None) -> int:
    wait: int = module.wait_ms(
        settings,
        probability=score,
        text=one.text if silent_ms >= NOTICED_MS + WORDS_MS else None,
        awaiting=_awaited(one),
        digits_wanted=10 if one.slot == "phone" else None,
        pace=1.0,
    )
    return wait


def _awaited(one: Silence) -> Any:
    return None if one.slot == "opening" else one.slot


Steps = list[tuple[int, int]]
"""After so much silence (ms): how long would be waited (ms)? From the words on, every 20 ms."""


def steps_of(waits: Wait, one: Silence) -> Steps:
    """The rule's word on one silence, as it grows."""
    return [(silent, waits(one, silent)) for silent in range(NOTICED_MS + WORDS_MS, 4000, 20)]


def ended_at(steps: Steps, share: float) -> int:
    """The silence after which the turn is taken; never before its words are there."""
    return next((silent for silent, wait in steps if silent >= wait * share), 4000)


@dataclass(frozen=True, slots=True)
class Point:
    """One share of the waits: what of the pauses is cut off, and the mean delay at the ends."""

    share: float
    cut: float
    delay_ms: float


def curve(found: Sequence[Silence], steps: dict[Silence, Steps]) -> list[Point]:
    """A point for each share."""
    points = []
    for share in SHARES:
        at = {one: ended_at(steps[one], share) for one in found}
        cut = [at[one] < one.lasts_ms for one in found if one.lasts_ms]
        delays = [at[one] for one in found if not one.lasts_ms]
        points.append(Point(share, sum(cut) / len(cut), sum(delays) / len(delays)))
    return points


def silence_alone(found: Sequence[Silence]) -> list[Point]:
    """Every pause waited for alike."""
    pauses = [one for one in found if one.lasts_ms]
    return [
        Point(wait / 1000, sum(wait < one.lasts_ms for one in pauses) / len(pauses), float(wait))
        for wait in range(NOTICED_MS + WORDS_MS, 3000, 20)
    ]


def line_of(name: str, points: Sequence[Point], shipped: Point | None) -> str:
    """Both figures, and the shipped setting's own."""
    at_600 = min(points, key=lambda one: abs(one.delay_ms - 600))
    within = [one.delay_ms for one in points if one.cut <= 0.05]
    delay = f"{min(within):.0f} ms" if within else "never"
    own = f"{shipped.cut:.0%} at {shipped.delay_ms:.0f} ms" if shipped else ""
    return f"{name:<22} {at_600.cut:>7.0%} ({at_600.delay_ms:.0f} ms) {delay:>12} {own:>18}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--against", metavar="REV")
    parser.add_argument("--sentences", type=Path, default=HERE / "endpoint_sentences.yaml")
    parser.add_argument("--in-one", action="store_true", help="pauses inside one made sentence")
    parser.add_argument("--verbose", action="store_true", help="every pause that is cut off")
    parser.add_argument("--kept", type=Path, help="a file for the model's scores, made once")
    chosen = parser.parse_args()
    if chosen.kept is not None and chosen.kept.exists():
        rows = json.loads(chosen.kept.read_text("utf-8"))
        found = [Silence(**{**row, "scores": tuple(row["scores"])}) for row in rows]
    else:
        found = list(silences(chosen.sentences, in_one if chosen.in_one else apart))
        if chosen.kept is not None:
            chosen.kept.write_text(json.dumps([asdict(one) for one in found]), "utf-8")
    builds: dict[str, Wait] = {"now": now_waits}
    if chosen.against:
        builds[chosen.against] = partial(then_waits, _older(chosen.against))
    steps = {name: {one: steps_of(rule, one) for one in found} for name, rule in builds.items()}
    groups = {"all": found}
    for key in ("language", "slot"):
        for value in dict.fromkeys(getattr(one, key) for one in found):
            groups[value] = [one for one in found if getattr(one, key) == value]
    for title, part in groups.items():
        print(f"\n{title}: {sum(bool(one.lasts_ms) for one in part)} pauses and as many ends")
        print(f"{'':<22} cut off at 600 ms  delay at 5 %   as it is shipped")
        for name, known in steps.items():
            points = curve(part, known)
            print(line_of(name, points, next(one for one in points if one.share == 1.0)))
        print(line_of("silence alone", silence_alone(part), None), flush=True)
    if chosen.verbose:
        for one in found:
            if one.lasts_ms and (at := ended_at(steps["now"][one], 1.0)) < one.lasts_ms:
                print(f"{one.slot} at {at} of {one.lasts_ms} ms {one.scores}: {one.text}")


def _older(revision: str) -> ModuleType:
    source = subprocess.run(
        ["git", "-C", str(HERE.parent), "show", f"{revision}:src/vaani/call/core/endpointing.py"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    module = ModuleType("older_endpointing")
    sys.modules[module.__name__] = module
    exec(compile(source, module.__name__, "exec"), module.__dict__)  # a commit of ours
    return module


if __name__ == "__main__":
    main()
