"""What do the messages of a Plivo media socket say? As `pl_wire.py` has it."""

from __future__ import annotations

from vaani.telephony.pl_wire import PlivoCodec


def codec() -> PlivoCodec:
    """For one stream."""
    return PlivoCodec("plivo")
