"""How often may one client ask? A bucket of tokens for each key or address, in this process.

A key has a bucket of its own once the gate accepted it. What is shown and not known yet counts by
address, in a bucket beside that of those who show nothing, and costs nothing when it is accepted;
requests that show the same at the same time wait for the first one's proof.
Carriers' paths are left out: their requests are proven by signature and must never wait.
"""

from __future__ import annotations

import asyncio
import hashlib
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vaani.api.auth import ON_PROOF, PROVEN
from vaani.api.cookies import HOST, PLAIN
from vaani.api.errors import error_response, request_id_of

REMEMBERED = 10_000
FREE = (
    "/carriers/", "/api/v1/voice/incoming", "/health", "/ready", "/metrics", "/pages/",
    "/console/assets/",
)  # fmt: skip


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class Buckets:
    """Token buckets by name: `per_minute` flow in, a quarter of that (at least five) may wait."""

    def __init__(self, per_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        self.per_minute = per_minute
        self.burst = max(5, per_minute // 4)
        self._now = now
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, name: str) -> float:
        """Take one token; 0.0 when there was one, else the seconds until there is."""
        now = self._now()
        bucket = self._buckets.pop(name, None) or _Bucket(float(self.burst), now)
        grown = bucket.tokens + (now - bucket.at) * self.per_minute / 60
        bucket.tokens, bucket.at = min(float(self.burst), grown), now
        self._buckets[name] = bucket
        while len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return 0.0
        return (1 - bucket.tokens) * 60 / self.per_minute

    def give_back(self, name: str) -> None:
        """What was taken last shall not count."""
        bucket = self._buckets.get(name)
        if bucket is not None:
            bucket.tokens = min(float(self.burst), bucket.tokens + 1)

    def left(self, name: str) -> int:
        """Whole tokens that remain."""
        bucket = self._buckets.get(name)
        return int(bucket.tokens) if bucket else self.burst


class RateLimit:
    """Answers 429 with `Retry-After`; every counted answer carries the X-RateLimit headers."""

    def __init__(self, app: ASGIApp, keyed: Buckets, anonymous: Buckets) -> None:
        self.app = app
        self.keyed = keyed
        self.anonymous = anonymous
        self._proven: OrderedDict[str, None] = OrderedDict()
        self._proving: dict[str, asyncio.Event] = {}
        """What is being shown for the first time."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope.get("path", "")
        kind = scope["type"]
        if kind not in {"http", "websocket"} or path == "/" or path.startswith(FREE):
            await self.app(scope, receive, send)
            return
        digest, address = _who(scope)
        while digest not in self._proven and (first := self._proving.get(digest)) is not None:
            await first.wait()
        proven = digest in self._proven
        buckets, name = (self.keyed, digest) if proven else (self.anonymous, address)
        if digest and not proven:
            name = f"{address} shows something"
        wait = buckets.take(name)
        headers = {
            "X-RateLimit-Limit": str(buckets.per_minute),
            "X-RateLimit-Remaining": str(buckets.left(name)),
        }
        if wait > 0:
            headers["Retry-After"] = str(math.ceil(wait))
            response = error_response(
                429, None, request_id_of(HTTPConnection(scope)), headers=headers
            )
            await response(scope, receive, send)
            return

        if not digest or proven:
            await self.app(scope, receive, self._answering(scope, send, digest, headers))
            return
        proof = self._proving[digest] = asyncio.Event()

        def accepted() -> None:
            self._learn(digest, True, 0)
            buckets.give_back(name)
            state.pop(ON_PROOF, None)
            self._proving.pop(digest, None)
            proof.set()

        state = scope.setdefault("state", {})
        state[ON_PROOF] = accepted
        try:
            await self.app(scope, receive, self._answering(scope, send, digest, headers))
        finally:
            if self._proving.get(digest) is proof:
                del self._proving[digest]
            proof.set()

    def _answering(self, scope: Scope, send: Send, digest: str, headers: dict[str, str]) -> Send:
        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                raw = message.setdefault("headers", [])
                raw.extend((k.lower().encode(), v.encode()) for k, v in headers.items())
                proven = scope.get("state", {}).get(PROVEN, False)
                self._learn(digest, proven, message["status"])
            elif message["type"] == "websocket.accept":
                self._learn(digest, scope.get("state", {}).get(PROVEN, False), 0)
            await send(message)

        return answer

    def _learn(self, digest: str, proven: bool, status: int) -> None:
        """A key counts as a key once it was accepted, so that guessing is counted by address."""
        if not digest or not proven:
            if status == 401:
                self._proven.pop(digest, None)
            return
        self._proven[digest] = None
        self._proven.move_to_end(digest)
        while len(self._proven) > REMEMBERED:
            self._proven.popitem(last=False)


def _who(scope: Scope) -> tuple[str, str]:
    """A digest of what was shown (empty: nothing), and the address."""
    scheme, _, key = Headers(scope=scope).get("authorization", "").partition(" ")
    cookies = HTTPConnection(scope).cookies
    session = cookies.get(HOST) or cookies.get(PLAIN, "")
    shown = f"{scheme.lower()} {key.strip()}" if scheme else session
    address = (scope.get("client") or ("-", 0))[0]
    if not shown or scope["path"].endswith("/session"):
        return "", address
    return hashlib.sha256(f"{address} {shown}".encode()).hexdigest(), address
