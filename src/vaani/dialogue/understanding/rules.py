"""Which commands is a caller's turn, by rules and tables alone?

A sentence is cut into clauses; every clause that carries an intent of its own opens a request, and
the values said in it belong to it. What is awaited decides how short answers are read.
"""

# ruff: noqa: E501 (patterns of words read best one a line)
from __future__ import annotations

from vaani.call.ports.thinker import CallerTurn
from vaani.dialogue.understanding import tables
from vaani.dialogue.understanding.after import NAME_CHANGES, WE_ARE, amends_row, of_the_row
from vaani.dialogue.understanding.answers import answer, keeps, starts_no
from vaani.dialogue.understanding.beside import Apart, questions_beside
from vaani.dialogue.understanding.clauses import (
    Clause,
    asks,
    clauses_of,
    intent,
    mine,
    tells_of_several,
)
from vaani.dialogue.understanding.consent import leave_taking, rings_later
from vaani.dialogue.understanding.declined import Refused, declined, favour
from vaani.dialogue.understanding.echoes import (
    THE_BOOKING,
    without_echoes,
    without_words_of_demands,
)
from vaani.dialogue.understanding.emergencies import is_emergency
from vaani.dialogue.understanding.existing import gives_up
from vaani.dialogue.understanding.guests import guests, names_of, somebody_of, things_at_hours
from vaani.dialogue.understanding.heard import voices, voted
from vaani.dialogue.understanding.homophones import as_meant
from vaani.dialogue.understanding.humans import wants_human
from vaani.dialogue.understanding.late import running_late
from vaani.dialogue.understanding.match import Phrases, Spoken, spoken
from vaani.dialogue.understanding.medical import is_medical, reads_report
from vaani.dialogue.understanding.ordinals import ordinal
from vaani.dialogue.understanding.others import asks_of_somebody, both_said, others_booking
from vaani.dialogue.understanding.own_told import about_own, only_tells
from vaani.dialogue.understanding.people import counts_people
from vaani.dialogue.understanding.places import names_other_place
from vaani.dialogue.understanding.questions import about_others, asks_at_least, question_in
from vaani.dialogue.understanding.reading import Reading, timed
from vaani.dialogue.understanding.repair import MOVES, from_to, kept_and_moved, put_right, swapped
from vaani.dialogue.understanding.scene import Scene, Understood
from vaani.dialogue.understanding.several import each_booking
from vaani.dialogue.understanding.since import without_since
from vaani.dialogue.understanding.slots import find_values, find_wishes
from vaani.dialogue.understanding.small_talk import small_talk
from vaani.dialogue.understanding.standing import standing_orders
from vaani.dialogue.understanding.strangers import stranger
from vaani.dialogue.understanding.stretches import FIRST_FREE, first_free
from vaani.dialogue.understanding.verdict import BOOKABLE, add_verdict
from vaani.dialogue.understanding.vocabulary import (
    Affirm,
    Ask,
    Choose,
    Command,
    DayWish,
    Deny,
    ForPeople,
    ForWhom,
    LaterWish,
    MorePeople,
    NameSaid,
    NotOffered,
    PartyWish,
    PersonWish,
    PhoneSaid,
    Plain,
    Put,
    Renamed,
    ServiceWish,
    Split,
    Start,
    Stranger,
    TimeWish,
    Value,
)
from vaani.dialogue.understanding.wishes import changed_services, second_service
from vaani.language.names import find_name
from vaani.language.script import words


class RuleUnderstander:
    """Rules and tables; no state of its own."""

    def understand(self, turn: CallerTurn, scene: Scene) -> Understood:
        """What all alternatives amount to (`heard`)."""
        return voted(voices(turn, lambda text: read_sentence(text, scene)))


