"""Which carriers have a scripted half for HTTP? All that ask us over it and open a media socket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vaani.testing.carrier_side import (
    ExotelSide,
    PlivoSide,
    TelnyxSide,
    TwilioLike,
    VobizSide,
    VonageSide,
)
from vaani.testing.dialplan_side import NO_EVENT_SOCKET, DialplanSide, JambonzSide
from vaani.testing.forged_requests import SECRET
from vaani.testing.side import Side


def sides() -> Mapping[str, Side]:
    """Every carrier's half."""
    made: Sequence[Side] = (
        TwilioLike(
            "twilio",
            ("X-Twilio-Signature",),
            {
                "VAANI_CARRIERS__TWILIO__ACCOUNT_SID": "AC" + "2" * 32,
                "VAANI_CARRIERS__TWILIO__AUTH_TOKEN": SECRET,
            },
        ),
        PlivoSide(),
        VobizSide(),
        VonageSide(),
        TelnyxSide(),
        TwilioLike(
            "signalwire",
            ("X-SignalWire-Signature",),
            {"VAANI_CARRIERS__SIGNALWIRE__SIGNING_KEY": SECRET},
        ),
        ExotelSide(),
        DialplanSide("asterisk_ws", transfers=True),
        DialplanSide("freeswitch", transfers=False, settings=NO_EVENT_SOCKET),
        JambonzSide(),
    )
    return {side.carrier: side for side in made}
