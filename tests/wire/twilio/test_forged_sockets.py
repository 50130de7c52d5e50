"""Media sockets that Twilio did not open, or not for this call: none becomes a call."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import pytest

from vaani.testing.carrier_peer import PeerError
from vaani.testing.twilio_peer import Stream, TwilioPeer

pytestmark = pytest.mark.asyncio(loop_scope="module")

MEDIA = "/carriers/twilio/media/"
SOUND = base64.b64encode(b"\x10" * 160).decode()
Knock = Callable[[Any, Any], Awaitable[None]]


class Silent(TwilioPeer):
    """Opens the socket and says only what a case says."""

    def _send(self, message: dict[str, object]) -> None:
        return


async def knock(town: Any, answered: Any, path: str, signature: str) -> None:
    """Open a socket of one's own choice and begin as Twilio would."""
    stream = Stream(answered.call_sid, town.ACCOUNT, parameters=answered.parameters)
    peer = TwilioPeer(stream)
    await peer.open(town.socket(path), signature=signature)
    await peer.close()


def signed(town: Any, path: str, token: str | None = None) -> str:
    url = town.PUBLIC.replace("https", "wss") + path
    return str(town.sign(token or town.TOKEN, url))


def at(make: Callable[[Any], str]) -> Knock:
    """A genuinely signed handshake on a path of one's own choice."""

    async def case(town: Any, answered: Any) -> None:
        path = make(answered)
        await knock(town, answered, path, signed(town, path))

    return case


def with_signature(make: Callable[[Any, Any], str]) -> Knock:
    """The right token, another signature."""

    async def case(town: Any, answered: Any) -> None:
        await knock(town, answered, answered.path, make(town, answered))

    return case


async def after_a_minute(town: Any, answered: Any) -> None:
    town.clock.later_s += 61
    await knock(town, answered, answered.path, answered.signature)


async def of_a_call_that_rang_again(town: Any, answered: Any) -> None:
    tokens = town.house.app.state.carriers.tokens
    plan = tokens.take(answered.path.removeprefix(MEDIA))
    tokens.issue(plan.call_id, plan)
    await knock(town, answered, answered.path, answered.signature)


async def the_pages_token(town: Any, answered: Any) -> None:
    asked = await town.http.post("/api/v1/calls/browser", json={"business": "madhuban"})
    token = asked.json()["data"]["url"].rpartition("/")[2]
    await knock(town, answered, MEDIA + token, signed(town, MEDIA + token))


