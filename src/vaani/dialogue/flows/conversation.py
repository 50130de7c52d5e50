"""What does one turn of the caller lead to?

The order of things: safety first, then manners and rights, then answers to what was asked, then
requests, then questions; a digression returns to where the talk was. Pure: yields wants.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

from vaani.dialogue import sentiment_offer
from vaani.dialogue.flows import asking, messages
from vaani.dialogue.flows.answers import answered
from vaani.dialogue.flows.closing import ask_more, ask_what_was_missed, closes
from vaani.dialogue.flows.requests import advance, remember, serve_requests
from vaani.dialogue.flows.said import with_wish
from vaani.dialogue.flows.talk import Line, Step, read_back
from vaani.dialogue.flows.wants import (
    Bookings,
    Flowing,
    KeepNoTranscript,
    Release,
    StopCalling,
    Want,
)
from vaani.dialogue.understanding.emergencies import called_help
from vaani.dialogue.understanding.vocabulary import (
    Affirm,
    Ask,
    Command,
    Deny,
    Hesitate,
    NoteSaid,
    NotOffered,
    OptOut,
    OthersBooking,
    PhoneSaid,
    Plain,
    Put,
    RunningLate,
    Speak,
    Start,
)
from vaani.language.script import skeleton

_ABUSE_LIMIT = 3


_UNCLEAR_LIMIT = 2
"""So many failures in a row, and a message is offered."""


_REPEATS = 3
_ROUNDS, _ROUND = 3, 6
"""The same question so often among so many of the last is a loop, even with others between."""
_WRITES = ("book", "change", "cancel")


def greet(step: Step, welcomed: bool = False) -> None:
    """The first words of the call, unless one who is known was welcomed already."""
    if not welcomed:
        step.say("greeting", "greet", greeting=step.business.greeting, business=step.business.name)
    if step.business.privacy.announce:
        step.say("privacy")


def silence(step: Step, number: int) -> None:
    """RULES 5.3: two prompts, then a goodbye."""
    if number >= 3:
        step.say("silence_goodbye", "goodbye")
        step.then = "hang_up"
        return
    step.say(f"silence_{number}", "reprompt")
    _read_again(step)
    step.awaiting, step.pending, step.options = (
        step.talk.awaiting, step.talk.pending, step.talk.options,
    )  # fmt: skip


def _read_again(step: Step) -> None:
    """A read-back that is waiting for its yes is said once more."""
    read = read_back(step.talk.last)
    if step.talk.pending in _WRITES and read:
        step.lines.extend(read)
        step.acts.append("readback")


def respond(step: Step, commands: Sequence[Command]) -> Flowing:
    """One turn of the caller, from commands to lines."""
    step.heard = tuple(commands)
    found = sentiment_offer.settled(step, commands)
    if found or not step.asked:
        yield from _turn(step, found)
    if not any(line.key.startswith("emergency") for line in step.lines):
        mind_loops(step)
        sentiment_offer.offer(step)


def _turn(step: Step, found: list[Command]) -> Flowing:
    if Plain("emergency") in found:
        yield from _emergency(step)
        return
    if step.talk.emergency and _after_emergency(step, found):
        return
    if (yield from _rights(step, found)):
        return
    if _manners(step, found):
        return
    if step.then == "listen" and not step.asked:
        yield from _serve(step, found)
    if not step.lines:
        _not_understood(step)
    elif not step.asked and step.then == "listen":
        yield from _go_on(step)


def mind_loops(step: Step) -> None:
    """The same question again and again helps nobody: a message is offered, then the call ends."""
    question = next((line.key for line in reversed(step.lines)), "")
    digits = any(isinstance(c, Put) and isinstance(c.value, PhoneSaid) for c in step.heard)
    served = step.committed or "inform" in step.acts or digits
    same = question == step.talk.question and not served
    repeats = step.talk.repeats + 1 if same else 0
    asked = () if served else (*step.talk.questions, question)[-_ROUND:]
    if not same and step.asked and asked.count(question) >= _ROUNDS and _stuck(step):
        repeats, asked = _REPEATS, ()
    if repeats == _REPEATS and step.talk.pending != "message":
        step.lines[:] = []
        named = step.talk.task.names[0] if step.talk.task and step.talk.task.names else None
        step.put(caller_name=step.talk.caller_name or named)
        step.put(tasks=(), topic=with_wish(step, step.text))
        step.ask("offer_help", "confirm", "reprompt", "message")
    elif repeats > _REPEATS:
        step.lines[:] = []
        step.say("giving_up", "goodbye")
        step.then = "hang_up"
    step.put(question=question, repeats=repeats, questions=asked)


def _stuck(step: Step) -> bool:
    """Nothing new was said: no value, no number, no question of the caller's own, no refusal."""
    return not any(isinstance(c, Put | Ask | Deny) for c in step.heard)


