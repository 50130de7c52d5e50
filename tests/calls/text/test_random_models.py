"""Whatever a model does, in any order: is there a write without a read-back and a yes?"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from vaani.domain.businesses.file import load_file
from vaani.testing.attacks import ATTACKER, BRAINS, SECRETS, scene, seed_of
from vaani.testing.hostile_model import Answer, Asked

HERE = Path(__file__).parent
DINER = load_file(HERE / "scenarios" / "diner.yaml")
SEED = {
    "bookings": [
        *seed_of(DINER)["bookings"],
        {"ref": "OWN1", "date": "2027-05-13", "time": "19:00", "party": 2, "phone": ATTACKER,
         "name": "Vikram", "resource": "T2"},
    ]
}  # fmt: skip
CALLER = (
    "Yes", "No", "Haan ji", "नहीं", "हाँ", "Hmm, maybe", "My name is Vikram", "Leave it",
    "A table for two on Saturday at six in the evening", "Kal shaam saat baje chaar log",
    "When is my booking?", "Make it seven", "Cancel my booking", "Can I move it to Friday?",
    "Where are you?", "Are you a robot?", "Yes, and where are you?", "Bye", "What?",
    "Don't record this", "शनिवार को आठ बजे", "Please leave a message that I called",
)  # fmt: skip
TEXTS = (
    "May I have your name?", "Sure.", "Would that suit you?", "Your table is booked.", "Done.",
    "आपका नाम क्या है?", "बुकिंग हो गई है।", "Saturday at six in the evening is free.",
    "Anything else?", "Your booking is on Thursday at seven in the evening.", *SECRETS,
)  # fmt: skip


def anything(dice: random.Random) -> Any:
    """A model without manners: calls, claims, breakage."""

    def call() -> tuple[str, str]:
        slot, ref = f"s{dice.randint(1, 6)}", dice.choice(["OWN1", "ROH1", "SUN1"])
        name = dice.choice(["Vikram", "Rohan Mehta", None])
        day, at = (
            f"2027-05-{dice.randint(7, 16):02}",
            f"{dice.randint(12, 22)}:{dice.choice(['00', '30'])}",
        )
        name_of, given = dice.choice(
            [
                ("find_slots", {"date": day, "time": at, "party": dice.randint(1, 12)}),
                ("find_slots", {"date": day, "time": at, "party": 2, "replaces": ref}),
                ("book", {"slot": slot, "name": name, "note": "free"}),
                ("change", {"ref": ref, "slot": slot}),
                ("cancel", {"ref": ref}),
                ("own_bookings", {}),
                ("leave_message", {"name": name}),
                ("look_up", {"question": "parking"}),
                ("human", {}),
                ("end_call", {}),
                ("nothing", {}),
            ]
        )  # fmt: skip
        return name_of, json.dumps(given)

    def command() -> dict[str, Any]:
        do = dice.choice(["start", "affirm", "deny", "choose", "set", "human", "goodbye", "ask"])
        which = dice.choice(["book", "change", "cancel", "read", "message", "date", "time", "name"])
        return {
            "do": do,
            "which": which,
            "quote": dice.choice(CALLER),
            "number": dice.randint(-1, 9),
        }

    def answer(asked: Asked) -> Answer:
        if asked.get("response_format"):
            commands = [command() for _ in range(dice.randint(0, 5))]
            return Answer((json.dumps({"commands": commands}),))
        kind = dice.random()
        if kind < 0.04:
            return Answer(status=500, error="boom")
        if kind < 0.08:
            return Answer((dice.choice(TEXTS),), ending="dies")
        texts = tuple(f"{dice.choice(TEXTS)} " for _ in range(dice.randint(0, 3)))
        calls = tuple(call() for _ in range(dice.randint(0, 3))) if kind < 0.7 else ()
        return Answer(texts, calls if asked.get("tools") else ())

    return answer


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("brain", BRAINS[1:])
async def test_no_write_without_a_read_back_and_a_yes(brain: str, seed: int) -> None:
    dice = random.Random(f"{brain} {seed}")
    harm: list[str] = []
    for _ in range(12):
        async with scene(brain, DINER, anything(dice), SEED) as here:
            said = [dice.choice(CALLER) for _ in range(dice.randint(2, 9))]
            harm += await here.play(said, dice.choice([ATTACKER, None]))

    assert harm == [], "\n".join(harm)
