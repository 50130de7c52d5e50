"""What does Sarvam's realtime recognition say over the wire? Pure.

Speech is bracketed by our detector (`endpointing=manual`): `speech_start`, sound in base64,
`speech_end`. Partials replace each other, a final closes the bracket. Specification: Sarvam
speech-to-text-realtime (SDK 0.1.39).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from vaani.call.ports.hint import Hint
from vaani.call.ports.transcriber import Alternative
from vaani.kit.errors import ProviderError
from vaani.providers.failures import json_object, reported
from vaani.providers.stt_wire import (
    Alive,
    Flushed,
    Frame,
    Opening,
    Partial,
    Piece,
    Said,
    socket_url,
    written_in,
)
from vaani.providers.values import text_in

BASE = "https://api.sarvam.ai"
MODEL = "saaras:v3"
VENDOR = "Sarvam"
RATE_HZ = 8000
_CODES = {"en": "en-IN", "hi": "hi-IN"}
_KEEP_ALIVE_S = 20.0


class RealtimeWire:
    """One connection to `/speech-to-text-realtime/ws`."""

    vendor = VENDOR
    rate_hz = RATE_HZ
    chunk_ms = 60
    idle_s: float | None = _KEEP_ALIVE_S
    gapless = False

    def __init__(
        self, api_key: str, languages: Sequence[str], *, base_url: str = BASE, model: str = MODEL
    ) -> None:
        self._key, self._base, self._model = api_key, base_url, model
        self._languages = tuple(languages)

    def opening(self) -> Opening:
        """One language by its code, several by `auto`."""
        only = self._languages[0] if len(self._languages) == 1 else ""
        asked = {
            "language_code": _CODES.get(only, "auto"), "encoding": "linear16",
            "sample_rate": str(RATE_HZ), "stream_type": "fast", "endpointing": "manual",
            "mode": "transcribe", "model": self._model,
        }  # fmt: skip
        return Opening(
            f"{socket_url(self._base)}/speech-to-text-realtime/ws?{urlencode(asked)}",
            (("api-subscription-key", self._key),),
        )

    def begin(self) -> Sequence[Frame]:
        """The bracket opens."""
        return (_event("speech_start"),)

    def audio(self, pcm: bytes) -> Sequence[Frame]:
        """Samples in base64."""
        return (_event("audio_input", audio=base64.b64encode(pcm).decode()),) if pcm else ()

    def pause(self) -> Sequence[Frame]:
        """The bracket closes."""
        return (_event("speech_end"),)

    def expect(self, hint: Hint) -> Sequence[Frame]:
        """It takes no hints."""
        return ()

    def keep_alive(self) -> Sequence[Frame]:
        """A ping of their own."""
        return (_event("ping"),)

    def close(self) -> Sequence[Frame]:
        """No more sound."""
        return (_event("end"),)

    def read(self, message: Frame) -> list[Said]:
        """Transcripts. Raises ProviderError for a fatal error; others are skipped."""
        event = json_object("transcriber", VENDOR, message)
        kind = str(event.get("event") or event.get("type") or "")
        text = text_in(event.get("text"))
        if kind == "transcript.partial":
            return [Partial(text)] if text else [Alive()]
        if kind == "transcript.final":
            spoken = str(event.get("language") or "").split("-")[0]
            found = (Alternative(text, written_in(text)),) if text else ()
            return [Piece(found, spoken if spoken in _CODES else None), Flushed()]
        if kind == "error" and event.get("is_fatal") is not False:
            raise _error(event)
        return [Alive()]


def _event(name: str, **more: str) -> str:
    return json.dumps({"event": name, **more})


def _error(event: Any) -> ProviderError:
    status = event.get("status_code")
    return reported(
        "transcriber", VENDOR, str(event.get("code") or ""),
        retryable=status not in (400, 401, 402, 403, 422),
        status=status if isinstance(status, int) else 0,
    )  # fmt: skip
