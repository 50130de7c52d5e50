"""What does a telephone say on SIP and RTP, word by word? A scripted one, for what others refuse.

Debian's baresip and sipp place the real calls of the tests; this one sends what no well-behaved
telephone would: forged, spoilt, late and repeated messages, lost and foreign packets. UDP on
loopback, G.711 mu-law (payload type 0), keys by RFC 4733 (payload type 101).
"""

from __future__ import annotations

import asyncio
import secrets
import struct
from dataclasses import dataclass, field
from typing import Any

PATIENCE_S = 10.0
_TO_TAG = ";tag="


@dataclass(frozen=True, slots=True)
class SipMessage:
    """One message that came: its first line, its headers by lower-case name, its body."""

    first: str
    headers: dict[str, list[str]]
    body: str

    @property
    def status(self) -> int:
        """The status of a response; 0: it is a request."""
        return int(self.first.split(" ")[1]) if self.first.startswith("SIP/2.0 ") else 0

    @property
    def method(self) -> str:
        """What is asked, or what a response answers."""
        return self.headers["cseq"][0].split()[1] if self.status else self.first.split(" ")[0]

    def one(self, name: str) -> str:
        """The first header of a name; empty: there is none."""
        return self.headers.get(name, [""])[0]


def parse(raw: bytes) -> SipMessage:
    """A message as it stands in a datagram."""
    head, _, body = raw.decode("utf-8", "replace").partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    headers: dict[str, list[str]] = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers.setdefault(name.strip().lower(), []).append(value.strip())
    return SipMessage(first, headers, body)


def rtp(
    sequence: int, at: int, ssrc: int, payload: bytes, kind: int = 0, *, mark: bool = False
) -> bytes:
    """One packet (RFC 3550, 5.1)."""
    return (
        struct.pack("!BBHII", 0x80, kind | (0x80 if mark else 0), sequence & 0xFFFF, at, ssrc)
        + payload
    )


class _Socket(asyncio.DatagramProtocol):
    def __init__(self, received: Any) -> None:
        self._received = received
        self.transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self._received(data, addr)

    @property
    def port(self) -> int:
        return int(self.transport.get_extra_info("sockname")[1])