def read_sentence(text: str, scene: Scene) -> tuple[Command, ...]:
    """The commands of one sentence. `Plain("unclear")` alone when there are none."""
    text = as_meant(from_to(text.replace("।", ".")))
    if is_emergency(text):
        return (Plain("emergency"),)
    text = without_since(text)
    said = spoken(text)
    if scene.flow is None and scene.awaiting is None and rings_later(said):
        return (Deny(drop=True), Plain("goodbye"))
    reading = Reading(text, said, scene, find_values(text, scene))
    standing_orders(reading)
    without_words_of_demands(reading)
    if Plain("which_place") in reading.commands and names_other_place(reading):
        return tuple(reading.commands)
    if Plain("injection") in reading.commands or Plain("foreign_transfer") in reading.commands:
        return tuple(reading.commands)
    _requests(reading)
    small_talk(reading)
    without_echoes(reading)
    if not reading.commands and scene.pending == "book" and (name := _name_alone(text)):
        reading.commands.append(Put(NameSaid((name,))))
    return tuple(reading.commands) or (asks_at_least(reading),)


def _name_alone(text: str) -> str | None:
    """ "Santosh Kumar." to a read-back: first name and surname, and nothing else."""
    said = text.strip(" .,!")
    parts = said.split()
    if not 2 <= len(parts) <= 3 or not all(part.istitle() for part in parts):
        return None
    name = find_name(said, True)
    return name if name is not None and len(name.split()) == len(parts) else None


def _requests(reading: Reading) -> None:
    """The requests of the sentence with their values, questions among them."""
    apart = None if reads_report(reading.said) else questions_beside(reading)
    if apart is not None:
        _asked_beside(reading, apart)
        return
    if _of_what_was_said(reading) or _answers_a_name(reading) or _beyond_us(reading):
        return
    of_own = about_own(reading)
    if of_own is not None:
        reading.commands.extend(of_own)
        return
    question = question_in(reading)
    if question is not None:
        reading.commands.append(question)
        reading.commands.extend(
            Put(one.value)
            for one in reading.placed
            if isinstance(one.value, ServiceWish | PersonWish)
        )
        if not _asked_then_wished(reading):
            return
    _flows(reading, question is not None)


def _of_what_was_said(reading: Reading) -> bool:
    """Is it about what was read back or written, or does he only come late? True: dealt with."""
    said, scene, out = reading.said, reading.scene, reading.commands
    if scene.awaiting == "anything_else" and _was_all(reading):
        out.append(Deny())
        return True
    if scene.pending in ("cancel", "change") and _other_verb(reading):
        return True
    if keeps(said, scene, bool(reading.placed)):
        add_verdict(reading)
        return True
    if put_right(reading):
        return True
    if scene.wrote and scene.pending is None and not reading.placed:
        found = of_the_row(said)
        if found:
            out.extend(found)
            return True
    if kept_and_moved(reading):
        return True
    leave = leave_taking(said) if scene.awaiting == "anything_else" else None
    bound = [one for one in reading.placed if not isinstance(one.value, DayWish | LaterWish)]
    until = not reading.placed or (not bound and _UNTIL_THEN.within(said))
    if leave == "leaves" and until and intent(said, scene) is None:
        out.append(Deny())
        return True
    parts = leave in ("leaves", "perhaps")
    late = None if parts else running_late(reading)
    if late is not None:
        out.append(late)
    return late is not None


_UNTIL_THEN = Phrases("see you, have a, milte hain, milenge, phir milte, मिलते हैं, मिलेंगे")
""" "See you tomorrow" wishes no day."""


def _answers_a_name(reading: Reading) -> bool:
    """Is it a name or a number: asked for, of several people, or of the owner of a booking?"""
    said, scene, out = reading.said, reading.scene, reading.commands
    named = names_of(reading.text, scene) if scene.awaiting == "name" else None
    if named is not None and not counts_people(scene):
        out.append(Put(named))
        return True
    if scene.awaiting in ("name", "phone") and _just_answer(reading):
        kept = (NameSaid, PhoneSaid) if len(said.tokens) <= 5 else object
        out.extend(Put(one.value) for one in reading.placed if isinstance(one.value, kept))
        if not _only_name(reading):
            add_verdict(reading)
        return True
    identified = both_said(reading)
    out.extend(identified or ())
    return identified is not None


