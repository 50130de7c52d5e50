"""What is SignalWire asked and told about a call outside its sound?

Its compatibility interface: Twilio's forms and verbs, proven by the project's Signing Key. A form
is signed as Twilio signs one; a JSON body by HMAC-SHA1 in hexadecimal over address and raw body.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping

import orjson

from vaani.telephony import cxml
from vaani.telephony.callbacks import about_ours
from vaani.telephony.cxml_documents import Documents
from vaani.telephony.driver import Asked, Control, Document, Genuine, Refused
from vaani.telephony.following import Following
from vaani.telephony.form_signing import form_fields, is_signed
from vaani.telephony.sentences import Sentences
from vaani.telephony.signalwire.line import signalwire_line
from vaani.telephony.socket import MediaPeer, MediaSocket, Opened

PATH = "/carriers/signalwire"
_CALL_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{5,118}")
_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"
_HEADERS = ("x-signalwire-signature", "x-twilio-signature")


class SignalWireCarrier:
    """The SignalWire project of this house (a `Driver`)."""

    name = "signalwire"
    names_call = True
    title = "SignalWire"
    needs = "VAANI_CARRIERS__SIGNALWIRE__SIGNING_KEY and VAANI_PUBLIC_URL"

    def __init__(
        self,
        signing_key: str,
        public_url: str,
        project: str | None = None,
        control: Control | None = None,
    ) -> None:
        self.control = control
        self._key = signing_key
        self._project = project
        self._base = public_url.rstrip("/")
        self._following = Following()
        self._documents = Documents(PATH, self._following)

    @property
    def configured(self) -> bool:
        """Whether the project could send us something."""
        return bool(self._key and self._base)

    def line(self, socket: MediaSocket, opened: Opened) -> MediaPeer:
        """The line of a media socket of ours, which can transfer."""
        return signalwire_line(socket, opened, self._following)

    def verify(self, asked: Asked) -> Genuine | Refused:
        """Whether the project has signed exactly this request."""
        given = [asked.headers[name] for name in _HEADERS if asked.headers.get(name)]
        if not given:
            return Refused("no signature")
        fields = self._signed_fields(asked, given)
        if isinstance(fields, Refused):
            return fields
        if not _CALL_ID.fullmatch(fields.get("CallSid", "")):
            return Refused("unreadable")
        if self._project and fields.get("AccountSid") != self._project:
            return Refused("no project of ours")
        said = cxml.event("signalwire", asked.action, fields)
        return Genuine(about_ours(said, asked), self._base)

    def _signed_fields(self, asked: Asked, given: list[str]) -> dict[str, str] | Refused:
        url = self._base + asked.target
        query = form_fields(asked.query.encode("latin-1", "replace"))
        if query is None:
            return Refused("unreadable")
        if asked.method == "GET":
            said, signed = query, any(is_signed((self._key,), url, (), one) for one in given)
        elif asked.content_type == _FORM:
            form = form_fields(asked.body) or []
            said, signed = form, any(is_signed((self._key,), url, form, one) for one in given)
        elif asked.content_type == _JSON:
            made = hmac.new(self._key.encode(), url.encode() + asked.body, hashlib.sha1).hexdigest()
            signed = any(hmac.compare_digest(made, one) for one in given if one.isascii())
            said = _plain_fields(asked.body)
        else:
            return Refused("unreadable")
        if not signed:
            return Refused("wrong signature")
        return cxml.once(said) or Refused("unreadable")

    def handshake(self, target: str, headers: Mapping[str, str]) -> bool:
        """The upgrade request is not signed: the token is the proof."""
        return True

    async def answer(self, genuine: Genuine, token: str, call_id: str) -> Document:
        """Answer the call with our media socket."""
        base = genuine.base
        socket = re.sub(r"^http", "ws", base) + f"{PATH}/media/{token}"
        return self._documents.xml(
            cxml.response(
                f"<Connect action={cxml.attribute(f'{base}{PATH}/after')}>"
                f'<Stream url={cxml.attribute(socket)} codec="PCMU@8000h"'
                f" statusCallback={cxml.attribute(f'{base}{PATH}/stream')}/></Connect>"
            )
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


def _plain_fields(body: bytes) -> list[tuple[str, str]]:
    try:
        tree = orjson.loads(body)
    except orjson.JSONDecodeError:
        return []
    pairs = tree.items() if isinstance(tree, dict) else ()
    return [(key, value) for key, value in pairs if isinstance(value, str)]
