"""Does the caller ask what only a doctor may answer? (RULES 4.2)

A diagnosis, a dose, whether a medicine is safe, what a value means, a report read out.
"""

# ruff: noqa: E501 (patterns of words read best one a line)
from __future__ import annotations

from vaani.dialogue.understanding import tables
from vaani.dialogue.understanding.clauses import asks
from vaani.dialogue.understanding.match import Phrases, Spoken
from vaani.dialogue.understanding.reading import Reading


def is_medical(reading: Reading) -> bool:
    """Is it one of those questions, put to a business where that matters?"""
    said = reading.said
    asked = (
        tables.MEDICAL.within(said)
        or _asks_about_value(said)
        or reads_report(said)
        or _may_take(said)
    )
    return asked and _beyond_us(reading)


def _beyond_us(reading: Reading) -> bool:
    """Business that is medical, or words that leave no doubt."""
    if reading.scene.business.medical:
        return not _plain_question_of_file(reading) or reads_report(reading.said)
    return Phrases(
        "dose, dosage, medicine, tablet, dawai, dawa, goli, diagnose, दवा, दवाई, गोली"
    ).within(reading.said)


def reads_report(said: Spoken) -> bool:
    """ "Report kab milegi? Phone pe padhkar suna dena": reports are not read out (RULES 4.2)."""
    if not _REPORT.within(said):
        return False
    means = _MEANS.within(said) and (asks(said) or _TELL.within(said))
    return _READ_OUT.within(said) or means


_MEANS = Phrases(
    "normal, abnormal, positive, negative, good or bad, anything wrong, all right or not, theek aayi, theek aaya, kya aaya, kya aayi, kaisi aayi, kaisa aaya, नॉर्मल, पॉज़िटिव, नेगेटिव, क्या आया, क्या आई, कैसी आई, ठीक आई"
)
_TELL = Phrases(
    "tell me, let me know, if my, whether my, bata do, bata dijiye, bataiye, batao, bata do na, ya nahi, बता दो, बता दीजिए, बताइए, बताओ, या नहीं"
)


def _may_take(said: Spoken) -> bool:
    """ "Combiflam le sakti hoon?", "Ketorol din mein kitni baar?": whatever the tablet is called."""
    return _TAKE.within(said) and asks(said) and not _TAKEN.within(said)


_TAKE = Phrases(
    "le sakta h*, le sakti h*, le sakte h*, le lun, le loon, le lu, leni chahiye, le sakta kya, le sakti kya, din mein kitni baar, din mein kitne baar, din me kitni baar, roz kitni, ले सकता ह*, ले सकती ह*, ले सकते ह*, ले लूँ, ले लूं, दिन में कितनी बार"
)
_TAKEN = Phrases(
    "appointment, booking, slot, time, table, report, reports, number, token, test, sample, photo, seat, lift, cab, taxi, auto, leave, chhutti, room, package, offer, अपॉइंटमेंट, बुकिंग, स्लॉट, टाइम, समय, टेबल, रिपोर्ट, नंबर, टोकन, टेस्ट, फ़ोटो, सैंपल, पैकेज"
)
_REPORT = Phrases(
    "report, reports, result, results, figure, figures, reading, readings, level, levels, value, values, count, रिपोर्ट, रिज़ल्ट"
)
_READ_OUT = Phrases(
    "padhkar suna*, padh kar suna*, padh ke suna*, padhke suna*, padhkar bata*, padh ke bata*, padh do, padh dijiye, read it out, read out, read it to me, read me, read them out, पढ़कर सुना*, पढ़ कर सुना*, पढ़ के सुना*, पढ़कर बता*, पढ़ दो, पढ़ दीजिए"
)


def _plain_question_of_file(reading: Reading) -> bool:
    """ "When is my report ready" is a question to the file, not to a doctor."""
    ready = Phrases(
        "parking, gaadi, gadi, locker, payment, ready, collect, kab milegi, kab milega, kab tak, send ~ report, report bhej, kaise milegi, कब मिलेगी, कब तक, कैसे मिलेगी, भेज"
    )
    return ready.within(reading.said)


_MEASURED = Phrases(
    "hemoglobin, haemoglobin, hb, sugar, bp, blood pressure, platelet, platelets, cholesterol, thyroid, tsh, creatinine, vitamin, uric, bilirubin, temperature, bukhar, fever, pulse, oxygen, wbc, esr, हीमोग्लोबिन, शुगर, बीपी, प्लेटलेट, कोलेस्ट्रॉल, थायरॉइड, बुख़ार, ऑक्सीजन"
)
_MEASURE = Phrases(
    "high, low, normal, kam hai, zyada hai, jyada hai, theek hai kya, thik hai kya, sahi hai kya, badha hua, badhi hui, khatra, danger, dangerous, worry, serious, नॉर्मल, कम है, ज़्यादा है, ठीक है क्या, सही है क्या, बढ़ा हुआ, ख़तरा"
)


def _asks_about_value(said: Spoken) -> bool:
    """ "My haemoglobin is eight, is that low": what a reading means."""
    return _MEASURED.within(said) and _MEASURE.within(said) and asks(said)
