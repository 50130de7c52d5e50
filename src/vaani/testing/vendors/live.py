"""What do speech-to-speech servers of vendors say? OpenAI Realtime and Gemini Live, from a script.

`says` is the model: it is given the talk so far and answers with words, of which a hum is made, and
with tool calls. A peer checks what a vendor would check and refuses as it would. `drip`: after so
many messages of an answer the rest comes one for each message of the client, so that it can be
spoken over while it is being made.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from vaani.testing.vendors.hearing import KEY
from vaani.testing.vendors.sockets import Frame, Query

OUT_HZ = 24_000
MS_PER_LETTER = 50
PAUSE_MS = 160
"""Of silence after each sentence."""
_CHUNK_MS = 200


@dataclass(frozen=True, slots=True)
class LiveSays:
    """One answer. Arguments of calls that are text are sent as they are. `breaks`: the answer
    fails after its words."""

    text: str = ""
    calls: Sequence[tuple[str, Mapping[str, Any] | str]] = ()
    breaks: bool = False


@dataclass(slots=True)
class Talk:
    """What the server knows, over all connections of a test."""

    says: Callable[[Talk], LiveSays]
    history: list[tuple[str, str]] = field(default_factory=list)
    """("caller", "(sound)"), ("caller" | "assistant" | "note", text), ("result", JSON text)."""
    truncated: list[tuple[str, int]] = field(default_factory=list)
    """Items and the milliseconds of them that were heard."""
    cancelled: int = 0
    setups: list[dict[str, Any]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    """Codes of the errors that were sent."""
    drip: int | None = None
    heard_bytes: int = 0
    ms_per_letter: int = MS_PER_LETTER
    leaves: bool = False
    """Gemini: after the next answer the server says that it goes away."""
    _items: int = 0

    def next_item(self) -> str:
        """A name that was not used yet."""
        self._items += 1
        return f"item_{self._items}"


def in_order(*answers: LiveSays) -> Callable[[Talk], LiveSays]:
    """One answer after the other; none at the end."""
    left = list(answers)
    return lambda _talk: left.pop(0) if left else LiveSays()


def hum(letters: int, ms_per_letter: int = MS_PER_LETTER) -> bytes:
    """PCM16 at 24 kHz: so much tone a letter, then silence."""
    samples = OUT_HZ * letters * ms_per_letter // 1000
    tone = np.sin(2 * np.pi * 180 * np.arange(samples) / OUT_HZ) * 6000
    return bytes(tone.astype("<i2").tobytes() + bytes(OUT_HZ * PAUSE_MS // 1000 * 2))


def _sentences(text: str) -> list[str]:
    return [one for one in re.split(r"(?<=[.?!।])\s+", text) if one]


def _chunks(text: str, ms_per_letter: int) -> list[tuple[str, bytes]]:
    """Words and sound, as they go out: the words of a sentence, then its sound in pieces."""
    found: list[tuple[str, bytes]] = []
    for number, sentence in enumerate(_sentences(text)):
        pcm, step = hum(len(sentence), ms_per_letter), OUT_HZ * _CHUNK_MS // 1000 * 2
        words = sentence if number == 0 else f" {sentence}"
        for at in range(0, len(pcm), step):
            found.append((words if at == 0 else "", pcm[at : at + step]))
    return found


class _Dripping:
    """Sends answers, all of them or piece by piece."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.pending: list[Frame] = []

    def out(self, frames: Sequence[Frame]) -> list[Frame]:
        """What goes out now of an answer that begins."""
        if self.talk.drip is None:
            return list(frames)
        self.pending = list(frames[self.talk.drip :])
        return list(frames[: self.talk.drip])

    def more(self) -> list[Frame]:
        """One message more, if there is one."""
        return [self.pending.pop(0)] if self.pending else []


