"""How do a Wyoming recogniser and a Wyoming voice answer? A scripted server on loopback.

It reads and writes the wire by itself, bytes counted, so that the product's own reading is judged
by another hand. Its faults are those of `faults`, counted in events.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any

from vaani.testing.vendors.faults import Fault, Lines, Script
from vaani.testing.vendors.speaking import tone
from vaani.testing.vendors.tcp import TcpServer


class WyomingServer(TcpServer):
    """`said` is what callers say; texts are spoken as `tone` at `rate_hz`, in chunks of 50 ms."""

    def __init__(
        self,
        said: Lines,
        faults: Sequence[Fault] = (),
        *,
        rate_hz: int = 22050,
    ) -> None:
        super().__init__()
        self._said = said
        self.script = Script(faults)
        self._rate = rate_hz
        self.asked: list[tuple[str, dict[str, Any]]] = []

    @property
    def url(self) -> str:
        """Where it listens, as tcp."""
        return f"tcp://{self.place}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection's events."""
        fault = self.script.next()
        while line := await reader.readline():
            head = json.loads(line)
            told = json.loads(await reader.readexactly(head.get("data_length") or 0) or b"{}")
            sound = await reader.readexactly(head.get("payload_length") or 0)
            if sound and len(sound) % 2:
                return
            self.asked.append((head["type"], told))
            for event in self._events(head["type"], told):
                if not await self._say(event, fault, reader, writer):
                    self._said.delivered(False)
                    return
            self._said.delivered(True)

    def _events(self, kind: str, told: dict[str, Any]) -> list[tuple[str, dict[str, Any], bytes]]:
        if kind == "audio-stop":
            return [("transcript", {"text": self._said.end()}, b"")]
        if kind != "synthesize":
            return []
        sound = {"rate": self._rate, "width": 2, "channels": 1}
        pcm = tone(told["text"], self._rate)
        step = self._rate // 20 * 2
        chunks = [("audio-chunk", sound, pcm[at : at + step]) for at in range(0, len(pcm), step)]
        return [("audio-start", sound, b""), *chunks, ("audio-stop", {}, b"")]

    async def _say(
        self,
        event: tuple[str, dict[str, Any], bytes],
        fault: Fault,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> bool:
        """True: it goes on."""
        if fault.delay_s:
            await asyncio.sleep(fault.delay_s)
        kind, fields, payload = event
        index = 0 if kind != "audio-chunk" else 1
        if fault.stall_after == index:
            await reader.read()
            return False
        if index in (fault.drop_after, fault.close_after):
            writer.transport.abort()
            return False
        if fault.half_close_after == index:
            writer.write_eof()
            return False
        if fault.garbage_after == index:
            writer.write(fault.garbage + b"\n")
            return False
        # newlines inside the fields: whoever reads by lines is lost
        told = json.dumps(fields, indent=1, ensure_ascii=False).encode() if fields else b""
        head = {"type": kind, "data_length": len(told), "payload_length": len(payload)}
        writer.write(json.dumps(head).encode() + b"\n" + told + payload)
        await writer.drain()
        return True
