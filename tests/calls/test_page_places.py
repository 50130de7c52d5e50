"""How long a place waits for a page, and whose it is."""

from __future__ import annotations

from vaani.call.switchboard import Admission, Switchboard
from vaani.providers.simulated.energy import EnergyDetector
from vaani.testing.virtual_time import passes, run


def test_a_page_that_does_not_come_in_two_seconds_loses_its_place() -> None:
    async def call() -> None:
        board = Switchboard(EnergyDetector(), Admission(max_calls=4))
        assert [board.admits_page() for _ in range(2)] == [True, False]
        await passes(1.9)
        assert not board.admits_page()
        await passes(0.2)
        assert board.admits_page()
        assert board.expected == 0, "no carrier's call"

    run(call)


def test_places_of_pages_count_for_pages_and_not_for_carriers() -> None:
    async def call() -> None:
        board = Switchboard(EnergyDetector(), Admission(max_calls=4, per_second=4))
        assert board.admits_page()
        assert [board.admits() for _ in range(5)] == [True] * 4 + [False]
        assert not board.page_comes(), "carriers have come first"
        free = Switchboard(EnergyDetector(), Admission(max_calls=4))
        assert free.admits_page()
        assert free.page_comes()
        assert [free.admits() for _ in range(4)] == [True] * 3 + [False]

    run(call)