@dataclass
class SipPhone:
    """One telephone with one call. `open` before use, `close` afterwards."""

    server: tuple[str, int]
    called: str = "+919999977501"
    caller: str = "+919800000001"
    host: str = "127.0.0.1"
    answers: bool = True
    """Answer requests of the server (re-INVITE, BYE, NOTIFY) with 200."""
    silent_for: set[str] = field(default_factory=set)
    """Requests of the server that the test answers by itself."""
    inbox: list[SipMessage] = field(default_factory=list)
    heard: bytearray = field(default_factory=bytearray)
    """Mu-law of every packet of sound that came."""
    keys: list[tuple[int, int]] = field(default_factory=list)
    """(timestamp, event) of every RFC 4733 packet that came."""
    direction: str = "sendrecv"
    media: tuple[str, int] | None = None
    """Where the server wants its sound."""

    async def open(self) -> None:
        """Take two ports of this machine."""
        loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        self._talking: asyncio.Task[None] | None = None
        _, self._sip = await loop.create_datagram_endpoint(
            lambda: _Socket(self._message), local_addr=(self.host, 0)
        )
        _, self._rtp = await loop.create_datagram_endpoint(
            lambda: _Socket(self._packet), local_addr=(self.host, 0)
        )
        self.call_id = secrets.token_hex(8)
        self.tag = secrets.token_hex(4)
        self.own = f'"A" <sip:{self.caller}@{self.host}>;tag={self.tag}'
        self.to = f"<sip:{self.called}@{self.server[0]}>"
        self.target = f"sip:{self.called}@{self.server[0]}:{self.server[1]}"
        self.cseq = 0
        self.branch = "z9hG4bK" + secrets.token_hex(6)
        self.ssrc = secrets.randbits(32)
        self.sequence = secrets.randbits(15)
        self.at = secrets.randbits(31)

    @property
    def port(self) -> int:
        """Where it listens for SIP."""
        return self._sip.port

    def close(self) -> None:
        """Give the ports back."""
        if self._talking is not None:
            self._talking.cancel()
        self._sip.transport.close()
        self._rtp.transport.close()

    # --- SIP --------------------------------------------------------------------------------------

    def request(
        self, method: str, extra: str = "", body: str = "", cseq: int | None = None
    ) -> bytes:
        """A request of this call, not sent yet."""
        if method not in ("ACK", "CANCEL"):
            self.cseq += 1
            self.branch = "z9hG4bK" + secrets.token_hex(6)
        typed = "Content-Type: application/sdp\r\n" if body.startswith("v=0") else ""
        return (
            f"{method} {self.target} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {self.host}:{self._sip.port};branch={self.branch};rport\r\n"
            f"From: {self.own}\r\nTo: {self.to}\r\n"
            f"Call-ID: {self.call_id}\r\nCSeq: {cseq or self.cseq} {method}\r\n"
            f"Contact: <sip:phone@{self.host}:{self._sip.port}>\r\nMax-Forwards: 70\r\n"
            f"{extra}{typed}Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

    def send(self, message: bytes) -> None:
        """One datagram to the server."""
        self._sip.transport.sendto(message, self.server)

    def offer(self, direction: str = "", formats: str = "0 101") -> str:
        """Our description of the call's sound; its direction stays until another is said."""
        self.direction = direction or self.direction
        return (
            f"v=0\r\no=- 1 {self.cseq + 1} IN IP4 {self.host}\r\ns=-\r\n"
            f"c=IN IP4 {self.host}\r\nt=0 0\r\n"
            f"m=audio {self._rtp.port} RTP/AVP {formats}\r\na=rtpmap:0 PCMU/8000\r\n"
            "a=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n"
            f"a=ptime:20\r\na={self.direction}\r\n"
        )

    def invite(self, direction: str = "", formats: str = "0 101", extra: str = "") -> bytes:
        """Ring, or change the call that is up; the datagram, to be sent again."""
        message = self.request("INVITE", extra, self.offer(direction, formats))
        self.send(message)
        return message

    async def answered(self) -> SipMessage:
        """The last word on the INVITE; a good one is acknowledged."""
        number = str(self.cseq)
        got = await self.until(
            lambda one: one.status >= 200 and one.one("cseq") == f"{number} INVITE"
        )
        self.to = got.one("to")
        if got.status == 200:
            self.target = got.one("contact").partition("<")[2].partition(">")[0]
            self.media = media_of(got.body)
        self.send(self.request("ACK"))
        return got

    async def call(self) -> SipMessage:
        """Ring until the last word."""
        self.invite()
        return await self.answered()

    async def until(self, true: Any, within_s: float = PATIENCE_S) -> SipMessage:
        """The first message, also of those that came, of which this is true; TimeoutError."""
        async with asyncio.timeout(within_s):
            while True:
                for one in self.inbox:
                    if true(one):
                        return one
                self._news.clear()
                await self._news.wait()

    async def bye(self) -> SipMessage:
        """Hang up; the answer."""
        self.send(self.request("BYE"))
        number = self.cseq
        return await self.until(
            lambda one: one.status >= 200 and one.one("cseq") == f"{number} BYE"
        )

    async def hung_up(self) -> SipMessage:
        """The server's BYE."""
        return await self.until(lambda one: not one.status and one.method == "BYE")

    def reply(self, asked: SipMessage, status: str = "200 OK", body: str = "") -> None:
        """Answer a request of the server's."""
        same = "".join(
            f"{name}: {self._tagged(value) if name == 'To' else value}\r\n"
            for name in ("Via", "From", "To", "Call-ID", "CSeq")
            for value in asked.headers.get(name.lower(), [])
        )
        typed = "Content-Type: application/sdp\r\n" if body else ""
        self.send(
            f"SIP/2.0 {status}\r\n{same}Contact: <sip:phone@{self.host}:{self._sip.port}>\r\n"
            f"{typed}Content-Length: {len(body)}\r\n\r\n{body}".encode()
        )

    def _tagged(self, address: str) -> str:
        return address if _TO_TAG in address else address + _TO_TAG + self.tag

    def pick_up(self, asked: SipMessage) -> None:
        """Take the call that an INVITE of the server's began."""
        self.call_id = asked.one("call-id")
        self.own, self.to = self._tagged(asked.one("to")), asked.one("from")
        self.target = asked.one("contact").partition("<")[2].partition(">")[0]
        self.media = media_of(asked.body)
        self.reply(asked, "200 OK", self.offer())

    def _message(self, data: bytes, _addr: Any) -> None:
        got = parse(data)
        if not got.status and self.answers and got.method not in self.silent_for:
            if got.method == "INVITE":
                self.media = media_of(got.body)
                self.reply(got, body=self.offer())
            elif got.method != "ACK":
                self.reply(got)
        self.inbox.append(got)
        self._news.set()

    # --- RTP --------------------------------------------------------------------------------------

    def speak(self, mulaw: bytes, kind: int = 0) -> None:
        """One packet of sound."""
        if self.media is not None:
            self._rtp.transport.sendto(
                rtp(self.sequence, self.at, self.ssrc, mulaw, kind), self.media
            )
        self.sequence += 1
        self.at += 160

    def press(self, event: int, *, packets: str = "bccceee") -> None:
        """A key: b begins it, c goes on, e ends it; all at one timestamp (RFC 4733, 2.5.1)."""
        for number, which in enumerate(packets):
            body = struct.pack("!BBH", event, 0x8A if which == "e" else 0x0A, 160 * (number + 1))
            if self.media is not None:
                packet = rtp(self.sequence, self.at, self.ssrc, body, 101, mark=which == "b")
                self._rtp.transport.sendto(packet, self.media)
            self.sequence += 1
        self.at += 160 * len(packets)

    def raw(self, packet: bytes) -> None:
        """Any datagram to where the server wants its sound."""
        if self.media is not None:
            self._rtp.transport.sendto(packet, self.media)

    def begins_talking(self, mulaw: bytes = b"") -> None:
        """Sound at its pace, then silence, until `falls_silent`."""
        self._talking = asyncio.get_running_loop().create_task(self._talk(mulaw))

    def falls_silent(self) -> None:
        """No packet goes out any more."""
        if self._talking is not None:
            self._talking.cancel()

    async def _talk(self, mulaw: bytes) -> None:
        loop = asyncio.get_running_loop()
        due, at = loop.time(), 0
        while True:
            self.speak(mulaw[at : at + 160].ljust(160, b"\xff"))
            at += 160
            due += 0.02
            await asyncio.sleep(max(0.0, due - loop.time()))

    def _packet(self, data: bytes, _addr: Any) -> None:
        if len(data) < 12:
            return
        kind = data[1] & 0x7F
        if kind == 0:
            self.heard += data[12:]
        elif kind == 101:
            self.keys.append((struct.unpack("!I", data[4:8])[0], data[12]))
        self._news.set()


def media_of(sdp: str) -> tuple[str, int] | None:
    """Where a description wants its sound; None: it names no place."""
    host, port = "", 0
    for line in sdp.splitlines():
        if line.startswith("c=IN IP4 "):
            host = line.split()[2]
        elif line.startswith("m=audio "):
            port = int(line.split()[1])
    return (host, port) if host and port else None
