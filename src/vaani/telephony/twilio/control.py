"""How does a call go out through Twilio, and how is it ended? Its REST interface, 2010-04-01.

The answer document goes with the request, so that Twilio need not ask for it.
"""

from __future__ import annotations

import re

from vaani.telephony import cxml_placing
from vaani.telephony.driver import Placing
from vaani.telephony.rest import Form, Rest, named
from vaani.telephony.twilio.carrier import PATH, stream
from vaani.telephony.twilio.rest import BASE_URL

_SID = re.compile(r"CA[0-9a-fA-F]{32}")


class TwilioControl:
    """Commands of one account (a `Control`)."""

    def __init__(self, account_sid: str, auth_token: str, base_url: str | None = None) -> None:
        place = f"{(base_url or BASE_URL).rstrip('/')}/2010-04-01/Accounts/{account_sid}"
        self._rest = Rest("Twilio", place, (account_sid, auth_token))

    async def place(self, call: Placing) -> str | None:
        """Let a telephone ring; returns the call's SID. Raises CarrierError."""
        here = call.base + PATH
        socket = re.sub(r"^http", "ws", here) + f"/media/{call.token}"
        form: Form = {
            **cxml_placing.placing(call, PATH),
            "StatusCallbackEvent": cxml_placing.EVENTS,
            "Twiml": stream(socket, f"{here}/after", f"{here}/stream", {"call_id": call.call_id}),
        }
        body = await self._rest.ask("POST", "/Calls.json", form=form)
        return named("Twilio", body.get("sid"), _SID)

    async def hang_up(self, carrier_call_id: str, *, is_ringing: bool = False) -> None:
        """End a call; one that is over already is a success. Raises CarrierError."""
        await cxml_placing.hang_up(self._rest, carrier_call_id, is_ringing=is_ringing)
