"""How does a SignalWire media socket become the line of a call? As `stream.py` has it."""

from __future__ import annotations

from vaani.telephony.following import Following
from vaani.telephony.signalwire.wire import SignalWireCodec
from vaani.telephony.socket import MediaSocket, Opened
from vaani.telephony.stream import StreamLine


def signalwire_line(
    socket: MediaSocket, opened: Opened, following: Following | None = None
) -> StreamLine:
    """The line of one socket; it can transfer where it is told what follows."""
    return StreamLine(SignalWireCodec(), socket, opened, following)
