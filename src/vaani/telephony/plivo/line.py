"""How does a Plivo media socket become the line of a call? As `stream.py` has it, by `wire.py`.

There is no stop message: the socket closes, and the hangup webhook says how the call ended.
"""

from __future__ import annotations

from vaani.telephony.following import Following
from vaani.telephony.plivo.wire import codec
from vaani.telephony.socket import MediaSocket, Opened
from vaani.telephony.stream import StreamLine


def plivo_line(
    socket: MediaSocket, opened: Opened, following: Following | None = None
) -> StreamLine:
    """The line of one socket; it can transfer where it is told what follows."""
    return StreamLine(codec(), socket, opened, following)