class OpenAiRealtimePeer(_Dripping):
    """`/v1/realtime?model=...` of the GA interface."""

    def __init__(self, talk: Talk) -> None:
        super().__init__(talk)
        self._input = 0
        self._sent: dict[str, int] = {}
        self._calls: set[str] = set()
        self._response = 0
        self._item = ""

    @classmethod
    def let_in(
        cls, path: str, query: Query, headers: Mapping[str, str], talk: Talk
    ) -> OpenAiRealtimePeer | int:
        """The peer, or the status with which the vendor refuses."""
        if headers.get("authorization") != f"Bearer {KEY}":
            return 401
        if path != "/v1/realtime" or not query.get("model"):
            return 404
        return 400 if "openai-beta" in headers else cls(talk)

    def greet(self) -> Sequence[Frame]:
        """The session, with the server's own settings."""
        session = {"type": "realtime", "object": "realtime.session", "id": "sess_1"}
        return (self._event("session.created", session=session),)

    def answer(self, message: Frame) -> Sequence[Frame] | None:
        """Every event of the client."""
        event = json.loads(message)
        kind = event.get("type")
        if kind == "session.update":
            return self._update(event.get("session") or {})
        if kind == "input_audio_buffer.append":
            self._input += len(base64.b64decode(event["audio"], validate=True))
            self.talk.heard_bytes += self._input
            return self.more()
        if kind == "input_audio_buffer.commit":
            return self._commit()
        if kind == "conversation.item.create":
            return self._create(event.get("item") or {})
        if kind == "conversation.item.truncate":
            return self._truncate(event)
        if kind == "response.create":
            return self._respond()
        if kind == "response.cancel":
            return self._cancel()
        return self._refuse("invalid_event")

    def _update(self, session: dict[str, Any]) -> list[Frame]:
        sound = session.get("audio") or {}
        known = session.get("output_modalities") == ["audio"] and all(
            (sound.get(side) or {}).get("format") == {"type": "audio/pcm", "rate": OUT_HZ}
            for side in ("input", "output")
        )
        if session.get("type") != "realtime" or not known or "temperature" in session:
            return self._refuse("invalid_value")
        self.talk.setups.append(session)
        return [self._event("session.updated", session=session)]

    def _commit(self) -> list[Frame]:
        if self._input < OUT_HZ // 10 * 2:
            return self._refuse("input_audio_buffer_commit_empty")
        self._input = 0
        self.talk.history.append(("caller", "(sound)"))
        name = self.talk.next_item()
        return [self._event("input_audio_buffer.committed", item_id=name, previous_item_id=None)]

    def _create(self, item: dict[str, Any]) -> list[Frame]:
        if item.get("type") == "function_call_output":
            if item.get("call_id") not in self._calls:
                return self._refuse("invalid_tool_call_id")
            self.talk.history.append(("result", str(item.get("output"))))
        else:
            role = str(item.get("role"))
            part = (item.get("content") or [{}])[0]
            if part.get("type") != ("output_text" if role == "assistant" else "input_text"):
                return self._refuse("invalid_value")
            said = {"user": "caller", "assistant": "assistant", "system": "note"}[role]
            self.talk.history.append((said, part["text"]))
        return [self._event("conversation.item.added", item=item, previous_item_id=None)]

    def _truncate(self, event: dict[str, Any]) -> list[Frame]:
        name, heard = event.get("item_id"), event.get("audio_end_ms")
        sent = self._sent.get(str(name))
        if sent is None or not isinstance(heard, int) or not 0 <= heard <= sent:
            return self._refuse("invalid_value")
        self._sent[str(name)] = heard
        self.talk.truncated.append((str(name), heard))
        told = {"item_id": name, "content_index": 0, "audio_end_ms": heard}
        return [self._event("conversation.item.truncated", **told)]

    def _respond(self) -> list[Frame]:
        if self.pending:
            return self._refuse("conversation_already_has_active_response")
        self._response += 1
        says = self.talk.says(self.talk)
        self._item = name = self.talk.next_item()
        frames = [self._event("response.created", response=self._status("in_progress"))]
        if says.text:
            self._sent[name] = 0
            item: dict[str, Any] = {"id": name, "type": "message", "role": "assistant"}
            place = {"item_id": name, "output_index": 0, "content_index": 0}
            place |= {"response_id": f"resp_{self._response}"}
            frames.append(self._event("response.output_item.added", output_index=0, item=item))
            for words, pcm in _chunks(says.text, self.talk.ms_per_letter):
                if words:
                    frames.append(
                        self._event("response.output_audio_transcript.delta", delta=words, **place)
                    )
                sound = base64.b64encode(pcm).decode()
                frames.append(self._event("response.output_audio.delta", delta=sound, **place))
                self._sent[name] += len(pcm) * 1000 // (OUT_HZ * 2)
            frames.append(self._event("response.output_audio.done", **place))
            frames.append(self._event("response.output_item.done", output_index=0, item=item))
        output = []
        for number, (tool, given) in enumerate(says.calls):
            call = f"call_{self._response}_{number}"
            self._calls.add(call)
            text = given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)
            item = {"id": f"fc_{call}", "type": "function_call", "status": "completed"}
            item |= {"call_id": call, "name": tool, "arguments": text}
            output.append(item)
            frames.append(self._event("response.output_item.done", output_index=1, item=item))
        status = self._status("failed" if says.breaks else "completed", output)
        frames.append(self._event("response.done", response=status))
        if says.text and not says.breaks:
            self.talk.history.append(("assistant", says.text))
        return self.out(frames)

    def _cancel(self) -> list[Frame]:
        if not self.pending:
            return self._refuse("response_cancel_not_active")
        self.talk.cancelled += 1
        self.pending = []
        return [self._event("response.done", response=self._status("cancelled"))]

    def _status(self, status: str, output: Sequence[Any] = ()) -> dict[str, Any]:
        details = {"type": status, "error": {"type": "server_error", "code": "server_error"}}
        return {
            "id": f"resp_{self._response}", "object": "realtime.response", "status": status,
            "status_details": details if status == "failed" else None, "output": list(output),
            "usage": {"total_tokens": 40, "input_tokens": 20, "output_tokens": 20},
        }  # fmt: skip

    def _refuse(self, code: str) -> list[Frame]:
        self.talk.errors.append(code)
        error = {"type": "invalid_request_error", "code": code, "message": "no", "event_id": None}
        return [self._event("error", error=error)]

    def _event(self, kind: str, **fields: Any) -> str:
        return json.dumps({"type": kind, "event_id": self.talk.next_item(), **fields})


