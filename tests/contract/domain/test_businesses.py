"""Business files come in whole or not at all, and go out as they came."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
import yaml

from vaani.call.turn_taking import TurnTaking
from vaani.domain.audit.service import Actor
from vaani.domain.businesses.file import parse_business
from vaani.kit.errors import DomainError, FileError
from vaani.storage.paging import PageWish

SALON = """
slug: mirror
name: Mirror Salon
also_known_as: ["मिरर सैलून"]
kind: salon
timezone: Asia/Kolkata
languages: [en, hi]
numbers: [{number: "+919999900301", carrier: twilio}, "+919999900302"]
greeting: {en: "Mirror Salon, hello.", hi: "मिरर सैलून, नमस्ते।"}
transfer: {number: "+919999900309", hours: opening}
hours:
  tue: [{open: "10:00", close: "14:00"}, {open: "16:00", close: "22:00", last: "21:15"}]
  fri: [{open: "18:00", close: "02:00"}]
closures: {"2027-05-11": {en: stocktaking, hi: "माल की गिनती"}}
booking:
  required: [date, time, service, name, phone]
  slot_minutes: 15
  min_lead_minutes: 30
  max_days_ahead: 30
  buffer_minutes: 5
  services:
    - {id: haircut, name: {en: Haircut, hi: "हेयरकट"}, words: ["hair cut"], minutes: 30, fee: 400,
       resources: [asha]}
  resources:
    - {id: asha, kind: person, name: Asha Verma, gender: female,
       sessions: {tue: [["10:00", "14:00"]]}, leave: [["2027-05-18", "2027-05-19"]]}
knowledge:
  - {topic: parking, text: {en: Behind the house., hi: "घर के पीछे।"}, valid_until: "2027-06-30"}
