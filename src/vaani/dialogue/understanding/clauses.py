"""How is a sentence cut into clauses, and which request does each of them name?

A clause without an intent joins its neighbour; what was said in a clause belongs to its request.
"""

# ruff: noqa: E501 (patterns of words read best one a line)
from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from vaani.dialogue.understanding import tables
from vaani.dialogue.understanding.existing import (
    asks_of_own,
    gives_up,
    moves_on,
    passes_on,
    shifts,
    wishes_no_booking,
)
from vaani.dialogue.understanding.lexicon import lexicon_of
from vaani.dialogue.understanding.match import Phrases, Spoken, spoken, without
from vaani.dialogue.understanding.opening import beside_opening
from vaani.dialogue.understanding.owned import changes_if_any, changes_surely
from vaani.dialogue.understanding.relative import more_people
from vaani.dialogue.understanding.scene import Scene
from vaani.dialogue.understanding.seating import tables_together
from vaani.dialogue.understanding.several import somebodys_too
from vaani.dialogue.understanding.vocabulary import Flow
from vaani.dialogue.understanding.wishes import wishes
from vaani.language.clock_offsets import pointing_back
from vaani.language.clock_words import find_clock
from vaani.language.dates import find_dates
from vaani.language.memo import kept

CUT = re.compile(
    r"(?i)(?<=[.?!;:।])(?<!\bdr\.)(?<!\bmr\.)(?<!\bms\.)(?<!\bmrs\.)\s+|,?\s+(?:and then|and also|and|also|aur haan|phir|फिर|(?:aur|और)(?!\s+(?:jod|jor|add|badh|log\b|bande|kitn|kuch|जोड़|बढ़|ऐड|लोग|कितन|कुछ)))\s+|,\s+(?=then |also |plus )"
)
KI_JAGAH: tuple[str, str] = (
    r"(?:ki jagah(?!\s+(?:rakh|mil|chah|hai|ho|de|book|likh|bana|bacha|reserve)))",
    r"(?:की जगह(?!\s+(?:रख|मिल|चाह|है|हो|दे|बुक|लिख|बना|बचा|रिज़र्व)))",
)
"""In place of, in both scripts; not the room itself: "paanch logon ki jagah rakh dijiye"."""
_IN_PLACE = re.compile(
    rf"(?i)(?:(?<!us)(?<!is)(?<!us )(?<!is ){KI_JAGAH[0]}|(?<!उस)(?<!इस){KI_JAGAH[1]})"
)
_IN_ITS_PLACE = Phrases(
    "uski jagah, us ki jagah, iski jagah, uske badle, in its place, उसकी जगह, इसकी जगह"
)


@dataclass(frozen=True, slots=True)
class Clause:
    said: Spoken
    start: int
    end: int
    flow: Flow | None
    another: bool = False
    if_any: bool = False


def clauses_of(text: str, scene: Scene) -> list[Clause]:
    """The sentence in clauses; those without an intent join their neighbour."""
    edges = [0]
    if tables_together(text) is None:
        _, first, last = more_people(text) or (0, 0, 0)
        edges += [cut.end() for cut in CUT.finditer(text) if not first < cut.end() < last]
    edges.append(len(text))
    raw = [
        _clause(text, start, end, scene)
        for start, end in pairwise(edges)
        if text[start:end].strip()
    ]
    merged: list[Clause] = []
    for number, one in enumerate(raw):
        if merged and merged[-1].flow == "cancel" and one.flow is None:
            booked = raw[number + 1 : number + 2]
            if _is_wish(one, scene) or (booked and _begins(booked[0], one, text, scene)):
                one = replace(one, flow="book")
        if merged and merged[-1].flow == "change" and _new_beside(one, scene):
            one = replace(one, flow="book", another=True)
        joins = (
            merged
            and not one.another
            and (one.flow is None or merged[-1].flow is None or _same(merged[-1], one))
            and not _read_then_done(merged[-1], one)
        )
        if not joins:
            merged.append(one)
            continue
        before = merged.pop()
        start, flow = before.start, before.flow or one.flow
        if before.flow == "book" and one.flow == "change":
            flow = "change"
        whole = spoken(text[start : one.end])
        if_any = before.if_any or one.if_any
        if (
            flow in (None, "book")
            and not before.another
            and (changes_if_any(whole, scene) or moves_on(whole, scene))
        ):
            flow, if_any = "change", True
        merged.append(Clause(whole, start, one.end, flow, before.another, if_any))
    return merged


