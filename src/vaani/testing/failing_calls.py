"""What does a caller notice when an engine fails in his call? Whole calls on virtual time.

The session, the chains, the vendors' wires and the stream over them are production's; only the
network is taken out: a `PeerLink` carries messages between a wire and a scripted peer of
`testing/vendors`, with its `Fault`. One call: a greeting, a sentence of the caller from second
`SPEAKS_AT` on for 1.5 s, an answer.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from vaani.call.core.endpointing import EndpointSettings
from vaani.call.core.manner import TurnSettings
from vaani.call.ports.speaker import Voice
from vaani.call.session import CallSession, Parts
from vaani.call.switchboard import Switchboard
from vaani.kit.errors import ProviderError
from vaani.providers.breaker import Breaker
from vaani.providers.cache import CachedSpeaker
from vaani.providers.deepgram.wire import ListenWire
from vaani.providers.failures import refused
from vaani.providers.hearing_chain import ChainedTranscriber, Recogniser
from vaani.providers.link import Link
from vaani.providers.simulated.delays import Delays
from vaani.providers.simulated.energy import EnergyDetector
from vaani.providers.simulated.speaker import SimulatedSpeaker
from vaani.providers.simulated.thinker import SimulatedThinker
from vaani.providers.speaking_chain import ChainedSpeaker, VoiceEngine
from vaani.providers.streamed import StreamedTranscriber
from vaani.testing.rehearsal import plan
from vaani.testing.stage import MemoryJournal, StageCaller, StageLine
from vaani.testing.vendors.faults import Fault, Lines, Script
from vaani.testing.vendors.hearing import KEY, DeepgramPeer

SPEAKS_AT = 3.0
SPEAKS_FOR = 1.5
WORDS = "a table for two tomorrow at eight please"
_NETWORK_S = 0.04


class PeerLink(Link):
    """A connection without a network: messages reach a scripted peer after 40 ms."""

    peers: Callable[[], Any]
    script: Script
    lines: Lines

    def start(self) -> None:
        """Connect, as the script says."""
        self._fault = self.script.next()
        self._peer = self.peers()
        self._sent = 0
        self._gone = self._up = False
        self._waiting: list[Any] = []
        self._wire: deque[Any] = deque()
        asyncio.get_running_loop().call_later(_NETWORK_S, self._connected)

    def _connected(self) -> None:
        if self._fault.status is not None:
            self._told(refused(self._stage, self._vendor, self._fault.status))
            return
        self._up = True
        waiting, self._waiting = self._waiting, []
        self.send(waiting)

    def send(self, frames: Sequence[Any]) -> None:
        """Deliver messages, or keep them until the connection is there."""
        if not self._up:
            self._waiting += frames
            return
        loop = asyncio.get_running_loop()
        for frame in frames:
            self._wire.append(frame)  # timers of one moment keep no order of their own
            loop.call_later(_NETWORK_S, self._next)

    def _next(self) -> None:
        self._arrived(self._wire.popleft())

    def _arrived(self, frame: Any) -> None:
        if self._gone:
            return
        for answer in self._peer.answer(frame) or ():
            fault = self._fault
            if fault.stall_after is not None and self._sent >= fault.stall_after:
                self.lines.delivered(False)
                return
            if fault.drop_after is not None and self._sent >= fault.drop_after:
                self._gone = True
                self.lines.delivered(False)
                gone = ProviderError(self._stage, "gone", code="1006", retryable=True)
                self._told(gone)
                return
            garbage = fault.garbage_after is not None and self._sent >= fault.garbage_after
            self._sent += 1
            self.lines.delivered(not garbage)
            self._told(fault.garbage if garbage else answer)

    async def stop(self, farewell: Sequence[Any] = ()) -> None:
        """Nothing more arrives."""
        self._gone = True


def recogniser(name: str, lines: Lines, faults: Sequence[Fault] = ()) -> Recogniser:
    """Deepgram's wire and stream before its scripted peer."""
    script = Script(faults)

    class Linked(PeerLink):
        peers = staticmethod(lambda: DeepgramPeer(lines))

    Linked.script, Linked.lines = script, lines

    def opened() -> StreamedTranscriber:
        return StreamedTranscriber(lambda _hint: ListenWire(KEY, ("en",)), link=Linked)

    return Recogniser(name, opened, Breaker(name, asyncio.get_running_loop().time))


