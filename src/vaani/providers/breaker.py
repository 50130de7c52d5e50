"""Is this engine worth asking now? A breaker for each engine, shared by all calls of a process.

After `TRIES` failures in a row, or one that trying again cannot mend (a refused key), the engine
rests, and at once where its server says for how long (`Retry-After`); each rest that ends in
another failure is twice as long, up to `LONGEST_REST_S`. When a rest is over, one call at a time
may try it: what comes back closes the breaker.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from vaani.kit.errors import ProviderError

log = logging.getLogger(__name__)

TRIES = 3
FIRST_REST_S = 15.0
LONGEST_REST_S = 240.0
_TRIAL_S = 10.0


class Breaker:
    """`clock` is monotonic seconds."""

    def __init__(self, engine: str, clock: Callable[[], float]) -> None:
        self.engine = engine
        self._clock = clock
        self._failed = 0
        self._rest_s = FIRST_REST_S
        self._until: float | None = None

    @property
    def open(self) -> bool:
        """Does the engine rest?"""
        return self._until is not None and self._clock() < self._until

    def allow(self) -> bool:
        """May it be asked? After a rest this says yes to one, and to others only when that one has
        reported or taken too long."""
        if self._until is None:
            return True
        now = self._clock()
        if now < self._until:
            return False
        self._until = now + _TRIAL_S
        return True

    def worked(self) -> None:
        """It did what it was asked."""
        if self._until is not None:
            log.warning("provider.back: %s", self.engine)
        self._failed, self._rest_s, self._until = 0, FIRST_REST_S, None

    def failed(self, error: ProviderError) -> None:
        """It did not."""
        again = self._until is not None
        self._failed += 1
        if error.wait_s > 0 and error.retryable:
            rest_s = min(LONGEST_REST_S, error.wait_s)
        elif not again and self._failed < TRIES and error.retryable:
            return
        else:
            rest_s = self._rest_s = min(LONGEST_REST_S, self._rest_s * 2) if again else FIRST_REST_S
        self._until = self._clock() + rest_s
        log.warning("provider.rests: %s for %d s, code %s", self.engine, rest_s, error.code)
