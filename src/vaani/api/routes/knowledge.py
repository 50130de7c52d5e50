"""What may the assistant state, what would it say to a question, what was asked in vain?"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, Field

from vaani.api.asked import FIRST_YEAR, LAST_YEAR, Asked, Day, example, wrong
from vaani.api.auth import Allowed
from vaani.api.editing import Edit, Seen, editing
from vaani.api.envelope import Envelope, Listing, ok, page
from vaani.api.masking import text_for
from vaani.api.needs import Needs, Nouns
from vaani.api.once import Once
from vaani.api.routes.businesses import actor_of
from vaani.api.tenants import BusinessName, business_of
from vaani.call.plan import Business, Topic
from vaani.domain.bookings import opening
from vaani.domain.businesses.file import read_topic
from vaani.domain.businesses.reading import Node
from vaani.domain.knowledge.file import merged, parse_csv, parse_json
from vaani.domain.knowledge.search import ANSWER
from vaani.kit.errors import DomainError, FileError
from vaani.kit.revision import must_be_fresh, revision_of
from vaani.language.found import Language
from vaani.language.script import variety

router = APIRouter(prefix="/api/v1/knowledge", tags=["knowledge"])
TopicName = Annotated[str, Path(min_length=1, max_length=200)]
NO_TOPIC = "There is no such topic."
_MOST_SHOWN = 100


class Entry(Edit):
    """What may be said of a topic: `text` is said as it stands, `questions` are ways of asking."""

    model_config = example(
        text={"en": "There is a car park behind the house."},
        questions=["where do I park", "gaadi kahan lagayein"],
    )

    text: dict[str, str] = Field(description="`en`, `hi` or both.")
    questions: list[str] = Field(default_factory=list, max_length=100)
    valid_until: Day | None = Field(default=None, description="The last day on which it is said.")


class ChangedEntry(Entry):
    """What is to be said of a topic from now on."""

    topic: str | None = Field(
        default=None,
        min_length=1,
        max_length=200,
        description="Its name from now on; null: as it is.",
    )


class NewEntry(Entry):
    """A topic that is new."""

    model_config = example(
        topic="parking",
        text={"en": "There is a car park behind the house."},
        questions=["where do I park"],
    )

    topic: str = Field(min_length=1, max_length=200)


class Table(Asked):
    """A table of topics, as `vaani knowledge import` takes it."""

    model_config = example(
        format="csv", text="topic,text_en,questions\nparking,Behind the house,where do I park\n"
    )

    format: Literal["csv", "json"]
    text: str = Field(min_length=1, max_length=1_000_000)
    replace: bool = Field(default=False, description="Drop topics that the table lacks.")


class Question(Asked):
    """What a caller would ask."""

    model_config = example(question="Where can I park?")

    question: str = Field(min_length=1, max_length=500)
    language: Language | None = Field(default=None, description="None: as it is asked.")


class EntryOut(BaseModel):
    """A topic. `expired`: its last day is over, it is not said any more."""

    topic: str
    text: dict[str, str]
    questions: list[str]
    valid_until: date | None
    expired: bool
    revision: str


class ImportedOut(BaseModel):
    """What an import did."""

    added: int
    changed: int
    removed: int
    topics: int


class HitOut(BaseModel):
    """A topic that has something to do with the question; it answers from `least` on."""

    topic: str
    score: float
    answers: bool
    text: str


class TriedOut(BaseModel):
    """`said`: what a caller would hear, null: nothing is known, and he is offered a message."""

    language: Language
    least: float
    said: str | None
    hits: list[HitOut]


class UnansweredOut(BaseModel):
    """A question that callers asked, so many times, and that has no answer yet. Numbers in it are
    masked for viewers."""

    question: str
    language: str
    times: int
    last_at: datetime
    call_ids: list[str]


@router.get("", response_model=Listing[EntryOut])
async def list_knowledge(
    principal: Allowed,
    needs: Needs,
    business: BusinessName = None,
    containing: Annotated[str | None, Query(min_length=1, max_length=100)] = None,
) -> Any:
    """Everything that the assistant may state, in the order of the file."""
    found = await business_of(needs.businesses, principal, business)
    today = opening.today(found, needs.figures.now())
    wanted = (containing or "").casefold()
    rows = [one for one in found.knowledge if wanted in _all_words(one)]
    return page([_entry_out(one, today) for one in rows], None)


@router.post("", status_code=201, response_model=Envelope[EntryOut], dependencies=[Once])
async def add_knowledge(
    asked: NewEntry,
    request: Request,
    principal: Allowed,
    needs: Needs,
    business: BusinessName = None,
) -> Any:
    """A new topic, such as the answer to a question that was asked in vain (put it among
    `questions`). 409 when there is one of that name."""
    found = await business_of(needs.businesses, principal, business)
    new = _topic(asked.topic, asked)

    def change(old: tuple[Topic, ...]) -> Sequence[Topic]:
        _must_be_new(old, new)
        return (*old, new)

    await needs.businesses.change_knowledge(found.slug, change, actor_of(principal, request))
    return ok(_entry_out(new, opening.today(found, needs.figures.now())))


@router.put("/topics/{topic:path}", response_model=Envelope[EntryOut])
async def set_knowledge(
    topic: TopicName,
    asked: ChangedEntry,
    request: Request,
    principal: Allowed,
    needs: Needs,
    business: BusinessName = None,
) -> Any:
    """What is said of a topic that is there, from the next call on; it keeps its place. 409 when
    another has the name that it is to have."""
    found = await business_of(needs.businesses, principal, business)
    new = _topic(asked.topic or topic, asked)

    def change(old: tuple[Topic, ...]) -> Sequence[Topic]:
        former = _named(old, topic)
        must_be_fresh("topic", _revision(former), asked.revision)
        _must_be_new([one for one in old if one is not former], new)
        return [new if one is former else one for one in old]

    async with editing(lambda: _present(needs, found, topic)):
        await needs.businesses.change_knowledge(found.slug, change, actor_of(principal, request))
    return ok(_entry_out(new, opening.today(found, needs.figures.now())))


@router.delete("/topics/{topic:path}", response_model=Envelope[EntryOut])
async def remove_knowledge(
    topic: TopicName,
    request: Request,
    principal: Allowed,
    needs: Needs,
    business: BusinessName = None,
    revision: Seen = None,
) -> Any:
    """Say nothing of a topic any more."""
    found = await business_of(needs.businesses, principal, business)
    gone = _named(found.knowledge, topic)

    def change(old: tuple[Topic, ...]) -> Sequence[Topic]:
        nonlocal gone
        gone = _named(old, topic)
        must_be_fresh("topic", _revision(gone), revision)
        return [one for one in old if one is not gone]

    async with editing(lambda: _present(needs, found, topic)):
        await needs.businesses.change_knowledge(found.slug, change, actor_of(principal, request))
    return ok(_entry_out(gone, opening.today(found, needs.figures.now())))


@router.post("/import", response_model=Envelope[ImportedOut], dependencies=[Once])
async def import_knowledge(
    asked: Table, request: Request, principal: Allowed, needs: Needs, business: BusinessName = None
) -> Any:
    """Add or change the topics of a table; one that is wrong changes nothing and answers 422 with
    every problem as `row N.field: reason`."""
    found = await business_of(needs.businesses, principal, business)
    read = parse_csv if asked.format == "csv" else parse_json
    topics = await asyncio.to_thread(read, asked.text)
    before: tuple[Topic, ...] = ()

    def change(old: tuple[Topic, ...]) -> Sequence[Topic]:
        nonlocal before
        before = old
        return topics if asked.replace else merged(old, topics)

    done = await needs.businesses.change_knowledge(found.slug, change, actor_of(principal, request))
    was = {one.topic.casefold(): one for one in before}
    now = {one.topic.casefold(): one for one in done.business.knowledge}
    return ok(
        ImportedOut(
            added=len(now.keys() - was.keys()),
            changed=sum(1 for name in now.keys() & was.keys() if now[name] != was[name]),
            removed=len(was.keys() - now.keys()),
            topics=len(now),
        )
    )


@router.post("/try", response_model=Envelope[TriedOut])
async def try_question(
    asked: Question, principal: Allowed, needs: Needs, business: BusinessName = None
) -> Any:
    """What the assistant finds for a question, and what a caller would hear. Nothing is written."""
    found = await business_of(needs.businesses, principal, business)
    language = asked.language or _language(asked.question)
    today = opening.today(found, needs.figures.now())
    hits = await needs.knowledge.compared(found, asked.question, language, today)
    shown = [
        HitOut(
            topic=one.topic, score=round(one.score, 3), answers=one.score >= ANSWER, text=one.text
        )
        for one in hits[:5]
    ]
    said = next((one.text for one in shown if one.answers), None)
    return ok(TriedOut(language=language, least=ANSWER, said=said, hits=shown))


@router.get("/unanswered", response_model=Listing[UnansweredOut])
async def list_unanswered(
    principal: Allowed,
    needs: Needs,
    business: BusinessName = None,
    days: Annotated[int, Query(ge=1, le=366, description="Of so many days back.")] = 30,
) -> Any:
    """What callers asked and the file does not say, the most frequent first; what has an answer by
    now is left out, and so are calls whose words are not kept. At most a hundred."""
    found = await business_of(needs.businesses, principal, business)
    now = needs.figures.now()
    asked = await needs.calls.asked_in_vain(found.id, now - timedelta(days=days))
    groups: dict[str, _Group] = {}
    for one in asked:
        key = " ".join(one.question.casefold().split()).strip(" ?.!।")
        if key:
            groups.setdefault(key, _Group(one.question, one.language)).add(one.call_id, one.at)
    rows: list[UnansweredOut] = []
    frequent = sorted(groups.values(), key=lambda each: (-each.times, each.question))
    for group in frequent[:_MOST_SHOWN]:
        if not await _is_answered(needs, found, group.question, opening.today(found, now)):
            rows.append(group.shown(text_for(principal.at(found.id), group.question)))
    return page(rows, None)


@dataclass(slots=True)
class _Group:
    """A question, however often it was asked."""

    question: str
    language: str
    times: int = 0
    last_at: datetime | None = None
    call_ids: list[str] = field(default_factory=list)

    def add(self, call_id: str, at: datetime) -> None:
        self.times += 1
        self.last_at = at if self.last_at is None else max(at, self.last_at)
        if call_id not in self.call_ids and len(self.call_ids) < 20:
            self.call_ids.append(call_id)

    def shown(self, question: str) -> UnansweredOut:
        return UnansweredOut.model_validate(
            {
                "question": question,
                "language": self.language,
                "times": self.times,
                "last_at": self.last_at,
                "call_ids": self.call_ids,
            }
        )


async def _is_answered(needs: Nouns, business: Business, question: str, today: date) -> bool:
    language = _language(question)
    return bool(await needs.knowledge.answers(business, question, language, today))


def _language(text: str) -> Language:
    return "en" if variety(text) in ("en", None) else "hi"


def _topic(name: str, asked: Entry) -> Topic:
    """The topic as the business file reads it. Raises FileError with every problem."""
    if asked.valid_until is not None and not FIRST_YEAR <= asked.valid_until.year <= LAST_YEAR:
        wrong("valid_until", f"the year must lie between {FIRST_YEAR} and {LAST_YEAR}.")
    entry = {
        "topic": name,
        "text": dict(asked.text),
        "questions": list(asked.questions) or None,
        "valid_until": asked.valid_until.isoformat() if asked.valid_until else None,
    }
    node = Node({key: value for key, value in entry.items() if value is not None}, "")
    found = read_topic(node)
    if node.problems or found is None:
        raise FileError(node.problems or ["topic: is empty"])
    return found


def _must_be_new(others: Sequence[Topic], new: Topic) -> None:
    """Raises DomainError CONFLICT."""
    if any(one.topic.casefold() == new.topic.casefold() for one in others):
        raise DomainError("CONFLICT", f"There is a topic {new.topic} already: change it.")


def _named(topics: Sequence[Topic], name: str) -> Topic:
    """Raises DomainError NOT_FOUND."""
    for one in topics:
        if one.topic.casefold() == name.casefold():
            return one
    raise DomainError("NOT_FOUND", NO_TOPIC)


async def _present(needs: Needs, business: Business, name: str) -> EntryOut:
    kept = (await needs.businesses.get(business.slug)).knowledge
    return _entry_out(_named(kept, name), opening.today(business, needs.figures.now()))


def _revision(topic: Topic) -> str:
    return revision_of((topic.topic, topic.text.en, topic.text.hi, topic.questions,
                        topic.valid_until))  # fmt: skip


def _all_words(topic: Topic) -> str:
    parts = (topic.topic, topic.text.en or "", topic.text.hi or "", *topic.questions)
    return "\n".join(parts).casefold()


def _entry_out(topic: Topic, today: date) -> EntryOut:
    spoken = {"en": topic.text.en, "hi": topic.text.hi}
    return EntryOut(
        topic=topic.topic,
        text={name: words for name, words in spoken.items() if words},
        questions=list(topic.questions),
        valid_until=topic.valid_until,
        expired=topic.valid_until is not None and topic.valid_until < today,
        revision=_revision(topic),
    )
