"""How much of a telephone caller's Hindi, mixed and English speech is understood, and what of it
wrongly?

Sentences that nobody tuned on (`hindi_sentences.yaml`, and a second file) in neural voices through
the telephone band, recognised by the local models and read by the rules, each as an utterance of
its own. Prints for each kind of speech: intents as text (the best that can be had), by the first
reading alone, and by all readings; facts right of those said; wrong facts; wrong starts (another
request than was meant would have begun). With `--beside` the same clips go through another
checkout's code as well.

    nice .venv/bin/python bench/hindi.py [--voices 1] [--sentences FILE] [--only GROUP]
        [--beside CHECKOUT] [--kept FILE] [--verbose]

At one voice a sentence it takes about three minutes of one core, and as long again for the other
checkout; making the voices for the first time takes three more.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from vaani.call.plan import Business
from vaani.call.ports.hint import Hint
from vaani.call.ports.thinker import Awaiting, CallerTurn
from vaani.call.ports.transcriber import Alternative, Heard, Transcriber
from vaani.dialogue.understanding.expected import expected_words
from vaani.dialogue.understanding.rules import RuleUnderstander
from vaani.dialogue.understanding.scene import Scene
from vaani.dialogue.understanding.vocabulary import (
    Affirm,
    Ask,
    Command,
    DayWish,
    Deny,
    PartyWish,
    PhoneSaid,
    Plain,
    Put,
    Start,
    TimeWish,
)
from vaani.domain.businesses.file import load_business
from vaani.kit.clock import MediaMs
from vaani.language.found import Language
from vaani.providers.local.whisper import WhisperSource
from vaani.testing.speech import ENGLISH_VOICES, HINDI_VOICES, MODELS, over_the_phone, say, silence

HERE = Path(__file__).parent
SENTENCES = HERE / "hindi_sentences.yaml"
FILES_OF_SENTENCES = (SENTENCES, HERE / "hindi_sentences_fresh.yaml")
"""The repair words of the product were chosen with misreadings of the first in view."""
DEMO = HERE.parent / "src/vaani/domain/businesses/demo"
SCENARIOS = HERE.parent / "tests/calls/text/scenarios"
FILES = {
    "restaurant": DEMO / "madhuban.yaml",
    "clinic": DEMO / "sanjeevani.yaml",
    "salon": SCENARIOS / "kesar-salon.yaml",
}
NOW = datetime(2026, 11, 30, 10, 0, tzinfo=ZoneInfo("Asia/Kolkata"))
FACTS = ("day", "time", "party", "digits")
_ASKED: dict[str, Awaiting] = {"day": "date", "time": "time", "party": "party", "digits": "phone"}
_STARTS = {"book": "book", "change": "change", "cancel": "cancel", "read": "mine"}


@dataclass(frozen=True, slots=True)
class Clip:
    """One sentence in one voice: PCM16 at 8 kHz, and what it means."""

    place: str
    kind: str
    sentence: dict[str, Any]
    voice: str
    sound: bytes

    @property
    def awaiting(self) -> Awaiting | None:
        if "after" not in self.sentence:
            return None
        if self.sentence["intent"] in ("yes", "no"):
            return "confirm"
        return next(_ASKED[fact] for fact in FACTS if fact in self.sentence)

    @property
    def facts(self) -> dict[str, str]:
        return {fact: str(self.sentence[fact]) for fact in FACTS if fact in self.sentence}


@dataclass(slots=True)
class Judged:
    """What commands amount to, beside what was meant."""

    right: bool
    facts: int
    wrong: list[str]
    wrong_start: bool


def judged(clip: Clip, commands: tuple[Command, ...]) -> Judged:
    """The commands of an utterance against its sentence."""
    heard = dict(_facts(commands))
    said = clip.facts
    wanted = clip.sentence["intent"]
    found = _intents(commands)
    wrong = [
        f"{fact} {'/'.join(values)}"
        for fact, values in heard.items()
        if (said[fact] not in values if fact in said else wanted in ("book", "change", "value"))
    ]
    right = sum(1 for fact, value in said.items() if value in heard.get(fact, ()))
    starts = {
        _STARTS[one.flow] for one in commands if isinstance(one, Start) and one.flow in _STARTS
    }
    return Judged(
        wanted in found or (wanted == "value" and right == len(said)),
        right,
        wrong,
        bool(starts) and wanted not in starts,
    )


def _intents(commands: tuple[Command, ...]) -> set[str]:
    found: set[str] = set()
    for one in commands:
        match one:
            case Start(flow):
                found.add(_STARTS.get(flow, flow))
            case Plain(what):
                found.add(what)
            case Ask(_, about):
                found.add(about)
            case Affirm():
                found.add("yes")
            case Deny(drop):
                found |= {"no", "cancel"} if drop else {"no"}
    if not found and any(isinstance(one, Put) for one in commands):
        found.add("book")
    return found


def _facts(commands: tuple[Command, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for one in commands:
        if not isinstance(one, Put):
            continue
        match one.value:
            case DayWish(reading) if reading.days:
                yield "day", tuple(day.isoformat() for day in reading.days)
            case TimeWish(reading) if reading.times:
                yield "time", tuple(f"{at:%H:%M}" for at in reading.times)
            case PartyWish(people):
                yield "party", (str(people),)
            case PhoneSaid(digits) if digits is not None:
                yield "digits", (digits.digits,)


def sentences(file: Path = SENTENCES) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Place, kind of speech, sentence."""
    groups = yaml.safe_load(file.read_text("utf-8"))
    for group, kinds in groups.items():
        for kind, lines in kinds.items():
            for line in lines:
                yield group, kind, line


