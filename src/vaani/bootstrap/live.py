"""Which calls are answered by a model that hears and speaks itself, and with which?

A business chooses one in its file, among those that the settings offer; none is offered as shipped.
The talk is opened when the phone rings and claimed when the call begins; one that nobody claims is
closed. When its engine rests after failures, calls begin without it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from vaani.bootstrap.hearing import key_of, needs_key, require
from vaani.call.plan import CallPlan
from vaani.call.session import Parts
from vaani.dialogue.model.desk import plain_name
from vaani.dialogue.model.prompt import talking_messages
from vaani.dialogue.model.sheet import sheet_of
from vaani.dialogue.model.tools import tool_specs
from vaani.kit.clock import Clock
from vaani.language.found import Language
from vaani.providers.breaker import Breaker
from vaani.providers.live import LiveTalk, MakeWire
from vaani.providers.live_parts import LiveEar, LiveModel, LiveThinker, LiveVoice
from vaani.providers.live_wire import LiveSetup, Turns
from vaani.providers.metered import MeteredModel
from vaani.providers.model_chain import ThinkingEngine
from vaani.providers.registry import chosen
from vaani.settings import Settings

log = logging.getLogger(__name__)

CLAIM_S = 30.0
"""A talk that was opened for a ringing phone waits so long for its call."""
_SETTING = "dialogue.realtime"
_SPOKEN = """
You hear the caller and speak with him yourself. %s Written, Hindi is in Devanagari. Some words are
said in your place: they stand in the talk as yours, and you go on from them."""
_ANSWERS: Mapping[tuple[Language, ...], str] = {
    ("en",): "Answer in English only, whatever he speaks.",
    ("hi",): "Answer in Hindi only, whatever he speaks.",
}
_ANSWERS_BOTH = "Answer in the language that he speaks, English or Hindi."


@dataclass(frozen=True, slots=True)
class TalkingEngine:
    """One model that talks, for all calls."""

    name: str
    make: MakeWire
    breaker: Breaker


@dataclass(frozen=True, slots=True)
class Talking:
    """The talk of one call."""

    engine: TalkingEngine
    talk: LiveTalk
    model: LiveModel

    @property
    def thinking(self) -> ThinkingEngine:
        """The talk as the first language model of the call's brain."""
        metered = MeteredModel(self.model, self.engine.name, "", "talking")
        return ThinkingEngine(self.engine.name, metered, self.engine.breaker)

    def join(self, parts: Parts) -> Parts:
        """The parts of the call, with the talk among them."""
        begun, journal = time.monotonic(), parts.journal

        def note(what: str) -> None:
            at_ms = int((time.monotonic() - begun) * 1000)
            journal.event(f"realtime.{what}", at_ms, {"engine": self.engine.name})

        self.talk.note = note
        return replace(
            parts,
            transcriber=LiveEar(parts.transcriber, self.talk),
            thinker=LiveThinker(parts.thinker, self.model, self.talk),
            speaker=LiveVoice(parts.speaker, self.model, self.talk),
        )


