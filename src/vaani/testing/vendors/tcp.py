"""How does a scripted server listen, and leave nobody behind? On a free port of loopback.

What is said on a connection is a server's own (`serve`); the connection is closed when that returns
or fails, and all of them when the server is left.
"""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Any, Self


class TcpServer:
    """A server has this one class above it, and says by `serve` what it answers."""

    def __init__(self) -> None:
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[Any]] = set()

    @property
    def place(self) -> str:
        """Where it listens: host and port."""
        if self._server is None:
            raise RuntimeError("the scripted server is not open")
        return f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until it returns."""
        raise NotImplementedError

    def lost(self) -> None:
        """A client, or the server, went away in mid-answer."""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._one, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is not None:
            self._server.close()
            for task in self._open:
                task.cancel()
            await asyncio.gather(*self._open, return_exceptions=True)
            await self._server.wait_closed()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._open.add(task)
            task.add_done_callback(self._open.discard)
        try:
            await self.serve(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            self.lost()
        finally:
            writer.close()
