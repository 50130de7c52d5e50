"""Which commands is a caller's turn, by rules and tables alone?

A sentence is cut into clauses; every clause that carries an intent of its own opens a request, and
the values said in it belong to it. What is awaited decides how short answers are read.
"""

# ruff: noqa: E501 (patterns of words read best one a line)
from __future__ import annotations

import re

from vaani.call.ports.thinker import CallerTurn
from vaani.dialogue.understanding import tables
from vaani.dialogue.understanding.answers import answer
from vaani.dialogue.understanding.beside import Apart, questions_beside
from vaani.dialogue.understanding.clauses import asks, clauses_of, intent
from vaani.dialogue.understanding.declined import declined
from vaani.dialogue.understanding.match import Phrases, Spoken, spoken
from vaani.dialogue.understanding.others import asks_of_somebody, both_said
from vaani.dialogue.understanding.questions import about_others, asks_place, question_in
from vaani.dialogue.understanding.reading import Reading, timed
from vaani.dialogue.understanding.scene import Scene, Understood, register
from vaani.dialogue.understanding.slots import find_values, find_wishes
from vaani.dialogue.understanding.vocabulary import (
    Affirm,
    Choose,
    Command,
    DayWish,
    Deny,
    InMinutes,
    LaterWish,
    MorePeople,
    NameSaid,
    NotOffered,
    OptOut,
    OthersBooking,
    PartyWish,
    PersonWish,
    PhoneSaid,
    Plain,
    Put,
    RunningLate,
    ServiceWish,
    ShiftBy,
    Speak,
    Split,
    Start,
    TimeWish,
    Value,
)
from vaani.dialogue.understanding.wishes import second_service
from vaani.language.digits import find_digits
from vaani.language.found import Language
from vaani.language.numbers import find_numbers
from vaani.language.script import from_urdu, reply_language, words

_MOVES = (DayWish, TimeWish, PartyWish, MorePeople, ShiftBy, PersonWish)
_BOOKABLE = (DayWish, TimeWish, InMinutes, PartyWish, ServiceWish, PersonWish)


class RuleUnderstander:
    """Rules and tables; no state of its own."""

    def understand(self, turn: CallerTurn, scene: Scene) -> Understood:
        """The first alternative that gives anything; a gist is good for intents only."""
        best: Understood | None = None
        for one in turn.alternatives:
            urdu = one.language == "ur" or any("\u0600" <= c <= "\u06ff" for c in one.text)
            text = from_urdu(one.text) if urdu else one.text
            if not text.strip():
                continue
            commands = read_sentence(text, scene)
            if one.language == "en-gist":
                commands = tuple(c for c in commands if not isinstance(c, Put))
            decoded = "ur" if urdu else one.language
            language = _language(text, turn.spoken_language, decoded)
            found = Understood(commands, text, language)
            if best is None:
                best = found
            if any(c != Plain("unclear") for c in commands):
                return found
        return best or Understood((Plain("unclear"),), "")


def _language(text: str, heard: str | None, decoded: str) -> Language | None:
    if decoded == "ur":
        return "hi"
    language = reply_language(text)
    return language if language is not None or heard not in ("en", "hi") else None


def read_sentence(text: str, scene: Scene) -> tuple[Command, ...]:
    """The commands of one sentence. `Plain("unclear")` alone when there are none."""
    said = spoken(text)
    if tables.EMERGENCY.within(said):
        return (Plain("emergency"),)
    reading = Reading(text, said, scene, find_values(text, scene))
    _standing_orders(reading)
    if Plain("injection") in reading.commands or Plain("foreign_transfer") in reading.commands:
        return tuple(reading.commands)
    _requests(reading)
    _small_talk(reading)
    return tuple(reading.commands) or (Plain("unclear"),)


def _standing_orders(reading: Reading) -> None:
    """What holds whatever is being talked about: language, storage, calls, manners."""
    said, out = reading.said, reading.commands
    if tables.HINDI_PLEASE.within(said):
        out.append(Speak("hi"))
    elif tables.ENGLISH_PLEASE.within(said):
        out.append(Speak("en"))
    if tables.ROBOT.within(said):
        out.append(Plain("robot"))
    elif tables.NO_TRANSCRIPT.within(said):
        out.append(OptOut("transcript"))
    if said.line.strip() == "stop" or (tables.DO_NOT_CALL.within(said) and not _late_only(reading)):
        out.append(OptOut("calls"))
    if tables.ABUSE.within(said):
        out.append(Plain("abuse"))
    elif tables.UPSET.within(said):
        out.append(Plain("upset"))
    if _foreign_link(reading):
        out.append(Plain("foreign_transfer"))
    elif tables.INJECTION.within(said):
        out.append(Plain("injection"))
    if tables.SLOWER.within(said):
        out.append(Plain("slower"))
    if (
        tables.REPEAT.within(said) and not reading.has(PhoneSaid) and len(said.tokens) <= 12
    ) or tables.LOST.within(said):
        out.append(Plain("repeat"))
    if tables.WRONG_NUMBER.within(said):
        out.append(Plain("wrong_number"))
    elif asks_place(reading):
        out.append(Plain("which_place"))
    if tables.SPLIT.within(said):
        out.append(Split())


