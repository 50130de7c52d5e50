"""Speech-to-speech: is what the model says what the call gets, over each vendor's wire?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from openai import AsyncOpenAI
from openai.types.realtime import RealtimeClientEventParam, RealtimeServerEvent
from pydantic import TypeAdapter

from vaani.call.ports.chat_model import (
    ChatRequest,
    Message,
    ModelEnd,
    ModelPart,
    TextPiece,
    ToolCall,
    ToolSpec,
)
from vaani.call.ports.speaker import HeardSentence, Voice
from vaani.kit.errors import ProviderError
from vaani.providers import live
from vaani.providers.gemini.live import LiveApiWire
from vaani.providers.live import LiveTalk
from vaani.providers.live_parts import LiveModel, LiveVoice
from vaani.providers.live_wire import LiveSetup, LiveWire, Turns
from vaani.providers.openai_like.realtime import RealtimeWire
from vaani.providers.simulated.delays import Delays
from vaani.providers.simulated.speaker import SimulatedSpeaker
from vaani.testing.vendors.faults import Fault
from vaani.testing.vendors.hearing import KEY
from vaani.testing.vendors.live import (
    GeminiLivePeer,
    LiveSays,
    OpenAiRealtimePeer,
    Talk,
    hum,
    in_order,
)
from vaani.testing.vendors.sockets import SocketServer

VENDORS = ("gemini", "openai")
TOOL = ToolSpec(
    "find", "Finds.",
    {"type": "object", "properties": {"day": {"type": ["string", "null"]}}, "required": ["day"]},
)  # fmt: skip
GREETED = Message("assistant", "Stage, hello.")
ASKED = ChatRequest((Message("system", "Be kind."), GREETED, Message("user", "a table please")))
QUESTION = "For how many people? I look for a table."
LOUD = b"\x00\x20" * 320


@dataclass
class Bench:
    """A talk before its scripted server, and a caller."""

    talk: LiveTalk
    model: LiveModel
    server: SocketServer
    script: Talk
    notes: list[str] = field(default_factory=list)
    at: int = 1000

    async def speaks(self, seconds: float = 0.6, *, pauses: bool = True) -> None:
        """The caller says something."""
        self.talk.began(self.at)
        for _ in range(int(seconds * 50)):
            self.at += 20
            self.talk.push(LOUD, self.at)
        if pauses:
            self.talk.paused(self.at)
        self.at += 1000
        await asyncio.sleep(0)

    async def answer(self, request: ChatRequest = ASKED) -> list[ModelPart]:
        """What the brain gets, signs of life aside."""
        async with asyncio.timeout(30):
            found = [part async for part in self.model.stream(request)]
        return [part for part in found if part != TextPiece("")]

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait for something that the other side does."""
        async with asyncio.timeout(30):
            while not true():  # noqa: ASYNC110 - it is told of by the other side
                await asyncio.sleep(0)


@asynccontextmanager
async def bench(
    vendor: str, *says: LiveSays, faults: tuple[Fault, ...] = (), turns: Turns = "ours",
    key: str = KEY,
) -> AsyncIterator[Bench]:  # fmt: skip
    script = Talk(in_order(*says))
    peer: Any = GeminiLivePeer if vendor == "gemini" else OpenAiRealtimePeer
    async with SocketServer(lambda *asked: peer.let_in(*asked, script), faults) as server:

        def make(setup: LiveSetup, handle: str | None) -> LiveWire:
            if vendor == "gemini":
                return LiveApiWire(
                    key, setup, model="live", handle=handle, base_url=server.base_url
                )
            return RealtimeWire(key, setup, base_url=f"{server.base_url}/v1")

        async def setup() -> LiveSetup:
            return LiveSetup("Be kind.", (TOOL,), ("en", "hi"), turns)

        notes: list[str] = []
        talk = LiveTalk(setup, make, note=notes.append)
        talk.start()
        try:
            yield Bench(talk, LiveModel(talk), server, script, notes)
        finally:
            await talk.close()


def text(parts: list[ModelPart]) -> str:
    return "".join(part.text for part in parts if isinstance(part, TextPiece))


