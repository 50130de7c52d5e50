"""Whose booking is meant, when it is called by somebody's name?

"Sunita Rai's appointment", "the appointment of Reshma Kulsum", "Sunita Rai ki booking": a name that
is no person of the house. With the booking's number said beside it the caller has said both and is
identified by them (RULES 3.3); without, it is somebody else's.
"""

# ruff: noqa: E501 (patterns of words read best one a line)
from __future__ import annotations

import re

from vaani.dialogue.understanding.clauses import asks, intent, mine
from vaani.dialogue.understanding.lexicon import lexicon_of
from vaani.dialogue.understanding.match import Phrases, spoken
from vaani.dialogue.understanding.reading import Reading, timed
from vaani.dialogue.understanding.scene import Scene
from vaani.dialogue.understanding.vocabulary import (
    Command,
    Flow,
    NameSaid,
    OthersBooking,
    PhoneSaid,
    Put,
    Start,
)
from vaani.language.dates import find_dates
from vaani.language.names import find_name
from vaani.language.numbers import find_numbers

_NAME = r"[^\W\d_]+(?: [^\W\d_]+){0,3}"
_THING = r"(?:booking|appointment|reservation|table|slot|visit)"
_CHOSE = r"(?:बुकिंग|अपॉइंटमेंट|अपॉइन्टमेंट|रिज़र्वेशन|टेबल)"
_OWNED = (
    re.compile(rf"(?i)(?P<before>{_NAME})['’]s? (?:\w+ )?{_THING}\b"),
    re.compile(rf"(?i)(?P<before>{_NAME}?)(?: ji)? k[iae] {_THING}\b"),
    re.compile(rf"(?P<before>[\u0900-\u097f]+(?: [\u0900-\u097f]+)?) (?:जी )?(?:की|का|के) {_CHOSE}"),
)
_OF = re.compile(
    rf"(?i){_THING}s? (?:of|under|made by|in the name of|under the name(?: of)?) (?:mr\.? |mrs\.? |ms\.? |miss )?(?P<after>{_NAME})"
)
_FOR = re.compile(rf"(?i){_THING}s? for (?:mr\.? |mrs\.? |ms\.? |miss )?(?P<after>{_NAME})")
_BY = re.compile(
    rf"(?i)\b(?:taken|booked|reserved) by (?:mr\.? |mrs\.? |ms\.? )?(?P<after>{_NAME})"
)
_COMING = re.compile(
    rf"(?i)\b(?:is|has|did|will|was) (?:mr\.? |mrs\.? |ms\.? |miss )?(?P<name>{_NAME}?) (?:coming|come|booked|book|visiting|reserved|expected|made a)\b"
)
_RELATIVE_COMING = re.compile(
    r"(?i)\b(?:is|has|did|will|was) my (?:husband|wife|son|daughter|brother|sister|friend|boss|mother|father|mum|mom|dad|colleague|neighbour|cousin|aunt|uncle) (?:coming|come|booked|book|visiting|expected|made a)\b"
)
_RELATIVE_HAS = re.compile(
    rf"(?i)\b(?:my|our) (?:husband|wife|son|daughter|brother|sister|friend|boss|mother|father|mum|mom|dad|colleague|neighbour|cousin|aunt|uncle)(?:['’]s| has| had| have| is having| got| made| booked| took| reserved)(?: got| made| booked| taken| reserved)?(?: a| the| an)? (?:\w+ )?{_THING}\b"
    rf"|(?<!\w)mer[aei] (?:behen|bahan|bhai|dost|saheli|pati|patni|biwi|beti|bete|maa|mummy|papa|wife|husband|friend) k[ai] (?:\w+ )?{_THING} (?:hai|hoga|hogi|tha|thi|laga|lagi)(?!\w)"
    rf"|मेर[ाीे] (?:बहन|भाई|दोस्त|पति|पत्नी|बेटी|बेटे|माँ|मम्मी|पापा) क[ाी] (?:\S+ )?{_CHOSE} (?:है|था|थी|होगा|होगी)"
)
_RELATIVE_WHEN = re.compile(
    r"(?i)(?<!\w)(?:papa|mummy|maa|pitaji|mataji|bhai|behen|bahan|pati|patni|biwi|wife|husband|beti|bete|dost|daddy|dadi|nani|dada|nana|sasur|saas)(?: ji)? k[aie] [^?.!]{0,40}?(?:kitne baje|kab|kis din|kis time|kis samay|kaunse din)(?: ki| ka)? (?:rakh\w+|likh\w+|laga\w*|lagi|book|booked|hai|tha|thi)(?!\w)(?! sakt| jaa| jay)"
)
""" "Papa ke dil ki jaanch kitne baje rakhi hai?"."""
""" "My sister has a table tonight, what time is it?": hers."""
_TOOK = re.compile(
    rf"(?i)(?:{_NAME}) ne (?:[^,.?!]*? )?(?:{_THING}|number) (?:li|liya|le rakh\w+|karayi|karaya|karwayi|karwaya|ki|book ki|book kiya|rakhi|rakha|banwayi|banwaya) (?:hai|h|tha|thi|hui hai|hua hai)(?!\w)"
    rf"|[\u0900-\u097f]+ ने (?:[^,.?!]*? )?{_CHOSE} (?:ली|लिया|कराई|कराया|करवाई|करवाया|की|रखी|बुक की|बुक किया) (?:है|था|थी)"
)
""" "Meri behen Pallavi ne Saturday ka table liya hai": hers, whoever calls."""
_WE_TOOK = re.compile(r"(?i)(?<![\w\u0900-\u097f])(?:maine|humne|hamne|main ne|hum ne|मैंने|हमने) ")
_LABEL = re.compile(rf"(?i)(?:^|[,.;] ?)(?:name|naam|नाम) (?:is |hai )?(?P<after>{_NAME})")
_READ_ME = Phrases(
    "read me, read out, read ~ out, tell me, check, look up, give me the details, details of, padh kar, padhkar, padh ke, bata do, bata dijiye, bataiye, batao, sunaiye, suna do, पढ़कर, पढ़ दीजिए, बताइए, बता दीजिए, बताओ, सुनाइए"
)
_READ_ME_OR_CONFIRM = Phrases(
    "confirm kar, confirm karo, check kar, bata do, bata dijiye, bataiye, batao, kitne baje, kis din, kab ka, kab ki, dekh, time kya, कन्फर्म कर, बता दो, बता दीजिए, बताइए, कितने बजे, किस दिन, कब की, देख"
)
_THAT_ONE = re.compile(
    rf"(?i)\b(?:that|this|the) {_THING}\b|\b(?:wo|woh|us|uski|iski) {_THING}\b|(?:वो|उस|उसकी|इसकी) {_CHOSE}"
)
_MOVE_TO = Phrases(
    "move to, shift to, change to, make it, move it, ko kar do, par kar do, pe kar do"
)
_NOT_WELL = Phrases(
    """too early, too late, too soon, can we come, could we come, can i come, could i come, bring it, push it, pull it, rather come
    jaldi hai, der hai, aa sakte, aa sakta, aa sakti, aana hai, aayenge, आ सकते, आ सकता, आ सकती, आएँगे"""
)
""" "My booking is under Mohan Lal, mobile ...: one is too early, can we come at two?"."""
_FEW = 3


