"""How do the far ends of carriers' media streams write and read? For `carrier_peer.py`.

Shapes are those of the carriers' documentation, written down a second time on purpose: what a
driver reads is not what the driver's own code would write.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any

import orjson

from vaani.call.ports.line import MULAW_8K, Coding
from vaani.testing.carrier_peer import Clear, Dialect, Keys, Mark, Out
from vaani.testing.twilio_peer import Stream, TwilioDialect

Said = bytes | Mark | Clear | Keys | str


def dialect_of(carrier: str, call_id: str, parameters: Mapping[str, str] | None = None) -> Dialect:
    """One stream of `carrier` for a call. Raises KeyError for a carrier that has none."""
    return _DIALECTS[carrier](call_id, dict(parameters or {}))


def _json(**said: object) -> Out:
    return False, orjson.dumps(said)


def _read(message: bytes) -> dict[str, Any]:
    try:
        tree = orjson.loads(message)
    except orjson.JSONDecodeError:
        return {}
    return tree if isinstance(tree, dict) else {}


def _sound(payload: str) -> Said:
    try:
        return base64.b64decode(payload, validate=True)
    except ValueError:
        return "payload is not base64"


class PlivoDialect:
    """Checkpoints come back when they were played, never when they were cleared."""

    coding: Coding = MULAW_8K
    piece_ms = 20
    returns_cleared = False

    def __init__(self, carrier: str, call_id: str) -> None:
        self.carrier = carrier
        self._call = call_id
        self._stream = "3d9c0f2e-0000-4000-8000-000000000001"
        self._sequence = 0
        self._chunk = 0

    def opening(self) -> list[Out]:
        """`start` alone."""
        form = {"encoding": "audio/x-mulaw", "sampleRate": 8000}
        said = {
            "callId": self._call, "streamId": self._stream, "accountId": "123",
            "tracks": ["inbound"], "mediaFormat": form,
        }  # fmt: skip
        return [self._numbered("start", start=said, extra_headers="{}")]

    def media(self, sound: bytes) -> Out:
        """Twenty milliseconds."""
        self._chunk += 1
        payload = base64.b64encode(sound).decode()
        said = {"track": "inbound", "timestamp": str(self._chunk * 20), "chunk": self._chunk}
        return self._numbered("media", streamId=self._stream, media={**said, "payload": payload})

    def digit(self, digit: str) -> Out:
        """A key."""
        said = {"track": "inbound", "digit": digit, "timestamp": "1705312200000"}
        return self._numbered("dtmf", streamId=self._stream, dtmf=said)

    def played(self, name: str) -> Out:
        """A checkpoint was played."""
        return self._numbered("playedStream", streamId=self._stream, name=name)

    def cleared(self) -> Out | None:
        """The queue is empty."""
        return self._numbered("clearedAudio", streamId=self._stream)

    def stop(self) -> Out | None:
        """The socket just closes."""
        return None

    def read(self, message: bytes, is_binary: bool) -> Said:
        """The server's message."""
        match _read(message):
            case {
                "event": "playAudio",
                "media": {
                    "contentType": "audio/x-mulaw",
                    "sampleRate": 8000,
                    "payload": str(sound),
                },
            }:
                return _sound(sound)
            case {"event": "checkpoint", "streamId": self._stream, "name": str(name)}:
                return Mark(name)
            case {"event": "clearAudio", "streamId": self._stream}:
                return Clear()
            case {"event": "sendDTMF", "dtmf": str(digits)}:
                return Keys(digits)
        return f"unknown message {message[:60]!r}"

    def _numbered(self, event: str, **said: object) -> Out:
        self._sequence += 1
        return _json(event=event, sequenceNumber=self._sequence, **said)


