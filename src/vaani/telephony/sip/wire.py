"""What do the addresses and last words of SIP say? Text in, values out; no I/O.

Only what the stack (`stack.py`) leaves as text is read here: addresses (RFC 3261 20.10 and 25.1,
RFC 3966 for `tel:`), the headers that name who calls whom (RFC 3325, RFC 7315), and how a call came
to its end. Everything stood on the network: what cannot be read is None, nothing raises.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

from vaani.call.ports.journal import CallStatus
from vaani.call.ports.line import Coding
from vaani.kit.phone import e164

CODING = Coding("l16", 8000)
"""What the stack makes of G.711, both ways."""
HEADERS = ("To", "From", "P-Asserted-Identity", "P-Called-Party-ID", "Privacy")
"""Which headers of an INVITE are wanted."""
KEYS = frozenset("0123456789*#ABCD")
_URI = re.compile(r"(sips?|tel):([^\s<>]*)", re.IGNORECASE)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_NUMBER = re.compile(r"\+?[0-9]{3,15}")
_SEPARATORS = str.maketrans("", "", "-.()")
_BUSY = frozenset({486, 600, 603})
_NO_ANSWER = frozenset({408, 480})
_CANCELED = 487
_MOST_NAME = 100


def user_of(address: str) -> str:
    """The user of an address, with or without display name and brackets; empty: it has none."""
    bare = _QUOTED.sub("", address)
    found = _URI.search(bare)
    if found is None:
        return ""
    scheme, rest = found.group(1).lower(), found.group(2)
    if scheme == "tel":
        return unquote(re.split(r"[;?,]", rest, maxsplit=1)[0])
    user, at, _host = rest.rpartition("@")
    if not at:
        return ""
    return unquote(re.split(r"[;:]", user, maxsplit=1)[0])


def number_of(address: str, region: str) -> str | None:
    """The telephone number of an address, E.164; None: it has none."""
    text = user_of(address).translate(_SEPARATORS)
    return e164(text, region) if _NUMBER.fullmatch(text) else None


def called_of(headers: Mapping[str, str], region: str) -> str | None:
    """Whom the INVITE is for: the number that the network says was called, else the one in To."""
    said = _lower(headers)
    first = number_of(said.get("p-called-party-id", ""), region)
    return first or number_of(said.get("to", ""), region)


def caller_of(headers: Mapping[str, str], region: str) -> str | None:
    """Who calls, as the network asserts it, else as he says himself; None: withheld."""
    said = _lower(headers)
    if any(word.strip() in ("id", "user") for word in said.get("privacy", "").split(";")):
        return None
    return number_of(said.get("p-asserted-identity", ""), region) or number_of(
        said.get("from", ""), region
    )


def name_of(call_id: str, mark: str) -> str:
    """Our name of a call at the carrier: its Call-ID, as far as it is plain, and a mark of ours, as
    peers use the same Call-ID again."""
    plain = "".join(one for one in call_id if one.isascii() and one.isprintable() and one != " ")
    return f"{plain[:_MOST_NAME]};{mark}"


def status_of(reason: str, *, was_up: bool) -> CallStatus:
    """How a call ended, by the last word on it: `486 Busy Here`, or a text without status."""
    if was_up:
        return "completed"
    head = reason[:3]
    status = int(head) if head.isascii() and head.isdigit() else 0
    if status in _BUSY:
        return "busy"
    if status in _NO_ANSWER:
        return "no_answer"
    return "canceled" if status == _CANCELED else "failed"


def uri_of(number: str, domain: str, transport: str) -> str:
    """Where a number is called at a trunk."""
    return f"sip:{number}@{domain};transport={transport};user=phone"


def without_users(text: str) -> str:
    """A line of the stack's log, with nobody's number in it."""
    return re.sub(r"(?i)\b(sips?:|tel:)[^@\s;>,]+", r"\1...", text)


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
