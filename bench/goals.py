"""Do callers with wishes of all kinds get what they meant, and nothing else?

Generated callers (goals, slot orders, slips of the tongue, second thoughts, digressions, hang-ups,
four language varieties) talk to the rule brain over rows in memory; beside each call an independent
model of the rules keeps the calendar. Prints how many were served, and every difference.
Usage: goals.py [--count 10000] [--seed 1] [--show 5]
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

from vaani.testing.goal_places import demo_places, outcome_of, place_of

SCENARIOS = Path(__file__).parent.parent / "tests/calls/text/scenarios"


async def measure(count: int, seed: int, show: int) -> int:
    """All calls; the number of those with a problem."""
    files = [SCENARIOS / name for name in ("diner.yaml", "clinic.yaml")]
    places = (*demo_places(), *(place_of(file.read_text("utf-8")) for file in files))
    began = time.perf_counter()
    served: Counter[str] = Counter()
    left: Counter[str] = Counter()
    calls: Counter[str] = Counter()
    problems: Counter[str] = Counter()
    longest = shown = wrong = 0
    for number in range(seed, seed + count):
        outcome = await outcome_of(Random(number), places)
        tongue = outcome.goal.tongue
        calls[tongue] += 1
        served[tongue] += outcome.served
        left[tongue] += outcome.left and not outcome.served
        longest = max(longest, outcome.turns)
        wrong += bool(outcome.problems)
        for problem in outcome.problems:
            problems[" ".join(problem.split()[:4])] += 1
        if outcome.problems and shown < show:
            shown += 1
            print(f"seed {number}: {outcome.problems}")
            for speaker, text in outcome.transcript:
                print(f"    {speaker:<9}  {text}")
    for tongue in sorted(calls):
        print(f"{tongue:<9} {calls[tongue]:>6} calls: {served[tongue]} served, {left[tongue]} left")
    for problem, times in problems.most_common():
        print(f"{times:>6}  {problem}")
    seconds = time.perf_counter() - began
    print(f"{count} calls in {seconds:.0f} s, at most {longest} turns; {wrong} with a problem")
    return wrong


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=5)
    arguments = parser.parse_args()
    sys.exit(1 if asyncio.run(measure(arguments.count, arguments.seed, arguments.show)) else 0)
