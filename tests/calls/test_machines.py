"""A machine picks up a call of ours: it is left its message, or let go; people are talked to."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from vaani.bootstrap.dialling import Manner, machine_manner
from vaani.call.plan import Machine, Text
from vaani.call.session import CallSession, Parts
from vaani.call.switchboard import Switchboard
from vaani.domain.outbound.rules import Policy
from vaani.providers.simulated.delays import REPLY, Delays
from vaani.providers.simulated.energy import EnergyDetector
from vaani.providers.simulated.speaker import SimulatedSpeaker
from vaani.providers.simulated.thinker import GREETING, SimulatedThinker
from vaani.providers.simulated.transcriber import SimulatedTranscriber
from vaani.testing.rehearsal import plan
from vaani.testing.stage import MemoryJournal, StageCaller, StageLine
from vaani.testing.virtual_time import run

MESSAGE = Text("Please call us back.")


async def called(
    sounds: list[tuple[float, float]], machine: Machine, knows: bool = False
) -> tuple[MemoryJournal, StageLine]:
    """Fifteen seconds with whoever picks up."""
    delays, journal, line = Delays(), MemoryJournal(), StageLine()
    board = Switchboard(EnergyDetector())
    parts = Parts(
        SimulatedTranscriber(delays), SimulatedThinker(delays), SimulatedSpeaker(delays), journal
    )
    made = replace(plan(), direction="outbound", machine=machine)
    session = CallSession(made, line, parts, board)
    line.ear = session
    if knows:
        asyncio.get_running_loop().call_later(2.0, session.machine_answered)
    async with asyncio.TaskGroup() as group:
        group.create_task(session.run())
        group.create_task(StageCaller(session, sounds).call(15))
    await board.close()
    return journal, line


def test_a_machine_is_left_its_message_when_it_has_been_silent() -> None:
    async def call() -> None:
        journal, line = await called([(0.4, 6.0)], Machine(hears=True, message=MESSAGE))
        assert journal.said("assistant")[-1] == MESSAGE.en
        assert journal.said("caller") == []
        assert 8.4 < line.heard[-1][0] < 9.2
        assert journal.ended_by == "assistant"

    run(call)


def test_a_machine_that_gets_no_message_is_let_go_while_it_talks() -> None:
    async def call() -> None:
        journal, line = await called([(0.4, 9.0)], Machine(hears=True))
        assert journal.ended_by == "assistant"
        assert line.hung_up_at is not None
        assert line.hung_up_at < 4.0

    run(call)


def test_a_person_who_says_hello_is_talked_to() -> None:
    async def call() -> None:
        journal, _ = await called([(0.4, 0.9), (5.0, 6.0)], Machine(hears=True, message=MESSAGE))
        said = journal.said("assistant")
        assert said[0].startswith(GREETING[:5])
        assert " ".join(REPLY) in said
        assert MESSAGE.en not in said
        assert journal.ended_by == "caller"

    run(call)


def test_what_is_left_on_a_machine_names_the_business_and_nothing_else() -> None:
    business = replace(plan().business, name="Inn")
    asks = Manner(Policy(), "", 30, 600, False, True, True, None)
    manner = machine_manner(business, asks)
    assert manner is not None
    assert manner.message is not None
    for said in (manner.message.en, manner.message.hi):
        assert said is not None
        assert "Inn" in said
        assert "{" not in said
    assert machine_manner(business, replace(asks, leaves_message=False)) == Machine(hears=True)
    off = replace(asks, leaves_message=False, hears_machines=False)
    assert machine_manner(business, off) is None


def test_what_the_carrier_knows_is_acted_on_where_a_message_is_to_be_left() -> None:
    async def call() -> None:
        journal, _ = await called([(0.4, 4.0)], Machine(hears=False, message=MESSAGE), knows=True)
        assert journal.said("assistant")[-1] == MESSAGE.en
        assert journal.ended_by == "assistant"

    run(call)
