"""Which name was given, and do two names mean the same person?

A name stays in the script in which it was said. Comparing goes by the sound of consonants and
strong vowels, so that यामिनी and Yamini are one and Asha and Usha are two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from vaani.language.memo import kept
from vaani.language.number_words import unit
from vaani.language.script import ENGLISH_WORDS, HINDI_IN_DEVANAGARI, HINDI_WORDS, skeleton
from vaani.language.sentence import Word, fold, folded_set, words

_LEAD = re.compile(
    r"(?i)(?<![\w\u0900-\u097f])(?:(?:my|the|her|his|meri|mera|मेरा) (?:good |full |shubh |पूरा )?(?:name|naam|नाम)(?: is|'s| hai| है| as)?"
    r"|(?:under|in|by) (?:the )?name(?: of)?|name is|name's|name as|naam hai|naam|नाम है|नाम|this is|i am|i'm|it is under|it's under|call me"
    r"|main|mai|मैं|put it under|book it under|under|name)(?![\w\u0900-\u097f'])[\s,.:]*"
    r"(?:(?:(?:ye|yeh|aap|uska|unka|iska|उसका|उनका|इसका|meri booking|booking|यह|ये|आप)\s+)?(?:likh(?:iye|iyega|o|na|ega)?(?: lijiye| lijiyega| lo| dijiye| do| lena| dena)?|note(?: kar)?(?: lijiye| lijiyega| lo| dijiye| do| kijiye| karo| kariye| lena| karna)?"
    r"|(?:daal|dal)(?: dijiye| do| dena)?|rakh(?:iye|o)?(?: lijiye| lo| dijiye| do| lena| dena)?|should be|will be|would be|can be|ye hai|yeh hai"
    r"|लिख(?:िए|िएगा|ो|ना)?(?: लीजिए| लीजिएगा| लो| दीजिए| दो| लेना| देना)?|नोट(?: कर)?(?: लीजिए| लीजिएगा| लो| दीजिए| दो| कीजिए)?|डाल(?: दीजिए| दो)?|रख(?:िए|ो)?(?: लीजिए| दीजिए)?)(?![\w\u0900-\u097f'])[\s,.:]*)?"
)
_TAIL = re.compile(
    r"(?i)[\s,.]+(?:(?:bol|baat kar) (?:rah[aei] (?:hoon|hun|hu|hain)|raha)|(?:bol|बात कर|बोल) ?रह[ाीे] (?:हूँ|हूं|हैं)|(?:ke )?(?:naam|name) (?:se|par|pe|pr)"
    r"|(?:के )?नाम (?:से|पर)|(?:mera )?naam hai|(?:मेरा )?नाम है|speaking|here|this side)(?![\w\u0900-\u097f])"
)
_WEAK_LEAD = re.compile(
    r"(?i)^(?:it is|it's|that is|that's|for|to|put|write|likhiye|likho|likh lijiye|लिखिए|लिखो|yes|sure|okay|ok|haan|han|ji|जी|हाँ|हां|well|um|uh|"
    r"so|please|just|mera|meri|hum|haan ji|yeah)(?![\w\u0900-\u097f'])[\s,.:]*"
)
_TITLES = folded_set(
    "mr mrs ms miss mister missus dr doctor maj capt col lt brig gen cdr cmde wg sqn flt gp adv advocate er engr ca cs rev hon sgt hav captain colonel brigadier lieutenant commander "
    "मेजर कैप्टन कर्नल एडवोकेट ब्रिगेडियर prof professor shri shree smt shrimati kumari sir madam ma'am maam श्री श्रीमती डॉ डॉक्टर "
    "कुमारी सर मैडम ji जी sahab saheb saab साहब sahib"
)
_NOT_NAMES = (
    folded_set(
        "bahut bohot kaafi thoda thodi pareshan pareshaan dukhi naraz naraaz gussa gusse bimaar beemar majboor mataji pitaji mata pita mummy papa maa amma ammi abbu dadaji nanaji patni pati biwi duty office college shift माताजी पिताजी माता पिता मम्मी पापा माँ मां अम्मी अब्बू पत्नी पति बीवी "
        "na ki jo hi poochun poochhun puchun puchhun poochu poochhu poochta poochti puchta puchti batata batati batate bataaun bataun boliye bolta bolti bete betiyan message payment card cards upi cash parking price rate rates discount receipt bill report menu "
        "yes no yeah yep ok okay hello hi hey thanks thank sorry please table booking appointment cancel reservation doctor number "
        "same people person adults log uska uski uske unka unki unke iska iski उसका उसकी उसके उनका उनकी उनके इसका इसकी off list kaat काट doosra dusra doosri dusri doosre dusre alag दूसरा दूसरी दूसरे अलग wife husband wahi usual already said earlier mentioned told say tell says late running not sure "
        "waise vaise wahan vahan yahan yahaan idhar udhar suno suniye dekho dekhiye batao galat sahi pehle hold "
        "speaking calling actually really well um uh hmm bye tomorrow today tonight monday tuesday wednesday thursday friday "
        "saturday sunday fri thu thur thurs tue tues wed feb apr aug sept oct nov dec morning evening afternoon night noon midnight why whose likh likhiye likho lijiye kijiye dijiye book "
        "likhna likhiyega likhwana likhwa likha likhna likhega likhen likhe darj note noted daal dal dalna daalna dijiyega lijiyega kijiyega rahega pucho puchho poocho "
        "poochho puchiye puchhiye poochiye batana bataya bataunga bataungi shayad maybe perhaps think let come comes should name names time timing hmm repeat pardon "
        "lunch dinner breakfast brunch nashta khana works suits better best instead okay fine confirm confirmed done party family guests spelling "
        "like same madamji bhaisahab samay waqt machine मशीन इंसान रोबोट कंप्यूटर रिकॉर्डिंग आदमी लिख लिखो लिखना लिखिएगा लिखवा लिखवाइए लें लो लीजिएगा दीजिएगा डाल डालिए नोट शायद पूछो पूछिए बताना समय वक़्त खाना "
        "kis kiske kiska kiski kisi khud surname zaroori zaruri jaroori anonymous guest assistant secretary behalf mother father son daughter brother sister mum mom dad granny grandma grandpa uncle aunt aunty lo as baar before after किस किसके बार "
        "looking trying interested busy free stuck fine happy allergic vegetarian new very also down round outside waiting booked "
        "urgent important ridiculous terrible unacceptable write there wrong correct alone afraid glad pregnant sick ill back home head office customer caller patient robot machine human "
        "जी हाँ हां नहीं लिखिए लीजिए दीजिए बोल रहा रही हूँ हूं है और नंबर वही बुकिंग टेबल डॉक्टर"
    )
    | ENGLISH_WORDS
    | HINDI_WORDS
    | HINDI_IN_DEVANAGARI
    | folded_set("बुक कैंसल कन्फर्म अपॉइंटमेंट टाइम ओके यस नो प्लीज़ थैंक्यू")
) - folded_set("may will jai bhai jan")
_GIVEN_TOO = folded_set(
    "happy lucky shaam sham sat sunday monday tuesday wednesday thursday friday saturday abhi chhote bade din badal subah lena शाम बादल छोटे बड़े दीन"
)
"""Words that are first names too: before a surname, when nothing else is said."""
_FAMILY_TOO = folded_set(
    "more char nai bara kar raha sahi good head book ek panch saat sattar sola tees bees satara tiss young long day may june early tarikh baje मोरे मोर चर नाई कर राहा सही"
)
"""Words that are surnames too: behind a first name, at the end of what was said. "Haan" is one when
it is written as a name."""
_LETTER_NAMES = {
    fold(name): "abcdefghijklmnopqrstuvwxyz"[n]
    for n, name in enumerate(
        "ए बी सी डी ई एफ जी एच आई जे के एल एम एन ओ पी क्यू आर एस टी यू वी डब्ल्यू एक्स वाई ज़ेड".split()
    )
}
_AS_IN = re.compile(r"(?i)(?<![\w\u0900-\u097f])([a-z])\s+(?:for|as in|like|se)\s+[a-z]+")
_AFTER_MAIN = folded_set(
    "bol baat hoon hun hu hoo yahan from naam aur speaking this बोल बात हूँ हूं नाम और"
)
_NOT_THIS = folded_set("nahi nahin no नहीं नही")
_MOST_PARTS = 5


@kept
def find_name(text: str, asked: bool) -> str | None:
    """The name in a sentence, without titles; without `asked` only when the sentence says that it
    is one ("my name is", "main ... bol rahi hoon")."""
    text = text.strip()
    spelled, rest = _spelled(text, asked)
    name = _said_name(rest, asked or bool(spelled))
    if spelled is None:
        return name
    if name is None:
        return spelled
    parts = [spelled if _alike(part, spelled) else part for part in name.split()]
    return " ".join(parts) if spelled in parts else spelled


def _said_name(text: str, asked: bool) -> str | None:
    tail = _TAIL.search(text)
    if tail and not _YOURS.search(text[: tail.start()]):
        before = _LEAD.split(text[: tail.start()])[-1]
        name = _last_run(before)
        if name:
            return name
    whose = _WHOSE_NAME.search(text)
    if whose and (name := _last_run(whose.group("n"))):
        return name
    for lead in _LEAD.finditer(text):
        said = lead.group().strip(" ,.:").lower()
        name = _first_run(
            text[lead.end() :], strict=said in _VAGUE, lead_hindi=said in ("main", "mai", "मैं")
        )
        if (
            name
            and not name.endswith(_OF_SOMEBODY)
            and not (said in _OF_SELF and _state(text[lead.end() :], text, asked))
        ):
            return name
    if not asked:
        return None
    body = text
    while (weak := _WEAK_LEAD.match(body)) and weak.end() < len(body):
        body = body[weak.end() :]
    return _only_name(body)


def _only_name(text: str) -> str | None:
    """The name in an answer that says no word that it is one. Nothing but small words may stand
    around it ("hang on, the dog is barking" names nobody), unless capital letters show it
    ("everyone calls me Bunty")."""
    for sentence in (text, *_SENTENCES.split(text)):
        if _says_nothing_else(sentence):
            return _first_run(sentence, strict=False, skip=True)
    parts = text.split()
    if len(parts) <= _MOST_PARTS and all(part[:1].isupper() for part in parts):
        return _first_run(text, strict=False, skip=True)
    shown = _SHOWN.findall(text)
    return _first_run(shown[-1], strict=False) if shown and text != text.title() else None


def _says_nothing_else(text: str) -> bool:
    """Are there words of one name, and small ones?"""
    heard = words(text)
    likely = [
        _may_name(word)
        or word.folded in _TITLES
        or _family_too(text, heard, at)
        or _given_too(heard, at)
        or _initial(text, heard, at)
        for at, word in enumerate(heard)
    ]
    runs = sum(one and not before for one, before in zip(likely, [False, *likely], strict=False))
    around = [word for word, one in zip(heard, likely, strict=True) if not one]
    return runs == 1 and all(_is_small(word) for word in around)


_SENTENCES = re.compile(r"(?<=[a-z\u0900-\u097f])[.!?।]+\s+")
_CAPITAL = r"[A-Z](?:[a-z]+|['’][A-Z]?[a-z]+)"
_SHOWN = re.compile(
    rf"(?:(?<=[\w,.…-] )(?:{_CAPITAL}(?: |$)?){{1,4}}|^(?:{_CAPITAL} ){{1,3}}{_CAPITAL})(?=$|[\s.,!?])"
)
"""Words with capital letters inside a sentence, or two and more of them at its beginning."""


def _is_small(word: Word) -> bool:
    """May stand beside a name that is given."""
    return word.folded in _AROUND_NAME or len(word.folded) == 1


_AROUND_NAME = folded_set(
    "yes yeah yep ya ok okay sure right well so oh ah um uh hmm hm er please sorry no not it its it's is that that's thats this would "
    "will be should could the a my me mine our i i'm im am name names naam called call put write under as for to in on by of with "
    "just only and then thanks thank you speaking here there hello hi hey mr mrs ms miss sir madam mam ma'am first last surname "
    "full good shubh mera meri mere hamara hamari main mai mein hum hai hain hoon hun hu ho tha bol raha rahi rahe baat kar karo "
    "likh likhiye likhiyega likho likhna likhen lijiye lijiyega lo dijiye do dena den note ji haan han haa nahi nahin na ke ka ki se pe par ko "
    "dono donon both liye lie dono ka aur yeh ye wo woh vo apna apni aap bas arre are arey achha accha theek hi bhi toh to "
    "दोनों लिए नाम मेरा मेरी मेरे हमारा मैं हूँ हूं है हैं बोल रहा रही रहे लिखिए लिख लीजिए लो दीजिए दो जी हाँ हां नहीं के का की से पर पे को और यह ये वो अपना बस अरे अच्छा ठीक ही भी तो हम"
)


_WHOSE_NAME = re.compile(r"(?i)\b(?:in|under) (?P<n>[a-z]+(?: [a-z]+){0,3})['’]s name\b")
""" "In Farah Khan's name"."""
_YOURS = re.compile(r"(?i)(?:^|[\s,.])(?:aap|tum|आप|तुम)(?:\s|$)")
_OF_SOMEBODY = ("'s", "’s")
""" "I am Nikhil's assistant" names neither."""
_OF_SELF = frozenset(("i am", "i'm", "this is"))
_STATES = folded_set(
    "kosher halal jain desperate scheduled hungry starving thirsty lost confused ready available able unable willing diabetic "
    "gluten lactose intolerant celiac coeliac vegan veg disabled deaf blind elderly old young tired angry upset annoyed "
    "disappointed frustrated worried anxious scared nervous excited curious keen hoping wondering planning thinking "
    "celebrating travelling traveling driving local foreign registered listed supposed expected due engaged married single "
    "unwell injured hurt bleeding dying dizzy feverish cold hot nauseous weak flexible okay open close closed near nearby far "
    "abroad delayed early punctual certain positive unsure aware unaware serious joking kidding quick urgent weird strange odd "
    "great awesome perfect lovely nice bad horrible awful unhappy sad bored done finished through over under hosting "
    "organising organizing arranging attending visiting staying returning regular member guest student senior retired "
    "responsible grateful thankful obliged flying relocating parked running following expecting claustrophobic strictly "
    "bhukha bhukhi pareshan taiyar tayyar"
)
"""Behind "I'm" these say how somebody is, and not who."""
_FOLLOWS_STATE = frozenset("to about of that if because with".split())


def _state(behind: str, text: str, asked: bool) -> bool:
    """ "I'm kosher", "I'm desperate for a table": how the caller is. Written small beside words
    with capital letters, only an answer to the question can be a name."""
    heard = words(behind)
    if not heard:
        return False
    if heard[0].folded in _STATES:
        return True
    small = behind[heard[0].start].islower()
    follows = heard[1].folded if len(heard) > 1 and not heard[1].pause else ""
    if small and follows in _FOLLOWS_STATE:
        return True
    return small and not asked and text != text.lower()


_VAGUE = frozenset(("i am", "i'm", "this is", "main", "mai", "मैं", "under", "name"))
"""After these anything may come; only what cannot be another word is a name."""


def _first_run(text: str, strict: bool, skip: bool = False, lead_hindi: bool = False) -> str | None:
    """The words of a name at the beginning; with `skip`, after words that are none."""
    heard = words(text)
    at = 0
    while at < len(heard) and (
        heard[at].folded in _TITLES
        or (
            skip
            and not _may_name(heard[at])
            and not _given_too(heard, at)
            and not _initial(text, heard, at)
        )
    ):
        at += 1
    stop = at + 1 if _given_too(heard, at) else at
    while stop < len(heard) and (_may_name(heard[stop]) or _initial(text, heard, stop)):
        if stop > at and heard[stop].pause and len(heard[stop - 1].folded) > 1:
            break
        stop += 1
    stop += stop > at and _family_too(text, heard, stop)
    if stop > at and stop < len(heard) and heard[stop].folded in _NOT_THIS:
        instead = _first_run(text[heard[stop].end :], strict, skip=True)
        if instead:
            return instead
    if heard[stop : stop + 1] and stop > at and heard[stop].pause and not strict:
        again = _first_run(text[heard[stop].start :], strict)
        if again and heard[stop].folded == heard[at].folded and " " in again:
            return again
    name = _titled(text, heard[at:stop])
    if name is None or not strict:
        return name
    follows = heard[stop].folded if stop < len(heard) and not heard[stop].pause else ""
    if follows and lead_hindi and follows not in _AFTER_MAIN:
        return None
    unlike = any(word.folded.endswith("ing") for word in heard[at:stop])
    unlike = unlike or (text[heard[at].start].islower() and text != text.lower())
    return None if unlike or (follows and follows in ("nahi", "to", "the", "a")) else name


def _last_run(text: str) -> str | None:
    """The words of a name at the end."""
    heard = words(text)
    start = len(heard)
    if start > 1 and _may_name(heard[start - 2]) and _family_too(text, heard, start - 1):
        start -= 1
    while start > 0 and _may_name(heard[start - 1]):
        start -= 1
        if heard[start].pause:
            break
    return _titled(text, heard[start:])


def _initial(text: str, heard: Sequence[Word], at: int) -> bool:
    """The A of "A B de Villiers", the I of "I. K. Gujral": a capital letter before another one."""
    if heard[at : at + 1] == () or at + 1 >= len(heard) or len(heard[at].folded) > 1:
        return False
    capital = text[heard[at].start : heard[at].end].isupper()
    after = text[heard[at + 1].start : heard[at + 1].end]
    before = text[heard[at - 1].start : heard[at - 1].end] if at else ""
    among = len(before) == 1 and before.isupper() and after.istitle()
    return capital and after.isascii() and (among or (len(after) == 1 and after.isupper()))


def _given_too(heard: Sequence[Word], at: int) -> bool:
    """ "Shaam Lal", "Sunday Okafor": with a surname, and nothing behind it."""
    if heard[at : at + 1] == () or heard[at].folded not in _GIVEN_TOO:
        return False
    stop = at + 1
    while stop < len(heard) and not heard[stop].pause and _may_name(heard[stop]):
        stop += 1
    ends = stop == len(heard) or heard[stop].pause or heard[stop].folded in _CLOSES
    return ends and at + 1 < stop <= at + 3


_CLOSES = folded_set("hai bol here speaking likhna likhiye likh naam है बोल नाम लिखिए लिख")


def _family_too(text: str, heard: Sequence[Word], at: int) -> bool:
    """ "Deepa More", "Nahid Haan": behind a first name, at the end."""
    if at >= len(heard) or heard[at].pause:
        return False
    word = heard[at]
    if word.folded == "haan" and not text[word.start : word.end].istitle():
        return False
    if word.folded != "haan" and word.folded not in _FAMILY_TOO:
        return False
    return at + 1 == len(heard) or heard[at + 1].pause or heard[at + 1].folded in _CLOSES


def _may_name(word: Word) -> bool:
    body = word.folded
    if body in _TITLES or body in _NOT_NAMES or body[0].isdigit():
        return False
    return unit(body) is None or body in ("das", "navi", "nau")


def _titled(text: str, heard: Sequence[Word]) -> str | None:
    parts = [text[word.start : word.end] for word in heard]
    if not parts or len(parts) > _MOST_PARTS or all(len(part) == 1 for part in parts):
        return None
    return " ".join(_cased(part) for part in parts)


def _cased(part: str) -> str:
    if part.isupper() and len(part) > 2:
        part = part.lower()
    return part[:1].upper() + part[1:]


_PLACES = folded_set(
    "day eve year night festival diwali holi eid christmas ramzan navratri veg vegetarian thali menu special table booking "
    "mother's father's valentine's women's children's independence republic road street nagar corner side window seat floor"
)
_CAPITAL = r"(?-i:[A-Z])[a-z]+(?:['’](?-i:[A-Z])[a-z]+)?"
_NAMED = (
    rf"(?:(?:[Dd]r|[Mm]rs?|[Mm]s)\.? )?(?P<n>{_CAPITAL}(?:[ ](?:{_CAPITAL}|(?-i:[A-Z])\.)){{0,3}})"
)
_GREETED = re.compile(
    rf"(?:^|[.!?]\s+)(?:(?:[Hh]i|[Hh]ello|[Hh]ey|[Nn]amaste|[Nn]amaskar|[Gg]ood (?:morning|afternoon|evening))[\s,.!]+(?:there[\s,.!]+)?)(?:[Ii]t's|[Ii]t is|[Ii]t’s) {_NAMED}(?=[\s]*[.,!]|$| here| from)"
)
_FOR = re.compile(
    rf"(?<![\w])(?:for|in favour of) {_NAMED}(?=[\s]*[.,!?]|$| (?:on|at|tomorrow|today|tonight|this|next|with|please)(?![\w]))"
)
_SHE_IS = re.compile(rf"(?<![\w])(?:[Ss]he|[Hh]e)(?:'s|’s| is) {_NAMED}(?=[\s]*[.,!]|$)")
""" "..., she's Brinda Fernandes"."""
_WRITE_DOWN = re.compile(
    rf"{_NAMED}\s+(?:likh(?:iye|iyega|o|na|en)?(?: lijiye| lijiyega| lo| dijiye| do| lena| dena)?|note (?:kar|kijiye|karo)|लिख(?:िए|िएगा|ो|ना)?)(?![\w\u0900-\u097f])"
)
""" "..., Avinash Rana likhiye"."""
_AT_END = re.compile(rf"(?P<pause>[,.!?])\s+{_NAMED}\s*[.!]?\s*$")


@kept
def name_beside(text: str, alone: bool) -> str | None:
    """A name that stands beside a wish without a word that says so: "..., Simran", "for Ishaan
    Puri", "Hi, it's Pooja Nene". Only its capital letters tell; `alone`: there is no wish."""
    if text[:1].isascii() and (text == text.lower() or text == text.upper()):
        return None
    greeted = _GREETED.search(text)
    found = (
        [greeted]
        if greeted
        else []
        if alone
        else [
            _WRITE_DOWN.search(text),
            _SHE_IS.search(text),
            _FOR.search(text),
            _AT_END.search(text),
        ]
    )
    for match in found:
        if match is None:
            continue
        heard = words(match.group("n"))
        single = len(heard) == 1 and match is not greeted
        if single and match.groupdict().get("pause") != ",":
            continue
        likely = all(
            (_may_name(word) or (n > 0 and word.folded in _FAMILY_TOO))
            and word.folded not in _PLACES
            for n, word in enumerate(heard)
        )
        if likely:
            return _titled(match.group("n"), heard)
    return None


