"""Addresses, last words, the filter's program and the line of a SIP leg."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import random
import socket
import sqlite3
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import ValidationError

from vaani.carrier_settings import Sip
from vaani.telephony.driver import Asked, Refused
from vaani.telephony.sip import guard, wire
from vaani.telephony.sip.carrier import PROOF, SipCarrier
from vaani.telephony.sip.line import MOST_WAITING, SipLine
from vaani.telephony.socket import StreamStart


@pytest.mark.parametrize(
    ("address", "user"),
    [
        ('"Anu; <sip:no@x>" <sip:+919800000001@h.example;user=phone>;tag=1', "+919800000001"),
        ("<sip:+919800000001;phone-context=x@h>", "+919800000001"),
        ("sip:alice:secret@h", "alice"), ("SIPS:%2B919800000001@h:5061", "+919800000001"),
        ("<tel:+91-98000-00001;ext=5>", "+91-98000-00001"), ("tel:112", "112"),
        ("sip:h.example", ""), ("", ""), ("<<>>", ""), ("sip:@h", ""), ('"', ""),
        ("sip:a@b@h", "a@b"),
    ],
)  # fmt: skip
def test_the_user_of_an_address(address: str, user: str) -> None:
    assert wire.user_of(address) == user


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("sip:+919800000001@h", "+919800000001"), ("sip:09800000001@h", "+919800000001"),
        ("tel:+91-98000-00001", "+919800000001"), ("sip:anonymous@anonymous.invalid", None),
        ("sip:+9198000000011111111@h", None), ("sip:٠٩٨٠٠٠٠٠٠٠١@h", None), ("sip:1@h", None),
    ],
)  # fmt: skip
def test_the_number_of_an_address(address: str, number: str | None) -> None:
    assert wire.number_of(address, "IN") == number


def test_who_calls_whom_is_what_the_network_says_before_what_the_caller_says() -> None:
    said = {
        "To": "<sip:trunk-7@h>", "From": '"+911" <sip:+919800000001@h>;tag=1',
        "P-Called-Party-ID": "<sip:+919999977501@h>",
    }  # fmt: skip
    assert wire.called_of(said, "IN") == "+919999977501"
    assert wire.caller_of(said, "IN") == "+919800000001"
    asserted = {**said, "P-Asserted-Identity": "<tel:+919800000002>"}
    assert wire.caller_of(asserted, "IN") == "+919800000002"
    assert wire.caller_of({**asserted, "Privacy": "id;critical"}, "IN") is None
    assert wire.called_of({"To": "<sip:+919999977501@h>"}, "IN") == "+919999977501"
    assert wire.called_of({}, "IN") is None


@pytest.mark.parametrize(
    ("reason", "was_up", "status"),
    [
        ("486 Busy Here", False, "busy"), ("603 Decline", False, "busy"),
        ("480 Temporarily Unavailable", False, "no_answer"), ("408 Timeout", False, "no_answer"),
        ("487 Request Terminated", False, "canceled"), ("404 Not Found", False, "failed"),
        ("Connection reset by peer [104]", False, "failed"), ("", False, "failed"),
        ("rtp stream error", True, "completed"), ("486 x", True, "completed"),
    ],
)  # fmt: skip
def test_how_a_call_ended(reason: str, was_up: bool, status: str) -> None:
    assert wire.status_of(reason, was_up=was_up) == status


def test_two_calls_of_one_call_id_have_two_names() -> None:
    assert wire.name_of("a b\n@h", "1") == "ab@h;1"
    assert wire.name_of("x" * 500, "1") != wire.name_of("x" * 500, "2")
    assert len(wire.name_of("x" * 500, "1f")) < 120


def test_a_line_of_the_log_names_nobody() -> None:
    line = "call from sip:+919800000001@h to <SIP:anu@h>, tel:+91980 and sips:x@y"
    assert wire.without_users(line) == "call from sip:...@h to <SIP:...@h>, tel:... and sips:...@y"


def test_ten_thousand_spoilt_addresses_raise_nothing() -> None:
    rng = random.Random(11)
    good = '"Anu" <sip:+919800000001;x=y@h.example:5060;user=phone>;tag=9'
    for _ in range(10_000):
        text = list(good)
        for _ in range(rng.randrange(1, 12)):
            text[rng.randrange(len(text))] = chr(rng.choice((rng.randrange(256), 0x0966, 0x202E)))
        number = wire.number_of("".join(text), "IN")
        assert number is None or number.startswith("+")


def runs(code: bytes, source: str) -> bool:
    """What the kernel does with a packet from there: the five instructions of the program."""
    steps = [struct.unpack_from("=HBBI", code, at) for at in range(0, len(code), 8)]
    a = x = at = 0
    while True:
        op, yes, no, k = steps[at]
        at += 1
        if op == 0x20:
            assert k == (-0x100000 + 12) & 0xFFFFFFFF
            a = int(ipaddress.IPv4Address(source))
        elif op == 0x07:
            x = a
        elif op == 0x87:
            a = x
        elif op == 0x54:
            a &= k
        elif op == 0x15:
            at += yes if a == k else no
        else:
            assert op == 0x06
            return k > 0


def test_the_program_lets_through_what_is_listed_and_nothing_else() -> None:
    networks = [ipaddress.IPv4Network(one) for one in ("192.0.2.7", "203.0.113.0/24", "10.0.0.0/9")]
    code = guard.program(networks)
    rng = random.Random(3)
    listed = ["192.0.2.7", "203.0.113.0", "203.0.113.255", "10.0.0.0", "10.127.255.255"]
    others = ["192.0.2.6", "192.0.2.8", "203.0.114.0", "10.128.0.0", "0.0.0.0", "255.255.255.255"]
    others += [str(ipaddress.IPv4Address(rng.randrange(0x20000000, 0xC0000000))) for _ in range(99)]
    assert all(runs(code, one) for one in listed)
    assert not any(runs(code, one) for one in others)
    assert not runs(guard.program([]), "127.0.0.1")


@pytest.mark.skipif(not guard.can_guard(), reason="the kernel has no such filter")
@pytest.mark.parametrize("kind", [socket.SOCK_DGRAM, socket.SOCK_STREAM])
def test_the_kernel_drops_what_is_not_listed(kind: socket.SocketKind) -> None:
    code = guard.program([ipaddress.IPv4Network("127.0.0.2/32")])
    with (
        socket.socket(socket.AF_INET, kind) as here,
        socket.socket(socket.AF_INET, kind) as good,
        socket.socket(socket.AF_INET, kind) as bad,
    ):
        for one, host in ((here, "127.0.0.1"), (good, "127.0.0.2"), (bad, "127.0.0.3")):
            one.bind((host, 0))
            one.settimeout(0.2)
        port = here.getsockname()[1]
        if kind == socket.SOCK_STREAM:
            here.listen()
        assert guard.guard(code, lambda found: found == port) == 1
        if kind == socket.SOCK_STREAM:
            good.connect(("127.0.0.1", port))
            with pytest.raises(TimeoutError):
                bad.connect(("127.0.0.1", port))
            return
        bad.sendto(b"bad", ("127.0.0.1", port))
        good.sendto(b"good", ("127.0.0.1", port))
        assert here.recv(99) == b"good"


@pytest.mark.skipif(not guard.can_guard(), reason="the kernel has no such filter")
def test_the_locks_of_a_database_outlive_the_filter(tmp_path: Path) -> None:
    file = tmp_path / "held.db"
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as here:
        here.execute("create table t (a)")
        here.execute("begin exclusive")
        assert guard.guard(b"", lambda _port: False) == 0
        there = (
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=0); "
            "c.execute('insert into t values (1)')"
        )
        done = subprocess.run(
            [sys.executable, "-c", there, str(file)], capture_output=True, text=True, check=False
        )
        assert "database is locked" in done.stderr
        here.execute("rollback")


class FakeLeg:
    """A leg with a stack that has room for so much."""

    def __init__(self, room: int = 32_000) -> None:
        self.carrier_call_id = "one"
        self.parameters: dict[str, str] = {}
        self.line: SipLine | None = None
        self.held = self.far_closed = self.is_full = False
        self.room, self.unsent, self.taken = room, 0, bytearray()
        self.said = b""
        self.pressed, self.told = "", []
        self.closed = 0

    def read(self) -> bytes:
        said, self.said = self.said, b""
        return said

    def write(self, sound: bytes) -> int:
        taken = min(len(sound), self.room - self.unsent)
        self.taken += sound[:taken]
        self.unsent += taken
        return taken

    def flush(self) -> None:
        self.unsent = 0

    def press(self, keys: str) -> None:
        self.pressed += keys

    def refer(self, number: str) -> None:
        self.told.append(number)

    def bound(self, unsent_bytes: int) -> None: ...
    def send_text(self, message: bytes) -> None: ...
    def send_binary(self, message: bytes) -> None: ...
    def close(self, code: int = 1000) -> None:
        self.closed += 1


class Ear:
    def __init__(self) -> None:
        self.heard = bytearray()
        self.keys, self.marks, self.ends, self.bad = "", [], [], 0

    def media(self, payload: bytes) -> None:
        self.heard += payload

    def digit(self, digit: str) -> None:
        self.keys += digit

    def played(self, mark: str) -> None:
        self.marks.append(mark)

    def malformed(self, why: str) -> None:
        self.bad += 1

    def gone(self, reason: Literal["hangup", "lost"]) -> None:
        self.ends.append(reason)


FRAME = b"\x01\x02" * 160


async def joined(room: int = 32_000) -> tuple[FakeLeg, SipLine, Ear]:
    leg, ear = FakeLeg(room), Ear()
    starts: list[StreamStart] = []

    def opened(start: StreamStart, line: Any) -> Any:
        starts.append(start)
        return ear

    line = SipLine(leg, opened)
    line.begin()
    line.begin()
    assert [one.carrier_call_id for one in starts] == ["one"]
    return leg, line, ear


async def test_a_mark_is_back_when_what_stood_before_it_has_left() -> None:
    leg, line, ear = await joined()
    line.send(FRAME * 10)
    line.mark("a")
    line.send(FRAME * 5)
    line.mark("b")
    line.beat()
    assert ear.marks == []
    leg.unsent = 5 * 320
    line.beat()
    assert ear.marks == ["a"]
    leg.unsent = 1
    line.beat()
    assert ear.marks == ["a"]
    leg.unsent = 0
    line.beat()
    assert (ear.marks, bytes(leg.taken)) == (["a", "b"], FRAME * 15)


async def test_what_the_stack_has_no_room_for_waits_two_seconds_at_most() -> None:
    leg, line, ear = await joined(room=320)
    line.send(FRAME * 500)
    assert line.dropped == 499 * 320 - MOST_WAITING
    line.mark("end")
    for _ in range(100):
        leg.unsent = 0
        line.beat()
    leg.unsent = 0
    line.beat()
    assert (bytes(leg.taken), ear.marks) == (FRAME * 101, ["end"])


async def test_a_clear_drops_what_waits_on_both_sides_and_returns_the_marks() -> None:
    leg, line, ear = await joined(room=640)
    line.send(FRAME * 9)
    line.mark("a")
    line.clear()
    await asyncio.sleep(0)
    assert (ear.marks, leg.unsent) == (["a"], 0)
    line.send(FRAME)
    line.mark("b")
    leg.unsent = 0
    line.beat()
    assert ear.marks == ["a", "b"]
    assert bytes(leg.taken) == FRAME * 3


async def test_who_holds_is_not_listened_to_and_hears_nothing() -> None:
    leg, line, ear = await joined()
    leg.held, leg.said = True, b"\x11\x11" * 160
    line.send(FRAME)
    line.mark("a")
    line.beat()
    assert (bytes(ear.heard), bytes(leg.taken), ear.marks) == (bytes(320), b"", ["a"])
    leg.held, leg.said = False, b"\x11\x11" * 160
    line.send(FRAME)
    line.beat()
    assert (bytes(ear.heard[320:]), bytes(leg.taken)) == (b"\x11\x11" * 160, FRAME)


async def test_a_gap_is_filled_with_silence_after_a_fifth_of_a_second() -> None:
    _, line, ear = await joined()
    for _ in range(10):
        line.beat()
    assert ear.heard == b""
    for _ in range(5):
        line.beat()
    assert bytes(ear.heard) == bytes(5 * 320)


async def test_a_call_ends_once_whoever_ends_it() -> None:
    leg, line, ear = await joined()
    leg.far_closed = True
    line.closed()
    line.gone("lost")
    line.hang_up()
    line.transfer("+911140001234")
    assert (ear.ends, leg.closed, leg.told) == (["hangup"], 0, [])
    leg, line, ear = await joined()
    line.hang_up()
    line.hang_up()
    line.closed()
    assert (ear.ends, leg.closed) == ([], 1)
    leg, line, ear = await joined()
    line.transfer("+911140001234")
    line.transfer("+911140001234")
    line.hang_up()
    assert (leg.told, leg.closed) == (["+911140001234"], 0)
    line.send(FRAME)
    line.beat()
    assert leg.taken == b""


async def test_keys_both_ways() -> None:
    leg, line, ear = await joined()
    for key in ("5", "#", "D", "flash", ""):
        line.digit(key)
    line.press("12#")
    with pytest.raises(ValueError):
        line.press("1x")
    assert (ear.keys, ear.bad, leg.pressed) == ("5#D", 2, "12#")


def test_nothing_over_http_is_believed_and_no_socket_opens_a_line() -> None:
    driver = SipCarrier(is_open=True)
    assert isinstance(driver.verify(Asked("voice", "POST", "/x", {}, b"")), Refused)
    assert not driver.handshake("/carriers/sip/media/x", {})
    assert not driver.handshake("/carriers/sip/media/x", {PROOF: "guess"})
    assert driver.handshake("", {PROOF: driver.proof})
    with pytest.raises(TypeError):
        driver.line(object(), lambda *_: None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": "0.0.0.0"}, {"host": "::1"}, {"host": "localhost"}, {"host": "224.0.0.1"},
        {"addresses": "0.0.0.0/0"}, {"addresses": "203.0.113.7/24"}, {"addresses": "trunk.example"},
        {"addresses": "2001:db8::/32"}, {"domain": "sip:trunk.example"}, {"domain": "a;b"},
        {"domain": "trunk.example\n"}, {"username": "a b"}, {"username": "a@b"},
        {"domain": "h", "username": "u", "password": 'x"y'}, {"password": "pass-word-7"},
        {"domain": "h", "username": "u", "password": "x\ny"}, {"port": 65536},
        {"rtp_port_from": 20000, "rtp_port_to": 20003}, {"rtp_timeout_seconds": 0},
        {"transport": "sctp"}, {"register_seconds": -1},
    ],
)  # fmt: skip
def test_settings_that_cannot_work_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        Sip(**wrong)
    assert "pass-word-7" not in str(refused.value)


def test_settings_of_a_trunk() -> None:
    sip = Sip(
        port=5060, host="192.0.2.7", addresses="203.0.113.0/24, 198.51.100.9",  # type: ignore[arg-type]
        domain="trunk.example:5080", username="+911140001234", password="p; w",  # type: ignore[arg-type]
    )  # fmt: skip
    assert sip.addresses == ("203.0.113.0/24", "198.51.100.9")
    assert "p; w" not in repr(sip)
