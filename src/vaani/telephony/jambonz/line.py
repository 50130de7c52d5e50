"""How does a jambonz listen socket become the line of a call? As `stream.py` has it, by `wire.py`.

When the socket closes, the listen verb's action hook asks what comes next.
"""

from __future__ import annotations

from vaani.telephony.following import Following
from vaani.telephony.jambonz.wire import JambonzCodec
from vaani.telephony.socket import MediaSocket, Opened
from vaani.telephony.stream import StreamLine


def jambonz_line(
    socket: MediaSocket, opened: Opened, following: Following | None = None
) -> StreamLine:
    """The line of one socket; it can transfer where it is told what follows."""
    return StreamLine(JambonzCodec(), socket, opened, following)
