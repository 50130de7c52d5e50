"""What a language model writes around its answer does not hide the answer."""

from __future__ import annotations

import pytest

from vaani.call.plan import Business
from vaani.dialogue.model.schema import the_object
from vaani.dialogue.model.tools import Human, read_call

OBJECT = '{"commands": [{"do": "affirm"}]}'


@pytest.mark.parametrize(
    "answer",
    [
        OBJECT, f"```json\n{OBJECT}\n```", f"<think>maybe {{not}} this</think>\n{OBJECT}",
        f"Here is the JSON you asked for: {OBJECT} I hope it helps.", f"{OBJECT}\n{OBJECT}",
    ],
)  # fmt: skip
def test_the_one_object_is_taken_out_of_what_stands_around_it(answer: str) -> None:
    assert the_object(answer) == {"commands": [{"do": "affirm"}]}


@pytest.mark.parametrize(
    "answer", ["", "yes", "[1]", "{broken", OBJECT + '{"commands": []}', "{" * 5000]
)
def test_none_or_two_that_differ_are_no_answer(answer: str) -> None:
    assert the_object(answer) is None


@pytest.mark.parametrize("arguments", ["", " ", "null", "{}", "\n"])
def test_no_arguments_however_they_are_written_are_none(arguments: str) -> None:
    shop = Business("b", "b", "B", "other", "UTC", ("en",), {})
    assert read_call("human", arguments, shop) == Human()