def _new_beside(one: Clause, scene: Scene) -> bool:
    """ "Move mine to half past nine, and a table on Sunday at one": a booking of its own."""
    if one.flow not in (None, "book") or mine(one.said) or not _has_moment(one.said.text, scene):
        return False
    named = _A_NEW_ONE.within(one.said) or (_ALSO.within(one.said) and _WANTED.within(one.said))
    return named or _SOMEBODY.search(one.said.text) is not None


_SOMEBODY = re.compile(
    r"(?i)(?<![\w\u0900-\u097f])(?:(?:my|our|meri|mera|mere|मेरी|मेरा|मेरे) )?(?:wife|missus|husband|mother|mum|mom|father|dad|son|daughter|sister|brother|friend|biwi|patni|pati|mummy|maa|papa|beti|beta|bete|behen|bhai|dost|saheli|पत्नी|पति|माँ|पापा|बेटी|बेटे|बहन|भाई)(?:'s)?(?![\w\u0900-\u097f])"
)
""" "... aur biwi ka thyroid bhi guruvaar subah": somebody else's, beside the change."""
_A_NEW_ONE = Phrases(
    "put me down for, put us down for, put me in for, book me in, book us in, fit me in, fit us in, a table, a new table, one table, another table, a booking, a new booking, another booking, an appointment, another appointment, ek table, ek aur table, ek booking, ek nayi booking, nayi booking, ek appointment, ek aur, एक टेबल, एक और, एक बुकिंग, नई बुकिंग, एक अपॉइंटमेंट"
)


def _read_then_done(one: Clause, other: Clause) -> bool:
    """ "When is my booking? And move it to Saturday": it is read out, then moved."""
    questioned = (
        tables.READ.within(one.said) and asks(one.said) and not tables.CHANGE.within(one.said)
    )
    done = other.flow in ("change", "cancel") and (
        tables.CHANGE.within(other.said) or tables.CANCEL.within(other.said)
    )
    return one.flow == "read" and questioned and done and _IT.within(other.said)


_IT = Phrases(
    "it, that, usko, use, usse, isko, ise, wo, woh, vo, us ko, उसे, उसको, इसे, इसको, वो, उस को"
)


@kept
def mine(said: Spoken) -> bool:
    """Does it speak of a booking that is there? "Could we have a table" asks for one."""
    if _DO_MY.search(said.text) is not None:
        said = spoken(_DO_MY.sub(" ", said.text))
    return tables.MINE.within(without(said, _MAY_I_HAVE)) or tells_of_several(said.text)


def tells_of_several(text: str) -> bool:
    """ "I have got two bookings, one Friday and one Sunday": what is there, and no wish."""
    return _HAVE_SEVERAL.search(text) is not None


_HAVE_SEVERAL = re.compile(
    r"(?i)\b(?:i|we)(?:'ve| have| had)(?: got| made)? (?:two|three|four|both|a couple of|2|3) (?:bookings|tables|appointments|reservations|visits|slots)\b"
    r"|(?<!\w)(?:meri|mere|hamari|humari|मेरी|मेरे|हमारी) (?:do|teen|दो|तीन|2|3) (?:booking|appointment|table|reservation|बुकिंग|अपॉइंटमेंट|टेबल)\w* (?:hai|hain|thi|हैं|है|थीं)"
)
_DO_MY = re.compile(r"(?i)\b(?:do|does) my (?!appointment|booking|slot|table|reservation)")
""" "Could Doctor Shroff do my ultrasound" wishes for one."""
_MAY_I_HAVE = Phrases(
    "could we have, can we have, may we have, might we have, could i have, can i have, may i have, could we get, can we get, could i get, can i get, should we have, shall we have, do we have to have"
)


def _same(one: Clause, other: Clause) -> bool:
    if other.another:
        return False
    return one.flow == other.flow or {one.flow, other.flow} in (
        {"book", "change"}, {"message", "read"}, {"book", "read"},
    ) or (one.flow == "change" and other.flow == "read")  # fmt: skip


def _is_wish(clause: Clause, scene: Scene) -> bool:
    """ "... and I want Sunday lunch at one": a day and a time of its own, behind a cancellation."""
    wanted = _WANTED.within(clause.said) or _A_THING.within(clause.said)
    return _has_moment(clause.said.text, scene) and (wanted or _counts(clause.said.text))