def _late_only(reading: Reading) -> bool:
    return tables.LATE.within(reading.said)


def _foreign_link(reading: Reading) -> bool:
    """To be connected somewhere that is not the file's own number."""
    if not tables.LINK.within(reading.said):
        return False
    digits = find_digits(reading.text)
    spoken_plus = re.search(r"(?i)\bplus\b|\+\d|प्लस", reading.text) is not None
    if digits is not None and (len(digits.digits) >= 6 or spoken_plus):
        return True
    return reading.scene.told_off_link and len(reading.said.tokens) <= 8


def _requests(reading: Reading) -> None:
    """The requests of the sentence with their values, questions among them."""
    said, scene, out = reading.said, reading.scene, reading.commands
    apart = questions_beside(reading)
    if apart is not None:
        _asked_beside(reading, apart)
        return
    if scene.pending in ("cancel", "change") and _other_verb(reading):
        return
    if scene.pending in ("cancel", "change") and tables.KEEP.within(said):
        _verdict(reading)
        return
    moved = scene.flow in ("book", "change") and timed(reading)
    if tables.LATE.within(said) and not _LATER_PLEASE.within(said) and not moved:
        hours = [one for one in reading.placed if isinstance(one.value, TimeWish | DayWish)]
        numbers = [
            one.value
            for one in find_numbers(reading.text)
            if one.value % 5 == 0
            and one.value < 180
            and not any(hour.start <= one.start < hour.end for hour in hours)
        ]
        out.append(RunningLate(numbers[-1] if numbers else None))
        return
    if scene.awaiting in ("name", "phone") and _just_answer(reading):
        kept = (NameSaid, PhoneSaid) if len(said.tokens) <= 5 else object
        out.extend(Put(one.value) for one in reading.placed if isinstance(one.value, kept))
        _verdict(reading)
        return
    identified = both_said(reading)
    if identified is not None:
        out.extend(identified)
        return
    if about_others(reading) or asks_of_somebody(reading):
        out.append(OthersBooking())
        return
    index = declined(said, scene.business)
    if index is not None:
        out.append(NotOffered(index))
        return
    if tables.FAVOUR.within(said):
        out.append(NotOffered(None))
        return
    if tables.MEDICAL.within(said) and _medical(reading):
        out.append(Plain("medical"))
        return
    adds = reading.has(MorePeople) or (reading.has(PartyWish) and tables.MINE.within(said))
    if tables.HUMAN.within(said) and not _message_only(said) and not adds:
        out.append(Plain("human"))
        return
    question = question_in(reading)
    if question is not None:
        out.append(question)
        out.extend(
            Put(one.value)
            for one in reading.placed
            if isinstance(one.value, ServiceWish | PersonWish)
        )
        rest = _asked_then_wished(reading)
        if not rest:
            return
    _flows(reading, question is not None)


_THE_BOOKING = Phrases(
    "booking, appointment, reservation, table, hi kar, altogether, completely, poori, puri, बुकिंग, अपॉइंटमेंट, टेबल, ही कर, पूरी"
)


def _asked_beside(reading: Reading, apart: Apart) -> None:
    """The questions first, then whatever else the sentence holds, as if it were said alone."""
    scene, out = reading.scene, reading.commands
    out.extend(apart.asked)
    rest = Reading(apart.rest, spoken(apart.rest), scene, find_values(apart.rest, scene))
    if not rest.has(ServiceWish, PersonWish):
        out.extend(Put(value) for value in apart.about)
    if rest.said.tokens:
        _requests(rest)
        out.extend(one for one in rest.commands if one not in out or isinstance(one, Put))


def _other_verb(reading: Reading) -> bool:
    """At the read-back of a cancellation "don't, make it the day after"; at that of a change
    "rather cancel the booking": the same booking, another verb."""
    said, out = reading.said, reading.commands
    if reading.scene.pending == "change":
        cancels = tables.CANCEL.within(said) and not tables.NOT_CANCEL.within(said)
        if cancels and _THE_BOOKING.within(said):
            out.append(Start("cancel"))
            return True
        return False
    moved = [one for one in reading.placed if isinstance(one.value, _MOVES)]
    named = any(not isinstance(v.value, TimeWish) or v.value.reading.times for v in moved)
    moves = tables.NOT_CANCEL.within(said) or tables.CHANGE.within(said) or tables.KEEP.within(said)
    if not (moved and named and moves):
        return False
    out.append(Start("change"))
    out.extend(Put(one.value) for one in moved)
    return True


