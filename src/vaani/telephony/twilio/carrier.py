"""What is Twilio asked and told about a call outside its sound?

Verifies requests against the accounts we know (each at the address under which it reaches us) and
makes answer documents. Addresses are the configured ones, never what a proxy made of the Host.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import orjson

from vaani.telephony import cxml
from vaani.telephony.callbacks import about_ours
from vaani.telephony.cxml_documents import Documents
from vaani.telephony.driver import (
    Asked,
    Control,
    Document,
    Event,
    Genuine,
    IncomingCall,
    Nothing,
    PassedOn,
    Refused,
)
from vaani.telephony.following import Following
from vaani.telephony.form_signing import (
    SETTINGS_HEADER,
    Fields,
    Hash,
    form_fields,
    is_body_hashed,
    is_handshake_signed,
    is_signed,
    named_key,
)
from vaani.telephony.sentences import Sentences
from vaani.telephony.socket import MediaPeer, MediaSocket, Opened
from vaani.telephony.twilio.line import twilio_line

PATH = "/carriers/twilio"
_CALL_SID = re.compile(r"CA[0-9a-fA-F]{32}")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"
_MOST_PARAMETER = 499
"""Name and value of one Parameter together, in characters."""


@dataclass(frozen=True, slots=True)
class TwilioAccount:
    """An account (or subaccount: it has tokens of its own) that may send us calls.

    `public_url` is where this account reaches us: scheme, host, any path before ours.
    """

    sid: str
    tokens: tuple[str, ...] = field(repr=False)
    public_url: str = ""
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Secrets by the id of a named key; those sign with SHA-256, and nothing else does."""
    loopback: bool = False
    """The account of test calls from this machine: it may call a business by its slug."""

    @property
    def base(self) -> str:
        return self.public_url.rstrip("/")

    def secrets(self, headers: Mapping[str, str]) -> tuple[tuple[str, ...], Hash]:
        """Which secrets may have signed a request with these headers (names in lower case), and
        how; none for a key or an algorithm that is unknown."""
        settings = headers.get(SETTINGS_HEADER)
        if settings is None:
            return self.tokens, "sha1"
        secret = self.keys.get(named_key(settings) or "")
        return (secret,) if secret else (), "sha256"

    @property
    def socket_base(self) -> str:
        return re.sub(r"^http", "ws", self.base)


class TwilioCarrier:
    """Every Twilio account of this house (a `Driver`)."""

    name = "twilio"
    names_call = True
    title = "Twilio"
    needs = (
        "VAANI_CARRIERS__TWILIO__ACCOUNT_SID, VAANI_CARRIERS__TWILIO__AUTH_TOKEN and "
        "VAANI_PUBLIC_URL"
    )

    def __init__(self, accounts: Sequence[TwilioAccount], control: Control | None = None) -> None:
        self.control = control
        self._accounts = {
            account.sid: account
            for account in accounts
            if account.sid and account.public_url and (any(account.tokens) or account.keys)
        }
        self._following = Following()
        self._documents = Documents(PATH, self._following, "text/xml")

    @property
    def configured(self) -> bool:
        """Whether any account could send us something."""
        return bool(self._accounts)

    def line(self, socket: MediaSocket, opened: Opened) -> MediaPeer:
        """The line of a media socket of ours, which can transfer."""
        return twilio_line(socket, opened, self._following)

    # --- verification -----------------------------------------------------------------------------

    def verify(self, asked: Asked) -> Genuine | Refused:
        """Whether one of our accounts has signed exactly this request."""
        read = _signed_and_said(asked)
        if read is None:
            return Refused("unreadable")
        signed, fields = read
        account = self._accounts.get(fields.get("AccountSid", ""))
        if account is None:
            return Refused("no account of ours")
        if not _CALL_SID.fullmatch(fields.get("CallSid", "")):
            return Refused("unreadable")
        url = account.base + asked.target
        if signed is None:
            if not is_body_hashed(url, asked.body):
                return Refused("wrong signature")
            signed = ()
        given = asked.headers.get("x-twilio-signature", "")
        secrets, by = account.secrets(asked.headers)
        if not is_signed(secrets, url, signed, given, by):
            return Refused("wrong signature")
        event = _event(asked.action, fields, account)
        return Genuine(about_ours(event, asked), account.base)

    def handshake(self, target: str, headers: Mapping[str, str]) -> bool:
        """Whether one of our accounts has signed this upgrade request."""
        lower = {name.lower(): value for name, value in headers.items()}
        given = lower.get("x-twilio-signature", "")
        found = False
        for account in self._accounts.values():
            secrets, by = account.secrets(lower)
            found |= is_handshake_signed(secrets, account.socket_base + target, given, by)
        return found

    # --- documents --------------------------------------------------------------------------------

    async def answer(self, genuine: Genuine, token: str, call_id: str) -> Document:
        """Answer the call with our media socket."""
        base = genuine.base
        socket = re.sub(r"^http", "ws", base) + f"{PATH}/media/{token}"
        return self._documents.xml(
            stream(socket, f"{base}{PATH}/after", f"{base}{PATH}/stream", {"call_id": call_id})
        )

    async def refuse(self, genuine: Genuine, words: Sentences) -> Document:
        """Say why not, and hang up."""
        return self._documents.end(words)

    def follow(self, genuine: Genuine) -> Document:
        """The transfer that was asked for, else the end."""
        return self._documents.follow(genuine)

    def end(self, genuine: Genuine, words: Sentences | None = None) -> Document:
        """Hang up, after some words."""
        return self._documents.end(words)

    def thanks(self, genuine: Genuine) -> Document:
        """Nothing to say."""
        return Document(status=204)


