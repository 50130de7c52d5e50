"""The real session on virtual time: what a caller hears, and what is left when he hangs up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from time import thread_time

import numpy as np
import pytest

from vaani.call.core.endpointing import EndpointSettings
from vaani.call.core.manner import TurnSettings
from vaani.call.phrases import APOLOGY
from vaani.call.plan import Transfer
from vaani.call.ports.detector import Floats
from vaani.call.ports.line import MULAW_8K
from vaani.call.ports.thinker import CallerTurn, CallResult, Commit, ReplyEnd, ReplyPart, Sentence
from vaani.call.ports.transcriber import Heard
from vaani.call.recording import Recording
from vaani.call.session import CallSession, Parts
from vaani.call.switchboard import Admission, Switchboard
from vaani.kit.errors import ProviderError
from vaani.providers.simulated.delays import REPLY, Delays
from vaani.providers.simulated.energy import EnergyDetector
from vaani.providers.simulated.speaker import SimulatedSpeaker
from vaani.providers.simulated.thinker import GREETING, TOO_BUSY, SimulatedThinker
from vaani.providers.simulated.transcriber import SimulatedTranscriber
from vaani.testing.rehearsal import plan
from vaani.testing.stage import MemoryJournal, StageCaller, StageLine
from vaani.testing.virtual_time import passes, run


class Stage:
    """One call, played."""

    def __init__(
        self,
        thinker: object | None = None,
        record: bool = False,
        transcriber: SimulatedTranscriber | None = None,
        transfer: Transfer | None = None,
        passes_on: bool = True,
    ) -> None:
        delays = Delays()
        self.board = Switchboard(EnergyDetector())
        self.line = StageLine()
        self.journal = MemoryJournal()
        self.recording = Recording(MULAW_8K) if record else None
        self.stages: list[tuple[str, float]] = []
        loop = asyncio.get_running_loop()
        parts = Parts(
            transcriber=transcriber or SimulatedTranscriber(delays),
            thinker=thinker or SimulatedThinker(delays),  # type: ignore[arg-type]
            speaker=SimulatedSpeaker(delays),
            journal=self.journal,
            recording=self.recording,
            probe=lambda name, number: self.stages.append((name, loop.time())),
        )
        turns = TurnSettings(endpoint=EndpointSettings(fixed_ms=300))
        made = plan()
        made = replace(
            made, business=replace(made.business, transfer=transfer), passes_on=passes_on
        )
        self.session = CallSession(made, self.line, parts, self.board, turns=turns)
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


class HandingOver:
    """A brain that passes the caller on after his first turn, in so many words."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.result = CallResult("abandoned", "en")

    async def reply(self, turn: CallerTurn, commit: Commit) -> AsyncIterator[ReplyPart]:
        if turn.kind == "start":
            yield Sentence("Hello.", "en")
            yield ReplyEnd()
            return
        yield Sentence(self.words, "en")
        yield ReplyEnd(then="transfer", transfer_to="+911140001234")
        await commit.wait()
        self.result = CallResult("transferred", "en", "+911140001234", otherwise="booked")

    async def hung_up(self) -> CallResult:
        return self.result


def test_a_caller_who_leaves_while_he_is_told_so_was_not_passed_on() -> None:
    async def call() -> None:
        stage = Stage(HandingOver("One moment, I am connecting you to somebody at the desk."))
        await stage.play([(2.0, 3.0)], 5)
        assert stage.line.transferred is None
        assert stage.journal.result is not None
        assert (stage.journal.result.outcome, stage.journal.result.transfer) == ("booked", None)

    run(call)


def test_a_caller_who_waits_is_passed_on_and_it_is_kept_so() -> None:
    async def call() -> None:
        stage = Stage(HandingOver("One moment."))
        await stage.play([(2.0, 3.0)], 9, hang_up=False)
        assert stage.line.transferred == "+911140001234"
        assert stage.journal.result is not None
        assert stage.journal.result.outcome == "transferred"
        assert stage.journal.result.transfer == "+911140001234"

    run(call)


