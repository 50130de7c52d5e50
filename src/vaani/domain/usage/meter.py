"""What has this call used so far, and which of its limits are reached? One meter for each call."""

from __future__ import annotations

from collections.abc import Callable

from vaani.call.plan import CallPlan
from vaani.call.ports.meter import Use
from vaani.domain.usage.prices import Prices
from vaani.domain.usage.rules import Spent, Tally, reached

Tell = Callable[[str, dict[str, str]], None]
"""Told `budget.soft` or `budget.hard` once each, with the budget's kind."""


class CallMeter:
    """A `Meter`. `others` is what the business used this month beside this call."""

    def __init__(
        self,
        plan: CallPlan,
        prices: Prices,
        monotonic: Callable[[], float],
        others: Callable[[CallMeter], Spent],
        tell: Tell,
    ) -> None:
        self.plan = plan
        self.tally = Tally(prices)
        self._monotonic, self._began = monotonic, monotonic()
        self._over: float | None = None
        self._others, self._tell = others, tell
        self._reached: set[str] = set()
        self._look()
        self.thrifty_at_start = bool(self._reached)

    @property
    def thrifty(self) -> bool:
        """A soft limit is reached."""
        self._look()
        return bool(self._reached)

    @property
    def exhausted(self) -> bool:
        """A hard limit is reached."""
        self._look()
        return "hard" in self._reached

    @property
    def spent(self) -> Spent:
        """By this call alone."""
        until = self._monotonic() if self._over is None else self._over
        return Spent(self.tally.tokens, max(0.0, until - self._began), self.tally.money)

    def used(self, use: Use) -> None:
        """Count it."""
        self.tally.add(use)
        self._look()

    def end(self) -> None:
        """The call is over: its length is its carrier's matter. Idempotent."""
        if self._over is None:
            self._over = self._monotonic()
            seconds = round(self.spent.seconds, 3)
            carrier = self.plan.carrier
            self.tally.add(Use("line", carrier, "", {"call_seconds": seconds}))

    def _look(self) -> None:
        if self._over is not None or "hard" in self._reached or not self.plan.business.budgets:
            return
        mine = self.spent
        month = self._others(self).and_(mine)
        for budget in self.plan.business.budgets:
            how = reached(budget, mine, month)
            if how and how not in self._reached:
                self._reached.add(how)
                self._tell(f"budget.{how}", {"per": budget.per, "of": budget.of})
