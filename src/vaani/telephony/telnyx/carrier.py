"""What is Telnyx asked and told about a call outside its sound?

TeXML: Twilio's forms and verbs, proven by Ed25519 over time and body. The signature covers no
address, so one signed body asks one question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from vaani.telephony import cxml
from vaani.telephony.callbacks import about_ours
from vaani.telephony.cxml_documents import Documents
from vaani.telephony.driver import Asked, Control, Document, Genuine, Refused
from vaani.telephony.following import Following
from vaani.telephony.form_signing import form_fields
from vaani.telephony.proof import OneQuestion
from vaani.telephony.sentences import Sentences
from vaani.telephony.socket import MediaPeer, MediaSocket, Opened
from vaani.telephony.telnyx.line import telnyx_line
from vaani.telephony.telnyx.signature import is_signed, public_key

PATH = "/carriers/telnyx"
_CALL_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z:_.+/=-]{5,118}")
_FORM = "application/x-www-form-urlencoded"


class TelnyxCarrier:
    """The Telnyx account of this house (a `Driver`). `now_s` is Unix time."""

    name = "telnyx"
    names_call = False
    title = "Telnyx"
    needs = "VAANI_CARRIERS__TELNYX__PUBLIC_KEY and VAANI_PUBLIC_URL"

    def __init__(
        self,
        key: str,
        public_url: str,
        now_s: Callable[[], float],
        control: Control | None = None,
    ) -> None:
        self.control = control
        self._key = public_key(key) if key else None
        self._base = public_url.rstrip("/")
        self._now_s = now_s
        self._following = Following()
        self._documents = Documents(PATH, self._following)
        self._once = OneQuestion()

    @property
    def configured(self) -> bool:
        """Whether the account could send us something."""
        return self._key is not None and bool(self._base)

    def line(self, socket: MediaSocket, opened: Opened) -> MediaPeer:
        """The line of a media socket of ours, which can transfer."""
        return telnyx_line(socket, opened, self._following)

    def verify(self, asked: Asked) -> Genuine | Refused:
        """Whether the account has signed this body; one signature asks one question."""
        given = asked.headers.get("telnyx-signature-ed25519", "")
        stamp = asked.headers.get("telnyx-timestamp", "")
        if not given or self._key is None:
            return Refused("no signature")
        if asked.method != "POST" or not asked.body:
            return Refused("no body to sign: let the application ask by POST")
        if not is_signed(self._key, asked.body, stamp, given, self._now_s()):
            return Refused("wrong signature, or a clock that is five minutes off")
        if not self._once.fits(given, asked.target):
            return Refused("a signature that came with another question")
        form = form_fields(asked.body) if asked.content_type == _FORM else None
        fields = cxml.once(form) if form else None
        if fields is None or not _CALL_ID.fullmatch(fields.get("CallSid", "")):
            return Refused("no TeXML: let the number's application be a TeXML application")
        said = cxml.event("telnyx", asked.action, fields)
        return Genuine(about_ours(said, asked), self._base)

    def handshake(self, target: str, headers: Mapping[str, str]) -> bool:
        """The upgrade request is not signed: the token is the proof."""
        return True

    async def answer(self, genuine: Genuine, token: str, call_id: str) -> Document:
        """Answer the call with our media socket, and then ask what comes next."""
        base = genuine.base
        socket = re.sub(r"^http", "ws", base) + f"{PATH}/media/{token}"
        return self._documents.xml(
            cxml.response(
                f"<Connect><Stream url={cxml.attribute(socket)}"
                ' bidirectionalMode="rtp" bidirectionalCodec="PCMU"'
                f" statusCallback={cxml.attribute(f'{base}{PATH}/stream')}"
                ' statusCallbackMethod="POST"/></Connect>'
                f'<Redirect method="POST">{cxml.words(f"{base}{PATH}/after")}</Redirect>'
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
        return Document()
