"""What does understanding a sentence cost beside an older commit of this repository?

Plays the longest sentences of the scripted callers, each as the first words of a call of its own,
through both builds in turn (a process each, a block of sentences each), and takes the median of
five readings of `process_time`. Before each reading what is kept of sentences is forgotten. Prints
CPU of the understanding and of the whole text turn at p50 and p95, their ratios, the worst
sentence, and how often a sentence was tokenised. Callers of a business whose file the older build
cannot read are left out, and counted.

    .venv/bin/python bench/dialogue.py --against REV
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import io
import json
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from vaani.call.plan import Caller, CallPlan
from vaani.dialogue.brain import FlowBrain
from vaani.dialogue.understanding.rules import RuleUnderstander
from vaani.domain.businesses.file import load_business
from vaani.kit.errors import FileError
from vaani.testing.paper_desk import PaperDesk
from vaani.testing.text_call import HandClock, TextCall

ROOT = Path(__file__).parent.parent
SCENARIOS = ROOT / "tests/calls/text/scenarios"
COUNT, BLOCK, READINGS = 300, 25, 5


def sentences(source: Path) -> list[dict[str, str]]:
    """The longest sentences of the scripted callers whose business the build at `source` reads."""
    found: dict[str, dict[str, str]] = {}
    for file in sorted(SCENARIOS.glob("*-calls.yaml")):
        document = yaml.safe_load(file.read_text("utf-8"))
        for case in document["cases"]:
            business = str((file.parent / document["businesses"][case["business"]]).resolve())
            for step in case.get("script", ()):
                text = step.get("say")
                if isinstance(text, str):
                    one = {"text": text, "now": str(case["now"]), "business": business}
                    found.setdefault(text, one)
    readable = set(_ask(source, "--readable", sorted({one["business"] for one in found.values()})))
    kept = [one for one in found.values() if one["business"] in readable]
    print(f"{len(found) - len(kept)} sentences of businesses that the older build cannot read: out")
    return sorted(kept, key=lambda one: (-len(one["text"].split()), one["text"]))[:COUNT]


def compare(revision: str) -> None:
    """Both builds over the same sentences, alternating."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["git", "-C", str(ROOT), "archive", revision, "src"]
        archive = subprocess.run(command, check=True, capture_output=True)
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as packed:
            packed.extractall(folder, filter="data")
        told = sentences(Path(folder) / "src")
        here: list[dict[str, float]] = []
        there: list[dict[str, float]] = []
        for at in range(0, len(told), BLOCK):
            block = told[at : at + BLOCK]
            there += _ask(Path(folder) / "src", "--worker", block)
            here += _ask(ROOT / "src", "--worker", block)
    print(f"{len(told)} sentences of {len(told[-1]['text'].split())} or more words")
    for kind in ("understanding", "turn"):
        old = np.percentile([one[kind] for one in there], (50, 95, 100))
        new = np.percentile([one[kind] for one in here], (50, 95, 100))
        told_old = ", ".join(f"{ms:.1f}" for ms in old)
        told_new = ", ".join(f"{ms:.1f}" for ms in new)
        print(
            f"{kind}: CPU ms p50, p95, worst: {told_old} at {revision}; {told_new} here; "
            f"ratio p50 {new[0] / old[0]:.2f}, p95 {new[1] / old[1]:.2f}"
        )
    worst = max(range(len(told)), key=lambda at: here[at]["understanding"])
    print(f"worst sentence here: {told[worst]['text']}")
    for name, rows in ((revision, there), ("here", here)):
        whole = [one["whole"] for one in rows]
        words = [one["words"] for one in rows]
        print(
            f"tokenised at {name}: the whole sentence at most {max(whole):.0f} times, with its "
            f"pieces {np.median(words):.1f} times its words at p50, {max(words):.1f} at most"
        )


def _ask(source: Path, what: str, told: list[Any]) -> list[Any]:
    """What a process of the build at `source` answers: `--worker` figures, `--readable` files."""
    environment = {**os.environ, "PYTHONPATH": str(source)}
    done = subprocess.run(
        [sys.executable, str(Path(__file__)), what], input=json.dumps(told), env=environment,
        text=True, check=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def _readable(files: list[str]) -> list[str]:
    found = []
    for file in files:
        with contextlib.suppress(FileError):
            load_business(Path(file))
            found.append(file)
    return found


class _Counted:
    """The pattern of words, counting on which texts it is run and how many words it gives."""

    def __init__(self, pattern: Any) -> None:
        self._pattern = pattern
        self.texts: list[str] = []
        self.words = 0

    def finditer(self, text: str) -> Any:
        self.texts.append(text)
        found = list(self._pattern.finditer(text))
        self.words += len(found)
        return iter(found)


async def _measure(block: list[dict[str, str]]) -> list[dict[str, float]]:
    spent = [0.0]
    understand = RuleUnderstander.understand

    def timed(self: Any, *arguments: Any) -> Any:
        began = time.process_time()
        try:
            return understand(self, *arguments)
        finally:
            spent[0] += time.process_time() - began

    RuleUnderstander.understand = timed  # type: ignore[method-assign]
    forget, counted = _memo(), _counter()
    places: dict[str, Any] = {}

    async def said(one: dict[str, str]) -> tuple[float, float]:
        clock = HandClock(datetime.fromisoformat(one["now"]))
        business = places.setdefault(one["business"], load_business(Path(one["business"])))
        language = business.languages[0]
        caller = Caller("+919999955001")
        plan = CallPlan("bench", business, caller, "text", "t-1", language=language)
        desk = PaperDesk(plan, clock)
        desk.seed(None)
        call = TextCall(plan, FlowBrain(plan, desk), clock, desk.report)
        await call.greet()
        forget()
        spent[0], counted.words = 0.0, 0
        counted.texts.clear()
        began = time.process_time()
        await call.say(one["text"])
        return spent[0] * 1000, (time.process_time() - began) * 1000

    out: list[dict[str, float]] = []
    for one in block[:3]:
        await said(one)
    for one in block:
        readings = [await said(one) for _ in range(READINGS)]
        words = max(1, len(one["text"].split()))
        out.append(
            {
                "understanding": statistics.median(r[0] for r in readings),
                "turn": statistics.median(r[1] for r in readings),
                "whole": float(counted.texts.count(one["text"])),
                "words": counted.words / words,
            }
        )
    return out


def _memo() -> Callable[[], None]:
    try:
        found: Callable[[], None] = importlib.import_module("vaani.language.memo").forget
    except ModuleNotFoundError:
        return lambda: None
    return found


def _counter() -> _Counted:
    sentence = importlib.import_module("vaani.language.sentence")
    counted = _Counted(sentence._WORD)
    sentence._WORD = counted
    return counted


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    print(
        json.dumps(_readable(asked) if "--readable" in sys.argv else asyncio.run(_measure(asked)))
    )
