"""Somebody is asked for who does not do it, or who does not work here: is the caller told?"""

from __future__ import annotations

import pytest
from tests.pure.dialogue.test_said_in_passing import at

MOGRA, LAB = "mogra-salon.yaml", "vindhya-lab.yaml"


@pytest.mark.parametrize(
    ("business", "words", "told"),
    [
        (MOGRA, "I want a haircut with Sushma on Friday at four", "Sushma"),
        (MOGRA, "haircut with Priyanka on Friday at four", "Nobody called Priyanka"),
        (MOGRA, "Priyanka se haircut karwana hai Friday ko chaar baje", "Priyanka नाम के कोई"),
        (LAB, "ultrasound with Doctor Mehta on Friday at ten", "Nobody called Doctor Mehta"),
        (LAB, "Doctor Mehta se milna hai shukravaar ko", "डॉक्टर Mehta नाम के कोई"),
    ],
)
async def test_nobody_is_replaced_without_a_word(business: str, words: str, told: str) -> None:
    rows, said = await at(business, words)

    assert rows == []
    assert told in said


@pytest.mark.parametrize(
    "words",
    [
        "Doctor Mehta ne ultrasound likha hai, shukravaar ko das baje ho jayega?",
        "I was referred by Doctor Mehta for an x-ray on Friday at eleven",
    ],
)
async def test_who_only_sent_the_caller_is_not_asked_for(words: str) -> None:
    _, said = await at(LAB, words)

    assert "Mehta" not in said


async def test_with_whom_is_no_answer_to_your_name() -> None:
    rows, _ = await at(MOGRA, "haircut on Friday at four", "with Hema Naik", "Kiran Desai", "yes")

    assert rows == [("05-07", "16:00", "hema", "Kiran Desai")]
