"""Which telephone number is meant, and how much of it may be shown?

Numbers are E.164 strings everywhere inside. Ten digits without a country are Indian.
"""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers

from vaani.kit.crypto import UNREADABLE

_E164 = re.compile(r"\+[1-9][0-9]{7,14}")


def e164(text: str, region: str = "IN") -> str | None:
    """The number that `text` spells, or None when it cannot be one."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


_ZONES = {
    "Asia/Kolkata": "IN", "Asia/Calcutta": "IN", "Europe/London": "GB", "Europe/Dublin": "IE",
    "Asia/Dubai": "AE", "Asia/Singapore": "SG", "Asia/Kathmandu": "NP", "Asia/Dhaka": "BD",
    "Asia/Colombo": "LK", "Asia/Karachi": "PK", "America/New_York": "US", "America/Chicago": "US",
    "America/Denver": "US", "America/Los_Angeles": "US", "America/Toronto": "CA",
    "America/Vancouver": "CA", "Australia/Sydney": "AU", "Australia/Melbourne": "AU",
    "Pacific/Auckland": "NZ", "Africa/Nairobi": "KE", "Africa/Johannesburg": "ZA",
}  # fmt: skip


@lru_cache(maxsize=256)
def region_of(numbers: tuple[str, ...], timezone: str) -> str:
    """The country whose national numbers a business's callers say: that of its own numbers, else
    of its time zone; India when neither tells."""
    for number in numbers:
        try:
            found = phonenumbers.region_code_for_number(phonenumbers.parse(number))
        except phonenumbers.NumberParseException:
            continue
        code = phonenumbers.parse(number).country_code or 0
        region = found or phonenumbers.region_code_for_country_code(code)
        if region and region != "ZZ":
            return str(region)
    return _ZONES.get(timezone, "IN")


def is_whole(digits: str, region: str) -> bool:
    """Whether national digits are a valid number of a country; in India any ten are."""
    if region == "IN":
        return len(digits) == 10
    try:
        return bool(
            phonenumbers.is_valid_number_for_region(phonenumbers.parse(digits, region), region)
        )
    except phonenumbers.NumberParseException:
        return False


def calling_code(region: str) -> int:
    """The country code of a region: 91 for IN."""
    return int(phonenumbers.country_code_for_region(region))


def is_e164(text: str) -> bool:
    """Whether it is written as E.164 and can be a number of its country."""
    return bool(_E164.fullmatch(text)) and e164(text) == text


def national(number: str) -> str:
    """The digits without the country: `+919999911201` gives `9999911201`."""
    try:
        return str(phonenumbers.national_significant_number(phonenumbers.parse(number, "IN")))
    except phonenumbers.NumberParseException:
        return re.sub(r"\D", "", number)


def masked(number: str) -> str:
    """First two national digits, the last four, X between: `99XXXX1201`."""
    if number == UNREADABLE:
        return number
    digits = national(number)
    if len(digits) <= 6:
        return "X" * len(digits)
    return digits[:2] + "X" * (len(digits) - 6) + digits[-4:]
