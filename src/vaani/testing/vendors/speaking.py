"""What do voices of vendors answer? Each one's wire, with a tone instead of words.

A text of n characters is n times `MS_PER_CHARACTER` of tone at the rate that was asked for, in
pieces of 50 ms, so that a test can tell how much of a sentence was spoken.
"""

from __future__ import annotations

import base64
import io
import json
import struct
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import numpy as np
import soundfile

from vaani.testing.vendors.hearing import KEY
from vaani.testing.vendors.http import Request, Response
from vaani.testing.vendors.sockets import Frame, Query

MS_PER_CHARACTER = 20


def tone(text: str, rate_hz: int, level: float = 0.05) -> bytes:
    """PCM16 of as much tone as the text is long."""
    samples = np.arange(len(text) * MS_PER_CHARACTER * rate_hz // 1000)
    wave = np.sin(samples * 2 * np.pi * 220 / rate_hz) * 32767 * level
    return wave.astype("<i2").tobytes()


def cut(pcm: bytes, rate_hz: int) -> list[bytes]:
    """Pieces of 50 ms and an odd byte over, as networks cut them."""
    step = rate_hz // 20 * 2 + 1
    return [pcm[at : at + step] for at in range(0, len(pcm), step)]


def openai_speech(request: Request) -> Response:
    """`POST /v1/audio/speech` with raw samples of 24 kHz."""
    asked = json.loads(request.body)
    if request.headers.get("authorization") != f"Bearer {KEY}":
        return Response((b"{}",), 401)
    if request.path != "/v1/audio/speech" or asked["response_format"] != "pcm":
        return Response((b"{}",), 400)
    return Response(cut(tone(asked["input"], 24000), 24000), kind="audio/pcm")


def aura(request: Request) -> Response:
    """`POST /v1/speak`: everything in the query but the text."""
    place = urlsplit(request.path)
    query = parse_qs(place.query)
    if request.headers.get("authorization") != f"Token {KEY}":
        return Response((b"{}",), 401)
    if place.path != "/v1/speak" or query.get("container") != ["none"]:
        return Response((b"{}",), 400)
    rate = int(query["sample_rate"][0])
    return Response(cut(tone(json.loads(request.body)["text"], rate), rate), kind="audio/l16")


def elevenlabs(request: Request) -> Response:
    """`POST /v1/text-to-speech/{voice}/stream`."""
    place = urlsplit(request.path)
    if request.headers.get("xi-api-key") != KEY:
        return Response((b"{}",), 401)
    rate = int(parse_qs(place.query)["output_format"][0].removeprefix("pcm_"))
    if not place.path.startswith("/v1/text-to-speech/") or not place.path.endswith("/stream"):
        return Response((b"{}",), 404)
    pcm = tone(json.loads(request.body)["text"], rate)
    return Response(cut(pcm, rate), kind="audio/pcm")


def piper(request: Request) -> Response:
    """`POST /`: a WAV of 22,050 Hz whose head tells no size, as a streamed one."""
    pcm = tone(json.loads(request.body)["text"], 22050)
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", 0xFFFFFFFF, b"WAVE", b"fmt ", 16, 1, 1, 22050, 44100, 2, 16,
        b"data", 0xFFFFFFFF,
    )  # fmt: skip
    pieces = cut(pcm, 22050)
    return Response((head[:20], head[20:] + pieces[0], *pieces[1:]), kind="audio/wav")


class SarvamVoicePeer:
    """`/text-to-speech/ws`: config, text, flush."""

    def __init__(self) -> None:
        self._rate, self._text = 0, ""

    @classmethod
    def let_in(cls, path: str, query: Query, headers: Mapping[str, str]) -> SarvamVoicePeer | int:
        """The peer, or the status with which the vendor refuses."""
        if headers.get("api-subscription-key") != KEY:
            return 403
        return cls() if path == "/text-to-speech/ws" and "model" in query else 400

    def greet(self) -> Sequence[Frame]:
        """It says nothing before it is asked."""
        return ()

    def answer(self, message: Frame) -> Sequence[Frame] | None:
        """Sound and the final event after a flush."""
        event = json.loads(message)
        if event["type"] == "config":
            self._rate = int(event["data"]["speech_sample_rate"])
        elif event["type"] == "text":
            self._text += event["data"]["text"]
        elif event["type"] == "flush":
            pieces = cut(tone(self._text, self._rate), self._rate)
            self._text = ""
            sound = [
                json.dumps({"type": "audio", "data": {"audio": base64.b64encode(one).decode()}})
                for one in pieces
            ]
            return (*sound, '{"type":"event","data":{"event_type":"final"}}')
        return ()


