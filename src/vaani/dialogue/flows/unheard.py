"""What is done for a caller whom this computer cannot hear in time?

He is told so, not that he is silent: passed on where somebody is there to take it, else a message
is left with his number, which an anonymous caller types. Nothing is asked that needs to be heard.
"""

from __future__ import annotations

from vaani.dialogue.flows import messages
from vaani.dialogue.flows.said import with_wish
from vaani.dialogue.flows.talk import Step
from vaani.dialogue.flows.wants import Flowing

_REASON = "The computer was too busy to understand the caller. Please call back."


def too_busy(step: Step) -> Flowing:
    """Pass him on, or leave a message by what is known; a second time the call ends."""
    transfer = step.plan.transfer
    if "message" in step.talk.done:
        step.say("too_busy_again", "goodbye")
        step.then = "hang_up"
        return
    if transfer is not None and transfer.number and messages.reachable(step.plan, step.now):
        step.say("too_busy_passing_on", "handoff")
        step.then, step.transfer_to = "transfer", transfer.number
        step.put(transferred=transfer.number)
        return
    again = any(line.key == "too_busy_number" for line in step.talk.last)
    if step.phone() is None and not again:
        messages.start(step, with_wish(step, _REASON))
        step.update(asked_names=_NO_NAME)
        step.ask("too_busy_number", "phone", "ask_phone")
        return
    if step.phone() is None:
        step.say("too_busy_again", "goodbye")
        step.then = "hang_up"
        return
    messages.start(step, with_wish(step, _REASON))
    step.say("too_busy", "refuse")
    yield from messages.store(step, step.talk.caller_name)
    step.then = "hang_up"


_NO_NAME = 9
"""As if the name had been asked for often enough: it could not be heard."""
