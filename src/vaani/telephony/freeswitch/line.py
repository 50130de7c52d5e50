"""How does a mod_audio_stream socket become the line of a call? As `paced.py` has it, by `wire.py`.

The socket's end does not end the call at FreeSWITCH, where it is parked: `over` is told.
"""

from __future__ import annotations

from collections.abc import Callable

from vaani.telephony.following import Following
from vaani.telephony.freeswitch.wire import AudioStreamCodec
from vaani.telephony.paced import PacedLine
from vaani.telephony.socket import MediaSocket, Opened


def freeswitch_line(
    socket: MediaSocket,
    opened: Opened,
    following: Following | None = None,
    over: Callable[[str], None] | None = None,
) -> PacedLine:
    """The line of one stream."""
    return PacedLine(AudioStreamCodec(), socket, opened, following, over)
