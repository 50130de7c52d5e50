"""What is Deepgram's Aura asked to speak? English only: the language is part of a voice's name.

Encoding, rate and container are always said, since the documented defaults differ. Specification:
Deepgram text to speech, REST v1.
"""

from __future__ import annotations

from urllib.parse import urlencode

from vaani.call.ports.speaker import Voice
from vaani.kit.errors import ProviderError
from vaani.language.found import Language
from vaani.providers.deepgram.wire import BASE, VENDOR
from vaani.providers.tts import RATE_HZ, Asked

DEFAULT_VOICE = "aura-2-thalia-en"


class AuraVoice:
    """`POST {base}/v1/speak`."""

    vendor = f"{VENDOR} Aura"
    rate_hz = RATE_HZ

    def __init__(self, api_key: str, *, voice: str | None = None, base_url: str = BASE) -> None:
        self._key, self._base = api_key, base_url.rstrip("/")
        self._voice = voice or DEFAULT_VOICE
        self.name = f"deepgram:{base_url}:{self._voice}"

    def languages(self) -> tuple[Language, ...]:
        """English: there is no Hindi voice."""
        return ("en",)

    def ask(self, text: str, voice: Voice) -> Asked:
        """The request. Raises ProviderError for Hindi."""
        if voice.language != "en":
            raise ProviderError("speaker", f"{self.vendor} has no Hindi voice.", code="language")
        asked = {
            "model": voice.name or self._voice, "encoding": "linear16",
            "sample_rate": str(RATE_HZ), "container": "none",
        }  # fmt: skip
        return Asked(
            f"{self._base}/v1/speak?{urlencode(asked)}", {"text": text},
            {"authorization": f"Token {self._key}"},
        )  # fmt: skip
