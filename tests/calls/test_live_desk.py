"""Staff in a running call, with the real rule brain and the real session, on virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from importlib.resources import files
from typing import Any

import numpy as np

from vaani.audio.g711 import encode_mulaw
from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.line import MULAW_8K
from vaani.call.ports.transcriber import Alternative, Heard
from vaani.call.recording import Recording
from vaani.call.session import CallSession, Parts
from vaani.call.switchboard import Switchboard
from vaani.dialogue.brain import FlowBrain
from vaani.domain.businesses.file import parse_business
from vaani.providers.simulated.delays import Delays
from vaani.providers.simulated.energy import EnergyDetector
from vaani.providers.simulated.speaker import SimulatedSpeaker
from vaani.providers.simulated.transcriber import SimulatedTranscriber
from vaani.testing.paper_desk import PaperDesk
from vaani.testing.stage import FRAME, MemoryJournal, StageCaller, StageLine
from vaani.testing.text_call import HandClock
from vaani.testing.virtual_time import passes, run

RESTAURANT = parse_business(
    files("vaani.domain.businesses").joinpath("demo/madhuban.yaml").read_text(encoding="utf-8")
).business


class ReadTranscriber(SimulatedTranscriber):
    """Gives the texts of a script, one for each utterance."""

    def __init__(self, script: list[str]) -> None:
        super().__init__(Delays())
        self._script = script

    def paused(self, utterance: int, at: Any) -> None:
        super().paused(utterance, at)
        if self._timer is not None:
            self._timer.cancel()
        text = self._script[min(utterance, len(self._script)) - 1]
        said = Heard(utterance, (Alternative(text),), True)
        self._timer = asyncio.get_running_loop().call_later(0.2, self._heard.put_nowait, said)


class Ears:
    """A `Listener` that keeps what it is told."""

    def __init__(self) -> None:
        self.sound: dict[str, list[tuple[int, bytes]]] = {"caller": [], "ours": []}
        self.kinds: list[str] = []
        self.is_over = False

    def caller(self, at_ms: int, payload: bytes) -> None:
        self.sound["caller"].append((at_ms, payload))

    def ours(self, at_ms: int, payload: bytes) -> None:
        self.sound["ours"].append((at_ms, payload))

    def unheard(self, milliseconds: int) -> None:
        self.kinds.append(f"unheard {milliseconds}")

    def told(self, kind: str, about: dict[str, Any]) -> None:
        self.kinds.append(kind)

    def over(self) -> None:
        self.is_over = True


class Table:
    """A call to a restaurant that one of the staff joins."""

    def __init__(self, script: list[str]) -> None:
        plan = CallPlan("c", RESTAURANT, Caller("+919999940001"), "stage", "s", language="en")
        clock = HandClock(datetime.fromisoformat("2027-06-07T10:00+05:30"))
        self.desk = PaperDesk(plan, clock)
        self.board = Switchboard(EnergyDetector())
        self.line, self.journal, self.ears = StageLine(), MemoryJournal(), Ears()
        self.recording = Recording(MULAW_8K)
        parts = Parts(
            transcriber=ReadTranscriber(script),
            thinker=FlowBrain(plan, self.desk),
            speaker=SimulatedSpeaker(Delays()),
            journal=self.journal,
            recording=self.recording,
            ears=lambda: ReadTranscriber(["the terrace is open"]),
        )
        self.session = CallSession(plan, self.line, parts, self.board)
        self.line.ear = self.session
        self.session.follow(self.ears)
        self.refusals: list[str | None] = []

    async def play(
        self,
        sounds: list[tuple[float, float]],
        seconds: float,
        *staff: tuple[float, Callable[[], Any]],
    ) -> None:
        async def act(at: float, what: Callable[[], Any]) -> None:
            await passes(at)
            result = what()
            if asyncio.iscoroutine(result):
                self.refusals.append(await result)

        async with asyncio.TaskGroup() as group:
            group.create_task(self.session.run())
            group.create_task(StageCaller(self.session, sounds).call(seconds))
            for at, what in staff:
                group.create_task(act(at, what))
        await self.board.close()

    def human(self, begin: int, end: int) -> list[tuple[float, Callable[[], Any]]]:
        """A person speaks between these seconds, 20 ms at a time."""
        loud = encode_mulaw(np.random.default_rng(3).normal(0, 6000, FRAME).astype(np.int16))
        frames = range((end - begin) * 50)
        return [(begin + at * 0.02, lambda: self.session.speak(loud)) for at in frames]


ORDER = "a table for four tomorrow at seven in the evening please, my name is Ravi"


def test_a_whispered_time_is_checked_offered_and_booked_only_with_the_callers_yes() -> None:
    async def call() -> None:
        table = Table([ORDER, "yes please"])
        await table.play(
            [(4.0, 8.0), (36.0, 37.0)],
            44,
            (18.0, lambda: table.session.ask("whisper", "offer 5 pm")),
            (20.0, lambda: table.session.ask("whisper", "offer 8:30 pm")),
        )
        first, second = table.refusals
        assert "Five in the evening is outside our hours" in (first or "")
        assert second is None
        said = table.journal.said("assistant")
        assert not any("Five in the evening" in one for one in said)
        assert "half past eight in the evening" in said[2]
        (row,) = table.desk.rows
        assert (row.start.hour, row.start.minute) == (20, 30)

    run(call)


def test_a_person_takes_over_is_heard_and_recorded_and_hands_back_the_same_talk() -> None:
    async def call() -> None:
        table = Table([ORDER, "is the terrace open", "yes please"])
        await table.play(
            [(4.0, 8.0), (20.0, 22.0), (35.0, 36.0)],
            42,
            (18.0, lambda: table.session.ask("take_over")),
            *table.human(23, 26),
            (30.0, lambda: table.session.ask("hand_back")),
        )
        assert table.refusals == [None, None]
        kept = [(turn.speaker, turn.text) for turn in table.journal.turns]
        at = kept.index(("caller", "is the terrace open"))
        assert kept[at + 1][0] == "human"
        assert kept[at + 1][1] == "the terrace is open"
        human = table.journal.turns[at + 1]
        assert abs(human.start_ms - 23_000) < 300
        assert abs(human.end_ms - 26_000) < 300
        assert any(start < 23.2 and end > 25.8 for start, end in table.line.heard)
        assert all(table.line.silent_at(second) for second in (18.5, 20, 22, 27, 29))
        assert table.desk.rows, "the read-back of before was answered after it"
        _, _, ours = table.recording.channels()
        assert len(set(ours[24_000 * 8 : 24_020 * 8])) > 60
        assert {"human", "turn", "heard"} <= set(table.ears.kinds)
        assert table.ears.is_over

    run(call)


def test_a_listener_hears_both_and_what_was_taken_back() -> None:
    async def call() -> None:
        table = Table([ORDER])
        await table.play([(0.6, 3.0)], 10)
        caller, ours = table.ears.sound["caller"], table.ears.sound["ours"]
        assert len(caller) == 500
        assert [at for at, _ in caller[:3]] == [0, 20, 40]
        assert ours[0][0] < 600
        assert any(kind.startswith("unheard") for kind in table.ears.kinds)

    run(call)


def test_sound_of_somebody_who_has_not_taken_over_reaches_nobody() -> None:
    async def call() -> None:
        table = Table([ORDER])
        await table.play([], 6, *table.human(4, 5))
        assert table.line.silent_at(4.5)
        late = await table.session.ask("take_over")
        assert late == "The call is over."

    run(call)
