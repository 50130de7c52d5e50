"""Was this form signed by who knows the token? An HMAC over address and fields, as received.

base64(HMAC-SHA1(token, URL + sorted form fields)): `X-Twilio-Signature` as Twilio's security page
and its official validator have it, and `X-SignalWire-Signature` of forms. Decoded values, blanks
included, a repeated key with its distinct values sorted, the URL with its default port and without
any port. A body that is no form is covered by `bodySHA256` in the URL. A socket's handshake signs
the wss address alone, its trailing slash being a matter of taste. A signature by a named key
(`named_key`) is the same with SHA-256 and that key's secret. Pure.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal
from urllib.parse import parse_qsl, urlsplit, urlunsplit

Fields = Sequence[tuple[str, str]]

_PORTS = {"https": 443, "http": 80, "wss": 443, "ws": 80}
Hash = Literal["sha1", "sha256"]
SETTINGS_HEADER = "x-twilio-webhooks-signature-settings"
_BASE64: Mapping[Hash, re.Pattern[str]] = {
    "sha1": re.compile(r"[A-Za-z0-9+/]{27}="),
    "sha256": re.compile(r"[A-Za-z0-9+/]{43}="),
}
_MOST_FIELDS = 300


def named_key(settings: str) -> str | None:
    """The id of the key that signed, by the header beside the signature; None: nothing that we
    accept, such as another algorithm than the HMAC-SHA256 to which such keys are pinned."""
    parts = [part.partition("=") for part in settings.split(",")]
    said = {name.strip(): value.strip() for name, _, value in parts}
    if len(said) != len(parts) or set(said) != {"key", "algorithm"}:
        return None
    return said["key"] if said["algorithm"] == "HMAC_SHA256" else None


def signature(token: str, url: str, fields: Fields = (), by: Hash = "sha1") -> str:
    """What would be sent for this address and these form fields (order does not matter)."""
    signed = [url]
    for key in sorted({key for key, _ in fields}):
        for value in sorted({value for name, value in fields if name == key}):
            signed += (key, value)
    digest = hmac.new(token.encode(), "".join(signed).encode(), by).digest()
    return base64.b64encode(digest).decode()


def is_signed(
    tokens: Iterable[str], url: str, fields: Fields, given: str, by: Hash = "sha1"
) -> bool:
    """Whether any of the tokens gives `given` for the URL or its port variants."""
    if not _BASE64[by].fullmatch(given):
        return False
    found = False
    for token in tokens:
        if not token:
            continue
        for variant in _ports(url):
            found |= hmac.compare_digest(signature(token, variant, fields, by), given)
    return found


def is_handshake_signed(tokens: Iterable[str], url: str, given: str, by: Hash = "sha1") -> bool:
    """The same for a socket's upgrade request; `url` begins with wss (or ws on loopback)."""
    tokens = tuple(tokens)
    scheme, host, path, query, _ = urlsplit(url)
    other = path.removesuffix("/") if path.endswith("/") else path + "/"
    slashed = urlunsplit((scheme, host, other, query, ""))
    return is_signed(tokens, url, (), given, by) | is_signed(tokens, slashed, (), given, by)


def is_body_hashed(url: str, body: bytes) -> bool:
    """Whether the URL's `bodySHA256` (exactly one) is the hash of `body`."""
    given = [value for key, value in parse_qsl(urlsplit(url).query) if key == "bodySHA256"]
    if len(given) != 1 or not given[0].isascii():
        return False
    return hmac.compare_digest(hashlib.sha256(body).hexdigest(), given[0].lower())


def form_fields(body: bytes) -> Fields | None:
    """The decoded fields in order, blanks included; None: this is no form."""
    try:
        return parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:
        return None


def _ports(url: str) -> tuple[str, ...]:
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    bare = re.sub(r":\d*$", "", host)
    default = _PORTS.get(parts.scheme)
    hosts = [host, bare] if default is None else [host, bare, f"{bare}:{default}"]
    return tuple(dict.fromkeys(url.replace(parts.netloc, name, 1) for name in hosts))