REFUSED: dict[str, Knock] = {
    "no token": at(lambda _a: MEDIA),
    "a guessed token": at(lambda _a: MEDIA + "A" * 32),
    "a token of a million letters less one": at(lambda _a: MEDIA + "A" * 3000),
    "the token in another case": at(lambda a: MEDIA + a.path.removeprefix(MEDIA).swapcase()),
    "the token cut short": at(lambda a: a.path[:-1]),
    "the token and something behind": at(lambda a: a.path + "/x"),
    "the token escaped": at(lambda a: MEDIA + "%" + f"{ord(a.path.removeprefix(MEDIA)[0]):02x}"
                            + a.path.removeprefix(MEDIA)[1:]),
    "the call's id as token": at(lambda a: MEDIA + a.call_id),
    "the call's sid as token": at(lambda a: MEDIA + a.call_sid),
    "the token of the call page": the_pages_token,
    "the page's door": at(lambda a: a.path.replace("twilio", "browser")),
    "another carrier's door": at(lambda a: a.path.replace("twilio", "plivo")),
    "no signature": with_signature(lambda _t, _a: ""),
    "the webhook's signature": with_signature(
        lambda t, a: t.sign(t.TOKEN, t.PUBLIC + "/carriers/twilio/voice", t.ringing(a.call_sid))
    ),
    "a signature for https": with_signature(
        lambda t, a: t.sign(t.TOKEN, a.stream.get("url").replace("wss", "https"))
    ),
    "a signature for ws": with_signature(
        lambda t, a: t.sign(t.TOKEN, a.stream.get("url").replace("wss", "ws"))
    ),
    "a signature for another host": with_signature(
        lambda t, a: t.sign(t.TOKEN, a.stream.get("url").replace("voice.", "evil."))
    ),
    "a signature for another port": with_signature(
        lambda t, a: t.sign(t.TOKEN, a.stream.get("url").replace(".com", ".com:8443"))
    ),
    "a signature by another token": with_signature(
        lambda t, a: t.sign("f" * 32, a.stream.get("url"))
    ),
    "a signature by an empty token": with_signature(lambda t, a: t.sign("", a.stream.get("url"))),
    "the signature of another call's socket": with_signature(
        lambda t, _a: signed(t, MEDIA + "A" * 32)
    ),
    "a query behind the path, not signed": lambda t, a: knock(t, a, a.path + "?x=1", a.signature),
    "a token older than a minute": after_a_minute,
    "a token that a newer one replaced": of_a_call_that_rang_again,
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
async def test_a_forged_socket_is_refused_before_a_word(town: Any, name: str) -> None:
    answered = await town.ring()
    with pytest.raises(PeerError, match="refused"):
        await REFUSED[name](town, answered)
    assert await town.status_of(answered.call_id) == "ringing"
    assert town.running == []


def start(answered: Any, **changes: Any) -> bytes:
    """Twilio's start message; `changes` replace fields, None leaves one out."""
    inner = {
        "accountSid": "AC" + "2" * 32,
        "streamSid": "MZ" + "3" * 32,
        "callSid": answered.call_sid,
        "tracks": ["inbound"],
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        "customParameters": {"call_id": answered.call_id},
        **changes,
    }
    inner = {key: value for key, value in inner.items() if value is not None}
    return orjson.dumps({"event": "start", "sequenceNumber": "1", "start": inner})


def media() -> bytes:
    return orjson.dumps({"event": "media", "media": {"track": "inbound", "payload": SOUND}})


Begin = Callable[[Any], list[bytes]]
WRONG: dict[str, Begin] = {
    "another call": lambda a: [start(a, callSid="CA" + "7" * 32)],
    "another call in another case": lambda a: [start(a, callSid=a.call_sid.lower())],
    "no call": lambda a: [start(a, callSid="")],
    "linear sound": lambda a: [
        start(a, mediaFormat={"encoding": "audio/x-l16", "sampleRate": 8000, "channels": 1})
    ],
    "sound at 16 kHz": lambda a: [
        start(a, mediaFormat={"encoding": "audio/x-mulaw", "sampleRate": 16000, "channels": 1})
    ],
    "sound in two channels": lambda a: [
        start(a, mediaFormat={"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 2})
    ],
    "media before the start": lambda _a: [media()] * 60,
    "no start among garbage": lambda a: [start(a, callSid=None)] * 60,
    "no JSON": lambda _a: [b"RIFF" * 10] * 60,
    "a stop before the start": lambda a: [b'{"event":"stop"}', start(a)],
}


@pytest.mark.parametrize("name", WRONG)
async def test_a_socket_that_begins_wrongly_is_closed_without_a_call(town: Any, name: str) -> None:
    answered = await town.ring()
    peer = Silent(Stream(answered.call_sid))
    await peer.open(town.socket(answered.path), signature=answered.signature)
    for message in WRONG[name](answered):
        peer.raw(message)
    await peer.close()
    assert await town.status_of(answered.call_id) == "ringing"
    assert (town.running, peer.frames_received) == ([], 0)


async def test_binary_frames_are_no_call(town: Any) -> None:
    answered = await town.ring()
    peer = Silent(Stream(answered.call_sid))
    await peer.open(town.socket(answered.path), signature=answered.signature)
    for _ in range(60):
        peer.raw(b"\x10" * 160, binary=True)
    await peer.close()
    assert await town.status_of(answered.call_id) == "ringing"


async def test_a_second_start_in_a_running_call_changes_nothing(town: Any) -> None:
    mine, other = await town.ring(), await town.ring()
    peer = await town.pick_up(mine)
    peer.raw(start(other))
    peer.raw(b"\x10" * 160, binary=True)
    assert await peer.assistant_finished(timeout_s=10)
    assert town.running == [mine.call_id]
    await peer.hang_up()
    await town.over(mine.call_id)
    assert await town.status_of(other.call_id) == "ringing"
