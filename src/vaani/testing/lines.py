"""Which line speaks for which carrier, and what becomes of it without a socket?"""

from __future__ import annotations

import asyncio
import collections
import itertools
import json
from collections.abc import Callable, Mapping
from typing import Literal

from vaani.call.ports.line import Line, LineEar
from vaani.telephony.asterisk_ws.line import asterisk_ws_line
from vaani.telephony.exotel.line import exotel_line
from vaani.telephony.freeswitch.line import freeswitch_line
from vaani.telephony.jambonz.line import jambonz_line
from vaani.telephony.paced import PacedLine
from vaani.telephony.plivo.line import plivo_line
from vaani.telephony.signalwire.line import signalwire_line
from vaani.telephony.socket import MediaSocket, Opened, StreamStart
from vaani.telephony.stream import StreamLine
from vaani.telephony.telnyx.line import telnyx_line
from vaani.telephony.twilio.line import twilio_line
from vaani.telephony.vobiz.line import vobiz_line
from vaani.telephony.vonage.line import vonage_line
from vaani.testing.carrier_peer import Dialect, Out
from vaani.testing.dialects import dialect_of
from vaani.testing.mutants import spoilt

FedLine = StreamLine | PacedLine
LINES: Mapping[str, Callable[[MediaSocket, Opened], FedLine]] = {
    "asterisk_ws": asterisk_ws_line, "freeswitch": freeswitch_line, "jambonz": jambonz_line,
    "twilio": twilio_line, "plivo": plivo_line, "vobiz": vobiz_line, "vonage": vonage_line,
    "telnyx": telnyx_line, "signalwire": signalwire_line, "exotel": exotel_line,
}  # fmt: skip
CALL = "call-000001"


class NoSocket:
    """A `MediaSocket` that leads nowhere; what is sent must be JSON, or binary."""

    def __init__(self) -> None:
        self.far_closed = False
        self.is_full = False
        self.bound_bytes = 0
        self.sent = 0
        self.code: int | None = None

    def bound(self, unsent_bytes: int) -> None:
        self.bound_bytes = unsent_bytes

    def send_text(self, message: bytes) -> None:
        json.loads(message)
        self.sent += 1

    def send_binary(self, message: bytes) -> None:
        self.sent += 1

    def close(self, code: int = 1000) -> None:
        self.code = self.code or code


class CountingEar:
    """A `LineEar` that counts."""

    def __init__(self) -> None:
        self.told: collections.Counter[str] = collections.Counter()
        self.ends: list[str] = []

    def media(self, payload: bytes) -> None:
        self.told["bytes"] += len(payload)

    def digit(self, digit: str) -> None:
        self.told["digits"] += len(digit)

    def played(self, mark: str) -> None:
        self.told["marks"] += 1

    def malformed(self, why: str) -> None:
        self.told["malformed"] += 1

    def gone(self, reason: Literal["hangup", "lost"]) -> None:
        self.ends.append(reason)


def tell(line: FedLine, message: Out) -> None:
    """One message, as the socket would bring it."""
    (line.binary if message[0] else line.text)(message[1])


def piece_of(far: Dialect) -> bytes:
    """Sound of one message of the carrier's."""
    return (bytes(range(256)) * 40)[: far.coding.frame_bytes * far.piece_ms // 20]


def fuzzed(carrier: str, count: int, seed: int) -> tuple[FedLine, NoSocket, CountingEar]:
    """A line that was told `count` spoilt messages; it speaks in between. An exception is an
    error of the product."""

    async def on_a_loop() -> tuple[FedLine, NoSocket, CountingEar]:
        return _fuzzed(carrier, count, seed)

    return asyncio.run(on_a_loop())  # a line that keeps the pace itself needs a clock


def _fuzzed(carrier: str, count: int, seed: int) -> tuple[FedLine, NoSocket, CountingEar]:
    socket, ear = NoSocket(), CountingEar()
    far = dialect_of(carrier, CALL)

    def opened(start: StreamStart, line: Line) -> LineEar | None:
        return ear

    line = LINES[carrier](socket, opened)
    for message in far.opening():
        tell(line, message)
    piece = piece_of(far)
    honest = [*far.opening(), far.media(piece), far.media(piece), far.digit("5"), far.played("m1")]
    cleared = far.cleared()
    for number, one in enumerate(itertools.islice(
        spoilt(seed, [*honest, cleared] if cleared else honest), count
    )):  # fmt: skip
        tell(line, one)
        if number % 100 == 0:
            line.send(b"\x01" * line.coding.frame_bytes * 6)
            line.mark(f"m{number}")
            line.clear()
    return line, socket, ear
