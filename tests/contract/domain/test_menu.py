"""A price is said from its row: to whom names the item, while it is on the menu."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from vaani.domain.businesses.export import to_document
from vaani.domain.businesses.file import parse_business, read_document
from vaani.domain.knowledge.service import Knowledge
from vaani.kit.errors import FileError

CAFE = """
slug: corner
name: Corner Cafe
kind: restaurant
timezone: Asia/Kolkata
languages: [en, hi]
hours: {mon: [{open: "12:00", close: "22:00"}]}
booking: {capacity: 20}
menu:
  - {id: thali, category: main, name: {en: Thali, hi: "थाली"}, price: 320,
     variants: [{name: {en: large, hi: "बड़ी"}, price: 380}]}
  - {id: dosa, name: {en: Masala Dosa, hi: "मसाला डोसा"}, price: 120.50}
  - {id: plain, name: {en: Plain Uttapam, hi: "सादा उत्तपम"}, price: 90}
  - {id: onion, name: {en: Onion Uttapam, hi: "प्याज उत्तपम"}, price: 110}
  - {id: lassi, name: Mango Lassi, price: 95, from: "2027-04-01", until: "2027-06-30"}
knowledge:
  - {topic: parking, text: "Behind the house.", questions: ["where can I park"]}
"""
MAY, JULY = date(2027, 5, 6), date(2027, 7, 1)


async def said(question: str, language: Any = "en", today: date = MAY) -> str | None:
    cafe = parse_business(CAFE).business
    hits = await Knowledge().answers(cafe, question, language, today)
    return hits[0].text if hits else None


@pytest.mark.parametrize(
    ("question", "language", "told"),
    [
        ("how much is the thali", "en", "Thali is 320 rupees, and large Thali is 380 rupees."),
        ("what does a masala dosa cost?", "en", "Masala Dosa is 120.50 rupees."),
        ("how much is the dosa", "en", "Masala Dosa is 120.50 rupees."),
        ("price of the onion uttapam", "en", "Onion Uttapam is 110 rupees."),
        ("what is the price of mango lassi", "en", "Mango Lassi is 95 rupees."),
        ("थाली कितने की है", "hi", "थाली 320 रुपये, और बड़ी थाली 380 रुपये।"),
        ("where can I park", "en", "Behind the house."),
    ],
)
async def test_a_price_is_said_from_its_row(question: str, language: str, told: str) -> None:
    assert await said(question, language) == told


@pytest.mark.parametrize(
    "question",
    ["what is the price of masala papad", "how much is the biryani", "how much is the uttapam",
     "what does it cost", "price of mango juice"],
)  # fmt: skip
async def test_no_other_items_price_is_said(question: str) -> None:
    assert await said(question) is None


async def test_what_is_not_on_the_menu_any_more_has_no_price() -> None:
    assert await said("what is the price of mango lassi", today=JULY) is None
    assert await said("how much is the thali", today=JULY)


async def test_a_menu_comes_out_as_it_went_in(rooms: Any) -> None:
    file = parse_business(CAFE)
    document = to_document(file.business, file.carriers)
    assert read_document(document).business == file.business
    assert document["menu"][4] == {
        "id": "lassi", "name": {"en": "Mango Lassi"}, "price": 95, "from": "2027-04-01",
        "until": "2027-06-30",
    }  # fmt: skip
    cafe = await rooms.opens(CAFE)
    hits = await Knowledge(rooms.database).answers(cafe, "how much is the thali", "en", MAY)
    assert hits[0].topic == "Thali price"


@pytest.mark.parametrize(
    ("item", "problem"),
    [
        ("{id: a, name: A}", "menu[0]: needs a price, or variants with a price each"),
        ("{id: a, name: A, price: -1}", "menu[0].price: must be a number from 0"),
        ("{id: a, name: A, price: 1.999}", "more than two decimals"),
        ("{id: a, name: A, price: 1, until: '2027-01-01', from: '2027-02-01'}", "is before"),
        ("{id: a, name: A, prise: 1}", "menu[0].prise: is not a known key; did you mean price?"),
    ],
)  # fmt: skip
def test_a_wrong_item_is_refused_with_its_place(item: str, problem: str) -> None:
    head = CAFE.partition("menu:")[0]
    with pytest.raises(FileError) as caught:
        parse_business(f"{head}menu:\n  - {item}\n")
    assert problem in caught.value.message
