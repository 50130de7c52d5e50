"""Is a sentence a question to the business, about whom, and to which place?

A question to the business is answered from the file; one about somebody else's booking is not.
"""

# ruff: noqa: E501 (patterns of words read best one a line)
from __future__ import annotations

import re
from itertools import pairwise

from vaani.dialogue.understanding import tables
from vaani.dialogue.understanding.answers import answer
from vaani.dialogue.understanding.clauses import CUT, asks, intent, mine, opens_as_question
from vaani.dialogue.understanding.consent import is_about_it
from vaani.dialogue.understanding.match import Phrases, Spoken, spoken
from vaani.dialogue.understanding.reading import Reading, timed
from vaani.dialogue.understanding.scene import Scene
from vaani.dialogue.understanding.topics import names_topic, plain_topics
from vaani.dialogue.understanding.vocabulary import (
    Affirm,
    Ask,
    Command,
    DayWish,
    Deny,
    InMinutes,
    LaterWish,
    OptOut,
    OtherDay,
    PartyWish,
    PersonWish,
    Plain,
    ServiceWish,
    TimeWish,
    Without,
)

_FULL_PRICE = Phrases(
    "full price, full rate, poora daam, pura daam, poore paise, pure paise, पूरे पैसे, पूरा दाम"
)
""" "Fine, full price": agrees, and asks nothing."""


def question_in(reading: Reading) -> Ask | None:
    """A question to the business, unless the sentence asks for a booking."""
    said, text = reading.said, reading.text
    told_of = reading.scene.pending in ("book", "change", "cancel") and is_about_it(said)
    if told_of and not plain_topics(text):
        return None
    own = mine(said) or intent(said, reading.scene) in (
        "cancel",
        "change",
        "read",
        "message",
    )
    if own:
        return None
    wanted = sum(reading.has(kind) for kind in (DayWish, TimeWish, PartyWish))
    person = reading.has(ServiceWish, PersonWish)
    if reading.scene.awaiting == "which" and reading.has(Without):
        return None
    if len(said.tokens) <= 4 and _WHO_KNOWS.within(said):
        return None
    topical = _of_topic(reading, bool(wanted), person)
    if topical is not None:
        return topical
    if tables.DURATION.within(said) and not tables.NO_SERVICE.within(said):
        return Ask(text, "duration")
    if tables.THEIR_NUMBER.within(said) and not timed(reading):
        return Ask(text)
    if tables.PRICE.within(said) and not (_FULL_PRICE.within(said) and not asks(said)):
        if not (reading.has(TimeWish) and wanted >= 2):
            return Ask(text, "price")
        part = _price_alone(reading)
        if part:
            return Ask(part, "price")
    if reading.has(InMinutes) and person:
        return None
    if _ASKS_WHOM.within(said) and not person:
        return Ask(text, "people")
    hours = tables.HOURS.within(said) and not _SCHEME.within(said)
    if hours and not timed(reading) and not reading.has(PartyWish):
        return Ask(text, "people" if reading.has(PersonWish) else "hours")
    picks = reading.scene.awaiting == "which" and _THE_ONE_WHO.within(said)
    if (tables.PEOPLE.within(said) or _is_in(reading)) and not timed(reading) and not picks:
        return Ask(text, "people")
    if tables.SERVICES.within(said):
        return Ask(text, "services")
    if _PREPARES.within(said) and not timed(reading):
        return Ask(text)
    if timed(reading) and _CAN_BE.within(said) and not plain_topics(text):
        return None
    if tables.WHICH_TIMES.within(said) and (wanted or person or reading.scene.flow == "book"):
        return None
    told = (_TELL_ME.within(said) or opens_as_question(text)) and not wanted
    told = told and bool(plain_topics(text))
    if not (asks(said) or told) or (reading.scene.awaiting in ("date", "time", "party") and wanted):
        return None
    if (tables.BOOK.within(said) and (wanted or person)) or wanted >= 2 or (wanted and person):
        return None
    if (tables.FREE.within(said) and (wanted or person)) or reading.has(LaterWish, OtherDay):
        return None
    bookable = reading.scene.business.booking is not None
    if bookable and tables.BOOK.within(said) and not _interrogates(said):
        return None
    if wanted and reading.scene.flow in ("book", "change", "cancel"):
        return None
    verdict = answer(said, reading.scene)
    settles = isinstance(verdict, Affirm | Deny) and not _marked(said)
    if isinstance(verdict, Affirm) and len(said.tokens) > 3:
        settles = settles and reading.scene.awaiting not in (None, "anything_else")
    if settles and not _WH.at_start(said):
        return None
    short = len(said.tokens) <= 3 and not plain_topics(text)
    if reading.scene.awaiting == "confirm" and verdict and short:
        return None
    if any(c in reading.commands for c in _SAID_ALREADY):
        return None
    return Ask(text)


