"""Who answers a connection on the one port: the media sockets or HTTP?

The door accepts, looks at the request line without consuming it, and hands the connection to the
media server (paths with `/media/`) or to the HTTP server, which hands on the media upgrades that
come later on the same connection. Connections that say nothing for 5 s are closed. It reads no more
than a look: neither side is slowed by the other. When the process has no file descriptor left,
callers wait in the backlog and the door looks again every second. Beyond a number of connections,
from one address or in all (`DoorLimits`), further ones are closed at once, and who reads nothing of
what waits for him is let go.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import socket
from dataclasses import dataclass

from vaani.api.http import HttpProtocol, Protocols, is_media
from vaani.kit.errors import SettingsError

log = logging.getLogger(__name__)

_LOOK_BYTES = 2048
_PATIENCE_S = 5.0
_LOOK_AGAIN_S = 0.02
_BACKLOG = 1024
_EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
_REST_S = 1.0
_HERE = frozenset({"127.0.0.1", "::1"})
"""Where a proxy of this machine comes from, on behalf of many."""


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; SettingsError with one clear sentence when the port cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        reason = error.strerror or str(error)
        taken = error.errno in (errno.EADDRINUSE, errno.EACCES)
        what = "free it or choose another with --port" if taken else "choose another with --host"
        raise SettingsError(f"cannot listen on {host}:{port} ({reason}); {what}") from error
    listener.setblocking(False)
    return listener


@dataclass(frozen=True, slots=True)
class DoorLimits:
    """Connections at the same time: in all, and from one address that is not of this machine; and
    seconds for which a far end may read nothing of what waits for it."""

    in_all: int = 1000
    per_address: int = 200
    unread_s: float = 60.0


class _Guests:
    """The open connections, by the address that they came from. Ended ones are looked for only when
    a limit is reached: nothing is asked of a connection for as long as there is room."""

    def __init__(self, limits: DoorLimits) -> None:
        self._limits = limits
        self._of: dict[str, set[socket.socket]] = {}
        self._in_all = 0

    def let_in(self, connection: socket.socket, address: str) -> bool:
        """Is there room for one more? It is counted from now on."""
        ours = address in _HERE
        if self._in_all >= self._limits.in_all:
            for each in tuple(self._of):
                self._forget_ended(each)
        elif not ours and len(self._of.get(address, ())) >= self._limits.per_address:
            self._forget_ended(address)
        mine = self._of.get(address, set())
        if self._in_all >= self._limits.in_all:
            return False
        if not ours and len(mine) >= self._limits.per_address:
            return False
        mine.add(connection)
        self._of[address] = mine
        self._in_all += 1
        return True

    def _forget_ended(self, address: str) -> None:
        mine = self._of[address]
        ended = {connection for connection in mine if connection.fileno() < 0}
        mine -= ended
        self._in_all -= len(ended)
        if not mine:
            del self._of[address]


class Door:
    """Accepts for the media server and, when there is one, for HTTP."""

    def __init__(
        self,
        listener: socket.socket,
        media: Protocols,
        http: Protocols | None,
        limits: DoorLimits | None = None,
    ) -> None:
        self._limits = limits or DoorLimits()
        self._guests = _Guests(self._limits)
        self._full = False
        self._listener = listener
        self._media = media
        self._http = http
        self._waiting: dict[socket.socket, asyncio.TimerHandle] = {}
        self._handing: set[asyncio.Task[None]] = set()
        self._resting: asyncio.TimerHandle | None = None
        self._exhausted = False

    def open(self) -> None:
        """Begin to accept."""
        self._resting = None
        asyncio.get_running_loop().add_reader(self._listener.fileno(), self._accept)

    def close(self) -> None:
        """Accept no more; what was accepted goes on."""
        loop = asyncio.get_running_loop()
        if self._resting is not None:
            self._resting.cancel()
        loop.remove_reader(self._listener.fileno())
        self._listener.close()
        for connection in tuple(self._waiting):
            self._forget(connection)
            connection.close()

    def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        for _ in range(64):
            try:
                connection, address = self._listener.accept()
            except (BlockingIOError, InterruptedError):
                return
            except OSError as error:
                self._refused(error)
                return
            self._exhausted = False
            if not self._guests.let_in(connection, address[0]):
                self._turn_away(connection)
                continue
            self._full = False
            connection.setblocking(False)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._bound(connection)
            self._waiting[connection] = loop.call_later(_PATIENCE_S, self._give_up, connection)
            self._watch(connection)

    def _bound(self, connection: socket.socket) -> None:
        """Without it a far end that never reads keeps its connection, and whatever is made for it,
        for ever: closing waits until everything is read (RFC 5482; Linux, `tcp(7)`)."""
        with contextlib.suppress(AttributeError, OSError):
            milliseconds = round(self._limits.unread_s * 1000)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)

    def _turn_away(self, connection: socket.socket) -> None:
        """Too many are in. Said once, until somebody is let in again."""
        connection.close()
        if not self._full:
            log.warning("connection refused: as many are open as may be")
        self._full = True

    def _refused(self, error: OSError) -> None:
        """Rest when nothing is left to accept with: the listener stays readable, and without a
        pause the loop would turn in circles. Said once, until a connection is accepted again."""
        if error.errno not in _EXHAUSTED:
            log.warning("accept failed", extra={"error": str(error)})
            return
        if not self._exhausted:
            log.error("accept failed: out of resources", extra={"error": str(error)})
        self._exhausted = True
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._listener.fileno())
        self._resting = loop.call_later(_REST_S, self.open)

    def _watch(self, connection: socket.socket) -> None:
        if connection in self._waiting:
            loop = asyncio.get_running_loop()
            loop.add_reader(connection.fileno(), self._look, connection)

    def _look(self, connection: socket.socket) -> None:
        try:
            seen = connection.recv(_LOOK_BYTES, socket.MSG_PEEK)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            seen = b""
        if seen and b"\r\n" not in seen and len(seen) < _LOOK_BYTES:
            # a look leaves the socket readable: without a pause the loop would turn in circles
            loop = asyncio.get_running_loop()
            loop.remove_reader(connection.fileno())
            loop.call_later(_LOOK_AGAIN_S, self._watch, connection)
            return
        self._forget(connection)
        if not seen:
            connection.close()
            return
        task = asyncio.get_running_loop().create_task(self._hand_over(connection, seen))
        self._handing.add(task)
        task.add_done_callback(self._handing.discard)

    async def _hand_over(self, connection: socket.socket, seen: bytes) -> None:
        target = seen.split(b"\r\n", 1)[0].split(b" ")
        path = target[1] if len(target) > 1 else b""
        http = self._http
        protocols = self._media if http is None or is_media(path) else lambda: self._open(http)
        loop = asyncio.get_running_loop()
        with contextlib.suppress(OSError):
            await loop.connect_accepted_socket(protocols, connection)

    def _open(self, http: Protocols) -> asyncio.BaseProtocol:
        protocol = http()
        if isinstance(protocol, HttpProtocol):
            protocol.media = self._media
        return protocol

    def _give_up(self, connection: socket.socket) -> None:
        self._forget(connection)
        connection.close()

    def _forget(self, connection: socket.socket) -> None:
        timer = self._waiting.pop(connection, None)
        if timer is not None:
            timer.cancel()
            asyncio.get_running_loop().remove_reader(connection.fileno())
