"""Which sentences are the same for every caller? They may be voiced and kept before anybody calls.

What is constant in the wording, and what a business file states. A sentence that is made from facts
of a call is never among them: it may hold a name, a number or a wish.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from vaani.call.plan import Business, Caller, CallPlan
from vaani.dialogue.flows.conversation import greet
from vaani.dialogue.flows.talk import Step, Talk
from vaani.dialogue.wording.wording import TABLES, Wording, sentences_of
from vaani.language.found import Language

_ANY_DAY = datetime(2000, 1, 1, tzinfo=UTC)
_PROMPTS = (
    "silence_1", "silence_2", "silence_goodbye", "time_is_up", "giving_up", "goodbye", "too_busy",
    "too_busy_passing_on", "too_busy_number", "too_busy_again",
)  # fmt: skip


def first_words(business: Business, language: Language) -> tuple[str, ...]:
    """How a caller is greeted of whom nothing is known."""
    step = _step(business, language)
    greet(step)
    return _said(step)


def prompts(language: Language) -> tuple[str, ...]:
    """What every call may need at once: words after a silence, and goodbyes."""
    return _constant(language, _PROMPTS)


def constant(language: Language) -> tuple[str, ...]:
    """Every sentence of the wording that nothing is put into."""
    return _constant(language, TABLES[language])


def stated(business: Business, language: Language) -> tuple[str, ...]:
    """The answers that the business file gives."""
    step = _step(business, language)
    for topic in business.knowledge:
        step.say("knowledge", text=topic.text.speak(language))
    return _said(step)


def _constant(language: Language, keys: Iterable[str]) -> tuple[str, ...]:
    found = (TABLES[language][key] for key in keys)
    variants = (text for wording in found if isinstance(wording, tuple) for text in wording)
    return tuple(sentence for text in variants for sentence in sentences_of(text))


def _step(business: Business, language: Language) -> Step:
    plan = CallPlan("", business, Caller(None), carrier="", carrier_call_id="", language=language)
    return Step(plan, _ANY_DAY, Talk(language), number=1)


def _said(step: Step) -> tuple[str, ...]:
    return tuple(Wording(step.business).sentences(step, step.number))