@pytest.mark.parametrize("vendor", VENDORS)
async def test_the_answer_to_the_callers_sound_is_words_and_their_own_sound(vendor: str) -> None:
    async with bench(vendor, LiveSays(QUESTION)) as b:
        await b.talk.ready(30)
        await b.speaks()
        parts = await b.answer()
        assert text(parts) == QUESTION
        assert isinstance(parts[-1], ModelEnd)
        assert parts[-1].usage
        assert b.script.history == [("caller", "(sound)"), ("assistant", QUESTION)]
        rate = 16_000 if vendor == "gemini" else 24_000
        sent = b.script.heard_bytes / 2 / rate if vendor == "gemini" else 0.6
        assert 0.5 < sent < 1.0, "the caller's sound, and what was right before it"
        voice = LiveVoice(SimulatedSpeaker(Delays()), b.model, b.talk)
        first = b"".join([pcm async for pcm in voice.speak("For how many people?", Voice("en"))])
        rest = b"".join([pcm async for pcm in voice.speak("I look for a table.", Voice("en"))])
        assert len(first) + len(rest) == pytest.approx(8000 * 2 * 2.2, rel=0.05)
        assert len(first) / len(rest) == pytest.approx(len("For how many people?") / 19, rel=0.15)


@pytest.mark.parametrize("vendor", VENDORS)
async def test_tool_calls_come_unchecked_and_their_results_are_answered(vendor: str) -> None:
    given = {"day": "2027-05-06"}
    async with bench(
        vendor, LiveSays(calls=(("find", given), ("find", "{broken"))), LiveSays("It is free.")
    ) as b:
        await b.talk.ready(30)
        await b.speaks()
        parts = await b.answer()
        calls = [part for part in parts if isinstance(part, ToolCall)]
        assert [one.name for one in calls] == ["find", "find"]
        assert json.loads(calls[0].arguments) == given
        assert calls[1].arguments == "{broken"
        results = tuple(Message("tool", '{"n": 1}', tool_call_id=one.id) for one in calls)
        again = (*ASKED.messages, Message("assistant", "", tuple(calls)), *results)
        assert text(await b.answer(ChatRequest(again))) == "It is free."
        assert [kind for kind, _ in b.script.history].count("result") == 2
        assert b.script.errors == []


@pytest.mark.parametrize("vendor", VENDORS)
async def test_what_the_house_said_itself_the_model_is_told(vendor: str) -> None:
    async with bench(vendor, LiveSays("It is yours."), LiveSays("Bye.")) as b:
        await b.talk.ready(30)
        b.model.begin_turn()
        b.model.settle(["Stage, hello."])
        await b.until(lambda: ("assistant", "Stage, hello.") in b.script.history)
        await b.speaks()
        b.model.begin_turn()
        assert text(await b.answer()) == "It is yours."
        b.model.settle(["That I do not know."])
        await b.until(lambda: ("assistant", "That I do not know.") in b.script.history)
        if vendor == "openai":
            await b.until(lambda: bool(b.script.truncated))
            assert b.script.truncated[0][1] == 0, "what was withheld was not heard"


async def test_an_answer_that_was_spoken_over_is_truncated_at_what_was_heard() -> None:
    async with bench("openai", LiveSays(QUESTION), LiveSays("Yes.")) as b:
        await b.talk.ready(30)
        await b.speaks()
        b.model.begin_turn()
        await b.answer()
        voice = LiveVoice(SimulatedSpeaker(Delays()), b.model, b.talk)
        for one in ("For how many people?", "I look for a table."):
            async for _ in voice.speak(one, Voice("en")):
                pass
        await b.speaks(pauses=False)  # over our sound: kept back until it is known to be words
        assert not b.talk.playing_until < asyncio.get_running_loop().time()
        heard = [HeardSentence("For how many people?", 800), HeardSentence("I look", 0)]
        voice.cut(heard)
        b.talk.paused(b.at)
        await b.until(lambda: len(b.script.truncated) == 1)
        assert b.script.truncated[0][1] == 800
        b.model.begin_turn()
        assert text(await b.answer()) == "Yes."
        assert b.script.errors == []


