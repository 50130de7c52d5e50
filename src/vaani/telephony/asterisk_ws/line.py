"""How does Asterisk's WebSocket channel become the line of a call? As `stream.py` has it.

The socket's end is the channel's: the dialplan goes on behind its Dial and asks what comes next.
"""

from __future__ import annotations

from vaani.telephony.asterisk_ws.wire import AsteriskWsCodec
from vaani.telephony.following import Following
from vaani.telephony.socket import MediaSocket, Opened
from vaani.telephony.stream import StreamLine


def asterisk_ws_line(
    socket: MediaSocket, opened: Opened, following: Following | None = None
) -> StreamLine:
    """The line of one channel; the dialplan asks what follows it."""
    return StreamLine(AsteriskWsCodec(), socket, opened, following)
