"""Callers who want something: a generated wish, in any order and language, with second thoughts.

A caller knows what he means, answers what he is asked, digresses, corrects himself, hangs up. He
says yes only to a read-back of what he means. Beside the call a `Rulebook` keeps the calendar as
the rules would have it; `play_goal` gives every difference between the two, and everything else
that no call may show: a booking announced that is not there, an offer that is not free, a refusal
that is not true, a call without end.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Literal

from vaani.language.names import same_name
from vaani.testing.goal_words import (
    ASIDES,
    BYE,
    DROP,
    NAMES,
    SAME_NUMBER,
    SORRY,
    TONGUES,
    YES,
    Tongue,
    dictated,
    pick,
    say_day,
    say_party,
    say_time,
)  # fmt: skip
from vaani.testing.rulebook import Meant, Rulebook, Taken
from vaani.testing.simulation import said_in
from vaani.testing.text_call import Line, TextCall

MOST_TURNS = 25


@dataclass(slots=True)
class Goal:
    """What one caller wants and how he goes about it. Rates are probabilities a turn."""

    kind: Literal["book", "change", "cancel"]
    tongue: Tongue
    meant: Meant
    name: str
    first: Meant | None = None
    """What he says at first, by mistake, and corrects in the same breath."""
    second: Meant | None = None
    """What he changes his mind to at the read-back."""
    third: Meant | None = None
    """What he changes his mind to once it is written."""
    renamed: str | None = None
    """The name that he puts right at the read-back."""
    ref: str | None = None
    """His own booking, for a change or a cancellation."""
    aside_rate: float = 0.1
    hang_up_rate: float = 0.02
    takes_offers: bool = True
    volunteered: tuple[str, ...] = ()
    drops: bool = False
    """Says no at the read-back and means it."""
    number: str | None = None
    """The number that he dictates, when his call shows none."""


@dataclass(slots=True)
class Outcome:
    """How a call went. `problems` is empty when nothing was wrong."""

    goal: Goal
    problems: list[str] = field(default_factory=list)
    transcript: list[tuple[str, str]] = field(default_factory=list)
    served: bool = False
    """The caller got what he wanted, or a true refusal."""
    left: bool = False
    """He hung up, or dropped his wish, as he had meant to."""
    turns: int = 0


@dataclass(slots=True)
class GoalCaller:
    """One caller in one call."""

    rng: Random
    goal: Goal
    book: Rulebook
    persons: dict[str, dict[Tongue, str]]
    """How a person of the business is called, by id."""
    outcome: Outcome = field(init=False)
    agreed: bool = False
    number_agreed: bool = False
    done: bool = False
    written: str = ""
    """The reference of what was booked in this call."""
    restated: int = 0
    said: set[str] = field(default_factory=set)
    """The slots that he has named: nobody can know the others."""

    def __post_init__(self) -> None:
        self.outcome = Outcome(self.goal)

    # --- words -----------------------------------------------------------------------------------

    def opening(self) -> str:
        """The first sentence."""
        goal, tongue = self.goal, self.goal.tongue
        if goal.kind == "cancel":
            return {
                "en": "I want to cancel my booking.",
                "hi": "मुझे अपनी बुकिंग कैंसल करनी है।",
                "hi-Latn": "Mujhe apni booking cancel karni hai.",
                "hinglish": "Meri booking cancel karni hai.",
            }[tongue]
        if goal.kind == "change":
            to = " ".join(self._say(slot) for slot in goal.volunteered)
            return {
                "en": f"I'd like to move my booking to {to.removeprefix('on ')}.",
                "hi": f"मेरी बुकिंग बदलकर {to} कर दीजिए।",
                "hi-Latn": f"Meri booking badalkar {to} kar dijiye.",
                "hinglish": f"Meri booking {to} shift karni hai.",
            }[tongue]
        thing = ("table", "टेबल") if self.book.largest else ("appointment", "अपॉइंटमेंट")
        parts = " ".join(self._said_once(slot) for slot in goal.volunteered)
        return {
            "en": f"I'd like to book {'a' if self.book.largest else 'an'} {thing[0]} {parts}.",
            "hi": f"{parts} {thing[1]} चाहिए।",
            "hi-Latn": f"{parts} {thing[0]} chahiye.",
            "hinglish": f"{parts} {thing[0]} book karna hai.",
        }[tongue].strip()

    def _said_once(self, slot: str) -> str:
        """A slot, after a slip of the tongue if he makes one."""
        first = self.goal.first
        if first is not None and self._value(first, slot) != self._value(self.goal.meant, slot):
            self.goal.first = None
            return f"{self._say(slot, first)}, {SORRY[self.goal.tongue]}, {self._say(slot)}"
        return self._say(slot)

    @staticmethod
    def _value(meant: Meant, slot: str) -> object:
        return {"date": meant.day, "time": meant.at, "party": meant.party,
                "doctor": meant.person}.get(slot)  # fmt: skip

    def _say(self, slot: str, meant: Meant | None = None) -> str:
        self.said.add(slot)
        meant = meant or self.goal.meant
        tongue, today = self.goal.tongue, self.book.now.date()
        if slot == "date":
            return say_day(self.rng, tongue, meant.day, today)
        if slot == "time":
            return say_time(self.rng, tongue, meant.at)
        if slot == "party":
            return say_party(self.rng, tongue, meant.party or 1)
        if slot == "doctor":
            who = self.persons[meant.person or ""][tongue]
            return {"en": f"with {who}", "hi": f"{who} से", "hi-Latn": f"{who} se"}.get(
                tongue, f"{who} ke saath"
            )
        if slot == "name":
            return self.goal.name
        if self.goal.number is not None:
            return dictated(self.rng, tongue, self.goal.number)
        return SAME_NUMBER[tongue]

    def _everything(self) -> str:
        slots = ["date", "time"]
        slots += ["party"] if self.book.largest else ["doctor"]
        return f"{' '.join(self._say(slot) for slot in slots)}."

    # --- turns -----------------------------------------------------------------------------------

    def next(self, line: Line) -> str | None:
        """What he says to a turn; None: he hangs up."""
        goal, rng = self.goal, self.rng
        if rng.random() < goal.hang_up_rate:
            self.outcome.left = True
            return None
        awaiting = line["awaiting"]
        if awaiting == "anything_else" and self.written and goal.third is not None:
            return self._put_right(goal.third)
        if awaiting == "anything_else" or self.done:
            return pick(rng, BYE[goal.tongue])
        if awaiting == "confirm":
            return self._at_read_back(line)
        if line["offered"]:
            return self._at_offer(line)
        if "message_taken" in line["acts"] or "handoff" in line["acts"]:
            return pick(rng, DROP[goal.tongue])
        if rng.random() < goal.aside_rate:
            return pick(rng, ASIDES[goal.tongue])
        if awaiting in ("date", "time", "party", "doctor", "name", "phone"):
            said = self._said_once(awaiting)
            return f"{said[:1].upper()}{said[1:]}."
        return self._once_more()

    def _put_right(self, third: Meant) -> str:
        """ "Wait, make it nine", once it is written: from now on he wants a change."""
        goal, tongue = self.goal, self.goal.tongue
        changed = self._differing(third)
        goal.third = None
        if not changed:
            return pick(self.rng, BYE[tongue])
        goal.kind, goal.ref, goal.meant = "change", self.written, third
        self.done = self.outcome.served = False
        new = " ".join(self._say(slot) for slot in changed)
        english = f"Wait, make it {new.removeprefix('at ').removeprefix('on ')} instead."
        told = {"en": english, "hi": f"रुकिए, {new} कर दीजिए।"}
        return told.get(tongue, f"Arre ruko, {new} kar do.")

    def _differing(self, other: Meant) -> list[str]:
        """The slots in which what he means differs from this."""
        return [
            slot
            for slot in ("date", "time", "party")
            if self._value(other, slot) != self._value(self.goal.meant, slot)
        ]

    def _once_more(self) -> str:
        self.restated += 1
        if self.restated > 3:
            self.outcome.problems.append("he was not understood and gave up")
            self.done = True
            return pick(self.rng, DROP[self.goal.tongue])
        return self._everything()

    def _at_read_back(self, line: Line) -> str:
        goal, rng, tongue = self.goal, self.rng, self.goal.tongue
        if not self.number_agreed and self._is_my_number(line):
            self.number_agreed = True
            return pick(rng, YES[tongue][:1])
        if not self._is_mine(line["say"]):
            if self._is_offer_of_message(line):
                self.done = True
                return pick(rng, DROP[tongue])
            again = self._once_more()
            no = {"en": "No", "hi": "नहीं"}.get(tongue, "Nahi")
            return again if self.done else f"{no}, {again}"
        if goal.second is not None:
            changed = self._differing(goal.second)
            goal.meant, goal.second = goal.second, None
            new = " ".join(self._say(slot) for slot in changed)
            return {"en": f"No, make it {new.removeprefix('at ').removeprefix('on ')}.",
                    "hi": f"नहीं, {new} कर दीजिए।"}.get(tongue, f"Nahi, {new} kar do.")  # fmt: skip
        if goal.renamed is not None and goal.kind == "book":
            goal.name, goal.renamed = goal.renamed, None
            told = {"en": f"No, the name is {goal.name}.", "hi": f"नहीं, नाम {goal.name} है।"}
            return told.get(tongue, f"Nahi, naam {goal.name} hai.")
        if goal.drops:
            self.done = self.outcome.left = True
            return pick(rng, DROP[tongue])
        self.agreed = True
        return pick(rng, YES[tongue])

    def _is_offer_of_message(self, line: Line) -> bool:
        """A message is offered in place of what the rules refuse."""
        refused = self.book.refused(self.goal.meant, self.goal.ref)
        if refused is not None and "readback" not in line["acts"]:
            self.outcome.served = True
            return True
        return False

    def _is_my_number(self, line: Line) -> bool:
        """His number alone is read back to him."""
        number = self.goal.number
        asked = number is not None and "readback" not in line["acts"]
        return asked and said_in({"phone": number}, line["say"])

    def _is_mine(self, said: str) -> bool:
        """Does the read-back say what he means? A question about his number does, too."""
        meant = self.goal.meant
        if self.goal.kind == "cancel":
            mine = next(one for one in self.book.taken if one.ref == self.goal.ref)
            meant = mine.meant
        right = said_in({"time": f"{meant.at:%H:%M}"}, said)
        right = right and said_in({"date": meant.day.isoformat()}, said)
        if self.goal.kind != "cancel" and meant.party is not None:
            right = right and said_in({"number": meant.party}, said)
        if meant.person is not None:
            names = self.persons[meant.person].values()
            right = right and any(name.split()[-1].lower() in said.lower() for name in names)
        return right

    def _at_offer(self, line: Line) -> str:
        goal, rng = self.goal, self.rng
        if not goal.takes_offers:
            self.done = self.outcome.left = True
            return pick(rng, DROP[goal.tongue])
        one = rng.choice(line["offered"])
        goal.meant = replace(
            goal.meant,
            day=date.fromisoformat(one["date"]),
            at=time.fromisoformat(one["time"]),
            person=one.get("resource", goal.meant.person) if goal.meant.person else None,
        )
        goal.second = None
        return f"{self._say('date')} {self._say('time')}."


async def play_goal(call: TextCall, caller: GoalCaller) -> Outcome:
    """One call from greeting to end, judged turn by turn."""
    outcome = caller.outcome
    line = await call.greet()
    said: str | None = caller.opening()
    outcome.transcript.append(("assistant", line["say"]))
    while said is not None and not call.ended:
        if outcome.turns >= MOST_TURNS:
            outcome.problems.append(f"no end after {MOST_TURNS} turns")
            break
        outcome.turns += 1
        outcome.transcript.append(("caller", said))
        agreed, caller.agreed = caller.agreed, False
        line = await call.say(said)
        outcome.transcript.append(("assistant", line["say"]))
        _judge_turn(outcome, caller, line, agreed)
        said = caller.next(line)
    final = (await call.finish())["final"]
    _judge_rows(outcome, caller.book, final["bookings"])
    for row in final["bookings"]:
        if row["created_in_call"] and caller.goal.number not in (None, row["phone"]):
            outcome.problems.append(f"the number is {row['phone']}")
    if not outcome.served and not outcome.left:
        outcome.problems.append("the caller was not served")
    return outcome


def _judge_turn(outcome: Outcome, caller: GoalCaller, line: Line, agreed: bool) -> None:
    goal, book, problems = caller.goal, caller.book, outcome.problems
    for one in line["offered"]:
        meant = replace(
            goal.meant,
            day=date.fromisoformat(one["date"]),
            at=time.fromisoformat(one["time"]),
            person=one.get("resource", goal.meant.person) if goal.meant.person else None,
        )
        if goal.kind == "book" and goal.meant.party is not None and "party" not in caller.said:
            meant = replace(meant, party=1)
        if (why := book.refused(meant, goal.ref)) is not None:
            problems.append(f"offered {one}, which is {why}")
    written = [one for one in line["committed"] if one["action"] != "message"]
    if written and not agreed:
        problems.append(f"written without a yes: {written}")
    if agreed and written:
        outcome.served = caller.done = True
        if (why := book.refused(goal.meant, goal.ref)) is not None and goal.kind != "cancel":
            problems.append(f"wrote what is to be refused: {why}")
        elif goal.kind == "book":
            book.book(written[0]["ref"], goal.meant, goal.name)
            caller.written = written[0]["ref"]
            book.own.add(caller.written)
        elif goal.kind == "change":
            book.move(goal.ref or "", goal.meant)
        else:
            book.cancel(goal.ref or "")
    if "message_taken" in line["acts"] or ("unavailable" in line["acts"] and not line["offered"]):
        outcome.served = True
    wish = goal.meant
    if (
        "unavailable" in line["acts"]
        and goal.kind != "cancel"
        and goal.first is None
        and book.refused(wish, goal.ref) is None
    ):
        problems.append(f"refused what is free: {wish}")


def _judge_rows(outcome: Outcome, book: Rulebook, rows: list[Line]) -> None:
    standing = {row["ref"]: row for row in rows if row["status"] == "confirmed"}
    expected: dict[str, Taken] = {one.ref: one for one in book.taken}
    for ref in standing.keys() - expected.keys():
        outcome.problems.append(f"a booking that nobody agreed to: {standing[ref]}")
    for ref, one in expected.items():
        row = standing.get(ref)
        if row is None:
            outcome.problems.append(f"the booking {ref} is not there")
            continue
        start = datetime.fromisoformat(f"{row['date']}T{row['time']}")
        if (start, row["party"], row["resource"] or "") != (
            one.meant.start, one.meant.party, one.resource,
        ):  # fmt: skip
            outcome.problems.append(f"{ref} is {row}, but was to be {one}")
        if not same_name(row["name"] or "", one.name):
            outcome.problems.append(f"{ref} is for {row['name']}, but was to be for {one.name}")


def some_goal(rng: Random, book: Rulebook, own: str | None, number: str | None) -> Goal:
    """A caller's wish; `own` is the reference of his booking, if he has one, `number` what he
    dictates where his call shows no number."""
    tongue = rng.choice(TONGUES)
    kinds: list[Literal["book", "change", "cancel"]] = ["book", "book", "book"]
    kinds += ["change", "change", "cancel"] if own else []
    kind = rng.choice(kinds)
    meant = _some_wish(rng, book)
    slots = ["date", "time", "party" if book.largest else "doctor"]
    if kind == "change":
        mine = next(one for one in book.taken if one.ref == own)
        meant = replace(meant, party=mine.meant.party, person=mine.meant.person)
        later = mine.meant.day + timedelta(days=rng.randint(1, 5))
        meant = replace(meant, day=later)
        meant = replace(meant, at=rng.choice(book.starts(later, meant.person) or [meant.at]))
        slots = ["date", "time"]
        volunteered = slots
    else:
        volunteered = rng.sample(slots, rng.randint(0, len(slots)))
    first = _slip(rng, book, meant) if kind == "book" and rng.random() < 0.25 else None
    second = _slip(rng, book, meant) if kind == "book" and rng.random() < 0.3 else None
    third = _slip(rng, book, second or meant) if kind == "book" and rng.random() < 0.4 else None
    renamed = rng.choice(NAMES[tongue]) if rng.random() < 0.15 else None
    return Goal(
        kind, tongue, meant, rng.choice(NAMES[tongue]), first, second, third, renamed,
        own if kind != "book" else None,
        takes_offers=rng.random() < 0.8, volunteered=tuple(volunteered),
        drops=rng.random() < 0.08, number=number,
    )  # fmt: skip


def _slip(rng: Random, book: Rulebook, meant: Meant) -> Meant:
    """Another value of one slot."""
    other = _some_wish(rng, book)
    if book.largest and rng.random() < 0.5:
        return replace(meant, party=rng.randint(1, book.largest))
    if rng.random() < 0.5 and book.largest:
        return replace(meant, day=other.day)
    starts = book.starts(meant.day, meant.person)
    return replace(meant, at=rng.choice(starts)) if starts else meant


def _some_wish(rng: Random, book: Rulebook) -> Meant:
    """Mostly what can be booked; sometimes a closed day, an odd minute, too many people."""
    day = book.now.date() + timedelta(days=rng.randint(1, 12))
    if book.largest is None:
        persons = [one["id"] for one in book.booking["resources"]]
        person, party = str(rng.choice(persons)), None
    else:
        person, party = None, rng.randint(1, book.largest)
    starts = book.starts(day, person)
    while not starts and rng.random() < 0.85:
        day += timedelta(days=1)
        starts = book.starts(day, person)
    at = rng.choice(starts) if starts else time(rng.randint(10, 20), rng.choice((0, 30)))
    if rng.random() < 0.06:
        at = time(at.hour, (at.minute + 10) % 60)
    return Meant(day, at, party, person)
