"""Which of several people in a sentence wants what, when, and what are they called?

"My dad needs an X-ray and I need a sugar test, him at ten and me at eight": each stretch of the
sentence that begins with a person says something of that person; what stands before the first, or
behind "both", is for all of them. Where people are single bookings (clinic, lab, salon).
"""

# ruff: noqa: E501 (patterns of words read best one a line)
from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice, pairwise

from vaani.dialogue.understanding.clauses import clauses_of, intent
from vaani.dialogue.understanding.lexicon import lexicon_of
from vaani.dialogue.understanding.match import spoken
from vaani.dialogue.understanding.people import counts_people
from vaani.dialogue.understanding.reading import Reading
from vaani.dialogue.understanding.scene import Scene
from vaani.dialogue.understanding.vocabulary import (
    Command,
    DayWish,
    ForWhom,
    NamesOf,
    PersonWish,
    Put,
    ServiceWish,
    Start,
    TimeWish,
    Value,
)
from vaani.dialogue.understanding.wishes import wishes
from vaani.language.clock_offsets import pointing_back
from vaani.language.clock_words import find_clock
from vaani.language.dates import find_dates
from vaani.language.names import find_name

_END = r"(?![\w\u0900-\u097f])"
_BEGIN = r"(?<![\w\u0900-\u097f'’])"
_RELATIONS = {
    "mother": "mother|mum|mom|mummy|mommy|maa|ma|amma|ammi|mataji|माँ|मां|मम्मी|अम्मा|माताजी",
    "father": "father|dad|papa|daddy|pitaji|abbu|babuji|पापा|पिताजी|बाबूजी",
    "wife": "wife|missus|biwi|bivi|patni|पत्नी|बीवी",
    "husband": "husband|pati|पति",
    "son": "son|boy|beta|bete|बेटा|बेटे",
    "daughter": "daughter|girl|beti|बेटी",
    "sister": "sister|behen|bahen|bahan|behan|didi|बहन|दीदी",
    "brother": "brother|bhai|bhaiya|भाई|भैया",
    "friend": "friend|dost|saheli|दोस्त|सहेली",
    "grandmother": "grandmother|grandma|granny|dadi|nani|दादी|नानी",
    "grandfather": "grandfather|grandpa|granddad|dada|nana|दादा|नाना",
    "mother-in-law": "mother-in-law|saas|saasu|सास",
    "father-in-law": "father-in-law|sasur|ससुर",
    "sister-in-law": "sister-in-law|bhabhi|nanad|saali|भाभी|ननद|साली",
    "brother-in-law": "brother-in-law|jija|jijaji|devar|saala|जीजा|देवर|साला",
    "aunt": "aunt|auntie|chachi|mami|bua|mausi|maasi|चाची|मामी|बुआ|मौसी",
    "uncle": "uncle|chacha|mama|mausa|चाचा|मामा|मौसा",
    "cousin": "cousin",
}
_FEMALE = (
    "mother", "wife", "daughter", "sister", "friend", "grandmother", "mother-in-law",
    "sister-in-law", "aunt", "cousin",
)  # fmt: skip
_MALE = (
    "father", "husband", "son", "brother", "friend", "grandfather", "father-in-law",
    "brother-in-law", "uncle", "cousin",
)  # fmt: skip
_SELF = r"i am|i'm|i|me|myself|mine|main|mai|mujhe|mujhko|mera|meri|mere(?! (?:do|dono|donon|teen|chaar|bachch\w+|bacch\w+) )|मैं|मुझे|मेरा|मेरी|मेरे"
_HE = r"he's|he|him|his"
_SHE = r"she's|she|her|hers"
_THEY = r"(?:woh|wo|voh|vo)(?= (?-i:[A-Z])[a-z])|uska|uski|uske|usko|use|unka|unki|unke|unko|unhe|उसका|उसकी|उसके|उसको|उनका|उनकी|उनके"
_ALL = r"both of us|both of them|both|dono|donon|hum dono|दोनों|sabka|sab"
_PERSON = re.compile(
    rf"(?i){_BEGIN}(?:(?:(?:my|the|and|meri|mera|mere|apni|apne|apna|मेरी|मेरा|मेरे|अपनी|अपने) )?(?P<kin>{'|'.join(sorted('|'.join(_RELATIONS.values()).split('|'), key=len, reverse=True))})"
    rf"|(?P<all>{_ALL})|(?P<self>{_SELF})|(?P<he>{_HE})|(?P<she>{_SHE})|(?P<they>{_THEY})){_END}"
)
_LEADS_TO_NAME = re.compile(
    r"(?i)^(?:'s)?(?:\s+(?:yaani|yani|matlab|that's|that is|यानी|मतलब)(?=\s))?(?:\s+(?:ka|ki|ke|का|की|के)(?=\s))?(?P<says>\s+(?:naam|name|नाम)(?=\s))?(?:\s+(?:is|hai|है)(?=\s))?(?:\s+(?:ji|जी)(?=\s))?[\s,:]*"
)
_BRINGS = re.compile(
    r"(?i)\bi(?:'ll| will) (?:be there|bring|come|drop|reach|pick)|(?:le aa|lekar aa|chhodne|pahunch)\w*"
)
""" "I will be there at half past ten": the hour of one who only comes along."""
_NAMES_MOST = 3


