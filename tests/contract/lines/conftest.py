"""Every line behind one far end: the fake, the page's and each carrier's, all but the fake over
sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal, Protocol

import pytest

from vaani.api.door import Door, bind
from vaani.api.media import Answer, media_protocols
from vaani.call.ports.line import Coding, Line
from vaani.telephony.asterisk.line import audiosocket_line
from vaani.telephony.asterisk.server import AudioSocketServer
from vaani.telephony.browser.line import BrowserLine
from vaani.telephony.registry import cards
from vaani.telephony.socket import MediaPeer, MediaSocket, Opened, StreamStart
from vaani.testing.audiosocket_peer import AudioSocketDialect, AudioSocketPeer
from vaani.testing.carrier_peer import CarrierPeer
from vaani.testing.dialects import dialect_of
from vaani.testing.lines import LINES
from vaani.testing.page_peer import PagePeer
from vaani.testing.playout import samples_of
from vaani.testing.stage import StageLine

PATIENCE_S = 5.0
CALL_SID = "CA" + "1" * 32


@dataclass
class Ear:
    """A `LineEar` that keeps everything, with the moment."""

    heard: bytearray = field(default_factory=bytearray)
    digits: list[str] = field(default_factory=list)
    marks: list[tuple[str, float]] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def media(self, payload: bytes) -> None:
        self.heard += payload
        self._changed.set()

    def digit(self, digit: str) -> None:
        self.digits.append(digit)
        self._changed.set()

    def played(self, mark: str) -> None:
        self.marks.append((mark, asyncio.get_running_loop().time()))
        self._changed.set()

    def malformed(self, why: str) -> None:
        self.complaints.append(why)
        self._changed.set()

    def gone(self, reason: Literal["hangup", "lost"]) -> None:
        self.ends.append(reason)
        self._changed.set()

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait for it; TimeoutError when it does not come."""
        async with asyncio.timeout(PATIENCE_S):
            while not true():
                self._changed.clear()
                await self._changed.wait()

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.marks]


class FarEnd(Protocol):
    """The caller's side of a line."""

    def speak(self, payload: bytes) -> None: ...
    def press(self, digits: str) -> None: ...
    def garbage(self) -> None: ...
    async def hang_up(self) -> None: ...
    async def drop(self) -> None: ...
    async def wait_closed(self) -> None: ...
    def audible(self, begin: float, end: float) -> float:
        """Seconds of our sound that the caller has heard in that time."""
        ...


