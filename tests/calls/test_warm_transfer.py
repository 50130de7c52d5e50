"""A colleague asked on a second line, with the real session, on virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

from vaani.call.consult import Consultation, Place
from vaani.call.plan import Transfer
from vaani.call.ports.thinker import CallerTurn, CallResult, Commit, ReplyEnd, ReplyPart, Sentence
from vaani.call.session import CallSession, Parts
from vaani.call.switchboard import Switchboard
from vaani.providers.simulated.delays import Delays
from vaani.providers.simulated.energy import EnergyDetector
from vaani.providers.simulated.speaker import SimulatedSpeaker
from vaani.providers.simulated.transcriber import SimulatedTranscriber
from vaani.testing.rehearsal import plan
from vaani.testing.stage import MemoryJournal, StageCaller, StageLine
from vaani.testing.virtual_time import passes, run

DESK = "+911140001234"


class Reception:
    """A brain that passes on at once, and then takes messages."""

    async def reply(self, turn: CallerTurn, commit: Commit) -> AsyncIterator[ReplyPart]:
        if turn.kind == "start":
            yield Sentence("I am connecting you.", "en")
            yield ReplyEnd(("handoff",), then="transfer", transfer_to=DESK)
        elif turn.kind == "silence":
            yield ReplyEnd()
        else:
            yield Sentence("What is the message?", "en")
            yield ReplyEnd((), "reason")

    async def hung_up(self) -> CallResult:
        return CallResult("transferred", "en", transfer=DESK)


class Warm:
    """A caller, and a colleague whose telephone is `line`."""

    def __init__(self, picks_up_after: float | None = 2.0) -> None:
        made = plan()
        business = replace(made.business, transfer=Transfer(DESK, warm=True))
        self.board = Switchboard(EnergyDetector())
        self.caller, self.line, self.journal = StageLine(), StageLine(), MemoryJournal()
        self.asked: Consultation | None = None
        self.ended = 0
        self._after = picks_up_after
        parts = Parts(
            transcriber=SimulatedTranscriber(Delays()),
            thinker=Reception(),
            speaker=SimulatedSpeaker(Delays()),
            journal=self.journal,
            colleague=self._colleague,
            ears=lambda: SimulatedTranscriber(Delays()),
        )
        self.session = CallSession(
            replace(made, business=business, warm=True), self.caller, parts, self.board
        )
        self.caller.ear = self.session

    def _colleague(self, number: str) -> Place:
        assert number == DESK
        return self._ring

    async def _ring(self, asked: Consultation) -> Callable[[], Awaitable[None]]:
        self.asked = asked
        if self._after is not None:
            asyncio.get_running_loop().call_later(self._after, self._picks_up)
        return self._end

    def _picks_up(self) -> None:
        assert self.asked is not None
        self.line.ear = self.asked.opened(self.line)

    async def _end(self) -> None:
        self.ended += 1

    async def play(self, seconds: float, *acts: tuple[float, Callable[[], object]]) -> None:
        async def act(at: float, what: Callable[[], object]) -> None:
            await passes(at)
            what()

        async with asyncio.TaskGroup() as group:
            group.create_task(self.session.run())
            group.create_task(StageCaller(self.session, []).call(seconds))
            for at, what in acts:
                group.create_task(act(at, what))
        await self.board.close()

    def events(self) -> list[str]:
        return [kind for kind, _, _ in self.journal.events]

    @property
    def colleague(self) -> Consultation:
        assert self.asked is not None
        return self.asked


def test_the_caller_hears_music_until_the_colleague_accepts_and_both_lines_end() -> None:
    async def call() -> None:
        warm = Warm()
        await warm.play(
            30,
            (8.0, lambda: warm.colleague.digit("1")),
            (12.0, lambda: warm.colleague.media(b"\x12\x92" * 80)),
            (15.0, lambda: warm.colleague.gone("hangup")),
        )
        assert not any(warm.caller.silent_at(at / 10) for at in range(22, 78))
        assert warm.caller.silent_at(9.0)
        assert not warm.caller.silent_at(12.01)
        heard = [stretch for stretch in warm.line.heard if stretch[0] > 8.0]
        assert sum(end - start for start, end in heard) > 6.0
        assert "transfer.colleague_gone" in warm.events()
        assert warm.journal.ended_by == "system"
        assert warm.journal.result is not None
        assert warm.journal.result.outcome == "transferred"
        assert warm.line.hung_up_at is not None
        assert warm.caller.transferred is None
        assert warm.ended == 1

    run(call)


def test_a_voicemail_that_presses_nothing_and_nobody_at_all_bring_the_caller_back() -> None:
    async def call() -> None:
        for after, why in ((2.0, "machine"), (None, "no_answer")):
            warm = Warm(after)
            await warm.play(60)
            told = [data for kind, _, data in warm.journal.events if kind == "transfer.not_taken"]
            assert told == [{"why": why}]
            assert "What is the message?" in " ".join(warm.journal.said("assistant"))
            assert (warm.line.hung_up_at is not None) is (after is not None)
            assert warm.ended == 1
            assert warm.journal.result is not None
            assert warm.journal.result.transfer is None

    run(call)


def test_a_process_that_stops_in_mid_transfer_ends_both_calls_with_a_word() -> None:
    async def call() -> None:
        for accepted in (True, False):
            warm = Warm()
            acts: list[tuple[float, Callable[[], object]]] = [(10.0, warm.session.drain)]
            if accepted:
                acts.append((8.0, lambda warm=warm: warm.colleague.digit("1")))  # type: ignore[misc]
            begun = asyncio.get_running_loop().time()
            await warm.play(30, *acts)
            assert "end this call now" in warm.journal.said("assistant")[-1]
            assert warm.line.hung_up_at is not None
            assert warm.line.hung_up_at - begun < 11
            assert warm.ended == 1

    run(call)


def test_a_caller_who_hangs_up_meanwhile_takes_the_colleagues_call_with_him() -> None:
    async def call() -> None:
        for after in (2.0, None):
            warm = Warm(after)
            await warm.play(7)
            assert warm.journal.ended_by == "caller"
            assert (warm.line.hung_up_at is not None) is (after is not None)
            assert warm.ended == 1

    run(call)
