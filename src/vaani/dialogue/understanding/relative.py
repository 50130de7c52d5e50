"""What is said relative to a booking: so many people more, so many minutes or days later?

Also how many come when people are named instead of counted ("main, meri biwi aur do bachche").
"""

# ruff: noqa: E501 (patterns of words read best one a line)
from __future__ import annotations

import re

from vaani.language.numbers import find_numbers
from vaani.language.sentence import words
from vaani.language.spans import stretch_at, told_of

_PEOPLE = r"(?:log|logon|logo|people|persons?|guests?|jan|jane|bande|mehmaan|seats?|लोग|लोगों|जन|जने|मेहमान|सीट)"
_ADD = re.compile(
    rf"(?i)(?P<n>[\w\u0900-\u097f]+)\s+(?:more|extra|additional)(?!\s+(?:tables?|bookings?|reservations?|appointments?|things?|questions?|times?|minutes?|mins?|hours?|days?|slots?|messages?|mez|मेज़|टेबल|बुकिंग)\b)\s*{_PEOPLE}?"
    rf"|(?P<n2>[\w\u0900-\u097f]+)\s+{_PEOPLE}\s+(?:aur(?!\s+(?:ek|do|teen|a|\d+)\s)|more|extra|zyada|jyada|badh|jod|add|और(?!\s+(?:एक|दो|तीन|\d+)\s)|ज़्यादा|ज्यादा|बढ़|जोड़)"
    rf"|(?P<n3>[\w\u0900-\u097f]+)\s+(?:aur|और)\s+{_PEOPLE}"
    r"|\badd\s+(?P<n4>[\w]+)\s+(?:kids?|child|children|persons?|people|guests?|adults?|seats?|chairs?|friends?|cousins?)\b"
)
_PERSON_MORE = re.compile(
    r"(?i)(?P<n>[\w\u0900-\u097f]+)\s+(?:aadmi|admi|insaan|banda|bande|jan|jana|log|person|people|dost|saheli|cousin|friend|colleague|mehmaan|guest|bachcha|bhai|behen|bahan|आदमी|लोग|जन|बंदा|दोस्त|सहेली|मेहमान|बच्चा|भाई|बहन)"
    r"\s+(?:aur|और|more|bhi|भी)(?![\w\u0900-\u097f])(?!\s+(?:ek|do|teen|chaar|one|two|three|a|\d+|एक|दो|तीन|चार)\s+(?:chhot[aei] |small |little |छोट[ाेी] )?(?:bab|bachch|bacch|bach|kid|child|toddler|infant|chhot|बच्च|छोट))"
    r"|(?P<n2>[\w\u0900-\u097f]+)\s+(?:more|extra)\s+(?:person|people|guests?|of us)(?![\w\u0900-\u097f])"
    r"|(?<![\w\u0900-\u097f])(?P<n3>ek|do|teen|एक|दो|तीन)\s+(?:aur|और)\s+(?:jud|jod|aa ga|aa ra|aayeg|aaeg|badh|add|जुड़|जोड़|आ ग|आ र|आएग|बढ़)"
)
"""One person more, whatever is done with him: "ek aadmi aur badha dijiye", "one more person"."""
_LESS = re.compile(
    rf"(?i)(?P<n>[\w\u0900-\u097f]+)\s+(?:fewer|less)\s*{_PEOPLE}?"
    rf"|(?P<n2>[\w\u0900-\u097f]+)\s+{_PEOPLE}\s+(?:kam|ghata|fewer|less|कम|घटा)"
    r"|(?<![\w\u0900-\u097f])(?P<n3>ek|do|teen|chaar|एक|दो|तीन|चार)\s+(?:kam|कम)\s+(?:kar|ho|raho|aa|rakh|कर|हो|आ|रख)"
)
_LATER = r"(?:later|late|baad|aage|der se|peeche|forward|back|बाद|आगे|लेट|देर से)"
_EARLIER = r"(?:earlier|early|pehle|pahle|jaldi|before|पहले|जल्दी)"
_UNIT = r"(?P<u>minutes?|mins?|minat|hours?|ghante|ghanta|din|days?|मिनट|घंटे|घंटा|दिन)"
_SHIFT = re.compile(
    rf"(?i)(?P<n>(?:half an|half|[\w\u0900-\u097f]+))\s+{_UNIT}\s+(?:(?:ke liye|se|के लिए|से)\s+)?(?P<w>{_LATER}|{_EARLIER})(?![\w\u0900-\u097f])"
)
_BY = re.compile(
    rf"(?i)(?:push|move|shift|delay|postpone)\w*\s+(?:\w+\s+){{0,2}}by\s+(?P<n>half an|[\w]+)\s+{_UNIT}"
)
_SMALL = {
    "half an": 0.5,
    "half": 0.5,
    "aadha": 0.5,
    "aadhe": 0.5,
    "adha": 0.5,
    "आधा": 0.5,
    "आधे": 0.5,
    "an": 1,
    "a": 1,
    "one": 1,
    "ek": 1,
    "एक": 1,
    "dedh": 1.5,
    "डेढ़": 1.5,
    "dhai": 2.5,
    "ढाई": 2.5,
    "do": 2,
    "both": 2,
    "dono": 2,
    "donon": 2,
    "दोनों": 2,
    "दो": 2,
}


