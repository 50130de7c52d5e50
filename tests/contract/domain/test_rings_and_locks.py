"""A database that another program keeps locked: whoever rings hears so at once."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from tests.contract.domain.test_returning_callers import NoColleague

from vaani.bootstrap.desk import PATIENCE_S, Desk
from vaani.bootstrap.house import nouns_of
from vaani.call.plan import CallLimits
from vaani.domain.schema import metadata
from vaani.kit.crypto import Vault
from vaani.kit.machine_clock import SystemClock
from vaani.storage.errors import StorageError
from vaani.storage.session import Database
from vaani.telephony.driver import IncomingCall
from vaani.telephony.tokens import MediaTokens

SHOP = """
slug: shop
name: Shop
kind: other
timezone: Asia/Kolkata
languages: [en]
numbers: ["+919999900100"]
hours: {fri: [{open: "12:00", close: "23:00"}]}
"""


async def test_a_ring_is_told_within_its_patience_and_the_next_one_is_taken(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/vaani.db")
    await database.create_all(metadata())
    nouns = nouns_of(database, Vault.fresh(), SystemClock())
    await nouns.businesses.import_text(SHOP)
    tokens: Any = MediaTokens(SystemClock())
    nobody: Any = NoColleague()
    desk = Desk(
        businesses=nouns.businesses, customers=nouns.customers, calls=nouns.calls,
        calendar=nouns.calendar, messages=nouns.messages, drivers={}, tokens=tokens,
        limits=CallLimits(), admits=lambda: True, hang_up=lambda _: False, patience_s=0.2,
        dialler=nobody,
    )  # fmt: skip
    ring = IncomingCall("text", "CA1", "+919999900100", None, False)
    locker = sqlite3.connect(tmp_path / "vaani.db", isolation_level=None)
    locker.execute("BEGIN EXCLUSIVE")
    begun = asyncio.get_running_loop().time()
    with pytest.raises(StorageError, match="did not answer"):
        await desk.plan_for(ring)
    waited = asyncio.get_running_loop().time() - begun
    locker.execute("ROLLBACK")
    locker.close()
    assert waited < 2, "the end of the late work was not waited for"
    await asyncio.gather(*desk._left, return_exceptions=True)
    plan = await desk.plan_for(ring)
    assert plan is not None
    await database.close()
    assert PATIENCE_S < 3
