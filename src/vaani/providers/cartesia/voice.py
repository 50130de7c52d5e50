"""What is Cartesia asked to speak? A sentence a socket, in one context.

Voices are ids of the account, so there is no default. `flush_done` is not the end, `done` is.
Specification: Cartesia TTS WebSocket (SDK 4.2).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from vaani.call.ports.speaker import Voice
from vaani.language.found import Language
from vaani.providers.failures import json_object, plain_code, refused, sound_of
from vaani.providers.stt_wire import Frame, Opening, socket_url
from vaani.providers.tts import RATE_HZ, Done, named

BASE = "https://api.cartesia.ai"
MODEL = "sonic-3.5"
VERSION = "2026-08-14"
VENDOR = "Cartesia"
_CONTEXT = "sentence"


class SonicVoice:
    """`/tts/websocket`. `voices` are voice ids by language."""

    vendor = VENDOR
    rate_hz = RATE_HZ

    def __init__(
        self,
        api_key: str,
        *,
        voices: Mapping[Language, str | None],
        model: str = MODEL,
        base_url: str = BASE,
    ) -> None:
        self._key, self._voices, self._model, self._base = api_key, voices, model, base_url
        self.name = f"cartesia:{base_url}:{model}:{voices.get('en') or ''}:{voices.get('hi') or ''}"

    def languages(self) -> tuple[Language, ...]:
        """Those for which a voice is set."""
        return tuple(one for one, voice in self._voices.items() if voice)

    def opening(self, voice: Voice) -> Opening:
        """The address with the version of the interface."""
        named(voice, self._voices, VENDOR, "providers.cartesia.voice")
        return Opening(
            f"{socket_url(self._base)}/tts/websocket?cartesia_version={quote(VERSION)}",
            (("Authorization", f"Bearer {self._key}"),),
        )

    def ask(self, text: str, voice: Voice) -> Sequence[Frame]:
        """The whole sentence at once."""
        speaker = named(voice, self._voices, VENDOR, "providers.cartesia.voice")
        asked = {
            "context_id": _CONTEXT,
            "model_id": self._model,
            "transcript": text,
            "continue": False,
            "voice": {"mode": "id", "id": speaker},
            "language": voice.language,
            "output_format": {
                "container": "raw", "encoding": "pcm_s16le", "sample_rate": RATE_HZ,
            },
        }  # fmt: skip
        return (json.dumps(asked, ensure_ascii=False),)

    def cancel(self) -> Sequence[Frame]:
        """What is not generated yet is not generated."""
        return (json.dumps({"context_id": _CONTEXT, "cancel": True}),)

    def read(self, message: Frame) -> bytes | Done | None:
        """Sound in base64 and the end; of another context nothing. Raises ProviderError."""
        event = json_object("speaker", VENDOR, message)
        kind = event.get("type")
        if kind == "error":
            status = event.get("status_code")
            code = plain_code(str(event.get("error_code") or ""))
            raise refused("speaker", VENDOR, status if isinstance(status, int) else 500, code)
        if event.get("context_id") not in (None, _CONTEXT):
            return None
        if kind == "chunk":
            return sound_of("speaker", VENDOR, event.get("data"))
        return Done() if kind == "done" else None
