"""How do exchanges of one's own ask over HTTP? Dialplans that sign nothing, and a jambonz.

Halves (`side.Side`) after the pages of Asterisk, FreeSWITCH and jambonz.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
import uuid
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

import orjson

from vaani.testing.forged_requests import SECRET, Sent
from vaani.testing.side import Answered, BySecret, BySignedBody, path_of

_TOKEN = re.compile(r"[0-9A-Za-z_-]{30,40}")


NO_EVENT_SOCKET = {
    "VAANI_CARRIERS__FREESWITCH__EVENT_PASSWORD": SECRET,
    "VAANI_CARRIERS__FREESWITCH__EVENT_PORT": "1",
}
"""A FreeSWITCH whose event socket nobody answers."""


class DialplanSide(BySecret):
    """Plain questions under a secret path; numbers are written nationally."""

    def call_id(self) -> str:
        if self.carrier == "freeswitch":
            return str(uuid.uuid4())
        return f"1767225600.{secrets.randbelow(10**9)}"

    def _asks(self, action: str, call: str, **said: str) -> Sent:
        query = urlencode({"id": call, **said})
        return Sent("GET", f"{self.at(action)}?{query}")

    def ring(self, call: str, called: str, caller: str | None) -> Sent:
        national = (caller or "").replace("+91", "0")
        return self._asks("voice", call, called=called, caller=national)

    def stream_over(self, call: str, called: str) -> Sent:
        return self._asks("after" if self.transfers else "status", call)

    def dial_over(self, call: str, called: str, result: str) -> Sent:
        return self._asks("after", call, dialled=result.upper())

    def status(self, call: str, status: str) -> Sent:
        return self._asks("status", call, status=status)

    def read(self, body: bytes) -> Answered:
        text = body.decode()
        if text.startswith("+"):
            return Answered(None, (), text)
        if text.startswith("wss://"):
            return Answered(path_of(text))
        if _TOKEN.fullmatch(text):
            return Answered(f"/carriers/{self.carrier}/media/-?token={text}")
        return Answered(None, (text,))


class JambonzSide(BySignedBody):
    """JSON bodies, signed with their time."""

    def __init__(self) -> None:
        settings = {"VAANI_CARRIERS__JAMBONZ__WEBHOOK_SECRET": SECRET}
        super().__init__("jambonz", ("Jambonz-Signature",), settings)

    def _said(self, call: str, called: str, **more: str) -> dict[str, str]:
        return {
            "call_sid": call, "direction": "inbound", "to": called, "from": "+919800000001",
            "call_status": "in-progress", "application_sid": "app", **more,
        }  # fmt: skip

    def ring(self, call: str, called: str, caller: str | None) -> Sent:
        said = self._said(call, called, call_status="trying") | {"from": caller or "anonymous"}
        return self.signed("voice", said)

    def stream_over(self, call: str, called: str) -> Sent:
        return self.signed("after", self._said(call, called))

    def dial_over(self, call: str, called: str, result: str) -> Sent:
        return self.signed("after", self._said(call, called, dial_call_status=result))

    def status(self, call: str, status: str) -> Sent:
        said = {"canceled": "failed"}.get(status, status.replace("_", "-"))
        return self.signed("status", self._said(call, "+1", call_status=said))

    def signed(
        self, action: str, said: Mapping[str, object], key: str = SECRET, ago_s: int = 0
    ) -> Sent:
        """A JSON body to an action."""
        body, stamp = orjson.dumps({**said, "nonce": secrets.token_hex(6)}), time.time() - ago_s
        proof = f"t={int(stamp)},v1={_digest(key, int(stamp), body)}"
        return self.to(action, proof, body)

    def read(self, body: bytes) -> Answered:
        verbs = orjson.loads(body)
        said = tuple(verb["text"] for verb in verbs if verb["verb"] == "say")
        for verb in verbs:
            if verb["verb"] == "listen":
                return Answered(path_of(verb["url"]), said)
            if verb["verb"] == "dial":
                return Answered(None, said, verb["target"][0]["number"])
        return Answered(None, said)

    def forged(self, sent: Sent) -> Mapping[str, Sent]:
        name, said = self.proofs[0], self._said(self.call_id(), "+919999977100")
        good = self.signed("voice", said)
        stamp, _, digest = good.header(name).removeprefix("t=").partition(",v1=")
        now = int(stamp)

        def proven(text: str) -> Sent:
            return good.with_header(name, text)

        bare = hmac.new(SECRET.encode(), good.body, hashlib.sha256).hexdigest()
        return {
            "another secret": self.signed("voice", said, key="f" * 32),
            "an empty secret": self.signed("voice", said, key=""),
            "six minutes old": self.signed("voice", said, ago_s=360),
            "six minutes ahead": self.signed("voice", said, ago_s=-360),
            "another time than was signed": proven(f"t={now - 7},v1={digest}"),
            "no time": proven(f"v1={digest}"),
            "a time in words": proven(f"t=now,v1={digest}"),
            "a negative time": proven(f"t=-{now},v1={digest}"),
            "a time of 40 digits": proven(f"t={'1' * 40},v1={digest}"),
            "another version": proven(f"t={now},v0={digest}"),
            "two digests": proven(f"t={now},v1={'0' * 64},v1={digest}"),
            "a digest of the body alone": proven(f"t={now},v1={bare}"),
            "a short digest": proven(f"t={now},v1={digest[:63]}"),
            "capital letters": proven(f"T={now},V1={digest}"),
            "an honest status asked as another question": replace(
                sent, target="/carriers/jambonz/status"
            ),
        }


def _digest(key: str, stamp: int, body: bytes) -> str:
    return hmac.new(key.encode(), b"%d.%b" % (stamp, body), hashlib.sha256).hexdigest()
