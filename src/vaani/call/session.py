"""How does one call run? The only file of a call with tasks and queues.

Four tasks in one group: *hear* reads the transcriber, *understand* runs the thinker, *speak* runs
the voice, *decide* reads the mailbox and carries out what the pure `Conversation` decides. Audio
does not pass through them: the line calls `media`, the switchboard's clock calls `beat`. Whatever
fails becomes a fact; one malformed frame never ends a call.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, Literal

from vaani.audio.frame import pieces
from vaani.audio.tones import waiting_music
from vaani.call.consult import Consultation, Place
from vaani.call.core.conversation import Conversation
from vaani.call.core.hearing import Hearing, HearingSettings
from vaani.call.core.manner import TurnSettings, hearing_of
from vaani.call.core.playout import Playout
from vaani.call.core.turns import Floor
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
    ColleagueGone,
    Consulted,
    ConsultOutcome,
    DigitPressed,
    DrainAsked,
    Fact,
    PlayoutEnded,
    PlayoutStarted,
    ProviderFailed,
    ReplyEnded,
    ReplySentence,
    StaffAsked,
    TurnScored,
    TurnTakingChosen,
    VoiceStarted,
    Wish,
)
from vaani.call.lanes import Egress, Ingress
from vaani.call.listener import HumanEar, Listener
from vaani.call.machines import MachineWatch
from vaani.call.plan import CallPlan
from vaani.call.ports.detector import Floats, TurnDetector
from vaani.call.ports.journal import Journal
from vaani.call.ports.line import Coding, Line
from vaani.call.ports.speaker import Speaker, Truncated, Voice
from vaani.call.ports.thinker import CallResult, Sentence, Thinker
from vaani.call.ports.transcriber import Transcriber
from vaani.call.recording import Recording
from vaani.call.switchboard import Switchboard
from vaani.call.turn_taking import TurnTaking
from vaani.kit.clock import MediaMs
from vaani.kit.errors import DomainError, ProviderError

log = logging.getLogger(__name__)

_VOICED = 0.5
_LINE_DEAD_S = 15.0
_SETTLE_S = 5.0
"""So long a committed reply may go on after the call, until what it writes is written."""
_DEAF_AFTER = 4
"""Failures of the recogniser in a row, without a word between them, after which it is given up."""
_TO_THE_VOICE = 3
"""Tasks that hand a sentence on (decide, speak, its voice): they go before the rest of the reply,
which a model may have sent in one piece."""
_CODED_AT_ONCE_MS = 200
"""Of a voice's sound: a little more than what a carrier is sent ahead."""
_IS_OVER = "The call is over."
_MOST_HUMAN_MS = 500
"""Sound of a person further ahead of the clock is dropped: the caller hears him late enough."""
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


@dataclass(slots=True)
class _Commitment:
    """The `Commit` that a thinker waits for."""

    event: asyncio.Event = field(default_factory=asyncio.Event)
    cut: bool = False

    @property
    def given(self) -> bool:
        return self.event.is_set()

    async def wait(self) -> None:
        await self.event.wait()


@dataclass(slots=True)
class _Job:
    """One reply being thought."""

    think: Think
    commitment: _Commitment = field(default_factory=_Commitment)
    task: asyncio.Task[None] | None = None
    dropped: bool = False


@dataclass(slots=True)
class _Consulting:
    """A colleague who is asked, and the music that the caller hears meanwhile."""

    consultation: Consultation
    task: asyncio.Task[None] | None = None
    closing: bool = False
    """His call is being ended already."""
    music: asyncio.Task[None] | None = None


