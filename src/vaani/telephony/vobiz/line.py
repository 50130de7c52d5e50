"""How does a Vobiz media socket become the line of a call? As `stream.py` has it, by `wire.py`.

A stop message may come or not: the socket closes, and the hangup webhook says how the call ended.
"""

from __future__ import annotations

from vaani.telephony.following import Following
from vaani.telephony.socket import MediaSocket, Opened
from vaani.telephony.stream import StreamLine
from vaani.telephony.vobiz.wire import codec


def vobiz_line(
    socket: MediaSocket, opened: Opened, following: Following | None = None
) -> StreamLine:
    """The line of one socket; it can transfer where it is told what follows."""
    return StreamLine(codec(), socket, opened, following)
