"""How does somebody sign in with his company's account? OpenID Connect, the code flow with PKCE.

`begin` makes state, nonce and verifier and keeps them here for ten minutes, for one return in the
same browser; `finish` redeems the code and proves the ID token (`domain/users/openid`). The
provider's addresses come from its discovery document (OpenID Connect Discovery 1.0), its keys are
fetched again when a token names one that is not known. Nothing is ever read from a token that the
browser brings.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode, urlsplit

import httpx
import structlog

from vaani.api.cookies import is_loopback
from vaani.domain.users.openid import (
    Expected,
    Mapped,
    TokenRefused,
    Visitor,
    read_token,
    visitor_of,
)
from vaani.kit.clock import Clock

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

log = structlog.get_logger(__name__)
FLOW_S = 600
_FLOWS = 1000
_METADATA_S = 3600
_KEYS_S = 30
"""So often, at most, are the keys fetched again for a token that names an unknown one."""
_MOST_BYTES = 262_144

Why = Literal["denied", "broken", "unreachable", "no-role"]


class SignInRefused(Exception):
    """Nobody is let in. `why` is for the page, the text for the log."""

    def __init__(self, why: Why, text: str) -> None:
        super().__init__(text)
        self.why = why


@dataclass(frozen=True, slots=True)
class Client:
    """What we are at the provider."""

    issuer: str
    client_id: str
    client_secret: str | None
    scopes: tuple[str, ...]
    mapped: Mapped


@dataclass(frozen=True, slots=True)
class _Flow:
    nonce: str
    verifier: str
    browser: str
    return_to: str
    until: float


class OpenId:
    """One provider. Close it when done."""

    def __init__(
        self,
        client: Client,
        clock: Clock,
        http: httpx.AsyncClient | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.client = client
        self._clock = clock
        self._http = http or httpx.AsyncClient(timeout=5.0, follow_redirects=False)
        self._now = now
        self._flows: OrderedDict[str, _Flow] = OrderedDict()
        self._metadata: tuple[float, Mapping[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None

    async def begin(self, return_to: str) -> tuple[str, str]:
        """Where the browser goes, and what its cookie shall hold. Raises SignInRefused."""
        metadata = await self._discovered()
        state, browser = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(32)
        now = self._now()
        self._flows[state] = _Flow(nonce, verifier, browser, return_to, now + FLOW_S)
        while len(self._flows) > _FLOWS:
            self._flows.popitem(last=False)
        digest = hashlib.sha256(verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self.client.client_id,
            "redirect_uri": return_to,
            "scope": " ".join(self.client.scopes),
            "state": state,
            "nonce": nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        where = str(metadata["authorization_endpoint"])
        return f"{where}{'&' if '?' in where else '?'}{urlencode(asked)}", browser

    async def finish(self, said: Mapping[str, str], browser: str | None) -> Visitor:
        """Who came back with the parameters `said`. Raises SignInRefused."""
        flow = self._flows.pop(said.get("state", ""), None)
        if flow is None or flow.until < self._now():
            raise SignInRefused("broken", "no such sign-in was begun, or it was too long ago")
        if browser is None or not hmac.compare_digest(browser.encode(), flow.browser.encode()):
            raise SignInRefused("broken", "another browser came back")
        metadata = await self._discovered()
        issuer = said.get("iss")
        demanded = metadata.get("authorization_response_iss_parameter_supported") is True
        if (issuer is not None or demanded) and issuer != self.client.issuer:
            raise SignInRefused("broken", "another provider answered (RFC 9207)")
        if "error" in said:
            raise SignInRefused("denied", "the provider said no")
        code = said.get("code", "")
        if not 0 < len(code) <= 4096:
            raise SignInRefused("broken", "no code came back")
        tokens = await self._redeemed(code, flow, metadata)
        claims = await self._proven(tokens, flow, metadata)
        visitor = visitor_of(claims, self.client.mapped)
        if visitor is None:
            raise SignInRefused("no-role", "no claim gives a role here")
        return visitor

    async def aclose(self) -> None:
        await self._http.aclose()

    # --- inside -----------------------------------------------------------------------------------

    async def _redeemed(
        self, code: str, flow: _Flow, metadata: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": flow.return_to,
            "code_verifier": flow.verifier,
        }
        secret = self.client.client_secret
        auth = None
        if secret is None:
            form["client_id"] = self.client.client_id
        else:
            auth = httpx.BasicAuth(_quoted(self.client.client_id), _quoted(secret))
        url = str(metadata["token_endpoint"])
        request = self._http.build_request("POST", url, data=form)
        found = await self._json(request, auth)
        if str(found.get("token_type", "")).lower() != "bearer":
            raise SignInRefused("broken", "the provider gave no bearer token")
        return found

    async def _proven(
        self, tokens: Mapping[str, Any], flow: _Flow, metadata: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        token, access = tokens.get("id_token"), tokens.get("access_token")
        if not isinstance(token, str):
            raise SignInRefused("broken", "the provider gave no ID token")
        expected = Expected(self.client.issuer, self.client.client_id, flow.nonce)
        access = access if isinstance(access, str) else None
        for fresh in (False, True):
            keys = await self._key_set(metadata, fresh)
            try:
                return read_token(token, keys, expected, self._clock.now(), access)
            except TokenRefused as error:
                if fresh or "signature" not in str(error):
                    raise SignInRefused("broken", f"the ID token: {error}") from error
        raise AssertionError("the second try ends it")

    async def _discovered(self) -> Mapping[str, Any]:
        if self._metadata is not None and self._metadata[0] > self._now():
            return self._metadata[1]
        url = f"{self.client.issuer.rstrip('/')}/.well-known/openid-configuration"
        found = await self._json(self._http.build_request("GET", url))
        if found.get("issuer") != self.client.issuer:
            raise SignInRefused("unreachable", "the discovery document is of another issuer")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not _is_safe(found.get(name)):
                raise SignInRefused("unreachable", f"{name} is no https address")
        self._metadata = (self._now() + _METADATA_S, found)
        return found

    async def _key_set(self, metadata: Mapping[str, Any], fresh: bool) -> KeySet:
        from joserfc.errors import JoseError  # noqa: PLC0415 - 3 MB, where a provider is set only
        from joserfc.jwk import KeySet  # noqa: PLC0415 - the same

        now = self._now()
        if self._keys is not None and (not fresh or now - self._keys[0] < _KEYS_S):
            return self._keys[1]
        found = await self._json(self._http.build_request("GET", str(metadata["jwks_uri"])))
        try:
            public = [one for one in found["keys"] if one.get("use", "sig") == "sig"]
            keys = KeySet.import_key_set({"keys": public})
        except (JoseError, KeyError, TypeError, ValueError, AttributeError) as error:
            raise SignInRefused("unreachable", "the provider's keys cannot be read") from error
        self._keys = (now, keys)
        return keys

    async def _json(
        self, request: httpx.Request, auth: httpx.Auth | None = None
    ) -> Mapping[str, Any]:
        try:
            answer = await self._http.send(request, auth=auth)
            found = answer.json() if len(answer.content) <= _MOST_BYTES else None
        except (httpx.HTTPError, ValueError) as error:
            raise SignInRefused("unreachable", f"the provider: {type(error).__name__}") from error
        if answer.status_code != 200 or not isinstance(found, dict):
            raise SignInRefused("broken", f"the provider answered {answer.status_code}")
        return found


def _is_safe(url: Any) -> bool:
    found = urlsplit(url) if isinstance(url, str) else None
    if found is None or not found.hostname:
        return False
    return found.scheme == "https" or (found.scheme == "http" and is_loopback(found.hostname))


def _quoted(text: str) -> str:
    """RFC 6749, 2.3.1: name and secret are form-encoded before they are a user and a password."""
    return urlencode({"": text})[1:]