def more_people(text: str) -> tuple[int, int, int] | None:
    """The difference, and where it was said."""
    for pattern, sign in ((_ADD, 1), (_PERSON_MORE, 1), (_LESS, -1)):
        for match in pattern.finditer(text):
            name = next(key for key, said in match.groupdict().items() if said)
            count = _count(match.group(name))
            if count and float(count).is_integer() and count < 50:
                return sign * int(count), match.start(), match.end()
    return None


def shift(text: str) -> tuple[int, int, int] | None:
    """Minutes later (earlier below zero), and where it was said."""
    whole = _stretch(text)
    if whole is not None:
        return whole
    match = _SHIFT.search(text) or _BY.search(text)
    if match is None:
        return None
    count = _count(match.group("n"))
    if not count:
        return None
    unit = match.group("u").lower()
    size = (
        60
        if unit[:4] in ("hour", "ghan", "घंटे", "घंटा")
        else 1440
        if unit[:2] in ("di", "da", "दि")
        else 1
    )
    way = match.groupdict().get("w") or "later"
    sign = -1 if re.fullmatch(rf"(?i){_EARLIER}", way) else 1
    return int(sign * count * size), match.start(), match.end()


_DAYS_ON = re.compile(
    rf"(?i)(?:(?:booking|appointment|reservation|table|बुकिंग|अपॉइंटमेंट|टेबल)(?: (?:ko|को))?|usko|use|isko|ise|it|that|उसको|उसे|इसको|इसे)\s+(?P<n>[\w\u0900-\u097f]+)\s+(?P<u>din|days?|दिन)\s+(?:(?:ke|के|ke liye|के लिए)\s+)?(?P<w>{_LATER}|{_EARLIER})(?![\w\u0900-\u097f])"
)


_DAYS_MORE = re.compile(
    rf"(?i)(?<![\w\u0900-\u097f])(?P<n>[\w\u0900-\u097f]+)(?: (?:aur|और|more))? (?P<u>din|days?|दिन) (?:(?:ke|के) )?(?P<w>{_LATER}|{_EARLIER})(?![\w\u0900-\u097f])"
)


def days_on(text: str, of_a_booking: bool) -> tuple[int, int, int] | None:
    """ "Booking ko ek din baad ka kar dijiye": minutes from the booking's own day, and where that
    was said; counted from today it would be another day. `of_a_booking`: one is being talked
    about, and need not be named ("ek aur din baad kar do")."""
    match = _DAYS_ON.search(text) or (_DAYS_MORE.search(text) if of_a_booking else None)
    count = _count(match["n"]) if match else None
    if match is None or not count:
        return None
    sign = -1 if re.fullmatch(rf"(?i){_EARLIER}", match["w"]) else 1
    return int(sign * count * 1440), match.start("n"), match.end()


def _stretch(text: str) -> tuple[int, int, int] | None:
    """ "An hour and a half later", "by an hour and fifteen minutes": a stretch of several words."""
    heard = words(text)
    for at in range(len(heard)) if told_of(heard) else ():
        read = stretch_at(heard, at)
        if read is None or read[1] - at < _SEVERAL_WORDS:
            continue
        minutes, stop = read
        start, end = heard[at].start, heard[stop - 1].end
        led = _LED_BY.search(text[:start])
        way = _WAY.match(text[end:])
        if way is None and led is None:
            continue
        sooner = re.fullmatch(rf"(?i){_EARLIER}", way["w"]) if way else led and led["sooner"]
        first = start if way else led.start() if led else start
        return -minutes if sooner else minutes, first, end + (way.end() if way else 0)
    return None


