"""Keys are exchanged while every row stays readable, whenever the exchange is killed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from vaani.bootstrap import exchanging
from vaani.bootstrap.database import open_database, vault_of
from vaani.bootstrap.holding import held
from vaani.call.plan import Business, Caller, CallPlan
from vaani.call.ports.journal import TurnRecord
from vaani.call.ports.thinker import CallResult
from vaani.domain.businesses.service import Businesses
from vaani.domain.calls.service import Calls
from vaani.domain.consent.service import DoNotCall
from vaani.domain.customers.service import Customers
from vaani.domain.messages.service import Messages
from vaani.domain.sealing import exchange
from vaani.first_start import FILE_NAME
from vaani.kit.errors import SettingsError
from vaani.settings import Settings, load
from vaani.storage.paging import PageWish

PEOPLE = 7
RESULT = CallResult("answered", "en", summary="all said")
SHOP = """
slug: shop
name: Shop
kind: other
timezone: Asia/Kolkata
languages: [en]
hours: {fri: [{open: "12:00", close: "23:00"}]}
"""


class Killed(BaseException):
    """The process is gone."""


def number(one: int) -> str:
    return f"+91999997700{one}"


async def fill(settings: Settings, clock: Any) -> Business:
    async with open_database(settings, create=True) as (database, secrets):
        vault = vault_of(secrets)
        shop = (await Businesses(database, clock).import_text(SHOP)).business
        calls = Calls(database, vault, clock)
        for one in range(PEOPLE):
            plan = CallPlan(f"c{one}", shop, Caller(number(one)), "text", f"c{one}")
            await calls.begin(plan)
            journal = calls.journal(plan)
            journal.turn(TurnRecord(1, "caller", f"word {one}", "en", 0, 900))
            await journal.ended("completed", "caller", RESULT, 1000)
            await Customers(database, vault, clock).allow_greeting(
                shop.id, number(one), True, f"Guest {one}"
            )
            await Messages(database, vault, clock).leave(
                shop.id, "note", f"text {one}", "Asha", number(one), f"m{one}"
            )
            await DoNotCall(database, vault, clock).stop_calling(shop.id, number(one))
    return shop


async def check_readable(settings: Settings, clock: Any, shop: Business) -> str:
    """Everybody is found by his number and every word can be read; what the file is under."""
    async with open_database(settings, create=False) as (database, secrets):
        vault = vault_of(secrets)
        for one in range(PEOPLE):
            caller = await Customers(database, vault, clock).caller(shop.id, number(one))
            assert caller.name == f"Guest {one}"
            assert not await DoNotCall(database, vault, clock).may_call(shop.id, number(one))
            assert (await Calls(database, vault, clock).detail(f"c{one}")).turns[0].text == (
                f"word {one}"
            )
        page = await Messages(database, vault, clock).listing(shop.id, PageWish())
        assert {row.text for row in page.items} == {f"text {one}" for one in range(PEOPLE)}
        return secrets.key_id


async def _killed(settings: Settings, after: int) -> bool:
    """The exchange, killed after so many steps; False: it came to its end before."""
    steps = iter(range(after))

    def told(step: str) -> None:
        if step != "retired" and next(steps, None) is None:
            raise Killed

    try:
        await exchanging.exchange_keys(settings, told)
    except Killed:
        return True
    return False


@pytest.fixture
def settings(empty_url: str, tmp_path: Path) -> Settings:
    environ = {"VAANI_DATA": str(tmp_path / "house"), "VAANI_DATABASE_URL": empty_url}
    return load(environ=environ).settings


async def test_an_exchange_that_is_killed_anywhere_goes_on_and_every_row_is_readable(
    settings: Settings, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "AT_ONCE", 3)
    shop = await fill(settings, clock)
    before = yaml.safe_load((settings.data / FILE_NAME).read_text())
    kills = 0
    while await _killed(settings, after=kills):
        assert await check_readable(settings, clock, shop) == "k2"
        kills += 1
    assert kills > 3
    assert await check_readable(settings, clock, shop) == "k2"
    after = yaml.safe_load((settings.data / FILE_NAME).read_text())
    assert not [name for name in after if name.startswith("former")]
    assert after["encryption_key"] != before["encryption_key"]
    assert after["index_key"] != before["index_key"]
    assert after["session_key"] == before["session_key"]
    await _check_nothing_under("k1", settings)


async def test_stopped_after_the_index_and_before_the_end_it_only_retires(
    settings: Settings, clock: Any
) -> None:
    shop = await fill(settings, clock)

    def told(step: str) -> None:
        if step == "index":
            raise Killed

    with pytest.raises(Killed):
        await exchanging.exchange_keys(settings, told)
    assert await check_readable(settings, clock, shop) == "k2"
    steps: list[str] = []
    await exchanging.exchange_keys(settings, steps.append)
    assert steps == ["keys", "retired"]
    assert await check_readable(settings, clock, shop) == "k2"


async def test_keys_are_not_exchanged_under_a_running_server(
    settings: Settings, clock: Any
) -> None:
    await fill(settings, clock)
    before = (settings.data / FILE_NAME).read_bytes()
    with (
        held(settings.data, "vaani serve"),
        pytest.raises(SettingsError, match="is held by vaani serve"),
    ):
        await exchanging.exchange_keys(settings, lambda _step: None)
    assert (settings.data / FILE_NAME).read_bytes() == before


async def _check_nothing_under(key: str, settings: Settings) -> None:
    async with (
        open_database(settings, create=False) as (database, _),
        database.engine.connect() as connection,
    ):
        for one in exchange.COLUMNS:
            query = f"SELECT count(*) FROM {one.table} WHERE {one.column} LIKE '{key}.%'"
            assert (await connection.exec_driver_sql(query)).scalar_one() == 0, one
