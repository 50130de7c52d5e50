"""Which requests look like a carrier's and are none? Made from a genuine one, one change each."""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

SECRET = "a1b2c3d4e5f60718293a4b5c6d7e8f90"
"""Of every carrier here: token, signature secret, or end of the path."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it leaves the carrier."""

    method: str
    target: str
    """Path and query behind the public address."""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def without(self, *names: str) -> Sent:
        """The same without some headers."""
        lower = {name.lower() for name in names}
        kept = tuple(pair for pair in self.headers if pair[0].lower() not in lower)
        return replace(self, headers=kept)

    def with_header(self, name: str, value: str) -> Sent:
        """The same with a header replaced or added."""
        return replace(self.without(name), headers=(*self.without(name).headers, (name, value)))

    def header(self, name: str) -> str:
        """A header's value; empty when it is not there."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def hmac_base64(key: str, text: str, algorithm: str) -> str:
    """A digest as most carriers write it."""
    return base64.b64encode(hmac.new(key.encode(), text.encode(), algorithm).digest()).decode()


def b64url(raw: bytes) -> str:
    """Base64 as web tokens have it."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def altered(digest: str) -> str:
    """The same with another first letter."""
    return ("A" if digest[:1] != "A" else "B") + digest[1:]


def wrong_paths(sent: Sent) -> Mapping[str, Sent]:
    """Requests that do not know the secret at the end of the path."""

    def at(path: str) -> Sent:
        return replace(sent, target=path + ("?" + query if query else ""))

    path, _, query = sent.target.partition("?")
    bare = path.removesuffix("/" + SECRET)
    others = {
        "no secret": "", "an empty secret": "/", "a letter less": "/" + SECRET[:-1],
        "a letter more": "/" + SECRET + "0", "another letter": "/" + SECRET[:-1] + "z",
        "in capitals": "/" + SECRET.upper(), "backwards": "/" + SECRET[::-1],
        "half of it": "/" + SECRET[:16], "twice": "/" + SECRET * 2, "a star": "/*",
        "a percent": "/%25", "zeros": "/" + "0" * 32, "null": "/null", "true": "/true",
        "a blank before": "/%20" + SECRET, "a blank behind": "/" + SECRET + "%20",
        "a zero byte behind": "/" + SECRET + "%00", "in two parts": f"/{SECRET[:16]}/{SECRET[16:]}",
        "a path behind": f"/{SECRET}/x", "dots before": f"/../{SECRET[1:]}",
        "wide letters": "/" + SECRET[:-1] + "%EF%BC%90", "a broken letter": "/%ff%fe",
        "a long one": "/" + "a" * 3000, "quotes": "/%22%22", "a pattern": "/.%2A",
        "the carrier's name": "/" + "carrier", "the number called": "/919999977100",
        "an injection": "/%27%20OR%201%3D1", "a line break": "/" + SECRET + "%0A",
        "braces": "/%7Bsecret%7D", "a semicolon behind": "/" + SECRET + ";x", "a tilde": "/~",
        "a dot behind": "/" + SECRET + ".", "an escaped slash": "/" + SECRET + "%2F",
        "minus": "/-1", "hexadecimal": "/0x" + SECRET,
    }  # fmt: skip
    made = {f"the secret: {name}": at(bare + end) for name, end in others.items()}
    by_query = f"{bare}?secret={SECRET}" + (f"&{query}" if query else "")
    return {
        **made,
        "the secret in the query": replace(sent, target=by_query),
        "the secret in a header": at(bare).with_header("X-Secret", SECRET),
        "the secret as a bearer": at(bare).with_header("Authorization", f"Bearer {SECRET}"),
        "the secret in a cookie": at(bare).with_header("Cookie", f"secret={SECRET}"),
        "the secret in the body": replace(at(bare), body=f"secret={SECRET}".encode()),
        "the secret as a fragment": replace(sent, target=f"{bare}/%23{SECRET}"),
    }


def without_proof(proof: str, sent: Sent) -> Mapping[str, Sent]:
    """The header `proof` is missing or wrong."""
    given = sent.header(proof)
    core = given.removeprefix("Bearer ")
    lead = given[: len(given) - len(core)]
    wrong = {
        "random letters": secrets.token_urlsafe(32), "cut short": core[:-5], "true": "true",
        "in another case": core.swapcase(), "backwards": core[::-1], "a letter changed":
        altered(core), "zeros": "0" * len(core), "quoted": f'"{core}"', "30 KB": "A" * 30_000,
        "a letter more": core + "A", "twice in one": core + core, "null": "null",
    }  # fmt: skip
    made = {f"{proof}: {name}": sent.with_header(proof, lead + w) for name, w in wrong.items()}
    twice = replace(sent, headers=(*sent.headers, (proof, lead + altered(core))))
    return {
        **made,
        f"{proof}: not there": sent.without(proof),
        f"{proof}: sent twice": twice,
        f"{proof}: under another name": sent.without(proof).with_header("X-Signature", given),
    }


def other_bodies(sent: Sent) -> Mapping[str, Sent]:
    """The body is not the one that was proven."""
    body = sent.body
    return {
        "a byte more": replace(sent, body=body + b" "),
        "a byte less": replace(sent, body=body[:-1]),
        "a byte changed": replace(sent, body=body.replace(b"9", b"8", 1)),
        "another number called": replace(sent, body=re.sub(rb"99999\d", b"999998", body)),
        "a field more": replace(sent, body=body + b"&DialCallStatus=completed"),
        "no body": replace(sent, body=b""),
        "another body": replace(sent, body=b"CallSid=CA" + b"7" * 32),
        "letters that are none": replace(sent, body=b"CallSid=%ff%fe&\xff"),
        "a body of 70 KB": replace(sent, body=body + b"&p=" + b"x" * 70_000),
        "asked by GET": replace(sent, method="GET", body=b""),
        "told in the query": replace(
            sent, method="GET", body=b"", target=f"{sent.target}?{body.decode('latin-1')[:900]}"
        ),
        "called text": sent.with_header("Content-Type", "text/plain"),
        "called a form in parts": sent.with_header("Content-Type", "multipart/form-data"),
        "a list": replace(sent, body=b"[1]"),
    }


def other_addresses(sent: Sent) -> Mapping[str, Sent]:
    """The address is not the one that was proven."""
    path = sent.target
    return {
        "a query added": replace(sent, target=path + "?a=1"),
        "a slash at the end": replace(sent, target=path + "/"),
        "in capitals": replace(sent, target=path.upper()),
        "an escaped letter": replace(sent, target=path.replace("voice", "%76oice")),
        "another question": replace(sent, target=path.replace("/voice", "/after")),
        "a path behind": replace(sent, target=path + "/x"),
    }
