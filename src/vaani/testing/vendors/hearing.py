"""What do recognisers of vendors answer? Each one's messages, from a list of what callers say.

A peer checks what a vendor would check (key, address, form of the messages) and says the next words
of its list at each pause; after the first sound of an utterance it says half of them as a partial.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from vaani.testing.vendors.faults import Lines, half
from vaani.testing.vendors.http import Request, Response
from vaani.testing.vendors.sockets import Frame, Query

KEY = "k-scripted-0123456789"


class DeepgramPeer:
    """`/v1/listen`: bare sound, `Finalize`, `KeepAlive`, `CloseStream`."""

    def __init__(self, said: Lines, rate_hz: int = 8000) -> None:
        self._said, self._rate = said, rate_hz
        self._bytes = self._from = 0

    @classmethod
    def let_in(
        cls, path: str, query: Query, headers: Mapping[str, str], said: Lines
    ) -> DeepgramPeer | int:
        """The peer, or the status with which the vendor refuses."""
        if headers.get("authorization") != f"Token {KEY}":
            return 401
        raw = query.get("encoding") == ["linear16"] and "sample_rate" in query
        return cls(said) if path == "/v1/listen" and raw else 400

    def greet(self) -> Sequence[Frame]:
        """It says nothing before it is asked."""
        return ()

    def answer(self, message: Frame) -> Sequence[Frame] | None:
        """None for what closes the stream: an empty message, or `CloseStream`."""
        if isinstance(message, bytes):
            if not message:
                return None
            first = self._bytes == self._from
            self._bytes += len(message)
            text = half(self._said.now()) if first else ""
            return (self._result(text, final=False),) if first else ()
        kind = json.loads(message)["type"]
        if kind == "CloseStream":
            return None
        if kind == "Finalize":
            frozen = self._result(self._said.end(), final=True)
            self._from = self._bytes
            return (frozen,)
        return ()

    def _result(self, text: str, final: bool) -> str:
        start, end = (n / 2 / self._rate for n in (self._from, self._bytes))
        words = text.split()
        step = (end - start) / max(1, len(words))
        timed = [
            {"word": one.lower(), "punctuated_word": one, "confidence": 0.9,
             "start": start + n * step, "end": start + (n + 1) * step}
            for n, one in enumerate(words)
        ]  # fmt: skip
        best: dict[str, Any] = {"transcript": text, "confidence": 0.97, "words": timed}
        return json.dumps(
            {"type": "Results", "channel_index": [0, 1], "start": start, "duration": end - start,
             "is_final": final, "speech_final": final, "from_finalize": final,
             "channel": {"alternatives": [best]}}, ensure_ascii=False,
        )  # fmt: skip


class FluxPeer:
    """`/v2/listen`: bare sound, `ForceEndTurn`, `Configure`, `CloseStream`."""

    def __init__(self, said: Lines) -> None:
        self._said = said
        self._turn, self._open = 0, False

    @classmethod
    def let_in(
        cls, path: str, query: Query, headers: Mapping[str, str], said: Lines
    ) -> FluxPeer | int:
        """The peer, or the status with which the vendor refuses."""
        if headers.get("authorization") != f"Token {KEY}":
            return 401
        return cls(said) if path == "/v2/listen" and "model" in query else 400

    def greet(self) -> Sequence[Frame]:
        """It is connected."""
        return ('{"type":"Connected","request_id":"r","sequence_id":0}',)

    def answer(self, message: Frame) -> Sequence[Frame] | None:
        """None for what closes the stream."""
        if isinstance(message, bytes):
            if not message:
                return None
            if self._open or not any(message):
                return ()
            self._open = True
            return (self._info("StartOfTurn", half(self._said.now())),)
        kind = json.loads(message)["type"]
        if kind == "CloseStream":
            return None
        if kind == "Configure":
            return ('{"type":"ConfigureSuccess","sequence_id":2}',)
        if kind == "ForceEndTurn":
            self._open = False
            ended = self._info("EndOfTurn", self._said.end())
            self._turn += 1
            return (ended,)
        return ('{"type":"Error","code":"UNPARSABLE","description":"?","sequence_id":9}',)

    def _info(self, event: str, text: str) -> str:
        words = [{"word": one, "confidence": 0.9} for one in text.split()]
        return json.dumps(
            {"type": "TurnInfo", "event": event, "turn_index": self._turn, "transcript": text,
             "words": words, "end_of_turn_confidence": 0.9, "request_id": "r", "sequence_id": 3},
            ensure_ascii=False,
        )  # fmt: skip


class SarvamPeer:
    """`/speech-to-text-realtime/ws`: JSON with sound in base64, bracketed by hand."""

    def __init__(self, said: Lines) -> None:
        self._said = said
        self._index, self._fresh = 0, False

    @classmethod
    def let_in(
        cls, path: str, query: Query, headers: Mapping[str, str], said: Lines
    ) -> SarvamPeer | int:
        """The peer, or the status with which the vendor refuses."""
        if headers.get("api-subscription-key") != KEY:
            return 403
        good = path == "/speech-to-text-realtime/ws" and query.get("endpointing") == ["manual"]
        return cls(said) if good else 400

    def greet(self) -> Sequence[Frame]:
        """The session begins."""
        return ('{"event":"session.begin","request_id":"r"}',)

    def answer(self, message: Frame) -> Sequence[Frame] | None:
        """None for what ends the session."""
        event = json.loads(message)
        kind = event["event"]
        if kind == "end":
            return None
        if kind == "ping":
            return ('{"event":"pong"}',)
        if kind == "speech_start":
            self._fresh = True
        elif kind == "audio_input" and self._fresh and base64.b64decode(event["audio"]):
            self._fresh = False
            return (self._event("transcript.partial", half(self._said.now())),)
        elif kind == "speech_end":
            ended = self._event("transcript.final", self._said.end())
            self._index += 1
            return (ended,)
        return ()

    def _event(self, kind: str, text: str) -> str:
        told = {"event": kind, "utterance_idx": self._index, "text": text}
        return json.dumps(told, ensure_ascii=False)


class ScribePeer:
    """`/v1/speech-to-text/realtime`: JSON with sound in base64, committed by hand."""

    def __init__(self, said: Lines) -> None:
        self._said = said
        self._fresh = True

    @classmethod
    def let_in(
        cls, path: str, query: Query, headers: Mapping[str, str], said: Lines
    ) -> ScribePeer | int:
        """The peer, or the status with which the vendor refuses."""
        if headers.get("xi-api-key") != KEY:
            return 401
        good = path == "/v1/speech-to-text/realtime" and query.get("commit_strategy") == ["manual"]
        return cls(said) if good else 400

    def greet(self) -> Sequence[Frame]:
        """The session has started."""
        return ('{"message_type":"session_started","session_id":"s"}',)

    def answer(self, message: Frame) -> Sequence[Frame] | None:
        """Partials after the first sound, the segment when it is committed."""
        event = json.loads(message)
        if event["message_type"] != "input_audio_chunk":
            return ('{"message_type":"input_error","error":"?"}',)
        if event["commit"]:
            self._fresh = True
            return (_scribe("committed_transcript", self._said.end()),)
        if not self._fresh or not base64.b64decode(event["audio_base_64"]):
            return ()
        self._fresh = False
        return (_scribe("partial_transcript", half(self._said.now())),)


def _scribe(kind: str, text: str) -> str:
    return json.dumps({"message_type": kind, "text": text}, ensure_ascii=False)


def transcriptions(said: Lines) -> Callable[[Request], Response]:
    """An OpenAI-compatible `/v1/audio/transcriptions`: one answer for each upload."""

    def respond(request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {KEY}":
            return Response((b'{"error":{"message":"bad key","code":"invalid_api_key"}}',), 401)
        form = request.body
        if request.path != "/v1/audio/transcriptions" or b'filename="' not in form:
            return Response((b'{"error":{"message":"no file","code":"missing"}}',), 400)
        if b"RIFF" not in form or b"WAVEfmt " not in form:
            return Response((b'{"error":{"message":"what is that","code":"format"}}',), 400)
        text = said.end()
        segment = {"text": f" {text}", "no_speech_prob": 0.01 if text else 0.95}
        told = {"text": text, "language": "english", "duration": 1.0, "segments": [segment]}
        return Response((json.dumps(told, ensure_ascii=False).encode(),))

    return respond
