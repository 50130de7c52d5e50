"""How does a call go out through Vonage, and how is it ended? Its Voice API, v1.

The call control object goes with the command. Commands are proven by a token that the application's
private key signs (RS256, RFC 7519), good for some minutes and made for each.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any

import orjson
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from vaani.kit.ids import new_id
from vaani.telephony.callbacks import told_at
from vaani.telephony.driver import CarrierError, Placing
from vaani.telephony.rest import Rest, named
from vaani.telephony.vonage.carrier import PATH, connected

LIFE_S = 300
_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{5,118}")
_OVER = ("http_404",)


def private_key(pem: str) -> rsa.RSAPrivateKey | None:
    """The application's key; None: this is none."""
    # loads OpenSSH's formats too: only where this carrier is set up
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
        load_pem_private_key,
    )

    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, rsa.RSAPrivateKey) else None


def signed_token(key: rsa.RSAPrivateKey, application: str, now_s: int) -> str:
    """Proves one command."""
    claims = {"application_id": application, "iat": now_s, "jti": new_id(), "exp": now_s + LIFE_S}
    text = f"{_url64(orjson.dumps({'alg': 'RS256', 'typ': 'JWT'}))}.{_url64(orjson.dumps(claims))}"
    proof = key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{text}.{_url64(proof)}"


class VonageControl:
    """Commands of one application (a `Control`). `now_s` is Unix time."""

    def __init__(
        self,
        application: str,
        key: rsa.RSAPrivateKey,
        now_s: Callable[[], float],
        base_url: str,
    ) -> None:
        self._application = application
        self._key = key
        self._now_s = now_s
        self._rest = Rest("Vonage", base_url, {})

    async def place(self, call: Placing) -> str | None:
        """Let a telephone ring; returns the leg's id. Raises CarrierError."""
        said: dict[str, Any] = {
            "to": [{"type": "phone", "number": call.to.removeprefix("+")}],
            "from": {"type": "phone", "number": call.shown.removeprefix("+")},
            "ncco": connected(call.base, call.token, call.shown, {"call_id": call.call_id}),
            "event_url": [told_at(call, PATH, "status")],
            "event_method": "POST",
            "ringing_timer": call.ring_s,
            "length_timer": call.limit_s,
        }
        if call.detects_machines:
            said["machine_detection"] = "continue"
        body = await self._ask("POST", "/v1/calls", said)
        return named("Vonage", body.get("uuid"), _ID)

    async def hang_up(self, carrier_call_id: str, *, is_ringing: bool = False) -> None:
        """End a call; one that is over already is a success. Raises CarrierError."""
        try:
            await self._ask("PUT", f"/v1/calls/{carrier_call_id}", {"action": "hangup"})
        except CarrierError as error:
            if error.code not in _OVER:
                raise

    async def send_digits(self, carrier_call_id: str, digits: str) -> None:
        """Press these one after the other. Raises CarrierError."""
        await self._ask("PUT", f"/v1/calls/{carrier_call_id}/dtmf", {"digits": digits})

    async def _ask(self, method: str, path: str, said: dict[str, Any]) -> Any:
        token = signed_token(self._key, self._application, int(self._now_s()))
        headers = {"Authorization": f"Bearer {token}"}
        return await self._rest.ask(method, path, said=said, headers=headers)


def _url64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