_LATER_PLEASE = Phrases(
    "late ho sakt*, late kar sakt*, late kar do, late kar dijiye, der se kar do, can it be, can we make, could it be, could we make, लेट हो सकत*, लेट कर दीजिए, लेट कर दो"
)


def _message_only(said: Spoken) -> bool:
    return tables.MESSAGE.within(said) and not tables.LINK.within(said)


def _just_answer(reading: Reading) -> bool:
    kinds = {type(one.value).__name__ for one in reading.placed}
    wanted = "NameSaid" if reading.scene.awaiting == "name" else "PhoneSaid"
    if wanted not in kinds:
        return False
    return wanted == "PhoneSaid" or not (
        reading.text.rstrip().endswith("?")
        or intent(reading.said, reading.scene) in ("cancel", "message")
    )


def _medical(reading: Reading) -> bool:
    """Business that is medical, or words that leave no doubt."""
    if reading.scene.business.medical:
        return not _plain_question_of_file(reading)
    return Phrases(
        "dose, dosage, medicine, tablet, dawai, dawa, goli, diagnose, दवा, दवाई, गोली"
    ).within(reading.said)


def _plain_question_of_file(reading: Reading) -> bool:
    """ "When is my report ready" is a question to the file, not to a doctor."""
    ready = Phrases(
        "ready, collect, kab milegi, kab milega, kab tak, send ~ report, report bhej, kaise milegi, कब मिलेगी, कब तक, कैसे मिलेगी, भेज"
    )
    return ready.within(reading.said)


def _asked_then_wished(reading: Reading) -> bool:
    """A question and a booking in one breath: a clause with a wish of its own."""
    clauses = clauses_of(reading.text, reading.scene)
    if not any(clause.flow == "book" for clause in clauses):
        return timed(reading) and reading.has(DayWish) and reading.scene.flow is None
    return timed(reading) or reading.has(DayWish, PartyWish)


def _flows(reading: Reading, asked: bool) -> None:
    """Starts and values, clause by clause."""
    scene, out = reading.scene, reading.commands
    clauses = clauses_of(reading.text, scene)
    before = len(out)
    for clause in clauses:
        inside = [one for one in reading.placed if clause.start <= one.start < clause.end or (
            clause is clauses[-1] and one.start >= clause.end
        )]  # fmt: skip
        flow = clause.flow
        values = [one.value for one in inside]
        several = sum(one.flow is not None for one in clauses) > 1
        if len(clauses) > 1 and (several or any(one.another for one in clauses)):
            values = [v for v in values if not isinstance(v, ServiceWish | PersonWish)]
            values.extend(find_wishes(clause.said.text, scene))
        if flow is None and not asked and _implies_booking(values, scene, clause.said):
            flow = "book"
        if flow == "book" and not clause.another and _agreed(reading):
            flow = None
        if flow is not None and not (flow == scene.flow and not clause.another):
            out.append(Start(flow, clause.another))
        if asked:
            values = [v for v in values if not isinstance(v, ServiceWish | PersonWish)]
        out.extend(Put(value) for value in values)
    if not asked and scene.flow in (None, "book"):
        out.extend(_beside(reading))
    _verdict(reading)
    picks = scene.awaiting == "which"
    new = [
        c
        for c in out[before:]
        if isinstance(c, Put)
        and not _is_bound(c)
        and not (picks and isinstance(c.value, LaterWish))
    ]
    if (
        (scene.awaiting == "which" or scene.pending == "offer")
        and not new
        and not asks(reading.said)
    ):
        chosen = _ordinal(reading.said)
        if chosen is not None:
            out[before:] = [c for c in out[before:] if not isinstance(c, Put)]
            out.append(Choose(chosen))


def _agreed(reading: Reading) -> bool:
    """ "Sure, book it" at a read-back is a yes to it, whatever it is, and no new booking; once more
    after it was booked, it is no new booking either."""
    awaiting = reading.scene.awaiting
    if reading.placed or not isinstance(answer(reading.said, reading.scene), Affirm):
        return False
    it = _BOOK_IT.within(reading.said) and not _A_BOOKING.within(reading.said)
    return awaiting == "confirm" or (awaiting == "anything_else" and it)


_BOOK_IT = Phrases(
    "book it, book this, book that, confirm it, book kar, confirm kar, pakka kar, बुक कर, कन्फर्म कर, पक्का कर"
)


