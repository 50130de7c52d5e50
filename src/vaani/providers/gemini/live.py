"""What goes over the wire of Gemini Live? Messages of BidiGenerateContent, both ways. Pure.

The first message is the setup; after `setupComplete` the caller's sound goes out as PCM of 16 kHz,
between marks of activity at our pauses, or all the time when turns are the server's; answers come
as PCM of 24 kHz. The server's messages are JSON in binary frames, in either spelling of the keys.
A talk can go on over a new connection by its handle. There is no truncation.
Specification: Gemini Live API v1beta (google-genai 3.4 to 3.6, captured and from its types).
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from vaani.call.ports.chat_model import ToolCall
from vaani.providers.failures import json_object, sound_of
from vaani.providers.live_wire import (
    Answered,
    Called,
    Done,
    Leaving,
    LiveEvent,
    LiveSetup,
    Ready,
    Resumable,
    Sound,
    Told,
    Withdrawn,
    Words,
)
from vaani.providers.stt_wire import Frame, Opening, socket_url
from vaani.providers.values import counts

BASE = "https://generativelanguage.googleapis.com"
VERSION = "v1beta"
_VENDOR = "Gemini Live"
_GO_AWAY_S = 10.0


class LiveApiWire:
    """`/ws/google.ai.generativelanguage.{version}.GenerativeService.BidiGenerateContent`."""

    vendor = _VENDOR
    in_hz, out_hz = 16_000, 24_000
    names_answers = False
    remembers = True

    def __init__(
        self,
        api_key: str,
        setup: LiveSetup,
        *,
        model: str,
        voice: str | None = None,
        handle: str | None = None,
        base_url: str = BASE,
        version: str = VERSION,
    ) -> None:
        self._key, self._setup, self._handle, self._voice = api_key, setup, handle, voice
        self._model = model if model.startswith("models/") else f"models/{model}"
        service = f"google.ai.generativelanguage.{version}.GenerativeService"
        self._url = f"{socket_url(base_url)}/ws/{service}.BidiGenerateContent"
        self._cut = self._called = False
        self._usage: dict[str, int] = {}

    def opening(self) -> Opening:
        """With the key in a header, not in the address."""
        return Opening(self._url, (("x-goog-api-key", self._key),))

    def hello(self) -> Sequence[Frame]:
        """The setup."""
        spoken: dict[str, Any] = {}
        if self._voice:
            spoken["voiceConfig"] = {"prebuiltVoiceConfig": {"voiceName": self._voice}}
        generation: dict[str, Any] = {"responseModalities": ["AUDIO"]}
        if spoken:
            generation["speechConfig"] = spoken
        setup: dict[str, Any] = {
            "model": self._model,
            "generationConfig": generation,
            "systemInstruction": {"parts": [{"text": self._setup.instructions}]},
            "realtimeInputConfig": {
                "automaticActivityDetection": {"disabled": self._setup.turns == "ours"},
            },
            "outputAudioTranscription": {},
            "sessionResumption": {"handle": self._handle} if self._handle else {},
            "contextWindowCompression": {"slidingWindow": {}},
        }
        if self._setup.tools:
            declared = [
                {
                    "name": one.name, "description": one.description,
                    "parameters": schema(one.parameters),
                }
                for one in self._setup.tools
            ]  # fmt: skip
            setup["tools"] = [{"functionDeclarations": declared}]
        return (_message(setup=setup),)

    def begin(self) -> Sequence[Frame]:
        """The mark of activity, where turns are ours."""
        return (_input(activityStart={}),) if self._setup.turns == "ours" else ()

    def audio(self, pcm: bytes) -> Sequence[Frame]:
        """A blob with its rate."""
        text = base64.b64encode(pcm).decode("ascii")
        return (_input(audio={"data": text, "mimeType": f"audio/pcm;rate={self.in_hz}"}),)

    def end(self) -> Sequence[Frame]:
        """The mark of its end, which the server answers."""
        return (_input(activityEnd={}),) if self._setup.turns == "ours" else ()

    def tell(self, told: Sequence[Told], *, ask: bool) -> Sequence[Frame]:
        """Turns of text. A note of ours has no role of its own: it says that it is one."""
        turns = [
            {
                "role": "model" if one.role == "assistant" else "user",
                "parts": [{"text": f"(Note: {one.text})" if one.role == "note" else one.text}],
            }
            for one in told
        ]
        return (_message(clientContent={"turns": turns, "turnComplete": ask}),)

    def ask(self) -> Sequence[Frame]:
        """An end of activity, a complete turn and a tool's result ask by themselves."""
        return ()

    def answer(self, results: Sequence[Answered]) -> Sequence[Frame]:
        """The server goes on by itself."""
        given = [
            {"id": one.call_id, "name": one.name, "response": {"output": _value(one.output)}}
            for one in results
        ]
        return (_message(toolResponse={"functionResponses": given}),)

    def cancel(self) -> Sequence[Frame]:
        """There is no such message: what comes is dropped."""
        return ()

    def truncate(self, item: str, heard_ms: int) -> Sequence[Frame]:
        """There is no such message: the server counts what it sent before it was interrupted."""
        return ()

    def read(self, message: Frame) -> list[LiveEvent]:
        """Several things may stand in one message. Raises ProviderError."""
        told = json_object("realtime", _VENDOR, message)
        self._usage |= _usage(told)
        found: list[LiveEvent] = []
        if "setupComplete" in told or "setup_complete" in told:
            found.append(Ready())
        resumption = _at(told, "sessionResumptionUpdate")
        if resumption is not None:
            handle = _value_at(resumption, "newHandle")
            good = isinstance(handle, str) and bool(handle) and resumption.get("resumable") is True
            found.append(Resumable(str(handle) if good else None))
        if (content := _at(told, "serverContent")) is not None:
            found += self._content(content)
        if (asked := _at(told, "toolCall")) is not None:
            found = [one for one in found if not isinstance(one, Done)]
            found += [*_calls(asked), self._done()]
            self._called = True
        if (withdrawn := _at(told, "toolCallCancellation")) is not None:
            ids = withdrawn.get("ids")
            found.append(Withdrawn(tuple(map(str, ids)) if isinstance(ids, list) else ()))
        if (leaving := _at(told, "goAway")) is not None:
            found.append(Leaving(_seconds(_value_at(leaving, "timeLeft"))))
        return found

    def _content(self, content: Mapping[str, Any]) -> list[LiveEvent]:
        found: list[LiveEvent] = []
        turn = _at(content, "modelTurn") or {}
        parts = turn.get("parts")
        for part in parts if isinstance(parts, list) else ():
            blob = _at(part, "inlineData") if isinstance(part, dict) else None
            if blob is not None and not part.get("thought"):
                found.append(Sound(sound_of("realtime", _VENDOR, blob.get("data"))))
        said = _at(content, "outputTranscription")
        if said is not None and isinstance(said.get("text"), str) and said["text"]:
            found.append(Words(said["text"]))
        if content.get("interrupted") is True:
            self._cut = True
        self._called = self._called and not found
        if _value_at(content, "turnComplete") is True and not self._called:
            found.append(self._done())
        return found

    def _done(self) -> Done:
        """An answer is over: by its end, or with its tool calls, whose results begin another."""
        done = Done("cut" if self._cut else "whole", usage=dict(self._usage))
        self._cut = False
        self._usage.clear()
        return done