_SEVERAL_WORDS = 3
_LED_BY = re.compile(
    r"(?i)(?:push|move|shift|delay|postpone|(?P<sooner>bring|pull|advance))\w*\s+(?:\w+\s+){0,3}by\s+$"
)
_WAY = re.compile(
    rf"(?i)^\s+(?:(?:ke liye|se|के लिए|से)\s+)?(?P<w>{_LATER}|{_EARLIER})(?![\w\u0900-\u097f])"
)


def _count(said: str) -> float | None:
    low = said.lower()
    if low in _SMALL:
        return _SMALL[low]
    found = find_numbers(said)
    return found[-1].value if found else None


KIN = r"(?:wife|husband|gharwali|gharwale|naani|bahurani|putra|putri|devar|nanad|samdhi|samdhan|biwi|bivi|patni|pati|mother|father|mummy|mommy|mom|mum|dad|papa|maa|amma|ammi|abbu|abba|babuji|pitaji|mataji|maaji|bauji|dadi|dada|nani|nana|chacha|chachi|mama|mami|bua|mausi|cousin|dharampatni|bahu|pota|poti|nati|natin|damaad|damad|jeeja|jija|saali|brother|sister|bhai|behen|bahen|bahan|son|daughter|beta|beti|friend|dost|girlfriend|boyfriend|fiance|fiancee|saas|sasur|bhabhi|पत्नी|बीवी|पति|माँ|मां|अम्मा|अम्मी|अब्बू|बाबूजी|पिताजी|माताजी|दादी|दादा|नानी|नाना|चाचा|चाची|मम्मी|पापा|भाई|बहन|बेटा|बेटी|दोस्त|सास|ससुर|भाभी)"
_TOO = re.compile(
    rf"(?i)(?<![\w\u0900-\u097f])(?:my |our |a |mer[aie] |hamar[aie] |humar[aie] |ek |मेर[ाीे] |हमार[ाीे] |एक )(?P<who>{KIN}|parents|in-laws|colleague|neighbour|guest|mehmaan|saheli|मेहमान|सहेली)"
    r"(?: (?:is|are|will be|'ll be|wants to|want to|would like to))?(?: also| too)?"
    r"(?: (?:coming|joining|come|join)(?: (?:us|along|with us))?(?: (?:too|also|as well|now))?"
    r"| (?:(?:log )?bhi|भी)(?: \S+){0,2} (?:aa|saath|sath|chal|jud|join|hong|hog|आ|साथ|चल|जुड़|हों|हो)\S*)(?![\w\u0900-\u097f])"
)


def who_comes_too(text: str) -> int | None:
    """How many more there are when they are named: "my brother is coming too", "bhai bhi aayega"."""
    found = _TOO.search(text)
    if found is None:
        return None
    return 2 if found["who"].lower() in ("parents", "in-laws") else 1


_OWN = r"(?:my|our|mer[aie]|apn[aie]|ham+ar[aie]|hum+ar[aie]|मेर[ाीे]|अपन[ाीे]|हमार[ाीे])"
_MY = rf"(?:{_OWN} )?"
_JOIN = r"(?:\s*,\s*|\s+(?:and|aur|or|और|&)\s+|\s+)"
_ME = r"(?:main|mai|me|i|myself|मैं)"
_FAMILY = re.compile(
    rf"(?i)(?<![\w\u0900-\u097f])(?:{_ME}{_JOIN}{_MY}{KIN}(?:{_JOIN}{_MY}{KIN})*|{_MY}{KIN}(?:{_JOIN}{_MY}{KIN})*{_JOIN}{_ME})(?![\w\u0900-\u097f])"
)


def family(text: str) -> int | None:
    """How many are named, the caller among them; counted children not included."""
    match = _FAMILY.search(text)
    if match is None:
        return None
    return 1 + len(
        re.findall(rf"(?i)(?<![\w\u0900-\u097f]){KIN}(?![\w\u0900-\u097f])", match.group())
    )