@dataclass(slots=True)
class _Guest:
    """What is said of one person."""

    role: str
    values: list[Value] = field(default_factory=list)
    name: str | None = None

    def has(self, *kinds: type) -> bool:
        return any(isinstance(value, kinds) for value in self.values)

    @property
    def things(self) -> set[str]:
        return {value.service_id for value in self.values if isinstance(value, ServiceWish)}

    @property
    def timed(self) -> bool:
        return any(isinstance(v, TimeWish) and v.reading.times for v in self.values)


def guests(reading: Reading) -> list[Command] | None:
    """A booking for each of several people, None where the sentence does not hold them."""
    scene = reading.scene
    if counts_people(scene) or scene.business.booking is None or scene.pending:
        return None
    if scene.flow is not None or intent(reading.said, scene) in ("cancel", "change", "read"):
        return None
    if not _may_hold_several(reading.text, scene):
        return None
    if any(one.flow in ("cancel", "change") for one in clauses_of(reading.text, scene)):
        return None
    shared, found = _told(reading.text, scene)
    booked = [one for one in found if one.timed or one.has(ServiceWish, PersonWish)]
    apart = sum(one.timed for one in booked) > 1 or all(
        one.has(ServiceWish, PersonWish) for one in booked
    )
    brought = [one for one in booked if one.timed and one.has(ServiceWish, PersonWish)]
    if len(brought) == 1 and len(booked) == 2 and _BRINGS.search(reading.text):
        one = brought[0]
        days = [] if one.has(DayWish) else _days(shared, found)
        said = (*_unsaid(shared, one), *days, *one.values)
        return [Start("book"), *(Put(value) for value in said), Put(ForWhom(one.role))]
    if len(booked) < 2 or not apart or not _bookable(booked, shared):
        return None
    days = _days(shared, found)
    commands: list[Command] = []
    for number, one in enumerate(booked):
        own = [*_unsaid(shared, one), *one.values]
        if not one.has(DayWish):
            own = [*days, *(value for value in own if not isinstance(value, DayWish))]
        commands.append(Start("book", number > 0))
        commands.extend(Put(value) for value in own)
        commands.append(Put(ForWhom(one.role)))
    named = tuple((one.role, one.name) for one in found if one.name)
    if named:
        commands.append(Put(NamesOf(named)))
    return commands


def _may_hold_several(text: str, scene: Scene) -> bool:
    """Are people named, or called by name, and either two hours or somebody or something wished?"""
    if next(islice(_PERSON.finditer(text), 1, None), None) is None and not _SEVERAL.search(text):
        return False
    hours = sum(bool(one.value.times) for one in find_clock(text))
    said, lexicon = spoken(text), lexicon_of(scene.business)
    return hours > 1 or bool(lexicon.service(said) or lexicon.people(said))


