"""How does each carrier ask over HTTP, proof and all? Halves of scripted carriers (`side.Side`)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from vaani.testing.forged_requests import (
    SECRET,
    Sent,
    altered,
    b64url,
    hmac_base64,
    wrong_paths,
)
from vaani.testing.side import (
    FORM,
    PUBLIC,
    Answered,
    BySecret,
    BySignedBody,
    Fields,
    path_of,
)


def _read_xml(body: bytes, socket: Callable[[ET.Element], str | None], say: str) -> Answered:
    tree = ET.fromstring(body)
    said = tuple("".join(node.itertext()) for node in tree.iter(say))
    number = tree.find("./Dial/Number")
    url = socket(tree)
    dialled = None if number is None or not number.text else "+" + number.text.removeprefix("+")
    return Answered(path_of(url) if url else None, said, dialled)


def _stream_url(tree: ET.Element) -> str | None:
    stream = tree.find("./Connect/Stream")
    return None if stream is None else stream.get("url")


@dataclass
class TwilioLike:
    """Forms in Twilio's words."""

    carrier: str
    proofs: tuple[str, ...]
    settings: Mapping[str, str]
    needs_proof: bool = True
    covers_address: bool = True
    covers_body: bool = True
    transfers: bool = True
    account: str = "AC" + "2" * 32

    def call_id(self) -> str:
        return "CA" + secrets.token_hex(16)

    def _fields(self, call: str, called: str, caller: str | None, **more: str) -> Fields:
        fields = {
            "CallSid": call, "AccountSid": self.account, "From": caller or "+266696687",
            "To": called, "CallStatus": "in-progress", "Direction": "inbound", "CallerName": "",
        }  # fmt: skip
        return list({**fields, **more}.items())

    def ring(self, call: str, called: str, caller: str | None) -> Sent:
        return self.signed("voice", self._fields(call, called, caller, CallStatus="ringing"))

    def stream_over(self, call: str, called: str) -> Sent:
        return self.signed("after", self._fields(call, called, None))

    def dial_over(self, call: str, called: str, result: str) -> Sent:
        return self.signed("after", self._fields(call, called, None, DialCallStatus=result))

    def status(self, call: str, status: str) -> Sent:
        said = status.replace("_", "-")
        return self.signed("status", self._fields(call, "+15005550001", None, CallStatus=said))

    def signed(self, action: str, fields: Fields, key: str = SECRET) -> Sent:
        """A form to an action."""
        target = f"/carriers/{self.carrier}/{action}"
        text = PUBLIC + target + "".join(name + value for name, value in sorted(fields))
        proof = (self.proofs[0], hmac_base64(key, text, "sha1"))
        return Sent("POST", target, (("Content-Type", FORM), proof), urlencode(fields).encode())

    def read(self, body: bytes) -> Answered:
        return _read_xml(body, _stream_url, "Say")

    def forged(self, sent: Sent) -> Mapping[str, Sent]:
        fields = self._fields(self.call_id(), "+919999977100", "+15005550006")
        text = PUBLIC + sent.target + "".join(name + value for name, value in sorted(fields))
        hexadecimal = hmac.new(SECRET.encode(), text.encode(), "sha1").hexdigest()
        backwards = "".join(name + value for name, value in fields[::-1])
        proof = self.proofs[0]
        return {
            "another key": self.signed("voice", fields, key="f" * 32),
            "an empty key": self.signed("voice", fields, key=""),
            "a digest in hexadecimal": self.signed("voice", fields).with_header(proof, hexadecimal),
            "a digest by SHA-256": self.signed("voice", fields).with_header(
                proof, hmac_base64(SECRET, text, "sha256")
            ),
            "signed in another order": self.signed("voice", fields).with_header(
                proof, hmac_base64(SECRET, PUBLIC + sent.target + backwards, "sha1")
            ),
        }


