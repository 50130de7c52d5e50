"""Must more come after the words so far, or is it only likely? Pure.

Words alone are asked, by their class: a connective or an article at the end, a word that begs for
time, digits that are no whole number, a title without a name, a Hindi clause without its verb, a
value that is only denied. What sounds like an end is for the detector of turns; where the words say
that more must come, its word counts for less, as callers stop to think with a falling voice too.
"""

from __future__ import annotations

import re

from vaani.call.ports.thinker import Awaiting
from vaani.language.clock_words import find_clock
from vaani.language.digits import find_digits

_UNFINISHED = frozenset(
    "and or but nor so because for at on with the a an my our your his their to of from by about "
    "into if i we they i'm i'd i'll we'd um uh er hmm like than when wait past quarter around "
    "between until till whether while plus not mr mrs miss "
    "aur ya lekin magar kyunki agar ke ka ki matlab yaani woh jo mera meri hamara hamari toh "
    "saadhe sava paune shri shrimati "
    "और या लेकिन मगर क्योंकि अगर के का की कि मतलब यानी वो जो मेरा मेरी हमारा हमारी तो साढ़े सवा "
    "पौने श्री श्रीमती".split()
)
"""Not the Hindi postpositions: "isi number par" and "kal shaam ko" are whole answers."""
_UNFINISHED_PAIRS = frozenset(
    "if you|that you|for it|do you|can you|could you|would you|are you|have you|want you|i want|"
    "i need|we want|we need|this is|number is|name is|mera naam|mera number|mujhe ek|मेरा नाम|"
    "मेरा नंबर|मुझे एक|नंबर है|number hai|me think|please write|naam hai|नाम है|ya phir|या फिर|"
    "nahin to|nahi to|नहीं तो".split("|")
)
_PROMISES = frozenset(
    "um uh er and or but because aur ya lekin kyunki matlab yaani और या लेकिन क्योंकि मतलब "
    "यानी".split()
)
"""After these more comes even where the words before them are an answer."""
_BEGS_FOR_TIME = re.compile(
    r"\b(?:wait|hold on|(?:one|a|just a) (?:second|sec|minute|moment)|let me (?:see|think|check)"
    r"|i mean|ek (?:minute|min|second)|ruk(?:o|iye|iyega))$"
    r"|(?:^|\s)(?:एक (?:मिनट|सेकंड|सेकेंड)|रुको|रुकिए|रुकिये)$"
)
_ASKED_PLAINLY = frozenset("where are you|how are you|who are you".split("|"))
_VALUES = ("date", "time", "party", "name", "phone", "which")
_DENIED = re.compile(r"^not(?: \S+){1,3}$|\S \b(?:no|not|nahin|nahi)$|\S नहीं$")
_HALF_A_DAY = re.compile(
    r"\b(?:next|this|coming|agle|is) (?:week|month|hafte|mahine)$"
    r"|(?:अगले|इस) (?:हफ़्ते|हफ्ते|महीने)$"
)
_SUBJECT = frozenset(
    "mujhe mujhko main hum humein hamein mera meri mere hamara hamari hamare kya aapke aapka aapki "
    "मुझे मुझको मैं हम हमें मेरा मेरी मेरे हमारा हमारी हमारे क्या आपके आपका आपकी आप".split()
)
_BEFORE_IT = frozenset(
    "hello hi namaste namaskar haan ji jee हेलो हैलो नमस्ते नमस्कार हाँ जी अच्छा".split()
)
_VERB = re.compile(
    r"(?:hai|hain|hoon|hun|hu|ho|tha|thi|the|chahiye|chahie|na|ni|ne|ga|gi|ge|iye|iyega|do|lo|de|le"
    r"|gaya|gayi|gaye|nahi|nahin|kya|sakta|sakti|sakte|raha|rahi|rahe|please"
    r"|है|हैं|हूँ|हूं|हो|था|थी|थे|चाहिए|चाहिये|ना|नी|ने|गा|गी|गे|िए|िये|इए|इये|दो|लो|दे|ले|दें|लें|गया|गई"
    r"|गए|नहीं|क्या|सकता|सकती|सकते|रहा|रही|रहे|प्लीज़|प्लीज)$"
)
_NAME_LED = re.compile(
    r"^(?:yes|ji|haan|जी|हाँ|my name is|the name is|name is|it is|it's|this is|i am|i'm|"
    r"mera naam|मेरा नाम|नाम है)[\s,]+"
)


def must_go_on(text: str) -> bool:
    """Is more certain to come, even if what is said answers the question?"""
    words = _words(text)
    if not words:
        return False
    said = " ".join(words)
    return words[-1] in _PROMISES or bool(_BEGS_FOR_TIME.search(said))


def unfinished(text: str) -> bool:
    """Does the sentence stop at a word after which more must come?"""
    if text.rstrip().endswith(("-", "…", ",")):
        return True
    words = text.lower().rstrip(" .,…?!।").split()
    if not words or " ".join(words[-3:]) in _ASKED_PLAINLY:
        return False
    return words[-1] in _UNFINISHED or " ".join(words[-2:]) in _UNFINISHED_PAIRS


def dictates(text: str) -> bool:
    """Does the sentence stop among digits said one by one: four or more, and no whole number?"""
    count = 0
    for word in reversed(re.split(r"[\s,-]+", text.strip(" .,…?!।-"))):
        found = find_digits(word) if not re.search(r"[:./]", word) else None
        if found is None or (not word.isdigit() and len(found.digits) > 1):
            break
        count += len(found.digits)
    return 4 <= count < 10


def is_broken_off(text: str, awaiting: Awaiting | None) -> bool:
    """A value is only denied, or a Hindi clause has its subject and not its verb: does it sound as
    if the speaker stopped to think?"""
    words = _words(text)
    if awaiting in _VALUES:
        return bool(_DENIED.search(" ".join(words))) or (
            awaiting == "name" and _lacks_its_verb(words)
        )
    return awaiting is None and _lacks_its_verb(words)


def _lacks_its_verb(words: list[str]) -> bool:
    while words and words[0] in _BEFORE_IT:
        words = words[1:]
    return len(words) > 1 and words[0] in _SUBJECT and not _VERB.search(words[-1])


def half_an_answer(text: str, awaiting: Awaiting | None) -> bool:
    """Is it the lesser half of what is said to this question: a part of the day where an hour was
    asked for, a week where a day was, one name where two are usual?"""
    said = " ".join(_words(text))
    if awaiting == "time":
        return bool(find_clock(text))
    if awaiting == "date":
        return bool(_HALF_A_DAY.search(said))
    if awaiting == "name":
        return len(_NAME_LED.sub("", said).split()) == 1
    return False


def _words(text: str) -> list[str]:
    return [word.strip(".,…?!।-") for word in text.lower().split() if word.strip(".,…?!।-")]
