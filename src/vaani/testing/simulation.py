"""Who calls in a scenario, and did the call end as expected? (contracts: scenarios)

A scripted caller says the first unused step whose `when` is among the turn's acts, else answers
what was asked. A case is judged by the final line and by a few facts said, never by wording.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, Protocol

from vaani.language.clock_words import find_clock
from vaani.language.dates import find_dates
from vaani.language.digits import find_digits
from vaani.language.names import same_name
from vaani.language.number_words import unit
from vaani.language.numbers import find_numbers
from vaani.language.sentence import words
from vaani.testing.text_call import Line

MOST_TURNS = 40
_OVERTIME = 4
"""A call with so many turns too many has failed: it is not followed to its end."""
WHAT = "Sorry?"
"""What a caller says whose script has no `other`."""
_STUCK = 3
_PIECE = 5
_NEGATIONS = ("not ", "n't", "no ", "never", "cannot", "nahi", "nahin", "नहीं", "ना ", "मत ", "बंद")


class PlayedCall(Protocol):
    """A call that a script can be played on: in text, or spoken."""

    @property
    def ended(self) -> bool: ...

    async def greet(self) -> Line: ...

    async def say(self, text: str) -> Line:
        """A line; its `heard`, where there is one, is what was understood."""
        ...

    async def press(self, digits: str) -> Line: ...

    async def wait(self, seconds: float) -> Line: ...

    async def finish(self) -> Line: ...


OpenCall = Callable[[dict[str, Any]], Awaitable[PlayedCall]]


@dataclass(slots=True)
class Verdict:
    """How one run of a case went. `wrong_turn` is the first turn that shows the failure."""

    case_id: str
    language: str
    tags: tuple[str, ...]
    problems: list[str] = field(default_factory=list)
    transcript: list[tuple[str, str]] = field(default_factory=list)
    wrong_turn: int | None = None
    turns: int = 0
    final: Line = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        return not self.problems


@dataclass(slots=True)
class ScriptedCaller:
    """Speaks by the script; keeps what was used."""

    case: dict[str, Any]
    used: set[int] = field(default_factory=set)
    others: int = 0

    def next(self, line: Line, heard: list[str], created: bool, first: bool) -> Line | None:
        """What comes in next; None: stuck."""
        step = self._step(line, heard, created, first)
        if step is not None:
            self.others = 0
            return step
        answers = self.case.get("answers", {})
        key = _answer_key(line, answers)
        if key in answers:
            self.others = 0
            return {"say": answers[key]}
        self.others += 1
        if self.others >= _STUCK:
            return None
        return {"say": answers.get("other", WHAT)}

    def _step(self, line: Line, heard: list[str], created: bool, first: bool) -> Line | None:
        for number, step in enumerate(self.case.get("script", ())):
            if number in self.used or not self._due(step, line, heard, created, first):
                continue
            self.used.add(number)
            return {key: step[key] for key in ("say", "silence", "dtmf", "hangup") if key in step}
        return None

    def _due(self, step: Line, line: Line, heard: list[str], created: bool, first: bool) -> bool:
        when = step.get("when", "next")
        if when == "start":
            due = first
        elif when == "next":
            due = not first
        elif when == "silence":
            due = line["say"] == ""
        else:
            due = when in line["acts"]
        if not due:
            return False
        if step.get("unless_created") and created:
            return False
        wanted = step.get("only_if_bot_said")
        return wanted is None or any(said_in(wanted, one) for one in heard)


def _answer_key(line: Line, answers: dict[str, Any]) -> str:
    """Which of the case's answers fits what is awaited; a choice has one only where it is given."""
    awaiting = line["awaiting"]
    if awaiting in ("confirm", "anything_else"):
        return str(awaiting)
    if awaiting == "doctor":
        return "doctor"
    if awaiting and (awaiting != "which" or "which" in answers):
        return str(awaiting)
    return "other"