class BreakingVoice(SimulatedSpeaker):
    """A hum that gets `sound_s` far with a text of which `fails` is true; then breaks or stalls."""

    def __init__(self, sound_s: float, *, stalls: bool, fails: Callable[[str], bool]) -> None:
        super().__init__(Delays())
        self.name = "breaking"
        self.asked: list[str] = []
        self._sound_s, self._stalls, self._fails = sound_s, stalls, fails

    async def speak(self, text: str, voice: Voice) -> AsyncIterator[bytes]:
        """The hum, as far as it gets."""
        self.asked.append(text)
        made = 0.0
        async for pcm in super().speak(text, voice):
            if self._fails(text) and made >= self._sound_s:
                if self._stalls:
                    await asyncio.Event().wait()
                raise ProviderError("speaker", "gone", code="gone", retryable=True)
            made += len(pcm) / 2 / self.rate_hz
            yield pcm


class HeardVoice(SimulatedSpeaker):
    """A hum that remembers what it was asked to say."""

    def __init__(self) -> None:
        super().__init__(Delays())
        self.asked: list[str] = []

    async def speak(self, text: str, voice: Voice) -> AsyncIterator[bytes]:
        """The hum."""
        self.asked.append(text)
        async for pcm in super().speak(text, voice):
            yield pcm


def voices(*speakers: SimulatedSpeaker) -> ChainedSpeaker:
    """A chain of them."""
    clock = asyncio.get_running_loop().time
    return ChainedSpeaker(
        [
            VoiceEngine(f"voice {n}", CachedSpeaker(one), Breaker(f"voice {n}", clock))
            for n, one in enumerate(speakers)
        ]
    )


@dataclass(frozen=True, slots=True)
class Played:
    """One call. Times in seconds of the call."""

    journal: MemoryJournal
    heard: tuple[tuple[float, float], ...]
    """Stretches of our sound."""

    @property
    def answered_after(self) -> float:
        """From the caller's last sound to the first of ours."""
        end = SPEAKS_AT + SPEAKS_FOR
        return min((start for start, _ in self.heard if start > end), default=99.0) - end

    @property
    def longest_gap(self) -> float:
        """Within the answer."""
        after = [one for one in self.heard if one[0] > SPEAKS_AT + SPEAKS_FOR]
        gaps = [later[0] - earlier[1] for earlier, later in pairwise(after)]
        return max(gaps, default=0.0)


async def play(
    transcriber: ChainedTranscriber, speaker: ChainedSpeaker | SimulatedSpeaker, offset_s: float
) -> Played:
    """One whole call, the caller speaking `offset_s` later than usual."""
    board = Switchboard(EnergyDetector())
    line, journal = StageLine(), MemoryJournal()
    parts = Parts(
        transcriber=transcriber,
        thinker=SimulatedThinker(Delays()),
        speaker=speaker,
        journal=journal,
    )
    turns = TurnSettings(endpoint=EndpointSettings(fixed_ms=300))
    session = CallSession(plan(), line, parts, board, turns=turns)
    line.ear = session
    speech = (SPEAKS_AT + offset_s, SPEAKS_AT + offset_s + SPEAKS_FOR)
    async with asyncio.TaskGroup() as group:
        group.create_task(session.run())
        group.create_task(StageCaller(session, [speech]).call(20))
    await board.close()
    shifted = tuple((start - offset_s, end - offset_s) for start, end in line.heard)
    return Played(journal, shifted)
