"""What does ElevenLabs' Scribe realtime say over the wire? Pure.

Segments are committed by us at each pause (`commit_strategy=manual`). Specification: ElevenLabs
speech-to-text realtime (SDK 2.78).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from urllib.parse import urlencode

from vaani.call.ports.hint import Hint
from vaani.call.ports.transcriber import Alternative
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

BASE = "https://api.elevenlabs.io"
MODEL = "scribe_v2_realtime"
VENDOR = "ElevenLabs"
RATE_HZ = 8000
_TELLS_LITTLE = ("insufficient_audio_activity", "commit_throttled")
_FINAL = ("auth_error", "quota_exceeded", "unaccepted_terms")
_ERRORS = (
    *_FINAL, "error", "rate_limited", "queue_overflow", "session_time_limit_exceeded",
    "resource_exhausted", "transcriber_error", "input_error", "chunk_size_exceeded",
)  # fmt: skip


class ScribeWire:
    """One connection to `/v1/speech-to-text/realtime`."""

    vendor = f"{VENDOR} Scribe"
    rate_hz = RATE_HZ
    chunk_ms = 100
    idle_s: float | None = None
    gapless = False

    def __init__(
        self, api_key: str, languages: Sequence[str], *, base_url: str = BASE, model: str = MODEL
    ) -> None:
        self._key, self._base, self._model = api_key, base_url, model
        self._languages = tuple(languages)

    def opening(self) -> Opening:
        """One language by its code; of several the recogniser finds out which."""
        asked = {
            "model_id": self._model,
            "audio_format": f"pcm_{RATE_HZ}",
            "commit_strategy": "manual",
        }
        if len(self._languages) == 1:
            asked["language_code"] = self._languages[0]
        return Opening(
            f"{socket_url(self._base)}/v1/speech-to-text/realtime?{urlencode(asked)}",
            (("xi-api-key", self._key),),
        )

    def begin(self) -> Sequence[Frame]:
        """Sound alone says it."""
        return ()

    def audio(self, pcm: bytes) -> Sequence[Frame]:
        """Samples in base64."""
        return (_chunk(pcm, commit=False),) if pcm else ()

    def pause(self) -> Sequence[Frame]:
        """An empty chunk that ends the segment."""
        return (_chunk(b"", commit=True),)

    def expect(self, hint: Hint) -> Sequence[Frame]:
        """It takes no hints on this socket."""
        return ()

    def keep_alive(self) -> Sequence[Frame]:
        """There is none: a quiet connection that is closed is opened again at the next speech."""
        return ()

    def close(self) -> Sequence[Frame]:
        """Closing the socket is enough."""
        return ()

    def read(self, message: Frame) -> list[Said]:
        """Transcripts. Raises ProviderError for an error."""
        event = json_object("transcriber", self.vendor, message)
        kind = str(event.get("message_type") or "")
        text = text_in(event.get("text"))
        if kind == "partial_transcript":
            return [Partial(text)] if text else [Alive()]
        if kind in ("committed_transcript", "committed_transcript_with_timestamps"):
            found = (Alternative(text, written_in(text)),) if text else ()
            return [Piece(found), Flushed()]
        if kind in _TELLS_LITTLE:
            return [Flushed()]
        if kind in _ERRORS:
            raise reported("transcriber", self.vendor, kind, retryable=kind not in _FINAL)
        return [Alive()]


def _chunk(pcm: bytes, *, commit: bool) -> str:
    return json.dumps(
        {
            "message_type": "input_audio_chunk",
            "audio_base_64": base64.b64encode(pcm).decode(),
            "commit": commit,
            "sample_rate": RATE_HZ,
        }
    )
