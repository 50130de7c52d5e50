"""Has a machine picked up a call of ours, and when does it listen? From the sound as it comes.

Made for calls that go out and are to be watched (`CallPlan.machine`); what is a machine is decided
in `core/answering.py`, what follows from it in `core/conversation.py`.
"""

from __future__ import annotations

import numpy as np

from vaani.audio.frame import Samples
from vaani.audio.g711 import ALAW_TO_INT16, decode_mulaw
from vaani.audio.tones import FRAME_MS, is_tone
from vaani.call.core.answering import Answering
from vaani.call.facts import Fact, MachineAnswered, MachineListens
from vaani.call.plan import Machine
from vaani.call.ports.line import Coding


class MachineWatch:
    """One call's. `over`: there is nothing more to find out."""

    def __init__(self, manner: Machine, coding: Coding) -> None:
        self._manner = manner
        self._coding = coding
        self._answering = Answering()
        self._is_told = False
        self._is_known = False
        self._rest = np.zeros(0, dtype=np.int16)
        self.over = False

    def voice(self, begin_ms: int, end_ms: int) -> None:
        """The voice detector has found voice."""
        self._answering.voice(begin_ms, end_ms)

    def carrier_knows(self) -> bool:
        """The carrier says that it is a machine; False: nothing is to be left on one."""
        if self._manner.message is None:
            return False
        self._answering.is_machine()
        self._is_known = True
        self.over = False
        return True

    def hear(self, payload: bytes, end_ms: float) -> Fact | None:
        """The sound that ends at `end_ms` on media time; what is found out by it."""
        if self.over:
            return None
        now = int(end_ms)
        self._tones(self._samples(payload), now)
        if not self._is_told:
            who = self._answering.verdict(now) if self._manner.hears or self._is_known else None
            if who == "machine":
                self._is_told = True
                self.over = self._manner.message is None
                return MachineAnswered()
            self.over = who == "person"
        elif self._answering.is_our_turn(now):
            self.over = True
            return MachineListens()
        return None

    def _tones(self, samples: Samples, end_ms: int) -> None:
        size = self._coding.rate_hz * FRAME_MS // 1000
        sound = np.concatenate([self._rest, samples])
        whole = len(sound) // size
        for at in range(whole):
            end = end_ms - (whole - 1 - at) * FRAME_MS
            frame = sound[at * size : (at + 1) * size]
            is_pure = is_tone(frame, self._coding.rate_hz)
            self._answering.tone(end - FRAME_MS, end, is_pure=is_pure)
        self._rest = sound[whole * size :]

    def _samples(self, payload: bytes) -> Samples:
        if self._coding.encoding == "mulaw":
            return decode_mulaw(payload)
        if self._coding.encoding == "alaw":
            return ALAW_TO_INT16[np.frombuffer(payload, dtype=np.uint8)]
        return np.frombuffer(payload[: len(payload) // 2 * 2], dtype="<i2")