class VonageDialect:
    """Binary sound; notifications come back when they were played, never when cleared."""

    carrier = "vonage"
    piece_ms = 20
    returns_cleared = False

    def __init__(self, call_id: str, parameters: Mapping[str, str], rate_hz: int = 16000) -> None:
        self.coding = Coding("l16", rate_hz)
        self._said = dict(parameters) or {"carrier_call_id": call_id}

    def opening(self) -> list[Out]:
        """The form of the sound and our own headers."""
        form = f"audio/l16;rate={self.coding.rate_hz}"
        return [_json(**{"event": "websocket:connected", "content-type": form, **self._said})]

    def media(self, sound: bytes) -> Out:
        """Twenty milliseconds."""
        return True, sound

    def digit(self, digit: str) -> Out:
        """A key."""
        return _json(event="websocket:dtmf", digit=digit, duration=260)

    def played(self, name: str) -> Out:
        """A notification, back."""
        return _json(event="websocket:notify", payload={"utterance": name})

    def cleared(self) -> Out | None:
        """The queue is empty."""
        return _json(event="websocket:cleared")

    def stop(self) -> Out | None:
        """The socket just closes."""
        return None

    def read(self, message: bytes, is_binary: bool) -> Said:
        """The server's message; sound is exactly 20 ms."""
        if is_binary:
            return message if len(message) == self.coding.frame_bytes else "not 20 ms of sound"
        match _read(message):
            case {"action": "notify", "payload": {"utterance": str(name)}}:
                return Mark(name)
            case {"action": "clear"}:
                return Clear()
        return f"unknown message {message[:60]!r}"


class TelnyxDialect:
    """Twilio's ways in snake_case."""

    carrier = "telnyx"
    coding: Coding = MULAW_8K
    piece_ms = 20
    returns_cleared = True

    def __init__(self, call_id: str) -> None:
        self._call = call_id
        self._stream = "5f1c0000-0000-4000-8000-000000000001"
        self._sequence = 0
        self._chunk = 0

    def opening(self) -> list[Out]:
        """`connected` and `start`."""
        form = {"encoding": "PCMU", "sample_rate": 8000, "channels": 1}
        said = {"user_id": "u", "call_control_id": self._call, "media_format": form}
        return [_json(event="connected", version="1.0.0"), self._numbered("start", start=said)]

    def media(self, sound: bytes) -> Out:
        """Twenty milliseconds, counted."""
        self._chunk += 1
        said = {"track": "inbound", "chunk": str(self._chunk), "timestamp": str(self._chunk * 20)}
        payload = base64.b64encode(sound).decode()
        return self._numbered("media", media={**said, "payload": payload})

    def digit(self, digit: str) -> Out:
        """A key."""
        return self._numbered("dtmf", dtmf={"digit": digit})

    def played(self, name: str) -> Out:
        """A mark, played or cleared."""
        return self._numbered("mark", mark={"name": name})

    def cleared(self) -> Out | None:
        """Only the marks come back."""
        return None

    def stop(self) -> Out | None:
        """The caller has hung up."""
        return self._numbered("stop", stop={"user_id": "u", "call_control_id": self._call})

    def read(self, message: bytes, is_binary: bool) -> Said:
        """The server's message; what is no text is an error."""
        tree = {} if is_binary else _read(message)
        match tree:
            case {"event": "media", "media": {"payload": str(payload)}}:
                return _sound(payload)
            case {"event": "mark", "mark": {"name": str(name)}}:
                return Mark(name)
            case {"event": "clear"}:
                return Clear()
        return f"100003: malformed_frame {message[:60]!r}"

    def _numbered(self, event: str, **said: object) -> Out:
        self._sequence += 1
        stream = {"sequence_number": str(self._sequence), "stream_id": self._stream}
        return _json(event=event, **stream, **said)


class SignalWireDialect(TwilioDialect):
    """Twilio's messages, save that media and start name no stream and stop says no more."""

    carrier = "signalwire"

    def read(self, message: bytes, is_binary: bool) -> Said:
        """Twilio's, and keys."""
        match {} if is_binary else _read(message):
            case {"event": "dtmf", "dtmf": {"digit": str(digit)}}:
                return Keys(digit) if len(digit) == 1 else "one key a message"
        return super().read(message, is_binary)

    def _numbered(self, event: str, **said: object) -> Out:
        is_binary, message = super()._numbered(event, **said)
        tree = orjson.loads(message)
        tree.pop("streamSid")
        if event == "stop":
            tree.pop("stop")
        return is_binary, orjson.dumps(tree)


