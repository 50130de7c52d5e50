"""Which waiting call does a media socket belong to? One-time tokens, in memory.

A carrier's webhook leaves what the call needs under a random token that goes into the socket's
path; the socket that presents it takes it away. A token lives for a minute, works once, and the
number of waiting ones is bounded: a full table refuses new ones, it never drops a call that waits.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from vaani.kit.clock import Clock
from vaani.kit.errors import VaaniError

Pending = TypeVar("Pending")

LIFE_S = 60.0
MOST = 4096
_RANDOM_BYTES = 24


class TokensFull(VaaniError):
    """So many calls wait for their socket that no further one is taken."""


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[Pending]):
    call_id: str
    pending: Pending
    until: float


class MediaTokens(Generic[Pending]):
    """The tokens of one process. `life_s` seconds each, at most `most` waiting."""

    def __init__(self, clock: Clock, *, life_s: float = LIFE_S, most: int = MOST) -> None:
        self._clock = clock
        self._life_s = life_s
        self._most = most
        self._waiting: dict[str, _Waiting[Pending]] = {}
        self._of_call: dict[str, str] = {}

    def __len__(self) -> int:
        """How many wait, old ones included until somebody sweeps."""
        return len(self._waiting)

    def issue(self, call_id: str, pending: Pending) -> str:
        """A fresh token (192 random bits, safe in a path) for the call `call_id`; an earlier one of
        the same call is void. Raises TokensFull."""
        self.withdraw(call_id)
        self._sweep()
        if len(self._waiting) >= self._most:
            raise TokensFull("Too many calls wait for their media socket; try again in a minute.")
        token = secrets.token_urlsafe(_RANDOM_BYTES)
        until = self._clock.instant() + self._life_s
        self._waiting[token] = _Waiting(call_id, pending, until)
        self._of_call[call_id] = token
        return token

    def take(
        self, token: str, fits: Callable[[Pending], bool] = lambda _pending: True
    ) -> Pending | None:
        """What waits under `token`, once; None: unknown, used, too old, or it does not fit: then
        it goes on waiting for the one whom it fits."""
        waiting = self._waiting.get(token)
        if waiting is None or not fits(waiting.pending):
            return None
        del self._waiting[token]
        self._of_call.pop(waiting.call_id, None)
        return waiting.pending if self._clock.instant() < waiting.until else None

    def amend(self, call_id: str, token: str, change: Callable[[Pending], Pending]) -> None:
        """More is known of a call that waits; nothing happens when this token does not wait for
        it."""
        waiting = self._waiting.get(token)
        if waiting is not None and waiting.call_id == call_id:
            self._waiting[token] = replace(waiting, pending=change(waiting.pending))

    def withdraw(self, call_id: str) -> None:
        """The call is over before its socket came."""
        token = self._of_call.pop(call_id, None)
        if token is not None:
            self._waiting.pop(token, None)

    def _sweep(self) -> None:
        now = self._clock.instant()
        while self._waiting:  # all live equally long, so the oldest stand first
            token, first = next(iter(self._waiting.items()))
            if now < first.until:
                return
            del self._waiting[token]
            self._of_call.pop(first.call_id, None)