@pytest.mark.parametrize("vendor", VENDORS)
async def test_an_answer_is_cancelled_when_the_caller_goes_on(vendor: str) -> None:
    async with bench(vendor, LiveSays(QUESTION), LiveSays("I see.")) as b:
        await b.talk.ready(30)
        b.script.drip = 3
        await b.speaks()
        await b.until(lambda: len(b.script.history) >= 1)
        b.script.drip = None
        b.talk.resumed()
        for _ in range(20):
            b.at += 20
            b.talk.push(LOUD, b.at)
        b.talk.paused(b.at)
        assert text(await b.answer()) == "I see."
        assert b.script.cancelled == 1
        assert b.script.errors == []


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize(
    "fault",
    [Fault(drop_after=4), Fault(garbage_after=4), Fault(close_after=4)],
    ids=["drop", "garbage", "close"],
)
async def test_a_talk_that_breaks_off_fails_the_turn_and_comes_back(
    vendor: str, fault: Fault
) -> None:
    async with bench(vendor, LiveSays(QUESTION), LiveSays("Again."), faults=(fault,)) as b:
        await b.talk.ready(30)
        await b.speaks()
        with pytest.raises(ProviderError) as failed:
            await b.answer()
        assert failed.value.stage == "thinker"
        await b.until(lambda: b.server.script.connections == 2)
        await b.speaks()
        assert text(await b.answer()) == "Again."
        told = [said for said in b.script.history if said[0] != "result"]
        if vendor == "openai":
            assert ("assistant", "Stage, hello.") in told, "a new talk is told what was said"
            assert b.notes == ["lost", "anew"]
        else:
            assert b.script.setups[1]["sessionResumption"] == b.script.setups[1].get(
                "sessionResumption"
            )
            assert b.notes == ["lost", "resumed"]


@pytest.mark.parametrize("vendor", VENDORS)
async def test_a_silent_server_is_left_by_its_deadline_alone(vendor: str) -> None:
    async with bench(vendor, LiveSays(QUESTION), faults=(Fault(stall_after=3),)) as b:
        await b.talk.ready(30)
        await b.speaks()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await b.answer()


@pytest.mark.parametrize("vendor", VENDORS)
async def test_a_refused_key_is_said_at_once_and_not_tried_again(vendor: str) -> None:
    async with bench(vendor, key="wrong") as b:
        with pytest.raises(ProviderError) as failed:
            await b.talk.ready(30)
        assert (failed.value.code, failed.value.retryable) == ("401", False)
        await b.speaks()
        assert b.server.script.connections == 1


async def test_a_server_that_leaves_is_left_at_a_quiet_moment_with_the_handle() -> None:
    async with bench("gemini", LiveSays("One."), LiveSays("Two.")) as b:
        b.script.leaves = True
        await b.talk.ready(30)
        await b.speaks()
        assert text(await b.answer()) == "One."
        await b.until(lambda: len(b.script.setups) == 2)
        assert b.script.setups[1]["sessionResumption"]["handle"]
        await b.speaks()
        assert text(await b.answer()) == "Two."
        assert b.notes == ["resumed"]


async def test_the_servers_own_detector_may_take_the_turns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live, "_SERVER_S", 0.1)
    async with bench("openai", LiveSays("Asked after all."), turns="server") as b:
        await b.talk.ready(30)
        await b.speaks()
        assert text(await b.answer()) == "Asked after all."
        detection = b.script.setups[0]["audio"]["input"]["turn_detection"]
        assert detection["type"] == "server_vad"
        assert ("caller", "(sound)") not in b.script.history, "nothing was committed by us"


def test_the_hum_of_the_script_is_as_long_as_its_words() -> None:
    assert len(hum(10)) == 24_000 * 2 * (500 + 160) // 1000


async def test_the_vendors_own_client_reads_the_script_and_its_types_hold_both_ways() -> None:
    said = LiveSays(QUESTION, (("find", {"day": None}),))
    async with bench("openai", said, LiveSays("Again."), LiveSays(breaks=True)) as b:
        await b.talk.ready(30)
        await b.speaks()
        b.model.begin_turn()
        parts = await b.answer()
        call = next(part for part in parts if isinstance(part, ToolCall))
        result = Message("tool", "{}", tool_call_id=call.id)
        await b.answer(ChatRequest((*ASKED.messages, Message("assistant", "", (call,)), result)))
        b.model.settle(["One moment."])
        b.model.cut([])
        await b.until(lambda: b.script.history[-1] == ("assistant", "One moment."))
        ours = TypeAdapter[Any](RealtimeClientEventParam)
        for message in b.server.received:
            ours.validate_json(message)
        theirs = AsyncOpenAI(api_key=KEY, websocket_base_url=f"{b.server.base_url}/v1")
        seen = []
        async with theirs.realtime.connect(model="gpt-realtime") as socket:
            await socket.session.update(session=b.script.setups[0])  # type: ignore[arg-type]
            await socket.response.create()
            async for event in socket:
                seen.append(event)
                if event.type == "response.done":
                    break
        for event in seen:
            TypeAdapter[Any](RealtimeServerEvent).validate_python(event.model_dump())
        assert [event.type for event in seen[:3]] == [
            "session.created", "session.updated", "response.created",
        ]  # fmt: skip
        assert seen[-1].type == "response.done"
        assert seen[-1].response.status == "failed"
