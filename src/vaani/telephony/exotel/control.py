"""How does a call go out through Exotel? Its interface v1, with the socket in the command.

The callee is dialled first and put on our socket (AgentStream); no flow is asked. Exotel has no
command that ends a call: closing the socket does, and one that still rings cannot be stopped.
"""

from __future__ import annotations

import re

from vaani.telephony.callbacks import told_at
from vaani.telephony.driver import CarrierError, Placing
from vaani.telephony.exotel.carrier import PATH
from vaani.telephony.exotel.wire import RATE_HZ
from vaani.telephony.rest import Form, Rest, named

_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{5,118}")


class ExotelControl:
    """Commands of one account (a `Control`); `secret` stands at the end of our addresses."""

    def __init__(self, account: str, key: str, token: str, secret: str, base_url: str) -> None:
        base = f"{base_url.rstrip('/')}/v1/Accounts/{account}"
        self._rest = Rest("Exotel", base, (key, token))
        self._secret = secret

    async def place(self, call: Placing) -> str | None:
        """Let a telephone ring; returns the call's Sid. Raises CarrierError."""
        socket = re.sub(r"^http", "ws", call.base + PATH) + f"/media/{call.token}"
        form: Form = {
            "From": call.to,
            "CallerId": call.shown,
            "StreamType": "bidirectional",
            "StreamUrl": f"{socket}?sample-rate={RATE_HZ}&call_id={call.call_id}",
            "TimeLimit": str(call.limit_s),
            "TimeOut": str(call.ring_s),
            "CustomField": call.call_id,
            "StatusCallback": told_at(call, PATH, "status", self._secret),
            "StatusCallbackEvents[0]": "terminal",
            "StatusCallbackEvents[1]": "answered",
            "StatusCallbackContentType": "application/x-www-form-urlencoded",
        }
        body = await self._rest.ask("POST", "/Calls/connect.json", form=form)
        made = body.get("Call")
        return named("Exotel", made.get("Sid") if isinstance(made, dict) else None, _ID)

    async def hang_up(self, carrier_call_id: str, *, is_ringing: bool = False) -> None:
        """Exotel ends a call when its socket closes; one that rings goes on. Raises CarrierError
        for it."""
        if is_ringing:
            raise CarrierError("Exotel cannot stop a call that rings.", code="not_possible")
