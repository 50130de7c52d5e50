"""An owner's table of topics comes in whole, or not at all with every mistake by its row."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from vaani.call.plan import Text, Topic
from vaani.domain.knowledge.file import load_topics, merged, parse_csv, parse_json
from vaani.kit.errors import DomainError, FileError

TABLE = """\ufefftopic,text_en,text_hi,questions,valid_until
wifi,"Wifi is free, ask the waiter.",वाईफ़ाई मुफ़्त है।,do you have wifi|internet,
,,,,
mangoes,Mango brunch.,,"what is special
mango",2027-05-31
"""

HOUSE = """
slug: house
name: House
kind: other
timezone: Asia/Kolkata
languages: [en, hi]
hours: {fri: [{open: "12:00", close: "23:00"}]}
knowledge:
  - {topic: Parking, text: {en: "Behind the house."}}
  - {topic: wifi, text: {en: "There is none."}}
"""


def test_a_table_as_a_spreadsheet_writes_it_is_read_with_both_languages() -> None:
    wifi, mangoes = parse_csv(TABLE)
    assert wifi == Topic(
        "wifi",
        Text("Wifi is free, ask the waiter.", "वाईफ़ाई मुफ़्त है।"),
        ("do you have wifi", "internet"),
    )
    assert mangoes.questions == ("what is special", "mango")
    assert mangoes.valid_until == date(2027, 5, 31)


def test_a_single_text_column_is_hindi_when_it_is_written_so() -> None:
    (one,) = parse_csv("topic,text\nपार्किंग,घर के पीछे।\n")
    assert one.text == Text(hi="घर के पीछे।")


def test_every_mistake_of_a_table_is_told_at_once_in_the_order_of_rows() -> None:
    table = (
        "topic,text_en,text_hi,questions,valid_until\n"
        "wifi,Wifi is free.,,wifi,\n"
        ",Some text,,,\n"
        "lunch,,,,\n"
        "WIFI,again,,,31/05/2027\n"
        "pool,There is, a pool, out back,2027-05-01,more\n"
    )
    with pytest.raises(FileError) as told:
        parse_csv(table)
    assert told.value.problems == (
        "row 3.topic: is missing",
        "row 4.text: is missing",
        "row 5.valid_until: 31/05/2027 is not a date; write YYYY-MM-DD",
        "row 5.topic: WIFI is in row 2 already",
        "row 6: has 6 cells, the heading 5; put texts with commas in double quotes",
    )


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ("", "file: is empty; its first row must name the columns"),
        ("topic,text\n", "file: has no row below the heading"),
        ("topic,txt\nwifi,free\n", "row 1, column 2: txt is not known; did you mean text?"),
        ("text\nfree\n", "row 1: has no column topic"),
        ('topic,text\nwifi,"free\n', "file: is no CSV table (unexpected end of data)"),
    ],
)
def test_a_table_that_is_none_says_what_to_do(table: str, problem: str) -> None:
    with pytest.raises(FileError) as told:
        parse_csv(table)
    assert problem in told.value.problems


def test_json_entries_are_those_of_the_business_file() -> None:
    (one,) = parse_json(
        '{"knowledge": [{"topic": "wifi", "text": {"en": "Free.", "hi": "मुफ़्त।"},'
        ' "questions": ["internet"], "valid_until": "2027-05-31"}]}'
    )
    assert one == Topic("wifi", Text("Free.", "मुफ़्त।"), ("internet",), date(2027, 5, 31))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[{]", "line 1, column 3: is not JSON"),
        ("[]", "file: has no entry"),
        ('"wifi"', "file: must be a list of entries"),
        ('[{"topic": "a", "text": "b"}, {"topic": "c", "txt": "d"}]', "row 2.txt: is not a known"),
        ('[{"topic": "a", "text": "b", "questions": "why"}]', "row 1.questions: must be a list"),
        ('[{"topic": "a", "text": {"en": ""}}]', "row 1.text.en: is empty"),
    ],
)
def test_wrong_json_is_refused_with_the_entry(text: str, problem: str) -> None:
    with pytest.raises(FileError) as told:
        parse_json(text)
    assert any(one.startswith(problem) for one in told.value.problems), told.value.problems


def test_a_file_is_read_by_its_ending_and_must_be_utf8(tmp_path: Path) -> None:
    table = tmp_path / "topics.csv"
    table.write_text(TABLE, encoding="utf-8")
    assert len(load_topics(table)) == 2
    table.write_bytes("topic,text\nwifi,wäre\n".encode("latin-1"))
    with pytest.raises(FileError, match="is not UTF-8 text; save it as CSV UTF-8"):
        load_topics(table)
    with pytest.raises(FileError, match=r"must end in \.csv or \.json"):
        load_topics(tmp_path / "topics.xlsx")
    with pytest.raises(FileError, match="cannot be read"):
        load_topics(tmp_path / "missing.json")


def test_an_import_replaces_by_name_and_adds_the_rest() -> None:
    old = (Topic("Wifi", Text("none")), Topic("parking", Text("behind")))
    new = (Topic("wifi", Text("free")), Topic("pool", Text("outside")))
    assert [one.text.en for one in merged(old, new)] == ["free", "behind", "outside"]


async def test_imported_topics_are_in_the_exported_file_and_in_the_next_call(rooms: Any) -> None:
    house = await rooms.opens(HOUSE)
    new = merged(house.knowledge, parse_csv(TABLE))
    done = await rooms.businesses.change_knowledge("house", lambda _: new)
    assert done.outcome == "updated"
    assert (await rooms.businesses.change_knowledge("house", lambda _: new)).outcome == "unchanged"
    assert "Wifi is free, ask the waiter." in await rooms.businesses.export("house")
    call = rooms.call(await rooms.businesses.get("house"))
    (hit,) = await call.know("internet", "hi")
    assert hit.text == "वाईफ़ाई मुफ़्त है।"
    (audit,) = await rooms.rows("SELECT action FROM audit WHERE action = 'business.updated'")
    assert audit["action"] == "business.updated"


async def test_two_imports_at_the_same_moment_lose_nothing(rooms: Any) -> None:
    await rooms.opens(HOUSE)

    async def adds(name: str) -> None:
        new = (Topic(name, Text(f"{name} is here.")),)
        await rooms.businesses.change_knowledge("house", lambda old: merged(old, new))

    await asyncio.gather(*(adds(f"thing {number}") for number in range(8)))
    stated = {one.topic for one in (await rooms.businesses.get("house")).knowledge}
    assert {f"thing {number}" for number in range(8)} <= stated


async def test_topics_for_a_business_that_is_not_there_are_refused(rooms: Any) -> None:
    with pytest.raises(DomainError, match="there is no business nowhere"):
        await rooms.businesses.change_knowledge("nowhere", lambda _: parse_csv(TABLE))
