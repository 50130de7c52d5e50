"""What is FreeSWITCH asked and told about a call outside its sound?

The dialplan asks us by HTTP who is called by whom, under an address with a secret at its end, is
given the address of our media socket with a one-time token in it, starts the stream and parks the
call. Whoever ends or passes on a parked call does so on the event socket.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Mapping

from vaani.telephony.addresses import AddressList
from vaani.telephony.dialplan import Dialplan
from vaani.telephony.driver import Asked, CarrierError, Control, Document, Genuine, Refused
from vaani.telephony.following import Following
from vaani.telephony.freeswitch.control import EventSocketControl
from vaani.telephony.freeswitch.line import freeswitch_line
from vaani.telephony.sentences import Sentences
from vaani.telephony.socket import MediaPeer, MediaSocket, Opened

log = logging.getLogger(__name__)
PATH = "/carriers/freeswitch"


class FreeSwitchCarrier:
    """The FreeSWITCH beside this house (a `Driver`)."""

    name = "freeswitch"
    title = "FreeSWITCH"
    needs = (
        "VAANI_CARRIERS__FREESWITCH__WEBHOOK_SECRET, VAANI_CARRIERS__FREESWITCH__EVENT_PASSWORD "
        "and VAANI_PUBLIC_URL"
    )
    names_call = True

    def __init__(
        self,
        secret: str,
        public_url: str,
        commands: EventSocketControl | None,
        region: str = "IN",
        addresses: AddressList | None = None,
    ) -> None:
        self.control: Control | None = commands
        self._commands = commands
        self._secret = secret
        self._base = public_url.rstrip("/")
        self._dialplan = Dialplan(self.name, secret, region, addresses or AddressList(), self._base)
        self._following = Following()
        self._ending: set[asyncio.Task[None]] = set()

    @property
    def configured(self) -> bool:
        """Whether FreeSWITCH could ask us something, and calls could be ended."""
        return bool(self._secret and self._base and self._commands)

    def line(self, socket: MediaSocket, opened: Opened) -> MediaPeer:
        """The line of a stream."""
        return freeswitch_line(socket, opened, self._following, self._end)

    def _end(self, call: str) -> None:
        task = asyncio.get_running_loop().create_task(self._ended(call))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _ended(self, call: str) -> None:
        """Pass the caller on where that was asked for, else hang up."""
        if self._commands is None:
            return
        number = self._following.of(call)
        try:
            if number is None:
                await self._commands.hang_up(call)
            else:
                await self._commands.transfer(call, number)
        except CarrierError as error:
            told = {"carrier_call_id": call, "code": error.code}
            log.error("freeswitch.not_ended: the call is still parked there", extra=told)

    def verify(self, asked: Asked) -> Genuine | Refused:
        """Whether the request knows our secret."""
        return self._dialplan.read(asked)

    def handshake(self, target: str, headers: Mapping[str, str]) -> bool:
        """The upgrade request is not signed: the token is the proof."""
        return True

    async def answer(self, genuine: Genuine, token: str, call_id: str) -> Document:
        """The address of our media socket."""
        return Document(re.sub(r"^http", "ws", genuine.base) + f"{PATH}/media/{token}")

    async def refuse(self, genuine: Genuine, words: Sentences) -> Document:
        """No address: the dialplan says so. The words tell it why."""
        return Document(words["en"], status=404)

    def follow(self, genuine: Genuine) -> Document:
        """Never asked: the event socket passes a caller on."""
        return Document()

    def end(self, genuine: Genuine, words: Sentences | None = None) -> Document:
        """The dialplan ends the call; the words are for its log."""
        return Document(words["en"] if words and "en" in words else "")

    def thanks(self, genuine: Genuine) -> Document:
        """Nothing to say."""
        return Document()