_A_BOOKING = Phrases(
    "a table, a booking, an appointment, ek, table, appointment, slot, टेबल, अपॉइंटमेंट, एक"
)


def _beside(reading: Reading) -> list[Command]:
    """ "A haircut and a beard trim": the second service is a booking of its own (RULES 1.9)."""
    flows = [c for c in reading.commands if isinstance(c, Start)]
    if any(start.flow != "book" for start in flows) or len(flows) > 1:
        return []
    second = second_service(reading.text, reading.scene)
    if second is None:
        return []
    days = [Put(one.value) for one in reading.placed if isinstance(one.value, DayWish)]
    return [Start("book", True), Put(second), *days]


_FIRST = Phrases(
    "first, first one, former, isi hafte, is hafte, this week, the nearest, nearest one, the closer, nazdeek wala, paas wala, इसी हफ्ते, इस हफ्ते, the earlier, earlier one, sooner one, pehle wala hi, pehla, pehli, pehle wala, pehle wali, पहला, पहली, पहले वाला, पहले वाली"
)
_SECOND = Phrases("second, second one, latter, dusra, dusri, doosra, doosri, दूसरा, दूसरी")
_THIRD = Phrases("third, third one, teesra, teesri, तीसरा, तीसरी")
_LAST = Phrases(
    "last, last one, agle hafte, next week, the week after, week later, uske agle, अगले हफ्ते, अगले हफ़्ते, the later, later one, baad wala, baad wali, baad waala, aakhir wala, बाद वाला, बाद वाली, aakhri, aakhiri, आख़िरी, आखिरी"
)


def _is_bound(command: Put) -> bool:
    """ "The first", "the last one": no time was named."""
    return isinstance(command.value, TimeWish) and command.value.reading.bound in (
        "earliest",
        "latest",
    )


def _ordinal(said: Spoken) -> int | None:
    for index, phrases in ((0, _FIRST), (1, _SECOND), (2, _THIRD), (-1, _LAST)):
        if phrases.within(said):
            return index
    return None


def _wanted_plainly(said: Spoken) -> bool:
    """ "Haircut", "mere daant mein dard hai", "dr iyer ka time kab milega": said, not asked about."""
    if tables.THANKS.within(said) or tables.GOODBYE.within(said):
        return False
    return tables.WHICH_TIMES.within(said) or not asks(said)


def _implies_booking(values: list[Value], scene: Scene, said: Spoken) -> bool:
    """Two or more slots in one breath are a wish to book, without the word."""
    offered = scene.pending in (None, "message", "appointment")
    if scene.flow is not None or scene.business.booking is None or not offered:
        return False
    if any(isinstance(v, ServiceWish | PersonWish) for v in values) and _wanted_plainly(said):
        return True
    return sum(any(isinstance(v, kind) for v in values) for kind in _BOOKABLE) >= 2


def _verdict(reading: Reading) -> None:
    """Yes, no, keep, hesitation: by what is awaited."""
    found = answer(reading.said, reading.scene)
    if found is not None and found not in reading.commands:
        reading.commands.append(found)
    if tables.LATER.within(reading.said) and not any(isinstance(c, Deny) for c in reading.commands):
        reading.commands.append(Deny(drop=True))
    if tables.SAME_TIME.within(reading.said):
        reading.commands.append(Plain("same_time"))


def _small_talk(reading: Reading) -> None:
    """Goodbyes, thanks, greetings: only what the rest does not already carry."""
    said, out = reading.said, reading.commands
    if any(not isinstance(c, Affirm | Deny | Speak | OptOut) for c in out):
        return
    if tables.GOODBYE.within(said):
        out.append(Plain("goodbye"))
    if tables.THANKS.within(said):
        out.append(Plain("thanks"))
    weak = not out and _WEAK.at_start(said) and not said.text.rstrip().endswith("?")
    if weak or (tables.ACKNOWLEDGE.is_all(said, tables.THANKS) and not _plain_yes(said)):
        out.append(Plain("acknowledge"))
    elif not out and tables.GREETING.within(said) and len(said.tokens) <= 4:
        out.append(Plain("greeting"))


_WEAK = Phrases(
    "alright, all right, okay, ok, fine, right, i see, whatever, achha, accha, theek, thik, chalo, अच्छा, ठीक, चलो"
)


def _plain_yes(said: Spoken) -> bool:
    """ "Yes", "haan ji": a yes and no mere nod."""
    return _YES_ONLY.within(said) and len(said.tokens) <= 3


_YES_ONLY = Phrases("yes, yeah, haan, ji haan, haanji, हाँ, जी हाँ, sure, bilkul")


def word_count(text: str) -> int:
    return len(words(text))


register("rules", RuleUnderstander)
