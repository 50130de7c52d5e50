"""How does an AudioSocket become the line of a call? As `paced.py` has it, by `wire.py`.

Two quiet seconds would end the call at Asterisk, so silence goes out where there is nothing to say.
"""

from __future__ import annotations

from vaani.telephony.asterisk.wire import AudioSocketCodec
from vaani.telephony.following import Following
from vaani.telephony.paced import PacedLine
from vaani.telephony.socket import MediaSocket, Opened


def audiosocket_line(
    socket: MediaSocket, opened: Opened, following: Following | None = None
) -> PacedLine:
    """The line of one connection; the dialplan asks what follows it."""
    return PacedLine(AudioSocketCodec(), socket, opened, following)
