"""How does a reply's text become sound for a client? Sentence by sentence, behind every call."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing

from vaani.language.found import Language
from vaani.language.script import words
from vaani.speech_server.catalogue import VOICE_ALIASES
from vaani.speech_server.realtime.sound import SoundOut
from vaani.speech_server.refusals import Refused
from vaani.speech_server.speaking import Speaking
from vaani.speech_server.texts import language_of


class Voicing:
    """One reply's voice and format."""

    def __init__(self, speaking: Speaking, voice: str, speed: float, kind: str) -> None:
        """`voice` is one of the catalogue's, or an alias; `kind` as `audio/pcm`."""
        self._speaking = speaking
        self._voice = voice
        self._speed = speed
        self._sound = SoundOut(kind)
        self.bytes_per_ms = self._sound.bytes_per_ms

    async def spoken(
        self, text: str, language: Language | None = None, own: str | None = None
    ) -> AsyncIterator[bytes]:
        """The sound of a sentence in pieces of one event each. `own` speaks where the client chose
        an alias. Raises ProviderError."""
        if not words(text):
            return
        voice = self._chosen(language or language_of(text), own)
        order = self._speaking.order(text, voice, speed=self._speed, format="pcm")
        async with aclosing(self._speaking.sound(order)) as sound:
            async for samples in sound:
                for piece in self._sound.push(samples):
                    yield piece
        for piece in self._sound.flush():
            yield piece

    def _chosen(self, language: Language, own: str | None) -> str:
        """The client's voice; an alias where that does not speak the language."""
        name = own if own is not None and self._voice in VOICE_ALIASES else self._voice
        try:
            card = self._speaking.catalogue.voice(name)
        except Refused:
            card = None
        if card is None or (card.language != language and language == "hi"):
            return "alloy"
        return name
