"""The real session on virtual time: what a caller hears, and what is left when he hangs up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from vaani.call.core.conversation import TurnSettings
from vaani.call.core.endpointing import EndpointSettings
from vaani.call.phrases import APOLOGY
from vaani.call.ports.line import MULAW_8K
from vaani.call.ports.thinker import CallerTurn, CallResult, Commit, ReplyEnd, ReplyPart, Sentence
from vaani.call.recording import Recording
from vaani.call.session import CallSession, Parts
from vaani.call.switchboard import Switchboard
from vaani.kit.errors import ProviderError
from vaani.providers.simulated.delays import REPLY, Delays
from vaani.providers.simulated.energy import EnergyDetector
from vaani.providers.simulated.speaker import SimulatedSpeaker
from vaani.providers.simulated.thinker import GREETING, SimulatedThinker
from vaani.providers.simulated.transcriber import SimulatedTranscriber
from vaani.testing.rehearsal import plan
from vaani.testing.stage import MemoryJournal, StageCaller, StageLine
from vaani.testing.virtual_time import run


class Stage:
    """One call, played."""

    def __init__(self, thinker: object | None = None, record: bool = False) -> None:
        delays = Delays()
        self.board = Switchboard(EnergyDetector())
        self.line = StageLine()
        self.journal = MemoryJournal()
        self.recording = Recording(MULAW_8K) if record else None
        self.stages: list[tuple[str, float]] = []
        loop = asyncio.get_running_loop()
        parts = Parts(
            transcriber=SimulatedTranscriber(delays),
            thinker=thinker or SimulatedThinker(delays),  # type: ignore[arg-type]
            speaker=SimulatedSpeaker(delays),
            journal=self.journal,
            recording=self.recording,
            probe=lambda name, number: self.stages.append((name, loop.time())),
        )
        turns = TurnSettings(endpoint=EndpointSettings(fixed_ms=300))
        self.session = CallSession(plan(), self.line, parts, self.board, turns=turns)
        self.line.ear = self.session

    async def play(
        self, sounds: list[tuple[float, float]], seconds: float, *, hang_up: bool = True
    ) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self.session.run())
            caller = StageCaller(self.session, sounds)
            group.create_task(caller.call(seconds, hang_up=hang_up))
        await self.board.close()


def test_a_caller_is_greeted_answered_and_his_words_are_kept() -> None:
    async def call() -> None:
        stage = Stage()
        await stage.play([(3.0, 4.5)], 12)
        assert stage.journal.said("assistant") == [GREETING, " ".join(REPLY)]
        assert stage.journal.said("caller") == ["this is what I say number 1"]
        assert stage.line.heard[0][0] < 0.5
        answer = stage.line.heard[1][0] - 4.5
        assert 0.6 < answer < 1.1
        assert stage.journal.ended_by == "caller"
        assert stage.journal.status == "completed"

    run(call)


def test_speaking_over_us_silences_us_within_350_ms_and_clears_the_carrier() -> None:
    async def call() -> None:
        stage = Stage()
        await stage.play([(3.0, 4.0), (6.0, 8.0)], 12)
        cleared = [at for at in stage.line.cleared if at > 6.0]
        assert cleared
        assert cleared[0] - 6.0 < 0.25
        assert stage.line.silent_at(6.35)
        cut = next(turn for turn in stage.journal.turns if turn.interrupted)
        assert " ".join(REPLY).startswith(cut.text)
        assert len(cut.text) < len(" ".join(REPLY))

    run(call)


def test_two_channels_of_the_recording_agree_with_the_transcript() -> None:
    async def call() -> None:
        stage = Stage(record=True)
        await stage.play([(3.0, 4.5)], 12)
        assert stage.recording is not None
        _, caller, ours = stage.recording.channels()
        assert len(caller) == len(ours)
        greeting, said, reply = stage.journal.turns
        loud = [
            n for n in range(len(caller) // 160) if len(set(caller[n * 160 : n * 160 + 160])) > 60
        ]
        assert abs(loud[0] * 20 - said.start_ms) <= 100
        assert abs(loud[-1] * 20 - said.end_ms) <= 100
        sounding = [
            n for n in range(len(ours) // 160) if ours[n * 160 : n * 160 + 160] != b"\xff" * 160
        ]
        assert abs(sounding[0] * 20 - greeting.start_ms) <= 100
        first_of_reply = next(n for n in sounding if n * 20 > said.end_ms)
        assert abs(first_of_reply * 20 - reply.start_ms) <= 100
        assert abs(sounding[-1] * 20 - reply.end_ms) <= 120

    run(call)


class BrokenBrain:
    """A test double that fails as real brains do."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.turns = 0

    async def reply(self, turn: CallerTurn, commit: Commit) -> AsyncIterator[ReplyPart]:
        self.turns += 1
        if turn.kind == "start":
            yield Sentence("Hello.", "en")
            yield ReplyEnd()
            return
        raise self.error

    async def hung_up(self) -> CallResult:
        return CallResult("abandoned", "en")