def somebody_of(text: str) -> str | None:
    """Who it is for, when a clause names one of the family: "biwi ka thyroid" is for the wife."""
    for one in _PERSON.finditer(text):
        if one.group("kin"):
            return _role(one, [])
    return None


def things_at_hours(reading: Reading) -> list[Command] | None:
    """ "Mehndi gyarah baje, baal baarah baje", while both are being booked: each thing its hour."""
    scene, text = reading.scene, reading.text
    if scene.flow != "book" or counts_people(scene):
        return None
    moments = _moments(text, scene)
    parts = [
        values
        for start, end in _clauses(text, 0, len(text))
        if (values := _values(text, moments, start, end, scene))
    ]
    hourly = [
        values
        for values in parts
        if sum(isinstance(value, ServiceWish) for value in values) == 1
        and sum(_is_time(value) for value in values) == 1
    ]
    things = {v.service_id for values in hourly for v in values if isinstance(v, ServiceWish)}
    if len(hourly) < 2 or len(things) != len(hourly) or len(hourly) != len(parts):
        return None
    commands: list[Command] = []
    for number, values in enumerate(hourly):
        if number:
            commands.append(Start("book", True))
        commands.extend(Put(value) for value in values)
    return commands


def names_of(text: str, scene: Scene) -> NamesOf | None:
    """ "Dad is Harbhajan Kohli and I'm Simran Kohli": who is called what; at least two of them."""
    _, found = _told(text, scene)
    named = tuple((one.role, one.name) for one in found if one.name)
    return NamesOf(named) if len(named) > 1 else None


def _told(text: str, scene: Scene) -> tuple[list[Value], list[_Guest]]:
    """What is for all of them, and what is said of each."""
    stretches = pointing_back(text)
    people = [
        one
        for one in _PERSON.finditer(text)
        if not any(start <= one.start() < end for start, end in stretches)
        and not _spoken_to(text, one)
    ]
    moments = _moments(text, scene)

    def told(start: int, end: int) -> list[Value]:
        return _values(text, moments, start, end, scene)

    known: list[_Guest] = []
    shared: list[Value] = []
    edges = [*_edges(text, people, scene), len(text)]
    lead = told(0, edges[0]) if people else []
    shared += [value for value in lead if not _is_time(value)]
    for at, (one, (start, end)) in enumerate(zip(people, pairwise(edges), strict=True)):
        if one.group("all"):
            shared += told(start, end)
            continue
        role = _role(one, known)
        if _both_named(text, people[max(0, at - 1) : at + 3]) and any(
            g.role != role for g in known
        ):
            known += [] if any(g.role == role for g in known) else [_Guest(role)]
            shared += told(start, end)
            continue
        guest = next((g for g in known if g.role == role), None)
        if guest is None:
            guest = _Guest(role)
            known.append(guest)
        for first, last in _clauses(text, start, end):
            values = told(first, last)
            _whose(values, guest, known).values += values
        guest.name = guest.name or _name(text[one.end() : end], scene)
    times = [value for value in lead if _is_time(value)]
    if known and times and not known[0].timed:
        known[0].values += times
    else:
        shared += times
    return (shared, known) if len(known) > 1 else _named(text, scene) or (shared, known)


_TOGETHER = re.compile(
    r"(?i)^(?:\s*(?:ka|ki|ke|ke liye|ko|का|की|के|को|के लिए))?\s*(?:and|&|aur|or|,|और)\s*(?:for\s+)?$"
)


def _both_named(text: str, near: list[re.Match[str]]) -> bool:
    """ "For me and my wife, mine at ten and hers at eleven": the two are named together, and what
    follows is for both, as each is spoken of again."""
    if len(near) < 4 or not _TOGETHER.match(text[near[0].end() : near[1].start()]):
        return False
    first, _, again, other = near
    own = [bool(one.group("self")) for one in (first, near[1], again, other)]
    return own[0] != own[1] and own[2] != own[3]


