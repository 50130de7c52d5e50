"""An owner reads what calls used, what it cost, what is unknown, and how his budgets stand."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import BISTRO

from vaani.bootstrap.metering import Bookkeeper
from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.meter import Use
from vaani.domain.usage.prices import load_prices

BUDGETS = (
    "budgets: [{per: month, of: tokens, soft: 50, hard: 1000}, {per: call, of: money, hard: 5}]\n"
)
PRICES = """
version: "7"
currency: INR
prices:
  - {role: thinking, engine: groq, unit: output_tokens, per: 1000, price: 0.5,
     source: the offer of the tenth, date: 2027-05-01}
"""


def nothing(_kind: str, _about: dict[str, str]) -> None:
    """Nobody is told."""


async def call(world: Any, number: str, tokens: float) -> str:
    """A call that used so many tokens, over and stored; its id."""
    business = await world.nouns.businesses.get("bistro")
    plan = await world.nouns.calls.begin(
        CallPlan(number, business, Caller(None), "twilio", f"CA{number}", test=True)
    )
    meter = world.nouns.usage.meter(plan, nothing)
    meter.used(Use("thinking", "groq", "m", {"output_tokens": tokens}))
    meter.used(Use("speaking", "sarvam", "v", {"characters": 12}))
    await world.nouns.usage.ended(meter)
    return str(plan.call_id)


async def test_the_owner_reads_what_a_call_and_the_month_used(world: Any, tmp_path: Any) -> None:
    prices = tmp_path / "prices.yaml"
    prices.write_text(PRICES, encoding="utf-8")
    world.nouns.usage.prices = load_prices(prices)
    await world.nouns.businesses.import_text(BISTRO + BUDGETS)
    first = await call(world, "c1", 40)
    await call(world, "c2", 20)

    detail = (await world.viewer.get(f"/api/v1/calls/{first}")).json()["data"]["usage"]
    thought = next(one for one in detail["lines"] if one["role"] == "thinking")
    assert (thought["amount"], thought["cost"], thought["currency"]) == (40, "0.02", "INR")
    assert detail["costs"] == {"INR": "0.02"}
    assert "speaking: sarvam v, characters" in detail["unknown"]
    said = next(one for one in detail["lines"] if one["role"] == "speaking")
    assert said["cost"] is None

    month = (await world.viewer.get("/api/v1/usage")).json()["data"]
    assert (month["prices"], month["costs"]) == ("7", {"INR": "0.03"})
    assert month["budgets"] == [
        {"per": "month", "of": "tokens", "soft": "50", "hard": "1000", "used": "60.0",
         "reached": "soft"},
        {"per": "call", "of": "money", "soft": None, "hard": "5", "used": None, "reached": ""},
    ]  # fmt: skip
    before = (await world.viewer.get("/api/v1/usage?to=2027-05-01")).json()["data"]
    assert before["lines"] == []
    foreign = await world.other.get("/api/v1/usage?business=bistro")
    assert foreign.status_code == 404


async def test_what_was_used_before_the_start_counts_towards_the_month(world: Any) -> None:
    await world.nouns.businesses.import_text(BISTRO + BUDGETS)
    await call(world, "c1", 70)
    business = await world.nouns.businesses.get("bistro")
    world.nouns.usage._months.clear()  # as another process, or one that starts, finds it
    await Bookkeeper(world.nouns.businesses, world.nouns.usage).look()
    plan = CallPlan("c9", business, Caller(None), "twilio", "CA9")
    assert world.nouns.usage.meter(plan, nothing).thrifty_at_start
