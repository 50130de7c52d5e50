"""Calls over SIP, message by message: up, held, changed, and over exactly once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture(autouse=True)
def _phones(sip_house: Any) -> Iterator[None]:
    yield
    sip_house.put_down()


async def test_a_call_is_greeted_and_ended_by_the_caller(sip_house: Any) -> None:
    phone = await sip_house.up()
    await sip_house.until(lambda: any(one != 0xFF for one in phone.heard[-8000:]))
    assert (await phone.bye()).status == 200
    kept = await sip_house.ended(phone, "completed")
    assert (kept.caller, kept.carrier) == ("+919800000001", "sip")
    await sip_house.idle()
