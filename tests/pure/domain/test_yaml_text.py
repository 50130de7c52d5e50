"""A file that somebody sends costs no more than its size: what would cost more is refused."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from vaani.domain.businesses.yaml_text import (
    MOST_BYTES,
    MOST_LEVELS,
    MOST_VALUES,
    document_of,
)
from vaani.kit.errors import FileError

LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [*{before}, *{before}, *{before}, *{before}, *{before}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[" * (MOST_LEVELS + 1), f"line 1: more than {MOST_LEVELS} levels"),
        ("- " * 5000, f"line 1: more than {MOST_LEVELS} levels"),
        ("a: 1\n" + "b: " + "{x: " * 30, f"line 2: more than {MOST_LEVELS} levels"),
        ("{" * 5000, "a list or mapping cannot be a key"),
        ("? " * 5000, "a list or mapping cannot be a key"),
        ("- a\n" * (MOST_VALUES + 1), f"line {MOST_VALUES}: the file has more than"),
        (LAUGHS, "the file has more than"),
        ("a: &a [*a]", "*a holds itself"),
        ("a: *b", "*b was not defined before"),
        ("a: &a [x]\n? *a\n: 1", "line 2: a list or mapping cannot be a key"),
        ("x" * (MOST_BYTES + 1), "is larger than"),
        ("क" * (MOST_BYTES // 2), "is larger than"),
        ("a: 1\n---\nb: 2", "line 2: a second document begins"),
        ("a: !!python/object:os.system {}", "the tag"),
        ("a: !thing x", "the tag !thing is not known"),
        ("a: 1\nb: 2\na: 3", "a: is written twice (again in line 3)"),
        ('a: "\ud800"', "is not YAML"),
        ("\x00", "is not YAML"),
        ("a: [", "line 2"),
    ],
)
def test_what_would_cost_more_than_its_size_is_refused_with_its_line(text: str, told: str) -> None:
    with pytest.raises(FileError) as refused:
        document_of(text)
    (problem,) = refused.value.problems
    assert told in problem


def test_levels_that_an_alias_brings_count_where_it_stands() -> None:
    deep = "[" * 10 + "x" + "]" * 10
    assert document_of(f"a: &a {deep}\nb: [*a]")
    with pytest.raises(FileError, match="levels"):
        document_of(f"a: &a {deep}\nb: {'[' * 10}*a{']' * 10}")


def test_words_stay_words_but_for_true_false_null_and_plain_numbers() -> None:
    text = (
        "{a: yes, b: 10:00, c: 2027-05-10, d: 007, e: 7, f: -1.5, g: true, h: ~, i: 1_000,"
        " j: '7', k: 1e3, l: !!str}"
    ).replace(", l: !!str", "")
    assert document_of(text) == {
        "a": "yes", "b": "10:00", "c": "2027-05-10", "d": "007", "e": 7, "f": -1.5, "g": True,
        "h": None, "i": "1_000", "j": "7", "k": "1e3",
    }  # fmt: skip
    assert document_of("") is None
    assert document_of("day: &d [{open: '9'}]\nmon: *d") == {
        "day": [{"open": "9"}], "mon": [{"open": "9"}]
    }  # fmt: skip


LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x85")
"""Without the one line break that the writer of the test itself loses: U+0085 comes back a space
from what PyYAML has written, whoever reads it."""
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-999_999_999, 999_999_999),
    st.text(LETTERS, max_size=20),
)
DOCUMENTS = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(LETTERS, min_size=1, max_size=8), inner, max_size=4)
    ),
    max_leaves=20,
)


@settings(max_examples=60)
@given(DOCUMENTS)
def test_what_was_written_as_yaml_is_read_back(document: object) -> None:
    assert document_of(yaml.safe_dump(document, allow_unicode=True)) == document
