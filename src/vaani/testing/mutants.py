"""What might a broken or hostile far end send on a media socket? Endless spoilt messages.

Each begins as a message that the carrier sends and is spoilt in one to three ways: bits, cuts,
foreign bytes, wrong types, wrong JSON. The same seed gives the same messages.
"""

from __future__ import annotations

import base64
import random
from collections.abc import Callable, Iterator, Sequence

import orjson

MOST_BYTES = 64 * 1024
_STRANGE: tuple[object, ...] = (
    None, True, -1, 0, 1e308, 2**63, "", "\x00", "नमस्ते", "💥" * 20, [], {}, [[]],
    {"event": "media"}, "9" * 400, "A" * 5000,
)  # fmt: skip
_RAW = (
    b"", b" ", b"{", b"}", b"[]", b"null", b"0", b'"', b"{}" * 50, b"\x00", b"\xff\xfe",
    b"\xed\xa0\x80", b"[" * 3000, b'{"a":' * 2000, b"NaN", b'{"event":"media"',
    b'{"event":"media","media":{"payload":"',
)  # fmt: skip


def mutants(seed: int, stream_sid: str, call_sid: str) -> Iterator[bytes]:
    """Spoilt messages without end, none longer than 64 KiB."""
    rng = random.Random(seed)
    sound = rng.randbytes(160)
    while True:
        message = _spoilt_tree(rng, _message(rng, stream_sid, call_sid, sound))
        for _ in range(rng.choice((0, 1, 1, 2, 3))):
            message = rng.choice(_WAYS)(rng, message)
        yield message[:MOST_BYTES]


def spoilt(seed: int, messages: Sequence[tuple[bool, bytes]]) -> Iterator[tuple[bool, bytes]]:
    """The same of any carrier's messages (is it binary, the message), without end."""
    rng = random.Random(seed)
    while True:
        is_binary, message = rng.choice(messages)
        if not is_binary:
            message = _spoilt_tree(rng, orjson.loads(message))
        for _ in range(rng.choice((0, 1, 1, 2, 3))):
            message = rng.choice(_WAYS)(rng, message)
        yield is_binary ^ (rng.random() < 0.03), message[:MOST_BYTES]


def _message(rng: random.Random, stream_sid: str, call_sid: str, sound: bytes) -> dict[str, object]:
    kind = rng.choices(
        ("media", "dtmf", "mark", "connected", "start", "stop"), (80, 5, 5, 2, 4, 1)
    )[0]
    body: dict[str, object] = {
        "media": {
            "track": "inbound",
            "chunk": "2",
            "timestamp": "20",
            "payload": base64.b64encode(sound).decode(),
        },
        "dtmf": {"track": "inbound_track", "digit": rng.choice("0123456789*#ABCD")},
        "mark": {"name": "u1"},
        "connected": "Call",
        "start": {
            "accountSid": "AC" + "0" * 32,
            "streamSid": stream_sid,
            "callSid": call_sid,
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            "customParameters": {"call_id": "x"},
        },
        "stop": {"accountSid": "AC" + "0" * 32, "callSid": call_sid},
    }
    return {"event": kind, "sequenceNumber": "3", kind: body[kind], "streamSid": stream_sid}


def _spoilt_tree(rng: random.Random, tree: dict[str, object]) -> bytes:
    if rng.random() < 0.5:
        place = tree
        inner = [value for value in tree.values() if isinstance(value, dict) and value]
        if inner and rng.random() < 0.7:
            place = inner[0]
        key = rng.choice(list(place))
        if rng.random() < 0.3:
            del place[key]
        else:
            place[key] = rng.choice(_STRANGE)
    return orjson.dumps(tree) if rng.random() < 0.8 else orjson.dumps(tree).replace(b":", b" : ")


def _flipped(rng: random.Random, message: bytes) -> bytes:
    spoilt = bytearray(message)
    for _ in range(min(len(spoilt), rng.randint(1, 8))):
        spoilt[rng.randrange(len(spoilt))] ^= 1 << rng.randrange(8)
    return bytes(spoilt)


def _cut(rng: random.Random, message: bytes) -> bytes:
    return message[: rng.randint(0, len(message))]


def _headless(rng: random.Random, message: bytes) -> bytes:
    return message[rng.randint(0, len(message)) :]


def _stuffed(rng: random.Random, message: bytes) -> bytes:
    at = rng.randint(0, len(message))
    return message[:at] + rng.randbytes(rng.randint(1, 64)) + message[at:]


def _repeated(rng: random.Random, message: bytes) -> bytes:
    begin = rng.randint(0, len(message))
    end = rng.randint(begin, len(message))
    return message[:end] + message[begin:end] * rng.randint(1, 5) + message[end:]


def _doubled(rng: random.Random, message: bytes) -> bytes:
    return message + message


def _swollen(rng: random.Random, message: bytes) -> bytes:
    more = base64.b64encode(rng.randbytes(rng.choice((1, 3, 1600, 24_000))))
    return message.replace(b'"payload":"', b'"payload":"' + more)


def _other(rng: random.Random, message: bytes) -> bytes:
    return rng.choice((*_RAW, rng.randbytes(rng.randint(1, 400))))


_WAYS: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    _flipped, _flipped, _cut, _headless, _stuffed, _repeated, _doubled, _swollen, _other,
)  # fmt: skip
