"""From where may a carrier ask that signs nothing? Only from where the owner says."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from vaani.carrier_settings import Asterisk
from vaani.telephony.addresses import AddressList, asker
from vaani.telephony.asterisk.carrier import AsteriskCarrier
from vaani.telephony.driver import Asked, Genuine, Refused
from vaani.telephony.exotel.carrier import ExotelCarrier
from vaani.telephony.vobiz.carrier import VobizCarrier

LIST = AddressList(["203.0.113.7", "198.51.100.0/24", "2001:db8::/32"])
SECRET = "a1b2c3d4e5f60718293a4b5c6d7e8f90"


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("203.0.113.7", True), ("203.0.113.8", False), ("198.51.100.200", True),
        ("::ffff:203.0.113.7", True), ("2001:db8::1", True), ("2001:db9::1", False), ("", False),
        ("203.0.113.7, 10.0.0.1", False), ("unknown", False), ("127.0.0.1", False),
    ],
)  # fmt: skip
def test_who_is_not_on_the_list_may_not_ask(address: str, may: bool) -> None:
    assert LIST.allows(address) is may
    assert AddressList().allows(address)


@pytest.mark.parametrize(
    ("peer", "forwarded", "who"),
    [
        ("203.0.113.9", "203.0.113.7", "203.0.113.9"),  # it wrote that itself
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "203.0.113.7, 203.0.113.9", "203.0.113.9"),  # the proxy wrote the last
        ("::1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("", "203.0.113.7", ""),
    ],
)
def test_what_a_caller_writes_about_himself_is_not_believed(
    peer: str, forwarded: str, who: str
) -> None:
    assert asker(peer, forwarded) == who


def test_the_secret_alone_does_not_do_where_there_is_a_list() -> None:
    drivers = (
        AsteriskCarrier(SECRET, addresses=LIST),
        ExotelCarrier(SECRET, "https://voice.example.com", addresses=LIST),
        VobizCarrier("t" * 16, SECRET, "https://voice.example.com", addresses=LIST),
    )
    asked = "id=call-001&CallSid=call-001&CallUUID=call-001&called=%2B919999977501"
    for driver in drivers:
        for address, may in (("203.0.113.7", True), ("203.0.113.8", False), ("", False)):
            request = Asked("voice", "GET", f"/x?{asked}", {}, b"", SECRET, address)
            read = driver.verify(request)
            assert isinstance(read, Genuine if may else Refused)


@pytest.mark.parametrize("entry", ["example.com", "203.0.113.7/33", "0.0.0.0/0", "::/0", "x"])
def test_a_list_that_holds_no_network_or_half_the_world_is_refused(entry: str) -> None:
    with pytest.raises(ValidationError, match="write"):
        Asterisk(addresses=(entry,))
