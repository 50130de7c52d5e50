"""How is one connection to a vendor's socket kept? Messages out of a queue, messages into a call.

Opens in `CONNECT_S` or fails; sends what is queued, keeps a quiet connection alive, and hands on
what arrives. It knows nothing of speech: `streamed.py` (hearing) and the voices use it alike.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, ConnectionClosedOK, WebSocketException

from vaani.kit.errors import ProviderError, Stage
from vaani.providers.failures import unreachable
from vaani.providers.stt_wire import Frame, Opening

CONNECT_S = 2.0
MOST_MESSAGE_BYTES = 1_048_576
MOST_UNSENT = 1_500
"""Messages that may wait for a server that does not read (half a minute of sound)."""
_MOST_UNREAD = 256
_PAUSE_S = 0.05
"""Between the messages of a server that sends faster than they are read."""
_FAREWELL_S = 0.3


async def open_socket(
    stage: Stage, vendor: str, opening: Opening, patience_s: float = CONNECT_S
) -> ClientConnection:
    """A connection. Raises ProviderError."""
    try:
        async with asyncio.timeout(patience_s):
            return await connect(
                opening.url,
                additional_headers=dict(opening.headers),
                max_size=MOST_MESSAGE_BYTES,
                compression=None,
                open_timeout=None,
                close_timeout=1,
                proxy=None,
            )
    except (OSError, TimeoutError, WebSocketException, EOFError) as error:
        raise unreachable(stage, vendor, error) from error


class Link:
    """One connection, from `start` to `stop`. `told` gets each message, then a `ProviderError`, or
    None when the server has closed in an orderly way."""

    def __init__(
        self,
        stage: Stage,
        vendor: str,
        opening: Opening,
        told: Callable[[Frame | ProviderError | None], None],
        *,
        backlog: Callable[[], int] = lambda: 0,
        idle_s: float | None = None,
        keep_alive: Callable[[], Sequence[Frame]] = lambda: (),
    ) -> None:
        self._stage, self._vendor, self._opening = stage, vendor, opening
        self._told = told
        self._backlog = backlog
        self._idle_s = idle_s
        self._keep_alive = keep_alive
        self._out: asyncio.Queue[Frame | None] = asyncio.Queue(MOST_UNSENT)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to connect; what is sent before that waits."""
        self._task = asyncio.get_running_loop().create_task(self._run(), name=self._vendor)

    def send(self, frames: Sequence[Frame]) -> None:
        """Queue messages. When the server has not read for long, the link fails."""
        for frame in frames:
            if self._out.full():
                self._told(self._error("does not take any more", "stalled"))
                return
            self._out.put_nowait(frame)

    async def stop(self, farewell: Sequence[Frame] = ()) -> None:
        """Say the last messages if that is possible at once, and close. Idempotent."""
        task, self._task = self._task, None
        if task is None:
            return
        if not task.done() and self._out.qsize() + len(farewell) < MOST_UNSENT:
            for frame in (*farewell, None):
                self._out.put_nowait(frame)
            await asyncio.wait({task}, timeout=_FAREWELL_S)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def _run(self) -> None:
        try:
            socket = await open_socket(self._stage, self._vendor, self._opening)
        except ProviderError as error:
            self._told(error)
            return
        sender = asyncio.ensure_future(self._send(socket))
        try:
            async for message in socket:
                self._told(message)
                if self._backlog() > _MOST_UNREAD:
                    await asyncio.sleep(_PAUSE_S)
            self._told(None)
        except ConnectionClosedOK:
            self._told(None)
        except (ConnectionClosed, WebSocketException, OSError) as error:
            self._told(unreachable(self._stage, self._vendor, error))
        finally:
            sender.cancel()
            socket.transport.abort()

    async def _send(self, socket: ClientConnection) -> None:
        try:
            while True:
                frames: Sequence[Frame | None]
                try:
                    async with asyncio.timeout(self._idle_s):
                        frames = (await self._out.get(),)
                except TimeoutError:
                    frames = self._keep_alive()
                for frame in frames:
                    if frame is None:
                        await socket.close()
                        return
                    await socket.send(frame)
        except (ConnectionClosed, OSError):
            return  # the reading side says why

    def _error(self, what: str, code: str) -> ProviderError:
        return ProviderError(self._stage, f"{self._vendor} {what}.", code=code, retryable=True)
