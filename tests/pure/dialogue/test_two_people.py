"""Several people, several tables in one sentence: each gets what was said for him."""

from __future__ import annotations

from datetime import datetime
from importlib import resources

import pytest
from tests.pure.dialogue.test_my_booking import Table

from vaani.call.plan import Caller, CallPlan
from vaani.dialogue.brain import FlowBrain
from vaani.domain.businesses.file import parse_business
from vaani.testing.paper_desk import PaperDesk
from vaani.testing.text_call import HandClock, TextCall

DEMO = resources.files("vaani.domain.businesses") / "demo" / "sanjeevani.yaml"
NOW = "2027-05-06T10:15+05:30"


async def booked(*lines: str) -> list[tuple[str, str, str]]:
    """What a call to the demonstration clinic on Thursday 6 May 2027 leaves: time, doctor, name."""
    business = parse_business(DEMO.read_text(encoding="utf-8")).business
    plan = CallPlan("c1", business, Caller("+919999977002"), "text", "c1")
    clock = HandClock(datetime.fromisoformat(NOW))
    desk = PaperDesk(plan, clock)
    call = TextCall(plan, FlowBrain(plan, desk), clock, desk.report)
    await call.greet()
    for line in lines:
        await call.say(line)
    return sorted(
        (row.start.strftime("%H:%M"), row.resource_id or "", row.name or "") for row in desk.rows
    )


async def tables(*lines: str) -> list[tuple[str, str, int | None, str]]:
    table = Table()
    await table.hears(*lines)
    return table.rows()


@pytest.mark.parametrize(
    "words",
    [
        "I need six seats tomorrow evening at seven thirty and four seats Saturday at one pm",
        "a table for six tomorrow at 7:30 pm and another for four on Saturday at 1 pm",
        "kal shaam saadhe saat baje chhe log aur Saturday dopahar ek baje chaar log",
        "Do alag booking: kal shaam saadhe saat baje six log, aur Saturday ek baje four log",
    ],
)
async def test_two_tables_keep_their_own_sizes(words: str) -> None:
    assert await tables(words, "Rohan Mehta", "yes", "yes") == [
        ("05-07", "19:30", 6, "confirmed"),
        ("05-08", "13:00", 4, "confirmed"),
    ]


@pytest.mark.parametrize(
    ("words", "people"),
    [
        ("tomorrow at eight pm, six grown-ups and two little ones", 8),
        ("tomorrow at eight pm, my husband, our two boys and me", 4),
        ("kal raat aath baje main aur meri patni", 2),
        ("कल रात आठ बजे अम्मा, बाबूजी, मेरी पत्नी और मैं", 4),
        ("just the pair of us tomorrow at eight pm", 2),
    ],
)
async def test_a_family_is_counted_by_naming_it(words: str, people: int) -> None:
    found = await tables(words, "Rohan Mehta", "yes")
    assert found == [("05-07", "20:00", people, "confirmed")]


async def test_the_cousin_who_comes_along_is_one_more() -> None:
    lines = ("kal raat aath baje char log", "Rohan Mehta", "haan")
    found = await tables(*lines, "Arre wait, cousin bhi aa raha hai, make it five!", "haan")
    assert found == [("05-07", "20:00", 5, "confirmed")]


RAO_AND_FERNANDES = [("10:30", "rao", "Ramesh Iyer"), ("11:00", "fernandes", "Tara Iyer")]


@pytest.mark.parametrize(
    "words",
    [
        "Saturday for my father Ramesh Iyer with Dr. Rao at half past ten, daughter Tara Iyer "
        "with Dr. Fernandes at eleven in the morning",
        "Saturday subah, mere papa Ramesh Iyer ko Dr. Rao se saadhe das baje, beti Tara Iyer ko "
        "Dr. Fernandes se gyarah baje dikhana hai",
        "my dad needs Dr. Rao and my daughter needs Dr. Fernandes on Saturday morning, him at ten "
        "thirty and her at eleven, his name is Ramesh Iyer and her name is Tara Iyer",
    ],
)
async def test_two_of_the_family_each_see_their_own_doctor(words: str) -> None:
    assert await booked(words, "yes", "yes") == RAO_AND_FERNANDES


async def test_names_that_come_later_go_to_those_they_belong_to() -> None:
    words = (
        "Saturday morning, my dad with Dr. Rao at 10:30, my daughter with Dr. Fernandes at eleven"
    )
    named = "My daughter is Tara Iyer and dad is Ramesh Iyer."
    assert await booked(words, named, "yes", "yes") == RAO_AND_FERNANDES


async def test_both_boys_one_after_the_other() -> None:
    words = "Dr. Rao on Saturday for both my boys, Aman at ten thirty and Rishi at ten forty five"
    assert await booked(words, "yes", "yes") == [
        ("10:30", "rao", "Aman"),
        ("10:45", "rao", "Rishi"),
    ]


async def test_one_who_brings_his_mother_is_not_booked_himself() -> None:
    words = "My mother wants Dr. Rao on Saturday at eleven, I will be there at half past ten"
    found = await booked(words, "Sunita Iyer", "yes", "no, that is all")
    assert [(at, who) for at, who, _ in found] == [("11:00", "rao")]


async def test_the_slot_of_half_past_ten_is_nobodys_booking() -> None:
    said = "Doctor ne bola hai, Saturday ko Dr. Rao ke saath subah saadhe das ka slot hai kya?"
    assert await booked(said, "Mehul Trivedi", "haan") == [("10:30", "rao", "Mehul Trivedi")]