@dataclass
class Joined:
    """One open line from both sides."""

    line: Line
    ear: Ear
    far: FarEnd
    hears_keys: bool = True

    @property
    def coding(self) -> Coding:
        return self.line.coding

    def sound(self, seconds: float) -> bytes:
        """Something audible in the line's coding, whole frames."""
        frames = round(seconds * 50)
        unit = b"\x00\x20" if self.coding.encoding == "l16" else b"\x10"
        return unit * (frames * self.coding.frame_bytes // len(unit))


class StageFar:
    """The far end of the fake."""

    def __init__(self, line: StageLine, ear: Ear) -> None:
        self._line = line
        self._ear = ear

    def speak(self, payload: bytes) -> None:
        for at in range(0, len(payload), 160):
            self._ear.media(payload[at : at + 160])

    def press(self, digits: str) -> None:
        for digit in digits:
            self._ear.digit(digit)

    def garbage(self) -> None:
        self._ear.malformed("a frame that is none")

    async def hang_up(self) -> None:
        self._ear.gone("hangup")

    async def drop(self) -> None:
        self._ear.gone("lost")

    async def wait_closed(self) -> None:
        assert self._line.hung_up_at is not None

    def audible(self, begin: float, end: float) -> float:
        return sum(max(0.0, min(b, end) - max(a, begin)) for a, b in self._line.heard)


class CarrierFar:
    """A carrier's behaviour on a real socket."""

    def __init__(self, peer: CarrierPeer) -> None:
        self.peer = peer

    def speak(self, payload: bytes) -> None:
        self.peer.say(payload)

    def press(self, digits: str) -> None:
        self.peer.press(digits)

    def garbage(self) -> None:
        self.peer.raw(b'{"event":"media","media":{"track":"inbound","payload":"!"')

    async def hang_up(self) -> None:
        await self.peer.hang_up()

    async def drop(self) -> None:
        await self.peer.drop()

    async def wait_closed(self) -> None:
        await asyncio.wait_for(self.peer.closed.wait(), PATIENCE_S)

    def audible(self, begin: float, end: float) -> float:
        coding = self.peer.dialect.coding
        heard = samples_of(self.peer.playout.heard(begin, end), coding)
        return (
            float((abs(heard) > 1000).mean()) * (len(heard) / coding.rate_hz) if len(heard) else 0
        )


class PageFar:
    """The page's behaviour on a real socket."""

    def __init__(self, page: PagePeer) -> None:
        self.page = page

    def speak(self, payload: bytes) -> None:
        for at in range(0, len(payload), 640):
            self.page.speak(payload[at : at + 640])

    def press(self, digits: str) -> None:
        for digit in digits:
            self.page.say(type="digit", digit=digit)

    def garbage(self) -> None:
        self.page.speak(b"odd")

    async def hang_up(self) -> None:
        await self.page.hang_up()

    async def drop(self) -> None:
        await self.page.drop()

    async def wait_closed(self) -> None:
        await asyncio.wait_for(self.page.closed.wait(), PATIENCE_S)

    def audible(self, begin: float, end: float) -> float:
        return len(self.page.playout.played_bytes(begin, end)) / 32_000


class OneLine:
    """A router for one carrier: every socket is a line, its ear is ours."""

    def __init__(self, make: Callable[[MediaSocket, Opened], MediaPeer]) -> None:
        self._make = make
        self.ear = Ear()
        self.line: Line | None = None
        self.started = asyncio.Event()

    def route(
        self, path: str, headers: Mapping[str, str]
    ) -> Callable[[MediaSocket], MediaPeer] | Answer:
        return lambda socket: self._make(socket, self._opened)

    def _opened(self, start: StreamStart, line: Line) -> Ear:
        self.line = line
        self.started.set()
        return self.ear


@asynccontextmanager
async def _door(router: OneLine) -> AsyncIterator[str]:
    listener = bind("127.0.0.1", 0)
    door = Door(listener, media_protocols(router), None)
    door.open()
    try:
        yield f"ws://127.0.0.1:{listener.getsockname()[1]}/media/x"
    finally:
        door.close()


@asynccontextmanager
async def _carrier(name: str) -> AsyncIterator[Joined]:
    router = OneLine(LINES[name])
    async with _door(router) as url:
        peer = CarrierPeer(dialect_of(name, CALL_SID))
        await peer.open(url)
        await asyncio.wait_for(router.started.wait(), PATIENCE_S)
        assert router.line is not None
        hears_keys = cards()[name].can("digits_in")
        yield Joined(router.line, router.ear, CarrierFar(peer), hears_keys)
        router.line.hang_up()
        await peer.close()
        assert peer.complaints == []


@asynccontextmanager
async def _page() -> AsyncIterator[Joined]:
    router = OneLine(BrowserLine)
    async with _door(router) as url:
        page = PagePeer()
        await page.open(url, "call-1")
        assert router.line is not None
        yield Joined(router.line, router.ear, PageFar(page))
        router.line.hang_up()
        await asyncio.wait_for(page.closed.wait(), PATIENCE_S)


@asynccontextmanager
async def _asterisk() -> AsyncIterator[Joined]:
    router = OneLine(audiosocket_line)
    server = AudioSocketServer(lambda _call: router.route("", {}))
    peer = AudioSocketPeer(AudioSocketDialect("6b1f6f0e-0000-4000-8000-000000000001"))
    await peer.connect(await server.open("127.0.0.1", 0))
    await asyncio.wait_for(router.started.wait(), PATIENCE_S)
    assert router.line is not None
    yield Joined(router.line, router.ear, AsteriskFar(peer))
    router.line.hang_up()
    await peer.close()
    await server.close()
    assert peer.complaints == []


class AsteriskFar(CarrierFar):
    """The same over TCP, where spoilt frames still have a length."""

    def garbage(self) -> None:
        self.peer.raw(b"\x44\x00\x01x", binary=True)


@pytest.fixture(params=["fake", "browser", "asterisk", *LINES])
async def joined(request: pytest.FixtureRequest) -> AsyncIterator[Joined]:
    if request.param == "fake":
        line, ear = StageLine(), Ear()
        line.ear = ear
        yield Joined(line, ear, StageFar(line, ear))
    else:
        others = {"browser": _page, "asterisk": _asterisk}
        made = others[request.param]() if request.param in others else _carrier(request.param)
        async with made as joined:
            yield joined
