"""What `vaani doctor` says of the Twilio account, asked with the credentials that are set.

`TwilioDouble` is a stand-in for Twilio's REST interface on loopback: no test reaches Twilio.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from vaani.cli.doctor import examine
from vaani.cli.finding import Finding
from vaani.settings import load

SID = "AC0123456789abcdef0123456789abcdef"
TOKEN = "5d41402abc4b2a76b9719d911017c592"
OTHER = "7d793037a0760186574b0282f2f435e7"


@dataclass(slots=True)
class TwilioDouble:
    """Knows one account and one token, as Twilio's `Accounts/{sid}.json` does."""

    standing: str = "active"
    body: bytes | None = None
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def answer(self, path: str, shown: str) -> tuple[int, bytes]:
        self.asked.append(path)
        if self.body is not None:
            return 200, self.body
        if shown != "Basic " + base64.b64encode(f"{SID}:{TOKEN}".encode()).decode():
            return 401, json.dumps({"code": 20003, "message": f"no {shown}"}).encode()
        if path != f"/2010-04-01/Accounts/{SID}.json":
            return 404, b'{"code": 20404}'
        return 200, json.dumps({"sid": SID, "status": self.standing}).encode()


@pytest.fixture
def double() -> Iterator[TwilioDouble]:
    made = TwilioDouble()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, content = made.answer(self.path, self.headers.get("authorization", ""))
            self.send_response(status)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        made.url = f"http://127.0.0.1:{server.server_port}"
        yield made
        server.shutdown()


async def twilio(folder: Path, url: str, token: str = TOKEN, next_: str = "") -> Finding:
    environ = {
        "VAANI_DATA": str(folder),
        "VAANI_SPEECH__ENGINE": "off",
        "VAANI_SERVER__PORT": "0",
        "VAANI_PUBLIC_URL": "https://voice.example.com",
        "VAANI_CARRIERS__TWILIO__ACCOUNT_SID": SID,
        "VAANI_CARRIERS__TWILIO__AUTH_TOKEN": token,
        "VAANI_CARRIERS__TWILIO__AUTH_TOKEN_NEXT": next_,
    }
    findings = [one async for one in examine(load(environ=environ), twilio_url=url)]
    found = next(one for one in findings if one.part == "carrier twilio")
    assert not any(secret in found.found + found.cost for secret in (TOKEN, OTHER))
    return found


async def test_credentials_that_twilio_takes_are_fine(tmp_path: Path, double: TwilioDouble) -> None:
    found = await twilio(tmp_path, double.url)
    assert found.state == "ok", found
    assert double.asked == [f"/2010-04-01/Accounts/{SID}.json"]


async def test_a_wrong_token_is_broken_although_twilio_answers(
    tmp_path: Path, double: TwilioDouble
) -> None:
    found = await twilio(tmp_path, double.url, token=OTHER)
    assert (found.state, found.found) == ("BROKEN", "auth_token is refused")
    assert "no calls from Twilio numbers" in found.cost


async def test_a_wrong_second_token_is_told_apart(tmp_path: Path, double: TwilioDouble) -> None:
    found = await twilio(tmp_path, double.url, next_=OTHER)
    assert (found.state, found.found) == ("BROKEN", "auth_token_next is refused")


async def test_a_suspended_account_is_broken(tmp_path: Path, double: TwilioDouble) -> None:
    double.standing = "suspended"
    found = await twilio(tmp_path, double.url)
    assert (found.state, found.found) == ("BROKEN", "the account is suspended")


async def test_somebody_else_at_that_address_proves_nothing(
    tmp_path: Path, double: TwilioDouble
) -> None:
    double.body = b"<html>Sign in to the network</html>"
    found = await twilio(tmp_path, double.url)
    assert found.state == "warn"
    assert "is not Twilio" in found.found


async def test_credentials_that_cannot_be_tried_are_not_called_right(tmp_path: Path) -> None:
    found = await twilio(tmp_path, "http://127.0.0.1:1")
    assert found.state == "warn"
    assert "not tried" in found.found