def _after_emergency(step: Step, found: list[Command]) -> bool:
    """He called for help, or asks what to do: no booking is pushed, then or later (RULES 4.1)."""
    if called_help(step.text):
        step.say("emergency_called", "inform")
        step.asked = True
        return True
    if Plain("medical") in found or found == [Plain("unclear")]:
        numbers = step.business.emergency_numbers or ("112",)
        step.say("emergency_again", "emergency", numbers=numbers)
        return True
    return False


def _emergency(step: Step) -> Flowing:
    numbers = step.business.emergency_numbers or ("112",)
    step.say("emergency", "emergency", numbers=numbers)
    step.put(tasks=(), emergency=True, awaiting=None, pending=None)
    yield Release()


def _rights(step: Step, found: list[Command]) -> Generator[Want, Any, bool]:
    """What every caller may demand: no transcript, no calls."""
    if OptOut("transcript") in found:
        yield KeepNoTranscript()
        step.put(transcript_kept=False)
        step.say("no_transcript", "inform")
    if OptOut("calls") in found:
        yield StopCalling(step.phone())
        step.put(opted_out=True, tasks=())
        step.say("no_calls", "inform")
    stop = OptOut("calls") in found
    rest = [
        one
        for one in found
        if not isinstance(one, OptOut) and not (stop and one == Start("message"))
    ]
    found[:] = rest
    if step.lines and (
        not rest
        or rest == [Plain("unclear")]
        or all(isinstance(c, Affirm | Deny | Hesitate) for c in rest)
    ):
        yield from _go_on(step)
        return True
    return False


def _manners(step: Step, found: list[Command]) -> bool:
    """Abuse, demands, other roles: one sentence, then the caller's real wish. True: enough."""
    talk = step.talk
    if Plain("abuse") in found:
        step.put(abuse=talk.abuse + 1, refused=True)
        if talk.abuse + 1 >= _ABUSE_LIMIT:
            step.say("abuse_end", "goodbye")
            step.then = "hang_up"
            return True
        step.say("abuse", "refuse")
    if Plain("injection") in found:
        step.put(refused=True)
        step.say("injection", "refuse")
    if Plain("foreign_transfer") in found:
        step.put(refused=True, told_off_link=True)
        step.say("foreign_transfer", "refuse")
    if Plain("robot") in found:
        step.say("robot", "inform", business=step.business.name)
        step.put(informed=True)
    if Plain("which_place") in found:
        step.say("place", "inform", business=step.business.name)
    if Plain("wrong_number") in found:
        step.say("wrong_number", "goodbye", business=step.business.name)
        step.then = "hang_up"
        step.put(tasks=())
        return True
    wishes = any(
        isinstance(c, Start | Put) or (isinstance(c, Ask) and c.about != "anything") for c in found
    )
    if Plain("upset") in found and not wishes:
        found[:] = [c for c in found if not isinstance(c, Ask)]
        step.put(upset=talk.upset + 1)
        step.say("sorry")
        if Plain("human") not in found:
            found.append(Plain("human"))
    if Plain("slower") in found:
        step.put(slow=True)
        step.say("slower")
    if _only_speak(found):
        _repeat(step) if talk.awaiting or talk.tasks else _invite(step)
        return True
    if Plain("repeat") in found and not any(isinstance(c, Start | Put | Ask) for c in found):
        _repeat(step)
        return True
    if Plain("slower") in found and not any(isinstance(c, Start | Put | Ask) for c in found):
        _repeat(step)
        return True
    found[:] = [c for c in found if not isinstance(c, Plain) or c.what not in _SAID]
    return False