def _beyond_us(reading: Reading) -> bool:
    """Is it for somebody else: another's booking, what is not offered, a doctor, a human?"""
    said, scene, out = reading.said, reading.scene, reading.commands
    if about_others(reading) or asks_of_somebody(reading):
        out.append(others_booking(reading))
        return True
    settled = intent(said, scene) in ("cancel", "change") and (
        mine(said) or gives_up(said, scene) or tables.CANCEL.within(said)
    )
    refused = None if settled else declined(said, scene.business)
    refused = refused or favour(said)
    if refused is not None:
        if refused.wanted:
            out.append(NotOffered(refused.index))
        _besides(reading, refused)
        return True
    if is_medical(reading):
        out.append(Plain("medical"))
        out.extend(Put(one.value) for one in reading.placed if isinstance(one.value, PersonWish))
        return True
    adds = reading.has(MorePeople) or (reading.has(PartyWish) and mine(said))
    human = wants_human(said, Plain("robot") in out, adds)
    if human:
        out.append(Plain("human"))
    return human


_OF_IT = Phrases("it, that, uska, uski, uske, iska, iski, iske, उसका, उसकी, उसके, इसका, इसकी, इसके")
_STOPS = frozenset(",.;?!।")


def _was_all(reading: Reading) -> bool:
    """ "Nahi ji, bas dono cancel karni thi": says what is done, and wishes nothing more."""
    done = starts_no(reading.said) and _ALL.within(reading.said)
    return done and not reading.placed and not reading.said.text.rstrip().endswith("?")


_ALL = Phrases(
    "bas, that's all, that is all, that was all, itna hi, yahi tha, yehi tha, karni thi, karna tha, karani thi, karwana tha, बस, इतना ही, यही था, करनी थी, करना था"
)


def _besides(reading: Reading, refused: Refused) -> None:
    """The wish of the other clauses is served too; day and time may stand in the refused one."""
    kept = [
        one
        for one in reading.placed
        if isinstance(one.value, DayWish | TimeWish) and refused.start <= one.start < refused.end
    ]
    rest = "".join(
        letter
        if letter in _STOPS
        or not refused.start <= at < refused.end
        or any(one.start <= at < one.end for one in kept)
        else " "
        for at, letter in enumerate(reading.text)
    )
    if not 0 < len(spoken(rest).tokens) < len(reading.said.tokens):
        return
    left = Reading(rest, spoken(rest), reading.scene, find_values(rest, reading.scene))
    outside = [o for o in left.placed if not refused.start <= o.start < refused.end]
    wished = _implies_booking([one.value for one in outside], left.scene, left.said) or (
        left.scene.flow is not None and any(isinstance(o.value, BOOKABLE) for o in outside)
    )
    named = outside and any(clause.flow for clause in clauses_of(rest, reading.scene))
    asked = question_in(left)
    other = asked is not None and asked.about != "anything" and not _OF_IT.within(left.said)
    if wished or named or other or not refused.wanted:
        _requests(left)
        reading.commands.extend(left.commands)


def _asked_beside(reading: Reading, apart: Apart) -> None:
    """The questions first, then whatever else the sentence holds, as if it were said alone."""
    scene, out = reading.scene, reading.commands
    out.extend(apart.asked)
    rest = Reading(apart.rest, spoken(apart.rest), scene, find_values(apart.rest, scene))
    if _of_one_price(apart, rest):
        out[:] = [one for one in out if one not in apart.asked]
        out.append(Ask(reading.text, "price"))
        return
    days = [Put(value) for value in apart.about if isinstance(value, DayWish)]
    if not rest.has(ServiceWish, PersonWish):
        out.extend(Put(value) for value in apart.about if not isinstance(value, DayWish))
    if 0 < len(rest.said.tokens) < len(reading.said.tokens):
        _requests(rest)
        out.extend(one for one in rest.commands if one not in out or isinstance(one, Put))
        out.extend(days if Start("book") in rest.commands and not rest.has(DayWish) else ())


