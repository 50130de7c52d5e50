"""How is a colleague asked to take a caller over, before the two are joined?

A second call with a line of its own (`LineEar`): he is told in a sentence who waits, and takes the
caller by the key 1 or leaves him to us by 2. A machine presses nothing, so it never takes a caller.
Once he has accepted, each hears the other: sound crosses between the two codings.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Literal, Protocol

from vaani.audio.mix import Crossing
from vaani.call.facts import ConsultOutcome
from vaani.call.lanes import Egress
from vaani.call.ports.line import Coding, Line
from vaani.call.ports.speaker import Speaker, Voice

ACCEPT, DECLINE = "1", "2"
_KEY_S = 8.0
"""So long after the briefing a key is waited for, twice."""
_BRIEFINGS = 2
_AHEAD_MS = 500
Ended = Literal["busy", "no_answer", "machine", "failed", "completed", "canceled"]
"""What a carrier tells of a call that is over."""
Place = Callable[["Consultation"], Awaitable[Callable[[], Awaitable[None]]]]
"""Lets his telephone ring; gives what ends the call at its carrier. Raises DomainError."""
_OUTCOMES: dict[Ended, ConsultOutcome] = {
    "busy": "busy",
    "machine": "machine",
    "failed": "failed",
    "canceled": "no_answer",
    "no_answer": "no_answer",
}


class Joined(Protocol):
    """The call whose caller is taken over."""

    @property
    def coding(self) -> Coding: ...

    def speak(self, payload: bytes) -> None:
        """What the colleague says, in the caller's coding."""
        ...


class Consultation:
    """One colleague, from the ringing of his telephone to his last word."""

    def __init__(
        self, speaker: Speaker, voice: Voice, briefing: str, ring_s: float, key_s: float = _KEY_S
    ) -> None:
        self._speaker, self._voice, self._briefing = speaker, voice, briefing
        self._ring_s, self._key_s = ring_s, key_s
        self._line: Line | None = None
        self._changed = asyncio.Event()
        self._keys = ""
        self._ended: Ended | None = None
        self._caller: Joined | None = None
        self._inwards: Crossing | None = None
        self._outwards: Crossing | None = None
        self._rest = b""
        self._played: set[str] = set()
        self._loop = asyncio.get_running_loop()
        self._until = 0.0
        self.end: Callable[[], Awaitable[None]] | None = None
        """Ends the call at its carrier."""

    # --- his line (LineEar) ----------------------------------------------------------------------

    def opened(self, line: Line) -> Consultation:
        """He has picked up, and this is his line."""
        self._line = line
        self._changed.set()
        return self

    def media(self, payload: bytes) -> None:
        if self._caller is not None and self._inwards is not None:
            self._caller.speak(self._inwards.push(payload))

    def digit(self, digit: str) -> None:
        self._keys += digit
        self._changed.set()

    def played(self, mark: str) -> None:
        self._played.add(mark)
        self._changed.set()

    def malformed(self, why: str) -> None:
        """Dropped; there is nothing to count it for."""

    def gone(self, reason: Literal["hangup", "lost"]) -> None:
        self.told("completed")

    def told(self, how: Ended) -> None:
        """His call is over, as the line or its carrier says; the first word counts."""
        self._ended = self._ended or how
        self._changed.set()

    def hears(self, payload: bytes) -> None:
        """The caller's sound, in the caller's coding."""
        if self._outwards is None or self._line is None or self._ended is not None:
            return
        sound = self._rest + self._outwards.push(payload)
        whole = len(sound) // self._line.coding.frame_bytes * self._line.coding.frame_bytes
        sound, self._rest = sound[:whole], sound[whole:]
        now = self._loop.time() * 1000
        begin = max(now, self._until)
        if sound and begin - now <= _AHEAD_MS:
            self._until = begin + whole * 20 / self._line.coding.frame_bytes
            self._line.send(sound)

    # --- asking him ------------------------------------------------------------------------------

    async def ask(self, place: Place) -> ConsultOutcome:
        """Let his telephone ring, brief him; what he does. Raises as `place`."""
        try:
            async with asyncio.timeout(self._ring_s):
                self.end = await place(self)
                await self._until_true(lambda: self._line is not None or self._ended is not None)
        except TimeoutError:
            return "no_answer"
        if self._ended is not None:
            return _OUTCOMES.get(self._ended, "no_answer")
        for turn in range(_BRIEFINGS):
            if (found := await self._briefed(turn)) is not None:
                return found
        return "machine"

    async def _briefed(self, turn: int) -> ConsultOutcome | None:
        """One briefing, and the key after it; None: there was none."""
        if (line := self._line) is None:
            return "failed"
        out = Egress(self._speaker.rate_hz, line.coding.rate_hz, line.coding.encoding)
        frame, sound = line.coding.frame_bytes, b""
        async for pcm in self._speaker.speak(self._briefing, self._voice):
            sound += out.push(pcm)
        sound += out.flush()
        silence = line.coding.silence
        line.send(sound + silence * (-len(sound) % frame // len(silence)))
        mark = f"briefing{turn}"
        line.mark(mark)
        lasts = len(sound) / frame * 0.02
        try:
            async with asyncio.timeout(lasts + self._key_s):
                await self._until_true(lambda: bool(self._decided()))
        except TimeoutError:
            return None
        return self._decided()

    def _decided(self) -> ConsultOutcome | None:
        if self._ended is not None:
            return "machine" if self._ended == "machine" else "declined"
        for key in self._keys:
            if key in (ACCEPT, DECLINE):
                return "accepted" if key == ACCEPT else "declined"
        return None

    def join(self, caller: Joined) -> None:
        """From now on they hear each other."""
        if (line := self._line) is None:
            return
        line.clear()
        theirs, his = caller.coding, line.coding
        self._inwards = Crossing(his.encoding, his.rate_hz, theirs.encoding, theirs.rate_hz)
        self._outwards = Crossing(theirs.encoding, theirs.rate_hz, his.encoding, his.rate_hz)
        self._caller = caller

    async def until_gone(self) -> None:
        """Returns when he has hung up."""
        await self._until_true(lambda: self._ended is not None)

    async def close(self) -> None:
        """End his call, wherever it stands. Idempotent."""
        self._caller = None
        if self._line is not None:
            self._line.hang_up()
        end, self.end = self.end, None
        if end is not None:
            await end()
        self._ended = self._ended or "completed"

    @property
    def ended(self) -> Ended | None:
        """How his call ended; None: it has not."""
        return self._ended

    @property
    def answered(self) -> bool:
        """Has he, or a machine of his, picked up?"""
        return self._line is not None

    async def _until_true(self, holds: Callable[[], bool]) -> None:
        while not holds():
            self._changed.clear()
            await self._changed.wait()
