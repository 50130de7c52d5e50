"""How does a call go out through a carrier of Plivo's dialect, and how is it ended?

Plivo and Vobiz take the same commands; how they are proven and how numbers are written differs. A
call names the addresses of its answer document and of its ringing and end, each with our id.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from vaani.telephony.callbacks import asked_at, told_at
from vaani.telephony.driver import CarrierError, Placing
from vaani.telephony.rest import Rest, named

_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{5,118}")
_OVER = "http_404"
_DETECTION_MS = 5000


class PlivoControl:
    """Commands of one account (a `Control`). `path` is the carrier's here; `tail` a secret at the
    end of our addresses; `has_plus`: numbers are written as E.164."""

    def __init__(self, rest: Rest, path: str, *, tail: str = "", has_plus: bool = False) -> None:
        self._rest = rest
        self._path = path
        self._tail = tail
        self._has_plus = has_plus

    async def place(self, call: Placing) -> str | None:
        """Let a telephone ring; the id that the request was given, which is the call's where one
        number is called. Raises CarrierError."""
        told = told_at(call, self._path, "status", self._tail)
        said: dict[str, Any] = {
            "from": self._number(call.shown),
            "to": self._number(call.to),
            "answer_url": asked_at(call, self._path, self._tail),
            "answer_method": "POST",
            "ring_url": told,
            "ring_method": "POST",
            "hangup_url": told,
            "hangup_method": "POST",
            "ring_timeout": call.ring_s,
            "time_limit": call.limit_s,
        }
        if call.detects_machines:
            said |= {
                "machine_detection": "true",
                "machine_detection_time": _DETECTION_MS,
                "machine_detection_url": told_at(call, self._path, "machine", self._tail),
                "machine_detection_method": "POST",
            }
        body = await self._rest.ask("POST", "/Call/", said=said)
        return named(self._rest.title, body.get("request_uuid"), _ID)

    async def hang_up(self, carrier_call_id: str, *, is_ringing: bool = False) -> None:
        """End a call; one that is over already is a success. Raises CarrierError."""
        places = ("Request", "Call") if is_ringing else ("Call",)
        for place in places:
            try:
                await self._rest.ask("DELETE", f"/{place}/{carrier_call_id}/")
            except CarrierError as error:
                if error.code != _OVER:
                    raise

    def _number(self, number: str) -> str:
        return number if self._has_plus else number.removeprefix("+")


def plivo_rest(title: str, base_url: str, auth_id: str, proof: Mapping[str, str] | str) -> Rest:
    """The account's interface; `proof` is its token for Basic authentication, or headers."""
    base = f"{base_url.rstrip('/')}/v1/Account/{auth_id}"
    return Rest(title, base, (auth_id, proof) if isinstance(proof, str) else proof)
