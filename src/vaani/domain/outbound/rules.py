"""May this number be called, and at this hour? Pure, on the tables of `phonenumbers`.

A number is called only when all of it is understood: plain digits, a valid number of a country or
prefix on the allow-list, of a kind that people have. Premium, shared-cost, satellite, short and
emergency numbers are never called, however they are spelled. Quiet hours are the callee's own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from phonenumbers import PhoneNumberType

from vaani.kit.errors import DomainError

_SPELLING = re.compile(r"\(?\+?\(?[0-9][0-9 ().-]{5,24}")
_OF_PEOPLE = frozenset(
    {PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
)
_NO_COUNTRY = frozenset({"001", "ZZ"})
"""Satellites and services of the whole world have no country."""
_UNKNOWN_ZONE = "Etc/Unknown"


@dataclass(frozen=True, slots=True)
class Policy:
    """What the owner allows. `allowed` holds countries (`IN`) and prefixes (`+9198`); none: no
    call goes out. `quiet_from` to `quiet_to` nobody is called, on the callee's clock."""

    allowed: tuple[str, ...] = ()
    calls_per_day: int = 50
    minutes_per_day: int = 200
    quiet_from: time = time(21)
    quiet_to: time = time(9)

    @property
    def is_open(self) -> bool:
        """Whether any call may go out."""
        return bool(self.allowed)


def dialable(text: str, region: str, allowed: Sequence[str]) -> str:
    """The number that is meant, E.164. Raises DomainError: INVALID for what is no number, FORBIDDEN
    for one that is not called."""
    spelled = text.strip()
    if not spelled.isascii() or not _SPELLING.fullmatch(spelled):
        raise DomainError("INVALID", "Write the number as digits with its country: +919876543210.")
    try:
        number = phonenumbers.parse(spelled, region)
    except phonenumbers.NumberParseException as error:
        raise DomainError("INVALID", "This is not a telephone number.") from error
    country = phonenumbers.region_code_for_number(number)
    if number.extension or not phonenumbers.is_valid_number(number):
        raise DomainError("INVALID", "This is not a valid telephone number of its country.")
    if (
        country is None
        or country in _NO_COUNTRY
        or phonenumbers.number_type(number) not in _OF_PEOPLE
    ):
        raise DomainError("FORBIDDEN", "Only ordinary numbers are called: lines and mobiles.")
    written = str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    if phonenumbers.is_emergency_number(written, country):
        raise DomainError("FORBIDDEN", "Emergency numbers are not called.")
    if not any(_matches(entry, written, country) for entry in allowed):
        raise DomainError(
            "FORBIDDEN", "Calls to this country or prefix are not allowed: see outbound.allowed."
        )
    return written


def _matches(entry: str, number: str, country: str) -> bool:
    return number.startswith(entry) if entry.startswith("+") else entry.upper() == country


def zones_of(number: str, otherwise: str) -> tuple[str, ...]:
    """Where the callee may be: zones of his number, else `otherwise`."""
    from phonenumbers import timezone  # noqa: PLC0415 - 10 MB, for calls that go out only

    found = timezone.time_zones_for_number(phonenumbers.parse(number))
    known = tuple(zone for zone in found if zone != _UNKNOWN_ZONE and _is_zone(zone))
    return known or (otherwise,)


def is_quiet(policy: Policy, zones: Sequence[str], now: datetime) -> bool:
    """Whether it is a quiet hour in any of the zones."""
    return any(
        _within(now.astimezone(ZoneInfo(zone)).time(), policy.quiet_from, policy.quiet_to)
        for zone in zones
    )


def _within(moment: time, begin: time, end: time) -> bool:
    if begin <= end:
        return begin <= moment < end
    return moment >= begin or moment < end


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True
