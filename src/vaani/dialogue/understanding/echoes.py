"""Which of the commands that were read are only echoes of words that mean something else?

"Hindi mein boliye" to "your name?" names nobody, the "nahi" of an insult answers nothing, and what
was eaten yesterday is no wish for tomorrow.
"""

# ruff: noqa: E501 (tables of phrases read best one entry a line)
from __future__ import annotations

from vaani.dialogue.understanding import tables
from vaani.dialogue.understanding.answers import starts_no
from vaani.dialogue.understanding.clauses import intent
from vaani.dialogue.understanding.match import Phrases, spoken
from vaani.dialogue.understanding.reading import Reading
from vaani.dialogue.understanding.vocabulary import (
    Affirm,
    DayWish,
    Deny,
    Hesitate,
    LaterWish,
    NameSaid,
    OptOut,
    PartyWish,
    Plain,
    Put,
    Speak,
    Split,
    Start,
    TimeWish,
)
from vaani.language.names import find_name


def without_words_of_demands(reading: Reading) -> None:
    """ "Hindi mein boliye", "kisi insaan se ..." to "your name?": those words are nobody's name."""
    speak = any(isinstance(c, Speak) for c in reading.commands)
    robot = Plain("robot") in reading.commands
    if not speak and not robot:
        return
    reading.placed = tuple(
        one
        for one in reading.placed
        if not isinstance(one.value, NameSaid)
        or not (
            find_name(reading.text, False) is None
            or any(_OF_DEMANDS.within(spoken(name)) for name in one.value.names)
        )
    )


_OF_DEMANDS = Phrases(
    "hindi, english, angrezi, insaan, insan, kisi, koi, computer, machine, robot, ai, recording, human, ladki, aadmi, asli, हिंदी, हिन्दी, अंग्रेज़ी, इंग्लिश, इंसान, मशीन, कंप्यूटर, रोबोट, लड़की, असली"
)


def without_echoes(reading: Reading) -> None:
    """Words of a demand that only look like something else: "hata do" is about the number, the
    "nahi" of an insult is no answer."""
    out, said = reading.commands, reading.said
    if Plain("upset") in out and reading.scene.flow is None:
        past = _ATE_THERE.within(said) or intent(said, reading.scene) is None
        if past and not _WISHES_MORE.within(said):
            out[:] = [c for c in out if not isinstance(c, Put | Deny | Affirm | Split)]
            out[:] = [c for c in out if c != Start("book")]
    if Plain("upset") in out and _COMPLAINT.within(said) and not reading.has(DayWish, TimeWish):
        out[:] = [c for c in out if c != Start("book")]
    gives_up = Plain("upset") in out or any(isinstance(c, Deny) and c.drop for c in out)
    if gives_up and reading.scene.flow is None:
        out[:] = [c for c in out if not (isinstance(c, Put) and isinstance(c.value, LaterWish))]
        dropped = any(isinstance(c, Deny) and c.drop for c in out)
        if dropped and not (reading.has(DayWish, TimeWish, PartyWish) or tables.BOOK.within(said)):
            out[:] = [c for c in out if c != Start("book") and not isinstance(c, Put)]
    if OptOut("calls") in out:
        kept = THE_BOOKING.within(said)
        echoes = (Plain("upset"), *(() if kept else (Start("cancel"), Start("message"))))
        out[:] = [one for one in out if one not in echoes]
    if Plain("abuse") in out and not (starts_no(said) or _STAYS_NO.within(said)):
        out[:] = [one for one in out if not isinstance(one, Deny | Affirm | Hesitate)]


_COMPLAINT = Phrases("complaint, complain, shikayat, shikayath, शिकायत, कम्प्लेंट")
_ATE_THERE = Phrases(
    "khaya tha, khaana khaya, khana khaya, khaya, aaye the, aaya tha, aayi thi, gaye the, karaya tha, karwaya tha, kiya tha, was there, were there, ate there, ate at, came in, had dinner, had lunch, i had, we had, kharab tha, kharab thi, thanda tha, thandi thi, bekaar tha, bekar tha, kachcha tha, ganda tha, gandi thi, meetha tha, ख़राब था, खराब था, ठंडा था, ख़राब थी, खराब थी, yesterday, last night, last week, खाया था, खाया, आए थे, आया था, आई थी, कराया था, करवाया था"
)
"""What is complained of was long ago: its day is no wish."""
_WISHES_MORE = Phrases(
    "give me a, get me a, a table for, a table at, ek table, chahiye, chahie, book kar, booking kar, book a, book me, need a, want a, would like a, reserve, appointment, चाहिए, बुक कर, बुकिंग कर"
)
_STAYS_NO = Phrases(
    "nahi chahiye, mat karo, rehne do, jaane do, chhod do, cancel kar, leave it, forget it, don't want, do not want, नहीं चाहिए, मत करो, रहने दो, छोड़ो"
)


THE_BOOKING = Phrases(
    "booking, appointment, reservation, table, hi kar, altogether, completely, poori, puri, बुकिंग, अपॉइंटमेंट, टेबल, ही कर, पूरी"
)
