"""What the recogniser is told to expect, once the caller heard a question."""

from vaani.call.core.dialogue_state import Reply
from vaani.call.core.sentences import last_sentence
from vaani.call.ports.hint import Hint
from vaani.call.ports.thinker import CallerTurn, ReplyEnd


def reply(end: ReplyEnd | None) -> Reply:
    return Reply(1, CallerTurn(1, "start"), 0, language="en", end=end)


def test_the_question_and_what_it_can_be_answered_with_are_told() -> None:
    end = ReplyEnd(awaiting="phone", hints=("Dr. Rao",), digits_wanted=10)
    heard = "Dr. Rao is free. Which number can we call you on?"
    assert reply(end).hint(heard) == Hint(
        "Which number can we call you on?", "en", "phone", ("Dr. Rao",), 10
    )


def test_a_question_that_was_cut_is_told_as_far_as_it_was_heard() -> None:
    assert reply(ReplyEnd(awaiting="party")).hint("For how many").question == "For how many"


def test_a_reply_without_an_end_asks_nothing() -> None:
    assert reply(None).hint("") == Hint("", "en")


def test_the_last_sentence_of_hindi_ends_at_the_danda() -> None:
    assert last_sentence("ठीक है। कितने लोग होंगे?") == "कितने लोग होंगे?"
    assert last_sentence("") == ""
