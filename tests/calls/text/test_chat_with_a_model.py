"""Does `vaani chat --brain llm` talk with any OpenAI-compatible server, and say what it lacks?"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from vaani.testing.hostile_model import Answer, Asked, ScriptedModel, text

DINER = Path(__file__).parent / "scenarios" / "diner.yaml"
FIND = '{"date": "2027-05-08", "time": "18:00", "party": 4}'
SAID = (
    "A table for four on Saturday at six in the evening please", "Kavya", "Yes please", "No, bye",
)  # fmt: skip


async def chat(*arguments: str, said: tuple[str, ...] = (), **env: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of one `vaani chat`."""
    clean = {k: v for k, v in os.environ.items() if "OPENAI" not in k and "VAANI_D" not in k}
    process = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("vaani")), "chat", "--business", str(DINER),
        "--now", "2027-05-06T10:15+05:30", "--caller", "+919999977001", *arguments,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE, env={**clean, **env},
    )  # fmt: skip
    lines = "".join(json.dumps({"say": one}) + "\n" for one in said)
    out, err = await process.communicate(lines.encode())
    return process.returncode or 0, out.decode(), err.decode()


def final(out: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(out.splitlines()[-1])["final"]
    return found


async def test_a_booking_is_made_with_a_model_that_talks() -> None:
    answers = [
        Answer((), (("find_slots", FIND),)),
        text("Saturday at six in the evening is free. ", "May I have your name?"),
        Answer((), (("book", '{"slot": "s1", "name": "Kavya", "note": null}'),)),
    ]

    def answer(_: Asked) -> Answer:
        return answers.pop(0) if answers else text("Thank you.")

    async with ScriptedModel(answer) as server:
        status, out, _ = await chat(
            "--brain", "llm", "--json", said=SAID,
            VAANI_PROVIDERS__OPENAI__MODEL="scripted",
            VAANI_PROVIDERS__OPENAI__BASE_URL=server.base_url,
        )  # fmt: skip
        asked = server.asked

    assert status == 0
    row = final(out)["bookings"][0]
    assert (row["date"], row["time"], row["name"]) == ("2027-05-08", "18:00", "Kavya")
    assert asked[0]["model"] == "scripted"


async def test_a_server_that_is_gone_costs_the_caller_nothing() -> None:
    async with ScriptedModel(lambda _: text("")) as server:
        gone = server.base_url
    for brain in (("--brain", "llm"), ("--understanding", "model")):
        status, out, _ = await chat(
            *brain, "--json", said=SAID, VAANI_PROVIDERS__OPENAI__MODEL="scripted",
            VAANI_PROVIDERS__OPENAI__BASE_URL=gone,
        )  # fmt: skip

        assert status == 0
        assert final(out)["outcome"] == "booked"


async def test_without_a_model_one_sentence_says_what_to_set() -> None:
    status, out, err = await chat("--brain", "llm")

    assert status == 2
    assert out == ""
    assert "VAANI_PROVIDERS__OPENAI__MODEL" in err


async def test_the_vendors_own_address_needs_a_key() -> None:
    status, _, err = await chat("--brain", "llm", VAANI_PROVIDERS__OPENAI__MODEL="some-model")

    assert status == 2
    assert "OPENAI_API_KEY" in err
