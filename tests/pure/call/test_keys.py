"""When is a number that the caller types whole?"""

from __future__ import annotations

from vaani.call.core.keys import Keys

GAP_MS, SINGLE_MS = 2500, 700


def typed(keys: str, wanted: int | None) -> tuple[Keys, list[bool]]:
    made = Keys(GAP_MS, SINGLE_MS)
    return made, [made.press(key, at * 300, wanted) for at, key in enumerate(keys)]


def test_a_number_is_whole_with_its_last_digit() -> None:
    keys, whole = typed("9876543210", 10)
    assert whole == [False] * 9 + [True]
    assert keys.take() == "9876543210"
    assert not keys


def test_a_hash_ends_it_whatever_was_wanted() -> None:
    assert typed("98#", 10)[1] == [False, False, True]
    assert typed("1#", None)[1] == [False, True]


def test_what_was_pressed_counts_once_no_further_key_comes() -> None:
    assert typed("987", 10)[0].until(10) == 600 + GAP_MS
    assert typed("1", None)[0].until(None) == SINGLE_MS
    assert Keys(GAP_MS, SINGLE_MS).until(10) is None


def test_the_next_key_begins_another_answer() -> None:
    keys, _ = typed("12", 4)
    keys.take()
    keys.press("7", 5000, 4)
    assert keys.digits == "7"
