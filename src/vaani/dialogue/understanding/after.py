"""What does the caller say of the booking that was just written?

He asks whether and how it stands, confirms it once more, or finds fault with it without saying
what is right; a fault with its right value is a repair, and leave-taking is `consent.leaves`.
"""

# ruff: noqa: E501 (tables of phrases read best one entry a line)
from __future__ import annotations

from collections.abc import Sequence

from vaani.dialogue.understanding.clauses import Clause
from vaani.dialogue.understanding.consent import consent
from vaani.dialogue.understanding.match import Phrases, Spoken
from vaani.dialogue.understanding.relative import more_people
from vaani.dialogue.understanding.vocabulary import (
    Command,
    LaterWish,
    MorePeople,
    NoteSaid,
    PartyWish,
    Put,
    Renamed,
    ShiftBy,
    Start,
    Value,
)


def of_the_row(said: Spoken) -> tuple[Command, ...]:
    """Commands about the row that stands; none when the sentence is about something else."""
    if _NAME_WRONG.within(said):
        return (Start("change", if_any=True), Put(Renamed("")))
    if _ASKS_ROW.within(said):
        return (Start("read"),)
    if _WRONG.within(said) and len(said.tokens) <= _SHORT:
        return (Start("change", if_any=True),)
    again = _BOOK_IT.within(said) and consent(said) == "yes"
    return (Start("read"),) if again else ()


_SHORT = 6
_NAME_WRONG = Phrases(
    """name is wrong, name's wrong, wrong name, name is not right, name isn't right, not my name, name is incorrect, name is misspelled, got the name wrong, got my name wrong, name wrong, change the name, correct the name
    naam galat, naam sahi nahi, naam theek nahi, galat naam, naam badal, नाम गलत, नाम ग़लत, गलत नाम, नाम सही नहीं, नाम बदल"""
)
_ASKS_ROW = Phrases(
    """did you book, have you booked, is it booked, is it done, is that booked, so it's booked, is it confirmed, is my table booked, is the table booked, is the booking done, was it booked, has it been booked, am i booked, are we booked, what did you book, what have you booked, what time did you book, what day did you book, which day did you book, when did you book, what time is it booked, what time is the booking, what time is the table, what time was that, what day was that, what date was that, when is it, which time was it, under which name, under what name, in which name, in what name, whose name, how many people did you, for how many did you, for how many people is, for how many is it, repeat the booking, repeat my booking, say the booking again, read the booking, read it back, tell me the booking, booking details, details of the booking, details again, confirm the details, what are the details, remind me what, double check
    book ho gaya, book ho gayi, booking ho gayi, booking ho gai, booking hui, booking hua, ho gayi booking, ho gaya book, kya book, kya booking, kitne baje ki, kitne baje ka, kis din ki, kis din ka, kab ki booking, kiske naam, kis naam, kitne log ki booking, kitne logon ki, booking dobara bata, booking phir se bata, booking bata, booking confirm hai, confirm hai na, confirm ho gaya, confirm ho gayi, pakki hai, pakka hai na, pakka ho gaya
    बुक हो गया, बुक हो गई, बुकिंग हो गई, बुकिंग हुई, क्या बुक, कितने बजे की, कितने बजे का, किस दिन की, किसके नाम, किस नाम, कितने लोगों की, बुकिंग बता, बुकिंग दोबारा, कन्फर्म है ना, कन्फर्म हो गई, पक्की है"""
)
_WRONG = Phrases(
    """wrong, incorrect, mistake, not right, not correct, not what i
    galat, gadbad, sahi nahi, theek nahi, गलत, ग़लत, गड़बड़, सही नहीं"""
)
_BOOK_IT = Phrases(
    "book it, book that, book this, please book, confirm, confirm it, book kar, confirm kar, pakka kar, बुक कर, कन्फर्म कर, पक्का कर"
)


def of_that_row(said: Spoken) -> bool:
    """Is it the booking that was just made, though the words would do for a new one?"""
    return _CANNOT.within(said) or _SAME_ROW.within(said) or more_people(said.text) is not None


def amends_row(clause: Clause, values: Sequence[Value]) -> bool:
    """Is the row that was just written meant, if there is one, and no new booking?"""
    if clause.flow is None:
        counted = all(isinstance(v, PartyWish) for v in values) and WE_ARE.within(clause.said)
        more = any(isinstance(v, MorePeople) for v in values)
        return AMENDS.within(clause.said) or counted or more
    if clause.flow != "book" or clause.another:
        return False
    beside = all(isinstance(v, NoteSaid) for v in values)
    shifted = any(isinstance(v, LaterWish | ShiftBy) for v in values)
    return beside or shifted or of_that_row(clause.said)


WE_ARE = Phrases(
    "we are, we're, there are, there will be, we'll be, hum log, hum, ham, log hain, log honge, log aayenge, jan hain, हम, लोग हैं, लोग होंगे, लोग आएँगे"
)
""" "We are five": to a house that was asked nothing yet they want a table, behind a booking they are
more or fewer."""
NAME_CHANGES = Phrases(
    "naam change, name change, change the name, change name, naam badal, naam badalna, नाम बदल, नाम चेंज"
)
""" "Friday booking, naam change karna hai": which name is asked."""
_SAME_ROW = Phrases(
    "chahiye tha, chahiye thi, kaha tha, bola tha, चाहिए था, चाहिए थी, कहा था, बोला था, us appointment, us table, appointment ko, booking ko, table ko, उस अपॉइंटमेंट, अपॉइंटमेंट को, बुकिंग को, same booking, that booking, this booking, usi booking, isi booking, us booking, is booking, usme, usmein, isme, ismein, उसी बुकिंग, इसी बुकिंग, उसमें, इसमें"
)
_CANNOT = Phrases(
    "would be better, would be easier, better rahega, better hoga, zyada theek, nahi ho payega, nahi ho paega, nahi ho paayega, nahi aa paun*, nahi aa paaun*, nahi aa payen*, nahi aa sakt*, nahi ban payega, mushkil hai, can't make it, cannot make it, won't be able to make, doesn't work for me after all, won't work after all, नहीं हो पाएगा, नहीं आ पाऊँग*, नहीं आ पाएँग*, मुश्किल है"
)
""" "Thursday ko nahi ho payega, Saturday same time kar do": the booking that was just made."""
AMENDS = Phrases(
    "ho sakta, ho sakti, ho payega, ho paega, mil sakta, milega kya, kar sakte, can it be, could it be, can we do, could we do, how about, what about, bola tha, kaha tha, boli thi, kahi thi, joining, he's joining, she's joining, will be, we'll be, we will be, are now, we're now, aa gaye, aa gaya, aa gayi, one more person, more people, person more, coming along, also coming, badha, jod, add, aadmi aur, log aur, aa raha, aa rahi, aa rahe, बढ़ा, जोड़, और, i wanted, we wanted, i said, i meant, should be, chahiye tha, hona chahiye, चाहिए था, होना चाहिए, make that, make it, actually, on second thought, instead, change that, sorry, wait, kar do, kar dijiye, kar den, ki jagah, balki, asal mein, actually, nahi, कर दो, कर दीजिए, की जगह, बल्कि, असल में"
)
"""Right after a booking: "actually, make that five people"."""
