"""Is a sentence of a caller read once, however many readers ask for its words?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.pure.dialogue.test_my_booking import Table

from vaani.dialogue.understanding.match import Phrases, spoken
from vaani.language import sentence
from vaani.language.clock_words import find_clock
from vaani.language.dates import find_dates
from vaani.language.memo import forget


class Counted:
    """The pattern of words, writing down every text it is run on."""

    def __init__(self, pattern: Any) -> None:
        self._pattern = pattern
        self.texts: list[str] = []

    def finditer(self, text: str) -> Any:
        self.texts.append(text)
        return self._pattern.finditer(text)


async def test_a_turn_splits_the_sentence_once(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(sentence._WORD)
    monkeypatch.setattr(sentence, "_WORD", counted)
    text = "kal raat aath baje char logon ke liye table chahiye, aur parking hai kya wahan par"
    forget()
    await Table().hears(text)
    assert counted.texts.count(text) == 1
    assert len(counted.texts) == len(set(counted.texts))


def test_a_reader_gives_the_same_again_and_a_day_goes_by_its_own_date() -> None:
    assert find_clock("kal shaam saat baje") == find_clock("kal shaam saat baje")
    one = datetime(2027, 5, 6, 10, tzinfo=UTC)
    two = datetime(2027, 5, 7, 10, tzinfo=UTC)
    assert find_dates("kal", one) != find_dates("kal", two)


@pytest.mark.parametrize(
    ("phrases", "text", "held"),
    [
        ("kar do", "please kar dijiye na, kar do", True),
        ("kar do", "do kar", False),
        ("book*", "we booked it", True),
        ("~ table", "ek achhi si table", True),
        ("naam ~ hai", "naam mera Rohan hai", True),
        ("x-ray", "mera x-ray", True),
        ("कर दीजिए", "isko kar dijiye", True),
    ],
)
def test_a_phrase_is_found_by_its_first_word_or_not_at_all(
    phrases: str, text: str, held: bool
) -> None:
    assert Phrases(phrases).within(spoken(text)) is held