_A_THING = Phrases("table, appointment, booking, reservation, slot, seat, टेबल, अपॉइंटमेंट, बुकिंग, स्लॉट")


def _begins(following: Clause, one: Clause, text: str, scene: Scene) -> bool:
    """ "... cancel karo aur Saturday gyarah... sorry, chaar baje book karo": what follows "aur"
    belongs to the booking that the next words name."""
    timed = find_clock(one.said.text) or find_dates(one.said.text, scene.now)
    return (
        following.flow == "book" and bool(timed) and _JOINED.search(text[: one.start]) is not None
    )


_JOINED = re.compile(r"(?i)(?:and|aur|और|phir|फिर|then|also)\s+$")


def _clause(text: str, start: int, end: int, scene: Scene) -> Clause:
    said = spoken(text[start:end])
    flow = intent(said, scene)
    another = tables.ANOTHER.within(said) and not _ONE_MORE_THING.within(said)
    another = another and flow in (None, "book")
    if another and more_people(said.text) is not None and not _A_THING.within(said):
        another = False
    if scene.wrote and flow in (None, "book", "change") and somebodys_too(said, scene):
        return Clause(said, start, end, "book", True)
    if start > 0 and flow in (None, "book") and TWO_WISHES.within(spoken(text)):
        another = (
            another
            or _ONE_OF.at_start(said)
            or (_has_moment(text[start:end], scene) and _has_moment(text[:start], scene))
        )
    if start > 0 and flow in (None, "book") and not another:
        another = _also_wanted(text[:start], said, scene) or stands_beside(
            text[:start], said, scene
        )
    if_any = not another and flow in (None, "book", "read") and changes_if_any(said, scene)
    if_any = if_any or (not another and flow in (None, "book", "cancel") and moves_on(said, scene))
    flow = "book" if another else "change" if if_any else flow
    return Clause(said, start, end, flow, another, if_any)


def _also_wanted(before: str, said: Spoken, scene: Scene) -> bool:
    """ "Haan kar do, aur parson bhi": at the read-back of a booking a second one is asked for."""
    if scene.pending != "book" or not _AGREES.at_start(spoken(before)):
        return False
    joined = spoken(f"{before[-12:]} {said.text}")
    return _ALSO.within(joined) and bool(find_dates(said.text, scene.now) or find_clock(said.text))


def stands_beside(before: str, said: Spoken, scene: Scene) -> bool:
    """ "Blood test at nine and X-ray at eleven": each half has its own hour and its own thing, or
    its own number of people."""
    if scene.flow is not None or _CORRECTS.within(spoken(before)) or _CORRECTS.within(said):
        return False
    if not (_timed(before) and _timed(said.text)):
        return False
    lexicon = lexicon_of(scene.business)
    one = {_thing(found.value) for found in wishes(spoken(before), before, lexicon)}
    other = {_thing(found.value) for found in wishes(said, said.text, lexicon)}
    if one and other:
        return not one & other
    counted = _counts(before) and _counts(said.text)
    return counted and scene.business.kind == "restaurant"


def _counts(text: str) -> bool:
    return _PEOPLE.search(text) is not None


def _thing(value: object) -> object:
    service = getattr(value, "service_id", None)
    return service if service else getattr(value, "resource_ids", None)


def _timed(text: str) -> bool:
    return any(one.value.times for one in find_clock(text))


_AGREES = Phrases(
    "yes, yeah, yep, okay, ok, sure, haan, han, ji, theek hai, thik hai, kar do, kar dijiye, book, हाँ, हां, जी, ठीक है, कर दो, कर दीजिए"
)
_ALSO = Phrases("bhi, also, too, as well, भी, another, one more, ek aur, एक और")
_CORRECTS = Phrases(
    "no, sorry, wait, actually, instead, rather, i mean, not, nahi, nahin, matlab, balki, ya, or, नहीं, मतलब, बल्कि, या"
)
_PEOPLE = re.compile(
    r"(?i)(?<![\w\u0900-\u097f])(?:log|logon|jan|jane|people|persons?|pax|guests?|seats?|heads?|covers|of us|लोग|लोगों|जन|जने|for (?:two|three|four|five|six|seven|eight|\d))(?![\w\u0900-\u097f])"
)


