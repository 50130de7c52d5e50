"""Does the page of dialogue rules stand, is what code cites there, and is each rule tested?"""

from __future__ import annotations

import re
from pathlib import Path

_HEADING = re.compile(r"^## (\d)\. ")
_RULE = re.compile(r"^(\d{1,2})\. ")
_CITED = re.compile(r"RULES ((?:\d\.\d{1,2}(?: to |, | and )?)+)")
_NUMBER = re.compile(r"\d\.\d{1,2}")
_TAGS = re.compile(r"tags: \[([^\]]*)\]")


def rules(root: Path) -> set[str]:
    """The numbers of the page, such as 1.9."""
    found, chapter = set(), ""
    for line in (root / "docs" / "dialogue-rules.md").read_text(encoding="utf-8").splitlines():
        if heading := _HEADING.match(line):
            chapter = heading[1]
        elif chapter and (rule := _RULE.match(line)):
            found.add(f"{chapter}.{rule[1]}")
    return found


def cited(folder: Path) -> dict[str, str]:
    """Each number that a file cites, and one file that does."""
    return {
        number: path.name
        for path in folder.rglob("*.py")
        for text in _CITED.findall(path.read_text(encoding="utf-8"))
        for number in _NUMBER.findall(text)
    }


def test_every_rule_that_the_code_cites_is_on_the_page(root: Path) -> None:
    known = rules(root)
    assert len(known) >= 45
    wrong = {**cited(root / "src"), **cited(root / "tests")}
    assert {number: file for number, file in wrong.items() if number not in known} == {}


def test_every_rule_is_named_by_a_test(root: Path) -> None:
    tagged = {
        number
        for path in (root / "tests").rglob("*.yaml")
        for tags in _TAGS.findall(path.read_text(encoding="utf-8"))
        for number in _NUMBER.findall(tags)
    }
    assert sorted(rules(root) - tagged - set(cited(root / "tests"))) == []
