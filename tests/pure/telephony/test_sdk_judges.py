"""The carriers' own SDKs and published vectors judge our proofs and those of the scripted sides."""

from __future__ import annotations

import time
from urllib.parse import parse_qsl, urlencode

import pytest
import vonage_jwt
from plivo.utils import validate_v3_signature
from twilio.request_validator import RequestValidator

from vaani.telephony.driver import Asked, Genuine, IncomingCall, Refused, StatusUpdate, StreamOver
from vaani.telephony.form_signing import is_signed as is_form_signed
from vaani.telephony.plivo.carrier import PlivoCarrier
from vaani.telephony.plivo.signature import base, is_signed, signature
from vaani.telephony.signalwire.carrier import SignalWireCarrier
from vaani.telephony.telnyx.signature import is_signed as is_telnyx_signed
from vaani.telephony.telnyx.signature import public_key
from vaani.telephony.vonage.carrier import VonageCarrier
from vaani.telephony.vonage.signature import claims_of
from vaani.testing.all_sides import sides
from vaani.testing.carrier_side import PlivoSide, TwilioLike, VonageSide
from vaani.testing.forged_requests import SECRET, Sent
from vaani.testing.side import PUBLIC, Side

TOKEN, NONCE = "plivo_auth_token_example_0001", "12345678901234567890"
FIELDS = [
    ("CallUUID", "u-1"), ("From", "15005550006"), ("To", "15005550001"), ("Direction", "inbound"),
]  # fmt: skip
ANSWER = "https://agent.example.com/hooks/plivo/answer"
AWKWARD = [
    [("CallUUID", "u-1"), ("Zeta", ""), ("alpha", "x y"), ("Beta", "1&2=3")],
    [("To", "15005550001"), ("name", "अंजलि शर्मा"), ("name2", "Zoë"), ("A", "%41+")],
    [("k", "b"), ("k", "a"), ("k", "c"), ("J", "1")],
    [],
]


def asked(sent: Sent, action: str = "voice") -> Asked:
    headers = {name.lower(): value for name, value in sent.headers}
    return Asked(action, sent.method, sent.target, headers, sent.body)


@pytest.mark.parametrize(
    ("method", "query", "form", "wanted"),
    [
        ("POST", [("b", "2"), ("a", "1")], FIELDS, "/FbxucS47WxoF+NtfCkSwpOYUDifbLifqBfpL3IXBmE="),
        ("POST", [], FIELDS, "dpO5TG/RllMbvCYcNH2hP5FSiHtLZv7L5yV3uStoA1k="),
        ("POST", [], [], "rwZze3bGIAXz3Oj3UL+wSHB8l57YGsD7hahM1DX4g4w="),
        ("GET", [("b", "2"), ("a", "1"), *FIELDS], [],
         "CNX7QrqILDYYVQnSkvgcfwS2kknyoMOc1aJ2FObjWiM="),
    ],
    ids=["form and query", "form", "nothing", "query"],
)  # fmt: skip
def test_plivos_vectors_hold(
    method: str, query: list[tuple[str, str]], form: list[tuple[str, str]], wanted: str
) -> None:
    signed = base(method, ANSWER, query, form)
    assert signature(TOKEN, signed, NONCE) == wanted
    assert is_signed(["other", TOKEN], signed, NONCE, f"{'A' * 43}=, {wanted}")
    assert not is_signed([TOKEN], signed, NONCE + "1", wanted)


@pytest.mark.parametrize("query", ["", "b=2&a=1"])
@pytest.mark.parametrize("form", AWKWARD)
def test_plivos_sdk_takes_what_we_sign(form: list[tuple[str, str]], query: str) -> None:
    url = f"{ANSWER}?{query}" if query else ANSWER
    made = signature(TOKEN, base("POST", ANSWER, parse_qsl(query), form), NONCE)
    params: dict[str, object] = {}
    for key, value in form:
        known = params.get(key)
        params[key] = (
            value if known is None else [*(known if isinstance(known, list) else [known]), value]
        )
    assert validate_v3_signature("POST", url, NONCE, TOKEN, made, params)
    if form:
        params["more"] = "x"
        assert not validate_v3_signature("POST", url, NONCE, TOKEN, made, params)