def _spelled(text: str, asked: bool) -> tuple[str | None, str]:
    """A name said letter by letter, and the sentence without the letters."""
    text = _AS_IN.sub(r"\1", text)
    heard = words(text)
    best: tuple[int, int, str] | None = None
    at = 0
    while at < len(heard):
        letters, stop = "", at
        while stop < len(heard):
            letter, used = _letter(heard, stop)
            if not letter:
                break
            letters, stop = letters + letter, stop + used
        if len(letters) >= 3 and (best is None or len(letters) > len(best[2])):
            best = (heard[at].start, heard[stop - 1].end, letters)
        at = max(stop, at + 1)
    if best is None or (not asked and not _LEAD.search(text)):
        return None, text
    if _are_initials(best[2], text, words(text[best[1] :])):
        return None, text
    return best[2].capitalize(), text[: best[0]].rstrip(" ,-") + "," + text[best[1] :]


def _are_initials(letters: str, text: str, behind: Sequence[Word]) -> bool:
    """ "T K S Iyer": three letters and a surname that they do not spell."""
    if len(letters) > 3 or not behind or behind[0].pause or len(behind[0].folded) < 3:
        return False
    body = behind[0].folded
    return _may_name(behind[0]) and not _alike(body, letters) and not body.startswith(letters)


