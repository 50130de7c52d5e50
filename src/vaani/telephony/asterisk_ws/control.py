"""How is a call at Asterisk ended, and how are keys pressed in it? ARI, its REST interface.

No call goes out: ARI tells how one ends that nobody answers only to an application of its own.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

from vaani.telephony.driver import CarrierError, Placing
from vaani.telephony.rest import Rest

_OVER = "http_404"


class AriControl:
    """Commands of one Asterisk (a `KeyControl`)."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self._rest = Rest("Asterisk", url, (user, password))

    async def place(self, call: Placing) -> str | None:
        """Never."""
        raise CarrierError("No calls go out through Asterisk.", code="not_possible")

    async def hang_up(self, carrier_call_id: str, *, is_ringing: bool = False) -> None:
        """End a call; one that is over already is a success. Raises CarrierError."""
        try:
            await self._rest.ask("DELETE", f"/channels/{quote(carrier_call_id, safe='')}")
        except CarrierError as error:
            if error.code != _OVER:
                raise

    async def send_digits(self, carrier_call_id: str, digits: str) -> None:
        """Press these one after the other. Raises CarrierError."""
        asked = urlencode({"dtmf": digits})
        place = f"/channels/{quote(carrier_call_id, safe='')}/dtmf?{asked}"
        await self._rest.ask("POST", place)
