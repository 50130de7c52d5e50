"""How does one call run? Its tasks, its line, its clock.

Four tasks in one group: *hear* reads the transcriber, *understand* runs the thinker (`thinking`),
*speak* runs the voice (`voicing`), *decide* reads the mailbox and carries out what the pure
`Conversation` decides. Audio does not pass through them: the line calls `media`, the switchboard's
clock calls `beat`. People who join are `people`, what all parts share is `course`. Whatever fails
becomes a fact; one malformed frame never ends a call.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from vaani.call.consult import Place
from vaani.call.core.conversation import Conversation
from vaani.call.core.hearing import Hearing, HearingSettings
from vaani.call.core.manner import TurnSettings, hearing_of
from vaani.call.core.playout import Playout
from vaani.call.core.turns import Floor
from vaani.call.course import Course
from vaani.call.decisions import (
    Answer,
    Attend,
    Commit,
    Consult,
    Cut,
    Decision,
    Drop,
    EndCall,
    Expect,
    FinishSaying,
    FollowSpeech,
    Hold,
    Join,
    Note,
    Resume,
    Say,
    ScoreTurn,
    Think,
    Transfer,
    WriteTurn,
)
from vaani.call.facts import (
    Answered,
    CallerGone,
    CallerSaid,
    DigitPressed,
    DrainAsked,
    ProviderFailed,
    TurnScored,
    TurnTakingChosen,
    Wish,
)
from vaani.call.lanes import Ingress
from vaani.call.listener import Listener
from vaani.call.machines import MachineWatch
from vaani.call.people import IS_OVER, Means, People
from vaani.call.plan import CallPlan
from vaani.call.ports.detector import Floats, TurnDetector
from vaani.call.ports.journal import Journal
from vaani.call.ports.line import Coding, Line
from vaani.call.ports.speaker import Speaker
from vaani.call.ports.thinker import CallResult, Thinker
from vaani.call.ports.transcriber import Transcriber
from vaani.call.recording import Recording
from vaani.call.switchboard import Switchboard
from vaani.call.thinking import Thinking
from vaani.call.turn_taking import TurnTaking
from vaani.call.voicing import Voicing
from vaani.kit.clock import MediaMs
from vaani.kit.errors import ProviderError

log = logging.getLogger(__name__)

_VOICED = 0.5
_LINE_DEAD_S = 15.0
_DEAF_AFTER = 4
"""Failures of the recogniser in a row, without a word between them, after which it is given up."""
_MOST_AHEAD_MS = 5_000
"""Sound further ahead of the clock was never spoken: it is dropped, so that nobody fills us."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Who does the work of one call."""

    transcriber: Transcriber
    thinker: Thinker
    speaker: Speaker
    journal: Journal
    turn_detector: TurnDetector | None = None
    recording: Recording | None = None
    watch: Callable[[str, dict[str, Any]], None] | None = None
    """Told of everything that a viewer may show: turns, partials, stages."""
    outage: bool = False
    """Can voice and brain go on with keys and recorded phrases alone, when everything is down?"""
    ears: Callable[[], Transcriber] | None = None
    """Makes a recogniser for one of the staff who speaks with the caller; None: his words are not
    written down."""
    colleague: Callable[[str], Place] | None = None
    """Calls somebody at a number of the business file; None: nobody can be called."""
    ring_s: float = 30.0
    """So long his telephone rings."""
    probe: Callable[[str, int], None] | None = None
    """Told of stages by name and generation, for measurements."""


