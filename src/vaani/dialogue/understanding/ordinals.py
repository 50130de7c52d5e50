"""Which of the named options is "the first", "the last one", "uske baad wala"?"""

# ruff: noqa: E501 (patterns of words read best one a line)
from __future__ import annotations

from vaani.dialogue.understanding.match import Phrases, Spoken

_FIRST = Phrases(
    "first, first one, former, isi hafte, is hafte, this week, the nearest, nearest one, the closer, nazdeek wala, paas wala, इसी हफ्ते, इस हफ्ते, the earlier, earlier one, sooner one, pehle wala hi, pehla, pehli, pehle wala, pehle wali, पहला, पहली, पहले वाला, पहले वाली"
)
_SECOND = Phrases("second, second one, latter, dusra, dusri, doosra, doosri, दूसरा, दूसरी")
_THIRD = Phrases("third, third one, teesra, teesri, तीसरा, तीसरी")
_LAST = Phrases(
    "last, last one, the one after, one after that, uske baad wala, uske baad wali, uske baad waala, उसके बाद वाला, उसके बाद वाली, agle hafte, next week, the week after, week later, uske agle, अगले हफ्ते, अगले हफ़्ते, the later, later one, baad wala, baad wali, baad waala, aakhir wala, बाद वाला, बाद वाली, aakhri, aakhiri, आख़िरी, आखिरी"
)


def ordinal(said: Spoken) -> int | None:
    for index, phrases in ((0, _FIRST), (1, _SECOND), (2, _THIRD), (-1, _LAST)):
        if phrases.within(said):
            return index
    return None