class ExotelDialect:
    """Linear sound in pieces of 100 ms both ways, every value a text."""

    carrier = "exotel"
    piece_ms = 100
    returns_cleared = True

    def __init__(
        self, call_id: str, rate_hz: int = 16000, parameters: Mapping[str, str] | None = None
    ) -> None:
        self.coding = Coding("l16", rate_hz)
        self._call = call_id
        self._said = dict(parameters or {})
        self._stream = "MZ" + "4" * 32
        self._sequence = 0
        self._chunk = 0

    def opening(self) -> list[Out]:
        """`connected`, which is not numbered, and `start`."""
        form = {
            "encoding": "audio/x-raw", "sample_rate": str(self.coding.rate_hz), "bit_rate": "16",
        }  # fmt: skip
        said = {
            "stream_sid": self._stream, "call_sid": self._call, "account_sid": "acc",
            "from": "09800000001", "to": "08000000001", "custom_parameters": self._said,
            "media_format": form,
        }  # fmt: skip
        return [_json(event="connected"), self._numbered("start", start=said)]

    def media(self, sound: bytes) -> Out:
        """A hundred milliseconds."""
        self._chunk += 1
        said = {"chunk": str(self._chunk), "timestamp": str(self._chunk * 100)}
        payload = base64.b64encode(sound).decode()
        return self._numbered("media", media={**said, "payload": payload})

    def digit(self, digit: str) -> Out:
        """A key."""
        return self._numbered("dtmf", dtmf={"digit": digit, "duration": "100"})

    def played(self, name: str) -> Out:
        """A mark, played or cleared."""
        return self._numbered("mark", mark={"name": name})

    def cleared(self) -> Out | None:
        """Only the marks come back."""
        return None

    def stop(self) -> Out | None:
        """The caller has hung up."""
        said = {"call_sid": self._call, "account_sid": "acc", "reason": "callended"}
        return self._numbered("stop", stop=said)

    def read(self, message: bytes, is_binary: bool) -> Said:
        """The server's message; sound in pieces of 3,200 bytes at least and 100,000 at most."""
        match _read(message):
            case {"event": "media", "stream_sid": self._stream, "media": {"payload": str(payload)}}:
                sound = _sound(payload)
                if isinstance(sound, bytes) and (
                    len(sound) % 320 or not 3200 <= len(sound) <= 100_000
                ):
                    return f"a piece of {len(sound)} bytes"
                return sound
            case {"event": "mark", "stream_sid": self._stream, "mark": {"name": str(name)}}:
                return Mark(name)
            case {"event": "clear", "stream_sid": self._stream}:
                return Clear()
        return f"unknown message {message[:60]!r}"

    def _numbered(self, event: str, **said: object) -> Out:
        self._sequence += 1
        stream = {"sequence_number": str(self._sequence), "stream_sid": self._stream}
        return _json(event=event, **stream, **said)


class AsteriskWsDialect:
    """Marks come back when they were reached, never when they were flushed."""

    carrier = "asterisk_ws"
    coding = Coding("l16", 8000)
    piece_ms = 20
    returns_cleared = False

    def opening(self) -> list[Out]:
        """The channel's own id, which is not the caller's."""
        said = {
            "connection_id": "c-1", "channel": "WebSocket/vaani/0x7f", "channel_id": "ws.7",
            "format": "slin", "optimal_frame_size": 320, "ptime": 20, "channel_variables": {},
        }  # fmt: skip
        return [_json(event="MEDIA_START", **said)]

    def media(self, sound: bytes) -> Out:
        """Twenty milliseconds."""
        return True, sound

    def digit(self, digit: str) -> Out:
        """A key."""
        return _json(event="DTMF_END", channel_id="ws.7", digit=digit)

    def played(self, name: str) -> Out:
        """A mark was reached."""
        return _json(event="MEDIA_MARK_PROCESSED", channel_id="ws.7", correlation_id=name)

    def cleared(self) -> Out | None:
        """Nothing is said of a flush."""
        return None

    def stop(self) -> Out | None:
        """The socket just closes."""
        return None

    def read(self, message: bytes, is_binary: bool) -> Said:
        """The server's message; sound is whole frames."""
        if is_binary:
            return message if len(message) % 320 == 0 else "not whole frames"
        match _read(message):
            case {"command": "MARK_MEDIA", "correlation_id": str(name)}:
                return Mark(name) if len(message) <= 128 else "a command of more than 128 bytes"
            case {"command": "FLUSH_MEDIA"}:
                return Clear()
        return f"unknown message {message[:60]!r}"


