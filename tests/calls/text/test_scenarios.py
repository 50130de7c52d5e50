"""Do scripted callers get what they called for? Every case of `scenarios/`, judged by its rows."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from vaani.call.plan import Caller, CallPlan
from vaani.dialogue.brain import FlowBrain
from vaani.domain.businesses.file import load_business
from vaani.testing.paper_desk import PaperDesk
from vaani.testing.simulation import play
from vaani.testing.text_call import HandClock, TextCall

FOLDER = Path(__file__).parent / "scenarios"


def cases() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*-calls.yaml")):
        document = yaml.safe_load(path.read_text("utf-8"))
        files = {slug: FOLDER / name for slug, name in document["businesses"].items()}
        found += [
            pytest.param(case, files[case["business"]], id=case["id"]) for case in document["cases"]
        ]
    return found


@pytest.mark.parametrize(("case", "file"), cases())
async def test_the_caller_gets_what_he_called_for(case: dict[str, Any], file: Path) -> None:
    async def open_call(case: dict[str, Any]) -> TextCall:
        business = load_business(file)
        clock = HandClock(datetime.fromisoformat(case["now"]))
        number = None if case["caller"] == "anonymous" else case["caller"]
        plan = CallPlan(
            "call-1", business, Caller(number), "text", "t-1", language=business.languages[0]
        )
        desk = PaperDesk(plan, clock)
        desk.seed(case.get("seed"))
        return TextCall(plan, FlowBrain(plan, desk), clock, desk.report)

    verdict = await play(case, open_call)

    talk = "\n".join(f"{who}: {text}" for who, text in verdict.transcript)
    assert verdict.passed, "\n".join([*verdict.problems, talk])
