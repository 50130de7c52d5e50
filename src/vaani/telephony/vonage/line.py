"""How does a Vonage media socket become the line of a call? As `stream.py` has it, by `wire.py`.

The call goes on in its NCCO when the socket closes; events say how it ended.
"""

from __future__ import annotations

from vaani.telephony.following import Following
from vaani.telephony.socket import MediaSocket, Opened
from vaani.telephony.stream import StreamLine
from vaani.telephony.vonage.wire import VonageCodec


def vonage_line(
    socket: MediaSocket, opened: Opened, following: Following | None = None
) -> StreamLine:
    """The line of one socket; it can transfer where it is told what follows."""
    return StreamLine(VonageCodec(), socket, opened, following)
