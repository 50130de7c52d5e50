"""How does an Exotel media socket become the line of a call? As `stream.py` has it, by `wire.py`.

Closing the socket ends the applet; the flow decides what comes next, so callers are not passed on.
"""

from __future__ import annotations

from vaani.telephony.exotel.wire import ExotelCodec
from vaani.telephony.socket import MediaSocket, Opened
from vaani.telephony.stream import StreamLine


def exotel_line(socket: MediaSocket, opened: Opened) -> StreamLine:
    """The line of one socket."""
    return StreamLine(ExotelCodec(), socket, opened)