def _letter(heard: Sequence[Word], at: int) -> tuple[str, int]:
    word = heard[at].folded
    if len(word) == 1 and word.isascii() and word.isalpha():
        return word, 1
    if word in _LETTER_NAMES:
        return _LETTER_NAMES[word], 1
    after = heard[at + 1].folded if at + 1 < len(heard) else ""
    after = _LETTER_NAMES.get(after, after)
    if word in ("double", "डबल") and len(after) == 1 and after.isalpha():
        return after * 2, 2
    return "", 1


def same_name(one: str, other: str) -> bool:
    """Could both be the same person? A part matches the whole: Priya, Priya Patel. Titles do not
    count; a name without letters is nobody's."""
    first, second = _parts(one), _parts(other)
    if not first or not second:
        return False
    short, long = (first, second) if len(first) <= len(second) else (second, first)
    left = list(long)
    for part in short:
        match = next((whole for whole in left if _alike(part, whole)), None)
        if match is None:
            return _alike("".join(first), "".join(second))
        left.remove(match)
    return True


def _parts(name: str) -> list[str]:
    return [word.folded for word in words(name) if word.folded not in _TITLES]


def _alike(one: str, other: str) -> bool:
    """Do two parts sound the same, spelling and script aside?"""
    a, b = sound(one), sound(other)
    if a == b:
        return bool(a)
    bones, others = skeleton(one).replace(" ", ""), skeleton(other).replace(" ", "")
    if min(len(a), len(b)) < 4 or a[0] != b[0]:
        return False
    if bones == others:
        return _distance(a, b) <= (1 if min(len(a), len(b)) < 7 else 2)
    return (
        min(len(bones), len(others)) >= 5 and _distance(bones, others) == 1 and _distance(a, b) <= 2
    )


