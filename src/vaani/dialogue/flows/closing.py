"""Is the caller done, or is there anything else?"""

from __future__ import annotations

from vaani.dialogue.flows.talk import Step
from vaani.dialogue.understanding.answers import starts_no
from vaani.dialogue.understanding.consent import Leave, declines, leave_taking
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

_MISSED = 2
"""So often "anything else?" is asked anew in a call; then a no is taken for one."""


def closes(step: Step, found: list[Command]) -> bool:
    """The end: said, or a no to "anything else?". True when this turn was dealt with.

    What is explained as leave-taking ends the call; what only may be is asked once more.
    """
    if any(isinstance(c, Start | Put | Ask) for c in found):
        return False
    said = spoken(step.text)
    leave = leave_taking(said)
    again = step.talk.pending == "leave"
    drops = any(isinstance(c, Deny) and c.drop for c in found)
    idle = _idle(step)
    closing = _sounds_final(step, found, leave)
    same = step.talk.missed > 0 and step.text in step.talk.puzzles
    weary = (same or step.talk.missed >= _MISSED) and starts_no(said)
    if (again and leave is None and declines(said)) or (idle and weary):
        return _goodbye(step)
    if closing and not drops and leave is None:
        return False
    if leave == "perhaps" and not drops and (closing or (idle and _asked_more(step))):
        return _goodbye(step) if again else ask_what_was_missed(step)
    if closing and (_asked_more(step) or not step.talk.tasks or Plain("goodbye") in found):
        return _goodbye(step)
    return not closing and idle and _nods(step, found)


def _sounds_final(step: Step, found: list[Command], leave: Leave | None) -> bool:
    """A goodbye; thanks, a no or a nod where nothing is left to be done."""
    talk = step.talk
    plain = {c.what for c in found if isinstance(c, Plain)}
    denied = any(isinstance(c, Deny) for c in found)
    if "goodbye" in plain:
        return True
    if _asked_more(step) and (denied or plain & {"thanks", "acknowledge"}):
        return True
    if not _idle(step):
        return False
    served = bool(talk.done) or talk.informed or talk.refused or talk.opted_out
    if "acknowledge" in plain and served and talk.pending is None:
        return True
    if "thanks" in plain and served:
        return True
    if talk.pending is None and any(isinstance(c, Deny) and c.drop for c in found):
        return True
    refuses = denied and talk.awaiting is None and starts_no(spoken(step.text))
    if refuses and (served or len(step.text.split()) <= 3):
        return True
    return _asked_more(step) and leave == "leaves"


def _nods(step: Step, found: list[Command]) -> bool:
    """A yes to "anything else?" wants more; a nod before anything was asked, an invitation."""
    talk = step.talk
    plain = {c.what for c in found if isinstance(c, Plain)}
    yes = Affirm() in found
    if yes and _asked_more(step):
        return _go_ahead(step)
    if not (plain & {"acknowledge", "thanks", "greeting"} or (yes and talk.pending is None)):
        return False
    if talk.done or talk.informed or talk.refused:
        return ask_more(step)
    step.say("help", "reprompt")
    step.asked = True
    return True


def _asked_more(step: Step) -> bool:
    return step.talk.awaiting == "anything_else"


def _idle(step: Step) -> bool:
    """Nothing is being made, and nothing particular was asked."""
    return not step.talk.tasks and step.talk.awaiting in (None, "anything_else", "confirm")


def _go_ahead(step: Step) -> bool:
    step.say("go_ahead", "reprompt")
    step.asked = True
    return True


def _goodbye(step: Step) -> bool:
    step.say("goodbye", "goodbye")
    step.then = "hang_up"
    step.put(tasks=())
    return True


def ask_more(step: Step) -> bool:
    step.ask("anything_else", "anything_else", "anything_else")
    return True


def ask_what_was_missed(step: Step) -> bool:
    """ "Anything else?" once more, behind words that may have been a farewell, or a wish."""
    step.put(missed=step.talk.missed + 1)
    step.ask("anything_missed", "anything_else", "anything_else", "leave")
    step.acts.append("reprompt")
    return True