@dataclass(slots=True)
class _Human:
    """The person who has taken the call over. `until`: the end of what was sent of him."""

    rest: bytearray = field(default_factory=bytearray)
    until: float = 0.0
    ear: HumanEar | None = None
    task: asyncio.Task[None] | None = None


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
        self._group: asyncio.TaskGroup | None = None
        self.detector_state: Floats = board.detector.new_state()
        self._mailbox: asyncio.Queue[Fact | None] = asyncio.Queue()
        self._thoughts: asyncio.Queue[_Job] = asyncio.Queue()
        self._sayings: asyncio.Queue[Say | FinishSaying] = asyncio.Queue()
        self._jobs: dict[int, _Job] = {}
        self._voicing: tuple[int, asyncio.Task[None]] | None = None
        self._refs = count(1)
        self._loop = asyncio.get_running_loop()
        self._zero = self._loop.time()
        self._last_media = self._zero
        self._due: MediaMs | None = MediaMs(0)
        self.wake = 0.0
        """The loop's time of the next beat that has something to do; 0: whatever comes next."""
        self.ready = False
        """There is a window for the voice detector."""
        self._frame_bytes = coding.frame_bytes
        self._ended: EndCall | None = None
        self._transferred: str | None = None
        self._spoke_from = MediaMs(0)
        self._listeners: list[Listener] = []
        self._wishes: dict[int, asyncio.Future[str | None]] = {}
        self._human: _Human | None = None
        self._consulting: _Consulting | None = None
        self._joined: str | None = None
        self.frames_in = self.frames_out = self.malformed_frames = 0

    # --- the line's ear (LineEar): called by the socket, at once ---------------------------------

    def media(self, payload: bytes) -> None:
        """The caller's audio, in the line's coding."""
        self.frames_in += 1
        now = self._last_media = self._loop.time()
        at = (now - self._zero) * 1000
        spoken_ms = len(payload) * 20 / self._frame_bytes
        arrival = self._ingress.arrival
        if arrival.end_ms + spoken_ms > at + _MOST_AHEAD_MS:
            self.malformed("sound faster than it can be spoken")
            return
        arrival.take(at, spoken_ms)
        if self._parts.recording is not None:
            self._parts.recording.caller(arrival.end_ms, payload)
        for listener in self._listeners:
            listener.caller(int(arrival.end_ms - spoken_ms), payload)
        if self._consulting is not None and self._joined is not None:
            self._consulting.consultation.hears(payload)
        self.ready = self._ingress.push(payload)
        if self._machines is not None and not self._machines.over:
            found = self._machines.hear(payload, arrival.end_ms)
            if found is not None:
                self._report(found)

    def digit(self, digit: str) -> None:
        """A key was pressed."""
        self._report(DigitPressed(digit))

    def played(self, mark: str) -> None:
        """The carrier has played everything before `mark`."""
        self._finish_playout(self._now(), mark)

    def malformed(self, why: str) -> None:
        """A frame was dropped."""
        self.malformed_frames += 1
        if self.malformed_frames == 1:
            self._parts.journal.event("line.malformed", self._now(), {"why": why})

    def gone(self, reason: Literal["hangup", "lost"]) -> None:
        """The far end is gone."""
        self._report(CallerGone(reason))

    def machine_answered(self) -> bool:
        """The carrier says that a machine has picked up. False: nothing is to be left on it."""
        return self._machines is not None and self._machines.carrier_knows()

    def listen_as(self, choice: TurnTaking) -> None:
        """Somebody chose how patiently this call listens from now on."""
        self._hearing.change(hearing_of(choice, self._shipped_hearing))
        self._report(TurnTakingChosen(choice))

    # --- people who join -------------------------------------------------------------------------

    @property
    def coding(self) -> Coding:
        """How this call's sound is written."""
        return self._line.coding

    def follow(self, listener: Listener) -> None:
        """Somebody follows this call from now on."""
        self._listeners.append(listener)

    def unfollow(self, listener: Listener) -> None:
        """He does not any more. Idempotent."""
        if listener in self._listeners:
            self._listeners.remove(listener)

    async def ask(self, wish: Wish, words: str = "") -> str | None:
        """What one of the staff wants; None once it is done, else why it cannot be. An instruction
        is done when the assistant says it; whoever gives up waiting takes it back by that."""
        if self._ended is not None:
            return _IS_OVER
        ref = next(self._refs)
        answer: asyncio.Future[str | None] = self._loop.create_future()
        self._wishes[ref] = answer
        self._report(StaffAsked(ref, wish, words))
        try:
            return await answer
        except asyncio.CancelledError:
            self._report(StaffAsked(ref, "forget"))
            raise
        finally:
            self._wishes.pop(ref, None)

    def speak(self, payload: bytes) -> None:
        """Sound of the person who has taken the call over, in the line's coding, any length."""
        human = self._human
        if human is None:
            return
        at = (self._loop.time() - self._zero) * 1000
        begin = max(at, human.until)
        if begin - at > _MOST_HUMAN_MS:
            return
        human.rest += payload
        whole = len(human.rest) // self._frame_bytes * self._frame_bytes
        frames, human.rest = bytes(human.rest[:whole]), human.rest[whole:]
        if not frames:
            return
        human.until = begin + whole * 20 / self._frame_bytes
        self._line.send(frames)
        self.frames_out += whole // self._frame_bytes
        self._sent(MediaMs(int(begin)), frames)
        if human.ear is not None:
            human.ear.media(at, frames)

    def _sent(self, at: MediaMs, frames: bytes) -> None:
        """The caller hears these from `at` on."""
        if self._parts.recording is not None:
            self._parts.recording.ours(at, frames)
        for listener in self._listeners:
            listener.ours(at, frames)

    def _attend(self, *, on: bool) -> None:
        """A person speaks with the caller from now on, or no longer."""
        if not on:
            self._leave_colleague()
        human, self._human = self._human, None
        if human is not None and human.ear is not None and human.task is not None:
            human.task.cancel()
        if on:
            self._open_ear()

    def _open_ear(self) -> None:
        """Take the sound of a person from now on, and write down what he says."""
        self._human = human = _Human()
        if self._parts.ears is not None and self._group is not None:
            human.ear = HumanEar(self._line, self._parts.ears(), self._board, self._report)
            human.task = self._group.create_task(self._hear_human(human.ear), name="human")

    # --- a colleague who takes the caller over ---------------------------------------------------

    def _consult(self, order: Consult) -> None:
        """Call him, brief him, and say what he did; the caller hears music meanwhile."""
        group, colleague = self._group, self._parts.colleague
        if group is None or colleague is None:
            self._report(Consulted("failed"))
            return
        voice = Voice(order.language, self.plan.business.voices.get(order.language))
        consultation = Consultation(self._parts.speaker, voice, order.briefing, self._parts.ring_s)
        self._consulting = consulting = _Consulting(consultation)
        place = colleague(order.number)
        consulting.task = group.create_task(self._ask_colleague(consulting, place), name="consult")
        consulting.music = group.create_task(self._play_music(), name="music")

    async def _ask_colleague(self, consulting: _Consulting, place: Place) -> None:
        consultation = consulting.consultation
        outcome: ConsultOutcome = "failed"
        try:
            try:
                outcome = await consultation.ask(place)
            except (DomainError, ProviderError) as error:
                log.warning("transfer.not_placed: %s", error.message)
            except Exception:
                # The caller is brought back, whatever went wrong with the colleague's call.
                log.exception("a colleague is not asked", extra={"call_id": self.plan.call_id})
            self._report(Consulted(outcome))
            if outcome == "accepted":
                await consultation.until_gone()
                self._report(ColleagueGone())
        finally:
            consulting.closing = True
            await self._end_consultation(consulting.consultation)

    async def _end_consultation(self, consultation: Consultation) -> None:
        try:
            async with asyncio.timeout(_SETTLE_S):
                await consultation.close()
        except TimeoutError:
            log.warning("transfer.not_ended", extra={"call_id": self.plan.call_id})
        except Exception:
            log.exception("a colleague's call is not ended", extra={"call_id": self.plan.call_id})

    async def _play_music(self) -> None:
        """Music for a caller who waits, a little ahead of the clock."""
        coding = self._line.coding
        out = Egress(coding.rate_hz, coding.rate_hz, coding.encoding)
        figure = out.push(waiting_music(coding.rate_hz).tobytes())
        piece = self._frame_bytes * 5
        figure = figure[: len(figure) // piece * piece]
        due = self._loop.time()
        while True:
            for begin in range(0, len(figure), piece):
                frames = figure[begin : begin + piece]
                self._line.send(frames)
                self.frames_out += 5
                self._sent(MediaMs(int((due - self._zero) * 1000)), frames)
                due += 0.1
                await asyncio.sleep(max(0.0, due - 0.1 - self._loop.time()))

    def _join(self, number: str) -> None:
        """The colleague has accepted."""
        consulting = self._consulting
        if consulting is None:
            return
        self._stop_music(consulting)
        self._open_ear()
        self._joined = number
        consulting.consultation.join(self)

    def _stop_music(self, consulting: _Consulting) -> None:
        if consulting.music is not None and not consulting.music.done():
            consulting.music.cancel()
            self._line.clear()

    def _leave_colleague(self) -> None:
        consulting, self._consulting = self._consulting, None
        if consulting is None:
            return
        self._stop_music(consulting)
        if consulting.task is not None and not consulting.closing:
            consulting.task.cancel()

    async def _hear_human(self, ear: HumanEar) -> None:
        try:
            await ear.run()
        except ProviderError as error:
            self._report(ProviderFailed("transcriber", True, error.code))
        except Exception:
            # What he says is not written down then; caller and call go on.
            log.exception("a person is not heard", extra={"call_id": self.plan.call_id})
        finally:
            await ear.close()

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
            self._report(fact)

    def beat(self, now: float) -> None:
        """20 ms have passed."""
        at = MediaMs(int((now - self._zero) * 1000))
        if self._due is not None and at >= self._due:
            self._carry_out(self._conversation.tick(at))
            self._due = self._conversation.deadline()
        self._send(at)
        if now - self._last_media > _LINE_DEAD_S:
            self._last_media = now
            self._report(CallerGone("lost"))
        self.wake = self._next_beat()

    def _next_beat(self) -> float:
        """When time alone may next have something for this call."""
        wake = self._last_media + _LINE_DEAD_S
        if (play := self._playout.wake_ms()) is not None:
            wake = min(wake, self._zero + play / 1000)
        if self._due is not None:
            wake = min(wake, self._zero + self._due / 1000)
        return wake

    def drain(self) -> None:
        """Ask the call to end with a spoken notice."""
        self._report(DrainAsked())

    def broken(self) -> None:
        """A fault in this call's own beat: it ends, with everything stored; the others go on."""
        self._parts.journal.event("call.broken", self._now(), {})
        self._ended = self._ended or EndCall("system", "failed")
        self._mailbox.put_nowait(None)

    # --- the life of the call --------------------------------------------------------------------

    async def run(self) -> CallResult:
        """Carry the call to its end; cancelling ends it at once, with everything stored."""
        parts = self._parts
        parts.journal.answered(self.plan)
        self._board.join(self)
        self._report(Answered())
        try:
            async with asyncio.TaskGroup() as group:
                others = [
                    group.create_task(self._hear(), name="hear"),
                    group.create_task(self._understand(group), name="understand"),
                    group.create_task(self._speak(group), name="speak"),
                ]
                self._group = group
                try:
                    await self._decide()
                finally:
                    self._group = None
                await self._settle()
                self._attend(on=False)
                for task in [*others, *self._running()]:
                    task.cancel()
        finally:
            self._part_from_staff()
            self._board.leave(self)
            result = await self._close()
        return result

    def _part_from_staff(self) -> None:
        """Nobody waits for an answer of a call that is over."""
        for answer in self._wishes.values():
            if not answer.done():
                answer.set_result(_IS_OVER)
        for listener in self._listeners:
            listener.over()
        self._listeners.clear()

    async def _close(self) -> CallResult:
        ended = self._ended or EndCall("system", "failed")
        if self._transferred is not None:
            self._line.transfer(self._transferred)
        else:
            self._line.hang_up()
        passed_on = self._transferred or self._joined
        result = (await self._let_go()).carried_out(passed_on).ended_by(ended.by)
        if self._joined is not None:
            result = replace(result, extra={**result.extra, "transfer": "answered"})
        now = self._now()
        counters = {
            "frames_in": self.frames_in,
            "frames_out": self.frames_out,
            "malformed": self.malformed_frames,
            "underruns": self._playout.underruns,
        }
        self._parts.journal.event("line.counters", now, counters)
        await self._parts.journal.ended(ended.status, ended.by, result, now)
        return result

    async def _settle(self) -> None:
        """Let replies that took effect come to their end, unheard: what was begun with the caller's
        yes is written, and the call's result knows of it."""
        try:
            async with asyncio.timeout(_SETTLE_S):
                while committed := [
                    job for job in self._jobs.values() if job.commitment.given and not job.dropped
                ]:
                    for job in committed:
                        job.commitment.cut = True
                    tasks = {job.task for job in committed if job.task is not None}
                    if tasks:
                        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                    else:
                        await asyncio.sleep(0)
        except TimeoutError:
            self._parts.journal.event("reply.lost", self._now(), {})

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

    def _running(self) -> list[asyncio.Task[None]]:
        tasks = [job.task for job in self._jobs.values() if job.task is not None]
        if self._voicing is not None:
            tasks.append(self._voicing[1])
        return tasks

    # --- four tasks ------------------------------------------------------------------------------

    async def _hear(self) -> None:
        failed = 0
        while failed < _DEAF_AFTER:
            try:
                async for heard in self._parts.transcriber.heard():
                    failed = 0
                    if self._parts.probe is not None and heard.final:
                        self._parts.probe("stt_final", heard.utterance)
                    self._watch("heard", {"text": heard.text, "final": heard.final})
                    self._report(CallerSaid(heard))
                return
            except ProviderError as error:
                failed += 1 if error.retryable else _DEAF_AFTER
                code = error.code
            except Exception:
                log.exception("the transcriber failed", extra={"call_id": self.plan.call_id})
                failed, code = _DEAF_AFTER, "fault"
            self._report(ProviderFailed("transcriber", failed < _DEAF_AFTER, code))

    async def _understand(self, group: asyncio.TaskGroup) -> None:
        while True:
            job = await self._thoughts.get()
            if job.dropped:
                self._jobs.pop(job.think.generation, None)
                continue
            job.task = group.create_task(self._think(job), name="think")
            await asyncio.wait({job.task})

    async def _think(self, job: _Job) -> None:
        generation = job.think.generation
        self._stage("llm_start", generation)
        reply = self._parts.thinker.reply(job.think.turn, job.commitment)
        index = 0
        try:
            async for part in reply:
                if isinstance(part, Sentence):
                    if index == 0:
                        self._stage("llm_sentence", generation)
                    self._report(ReplySentence(generation, index, part.text, part.language))
                    index += 1
                    for _ in range(_TO_THE_VOICE):
                        await asyncio.sleep(0)
                else:
                    self._report(ReplyEnded(generation, part))
                    for one in part.committed:
                        self._watch("booking", {"reference": one.ref, "status": one.action})
        except ProviderError as error:
            self._report(ProviderFailed("thinker", error.retryable, error.code, generation))
        except Exception:
            # A fault in a brain must reach the caller as an apology, not end his call.
            log.exception("the brain failed", extra={"call_id": self.plan.call_id})
            self._report(ProviderFailed("thinker", True, "fault", generation))
        finally:
            await _close_stream(reply)
            self._jobs.pop(generation, None)

    async def _speak(self, group: asyncio.TaskGroup) -> None:
        while True:
            order = await self._sayings.get()
            if isinstance(order, FinishSaying):
                self._playout.close(order.generation)
                self.wake = 0.0
                continue
            task = group.create_task(self._voice(order), name="voice")
            self._voicing = (order.generation, task)
            await asyncio.wait({task})
            self._voicing = None

    async def _voice(self, order: Say) -> None:
        generation = order.generation
        speaker, coding = self._parts.speaker, self._line.coding
        voice = Voice(order.language, self.plan.business.voices.get(order.language))
        egress = Egress(speaker.rate_hz, coding.rate_hz, coding.encoding)
        self._stage("tts_start", generation)
        self._playout.begin_sentence(generation, order.index, order.text)
        sound = speaker.speak(order.text, voice)
        first = True
        try:
            async for pcm in sound:
                if first:
                    self._stage("tts_first", generation)
                    self._report(VoiceStarted(generation))
                    first = False
                # Some voices give a whole sentence at once: its beginning is sent before the rest
                # is coded, and other calls are let in between.
                for piece in pieces(pcm, speaker.rate_hz, _CODED_AT_ONCE_MS):
                    if not self._playout.append(generation, egress.push(piece)):
                        return
                    self.wake = 0.0
                    self._send_first(generation)
                    await asyncio.sleep(0)
            self._playout.append(generation, egress.flush())
            self._playout.end_sentence(generation)
            self.wake = 0.0
        except ProviderError as error:
            self._report(ProviderFailed("speaker", error.retryable, error.code, generation))
        except Exception:
            # A fault in a voice ends the call in an orderly way, with everything stored.
            log.exception("the voice failed", extra={"call_id": self.plan.call_id})
            self._report(ProviderFailed("speaker", False, "fault", generation))
        finally:
            await _close_stream(sound)

    async def _decide(self) -> None:
        while self._ended is None:
            fact = await self._mailbox.get()
            if fact is None:
                continue
            self._carry_out(self._conversation.handle(fact, self._now()))
            self._due = self._conversation.deadline()
            self.wake = 0.0

    # --- carrying out ----------------------------------------------------------------------------

    def _carry_out(self, decisions: list[Decision]) -> None:
        for decision in decisions:
            match decision:
                case Think(generation):
                    self._jobs[generation] = _Job(decision)
                    self._thoughts.put_nowait(self._jobs[generation])
                case Commit(generation):
                    self._stage("committed", generation)
                    if (job := self._jobs.get(generation)) is not None:
                        job.commitment.event.set()
                    self._send_first(generation)
                case Say() | FinishSaying():
                    self._sayings.put_nowait(decision)
                case Drop(generation):
                    self._drop(generation)
                case Hold():
                    self._hold()
                case Cut(generation, heard):
                    if isinstance(self._parts.speaker, Truncated):
                        self._parts.speaker.cut(heard)
                    if (cut := self._jobs.get(generation)) is not None:
                        cut.commitment.cut = True
                    self._stop_voice(generation)
                    self._watch("cut", {})
                case FollowSpeech():
                    self._follow(decision)
                case ScoreTurn(utterance):
                    if self._group is not None:
                        self._group.create_task(self._score(utterance), name="score")
                case Expect(hint):
                    self._parts.transcriber.expect(hint)
                case WriteTurn(record):
                    self._parts.journal.turn(record)
                    self._watch("turn", {"record": record})
                case Note(kind, data):
                    self._parts.journal.event(kind, self._now(), data)
                case Transfer(number):
                    self._transferred = number
                case EndCall():
                    self._ended = decision
                    self._mailbox.put_nowait(None)
                case Answer(ref, refusal):
                    answer = self._wishes.pop(ref, None)
                    if answer is not None and not answer.done():
                        answer.set_result(refusal)
                case Attend(on):
                    self._attend(on=on)
                    self._watch("human", {"on": on})
                case Consult():
                    self._consult(decision)
                case Join(number):
                    self._join(number)
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
            self._report(ProviderFailed("detector", error.retryable, error.code))
            return
        except Exception:
            # Pauses are then judged by their length alone.
            log.exception("the detector of turns failed", extra={"call_id": self.plan.call_id})
            self._report(ProviderFailed("detector", True, "fault"))
            return
        if probability is not None:
            scored = {"utterance": utterance, "probability": round(probability, 3)}
            self._parts.journal.event("turn.scored", self._now(), scored)
        self._report(TurnScored(utterance, probability))

    def _follow(self, order: FollowSpeech) -> None:
        transcriber = self._parts.transcriber
        match order.now:
            case "began":
                self._spoke_from = order.at
                transcriber.began(order.utterance, order.at)
                self._watch("speech", {"on": True})
            case "paused":
                self._stage("vad_stop", order.utterance)
                spoke = {"utterance": order.utterance, "until_ms": order.at}
                self._parts.journal.event("caller.spoke", self._spoke_from, spoke)
                transcriber.paused(order.utterance, order.at)
                self._watch("speech", {"on": False})
            case "resumed":
                self._spoke_from = order.at
                transcriber.resumed(order.utterance)
            case "ended":
                transcriber.ended(order.utterance)

    def _drop(self, generation: int) -> None:
        job = self._jobs.pop(generation, None)
        if job is not None:
            job.dropped = True
            if job.task is not None:
                job.task.cancel()
        self._stop_voice(generation)

    def _stop_voice(self, generation: int) -> None:
        if self._voicing is not None and self._voicing[0] == generation:
            self._voicing[1].cancel()
        job = self._jobs.get(generation)
        if job is not None and job.task is None:
            job.dropped = True

    def _hold(self) -> None:
        self._line.clear()
        unheard = self._playout.unheard_ms
        if self._parts.recording is not None:
            self._parts.recording.unheard(unheard)
        for listener in self._listeners:
            listener.unheard(unheard)
        self._stage("clear", 0)

    # --- sound out -------------------------------------------------------------------------------

    def _send(self, at: MediaMs) -> None:
        track = self._playout.current
        if track is None:
            return
        payload, first = self._playout.due(at)
        if payload:
            self._line.send(payload)
            self.frames_out += len(payload) // self._frame_bytes
            self._sent(at, payload)
            if first:
                self._stage("first_frame", track.generation)
                self._report(PlayoutStarted(track.generation, at))
        if (mark := self._playout.mark_due()) is not None:
            self._line.mark(mark)
        elif not payload:
            self._finish_playout(at, None)

    def _send_first(self, generation: int) -> None:
        """A reply that waits for its first sound does not wait for the next beat as well."""
        track = self._playout.current
        if track is not None and track.generation == generation and not track.began:
            self._send(self._now())

    def _finish_playout(self, at: MediaMs, mark: str | None) -> None:
        over = self._playout.finished(at, mark)
        if over is not None:
            self._report(PlayoutEnded(over.generation, over.text, MediaMs(over.until_ms)))

    # --- small things ----------------------------------------------------------------------------

    def _now(self) -> MediaMs:
        return MediaMs(int((self._loop.time() - self._zero) * 1000))

    def _report(self, fact: Fact) -> None:
        self._mailbox.put_nowait(fact)

    def _stage(self, name: str, number: int) -> None:
        if self._parts.probe is not None:
            self._parts.probe(name, number)

    def _watch(self, kind: str, data: dict[str, Any]) -> None:
        about = {"at_ms": self._now(), **data}
        if self._parts.watch is not None:
            self._parts.watch(kind, about)
        for listener in self._listeners:
            listener.told(kind, about)

    @property
    def underruns(self) -> int:
        """How often our sound ran dry in mid-sentence."""
        return self._playout.underruns

    @property
    def floor(self) -> Floor:
        """Whose floor it is, for viewers and tests."""
        return self._conversation.floor


async def _close_stream(stream: object) -> None:
    close = getattr(stream, "aclose", None)
    if close is not None:
        await close()