class Talks:
    """Opens the talks of this process. Nothing of it blocks but `aclose`."""

    def __init__(
        self,
        engines: tuple[TalkingEngine, ...],
        clock: Clock,
        turns: Turns = "ours",
        claim_s: float = CLAIM_S,
    ) -> None:
        self._engines, self._clock, self._claim_s = engines, clock, claim_s
        self._turns: Turns = turns
        self._waiting: dict[str, tuple[Talking, asyncio.TimerHandle]] = {}
        self._closing: set[asyncio.Task[None]] = set()

    def expect(self, plan: CallPlan) -> None:
        """A phone rings: its talk is opened, if its business has one."""
        if plan.call_id in self._waiting:
            return
        talking = self._opened(plan)
        if talking is not None:
            loop = asyncio.get_running_loop()
            timer = loop.call_later(self._claim_s, self._unclaimed, plan.call_id)
            self._waiting[plan.call_id] = (talking, timer)

    def of_call(self, plan: CallPlan) -> Talking | None:
        """The talk of a call that begins; it is opened now when nobody expected the call. None: its
        business has none, or its engine rests."""
        waiting = self._waiting.pop(plan.call_id, None)
        if waiting is None:
            return self._opened(plan)
        waiting[1].cancel()
        return waiting[0]

    @property
    def waiting(self) -> int:
        """How many talks wait for their call."""
        return len(self._waiting)

    async def aclose(self) -> None:
        """Close the talks that nobody claimed."""
        for call_id in tuple(self._waiting):
            self._waiting[call_id][1].cancel()
            self._unclaimed(call_id)
        await asyncio.gather(*self._closing, return_exceptions=True)

    def _opened(self, plan: CallPlan) -> Talking | None:
        wanted = plan.business.engines.get("realtime", ())
        mine = [one for name in wanted for one in self._engines if one.name == name]
        if wanted and not mine:
            log.warning(
                "engines.not_here: %s names none of the realtime engines", plan.business.slug
            )
        engine = next((one for one in mine if not one.breaker.open), None)
        if engine is None:
            return None

        async def setup() -> LiveSetup:
            now = self._clock.now().astimezone(ZoneInfo(plan.business.timezone))
            # a clinic's facts take longer than a frame of audio
            told = await asyncio.to_thread(instructions, plan, now)
            business = plan.business
            return LiveSetup(told, tool_specs(business), business.languages, self._turns)

        talk = LiveTalk(setup, engine.make)
        talk.start()
        return Talking(engine, talk, LiveModel(talk))

    def _unclaimed(self, call_id: str) -> None:
        talking, _ = self._waiting.pop(call_id)
        task = asyncio.get_running_loop().create_task(talking.talk.close())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


def instructions(plan: CallPlan, now: datetime) -> str:
    """What a talking model is told before the call: what any language model is told in a turn."""
    caller = plan.caller
    known = "number known" if caller.number else "number withheld: ask for it"
    if plain_name(caller.name):
        known += f"; name {caller.name}"
    lines = sheet_of(plan.business, now).lines
    head = talking_messages(plan.business, now, plan.language, lines, known)
    answers = _ANSWERS.get(plan.business.languages, _ANSWERS_BOTH)
    return "\n".join(one.text for one in head) + _SPOKEN % answers


def open_talking(settings: Settings) -> tuple[TalkingEngine, ...]:
    """The engines that the settings offer; none as shipped. Raises SettingsError."""
    if not settings.dialogue.realtime:
        return ()
    made = []
    for engine in chosen("realtime", settings.dialogue.realtime, _SETTING):
        require(settings, engine.name, engine.needs, _SETTING)
        make = _MAKERS[engine.name](settings)
        made.append(TalkingEngine(engine.name, make, Breaker(engine.name, time.monotonic)))
    return tuple(made)


def _openai(settings: Settings) -> MakeWire:
    from vaani.providers.openai_like.realtime import BASE, RealtimeWire  # noqa: PLC0415 - on use

    account = settings.providers.openai
    if account.base_url is None and account.api_key is None:
        raise needs_key(_SETTING, "openai-realtime")
    key = account.api_key.get_secret_value() if account.api_key else None
    return lambda setup, _handle: RealtimeWire(
        key,
        setup,
        model=account.realtime_model or "",
        voice=account.realtime_voice,
        base_url=account.base_url or BASE,
    )


def _gemini(settings: Settings) -> MakeWire:
    from vaani.providers.gemini.live import BASE, LiveApiWire  # noqa: PLC0415 - on use

    account = settings.providers.gemini
    key = key_of(settings, "providers.gemini.api_key")
    return lambda setup, handle: LiveApiWire(
        key,
        setup,
        model=account.live_model or "",
        voice=account.live_voice,
        handle=handle,
        base_url=account.base_url or BASE,
        version=account.live_version,
    )


_MAKERS: Mapping[str, Callable[[Settings], MakeWire]] = {
    "openai-realtime": _openai,
    "gemini-live": _gemini,
}