def test_a_call_without_a_brain_that_passes_its_caller_on_keeps_that_it_did() -> None:
    async def call() -> None:
        gone = BrokenBrain(ProviderError("thinker", "key revoked", code="401"))
        stage = Stage(gone, transfer=Transfer("+911140001234"))
        await stage.play([(2.0, 3.0)], 16, hang_up=False)
        assert stage.line.transferred == "+911140001234"
        assert stage.journal.result is not None
        result = stage.journal.result
        assert (result.outcome, result.otherwise) == ("transferred", "abandoned")
        assert result.transfer == "+911140001234"

    run(call)


def test_a_line_that_cannot_pass_on_is_not_asked_to() -> None:
    async def call() -> None:
        gone = BrokenBrain(ProviderError("thinker", "key revoked", code="401"))
        stage = Stage(gone, transfer=Transfer("+911140001234"), passes_on=False)
        await stage.play([(2.0, 3.0)], 16, hang_up=False)
        assert stage.line.transferred is None
        assert stage.line.hung_up_at is not None
        assert stage.journal.result is not None
        assert stage.journal.result.outcome == "unresolved"

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
        board = Switchboard(EnergyDetector(), Admission(per_second=2))
        assert [board.admits() for _ in range(4)] == [True, True, False, False]
        assert board.refused == 2
        two = Switchboard(EnergyDetector(), Admission(max_calls=2))
        assert [two.admits() for _ in range(3)] == [True, True, False]
        stage = Stage()
        two.join(stage.session)
        assert not two.admits(), "one is up and one is on its way"
        await passes(10.5)
        assert two.admits(), "the one on its way never came"
        assert not two.admits()
        await two.close()
        draining = Switchboard(EnergyDetector())
        draining.draining = True
        assert not draining.admits()

    run(call)


class Working:
    """A test double: a call whose every beat takes its share of the thread."""

    detector_state: Floats = np.zeros(0, dtype=np.float32)
    wake = 0.0
    ready = False

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def window(self) -> bytes | None:
        return None

    def scored(self, probability: float) -> None: ...

    def beat(self, now: float) -> None:
        until = thread_time() + self._seconds
        while thread_time() < until:
            pass

    def broken(self) -> None: ...


@pytest.mark.parametrize(("seconds", "room"), [(0.0, True), (0.006, False)])
def test_a_thread_whose_time_is_taken_refuses_before_it_is_late(seconds: float, room: bool) -> None:
    async def call() -> None:
        board = Switchboard(EnergyDetector(), Admission(late_ms=1000))
        for _ in range(4):
            board.join(Working(seconds))
        assert board.admits(), "nothing is known yet"
        await passes(1)
        assert board.admits() is room
        assert (board.busy < 0.8) is room
        await board.close()

    run(call)


class Faulty(SimulatedTranscriber):
    """A test double: a recogniser that fails so many times when it is asked for words."""

    def __init__(self, times: int) -> None:
        super().__init__(Delays())
        self.left = times

    async def heard(self) -> AsyncIterator[Heard]:
        async for one in super().heard():
            if one.final and self.left:
                self.left -= 1
                raise ProviderError("transcriber", "busy", code="busy", retryable=True)
            yield one


def test_a_recogniser_that_fails_once_hears_the_callers_next_words() -> None:
    async def call() -> None:
        stage = Stage(transcriber=Faulty(1))
        await stage.play([(3.0, 4.5), (12.0, 13.5)], 24)
        assert APOLOGY.speak("en") in stage.journal.said("assistant")
        assert stage.journal.said("caller") == ["this is what I say number 2"]
        assert stage.journal.said("assistant")[-1] == " ".join(REPLY)

    run(call)


def test_where_the_recogniser_fails_again_and_again_the_caller_is_told_why() -> None:
    async def call() -> None:
        stage = Stage(transcriber=Faulty(99))
        sounds = [(3.0 + 9 * number, 4.5 + 9 * number) for number in range(6)]
        await stage.play(sounds, 60, hang_up=False)
        assert stage.journal.said("assistant")[-1] == TOO_BUSY
        assert stage.line.hung_up_at is not None

    run(call)