class TelnyxSide(TwilioLike):
    """The same forms, signed by Ed25519 over time and body."""

    def __init__(self) -> None:
        self.private = Ed25519PrivateKey.from_private_bytes(SECRET.encode())
        public = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        super().__init__(
            "telnyx",
            ("Telnyx-Signature-Ed25519", "Telnyx-Timestamp"),
            {"VAANI_CARRIERS__TELNYX__PUBLIC_KEY": base64.b64encode(public).decode()},
            covers_address=False,
        )

    def call_id(self) -> str:
        return "v3:" + secrets.token_urlsafe(24)

    def signed(self, action: str, fields: Fields, key: str = SECRET, ago_s: int = 0) -> Sent:
        body = urlencode(fields).encode()
        stamp = str(int(time.time()) - ago_s)
        private = self.private if key == SECRET else Ed25519PrivateKey.generate()
        proof = base64.b64encode(private.sign(stamp.encode() + b"|" + body)).decode()
        headers = (("Content-Type", FORM), (self.proofs[0], proof), (self.proofs[1], stamp))
        return Sent("POST", f"/carriers/telnyx/{action}", headers, body)

    def forged(self, sent: Sent) -> Mapping[str, Sent]:
        fields = self._fields(self.call_id(), "+919999977100", "+15005550006")
        proof, stamp = self.proofs
        bare = self.signed("voice", fields)
        signed_bare = base64.b64encode(self.private.sign(bare.body)).decode()
        return {
            "another key": self.signed("voice", fields, key="other"),
            "six minutes old": self.signed("voice", fields, ago_s=360),
            "six minutes ahead": self.signed("voice", fields, ago_s=-360),
            "another time than was signed": bare.with_header(stamp, str(int(time.time()) - 7)),
            "no time": bare.without(stamp),
            "a time in words": bare.with_header(stamp, "now"),
            "a time with a fraction": bare.with_header(stamp, bare.header(stamp) + ".0"),
            "a negative time": bare.with_header(stamp, "-" + bare.header(stamp)),
            "a time of 40 digits": bare.with_header(stamp, "1" * 40),
            "signed without the time": bare.with_header(proof, signed_bare),
            "a signature of 63 bytes": bare.with_header(
                proof, base64.b64encode(base64.b64decode(bare.header(proof))[:63]).decode()
            ),
            "a signature of zeros": bare.with_header(proof, base64.b64encode(bytes(64)).decode()),
            "a signature in hexadecimal": bare.with_header(
                proof, base64.b64decode(bare.header(proof)).hex()
            ),
            "an honest status asked as another question": replace(
                sent, target="/carriers/telnyx/status"
            ),
        }


@dataclass
class PlivoSide:
    """Forms in Plivo's words, signed over address, fields and nonce."""

    carrier: str = "plivo"
    proofs: tuple[str, ...] = ("X-Plivo-Signature-V3", "X-Plivo-Signature-V3-Nonce")
    settings: Mapping[str, str] = field(
        default_factory=lambda: {
            "VAANI_CARRIERS__PLIVO__AUTH_ID": "MA00000000000000000",
            "VAANI_CARRIERS__PLIVO__AUTH_TOKEN": SECRET,
        }
    )
    needs_proof: bool = True
    covers_address: bool = True
    covers_body: bool = True
    transfers: bool = True
    tail: str = ""

    def call_id(self) -> str:
        return str(uuid.uuid4())

    def _fields(self, call: str, called: str, caller: str | None, **more: str) -> Fields:
        fields = {
            "CallUUID": call, "From": (caller or "anonymous").removeprefix("+"),
            "To": called.removeprefix("+"), "CallStatus": "in-progress", "Direction": "inbound",
            "Event": "StartApp", "BillRate": "0.0085", "ForwardedFrom": "",
        }  # fmt: skip
        return list({**fields, **more}.items())

    def ring(self, call: str, called: str, caller: str | None) -> Sent:
        return self.signed("voice", self._fields(call, called, caller, CallStatus="ringing"))

    def stream_over(self, call: str, called: str) -> Sent:
        return self.signed("after", self._fields(call, called, None, Event="Redirect"))

    def dial_over(self, call: str, called: str, result: str) -> Sent:
        return self.signed("after", self._fields(call, called, None, DialStatus=result))

    def status(self, call: str, status: str) -> Sent:
        said = {"no_answer": "no-answer", "canceled": "cancel"}.get(status, status)
        return self.signed(
            "status", self._fields(call, "+1", None, Event="Hangup", CallStatus=said)
        )

    def signed(self, action: str, fields: Fields, key: str = SECRET) -> Sent:
        """A form to an action."""
        place, query = self._address(action)
        nonce = secrets.token_hex(10)
        asked = "&".join(sorted(query.split("&"))) + "." if query else ""
        text = f"{PUBLIC}{place}?{asked}" + "".join(k + v for k, v in sorted(fields)) + f".{nonce}"
        proof = hmac_base64(key, text, "sha256")
        headers = (("Content-Type", FORM), (self.proofs[0], proof), (self.proofs[1], nonce))
        return Sent("POST", f"{place}?{query}".rstrip("?"), headers, urlencode(fields).encode())

    def _address(self, action: str) -> tuple[str, str]:
        action, _, query = action.partition("?")
        return f"/carriers/{self.carrier}/{action}{self.tail}", query

    def read(self, body: bytes) -> Answered:
        def socket(tree: ET.Element) -> str | None:
            return tree.findtext("./Stream")

        return _read_xml(body, socket, "Speak")

    def forged(self, sent: Sent) -> Mapping[str, Sent]:
        fields = self._fields(self.call_id(), "+919999977100", "+15005550006")
        proof, nonce = self.proofs
        good = self.signed("voice", fields)
        unsigned_body = f"{PUBLIC}{good.target}.{good.header(nonce)}"
        return {
            "another token": self.signed("voice", fields, key="f" * 32),
            "an empty token": self.signed("voice", fields, key=""),
            "another nonce": good.with_header(nonce, "12345678901234567890"),
            "no nonce": good.without(nonce),
            "an empty nonce": good.with_header(nonce, ""),
            "the address and nonce alone signed": good.with_header(
                proof, hmac_base64(SECRET, unsigned_body, "sha256")
            ),
            "a hundred signatures": good.with_header(
                proof, ",".join([good.header(proof)] + ["A" * 43 + "="] * 99)
            ),
            "signatures parted by blanks": good.with_header(
                proof, f"{altered(good.header(proof))} {good.header(proof)}"
            ),
        }