def _only_speak(found: list[Command]) -> bool:
    """Another language, and nothing else that could be served."""
    beside = [c for c in found if not isinstance(c, Speak | Affirm | Deny)]
    spoke = any(isinstance(c, Speak) for c in found)
    return spoke and all(c in _NOTHING_ELSE for c in beside)


_NOTHING_ELSE = frozenset(
    (Plain("unclear"), Plain("acknowledge"), Plain("thanks"), Plain("greeting"), Start("message"))
)


def _invite(step: Step) -> None:
    step.say("help", "reprompt")
    step.asked = True


_SAID = frozenset(
    (
        "abuse",
        "injection",
        "foreign_transfer",
        "robot",
        "wrong_number",
        "which_place",
        "upset",
        "slower",
        "repeat",
    )
)


def _repeat(step: Step) -> None:
    """The last words once more, and the same question."""
    talk = step.talk
    step.lines.extend(talk.last or (Line("help", {}),))
    step.acts.append("reprompt")
    if talk.pending in _WRITES and read_back(step.lines):
        step.acts.append("readback")
    step.awaiting, step.pending, step.options, step.asked = (
        talk.awaiting, talk.pending, talk.options, True,
    )  # fmt: skip


def _own_by_name(said: OthersBooking) -> Generator[Want, Any, bool]:
    """ "Rohan Mehta ke naam se booking hai, cancel karni hai", said by him: every booking of the
    calling number is in that name."""
    if not said.name or said.flow is None:
        return False
    rows = yield Bookings()
    wanted = skeleton(said.name)
    return bool(rows) and all(
        wanted in (skeleton(row.name or ""), skeleton((row.name or "").split(" ")[0]))
        for row in rows
    )


def _serve(step: Step, found: list[Command]) -> Flowing:
    """Answers to what was asked, requests, questions."""
    for command in found:
        if isinstance(command, Plain) and command.what == "human":
            messages.human(step)
            return
        if isinstance(command, Plain) and command.what == "medical":
            step.put(refused=True)
            remember(step, [c.value for c in found if isinstance(c, Put)])
            step.ask("medical", "confirm", "refuse", "appointment")
            return
        if isinstance(command, OthersBooking) and (yield from _own_by_name(command)):
            found = [Start(command.flow or "read"), *(Put(value) for value in command.wished)]
            break
        if isinstance(command, OthersBooking):
            step.put(refused=True, about_others=True, topic=step.text)
            step.ask("others_booking", "confirm", "refuse", "message")
            return
        if isinstance(command, RunningLate):
            yield from _late(step, command)
            return
        if isinstance(command, NotOffered):
            _not_offered(step, command)
            if not any(isinstance(c, Start | Put | Ask) for c in found):
                return
    if _adds_to_message(step):
        messages.start(step, step.text, "note")
        yield from messages.advance(step)
        return
    asked = [c for c in found if isinstance(c, Ask)]
    others: list[Command] = [c for c in found if not isinstance(c, Ask)]
    settled = any(isinstance(c, Affirm | Deny) for c in found)
    if asked and settled and step.talk.pending and (yield from answered(step, others)):
        yield from _answer_all(step, asked)
        return
    if (yield from answered(step, found)):
        return
    if closes(step, found):
        return
    notes = [c.value.text for c in found if isinstance(c, Put) and isinstance(c.value, NoteSaid)]
    puts = [c for c in found if isinstance(c, Put)]
    if notes and len(notes) == len(puts) and step.talk.task is None and step.talk.booked:
        messages.start(step, step.text, "note")
        yield from messages.advance(step)
        return
    if not asked:
        asked = asking.asked_again(step, found)
        found = [c for c in found if not (asked and isinstance(c, Put))]
    started = yield from serve_requests(step, found, bool(asked))
    if asked:
        yield from _answer_all(step, asked, started or bool(step.talk.tasks))
        if started and step.asked and step.pending == "message":
            step.awaiting, step.pending, step.asked = None, None, False
    if started and not step.asked:
        yield from advance(step)


