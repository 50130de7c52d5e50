"""The schema that an editor completes a business file by says what the reader of it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from vaani.domain.businesses import file, file_booking, file_menu
from vaani.domain.businesses.file import read_document
from vaani.domain.businesses.file_schema import schema
from vaani.domain.businesses.yaml_text import document_of
from vaani.kit.errors import FileError

ROOT = Path(__file__).parents[3]
SCHEMA = schema()
CHECKS = Draft202012Validator(SCHEMA)
FILES = [
    *sorted((ROOT / "src/vaani/domain/businesses/demo").glob("*.yaml")),
    *sorted(
        one
        for one in (ROOT / "tests/calls/text/scenarios").glob("*.yaml")
        if "\nslug:" in f"\n{one.read_text(encoding='utf-8')}"
    ),
]
GOOD = """
slug: house
name: House
kind: restaurant
timezone: Asia/Kolkata
hours: {mon: [{open: "10:00", close: "24:00", last: "21:00"}]}
closures:
  "2027-12-24..2027-12-26": Christmas
  "2027-12-31": {reason: early, hours: [{open: "12:00", close: "17:00"}]}
booking: {resources: [{id: T1, kind: table, seats: 4, area: terrace}], party: {max_by_phone: 8}}
voice: {en: null}
numbers: ["+919999900300", {number: "+919999900301", turn_taking: slow_speaker}]
"""


def part(*path: str) -> dict[str, Any]:
    found: Any = SCHEMA
    for key in path:
        found = found["properties"][key]
        found = next((one for one in found.get("anyOf", ()) if one.get("type") != "null"), found)
        found = found.get("items", found)
    return dict(found)


def test_every_key_of_the_reader_is_in_it_and_no_other() -> None:
    assert set(SCHEMA["properties"]) == set(file._KEYS)
    assert set(part("booking")["properties"]) == set(file_booking._KEYS)
    assert set(part("booking", "resources")["properties"]) == set(file_booking._RESOURCE_KEYS)
    assert set(part("booking", "services")["properties"]) == set(file_booking._SERVICE_KEYS)
    assert set(part("menu")["properties"]) == set(file_menu._KEYS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_business_file_that_is_here_fits(path: Path) -> None:
    document = document_of(path.read_text(encoding="utf-8"))
    assert [one.message for one in CHECKS.iter_errors(document)] == []


def test_a_good_file_fits_and_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    read_document(document_of(GOOD))
    assert CHECKS.is_valid(document_of(GOOD))
    assert len(FILES) > 20


@pytest.mark.parametrize(
    ("was", "wrong"),
    [
        ("kind: restaurant", "kind: castle"),
        ("slug: house", "slug: My House"),
        ("slug: house\n", ""),
        ("close: ", "closes: "),
        ('open: "10:00"', 'open: "25:00"'),
        ("kind: table", "kind: sofa"),
        ("seats: 4", "seats: four"),
        ("area: terrace", "area: {fr: terrasse}"),
        ("max_by_phone: 8", "max: 8"),
        ("slow_speaker", "slow"),
        ("+919999900300", "022 2345 6789"),
        ("2027-12-31", "31.12.2027"),
        ("timezone: Asia/Kolkata", "timezone: Asia/Kolkata\nlanguages: [fr]"),
    ],
)
def test_what_the_reader_refuses_in_a_key_or_value_an_editor_marks(was: str, wrong: str) -> None:
    document = document_of(GOOD.replace(was, wrong))
    with pytest.raises(FileError):
        read_document(document)
    assert not CHECKS.is_valid(document)


@pytest.mark.parametrize(
    ("was", "wrong", "told"),
    [
        ('"24:00"', '"25:00"', "(Monday, first period, when it closes)"),
        ('last: "21:00"', 'last: "09:00"', "(Monday, first period, the last start)"),
        ('"21:00"}]', '"21:00"}, {open: "20:00", close: "23:00"}]', "(Monday, second period)"),
    ],
)
def test_a_mistake_in_hours_is_told_with_its_place_in_words(
    was: str, wrong: str, told: str
) -> None:
    with pytest.raises(FileError) as refused:
        read_document(document_of(GOOD.replace(was, wrong)))
    assert any(one.startswith("hours.mon[") and told in one for one in refused.value.problems)