class SlowWrite:
    """A brain that needs two seconds to write what the caller said yes to; a test double."""

    def __init__(self) -> None:
        self.written = False

    async def reply(self, turn: CallerTurn, commit: Commit) -> AsyncIterator[ReplyPart]:
        if turn.kind == "said":
            await commit.wait()
            await passes(2)
            self.written = True
        yield Sentence("Hello.", "en")
        yield ReplyEnd()

    async def hung_up(self) -> CallResult:
        return CallResult("booked" if self.written else "abandoned", "en")


def test_a_caller_who_says_yes_and_hangs_up_has_his_booking_and_the_call_knows_it() -> None:
    async def call() -> None:
        brain = SlowWrite()
        stage = Stage(brain)
        await stage.play([(3.0, 4.0)], 5.2)
        assert brain.written
        assert stage.journal.result == CallResult("booked", "en")

    run(call)


def test_keys_pressed_faster_than_anybody_thinks_do_not_hold_up_the_end_of_the_call() -> None:
    async def call() -> None:
        stage = Stage(SlowWrite())
        loop = asyncio.get_running_loop()

        async def presses() -> None:
            await passes(3)
            for _ in range(20):
                stage.session.digit("7")
                stage.session.digit("#")
            stage.session.gone("hangup")
            gone_at.append(loop.time())

        gone_at: list[float] = []
        async with asyncio.TaskGroup() as group:
            running = group.create_task(stage.session.run())
            group.create_task(StageCaller(stage.session, []).call(4))
            group.create_task(presses())
            await running
            assert loop.time() - gone_at[0] < 1
        await stage.board.close()

    run(call)


class Torn(SimulatedThinker):
    """A brain whose end fails, as a locked database makes it fail; a test double."""

    async def hung_up(self) -> CallResult:
        raise OSError("the disk is full")


def test_a_brain_that_cannot_end_does_not_lose_the_calls_end() -> None:
    async def call() -> None:
        stage = Stage(Torn(Delays()))
        await stage.play([(3.0, 4.5)], 9)
        assert (stage.journal.status, stage.journal.ended_by) == ("completed", "caller")
        assert stage.journal.result == CallResult("abandoned", "en")

    run(call)


class Stumbling(EnergyDetector):
    """A detector that fails from a moment on; a test double."""

    fails = False

    def score(self, samples: Floats, states: Floats) -> tuple[Floats, Floats]:
        if self.fails:
            raise ValueError("no such shape")
        return super().score(samples, states)


def test_a_fault_in_one_calls_beat_ends_that_call_and_no_other() -> None:
    async def call() -> None:
        board = Switchboard(EnergyDetector())
        stages = [Stage(), Stage()]
        for stage in stages:
            stage.session._board = board

        def trip(now: float) -> None:
            raise RuntimeError("a fault")

        async with asyncio.TaskGroup() as group:
            for stage in stages:
                group.create_task(stage.session.run())
                group.create_task(StageCaller(stage.session, [(3.0, 4.5)]).call(12))
            await passes(2)
            stages[0].session.beat = trip  # type: ignore[method-assign]
            stages[0].session.wake = 0.0
        assert board.beating
        await board.close()
        assert stages[0].journal.status == "failed"
        assert stages[0].line.hung_up_at is not None
        assert stages[0].line.hung_up_at < 3
        assert stages[1].journal.said("assistant") == [GREETING, " ".join(REPLY)]
        assert stages[1].journal.status == "completed"

    run(call)


def test_a_voice_detector_that_fails_ends_calls_instead_of_leaving_them_deaf() -> None:
    async def call() -> None:
        stage = Stage()
        detector = Stumbling()
        stage.session._board = Switchboard(detector)
        async with asyncio.TaskGroup() as group:
            group.create_task(stage.session.run())
            group.create_task(StageCaller(stage.session, [(2.0, 3.5)]).call(4))
            await passes(2)
            detector.fails = True
        await stage.session._board.close()
        assert stage.journal.status == "failed"
        assert stage.line.hung_up_at is not None
        assert stage.line.hung_up_at < 2.5

    run(call)