def _of_one_price(apart: Apart, rest: Reading) -> bool:
    """ "Lipid profile aur thyroid, dono kitne ke?": one question about two things, and no wish."""
    priced = len(apart.asked) == 1 and isinstance(apart.asked[0], Ask)
    things = [one for one in rest.placed if isinstance(one.value, ServiceWish | PersonWish)]
    return (
        priced
        and getattr(apart.asked[0], "about", "") == "price"
        and bool(things)
        and len(things) == len(rest.placed)
        and not rest.text.rstrip().endswith("?")
        and not tables.BOOK.within(rest.said)
    )


def _other_verb(reading: Reading) -> bool:
    """At the read-back of a cancellation "don't, make it the day after"; at that of a change
    "rather cancel the booking": the same booking, another verb."""
    said, out = reading.said, reading.commands
    if reading.scene.pending == "change":
        cancels = tables.CANCEL.within(said) and not tables.NOT_CANCEL.within(said)
        if cancels and THE_BOOKING.within(said):
            out.append(Start("cancel"))
            return True
        return False
    moved = [one for one in reading.placed if isinstance(one.value, MOVES)]
    named = any(not isinstance(v.value, TimeWish) or v.value.reading.times for v in moved)
    moves = (
        _MAKE_IT.within(said)
        or tables.NOT_CANCEL.within(said)
        or tables.CHANGE.within(said)
        or tables.KEEP.within(said)
    )
    if not (moved and named and moves):
        return False
    out.append(Start("change"))
    out.extend(Put(one.value) for one in moved)
    return True


_MAKE_IT = Phrases("make it, make that, instead, move it, rather make")


def _just_answer(reading: Reading) -> bool:
    kinds = {type(one.value).__name__ for one in reading.placed}
    wanted = "NameSaid" if reading.scene.awaiting == "name" else "PhoneSaid"
    if wanted not in kinds:
        return False
    return (
        wanted == "PhoneSaid"
        or _only_name(reading)
        or not (
            reading.text.rstrip().endswith("?")
            or intent(reading.said, reading.scene) in ("cancel", "message")
        )
    )


def _only_name(reading: Reading) -> bool:
    """Nothing but the name: no word of it ("Deepak Nai") is an answer of its own."""
    names = [one.value.names for one in reading.placed if isinstance(one.value, NameSaid)]
    told = sum(len(words(name)) for name in names[0]) if names else 0
    return told == len(reading.said.tokens)


def _asked_then_wished(reading: Reading) -> bool:
    """A question and a booking in one breath: a clause with a wish of its own."""
    clauses = clauses_of(reading.text, reading.scene)
    if not any(clause.flow == "book" for clause in clauses):
        return timed(reading) and reading.has(DayWish) and reading.scene.flow is None
    return timed(reading) or reading.has(DayWish, PartyWish)