def both_said(reading: Reading) -> list[Command] | None:
    """The booking's number and its name in one sentence: the request, and both; else None."""
    phone = next((one.value for one in reading.placed if isinstance(one.value, PhoneSaid)), None)
    if phone is None or phone.digits is None or not phone.digits.complete:
        return None
    flow = _flow(reading)
    said = next((one.value for one in reading.placed if isinstance(one.value, NameSaid)), None)
    name = said.names[0] if said is not None else owner(reading) or _labelled(reading)
    if flow is None or name is None:
        return None
    kept = [
        Put(one.value) for one in reading.placed if not isinstance(one.value, NameSaid | PhoneSaid)
    ]
    return [Start(flow), Put(NameSaid((name,))), Put(phone), *kept]


def _flow(reading: Reading) -> Flow | None:
    """What is wanted of a booking that is there already; None for a new one."""
    said, scene = reading.said, reading.scene
    flow = intent(said, scene)
    if flow == "read" and timed(reading) and _NOT_WELL.within(said):
        return "change"
    if flow in ("cancel", "change", "read"):
        return flow
    known = mine(said) or owner(reading) is not None or _THAT_ONE.search(said.text)
    if known and (_MOVE_TO.within(said) or (timed(reading) and _NOT_WELL.within(said))):
        return "change"
    return "read" if known and (asks(said) or _READ_ME.within(said)) else None