def test_a_fault_in_the_brain_is_heard_as_an_apology_and_the_call_goes_on() -> None:
    async def call() -> None:
        brain = BrokenBrain(RuntimeError("a bug"))
        stage = Stage(brain)
        await stage.play([(2.0, 3.0), (9.0, 10.0)], 16)
        assert APOLOGY.speak("en") in stage.journal.said("assistant")
        assert brain.turns >= 3
        assert stage.journal.ended_by == "caller"

    run(call)


def test_a_brain_that_is_gone_for_good_ends_the_call_with_an_explanation() -> None:
    async def call() -> None:
        stage = Stage(BrokenBrain(ProviderError("thinker", "key revoked", code="401")))
        await stage.play([(2.0, 3.0)], 16, hang_up=False)
        assert "technical problem" in stage.journal.said("assistant")[-1]
        assert stage.line.hung_up_at is not None

    run(call)


def test_a_line_that_sends_nothing_any_more_is_given_up() -> None:
    async def call() -> None:
        stage = Stage()
        await stage.play([], 2, hang_up=False)
        kinds = [kind for kind, _, _ in stage.journal.events]
        assert "caller.gone" in kinds
        assert stage.line.hung_up_at is not None
        assert stage.line.hung_up_at < 20

    run(call)


def test_malformed_frames_are_counted_and_never_end_a_call() -> None:
    async def call() -> None:
        stage = Stage()
        for _ in range(500):
            stage.session.malformed("not JSON")
            stage.session.media(b"")
            stage.session.media(b"\x00")
            stage.session.digit("x")
            stage.session.played("nonsense")
        await stage.play([(3.0, 4.0)], 10)
        assert stage.session.malformed_frames == 500
        assert stage.journal.status == "completed"

    run(call)


def test_an_hour_of_sound_in_a_second_does_not_delay_the_callers_real_words() -> None:
    async def call() -> None:
        stage = Stage()
        for _ in range(3600):
            stage.session.media(b"\xff" * 8000)
        await stage.play([(9.0, 10.0)], 16)
        assert stage.session.malformed_frames >= 3590
        assert stage.journal.status == "completed"
        assert len(stage.journal.said("caller")) == 1

    run(call)


def test_many_calls_share_one_beat_and_are_all_answered() -> None:
    async def call() -> None:
        board = Switchboard(EnergyDetector())
        stages = []
        for _ in range(25):
            stage = Stage()
            stage.session._board = board
            stages.append(stage)
        async with asyncio.TaskGroup() as group:
            for number, stage in enumerate(stages):
                start = 2.0 + number * 0.05
                group.create_task(stage.session.run())
                caller = StageCaller(stage.session, [(start, start + 1)])
                group.create_task(caller.call(9))
        await board.close()
        for stage in stages:
            assert len(stage.journal.said("assistant")) == 2

    run(call)


def test_a_full_process_refuses_and_a_reserved_place_counts() -> None:
    async def call() -> None:
        from vaani.call.switchboard import Admission

        board = Switchboard(EnergyDetector(), Admission(per_second=2))
        assert [board.admits() for _ in range(4)] == [True, True, False, False]
        assert board.refused == 2
        draining = Switchboard(EnergyDetector())
        draining.draining = True
        assert not draining.admits()

    run(call)


def test_two_who_ring_at_the_same_moment_do_not_both_get_the_last_line() -> None:
    async def call() -> None:
        from vaani.call.switchboard import Admission

        board = Switchboard(EnergyDetector(), Admission(max_calls=2))
        assert [board.admits() for _ in range(3)] == [True, True, False]
        first, second = Stage().session, Stage().session
        await StageCaller(first, []).call(1.1)
        assert [board.admits() for _ in range(3)] == [True, True, False], "neither of them came"
        board.join(first)
        assert not board.admits()
        board.join(second)
        assert not board.admits()
        board.leave(first)
        assert board.admits()
        await board.close()

    run(call)