def _has_moment(text: str, scene: Scene) -> bool:
    timed = any(one.value.times for one in find_clock(text))
    return timed and bool(find_dates(text, scene.now))


def intent(said: Spoken, scene: Scene) -> Flow | None:
    """The request that a clause names."""
    answered = _LEADING_NO.match(said.text)
    if answered is not None and answered.end() < len(said.text):
        said = spoken(said.text[answered.end() :])
    if scene.pending == "message" and tables.MESSAGE.within(said):
        return "message"
    if _CANCEL_AND_MAKE.search(said.text) is not None:
        return "change"
    cancels = tables.CANCEL.within(said) or _CAN_GO.search(said.text) is not None
    if cancels and not tables.NOT_CANCEL.within(said):
        return "cancel"
    if gives_up(said, scene):
        return "cancel"
    if _IN_ITS_PLACE.within(said) and scene.flow in (None, "cancel"):
        return "book"
    message = tables.MESSAGE.within(without(said, _I_CALL)) or passes_on(said)
    if message and not tables.READ.within(said):
        return "message"
    said = wishes_no_booking(_without_offsets(said, scene))
    soon = _IN_AN_HOUR.search(said.text) or _PEOPLE_SOON.search(said.text)
    if soon and not mine(said):
        said = spoken(_PEOPLE_SOON.sub(" ", _IN_AN_HOUR.sub(" ", said.text)))
    changing = (
        tables.CHANGE.within(said)
        or _IN_PLACE.search(said.text) is not None
        or (
            _THE_ONE.within(said)
            and _MADE.within(said)
            and not _assured(said)
            and _IN_ORDER.search(said.text) is None
        )
        or (mine(said) and _TO_IT.within(said) and _MADE.within(said) and _moments(said, scene) > 1)
    )
    if changes_surely(said) or _moved_from_to(said, scene):
        return "change"
    if mine(said) and (more_people(said.text) is not None or _OTHER_COUNT.search(said.text)):
        return "change"
    if changing and (mine(said) or scene.flow != "book"):
        return "change"
    if mine(said) and shifts(said):
        return "change"
    if tables.READ.within(said) or asks_of_own(said):
        return "read"
    if mine(said) and not changing and asks(said):
        return "read"
    if tables.BOOK.within(said):
        return "book"
    return None


_OTHER_COUNT = re.compile(
    r"(?i)(?<![\w\u0900-\u097f])(?:nahi|nahin|nai|नहीं|नही)[,\s]+(?:(?:ab|balki|ab toh|अब|बल्कि)\s+)?[\w\u0900-\u097f]+\s+(?:log|logon|logo|jan|jane|लोग|लोगों|जन|जने)(?![\w\u0900-\u097f])"
    r"|\b(?:we are|we're|we'll be|there are|it's|it will be) (?:now )?\w+(?: people| of us)? (?:now|instead),? (?:not|and not) \w+"
)
""" "Meri booking hai, usme do nahi ab chaar log aayenge": another count for what is booked."""


def _without_offsets(said: Spoken, scene: Scene) -> Spoken:
    """ "Das baje se aadha ghanta pehle" is an hour, and moves nothing."""
    text = said.text
    for one in find_clock(text):
        if _STRETCH.search(text[one.start : one.end]):
            text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    for start, end in pointing_back(text):
        text = text[:start] + " " * (end - start) + text[end:]
    edge = beside_opening(text, scene)
    if edge is not None:
        text = text[: edge.start] + " " * (edge.end - edge.start) + text[edge.end :]
    return said if text == said.text else spoken(text)


