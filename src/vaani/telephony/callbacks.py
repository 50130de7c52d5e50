"""Which call of ours does a carrier tell about? Its callbacks name it in their address. Pure.

The answer to a command may be lost, so a call that goes out is known by our own id in the addresses
that its command names; the carrier's id is learnt from whichever comes first. Where a carrier asks
for the answer document only when somebody has picked up, the address holds the socket's token too.
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from vaani.telephony.driver import Asked, Event, Noted, Nothing, PickedUp, Placing, StatusUpdate

ASKED = "out"
"""The action under which the answer document of a call that goes out is asked for."""
_CALL = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TOKEN = re.compile(r"[0-9A-Za-z_-]{20,64}")
_MOST_FIELDS = 50


def told_at(call: Placing, path: str, action: str, tail: str = "") -> str:
    """Where a carrier tells us of this call; `path` is the carrier's here, `tail` a secret at its
    end."""
    return f"{_at(call, path, action, tail)}?{urlencode({'call': call.call_id})}"


def asked_at(call: Placing, path: str, tail: str = "") -> str:
    """Where a carrier asks for the answer document of this call, once somebody has picked up."""
    asked = urlencode({"call": call.call_id, "token": call.token})
    return f"{_at(call, path, ASKED, tail)}?{asked}"


def _at(call: Placing, path: str, action: str, tail: str) -> str:
    return f"{call.base}{path}/{action}" + (f"/{tail}" if tail else "")


def about_ours(event: Event, asked: Asked) -> Event:
    """The same event, of the call that the address names; under `ASKED` what says that somebody
    has picked up."""
    said = _query(asked.query)
    call = said.get("call", "")
    known = call if _CALL.fullmatch(call) else None
    if asked.action == ASKED:
        token = said.get("token", "")
        if known is None or not _TOKEN.fullmatch(token) or not isinstance(event, StatusUpdate):
            return Nothing("call_out_unknown")
        return PickedUp(event.carrier, event.carrier_call_id, known, token)
    if known is None or not isinstance(event, StatusUpdate | Noted):
        return event
    return replace(event, call_id=known)


def _query(text: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        return {}
