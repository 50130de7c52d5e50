"""What is a Piper server asked to speak? A text and a voice; it answers with a WAV of its rate.

Piper runs as a program of its own (`python -m piper.http_server`), so its GPL does not reach this
process. Specification: Piper HTTP server, `POST /`.
"""

from __future__ import annotations

from collections.abc import Mapping

from vaani.call.ports.speaker import Voice
from vaani.language.found import Language
from vaani.providers.tts import Asked, named

_RAW_HZ = 22050


class PiperVoice:
    """`voices` are names of voices that the server has, by language."""

    vendor = "the Piper server"
    rate_hz = _RAW_HZ

    def __init__(self, base_url: str, voices: Mapping[Language, str | None]) -> None:
        self._url, self._voices = f"{base_url.rstrip('/')}/", voices
        self.name = f"piper:{base_url}:{voices.get('en') or ''}:{voices.get('hi') or ''}"

    def languages(self) -> tuple[Language, ...]:
        """Those for which a voice is set."""
        return tuple(one for one, voice in self._voices.items() if voice)

    def ask(self, text: str, voice: Voice) -> Asked:
        """The request. Raises ProviderError without a voice."""
        name = named(voice, self._voices, self.vendor, "providers.piper.voice")
        return Asked(self._url, {"text": text, "voice": name})