_LEADING_NO = re.compile(r"(?i)^\s*(?:ji |जी )?(?:no|nope|nahi|nahin|नहीं)\s*[,.!]+\s*")
""" "Nahi, aa rahe hain hum": the no is an answer; who comes is not cancelling."""
_I_CALL = Phrases(
    """tell me which, tell me what, tell me when, tell me where, tell me if, tell me how, tell me whether, we tell her, we tell him, i tell her, i tell him, i told her, i told him, we told her, we told him, keep telling, i'll call back, i will call back, i'll call you back, i'll just call back, i'll just call, i'll call, i'll ring, i'll ring back, we'll call back, we'll call, i can call back, i'll phone
    main call kar, main phone kar, hum call kar, hum phone kar, phir call kar*, phir phone kar*, wapas call kar*, khud call kar*, khud phone kar*, aake call kar*, baad mein call kar*, baad mein phone kar*, call karunga, call karungi, call karenge, phone karunga, phone karungi, phone karenge, phone ka intezaar, call ka intezaar
    मैं फ़ोन कर, मैं कॉल कर, फ़ोन करूँगा, फ़ोन करूँगी, कॉल करूँगा, कॉल करूँगी, कॉल करेंगे, फ़ोन करेंगे"""
)
""" "I'll call back later": nobody else is to."""
_STRETCH = re.compile(r"(?i)ghant|minute|minat|hour|घंट|मिनट")
_TO_IT = Phrases("usko, use, usse, isko, ise, us ko, is ko, उसको, उसे, इसको, इसे")
""" "Das baje number laga hai mera, usko barah kar dijiye"."""


def _assured(said: Spoken) -> bool:
    return _ASSURED.within(said) or _SLOT_AT.search(said.text) is not None


def _moments(said: Spoken, scene: Scene) -> int:
    """Of what there are most, hours or days."""
    hours = sum(bool(one.value.times) for one in find_clock(said.text))
    return max(hours, len(find_dates(said.text, scene.now)))


def _moved_from_to(said: Spoken, scene: Scene) -> bool:
    """ "Mera aaj saadhe chaar ka facial paanch baje kar do": two hours, the first of what is there."""
    if scene.flow is not None or not _MY.search(said.text) or not _MADE.within(said):
        return False
    hours = [one for one in find_clock(said.text) if one.value.times]
    return len(hours) == 2 and _ITS.match(said.text[hours[0].end :]) is not None


_SLOT_AT = re.compile(
    r"(?i)(?<![\w\u0900-\u097f])(?:ek|एक|book|chahiye tha|chahiye thi)(?![\w\u0900-\u097f]).*(?:baje|बजे) (?:wala|wali|वाला|वाली) (?:slot|table|time|appointment|स्लॉट|टेबल)"
)
""" "Ek manicure chahiye tha, teen baje wala slot": a first booking at that hour."""
_MY = re.compile(
    r"(?i)(?<![\w\u0900-\u097f])(?:mer[ai]|hamar[ai]|humar[ai]|मेर[ाी]|हमार[ाी])(?![\w\u0900-\u097f])"
)
_ITS = re.compile(r"(?i)^\s*(?:baje |बजे )?(?:k[ai]|wal[ai]|का|की|वाल[ाी])(?![\w\u0900-\u097f])")

