"""Does the caller ask what a measured value means?"""

# ruff: noqa: E501 (patterns of words read best one a line)
from __future__ import annotations

from vaani.dialogue.understanding.clauses import asks
from vaani.dialogue.understanding.match import Phrases, Spoken

_MEASURED = Phrases(
    "hemoglobin, haemoglobin, hb, sugar, bp, blood pressure, platelet, platelets, cholesterol, thyroid, tsh, creatinine, vitamin, uric, bilirubin, temperature, bukhar, fever, pulse, oxygen, wbc, esr, हीमोग्लोबिन, शुगर, बीपी, प्लेटलेट, कोलेस्ट्रॉल, थायरॉइड, बुख़ार, ऑक्सीजन"
)
_MEASURE = Phrases(
    "high, low, normal, kam hai, zyada hai, jyada hai, theek hai kya, thik hai kya, sahi hai kya, badha hua, badhi hui, khatra, danger, dangerous, worry, serious, नॉर्मल, कम है, ज़्यादा है, ठीक है क्या, सही है क्या, बढ़ा हुआ, ख़तरा, हाई, लो"
)


def asks_about_value(said: Spoken) -> bool:
    """ "My haemoglobin is eight, is that low": what a reading means."""
    return _MEASURED.within(said) and _MEASURE.within(said) and asks(said)
