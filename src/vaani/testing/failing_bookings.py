"""Does a booking come to its end whatever fails? Whole calls on virtual time, brain and all.

Session, chains, vendors' wires, brains, outage menu and recorded phrases are production's; the
network is taken out (`PeerLink`), the bookings are on paper. A caller who listens: he answers when
the assistant has been quiet for a moment, and presses a key when he is told of an outage.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise
from typing import Any, Protocol

import numpy as np

from vaani.audio.frame import Samples, pcm_to_samples
from vaani.audio.g711 import encode_mulaw
from vaani.call import phrases
from vaani.call.core.endpointing import EndpointSettings
from vaani.call.core.manner import TurnSettings
from vaani.call.core.turns import Floor
from vaani.call.plan import Business, Caller, CallPlan
from vaani.call.ports.chat_model import ChatModel, ChatRequest, ModelEnd, ModelPart, ToolCall
from vaani.call.ports.speaker import Speaker, Voice
from vaani.call.ports.thinker import Thinker
from vaani.call.ports.transcriber import Transcriber
from vaani.call.session import CallSession, Parts
from vaani.call.switchboard import Switchboard
from vaani.dialogue.brain import FlowBrain
from vaani.dialogue.model.freetalk import FreeTalkBrain
from vaani.dialogue.outage import OutageThinker
from vaani.kit.errors import ProviderError
from vaani.providers.breaker import Breaker
from vaani.providers.cache import CachedSpeaker
from vaani.providers.deadline import PunctualSpeaker
from vaani.providers.gemini.live import LiveApiWire
from vaani.providers.hearing_chain import ChainedTranscriber
from vaani.providers.live import LiveTalk
from vaani.providers.live_parts import LiveEar, LiveModel, LiveThinker, LiveVoice
from vaani.providers.live_wire import LiveSetup, LiveWire
from vaani.providers.model_chain import ChainedModel, ThinkingEngine
from vaani.providers.openai_like.realtime import RealtimeWire
from vaani.providers.recorded.voice import AccompaniedSpeaker
from vaani.providers.simulated.delays import Delays
from vaani.providers.simulated.energy import EnergyDetector
from vaani.providers.simulated.speaker import SimulatedSpeaker
from vaani.testing.failing_calls import PeerLink, recogniser, voices
from vaani.testing.paper_desk import PaperDesk
from vaani.testing.stage import FRAME, MemoryJournal, StageLine
from vaani.testing.text_call import HandClock
from vaani.testing.vendors.faults import Fault, Lines, Script
from vaani.testing.vendors.hearing import KEY
from vaani.testing.vendors.live import GeminiLivePeer, LiveSays, OpenAiRealtimePeer, Talk

NOW = datetime.fromisoformat("2027-05-06T10:15+05:30")
CALLER = "+919999977001"
SAID = (
    "A table for four on Saturday at six in the evening please",
    "my name is Kavya",
    "Yes please",
    "No thank you, bye",
)
_SPEAKS_S = 1.2
_BREATH_S = 0.7
_PATIENCE_S = 60.0
TURNS = TurnSettings(endpoint=EndpointSettings(fixed_ms=300))


@dataclass(frozen=True, slots=True)
class Day:
    """What is broken, and from when on: `after` is the number of caller's turns before it."""

    hears: tuple[Fault, ...] = ()
    deaf: bool = False
    talks: str = ""
    """A language model: "429", "hangs", "malformed", "loops"."""
    live: str = ""
    """A model that hears and speaks: "gemini" or "openai"."""
    live_faults: tuple[Fault, ...] = ()
    voice: str = ""
    """The first voice "stalls", "breaks", is "mute", sends "noise" or samples of the "wrong rate",
    which nobody but the caller can tell from speech; "dead": there is no other."""
    brain: bool = False
    """The brain raises."""
    after: int = 0