def schema(shape: Mapping[str, Any]) -> dict[str, Any]:
    """A JSON schema as the vendor's own kind of schema: types in capitals, one each, and
    `nullable` instead of a null among them."""
    found: dict[str, Any] = {}
    kinds = shape.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    real = [kind for kind in kinds if kind not in (None, "null")]
    if real:
        found["type"] = str(real[0]).upper()
    if "null" in kinds:
        found["nullable"] = True
    if shape.get("description"):
        found["description"] = shape["description"]
    if isinstance(shape.get("enum"), list):
        found["enum"] = [one for one in shape["enum"] if one is not None]
    if isinstance(shape.get("properties"), Mapping) and shape["properties"]:
        found["properties"] = {name: schema(one) for name, one in shape["properties"].items()}
        if shape.get("required"):
            found["required"] = list(shape["required"])
    if isinstance(shape.get("items"), Mapping):
        found["items"] = schema(shape["items"])
    return found


def _calls(asked: Mapping[str, Any]) -> list[LiveEvent]:
    calls = _value_at(asked, "functionCalls")
    found: list[LiveEvent] = []
    for one in calls if isinstance(calls, list) else ():
        if isinstance(one, dict):
            given = one.get("args")
            text = given if isinstance(given, str) else json.dumps(given or {}, ensure_ascii=False)
            called = ToolCall(str(one.get("id") or ""), str(one.get("name") or ""), text)
            found.append(Called(called))
    return found


def _usage(told: Mapping[str, Any]) -> dict[str, int]:
    usage = _at(told, "usageMetadata") or {}
    return counts(usage)


def _value_at(told: Mapping[str, Any], name: str) -> Any:
    """A field in either spelling."""
    if name in told:
        return told[name]
    return told.get(re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower())


def _at(told: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    found = _value_at(told, name)
    return found if isinstance(found, dict) else None


def _seconds(text: Any) -> float:
    """ "10s" as seconds."""
    found = re.match(r"\s*(\d+(?:\.\d+)?)", str(text or ""))
    return float(found[1]) if found else _GO_AWAY_S


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _message(**fields: Any) -> str:
    return json.dumps(fields, ensure_ascii=False)


def _input(**fields: Any) -> str:
    return _message(realtimeInput=fields)
