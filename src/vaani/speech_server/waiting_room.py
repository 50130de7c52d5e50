"""How many requests of other programs may wait for the engines? A bounded number; more hear when to
come again, so that nobody waits for what will never come in time."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from vaani.speech_server.refusals import Refused

_FIRST_GUESS_S = 1.0
_WEIGHT = 0.2
_LONGEST_S = 60


class WaitingRoom:
    """`seats` requests at the same time, the ones that are being worked on among them."""

    def __init__(self, seats: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._seats = seats
        self._clock = clock
        self._taken = 0
        self._mean_s = _FIRST_GUESS_S
        self.refused = 0
        """Requests that found no seat."""

    @property
    def seats(self) -> int:
        """How many there are."""
        return self._seats

    def resize(self, seats: int) -> None:
        """From now on there are so many; whoever has one keeps it."""
        self._seats = seats

    @property
    def taken(self) -> int:
        """Seats in use now."""
        return self._taken

    @contextmanager
    def seat(self) -> Iterator[None]:
        """Hold a seat. Raises Refused(busy) with the seconds after which one is likely free: the
        mean time of a request, of those that ended lately."""
        if self._taken >= self._seats:
            self.refused += 1
            after = min(_LONGEST_S, max(1, math.ceil(self._mean_s)))
            raise Refused(
                "busy",
                f"{self._seats} requests for speech are under way: ask again in {after} s.",
                retry_after_s=after,
            )
        self._taken += 1
        began = self._clock()
        try:
            yield
        finally:
            self._taken -= 1
            self._mean_s += _WEIGHT * (self._clock() - began - self._mean_s)
