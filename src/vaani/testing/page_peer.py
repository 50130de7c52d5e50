"""How does the call page behave at the far end of its media socket? A stand-in for tests.

Speaks `vaani.telephony.browser.wire` from the other side: says hello, plays what is queued in real
time, answers marks when they are due and at once after a clear, keeps what it was shown.
"""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
from picows import WSError, WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from vaani.call.ports.line import Coding
from vaani.telephony.browser.wire import RATE_HZ, VERSION
from vaani.testing.carrier_peer import PeerError
from vaani.testing.playout import Playout

BYTES_PER_S = RATE_HZ * 2


class _Ears(WSListener):
    def __init__(self, page: PagePeer) -> None:
        super().__init__()
        self._page = page

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.BINARY:
            self._page.sound(frame.get_payload_as_bytes())
        elif frame.msg_type == WSMsgType.TEXT:
            self._page.message(orjson.loads(frame.get_payload_as_bytes()))
        elif frame.msg_type == WSMsgType.CLOSE:
            self._page.code = int(frame.get_close_code().value)
            transport.send_close()
            transport.disconnect()

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self._page.lost()


class PagePeer:
    """One page. Sound is PCM16 at 16 kHz, as bytes."""

    def __init__(self) -> None:
        self.playout = Playout(Coding("l16", RATE_HZ))
        self.heard = bytearray()
        """Everything that was queued for the caller, cleared or not."""
        self.messages: list[dict[str, Any]] = []
        self.code: int | None = None
        """How the server closed the socket; None: it did not say."""
        self.closed = asyncio.Event()
        self.ready = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._transport: WSTransport | None = None
        self._timers: list[asyncio.TimerHandle] = []

    async def open(self, url: str, call_id: str, *, language: str = "auto") -> None:
        """Connect, say hello and wait for `ready`. Raises PeerError."""
        await self.connect(url)
        self.say(type="hello", version=VERSION, call_id=call_id, language=language)
        waiting = [asyncio.ensure_future(event.wait()) for event in (self.ready, self.closed)]
        await asyncio.wait(waiting, timeout=5, return_when=asyncio.FIRST_COMPLETED)
        for each in waiting:
            each.cancel()
        if not self.ready.is_set():
            raise PeerError(f"The page was not let in (close code {self.code}).")

    async def connect(self, url: str) -> None:
        """The socket alone, without a word. Raises PeerError."""
        try:
            self._transport, _ = await ws_connect(
                lambda: _Ears(self), url, websocket_handshake_timeout=5
            )
        except (OSError, WSError, TimeoutError) as error:
            raise PeerError(f"The media socket was refused: {error or 'no answer'}.") from error

    # --- the caller -------------------------------------------------------------------------------

    def speak(self, pcm: bytes) -> None:
        """One binary message."""
        self._open().send(WSMsgType.BINARY, pcm)

    async def aloud(self, pcm: bytes) -> None:
        """Sound as a microphone sends it, 20 ms at a time; a late frame makes no later ones."""
        begun, step = self._loop.time(), BYTES_PER_S // 50
        for count, at in enumerate(range(0, len(pcm), step)):
            self.speak(pcm[at : at + step])
            await asyncio.sleep(max(0.0, begun + count * 0.02 - self._loop.time()))

    def say(self, **message: object) -> None:
        """One control message."""
        self.raw(orjson.dumps(message))

    def raw(self, message: bytes) -> None:
        """One text message, whatever it is."""
        self._open().send(WSMsgType.TEXT, message)

    async def hang_up(self) -> None:
        """The caller presses the button."""
        self.say(type="bye")
        await asyncio.wait_for(self.closed.wait(), 5)

    async def drop(self) -> None:
        """The connection dies without a word."""
        self._open().underlying_transport.abort()
        await asyncio.wait_for(self.closed.wait(), 5)

    def of_type(self, kind: str) -> list[dict[str, Any]]:
        """What the server said of one type, in order."""
        return [message for message in self.messages if message.get("type") == kind]

    def shown(self, kind: str) -> list[dict[str, Any]]:
        """The data of the events of one kind, in order."""
        return [event["data"] for event in self.of_type("event") if event["kind"] == kind]

    async def pause(self) -> None:
        """The 20 ms between two frames of a microphone."""
        await asyncio.sleep(0.02)

    # --- the socket -------------------------------------------------------------------------------

    def sound(self, pcm: bytes) -> None:
        """The server's sound."""
        self.heard += pcm
        self.playout.media(pcm, self._loop.time())

    def message(self, tree: dict[str, Any]) -> None:
        """The server's word."""
        self.messages.append(tree)
        now = self._loop.time()
        match tree.get("type"):
            case "ready":
                self.ready.set()
            case "mark":
                due = self.playout.mark(str(tree["name"]), now)
                self._timers.append(self._loop.call_at(due, self._return_marks))
            case "clear":
                for name in self.playout.clear(now):
                    self.say(type="mark", name=name)

    def lost(self) -> None:
        """The socket is gone."""
        for timer in self._timers:
            timer.cancel()
        self.closed.set()

    def _return_marks(self) -> None:
        for name in self.playout.played(self._loop.time()):
            self.say(type="mark", name=name)

    def _open(self) -> WSTransport:
        if self._transport is None:
            raise PeerError("The page is not connected.")
        return self._transport
