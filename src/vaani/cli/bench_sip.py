"""How are calls over SIP and RTP taken by `vaani bench serve --sip on`?

The SIP stack and line of production on a free port of loopback, the engine behind them that of the
other wires. Nothing registers and no call goes out.
"""

from __future__ import annotations

from ipaddress import IPv4Network

from vaani.telephony.sip.line import SipLine
from vaani.telephony.sip.stack import SipLeg, SipStack, Trunk
from vaani.telephony.socket import Opened

_LOOPBACK = IPv4Network("127.0.0.0/8")


class BenchSip:
    """Answers every call that rings (`LegNews`)."""

    def __init__(self, opened: Opened) -> None:
        self.stack = SipStack(Trunk("127.0.0.1", 0, (_LOOPBACK,)), self._rings)
        self._opened = opened

    def _rings(self, leg: SipLeg) -> None:
        leg.follow(self)
        self.stack.do(self._take(leg), "take")

    async def _take(self, leg: SipLeg) -> None:
        if leg.is_over or not await leg.answer():
            return
        line = SipLine(leg, self._opened)
        if leg.was_up:
            line.begin()

    def ringing(self, leg: SipLeg) -> None:
        """Only calls that go out ring."""

    def up(self, leg: SipLeg) -> None:
        """The call begins."""
        if leg.line is not None:
            leg.line.begin()

    def referred(self, leg: SipLeg, reason: str) -> None:
        """Nobody is passed on here."""

    def over(self, leg: SipLeg, reason: str, talked_s: int) -> None:
        """Its session has been told by the line."""
