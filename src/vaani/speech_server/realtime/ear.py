"""What has a client said, from its live sound? Its buffer, and turns found by voice activity.

With server VAD a turn begins and ends where speech does, and its sound is read while it is said.
Without it sound is kept until the client commits it. Times are milliseconds of all sound that was
sent in the session.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import dataclass, field

import numpy as np

from vaani.audio.frame import Floats
from vaani.call.ports.recogniser import Reading
from vaani.speech_server.hearing import Hearing
from vaani.speech_server.realtime.backlog import Backlog
from vaani.speech_server.realtime.faults import Fault
from vaani.speech_server.realtime.items import named
from vaani.speech_server.realtime.options import InputOptions, Transcription, TurnDetection
from vaani.speech_server.realtime.sound import SoundIn
from vaani.speech_server.stretches import RATE_HZ, Stretch, Stretches
from vaani.speech_server.transcripts import Segment

LEAST_COMMIT_MS = 100
_STEP = RATE_HZ // 10
"""Sound is listened to in tenths of a second, so that what happens is told in order."""


@dataclass(slots=True)
class Utterance:
    """What the user says in one turn, or committed. `segments` reads it."""

    item_id: str = field(default_factory=lambda: named("item"))
    seconds: float = 0.0
    led: bool = False
    """Is its reading led by what was asked?"""
    _parts: list[asyncio.Task[list[Segment]]] = field(default_factory=list)
    _whole: AsyncGenerator[Segment, None] | AsyncIterator[Segment] | None = None

    async def segments(self) -> AsyncIterator[Segment]:
        """Its words in order, as they are read. Raises ProviderError."""
        for part in self._parts:
            for segment in await part:
                yield segment
        if self._whole is not None:
            async for segment in self._whole:
                yield segment

    def forget(self) -> None:
        """Nobody wants it any more."""
        for part in self._parts:
            part.cancel()


@dataclass(frozen=True, slots=True)
class Began:
    """Speech; `at_ms` with the padding before it."""

    utterance: Utterance
    at_ms: int


@dataclass(frozen=True, slots=True)
class Over:
    """A pause as long as was wanted."""

    utterance: Utterance
    at_ms: int


class Ear:
    """One client's sound."""

    def __init__(
        self,
        hearing: Hearing,
        options: InputOptions,
        longest_s: float,
        expects: Callable[[], str] = str,
    ) -> None:
        """At most `longest_s` of sound wait for a commit. `expects` leads the reading where the
        client does not."""
        self._expects = expects
        self.backlog = Backlog()
        self._hearing = hearing
        self._options = options
        self._longest = int(longest_s * RATE_HZ)
        self._sound = SoundIn(options.format.type)
        self._activity = self._stretches(options.turn_detection)
        self._before_ms = 0.0
        """Where in the session the sound of `_activity` begins."""
        self._kept: list[Floats] = []
        self._kept_samples = 0
        self._utterance: Utterance | None = None

    @property
    def speaking(self) -> bool:
        """Is a turn being heard?"""
        return self._utterance is not None

    def tune(self, options: InputOptions) -> None:
        """The session's options have changed. A turn that is being heard is given up when how it is
        found changes."""
        before, self._options = self._options, options
        if options.format != before.format:
            self._sound = SoundIn(options.format.type)
        if options.turn_detection != before.turn_detection:
            self._anew()

    async def push(self, raw: bytes) -> AsyncGenerator[Began | Over, None]:
        """Take sound in the session's format; what happens in it. Raises Fault when as much waits
        as may."""
        sound = self._sound.push(raw)
        if self._activity is None:
            if self._kept_samples + len(sound) > self._longest:
                raise Fault(
                    "input_audio_buffer_full",
                    f"The buffer holds {self._longest // RATE_HZ} s of sound: commit or clear it.",
                    "audio",
                )
            self._kept.append(sound)
            self._kept_samples += len(sound)
            return
        for at in range(0, len(sound), _STEP):
            async for event in self._listen(self._activity, sound[at : at + _STEP]):
                yield event

    def commit(self) -> Utterance:
        """What waits becomes an utterance. Raises Fault when it is too short to be one."""
        if self._activity is not None:
            utterance = self._utterance
            for stretch in self._activity.flush() if utterance is not None else ():
                self._add(stretch)
            if utterance is None:
                raise _too_short(0.0)
            self._anew(keep=True)
            return utterance
        self._keep(self._sound.flush())
        milliseconds = self._kept_samples * 1000 / RATE_HZ
        if milliseconds < LEAST_COMMIT_MS - 1:
            raise _too_short(milliseconds)
        utterance = self.utterance_of(self._kept)
        self._anew()
        return utterance

    def clear(self) -> None:
        """Forget what waits."""
        self._sound.flush()
        self._anew()

    def utterance_of(self, pieces: list[Floats]) -> Utterance:
        """Sound at 16 kHz that is there as a whole."""
        seconds = sum(map(len, pieces)) / RATE_HZ
        how = self._reading()
        read = self._hearing.segments(iter(pieces), how)
        return Utterance(seconds=seconds, led=bool(how.prompt), _whole=read)

    async def _listen(
        self, activity: Stretches, piece: Floats
    ) -> AsyncGenerator[Began | Over, None]:
        for stretch in await self._hearing.listen(activity, piece):
            utterance = self._utterance or Utterance()
            self._utterance = utterance
            self._add(stretch)
            if activity.speaking_since_s != stretch.end_s:
                self._utterance = None
                yield Over(utterance, self._ms(activity.heard_s))
        since = activity.speaking_since_s
        if since is not None and self._utterance is None:
            self._utterance = Utterance()
            padding_s = self._turns.prefix_padding_ms / 1000
            yield Began(self._utterance, self._ms(max(0.0, since - padding_s)))

    def _add(self, stretch: Stretch) -> None:
        if self._utterance is not None:
            self._utterance.seconds += len(stretch.sound) / RATE_HZ
            how = self._reading()
            self._utterance.led = bool(how.prompt)
            read = self._hearing.read(stretch, how)
            part = asyncio.create_task(read, name="realtime-reading")
            self.backlog.add(part, len(stretch.sound) / RATE_HZ)
            self._utterance._parts.append(part)

    def _keep(self, sound: Floats) -> None:
        self._kept.append(sound)
        self._kept_samples += len(sound)

    def _anew(self, *, keep: bool = False) -> None:
        """Listen anew from here; `keep`: the turn that was heard goes on elsewhere."""
        if self._utterance is not None and not keep:
            self._utterance.forget()
        self._utterance = None
        heard_s = self._activity.heard_s if self._activity is not None else 0.0
        self._before_ms += 1000 * (heard_s + self._kept_samples / RATE_HZ)
        self._kept, self._kept_samples = [], 0
        self._activity = self._stretches(self._options.turn_detection)

    def _stretches(self, turns: TurnDetection | None) -> Stretches | None:
        if turns is None:
            return None
        return self._hearing.stretches(
            turns.silence_duration_ms,
            turns.threshold,
            before_s=turns.prefix_padding_ms / 1000,
        )

    @property
    def _turns(self) -> TurnDetection:
        return self._options.turn_detection or TurnDetection(type="server_vad")

    def _reading(self) -> Reading:
        wanted = self._options.transcription or Transcription()
        return self._hearing.reading(wanted.language, prompt=wanted.prompt or self._expects())

    def _ms(self, seconds: float) -> int:
        return round(self._before_ms + seconds * 1000)


def sound_of(raw: bytes, kind: str) -> list[Floats]:
    """A whole sound in a client's format, at 16 kHz."""
    reader = SoundIn(kind)
    whole = np.concatenate((reader.push(raw), reader.flush()))
    return [whole[at : at + RATE_HZ] for at in range(0, len(whole), RATE_HZ)]


def _too_short(milliseconds: float) -> Fault:
    return Fault(
        "input_audio_buffer_commit_empty",
        "Error committing input audio buffer: buffer too small. Expected at least "
        f"{LEAST_COMMIT_MS}ms of audio, but buffer only has {milliseconds:.2f}ms of audio.",
    )
