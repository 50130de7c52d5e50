"""What a call's voice leaves behind, and what a caller hears when it hangs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from vaani.call.core.endpointing import EndpointSettings
from vaani.call.core.manner import TurnSettings
from vaani.call.plan import Caller, CallPlan, Transfer
from vaani.call.ports.journal import TurnRecord
from vaani.call.ports.speaker import Speaker, Voice
from vaani.call.ports.thinker import Thinker
from vaani.call.ports.transcriber import Alternative, Heard
from vaani.call.session import CallSession, Parts
from vaani.call.switchboard import Switchboard
from vaani.dialogue import fixed
from vaani.dialogue.brain import FlowBrain
from vaani.domain.businesses.file import load_business
from vaani.kit.clock import MediaMs
from vaani.providers.cache import CachedSpeaker
from vaani.providers.deadline import PunctualSpeaker
from vaani.providers.simulated.delays import Delays
from vaani.providers.simulated.energy import EnergyDetector
from vaani.providers.simulated.speaker import SimulatedSpeaker
from vaani.providers.simulated.thinker import SimulatedThinker
from vaani.providers.simulated.transcriber import SimulatedTranscriber
from vaani.testing.paper_desk import PaperDesk
from vaani.testing.rehearsal import plan as rehearsed
from vaani.testing.stage import MemoryJournal, StageCaller, StageLine
from vaani.testing.text_call import HandClock
from vaani.testing.virtual_time import run
from vaani.testing.voices import LegibleVoice, sound_of

DINER = load_business(Path(__file__).parent / "text" / "scenarios" / "diner.yaml")
NOW = datetime.fromisoformat("2027-06-07T10:00+05:30")
SAYS = {
    "ask_name": "Rohan Mehta",
    "ask_phone": "nine eight seven six five four three two one zero",
    "readback": "Yes, please.",
    "anything_else": "No, thank you. Bye.",
    "greet": "A table for four tomorrow at eight in the evening.",
    "inform": "Yes, that is right.",
}
"""What the caller answers to which act of ours."""


class AnsweringJournal(MemoryJournal):
    """Lets the caller answer once our turn was heard."""

    def __init__(self, answer: Callable[[TurnRecord], None]) -> None:
        super().__init__()
        self._answer = answer

    def turn(self, record: TurnRecord) -> None:
        super().turn(record)
        if record.speaker == "assistant":
            self._answer(record)


class UnderstandingTranscriber(SimulatedTranscriber):
    """Hears the words that the caller has on his tongue."""

    words = ""

    def paused(self, utterance: int, at: MediaMs) -> None:
        said = Heard(utterance, (Alternative(self.words, "en"),), True)
        self._heard.put_nowait(said)


class Evening:
    """One call on virtual time, with a voice of the test's choice."""

    def __init__(self, plan: CallPlan, thinker: Thinker, speaker: Speaker) -> None:
        self.board = Switchboard(EnergyDetector())
        self.line = StageLine()
        self.journal = AnsweringJournal(self._answer)
        self._sounds: list[tuple[float, float]] = []
        self._transcriber = UnderstandingTranscriber(Delays())
        self._began = asyncio.get_running_loop().time()
        parts = Parts(self._transcriber, thinker, speaker, self.journal)
        turns = TurnSettings(endpoint=EndpointSettings(fixed_ms=300))
        self.session = CallSession(plan, self.line, parts, self.board, turns=turns)
        self.line.ear = self.session

    def _answer(self, record: TurnRecord) -> None:
        words = [said for act, said in SAYS.items() if act in record.acts]
        if words:
            self._transcriber.words = words[0]
            now = asyncio.get_running_loop().time() - self._began
            self._sounds.append((now + 0.5, now + 2.0))

    async def play(self, seconds: float) -> None:
        caller = asyncio.ensure_future(StageCaller(self.session, self._sounds).call(seconds))
        await self.session.run()
        caller.cancel()
        await asyncio.gather(caller, return_exceptions=True)
        await self.board.close()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_name_and_a_number_that_were_read_back_are_nowhere_on_the_disk(tmp_path: Path) -> None:
    inside = LegibleVoice()

    async def call() -> Evening:
        plan = CallPlan("call", DINER, Caller(None), "stage", "s", language="en")
        desk = PaperDesk(plan, HandClock(NOW))
        speaker = CachedSpeaker(PunctualSpeaker(inside), tmp_path)
        speaker.allow((text, Voice("en")) for text in fixed.constant("en"))
        evening = Evening(plan, FlowBrain(plan, desk), speaker)
        await evening.play(90)
        assert [row.name for row in desk.rows if row.created_in_call] == ["Rohan Mehta"]
        return evening

    evening = run(call)
    of_callers = [text for text in inside.said if "rohan" in text.lower() or "nine eight" in text]
    assert any("Rohan Mehta" in text for text in of_callers), evening.journal.said("assistant")
    assert any("nine eight" in text for text in of_callers), evening.journal.said("assistant")

    harmless = set(fixed.constant("en"))
    there = contents(tmp_path)
    spoken = [text for text in dict.fromkeys(inside.said) if text in harmless]
    assert len(there) == len(spoken) > 0
    for sound in there.values():
        assert any(sound.endswith(sound_of(text)) for text in spoken)

    async def keyed_by_what_was_said() -> None:
        later = CachedSpeaker(LegibleVoice(), tmp_path)
        for text in set(inside.said) - harmless:
            async for _ in later.speak(text, Voice("en")):
                pass
        assert later.counts.folder == 0
        assert later.counts.missed > 0

    asyncio.run(keyed_by_what_was_said())
    assert contents(tmp_path) == there


def test_a_caller_whose_voice_hangs_is_passed_on_and_not_left_in_silence() -> None:
    async def call() -> None:
        rung = rehearsed()
        business = replace(rung.business, transfer=Transfer("+919999900009"))
        hung = SimulatedSpeaker(Delays(first_audio_ms=3_600_000))
        speaker = CachedSpeaker(PunctualSpeaker(hung))
        evening = Evening(replace(rung, business=business), SimulatedThinker(Delays()), speaker)
        await evening.play(60)
        assert evening.line.heard == []
        assert evening.line.transferred == "+919999900009"
        assert evening.line.hung_up_at is not None
        assert 9 < evening.line.hung_up_at < 11
        failed = [data for kind, _, data in evening.journal.events if kind == "provider.failed"]
        assert failed == [{"stage": "speaker", "code": "late"}]
        assert evening.journal.status == "failed"

    run(call)