class CartesiaPeer:
    """`/tts/websocket`: one context for a sentence."""

    @classmethod
    def let_in(cls, path: str, query: Query, headers: Mapping[str, str]) -> CartesiaPeer | int:
        """The peer, or the status with which the vendor refuses."""
        if headers.get("authorization") != f"Bearer {KEY}":
            return 401
        return cls() if path == "/tts/websocket" and "cartesia_version" in query else 400

    def greet(self) -> Sequence[Frame]:
        """It says nothing before it is asked."""
        return ()

    def answer(self, message: Frame) -> Sequence[Frame] | None:
        """Chunks, a word-time event, a flush that is not the end, and the end."""
        asked = json.loads(message)
        if asked.get("cancel"):
            return ()
        context, rate = asked["context_id"], asked["output_format"]["sample_rate"]
        late = {"type": "chunk", "context_id": "before", "data": "AAAA", "done": False}
        sound = [
            {"type": "chunk", "context_id": context, "data": base64.b64encode(one).decode()}
            for one in cut(tone(asked["transcript"], rate), rate)
        ]
        ends = [{"type": "flush_done", "flush_id": 1}, {"type": "done", "done": True}]
        return [
            *(json.dumps(one) for one in [late, *sound]),
            *(json.dumps({"context_id": context, **one}) for one in ends),
        ]


class EdgePeer:
    """The read-aloud socket: a configuration, then a sentence in SSML; MP3 of 48 kbit/s."""

    @classmethod
    def let_in(cls, path: str, query: Query, headers: Mapping[str, str]) -> EdgePeer | int:
        """The peer, or the status with which it refuses another program than a browser."""
        known = "TrustedClientToken" in query and "Sec-MS-GEC" in query
        return cls() if path == "/edge/v1" and known and "Edg/" in headers["user-agent"] else 403

    def greet(self) -> Sequence[Frame]:
        """It says nothing before it is asked."""
        return ()

    def answer(self, message: Frame) -> Sequence[Frame] | None:
        """The turn's start, sound, and its end."""
        head, _, body = str(message).partition("\r\n\r\n")
        if "Path:ssml" not in head:
            return ()
        text = "".join(ET.fromstring(body).itertext())
        start, end = (f"X-RequestId:r\r\nPath:turn.{one}\r\n\r\n{{}}" for one in ("start", "end"))
        lead = b"X-RequestId:r\r\nContent-Type:audio/mpeg\r\nPath:audio\r\n"
        lead = len(lead).to_bytes(2, "big") + lead
        return (start, *(lead + piece for piece in mp3(text)), end)


def mp3(text: str, rate_hz: int = 24000) -> list[bytes]:
    """The tone of a text in pieces of 720 bytes; the frame of the encoder's delay is left out."""
    written = io.BytesIO()
    with soundfile.SoundFile(
        written, "w", rate_hz, 1, format="MP3", bitrate_mode="CONSTANT", compression_level=0.7
    ) as file:
        file.write(np.frombuffer(tone(text, rate_hz), "<i2"))
    raw = written.getvalue()
    frame = raw.index(raw[:2], 4)
    raw = raw[frame:-frame]
    return [raw[at : at + 720] for at in range(0, len(raw), 720)]


class FluxVoicePeer:
    """`/v2/speak`: text, flush, bare sound, the metadata that ends a turn."""

    def __init__(self, rate_hz: int) -> None:
        self._rate, self._text = rate_hz, ""

    @classmethod
    def let_in(cls, path: str, query: Query, headers: Mapping[str, str]) -> FluxVoicePeer | int:
        """The peer, or the status with which the vendor refuses."""
        if headers.get("authorization") != f"Token {KEY}":
            return 401
        model = query.get("model", [""])[0]
        raw = query.get("encoding") == ["linear16"] and "container" not in query
        good = path == "/v2/speak" and model.startswith("flux-") and raw
        return cls(int(query["sample_rate"][0])) if good else 400

    def greet(self) -> Sequence[Frame]:
        """It is connected."""
        return ('{"type":"Connected","request_id":"r","model_name":"flux"}',)

    def answer(self, message: Frame) -> Sequence[Frame] | None:
        """Sound after a flush; its last piece comes after `Flushed`."""
        event = json.loads(message)
        if event["type"] == "Speak":
            self._text += event["text"]
        elif event["type"] == "Flush":
            pieces, self._text = cut(tone(self._text, self._rate), self._rate), ""
            flushed = '{"type":"Flushed","speech_id":"s"}'
            start, end = (
                f'{{"type":"{kind}","speech_id":"s"}}'
                for kind in ("SpeechStarted", "SpeechMetadata")
            )
            first = b"".join(pieces[:2])
            return (start, first, *pieces[2:-1], flushed, *pieces[2:][-1:], end)
        return None if event["type"] == "Close" else ()


HTTP: Mapping[str, Callable[[Request], Response]] = {
    "openai": openai_speech, "deepgram": aura, "elevenlabs": elevenlabs, "piper": piper,
}  # fmt: skip
SOCKETS = {
    "sarvam": SarvamVoicePeer, "cartesia": CartesiaPeer, "flux": FluxVoicePeer, "edge": EdgePeer,
}  # fmt: skip
