"""What is Twilio asked and told about a call outside its sound?

Verifies requests against the accounts we know (each at the address under which it reaches us),
makes answer documents, and remembers what comes after a stream. HTTP itself is `api.carriers`'
matter. Addresses are the configured ones, never what a proxy made of the Host.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import orjson

from vaani.call.ports.journal import TransferResult
from vaani.telephony.socket import MediaPeer, MediaSocket, Opened
from vaani.telephony.twilio import answer
from vaani.telephony.twilio.line import TwilioLine
from vaani.telephony.twilio.signature import (
    Fields,
    form_fields,
    is_body_hashed,
    is_handshake_signed,
    is_signed,
)
from vaani.telephony.twilio.status import OF_A_DIAL

PATH = "/carriers/twilio"
_CALL_SID = re.compile(r"CA[0-9a-fA-F]{32}")
_MOST_FOLLOWING = 1024
_SINGLE = (
    "CallSid", "ParentCallSid", "AccountSid", "From", "To", "CallStatus", "DialCallStatus",
    "SequenceNumber", "Direction",
)  # fmt: skip
_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class TwilioAccount:
    """An account (or subaccount: it has tokens of its own) that may send us calls.

    `public_url` is where this account reaches us: scheme, host, any path before ours.
    """

    sid: str
    tokens: tuple[str, ...] = field(repr=False)
    public_url: str = ""
    loopback: bool = False
    """The account of test calls from this machine: it may call a business by its slug."""

    @property
    def base(self) -> str:
        return self.public_url.rstrip("/")

    @property
    def socket_base(self) -> str:
        return re.sub(r"^http", "ws", self.base)


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came: `target` is the raw path with its query."""

    method: str
    target: str
    content_type: str
    signature: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Genuine:
    """A request that Twilio has sent, and its fields (blank ones too)."""

    account: TwilioAccount
    fields: Mapping[str, str]

    @property
    def call_sid(self) -> str:
        return self.fields["CallSid"]

    @property
    def parent_sid(self) -> str:
        """Of a leg that was dialled: the call whose caller it is for. Empty: it is no leg."""
        parent = self.fields.get("ParentCallSid", "")
        return parent if _CALL_SID.fullmatch(parent) else ""

    @property
    def dialled(self) -> TransferResult | None:
        """How passing the caller on went; None: that is not what is told."""
        told = self.fields.get("DialCallStatus")
        return None if told is None else OF_A_DIAL.get(told, "failed")


@dataclass(frozen=True, slots=True)
class Forged:
    """A request that no account of ours has sent, and what an operator should look at."""

    why: Literal["unreadable", "no account of ours", "wrong signature"]


class TwilioCarrier:
    """Every Twilio account of this house."""

    def __init__(self, accounts: Sequence[TwilioAccount]) -> None:
        self._accounts = {
            account.sid: account
            for account in accounts
            if account.sid and account.public_url and any(account.tokens)
        }
        self._following: OrderedDict[str, str] = OrderedDict()

    @property
    def configured(self) -> bool:
        """Whether any account could send us something."""
        return bool(self._accounts)

    def line(self, socket: MediaSocket, opened: Opened) -> MediaPeer:
        """The line of a media socket of ours, which can transfer."""
        return TwilioLine(socket, opened, self)

    # --- verification -----------------------------------------------------------------------------

    def verify(self, request: Request) -> Genuine | Forged:
        """Whether one of our accounts has signed exactly this request."""
        read = _signed_and_said(request)
        if read is None:
            return Forged("unreadable")
        signed, fields = read
        account = self._accounts.get(fields.get("AccountSid", ""))
        if account is None:
            return Forged("no account of ours")
        if not _CALL_SID.fullmatch(fields.get("CallSid", "")):
            return Forged("unreadable")
        url = account.base + request.target
        if signed is None:
            if not is_body_hashed(url, request.body):
                return Forged("wrong signature")
            signed = ()
        if not is_signed(account.tokens, url, signed, request.signature):
            return Forged("wrong signature")
        return Genuine(account, fields)

    def genuine_handshake(self, target: str, headers: Mapping[str, str]) -> bool:
        """Whether one of our accounts has signed this upgrade request (`api.exchange`)."""
        given = headers.get("X-Twilio-Signature") or headers.get("x-twilio-signature") or ""
        found = False
        for account in self._accounts.values():
            found |= is_handshake_signed(account.tokens, account.socket_base + target, given)
        return found

    # --- documents --------------------------------------------------------------------------------

    def connect(self, account: TwilioAccount, token: str, parameters: Mapping[str, str]) -> str:
        """Answer the call with our media socket."""
        return answer.stream(
            f"{account.socket_base}{PATH}/media/{token}",
            f"{account.base}{PATH}/after",
            f"{account.base}{PATH}/stream",
            parameters,
        )

    def transfer_after(self, call_sid: str, number: str) -> None:
        """Dial `number` when Twilio asks what follows the stream of this call."""
        self._following[call_sid] = number
        while len(self._following) > _MOST_FOLLOWING:
            self._following.popitem(last=False)

    def after(self, genuine: Genuine) -> str:
        """What follows the stream: the transfer that was asked for, else the end. The same question
        has the same answer."""
        number = self._following.get(genuine.call_sid)
        if number is None:
            return answer.hang_up()
        here = f"{genuine.account.base}{PATH}"
        return answer.dial(number, genuine.fields.get("To"), f"{here}/after", f"{here}/taken")


def _signed_and_said(request: Request) -> tuple[Fields | None, dict[str, str]] | None:
    """The fields that the signature covers (None: the hash in the URL covers the body), and all
    that is said. None: the request cannot be Twilio's."""
    query = form_fields(request.target.partition("?")[2].encode("latin-1", "replace"))
    if query is None:
        return None
    if request.method == "GET":
        return _once((), query)
    kind = request.content_type.partition(";")[0].strip().lower()
    if kind == _FORM:
        form = form_fields(request.body)
        return None if not form else _once(form, form)
    if kind == _JSON:
        try:
            tree = orjson.loads(request.body)
        except orjson.JSONDecodeError:
            return None
        if not isinstance(tree, dict):
            return None
        return _once(None, [(k, v) for k, v in tree.items() if isinstance(v, str)])
    return None


def _once(signed: Fields | None, said: Fields) -> tuple[Fields | None, dict[str, str]] | None:
    """Repeated fields are fine (the last counts) unless they decide whose call it is."""
    for name in _SINGLE:
        if len({value for key, value in said if key == name}) > 1:
            return None
    return signed, dict(said)
