"""What is an OpenAI-compatible server asked to speak? Raw samples of 24 kHz, streamed.

Servers that answer with WAV instead are understood too; its head says the rate. Specification:
OpenAI API reference, audio speech.
"""

from __future__ import annotations

from collections.abc import Mapping

from vaani.call.ports.speaker import Voice
from vaani.language.found import Language
from vaani.providers.tts import RATE_HZ, Asked, within

BASE = "https://api.openai.com/v1"
DEFAULT_VOICE = "alloy"


class OpenAiLikeVoice:
    """`POST {base}/audio/speech`. `voices` by language; without one it is `alloy`."""

    vendor = "the speech server"
    rate_hz = RATE_HZ

    def __init__(
        self,
        *,
        model: str,
        voices: Mapping[Language, str | None],
        base_url: str = BASE,
        api_key: str | None = None,
    ) -> None:
        self._url, self._model = f"{base_url.rstrip('/')}/audio/speech", model
        self._voices = voices
        self._headers = {"authorization": f"Bearer {api_key}"} if api_key else {}
        own = f"{voices.get('en') or ''}:{voices.get('hi') or ''}"
        self.name = f"openai:{base_url.rstrip('/')}:{model}:{own}"

    def languages(self) -> tuple[Language, ...]:
        """Both: the models read what they are given."""
        return ("en", "hi")

    def ask(self, text: str, voice: Voice) -> Asked:
        """The request."""
        body = {
            "model": self._model,
            "voice": voice.name or self._voices.get(voice.language) or DEFAULT_VOICE,
            "input": text,
            "response_format": "pcm",
            "speed": within(voice.speed, 0.25, 4.0),
        }
        return Asked(self._url, body, self._headers)
