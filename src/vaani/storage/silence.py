"""What if a PostgreSQL server takes a question and never answers?

asyncpg would ask it, over one more connection, to give up, and wait for that. A server that hangs
does neither, so the connection is dropped: whoever waits knows at once, and the next unit of work
opens another one.
"""

from __future__ import annotations

import asyncio
from typing import Any

from asyncpg import Connection  # type: ignore[import-untyped]


class ImpatientConnection(Connection):  # type: ignore[misc]  # asyncpg tells no types
    """Ends itself where a question of its own was not answered in time (`command_timeout`)."""

    def _cancel_current_command(self, waiter: Any, cancel_waiter: Any = None) -> None:
        asyncio.get_running_loop().call_soon(self.terminate)
        for one in (waiter, cancel_waiter):
            if one is not None and not one.done():
                one.set_result(None)
