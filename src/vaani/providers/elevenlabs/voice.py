"""What is ElevenLabs asked to speak? One streamed HTTP request for each sentence.

Voices are ids of the account, so there is no default. Specification: ElevenLabs text to speech,
`/v1/text-to-speech/{voice}/stream`.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from vaani.call.ports.speaker import Voice
from vaani.language.found import Language
from vaani.providers.elevenlabs.scribe import BASE, VENDOR
from vaani.providers.tts import RATE_HZ, Asked, named, within


class ElevenLabsVoice:
    """`voices` are voice ids by language."""

    vendor = VENDOR
    rate_hz = RATE_HZ

    def __init__(
        self,
        api_key: str,
        *,
        model: str,
        voices: Mapping[Language, str | None],
        base_url: str = BASE,
    ) -> None:
        self._key, self._model, self._voices = api_key, model, voices
        self._base = base_url.rstrip("/")
        self.name = (
            f"elevenlabs:{base_url}:{model}:{voices.get('en') or ''}:{voices.get('hi') or ''}"
        )

    def languages(self) -> tuple[Language, ...]:
        """Those for which a voice is set."""
        return tuple(one for one, voice in self._voices.items() if voice)

    def ask(self, text: str, voice: Voice) -> Asked:
        """The request. Raises ProviderError without a voice."""
        speaker = named(voice, self._voices, VENDOR, "providers.elevenlabs.voice")
        url = f"{self._base}/v1/text-to-speech/{quote(speaker, safe='')}/stream"
        body = {
            "text": text,
            "model_id": self._model,
            "language_code": voice.language,
            "voice_settings": {"speed": within(voice.speed, 0.7, 1.2)},
        }
        return Asked(f"{url}?output_format=pcm_{RATE_HZ}", body, {"xi-api-key": self._key})