_ASKS_WHOM = Phrases(
    """which doctor should, which doctor do i, whom should i see, who should i see, whom do i see
    kisko dikh*, kise dikh*, kisse milna, kaunse doctor ko dikh*, kis doctor ko dikh*, kaunse doctor se mil*, किसको दिख*, किसे दिख*, किस डॉक्टर को दिख*"""
)
""" "Ghutne mein dard hai, kisko dikhayein?", where nobody's work fits: who there is."""


def asks_at_least(reading: Reading) -> Command:
    """ "Will she be on time": of a sentence that holds nothing else; unclear, unless it begins like
    a question, whatever that is about."""
    named = reading.scene.awaiting in ("name", "phone")
    asked = opens_as_question(reading.text) and not named and not is_about_it(reading.said)
    return Ask(reading.text) if asked else Plain("unclear")


def _of_topic(reading: Reading, wanted: bool, person: bool) -> Ask | None:
    """A question about something that the file knows, or a common topic, and about no slot."""
    said, text = reading.said, reading.text
    known = not (wanted or reading.has(InMinutes)) and names_topic(said, reading.scene.business)
    scheme = _SCHEME.within(said) and not tables.BOOK.within(said)
    event = (_EVENT.within(said) or scheme) and not reading.has(DayWish, PartyWish)
    if asks(said) and not timed(reading) and (known or event):
        return Ask(text, "price" if tables.PRICE.within(said) else "anything")
    told = said.text.rstrip().endswith("?") or _TELL_ME.within(said) or asks(said)
    topics = plain_topics(text) if told and not known and not _A_PLACE.within(said) else ()
    bound = timed(reading) or reading.has(PartyWish)
    house = wanted and not (bound or person) and _WHAT_IS.at_start(said)
    if house and not _A_PLACE.within(said) and names_topic(said, reading.scene.business):
        return Ask(text, "price" if tables.PRICE.within(said) else "anything")
    if topics and (not (wanted or person) or (not bound and _ABOUT_A_VISIT & set(topics))):
        return Ask(text, "price" if tables.PRICE.within(said) else "anything")
    return None


_ABOUT_A_VISIT = frozenset(
    (
        "parking", "payment", "wheelchair", "fasting", "preparation", "prescription", "dogs",
        "insurance",
    )
)  # fmt: skip
"""Asked of a visit on a day, or for a test, and no wish for one."""


def _is_in(reading: Reading) -> bool:
    """ "Saturday ko Mehak hain kya": whether she is in."""
    named = reading.has(PersonWish) and not reading.has(ServiceWish)
    return named and _IS_IN.within(reading.said)


_IS_IN = Phrases(
    "hain kya, hai kya, hain na, hongi, honge, aa rahi hain, aa rahe hain, aayengi, aayenge, है क्या, हैं क्या, होंगी, होंगे, आएँगी, आएँगे"
)
_WHAT_IS = Phrases("what is the, what's the, what are the, is there a, is there any")
""" "What is the dress code if we come on Saturday night?": about the house, on a day."""
_A_PLACE = Phrases(
    "table, appointment, booking, reservation, slot, book, टेबल, अपॉइंटमेंट, बुकिंग, स्लॉट, बुक"
)
_TELL_ME = Phrases(
    "tell me, give me the, pehle ye bol*, pehle yeh bol*, ye boliye, yeh boliye, ye bolo, bata do, bata dijiye, bata den, bata dena, bataiye, batao, बता दो, बता दीजिए, बता दें, बताइए, बताओ"
)
_THE_ONE_WHO = Phrases(
    "the one who, the one that, the person who, the lady who, jo, wo jo, woh jo, जो"
)
_PREPARES = Phrases(
    "kya taiyari, kaisi taiyari, koi taiyari, kya lekar aana, kya leke aana, kya laana, kya saath lana, kya khake aana, kya kha kar aana, kya pehen kar, kya dhyan rakh, क्या तैयारी, कैसी तैयारी, कोई तैयारी, क्या लेकर आना, क्या साथ लाना, क्या लाना, क्या खाकर आना, क्या ध्यान रख, what should i bring, what do i bring, what do i need to bring, how should i prepare, how do i prepare, any preparation"
)
_SCHEME = Phrases(
    "scheme, offer, offers, discount, package, combo, deal, coupon, voucher, camp, ऑफर, ऑफ़र, स्कीम, पैकेज, कैंप"
)
_EVENT = Phrases("camp, workshop, mela, shivir, कैंप, कैम्प, शिविर, मेला")
_CAN_BE = Phrases(
    "ho sakta hai, ho sakti hai, ho payega, ho paega, mil sakta, mil sakti, nahi milega, nahi milegi, nahi ho sakta, nahi hoga, can it be, could it be, can we do, could we do, how about, what about"
)
""" "Nau baje ho sakta hai kya?": wished, and no question to the business."""
_WHO_KNOWS = Phrases("kya pata, kise pata, kisko pata, mujhe kya pata, क्या पता, किसे पता, who knows")
_WH = Phrases(
    "where, what, when, which, how, who, why, kahan, kab, kaise, kitne, kaun, konsa, kaunsa, कहाँ, कब, कैसे, कितने, कौन"
)


