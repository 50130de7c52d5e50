"""Which voices and models are there, and which of them does a name mean?

Names that clients of the OpenAI API know (`alloy`, `tts-1`, `whisper-1` ...) are aliases, and are
listed as such: `alloy` speaks every language that is installed, each with its default voice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vaani.language.found import Language
from vaani.speech_server.refusals import Refused

SLOWEST, FASTEST = 0.5, 2.0
"""Speeds at which the voices of this house stay speech."""

VOICE_ALIASES = (
    "alloy", "ash", "ballad", "cedar", "coral", "echo", "fable", "marin", "nova", "onyx", "sage",
    "shimmer", "verse", "default",
)  # fmt: skip
SPEAKING_ALIASES = ("tts-1", "tts-1-hd", "gpt-4o-mini-tts")
HEARING_ALIASES = ("whisper-1", "gpt-4o-transcribe", "gpt-4o-mini-transcribe")


@dataclass(frozen=True, slots=True)
class VoiceCard:
    """A voice that is installed. `default` of its language: what an alias means there."""

    id: str
    language: Language
    engine: str
    licence: str
    name: str | None = None
    """As the engine calls it; None: its only one for the language."""
    default: bool = False


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A model that is there, or (`alias_of`) another name of one."""

    id: str
    does: str
    owner: str = "vaani"
    alias_of: str | None = None


class Catalogue:
    """What is installed. Nothing in it changes while the process lives."""

    def __init__(self, voices: tuple[VoiceCard, ...], hearing: str | None) -> None:
        """`hearing` is the recogniser's name; None: nothing is recognised here."""
        self.voices = voices
        self.hearing = hearing
        self._by_id = {card.id: card for card in voices}
        self._defaults = {card.language: card for card in voices if card.default}

    @property
    def languages(self) -> tuple[Language, ...]:
        """What can be spoken."""
        return tuple(self._defaults)

    def voice(self, name: str) -> VoiceCard | None:
        """The card of a voice; None for an alias. Raises Refused(unknown)."""
        if name in VOICE_ALIASES:
            return None
        card = self._by_id.get(name)
        if card is None:
            there = ", ".join((*self._by_id, *VOICE_ALIASES))
            raise Refused(
                "unknown", f"There is no voice {name!r}; there are {there}.", field="voice"
            )
        return card

    def default(self, language: Language) -> VoiceCard:
        """Raises Refused(unavailable) when nothing speaks that language."""
        card = self._defaults.get(language)
        if card is None:
            raise Refused(
                "unavailable",
                f"No voice for {language!r} is installed: run `vaani models install`.",
                field="voice",
            )
        return card

    def engine(self, model: str) -> str | None:
        """Which engine a `model` asks for; None: any. Raises Refused(unknown)."""
        if model in SPEAKING_ALIASES:
            return None
        if model in {card.engine for card in self.voices}:
            return model
        raise Refused("unknown", f"There is no voice model {model!r} here.", field="model")

    def models(self) -> tuple[ModelCard, ...]:
        """Every model and alias, real ones first."""
        engines = tuple(dict.fromkeys(card.engine for card in self.voices))
        cards = [ModelCard(name, "speech", _OWNERS.get(name, "vaani")) for name in engines]
        if engines:
            cards += [ModelCard(name, "speech", alias_of=engines[0]) for name in SPEAKING_ALIASES]
        if self.hearing is not None:
            cards.insert(len(engines), ModelCard(self.hearing, "transcription", "openai"))
            cards += [
                ModelCard(name, "transcription", alias_of=self.hearing) for name in HEARING_ALIASES
            ]
        return tuple(cards)


_OWNERS: Mapping[str, str] = {"kokoro-1.0": "hexgrad", "hibari-0.2.1": "hibari"}
