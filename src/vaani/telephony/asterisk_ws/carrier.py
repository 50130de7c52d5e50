"""What is an Asterisk asked and told about a call whose sound goes over its WebSocket channel?

The dialplan asks us by HTTP who is called by whom, under an address with a secret at its end, and
is given a one-time token with which its channel opens our media socket. Behind the channel it asks
whom to dial, if anybody.
"""

from __future__ import annotations

from collections.abc import Mapping

from vaani.telephony.addresses import AddressList
from vaani.telephony.asterisk_ws.line import asterisk_ws_line
from vaani.telephony.dialplan import Dialplan, next_number
from vaani.telephony.driver import Asked, Control, Document, Genuine, Refused
from vaani.telephony.following import Following
from vaani.telephony.sentences import Sentences
from vaani.telephony.socket import MediaPeer, MediaSocket, Opened


class AsteriskWsCarrier:
    """The Asterisk beside this house, by chan_websocket (a `Driver`)."""

    name = "asterisk_ws"
    title = "Asterisk (WebSocket)"
    needs = "VAANI_CARRIERS__ASTERISK_WS__WEBHOOK_SECRET"
    names_call = False

    def __init__(
        self,
        secret: str,
        region: str = "IN",
        addresses: AddressList | None = None,
        control: Control | None = None,
    ) -> None:
        self.control = control
        self._secret = secret
        self._dialplan = Dialplan(self.name, secret, region, addresses or AddressList())
        self._following = Following()

    @property
    def configured(self) -> bool:
        """Whether Asterisk could ask us something."""
        return bool(self._secret)

    def line(self, socket: MediaSocket, opened: Opened) -> MediaPeer:
        """The line of a channel's socket."""
        return asterisk_ws_line(socket, opened, self._following)

    def verify(self, asked: Asked) -> Genuine | Refused:
        """Whether the request knows our secret."""
        return self._dialplan.read(asked)

    def handshake(self, target: str, headers: Mapping[str, str]) -> bool:
        """The upgrade request is not signed: the token is the proof."""
        return True

    async def answer(self, genuine: Genuine, token: str, call_id: str) -> Document:
        """The token that the channel is to be opened with."""
        return Document(token)

    async def refuse(self, genuine: Genuine, words: Sentences) -> Document:
        """No token: the dialplan says so. The words tell it why."""
        return Document(words["en"], status=404)

    def follow(self, genuine: Genuine) -> Document:
        """The number that the dialplan is to dial behind the channel; empty: none."""
        return next_number(genuine, self._following)

    def end(self, genuine: Genuine, words: Sentences | None = None) -> Document:
        """The dialplan ends the call; the words are for its log."""
        return Document(words["en"] if words and "en" in words else "")

    def thanks(self, genuine: Genuine) -> Document:
        """Nothing to say."""
        return Document()