_GONE = (Fault(status=503),) * 50
DAYS: Mapping[str, Day] = {
    "well": Day(),
    "recogniser reset in mid-speech": Day(hears=(Fault(drop_after=1),)),
    "recogniser silent": Day(hears=(Fault(stall_after=0),)),
    "language model says 429": Day(talks="429"),
    "language model hangs": Day(talks="hangs"),
    "tool calls malformed": Day(talks="malformed"),
    "tool calls in a loop": Day(talks="loops"),
    "voice stalls": Day(voice="stalls", after=1),
    "voice breaks off": Day(voice="breaks", after=1),
    "voice without sound": Day(voice="mute", after=1),
    "voice is noise": Day(voice="noise", after=1),
    "voice of another rate": Day(voice="wrong rate", after=1),
    "Gemini Live": Day(live="gemini"),
    "OpenAI Realtime": Day(live="openai"),
    "Gemini Live gone in mid-answer": Day(live="gemini", live_faults=(Fault(drop_after=8), *_GONE)),
    "OpenAI Realtime gone in mid-answer": Day(
        live="openai", live_faults=(Fault(drop_after=8), *_GONE)
    ),
    "Gemini Live hangs": Day(live="gemini", live_faults=(Fault(stall_after=8),)),
    "OpenAI Realtime hangs": Day(live="openai", live_faults=(Fault(stall_after=8),)),
    "OpenAI Realtime sends garbage": Day(live="openai", live_faults=(Fault(garbage_after=8),)),
    "everything down at the start": Day(deaf=True, voice="dead", brain=True),
    "everything down in mid-call": Day(voice="dead", brain=True, after=2),
    "brain down in mid-call": Day(brain=True, after=2),
    "voices down in mid-call": Day(voice="dead", after=2),
}


@dataclass
class Played:
    """One call."""

    journal: MemoryJournal
    desk: PaperDesk
    heard: list[tuple[float, float]]
    ended: float
    longest_gap: float
    """Seconds in which the caller heard nothing although it was not his turn to speak."""

    @property
    def said_twice(self) -> list[str]:
        """Sentences that followed upon themselves."""
        said = " ".join(self.journal.said("assistant"))
        sentences = re.split(r"(?<=[.?!।])\s+", said)
        return [one for one, after in pairwise(sentences) if one == after]

    @property
    def booked(self) -> list[tuple[str | None, int | None]]:
        """Name and party of every booking."""
        return [(row.name, row.party) for row in self.desk.rows]

    @property
    def promised(self) -> bool:
        """Was the caller told that he is booked, or that he will be called back?"""
        said = " ".join(self.journal.said("assistant"))
        return "It is booked" in said or phrases.OUTAGE_NOTED.speak("en") in said


class Failing:
    """Tells when the bad day begins."""

    def __init__(self, day: Day) -> None:
        self.day = day
        self.turns = 0

    @property
    def now(self) -> bool:
        return self.turns >= self.day.after


class BadVoice(SimulatedSpeaker):
    """A hum that fails in one of its ways once the bad day has begun."""

    def __init__(self, failing: Failing, how: str) -> None:
        super().__init__(Delays(ms_per_character=20))
        self.name = "bad"
        self._failing, self._how = failing, how

    async def speak(self, text: str, voice: Voice) -> AsyncIterator[bytes]:
        """The hum, or what becomes of it."""
        if self._failing.now and self._how == "mute":
            return
        if self._failing.now and self._how == "dead":
            raise ProviderError("speaker", "gone", code="gone", retryable=True)
        made = 0
        async for pcm in super().speak(text, voice):
            if self._failing.now and self._how in ("noise", "wrong rate"):
                yield spoilt(pcm, self._how)
                continue
            if self._failing.now and made >= 3:
                if self._how == "stalls":
                    await asyncio.Event().wait()
                raise ProviderError("speaker", "gone", code="gone", retryable=True)
            made += 1
            yield pcm


def spoilt(pcm: bytes, how: str) -> bytes:
    """White noise in its place, or a third of its samples, as from a voice of 8 kHz that is taken
    for one of 24 kHz."""
    samples = pcm_to_samples(pcm)
    if how == "wrong rate":
        return samples[::3].tobytes()
    return np.random.default_rng(3).integers(-9000, 9000, len(samples), np.int16).tobytes()


class BadModel:
    """A ChatModel that fails."""

    def __init__(self, failing: Failing, how: str) -> None:
        self._failing, self._how = failing, how

    async def stream(self, request: ChatRequest) -> AsyncGenerator[ModelPart, None]:
        """One of four misfortunes."""
        if self._how == "hangs":
            await asyncio.Event().wait()
        if self._how == "429":
            raise ProviderError("thinker", "too much", code="429", retryable=True)
        given = "{broken" if self._how == "malformed" else '{"question": "x"}'
        yield ToolCall("c1", "look_up", given)
        yield ModelEnd("tool_calls")