def place_of(group: str, line: dict[str, Any]) -> str:
    """Which business of `FILES` a sentence of a group is said to."""
    if "doctor" in line["text"].lower() or "appointment" in line["text"].lower():
        return "clinic"
    return group if group in FILES else "restaurant"


def made(voices: int, only: str | None, file: Path) -> list[Clip]:
    """All clips; each sentence in so many voices, which take turns."""
    clips = []
    for number, (group, kind, line) in enumerate(sentences(file)):
        if only is not None and only not in (group, kind):
            continue
        place = place_of(group, line)
        choir = ENGLISH_VOICES if kind == "english" else HINDI_VOICES
        for turn in range(voices):
            voice = choir[(number + turn) % len(choir)]
            sound = say(line.get("said", line["text"]), voice, 24000)
            clips.append(Clip(place, kind, line, voice, over_the_phone(sound, 24000)))
    return clips


async def heard(source: WhisperSource, clip: Clip, business: Business) -> Heard:
    """The final of one utterance, as a call hears it."""
    stream = source.open(business.languages)
    expect(stream, clip, business)
    at, step = 0, 320
    sound = silence(400) + clip.sound
    for begin in range(0, len(sound), step):
        stream.push(sound[begin : begin + step], MediaMs(at := at + 20))
        if at == 400:
            stream.began(1, MediaMs(400))
    stream.push(silence(200), MediaMs(at + 200))
    stream.paused(1, MediaMs(at))
    async for one in stream.heard():
        if one.final:
            await stream.close()
            return one
    raise RuntimeError("the recogniser ended")


def kept_heard(told: dict[str, Any]) -> Heard:
    """What was heard of this clip in a run before."""
    found = tuple(Alternative(**one) for one in told["alternatives"])
    return Heard(1, found, True, spoken_language=told["language"])


def expect(stream: Transcriber, clip: Clip, business: Business) -> None:
    """Tell the recogniser what was asked; without a question it is told nothing."""
    words = expected_words(business, clip.awaiting)
    language: Language = "en" if clip.kind == "english" else "hi"
    digits = 10 if clip.awaiting == "phone" else None
    if clip.awaiting is not None:
        stream.expect(Hint(clip.sentence["after"], language, clip.awaiting, words, digits))


def scene_of(clip: Clip, business: Business) -> Scene:
    """What the assistant has just asked."""
    asked = clip.awaiting
    return Scene(
        business,
        NOW,
        awaiting=asked,
        flow="book" if asked else None,
        pending="book" if asked == "confirm" else None,
    )


async def judge(rows: list[dict[str, Any]]) -> None:
    """Recognise and judge these clips with this build; one line of JSON each."""
    businesses = {name: load_business(path) for name, path in FILES.items()}
    heard_before = bool(rows) and "heard" in rows[0]
    source = None if heard_before else WhisperSource(MODELS, threads=1, partials=False)
    understander = RuleUnderstander()
    for row in rows:
        again = row.pop("heard", None)
        clip = Clip(**{**row, "sound": base64.b64decode(row["sound"])})
        business = businesses[clip.place]
        scene = scene_of(clip, business)
        began = time.process_time()
        said = kept_heard(again) if source is None else await heard(source, clip, business)
        spent = time.process_time() - began
        full = CallerTurn(2, "said", said.alternatives, said.spoken_language)
        first = CallerTurn(2, "said", said.alternatives[:1], said.spoken_language)
        language = "en" if clip.kind == "english" else "hi"
        typed = CallerTurn(2, "said", (Alternative(clip.sentence["text"], language),), language)
        found = {
            name: judged(clip, understander.understand(turn, scene).commands)
            for name, turn in (("text", typed), ("first", first), ("all", full))
        }
        readings = [f"{one.language} {one.confidence:.2f} {one.text}" for one in said.alternatives]
        figures = {
            name: [one.right, one.facts, one.wrong, one.wrong_start] for name, one in found.items()
        }
        told = [asdict(replace(one, words=())) for one in said.alternatives]
        words = {"language": said.spoken_language, "alternatives": told}
        print(json.dumps({"s": spent, "readings": readings, "heard": words, **figures}), flush=True)
    if source is not None:
        source.close()