def _distance(one: str, other: str) -> int:
    """Letters to change, add or drop to make one word the other."""
    row = list(range(len(other) + 1))
    for n, a in enumerate(one, 1):
        before, row[0] = row[0], n
        for m, b in enumerate(other, 1):
            before, row[m] = row[m], min(row[m] + 1, row[m - 1] + 1, before + (a != b))
    return row[-1]


_SOUNDS = (
    ("iyengar", "ayyangar"), ("iyer", "ayyar"), ("geo", "jo"), ("ngh", "nh"), ("ow", "au"),
    ("ksh", "ks"), ("x", "ks"), ("chh", "C"), ("ch", "C"), ("ck", "k"), ("ce", "se"), ("ci", "si"), ("cy", "sy"), ("c", "k"), ("gy", "jn"), ("gn", "jn"),
    ("ph", "p"), ("f", "p"), ("w", "v"), ("z", "j"), ("q", "k"), ("sh", "s"), ("h", ""), ("aa", "a"), ("ee", "i"), ("ii", "i"), ("ea", "i"),
    ("oo", "u"), ("ou", "au"), ("ai", "e"), ("ay", "e"), ("ei", "e"), ("iya", "ia"), ("iy", "i"), ("yi", "i"), ("v", "b"),
)  # fmt: skip


