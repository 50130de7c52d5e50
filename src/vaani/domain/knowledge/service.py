"""What does a business answer to a question? One way for calls, text calls and the command line.

Few topics are all compared. Of many, the database's word index first chooses those that share a
word with the question; without an index, all are compared. Nothing here waits for a model longer
than `Meaning` allows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from vaani.call.plan import Business, Topic
from vaani.call.ports.toolbox import Hit
from vaani.domain.knowledge import repository
from vaani.domain.knowledge.meaning import Likeness, Meaning
from vaani.domain.knowledge.menu import facts_of, is_asked
from vaani.domain.knowledge.search import ANSWER, MOST, scores, tokens, valid
from vaani.domain.knowledge.sentences import TOPIC_LETTERS, Key, sentences_of
from vaani.kit.ids import new_id
from vaani.language.found import Language
from vaani.storage.session import Database

FEW = 150
"""So many topics are compared one by one in a few milliseconds."""
_CHOSEN = 60
_NEAR = 10


async def index(session: AsyncSession, business_id: str, topics: Sequence[Topic]) -> None:
    """Replace the word index of a business, within the transaction that changes its file, and drop
    the vectors of what it no longer says. New ones are made when the first call asks."""
    rows = await asyncio.to_thread(_rows, business_id, topics)
    await repository.replace_all(session, business_id, rows)
    await repository.keep_vectors_of(session, business_id, await asyncio.to_thread(_keys, topics))


def _rows(business_id: str, topics: Sequence[Topic]) -> list[dict[str, Any]]:
    return [
        {
            "id": new_id(),
            "business_id": business_id,
            "topic": one.topic[:TOPIC_LETTERS],
            "words": " ".join(sorted(_words_of(one))),
            "valid_until": one.valid_until,
        }
        for one in topics
    ]


def _keys(topics: Sequence[Topic]) -> set[Key]:
    return {one.key for one in sentences_of(topics)}


def _words_of(one: Topic) -> frozenset[str]:
    return tokens(" ".join((one.topic, *one.questions, one.text.en or "", one.text.hi or "")))


class Knowledge:
    """Answers from business files. Without a database every topic is compared; without `meaning`
    by words alone."""

    def __init__(self, database: Database | None = None, meaning: Meaning | None = None) -> None:
        self._database = database
        self._meaning = meaning

    def prepare(self, business: Business, today: date) -> None:
        """A call begins: be ready for its questions. Needs a running loop."""
        if self._meaning is not None:
            self._meaning.prepare(business.id, valid(facts_of(business, today), today))

    async def answers(
        self, business: Business, question: str, language: Language, today: date
    ) -> tuple[Hit, ...]:
        """The topics that answer, best first, at most three; empty: it is unknown."""
        found = await self.compared(business, question, language, today)
        return tuple(hit for hit in found if hit.score >= ANSWER)[:MOST]

    async def compared(
        self, business: Business, question: str, language: Language, today: date
    ) -> tuple[Hit, ...]:
        """Every topic that has something to do with the question, with its score, best first."""
        topics = valid(facts_of(business, today), today)
        meant: Mapping[str, Likeness] | None = None
        if self._meaning is not None:
            meant = await self._meaning.likeness(business.id, topics, question)
        if len(topics) > FEW:
            topics = await self._chosen(business.id, topics, question, today, meant)
        found = scores(topics, question, language, today, meant)
        return tuple(one for one in found if is_asked(business, one.topic, question))

    async def _chosen(
        self,
        business_id: str,
        topics: tuple[Topic, ...],
        question: str,
        today: date,
        meant: Mapping[str, Likeness] | None,
    ) -> tuple[Topic, ...]:
        """Those that share words, and those that are nearest in meaning."""
        if self._database is None:
            return topics
        async with self._database.reading() as session:
            names = set(
                await repository.by_words(session, business_id, tokens(question), today, _CHOSEN)
            )
            if not names and not await repository.indexed(session, business_id):
                return topics
        near = sorted(meant or (), key=lambda name: -(meant or {})[name].asked)[:_NEAR]
        names.update(name[:TOPIC_LETTERS] for name in near)
        return tuple(one for one in topics if one.topic[:TOPIC_LETTERS] in names)