def stream(socket_url: str, after_url: str, status_url: str, parameters: Mapping[str, str]) -> str:
    """Connect the call to our media socket; `after_url` is asked when the stream is over."""
    for name, value in parameters.items():
        if len(name) + len(value) > _MOST_PARAMETER:
            raise ValueError(f"the parameter {name} is longer than Twilio takes")
    inner = "".join(
        f"<Parameter name={cxml.attribute(name)} value={cxml.attribute(value)}/>"
        for name, value in parameters.items()
    )
    return cxml.response(
        f"<Connect action={cxml.attribute(after_url)}>"
        f'<Stream url={cxml.attribute(socket_url)} name="agent"'
        f' statusCallback={cxml.attribute(status_url)} statusCallbackMethod="POST">'
        f"{inner}</Stream></Connect>"
    )


def _event(action: str, fields: Mapping[str, str], account: TwilioAccount) -> Event:
    """What the fields say; a test call of this machine may name a business by its slug."""
    said = cxml.event("twilio", action, fields)
    if isinstance(said, PassedOn) and not _CALL_SID.fullmatch(said.carrier_call_id):
        return Nothing()
    if not isinstance(said, IncomingCall) or not account.loopback:
        return said
    called = fields.get("To", "")
    slug = called.removeprefix("client:")
    by_slug = slug != called and bool(_SLUG.fullmatch(slug))
    return replace(said, business=slug if by_slug else None, test=True)


def _signed_and_said(asked: Asked) -> tuple[Fields | None, dict[str, str]] | None:
    """The fields that the signature covers (None: the hash in the URL covers the body), and all
    that is said. None: the request cannot be Twilio's."""
    query = form_fields(asked.query.encode("latin-1", "replace"))
    if query is None:
        return None
    if asked.method == "GET":
        return _once((), query)
    if asked.content_type == _FORM:
        form = form_fields(asked.body)
        return None if not form else _once(form, form)
    if asked.content_type == _JSON:
        try:
            tree = orjson.loads(asked.body)
        except orjson.JSONDecodeError:
            return None
        if not isinstance(tree, dict):
            return None
        return _once(None, [(k, v) for k, v in tree.items() if isinstance(v, str)])
    return None


def _once(signed: Fields | None, said: Fields) -> tuple[Fields | None, dict[str, str]] | None:
    fields = cxml.once(said)
    return None if fields is None else (signed, fields)
