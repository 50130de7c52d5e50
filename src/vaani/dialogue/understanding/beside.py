"""Which questions to the business stand beside something else in one turn of the caller?

"Where are you located? A table for two on Friday" is a question and a booking (RULES 1.9); "how
much is an X-ray, and do I need a prescription?" are two questions. A clause counts as such a
question only when it names a fact that a file states (a place, a price, the hours, a topic) and
nothing of a booking.
"""

# ruff: noqa: E501 (tables of phrases read best one a line)
from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from vaani.dialogue.understanding import tables
from vaani.dialogue.understanding.clauses import asks, intent
from vaani.dialogue.understanding.match import Phrases, Spoken, spoken
from vaani.dialogue.understanding.reading import Reading
from vaani.dialogue.understanding.scene import Scene
from vaani.dialogue.understanding.slots import find_values, find_wishes
from vaani.dialogue.understanding.topics import names_topic, plain_topics
from vaani.dialogue.understanding.vocabulary import (
    Ask,
    DayWish,
    InMinutes,
    NotOffered,
    PartyWish,
    ServiceWish,
    TimeWish,
    Value,
)

_CUT = re.compile(
    r"(?i)(?<=[.?!;।])(?<!\bdr\.)(?<!\bmr\.)(?<!\bms\.)(?<!\bmrs\.)\s+|,?\s+(?:and then|and also|and|also|plus|aur haan|aur|और|phir|फिर)\s+"
)
_TELL = Phrases(
    "tell me, give me the address, want to know, would like to know, need to know, bata do, bata dijiye, bataiye, batao, bata dein, poochna tha, puchna tha, बता दो, बता दीजिए, बताइए, बताओ, पूछना था"
)
_MUST_I = Phrases(
    "do i have to, do we have to, do i need to, do we need to, should i eat, should i drink, should i come, can i eat, can i drink, anything before, kuch kha ke, kya kha ke, pehle kya karna, खाकर आना, खा कर आना"
)
_OWN = Phrases("my ~ booking, my ~ appointment, meri booking, mera appointment, मेरी बुकिंग")
_TOGETHER = 3
"""A clause of so few words says what is asked of it in the clause before."""


@dataclass(frozen=True, slots=True)
class Apart:
    """A turn taken apart: its questions in order, what they are about, and all else it says."""

    asked: tuple[Ask | NotOffered, ...]
    about: tuple[Value, ...]
    rest: str


def questions_beside(reading: Reading) -> Apart | None:
    """The turn taken apart; None when it is of one piece."""
    text, scene = reading.text, reading.scene
    if tables.MEDICAL.within(reading.said) and scene.business.medical:
        return None
    edges = [0, *(match.end() for match in _CUT.finditer(text)), len(text)]
    spans = [(a, b) for a, b in pairwise(edges) if text[a:b].strip(" ,.!?।")]
    if len(spans) < 2:
        return None
    asked: list[Ask | NotOffered] = []
    about: list[Value] = []
    rest = text
    for start, end in spans:
        part = text[start:end].strip(" ,")
        found = _favour(part, scene) or _question(part, scene, asked, about)
        if found is None:
            continue
        asked.append(found)
        about.extend(find_wishes(part, scene))
        about.extend(v.value for v in find_values(part, scene) if isinstance(v.value, DayWish))
        rest = rest[:start] + " " * (end - start) + rest[end:]
    rest = re.sub(r"(?i)[\s,]*(?<![\w])(?:and|also|aur|और)\s*$", "", rest).strip(" ,")
    whole = spoken(rest)
    if not any(isinstance(one, Ask) for one in asked) and not find_values(rest, scene):
        return None
    if not asked or (len(asked) == 1 and not whole.tokens):
        return None
    if whole.tokens and len(asked) == 1 and not _says_more(whole):
        return None
    return Apart(tuple(asked), tuple(about), rest)


def _says_more(said: Spoken) -> bool:
    """More than a greeting before the question."""
    return not tables.GREETING.is_all(said, tables.ACKNOWLEDGE)


def _favour(part: str, scene: Scene) -> NotOffered | None:
    """ "... and can I get twenty percent off?": refused without losing what was wished beside."""
    said = spoken(part)
    if not tables.FAVOUR.within(said) or find_values(part, scene):
        return None
    return NotOffered(None)


def _question(
    part: str, scene: Scene, before: list[Ask | NotOffered], about: list[Value]
) -> Ask | None:
    """The clause as a question to the file; None when it is none, or holds a wish."""
    said = spoken(part)
    priced, hours = tables.PRICE.within(said), tables.HOURS.within(said)
    people = tables.PEOPLE.within(said)
    questioned = asks(said) or _TELL.within(said) or people or (priced and part.endswith("?"))
    if not questioned and not part.rstrip().endswith("?"):
        return None
    values = [one.value for one in find_values(part, scene)]
    if _OWN.within(said) or any(isinstance(v, TimeWish | PartyWish | InMinutes) for v in values):
        return None
    dated = any(isinstance(v, DayWish) for v in values)
    elliptic = _elliptic(part, said, values, before)
    if elliptic is not None:
        return elliptic
    if not questioned or intent(said, scene) in ("cancel", "change", "read"):
        return None
    if priced and not tables.FAVOUR.within(said):
        return Ask(_with_service(part, values, about), "price")
    if hours:
        return Ask(part, "hours")
    if people and not dated:
        return Ask(part, "people")
    if (dated and not plain_topics(part)) or (tables.FREE.within(said) and not plain_topics(part)):
        return None
    must = part.endswith("?") and _MUST_I.within(said)
    topical = plain_topics(part) or names_topic(said, scene.business) or must
    return Ask(part) if topical and _is_fact(said, scene) else None


def _is_fact(said: Spoken, scene: Scene) -> bool:
    return not tables.BOOK.within(said) or intent(said, scene) is None


def _elliptic(
    part: str, said: Spoken, values: list[Value], before: list[Ask | NotOffered]
) -> Ask | None:
    """ "... and waxing?" after a price: the price of that."""
    named = any(isinstance(v, ServiceWish) for v in values)
    if not before or len(said.tokens) > _TOGETHER or not part.rstrip().endswith("?"):
        return None
    if isinstance(before[-1], Ask) and before[-1].about == "price" and named:
        return Ask(f"{part.rstrip(' ?')} price", "price")
    return None


def _with_service(part: str, values: list[Value], about: list[Value]) -> str:
    """A price asked without a thing is that of the thing before: "... aur kitne ki hai?"."""
    if any(isinstance(v, ServiceWish) for v in values):
        return part
    before = [one.words for one in about if isinstance(one, ServiceWish)]
    return f"{before[-1]} {part}" if before else part
