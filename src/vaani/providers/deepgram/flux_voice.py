"""What is Deepgram's Flux asked to speak? A sentence a socket; English only.

Its voices are named `flux-...`; there is no list of them, so there is no default. `Flushed` is not
the end, sound may follow it; `SpeechMetadata` is. Specification: Deepgram text to speech v2 (SDK
7.17), from one source.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import urlencode

from vaani.call.ports.speaker import Voice
from vaani.kit.errors import ProviderError
from vaani.language.found import Language
from vaani.providers.deepgram.wire import BASE, VENDOR
from vaani.providers.failures import json_object, plain_code
from vaani.providers.stt_wire import Frame, Opening, socket_url
from vaani.providers.tts import RATE_HZ, Done, within
from vaani.providers.values import text_in

PREFIX = "flux-"
_ENDS = frozenset(("SpeechMetadata", "SpeechInterrupted", "SessionMetadata"))
_SILENT = frozenset(("NO_SYNTHESIZABLE_TEXT", "NO_AUDIO_GENERATED"))
_STEP = 0.05


class FluxVoice:
    """`{base}/v2/speak`. `voice` is the model's name."""

    vendor = f"{VENDOR} Flux"
    rate_hz = RATE_HZ

    def __init__(self, api_key: str, *, voice: str, base_url: str = BASE) -> None:
        self._key, self._base, self._voice = api_key, base_url, voice
        self.name = f"deepgram:{base_url}:{voice}"

    def languages(self) -> tuple[Language, ...]:
        """English: there is no Hindi voice."""
        return ("en",)

    def opening(self, voice: Voice) -> Opening:
        """The address; everything but the text is in it. Raises ProviderError for Hindi."""
        if voice.language != "en":
            raise ProviderError("speaker", f"{self.vendor} has no Hindi voice.", code="language")
        asked = {
            "model": voice.name or self._voice,
            "encoding": "linear16",
            "sample_rate": str(RATE_HZ),
        }
        if voice.speed != 1.0:
            asked["speed"] = f"{round(within(voice.speed, 0.5, 1.5) / _STEP) * _STEP:.2f}"
        return Opening(
            f"{socket_url(self._base)}/v2/speak?{urlencode(asked)}",
            (("Authorization", f"Token {self._key}"),),
        )

    def ask(self, text: str, voice: Voice) -> Sequence[Frame]:
        """The whole sentence, and that it is over."""
        return (
            json.dumps({"type": "Speak", "text": text}, ensure_ascii=False),
            json.dumps({"type": "Flush"}),
        )

    def cancel(self) -> Sequence[Frame]:
        """Stop at once."""
        return (json.dumps({"type": "Interrupt"}), json.dumps({"type": "Close"}))

    def read(self, message: Frame) -> bytes | Done | None:
        """Bare sound, and the end. Raises ProviderError."""
        if isinstance(message, bytes):
            return message
        event = json_object("speaker", self.vendor, message)
        kind, code = text_in(event.get("type")), plain_code(str(event.get("code") or ""))
        if kind == "Error":
            raise ProviderError(
                "speaker", f"{self.vendor} failed ({code or 'no code'}).", code=code or "error",
                retryable=code.startswith("NET"),
            )  # fmt: skip
        if kind in _ENDS or (kind == "Warning" and code in _SILENT):
            return Done()
        return None
