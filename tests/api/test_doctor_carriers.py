"""What `vaani doctor` says about each carrier's settings; its table knows every carrier."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from vaani.cli.doctor_carriers import BESIDE_US, NEEDED, configured, findings
from vaani.cli.doctor_numbers import numbers
from vaani.cli.finding import Finding
from vaani.settings import load
from vaani.telephony.registry import cards

SECRET = "a1b2c3d4e5f60718293a4b5c6d7e8f90"
KEY = base64.b64encode(bytes(range(32))).decode()
VALUES = {"public_key": KEY, "port": "9092", "addresses": "203.0.113.0/24"}
PUBLIC = {"VAANI_PUBLIC_URL": "https://voice.example.com"}


def found(folder: Path, carrier: str, **environ: str) -> Finding:
    settings = load(environ={"VAANI_DATA": str(folder), **environ}).settings
    return next(one for one in findings(settings) if one.part == f"carrier {carrier}")


def whole(carrier: str) -> dict[str, str]:
    lead = f"VAANI_CARRIERS__{carrier.upper()}__"
    return {lead + name.upper(): VALUES.get(name, SECRET) for name in NEEDED[carrier]}


def test_every_carrier_with_a_card_is_looked_at() -> None:
    assert {*NEEDED, "twilio", "browser"} == set(cards())


@pytest.mark.parametrize("carrier", NEEDED)
def test_a_carrier_that_is_not_set_is_off_and_one_that_is_set_wants_a_test_call(
    tmp_path: Path, carrier: str
) -> None:
    assert found(tmp_path, carrier).state == "off"
    told = found(tmp_path, carrier, **whole(carrier), **PUBLIC)
    assert told.state == "warn"
    assert "test call" in told.cost


@pytest.mark.parametrize("carrier", sorted({*NEEDED} - BESIDE_US))
def test_without_a_public_address_no_carrier_reaches_us(tmp_path: Path, carrier: str) -> None:
    told = found(tmp_path, carrier, **whole(carrier))
    assert (told.state, told.found) == ("BROKEN", "public_url is not set")
    plain = {"VAANI_PUBLIC_URL": "http://voice.example.com"}
    assert found(tmp_path, carrier, **whole(carrier), **plain).found == "public_url is not https"


@pytest.mark.parametrize(
    ("carrier", "environ", "what"),
    [
        ("sip", {"VAANI_CARRIERS__SIP__PORT": "5060"}, "addresses is missing"),
        ("plivo", {"PLIVO_AUTH_ID": "MA1"}, "auth_token is missing"),
        ("plivo", {"PLIVO_AUTH_TOKEN": "short"}, "auth_token is too short"),
        ("vobiz", {"VAANI_CARRIERS__VOBIZ__AUTH_TOKEN": SECRET}, "webhook_secret is missing"),
        ("telnyx", {"TELNYX_PUBLIC_KEY": "no key"}, "public_key has the wrong form"),
        ("exotel", {"VAANI_CARRIERS__EXOTEL__WEBHOOK_SECRET": "a/b?c=d&e#f%20gh1234"},
         "webhook_secret has the wrong form"),
        ("exotel", {"VAANI_CARRIERS__EXOTEL__ACCOUNT_SID": "acc"}, "webhook_secret is missing"),
        ("sip", {**whole("sip"), "VAANI_CARRIERS__SIP__TRANSPORT": "tls",
                 "VAANI_CARRIERS__SIP__CA_FILE": "/no/such.pem"},
         "carriers.sip.ca_file: /no/such.pem holds no certificates"),
    ],
)  # fmt: skip
def test_the_doctor_names_what_is_wrong(
    tmp_path: Path, carrier: str, environ: dict[str, str], what: str
) -> None:
    told = found(tmp_path, carrier, **environ, **PUBLIC)
    assert (told.state, told.found) == ("BROKEN", what)


BISTRO, INN = ("bistro", "+919999977501", "plivo"), ("inn", "+919999977502", None)


@pytest.mark.parametrize(
    ("found", "carriers", "state", "said"),
    [
        ([], ("plivo",), "off", "no business has one"),
        ([BISTRO], (), "off", "1 in business files"),
        ([BISTRO, INN], ("twilio",), "warn", "not set: bistro +919999977501 (plivo)"),
        ([BISTRO], ("plivo", "sip"), "warn", "reached through SIP trunk"),
        ([BISTRO, INN], ("plivo", "sip"), "ok", "2, each"),
    ],
)
def test_numbers_and_carriers_that_do_not_fit_are_told(
    found: list[tuple[str, str, str | None]], carriers: tuple[str, ...], state: str, said: str
) -> None:
    told = numbers(found, carriers)
    assert told.state == state
    assert said in told.found


def test_the_carriers_that_are_set_are_known_by_name(tmp_path: Path) -> None:
    environ = {"VAANI_DATA": str(tmp_path), **whole("plivo"), **PUBLIC}
    assert configured(load(environ=environ).settings) == ("plivo",)