_VOCATIVE = frozenset(
    "bahan behen bahen behan didi bhai bhaiya beta bete mama chacha dada aunty auntie uncle बहन दीदी भाई भैया बेटा".split()
)
_MARKED = re.compile(
    r"(?i)^(?:'s|’s)?\s+(?:ji |जी )?(?:ka|ki|ke|ko|ne|se|bhi|aur|and|ka|is|has|wants|needs|का|की|के|को|ने|से|भी|और)(?![\w\u0900-\u097f])"
)
_OWNED_KIN = re.compile(r"(?i)^(?:my|the|meri|mera|mere|apni|apne|apna|मेरी|मेरा|मेरे|अपनी|अपने) ")


def _spoken_to(text: str, one: re.Match[str]) -> bool:
    """ "Kya bataun bahan, ...": who is addressed, and nobody's sister who wants something."""
    kin = (one.group("kin") or "").lower()
    if kin not in _VOCATIVE or _OWNED_KIN.match(one.group()):
        return False
    return _MARKED.match(text[one.end() :]) is None and not _FOR.search(text[: one.start()])


def _clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A stretch of the sentence in its clauses."""
    cuts = [cut.end() for cut in _CUT.finditer(text, start, end)]
    return list(pairwise([start, *(at for at in cuts if start < at < end), end]))


def _whose(values: list[Value], guest: _Guest, known: list[_Guest]) -> _Guest:
    """ "..., mehndi gyarah baje": what belongs to the one who wants that, whoever was named last."""
    things = [value.service_id for value in values if isinstance(value, ServiceWish)]
    if len(things) != 1 or not guest.has(ServiceWish) or things[0] in guest.things:
        return guest
    return next((one for one in known if things[0] in one.things), guest)


def _is_time(value: Value) -> bool:
    return isinstance(value, TimeWish) and bool(value.reading.times)


_CUT = re.compile(r"(?i)[,;.!?।]\s+(?:(?:and|aur|और)\s+)?|\s+(?:and|aur|और)\s+")


def _edges(text: str, people: list[re.Match[str]], scene: Scene) -> list[int]:
    """Where what is said of each begins: at himself, or at the clause that he stands in ("a facial
    for my mum", "..., aur das baje meri patni ka")."""
    starts: list[int] = []
    before = 0
    for number, one in enumerate(people):
        cuts = [cut.end() for cut in _CUT.finditer(text, before, one.start())]
        clause = cuts[-1] if cuts else 0
        led = text[clause : one.start()]
        wanted = _FOR.search(led) and lexicon_of(scene.business).service(spoken(led))
        first = clause if wanted else one.start()
        starts.append(cuts[-1] if number and cuts else first)
        before = one.end()
    return starts


_FOR = re.compile(r"(?i)\bfor\s+$")


_CALLED_AT = re.compile(
    r"(?:^|[\s,])(?P<name>(?:[A-Z][a-z]+|[\u0900-\u097f]+)(?: (?:[A-Z][a-z]+))?)[ ,]+(?:(?:at|for|ko|ka|ki|ke liye|को|का|की) )?$"
)
_FOR_NAME = re.compile(
    r"\s*(?:(?:is|will be)\s+)?(?:for|ke liye|के लिए)\s+(?:my \w+,? )?(?P<name>(?:[A-Z][a-z]+|[\u0900-\u097f]+)(?: (?:[A-Z][a-z]+))?)(?![\w\u0900-\u097f])"
)
_SEVERAL = re.compile(rf"(?i){_BEGIN}(?:both|two|three|dono|donon|do|teen|दोनों|दो|तीन){_END}")


def _named(text: str, scene: Scene) -> tuple[list[Value], list[_Guest]] | None:
    """ "For both my boys, Aman at ten thirty and Rishi at ten forty five": people called by name,
    before their hour or behind it ("ten o'clock for Nathan")."""
    if not _SEVERAL.search(text):
        return None
    found: list[_Guest] = []
    first = len(text)
    for clock in find_clock(text):
        called = _CALLED_AT.search(text[: clock.start]) or _FOR_NAME.match(text, clock.end)
        name = find_name(called["name"], True) if called else None
        if called is None or name is None or not clock.value.times or find_dates(name, scene.now):
            continue
        said, lexicon = spoken(name), lexicon_of(scene.business)
        if lexicon.people(said) or lexicon.service(said):
            continue
        first = min(first, called.start("name"))
        found.append(_Guest(name, [TimeWish(clock.value)], name))
    return (
        (_values(text, _moments(text, scene), 0, first, scene), found) if len(found) > 1 else None
    )


def _role(one: re.Match[str], known: list[_Guest]) -> str:
    if one.group("self"):
        return "self"
    kin = (one.group("kin") or "").lower()
    if kin:
        return next(role for role, said in _RELATIONS.items() if kin in said.split("|"))
    fitting = _FEMALE if one.group("she") else _MALE if one.group("he") else (*_FEMALE, *_MALE)
    others = [guest.role for guest in known if guest.role in fitting]
    return others[-1] if others else "other"


def _moments(text: str, scene: Scene) -> list[tuple[int, Value]]:
    """Days and times of the whole sentence, each with where it stands: one may lean on another."""
    return [
        *((one.start, DayWish(one.value)) for one in find_dates(text, scene.now)),
        *((one.start, TimeWish(one.value)) for one in find_clock(text)),
    ]


def _values(
    text: str, moments: list[tuple[int, Value]], start: int, end: int, scene: Scene
) -> list[Value]:
    """What is said in a stretch of the sentence, in its order."""
    part, lexicon = text[start:end], lexicon_of(scene.business)
    found = [(at, value) for at, value in moments if start <= at < end]
    found += [(one.start + start, one.value) for one in wishes(spoken(part), part, lexicon)]
    return [value for _, value in sorted(found, key=lambda one: one[0])]


_HEARD_WORDS = 10
"""So many words behind a person are looked at: three of a name, and the moment that may end it."""
_ENDS = re.compile(r"[,.;!?।]|\b(?:and|aur|और)\b")


def _name(behind: str, scene: Scene) -> str | None:
    """The name right behind a person: "Kalavati Patidar saat das pe"."""
    led = _LEADS_TO_NAME.match(behind)
    rest = _ENDS.split(behind[led.end() :] if led else behind, maxsplit=1)[0]
    rest = " ".join(rest.split()[:_HEARD_WORDS])
    sure = led is not None and led["says"] is not None
    stops = [one.start for one in find_clock(rest)]
    stops += [one.start for one in find_dates(rest, scene.now)]
    said, lexicon = spoken(rest), lexicon_of(scene.business)
    stops += [one.start for one in wishes(said, rest, lexicon)]
    rest = rest[: min(stops, default=len(rest))]
    kept: list[str] = []
    for word in rest.split():
        if len(kept) == _NAMES_MOST or not find_name(word, True) or _PERSON.fullmatch(word):
            break
        if not sure and "a" <= word[0] <= "z":
            break
        kept.append(word)
    name = find_name(" ".join(kept), True) if kept else None
    if name is None or lexicon.people(spoken(name)) or lexicon.service(spoken(name)):
        return None
    return name


def _bookable(booked: list[_Guest], shared: list[Value]) -> bool:
    """Does everybody have a thing or a person, or all of them one?"""
    common = any(isinstance(value, ServiceWish | PersonWish) for value in shared)
    return common or all(one.has(ServiceWish, PersonWish) for one in booked)


def _unsaid(shared: list[Value], one: _Guest) -> list[Value]:
    """Of what is for all, what this person did not say for himself."""
    out: list[Value] = []
    for value in shared:
        timed = isinstance(value, TimeWish) and one.timed
        things = (ServiceWish, PersonWish)
        if not timed and not (isinstance(value, things) and one.has(type(value))):
            out.append(value)
    return out


def _days(shared: list[Value], found: list[_Guest]) -> list[Value]:
    """The day for those who named none: the shared one, or the only one that was named."""
    common: list[Value] = [value for value in shared if isinstance(value, DayWish)]
    named: list[Value] = [v for one in found for v in one.values if isinstance(v, DayWish)]
    return common or named[:1]
