"""How does a sentence of ours become sound on the line?

One sentence at a time is voiced into the ledger (`core/playout.py`); the clock takes from it what
is due and sends it. What is played and what is cut is decided in the core; here it is carried out.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from vaani.audio.frame import pieces
from vaani.call.core.playout import Playout
from vaani.call.course import Course, close_stream
from vaani.call.decisions import FinishSaying, Say
from vaani.call.facts import PlayoutEnded, PlayoutStarted, ProviderFailed, VoiceStarted
from vaani.call.lanes import Egress
from vaani.call.ports.line import Line
from vaani.call.ports.speaker import HeardSentence, Speaker, Truncated, Voice
from vaani.kit.clock import MediaMs
from vaani.kit.errors import ProviderError
from vaani.language.found import Language

log = logging.getLogger(__name__)

_CODED_AT_ONCE_MS = 200
"""Of a voice's sound: a little more than what a carrier is sent ahead."""


class Voicing:
    """Our voice in one call. `rouse`: there is something for the next beat."""

    __slots__ = (
        "_course",
        "_frame_bytes",
        "_line",
        "_playout",
        "_rouse",
        "_sayings",
        "_speaker",
        "_voicing",
        "frames",
    )

    def __init__(
        self,
        course: Course,
        line: Line,
        speaker: Speaker,
        playout: Playout,
        rouse: Callable[[], None],
    ) -> None:
        self._course = course
        self._line = line
        self._speaker = speaker
        self._playout = playout
        self._rouse = rouse
        self._frame_bytes = line.coding.frame_bytes
        self._sayings: asyncio.Queue[Say | FinishSaying] = asyncio.Queue()
        self._voicing: tuple[int, asyncio.Task[None]] | None = None
        self.frames = 0
        """How many were sent."""

    def voice_of(self, language: Language) -> Voice:
        """The business's voice for a language."""
        return Voice(language, self._course.plan.business.voices.get(language))

    # --- voicing ---------------------------------------------------------------------------------

    def say(self, order: Say | FinishSaying) -> None:
        """In its turn."""
        self._sayings.put_nowait(order)

    async def run(self, group: asyncio.TaskGroup) -> None:
        """Voice what is to be said, until cancelled."""
        while True:
            order = await self._sayings.get()
            if isinstance(order, FinishSaying):
                self._playout.close(order.generation)
                self._rouse()
                continue
            task = group.create_task(self._voice(order), name="voice")
            self._voicing = (order.generation, task)
            await asyncio.wait({task})
            self._voicing = None

    async def _voice(self, order: Say) -> None:
        generation, course = order.generation, self._course
        speaker, coding = self._speaker, self._line.coding
        egress = Egress(speaker.rate_hz, coding.rate_hz, coding.encoding)
        course.stage("tts_start", generation)
        self._playout.begin_sentence(generation, order.index, order.text)
        sound = speaker.speak(order.text, self.voice_of(order.language))
        first = True
        try:
            async for pcm in sound:
                if first:
                    course.stage("tts_first", generation)
                    course.report(VoiceStarted(generation))
                    first = False
                # Some voices give a whole sentence at once: its beginning is sent before the rest
                # is coded, and other calls are let in between.
                for piece in pieces(pcm, speaker.rate_hz, _CODED_AT_ONCE_MS):
                    if not self._playout.append(generation, egress.push(piece)):
                        return
                    self._rouse()
                    self.send_first(generation)
                    await asyncio.sleep(0)
            self._playout.append(generation, egress.flush())
            self._playout.end_sentence(generation)
            self._rouse()
        except ProviderError as error:
            course.report(ProviderFailed("speaker", error.retryable, error.code, generation))
        except Exception:
            # A fault in a voice ends the call in an orderly way, with everything stored.
            log.exception("the voice failed", extra={"call_id": course.plan.call_id})
            course.report(ProviderFailed("speaker", False, "fault", generation))
        finally:
            await close_stream(sound)

    def stop(self, generation: int) -> None:
        """No more of this reply is voiced."""
        if self._voicing is not None and self._voicing[0] == generation:
            self._voicing[1].cancel()

    def cut(self, generation: int, heard: tuple[HeardSentence, ...]) -> None:
        """The rest of this reply is not said."""
        if isinstance(self._speaker, Truncated):
            self._speaker.cut(heard)
        self.stop(generation)

    def running(self) -> list[asyncio.Task[None]]:
        """What is being voiced."""
        return [] if self._voicing is None else [self._voicing[1]]

    # --- sending ---------------------------------------------------------------------------------

    def send(self, at: MediaMs) -> None:
        """What is due goes to the line."""
        track = self._playout.current
        if track is None:
            return
        payload, first = self._playout.due(at)
        if payload:
            self._line.send(payload)
            self.frames += len(payload) // self._frame_bytes
            self._course.sent(at, payload)
            if first:
                self._course.stage("first_frame", track.generation)
                self._course.report(PlayoutStarted(track.generation, at))
        if (mark := self._playout.mark_due()) is not None:
            self._line.mark(mark)
        elif not payload:
            self.finish(at, None)

    def send_first(self, generation: int) -> None:
        """A reply that waits for its first sound does not wait for the next beat as well."""
        track = self._playout.current
        if track is not None and track.generation == generation and not track.began:
            self.send(self._course.now())

    def send_other(self, at: MediaMs, frames: bytes) -> None:
        """Sound that is not ours: of a person in our place, or music."""
        self._line.send(frames)
        self.frames += len(frames) // self._frame_bytes
        self._course.sent(at, frames)

    def finish(self, at: MediaMs, mark: str | None) -> None:
        """The carrier has played everything before `mark`; None: ask the clock."""
        over = self._playout.finished(at, mark)
        if over is not None:
            self._course.report(PlayoutEnded(over.generation, over.text, MediaMs(over.until_ms)))

    def hold(self) -> None:
        """The ledger is held: what is at the carrier is taken back."""
        self._line.clear()
        self._course.unheard(self._playout.unheard_ms)
        self._course.stage("clear", 0)
