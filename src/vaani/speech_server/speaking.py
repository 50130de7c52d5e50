"""How does a text become a sound file for a program? Checked whole, then made piece by piece.

Every piece is a job of the engines behind all calls (`Waiting.CLIENT`). Whoever stops reading the
file ends the work: a job that has not begun is dropped.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar, cast

from vaani.audio.frame import Samples, pcm_to_samples
from vaani.audio.resample import Resampler
from vaani.call.ports.speaker import Speaker, Voice, Waiting
from vaani.language.script import words
from vaani.speech_server import sound_files, texts
from vaani.speech_server.catalogue import FASTEST, SLOWEST, Catalogue, VoiceCard
from vaani.speech_server.refusals import Refused

MOST_CHARS = 5000
_SHORT = sound_files.RATE_HZ * 2 // 5
"""Samples of 400 ms."""
REFERENCE = "reference:"
"""How a voice begins that is a recording's."""
Result = TypeVar("Result")


class Offload(Protocol):
    """Does blocking work on a thread of lowered priority."""

    def __call__(self, work: Callable[[], Result], rank: int = 0) -> asyncio.Future[Result]: ...


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the text and who speaks it."""

    text: str
    voice: Voice
    like: Path | None = None
    """A recording of the voice that speaks; None: the engine's own voice."""


class Cloner(Protocol):
    """What an engine has beside a `Speaker`'s methods when it can speak like a recording."""

    def speak_like(self, text: str, voice: Voice, recording: Path) -> AsyncIterator[bytes]:
        """As `Speaker.speak`, in the voice of a recording of at most 30 s, 16 kHz."""
        ...


@dataclass(frozen=True, slots=True)
class Order:
    """A request that can be carried out."""

    pieces: tuple[Piece, ...]
    format: str
    at_once: bool = False
    """It leaves when it is whole, so that a file can say its length."""

    @property
    def media_type(self) -> str:
        return sound_files.FORMATS[self.format].media_type


