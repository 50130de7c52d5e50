"""How does a call go out through Telnyx, and how is it ended? TeXML calls and Call Control, v2.

A TeXML application places the call and asks for its answer document when somebody has picked up;
the answer to the command need not name the call, its first status event does. A TeXML call's id is
the `call_control_id` of commands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from vaani.telephony import cxml_placing
from vaani.telephony.callbacks import asked_at
from vaani.telephony.driver import CarrierError, Placing
from vaani.telephony.rest import Rest
from vaani.telephony.telnyx.carrier import PATH

_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z:_.+/=-]{5,118}")
_OVER = ("90018", "10005", "http_404")
"""Has ended; is not there any more."""


class TelnyxControl:
    """Commands of one account through its TeXML application (a `Control`)."""

    def __init__(self, api_key: str, application: str, base_url: str) -> None:
        self._rest = Rest("Telnyx", base_url, {"Authorization": f"Bearer {api_key}"})
        self._application = application

    async def place(self, call: Placing) -> str | None:
        """Let a telephone ring; the call's id where the answer names it. Raises CarrierError."""
        said: dict[str, Any] = {
            **cxml_placing.placing(call, PATH),
            "Timeout": call.ring_s,
            "TimeLimit": call.limit_s,
            "StatusCallbackEvent": " ".join(cxml_placing.EVENTS),
            "StatusCallbackMethod": "POST",
            "Url": asked_at(call, PATH),
            "UrlMethod": "POST",
        }
        if call.detects_machines:
            said |= {"AsyncAmd": True, "AsyncAmdStatusCallbackMethod": "POST"}
        body = await self._rest.ask("POST", f"/texml/calls/{self._application}", said=said)
        found = body.get("data")
        named: Mapping[str, Any] = found if isinstance(found, dict) else body
        id_ = named.get("call_sid", named.get("sid"))
        return id_ if isinstance(id_, str) and _ID.fullmatch(id_) else None

    async def hang_up(self, carrier_call_id: str, *, is_ringing: bool = False) -> None:
        """End a call; one that is over already is a success. Raises CarrierError."""
        try:
            await self._command(carrier_call_id, "hangup", {})
        except CarrierError as error:
            if error.code not in _OVER:
                raise

    async def send_digits(self, carrier_call_id: str, digits: str) -> None:
        """Press these one after the other. Raises CarrierError."""
        await self._command(carrier_call_id, "send_dtmf", {"digits": digits})

    async def _command(self, call: str, what: str, said: Mapping[str, Any]) -> None:
        await self._rest.ask("POST", f"/calls/{quote(call, safe='')}/actions/{what}", said=said)