async def play(case: dict[str, Any], open_call: OpenCall) -> Verdict:
    """One run of a case."""
    verdict = Verdict(case["id"], case.get("language", "en"), tuple(case.get("tags", ())))
    call = await open_call(case)
    caller = ScriptedCaller(case)
    lines: list[Line] = []
    line = await call.greet()
    lines.append(line)
    verdict.transcript.append(("assistant", line["say"]))
    created, first = False, True
    most = case.get("expect", {}).get("max_bot_turns", MOST_TURNS) + _OVERTIME
    while not call.ended and len(lines) < MOST_TURNS and _turns(lines) < most:
        given = caller.next(line, [one["say"] for one in lines], created, first)
        first = False
        if given is None:
            verdict.problems.append("the caller is stuck: three answers in a row fitted nothing")
            verdict.wrong_turn = len(verdict.transcript) - 1
            break
        if given.get("hangup"):
            verdict.transcript.append(("caller", "(hangs up)"))
            break
        line = await _speak(call, given, verdict, lines)
        created = created or any(one["action"] == "created" for one in line["committed"])
    final = (await call.finish())["final"]
    verdict.final = final
    verdict.turns = _turns(lines)
    _judge(case, verdict, lines, final)
    return verdict


def _turns(lines: list[Line]) -> int:
    """How often the assistant has spoken."""
    return sum(bool(one["say"]) for one in lines)


async def _speak(call: PlayedCall, given: Line, verdict: Verdict, lines: list[Line]) -> Line:
    if "silence" in given:
        left = float(given["silence"])
        verdict.transcript.append(("caller", f"(silent for {left:g} s)"))
        line = lines[-1]
        while left > 0 and not call.ended:
            line = await call.wait(min(_PIECE, left))
            left -= _PIECE
            if line["say"]:
                lines.append(line)
                verdict.transcript.append(("assistant", line["say"]))
        return line
    if "dtmf" in given:
        verdict.transcript.append(("caller", f"(presses {given['dtmf']})"))
        line = await call.press(str(given["dtmf"]))
    else:
        verdict.transcript.append(("caller", given["say"]))
        line = await call.say(given["say"])
        if "heard" in line:
            verdict.transcript.append(("heard as", line["heard"]))
    lines.append(line)
    verdict.transcript.append(("assistant", line["say"]))
    return line


def _judge(case: dict[str, Any], verdict: Verdict, lines: list[Line], final: Line) -> None:
    expect = case.get("expect", {})
    problems = verdict.problems
    problems.extend(_rows(case, expect, final))
    for fact in expect.get("say", ()):
        if not any(said_in(fact, line["say"]) for line in lines):
            problems.append(f"never said: {fact}")
    for fact in expect.get("never", ()):
        for line in lines:
            if said_in(fact, _asserted(line["say"]) if fact.get("asserted") else line["say"]):
                problems.append(f"said what must not be said: {fact}")
                verdict.wrong_turn = verdict.wrong_turn or _place(verdict, line["say"])
                break
    if "messages" in expect:
        problems.extend(_messages(expect["messages"], final["messages"]))
    if "transfer" in expect:
        number = final["transfer"]["number"] if final["transfer"] else None
        wanted = None if expect["transfer"] in (None, "none") else expect["transfer"]
        if number != wanted:
            problems.append(f"transfer is {number}, expected {wanted}")
    for key in ("outcome", "ended_by", "language", "outbound_calls", "transcript_kept"):
        if key in expect and final[key] != expect[key]:
            problems.append(f"{key} is {final[key]}, expected {expect[key]}")
    if "max_bot_turns" in expect and verdict.turns > expect["max_bot_turns"]:
        problems.append(f"{verdict.turns} assistant turns, at most {expect['max_bot_turns']}")
    if problems and verdict.wrong_turn is None:
        verdict.wrong_turn = len(verdict.transcript) - 1


def _place(verdict: Verdict, said: str) -> int | None:
    return next((n for n, (_, text) in enumerate(verdict.transcript) if text == said), None)


def _asserted(text: str) -> str:
    """The sentences without a negation."""
    parts = text.replace("।", ".").replace("!", ".").replace("?", "?.").split(".")
    return ". ".join(p for p in parts if not any(n in f"{p.lower()} " for n in _NEGATIONS))


