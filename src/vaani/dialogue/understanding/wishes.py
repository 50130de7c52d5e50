"""Who and what does a sentence ask for: persons, services, anybody, another day, wishes for staff?

What was taken back does not count: "facial nahi, waxing", "Ganesh ki jagah Salma", "not the facial";
of several things joined by a correction ("sorry", "matlab", "I mean") the last one stands.
"""

# ruff: noqa: E501 (patterns of words read best one a line)
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from vaani.dialogue.understanding import tables
from vaani.dialogue.understanding.areas import area_said
from vaani.dialogue.understanding.lexicon import Lexicon, lexicon_of, people_of
from vaani.dialogue.understanding.match import Phrases, Spoken, spoken, without
from vaani.dialogue.understanding.scene import Scene
from vaani.dialogue.understanding.vocabulary import (
    Anybody,
    AreaWish,
    NoteSaid,
    OtherDay,
    PersonWish,
    ServiceWish,
    Value,
    Without,
)
from vaani.language.dates import find_dates
from vaani.language.found import Found
from vaani.language.memo import kept

_NOON = datetime(2027, 1, 6, 12, tzinfo=UTC)
_END = r"(?![\w\u0900-\u097f])"
_EXCLUDED = re.compile(
    r"(?i)(?<![^\s,.;?!।])(?:[^\s,.;?!।]+\s+)?[^\s,.;?!।]+\s+(?:(?:ji|जी|ko|को|se|से|ke saath|के साथ|wala|wali|वाला|वाली)\s+)?"
    r"(?:nahi|nahin|nai|mat|नहीं|नही|मत|(?<!us)(?<!is)ki jagah|(?<!उस)(?<!इस)की जगह|ke bajay|ke badle|के बजाय|के बदले)"
    + _END
    + r"|(?<![\w])(?:not|instead of|rather than)\s+(?:with |for |the |a |an |dr\.? |doctor )*[^\s,.;?!]+"
    r"|(?<![\w])(?:leave|forget|drop|skip|keep|keeping)\s+(?:about\s+)?(?:out\s+)?(?:the|my|that)\s+[^\s,.;?!]+(?!\s+(?:booking|appointment))"
    r"|(?:the|my)\s+[^\s,.;?!]+(?:\s+[^\s,.;?!]+)?\s+(?:i'm|i am|i'll|we're|we are)\s+(?:keeping|keep)"
    r"|(?<![^\s,.;?!।])[^\s,.;?!।]+\s+(?:ko\s+|को\s+)?(?:chhodo|chhod do|chhod dijiye|chodo|chod do|rehne do|rehne dijiye|छोड़ो|छोड़ दो|छोड़ दीजिए|रहने दो|रहने दीजिए)"
    + _END
)
_CORRECTION = re.compile(
    r"(?i)(?<![\w\u0900-\u097f])(?:sorry|no|nahi|nahin|matlab|i mean|actually|rather|balki|arre|arey|oh wait|make that|नहीं|नही|सॉरी|मतलब|बल्कि|अरे|माफ़ कीजिए)"
    + _END
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A value and where in the sentence it was said."""

    value: Value
    start: int
    end: int


def by_gender(said: Spoken, lexicon: Lexicon) -> Placed | None:
    """ "The lady", "madam se", to the question which person."""
    everybody = tuple(one.id for one in people_of(lexicon.business))
    found = lexicon.by_gender(said, everybody)
    return Placed(found, 0, 0) if found is not None else None


def find_wishes(text: str, scene: Scene) -> tuple[Value, ...]:
    """Who and what a clause asks for."""
    found = wishes(spoken(text), text, lexicon_of(scene.business))
    return tuple(one.value for one in found if isinstance(one.value, ServiceWish | PersonWish))


@kept
def wishes(said: Spoken, text: str, lexicon: Lexicon) -> tuple[Placed, ...]:
    """Everything of this kind, with its place."""
    return tuple(_wishes(said, text, lexicon))


def _wishes(said: Spoken, text: str, lexicon: Lexicon) -> Iterator[Placed]:
    end = len(text)
    service = _service(said, text, lexicon)
    if service is not None:
        narrowed = _gender(said, text, lexicon, service.resource_ids)
        if narrowed is not None:
            service = ServiceWish(service.service_id, narrowed.resource_ids, service.words)
        at = text.find(service.words.split()[0]) if service.words else 0
        yield Placed(service, max(0, at), max(0, at))
    person = _person(said, text, lexicon, service.resource_ids if service else ())
    if person is not None and (refused := _refused_people(text, person, lexicon)):
        yield Placed(Without(refused), end, end)
    elif person is not None:
        names = {name for name, _ in lexicon.names}
        at = next((said.starts[n] for n, token in enumerate(said.tokens) if token in names), 0)
        yield Placed(person, at, at)
    if tables.ANYBODY.within(without(without(said, tables.ANY_DAY), tables.ANY_TIME)):
        yield Placed(Anybody(), end, end)
    if tables.OTHER_DAY.within(said) and not find_dates(text, _NOON):
        yield Placed(OtherDay(), end, end)
    where = area_said(text, said, lexicon.business)
    if where is not None:
        yield Placed(where.value, where.start, where.end)
    for note, phrases in tables.NOTES.items():
        if phrases.within(said) and not (where and _is_where(phrases, said, where)):
            yield Placed(NoteSaid(note), end, end)


def _is_where(phrases: Phrases, said: Spoken, where: Found[AreaWish]) -> bool:
    """Are these the words of the area that was asked for, and no wish beside it?"""
    return all(
        said.starts[first] < where.end and where.start < said.ends[last - 1]
        for first, last in phrases.spans(said)
    )


_NOT_WITH = re.compile(
    r"(?i)(?:(?<![\w])(?:not|except|anyone but|anybody but|other than|without|but not|don't want|do not want|dont want)\s+(?:to (?:see|meet)\s+|with |by |from |the |dr\.? |doctor |mr\.? |mrs\.? |ms\.? )*[^\s,.;?!]+"
    r"|(?<![^\s,.;?!।])[^\s,.;?!।]+\s+(?:(?:ji|जी|didi|madam|sir|bhaiya)\s+)?(?:(?:se|ke saath|ke paas|से|के साथ|के पास)\s+)?(?:nahi|nahin|mat|नहीं|नही|मत)"
    + _END
    + r"|(?<![^\s,.;?!।])[^\s,.;?!।]+\s+(?:ji |जी )?(?:ke alawa|ke siva|ke alaawa|ko chhod ?kar|को छोड़ ?कर|के अलावा|के सिवा))"
)


def _refused_people(text: str, person: PersonWish, lexicon: Lexicon) -> tuple[str, ...]:
    """Who was named only to be left out ("not with Asha please")."""
    kept = _NOT_WITH.sub(" , ", text)
    if kept == text or lexicon.people(spoken(kept)) is not None:
        return ()
    if _THERE.search(text):
        return ()
    return person.resource_ids


_THERE = re.compile(
    r"(?i)(?:nahi|nahin|नहीं|नही|not)\s+(?:hai|hain|hongi|honge|aayeng\w*|aa rah\w*|baith\w*|mileng\w*|milega|milegi|there|in|free|available|working|है|हैं|होंगी|होंगे|आएँग\w*|बैठ\w*|मिल\w*)"
)
""" "Asha nahi hain kya?" asks for her."""


_ADDRESS = re.compile(
    r"(?i)(?:(?:^|[,.!?।]\s*)|\b(?:hello|hi|hey|namaste|namaskar|good (?:morning|afternoon|evening)|thank you|thanks|yes|haan|haanji)\s+)"
    r"(?:sir|madam|ma'am|mam|bhaiya|bhai(?: sahab)?|didi|sahab|aunty|behenji|bhaisahab)(?: ?ji)?(?=\s*[,.!?।]|\s*$)"
    r"|\b(?:hello|hi|hey|namaste|namaskar|good (?:morning|afternoon|evening))\s+(?:sir|madam|ma'am|mam|bhaiya|didi|sahab|aunty|behenji)(?:ji)?\b"
    r"|^(?:bhaiya|bhaiyya|bhai sahab|didi|sir|madam)(?: ?ji)? (?!(?:se|ke|ka|ki|ko|wal[aei]|hi|who|with|for)\b)"
    r"|(?:^|[,.!?।]\s*|(?:नमस्ते|हैलो|हेलो)\s+)(?:सर|मैडम|भैया|भाई|दीदी|साहब)(?: जी)?(?=\s*[,.!?।]|\s*$)"
)
""" "Hello sir, ...": who is spoken to, not who is wished for."""


def _gender(said: Spoken, text: str, lexicon: Lexicon, ids: tuple[str, ...]) -> PersonWish | None:
    """The lady or the gentleman; "not the lady" is the other one."""
    text = _ADDRESS.sub(" ", text)
    said = spoken(text)
    kept = _NOT_WITH.sub(" , ", text)
    found = lexicon.by_gender(spoken(kept), ids)
    if found is not None or kept == text:
        return found
    refused = lexicon.by_gender(said, ids)
    left = tuple(id_ for id_ in ids if refused is not None and id_ not in refused.resource_ids)
    return PersonWish(left) if left else None


_JOINED = re.compile(r"(?i)\s+(?:and|aur|plus|&|और|saath mein|ke saath saath)\s+|\s*[+,]\s*")


def second_service(text: str, scene: Scene) -> ServiceWish | None:
    """The other one of two services asked for in one breath ("haircut aur facial")."""
    lexicon = lexicon_of(scene.business)
    if _EXCLUDED.search(text) or _CORRECTION.search(text):
        return None
    found: dict[str, ServiceWish] = {}
    joined = _JOINED.split(text)
    for part in joined if len(joined) > 1 else ():
        one = lexicon.service(spoken(part))
        if one is not None and one.service_id and not lexicon.general(one):
            found.setdefault(one.service_id, one)
    whole = lexicon.service(spoken(text))
    if len(found) != 2 or whole is None or whole.service_id not in found:
        return None
    return next(one for id_, one in found.items() if id_ != whole.service_id)


_FOR_ANOTHER = re.compile(
    r"(?i)\s+(?:to|into|for|with|instead of|rather than|ki jagah|ke badle|ke bajay|se badal\s?\w*|se|को|की जगह|के बदले|के बजाय|से)\s+"
)


_INSTEAD = re.compile(r"(?i)instead of|rather than")


def changed_services(text: str, scene: Scene) -> tuple[ServiceWish, ...]:
    """Both services of "change my foot massage to a Swedish", the new one last."""
    lexicon = lexicon_of(scene.business)
    edges = [(one.start(), one.end()) for one in _FOR_ANOTHER.finditer(text)]
    for start, end in edges:
        one, other = lexicon.service(spoken(text[:start])), lexicon.service(spoken(text[end:]))
        if one and other and one.service_id and other.service_id != one.service_id:
            instead = _INSTEAD.search(text[start:end]) is not None
            return () if not other.service_id else (other, one) if instead else (one, other)
    return ()


def _service(said: Spoken, text: str, lexicon: Lexicon) -> ServiceWish | None:
    whole = lexicon.service(said)
    if whole is None:
        return None
    for part in _stated(text):
        found = lexicon.service(spoken(part))
        if found is not None:
            return found
    kept = spoken(_EXCLUDED.sub(" , ", text))
    return whole if lexicon.service(kept) or _CORRECTION.search(text) else None


def left_out(text: str, lexicon: Lexicon) -> Placed | None:
    """ "Not the henna one" to the question which person: whoever does that is not meant."""
    for match in _EXCLUDED.finditer(text):
        found = lexicon.service(spoken(match.group()))
        if found is not None and found.resource_ids:
            return Placed(Without(found.resource_ids), match.start(), match.end())
    return None


def _person(said: Spoken, text: str, lexicon: Lexicon, among: tuple[str, ...]) -> PersonWish | None:
    whole = lexicon.people(said, among)
    if whole is None:
        return None
    for part in _stated(text):
        found = lexicon.people(spoken(part), among)
        if found is not None:
            return found
    return whole


def _stated(text: str) -> tuple[str, ...]:
    """What was not taken back, the last correction first."""
    kept = _EXCLUDED.sub(" , ", text)
    if kept == text and not _CORRECTION.search(text):
        return ()
    return tuple(part for part in reversed(_CORRECTION.split(kept)) if part.strip())
