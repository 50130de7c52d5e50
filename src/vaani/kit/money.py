"""How is an amount written? Whole units of a currency, grouped as the country does."""

from __future__ import annotations

from dataclasses import dataclass

_SIGNS = {"INR": "₹", "USD": "$", "EUR": "€", "GBP": "£"}


@dataclass(frozen=True, slots=True)
class Money:
    """`amount` counts whole rupees, dollars ..."""

    amount: int
    currency: str = "INR"

    def __str__(self) -> str:
        sign = "-" if self.amount < 0 else ""
        mark = _SIGNS.get(self.currency, f"{self.currency} ")
        return f"{sign}{mark}{_grouped(abs(self.amount), self.currency)}"


def _grouped(amount: int, currency: str) -> str:
    if currency != "INR" or amount < 1000:
        return f"{amount:,}"
    head, tail = divmod(amount, 1000)
    groups = [f"{tail:03}"]
    while head >= 100:
        head, pair = divmod(head, 100)
        groups.insert(0, f"{pair:02}")
    return ",".join([str(head), *groups])
