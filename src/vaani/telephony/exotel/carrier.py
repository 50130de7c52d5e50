"""What is Exotel asked and told about a call outside its sound?

The Voicebot applet asks an address for the socket to open, and closes the applet with the socket:
the flow goes on with its next applet, so refusals and transfers are the flow's. Nothing is signed:
a secret at the end of each address is asked for, and the socket has its one-time token.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import orjson

from vaani.call.ports.journal import CallStatus
from vaani.kit.phone import e164
from vaani.telephony.addresses import AddressList
from vaani.telephony.callbacks import about_ours
from vaani.telephony.driver import (
    Asked,
    Control,
    Document,
    Event,
    Genuine,
    IncomingCall,
    Noted,
    Nothing,
    Refused,
    StatusUpdate,
)
from vaani.telephony.exotel.line import exotel_line
from vaani.telephony.exotel.wire import RATE_HZ
from vaani.telephony.form_signing import form_fields
from vaani.telephony.proof import is_secret
from vaani.telephony.sentences import Sentences
from vaani.telephony.socket import MediaPeer, MediaSocket, Opened

PATH = "/carriers/exotel"
STATUS: Mapping[str, CallStatus] = {
    "queued": "initiated",
    "in-progress": "in_progress",
    "answered": "in_progress",
    "ringing": "ringing",
    "completed": "completed",
    "completed-successfully": "completed",
    "failed": "failed",
    "busy": "busy",
    "no-answer": "no_answer",
    "canceled": "canceled",
}
_CALL_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{5,118}")
_DECIDING = ("CallSid", "From", "To", "CallFrom", "CallTo", "Status", "CallStatus")
_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"


class ExotelCarrier:
    """The Exotel account of this house (a `Driver`)."""

    name = "exotel"
    names_call = True
    title = "Exotel"
    needs = "VAANI_CARRIERS__EXOTEL__WEBHOOK_SECRET and VAANI_PUBLIC_URL"

    def __init__(
        self,
        secret: str,
        public_url: str,
        region: str = "IN",
        account: str | None = None,
        control: Control | None = None,
        addresses: AddressList | None = None,
    ) -> None:
        self.control = control
        self._addresses = addresses or AddressList()
        self._secret = secret
        self._base = public_url.rstrip("/")
        self._region = region
        self._account = account

    @property
    def configured(self) -> bool:
        """Whether the account could send us something."""
        return bool(self._secret and self._base)

    def line(self, socket: MediaSocket, opened: Opened) -> MediaPeer:
        """The line of a media socket of ours."""
        return exotel_line(socket, opened)

    def verify(self, asked: Asked) -> Genuine | Refused:
        """Whether the request knows our secret."""
        if not self._addresses.allows(asked.address):
            return Refused("an address that is not on the list")
        if not is_secret(asked.secret, self._secret):
            return Refused("the secret at the end of the address is missing or wrong")
        fields = _fields(asked)
        if fields is None or not _CALL_ID.fullmatch(fields.get("CallSid", "")):
            return Refused("unreadable")
        if self._account and fields.get("AccountSid", self._account) != self._account:
            return Refused("no account of ours")
        return Genuine(about_ours(self._event(asked.action, fields), asked), self._base)

    def _event(self, action: str, fields: Mapping[str, str]) -> Event:
        call = fields["CallSid"]
        if action == "voice":
            called = fields.get("CallTo") or fields.get("To", "")
            caller = fields.get("CallFrom") or fields.get("From", "")
            return IncomingCall("exotel", call, self._number(called), self._number(caller))
        if action == "stream":
            said = fields.get("Stream[Status]") or fields.get("Status", "")
            if said.lower() in ("", "completed", "cancelled"):
                return Nothing()
            return Noted(call, "stream_error", {"error": re.sub(r"[^\w .:-]", "", said)[:200]})
        said = fields.get("Status") or fields.get("CallStatus") or ""
        status = STATUS.get(said.lower())
        if status is None:
            return Nothing("status_unknown")
        talked = fields.get("ConversationDuration", "")
        counts = talked.isascii() and talked.isdigit() and len(talked) < 10
        return StatusUpdate("exotel", call, status, talked_s=int(talked) if counts else None)

    def _number(self, text: str) -> str | None:
        """E.164 of a number that may be written nationally."""
        text = text.strip()
        return e164(text, self._region) if re.fullmatch(r"\+?[0-9]{5,15}", text) else None

    def handshake(self, target: str, headers: Mapping[str, str]) -> bool:
        """The upgrade request is not signed: the token is the proof."""
        return True

    async def answer(self, genuine: Genuine, token: str, call_id: str) -> Document:
        """The address of our media socket."""
        socket = re.sub(r"^http", "ws", genuine.base) + f"{PATH}/media/{token}"
        url = f"{socket}?sample-rate={RATE_HZ}"
        return Document(orjson.dumps({"url": url}).decode(), _JSON)

    async def refuse(self, genuine: Genuine, words: Sentences) -> Document:
        """No socket: the flow's next applet says so."""
        return Document(orjson.dumps({"message": words["en"]}).decode(), _JSON, 404)

    def follow(self, genuine: Genuine) -> Document:
        """Never asked: the flow goes on by itself."""
        return Document()

    def end(self, genuine: Genuine, words: Sentences | None = None) -> Document:
        """Never asked: the flow goes on by itself."""
        return Document()

    def thanks(self, genuine: Genuine) -> Document:
        """Nothing to say."""
        return Document()


def _fields(asked: Asked) -> dict[str, str] | None:
    """What is said, each deciding field once; None: it cannot be read."""
    if asked.method == "GET":
        said = form_fields(asked.query.encode("latin-1", "replace"))
    else:
        said = form_fields(asked.body) if asked.content_type == _FORM else None
    if said is None:
        return None
    for name in _DECIDING:
        if len({value for key, value in said if key == name}) > 1:
            return None
    return dict(said)
