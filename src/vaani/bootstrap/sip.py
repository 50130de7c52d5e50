"""How do calls over SIP come into this house and go out of it? Between the stack and the desk.

The same order as for carriers over HTTP (`api.carriers.take`): admitted, planned, a token; then the
leg is answered and its line opens with that token. Calls that go out are reported by their leg: it
rings, is answered, is over.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Coroutine, Mapping
from contextlib import aclosing
from ipaddress import IPv4Network
from typing import Any

import numpy as np

from vaani.api.carrier_desk import CarrierDesk
from vaani.api.carriers import after_dial, take
from vaani.api.exchange import Exchange
from vaani.api.media import Answer
from vaani.audio.resample import Resampler
from vaani.call.ports.journal import CallStatus, TransferResult
from vaani.call.ports.speaker import Speaker, Voice
from vaani.carrier_settings import Sip
from vaani.kit.errors import SettingsError
from vaani.kit.ids import new_id
from vaani.settings import Settings
from vaani.telephony.driver import (
    Driver,
    Genuine,
    IncomingCall,
    Placing,
    StatusUpdate,
    StreamOver,
)
from vaani.telephony.sentences import Language, Sentences
from vaani.telephony.sip import wire
from vaani.telephony.sip.carrier import PROOF, SipCarrier
from vaani.telephony.sip.secure import Tls
from vaani.telephony.sip.stack import SipLeg, SipStack, Trunk

log = logging.getLogger(__name__)

_LAST_WORDS_S = 30.0
_LOOK_S = 0.05
_NOT_TAKEN: dict[str, TransferResult] = {
    "busy": "busy", "no_answer": "no_answer", "canceled": "canceled",
}  # fmt: skip


class SipPort:
    """The legs of this house: their news to the desk (`LegNews`), commands to them (`Control`)."""

    def __init__(
        self,
        trunk: Trunk,
        driver: SipCarrier,
        exchange: Exchange,
        desk: CarrierDesk,
        speaker: Speaker,
    ) -> None:
        self.stack = SipStack(trunk, self._rings)
        self._driver = driver
        self._exchange = exchange
        self._desk = desk
        self._speaker = speaker
        self._by_name: dict[str, SipLeg] = {}
        self._tokens: dict[SipLeg, str] = {}
        """Of calls that go out, until they are answered."""
        self._plans: dict[SipLeg, str] = {}
        """Our id of the call that a leg is."""
        self._given_up: dict[SipLeg, asyncio.TimerHandle] = {}
        self._unanswered: set[SipLeg] = set()
        """Legs that rang as long as they may."""
        self._said: set[SipLeg] = set()
        """Legs of which it was told that they ring."""
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> int:
        """Listen; the port. Raises SettingsError."""
        port = await self.stack.open()
        spoken = "UDP and TCP" if self.stack.trunk.tls is None else "TLS"
        log.info("sip.open: %s:%d, for %s", self.stack.trunk.host, port, spoken)
        if self.stack.trunk.domain:
            self._driver.control = self
        return port

    async def close(self) -> None:
        """End what is left, and leave."""
        self._driver.control = None
        await self.stack.close()
        if self._tasks:
            await asyncio.wait(tuple(self._tasks), timeout=2.0)

    # --- calls that come in -----------------------------------------------------------------------

    def _rings(self, leg: SipLeg) -> None:
        self._by_name[leg.carrier_call_id] = leg
        leg.follow(self)
        self._do(self._take(leg))

    async def _take(self, leg: SipLeg) -> None:
        region = self._driver.region
        called = wire.called_of(leg.headers, region)
        caller = wire.caller_of(leg.headers, region)
        incoming = IncomingCall("sip", leg.carrier_call_id, called, caller)
        document = await take(self._desk, self._driver, Genuine(incoming, ""), incoming)
        if document.status != 200:
            leg.refuse()
            return
        if leg.is_over or not await leg.answer():
            await self._tell(leg, "canceled")
            return
        self._open_line(leg, document.body)

    def _open_line(self, leg: SipLeg, token: str) -> None:
        """The leg becomes the line of its call; its session begins when both ends are up."""
        path = f"/carriers/sip/media/{token}"
        route = self._exchange.route(path, {PROOF: self._driver.proof})
        if isinstance(route, Answer):
            leg.close()
            return
        route(leg)
        if leg.was_up and leg.line is not None:
            leg.line.begin()

    # --- LegNews ----------------------------------------------------------------------------------

    def ringing(self, leg: SipLeg) -> None:
        """The callee's telephone rings."""
        if leg not in self._said:
            self._said.add(leg)
            self._do(self._tell(leg, "ringing"))

    def up(self, leg: SipLeg) -> None:
        """The call is up: of one that goes out, the line opens now."""
        token = self._tokens.pop(leg, None)
        if token is not None:
            self._forget_timer(leg)
            self._do(self._tell(leg, "in_progress"))
            self._open_line(leg, token)
        elif leg.line is not None:
            leg.line.begin()

    def referred(self, leg: SipLeg, reason: str) -> None:
        """Somebody has taken the caller, or nobody has."""
        result: TransferResult = "answered"
        if reason:
            result = _NOT_TAKEN.get(wire.status_of(reason, was_up=False), "failed")
        self._do(self._passed_on(leg, result), leg)

    def over(self, leg: SipLeg, reason: str, talked_s: int) -> None:
        """The call is over, by whomever."""
        self._by_name.pop(leg.carrier_call_id, None)
        self._tokens.pop(leg, None)
        self._said.discard(leg)
        self._forget_timer(leg)
        status = wire.status_of(reason, was_up=leg.was_up)
        if leg in self._plans and leg.ended_here and not leg.was_up:
            status = "no_answer" if leg in self._unanswered else "canceled"
        self._unanswered.discard(leg)
        self._do(self._tell(leg, status, talked_s))

    # --- Control ----------------------------------------------------------------------------------

    async def place(self, call: Placing) -> str:
        """Let a telephone ring; our name of the leg. Raises CarrierError."""
        name = wire.name_of(call.call_id, new_id()[-8:])
        leg = await self.stack.dial(call.to, call.shown, name)
        leg.parameters = {"call_id": call.call_id}
        self._by_name[name] = leg
        self._tokens[leg] = call.token
        self._plans[leg] = call.call_id
        loop = asyncio.get_running_loop()
        self._given_up[leg] = loop.call_later(call.ring_s, self._give_up, leg)
        leg.follow(self)
        return name

    async def hang_up(self, carrier_call_id: str, *, is_ringing: bool = False) -> None:
        """End a call; one that is over already is a success."""
        leg = self._by_name.get(carrier_call_id)
        if leg is not None:
            leg.close()

    # --- inside -----------------------------------------------------------------------------------

    def _give_up(self, leg: SipLeg) -> None:
        self._unanswered.add(leg)
        leg.close()

    def _forget_timer(self, leg: SipLeg) -> None:
        timer = self._given_up.pop(leg, None)
        if timer is not None:
            timer.cancel()

    async def _tell(self, leg: SipLeg, status: CallStatus, talked_s: int | None = None) -> None:
        name, ours = leg.carrier_call_id, self._plans.get(leg)
        await self._desk.record_status(
            StatusUpdate("sip", name, status, call_id=ours, talked_s=talked_s)
        )
        if leg.is_over:
            self._plans.pop(leg, None)

    async def _passed_on(self, leg: SipLeg, result: TransferResult) -> None:
        """Keep it; a caller whom nobody took hears what was done for him."""
        over = StreamOver(leg.carrier_call_id, result)
        words = await after_dial(self._desk, "sip", over, result)
        if words is not None and not leg.is_over:
            async with asyncio.timeout(_LAST_WORDS_S):
                await self._say(leg, words)

    async def _say(self, leg: SipLeg, words: Sentences) -> None:
        """Speak on a leg that has no session any more; returns when it was heard."""
        for language, text in words.items():
            resampler = Resampler(self._speaker.rate_hz, wire.CODING.rate_hz)
            async with aclosing(_pieces(self._speaker, text, language)) as pieces:
                async for piece in pieces:
                    sound = resampler.push(np.frombuffer(piece, dtype="<i2")).tobytes()
                    while sound and not leg.is_over:
                        sound = sound[leg.write(sound) :]
                        await asyncio.sleep(_LOOK_S if sound else 0)
        for _ in range(int(_LAST_WORDS_S / _LOOK_S)):
            if leg.is_over or not leg.unsent:
                return
            await asyncio.sleep(_LOOK_S)

    def _do(self, work: Coroutine[Any, Any, None], closes: SipLeg | None = None) -> None:
        """Do it beside; afterwards a leg may have to be closed."""
        task = asyncio.get_running_loop().create_task(self._done(work, closes))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _done(self, work: Coroutine[Any, Any, None], closes: SipLeg | None) -> None:
        try:
            await work
        except Exception:
            # One leg's trouble is not the others'; the desk keeps what it was told before.
            log.exception("sip.news_not_kept")
        finally:
            if closes is not None:
                closes.close()


