"""What do the messages of a Vobiz media socket say? As `pl_wire.py` has it.

Mu-law is asked for: notes on the byte order of its L16 contradict each other.
"""

from __future__ import annotations

from vaani.telephony.pl_wire import PlivoCodec


def codec() -> PlivoCodec:
    """For one stream."""
    return PlivoCodec("vobiz")