class BadBrain:
    """A Thinker that raises once the bad day has begun."""

    def __init__(self, inner: Thinker, failing: Failing) -> None:
        self._inner, self._failing = inner, failing

    def reply(self, turn: Any, commit: Any) -> Any:
        """The brain's, or an error."""
        if self._failing.now:
            raise ProviderError("thinker", "gone", code="gone", retryable=False)
        return self._inner.reply(turn, commit)

    async def hung_up(self) -> Any:
        """The brain's."""
        return await self._inner.hung_up()


def live_model(talk: Talk) -> LiveSays:
    """What the talking model says, by how often the caller has spoken."""
    spoken = sum(one == ("caller", "(sound)") for one in talk.history)
    result = talk.history[-1][0] == "result"
    if spoken == 1 and not result:
        find = {"date": "2027-05-08", "time": "18:00", "party": 4}
        return LiveSays(calls=(("find_slots", find),))
    if spoken == 1:
        return LiveSays("Saturday at six in the evening is free. May I have your name please?")
    if spoken == 2:
        return LiveSays(calls=(("book", {"slot": "s1", "name": "Kavya", "note": None}),))
    return LiveSays(calls=(("end_call", {}),))


class LivePeerLink(PeerLink):
    """A connection without a network to a talking model's scripted peer, which may speak first."""

    def _connected(self) -> None:
        super()._connected()
        if self._up:
            for frame in self._peer.greet():
                self._told(frame)


class Phone(Protocol):
    """The caller's end of a line, and what the house is doing. Times of the loop's clock."""

    @property
    def floor(self) -> Floor:
        """Whose turn it is."""
        ...

    @property
    def is_over(self) -> bool:
        """Is the line down?"""
        ...

    @property
    def last_heard(self) -> float:
        """When the last of our sound ends at his ear."""
        ...

    def silent_at(self, moment: float) -> bool:
        """Does he hear nothing of us then?"""
        ...

    def frame(self, *, loud: bool) -> None:
        """20 ms of his sound."""
        ...

    def press(self, key: str) -> None:
        """A key."""
        ...

    async def hang_up(self) -> None:
        """He goes."""
        ...


@dataclass
class StagePhone:
    """A telephone without a wire."""

    session: CallSession
    line: StageLine
    loud: bytes = field(default_factory=lambda: encode_mulaw(_noise(6000)))
    quiet: bytes = field(default_factory=lambda: encode_mulaw(_noise(8)))

    @property
    def floor(self) -> Floor:
        return self.session.floor

    @property
    def is_over(self) -> bool:
        return self.line.hung_up_at is not None

    @property
    def last_heard(self) -> float:
        return max((end for _, end in self.line.heard), default=0.0)

    def silent_at(self, moment: float) -> bool:
        return self.line.silent_at(moment)

    def frame(self, *, loud: bool) -> None:
        self.session.media(self.loud if loud else self.quiet)

    def press(self, key: str) -> None:
        self.session.digit(key)

    async def hang_up(self) -> None:
        self.session.gone("hangup")


@dataclass
class Listener:
    """He listens, answers, and presses one when he hears that nobody can talk with him."""

    phone: Phone
    failing: Failing
    offset_s: float
    speaks_s: float = _SPEAKS_S
    breath_s: float = _BREATH_S
    longest_gap: float = 0.0
    left: list[str] = field(default_factory=lambda: list(SAID))
    outage: Callable[[], bool] = lambda: False

    async def call(self) -> None:
        """Until the line is down, or his patience is over."""
        loop, phone = asyncio.get_running_loop(), self.phone
        begun = silent_since = beat = loop.time()
        talking_until, pressed = 0.0, False
        while loop.time() < begun + _PATIENCE_S and not phone.is_over:
            now = loop.time()
            talks = now < talking_until
            phone.frame(loud=talks)
            his_turn = phone.floor is Floor.LISTENING
            if talks or his_turn or not phone.silent_at(now):
                silent_since = now
            self.longest_gap = max(self.longest_gap, now - silent_since)
            last = phone.last_heard
            ready = his_turn and not talks and last > talking_until
            if ready and now - last > self.breath_s + self.offset_s:
                if self.outage():
                    if not pressed:
                        phone.press("1")
                    pressed = True
                elif self.left:
                    self.left.pop(0)
                    self.failing.turns += 1
                    talking_until = now + self.speaks_s
            beat += 0.02
            await asyncio.sleep(max(0.0, beat - loop.time()))
        if not phone.is_over:
            await phone.hang_up()


