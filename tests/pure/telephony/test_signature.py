"""Is a request Twilio's? The published way to sign, with vectors worked out elsewhere."""

from __future__ import annotations

import pytest

from vaani.telephony.form_signing import (
    form_fields,
    is_body_hashed,
    is_handshake_signed,
    is_signed,
    signature,
)

TOKEN = "0123456789abcdef0123456789abcdef"
VOICE = "https://agent.example.com/hooks/twilio/voice"
FIELDS = [
    ("To", "+15005550001"),
    ("CallSid", "CA00000000000000000000000000000001"),
    ("AccountSid", "AC00000000000000000000000000000002"),
    ("From", "+15005550006"),
    ("CallStatus", "ringing"),
    ("Direction", "inbound"),
]
GOOD = "f++oz8b9gLBu0frmc4Cqq4KXcmI="
HASH = "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"


def test_a_form_is_signed_as_twilio_signs_it() -> None:
    assert signature(TOKEN, VOICE, FIELDS) == GOOD
    assert is_signed([TOKEN], VOICE, FIELDS[::-1], GOOD)


def test_a_body_is_signed_by_its_hash_in_the_address() -> None:
    url = f"{VOICE}?bodySHA256={HASH}"
    assert is_signed([TOKEN], url, (), "ZI54WA2EcVNXFNoUhBxU1dLNJOU=")
    assert is_body_hashed(url, b'{"a":1}')
    assert not is_body_hashed(url, b'{"a":2}')


@pytest.mark.parametrize("end", ["", "/"])
def test_a_handshake_is_signed_with_or_without_a_slash(end: str) -> None:
    url = f"wss://agent.example.com/media/twilio/abc123{end}"
    assert is_handshake_signed([TOKEN], url, "dLJqS1p9r1VnD/wXNxo+t4FocuM=")


@pytest.mark.parametrize("port", [":443", ""])
def test_the_default_port_may_be_written_or_not(port: str) -> None:
    url = VOICE.replace(".com", f".com{port}")
    assert is_signed([TOKEN], VOICE, FIELDS, signature(TOKEN, url, FIELDS))
    assert is_signed([TOKEN], url, FIELDS, GOOD)


def test_a_repeated_field_counts_its_distinct_values_in_order() -> None:
    twice = [*FIELDS, ("From", "+15005550006")]
    assert signature(TOKEN, VOICE, twice) == GOOD
    two = [("a", "2"), ("a", "1")]
    assert signature(TOKEN, VOICE, two) == signature(TOKEN, VOICE + "a1a2")


@pytest.mark.parametrize("tokens", [[], [""], ["f" * 32], ["", "f" * 32]])
def test_no_other_token_is_good(tokens: list[str]) -> None:
    assert not is_signed(tokens, VOICE, FIELDS, GOOD)


def test_an_empty_token_is_no_token() -> None:
    assert not is_signed([""], VOICE, FIELDS, signature("", VOICE, FIELDS))


@pytest.mark.parametrize("given", ["", GOOD[:-1], GOOD + "=", GOOD.lower(), "ü" * 28, GOOD + "\n"])
def test_what_is_no_signature_is_none(given: str) -> None:
    assert not is_signed([TOKEN], VOICE, FIELDS, given)


@pytest.mark.parametrize("body", [b"\xff", b"a=%ff", b"a", b"a=1&b", b"&".join([b"a=1"] * 301)])
def test_what_is_no_form_is_not_read(body: bytes) -> None:
    assert form_fields(body) is None


def test_blank_fields_are_fields() -> None:
    assert form_fields(b"a=&b=%E0%A4%95+1") == [("a", ""), ("b", "क 1")]
