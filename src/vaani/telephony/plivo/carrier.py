"""What is Plivo asked and told about a call outside its sound?

Verifies requests by signature version 3 against the account's token and the configured public
address, and makes answer documents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vaani.telephony import pl_forms
from vaani.telephony.callbacks import about_ours
from vaani.telephony.driver import Asked, Control, Document, Genuine, Refused
from vaani.telephony.following import Following
from vaani.telephony.pl_documents import Documents
from vaani.telephony.plivo.line import plivo_line
from vaani.telephony.plivo.signature import base, is_signed
from vaani.telephony.sentences import Sentences
from vaani.telephony.socket import MediaPeer, MediaSocket, Opened

_FORM = "application/x-www-form-urlencoded"


class PlivoCarrier:
    """The Plivo account of this house (a `Driver`)."""

    name = "plivo"
    names_call = True
    title = "Plivo"
    needs = "VAANI_CARRIERS__PLIVO__AUTH_ID, VAANI_CARRIERS__PLIVO__AUTH_TOKEN and VAANI_PUBLIC_URL"

    def __init__(
        self, tokens: Sequence[str], public_url: str, control: Control | None = None
    ) -> None:
        self.control = control
        self._tokens = tuple(token for token in tokens if token)
        self._base = public_url.rstrip("/")
        self._following = Following()
        self._documents = Documents("/carriers/plivo", self._following)

    @property
    def configured(self) -> bool:
        """Whether the account could send us something."""
        return bool(self._tokens and self._base)

    def line(self, socket: MediaSocket, opened: Opened) -> MediaPeer:
        """The line of a media socket of ours, which can transfer."""
        return plivo_line(socket, opened, self._following)

    def verify(self, asked: Asked) -> Genuine | Refused:
        """Whether the account has signed exactly this request."""
        path, _, query_text = asked.target.partition("?")
        query = pl_forms.pairs(query_text.encode("latin-1", "replace"))
        form: pl_forms.Fields | None = ()
        if asked.method != "GET":
            form = pl_forms.pairs(asked.body) if asked.content_type == _FORM else None
        if query is None or form is None:
            return Refused("unreadable")
        fields = pl_forms.once(query if asked.method == "GET" else form)
        if fields is None:
            return Refused("unreadable")
        signed = base(asked.method, self._base + path, query, form)
        nonce = asked.headers.get("x-plivo-signature-v3-nonce", "")
        given = ",".join(
            asked.headers[name]
            for name in ("x-plivo-signature-v3", "x-plivo-signature-ma-v3")
            if asked.headers.get(name)
        )
        if not is_signed(self._tokens, signed, nonce, given):
            return Refused("wrong signature" if given else "no signature")
        said = pl_forms.event("plivo", asked.action, fields)
        return Genuine(about_ours(said, asked), self._base)

    def handshake(self, target: str, headers: Mapping[str, str]) -> bool:
        """Plivo's upgrade request is not signed: the token is the proof."""
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