def sound(name: str) -> str:
    """How a name sounds, roughly: Latin letters, weak vowels left out."""
    body = fold(romanise(name)).replace(" ", "").replace("'", "").replace(".", "")
    body = re.sub(r"ao$", "av", body)
    for said, plain in _SOUNDS:
        body = body.replace(said, plain)
    body = re.sub(r"(?<=[^aeiou])y(?=[aeiou])", "i", body)
    body = re.sub(r"y$", "i", body)
    body = re.sub(r"(.)\1+", r"\1", body)
    head, rest = body[:1], body[1:].replace("a", "").replace("m", "n")
    head = {"o": "o", "y": "i"}.get(head, head)
    rest = rest.replace("e", "i").replace("o", "u").replace("y", "i")
    return re.sub(r"(.)\1+", r"\1", head + rest)


_VOWELS = {
    "अ": "a", "आ": "aa", "इ": "i", "ई": "ee", "उ": "u", "ऊ": "oo", "ऋ": "ri", "ए": "e", "ऐ": "ai", "ओ": "o",
    "औ": "au", "ा": "a", "ि": "i", "ी": "i", "ु": "u", "ू": "u", "ृ": "ri", "े": "e", "ै": "ai", "ो": "o", "ौ": "au",
    "ं": "n", "ँ": "n", "ः": "h", "ॉ": "o", "ऑ": "o", "ॅ": "e", "ऍ": "e",
}  # fmt: skip
_LETTERS = {
    "क": "k", "ख": "kh", "ग": "g", "घ": "gh", "च": "ch", "छ": "chh", "ज": "j", "झ": "jh", "ट": "t", "ठ": "th",
    "ड": "d", "ढ": "dh", "ण": "n", "त": "t", "थ": "th", "द": "d", "ध": "dh", "न": "n", "प": "p", "फ": "ph", "ब": "b",
    "भ": "bh", "म": "m", "य": "y", "र": "r", "ल": "l", "व": "v", "श": "sh", "ष": "sh", "स": "s", "ह": "h", "ळ": "l",
    "ञ": "n", "ङ": "n",
}  # fmt: skip
_NUKTA = {"क़": "q", "ख़": "kh", "ग़": "gh", "ज़": "z", "ड़": "d", "ढ़": "dh", "फ़": "f"}
_MARKS = "ंँः"


