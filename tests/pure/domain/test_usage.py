"""What calls use is added up without invented prices, and budgets are reached where they say."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from vaani.call.plan import Budget, Business, Caller, CallPlan
from vaani.call.ports.chat_model import ChatRequest, Message, ModelEnd, ModelPart, TextPiece
from vaani.call.ports.meter import Use, begin
from vaani.domain.usage.meter import CallMeter
from vaani.domain.usage.prices import Prices, load_prices
from vaani.domain.usage.rules import Spent
from vaani.kit.errors import ProviderError, SettingsError
from vaani.providers.failures import ModelError
from vaani.providers.metered import MeteredModel, ThriftyModel, tokens_of

OWN = """
version: 2026-11-30
currency: INR
prices:
  - {role: thinking, engine: openai, unit: input_tokens, per: 1000000, price: 12.5,
     source: "our contract, page 3", date: 2026-11-01}
  - {role: thinking, engine: openai, unit: output_tokens, per: 1000000, price: "50",
     source: "our contract, page 3", date: 2026-11-01}
  - {role: thinking, engine: openai, model: big, unit: output_tokens, per: 1000, price: 1,
     source: "our contract, page 3", date: 2026-11-01}
"""


def table(folder: Path, text: str = OWN) -> Prices:
    place = folder / "prices.yaml"
    place.write_text(text, encoding="utf-8")
    return load_prices(place)


def plan(*budgets: Budget) -> CallPlan:
    business = Business("b", "b", "B", "other", "Asia/Kolkata", ("en",), {}, budgets=budgets)
    return CallPlan("c1", business, Caller(None), "twilio", "CA1")


class Call:
    """A meter with a clock that the test sets, and what it told."""

    def __init__(self, prices: Prices, *budgets: Budget, others: Spent | None = None) -> None:
        self.now = 0.0
        self.told: list[tuple[str, dict[str, str]]] = []
        self.meter = CallMeter(
            plan(*budgets), prices, lambda: self.now, lambda _mine: others or Spent(),
            lambda kind, about: self.told.append((kind, about)),
        )  # fmt: skip

    def tokens(self, count: float, model: str = "small") -> None:
        self.meter.used(Use("thinking", "openai", model, {"output_tokens": count}))


def test_the_shipped_table_names_units_and_invents_no_price() -> None:
    shipped = load_prices()
    assert {one.price for one in shipped.by_key.values()} == {None}
    assert shipped.cost("thinking", "openai", "m", "input_tokens", 5) is None
    assert shipped.cost("speaking", "local", "", "characters", 5) == 0
    assert shipped.cost("speaking", "someone-new", "", "characters", 5) is None


def test_a_models_own_price_goes_before_its_vendors(tmp_path: Path) -> None:
    prices = table(tmp_path)
    assert prices.cost("thinking", "openai", "small", "input_tokens", 2_000_000) == Decimal(25)
    assert prices.cost("thinking", "openai", "small", "output_tokens", 1000) == Decimal("0.05")
    assert prices.cost("thinking", "openai", "big", "output_tokens", 1000) == Decimal(1)
    assert prices.cost("thinking", "openai", "small", "cached_tokens", 9) is None
    assert prices.cost("speaking", "openai", "tts", "audio_seconds", 9) == 0, "billed by characters"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (OWN.replace(', source: "our contract, page 3", date: 2026-11-01', "")
            .replace('source: "our contract, page 3", ', ""), "needs its source and the date"),
        (OWN.replace("currency: INR\n", ""), "need a currency"),
        (OWN.replace("unit: input_tokens", "unit: words"), "prices.0.unit"),
        (OWN.replace("price: 12.5", "price: -1"), "prices.0.price"),
        (OWN.replace("per: 1000,", "per: 0,"), "prices.2.per"),
        ("- a list", "needs version"),
        ("{", "is no YAML"),
    ],
)  # fmt: skip
def test_a_wrong_table_is_refused_in_words(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        table(tmp_path, text)


def test_a_call_shows_what_it_used_what_it_cost_and_what_is_unknown(tmp_path: Path) -> None:
    call = Call(table(tmp_path))
    call.meter.used(Use("thinking", "openai", "small", {"input_tokens": 1e6, "output_tokens": 10}))
    call.meter.used(Use("thinking", "openai", "small", {"output_tokens": 6}, whole=False,
                        estimated=True))  # fmt: skip
    call.meter.used(Use("speaking", "cartesia", "sonic", {"characters": 40, "audio_seconds": 2}))
    call.now = 61.5
    call.meter.end()
    call.now = 99.0
    lines = {(one.engine, one.unit): one for one in call.meter.tally.lines()}
    assert lines["openai", "input_tokens"].cost == Decimal("12.5")
    words = lines["openai", "output_tokens"]
    assert (words.amount, words.attempts, words.broken, words.estimated) == (16, 2, 1, True)
    assert lines["cartesia", "characters"].cost is None
    assert lines["cartesia", "audio_seconds"].cost == 0
    assert lines["twilio", "call_seconds"].amount == 61.5
    assert call.meter.tally.unknown == {
        "speaking: cartesia sonic, characters", "line: twilio, call_seconds",
    }  # fmt: skip
    assert call.meter.spent.seconds == 61.5


def test_a_soft_limit_makes_a_call_thrifty_and_a_hard_one_ends_its_use(tmp_path: Path) -> None:
    call = Call(table(tmp_path), Budget("call", "tokens", Decimal(100), Decimal(200)))
    call.tokens(99)
    assert (call.meter.thrifty, call.meter.exhausted) == (False, False)
    call.tokens(1)
    assert (call.meter.thrifty, call.meter.exhausted) == (True, False)
    assert call.meter.thrifty_at_start is False
    call.tokens(100)
    call.tokens(1)
    assert call.meter.exhausted
    about = {"per": "call", "of": "tokens"}
    assert call.told == [("budget.soft", about), ("budget.hard", about)]


def test_time_and_the_months_money_count_too(tmp_path: Path) -> None:
    timed = Call(table(tmp_path), Budget("call", "seconds", None, Decimal(60)))
    timed.now = 59.9
    assert not timed.meter.exhausted
    timed.now = 60.0
    assert timed.meter.exhausted
    monthly = Budget("month", "money", Decimal(10), Decimal(11))
    call = Call(table(tmp_path), monthly, others=Spent(money=Decimal("10.5")))
    assert call.meter.thrifty_at_start
    call.tokens(500, model="big")
    assert call.meter.exhausted, "10.5 before, 0.5 now"


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({"prompt_tokens": 90, "completion_tokens": 8, "total_tokens": 98, "cached_tokens": 30},
         {"input_tokens": 60, "output_tokens": 8, "cached_tokens": 30}),
        ({"input_tokens": 10, "cache_read_input_tokens": 30, "cache_creation_input_tokens": 5,
          "output_tokens": 8}, {"input_tokens": 15, "output_tokens": 8, "cached_tokens": 30}),
        ({"promptTokenCount": 20, "candidatesTokenCount": 4, "thoughtsTokenCount": 3},
         {"input_tokens": 20, "output_tokens": 7}),
        ({}, {}),
    ],
)  # fmt: skip
def test_every_vendors_counts_are_read(told: dict[str, int], found: dict[str, int]) -> None:
    assert tokens_of(told) == found


class Model:
    """Gives its parts, then fails when it has an error."""

    def __init__(self, *parts: ModelPart, error: ProviderError | None = None) -> None:
        self.parts, self.error, self.asked = parts, error, 0

    async def stream(self, _request: ChatRequest) -> AsyncGenerator[ModelPart, None]:
        self.asked += 1
        for part in self.parts:
            yield part
        if self.error is not None:
            raise self.error


ASKED = ChatRequest((Message("user", "x" * 400),))
LATE = ProviderError("thinker", "late", code="late", retryable=True)
BUSY = ModelError("busy", code="rate", status=429, retryable=True)


async def all_of(model: Any) -> None:
    async for _ in model.stream(ASKED):
        pass


async def test_an_answer_that_breaks_off_is_estimated_and_a_refused_one_is_free(
    tmp_path: Path,
) -> None:
    call = Call(table(tmp_path))
    begin(call.meter)
    whole = Model(TextPiece("yes"), ModelEnd("stop", {"prompt_tokens": 7, "completion_tokens": 2}))
    await all_of(MeteredModel(whole, "openai", "a"))
    for model, error in ((Model(TextPiece("x" * 40), error=LATE), LATE), (Model(error=BUSY), BUSY)):
        with pytest.raises(ProviderError, match=str(error)):
            await all_of(MeteredModel(model, "openai", error.code))
    given_up = MeteredModel(whole, "openai", "given up").stream(ASKED)
    await anext(given_up)
    await given_up.aclose()
    lines = {(one.model, one.unit): one for one in call.meter.tally.lines()}
    assert (lines["a", "input_tokens"].amount, lines["a", "input_tokens"].estimated) == (7, False)
    late = lines["late", "input_tokens"]
    assert (late.amount, late.broken, late.estimated) == (100, 1, True)
    assert lines["late", "output_tokens"].amount == 10
    refused = lines["rate", "input_tokens"]
    assert (refused.amount, refused.attempts, refused.broken, refused.estimated) == (0, 1, 1, False)
    assert lines["given up", "output_tokens"].estimated


async def test_a_thrifty_call_asks_the_next_model_and_an_exhausted_one_none(
    tmp_path: Path,
) -> None:
    call = Call(table(tmp_path), Budget("call", "tokens", Decimal(10), Decimal(20)))
    begin(call.meter)
    usual, cheaper = (Model(ModelEnd("stop", {"prompt_tokens": 10})) for _ in range(2))
    model = ThriftyModel(MeteredModel(usual, "openai", "a"), MeteredModel(cheaper, "groq", "b"))
    await all_of(model)
    await all_of(model)
    assert (usual.asked, cheaper.asked) == (1, 1)
    with pytest.raises(ProviderError) as refused:
        await all_of(model)
    assert refused.value.code == "budget"
    assert (usual.asked, cheaper.asked) == (1, 1)


def test_a_business_file_keeps_its_budgets() -> None:
    from vaani.domain.businesses.export import to_yaml
    from vaani.domain.businesses.file import parse_business
    from vaani.kit.errors import FileError

    text = (
        "slug: b\nname: B\nkind: other\ntimezone: UTC\nhours: {}\nbudgets:\n"
        "  - {per: call, of: tokens, soft: 10, hard: 20}\n  - {per: month, of: money, hard: 9.5}\n"
    )
    business = parse_business(text).business
    assert business.budgets == (
        Budget("call", "tokens", Decimal(10), Decimal(20)),
        Budget("month", "money", None, Decimal("9.5")),
    )
    assert replace(parse_business(to_yaml(business)).business, id=business.id) == business
    wrong = text + "  - {per: year, of: tokens}\n  - {per: call, of: money, soft: 9, hard: 2}\n"
    with pytest.raises(FileError) as refused:
        parse_business(wrong)
    said = "\n".join(refused.value.problems)
    assert "budgets[2].per" in said
    assert "needs a limit" in said
    assert "soft 9 is above hard 2" in said
