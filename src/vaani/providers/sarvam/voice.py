"""What is Sarvam asked to speak? A sentence a socket: configuration, text, flush.

The name of the language's field is in flux, so both spellings are sent. There is no cancel:
closing the socket is one. Specification: Sarvam text to speech socket (SDK 0.1.39).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from vaani.call.ports.speaker import Voice
from vaani.language.found import Language
from vaani.providers.failures import json_object, reported, sound_of
from vaani.providers.sarvam.wire import BASE, VENDOR
from vaani.providers.stt_wire import Frame, Opening, socket_url
from vaani.providers.tts import RATE_HZ, Done, within

VOICE_MODEL = "bulbul:v3"
DEFAULT_VOICE = "shubh"
_CODES: Mapping[Language, str] = {"en": "en-IN", "hi": "hi-IN"}


class BulbulVoice:
    """`/text-to-speech/ws`."""

    vendor = VENDOR
    rate_hz = RATE_HZ

    def __init__(
        self,
        api_key: str,
        *,
        voices: Mapping[Language, str | None],
        model: str = VOICE_MODEL,
        base_url: str = BASE,
    ) -> None:
        self._key, self._model, self._base, self._voices = api_key, model, base_url, voices
        self.name = f"sarvam:{base_url}:{model}:{voices.get('en') or ''}:{voices.get('hi') or ''}"

    def languages(self) -> tuple[Language, ...]:
        """Indian English and Hindi."""
        return ("en", "hi")

    def opening(self, voice: Voice) -> Opening:
        """The address with the model; the end of a sentence is to be told."""
        asked = urlencode({"model": self._model, "send_completion_event": "true"})
        return Opening(
            f"{socket_url(self._base)}/text-to-speech/ws?{asked}",
            (("api-subscription-key", self._key),),
        )

    def ask(self, text: str, voice: Voice) -> Sequence[Frame]:
        """Rate and codec are always said: the documented defaults contradict each other."""
        code = _CODES[voice.language]
        told = {
            "model": self._model,
            "target_language_code": code,
            "language_code": code,
            "speaker": voice.name or self._voices.get(voice.language) or DEFAULT_VOICE,
            "pace": within(voice.speed, 0.5, 2.0),
            "speech_sample_rate": RATE_HZ,
            "output_audio_codec": "linear16",
        }
        return (
            json.dumps({"type": "config", "data": told}),
            json.dumps({"type": "text", "data": {"text": text}}, ensure_ascii=False),
            '{"type":"flush"}',
        )

    def cancel(self) -> Sequence[Frame]:
        """There is none."""
        return ()

    def read(self, message: Frame) -> bytes | Done | None:
        """Sound in base64, and the final event. Raises ProviderError."""
        event = json_object("speaker", VENDOR, message)
        told = event.get("data")
        told = told if isinstance(told, dict) else {}
        if event.get("type") == "audio":
            return sound_of("speaker", VENDOR, told.get("audio"))
        if event.get("type") == "event" and told.get("event_type") == "final":
            return Done()
        if event.get("type") == "error":
            raise reported("speaker", VENDOR, str(told.get("code") or ""))
        return None
