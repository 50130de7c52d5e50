"""Is the caller done, or is there anything else?"""

from __future__ import annotations

from vaani.dialogue.flows.talk import Step
from vaani.dialogue.understanding.answers import starts_no
from vaani.dialogue.understanding.consent import leave_taking
from vaani.dialogue.understanding.match import spoken
from vaani.dialogue.understanding.vocabulary import (
    Affirm,
    Ask,
    Command,
    Deny,
    Plain,
    Put,
    Start,
)


def closes(step: Step, found: list[Command]) -> bool:
    """The end: said, or a no to "anything else?"."""
    talk = step.talk
    leave = leave_taking(spoken(step.text))
    plain = {c.what for c in found if isinstance(c, Plain)}
    if any(isinstance(c, Start | Put | Ask) for c in found):
        return False
    denied = any(isinstance(c, Deny) for c in found)
    closing = "goodbye" in plain or (
        talk.awaiting == "anything_else" and (denied or "thanks" in plain or "acknowledge" in plain)
    )
    idle = not talk.tasks and talk.awaiting in (None, "anything_else", "confirm")
    if idle and talk.done + (("informed",) * (talk.informed or talk.refused or talk.opted_out)):
        closing = closing or ("acknowledge" in plain and talk.pending is None)
    served = bool(talk.done) or talk.informed or talk.refused or talk.opted_out
    plainly = talk.awaiting == "anything_else" or starts_no(spoken(step.text))
    refuses = denied and plainly and talk.awaiting != "confirm"
    refuses = refuses and (served or len(step.text.split()) <= 3)
    drops = any(isinstance(c, Deny) and c.drop for c in found)
    refuses = refuses or (drops and talk.pending is None)
    asked_more = talk.awaiting == "anything_else"
    thanked = "thanks" in plain and (served or asked_more)
    closing = closing or (idle and (thanked or refuses or (asked_more and leave == "leaves")))
    if closing and not drops and leave is None:
        return False
    perhaps = leave == "perhaps" and not drops and talk.pending != "leave"
    if perhaps and (closing or (idle and asked_more)):
        step.ask("anything_else", "anything_else", "anything_else", "leave")
        return True
    if talk.pending == "leave" and talk.awaiting == "confirm":
        closing = leave is not None and not (denied and len(step.text.split()) == 1)
        if not closing and denied:
            step.say("go_ahead", "reprompt")
            step.asked = True
            return True
    closing = closing or (idle and asked_more and leave == "perhaps")
    if closing:
        if talk.tasks and talk.awaiting not in ("anything_else", None) and "goodbye" not in plain:
            return False
        step.say("goodbye", "goodbye")
        step.then = "hang_up"
        step.put(tasks=())
        return True
    if idle and talk.awaiting == "anything_else" and Affirm() in found:
        step.say("go_ahead", "reprompt")
        step.asked = True
        return True
    if idle and (
        "acknowledge" in plain
        or "thanks" in plain
        or "greeting" in plain
        or (Affirm() in found and talk.pending is None)
    ):
        if talk.done or talk.informed or talk.refused:
            return ask_more(step)
        step.say("help", "reprompt")
        step.asked = True
        return True
    return False


def ask_more(step: Step) -> bool:
    step.ask("anything_else", "anything_else", "anything_else")
    return True
