"""What does a caller notice when an engine fails, over many calls? `python bench/failures.py [N]`,
or `python bench/failures.py sockets [N]` over real sockets, on the machine's own clock.

N calls (50 unless said) on virtual time for each bad day of the recogniser, the caller speaking at
another moment in each; the table says how many sentences were heard whole, how long the longest
answer took to begin, and how many apologies there were. The second table is that of the local
recogniser: slow, stuck or broken in mid-call, with the longest silence and how the call ended. The
third has whole bookings on every bad day of every engine: how many came to be, how many callers
were told what is not so, the longest silence in which it was not the caller's turn, sentences said
twice, and calls without a sound. `sockets` makes the third table anew, N calls (2 unless said) of
each bad day at the far end of Twilio's wire, the vendors being servers on loopback; six at once.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import uvloop

from vaani.api.door import Door, bind
from vaani.api.media import media_protocols
from vaani.call.phrases import APOLOGY
from vaani.call.plan import Business
from vaani.domain.businesses.file import load_file
from vaani.providers.hearing_chain import ChainedTranscriber
from vaani.providers.simulated.delays import Delays
from vaani.providers.simulated.speaker import SimulatedSpeaker
from vaani.providers.simulated.thinker import TOO_BUSY
from vaani.testing import failing_bookings
from vaani.testing.failing_bookings import Played
from vaani.testing.failing_calls import WORDS, play, recogniser
from vaani.testing.failing_calls import Played as Answered
from vaani.testing.failing_jobs import FAULTS, always, endure
from vaani.testing.failing_jobs import WORDS as WORDS_HERE
from vaani.testing.failing_sockets import Street
from vaani.testing.vendors.faults import Fault, Lines
from vaani.testing.virtual_time import run

AT_ONCE = 6
DAYS = {
    "well": (),
    "refused at the start": (Fault(status=401),),
    "overloaded twice": (Fault(status=503),) * 2,
    "reset in mid-speech": (Fault(drop_after=1),),
    "reset twice": (Fault(drop_after=1),) * 2,
    "silent": (Fault(stall_after=0),),
    "silent after a partial": (Fault(stall_after=1),),
    "garbage twice": (Fault(garbage_after=0),) * 2,
}


def one(faults: tuple[Fault, ...], offset_s: float) -> Answered:
    """One call."""

    async def call() -> Answered:
        lines = Lines((WORDS,))
        chain = ChainedTranscriber([recogniser("a", lines, faults), recogniser("b", lines)])
        return await play(chain, SimulatedSpeaker(Delays()), offset_s)

    return run(call)


def main() -> None:
    """Print the tables."""
    if sys.argv[1:2] == ["sockets"]:
        bookings(int(sys.argv[2]) if len(sys.argv) > 2 else 2, over_sockets)
        return
    calls = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    print(f"{'the recogniser is':<24} {'whole':>6} {'lost words':>11} {'slowest':>8} {'sorry':>6}")
    for day, faults in DAYS.items():
        played = [one(faults, number * 0.043) for number in range(calls)]
        said = [" ".join(call.journal.said("caller")) for call in played]
        whole = sum(text == WORDS for text in said)
        lost = max(len(WORDS.split()) - len(text.split()) for text in said)
        slowest = max(call.answered_after for call in played)
        sorry = sum(APOLOGY.en in " ".join(call.journal.said("assistant")) for call in played)
        print(f"{day:<24} {whole:>3}/{calls:<2} {lost:>11} {slowest:>6.2f} s {sorry:>6}")
    print(f"\n{'the local recogniser':<24} {'whole':>6} {'silence':>8} {'told the truth':>15}")
    never = {"no job ever returns": always(None)}
    for day, fault in {**FAULTS, **never}.items():
        calls_made = [run(lambda: endure(fault, number, 24)) for number in range(calls)]  # noqa: B023
        whole = sum(call.journal.said("caller") == [WORDS_HERE] for call in calls_made)
        silence = max(call.silence_s for call in calls_made)
        told = sum(TOO_BUSY in call.journal.said("assistant") for call in calls_made)
        print(f"{day:<24} {whole:>3}/{calls:<2} {silence:>6.2f} s {told:>15}")
    bookings(calls, on_virtual_time)


def on_virtual_time(business: Business, calls: int) -> Iterator[tuple[str, list[Played]]]:
    """Every bad day and its calls."""
    for day, what in failing_bookings.DAYS.items():
        offsets = [number * 0.029 for number in range(calls)]
        yield day, [run(partial(failing_bookings.play, business, what, at)) for at in offsets]


def over_sockets(business: Business, calls: int) -> Iterator[tuple[str, list[Played]]]:
    """The same, some of them at once."""

    async def all_of_them() -> list[Played]:
        some = asyncio.Semaphore(AT_ONCE)
        async with street() as door:

            async def call(number: int, day: failing_bookings.Day) -> Played:
                async with some:
                    return await door.play(business, day, number, number % calls * 0.029)

            wanted = [day for day in failing_bookings.DAYS.values() for _ in range(calls)]
            return await asyncio.gather(*(call(n, day) for n, day in enumerate(wanted)))

    played = uvloop.run(all_of_them())
    for number, day in enumerate(failing_bookings.DAYS):
        yield day, played[number * calls : (number + 1) * calls]


@asynccontextmanager
async def street() -> AsyncIterator[Street]:
    """An open door on loopback."""
    made, listener = Street(), bind("127.0.0.1", 0)
    door = Door(listener, media_protocols(made), None)
    door.open()
    made.url = f"ws://127.0.0.1:{listener.getsockname()[1]}/media"
    try:
        yield made
    finally:
        door.close()
        await made.board.close()


def bookings(
    calls: int, made: Callable[[Business, int], Iterator[tuple[str, list[Played]]]]
) -> None:
    """The table of whole bookings."""
    file = Path(__file__).parents[1] / "tests" / "calls" / "text" / "scenarios" / "diner.yaml"
    print(
        f"\n{'in a whole booking':<36} {'booked':>7} {'message':>8} {'untrue':>7} {'silence':>8} "
        f"{'twice':>6} {'mute':>5}"
    )
    for day, played in made(load_file(file).business, calls):
        booked = sum(one.booked == [("Kavya", 4)] for one in played)
        left = sum(len(one.desk.messages) for one in played)
        kept = [bool(one.booked or one.desk.messages) for one in played]
        untrue = sum(one.promised != is_ for one, is_ in zip(played, kept, strict=True))
        silence = max(one.longest_gap for one in played)
        twice = sum(bool(one.said_twice) for one in played)
        mute = sum(not one.heard for one in played)
        print(
            f"{day:<36} {booked:>4}/{calls:<2} {left:>8} {untrue:>7} {silence:>6.2f} s "
            f"{twice:>6} {mute:>5}"
        )


if __name__ == "__main__":
    main()
