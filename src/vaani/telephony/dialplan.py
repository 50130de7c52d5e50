"""What does a dialplan (Asterisk, FreeSWITCH) ask us over HTTP, and what does it mean?

`id` names the call, `called` and `caller` are numbers, perhaps written nationally, `status` says
how far the call is, `dialled` how passing a caller on went. A dialplan signs nothing: a secret
stands at the end of each address, and the owner may name who may ask. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

from vaani.call.ports.journal import CallStatus, TransferResult
from vaani.kit.phone import e164
from vaani.telephony.addresses import AddressList
from vaani.telephony.driver import (
    Asked,
    Document,
    Genuine,
    IncomingCall,
    Nothing,
    Refused,
    StatusUpdate,
    StreamOver,
)
from vaani.telephony.following import Following
from vaani.telephony.proof import is_secret

STATUS: Mapping[str, CallStatus] = {
    "answer": "in_progress",
    "completed": "completed",
    "normal_clearing": "completed",
    "busy": "busy",
    "user_busy": "busy",
    "no_answer": "no_answer",
    "noanswer": "no_answer",
    "cancel": "canceled",
    "canceled": "canceled",
    "originator_cancel": "canceled",
    "failed": "failed",
}
DIALLED: Mapping[str, TransferResult] = {
    "answer": "answered",
    "success": "answered",
    "busy": "busy",
    "user_busy": "busy",
    "noanswer": "no_answer",
    "no_answer": "no_answer",
    "cancel": "canceled",
}
CALL_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{2,100}")
_NUMBER = re.compile(r"\+?[0-9]{5,15}")
_DECIDING = ("id", "called", "caller", "status", "dialled")
_FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 50


class Dialplan:
    """The questions of `carrier`'s dialplan, under `secret` and from `addresses`."""

    def __init__(
        self, carrier: str, secret: str, region: str, addresses: AddressList, base: str = ""
    ) -> None:
        self._carrier = carrier
        self._secret = secret
        self._region = region
        self._addresses = addresses
        self._base = base.rstrip("/")

    def read(self, asked: Asked) -> Genuine | Refused:
        """Whether the request knows our secret and comes from where it may, and what it says."""
        if not self._addresses.allows(asked.address):
            return Refused("an address that is not on the list")
        if not is_secret(asked.secret, self._secret):
            return Refused("the secret at the end of the address is missing or wrong")
        is_get = asked.method == "GET"
        if not is_get and asked.content_type != _FORM:
            return Refused("unreadable")
        fields = _fields(asked.query.encode("latin-1", "replace") if is_get else asked.body)
        call = "" if fields is None else fields.get("id", "")
        if fields is None or not CALL_ID.fullmatch(call):
            return Refused("unreadable")
        return Genuine(self._event(asked.action, call, fields), self._base)

    def _event(
        self, action: str, call: str, fields: Mapping[str, str]
    ) -> IncomingCall | StreamOver | StatusUpdate | Nothing:
        if action == "voice":
            called, caller = (self._number(fields.get(name, "")) for name in ("called", "caller"))
            return IncomingCall(self._carrier, call, called, caller)
        if action == "after":
            told = fields.get("dialled", "").lower()
            return StreamOver(call, DIALLED.get(told, "failed") if told else None)
        status = STATUS.get(fields.get("status", "").lower())
        if status is None:
            return Nothing("status_unknown")
        return StatusUpdate(self._carrier, call, status)

    def _number(self, text: str) -> str | None:
        """E.164; a plus that a dialplan did not escape came as a blank."""
        text = text.rstrip()
        text = "+" + text.lstrip() if text[:1] == " " else text
        return e164(text, self._region) if _NUMBER.fullmatch(text) else None


def next_number(genuine: Genuine, following: Following) -> Document:
    """The number that the dialplan is to dial for a caller who is passed on; empty: none."""
    over = genuine.event
    number = following.of(over.carrier_call_id) if isinstance(over, StreamOver) else None
    return Document(number or "")


def _fields(text: bytes) -> dict[str, str] | None:
    try:
        said = parse_qsl(
            text.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(text),
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:
        return None
    if any(len({value for key, value in said if key == name}) > 1 for name in _DECIDING):
        return None
    return dict(said)
