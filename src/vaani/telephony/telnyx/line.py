"""How does a Telnyx media socket become the line of a call? As `stream.py` has it, by `wire.py`."""

from __future__ import annotations

from vaani.telephony.following import Following
from vaani.telephony.socket import MediaSocket, Opened
from vaani.telephony.stream import StreamLine
from vaani.telephony.telnyx.wire import TelnyxCodec


def telnyx_line(
    socket: MediaSocket, opened: Opened, following: Following | None = None
) -> StreamLine:
    """The line of one socket; it can transfer where it is told what follows."""
    return StreamLine(TelnyxCodec(), socket, opened, following)