class Speaking:
    """The house's voices for other programs."""

    def __init__(
        self,
        speaker: Speaker,
        catalogue: Catalogue,
        offload: Offload,
        references: Callable[[str], Path] | None = None,
    ) -> None:
        """`references` gives the recording of a reference voice; raises Refused(unknown)."""
        self._speaker = speaker
        self._offload = offload
        self._references = references
        self.catalogue = catalogue

    @property
    def cloning(self) -> tuple[str, ...]:
        """Engines that can speak like a recording."""
        return (self._speaker.name,) if hasattr(self._speaker, "speak_like") else ()

    def blocking(self, work: Callable[[], Result]) -> asyncio.Future[Result]:
        """Do it on a thread that codes sound."""
        return self._offload(work)

    def order(
        self,
        text: str,
        voice: str,
        *,
        model: str = "tts-1",
        speed: float = 1.0,
        format: str = "mp3",
        chunk_chars: int | None = None,
    ) -> Order:
        """What is to be said, by whom. Without `chunk_chars` the text is cut into sentences, with
        `MOST_CHARS` it is not cut.

        Raises Refused, its field named as in the OpenAI API (`input`, `voice`, `speed` ...).
        """
        sound_files.format_named(format)
        engine = self.catalogue.engine(model)
        like = self._recording(voice)
        card = None if like is not None else self.catalogue.voice(voice)
        if not SLOWEST <= speed <= FASTEST:
            raise Refused("wrong", f"speed is {SLOWEST:g} to {FASTEST:g} here.", field="speed")
        if not words(text):
            raise Refused("wrong", "The text has no word that is spoken here.", field="input")
        if len(text) > MOST_CHARS:
            raise Refused(
                "wrong", f"The text is longer than {MOST_CHARS} characters.", field="input"
            )
        cut = texts.pieces(text) if chunk_chars is None else texts.grouped(text, chunk_chars)
        made = tuple(Piece(one, self._voice(one, card, engine, speed), like) for one in cut)
        # One sentence is soon there; more of them wait for each other only where that is asked.
        whole = chunk_chars in (None, MOST_CHARS) or len(texts.pieces(text)) == 1
        at_once = len(made) == 1 and whole
        return Order(made, format, at_once)

    def _recording(self, voice: str) -> Path | None:
        """Of the reference voice that is asked for. Raises Refused where no engine clones."""
        if not voice.startswith(REFERENCE) or self._references is None:
            return None
        recording = self._references(voice.removeprefix(REFERENCE))
        if not self.cloning:
            engines = ", ".join(dict.fromkeys(card.engine for card in self.catalogue.voices))
            raise Refused(
                "wrong",
                f"No engine here speaks like a recording ({engines}): choose a voice of "
                "`/tts/voices`.",
                field="voice",
            )
        return recording

    def _voice(self, text: str, card: VoiceCard | None, engine: str | None, speed: float) -> Voice:
        language = texts.language_of(text)
        if card is None:
            card = self.catalogue.default(language)
        if language == "hi" and card.language != "hi":
            raise Refused(
                "wrong",
                f"The voice {card.id} speaks English and the text is Hindi: choose a Hindi voice, "
                "or `alloy`, which takes each language's own.",
                field="voice",
            )
        if engine is not None and card.engine != engine:
            raise Refused("wrong", f"The voice {card.id} is one of {card.engine}.", field="voice")
        return Voice(card.language, card.name, speed, Waiting.CLIENT)

    async def sound(self, order: Order) -> AsyncGenerator[Samples, None]:
        """int16 at `sound_files.RATE_HZ`, in pieces short enough to be coded on the event loop,
        others being let in between them. Raises ProviderError."""
        async with aclosing(self._made(order)) as made:
            async for samples in made:
                for at in range(0, len(samples), _SHORT):
                    yield samples[at : at + _SHORT]
                    await asyncio.sleep(0)

    async def _made(self, order: Order) -> AsyncGenerator[Samples, None]:
        """The same in pieces as the engine gives them, a sentence or less."""
        for piece in order.pieces:
            resampler = Resampler(self._speaker.rate_hz, sound_files.RATE_HZ, low_delay=False)
            sound = self._spoken(piece)
            try:
                async for pcm in sound:
                    samples = resampler.push(pcm_to_samples(pcm))
                    if len(samples):
                        yield samples
            finally:
                close = getattr(sound, "aclose", None)
                if close is not None:
                    await close()
            rest = resampler.flush()
            if len(rest):
                yield rest

    def _spoken(self, piece: Piece) -> AsyncIterator[bytes]:
        if piece.like is None:
            return self._speaker.speak(piece.text, piece.voice)
        return cast(Cloner, self._speaker).speak_like(piece.text, piece.voice, piece.like)

    async def file(self, order: Order) -> AsyncIterator[bytes]:
        """The file in pieces, each as soon as it is there. Raises ProviderError and Refused."""
        known: list[Samples] = []
        if order.format == "wav" and order.at_once:
            known = [samples async for samples in self._made(order)]
        length = sum(map(len, known)) if known else None
        bare = sound_files.FORMATS[order.format].bare
        do: Offload = _at_once if bare else self._offload
        file = await do(partial(sound_files.open_file, order.format, length))
        try:
            for samples in known:
                if made := await do(partial(file.push, samples)):
                    yield made
            if not known:
                async for samples in self._made(order):
                    # What is coded begins with a short piece: its first sound is not to wait.
                    for part in (samples,) if bare else (samples[:_SHORT], samples[_SHORT:]):
                        if len(part) and (made := await do(partial(file.push, part))):
                            yield made
            if rest := await do(file.end):
                yield rest
        finally:
            # Not awaited: a client that left is not waited for, a running push is.
            do(file.close)


def _at_once(work: Callable[[], Result], rank: int = 0) -> asyncio.Future[Result]:
    """An `Offload` on the loop: samples that are only copied are not worth a thread's turn."""
    done: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
    done.set_result(work())
    return done
