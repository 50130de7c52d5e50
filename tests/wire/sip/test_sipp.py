"""sipp, which is nobody's stack of ours, calls the SIP port: answered, held, given up, refused."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from vaani.testing.sipp_scenarios import IS_HELD, TAKES_OURS, hears, request, scenario, sound
from vaani.testing.telephones import missing, sipp

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.telephones,
    pytest.mark.skipif("sipp" in missing(), reason="sipp is not installed"),
]
INN = "+919999977501"


@pytest.fixture(autouse=True)
def _phones(sip_house: Any) -> Iterator[None]:
    yield
    sip_house.put_down()


async def of(sip_house: Any, number: str) -> list[Any]:
    """The calls of a number."""
    return [one for one in await sip_house.calls() if one.caller == number]


async def test_it_is_answered_holds_comes_back_and_hangs_up(sip_house: Any, tmp_path: Path) -> None:
    number = "+919876500081"
    steps = scenario(
        number,
        request("INVITE", "1", "a", body=sound("sendrecv"), tagged=False), hears(200),
        request("ACK", "1", "b"), TAKES_OURS,
        request("INVITE", "2", "c", body=sound("sendonly")), hears(200, more=IS_HELD),
        request("ACK", "2", "d"),
        request("INVITE", "3", "e", body=sound("sendrecv")), hears(200), request("ACK", "3", "f"),
        request("BYE", "4", "g"), hears(200), '<Reference variables="1"/>',
    )  # fmt: skip
    status, said = await sipp(tmp_path / "sipp", steps, sip_house.port, INN)
    assert status == 0, said
    await sip_house.idle()
    (call,) = await of(sip_house, number)
    await sip_house.becomes(lambda: sip_house.stored(call.id), "completed")


async def test_it_gives_up_while_it_rings(
    sip_house: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = "+919876500082"
    desk = sip_house.house.app.state.carriers
    asked, gone, planned = asyncio.Event(), asyncio.Event(), desk.plan_for

    async def slowly(incoming: Any) -> Any:
        plan = await planned(incoming)
        asked.set()
        await gone.wait()
        return plan

    monkeypatch.setattr(desk, "plan_for", slowly)
    monkeypatch.setattr("vaani.api.carriers._PLAN_S", 30)
    steps = scenario(
        number,
        request("INVITE", "1", "a", body=sound("sendrecv"), tagged=False),
        '<recv response="100" optional="true"/><recv response="180"/>',
        request("CANCEL", "1", "a", tagged=False),
        '<recv response="200"/>', '<recv response="487"/>', request("ACK", "1", "a"),
    )  # fmt: skip
    status, said = await sipp(tmp_path / "sipp", steps, sip_house.port, INN)
    await asyncio.wait_for(asked.wait(), 60)
    gone.set()
    assert status == 0, said
    await sip_house.idle()
    (call,) = await of(sip_house, number)
    await sip_house.becomes(lambda: sip_house.stored(call.id), "canceled", "failed")


async def test_it_hears_busy_where_nobody_has_the_number(sip_house: Any, tmp_path: Path) -> None:
    number = "+919876500083"
    steps = scenario(
        number,
        request("INVITE", "1", "a", body=sound("sendrecv"), tagged=False),
        hears(486), request("ACK", "1", "a"),
    )  # fmt: skip
    status, said = await sipp(tmp_path / "sipp", steps, sip_house.port, "+919999977999")
    assert status == 0, said
    assert await of(sip_house, number) == []