def romanise(name: str) -> str:
    """A Devanagari name in Latin letters, as people would write it; other letters stay."""
    return " ".join(_romanised(part) for part in name.split())


def _romanised(part: str) -> str:
    for pair, _letters in _NUKTA.items():
        part = part.replace(pair, pair[0] + "़")
    part = part.replace("ज्ञ", "ग्य")
    body = ""
    at = 0
    while at < len(part):
        letter, at = part[at], at + 1
        if letter in _LETTERS:
            dotted = part[at : at + 1] == "़"
            at += dotted
            body += _NUKTA.get(letter + "़", _LETTERS[letter]) if dotted else _LETTERS[letter]
            after = part[at : at + 1]
            body += "" if _silent(part, at, after) else "a"
        elif letter in _VOWELS:
            body += _VOWELS[letter]
        elif letter not in "़्":
            body += letter
    return body[:1].upper() + body[1:]


def _silent(part: str, at: int, after: str) -> bool:
    """Is the vowel of the consonant before `at` another than a, or not spoken?"""
    if not after or after == "्":
        return True
    if after in _VOWELS and after not in _MARKS:
        return True
    if after in _MARKS or after not in _LETTERS:
        return False
    behind = part[at + 1 : at + 2]
    vowelled = behind in _VOWELS and behind not in _MARKS
    return vowelled and at >= 3 and part[at - 2] in _VOWELS