class VobizSide(PlivoSide):
    """Plivo's words under a secret path; the signature covers address and nonce."""

    def __init__(self, *, signs: bool = True) -> None:
        super().__init__(
            carrier="vobiz",
            proofs=("X-Vobiz-Signature-V3", "X-Vobiz-Signature-V3-Nonce") if signs else (),
            settings={
                "VAANI_CARRIERS__VOBIZ__AUTH_TOKEN": SECRET,
                "VAANI_CARRIERS__VOBIZ__WEBHOOK_SECRET": SECRET,
            },
            needs_proof=False,
            covers_body=False,
            tail=f"/{SECRET}",
        )

    def signed(self, action: str, fields: Fields, key: str = SECRET) -> Sent:
        target = "?".join(self._address(action)).rstrip("?")
        nonce = secrets.token_hex(10)
        proof = hmac_base64(key, f"{PUBLIC}{target}.{nonce}", "sha256")
        headers: tuple[tuple[str, str], ...] = (("Content-Type", FORM),)
        if self.proofs:
            headers += ((self.proofs[0], proof), (self.proofs[1], nonce))
        return Sent("POST", target, headers, urlencode(fields).encode())

    def forged(self, sent: Sent) -> Mapping[str, Sent]:
        if not self.proofs:
            return wrong_paths(sent)
        by_signature = dict(super().forged(sent))
        del by_signature["the address and nonce alone signed"]  # that is how Vobiz signs
        return {**wrong_paths(sent), **by_signature}