TWO_WISHES = Phrases(
    "a second table, second table, second booking, a second booking, two tables, do table, दो टेबल, two bookings, two reservations, two appointments, two separate bookings, two different bookings, do booking, do bookings, do appointment, do reservation, do alag booking, do alag alag booking, दो बुकिंग, दो अपॉइंटमेंट, दो अलग बुकिंग, दो अलग अलग बुकिंग, dono book, dono kar do, dono kar dijiye, dono ke liye, both please, book both, both of those, दोनों बुक, दोनों कर"
)
"""The sentence says that it holds two wishes: "ek kal ... aur ek parson ..."."""
_ONE_OF = Phrases(
    "ek, one, the other, another, second, dusri, dusra, doosri, doosra, एक, दूसरी, दूसरा"
)
_WANTED = Phrases(
    "i want, we want, i need, we need, i'd like, i would like, we'd like, we would like, give me, chahiye, chahie, rakh do, rakh dijiye, kar do, kar dijiye, चाहिए, रख दीजिए, रख दो, कर दीजिए, कर दो, please, laga do, laga dijiye, bana do, bana dijiye, likh do, likh lo, likh lijiye, book kar, de do, de dijiye, लगा दो, लगा दीजिए, लिख दो, लिख लीजिए, बुक कर, दे दो, दे दीजिए, lagwani hai, lagwana hai, karwana hai, karwani hai, karana hai, karani hai, katwana hai, katwane hain, dikhana hai, aana hai, लगवानी है, लगवाना है, करवाना है, करवानी है, कराना है, करानी है, कटवाना है, कटवाने हैं, दिखाना है, आना है"
)
_ONE_MORE_THING = Phrases(
    "ek aur baat, ek aur sawaal, ek aur sawal, ek aur cheez, one more thing, one more question, another question, another thing, एक और बात, एक और सवाल, एक और चीज़"
)
_CANCEL_AND_MAKE = re.compile(
    r"(?i)(?:cancel|radd|कैंसल|रद्द) (?:kar ?ke|kar kar|करके|कर के) (?!.*(?:\b(?:nay[aie]|new|book|another|doosri|dusri)|नय[ाीे]|बुक|दूसरी))[^.?!]*?\d*[^.?!]*?(?:baje|बजे|ko|को|din|दिन|:\d\d)[^.?!]*?(?:kar|rakh|laga|कर|रख|लगा) (?:do|dijiye|den|lo|दो|दीजिए|दें)"
)
""" "Gyarah baje wali cancel kar ke barah baje kar do": one booking, another hour."""
_PEOPLE_SOON = re.compile(
    r"(?i)(?:log|logon|people|jan|लोग|लोगों)[\s,]+(?:\w+\s+)?(?:ghant[ae]|घंट[ाे])\s+(?:ke\s+|के\s+)?(?:baad|बाद)"
)
_CAN_GO = re.compile(
    r"(?i)\b(?:the|that)(?: \w+)? (?:one|booking|appointment|table)\b(?:[^.?!]|dr\.){0,25}\bcan go\b(?! (?:at|for|on|to|ahead|by))"
)
""" "So the one with Dr. Gill can go"."""
_IN_ORDER = re.compile(
    r"(?i)(?:last|first|aakhri|aakhiri|akhri|pehla|pehli|sabse \w+|next|agla|agli|आख़िरी|आखिरी|पहला|पहली|अगला|अगली)\s+(?:wal[aie]|val[aie]|वाल[ाीे])"
)
""" "Sabse last wala slot" is none that he has."""
_THE_ONE = Phrases(
    "wali ko, wale ko, wala ko, vali ko, vale ko, वाली को, वाले को, वाला को, wali booking, wala appointment, wali appointment, wala slot, wala table, wali table, wali reservation, wala number, वाली बुकिंग, वाला अपॉइंटमेंट, वाली अपॉइंटमेंट, वाला टेबल, वाली टेबल, वाला स्लॉट"
)
_MADE = Phrases(
    "kar do, kar dijiye, kar den, kar dena, kar sakt*, kar paayen*, kar payen*, कर सकत*, कर पाएँ*, karo, kar lo, kar lijiye, karwa do, karwa dijiye, kara do, kara dijiye, rakh do, rakh dijiye, rakho, ho jayegi, ho jayega, ho sakti, ho sakta, karna hai, karni hai, chahiye, कर दो, कर दीजिए, कर दें, कर देना, करो, कर लो, कर लीजिए, करवा दो, करवा दीजिए, करा दीजिए, रख दो, रख दीजिए, रखो, हो जाएगी, हो जाएगा, हो सकती, हो सकता, करना है, करनी है, चाहिए"
)
_IN_AN_HOUR = re.compile(
    r"(?i)(?:[^\s,.]+\s+)?(?:ghant[ae]|घंट[ाे])\s+(?:ke\s+|के\s+)?(?:baad|बाद)(?=.*(?:aa rah|aayeng|aaeng|aaung|aana|aa ja|pahunch|chahiye|\blog\b|\blogon\b|\bjan\b|लोग|आ रह|आएँग|आएंग|आऊँग|आऊंग|आना|पहुँच|चाहिए))"
)
_ASSURED = Phrases("confirm, pakka, pakki, check, dekh, bata, कन्फर्म, पक्का, पक्की, चेक, देख, बता")


def asks(said: Spoken) -> bool:
    return said.text.rstrip().endswith("?") or tables.QUESTION.within(said)


def opens_as_question(text: str) -> bool:
    """ "Can I leave the car there": begins like a question, whatever mark ends it."""
    return _OPENS_QUESTION.match(text) is not None


_OPENS_QUESTION = re.compile(
    r"(?i)^\W*(?:(?:and|also|but|so|okay|ok|wait|um|uh|aur|achha|accha|waise|और|अच्छा|वैसे)\W+)*(?:can|could|may|might|shall|should|would|will|do|does|did|is|are|am|was|have|has|what|where|which|how|when|who|whose|why|kya|kahan|kaise|kab|kitn[aei]|kaun|kyun|क्या|कहाँ|कैसे|कब|कितन[ाेी]|कौन|क्यों)\s+(?!name|naam|नाम)\w+\s+\w"
)
