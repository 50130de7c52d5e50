"""What is Asterisk asked and told about a call outside its sound?

The dialplan asks us by HTTP who is called by whom, under an address with a secret at its end, and
is given the id with which it is to open the AudioSocket: one time, within a minute. AudioSocket has
no proof of its own, so only ids that were given are taken.
"""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Mapping

from vaani.telephony.addresses import AddressList
from vaani.telephony.asterisk.line import audiosocket_line
from vaani.telephony.dialplan import Dialplan, next_number
from vaani.telephony.driver import Asked, Control, Document, Genuine, Refused
from vaani.telephony.following import Following
from vaani.telephony.sentences import Sentences
from vaani.telephony.socket import MediaPeer, MediaSocket, Opened

_MOST_GIVEN = 4096


class AsteriskCarrier:
    """The Asterisk beside this house (a `Driver`)."""

    name = "asterisk"
    title = "Asterisk"
    needs = "VAANI_CARRIERS__ASTERISK__WEBHOOK_SECRET and VAANI_CARRIERS__ASTERISK__PORT"
    names_call = False

    def __init__(
        self,
        secret: str,
        region: str = "IN",
        addresses: AddressList | None = None,
        *,
        is_open: bool = True,
    ) -> None:
        self.control: Control | None = None
        self._secret = secret
        self._dialplan = Dialplan("asterisk", secret, region, addresses or AddressList())
        self._following = Following()
        self._is_open = is_open
        self._given: OrderedDict[str, str] = OrderedDict()

    @property
    def configured(self) -> bool:
        """Whether Asterisk could send us something."""
        return bool(self._secret and self._is_open)

    def line(self, socket: MediaSocket, opened: Opened) -> MediaPeer:
        """The line of an open AudioSocket."""
        return audiosocket_line(socket, opened, self._following)

    def token_of(self, call: str) -> str | None:
        """The token of a call by the id that the dialplan was given, once; None: we gave none."""
        return self._given.pop(call, None)

    def verify(self, asked: Asked) -> Genuine | Refused:
        """Whether the request knows our secret."""
        return self._dialplan.read(asked)

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
        """The number that the dialplan is to dial behind the application; empty: none."""
        return next_number(genuine, self._following)

    def end(self, genuine: Genuine, words: Sentences | None = None) -> Document:
        """The dialplan ends the call; the words are for its log."""
        return Document(words["en"] if words and "en" in words else "")

    def thanks(self, genuine: Genuine) -> Document:
        """Nothing to say."""
        return Document()
