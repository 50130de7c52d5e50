"""What may one socket of HTTP's cost the others? Uvicorn's socket, with bounds of the house's own.

What comes at once is taken in small steps, and others have their turn in between; the next step
waits until the application took what came before and the far end read what was written to it. So
neither a flood of tiny frames, nor packed messages that unpack to a thousand times their size, nor
pings whose answers nobody reads hold the loop or fill the memory. A far end that is only not read
yet counts as alive (RFC 6455, 5.5.2: a pong comes behind what was sent before it).
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame

STEP_BYTES = 4096
"""Taken at once: at most some 700 frames, or a few milliseconds."""
MOST_FRAGMENTS = 4096
"""Of one message, empty ones among them, which no limit of bytes counts."""


class SocketProtocol(WebSocketsSansIOProtocol):
    """One connection, from its handshake on."""

    def __init__(self, *args: Any, **uvicorn: Any) -> None:
        super().__init__(*args, **uvicorn)
        self._behind = b""
        """What was received and not looked at yet; nothing more is read while there is any."""
        self._next: asyncio.Handle | None = None
        self._heard_at = 0.0

    def data_received(self, data: bytes) -> None:
        self._heard_at = self.loop.time()
        if self._behind or (self.handshake_initiated and len(data) > STEP_BYTES):
            self._behind += data
            self._hold()
            self._go_on()
        else:
            super().data_received(data)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._hold()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._go_on()

    async def receive(self) -> Any:
        message = await self.queue.get()
        self._go_on()
        return message

    async def send(self, message: Any) -> None:
        """A socket may be refused with an answer, which uvicorn takes for an application that gave
        none, and logs as an error: whoever guesses keys would fill the log."""
        await super().send(message)
        if self.initial_response is not None and self.close_sent:
            self.handshake_complete = True
        if self.close_sent:
            self._go_on()

    def handle_cont(self, event: Frame) -> None:
        if self.close_sent:
            return
        if len(self.frames) >= MOST_FRAGMENTS:
            self._fail(CloseCode.POLICY_VIOLATION, "too many fragments")
            return
        super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        data, self.frames = b"".join(self.frames), []
        if self.close_sent:
            return
        if self.curr_msg_data_type == "text":
            try:
                text = data.decode()
            except UnicodeDecodeError:  # the far end's fault, and no error in the log
                self._fail(CloseCode.INVALID_DATA, "this is no UTF-8")
                return
            self.queue.put_nowait({"type": "websocket.receive", "text": text})
        else:
            self.queue.put_nowait({"type": "websocket.receive", "bytes": data})
        self._hold()

    def handle_parser_exception(self) -> None:
        if self.conn.close_sent is not None:
            super().handle_parser_exception()
            return
        # nobody has accepted it yet, so there is no frame to say why
        self.queue.put_nowait({"type": "websocket.disconnect", "code": CloseCode.PROTOCOL_ERROR})
        self.transport.close()

    def keepalive_timeout(self) -> None:
        unread = self.read_paused and self.writable.is_set()
        if not (unread or self._heard_at > self.ping_sent_at):
            super().keepalive_timeout()
            return
        self.pong_timer = self.pending_ping_payload = None
        self.schedule_ping()

    # --- inside -----------------------------------------------------------------------------------

    def _hold(self) -> None:
        """Read no more for now."""
        if not self.read_paused and not self.transport.is_closing():
            self.read_paused = True
            self.transport.pause_reading()

    def _go_on(self) -> None:
        """The next step, or read on, when it is time."""
        taken = self.queue.empty() and self.writable.is_set()
        if self._next is not None or not (taken or self.close_sent):
            return
        if self._behind:
            self._next = self.loop.call_soon(self._step)
        elif self.read_paused and not self.transport.is_closing():
            self.read_paused = False
            self.transport.resume_reading()

    def _step(self) -> None:
        self._next = None
        piece, self._behind = self._behind[:STEP_BYTES], self._behind[STEP_BYTES:]
        if self.disconnected or self.transport.is_closing():
            self._behind = b""
            return
        super().data_received(piece)
        self._go_on()

    def _fail(self, code: CloseCode, reason: str) -> None:
        self.frames = []
        self.conn.fail(code, reason)
        self.handle_parser_exception()