not_offered: [home visits]
"""


async def test_a_file_comes_in_once_and_the_same_file_again_changes_nothing(rooms: Any) -> None:
    first = await rooms.businesses.import_text(SALON)
    again = await rooms.businesses.import_text(SALON)
    assert (first.outcome, again.outcome) == ("created", "unchanged")
    assert again.business.id == first.business.id
    changed = await rooms.businesses.import_text(SALON.replace("Mirror Salon\n", "Mirror House\n"))
    assert changed.outcome == "updated"
    assert (await rooms.businesses.get("mirror")).name == "Mirror House"
    assert len(await rooms.rows("SELECT id FROM businesses")) == 1


async def test_an_exported_file_is_the_same_business_on_another_database(rooms: Any) -> None:
    business = await rooms.opens(SALON)
    text = await rooms.businesses.export("mirror")
    read = parse_business(text)
    assert replace(read.business, id=business.id) == business
    assert read.carriers == {"+919999900301": "twilio"}
    assert (await rooms.businesses.import_text(text)).outcome == "unchanged"


async def test_a_wrong_file_is_refused_with_every_error_and_nothing_is_changed(rooms: Any) -> None:
    await rooms.opens(SALON)
    wrong = yaml.safe_load(SALON)
    wrong["name"] = "Half Imported"
    wrong["hourz"] = {}
    wrong["hours"]["tue"][0]["open"] = "25:00"
    wrong["booking"]["slot_minutes"] = 0
    wrong["booking"]["resources"][0]["sessions"]["fri"] = [["17:00", "13:00"]]
    wrong["numbers"] = ["12345"]
    with pytest.raises(FileError) as refused:
        await rooms.businesses.import_text(yaml.safe_dump(wrong, allow_unicode=True))
    told = "\n".join(refused.value.problems)
    assert all(": " in problem for problem in refused.value.problems)
    for place in (
        "hourz", "hours.tue[0].open", "booking.slot_minutes", "numbers[0]",
        "booking.resources[0].sessions.fri[0]: 13:00 is not after 17:00",
    ):  # fmt: skip
        assert place in told
    assert (await rooms.businesses.get("mirror")).name == "Mirror Salon"
    assert (await rooms.businesses.by_number("+919999900302", "twilio")).slug == "mirror"


async def test_a_number_of_another_business_is_refused_and_nothing_is_half_imported(
    rooms: Any,
) -> None:
    await rooms.opens(SALON)
    other = SALON.replace("slug: mirror", "slug: copycat").replace("900301", "900777")
    with pytest.raises(FileError, match=r"numbers\[1\]: .*900302 already reaches Mirror Salon"):
        await rooms.businesses.import_text(other)
    assert await rooms.businesses.by_number("+919999900777", "twilio") is None
    with pytest.raises(DomainError, match="copycat"):
        await rooms.businesses.get("copycat")


async def test_a_call_reaches_the_business_of_the_number_that_was_dialled(rooms: Any) -> None:
    await rooms.opens(SALON)
    assert (await rooms.businesses.by_number("+919999900301", "twilio")).slug == "mirror"
    assert await rooms.businesses.by_number("+919999900999", "twilio") is None
    moved = await rooms.businesses.set_numbers("mirror", {"+919999900303": None})
    assert moved.numbers == ("+919999900303",)
    assert await rooms.businesses.by_number("+919999900301", "twilio") is None


async def test_a_number_that_names_a_carrier_is_reached_through_no_other(rooms: Any) -> None:
    await rooms.opens(SALON)
    assert (await rooms.businesses.by_number("+919999900301", "twilio")).slug == "mirror"
    assert await rooms.businesses.by_number("+919999900301", "plivo") is None
    await rooms.opens(SALON.replace("carrier: twilio", "carrier: Plivo"))
    assert await rooms.businesses.by_number("+919999900301", "twilio") is None
    assert (await rooms.businesses.by_number("+919999900301", "plivo")).slug == "mirror"
    assert (await rooms.businesses.by_number("+919999900302", "plivo")).slug == "mirror"


async def test_a_change_of_a_business_says_who_made_it_and_from_what(rooms: Any) -> None:
    owner = Actor("front desk", "203.0.113.9")
    await rooms.businesses.import_text(SALON, owner)
    await rooms.businesses.import_text(SALON.replace("Mirror Salon\n", "Mirror House\n"), owner)
    page = await rooms.audit.listing(PageWish())
    assert [entry.action for entry in page.items] == ["business.updated", "business.created"]
    latest = page.items[0]
    assert (latest.actor, latest.address) == ("front desk", "203.0.113.9")
    assert (latest.before["name"], latest.after["name"]) == ("Mirror Salon", "Mirror House")
    assert page.items[1].before is None


async def test_the_demonstration_businesses_are_made_once_and_left_alone(rooms: Any) -> None:
    made = await rooms.businesses.ensure_demo()
    assert {one.kind for one in made} == {"restaurant", "clinic"}
    again = await rooms.businesses.ensure_demo()
    assert [one.id for one in again] == [one.id for one in made]


async def test_processes_that_start_together_make_each_business_once(rooms: Any) -> None:
    await asyncio.gather(*(rooms.businesses.ensure_demo() for _ in range(4)))
    done = await asyncio.gather(*(rooms.businesses.import_text(SALON) for _ in range(4)))
    assert sorted(one.outcome for one in done) == ["created", *["unchanged"] * 3]
    assert len(await rooms.rows("SELECT id FROM businesses")) == 3


async def test_of_two_businesses_that_want_one_number_at_once_one_gets_it(rooms: Any) -> None:
    files = [SALON.replace("slug: mirror", f"slug: mirror-{n}") for n in range(4)]
    done = await asyncio.gather(
        *(rooms.businesses.import_text(file) for file in files), return_exceptions=True
    )
    assert len([one for one in done if isinstance(one, FileError)]) == 3, done
    assert len(await rooms.rows("SELECT id FROM businesses")) == 1


async def test_businesses_are_listed_by_slug_in_pages(rooms: Any) -> None:
    for slug in ("b-two", "a-one", "c-three"):
        file = SALON.replace("slug: mirror", f"slug: {slug}")
        document = yaml.safe_load(file)
        document.pop("numbers")
        await rooms.businesses.import_text(yaml.safe_dump(document, allow_unicode=True))
    first = await rooms.businesses.listing(PageWish(limit=2))
    rest = await rooms.businesses.listing(PageWish(limit=2, cursor=first.next_cursor))
    assert [one.slug for one in (*first.items, *rest.items)] == ["a-one", "b-two", "c-three"]
    assert rest.next_cursor is None
    with pytest.raises(DomainError, match="cursor"):
        await rooms.businesses.listing(PageWish(cursor="nonsense!"))


async def test_how_patiently_calls_listen_is_chosen_in_the_file_and_for_a_number(
    rooms: Any,
) -> None:
    own_choice = "turn_taking: {preset: noisy_line, silence_ms: 900}, carrier: twilio"
    chosen = SALON.replace("carrier: twilio", own_choice) + "turn_taking: slow_speaker\n"
    chosen = chosen.replace("hours: opening}", "hours: opening, warm: true}")
    business = (await rooms.businesses.import_text(chosen)).business
    assert business.turn_taking == TurnTaking(preset="slow_speaker")
    assert business.turn_taking_of("+919999900302").preset == "slow_speaker"
    own = business.turn_taking_of("+919999900301")
    assert (own.preset, own.silence_ms) == ("noisy_line", 900)
    assert business.transfer is not None
    assert business.transfer.warm
    again = await rooms.businesses.import_text(await rooms.businesses.export("mirror"))
    assert again.outcome == "unchanged"
    await rooms.businesses.set_numbers("mirror", {"+919999900301": None, "+919999900303": None})
    assert (await rooms.businesses.get("mirror")).turn_taking_of("+919999900301") == own
    await rooms.businesses.choose_turn_taking("mirror", TurnTaking(), "+919999900301")
    business = await rooms.businesses.choose_turn_taking("mirror", TurnTaking(prefix_ms=60), None)
    assert business.numbers_turn_taking == {}
    assert business.turn_taking == TurnTaking(prefix_ms=60)


def test_a_manner_of_listening_beyond_its_bounds_is_refused_with_its_place() -> None:
    wrong = "turn_taking: {preset: patient, prefix_ms: 19, silence_ms: 2001, start_sensitivity: x}"
    with pytest.raises(FileError) as refused:
        parse_business(SALON + wrong)
    problems = "\n".join(refused.value.problems)
    assert "turn_taking.preset: patient is not one of noisy_line" in problems
    assert "turn_taking.prefix_ms: 19 is not between 20 and 500" in problems
    assert "turn_taking.silence_ms: 2001 is not between 100 and 2000" in problems
    assert "turn_taking.start_sensitivity: x is not one of high, low" in problems