def test_plivos_scripted_side_signs_as_its_sdk_has_it() -> None:
    sent = PlivoSide().ring("c0ffee-1", "+919999977501", "+919800000001")
    fields = dict(parse_qsl(sent.body.decode(), keep_blank_values=True))
    proof, nonce = (sent.header(name) for name in PlivoSide().proofs)
    assert validate_v3_signature("POST", PUBLIC + sent.target, nonce, SECRET, proof, fields)
    read = PlivoCarrier([SECRET], PUBLIC).verify(asked(sent))
    assert isinstance(read, Genuine)
    assert read.event == IncomingCall("plivo", "c0ffee-1", "+919999977501", "+919800000001")


def test_plivos_sdk_takes_an_event_at_an_address_that_names_our_call() -> None:
    asked_at = "status?call=01a22c69-9824-70ea-89d2-ac705e29c8a0"
    fields = [("CallUUID", "c0ffee-1"), ("CallStatus", "busy"), ("Event", "Hangup")]
    sent = PlivoSide().signed(asked_at, fields)
    proof, nonce = (sent.header(name) for name in PlivoSide().proofs)
    assert validate_v3_signature("POST", PUBLIC + sent.target, nonce, SECRET, proof, dict(fields))
    read = PlivoCarrier([SECRET], PUBLIC).verify(asked(sent, "status"))
    assert isinstance(read, Genuine)
    assert read.event == StatusUpdate("plivo", "c0ffee-1", "busy", call_id=asked_at[12:])


@pytest.mark.parametrize("carrier", ["twilio", "signalwire"])
def test_twilios_sdk_takes_the_forms_of_the_scripted_sides(carrier: str) -> None:
    side = sides()[carrier]
    assert isinstance(side, TwilioLike)
    sent = side.ring(side.call_id(), "+919999977501", None)
    fields = dict(parse_qsl(sent.body.decode(), keep_blank_values=True))
    url = PUBLIC + sent.target
    assert RequestValidator(SECRET).validate(url, fields, sent.header(side.proofs[0]))


class Repeated(dict[str, str]):
    """Form fields as web frameworks hand them to the SDK: a key may have several values."""

    def __init__(self, form: list[tuple[str, str]]) -> None:
        super().__init__(form)
        self._form = form

    def getlist(self, name: str) -> list[str]:
        return [value for key, value in self._form if key == name]


@pytest.mark.parametrize("form", AWKWARD)
def test_what_twilios_sdk_signs_we_take(form: list[tuple[str, str]]) -> None:
    made = RequestValidator(SECRET).compute_signature(ANSWER, Repeated(form))
    assert is_form_signed([SECRET], ANSWER, form, made)


def test_signalwires_vector_for_json_bodies_holds() -> None:
    carrier = SignalWireCarrier("PSK_example", "https://agent.example.com")
    headers = {
        "x-signalwire-signature": "38b4d3d80d4a4fedd107467f7bc0b86d01092698",
        "content-type": "application/json",
    }
    read = carrier.verify(Asked("voice", "POST", "/hooks/sw/voice", headers, b'{"a":1}'))
    assert read == Refused("unreadable")  # it names no call, but the signature is right
    read = carrier.verify(Asked("voice", "POST", "/hooks/sw/voice", headers, b'{"a":2}'))
    assert read == Refused("wrong signature")


def test_telnyxs_vector_holds_for_five_minutes() -> None:
    key = public_key("A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=")
    assert key is not None
    body, stamp = b'{"data":{"event_type":"call.answered"}}', "1767225600"
    proof = (
        "8tqQiaIEGWnxH1K2f2WuLbderKvQ2T8vZggnZPHDHEj50wV8rns6LIIfiT3IiiYTG91PvpgXHmO4ITVGxpvEAw=="
    )
    for now, good in ((0, True), (300, True), (-300, True), (301, False), (-301, False)):
        assert is_telnyx_signed(key, body, stamp, proof, 1767225600 + now) is good
    assert not is_telnyx_signed(key, body + b" ", stamp, proof, 1767225600)
    assert not is_telnyx_signed(key, body, "1767225601", proof, 1767225600)


@pytest.mark.parametrize("text", ["", "x", "AAAA", "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg"])
def test_what_is_no_key_of_telnyxs_is_none(text: str) -> None:
    assert public_key(text) is None


