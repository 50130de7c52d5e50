"""Without business and model a program is answered by echo or by the kind of its sentence."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from vaani.speech_server.replies import Replies, kind_of

NOW = datetime(2027, 5, 6, 10, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Hello, good morning", "greeting"), ("See you, goodbye", "farewell"),
        ("How are you today?", "how"), ("Where is the station?", "what"),
        ("Yes, sure", "affirmation"),
        ("No, not today", "negation"), ("Thank you so much", "compliment"),
        ("I am confused", "confusion"), ("What time is it?", "time"), ("The tea is warm", None),
        ("...", None),
    ],
)  # fmt: skip
def test_nine_kinds_of_sentences_are_told(said: str, kind: str | None) -> None:
    assert kind_of(said) == kind


def test_echo_leaves_fillers_out_and_templates_fill_in() -> None:
    assert Replies("echo").reply("um, book a uh table", NOW) == "book a table"
    assert Replies("template").reply("What time is it?", NOW) == "It is 10:05 on 06 May."
    assert Replies("template").reply("The tea {is} warm", NOW) == "You said: The tea {is} warm"


def test_a_talk_does_not_grow_without_end() -> None:
    talk = Replies("echo")
    for number in range(51):
        talk.reply(f"line {number}", NOW)
    assert len(talk.history) == 25
    talk.reset()
    assert not talk.history
