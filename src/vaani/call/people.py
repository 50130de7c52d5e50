"""How does a person speak with the caller in our place: one of the staff, or a colleague?

What the core has decided about people (`core/staff.py`) is carried out here: his sound goes to
the line and to a recogniser of its own, a colleague is called and briefed while the caller hears
music, and the two are joined. Wishes of the staff wait here for their answer.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from vaani.audio.tones import waiting_music
from vaani.call.consult import Consultation, Place
from vaani.call.course import Course
from vaani.call.decisions import Answer, Consult
from vaani.call.facts import (
    ColleagueGone,
    Consulted,
    ConsultOutcome,
    ProviderFailed,
    StaffAsked,
    Wish,
)
from vaani.call.lanes import Egress
from vaani.call.listener import HumanEar
from vaani.call.ports.line import Coding, Line
from vaani.call.ports.speaker import Speaker
from vaani.call.ports.transcriber import Transcriber
from vaani.call.switchboard import Switchboard
from vaani.call.voicing import Voicing
from vaani.kit.clock import MediaMs
from vaani.kit.errors import DomainError, ProviderError

log = logging.getLogger(__name__)

IS_OVER = "The call is over."
_CLOSE_S = 5.0
"""So long the end of a colleague's call may take."""
_MOST_HUMAN_MS = 500
"""Sound of a person further ahead of the clock is dropped: the caller hears him late enough."""
_MUSIC_FRAMES = 5


@dataclass(frozen=True, slots=True)
class Means:
    """What people need. `ears`: makes a recogniser for one of the staff; None: his words are not
    written down. `colleague`: calls somebody at a number of the business file; None: nobody can
    be called. `ring_s`: so long his telephone rings."""

    board: Switchboard
    speaker: Speaker
    ears: Callable[[], Transcriber] | None
    colleague: Callable[[str], Place] | None
    ring_s: float


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


