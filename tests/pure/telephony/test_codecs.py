"""What carriers write is understood, and what is spoilt ends nothing: every codec, without I/O."""

from __future__ import annotations

import base64
import itertools
import json

import pytest

from vaani.telephony.messages import Digit, Ignored, Malformed, Played, Started, Stopped
from vaani.telephony.pl_wire import PlivoCodec
from vaani.telephony.signalwire.wire import SignalWireCodec
from vaani.telephony.stream import StreamLine
from vaani.telephony.telnyx.wire import TelnyxCodec
from vaani.telephony.vonage.wire import VonageCodec
from vaani.testing.dialects import CARRIERS, dialect_of
from vaani.testing.lines import CALL, LINES, CountingEar, NoSocket, fuzzed, piece_of, tell
from vaani.testing.mutants import spoilt


@pytest.mark.parametrize("carrier", CARRIERS)
def test_three_thousand_spoilt_messages_do_not_end_a_call(carrier: str) -> None:
    line, socket, ear = fuzzed(carrier, 3000, seed=11)
    assert ear.told["malformed"] > 200
    assert ear.ends in ([], ["hangup"])  # a spoilt message may have become an honest stop
    if not ear.ends:
        before, far = ear.told["bytes"], dialect_of(carrier, CALL)
        for _ in range(12):
            tell(line, far.media(piece_of(far)))
        assert ear.told["bytes"] > before
    assert socket.code in (None, 1000)


@pytest.mark.parametrize("carrier", CARRIERS)
def test_spoilt_messages_before_the_start_close_the_socket_without_a_call(carrier: str) -> None:
    socket, made = NoSocket(), []
    line = LINES[carrier](socket, lambda start, _line: made.append(start))
    far = dialect_of(carrier, CALL)
    for message in itertools.islice(spoilt(3, [far.digit("5"), far.played("x")]), 200):
        tell(line, message)
    assert made == []
    assert socket.code is not None


@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_sound_that_cannot_be_decoded_is_refused(carrier: str) -> None:
    socket = NoSocket()
    line = LINES[carrier](socket, lambda _start, _line: pytest.fail("taken"))
    for is_binary, message in dialect_of(carrier, CALL).opening():
        for honest, strange in (
            (b"x-mulaw", b"x-opus"), (b"PCMU", b"OPUS"), (b"rate=16000", b"rate=44100"),
            (b"x-raw", b"x-mp3"), (b"slin", b"opus"), (b":8000", b":11025"),
        ):  # fmt: skip
            message = message.replace(honest, strange)
        tell(line, (is_binary, message))
    assert socket.code == 1003


@pytest.mark.parametrize("carrier", CARRIERS)
async def test_who_does_not_read_is_sent_marks_but_no_sound_that_would_come_too_late(
    carrier: str,
) -> None:
    socket, far = NoSocket(), dialect_of(carrier, CALL)
    line = LINES[carrier](socket, lambda _start, _line: CountingEar())
    for message in far.opening():
        tell(line, message)
    a_second = len(base64.b64encode(bytes(line.coding.frame_bytes))) * 50
    assert 2 * a_second <= socket.bound_bytes <= 3.5 * a_second
    socket.is_full, before = True, socket.sent
    line.send(bytes(line.coding.frame_bytes) * 10)
    if isinstance(line, StreamLine):
        assert socket.sent == before
        line.mark("later")
        assert socket.sent == before + 1
    else:
        line._beat()
        assert (socket.sent, line.dropped > 0) == (before, True)
    line.hang_up()


def text(**said: object) -> bytes:
    return json.dumps(said).encode()