class VonageSide(BySignedBody):
    """JSON bodies whose hash a token signs."""

    def __init__(self) -> None:
        settings = {"VAANI_CARRIERS__VONAGE__SIGNATURE_SECRET": SECRET}
        super().__init__("vonage", ("Authorization",), settings)

    def ring(self, call: str, called: str, caller: str | None) -> Sent:
        said = {"uuid": call, "conversation_uuid": f"CON-{call}", "region_url": "https://x"}
        numbers = {"to": called.removeprefix("+"), "from": (caller or "").removeprefix("+")}
        return self.signed("voice", {**numbers, **said})

    def stream_over(self, call: str, called: str) -> Sent:
        said = {"uuid": self.call_id(), "conversation_uuid": f"CON-{call}", "to": "wss://…"}
        headers = {"carrier_call_id": call}
        return self.signed("after", {**said, "status": "disconnected", "headers": headers})

    def dial_over(self, call: str, called: str, result: str) -> Sent:
        said = {"uuid": self.call_id(), "conversation_uuid": f"CON-{call}", "status": result}
        return self.signed("taken", said)

    def status(self, call: str, status: str) -> Sent:
        said = {"no_answer": "unanswered", "canceled": "cancelled"}.get(status, status)
        return self.signed("status", {"uuid": call, "status": said, "direction": "inbound"})

    def signed(
        self,
        action: str,
        said: Mapping[str, object],
        changes: Mapping[str, object] | None = None,
        alg: str = "HS256",
        key: str = SECRET,
    ) -> Sent:
        """A JSON body to an action, with a token of its own."""
        body = orjson.dumps(said)
        return self.to(action, f"Bearer {self.token(body, changes or {}, alg, key)}", body)

    def token(
        self, body: bytes, changes: Mapping[str, object], alg: str = "HS256", key: str = SECRET
    ) -> str:
        """A signed token for a body; `changes` replace claims (None takes one away)."""
        claims = {
            "iat": int(time.time()), "jti": secrets.token_hex(8), "iss": "Vonage",
            "payload_hash": hashlib.sha256(body).hexdigest(), "api_key": "abcd1234",
            **changes,
        }  # fmt: skip
        head = b64url(orjson.dumps({"alg": alg, "typ": "JWT"}))
        text = f"{head}.{b64url(orjson.dumps({k: v for k, v in claims.items() if v is not None}))}"
        digest = {"HS512": "sha512", "HS384": "sha384"}.get(alg, "sha256")
        proof = b"" if alg == "none" else hmac.new(key.encode(), text.encode(), digest).digest()
        return f"{text}.{b64url(proof)}"

    def read(self, body: bytes) -> Answered:
        actions = orjson.loads(body) if body else []
        said = tuple(one["text"] for one in actions if one["action"] == "talk")
        for one in actions:
            for end in one.get("endpoint", ()):
                if end["type"] == "websocket":
                    return Answered(path_of(end["uri"]), said)
                return Answered(None, said, "+" + end["number"])
        return Answered(None, said)

    def forged(self, sent: Sent) -> Mapping[str, Sent]:
        said: dict[str, object] = {
            "uuid": self.call_id(), "to": "919999977100", "from": "15005550006",
        }  # fmt: skip
        now = int(time.time())
        made: Mapping[str, Mapping[str, object]] = {
            "seven minutes old": {"iat": now - 420},
            "two minutes ahead": {"iat": now + 120},
            "no time": {"iat": None},
            "a time in words": {"iat": "now"},
            "run out": {"exp": now - 120},
            "another body's hash": {"payload_hash": hashlib.sha256(b"{}").hexdigest()},
            "no hash": {"payload_hash": None},
            "an empty hash": {"payload_hash": ""},
            "a hash that is a number": {"payload_hash": 7},
        }
        good = self.signed("voice", said)
        bearer = good.header("Authorization")
        claims = {name: self.signed("voice", said, change) for name, change in made.items()}
        algorithms = {
            f"the algorithm {alg}": self.signed("voice", said, alg=alg)
            for alg in ("none", "HS512", "HS384", "hs256", "RS256", "")
        }
        return {
            **claims,
            **algorithms,
            "another secret": self.signed("voice", said, key="f" * 32),
            "an empty secret": self.signed("voice", said, key=""),
            "another kind of authorisation": good.with_header(
                "Authorization", bearer.replace("Bearer", "Basic")
            ),
            "a token of two parts": good.with_header("Authorization", bearer.rpartition(".")[0]),
            "a token of four parts": good.with_header("Authorization", bearer + ".x"),
            "a token of 20 KB": good.with_header("Authorization", "Bearer " + "a" * 20_000),
            "an honest token with another question": replace(
                sent, target="/carriers/vonage/status"
            ),
        }


class ExotelSide(BySecret):
    """Plain requests under a secret path."""

    def __init__(self) -> None:
        super().__init__("exotel", transfers=False)

    def call_id(self) -> str:
        return secrets.token_hex(16)

    def ring(self, call: str, called: str, caller: str | None) -> Sent:
        fields = {
            "CallSid": call, "CallFrom": _national(caller or ""), "CallTo": _national(called),
            "Direction": "incoming", "CallType": "call-attempt", "flow_id": "1",
        }  # fmt: skip
        return Sent("GET", f"{self.at('voice')}?{urlencode(fields)}")

    def stream_over(self, call: str, called: str) -> Sent:
        return self.status(call, "completed")

    def dial_over(self, call: str, called: str, result: str) -> Sent:
        return self.status(call, "completed")

    def status(self, call: str, status: str) -> Sent:
        fields = {"CallSid": call, "Status": status.replace("_", "-"), "EventType": "terminal"}
        body = urlencode(fields).encode()
        return Sent("POST", self.at("status"), (("Content-Type", FORM),), body)

    def read(self, body: bytes) -> Answered:
        said = orjson.loads(body)
        url = str(said.get("url", ""))
        return Answered(path_of(url) or None, (str(said.get("message", "")),))


def _national(number: str) -> str:
    return "0" + number.removeprefix("+91") if number.startswith("+91") else number
