"""What goes over the wire of OpenAI Realtime? Events of the GA interface, both ways. Pure.

`session.created` is answered with our `session.update`, `session.updated` opens the talk. PCM of
24 kHz both ways. The caller's sound is committed at our pauses, or by the server's detector when
turns are the server's. Names of the former beta are understood and never sent.
Specification: OpenAI Realtime over WebSocket, GA (SDK 3.52 types, OpenAPI 2.3).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from vaani.call.ports.chat_model import ToolCall
from vaani.kit.errors import ProviderError
from vaani.providers.failures import json_object, plain_code, sound_of
from vaani.providers.live_wire import (
    Answered,
    Begun,
    Called,
    Done,
    LiveEvent,
    LiveSetup,
    Owed,
    Ready,
    Sound,
    Told,
    Troubled,
    Words,
)
from vaani.providers.stt_wire import Frame, Opening, socket_url
from vaani.providers.values import counts, entries, text_in

BASE = "https://api.openai.com/v1"
MODEL = "gpt-realtime"
_VENDOR = "OpenAI Realtime"
_RATE = 24_000
_SOUND = frozenset(("response.output_audio.delta", "response.audio.delta"))
_WORDS = frozenset(("response.output_audio_transcript.delta", "response.audio_transcript.delta"))
_HARMLESS = frozenset(("response_cancel_not_active",))
_FATAL = frozenset(
    ("invalid_api_key", "model_not_found", "insufficient_quota", "session_expired",
     "beta_api_shape_disabled")
)  # fmt: skip
_REFUSES = frozenset(("conversation_already_has_active_response",))


class RealtimeWire:
    """`GET {base}/realtime?model=...`, one session."""

    vendor = _VENDOR
    in_hz = out_hz = _RATE
    names_answers = True
    remembers = False

    def __init__(
        self,
        api_key: str | None,
        setup: LiveSetup,
        *,
        model: str = MODEL,
        voice: str | None = None,
        base_url: str = BASE,
    ) -> None:
        self._key, self._setup, self._voice = api_key, setup, voice
        self._url = f"{socket_url(base_url)}/realtime?model={quote(model, safe='')}"
        self._ready = False
        self._called: set[str] = set()

    def opening(self) -> Opening:
        """With the key as a bearer; an own server may want none."""
        headers = (("Authorization", f"Bearer {self._key}"),) if self._key else ()
        return Opening(self._url, headers)

    def hello(self) -> Sequence[Frame]:
        """The server speaks first."""
        return ()

    def begin(self) -> Sequence[Frame]:
        """Sound is simply appended."""
        return ()

    def audio(self, pcm: bytes) -> Sequence[Frame]:
        """Appended to the input buffer."""
        text = base64.b64encode(pcm).decode("ascii")
        return (_event("input_audio_buffer.append", audio=text),)

    def end(self) -> Sequence[Frame]:
        """Committed; the server's own detector does that by itself."""
        return (_event("input_audio_buffer.commit"),) if self._setup.turns == "ours" else ()

    def tell(self, told: Sequence[Told], *, ask: bool) -> Sequence[Frame]:
        """Items of text."""
        return [_event("conversation.item.create", item=_item(one)) for one in told]

    def ask(self) -> Sequence[Frame]:
        """A response."""
        return (_event("response.create"),)

    def answer(self, results: Sequence[Answered]) -> Sequence[Frame]:
        """Outputs of calls."""
        return [
            _event(
                "conversation.item.create",
                item={
                    "type": "function_call_output", "call_id": one.call_id, "output": one.output,
                },
            )
            for one in results
        ]  # fmt: skip

    def cancel(self) -> Sequence[Frame]:
        """The response that runs; none running is a harmless error."""
        return (_event("response.cancel"),)

    def truncate(self, item: str, heard_ms: int) -> Sequence[Frame]:
        """What was not heard goes, with its words."""
        return (
            _event(
                "conversation.item.truncate", item_id=item, content_index=0, audio_end_ms=heard_ms
            ),
        )

    def read(self, message: Frame) -> list[LiveEvent]:
        """Raises ProviderError for what cannot be read and for what ends the session."""
        event = json_object("realtime", _VENDOR, message)
        kind = text_in(event.get("type"))
        if kind in _SOUND:
            pcm = sound_of("realtime", _VENDOR, event.get("delta"))
            return [Sound(pcm, str(event.get("item_id") or ""))]
        if kind in _WORDS:
            return [Words(delta if isinstance(delta := event.get("delta"), str) else "")]
        if kind == "session.created":
            return [Owed((_event("session.update", session=self._session()),))]
        if kind == "session.updated":
            first, self._ready = not self._ready, True
            return [Ready()] if first else []
        if kind == "response.created":
            return [Begun()]
        if kind == "response.output_item.done":
            return self._calls([event.get("item")])
        if kind == "response.done":
            response = event.get("response")
            return self._done(response if isinstance(response, dict) else {})
        return self._error(event.get("error")) if kind == "error" else []

    def _session(self) -> dict[str, Any]:
        sound = {"type": "audio/pcm", "rate": _RATE}
        turns = None
        if self._setup.turns == "server":
            turns = {
                "type": "server_vad", "silence_duration_ms": 500, "prefix_padding_ms": 300,
                "create_response": True, "interrupt_response": False,
            }  # fmt: skip
        output: dict[str, Any] = {"format": sound}
        if self._voice:
            output["voice"] = self._voice
        tools = [
            {
                "type": "function", "name": one.name, "description": one.description,
                "parameters": dict(one.parameters),
            }
            for one in self._setup.tools
        ]  # fmt: skip
        return {
            "type": "realtime",
            "instructions": self._setup.instructions,
            "output_modalities": ["audio"],
            "audio": {"input": {"format": sound, "turn_detection": turns}, "output": output},
            "tools": tools,
            "tool_choice": "auto",
        }

    def _calls(self, items: Sequence[Any]) -> list[LiveEvent]:
        """Each call once: it stands in its own event and again in the response's last one."""
        found: list[LiveEvent] = []
        for item in items:
            if not isinstance(item, dict) or item.get("type") != "function_call":
                continue
            name = str(item.get("call_id") or item.get("id") or "")
            if item.get("status") == "incomplete" or name in self._called:
                continue
            self._called.add(name)
            given = str(item.get("arguments") or "")
            found.append(Called(ToolCall(name, str(item.get("name") or ""), given)))
        return found

    def _done(self, response: Mapping[str, Any]) -> list[LiveEvent]:
        usage = response.get("usage")
        counted = counts(usage) if isinstance(usage, dict) else {}
        status = response.get("status")
        if status == "completed":
            return [*self._calls(entries(response.get("output"))), Done("whole", usage=counted)]
        if status == "cancelled":
            return [Done("cut", usage=counted)]
        details = response.get("status_details")
        details = details if isinstance(details, dict) else {}
        error = details.get("error")
        told = error.get("code") or error.get("type") if isinstance(error, dict) else None
        code = plain_code(str(told or details.get("reason") or "failed")) or "failed"
        return [Done("failed", code, counted)]

    def _error(self, error: Any) -> list[LiveEvent]:
        told = error if isinstance(error, dict) else {}
        code = plain_code(str(told.get("code") or told.get("type") or "error")) or "error"
        if code in _FATAL or not self._ready:
            raise ProviderError(
                "realtime", f"{_VENDOR} refuses the session.", code=code,
                retryable=code == "session_expired",
            )  # fmt: skip
        return [] if code in _HARMLESS else [Troubled(code, code in _REFUSES)]


def _event(kind: str, **fields: Any) -> str:
    return json.dumps({"type": kind, **fields}, ensure_ascii=False)


def _item(told: Told) -> dict[str, Any]:
    role = {"caller": "user", "assistant": "assistant", "note": "system"}[told.role]
    part = "output_text" if role == "assistant" else "input_text"
    return {"type": "message", "role": role, "content": [{"type": part, "text": told.text}]}
