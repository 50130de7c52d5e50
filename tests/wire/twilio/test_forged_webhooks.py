"""Requests that Twilio did not send: none is answered as a call, none leaves a trace."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")

VOICE = "/carriers/twilio/voice"
HEADER = "X-Twilio-Signature"
Form = list[tuple[str, str]]


@dataclass
class Shot:
    """One request; what a case leaves out is what Twilio would send."""

    town: Any
    form: Form = field(default_factory=list)
    signed_form: Form | None = None
    url: str | None = None
    token: str | None = None
    target: str = VOICE
    method: str = "POST"
    kind: str | None = None
    body: bytes | None = None
    signature: str | None = None
    headers: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.form = self.form or self.town.ringing()

    async def fire(self) -> Any:
        """Send it."""
        signed = self.form if self.signed_form is None else self.signed_form
        url = self.town.PUBLIC + self.target if self.url is None else self.url
        token = self.town.TOKEN if self.token is None else self.token
        signature = self.signature
        if signature is None:
            signature = self.town.sign(token, url, signed)
        headers = [*self.headers, ("Content-Type", self.kind or self.town.FORM)]
        if signature:
            headers.append((HEADER, signature))
        body = urlencode(self.form).encode() if self.body is None else self.body
        return await self.town.http.request(self.method, self.target, content=body, headers=headers)


def changed(form: Form, **values: str) -> Form:
    return [(key, values.get(key, value)) for key, value in form]


def without(form: Form, name: str) -> Form:
    return [(key, value) for key, value in form if key != name]


def other_digest(town: Any, form: Form, algorithm: Any, *, hexadecimal: bool = False) -> str:
    text = town.PUBLIC + VOICE + "".join(k + v for k, v in sorted(form))
    made = hmac.new(town.TOKEN.encode(), text.encode(), algorithm)
    return made.hexdigest() if hexadecimal else base64.b64encode(made.digest()).decode()


def hashed(town: Any, body: bytes, *, said: bytes | None = None, twice: bool = False) -> Shot:
    digest = hashlib.sha256(body if said is None else said).hexdigest()
    query = f"?bodySHA256={digest}" + (f"&bodySHA256={'0' * 64}" if twice else "")
    return Shot(town, body=body, target=VOICE + query, kind="application/json", signed_form=[])


def loopback(town: Any) -> Any:
    """The account of this machine's test calls, whose token the operator's account must not use."""
    accounts = town.house.app.state.carriers.drivers["twilio"]._accounts.values()
    return next(account for account in accounts if account.loopback)


Case = Callable[[Any], Shot]
FORM = "application/x-www-form-urlencoded"


def signed_then(town: Any, change: Callable[[Form], Form], **more: Any) -> Shot:
    """Signed as it was, then changed on the way."""
    form = town.ringing()
    return Shot(town, form=change(form), signed_form=form, **more)


CASES: dict[str, Case] = {
    "no signature at all": lambda t: Shot(t, signature=""),
    "a signature of random letters": lambda t: Shot(t, signature="A" * 27 + "="),
    "a signature that is cut short": lambda t: Shot(t, signature="f++oz8b9gLBu0frmc4Cqq4KX"),
    "a signature of 100 KB": lambda t: Shot(t, signature="A" * 30_000),
    "a word instead of a signature": lambda t: Shot(t, signature="true"),
    "a signature in another case": lambda t: _case_changed(t),
    "a digest in hexadecimal": lambda t: _digest(t, hashlib.sha1, hexadecimal=True),
    "a digest by SHA-256": lambda t: _digest(t, hashlib.sha256),
    "a digest by MD5": lambda t: _digest(t, hashlib.md5),
    "another account's token": lambda t: Shot(t, token="f" * 32),
    "an empty token": lambda t: Shot(t, token=""),
    "the token in capitals": lambda t: Shot(t, token=t.TOKEN.upper()),
    "the account's name as token": lambda t: Shot(t, token=t.ACCOUNT),
    "the token of this machine's test calls": lambda t: Shot(t, token=loopback(t).tokens[0]),
    "our token in the name of the test calls": lambda t: Shot(
        t, t.ringing(AccountSid=loopback(t).sid, To="client:madhuban")
    ),
    "a business by its slug from the telephone network's account, unsigned": lambda t: Shot(
        t, t.ringing(To="client:madhuban"), signature=""
    ),
    "another account": lambda t: Shot(t, t.ringing(AccountSid="AC" + "9" * 32)),
    "no account": lambda t: Shot(t, without(t.ringing(), "AccountSid")),
    "no call": lambda t: Shot(t, without(t.ringing(), "CallSid")),
    "a call by another carrier's id": lambda t: Shot(t, t.ringing("v3:abc")),
    "the signature of another body": lambda t: Shot(t, signed_form=t.ringing()),
    "another caller": lambda t: signed_then(t, lambda f: changed(f, From="+15005550007")),
    "another business": lambda t: signed_then(t, lambda f: changed(f, To="+919999977200")),
    "another call": lambda t: signed_then(t, lambda f: changed(f, CallSid="CA" + "7" * 32)),
    "a field more": lambda t: signed_then(t, lambda f: [*f, ("DialCallStatus", "completed")]),
    "a field less": lambda t: signed_then(t, lambda f: without(f, "FromCity")),
    "a blank field less": lambda t: signed_then(t, lambda f: without(f, "CallerName")),
    "a second number called": lambda t: signed_then(t, lambda f: [*f, ("To", "+919999977200")]),
    "two calls in one, both signed": lambda t: _twice(t, "CallSid", "CA" + "7" * 32),
    "two accounts in one, both signed": lambda t: _twice(t, "AccountSid", "AC" + "7" * 32),
    "a field's name in another case": lambda t: signed_then(
        t, lambda f: [("callsid" if k == "CallSid" else k, v) for k, v in f]
    ),
    "signed for http": lambda t: Shot(t, url=t.PUBLIC.replace("https", "http") + VOICE),
    "signed for a socket": lambda t: Shot(t, url=t.PUBLIC.replace("https", "wss") + VOICE),
    "signed for another host": lambda t: Shot(t, url="https://evil.example.com/agent" + VOICE),
    "signed for the host that the request names": lambda t: Shot(
        t,
        url="https://evil.example.com" + VOICE,
        headers=[("Host", "evil.example.com"), ("X-Forwarded-Host", "evil.example.com"),
                 ("X-Original-URL", "https://evil.example.com" + VOICE)],
    ),
    "signed for the inner address": lambda t: Shot(t, url=f"http://127.0.0.1:{t.port}{VOICE}"),
    "signed for another port": lambda t: Shot(t, url=t.PUBLIC.replace(".com", ".com:8443") + VOICE),
    "signed for http's port": lambda t: Shot(t, url=t.PUBLIC.replace(".com", ".com:80") + VOICE),
    "signed with a user in the address": lambda t: Shot(
        t, url=t.PUBLIC.replace("//", "//a:b@") + VOICE
    ),
    "signed for the host in capitals": lambda t: Shot(
        t, url=t.PUBLIC.replace("voice", "VOICE") + VOICE
    ),
    "signed without the proxy's path": lambda t: Shot(t, url="https://voice.example.com" + VOICE),
    "signed for another question": lambda t: Shot(t, url=t.PUBLIC + "/carriers/twilio/status"),
    "signed with a slash at the end": lambda t: Shot(t, url=t.PUBLIC + VOICE + "/"),
    "asked in capitals": lambda t: Shot(t, target=VOICE.upper()),
    "asked with an escaped letter": lambda t: Shot(
        t, target="/carriers/twilio/%76oice", url=t.PUBLIC + VOICE
    ),
    "a query added": lambda t: Shot(t, target=VOICE + "?a=1", url=t.PUBLIC + VOICE),
    "a question by POST repeated by GET": lambda t: _by_get(t),
    "the raw letters signed instead of the words": lambda t: _raw_signed(t),
    "a form that calls itself JSON": lambda t: Shot(t, kind="application/json"),
    "a form that calls itself text": lambda t: Shot(t, kind="text/plain"),
    "a form in parts": lambda t: Shot(t, kind="multipart/form-data; boundary=x"),
    "a form that calls itself nothing known": lambda t: Shot(t, kind="x-www-form-urlencoded"),
    "JSON without its hash": lambda t: Shot(
        t, body=json.dumps(dict(t.ringing())).encode(), kind="application/json", signed_form=[]
    ),
    "JSON with another body's hash": lambda t: hashed(
        t, json.dumps(dict(t.ringing())).encode(), said=b"{}"
    ),
    "JSON with two hashes": lambda t: hashed(
        t, json.dumps(dict(t.ringing())).encode(), twice=True
    ),
    "JSON that is a list": lambda t: hashed(t, b"[1]"),
    "JSON that is none": lambda t: hashed(t, b"{"),
    "a form with a hash instead of a signature": lambda t: _hash_only(t),
    "no body": lambda t: Shot(t, body=b"", signed_form=[]),
    "letters that are none": lambda t: Shot(t, body=b"CallSid=%ff%fe&AccountSid=\xff"),
    "three hundred fields and one, signed": lambda t: Shot(
        t, [*t.ringing(), *((f"k{i}", "v") for i in range(301))]
    ),
    "a signed body of 70 KB": lambda t: Shot(t, t.ringing(Padding="x" * 70_000)),
    "a body of 5 MB": lambda t: Shot(t, body=b"x" * 5_000_000),
    "two signatures, one of them right": lambda t: Shot(t, headers=[(HEADER, "A" * 27 + "=")]),
}  # fmt: skip


def _case_changed(town: Any) -> Shot:
    form = town.ringing()
    return Shot(town, form, signature=town.sign(town.TOKEN, town.PUBLIC + VOICE, form).swapcase())


def _digest(town: Any, algorithm: Any, *, hexadecimal: bool = False) -> Shot:
    form = town.ringing()
    return Shot(town, form, signature=other_digest(town, form, algorithm, hexadecimal=hexadecimal))


def _twice(town: Any, name: str, value: str) -> Shot:
    return Shot(town, [*town.ringing(), (name, value)])


def _by_get(town: Any) -> Shot:
    form = town.ringing()
    signed = town.sign(town.TOKEN, town.PUBLIC + VOICE, form)
    return Shot(town, target=f"{VOICE}?{urlencode(form)}", method="GET", body=b"", signature=signed)


def _raw_signed(town: Any) -> Shot:
    form = town.ringing()
    return Shot(town, form, signed_form=[(k, quote(v, safe="")) for k, v in form])


def _hash_only(town: Any) -> Shot:
    form = town.ringing()
    digest = hashlib.sha256(urlencode(form).encode()).hexdigest()
    return Shot(town, form, target=f"{VOICE}?bodySHA256={digest}", signature="")


@pytest.mark.parametrize("name", CASES)
async def test_a_forged_call_is_refused_and_leaves_nothing(town: Any, name: str) -> None:
    before = await rows(town)
    reply = await CASES[name](town).fire()
    assert 400 <= reply.status_code < 500, reply.text
    assert "<Response" not in reply.text
    assert "Traceback" not in reply.text
    assert (await rows(town), town.waiting, town.running) == (before, 0, [])


@pytest.mark.parametrize("path", ["after", "taken", "status", "stream"])
@pytest.mark.parametrize(
    "trick", ["no signature at all", "another account's token", "a field more"]
)
async def test_no_other_question_of_twilios_is_open_either(
    town: Any, path: str, trick: str
) -> None:
    shot = CASES[trick](town)
    shot.target = f"/carriers/twilio/{path}"
    assert (await shot.fire()).status_code == 403


async def test_the_same_request_told_honestly_is_answered(town: Any) -> None:
    reply = await Shot(town).fire()
    assert reply.status_code == 200
    assert "<Connect" in reply.text


async def test_a_replayed_call_makes_no_second_one_and_opens_no_used_socket(town: Any) -> None:
    answered = await town.ring()
    peer = await town.pick_up(answered)
    before = (await rows(town), town.waiting)
    again = await town.ring(answered.call_sid)
    assert again.document == answered.document
    assert (await rows(town), town.waiting) == before
    await peer.hang_up()
    await town.over(answered.call_id)


async def rows(town: Any) -> int:
    """How many calls are stored."""
    total = 0
    for business in await town.house.app.state.carriers.businesses():
        found = await town.house.nouns.businesses.get(business.slug)
        total += len((await town.house.nouns.calls.listing(found.id, town.page(100))).items)
    return total