def _noise(level: int) -> Samples:
    return np.random.default_rng(5).normal(0, level, FRAME).astype(np.int16)


async def play(
    business: Business, day: Day, offset_s: float = 0.0, voice: Speaker | None = None
) -> Played:
    """One whole call. `offset_s`: the caller thinks for so much longer before he speaks; `voice`
    speaks in place of the day's."""
    plan, failing, lines = plan_of(business), Failing(day), Lines(SAID)
    desk, journal, line = PaperDesk(plan, HandClock(NOW)), MemoryJournal(), StageLine()
    hears = ChainedTranscriber(
        [recogniser("a", lines, [Fault(status=401)] * 99 if day.deaf else day.hears)]
        + ([recogniser("b", lines)] if not day.deaf else [])
    )
    model = BadModel(failing, day.talks) if day.talks else None
    talk = _talk(day) if day.live else None
    parts = parts_of(plan, desk, failing, hears, voice or _speaker(day, failing), model, talk)
    parts = replace(parts, journal=journal)
    board = Switchboard(EnergyDetector())
    session = CallSession(plan, line, parts, board, turns=TURNS)
    line.ear = session
    caller = Listener(StagePhone(session, line), failing, offset_s)
    caller.outage = lambda: any(kind == "outage" for kind, _, _ in journal.events)
    async with asyncio.TaskGroup() as group:
        group.create_task(session.run())
        group.create_task(caller.call())
    await board.close()
    ended = line.hung_up_at if line.hung_up_at is not None else asyncio.get_running_loop().time()
    return Played(journal, desk, line.heard, ended, caller.longest_gap)


def plan_of(business: Business, call_id: str = "s1") -> CallPlan:
    """A call to the business by a caller whose number is known; nobody takes it over."""
    business = replace(business, transfer=None)
    return CallPlan("c1", business, Caller(CALLER), "stage", call_id)


def parts_of(
    plan: CallPlan,
    desk: PaperDesk,
    failing: Failing,
    hears: Transcriber,
    speaks: Speaker,
    model: ChatModel | None,
    talk: LiveTalk | None,
) -> Parts:
    """The parts of the call, the brain as the day wants it; `talk` is started."""
    live: LiveModel | None = None
    if talk is not None:
        live = LiveModel(talk)
        clock = asyncio.get_running_loop().time
        model = ChainedModel([ThinkingEngine("live", live, Breaker("live", clock))])
        talk.start()
    brain: Thinker = FreeTalkBrain(plan, desk, model) if model else FlowBrain(plan, desk)
    brain = BadBrain(brain, failing) if failing.day.brain else brain
    thinker: Thinker = OutageThinker(brain, plan, desk)
    if talk is not None and live is not None:
        hears = LiveEar(hears, talk)
        thinker, speaks = LiveThinker(thinker, live, talk), LiveVoice(speaks, live, talk)
    return Parts(
        transcriber=hears, thinker=thinker, speaker=speaks, journal=MemoryJournal(), outage=True
    )


def _speaker(day: Day, failing: Failing) -> Speaker:
    good = SimulatedSpeaker(Delays(ms_per_character=20))
    if not day.voice:
        return AccompaniedSpeaker(CachedSpeaker(PunctualSpeaker(good)))
    bad = BadVoice(failing, day.voice)
    if day.voice == "dead":
        return AccompaniedSpeaker(CachedSpeaker(PunctualSpeaker(bad)))
    return AccompaniedSpeaker(voices(bad, good))


def _talk(day: Day) -> LiveTalk:
    script = Talk(live_model, ms_per_letter=20)
    peer: Any = GeminiLivePeer if day.live == "gemini" else OpenAiRealtimePeer

    class Linked(LivePeerLink):
        peers = staticmethod(lambda: peer(script))

    Linked.script, Linked.lines = Script(day.live_faults), Lines(())

    def make(setup: LiveSetup, handle: str | None) -> LiveWire:
        if day.live == "gemini":
            return LiveApiWire(KEY, setup, model="m", handle=handle)
        return RealtimeWire(KEY, setup)

    async def setup() -> LiveSetup:
        return LiveSetup("Be kind.", (), ("en",))

    return LiveTalk(setup, make, link=Linked)
