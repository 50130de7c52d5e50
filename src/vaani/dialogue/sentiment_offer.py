"""When is an annoyed caller offered a human, and what does his answer do? (RULES 4.4, 5.5)

Past the limit, a turn that only asked him again becomes one apology and the offer: a transfer
inside its hours, else a message. What serves him (an answer, a read-back, a write) is never
replaced, and his request stays open: a no leads back to it.
"""

from __future__ import annotations

from collections.abc import Sequence

from vaani.call.ports.thinker import Act
from vaani.dialogue.flows import messages
from vaani.dialogue.flows.talk import Step
from vaani.dialogue.sentiment import LIMIT
from vaani.dialogue.understanding.vocabulary import Affirm, Command, Deny, Plain

_MOST_OFFERS = 2
_SHOWN = 0.3
"""The turn itself must show it."""
_SERVES: frozenset[Act] = frozenset(
    ("readback", "done", "inform", "emergency", "handoff", "message_taken", "goodbye", "refuse")
)
_STANDING = ("message", "human", "appointment")


def settled(step: Step, found: Sequence[Command]) -> list[Command]:
    """The answer to the offer of a human as commands; other turns as they are."""
    if step.talk.pending != "human":
        return list(found)
    rest: list[Command] = [one for one in found if not isinstance(one, Affirm | Deny)]
    if Affirm() in found:
        return [Plain("human"), *(one for one in rest if one != Plain("human"))]
    if len(rest) < len(found):
        step.say("as_you_like")
    return rest


def offer(step: Step) -> None:
    """Add the offer to a turn that has earned it."""
    feeling = step.talk.feeling
    if any(line.key == "sorry" for line in step.lines):
        step.put(feeling=feeling.eased())
        return
    if feeling.level < LIMIT or feeling.offers >= _MOST_OFFERS or feeling.score < _SHOWN:
        return
    if step.talk.opted_out:
        return
    if step.then != "listen" or step.committed or step.pending in _STANDING:
        return
    if _SERVES & set(step.acts):
        return
    step.lines[:], step.acts[:], step.offered[:] = [], [], []
    step.options = ()
    step.put(feeling=feeling.eased(), question="offer", repeats=0, questions=())
    if messages.reachable(step.plan, step.now):
        step.ask("calm_human", "confirm", "reprompt", "human")
        return
    step.put(topic=step.text)
    step.ask("calm_message", "confirm", "reprompt", "message")
