"""How does a Twilio media socket become the line of a call? As `stream.py` has it, by `wire.py`.

Twilio sends `stop` when the caller hangs up, returns the marks that a clear drops, and asks the
answer document's `action` what comes next once the socket is closed.
"""

from __future__ import annotations

from vaani.telephony.following import Following
from vaani.telephony.socket import MediaSocket, Opened
from vaani.telephony.stream import StreamLine
from vaani.telephony.twilio.wire import TwilioCodec


def twilio_line(
    socket: MediaSocket, opened: Opened, following: Following | None = None
) -> StreamLine:
    """The line of one socket; it can transfer where it is told what follows."""
    return StreamLine(TwilioCodec(), socket, opened, following)