async def _pieces(speaker: Speaker, text: str, language: Language) -> AsyncGenerator[bytes, None]:
    async for piece in speaker.speak(text, Voice(language)):
        yield piece


def trunk_of(sip: Sip) -> Trunk:
    """What the stack is told, of the settings."""
    password = "" if sip.password is None else sip.password.get_secret_value()
    return Trunk(
        host=sip.host,
        port=sip.port or 0,
        addresses=tuple(IPv4Network(one) for one in sip.addresses),
        rtp_ports=(sip.rtp_port_from, sip.rtp_port_to),
        rtp_timeout_s=sip.rtp_timeout_seconds,
        domain=sip.domain or "",
        username=sip.username or "",
        auth_username=sip.auth_username or "",
        password=password,
        proxy=sip.proxy or "",
        register_s=sip.register_seconds if sip.username else 0,
        transport=sip.transport,
        tls=Tls(sip.ca_file, sip.certificate_file) if sip.transport == "tls" else None,
        is_encrypted=sip.srtp,
    )


async def open_sip(
    settings: Settings,
    drivers: Mapping[str, Driver],
    exchange: Exchange | None,
    desk: CarrierDesk,
    speaker: Speaker | None,
) -> SipPort | None:
    """The port of SIP, listening; None: it is not set, or no calls are taken. Raises
    SettingsError."""
    sip, driver = settings.carriers.sip, drivers["sip"]
    if sip.port is None or exchange is None or speaker is None:
        return None
    if not isinstance(driver, SipCarrier):
        return None
    if not sip.addresses:
        raise SettingsError(
            "carriers.sip.addresses: nothing is listed, so nobody could call; write the addresses "
            "of the trunk's servers."
        )
    port = SipPort(trunk_of(sip), driver, exchange, desk, speaker)
    await port.open()
    return port