def others_booking(reading: Reading) -> OthersBooking:
    """Whose booking it is said to be, and what is wanted of it."""
    said = next((one.value for one in reading.placed if isinstance(one.value, NameSaid)), None)
    called = _IN_NAME_OF.search(reading.text)
    name = said.names[0] if said is not None else called["name"] if called else owner(reading)
    wished = tuple(one.value for one in reading.placed if not isinstance(one.value, NameSaid))
    return OthersBooking(name or "", _flow(reading), wished)


_IN_NAME_OF = re.compile(
    r"(?P<name>[\u0900-\u097f]+(?: [\u0900-\u097f]+)?) के नाम (?:की|का|से|पर|वाली|वाला)(?![\u0900-\u097f])"
)


def _labelled(reading: Reading) -> str | None:
    label = _LABEL.search(reading.text)
    return find_name(label.group("after"), True) if label else None


def owner(reading: Reading) -> str | None:
    """By whose name a booking is called, when that is nobody of the house."""
    text, scene = reading.text, reading.scene
    for pattern in _OWNED:
        for match in pattern.finditer(text):
            name = _at_end(match.group("before"))
            if name and _is_stranger(name, scene):
                return name
    for pattern in (_OF, _BY, _FOR):
        for match in pattern.finditer(text):
            name = _at_start(match.group("after"))
            if name and _is_stranger(name, scene):
                return name
    return None


def asks_of_somebody(reading: Reading) -> bool:
    """Is somebody else's booking asked about? Not when one is to be made for them."""
    said, text, scene = reading.said, reading.text, reading.scene
    if mine(said) or scene.awaiting in ("name", "phone"):
        return False
    coming = _COMING.search(text)
    if coming and asks(said):
        name = _at_start(coming.group("name"))
        if name and name == coming.group("name").title() and _is_stranger(name, scene):
            return True
    if asks(said) and _RELATIVE_WHEN.search(text):
        return True
    if asks(said) and (_RELATIVE_COMING.search(text) or _RELATIVE_HAS.search(text)):
        return True
    if _TOOK.search(text) and not _WE_TOOK.search(text) and _READ_ME_OR_CONFIRM.within(said):
        return True
    taken = _BY.search(text)
    named = _at_start(taken.group("after")) if taken else None
    if named and asks(said) and _is_stranger(named, scene):
        return True
    if intent(said, scene) in ("cancel", "change", "message"):
        return False
    strange = owner(reading)
    if strange is None:
        return False
    owned = any(pattern.search(text) for pattern in (*_OWNED, _OF))
    return _READ_ME.within(said) or (owned and asks(said) and not _POLITE.within(said))


_POLITE = Phrases(
    "can i, could i, may i, can we, can you make, can you book, i want, i need, would like, book kar, bana do, chahiye, mil sakta, milega, kar do, kar dijiye, बुक कर, चाहिए, मिलेगा, मिल सकत, कर दो, कर दीजिए"
)


def _at_end(text: str) -> str | None:
    """The name that the words end in: "what time is Sunita Rai"."""
    parts = text.split()
    kept: list[str] = []
    while parts and len(kept) < _FEW and find_name(parts[-1], True):
        kept.insert(0, parts.pop())
    return find_name(" ".join(kept), True) if kept else None


def _at_start(text: str) -> str | None:
    parts = text.split()
    kept: list[str] = []
    while parts and len(kept) < _FEW and find_name(parts[0], True):
        kept.append(parts.pop(0))
    return find_name(" ".join(kept), True) if kept else None


def _is_stranger(name: str, scene: Scene) -> bool:
    """Neither a person nor a service of the house, and no day."""
    said, lexicon = spoken(name), lexicon_of(scene.business)
    if lexicon.people(said) or lexicon.service(said) or find_dates(name, scene.now):
        return False
    if find_numbers(name):
        return False
    house = f" {spoken(scene.business.name).line.strip()} "
    return f" {said.line.strip()} " not in house and not _NO_NAMES.within(said)


_NO_NAMES = Phrases(
    "haircut, lunch, dinner, breakfast, doctor, dr, today, tonight, tomorrow, family, party, birthday, anniversary, mother, father, wife, husband, son, daughter, brother, sister, friend, window, corner, log, logon, logo, jan, jane, logon ki, kal, aaj, parson, dopahar, shaam, raat, subah, kal ki, chai, khana, aap, hum, kis, kiski, unki, uski, iski, kaun, test, checkup, लोग, लोगों, कल, आज, परसों, दोपहर, शाम, रात, सुबह, आप, हम, किस, किसकी, उनकी, उसकी, इसकी"
)