class People:
    """Those of one call. `joined`: the number of the colleague who has taken the caller."""

    __slots__ = (
        "_consulting",
        "_course",
        "_frame_bytes",
        "_human",
        "_line",
        "_means",
        "_refs",
        "_voicing",
        "_wishes",
        "group",
        "joined",
    )

    def __init__(self, course: Course, line: Line, voicing: Voicing, means: Means) -> None:
        self._course = course
        self._line = line
        self._voicing = voicing
        self._means = means
        self._frame_bytes = line.coding.frame_bytes
        self._refs = count(1)
        self._wishes: dict[int, asyncio.Future[str | None]] = {}
        self._human: _Human | None = None
        self._consulting: _Consulting | None = None
        self.joined: str | None = None
        self.group: asyncio.TaskGroup | None = None
        """The call's tasks; None before and after it."""

    # --- wishes ----------------------------------------------------------------------------------

    async def ask(self, wish: Wish, words: str) -> str | None:
        """What one of the staff wants; None once it is done, else why it cannot be."""
        ref = next(self._refs)
        answer: asyncio.Future[str | None] = self._course.loop.create_future()
        self._wishes[ref] = answer
        self._course.report(StaffAsked(ref, wish, words))
        try:
            return await answer
        except asyncio.CancelledError:
            self._course.report(StaffAsked(ref, "forget"))
            raise
        finally:
            self._wishes.pop(ref, None)

    def answer(self, order: Answer) -> None:
        """Tell who waits what became of his wish."""
        answer = self._wishes.pop(order.ref, None)
        if answer is not None and not answer.done():
            answer.set_result(order.refusal)

    def part(self) -> None:
        """Nobody waits for an answer of a call that is over, or listens to it."""
        for answer in self._wishes.values():
            if not answer.done():
                answer.set_result(IS_OVER)
        for listener in self._course.listeners:
            listener.over()
        self._course.listeners.clear()

    # --- a person's voice ------------------------------------------------------------------------

    @property
    def coding(self) -> Coding:
        """How the caller's sound is written."""
        return self._line.coding

    def speak(self, payload: bytes) -> None:
        """Sound of the person who has taken the call over, in the line's coding, any length."""
        human, course = self._human, self._course
        if human is None:
            return
        at = (course.loop.time() - course.zero) * 1000
        begin = max(at, human.until)
        if begin - at > _MOST_HUMAN_MS:
            return
        human.rest += payload
        whole = len(human.rest) // self._frame_bytes * self._frame_bytes
        frames, human.rest = bytes(human.rest[:whole]), human.rest[whole:]
        if not frames:
            return
        human.until = begin + whole * 20 / self._frame_bytes
        self._voicing.send_other(MediaMs(int(begin)), frames)
        if human.ear is not None:
            human.ear.media(at, frames)

    def hears(self, payload: bytes) -> None:
        """The caller's sound, for a colleague who has joined him."""
        if self._consulting is not None:
            self._consulting.consultation.hears(payload)

    def attend(self, *, on: bool) -> None:
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
        ears, group = self._means.ears, self.group
        if ears is not None and group is not None:
            human.ear = HumanEar(self._line, ears(), self._means.board, self._course.report)
            human.task = group.create_task(self._hear(human.ear), name="human")

    async def _hear(self, ear: HumanEar) -> None:
        try:
            await ear.run()
        except ProviderError as error:
            self._course.report(ProviderFailed("transcriber", True, error.code))
        except Exception:
            # What he says is not written down then; caller and call go on.
            log.exception("a person is not heard", extra={"call_id": self._course.plan.call_id})
        finally:
            await ear.close()

    # --- a colleague who takes the caller over ---------------------------------------------------

    def consult(self, order: Consult) -> None:
        """Call him, brief him, and say what he did; the caller hears music meanwhile."""
        group, means = self.group, self._means
        if group is None or means.colleague is None:
            self._course.report(Consulted("failed"))
            return
        voice = self._voicing.voice_of(order.language)
        consultation = Consultation(means.speaker, voice, order.briefing, means.ring_s)
        self._consulting = consulting = _Consulting(consultation)
        place = means.colleague(order.number)
        consulting.task = group.create_task(self._ask(consulting, place), name="consult")
        consulting.music = group.create_task(self._play_music(), name="music")

    async def _ask(self, consulting: _Consulting, place: Place) -> None:
        consultation, call_id = consulting.consultation, self._course.plan.call_id
        outcome: ConsultOutcome = "failed"
        try:
            try:
                outcome = await consultation.ask(place)
            except (DomainError, ProviderError) as error:
                log.warning("transfer.not_placed: %s", error.message)
            except Exception:
                # The caller is brought back, whatever went wrong with the colleague's call.
                log.exception("a colleague is not asked", extra={"call_id": call_id})
            self._course.report(Consulted(outcome))
            if outcome == "accepted":
                await consultation.until_gone()
                self._course.report(ColleagueGone())
        finally:
            consulting.closing = True
            await self._end(consulting.consultation)

    async def _end(self, consultation: Consultation) -> None:
        call_id = self._course.plan.call_id
        try:
            async with asyncio.timeout(_CLOSE_S):
                await consultation.close()
        except TimeoutError:
            log.warning("transfer.not_ended", extra={"call_id": call_id})
        except Exception:
            log.exception("a colleague's call is not ended", extra={"call_id": call_id})

    async def _play_music(self) -> None:
        """Music for a caller who waits, a little ahead of the clock."""
        coding, course = self._line.coding, self._course
        out = Egress(coding.rate_hz, coding.rate_hz, coding.encoding)
        figure = out.push(waiting_music(coding.rate_hz).tobytes())
        piece = self._frame_bytes * _MUSIC_FRAMES
        figure = figure[: len(figure) // piece * piece]
        due = course.loop.time()
        while True:
            for begin in range(0, len(figure), piece):
                at = MediaMs(int((due - course.zero) * 1000))
                self._voicing.send_other(at, figure[begin : begin + piece])
                due += 0.02 * _MUSIC_FRAMES
                await asyncio.sleep(max(0.0, due - 0.02 * _MUSIC_FRAMES - course.loop.time()))

    def join(self, number: str) -> None:
        """The colleague has accepted."""
        consulting = self._consulting
        if consulting is None:
            return
        self._stop_music(consulting)
        self._open_ear()
        self.joined = number
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
