"""What is a carrier of Twilio's dialect told about a call that is to go out, or is to end?

Twilio, SignalWire and Telnyx (TeXML) name the same things by the same words.
"""

from __future__ import annotations

from collections.abc import Collection

from vaani.telephony.callbacks import told_at
from vaani.telephony.driver import CarrierError, Placing
from vaani.telephony.rest import Rest

EVENTS = ("initiated", "ringing", "answered", "completed")
NO_SUCH_CALL = ("20404", "21220")
"""There is no such call any more; the call is not in progress."""


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


async def hang_up(
    rest: Rest, call_sid: str, *, is_ringing: bool, over: Collection[str] = NO_SUCH_CALL
) -> None:
    """End a call of the 2010-04-01 interface; `over` are the codes by which it says that the call
    is over already, which is a success. Raises CarrierError."""
    form = {"Status": "canceled" if is_ringing else "completed"}
    try:
        await rest.ask("POST", f"/Calls/{call_sid}.json", form=form)
    except CarrierError as error:
        if error.code not in over:
            raise