class GeminiLivePeer(_Dripping):
    """`/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent`."""

    def __init__(self, talk: Talk) -> None:
        super().__init__(talk)
        self._ready = False
        self._active = False
        self._calls: set[str] = set()
        self._count = 0

    @classmethod
    def let_in(
        cls, path: str, query: Query, headers: Mapping[str, str], talk: Talk
    ) -> GeminiLivePeer | int:
        """The peer, or the status with which the vendor refuses."""
        if KEY not in (headers.get("x-goog-api-key"), *query.get("key", ())):
            return 401
        service = "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent"
        return cls(talk) if path.replace("//", "/") == service else 404

    def greet(self) -> Sequence[Frame]:
        """It waits for the setup."""
        return ()

    def answer(self, message: Frame) -> Sequence[Frame] | None:
        """None closes the connection: a message that is none."""
        told = json.loads(message)
        if len(told) != 1:
            return None
        kind, given = next(iter(told.items()))
        if not self._ready:
            return self._setup(given) if kind == "setup" else None
        if kind == "realtimeInput":
            return self._input(given)
        if kind == "clientContent":
            return self._content(given)
        if kind == "toolResponse":
            return self._results(given)
        return None

    def _setup(self, setup: dict[str, Any]) -> list[Frame] | None:
        modes = (setup.get("generationConfig") or {}).get("responseModalities")
        if not str(setup.get("model", "")).startswith("models/") or modes != ["AUDIO"]:
            return None
        handle = (setup.get("sessionResumption") or {}).get("handle")
        if handle is not None and handle != self._handle():
            return None
        self.talk.setups.append(setup)
        self._ready = True
        return [self._message(setupComplete={}), self._resumable()]

    def _input(self, given: dict[str, Any]) -> list[Frame] | None:
        if "activityStart" in given:
            self._active = True
            if self.pending:
                self.pending = []
                self.talk.cancelled += 1
                cut = [{"interrupted": True}, {"turnComplete": True}]
                return [self._message(serverContent=one) for one in cut]
            return []
        if "activityEnd" in given:
            if not self._active:
                return None
            self._active = False
            self.talk.history.append(("caller", "(sound)"))
            return self._respond()
        sound = given.get("audio") or {}
        if sound.get("mimeType") != "audio/pcm;rate=16000":
            return None
        self.talk.heard_bytes += len(base64.b64decode(sound["data"], validate=True))
        return self.more()

    def _content(self, given: dict[str, Any]) -> list[Frame] | None:
        for turn in given.get("turns") or ():
            text = turn["parts"][0]["text"]
            note = text.startswith("(Note: ")
            role = {"model": "assistant", "user": "note" if note else "caller"}[turn["role"]]
            self.talk.history.append((role, text))
        return self._respond() if given.get("turnComplete") else []

    def _results(self, given: dict[str, Any]) -> list[Frame] | None:
        for one in given["functionResponses"]:
            if one["id"] not in self._calls or not isinstance(one.get("response"), dict):
                return None
            self._calls.discard(one["id"])
            output = json.dumps(one["response"]["output"], ensure_ascii=False)
            self.talk.history.append(("result", output))
        return [] if self._calls else self._respond()

    def _respond(self) -> list[Frame]:
        says = self.talk.says(self.talk)
        frames: list[Frame] = []
        thought = {"text": "hidden plan", "thought": True}
        frames.append(self._message(serverContent={"modelTurn": {"parts": [thought]}}))
        for words, pcm in _chunks(says.text, self.talk.ms_per_letter):
            blob = {"mimeType": "audio/pcm;rate=24000", "data": base64.b64encode(pcm).decode()}
            part = {"modelTurn": {"parts": [{"inlineData": blob}]}}
            frames.append(self._message(serverContent=part))
            if words:  # behind its sound: the order is not promised
                frames.append(self._message(serverContent={"outputTranscription": {"text": words}}))
        if says.calls:
            called = [self._call(name, given) for name, given in says.calls]
            frames.append(self._message(toolCall={"functionCalls": called}))
            return self.out(frames)
        if says.text:
            self.talk.history.append(("assistant", says.text))
        frames.append(self._message(serverContent={"generationComplete": True}))
        usage = {"totalTokenCount": 40}
        frames.append(self._message(serverContent={"turnComplete": True}, usageMetadata=usage))
        frames.append(self._resumable())
        if self.talk.leaves:
            self.talk.leaves = False
            frames.append(self._message(goAway={"timeLeft": "10s"}))
        return self.out(frames)

    def _call(self, name: str, given: Mapping[str, Any] | str) -> dict[str, Any]:
        self._count += 1
        call = f"fc-{self._count}-{id(self)}"
        self._calls.add(call)
        return {"id": call, "name": name, "args": given}

    def _handle(self) -> str:
        return f"handle-{id(self.talk)}"

    def _resumable(self) -> bytes:
        told = {"newHandle": self._handle(), "resumable": True}
        return self._message(sessionResumptionUpdate=told)

    def _message(self, **fields: Any) -> bytes:
        return json.dumps(fields, ensure_ascii=False).encode()
