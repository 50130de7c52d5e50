"""Who else follows a running call? What its listeners are told, and how a person who speaks in our
place is heard.

A `Listener` gets both channels in the line's coding and what viewers are shown. `HumanEar` turns
the person's speech into words: it hears by the switchboard's detector like a call, and has a
recogniser of its own.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable
from typing import Any, Protocol

from vaani.call.core.hearing import Hearing
from vaani.call.facts import Fact, HumanSaid, SpeechPaused, SpeechStarted
from vaani.call.lanes import Ingress
from vaani.call.ports.detector import Floats
from vaani.call.ports.line import Line
from vaani.call.ports.transcriber import Heard, Transcriber
from vaani.call.switchboard import Switchboard
from vaani.kit.clock import MediaMs

log = logging.getLogger(__name__)

_QUIET_S = 0.3
_QUIET_FRAMES = 25
"""A microphone that sends nothing for so long was let go; so much silence ends what was said."""


class Listener(Protocol):
    """Somebody who follows a call. Every call returns at once and never raises."""

    def caller(self, at_ms: int, payload: bytes) -> None:
        """The caller's sound, which began at `at_ms` of the call, in the line's coding."""
        ...

    def ours(self, at_ms: int, payload: bytes) -> None:
        """What he is sent, of the assistant or of a person; heard from `at_ms` on."""
        ...

    def unheard(self, milliseconds: int) -> None:
        """The last so much of ours was taken back before he heard it."""
        ...

    def told(self, kind: str, about: dict[str, Any]) -> None:
        """Something that viewers show: turns, partials, speech."""
        ...

    def over(self) -> None:
        """The call is over."""
        ...


class HumanEar:
    """Hears the person who speaks in our place (`switchboard.Beating`)."""

    def __init__(
        self,
        line: Line,
        transcriber: Transcriber,
        board: Switchboard,
        report: Callable[[Fact], None],
    ) -> None:
        detector = board.detector
        window_ms = detector.window_samples * 1000 // detector.rate_hz
        self._hearing = Hearing(window_ms, None, (detector.attack_ms, detector.release_ms))
        self._ingress = Ingress(line, transcriber, detector.window_samples)
        self._transcriber = transcriber
        self._board = board
        self._report = report
        self._frame_bytes = line.coding.frame_bytes
        self._silence = line.coding.silence
        self._loop = asyncio.get_running_loop()
        self._quiet: asyncio.TimerHandle | None = None
        self._utterance = 0
        self._onset: MediaMs | None = None
        self._paused: MediaMs | None = None
        self.detector_state: Floats = detector.new_state()
        self.wake = math.inf
        self.ready = False
        board.join_beside(self)

    def media(self, at_ms: float, payload: bytes) -> None:
        """His next sound, in the line's coding."""
        self._take(at_ms, payload)
        if self._quiet is not None:
            self._quiet.cancel()
        self._quiet = self._loop.call_later(_QUIET_S, self._fall_silent, at_ms + _QUIET_S * 1000)

    def _take(self, at_ms: float, payload: bytes) -> None:
        self._ingress.arrival.take(at_ms, len(payload) * 20 / self._frame_bytes)
        self.ready = self._ingress.push(payload)

    def _fall_silent(self, at_ms: float) -> None:
        """His microphone sends nothing any more: that is silence."""
        self._quiet = None
        frame = self._silence * (self._frame_bytes // len(self._silence))
        self._take(at_ms, frame * _QUIET_FRAMES)

    def window(self) -> bytes | None:
        """The next window for the voice detector."""
        window = self._ingress.window()
        self.ready = self._ingress.ready
        return window

    def scored(self, probability: float) -> None:
        """The voice detector's word on that window."""
        fact = self._hearing.window(probability, self._ingress.scored_ms, False)
        self._ingress.judged(probability, speaking=self._hearing.speaking)
        if isinstance(fact, SpeechStarted):
            self._began(fact.at)
        elif isinstance(fact, SpeechPaused) and self._onset is not None:
            self._paused = fact.at
            self._transcriber.paused(self._utterance, fact.at)

    def beat(self, now: float) -> None:
        """Nothing is due."""

    def broken(self) -> None:
        """He is not heard any more; the caller still hears him."""
        log.error("the ear of a person in a call has failed")

    def _began(self, at: MediaMs) -> None:
        if self._onset is not None:
            self._paused = None
            self._transcriber.resumed(self._utterance)
            return
        self._utterance += 1
        self._onset = at
        self._transcriber.began(self._utterance, at)

    async def run(self) -> None:
        """Report what he says until he leaves. Raises ProviderError when the recogniser dies."""
        async for heard in self._transcriber.heard():
            if heard.final and heard.utterance == self._utterance and self._paused is not None:
                self._said(heard, self._paused)

    def _said(self, heard: Heard, end: MediaMs) -> None:
        onset, self._onset, self._paused = self._onset, None, None
        self._transcriber.ended(heard.utterance)
        if heard.text.strip() and onset is not None:
            best = heard.alternatives[0]
            self._report(HumanSaid(heard.text, best.language, onset, end, best.confidence))

    async def close(self) -> None:
        """He leaves."""
        self._board.leave(self)
        if self._quiet is not None:
            self._quiet.cancel()
        await self._transcriber.close()