def run(clips: list[Clip], checkout: Path, kept: Path | None = None) -> list[dict[str, Any]]:
    """The clips through the code of a checkout, in a process of its own. What is recognised is
    written to `kept`, or read from there when it is there."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "clips.json"
        rows = [
            {"place": one.place, "kind": one.kind, "sentence": one.sentence, "voice": one.voice,
             "sound": base64.b64encode(one.sound).decode()}
            for one in clips
        ]  # fmt: skip
        if kept is not None and kept.exists():
            for row, one in zip(rows, json.loads(kept.read_text("utf-8")), strict=True):
                row["heard"] = one
        file.write_text(json.dumps(rows, default=str), "utf-8")
        done = subprocess.run(
            [sys.executable, str(checkout / "bench/hindi.py"), "--judge", str(file)],
            env={**os.environ, "PYTHONPATH": str(checkout / "src"), "OMP_NUM_THREADS": "1"},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    results = [json.loads(line) for line in done.stdout.splitlines()]
    if kept is not None:
        heard = [one["heard"] for one in results]
        kept.write_text(json.dumps(heard, ensure_ascii=False), "utf-8")
    return results


def report(name: str, clips: list[Clip], results: list[dict[str, Any]]) -> None:
    """The table of one build."""
    print(f"\n{name}")
    print(
        f"{'speech':<10} {'clips':>5}  {'as text':>7} {'first':>6} {'all':>6}  "
        f"{'facts':>9}  {'wrong facts':>11} {'wrong starts':>12}  {'CPU s':>5}"
    )
    kinds = [*dict.fromkeys(one.kind for one in clips)]
    for kind in [*kinds, "together"]:
        pairs = [
            (clip, result)
            for clip, result in zip(clips, results, strict=True)
            if kind in (clip.kind, "together")
        ]
        count: Counter[str] = Counter()
        for clip, result in pairs:
            for reader in ("text", "first", "all"):
                count[reader] += result[reader][0]
            count["right"] += result["all"][1]
            count["said"] += len(clip.facts)
            count["wrong"] += len(result["all"][2])
            count["starts"] += result["all"][3]
        spent = sum(result["s"] for _, result in pairs) / len(pairs)
        facts = f"{count['right']}/{count['said']}"
        print(
            f"{kind:<10} {len(pairs):>5}  {count['text']:>7} {count['first']:>6} {count['all']:>6}"
            f"  {facts:>9}  {count['wrong']:>11} {count['starts']:>12}  {spent:>5.2f}"
        )


def list_misses(clips: list[Clip], results: list[dict[str, Any]]) -> None:
    """What was misread, for the eye."""
    for clip, result in zip(clips, results, strict=True):
        right, facts, wrong, start = result["all"]
        if right and facts == len(clip.facts) and not wrong:
            continue
        marks = [*([] if right else ["intent"]), *(["WRONG START"] if start else []), *wrong]
        print(f"\n{clip.voice} {clip.sentence['intent']} {clip.facts} {clip.sentence['text']}")
        print(f"    {', '.join(marks) or 'facts'}")
        for one in result["readings"]:
            print(f"    {one}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voices", type=int, default=1, help="voices a sentence, at most 4")
    parser.add_argument("--sentences", type=Path, default=SENTENCES, help="the file of them")
    parser.add_argument("--only", help="one kind of speech or one group of sentences")
    parser.add_argument("--beside", type=Path, help="another checkout, measured too")
    parser.add_argument("--kept", type=Path, help="what was heard: written, or read if it is there")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--judge", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.judge is not None:
        asyncio.run(judge(json.loads(chosen.judge.read_text("utf-8"))))
        return
    clips = made(chosen.voices, chosen.only, chosen.sentences)
    if chosen.beside is not None:
        report("the other checkout", clips, run(clips, chosen.beside))
    results = run(clips, HERE.parent, chosen.kept)
    report("this checkout", clips, results)
    if chosen.verbose:
        list_misses(clips, results)


if __name__ == "__main__":
    main()
