"""What stands between a media socket and a carrier's line?

The media server (`vaani.api.media`) owns the WebSocket and knows no carrier; a carrier's `line.py`
knows no WebSocket. They meet here, in bytes. No call blocks or raises.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from vaani.call.ports.line import Coding, Line, LineEar

UNREAD_S = 10.0
"""So long a far end may leave us with more to send than its socket is bound to."""
_NOTSENT_LOWAT = 25
"""TCP_NOTSENT_LOWAT of Linux: what the kernel takes before the far end has room for it."""


def bound_unsent(transport: asyncio.WriteTransport, unsent_bytes: int) -> None:
    """Let `pause_writing` come when so many bytes wait, here or in the kernel."""
    transport.set_write_buffer_limits(high=unsent_bytes)
    raw = transport.get_extra_info("socket")
    if raw is not None and sys.platform.startswith("linux"):
        with contextlib.suppress(OSError):  # a socket that is no TCP has no such bound
            raw.setsockopt(socket.IPPROTO_TCP, _NOTSENT_LOWAT, unsent_bytes)


class MediaSocket(Protocol):
    """The far end's socket, as a line may use it."""

    @property
    def far_closed(self) -> bool:
        """Has the far end closed the socket in order, with a close frame?"""
        ...

    @property
    def is_full(self) -> bool:
        """Does more wait to be sent than `bound` allows? Then sound is better left out: it would be
        heard too late. A far end that reads nothing for ten seconds is closed."""
        ...

    def bound(self, unsent_bytes: int) -> None:
        """From so many bytes on that wait to be sent it is full."""
        ...

    def send_text(self, message: bytes) -> None:
        """One text message (UTF-8). Dropped after the close."""
        ...

    def send_binary(self, message: bytes) -> None:
        """One binary message. Dropped after the close."""
        ...

    def close(self, code: int = 1000) -> None:
        """Close the socket. Idempotent."""
        ...


@dataclass(frozen=True, slots=True)
class StreamStart:
    """A carrier's stream has begun: what its first message said."""

    stream_id: str
    carrier_call_id: str
    coding: Coding
    parameters: Mapping[str, str] = field(default_factory=dict)


class Opened(Protocol):
    """Called once, when the stream's start was understood; gives the ear that hears the call, or
    None to refuse (the line then closes the socket)."""

    def __call__(self, start: StreamStart, line: Line) -> LineEar | None: ...


class MediaPeer(Protocol):
    """A carrier's line as the media server feeds it. Made as `Line(socket, opened)`."""

    def text(self, message: bytes) -> None:
        """A text message arrived."""
        ...

    def binary(self, message: bytes) -> None:
        """A binary message arrived."""
        ...

    def closed(self) -> None:
        """The socket is gone."""
        ...
