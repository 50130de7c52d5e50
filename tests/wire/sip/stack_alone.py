"""What does the SIP stack of production do in a process of its own (a process has only one)?

`python stack_alone.py PAIR BELIEVED TRUNK`: over TLS with encrypted sound, its own key and
certificate, whom it believes, and where calls go out to. Says on standard output on which port it
listens, then what becomes of each call; calls are answered, and a tone is heard. A number on
standard input is dialled.
"""

from __future__ import annotations

import asyncio
import sys
from ipaddress import IPv4Network
from pathlib import Path

from vaani.kit.errors import VaaniError
from vaani.telephony.sip.secure import Tls
from vaani.telephony.sip.stack import SipLeg, SipStack, Trunk

_TONE = b"\x00\x20" * 80 + b"\x00\xe0" * 80


class Alone:
    """One stack (`LegNews`)."""

    def __init__(self, pair: str, believed: str, place: str) -> None:
        trunk = Trunk(
            "127.0.0.1", 0, (IPv4Network("127.0.0.1"),), domain=place, register_s=0,
            transport="tls", tls=Tls(Path(believed), Path(pair)), is_encrypted=True,
        )  # fmt: skip
        self.stack = SipStack(trunk, self._rings)

    def _rings(self, leg: SipLeg) -> None:
        say("rings")
        leg.follow(self)
        self.stack.do(self._take(leg), "take")

    async def _take(self, leg: SipLeg) -> None:
        await leg.answer()

    def ringing(self, leg: SipLeg) -> None:
        say("ringing")

    def up(self, leg: SipLeg) -> None:
        say("up")
        self.stack.do(self._talk(leg), "talk")

    def referred(self, leg: SipLeg, reason: str) -> None:
        say(f"referred {reason}")

    def over(self, leg: SipLeg, reason: str, talked_s: int) -> None:
        say(f"over {reason}")

    async def _talk(self, leg: SipLeg) -> None:
        heard = False
        while not leg.is_over:
            leg.write(_TONE)
            if not heard and any(abs(one) > 2000 for one in memoryview(leg.read()).cast("h")):
                heard = True
                say("hears")
            await asyncio.sleep(0.02)


def say(what: str) -> None:
    print(what, flush=True)  # noqa: T201 - its parent reads it


async def main() -> None:
    alone = Alone(*sys.argv[1:4])
    try:
        say(f"port {await alone.stack.open()}")
    except VaaniError as error:
        say(f"refused {error}")
        return
    loop = asyncio.get_running_loop()
    while line := (await loop.run_in_executor(None, sys.stdin.readline)).strip():
        try:
            (await alone.stack.dial(line, "+919999977501", "a-call")).follow(alone)
        except VaaniError as error:
            say(f"over {error}")
    await alone.stack.close()


if __name__ == "__main__":
    asyncio.run(main())
