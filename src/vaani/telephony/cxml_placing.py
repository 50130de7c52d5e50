"""What is a carrier of Twilio's dialect told about a call that is to go out? Pure.

Twilio, SignalWire and Telnyx (TeXML) name the same things by the same words.
"""

from __future__ import annotations

from vaani.telephony.callbacks import told_at
from vaani.telephony.driver import Placing

EVENTS = ("initiated", "ringing", "answered", "completed")


def placing(call: Placing, path: str) -> dict[str, str]:
    """The fields that all three have; `path` is the carrier's here (`/carriers/twilio`)."""
    fields = {
        "To": call.to,
        "From": call.shown,
        "StatusCallback": told_at(call, path, "status"),
        "Timeout": str(call.ring_s),
        "TimeLimit": str(call.limit_s),
    }
    if call.detects_machines:
        fields |= {
            "MachineDetection": "Enable",
            "AsyncAmd": "true",
            "AsyncAmdStatusCallback": told_at(call, path, "machine"),
        }
    return fields
