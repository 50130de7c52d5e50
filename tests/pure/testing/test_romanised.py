"""Does a scripted caller's typed Hindi come out of a Hindi voice as Hindi?"""

from __future__ import annotations

import pytest

from vaani.testing.romanised import devanagari

ENGLISH = {"six", "late", "friday", "booking", "do", "main", "is", "log", "to", "teen"}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Kal raat saadhe aath baje six log.", "कल रात साढ़े आठ बजे six लोग."),
        ("Thoda late chalega, baad mein kya hai?", "थोड़ा late चलेगा, बाद में क्या है?"),
        ("Friday ko teen log, do baje.", "Friday को तीन लोग, दो बजे."),
        ("Booking karna hai, turant", "Booking करना है, तुरन्त"),
        ("Shukriya, bachche nahi aaye", "शुक्रिया, बच्चे नहीं आये"),
        ("कल शाम", "कल शाम"),
    ],
)
def test_hindi_words_change_their_letters_and_english_ones_keep_them(typed: str, read: str) -> None:
    assert devanagari(typed, ENGLISH.__contains__) == read