def _rows(case: dict[str, Any], expect: Line, final: Line) -> Iterator[str]:
    rows = final["bookings"]
    created = [row for row in rows if row["created_in_call"]]
    if "created" in expect:
        wanted = list(expect["created"])
        if len(created) != len(wanted):
            yield f"{len(created)} bookings created, expected {len(wanted)}: {created}"
        for one in wanted:
            if not any(_row_fits(row, one) for row in created):
                yield f"no created booking fits {one}; there are {created}"
    by_ref = {row["ref"]: row for row in rows}
    changed = {one["ref"]: one["to"] for one in expect.get("changed", ())}
    cancelled = set(expect.get("cancelled", ()))
    for ref, to in changed.items():
        row = by_ref.get(ref)
        if row is None or row["status"] != "confirmed" or not _row_fits(row, to):
            yield f"{ref} was not changed to {to}: {row}"
    for ref in cancelled:
        if by_ref.get(ref, {}).get("status") != "cancelled":
            yield f"{ref} was not cancelled"
    for seeded in (case.get("seed") or {}).get("bookings", ()):
        ref = seeded["ref"]
        if ref in changed or ref in cancelled:
            continue
        row = by_ref.get(ref)
        keys = ("date", "time", "party", "resource")
        same = row is not None and row["status"] == "confirmed"
        same = same and all(k not in seeded or str(row[k]) == str(seeded[k]) for k in keys)  # type: ignore[index]
        if not same:
            yield f"{ref} must be untouched, but is {row}"


def _row_fits(row: Line, wanted: Line) -> bool:
    for key, value in wanted.items():
        if key == "name_any":
            if not any(row["name"] and (same_name(row["name"], n)) for n in value):
                return False
        elif key == "notes_any":
            if not any(n.lower() in (row["notes"] or "").lower() for n in value):
                return False
        elif str(row.get(key)) != str(value):
            return False
    return True


def _messages(wanted: list[Line], found: list[Line]) -> Iterator[str]:
    if len(wanted) != len(found):
        yield f"{len(found)} messages, expected {len(wanted)}: {found}"
        return
    rest = list(found)
    for one in wanted:
        fit = next((message for message in rest if _message_fits(message, one)), None)
        if fit is None:
            yield f"no message fits {one}; there are {rest}"
            return
        rest.remove(fit)


def _message_fits(message: Line, wanted: Line) -> bool:
    if "kind" in wanted and message["kind"] != wanted["kind"]:
        return False
    text = f"{message['text']} . {message['name'] or ''}"
    for fact in wanted.get("mentions", ()):
        if isinstance(fact, str):
            if fact.lower() not in text.lower():
                return False
        elif "phone" in fact:
            if fact["phone"] != message["phone"] and fact["phone"][3:] not in message["text"]:
                return False
        elif not said_in(fact, text):
            return False
    return True


def said_in(fact: Line, text: str) -> bool:
    """Is the fact in the text, in any spoken form of any of the languages?"""
    if "or" in fact:
        return any(said_in(one, text) for one in fact["or"])
    if "any" in fact:
        low = text.lower()
        return any(str(one).lower() in low for one in fact["any"])
    if "time" in fact:
        at = time.fromisoformat(str(fact["time"]))
        return any(at in (*one.value.times, *one.value.until) for one in find_clock(text))
    if "date" in fact:
        day = datetime.fromisoformat(str(fact["date"]))
        near = day.replace(hour=0)
        found = [d for one in find_dates(text, near) for d in one.value.days]
        return day.date() in found or day.date().isoformat() in text
    if "number" in fact or "money" in fact:
        value = int(fact["number"] if "number" in fact else fact["money"])
        whole = any(found.value == value for found in find_numbers(text)) or str(value) in text
        return whole or str(value) in _digit_by_digit(text)
    if "phone" in fact:
        digits = find_digits(text)
        return digits is not None and digits.digits in str(fact["phone"])
    return False


def _digit_by_digit(text: str) -> str:
    """The digits that are said one by one, "one zero eight", in runs apart from each other."""
    digits = [(word, unit(word.folded)) for word in words(text)]
    return "".join(str(value) if value is not None and value < 10 else " " for _, value in digits)
