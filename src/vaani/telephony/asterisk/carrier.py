"""What is Asterisk asked and told about a call outside its sound?

The dialplan asks us by HTTP who is called by whom, under an address with a secret at its end, and
is given the id with which it is to open the AudioSocket: one time, within a minute. AudioSocket has
no proof of its own, so only ids that were given are taken.
"""

from __future__ import annotations

import re
import uuid
from collections import OrderedDict
from collections.abc import Mapping

from vaani.call.ports.journal import CallStatus
from vaani.kit.phone import e164
from vaani.telephony.asterisk.line import AudioSocketLine
from vaani.telephony.driver import (
    Asked,
    Control,
    Document,
    Genuine,
    IncomingCall,
    Nothing,
    Refused,
    StatusUpdate,
)
from vaani.telephony.form_signing import form_fields
from vaani.telephony.proof import is_secret
from vaani.telephony.sentences import Sentences
from vaani.telephony.socket import MediaPeer, MediaSocket, Opened

STATUS: Mapping[str, CallStatus] = {
    "answer": "in_progress",
    "completed": "completed",
    "busy": "busy",
    "no_answer": "no_answer",
    "noanswer": "no_answer",
    "cancel": "canceled",
    "canceled": "canceled",
    "failed": "failed",
}
_CALL_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{2,100}")
_NUMBER = re.compile(r"\+?[0-9]{5,15}")
_DECIDING = ("id", "called", "caller", "status")
_FORM = "application/x-www-form-urlencoded"
_MOST_GIVEN = 4096


class AsteriskCarrier:
    """The Asterisk beside this house (a `Driver`)."""

    name = "asterisk"
    title = "Asterisk"
    needs = "VAANI_CARRIERS__ASTERISK__WEBHOOK_SECRET and VAANI_CARRIERS__ASTERISK__PORT"
    names_call = False

    def __init__(self, secret: str, region: str = "IN", *, is_open: bool = True) -> None:
        self.control: Control | None = None
        self._secret = secret
        self._region = region
        self._is_open = is_open
        self._given: OrderedDict[str, str] = OrderedDict()

    @property
    def configured(self) -> bool:
        """Whether Asterisk could send us something."""
        return bool(self._secret and self._is_open)

    def line(self, socket: MediaSocket, opened: Opened) -> MediaPeer:
        """The line of an open AudioSocket."""
        return AudioSocketLine(socket, opened)

    def token_of(self, call: str) -> str | None:
        """The token of a call by the id that the dialplan was given, once; None: we gave none."""
        return self._given.pop(call, None)

    def verify(self, asked: Asked) -> Genuine | Refused:
        """Whether the request knows our secret."""
        if not is_secret(asked.secret, self._secret):
            return Refused("the secret at the end of the address is missing or wrong")
        is_get = asked.method == "GET"
        if not is_get and asked.content_type != _FORM:
            return Refused("unreadable")
        said = form_fields(asked.query.encode("latin-1", "replace") if is_get else asked.body)
        if said is None or any(
            len({value for key, value in said if key == name}) > 1 for name in _DECIDING
        ):
            return Refused("unreadable")
        fields = dict(said)
        call = fields.get("id", "")
        if not _CALL_ID.fullmatch(call):
            return Refused("unreadable")
        if asked.action == "voice":
            called, caller = (self._number(fields.get(name, "")) for name in ("called", "caller"))
            return Genuine(IncomingCall("asterisk", call, called, caller), "")
        status = STATUS.get(fields.get("status", "").lower())
        if status is None:
            return Genuine(Nothing("status_unknown"), "")
        return Genuine(StatusUpdate("asterisk", call, status), "")

    def _number(self, text: str) -> str | None:
        text = text.strip()
        return e164(text, self._region) if _NUMBER.fullmatch(text) else None

    def handshake(self, target: str, headers: Mapping[str, str]) -> bool:
        """This wire has no handshake: the id is the proof (`token_of`)."""
        return True

    async def answer(self, genuine: Genuine, token: str, call_id: str) -> Document:
        """The id with which the AudioSocket is to be opened."""
        given = str(uuid.uuid4())
        self._given[given] = token
        while len(self._given) > _MOST_GIVEN:
            self._given.popitem(last=False)
        return Document(given)

    async def refuse(self, genuine: Genuine, words: Sentences) -> Document:
        """No id: the dialplan says so. The words tell it why."""
        return Document(words["en"], status=404)

    def follow(self, genuine: Genuine) -> Document:
        """Never asked: the dialplan goes on by itself."""
        return Document()

    def end(self, genuine: Genuine, words: Sentences | None = None) -> Document:
        """Never asked: the dialplan goes on by itself."""
        return Document()

    def thanks(self, genuine: Genuine) -> Document:
        """Nothing to say."""
        return Document()
