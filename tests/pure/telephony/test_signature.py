"""Is a request Twilio's? The published way to sign, with vectors worked out elsewhere."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from vaani.telephony.driver import Asked, Genuine, Refused
from vaani.telephony.form_signing import (
    form_fields,
    is_body_hashed,
    is_handshake_signed,
    is_signed,
    signature,
)
from vaani.telephony.twilio.carrier import TwilioAccount, TwilioCarrier

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


SECRET, BY_KEY = "s3cr3t-of-the-named-key", "Dj5S/2PTK0uZlsbITwYp9h5lSR4VryN6XsxedreXx0I="
"""The signature is that of the official SDK 9.13.0 for VOICE and FIELDS."""
NAMED = "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"


def asked(settings: str | None, given: str) -> Asked:
    headers = {"x-twilio-signature": given, "content-type": "application/x-www-form-urlencoded"}
    if settings is not None:
        headers["x-twilio-webhooks-signature-settings"] = settings
    return Asked("voice", "POST", "/voice", headers, urlencode(FIELDS).encode())


def carrier() -> TwilioCarrier:
    keys = {"webhooks_sharedkey_1": SECRET}
    base = VOICE.removesuffix("/voice")
    return TwilioCarrier([TwilioAccount(FIELDS[2][1], (TOKEN,), base, keys)])


@pytest.mark.parametrize(
    ("settings", "given"),
    [(None, GOOD), (NAMED, BY_KEY), ("algorithm=HMAC_SHA256, key=webhooks_sharedkey_1", BY_KEY)],
)
def test_a_named_key_signs_by_sha_256_and_the_token_by_sha_1(
    settings: str | None, given: str
) -> None:
    assert isinstance(carrier().verify(asked(settings, given)), Genuine)


@pytest.mark.parametrize(
    ("settings", "given"),
    [
        (NAMED, GOOD), (None, BY_KEY), ("", GOOD), ("", BY_KEY), ("key=webhooks_sharedkey_1", GOOD),
        ("key=webhooks_sharedkey_1,algorithm=HMAC_SHA1", signature(SECRET, VOICE, FIELDS)),
        ("key=webhooks_sharedkey_1,algorithm=none", BY_KEY),
        ("key=other,algorithm=HMAC_SHA256", BY_KEY),
        ("key=,algorithm=HMAC_SHA256", signature("", VOICE, FIELDS, "sha256")),
        (f"{NAMED},algorithm=HMAC_SHA1", BY_KEY), (f"{NAMED},x=1", BY_KEY),
        ("algorithm=HMAC_SHA1", GOOD), (NAMED, signature(TOKEN, VOICE, FIELDS, "sha256")),
    ],
)  # fmt: skip
def test_another_key_or_another_way_to_sign_is_refused(settings: str | None, given: str) -> None:
    assert carrier().verify(asked(settings, given)) == Refused("wrong signature")


def test_a_handshake_is_signed_by_a_named_key_too() -> None:
    url = VOICE.removesuffix("/voice").replace("https", "wss") + "/media/x"
    headers = {
        "X-Twilio-Webhooks-Signature-Settings": NAMED,
        "X-Twilio-Signature": signature(SECRET, url, (), "sha256"),
    }
    assert carrier().handshake("/media/x", headers)
    assert not carrier().handshake("/media/x", {**headers, "X-Twilio-Signature": GOOD})
