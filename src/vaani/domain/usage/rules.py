"""How is a call's use added up, and when is a budget reached? Pure: what is used goes in.

A `Tally` holds what one call used, by engine, model and unit, and what of it has a price. A budget
is of one call or of a calendar month of the business's time zone, in tokens, seconds of calls or
money. What has no price does not count towards money; the tally says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from vaani.call.plan import Budget
from vaani.call.ports.meter import TOKENS, Role, Unit, Use
from vaani.domain.usage.prices import Prices

Engine = tuple[Role, str, str]
"""Role, engine, model."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What budgets are compared with."""

    tokens: float = 0.0
    seconds: float = 0.0
    money: Decimal = Decimal(0)

    def and_(self, other: Spent) -> Spent:
        """Both together."""
        return Spent(
            self.tokens + other.tokens, self.seconds + other.seconds, self.money + other.money
        )

    def of(self, what: str) -> Decimal:
        """The amount that a budget of this kind means."""
        found = {"tokens": self.tokens, "seconds": self.seconds}.get(what)
        return self.money if found is None else Decimal(repr(float(found)))


@dataclass(slots=True)
class EngineUse:
    """What one engine did. `broken`: attempts that failed or were given up."""

    amounts: dict[Unit, float] = field(default_factory=dict)
    attempts: int = 0
    broken: int = 0
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class UsedLine:
    """One unit of one engine. `cost` None: its price is unknown."""

    role: Role
    engine: str
    model: str
    unit: Unit
    amount: float
    attempts: int
    broken: int
    estimated: bool
    cost: Decimal | None


@dataclass(slots=True)
class Tally:
    """What one call used."""

    prices: Prices
    engines: dict[Engine, EngineUse] = field(default_factory=dict)
    tokens: float = 0.0
    money: Decimal = Decimal(0)
    unknown: set[str] = field(default_factory=set)
    """What has no price, as it is shown to the owner."""

    def add(self, use: Use) -> None:
        """One piece of work."""
        mine = self.engines.setdefault((use.role, use.engine, use.model), EngineUse())
        mine.attempts += 1
        mine.broken += not use.whole
        mine.estimated = mine.estimated or use.estimated
        for unit, amount in use.amounts.items():
            if amount <= 0:
                continue
            mine.amounts[unit] = mine.amounts.get(unit, 0.0) + amount
            if unit in TOKENS:
                self.tokens += amount
            cost = self.prices.cost(use.role, use.engine, use.model, unit, amount)
            if cost is None:
                self.unknown.add(named(use.role, use.engine, use.model, unit))
            else:
                self.money += cost

    def lines(self) -> Iterator[UsedLine]:
        """Each unit of each engine, with its cost; an engine that only failed has a line too."""
        for (role, engine, model), mine in self.engines.items():
            amounts: Mapping[Unit, float] = mine.amounts or {_EMPTY[role]: 0.0}
            for unit, amount in amounts.items():
                cost = self.prices.cost(role, engine, model, unit, amount)
                yield UsedLine(
                    role, engine, model, unit, amount, mine.attempts, mine.broken, mine.estimated,
                    cost,
                )  # fmt: skip


_EMPTY: Mapping[Role, Unit] = {
    "hearing": "audio_seconds",
    "speaking": "characters",
    "thinking": "input_tokens",
    "talking": "audio_seconds",
    "line": "call_seconds",
}


def named(role: str, engine: str, model: str, unit: str) -> str:
    """How something without a price is called."""
    return f"{role}: {engine}{f' {model}' if model else ''}, {unit}"


def reached(budget: Budget, call: Spent, month: Spent) -> str:
    """`hard`, `soft` or nothing: how far a budget is used. `month` includes this call."""
    used = (call if budget.per == "call" else month).of(budget.of)
    if budget.hard is not None and used >= budget.hard:
        return "hard"
    return "soft" if budget.soft is not None and used >= budget.soft else ""
