"""Which refusals does the console say in Hindi? Those that the server really gives."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from vaani.api.refusals import BY_PHONE, SENTENCES

HOLE = re.compile(r"\{[^{}]*\}")


def said_in(source: str) -> Iterator[str]:
    """Every text of a file, `{}` where something is filled in."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield HOLE.sub("{}", node.value)
        if isinstance(node, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
            yield "".join(str(part) for part in parts)


def known(root: Path) -> set[str]:
    """The sentences of the console's table."""
    text = (root / "web" / "src" / "lib" / "refusals.ts").read_text(encoding="utf-8")
    table = text[text.index("SENTENCES") : text.index("const FIELDS")]
    return set(re.findall(r'^ {2}"(.+?)": "', table, re.MULTILINE))


def test_every_sentence_that_the_console_knows_in_hindi_is_one_of_the_server(root: Path) -> None:
    table = known(root)
    assert len(table) > 60
    said: set[str] = set()
    for room in ("api", "bootstrap", "domain", "kit"):
        for file in (root / "src" / "vaani" / room).rglob("*.py"):
            source = file.read_text(encoding="utf-8")
            if "Error" in source or "refus" in source:
                said.update(said_in(source))
    own = "The server does not answer. Check that it runs."
    assert table - said == {own}


def test_every_reason_why_a_booking_is_refused_has_its_hindi(root: Path) -> None:
    sentences = {HOLE.sub("{}", sentence) for _, sentence in SENTENCES.values()}
    assert {*sentences, HOLE.sub("{}", BY_PHONE)} <= known(root)