class CallSession:
    """One call from answer to end. Make it, give it to the line as its ear, `await run()`."""

    def __init__(
        self,
        plan: CallPlan,
        line: Line,
        parts: Parts,
        board: Switchboard,
        *,
        turns: TurnSettings | None = None,
        hearing: HearingSettings | None = None,
    ) -> None:
        self.plan = plan
        self._line = line
        self._parts = parts
        self._board = board
        coding = line.coding
        window_ms = board.detector.window_samples * 1000 // board.detector.rate_hz
        self._window_ms = window_ms
        self._machines = None if plan.machine is None else MachineWatch(plan.machine, coding)
        self._shipped_hearing = hearing or HearingSettings()
        listens = hearing_of(plan.turn_taking, self._shipped_hearing)
        self._hearing = Hearing(
            window_ms, listens, (board.detector.attack_ms, board.detector.release_ms)
        )
        self._playout = Playout(coding.frame_bytes, coding.silence)
        self._conversation = Conversation(plan, self._playout, turns, outage=parts.outage)
        self._ingress = Ingress(line, parts.transcriber, board.detector.window_samples)
        self._course = course = Course(plan, parts.recording, parts.watch, parts.probe)
        self._thinking = Thinking(course, parts.thinker)
        self._voicing = Voicing(course, line, parts.speaker, self._playout, self._rouse)
        means = Means(board, parts.speaker, parts.ears, parts.colleague, parts.ring_s)
        self._people = People(course, line, self._voicing, means)
        self._group: asyncio.TaskGroup | None = None
        self.detector_state: Floats = board.detector.new_state()
        self._last_media = course.zero
        self._due: MediaMs | None = MediaMs(0)
        self.wake = 0.0
        """The loop's time of the next beat that has something to do; 0: whatever comes next."""
        self.ready = False
        """There is a window for the voice detector."""
        self._frame_bytes = coding.frame_bytes
        self._ended: EndCall | None = None
        self._transferred: str | None = None
        self._spoke_from = MediaMs(0)
        self.frames_in = self.malformed_frames = 0

    # --- the line's ear (LineEar): called by the socket, at once ---------------------------------

    def media(self, payload: bytes) -> None:
        """The caller's audio, in the line's coding."""
        self.frames_in += 1
        course = self._course
        now = self._last_media = course.loop.time()
        at = (now - course.zero) * 1000
        spoken_ms = len(payload) * 20 / self._frame_bytes
        arrival = self._ingress.arrival
        if arrival.end_ms + spoken_ms > at + _MOST_AHEAD_MS:
            self.malformed("sound faster than it can be spoken")
            return
        arrival.take(at, spoken_ms)
        if self._parts.recording is not None:
            self._parts.recording.caller(arrival.end_ms, payload)
        for listener in course.listeners:
            listener.caller(int(arrival.end_ms - spoken_ms), payload)
        if self._people.joined is not None:
            self._people.hears(payload)
        self.ready = self._ingress.push(payload)
        if self._machines is not None and not self._machines.over:
            found = self._machines.hear(payload, arrival.end_ms)
            if found is not None:
                self._course.report(found)

    def digit(self, digit: str) -> None:
        """A key was pressed."""
        self._course.report(DigitPressed(digit))

    def played(self, mark: str) -> None:
        """The carrier has played everything before `mark`."""
        self._voicing.finish(self._course.now(), mark)

    def malformed(self, why: str) -> None:
        """A frame was dropped."""
        self.malformed_frames += 1
        if self.malformed_frames == 1:
            self._parts.journal.event("line.malformed", self._course.now(), {"why": why})

    def gone(self, reason: Literal["hangup", "lost"]) -> None:
        """The far end is gone."""
        self._course.report(CallerGone(reason))

    def machine_answered(self) -> bool:
        """The carrier says that a machine has picked up. False: nothing is to be left on it."""
        return self._machines is not None and self._machines.carrier_knows()

    def listen_as(self, choice: TurnTaking) -> None:
        """Somebody chose how patiently this call listens from now on."""
        self._hearing.change(hearing_of(choice, self._shipped_hearing))
        self._course.report(TurnTakingChosen(choice))

    # --- people who join -------------------------------------------------------------------------

    @property
    def coding(self) -> Coding:
        """How this call's sound is written."""
        return self._line.coding

    def follow(self, listener: Listener) -> None:
        """Somebody follows this call from now on."""
        self._course.listeners.append(listener)

    def unfollow(self, listener: Listener) -> None:
        """He does not any more. Idempotent."""
        if listener in self._course.listeners:
            self._course.listeners.remove(listener)

    async def ask(self, wish: Wish, words: str = "") -> str | None:
        """What one of the staff wants; None once it is done, else why it cannot be. An instruction
        is done when the assistant says it; whoever gives up waiting takes it back by that."""
        return IS_OVER if self._ended is not None else await self._people.ask(wish, words)

    def speak(self, payload: bytes) -> None:
        """Sound of the person who has taken the call over, in the line's coding, any length."""
        self._people.speak(payload)

    # --- the clock (Beating): called by the switchboard ------------------------------------------

    def window(self) -> bytes | None:
        """The next whole window for the voice detector."""
        window = self._ingress.window()
        self.ready = self._ingress.ready
        return window

    def scored(self, probability: float) -> None:
        """The voice detector's word on that window."""
        end = self._ingress.scored_ms
        fact = self._hearing.window(probability, end, self._conversation.we_speak)
        self._ingress.judged(probability, speaking=self._hearing.speaking)
        if self._machines is not None and probability >= _VOICED:
            self._machines.voice(end - self._window_ms, end)
        if fact is not None:
            self._course.report(fact)

    def beat(self, now: float) -> None:
        """20 ms have passed."""
        at = MediaMs(int((now - self._course.zero) * 1000))
        if self._due is not None and at >= self._due:
            self._carry_out(self._conversation.tick(at))
            self._due = self._conversation.deadline()
        self._voicing.send(at)
        if now - self._last_media > _LINE_DEAD_S:
            self._last_media = now
            self._course.report(CallerGone("lost"))
        self.wake = self._next_beat()

    def _next_beat(self) -> float:
        """When time alone may next have something for this call."""
        wake = self._last_media + _LINE_DEAD_S
        if (play := self._playout.wake_ms()) is not None:
            wake = min(wake, self._course.zero + play / 1000)
        if self._due is not None:
            wake = min(wake, self._course.zero + self._due / 1000)
        return wake

    def _rouse(self) -> None:
        """There is something for the next beat."""
        self.wake = 0.0

    def drain(self) -> None:
        """Ask the call to end with a spoken notice."""
        self._course.report(DrainAsked())

    def broken(self) -> None:
        """A fault in this call's own beat: it ends, with everything stored; the others go on."""
        self._parts.journal.event("call.broken", self._course.now(), {})
        self._ended = self._ended or EndCall("system", "failed")
        self._course.mailbox.put_nowait(None)

    # --- the life of the call --------------------------------------------------------------------

    async def run(self) -> CallResult:
        """Carry the call to its end; cancelling ends it at once, with everything stored."""
        parts = self._parts
        parts.journal.answered(self.plan)
        self._board.join(self)
        self._course.report(Answered())
        try:
            async with asyncio.TaskGroup() as group:
                others = [
                    group.create_task(self._hear(), name="hear"),
                    group.create_task(self._thinking.run(group), name="understand"),
                    group.create_task(self._voicing.run(group), name="speak"),
                ]
                self._group = self._people.group = group
                try:
                    await self._decide()
                finally:
                    self._group = self._people.group = None
                if not await self._thinking.settle():
                    parts.journal.event("reply.lost", self._course.now(), {})
                self._people.attend(on=False)
                for task in [*others, *self._thinking.running(), *self._voicing.running()]:
                    task.cancel()
        finally:
            self._people.part()
            self._board.leave(self)
            result = await self._close()
        return result

    async def _close(self) -> CallResult:
        ended = self._ended or EndCall("system", "failed")
        if self._transferred is not None:
            self._line.transfer(self._transferred)
        else:
            self._line.hang_up()
        joined = self._people.joined
        passed_on = self._transferred or joined
        result = (await self._let_go()).carried_out(passed_on).ended_by(ended.by)
        if joined is not None:
            result = replace(result, extra={**result.extra, "transfer": "answered"})
        now = self._course.now()
        counters = {
            "frames_in": self.frames_in,
            "frames_out": self.frames_out,
            "malformed": self.malformed_frames,
            "underruns": self._playout.underruns,
        }
        self._parts.journal.event("line.counters", now, counters)
        await self._parts.journal.ended(ended.status, ended.by, result, now)
        return result

    async def _let_go(self) -> CallResult:
        """End what the call holds. Whatever fails there, the call's end is stored."""
        try:
            await self._parts.transcriber.close()
        except Exception:
            log.exception("the transcriber does not close", extra={"call_id": self.plan.call_id})
        try:
            return await self._parts.thinker.hung_up()
        except Exception:
            log.exception("the brain does not end", extra={"call_id": self.plan.call_id})
            return CallResult("abandoned", self.plan.language)

    # --- hearing and deciding --------------------------------------------------------------------

    async def _hear(self) -> None:
        failed = 0
        while failed < _DEAF_AFTER:
            try:
                async for heard in self._parts.transcriber.heard():
                    failed = 0
                    if self._parts.probe is not None and heard.final:
                        self._parts.probe("stt_final", heard.utterance)
                    self._course.watch("heard", {"text": heard.text, "final": heard.final})
                    self._course.report(CallerSaid(heard))
                return
            except ProviderError as error:
                failed += 1 if error.retryable else _DEAF_AFTER
                code = error.code
            except Exception:
                log.exception("the transcriber failed", extra={"call_id": self.plan.call_id})
                failed, code = _DEAF_AFTER, "fault"
            self._course.report(ProviderFailed("transcriber", failed < _DEAF_AFTER, code))

    async def _decide(self) -> None:
        while self._ended is None:
            fact = await self._course.mailbox.get()
            if fact is None:
                continue
            self._carry_out(self._conversation.handle(fact, self._course.now()))
            self._due = self._conversation.deadline()
            self.wake = 0.0

    # --- carrying out ----------------------------------------------------------------------------

    def _carry_out(self, decisions: list[Decision]) -> None:
        for decision in decisions:
            match decision:
                case Think():
                    self._thinking.begin(decision)
                case Commit(generation):
                    self._thinking.commit(generation)
                    self._voicing.send_first(generation)
                case Say() | FinishSaying():
                    self._voicing.say(decision)
                case Drop(generation):
                    self._thinking.drop(generation)
                    self._voicing.stop(generation)
                case Hold():
                    self._voicing.hold()
                case Cut(generation, heard):
                    self._thinking.cut(generation)
                    self._voicing.cut(generation, heard)
                    self._course.watch("cut", {})
                case FollowSpeech():
                    self._follow(decision)
                case ScoreTurn(utterance):
                    if self._group is not None:
                        self._group.create_task(self._score(utterance), name="score")
                case Expect(hint):
                    self._parts.transcriber.expect(hint)
                case WriteTurn(record):
                    self._parts.journal.turn(record)
                    self._course.watch("turn", {"record": record})
                case Note(kind, data):
                    self._parts.journal.event(kind, self._course.now(), data)
                case Transfer(number):
                    self._transferred = number
                case EndCall():
                    self._ended = decision
                    self._course.mailbox.put_nowait(None)
                case Answer():
                    self._people.answer(decision)
                case Attend(on):
                    self._people.attend(on=on)
                    self._course.watch("human", {"on": on})
                case Consult():
                    self._people.consult(decision)
                case Join(number):
                    self._people.join(number)
                case Resume():
                    pass

    async def _score(self, utterance: int) -> None:
        detector = self._parts.turn_detector
        if detector is None:
            return
        heard = self._ingress.remembered()
        try:
            probability = await detector.score(heard)
        except ProviderError as error:
            self._course.report(ProviderFailed("detector", error.retryable, error.code))
            return
        except Exception:
            # Pauses are then judged by their length alone.
            log.exception("the detector of turns failed", extra={"call_id": self.plan.call_id})
            self._course.report(ProviderFailed("detector", True, "fault"))
            return
        if probability is not None:
            scored = {"utterance": utterance, "probability": round(probability, 3)}
            self._parts.journal.event("turn.scored", self._course.now(), scored)
        self._course.report(TurnScored(utterance, probability))

    def _follow(self, order: FollowSpeech) -> None:
        transcriber = self._parts.transcriber
        match order.now:
            case "began":
                self._spoke_from = order.at
                transcriber.began(order.utterance, order.at)
                self._course.watch("speech", {"on": True})
            case "paused":
                self._course.stage("vad_stop", order.utterance)
                spoke = {"utterance": order.utterance, "until_ms": order.at}
                self._parts.journal.event("caller.spoke", self._spoke_from, spoke)
                transcriber.paused(order.utterance, order.at)
                self._course.watch("speech", {"on": False})
            case "resumed":
                self._spoke_from = order.at
                transcriber.resumed(order.utterance)
            case "ended":
                transcriber.ended(order.utterance)

    # --- for viewers and tests --------------------------------------------------------------------

    @property
    def frames_out(self) -> int:
        """How many frames were sent."""
        return self._voicing.frames

    @property
    def underruns(self) -> int:
        """How often our sound ran dry in mid-sentence."""
        return self._playout.underruns

    @property
    def floor(self) -> Floor:
        """Whose floor it is, for viewers and tests."""
        return self._conversation.floor
