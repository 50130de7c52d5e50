"""How does a call go out through Twilio, and how is it ended? Its REST interface, 2010-04-01.

The answer document goes with the request, so that Twilio need not ask for it. Creating a call is
not idempotent: whatever leaves it open whether Twilio took the request is said to be unsure, and
nobody tries again. Status events name our call in their address.
"""

from __future__ import annotations

import re

import httpx

from vaani.telephony.driver import CarrierError, Placing
from vaani.telephony.twilio.carrier import PATH, stream
from vaani.telephony.twilio.errors import from_answer
from vaani.telephony.twilio.rest import BASE_URL

_TIMEOUT = httpx.Timeout(10.0, connect=3.0)
_EVENTS = ("initiated", "ringing", "answered", "completed")
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_OVER = ("20404", "21220")
"""No such call any more; the call is not in progress."""


class TwilioControl:
    """Commands of one account (a `Control`)."""

    def __init__(self, account_sid: str, auth_token: str, base_url: str | None = None) -> None:
        self._place = f"{(base_url or BASE_URL).rstrip('/')}/2010-04-01/Accounts/{account_sid}"
        self._proof = httpx.BasicAuth(account_sid, auth_token)

    async def place(self, call: Placing) -> str:
        """Let a telephone ring; returns the call's SID. Raises CarrierError."""
        here = call.base + PATH
        socket = re.sub(r"^http", "ws", here) + f"/media/{call.token}"
        document = stream(socket, f"{here}/after", f"{here}/stream", {"call_id": call.call_id})
        form: dict[str, str | list[str]] = {
            "To": call.to,
            "From": call.shown,
            "Twiml": document,
            "StatusCallback": f"{here}/status?call={call.call_id}",
            "StatusCallbackEvent": list(_EVENTS),
            "Timeout": str(call.ring_s),
            "TimeLimit": str(call.limit_s),
        }
        if call.detects_machines:
            form |= {
                "MachineDetection": "Enable",
                "AsyncAmd": "true",
                "AsyncAmdStatusCallback": f"{here}/machine",
            }
        body = await self._post("Calls.json", form)
        sid = body.get("sid")
        if not isinstance(sid, str) or not re.fullmatch(r"CA[0-9a-fA-F]{32}", sid):
            raise CarrierError("Twilio's answer names no call.", unsure=True)
        return sid

    async def hang_up(self, carrier_call_id: str, *, is_ringing: bool = False) -> None:
        """End a call; one that is over already is a success. Raises CarrierError."""
        status = "canceled" if is_ringing else "completed"
        try:
            await self._post(f"Calls/{carrier_call_id}.json", {"Status": status})
        except CarrierError as error:
            if error.code not in _OVER:
                raise

    async def _post(self, path: str, form: dict[str, str | list[str]]) -> dict[str, object]:
        try:
            async with httpx.AsyncClient(timeout=_TIMEOUT) as client:
                answer = await client.post(f"{self._place}/{path}", data=form, auth=self._proof)
        except _NOT_SENT as error:
            raise CarrierError("Twilio cannot be reached.", code="unreachable") from error
        except httpx.HTTPError as error:
            raise CarrierError("Twilio's answer did not come.", unsure=True) from error
        try:
            body = answer.json()
        except ValueError:
            body = {}
        body = body if isinstance(body, dict) else {}
        if answer.status_code >= 400:
            said = from_answer(answer.status_code, body)
            unsure = answer.status_code >= 500
            raise CarrierError(said.message, code=said.code, unsure=unsure)
        return body
