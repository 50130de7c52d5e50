"""Who and what of this business is meant by a sentence?

People by name, title, speciality, everyday word and gender; services by their words. Longer matches
silence the shorter ones inside them ("baalon ka rang" is not "baal").
"""

# ruff: noqa: E501 (tables of words read best one a line)
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from vaani.call.plan import Business, Resource, Text
from vaani.dialogue.understanding.match import Phrases, Spoken, canonical, spoken, without
from vaani.dialogue.understanding.vocabulary import PersonWish, ServiceWish
from vaani.language.memo import kept
from vaani.language.names import romanise
from vaani.language.script import (
    ENGLISH_WORDS,
    HINDI_IN_DEVANAGARI,
    HINDI_WORDS,
    skeleton,
    words,
)

_STOP = frozenset(
    canonical(word)
    for word in "ka ki ke of the for a an with se ko test mein me par wale wali wala".split()
)
_FEMALE = Phrases(
    "madam, lady, female, didi, woman, ma'am, mam, mahila, aunty, behenji, a girl, girl se, kisi ladki, ladki se, ladki ke saath, aurat se, "
    "मैडम, महिला, लेडी, दीदी, किसी लड़की, लड़की से, लड़की के साथ, औरत से"
)
_MALE = Phrases(
    "sir, gents, male, a man, a guy, bhaiya, gentleman, sahab, purush, bhai, kisi ladke, ladke se, ladke ke saath, kisi aadmi, aadmi se, mard se, "
    "सर, भैया, साहब, पुरुष, किसी लड़के, लड़के से, लड़के के साथ, मर्द से, जेंट्स"
)
_EVERYDAY = (
    ("bone haddi ortho joint knee ghutna ghutne kamar back", "ortho(?!d) orthop bone haddi joint"),
    ("child children kid kids baby bachche bachchon bachcha baccha", "paed pedia child bachch"),
    ("skin twacha chamdi khujli pimple acne", "derm skin twacha"),
    ("tooth teeth dental daant dant", "dent tooth daant"),
    ("roots greys highlights", "colou?r hair.colou?r dye रंग"),
    ("heart dil cardiac", "cardio heart dil"),
    ("eye eyes aankh aankhon nazar", "ophth eye aankh"),
    ("ear nose throat kaan naak gala gale", "ent(?!\\w) ear kaan"),
    ("pregnancy pregnant gynae mahila ladies prasuti delivery", "gyn mahila obst"),
    ("nerve brain neuro dimaag sir-dard", "neuro"),
    ("fever cold cough bukhar khansi zukam physician general", "general physic medicine"),
)
_COMMON = (
    ENGLISH_WORDS
    | HINDI_WORDS
    | HINDI_IN_DEVANAGARI
    | frozenset(
        "monday tuesday wednesday thursday friday saturday sunday january february march april may "
        "june july august september october november december सोमवार मंगलवार बुधवार गुरुवार शुक्रवार "
        "शनिवार रविवार".split()
    )
)
_TITLES = frozenset(
    canonical(w)
    for w in "dr doctor mr mrs ms miss prof professor ji didi bhaiya bhai bhaisahab sahab saheb saab madam sir shri smt uncle aunty chacha ustad anna akka amma मैडम सर भैया भाई दीदी साहब जी डॉक्टर डॉ श्री श्रीमती".split()
)
_TITLE_GENDER = {
    canonical(word): gender
    for gender, said in (
        ("female", "mrs ms miss shrimati smt kumari श्रीमती कुमारी मिसेज मिस"),
        ("male", "mr shri shriman mister श्री श्रीमान मिस्टर"),
    )
    for word in said.split()
}
_TITLE_SAID = {
    canonical(word): canonical(title)
    for title, said in (("prof", "prof professor प्रोफेसर प्रोफ़ेसर"), ("dr", "dr doctor डॉ डॉक्टर"))
    for word in said.split()
}
_GENERAL = frozenset(
    "checkup check-up check up consultation consult dikhana dikhane dikhani dikha visit jaanch janch appointment test sick bimar "
    "beemar ill milna session class service दिखाना दिखाने जाँच जांच परामर्श बीमार चेकअप".split()
)
"""Words of services that hold for everybody: beside a word that tells more they tell nothing."""
_CALLED = Phrases(
    "doctor, dr, specialist, surgeon, wale, wala, wali, vale, vali, expert, डॉक्टर, वाले, वाला, वाली"
)
_PLACE = frozenset(
    canonical(w)
    for w in "room kamra kamre cabin hall table counter court chair station bed booth रूम कमरा कमरे केबिन".split()
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A phrase of the file: `bag` must all be near each other; `whole` is it without spaces."""

    bag: frozenset[str]
    whole: str
    service: str | None
    ids: tuple[str, ...]
    bones: str = ""
    """Consonants of an entry of one long word, for the other script; empty when too few."""
    latin: bool = True
    breathes: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """The words of one business, ready for matching; the same only as itself, so that what it
    finds in a sentence can be kept."""

    names: tuple[tuple[str, tuple[str, ...]], ...]
    entries: tuple[_Entry, ...]
    services: dict[str, tuple[str, ...]]
    business: Business
    spelled: frozenset[str] = frozenset()
    """Names exactly as the file spells them: "Sen" is a name though it sounds like "se"."""
    rooms: tuple[tuple[str, str], ...] = ()
    """The word that tells a room apart from the others, and its id."""

    @kept
    def people(self, said: Spoken, among: tuple[str, ...] = ()) -> PersonWish | None:
        """Everybody who may be meant by a name, narrowed by gender and by `among`."""
        said = without(said, _NO_PERSONS)
        scores: dict[str, int] = {}
        places: list[int] = []
        for at, token in enumerate(said.tokens):
            for id_ in self._named(token, said.text[said.starts[at] : said.ends[at]]):
                scores[id_] = scores.get(id_, 0) + 1
                places.append(at)
        if not scores:
            return self._room(said)
        best = max(scores.values())
        ids = tuple(one.id for one in people_of(self.business) if scores.get(one.id) == best)
        ids = self._by_title(said.tokens[max(0, places[0] - 1)] if places[0] else "", ids)
        ids = self._by_gender(said, ids)
        narrowed = tuple(id_ for id_ in ids if id_ in among)
        return PersonWish(narrowed or ids)

    def _by_title(self, title: str, ids: tuple[str, ...]) -> tuple[str, ...]:
        """Who of them is "Mrs", "Professor"?"""
        told = {one.id: one for one in people_of(self.business)}
        if title in _TITLE_GENDER:
            fit = tuple(id_ for id_ in ids if told[id_].gender == _TITLE_GENDER[title])
        else:
            wanted = _TITLE_SAID.get(title, "")
            fit = tuple(id_ for id_ in ids if wanted and wanted in _title_of(told[id_]))
        return fit or ids

    def _room(self, said: Spoken) -> PersonWish | None:
        """ "In the Neel room": a room that has a name of its own."""
        for own, id_ in self.rooms:
            for at, token in enumerate(said.tokens):
                near = said.tokens[max(0, at - 2) : at + 3]
                if token == own and _PLACE.intersection(near):
                    return PersonWish((id_,))
        return None

    def by_gender(self, said: Spoken, among: tuple[str, ...]) -> PersonWish | None:
        """Who of `among` is meant by "the lady", "bhaiya"."""
        ids = self._by_gender(said, among)
        return PersonWish(ids) if ids != among else None

    def _by_gender(self, said: Spoken, ids: tuple[str, ...]) -> tuple[str, ...]:
        female, male = _FEMALE.within(said), _MALE.within(said)
        if female == male:
            return ids
        wanted = "female" if female else "male"
        genders = {one.id: one.gender for one in people_of(self.business)}
        fit = tuple(id_ for id_ in ids if genders[id_] == wanted)
        return fit or ids

    @kept
    def _named(self, token: str, raw: str) -> tuple[str, ...]:
        if raw.casefold().endswith(("'s", "’s")):
            raw, token = raw[:-2], canonical(raw[:-2].casefold())
        common = raw.casefold() in _COMMON and raw.casefold() not in self.spelled
        found = [] if common else [ids for name, ids in self.names if name == token]
        if not found and len(token) >= 4 and raw.casefold() not in _COMMON:
            bones = skeleton(raw)
            if len(bones) >= 3:
                found = [
                    ids
                    for name, ids in self.names
                    if len(name) >= 4 and skeleton(name) == bones and _begin_alike(raw, name)
                ]
        return tuple({id_: None for ids in found for id_ in ids})

    @kept
    def service(self, said: Spoken) -> ServiceWish | None:
        """The service or speciality that the sentence asks for."""
        said = without(said, _NO_THINGS)
        matches = self._matches(said)
        if not matches:
            return None
        widest = [
            (entry, span) for entry, span in matches
            if not any(span < other for _, other in matches)
        ]  # fmt: skip
        telling = [one for one in widest if not self._general(said, one[1])]
        if telling and any(entry.service for entry, _ in telling):
            widest = telling
        ids: tuple[str, ...] = ()
        named: dict[str, int] = {}
        for entry, _ in widest:
            both = tuple(id_ for id_ in ids if id_ in entry.ids)
            ids = both if ids and both else (ids or entry.ids)
            if entry.service is not None:
                named[entry.service] = named.get(entry.service, 0) + len(entry.bag)
        service = max(named, key=lambda name: named[name]) if named else ""
        able = self.services.get(service, ids)
        wide = [_widened(entry, span, matches) for entry, span in widest]
        ids = tuple(id_ for id_ in able if id_ in _same_service(ids, wide, service)) or able
        for entry, span in widest:
            skilled = tuple(id_ for id_ in ids if id_ in entry.ids)
            called = len(span) > 1 or entry.bag <= _patients() or self._called(said, span)
            ids = skilled if entry.service is None and skilled and (called or not service) else ids
        words_said = " ".join(
            said.text[said.starts[at] : said.ends[at]]
            for at in sorted({at for _, span in widest for at in span})
        )
        return ServiceWish(service, ids, words_said)

    def _called(self, said: Spoken, span: frozenset[int]) -> bool:
        """ "The bird doctor": the words name somebody, and not only whom the visit is for."""
        return _CALLED.within(spoken(_around(said, span)))

    def _general(self, said: Spoken, span: frozenset[int]) -> bool:
        """Words that hold for every service."""
        return all(said.text[said.starts[at] : said.ends[at]].casefold() in _GENERAL for at in span)

    def general(self, wish: ServiceWish) -> bool:
        """Was only such a word said for it?"""
        return all(word.casefold() in _GENERAL for word in wish.words.split())

    def spans(self, said: Spoken) -> tuple[frozenset[int], ...]:
        """Which words of the sentence name a service or a speciality."""
        return tuple(span for _, span in self._matches(said))

    def _matches(self, said: Spoken) -> list[tuple[_Entry, frozenset[int]]]:
        if not self.entries:
            return []
        stems = [
            _stem(_own(token, said.text[start:end]))
            for token, start, end in zip(said.tokens, said.starts, said.ends, strict=True)
        ]
        names = frozenset(
            at
            for at, token in enumerate(said.tokens)
            if self._named(token, said.text[said.starts[at] : said.ends[at]])
        )
        first = {stem: at for at, stem in reversed(tuple(enumerate(stems)))}
        joined, sounds = _joined(said.tokens), _sounds(said, names)
        found = []
        for entry in self.entries:
            span = _covers(first, joined, entry) or sounds.get(
                (entry.bones, entry.latin, entry.breathes)
            )
            if span:
                found.append((entry, frozenset(span)))
        return found


def names_staff(said: Spoken, lexicon: Lexicon) -> bool:
    """Is it the name of somebody who works here, and no other ("Kavita Joshi" where a Kavita Rao
    does)?"""
    parts = [
        spoken(said.text[start:end]) for start, end in zip(said.starts, said.ends, strict=True)
    ]
    return bool(parts) and all(lexicon.people(part) is not None for part in parts)


def _begin_alike(raw: str, name: str) -> bool:
    """ "Afraid" is no Farida: both begin with a vowel or neither, as far as Latin letters show."""
    first = raw[:1].casefold()
    return not first.isascii() or (first in "aeiou") == (name[:1] in "aeiou")


def _title_of(one: Resource) -> set[str]:
    """The title of the file and those in other names, as they are compared."""
    told = " ".join((one.title or "", *one.also_known_as))
    return {_TITLE_SAID.get(token, token) for token in spoken(told).tokens}


def _around(said: Spoken, span: frozenset[int]) -> str:
    """The words, the one before and the two after them."""
    first, last = min(span), min(max(span) + 2, len(said.tokens) - 1)
    return said.text[said.starts[max(0, first - 1)] : said.ends[last]]


def _widened(
    entry: _Entry, span: frozenset[int], matches: list[tuple[_Entry, frozenset[int]]]
) -> _Entry:
    """Who does "baal" for the same service does "baal katwana" too."""
    inside = [o.ids for o, other in matches if other < span and o.service == entry.service]
    ids = tuple(dict.fromkeys((*entry.ids, *(id_ for one in inside for id_ in one))))
    return replace(entry, ids=ids)


def _same_service(ids: tuple[str, ...], widest: list[_Entry], service: str) -> tuple[str, ...]:
    """Those who fit every word that was used for this service."""
    fitting = [entry.ids for entry in widest if entry.service == service]
    common = tuple(
        id_ for id_ in (fitting[0] if fitting else ids) if all(id_ in o for o in fitting)
    )
    return common or ids


def _plural(whole: str) -> str:
    return canonical(f"{whole}s")


def _joined(tokens: tuple[str, ...]) -> dict[str, range]:
    """One to three words written as one, and where they stand first."""
    found: dict[str, range] = {}
    for width in (1, 2, 3):
        for at in range(len(tokens) - width + 1):
            found.setdefault("".join(tokens[at : at + width]), range(at, at + width))
    return found


def _covers(first: dict[str, int], joined: dict[str, range], entry: _Entry) -> Sequence[int] | None:
    """The words that name the entry: the stems of its bag close together, or its letters."""
    places = [first[word] for word in entry.bag if word in first]
    if len(places) == len(entry.bag) and max(places) - min(places) <= len(entry.bag) + 1:
        return places
    if len(entry.whole) <= 3:
        return None
    return joined.get(entry.whole) or joined.get(_plural(entry.whole))


def _breathes(text: str) -> bool:
    """Does it begin with an h, which the consonants leave out? "Rakhti" is no haircut."""
    return text[:1] in ("h", "H", "ह")


def _sounds(said: Spoken, names: frozenset[int]) -> dict[tuple[str, bool, bool], Sequence[int]]:
    """What one or two words sound like, for entries written in the other script (the flag is the
    entry's `latin`): "चेकअप" and "checkup". Not a name, nor a name and "se": "Khanna se" is no
    cough."""
    found: dict[tuple[str, bool, bool], Sequence[int]] = {}
    for width in (1, 2):
        for at in range(len(said.tokens) - width + 1):
            if names.intersection(range(at, at + width)):
                continue
            raw = said.text[said.starts[at] : said.ends[at + width - 1]]
            low = raw.casefold()
            if len(raw) < 4 or not _OF_NO_THING.isdisjoint((low, *low.split())):
                continue
            bones = _bones(raw)
            if bones:
                heard = (bones, not raw[:1].isascii(), _breathes(raw))
                found.setdefault(heard, range(at, at + width))
    return found


_NO_THINGS = Phrases(
    "thread ceremony, thread ceremonies, thread function, by a thread, common thread, nail biting, by a hair, body language, fit me, fit us, fit him, fit her, fit them, fit my, fit in, fit it in"
)
""" "My nephew's thread ceremony": nobody's eyebrows."""
_NO_PERSONS = Phrases(
    "ghar pooja, ghar puja, ghar mein pooja, ghar par pooja, ghar pe pooja, mandir mein pooja, office mein pooja, pooja path, pooja hai ghar, pooja rakhi hai, pooja ke baad, puja ke baad, pooja se pehle, पूजा पाठ, घर पूजा, घर में पूजा, घर पर पूजा, घर पे पूजा, मंदिर में पूजा, पूजा के बाद, पूजा से पहले"
)
""" "Itwar ko hamare ghar pooja hai": prayers, and nobody called Pooja."""
_NO_SERVICE = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday hindi english today tomorrow".split()
)
""" "My Hindi", "oh, Monday": they sound like mehndi."""
_SHORT = "paas pas le lo la ko ka ki ke se me mein kaunse kaunsa kaunsi konse konsa konsi kaun kon"
_OF_NO_THING = _NO_SERVICE | frozenset(_COMMON) | frozenset(_SHORT.split())
_LOAN_SOUNDS = (
    ("tion", "shan"),
    ("logi", "loji"),
    ("logy", "lojy"),
    ("ssage", "saj"),
    ("physi", "fizi"),
    ("ure", "yor"),
)


@lru_cache(maxsize=4096)
def _bones(text: str) -> str:
    """Consonants of an English word as Hindi spells it."""
    low = text.casefold()
    for said, sound in _LOAN_SOUNDS:
        low = low.replace(said, sound)
    return skeleton(low).replace(" ", "")


@lru_cache(maxsize=4096)
def _own(token: str, raw: str) -> str:
    """A word so short in its comparable form that it would be "ka" or "se" keeps its letters; what
    is somebody's ("the children's doctor") is the word itself."""
    if raw.casefold().endswith(("'s", "’s")):
        token, raw = canonical(raw[:-2].casefold()), raw[:-2]
    if len(token) > 2:
        return token
    return romanise(raw).casefold() if "\u0900" <= raw[:1] <= "\u097f" else raw.casefold()


@lru_cache(maxsize=4096)
def _stem(token: str) -> str:
    for ending in ("ana", "ane", "ani", "na", "ne", "ni", "o", "ing", "ed", "s", "a", "e", "i"):
        if token.endswith(ending) and len(token) - len(ending) >= 3:
            return token[: -len(ending)]
    return token


def people_of(business: Business) -> tuple[Resource, ...]:
    return business.booking.resources if business.booking else ()


def service_name(text: Text | None) -> str:
    """The id of a service that is only a speciality."""
    return (text.en or text.hi or "") if text else ""


def _spellings(text: Text | None) -> list[str]:
    return [one for one in (text.en, text.hi) if one] if text else []


_KNOWN: dict[int, Lexicon] = {}


def lexicon_of(business: Business) -> Lexicon:
    """The lexicon of a business; built once for each loaded plan."""
    known = _KNOWN.get(id(business))
    if known is None or known.business is not business:
        if len(_KNOWN) > 64:
            _KNOWN.clear()
        known = _KNOWN[id(business)] = _lexicon(business)
    return known


def _lexicon(business: Business) -> Lexicon:
    names: dict[str, list[str]] = {}
    entries: list[_Entry] = []
    services: dict[str, tuple[str, ...]] = {}
    terms = business.booking
    for one in people_of(business):
        if one.kind == "person" or one.title:
            for text in (*_spellings(one.name), *one.also_known_as):
                for word in words(text):
                    token = canonical(word.folded)
                    if token not in _TITLES and one.id not in names.setdefault(token, []):
                        names[token].append(one.id)
    if terms and terms.services:
        everyone = tuple(one.id for one in terms.resources)
        for service in terms.services:
            ids = service.resources or everyone
            services[service.id] = ids
            for text in (*_spellings(service.name), *service.words, service.id.replace("-", " ")):
                entries.append(_entry(text, service.id, ids))
        for one in terms.resources:
            for text in (*_spellings(one.speciality), *one.speciality_words):
                entries.append(_entry(text, None, (one.id,)))
    else:
        entries.extend(_by_speciality(business, services))
    entries.extend(_everyday(business, entries))
    return Lexicon(
        tuple((name, tuple(ids)) for name, ids in names.items()),
        tuple(entry for entry in entries if entry.bag),
        services,
        business,
        frozenset(
            word.folded
            for one in people_of(business)
            for text in (*_spellings(one.name), *one.also_known_as)
            for word in words(text)
        ),
        _rooms(business),
    )


def _rooms(business: Business) -> tuple[tuple[str, str], ...]:
    """Words that stand in the name of one room or table only."""
    found: dict[str, set[str]] = {}
    for one in people_of(business):
        for text in (*_spellings(one.name), *one.also_known_as):
            for word in words(text) if one.kind != "person" else ():
                found.setdefault(canonical(word.folded), set()).add(one.id)
    return tuple(
        (token, min(ids))
        for token, ids in found.items()
        if len(ids) == 1 and len(token) > 2 and token not in _PLACE
    )


def _by_speciality(business: Business, services: dict[str, tuple[str, ...]]) -> list[_Entry]:
    found: dict[tuple[str, str], list[str]] = {}
    for one in people_of(business):
        service = service_name(one.speciality)
        if not service:
            continue
        services[service] = (*services.get(service, ()), one.id)
        for text in (*_spellings(one.speciality), *one.speciality_words):
            ids = found.setdefault((text.casefold(), service), [])
            if one.id not in ids:
                ids.append(one.id)
    return [_entry(text, service, tuple(ids)) for (text, service), ids in found.items()]


def _entry(text: str, service: str | None, ids: tuple[str, ...]) -> _Entry:
    said = spoken(text)
    tokens = tuple(
        _own(token, text[start:end])
        for token, start, end in zip(said.tokens, said.starts, said.ends, strict=True)
    )
    kept = [token for token in tokens if token not in _STOP] or list(tokens)
    bag = frozenset(_stem(token) for token in kept)
    whole = "".join(tokens)
    bones = _bones(text) if len(tokens) <= 2 and len(whole) >= 4 else ""
    bones = bones if len(bones) >= 3 else ""
    return _Entry(bag, whole, service, ids, bones, text[:1].isascii(), _breathes(text))


@lru_cache(maxsize=1)
def _patients() -> frozenset[str]:
    """Everyday words for whom or what a doctor is for, as they are compared."""
    return frozenset(stem for words, _ in _EVERYDAY for stem in bag_of(words))


def bag_of(text: str) -> frozenset[str]:
    said = spoken(text)
    return frozenset(
        _stem(_own(token, text[start:end]))
        for token, start, end in zip(said.tokens, said.starts, said.ends, strict=True)
    )


def _everyday(business: Business, entries: list[_Entry]) -> list[_Entry]:
    """The everyday word for a speciality whose file words do not have it ("the bone doctor")."""
    found: list[_Entry] = []
    for one in people_of(business):
        told = " ".join((*_spellings(one.speciality), *one.speciality_words)).casefold()
        told = f"{told} {romanise(told).casefold()}"
        for everyday, marks in _EVERYDAY:
            if not any(re.search(rf"(?<!\w){mark}", told) for mark in marks.split()):
                continue
            service = (
                None
                if business.booking and business.booking.services
                else service_name(one.speciality)
            )
            for word in everyday.split():
                entry = _entry(word, service or None, (one.id,))
                same = [o for o in found if o.bag == entry.bag and o.service == entry.service]
                if any(o.bag == entry.bag for o in entries):
                    continue
                for other in same:
                    found.remove(other)
                    entry = _Entry(entry.bag, entry.whole, entry.service, (*other.ids, one.id))
                found.append(entry)
    return found
