"""`vaani knowledge`: what an owner sees when he imports, lists and tries questions."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from vaani.cli import business, knowledge
from vaani.kit.errors import DomainError, FileError

HOUSE = """
slug: house
name: House
kind: other
timezone: Asia/Kolkata
languages: [en, hi]
hours: {fri: [{open: "12:00", close: "23:00"}]}
knowledge:
  - {topic: parking, text: {en: "Behind the house."}, questions: ["where do I park"]}
"""
TABLE = """topic,text_en,questions,valid_until
wifi,Wifi is free.,internet|do you have wifi,
mangoes,Mango brunch this month.,what is special,2027-05-31
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with one business, and a table of topics."""
    monkeypatch.setenv("VAANI_DATA", str(tmp_path / "data"))
    (tmp_path / "house.yaml").write_text(HOUSE, encoding="utf-8")
    (tmp_path / "topics.csv").write_text(TABLE, encoding="utf-8")
    run(business.app, "import", str(tmp_path / "house.yaml"))
    return tmp_path


def run(app: object, *arguments: str) -> str:
    """What the command prints. Raises what the command raises."""
    done = CliRunner().invoke(app, arguments, catch_exceptions=False, standalone_mode=False)  # type: ignore[arg-type]
    return done.output


def test_an_import_says_what_it_did_and_the_list_shows_it(folder: Path) -> None:
    table = str(folder / "topics.csv")
    first = run(knowledge.app, "import", "--business", "house", table)
    assert first == "house: 2 added, 0 changed, 0 removed; 3 topics in all\n"
    again = run(knowledge.app, "import", "--business", "house", table, "--replace")
    assert again == "house: 0 added, 0 changed, 1 removed; 2 topics in all\n"
    listed = run(
        knowledge.app, "list", "--business", "house", "--now", "2027-06-01T10:00+05:30"
    ).splitlines()
    assert listed == [
        "wifi (en): internet; do you have wifi",
        "mangoes (en, EXPIRED): what is special",
    ]


def test_a_wrong_table_changes_nothing(folder: Path) -> None:
    before = run(business.app, "export", "house")
    (folder / "topics.csv").write_text(f"{TABLE}pool,,,tomorrow\n", encoding="utf-8")
    with pytest.raises(FileError) as told:
        run(knowledge.app, "import", "--business", "house", str(folder / "topics.csv"))
    assert told.value.problems == (
        "row 4.text: is missing",
        "row 4.valid_until: tomorrow is not a date; write YYYY-MM-DD",
    )
    assert run(business.app, "export", "house") == before


def test_a_table_for_a_business_that_is_not_there_is_refused(folder: Path) -> None:
    with pytest.raises(DomainError, match="there is no business nowhere"):
        run(knowledge.app, "import", "--business", "nowhere", str(folder / "topics.csv"))


def test_a_question_shows_scores_the_threshold_and_what_a_caller_hears(folder: Path) -> None:
    known = run(knowledge.app, "test", "--business", "house", "where do I park my car")
    assert "answers  parking" in known
    assert "an answer begins at 0.50; the file says: Behind the house." in known
    assert "in a call: Behind the house." in known
    unknown = run(knowledge.app, "test", "--business", "house", "do you have a helipad")
    assert "the file does not say" in unknown
    assert "message" in unknown.splitlines()[-1]