class FreeSwitchDialect:
    """Plays what comes at once and says nothing of it; hears no keys."""

    carrier = "freeswitch"
    coding = Coding("l16", 8000)
    piece_ms = 20
    returns_cleared = True

    def __init__(self, call_id: str) -> None:
        self._call = call_id

    def opening(self) -> list[Out]:
        """The metadata of the dialplan."""
        return [_json(call=self._call, rate=8000)]

    def media(self, sound: bytes) -> Out:
        """Twenty milliseconds."""
        return True, sound

    def digit(self, digit: str) -> Out:
        """Not on this wire: something of no use."""
        return _json(pressed=digit)

    def played(self, name: str) -> Out:
        """Never said on this wire."""
        return _json(never=name)

    def cleared(self) -> Out | None:
        """Never said on this wire."""
        return None

    def stop(self) -> Out | None:
        """The socket just closes."""
        return None

    def read(self, message: bytes, is_binary: bool) -> Said:
        """The server's message: sound."""
        return message if is_binary and len(message) == 320 else "no frame of 20 ms"


class JambonzDialect:
    """Marks come back, played or cleared."""

    carrier = "jambonz"
    coding = Coding("l16", 8000)
    piece_ms = 20
    returns_cleared = True

    def __init__(self, call_id: str, parameters: Mapping[str, str]) -> None:
        self._said = {
            "callSid": call_id, "sampleRate": 8000, "mixType": "mono", "from": "0", "to": "1",
            "metadata": dict(parameters),
        }  # fmt: skip

    def opening(self) -> list[Out]:
        """The call's data."""
        return [_json(**self._said)]

    def media(self, sound: bytes) -> Out:
        """Twenty milliseconds."""
        return True, sound

    def digit(self, digit: str) -> Out:
        """A key."""
        return _json(event="dtmf", dtmf=digit, duration="1600")

    def played(self, name: str) -> Out:
        """A mark, played or cleared."""
        return _json(type="mark", data={"name": name, "event": "playout"})

    def cleared(self) -> Out | None:
        """Only the marks come back."""
        return None

    def stop(self) -> Out | None:
        """The socket just closes."""
        return None

    def read(self, message: bytes, is_binary: bool) -> Said:
        """The server's message."""
        if is_binary:
            return message
        match _read(message):
            case {"type": "mark", "data": {"name": str(name)}}:
                return Mark(name)
            case {"type": "killAudio"}:
                return Clear()
        return f"unknown message {message[:60]!r}"


_DIALECTS: Mapping[str, Callable[[str, Mapping[str, str]], Dialect]] = {
    "twilio": lambda call, said: TwilioDialect(Stream(call, parameters=said)),
    "plivo": lambda call, _: PlivoDialect("plivo", call),
    "vobiz": lambda call, _: PlivoDialect("vobiz", call),
    "vonage": VonageDialect,
    "telnyx": lambda call, _: TelnyxDialect(call),
    "signalwire": lambda call, said: SignalWireDialect(Stream(call, parameters=said)),
    "asterisk_ws": lambda _call, _said: AsteriskWsDialect(),
    "freeswitch": lambda call, _said: FreeSwitchDialect(call),
    "jambonz": JambonzDialect,
    "exotel": lambda call, said: ExotelDialect(call, parameters=said),
}
CARRIERS = tuple(_DIALECTS)