_MINE = rf"(?:both my (?:wife|husband)['’]s |my (?:wife|husband)['’]s |her |his |their |both my |both our |usk[aie] |unk[aie] |उनके |उसके |{_OWN} )"
_FEW = r"(?:others?|other people|friends?|kids?|children|child|cousins?|colleagues?|boys?|girls?|sons?|daughters?|brothers?|sisters?|couples?|babies|nephews?|nieces?|dosto?n?|bachch?e|bachch?on|bachcha|beta|beti|ladk[aei]|ladkiyan|ladkiyon|bete|betiyan|betiyaan|betiyon|bahuein|bahuen|bahu|pota|poti|pote|potiyan|nati|natin|bhaiyon|bhai|behne|behnein|saheliyan|दोस्त|दोस्तों|बच्चे|बच्चों|बच्चा|बेटा|बेटी|लड़का|लड़के|लड़की|बेटे|बेटियाँ|भाई|बहनें|सहेलियाँ)"
_ITEM = re.compile(
    rf"(?i)(?<![\w\u0900-\u097f])(?:(?:an? |our |my )?(?:family|group|gang) of (?P<whole>\w+)|(?P<spouses>(?:(?:hum|ham|hamare|हम) )?(?:dono |do |दोनों )?(?:pati|miya|miyan) (?:patni|biwi|bivi)|husband (?:and )?wife|पति पत्नी|मियाँ बीवी|मियां बीवी)"
    rf"|{_MINE}?(?:both )?(?P<pair>parents|in-laws|in laws|grandparents|(?:twin|both|dono|दोनों) (?:my |meri |mere )?(?:daughters|sons|boys|girls|kids|children|babies|brothers|sisters|bahuein|bahuen|bahu|bete|betiyan|bachche|bhai|behnein|बहुएँ|बेटे|बेटियाँ|बच्चे|भाई)|twins|judwa|जुड़वाँ|mata pita|maa baap|mummy papa|saas sasur|माता पिता|माँ बाप|मम्मी पापा|सास ससुर)"
    rf"|{_MINE}?(?P<kin>{KIN})|(?P<me>{_ME}|myself)|{_MINE}?(?P<n>[\w\u0900-\u097f]+) (?:small |little |chhote |छोटे )?(?P<few>{_FEW})(?P<mates>\s+(?:with|and|plus) their (?:wives|husbands|spouses|partners|better halves)|\s+(?:aur|और) (?:unki|unke|उनकी|उनके) (?:biwiyan|biwiyaan|patniyan|pati|बीवियाँ|पत्नियाँ|पति))?)(?![\w\u0900-\u097f'’])"
)
_CHAIN = re.compile(
    rf"(?i)^(?:(?:\s+(?:hain|hai|honge|hongi|aa rahe hain|हैं|होंगे))?\s*,\s*(?:(?:and|aur|plus|और)\s+)?|\s+(?:(?:and|aur|plus|with|&|और)\s+(?:also )?)?)(?:(?:{_OWN}\s+)?(?:chhoti|chhota|chhote|badi|bada|bade|younger|elder|older|little|small|छोटी|छोटा|छोटे|बड़ी|बड़ा|बड़े)\s+)?$"
)


def people_named(text: str) -> tuple[int, int, int] | None:
    """How many "my wife, my son and two friends" are with the caller, and where they are named.
    Only where some are counted; "a family of four" and "main" hold the caller already."""
    chain: list[re.Match[str]] = []
    for item in _ITEM.finditer(text):
        if item.group("n") and _named_count(item) is None:
            continue
        if chain and not _CHAIN.match(text[chain[-1].end() : item.start()]):
            if _counts(chain):
                break
            chain = []
        chain.append(item)
    if not _counts(chain):
        return None
    whole = any(item.group("whole") or item.group("me") or item.group("spouses") for item in chain)
    couples = any((item.group("few") or "").lower().startswith("couple") for item in chain)
    total = sum(_heads(item) for item in chain) + (not whole and not couples)
    return total, chain[0].start(), chain[-1].end()


def _counts(chain: list[re.Match[str]]) -> bool:
    """Two or more are named, relatives and a number among them; "a family of four" leads."""
    if len(chain) < 2 or any(item.group("whole") for item in chain[1:]):
        return False
    kinds = ("kin", "pair", "me", "spouses")
    related = any(item.group(kind) for item in chain for kind in kinds)
    counted = any(item.group("n") or item.group("pair") for item in chain)
    behind = chain[0].string[chain[0].end() : chain[1].start()]
    if chain[0].group("whole"):
        return "," not in behind
    return related and counted


def _named_count(item: re.Match[str]) -> int | None:
    count = _count(item.group("n"))
    return int(count) if count and float(count).is_integer() and count < 50 else None


def _heads(item: re.Match[str]) -> int:
    if item.group("whole"):
        return int(_count(item.group("whole")) or 0)
    if item.group("n"):
        twice = 1 + (item.group("few").lower().startswith("couple") or bool(item.group("mates")))
        return (_named_count(item) or 0) * twice
    return 2 if item.group("pair") or item.group("spouses") else 1
