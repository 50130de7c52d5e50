"""Two hundred dangerous numbers, oddly spelled: none is dialled. Ordinary ones are."""

from __future__ import annotations

from datetime import UTC, datetime, time

import phonenumbers
import pytest

from vaani.domain.outbound.rules import Policy, dialable, is_quiet, zones_of
from vaani.kit.errors import DomainError

EVERYWHERE = tuple(phonenumbers.SUPPORTED_REGIONS)
DANGEROUS = (
    # premium, shared cost
    "+449098790000", "+448712300000", "+491900123456", "+33899700000", "+39899123456",
    "+34803123456", "+41900123456", "+43930123456", "+61190012345", "+19005551234",
    "+911861123456", "+4790012345678", "+358600123456", "+48704123456",
    # satellite, world-wide services, shared by nobody
    "+870773123456", "+881612345678", "+881631234567", "+882161234567", "+8821612345678",
    "+883510012345", "+8835100123456", "+888123456789", "+979123456789", "+80012345678",
    "+80812345678", "+87812345678901", "+881234567890",
    # short, emergency, none
    "112", "100", "911", "999", "+91112", "+91100", "+1911", "+44999", "1909", "+91181",
    "+9110", "121",
)  # fmt: skip
ODD = (
    lambda n: n,
    lambda n: f" {n} ",
    lambda n: n.replace("+", "00"),
    lambda n: n.replace("+", "0011"),
    lambda n: "-".join((n[:4], n[4:7], n[7:])),
    lambda n: f"({n[:3]}) {n[3:]}",
    lambda n: f"tel:{n}",
    lambda n: f"{n};ext=1",
    lambda n: f"{n},,1#",
    lambda n: n.replace("+", "\uff0b"),
    lambda n: "".join(chr(0xFF10 + int(c)) if c.isdigit() else c for c in n),
    lambda n: "".join(chr(0x0966 + int(c)) if c.isdigit() else c for c in n),
    lambda n: "\u200b".join(n),
    lambda n: f"\u202e{n}",
    lambda n: n + "w",
    lambda n: f"*67{n}",
    lambda n: f"sip:{n}@example.com",
    lambda n: f"{n}\n",
    lambda n: n.replace("+", "++"),
    lambda n: n[0] + "." + n[1:],
)


def dialled(text: str, allowed: tuple[str, ...] = EVERYWHERE) -> str | None:
    """The number that would be called, from a business in India."""
    try:
        return dialable(text, "IN", allowed)
    except DomainError:
        return None


def test_of_eight_hundred_dangerous_spellings_none_is_dialled() -> None:
    spellings = {odd(number) for number in DANGEROUS for odd in ODD}
    assert len(spellings) > 700
    assert {text: found for text in spellings if (found := dialled(text))} == {}


@pytest.mark.parametrize("region", sorted(EVERYWHERE))
def test_no_countrys_premium_number_is_dialled(region: str) -> None:
    for kind in (
        phonenumbers.PhoneNumberType.PREMIUM_RATE,
        phonenumbers.PhoneNumberType.SHARED_COST,
        phonenumbers.PhoneNumberType.PAGER,
        phonenumbers.PhoneNumberType.UAN,
        phonenumbers.PhoneNumberType.VOICEMAIL,
    ):
        number = phonenumbers.example_number_for_type(region, kind)
        if number is not None and phonenumbers.number_type(number) == kind:
            written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            assert dialled(written) is None, (region, kind)


def test_world_wide_services_are_not_dialled() -> None:
    for code in phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS:
        number = phonenumbers.example_number_for_non_geo_entity(code)
        written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        assert dialled(written) is None, written


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("+919876543210", "+919876543210"),
        ("+91 98765 43210", "+919876543210"),
        ("098765-43210", "+919876543210"),
        ("(022) 2278-1234", "+912222781234"),
        ("+442079460000", "+442079460000"),
    ],
)
def test_ordinary_numbers_are_dialled(text: str, wanted: str) -> None:
    assert dialled(text) == wanted


@pytest.mark.parametrize(
    ("allowed", "text", "good"),
    [
        (("IN",), "+919876543210", True),
        (("in",), "+919876543210", True),
        (("IN",), "+442079460000", False),
        (("US",), "+18765551234", False),  # Jamaica has the same country code
        (("US",), "+12125551234", True),
        (("+9198",), "+919876543210", True),
        (("+9198",), "+918765432109", False),
        ((), "+919876543210", False),
    ],
)
def test_only_what_the_owner_allows_is_dialled(
    allowed: tuple[str, ...], text: str, good: bool
) -> None:
    assert (dialled(text, allowed) is not None) is good


@pytest.mark.parametrize(
    ("number", "utc", "quiet"),
    [
        ("+919876543210", "2027-05-06T03:29", True),  # 08:59 in India
        ("+919876543210", "2027-05-06T03:30", False),
        ("+919876543210", "2027-05-06T15:29", False),
        ("+919876543210", "2027-05-06T15:30", True),
        ("+12125551234", "2027-05-06T12:59", True),  # 08:59 in New York
        ("+12125551234", "2027-05-06T13:00", False),
    ],
)
def test_nobody_is_called_at_night_where_he_is(number: str, utc: str, quiet: bool) -> None:
    moment = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert is_quiet(Policy(), zones_of(number, "Asia/Kolkata"), moment) is quiet


def test_a_number_of_several_zones_is_called_when_it_is_day_in_all_of_them() -> None:
    zones = zones_of("+18005551234", "Asia/Kolkata")
    policy = Policy(quiet_from=time(21), quiet_to=time(9))
    assert len(zones) > 1
    assert is_quiet(policy, zones, datetime(2027, 5, 6, 13, tzinfo=UTC))


def test_quiet_hours_may_lie_within_a_day() -> None:
    policy = Policy(quiet_from=time(13), quiet_to=time(15))
    for hour, quiet in ((12, False), (13, True), (14, True), (15, False)):
        assert is_quiet(policy, ("UTC",), datetime(2027, 5, 6, hour, tzinfo=UTC)) is quiet