def _flows(reading: Reading, asked: bool) -> None:
    """Starts and values, clause by clause."""
    scene, out = reading.scene, reading.commands
    several = None if asked else swapped(reading) or guests(reading) or things_at_hours(reading)
    if several is not None:
        out.extend(several)
        return
    clauses = clauses_of(reading.text, scene)
    clauses, told = _without_what_stands(reading, clauses)
    before = len(out)
    other = any(one.another or one.flow not in (None, "book") for one in clauses)
    told_of_own = scene.flow is None and not other and only_tells(reading)
    for clause in clauses:
        inside = [one for one in reading.placed if clause.start <= one.start < clause.end or (
            clause is clauses[-1] and one.start >= clause.end
        )]  # fmt: skip
        flow = clause.flow
        values = [one.value for one in inside]
        flows = sum(one.flow is not None for one in clauses)
        if told or (len(clauses) > 1 and (flows > 1 or any(one.another for one in clauses))):
            values = [v for v in values if not isinstance(v, ServiceWish | PersonWish)]
            values.extend(find_wishes(clause.said.text, scene))
        amends = amends_row(clause, values)
        if amends and values and not asked and scene.wrote:
            out.append(Start("change", if_any=True))
            out.extend(Put(value) for value in values)
            continue
        if flow is None and not asked and _implies_booking(values, scene, clause.said):
            flow = "book"
        of_change = amends and values and scene.flow == "change"
        if flow == "book" and not clause.another and (of_change or _agreed(reading)):
            flow = None
        if told_of_own and flow in (None, "book"):
            flow = "read"
        if flow is not None and not (flow == scene.flow and not clause.another):
            out.append(Start(flow, clause.another, clause.if_any))
        if asked:
            values = [v for v in values if not isinstance(v, ServiceWish | PersonWish)]
        if flow == "change":
            both = changed_services(clause.said.text, scene)
            values = [v for v in values if not (both and isinstance(v, ServiceWish))] + list(both)
            renames = NAME_CHANGES.within(clause.said)
            if renames and all(isinstance(v, DayWish) for v in values):
                values = [*values, Renamed("")]
        out.extend(Put(value) for value in values)
        role = (
            somebody_of(clause.said.text[: clause.end - clause.start]) if clause.another else None
        )
        if role is not None and not counts_people(scene):
            out.append(Put(ForWhom(role)))
    unknown = stranger(reading) if scene.flow in (None, "book") else None
    if unknown is not None and not reading.has(PersonWish):
        out.append(Put(Stranger(unknown)))
    if not asked and scene.flow in (None, "book"):
        second = _beside(reading)
        if second:
            out[:] = [c for c in out if not _is_count(c)]
        out.extend(second)
        out[before:] = each_booking(out[before:], reading.said)
    add_verdict(reading)
    if scene.pending == "message" and Deny(drop=True) in out and starts_no(reading.said):
        out[:] = [c for c in out if c != Start("message")]
    if Split() in out and not starts_no(reading.said):
        out[:] = [c for c in out if c != Deny()]
    _picks(reading, before)


def _picks(reading: Reading, before: int) -> None:
    """ "The second one" of what was offered or asked about, where no value was said beside it."""
    scene, out = reading.scene, reading.commands
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
        chosen = ordinal(reading.said)
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


def _is_count(command: Command) -> bool:
    """ "Two of us, a haircut and a facial": two things, one each."""
    return isinstance(command, Put) and isinstance(command.value, ForPeople)


def _is_bound(command: Put) -> bool:
    """ "The first", "the last one": no time was named."""
    return isinstance(command.value, TimeWish) and command.value.reading.bound in (
        "earliest",
        "latest",
    )


def _wanted_plainly(said: Spoken) -> bool:
    """ "Haircut", "mere daant mein dard hai", "dr iyer ka time kab milega": said, not asked about."""
    if tables.THANKS.within(said) or tables.GOODBYE.within(said):
        return False
    return tables.WHICH_TIMES.within(said) or not asks(said)


def _implies_booking(values: list[Value], scene: Scene, said: Spoken) -> bool:
    """Two or more slots in one breath are a wish to book, without the word."""
    if tables.WAS_DONE.within(said):
        return False
    offered = scene.pending in (None, "message", "appointment")
    if scene.flow is not None or scene.business.booking is None or not offered:
        return False
    if any(isinstance(v, ServiceWish | PersonWish) for v in values) and _wanted_plainly(said):
        return True
    if any(isinstance(v, PartyWish) for v in values) and WE_ARE.within(said):
        return not scene.wrote
    if FIRST_FREE in values and scene.awaiting in (None, "anything_else") and first_free(said):
        return True
    return sum(any(isinstance(v, kind) for v in values) for kind in BOOKABLE) >= 2


def _without_what_stands(reading: Reading, clauses: list[Clause]) -> tuple[list[Clause], bool]:
    """ "I have two bookings, one Friday and one Sunday; cancel ...": only what is to be done."""
    done = [c for c in clauses if c.flow in ("cancel", "change")]
    if not done or not tells_of_several(reading.text):
        return clauses, False
    reading.commands[:] = [c for c in reading.commands if c != Split()]
    return done, True
