"""How does the far end of a Twilio media stream behave? A faithful stand-in for tests and figures.

Twilio's messages for `carrier_peer.py`, and its warnings: 31950 for what is no JSON text, 31924 for
what has a wrong shape.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson

from vaani.call.ports.line import MULAW_8K, Coding
from vaani.testing.carrier_peer import CarrierPeer, Clear, Keys, Mark, Out

RATE_HZ = 8000


@dataclass(frozen=True, slots=True)
class Stream:
    """What Twilio would say in `start`."""

    call_sid: str
    account_sid: str = "AC" + "0" * 32
    stream_sid: str = "MZ" + "0" * 32
    parameters: Mapping[str, str] = field(default_factory=dict)


class TwilioDialect:
    """One stream's messages."""

    carrier = "twilio"
    coding: Coding = MULAW_8K
    piece_ms = 20
    returns_cleared = True

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._sequence = 1
        self._chunk = 0

    def opening(self) -> list[Out]:
        """`connected`, which is not numbered, and `start`."""
        said = {
            "accountSid": self._stream.account_sid,
            "streamSid": self._stream.stream_sid,
            "callSid": self._stream.call_sid,
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": RATE_HZ, "channels": 1},
            "customParameters": dict(self._stream.parameters),
        }
        connected = {"event": "connected", "protocol": "Call", "version": "1.0.0"}
        return [(False, orjson.dumps(connected)), self._numbered("start", start=said)]

    def media(self, sound: bytes) -> Out:
        """Twenty milliseconds, counted from one."""
        self._chunk += 1
        return self._numbered(
            "media",
            media={
                "track": "inbound",
                "chunk": str(self._chunk),
                "timestamp": str((self._chunk - 1) * 20),
                "payload": base64.b64encode(sound).decode(),
            },
        )

    def digit(self, digit: str) -> Out:
        """A key."""
        return self._numbered("dtmf", dtmf={"track": "inbound_track", "digit": digit})

    def played(self, name: str) -> Out:
        """A mark, played or cleared."""
        return self._numbered("mark", mark={"name": name})

    def cleared(self) -> Out | None:
        """Only the marks come back."""
        return None

    def stop(self) -> Out | None:
        """The caller has hung up."""
        said = {"accountSid": self._stream.account_sid, "callSid": self._stream.call_sid}
        return self._numbered("stop", stop=said)

    def read(self, message: bytes, is_binary: bool) -> bytes | Mark | Clear | Keys | str:
        """The server's message, or Twilio's warning."""
        if is_binary:
            return "31950: a binary message"
        try:
            tree = orjson.loads(message)
        except orjson.JSONDecodeError:
            return "31950: not JSON"
        if not isinstance(tree, dict) or tree.get("streamSid") != self._stream.stream_sid:
            return "31924: another stream's message"
        match tree:
            case {"event": "media", "media": {"payload": str(payload)}}:
                try:
                    return base64.b64decode(payload, validate=True)
                except ValueError:
                    return "31924: payload is not base64"
            case {"event": "mark", "mark": {"name": str(name)}}:
                return Mark(name)
            case {"event": "clear"}:
                return Clear()
        return f"31924: {str(tree.get('event'))[:40]}"

    def _numbered(self, event: str, **said: object) -> Out:
        numbered = {"event": event, "sequenceNumber": str(self._sequence), **said}
        self._sequence += 1
        return False, orjson.dumps({**numbered, "streamSid": self._stream.stream_sid})


class TwilioPeer(CarrierPeer):
    """A caller at the end of one of Twilio's streams."""

    def __init__(self, stream: Stream) -> None:
        super().__init__(TwilioDialect(stream))
        self.stream = stream

    async def open(
        self, url: str, *, signature: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        """As any peer, with the handshake's signature."""
        signed = {"X-Twilio-Signature": signature} if signature else {}
        await super().open(url, headers={**signed, **(headers or {})})
