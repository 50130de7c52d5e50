"""How does a call go out through SignalWire, and how is it ended? Its compatibility interface.

Twilio's commands under the space's own host. A call names the address of its answer document, which
is asked when somebody has picked up.
"""

from __future__ import annotations

import re

from vaani.telephony import cxml_placing
from vaani.telephony.callbacks import asked_at
from vaani.telephony.driver import Placing
from vaani.telephony.rest import Form, Rest, named
from vaani.telephony.signalwire.carrier import PATH

_SID = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{5,118}")
_OVER = (*cxml_placing.NO_SUCH_CALL, "http_404")


class SignalWireControl:
    """Commands of one project (a `Control`)."""

    def __init__(self, project: str, token: str, base_url: str) -> None:
        """`base_url` is the space's: https://example.signalwire.com."""
        place = f"{base_url.rstrip('/')}/api/laml/2010-04-01/Accounts/{project}"
        self._rest = Rest("SignalWire", place, (project, token))

    async def place(self, call: Placing) -> str | None:
        """Let a telephone ring; returns the call's id. Raises CarrierError."""
        form: Form = {
            **cxml_placing.placing(call, PATH),
            "StatusCallbackEvent": cxml_placing.EVENTS,
            "Url": asked_at(call, PATH),
        }
        body = await self._rest.ask("POST", "/Calls.json", form=form)
        return named("SignalWire", body.get("sid"), _SID)

    async def hang_up(self, carrier_call_id: str, *, is_ringing: bool = False) -> None:
        """End a call; one that is over already is a success. Raises CarrierError."""
        await cxml_placing.hang_up(self._rest, carrier_call_id, is_ringing=is_ringing, over=_OVER)
