"""How are recordings of other programs read on this machine? By the calls' Whisper, behind them.

Hindi is read in Urdu letters, in which the model writes it best, unless a prompt in Devanagari
leads it to that script. Without a language, English and Hindi are told apart.
"""

from __future__ import annotations

from vaani.audio.frame import Floats
from vaani.call.ports.recogniser import Reading as How
from vaani.call.ports.recogniser import Recognised, SpokenWord
from vaani.call.ports.speaker import Waiting
from vaani.kit.errors import ProviderError
from vaani.providers.local.ctranslate import Encoded
from vaani.providers.local.readings import Reading, is_noise, which
from vaani.providers.local.whisper import WhisperSource

_DEVANAGARI = range(0x0900, 0x0980)
_LEAD_CHARS = 200


class LocalRecogniser:
    """A `Recogniser` over the models of the calls."""

    def __init__(self, source: WhisperSource) -> None:
        self._source = source
        self.name = source.name

    def knows(self, language: str) -> bool:
        """Whisper's hundred languages; how well, is another matter."""
        return self._source.base.knows(language)

    async def read(self, sound: Floats, how: How) -> Recognised | None:
        """See the port. Raises ProviderError."""
        try:
            return await self._source.pool.run(lambda: self._read(sound, how), Waiting.CLIENT)
        except (RuntimeError, ValueError, LookupError, TypeError, MemoryError) as error:
            raise ProviderError(
                "transcriber", f"The recogniser failed: {error}.", code="engine", retryable=True
            ) from error

    def _read(self, sound: Floats, how: How) -> Recognised | None:
        base = self._source.base
        encoded = base.encode(sound)
        spoken = how.language or which(base.languages(encoded), ("en", "hi"), None).spoken
        prompt = how.prompt.strip()[-_LEAD_CHARS:]
        leads = any(ord(letter) in _DEVANAGARI for letter in how.prompt)
        written = "ur" if spoken == "hi" and not leads and not how.translate else spoken
        reading = self._source.reading(sound, encoded, written, prompt, translate=how.translate)
        if is_noise(reading):
            return None
        words = self._words(encoded, reading, written, how)
        language = "en" if how.translate else spoken
        return Recognised(reading.text, language, reading.score, reading.no_speech, words)

    def _words(
        self, encoded: Encoded, reading: Reading, written: str, how: How
    ) -> tuple[SpokenWord, ...]:
        if not how.words:
            return ()
        found = self._source.base.words(encoded, reading.text, written, translate=how.translate)
        return tuple(SpokenWord(*one) for one in found)