def _marked(said: Spoken) -> bool:
    """Does the sentence end as a question?"""
    return said.text.rstrip().endswith("?") or said.tokens[-1:] in (("kya",), ("ky",))


def _price_alone(reading: Reading) -> str:
    """The part of the sentence that asks the price, when another part holds the wish."""
    edges = [0, *(match.end() for match in CUT.finditer(reading.text)), len(reading.text)]
    timed = [
        one.start
        for one in reading.placed
        if isinstance(one.value, TimeWish) and one.value.reading.times
    ]
    for start, end in pairwise(edges):
        part = reading.text[start:end]
        if tables.PRICE.within(spoken(part)) and not any(start <= at < end for at in timed):
            return part
    return ""


_SAID_ALREADY: tuple[Command, ...] = (
    Plain("robot"), Plain("abuse"), Plain("repeat"), Plain("greeting"), Plain("which_place"), Plain("slower"), Plain("wrong_number"),
    OptOut("transcript"), OptOut("calls"),
)  # fmt: skip


def _interrogates(said: Spoken) -> bool:
    """Asks about a thing (where, do you, kahan) rather than politely for a booking."""
    polite = Phrases(
        "can i, could i, may i, can we, could we, can you, could you, aa sakta, aa sakti, milega, ho jayega, hoga kya"
    )
    return not polite.within(said)


_IS_THIS = re.compile(
    r"(?i)^\W*(?:(?:hello|hi|namaste|ji|अच्छा|नमस्ते|हेलो|हैलो|जी)\W+)*(?:is (?:this|that|it)|am i (?:speaking|talking) to|have i reached|(?:kya )?(?:ye|yeh)|(?:क्या )?(?:यह|ये))\s(?!mera|meri|मेर)"
)


_WHO = tuple(
    spoken(words).tokens
    for words in ("kaun", "kaun hai", "kaun ji", "who", "who is it", "who's there")
)


def asks_place(reading: Reading) -> bool:
    """ "Is this the gas agency?", "kaun bol raha hai?": who was reached."""
    said = reading.said
    if tables.WHO_IS_THIS.within(said) or said.tokens in _WHO:
        return True
    named = tables.PLACES.within(said) or _names_house(said, reading.scene)
    short = len(said.tokens) <= 9 and not reading.has(DayWish, TimeWish, PartyWish)
    return bool(named and short and _IS_THIS.match(said.text) and not tables.HOURS.within(said))


def _names_house(said: Spoken, scene: Scene) -> bool:
    house = (scene.business.name, *scene.business.also_known_as)
    return any(spoken(name).line in said.line for name in house)


_SOMEBODY_BOOKED = re.compile(
    r" (?!(?:hum|ham|mai|main|mein|ap|aap|kis|jis) )\S{2,} ne (?:\S+ ){0,6}?(?:buk|apo|apa|apn|tebl|tabl|rijrv|resrv)"
)


_PUT_UNDER = re.compile(
    r"(?i)(?:\b(?:put|write|note|save|hold|keep|reserve|make|book|list|have)\b[^.?!]{0,60}?|^\W*|[.,;!?]\s*|\b(?:and|please)\s+)(?<!booking )(?<!table )(?<!reservation )(?<!appointment )\bunder the name"
)
""" "Put it under the name Farah Khan": the caller's own booking."""


_UNDER_MINE = re.compile(
    r"(?i)(?:\b(?:it is|it's|it was|booked|booking|reservation|table|appointment) (?:is |was )?(?:under|in) (?:the|my) name\b)"
)
""" "My table for tonight, it is under the name Rosa Bright": what he opens is found by his number."""


_WITH_THEM = re.compile(
    r"(?i)(?<!\w)(?:unk[aie]|ink[aie]|उनक[ाीे]|इनक[ाीे])\s+(?:ek |एक )?(?:appointment|time|slot|number|अपॉइंटमेंट|अपॉइन्टमेंट|टाइम|समय|नंबर)\s+(?:[^\s,.?!]+\s+){0,3}?(?:chahiye|chahie|chaahiye|de do|de dijiye|de dena|dijiye|lena|leni|laga|mil|rakh|चाहिए|दे दो|दे दीजिए|दीजिए|लेना|लेनी|लगा|मिल|रख)"
)
""" "Woh skin wali doctor, unka appointment chahiye": one with her, not hers."""


def about_others(reading: Reading) -> bool:
    said = reading.said
    if _SOMEBODY_BOOKED.search(said.line) and asks(said):
        return True
    own = _PUT_UNDER.search(said.text) is not None and not asks(said)
    if _UNDER_MINE.search(said.text) is not None and tables.MINE.within(said):
        return False
    text = _WITH_THEM.sub(" , ", _PUT_UNDER.sub(" , ", said.text) if own else said.text)
    if tables.OTHERS.within(spoken(text)):
        return True
    if tables.RELATIVE.within(said) and tables.READ.within(said):
        return True
    return reading.scene.about_others and tables.RELATIVE.within(said)