def test_plivos_page_is_understood() -> None:
    codec = PlivoCodec("plivo")
    start = codec.text(
        b'{"event":"start","sequenceNumber":1,"start":{"callId":"uuid","streamId":"s","accountId":'
        b'"123","tracks":["inbound"],"mediaFormat":{"encoding":"audio/x-l16","sampleRate":16000}},'
        b'"extra_headers":"token=abc;tenant=t1"}'
    )
    assert isinstance(start, Started)
    assert codec.begin(start)
    assert (codec.coding.encoding, codec.coding.rate_hz) == ("l16", 16000)
    assert json.loads(codec.media(b"\x01\x02")[0])["media"] == {
        "contentType": "audio/x-l16", "sampleRate": 16000, "payload": "AQI=",
    }  # fmt: skip
    assert codec.text(text(event="playedStream", streamId="s", name="utt-3")) == Played("utt-3")
    assert json.loads(codec.mark("utt-3")[0]) == {
        "event": "checkpoint", "streamId": "s", "name": "utt-3",
    }  # fmt: skip
    assert isinstance(codec.text(text(event="somethingNew")), Ignored)


def test_vonages_first_message_names_the_call_and_the_sound() -> None:
    codec = VonageCodec()
    start = codec.text(
        text(**{
            "event": "websocket:connected", "content-type": "audio/l16;rate=8000",
            "carrier_call_id": "u-1", "call_id": "7",
        })
    )  # fmt: skip
    assert isinstance(start, Started)
    assert (start.carrier_call_id, start.rate_hz) == ("u-1", 8000)
    assert codec.begin(start)
    assert [len(one) for one in codec.media(bytes(700))] == [320, 320, 320]
    assert codec.text(text(event="websocket:dtmf", digit="5", duration=260)) == Digit("5")
    assert codec.text(text(event="websocket:dtmf", dtmf={"digit": "#"})) == Digit("#")
    assert isinstance(codec.binary(b"\x00"), Malformed)


def test_signalwires_stop_and_start_without_a_stream_at_the_top_are_understood() -> None:
    codec = SignalWireCodec()
    form = {"encoding": "audio/x-L16", "sampleRate": 24000}
    start = codec.text(text(event="start", start={"streamSid": "s", "callSid": "c",
                                                  "mediaFormat": form}))  # fmt: skip
    assert isinstance(start, Started)
    assert codec.begin(start)
    assert codec.coding.rate_hz == 24000
    assert codec.text(text(event="stop", sequenceNumber="9")) == Stopped()
    assert codec.text(text(event="dtmf", dtmf={"digit": "5", "duration": 2000})) == Digit("5")


def telnyx_media(chunk: int) -> bytes:
    sound = base64.b64encode(bytes([chunk]) * 160).decode()
    return text(event="media", media={"track": "inbound", "chunk": str(chunk), "payload": sound})


def order_heard(codec: TelnyxCodec, chunks: list[int]) -> list[int]:
    heard = b"".join(
        got for chunk in chunks if isinstance(got := codec.text(telnyx_media(chunk)), bytes)
    )
    return list(heard[::160])


@pytest.mark.parametrize(
    ("sent", "heard"),
    [
        ([1, 2, 3, 4], [1, 2, 3, 4]),
        ([1, 3, 2, 4], [1, 2, 3, 4]),
        ([1, 5, 4, 3, 2, 6], [1, 2, 3, 4, 5, 6]),
        ([1, 2, 2, 1, 3], [1, 2, 3]),
        ([1, 3, 4, 5, 6, 7, 8, 9], [1, 3, 4, 5, 6, 7, 8, 9]),
        ([7, 8], [7, 8]),
        ([100, 1, 2, 3], [100, 1, 2, 3]),
    ],
    ids=[
        "in order",
        "a pair exchanged",
        "backwards",
        "twice",
        "one is lost",
        "not from one",
        "counted anew",
    ],
)
def test_telnyxs_sound_is_heard_in_the_order_in_which_it_was_spoken(
    sent: list[int], heard: list[int]
) -> None:
    assert order_heard(TelnyxCodec(), sent) == heard


def test_alaw_from_telnyx_is_heard_as_mulaw() -> None:
    codec = TelnyxCodec()
    assert codec.begin(Started("s", "c", "PCMA", 8000))
    got = codec.text(text(event="media", media={"payload": base64.b64encode(b"\xd5" * 4).decode()}))
    assert got == b"\xfe" * 4  # the smallest step of either law
