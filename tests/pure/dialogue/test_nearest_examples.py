"""Words that no rule knows: the nearest examples decide, or the caller is asked again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from importlib import resources

import numpy as np
import pytest

from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.thinker import CallerTurn, ReplyEnd
from vaani.call.ports.transcriber import Alternative
from vaani.dialogue.brain import FlowBrain
from vaani.dialogue.understanding.examples import EXAMPLES
from vaani.dialogue.understanding.nearest import ExampleUnderstander, Nearest, Vectors, sentences
from vaani.dialogue.understanding.vocabulary import Plain, Start
from vaani.domain.businesses.file import parse_business
from vaani.kit.errors import ProviderError
from vaani.testing.paper_desk import PaperDesk
from vaani.testing.text_call import Given, HandClock

DEMO = resources.files("vaani.domain.businesses") / "demo" / "madhuban.yaml"
NOW = "2027-05-06T13:00+05:30"
STRANGE = "zebra quilt lantern"


class OneMeaning:
    """A model to which every text is its own direction, but for one that means an example."""

    def __init__(self, text: str = "", means: str = "") -> None:
        self.same = {text: means}
        self.asked = 0

    async def questions(self, texts: Sequence[str]) -> Vectors:
        self.asked += 1
        places = sentences()
        found = np.zeros((len(texts), len(places) + 1), dtype=np.float32)
        for row, text in enumerate(texts):
            meant = self.same.get(text, text)
            found[row, places.index(meant) if meant in places else len(places)] = 1.0
        return found


class Silent:
    """A model that does not come back."""

    async def questions(self, texts: Sequence[str]) -> Vectors:
        await asyncio.Event().wait()
        raise AssertionError


class Missing:
    """A model that is not installed."""

    async def questions(self, texts: Sequence[str]) -> Vectors:
        raise ProviderError("thinker", "The embeddings cannot be loaded: install vaani[local].")


def brain(nearest: Nearest) -> FlowBrain:
    business = parse_business(DEMO.read_text(encoding="utf-8")).business
    plan = CallPlan("c1", business, Caller("+919999977001"), "text", "c1")
    desk = PaperDesk(plan, HandClock(datetime.fromisoformat(NOW)))
    return FlowBrain(plan, desk, ExampleUnderstander(nearest))


async def says(called: FlowBrain, text: str, number: int = 2) -> ReplyEnd:
    turn = CallerTurn(number, "said", (Alternative(text, "en"),))
    parts = [part async for part in called.reply(turn, Given())]
    assert isinstance(parts[-1], ReplyEnd)
    return parts[-1]


@pytest.mark.parametrize("intent", list(EXAMPLES), ids=str)
async def test_strange_words_mean_what_their_nearest_example_means(intent: object) -> None:
    wanted = EXAMPLES[intent][0]  # type: ignore[index]
    nearest = Nearest(OneMeaning(STRANGE, wanted))
    assert await nearest.intent(STRANGE) == intent


async def test_strange_words_that_are_near_a_booking_begin_one() -> None:
    called = brain(Nearest(OneMeaning(STRANGE, EXAMPLES[Start("book")][0])))
    end = await says(called, STRANGE)
    assert "reprompt" not in end.acts
    assert called.talk.task is not None
    assert called.talk.task.flow == "book"


async def test_words_that_are_near_nothing_are_asked_again() -> None:
    end = await says(brain(Nearest(OneMeaning())), STRANGE)
    assert "reprompt" in end.acts


async def test_what_the_rules_know_is_not_guessed() -> None:
    model = OneMeaning()
    called = brain(Nearest(model))
    await says(called, "A table for four tomorrow at eight in the evening")
    assert called.talk.task is not None
    assert model.asked <= 1, "the examples themselves at most"


async def test_an_answer_to_our_question_is_never_guessed() -> None:
    called = brain(Nearest(OneMeaning(STRANGE, EXAMPLES[Start("cancel")][0])))
    await says(called, "A table for four tomorrow at eight in the evening")
    await says(called, STRANGE, 3)
    assert called.talk.task is not None
    assert called.talk.task.flow == "book"


@pytest.mark.parametrize("model", [Silent(), Missing()])
async def test_a_model_that_is_slow_or_missing_costs_a_moment_and_no_call(model: object) -> None:
    nearest = Nearest(model, patience_s=0.01)  # type: ignore[arg-type]
    async with asyncio.timeout(60):
        end = await says(brain(nearest), STRANGE)
    assert "reprompt" in end.acts
    nearest.close()


async def test_no_example_is_an_emergency_or_a_yes() -> None:
    assert not {Plain("emergency"), Plain("abuse")} & set(EXAMPLES)
    assert all(isinstance(one, Start | Plain) for one in EXAMPLES)