VONAGE_SECRET = "vonage_signature_secret_example_01"
VONAGE_BODY = b'{"status":"answered","uuid":"u-1"}'
VONAGE_TOKEN = (
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3NjcyMjU2MDAsImp0aSI6ImotMSIsImlzcyI6IlZvbm"
    "FnZSIsInBheWxvYWRfaGFzaCI6IjZjODM5OTkwYzEwYzhmN2ZiNmMzMjUwZjhiNjE1NzJlOGI2MWRlM2IwNDRmZjYwM"
    "jcwMzhhZTBhZTQwMTI0ZWIiLCJhcGlfa2V5IjoiYWJjZDEyMzQiLCJhcHBsaWNhdGlvbl9pZCI6ImFwcC0xIn0.bY5r"
    "AfdaAsqZCqBEkeiZB3rbP_tbMadK4AexaKIkl4s"
)


def test_vonages_vector_holds_and_its_body_is_compared() -> None:
    for now, good in ((0, True), (300, True), (-60, True), (361, False), (-61, False)):
        claims = claims_of(VONAGE_TOKEN, [VONAGE_SECRET], VONAGE_BODY, 1767225600 + now)
        assert (claims is not None) is good
    assert claims_of(VONAGE_TOKEN, [VONAGE_SECRET], VONAGE_BODY + b" ", 1767225600) is None
    assert claims_of(VONAGE_TOKEN, ["other"], VONAGE_BODY, 1767225600) is None


def test_vonages_sdk_takes_what_the_scripted_side_signs_and_not_what_it_forges() -> None:
    side = VonageSide()
    sent = side.ring(side.call_id(), "+919999977501", None)
    token = sent.header("Authorization").removeprefix("Bearer ")
    assert vonage_jwt.verify_signature(token, SECRET)
    assert not vonage_jwt.verify_signature(token, "f" * 32)
    for alg in ("none", "HS512"):
        with pytest.raises(vonage_jwt.VonageVerifyJwtError):
            vonage_jwt.verify_signature(side.token(b"{}", {}, alg), SECRET)


def test_vonage_is_told_to_send_an_unsigned_request_again_and_no_other() -> None:
    carrier = VonageCarrier([SECRET], PUBLIC, time.time)
    side = VonageSide()
    sent = side.ring(side.call_id(), "+919999977501", None)
    unsigned = carrier.verify(asked(sent.without("Authorization")))
    assert isinstance(unsigned, Refused)
    assert unsigned.again
    wrong = carrier.verify(asked(sent.with_header("Authorization", "Bearer x.y.z")))
    assert isinstance(wrong, Refused)
    assert not wrong.again


def test_vonage_may_ask_by_get_without_a_body() -> None:
    carrier = VonageCarrier([SECRET], PUBLIC, time.time, "abcd1234")
    token = VonageSide().token(b"", {})
    query = urlencode({"to": "919999977501", "from": "919800000001", "uuid": "uuid-0001"})
    target = f"/carriers/vonage/voice?{query}"
    headers = {"authorization": f"Bearer {token}"}
    read = carrier.verify(Asked("voice", "GET", target, headers, b""))
    assert isinstance(read, Genuine)
    assert read.event == IncomingCall("vonage", "uuid-0001", "+919999977501", "+919800000001")
    again = carrier.verify(Asked("voice", "GET", target + "0", headers, b""))
    assert again == Refused("a signature that came with another question")


def test_another_account_that_knows_the_secret_is_not_ours() -> None:
    carrier = VonageCarrier([SECRET], PUBLIC, time.time, "another0")
    side: Side = VonageSide()
    read = carrier.verify(asked(side.ring(side.call_id(), "+919999977501", None)))
    assert read == Refused("no account of ours")


def test_events_of_the_sockets_own_leg_belong_to_the_callers_call() -> None:
    carrier = VonageCarrier([SECRET], PUBLIC, time.time)
    side = VonageSide()
    call = side.call_id()
    assert isinstance(carrier.verify(asked(side.ring(call, "+919999977501", None))), Genuine)
    body = {"uuid": side.call_id(), "conversation_uuid": f"CON-{call}", "status": "completed"}
    read = carrier.verify(asked(side.signed("after", body), "after"))
    assert isinstance(read, Genuine)
    assert read.event == StreamOver(call, None, "919999977501")
