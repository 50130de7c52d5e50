"""What is Vobiz asked and told about a call outside its sound?

Its signature, where an account sends one at all, covers address and nonce and not the body, so the
secret at the end of every address is asked for as well. Answers are Plivo's.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping

from vaani.telephony import pl_forms
from vaani.telephony.addresses import AddressList
from vaani.telephony.callbacks import about_ours
from vaani.telephony.driver import Asked, Control, Document, Genuine, Refused
from vaani.telephony.following import Following
from vaani.telephony.pl_documents import Documents
from vaani.telephony.proof import is_secret
from vaani.telephony.sentences import Sentences
from vaani.telephony.socket import MediaPeer, MediaSocket, Opened
from vaani.telephony.vobiz.line import vobiz_line

_FORM = "application/x-www-form-urlencoded"


class VobizCarrier:
    """The Vobiz account of this house (a `Driver`)."""

    name = "vobiz"
    names_call = True
    title = "Vobiz"
    needs = (
        "VAANI_CARRIERS__VOBIZ__AUTH_TOKEN, VAANI_CARRIERS__VOBIZ__WEBHOOK_SECRET and "
        "VAANI_PUBLIC_URL"
    )

    def __init__(
        self,
        token: str,
        secret: str,
        public_url: str,
        control: Control | None = None,
        addresses: AddressList | None = None,
    ) -> None:
        self.control = control
        self._addresses = addresses or AddressList()
        self._token = token
        self._secret = secret
        self._base = public_url.rstrip("/")
        self._following = Following()
        self._documents = Documents("/carriers/vobiz", self._following, secret)

    @property
    def configured(self) -> bool:
        """Whether the account could send us something."""
        return bool(self._secret and self._token and self._base)

    def line(self, socket: MediaSocket, opened: Opened) -> MediaPeer:
        """The line of a media socket of ours, which can transfer."""
        return vobiz_line(socket, opened, self._following)

    def verify(self, asked: Asked) -> Genuine | Refused:
        """Whether the request knows our secret, and its signature, if it has one, is right."""
        if not self._addresses.allows(asked.address):
            return Refused("an address that is not on the list")
        if not is_secret(asked.secret, self._secret):
            return Refused("the secret at the end of the address is missing or wrong")
        given = asked.headers.get("x-vobiz-signature-v3")
        nonce = asked.headers.get("x-vobiz-signature-v3-nonce", "")
        if given is not None and not self._signed(asked.target, nonce, given):
            return Refused("wrong signature")
        is_get = asked.method == "GET"
        if not is_get and asked.content_type != _FORM:
            return Refused("unreadable")
        said = pl_forms.pairs(asked.query.encode("latin-1", "replace") if is_get else asked.body)
        fields = None if said is None else pl_forms.once(said)
        if fields is None:
            return Refused("unreadable")
        event = pl_forms.event("vobiz", asked.action, fields)
        return Genuine(about_ours(event, asked), self._base)

    def _signed(self, target: str, nonce: str, given: str) -> bool:
        text = f"{self._base}{target}.{nonce}"
        made = hmac.new(self._token.encode(), text.encode(), hashlib.sha256).digest()
        return bool(nonce) and hmac.compare_digest(base64.b64encode(made), given.encode())

    def handshake(self, target: str, headers: Mapping[str, str]) -> bool:
        """The upgrade request is not signed: the token is the proof."""
        return True

    async def answer(self, genuine: Genuine, token: str, call_id: str) -> Document:
        """Answer the call with our media socket."""
        return self._documents.answer(genuine, token)

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
        return Document()
