"""What does the sentence answer to the question that is open: yes, no, wait, or say it again?"""

# ruff: noqa: E501 (tables of phrases read best one a line)
from __future__ import annotations

from vaani.dialogue.understanding import tables
from vaani.dialogue.understanding.answers import answer
from vaani.dialogue.understanding.clauses import clauses_of
from vaani.dialogue.understanding.consent import is_about_it
from vaani.dialogue.understanding.match import Phrases, Spoken, spoken, without
from vaani.dialogue.understanding.reading import Reading, timed
from vaani.dialogue.understanding.topics import plain_topics
from vaani.dialogue.understanding.vocabulary import (
    Affirm,
    AreaWish,
    Ask,
    DaysWish,
    DayWish,
    Deny,
    Hesitate,
    InMinutes,
    NameSaid,
    PartyWish,
    PersonWish,
    Plain,
    Put,
    ServiceWish,
    Start,
    TimeWish,
)
from vaani.language.numbers import find_numbers

BOOKABLE = (DayWish, DaysWish, TimeWish, InMinutes, PartyWish, ServiceWish, PersonWish, AreaWish)


def add_verdict(reading: Reading) -> None:
    """Yes, no, keep, hesitation: by what is awaited."""
    spans = tuple(
        (one.start, one.end) for one in reading.placed if not isinstance(one.value, NameSaid)
    )
    found = answer(_said_of_it(reading), reading.scene, spans)
    if found == Deny(drop=True) and _only_regrets(reading):
        found = None
    if found == Plain("repeat"):
        _heard_again(reading)
        return
    put_off = tables.LATER.place(reading.said)
    if put_off is not None and _wishes_after(reading, put_off[1]):
        return
    nods = isinstance(found, Affirm) and not _YES_TOO.at_start(reading.said)
    if nods and reading.scene.awaiting == "anything_else":
        found = Plain("acknowledge")
    if isinstance(found, Affirm) and _leaves_a_number(reading):
        found = Hesitate()
    if found is not None and found not in reading.commands:
        reading.commands.append(found)
    later = tables.LATER.within(reading.said) and not isinstance(found, Hesitate)
    if later and not any(isinstance(c, Deny) for c in reading.commands):
        reading.commands.append(Deny(drop=True))
    if tables.SAME_TIME.within(reading.said):
        reading.commands.append(Plain("same_time"))
    if tables.SAME_PEOPLE.within(reading.said):
        reading.commands.append(Plain("same_people"))


_LET_IT_BE = Phrases(
    "let it be, let's leave it at, leave it at, rehne do, rehne dijiye, rehne dein, rehne de, रहने दो, रहने दीजिए, रहने दें"
)
""" "Let it be eight", "aath baje rehne dijiye": eight is wished, and nothing given up."""
_REGRETS = Phrases("what a pity, that's a pity, a pity, pity")


def _only_regrets(reading: Reading) -> bool:
    """ "What a pity. Friday at four, then": another day and hour, and nothing is given up."""
    if _LET_IT_BE.within(reading.said) and (timed(reading) or reading.has(DayWish, PartyWish)):
        return not tables.DROP.within(without(reading.said, _LET_IT_BE))
    named = reading.has(DayWish) and timed(reading)
    return named and not tables.DROP.within(without(reading.said, _REGRETS))


def _said_of_it(reading: Reading) -> Spoken:
    """What is said of the read-back: all, but for a further booking that is asked for behind it."""
    further = any(isinstance(c, Start) and c.another for c in reading.commands)
    clauses = clauses_of(reading.text, reading.scene) if further else []
    if len(clauses) < 2 or clauses[0].start != 0 or not clauses[1].another:
        return reading.said
    return clauses[0].said


def _heard_again(reading: Reading) -> None:
    """No yes: a question about the read-back, or words beside a yes that nobody understood. What
    was asked of the business, or put otherwise, is dealt with; else the read-back is heard again."""
    about_it = is_about_it(reading.said) and not plain_topics(reading.text)
    if about_it:
        reading.commands[:] = [c for c in reading.commands if not isinstance(c, Put | Ask)]
    said = Plain("repeat") in reading.commands
    if not said and not any(isinstance(c, Put | Ask | Start) for c in reading.commands):
        reading.commands.append(Plain("repeat"))


_YES_TOO = Phrases("yes, yeah, yep, yup, haan, han, haanji, ji, sure, bilkul, हाँ, हां, जी, बिल्कुल")
"""To "anything else?": there is. "Perfect, wahi confirm karna tha" is only content."""


def _wishes_after(reading: Reading, word: int) -> bool:
    """ "I'll ask my doctor. Put me down for tomorrow at eight": only the question is put off."""
    at = reading.said.ends[word]
    named = [one for one in reading.placed if one.start > at and isinstance(one.value, BOOKABLE)]
    return bool(named) and tables.BOOK.within(spoken(reading.text[at:]))


def _leaves_a_number(reading: Reading) -> bool:
    """ "Okay, eleven" to what was read back: a number that nothing else explains is a correction."""
    if reading.scene.pending not in ("book", "change"):
        return False
    return any(
        1 < one.value < 100
        and not any(put.start <= one.start < put.end for put in reading.placed)
        and reading.text[one.start : one.end].lower() not in ("do", "दो")
        for one in find_numbers(reading.text)
    )
