"""How often may somebody try to sign in? Attempts are counted by person, and by person and address.

A right password gives its attempt back. Whoever guesses at a person from one address is stopped
after five attempts, and soon after from any other; the person himself, at another address, has some
of his own left.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from vaani.api.middleware.rate_limit import Buckets
from vaani.kit.errors import DomainError

_FROM_ONE, _IN_ALL = 5, 60
"""Attempts a minute for one person: from one address (five at once), from all (fifteen at once)."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One that was counted, by its names."""

    one: str
    whole: str


class Throttle:
    """Of one process."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._from_one = Buckets(_FROM_ONE, now)
        self._in_all = Buckets(_IN_ALL, now)

    def begin(self, login: str, address: str) -> Attempt:
        """Count an attempt. Raises DomainError TOO_OFTEN with the seconds until the next one."""
        person = hashlib.sha256(login.strip().casefold().encode()).hexdigest()
        attempt = Attempt(f"{address} {person}", person)
        wait = self._from_one.take(attempt.one)
        wait = wait or self._in_all.take(attempt.whole)
        if wait:
            seconds = math.ceil(wait)
            raise DomainError(
                "TOO_OFTEN", f"Too many attempts to sign in: try again in {seconds} s.",
                {"retry_after_s": seconds},
            )  # fmt: skip
        return attempt

    def was_right(self, attempt: Attempt) -> None:
        """It shall not count."""
        self._from_one.give_back(attempt.one)
        self._in_all.give_back(attempt.whole)
