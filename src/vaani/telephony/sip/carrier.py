"""What is a call over SIP asked and told outside its sound?

Nothing over HTTP: a call rings at the stack's port, and comes in or goes out through
`bootstrap.sip`. What proves a peer is its address (`guard.py`), and the registration that leads
calls here.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping

from vaani.telephony.driver import Asked, Control, Document, Genuine, Refused
from vaani.telephony.sentences import Sentences
from vaani.telephony.sip.line import Leg, SipLine
from vaani.telephony.socket import MediaPeer, MediaSocket, Opened

BUSY = 486
PROOF = "x-vaani-leg"


class SipCarrier:
    """The trunk, or the telephones, whose addresses are listed (a `Driver`)."""

    name = "sip"
    title = "SIP"
    needs = "VAANI_CARRIERS__SIP__PORT and VAANI_CARRIERS__SIP__ADDRESSES"
    names_call = True

    def __init__(self, *, is_open: bool, region: str = "IN") -> None:
        self.control: Control | None = None
        """Set when the port is open and calls can go out through it."""
        self.region = region
        """Country of numbers that come without one."""
        self.proof = secrets.token_urlsafe(24)
        """What the stack shows, so that nobody else opens this carrier's lines."""
        self._is_open = is_open

    @property
    def configured(self) -> bool:
        """Whether anybody could call."""
        return self._is_open

    def verify(self, asked: Asked) -> Genuine | Refused:
        """SIP asks nothing over HTTP."""
        return Refused("SIP asks nothing over HTTP")

    def handshake(self, target: str, headers: Mapping[str, str]) -> bool:
        """Whether the stack itself opens the line; no WebSocket does."""
        return hmac.compare_digest(headers.get(PROOF, ""), self.proof)

    def line(self, socket: MediaSocket, opened: Opened) -> MediaPeer:
        """The line of a leg. Raises TypeError for any other socket."""
        if not isinstance(socket, Leg):
            raise TypeError("a line of SIP needs a leg")
        return SipLine(socket, opened)

    async def answer(self, genuine: Genuine, token: str, call_id: str) -> Document:
        """The token, for `bootstrap.sip`."""
        return Document(token)

    async def refuse(self, genuine: Genuine, words: Sentences) -> Document:
        """Busy: the stack says no other word before the call is up. The trunk tells its caller."""
        return Document(words["en"], status=BUSY)

    def follow(self, genuine: Genuine) -> Document:
        """Never asked."""
        return Document()

    def end(self, genuine: Genuine, words: Sentences | None = None) -> Document:
        """Never asked."""
        return Document()

    def thanks(self, genuine: Genuine) -> Document:
        """Never asked."""
        return Document()
