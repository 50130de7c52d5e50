"""How soon will a caller be answered, with the engines that are chosen? From what was measured.

A turn is: a pause that is waited for, the recogniser's last words, the first words of the answer,
the first sound of the voice. Recognition and thinking begin while the pause is still waited for, so
the longer of the two counts. What the telephone line adds is not in it.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import resources
from time import perf_counter

from vaani.bootstrap.brains import is_wanted
from vaani.call.core.endpointing import EndpointSettings
from vaani.call.core.hearing import HearingSettings
from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.speaker import Voice
from vaani.call.ports.thinker import CallerTurn, Sentence
from vaani.call.ports.transcriber import Alternative
from vaani.cli.finding import Finding
from vaani.dialogue.brain import FlowBrain
from vaani.domain.businesses.file import parse_business
from vaani.kit.errors import ProviderError
from vaani.language.found import Language
from vaani.settings import Settings
from vaani.testing.paper_desk import PaperDesk
from vaani.testing.text_call import Given, HandClock

LOCAL = "local"
RULES = "rules"
WITHIN_S = 20.0
_SAID = "A table for two tomorrow at eight in the evening"
_SENTENCES: dict[Language, str] = {"en": "Your table is booked.", "hi": "आपकी टेबल बुक हो गई है।"}


@dataclass(slots=True)
class Measured:
    """First results in ms by engine, of those that answered, best engine first."""

    hearing: dict[str, float] = field(default_factory=dict)
    thinking: dict[str, float] = field(default_factory=dict)
    speaking: dict[str, float] = field(default_factory=dict)

    def spoken(self, engine: str, first_ms: float) -> None:
        """Of several languages the slower counts."""
        self.speaking[engine] = max(first_ms, self.speaking.get(engine, 0.0))


def expected(settings: Settings, measured: Measured) -> Finding:
    """The answer time of a turn, by the first engine of each chain that answered."""
    if not (measured.hearing and measured.thinking and measured.speaking):
        return Finding(
            "answer time", "warn", "not known: not every stage has an engine that answered",
            "mend what is told above",
        )  # fmt: skip
    ear, brain, voice = (
        next(iter(one.items())) for one in (measured.hearing, measured.thinking, measured.speaking)
    )
    wait = EndpointSettings()
    waits = (wait.floor_ms, wait.unknown_ms if settings.speech.turn_model else wait.ceiling_ms)
    work = HearingSettings().pause_ms + ear[1] + brain[1]
    low, high = (f"{(max(one, work) + voice[1]) / 1000:.1f}" for one in waits)
    return Finding(
        "answer time",
        "ok",
        f"{low if low == high else f'{low} to {high}'} s after the caller's last sound: a pause of "
        f"{waits[0]} to {waits[1]} ms, words by {ear[0]} {ear[1]:.0f} ms, answer by {brain[0]} "
        f"{brain[1]:.0f} ms, voice by {voice[0]} {voice[1]:.0f} ms; the line is not in it",
    )


async def rules_tried() -> float:
    """How long the rules take to the first words of an answer, in ms."""
    demo = resources.files("vaani.domain.businesses") / "demo" / "madhuban.yaml"
    business = parse_business(demo.read_text(encoding="utf-8")).business
    plan = CallPlan("check", business, Caller("+919999900001"), "check", "check", test=True)
    brain = FlowBrain(plan, PaperDesk(plan, HandClock(datetime(2027, 5, 6, 9, tzinfo=UTC))))
    took = 0.0
    for number, turn in enumerate(
        (CallerTurn(1, "start"), CallerTurn(2, "said", (Alternative(_SAID, "en", 1.0),)))
    ):
        begun = perf_counter()
        async for part in brain.reply(turn, Given()):
            if isinstance(part, Sentence) and number:
                took = took or (perf_counter() - begun) * 1000
    return took


def needs_rules(settings: Settings) -> bool:
    """Do the rules answer, alone or behind a model that reads for them?"""
    return not is_wanted(settings) or settings.dialogue.brain == "rules"


def note_thinking(settings: Settings, measured: Measured, engine: str, whole_ms: float) -> None:
    """A short answer was whole after so long. A model that reads for the rules has a deadline."""
    if settings.dialogue.brain == "llm":
        measured.thinking.setdefault(engine, whole_ms)
        return
    read_ms = min(whole_ms, settings.dialogue.understanding_deadline_ms)
    rules_ms = measured.thinking.pop(RULES, None)
    if rules_ms is not None:
        measured.thinking = {f"{engine} and {RULES}": read_ms + rules_ms}


async def local_voice_tried(settings: Settings, measured: Measured) -> tuple[Finding, ...]:
    """The local voices: first sound and seconds for a second of speech, in each language."""
    from vaani.providers.local.voices import local_voices

    found = []
    async with AsyncExitStack() as stack:
        try:
            voices = await asyncio.to_thread(
                local_voices, settings.models, threads=settings.speech.threads
            )
        except ProviderError as error:
            return (Finding("speaking local", "warn", error.message),)
        stack.callback(voices.close)
        for language in voices.languages():
            part = f"speaking local {language}"
            for last in (False, True):  # the first sentence loads what is loaded on use
                begun, first, seconds = perf_counter(), 0.0, 0.0
                try:
                    async with asyncio.timeout(WITHIN_S):
                        async for pcm in voices.speak(_SENTENCES[language], Voice(language)):
                            first = first or perf_counter() - begun
                            seconds += len(pcm) / 2 / voices.rate_hz
                except (ProviderError, TimeoutError):
                    found.append(Finding(part, "warn", "its voice does not answer"))
                    break
                if last:
                    factor = (perf_counter() - begun) / max(0.01, seconds)
                    measured.spoken(LOCAL, first * 1000)
                    found.append(Finding(part, "ok", told_voice(first, factor)))
    return tuple(found)


async def local_ear_tried(settings: Settings, measured: Measured) -> Finding:
    """The local recogniser: words of a sentence after its end, seconds for a second of speech."""
    from vaani.providers.local.trial import Trials

    part = "hearing local"
    try:
        took_s, seconds = await asyncio.to_thread(
            Trials(settings.models, settings.speech.recogniser).answered
        )
    except (ProviderError, RuntimeError, ValueError) as error:
        return Finding(part, "warn", f"not measured ({type(error).__name__})")
    measured.hearing[LOCAL] = took_s * 1000
    return Finding(part, "ok", told_ear(took_s, took_s / seconds))


def told_ear(took_s: float, factor: float) -> str:
    """What was measured of a recogniser."""
    return f"words {took_s * 1000:.0f} ms after a pause, {factor:.2f} s for a second of speech"


def told_voice(first_s: float, factor: float) -> str:
    """What was measured of a voice."""
    return f"first sound after {first_s * 1000:.0f} ms, {factor:.2f} s for a second of speech"
