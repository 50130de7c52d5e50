"""What of an answer to "your name?" is the name, and what only asks us to write it down?

"Archana likh lo", "Rekha rakh dijiye", "Suresh chalega", "it's for my daughter Anaya": the verbs
around the name are no part of it, and no yes to anything.
"""

# ruff: noqa: E501 (patterns of words read best one a line)
from __future__ import annotations

import re

from vaani.dialogue.understanding.relative import KIN
from vaani.language.names import find_name

_END = r"(?![\w\u0900-\u097f])"
_GIVES = r"(?:\s+(?:do|dijiye|dijie|dijiyega|den|dein|dena|lo|lijiye|lijie|lijiyega|len|lena|दो|दीजिए|दीजिये|दें|देना|लो|लीजिए|लें|लेना))"
_WRITES = re.compile(
    r"(?i)[\s,]+(?:(?:hi|ही|bas|बस)\s+)?(?:"
    rf"(?:(?:book|note|confirm|बुक|नोट|कन्फर्म)\s+)?(?:likh|daal|dal|rakh|kar|laga|लिख|डाल|रख|कर|लगा){_GIVES}"
    r"|likhiye|likhiyega|likho|likhna|daaliye|dalo|rakhiye|rakho|लिखिए|लिखिएगा|लिखो|लिखना|डालिए|रखिए|रखो"
    r"|(?:chalega|chalegi|theek hai|thik hai|theek rahega|thik rahega|kaafi hai|चलेगा|चलेगी|ठीक है|ठीक रहेगा|काफ़ी है)"
    r"|(?:kehte|kahte|bolte|bulate|कहते|बोलते|बुलाते) (?:hain|hai|हैं)"
    r"|(?:is|will be|would be|'s) (?:fine|okay|ok|enough|good|perfect)|(?:will|would|should) do|works"
    rf"){_END}(?:\s+(?:mujhe|mujhko|sab|bas|ji|please|मुझे|मुझको|सब|बस|जी))*[\s.!,।]*$"
)
_OF_FAMILY = re.compile(
    rf"(?i)(?<![\w\u0900-\u097f])(?:my|our|mer[aie]|apn[aie]|ham+ar[aie]|मेर[ाीे]|अपन[ाीे]|हमार[ाीे]) {KIN}(?:,| (?:is|hai|है))?\s+(?=[A-Z\u0900-\u097f])"
)


_BUT_NOT = re.compile(
    r"(?i)(?P<hai>\s+(?:hai|है))[\s,]+(?:aur |and )?[\w\u0900-\u097f]+ (?:nahi|nahin|nai|नहीं)[\s.!,।]*$"
)
""" "Joshi hai, Doshi nahi": the first."""


def bare_answer(text: str) -> str:
    """The answer without what asks us to write the name, or says whose it is; unchanged where
    nothing that can be a name is left."""
    bare = _WRITES.sub("", _BUT_NOT.sub(r"\g<hai>", text.strip()))
    for one in _OF_FAMILY.finditer(bare):
        behind = bare[one.end() :]
        if len(behind.split()) <= 3 and find_name(behind, True):
            return behind
    return bare if bare and bare != text and find_name(bare, True) else text
