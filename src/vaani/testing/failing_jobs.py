"""What does a caller notice when this machine's recogniser is slow, stuck or broken? Whole calls on
virtual time.

Session, transcriber and patience are production's; only the engines' threads are taken out: `Jobs`
settles each job as a `Fault` has it. One call: a greeting, a sentence of the caller, an answer.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

from vaani.call.core.endpointing import EndpointSettings
from vaani.call.core.manner import TurnSettings
from vaani.call.session import CallSession, Parts
from vaani.call.switchboard import Switchboard
from vaani.providers.local.readings import Reading
from vaani.providers.local.whisper import WhisperSource, WhisperTranscriber
from vaani.providers.simulated.delays import Delays
from vaani.providers.simulated.energy import EnergyDetector
from vaani.providers.simulated.speaker import SimulatedSpeaker
from vaani.providers.simulated.thinker import SimulatedThinker
from vaani.testing.rehearsal import plan
from vaani.testing.stage import MemoryJournal, StageCaller, StageLine

WORDS = "a table for two tomorrow at eight"
_WELL_S = 0.5
"""What a job takes on a machine that is well."""
_FACTOR = 0.25
"""Its seconds of work for a second of speech."""
_READ = ((Reading(WORDS, "en", -0.2),), "en")

Fault = Callable[[int], float | Exception | None]
"""What becomes of a call's job, by its number: the seconds that it takes, its failure, or None: it
never returns."""


def slow(factor: float) -> Fault:
    """Every job takes so many times as long."""
    return lambda _job: _WELL_S * factor


def once(fate: float | Exception | None) -> Fault:
    """The first job fares so, the others well."""
    return lambda job: fate if job == 1 else _WELL_S


def always(fate: float | Exception | None) -> Fault:
    """Every job fares so."""
    return lambda _job: fate


FAULTS: dict[str, Fault] = {
    "5 x slower": slow(5),
    "its thread gone": once(RuntimeError("the engine's thread ended")),
    "a job never returns": once(None),
}
"""Where his words can still be heard."""


class Jobs:
    """The engines' threads on virtual time. Each job begins at once."""

    idle = False

    def __init__(self, fault: Fault) -> None:
        self._fault = fault
        self._asked = 0

    def run(self, work: Callable[[], Any], _rank: int) -> asyncio.Future[Any]:
        """See `EnginePool.run`."""
        self._asked += 1
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        loop.call_soon(work)
        fate = self._fault(self._asked)
        if isinstance(fate, Exception):
            loop.call_later(_WELL_S, _settle, future.set_exception, future, fate)
        elif fate is not None:
            loop.call_later(fate, _settle, future.set_result, future, _READ)
        return future


def _settle(how: Callable[[Any], None], future: asyncio.Future[Any], value: object) -> None:
    if not future.done():
        how(value)


@dataclass(frozen=True, slots=True)
class Endured:
    """One call."""

    journal: MemoryJournal
    line: StageLine
    silence_s: float
    """The longest in which neither side made a sound."""


async def endure(fault: Fault, number: int, seconds: float) -> Endured:
    """One call of so many seconds; `number` says when the caller speaks, and how long."""
    draw = random.Random(number)
    begins = 2.0 + draw.random() * 2
    speech = [(begins, begins + 0.8 + draw.random() * 2.2)]
    line, journal, board = StageLine(), MemoryJournal(), Switchboard(EnergyDetector())
    load = SimpleNamespace(waited=lambda _seconds: None, factor=lambda: _FACTOR)
    source = SimpleNamespace(
        rate_hz=8000, pool=Jobs(fault), load=load, tiny=None, final=lambda *_: _READ
    )
    parts = Parts(
        transcriber=WhisperTranscriber(cast("WhisperSource", source), ("en",)),
        thinker=SimulatedThinker(Delays()),
        speaker=SimulatedSpeaker(Delays()),
        journal=journal,
    )
    turns = TurnSettings(endpoint=EndpointSettings(fixed_ms=300))
    session = CallSession(plan(), line, parts, board, turns=turns)
    line.ear = session
    async with asyncio.TaskGroup() as group:
        group.create_task(session.run())
        group.create_task(StageCaller(session, speech).call(seconds))
    await board.close()
    return Endured(journal, line, _longest_silence(line, speech))


def _longest_silence(line: StageLine, speech: list[tuple[float, float]]) -> float:
    sounds = sorted([*line.heard, *speech])
    end, worst = sounds[0][1], 0.0
    for start, stop in sounds[1:]:
        worst, end = max(worst, start - end), max(end, stop)
    return worst