def _answer_all(step: Step, asked: list[Ask], goes_on: bool = True) -> Flowing:
    """At most two questions of one turn, in their order."""
    open_question = (step.awaiting, step.pending, step.options, step.asked)
    for question in asked[:_MOST_ANSWERS]:
        yield from asking.answer(step, question, goes_on or len(asked) > 1)
    if open_question[3]:
        step.awaiting, step.pending, step.options, step.asked = open_question


_MOST_ANSWERS = 2


def _late(step: Step, command: RunningLate) -> Flowing:
    """RULES 1.11: a note to staff; the booking stays."""
    minutes = f"{command.minutes} minutes late" if command.minutes else "running late"
    messages.start(step, f"Caller is {minutes}: {step.text}", "note")
    yield from messages.advance(step)


def _not_offered(step: Step, command: NotOffered) -> None:
    step.put(refused=True, day=asking.open_day(step, step.text) or step.talk.day)
    if command.index is None:
        step.say("no_favours", "refuse")
    else:
        step.say("not_offered", "refuse", what=step.business.not_offered[command.index])


def _go_on(step: Step) -> Flowing:
    """After something was said: back to the open request, else anything more?"""
    talk = step.talk
    if talk.tasks:
        yield from advance(step)
        if step.asked or step.then != "listen":
            return
    if step.talk.tasks:
        return
    if talk.emergency:
        return
    nothing_yet = not (
        talk.done or (talk.informed and "place" not in [o.key for o in step.lines])
    ) and step.acts[:1] in (["refuse"], ["inform"])
    if nothing_yet and any(
        line.key in ("robot", "place", "no_transcript", "injection", "abuse", "foreign_transfer")
        for line in step.lines
    ):
        step.say("help")
        step.asked = True
        return
    ask_more(step)


def _adds_to_message(step: Step) -> bool:
    """ "It is about last month's invoice", behind a message that was left: it belongs to it."""
    talk = step.talk
    behind = talk.awaiting == "anything_else" and talk.done[-1:] == ("message",) and not talk.tasks
    told = len(step.text.split()) >= _A_SENTENCE and talk.done.count("message") < _MOST_MESSAGES
    return behind and told and step.heard == (Plain("unclear"),)


_A_SENTENCE = 4
"""Words."""
_MOST_MESSAGES = 3


def _not_understood(step: Step) -> None:
    """Asked again differently; after two failures in a row a human or a message (RULES 5.5)."""
    talk = step.talk
    count = talk.unclear + 1
    puzzles = (*(talk.puzzles if talk.unclear else ()), step.text)
    step.put(unclear=count, puzzles=puzzles)
    if talk.pending == "appointment":
        _refuse_again(step)
        return
    if step.business.booking is None and len(step.text.split()) >= 3:
        step.put(topic=step.text)
        step.ask("unknown", "confirm", "inform", "message")
        return
    if count >= _UNCLEAR_LIMIT and talk.pending == "message":
        step.say("giving_up", "goodbye")
        step.then = "hang_up"
        return
    if count >= _UNCLEAR_LIMIT or (count > 1 and step.business.booking is None):
        step.put(unclear=0, topic=with_wish(step, *puzzles))
        step.ask("offer_help", "confirm", "reprompt", "message")
        return
    if talk.awaiting == "anything_else" and not talk.tasks and (talk.done or talk.informed):
        ask_what_was_missed(step)
        return
    key = f"unclear_{talk.awaiting}" if talk.awaiting in _ASKABLE else "unclear"
    step.say(key, "reprompt", first=count == 1)
    step.awaiting, step.pending, step.options, step.asked = (
        talk.awaiting, talk.pending, talk.options, True,
    )  # fmt: skip


def _refuse_again(step: Step) -> None:
    """A plea after "that is a question for a doctor": the same, kindly, then a message."""
    step.put(refused=True)
    if step.talk.question == "medical_again":
        step.put(unclear=0, topic=step.text)
        step.ask("medical_message", "confirm", "refuse", "message")
        return
    step.ask("medical_again", "confirm", "refuse", "appointment")


_ASKABLE = frozenset(
    ("date", "time", "party", "name", "phone", "confirm", "which", "service", "doctor")
)
