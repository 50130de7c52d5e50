"""How soon is a caller answered, with local models, measured on what he hears?

One call at a time against a real `vaani serve`, through the Twilio wire at 8 kHz mu-law: from the
end of the caller's voice to the first sound of the answer, on the recorded channels. Prints the
greeting, p50 and p95 and every turn. Usage: spoken_turns.py [--turns 40] [--business SLUG]
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from pathlib import Path

import numpy as np

from vaani.testing.served import Served, dial, phone_speech, speak, start

QUESTIONS = (
    "What time do you open on Sunday?",
    "Where are you?",
    "Do you have parking?",
    "How can I pay?",
    "Until when are you open on Friday night?",
    "What is your address?",
    "Can I pay by card?",
    "Is there parking for a car?",
)
VOICES = ("heart", "am_adam", "bf_emma", "am_michael")


async def one_call(
    served: Served, business: str, turns: int, voice: str
) -> tuple[float, list[float]]:
    """Greeting and answers of one call, in milliseconds."""
    peer, _ = await dial(served, business)
    await peer.assistant_finished(quiet_s=0.7)
    greeting = peer.answered_after_ms(0) or float("nan")
    answers = []
    for number in range(turns):
        if peer.closed.is_set():
            break
        text = QUESTIONS[number % len(QUESTIONS)]
        answered = await speak(peer, phone_speech(text, voice), quiet_s=0.7)
        if answered is not None:
            answers.append(answered)
            print(f"{answered:7.0f} ms  {voice:<10} {text}")
    await peer.hang_up()
    return greeting, answers


async def measure(turns: int, business: str) -> None:
    """All calls, then the figures."""
    with tempfile.TemporaryDirectory() as folder:
        served = start(Path(folder) / "data")
        try:
            greetings: list[float] = []
            answers: list[float] = []
            each = -(-turns // len(VOICES))
            for voice in VOICES:
                greeting, heard = await one_call(served, business, each, voice)
                greetings.append(greeting)
                answers += heard
        finally:
            served.stop()
    p50, p95, worst = np.percentile(answers, (50, 95, 100))
    print(f"greeting after {', '.join(f'{ms:.0f}' for ms in greetings)} ms")
    print(f"{len(answers)} turns: p50 {p50:.0f} ms, p95 {p95:.0f} ms, worst {worst:.0f} ms")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--turns", type=int, default=40)
    parser.add_argument("--business", required=True)
    arguments = parser.parse_args()
    asyncio.run(measure(arguments.turns, arguments.business))
