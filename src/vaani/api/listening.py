"""How does what happens in a call become the messages of one listener's socket?

Sound waits in a queue that holds four seconds of both channels: who reads too slowly misses the
oldest of it. Events and answers come in order and in full: who leaves `MOST_WAITING` of them unread
is let go, so that one socket does not fill the memory. Shapes: `routes/live_desk.py`.
"""

from __future__ import annotations

import asyncio
import struct
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import orjson

from vaani.api.auth import Principal
from vaani.api.masking import text_for
from vaani.audio.frame import Samples
from vaani.audio.g711 import decode_alaw, decode_mulaw
from vaani.call.ports.journal import TurnRecord
from vaani.call.ports.line import Coding, Encoding

_HEADER = struct.Struct("<B3xI")
_CALLER, _OURS = 0, 1
_MOST_SOUNDS = 400
MOST_WAITING = 1000
"""Messages without sound that may wait for who listens: more than a long call has."""


def message(type_: str, /, **about: object) -> str:
    """One JSON message."""
    return orjson.dumps({"type": type_, **about}, default=str).decode()


def _plain(raw: bytes) -> Samples:
    return np.frombuffer(raw[: len(raw) // 2 * 2], dtype="<i2")


_DECODES: Mapping[Encoding, Callable[[bytes], Samples]] = {
    "mulaw": decode_mulaw,
    "alaw": decode_alaw,
    "l16": _plain,
}


class DeskListener:
    """A `Listener` that writes for a socket."""

    def __init__(self, coding: Coding, principal: Principal) -> None:
        self._decode = _DECODES[coding.encoding]
        self._principal = principal
        self._waiting: deque[bytes | str] = deque()
        self._sounds = 0
        self._fresh = asyncio.Event()
        self.is_over = False
        self.behind = asyncio.Event()
        """Set when so much waits that this listener is given up."""

    def caller(self, at_ms: int, payload: bytes) -> None:
        self._sound(_CALLER, at_ms, payload)

    def ours(self, at_ms: int, payload: bytes) -> None:
        self._sound(_OURS, at_ms, payload)

    def unheard(self, milliseconds: int) -> None:
        self.put(message("unheard", ms=milliseconds))

    def told(self, kind: str, about: dict[str, Any]) -> None:
        shown = {name: self._plainly(value) for name, value in about.items()}
        self.put(message("event", kind=kind, data=shown))

    def over(self) -> None:
        self.is_over = True
        self.put(message("over"))

    def put(self, text: str) -> None:
        """A message that is not sound."""
        if len(self._waiting) - self._sounds >= MOST_WAITING:
            self.behind.set()
            return
        self._waiting.append(text)
        self._fresh.set()

    async def messages(self) -> AsyncIterator[bytes | str]:
        """Everything, in order, until the call is over."""
        while True:
            while self._waiting:
                one = self._waiting.popleft()
                self._sounds -= isinstance(one, bytes)
                yield one
            if self.is_over:
                return
            self._fresh.clear()
            await self._fresh.wait()

    def rest(self) -> list[str]:
        """What was put after the call was over, or after nobody took messages any more."""
        rest = [one for one in self._waiting if isinstance(one, str)]
        self._waiting.clear()
        return rest

    def _sound(self, channel: int, at_ms: int, payload: bytes) -> None:
        if self._sounds >= _MOST_SOUNDS:
            self._drop_oldest()
        self._sounds += 1
        pcm = np.asarray(self._decode(payload), dtype="<i2").tobytes()
        self._waiting.append(_HEADER.pack(channel, max(0, at_ms)) + pcm)
        self._fresh.set()

    def _drop_oldest(self) -> None:
        oldest = next(at for at, one in enumerate(self._waiting) if isinstance(one, bytes))
        del self._waiting[oldest]
        self._sounds -= 1

    def _plainly(self, value: Any) -> Any:
        if isinstance(value, TurnRecord):
            record = asdict(value)
            return {**record, "text": text_for(self._principal, value.text)}
        return value
