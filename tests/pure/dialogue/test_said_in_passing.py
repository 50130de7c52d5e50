"""What is counted anew, points back or is only mentioned in a sentence that wants another thing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from tests.pure.dialogue.test_my_booking import FRIDAY, SATURDAY, Table

from vaani.call.plan import Caller, CallPlan
from vaani.dialogue.brain import FlowBrain
from vaani.domain.businesses.file import load_business
from vaani.testing.paper_desk import PaperDesk
from vaani.testing.text_call import HandClock, TextCall

SCENARIOS = Path(__file__).parents[2] / "calls" / "text" / "scenarios"
NOW = "2027-05-06T10:15+05:30"


async def at(business: str, *lines: str) -> tuple[list[tuple[str, str, str, str]], str]:
    """What a call on Thursday 6 May 2027 leaves (day, time, who or where, name), and the last
    words."""
    house = load_business(SCENARIOS / business)
    plan = CallPlan("c1", house, Caller("+919999977002"), "text", "c1")
    clock = HandClock(datetime.fromisoformat(NOW))
    desk = PaperDesk(plan, clock)
    call = TextCall(plan, FlowBrain(plan, desk), clock, desk.report)
    await call.greet()
    said = ""
    for line in lines:
        said = str((await call.say(line))["say"])
    rows = [
        (f"{row.start:%m-%d}", f"{row.start:%H:%M}", row.resource_id or "", row.name or "")
        for row in desk.rows
    ]
    return sorted(rows), said


async def party(*lines: str) -> list[int | None]:
    table = Table()
    await table.hears(*lines)
    return [row[2] for row in table.rows()]


@pytest.mark.parametrize(
    ("words", "people"),
    [
        ("tomorrow at 8 pm there'll be five of us, no hang on, Anil has dropped out so four", 4),
        ("tomorrow at 8 pm, five of us, no wait, Anil dropped out, four", 4),
        ("tomorrow at 8 pm, a table for seven, hm, with her sister that's eight", 8),
        ("kal raat aath baje hum paanch hain matlab ek bachcha bhi hai toh chhe ho gaye", 6),
        ("kal raat aath baje, nau log, nahi, bhabhi bimaar hai toh eight", 8),
        ("kal raat aath baje teen log, ek dost aur aa raha hai to chaar", 4),
        ("kal raat aath baje do log, matlab main aur meri wife", 2),
        ("chaar log kal, to raat aath baje", 4),
        (
            "a table for two no wait my sister is joining so three on friday at eight pm",
            3,
        ),
        ("kal raat aath baje saat saat ki do alag table", None),
        ("kal raat aath baje main meri biwi do bete aur meri chhoti behen", 5),
    ],
)
async def test_the_last_count_stands(words: str, people: int | None) -> None:
    assert await party(words, "Rohan Mehta", "yes") == ([people] if people else [])


@pytest.mark.parametrize(
    "words",
    [
        "meri kal wali booking mein do log kam ho gaye toh ab do hi aayenge",
        "kal ki meri booking mein do log kam hain, matlab chaar se do",
    ],
)
async def test_two_fewer_are_the_two_that_come(words: str) -> None:
    table = Table(FRIDAY)
    await table.hears(words, "haan, update kar do")
    assert table.rows() == [("05-07", "20:00", 2, "confirmed")]


@pytest.mark.parametrize(
    "words",
    [
        "a table for four tomorrow at too thirty in the afternoon",
        "a table for four tomorrow at to thirty in the afternoon",
    ],
)
async def test_too_thirty_is_half_past_two(words: str) -> None:
    table = Table()
    await table.hears(words, "Rohan Mehta", "yes")
    assert table.rows() == [("05-07", "14:30", 4, "confirmed")]


async def test_ate_o_clock_is_eight() -> None:
    table = Table()
    await table.hears("a table for four tomorrow at ate o'clock at night", "Rohan Mehta", "yes")
    assert table.rows() == [("05-07", "20:00", 4, "confirmed")]


async def test_the_train_comes_at_seven_and_the_table_is_for_an_hour_after_that() -> None:
    table = Table()
    words = "Kal shaam saat baje papa ki train hai, toh uske ek ghante baad ki table, chhe log"
    await table.hears(words, "Rachna Tripathi", "haan")
    assert table.rows() == [("05-07", "20:00", 6, "confirmed")]


async def test_cancelled_and_another_day_asked_for_in_one_breath() -> None:
    table = Table(FRIDAY)
    await table.hears(
        "ek toh kal ka dinner cancel, plan flop ho gaya, aur alag se Sunday ko dopahar ek baje "
        "teen logon ki table",
        "haan",
        "haan",
    )
    assert [(row[0], row[2], row[3]) for row in table.rows()] == [
        ("05-07", 4, "cancelled"),
        ("05-09", 3, "confirmed"),
    ]


async def test_moved_an_hour_and_put_down_for_another_night_as_well() -> None:
    table = Table(FRIDAY)
    await table.hears(
        "could you move my Friday table an hour later, and while you're at it put me down for "
        "Saturday night at eight as well, seven of us on the Saturday",
        "yes",
        "yes",
    )
    assert table.rows() == [
        ("05-07", "21:00", 4, "confirmed"),
        ("05-08", "20:00", 7, "confirmed"),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "can I leave the car there",
        "Ek baat poochun, aap machine ho ya ladki?",
        "Naam batata hoon, pehle ye boliye ki parking milegi na",
        "will there be room for a pram",
    ],
)
async def test_what_is_asked_instead_of_the_name_is_no_name(words: str) -> None:
    table = Table()
    await table.hears("a table for two tomorrow at eight pm", words, "Santosh Kumar", "yes")
    assert [row.name for row in table.desk.rows] == ["Santosh Kumar"]


async def test_first_name_and_surname_at_a_read_back_are_the_name() -> None:
    table = Table()
    said = await table.hears("a table for two tomorrow at eight pm", "Rakesh", "Santosh Kumar.")
    assert "Santosh Kumar" in said
    assert not table.desk.rows
    await table.hears("yes")
    assert [row.name for row in table.desk.rows] == ["Santosh Kumar"]


async def test_a_machine_or_an_actual_person_puts_nobody_through() -> None:
    table = Table()
    await table.hears("Am I talking to a machine, by the way, or an actual person?")
    said = await table.hears("a table for two tomorrow at eight pm")
    assert "name" in said


async def test_whose_sister_has_a_table_is_told_nothing() -> None:
    said = await Table(SATURDAY).hears("my sister has a table on Saturday, what time is it")
    assert "other people" in said


async def test_a_complaint_is_no_booking() -> None:
    said = await Table().hears("mujhe shikayat karni hai, kal ka khaana bahut kharab tha")
    assert "माफ़ी" in said


async def test_nonsense_ends_kindly() -> None:
    table = Table()
    for words in ("asdf lorem ipsum", "florp dim", "gah blum", "zip zap"):
        turn = await table.call.say(words) if table.call.turn else await table.call.greet()
    turn = await table.call.say("zap zip")
    assert turn["ended"]
    assert turn["acts"] == ["goodbye"]


async def test_the_name_is_put_right_after_the_write() -> None:
    table = Table()
    await table.hears("a table for two tomorrow at eight pm", "Vikram", "yes")
    words = "Wait, that shouldn't be in my name, it's the wife who's coming. Write Tanvi Karnik."
    await table.hears(words, "yes")
    assert [row.name for row in table.desk.rows] == ["Tanvi Karnik"]


async def test_each_of_two_people_gets_his_own_thing() -> None:
    rows, _ = await at(
        "vindhya-lab.yaml",
        "mummy ka sugar test karwana hai kal subah nau baje aur uske aadhe ghante baad mera bhi "
        "khoon le lijiyega",
        "Mummy ka naam Sarla Patidar hai, mera Nitin Patidar.",
        "haan",
        "haan",
    )
    assert [(row[1], row[3]) for row in rows] == [
        ("09:00", "Sarla Patidar"),
        ("09:30", "Nitin Patidar"),
    ]


@pytest.mark.parametrize(
    "names",
    ["एक Ramesh Gupta, दूसरी Sunita Gupta", "one is Ramesh Gupta, the other is Sunita Gupta"],
)
async def test_one_is_ramesh_the_other_sunita(names: str) -> None:
    rows, _ = await at("vindhya-lab.yaml", "do logon ka sugar test kal nau baje", names, "haan")
    assert [row[3] for row in rows] == ["Ramesh Gupta", "Sunita Gupta"]


async def test_the_earliest_you_have_takes_the_one_that_was_offered() -> None:
    _, said = await at(
        "vindhya-lab.yaml",
        "May I come for a blood test tomorrow, the very earliest you have?",
        "The earliest you have.",
    )
    assert "name" in said


@pytest.mark.parametrize(
    "words",
    [
        "Brain ka MRI karwana hai Friday ko, jaldi se jaldi, kitne ka hoga?",
        "MRI ka kitna, aur MRI Friday ko jaldi se jaldi ho jayega?",
    ],
)
async def test_a_refused_wish_with_its_price_ends(words: str) -> None:
    rows, said = await at("vindhya-lab.yaml", words)

    assert rows == []
    assert said


async def test_thursday_does_not_work_after_all_same_time_on_saturday() -> None:
    rows, _ = await at(
        "mogra-salon.yaml",
        "Facial book kar do Friday twelve noon, Isha Verma",
        "Haan, yes",
        "Arre sorry yaar, Friday ko nahi ho payega, Saturday same time kar do na",
        "Haan, yes",
    )

    assert rows == [("05-08", "12:00", "sushma", "Isha Verma")]


async def test_the_service_that_is_left_is_not_booked() -> None:
    rows, _ = await at(
        "mogra-salon.yaml",
        "colour chhodo, sirf haircut kar do Hema Naik se, Friday one pm",
        "Shalini Rao",
        "yes",
        "no, that's all",
    )

    assert rows == [("05-07", "13:00", "hema", "Shalini Rao")]


@pytest.mark.parametrize(
    ("words", "people"),
    [
        ("lunch tomorrow at one, it's me, my wife, her parents and our twin daughters", 6),
        ("kal dopahar ek baje main meri gharwali do bete dono bahuein aur ek pota aayenge", 7),
        ("table for too people tomorrow at ate thirty in the evening", 2),
    ],
)
async def test_families_and_homophones_are_counted(words: str, people: int) -> None:
    assert await party(words, "Rohan Mehta", "yes") == [people]


async def test_two_bookings_are_told_of_and_one_is_cancelled() -> None:
    table = Table(FRIDAY, SATURDAY)
    await table.hears(
        "I have got two bookings with you, one Friday and one Saturday. The Saturday one, please "
        "cancel that. Friday stays as it is.",
        "yes",
    )

    assert [row[3] for row in table.rows()] == ["confirmed", "cancelled"]


async def test_one_more_comes_same_booking_six_people() -> None:
    assert await party(
        "kal raat aath baje paanch logon ki booking kar do, naam Deepak Chawla",
        "haan",
        "Ek minute, ek banda aur aa raha hai, same booking mein 6 log kar do please",
        "haan",
    ) == [6]


async def test_what_does_the_thyroid_test_cost_is_no_medical_question() -> None:
    _, said = await at("vindhya-lab.yaml", "थायरॉइड की जाँच कितने की है")

    assert "इलाज" not in said


async def test_card_se_payment_ho_jayega_is_answered_in_the_middle_of_a_booking() -> None:
    _, said = await at(
        "mogra-salon.yaml",
        "kal ke liye hema naik se haircut book karna hai",
        "pehle ye batao card se payment ho jayega na?",
    )

    assert "कार्ड" in said or "card" in said.lower() or "UPI" in said


@pytest.mark.parametrize(
    "words",
    [
        "I've two bookings with you. Keep the Friday one, but the Saturday one I won't be able "
        "to make, please drop it",
        "I have two tables, so the one on Saturday can go, I still want the other one",
        "Saturday ko nahi aa paunga",
    ],
)
async def test_one_of_two_is_dropped_in_other_words(words: str) -> None:
    table = Table(FRIDAY, SATURDAY)
    await table.hears(words, "yes")

    assert [row[3] for row in table.rows()] == ["confirmed", "cancelled"]


async def test_half_an_hour_late_moves_nothing_and_an_hour_later_does() -> None:
    table = Table(FRIDAY)
    await table.hears("I will be half an hour late")
    assert [row[1] for row in table.rows()] == ["20:00"]

    await table.hears("could you move my Friday table an hour later", "yes")
    assert [row[1] for row in table.rows()] == ["21:00"]


async def test_can_i_bring_two_more_people() -> None:
    table = Table(FRIDAY)
    await table.hears("can I bring two more people on Friday", "yes")

    assert [row[2] for row in table.rows()] == [6]


async def test_prayers_at_home_are_nobody_called_pooja() -> None:
    rows, said = await at(
        "gulnaar-parlour.yaml",
        "kya bataun bahan itwar ko hamare ghar pooja hai, to ek din pehle yaani shanivar ko "
        "teen baje mera facial kar dena",
        "Sarita Mishra",
        "haan ji",
    )

    assert [row[:2] for row in rows] == [("05-08", "15:00")], said


async def test_the_menu_is_told_and_the_table_is_made() -> None:
    table = Table()
    said = await table.hears(
        "kal ka menu kya hai aur table bhi chahiye chaar logon ka raat nau baje"
    )
    assert len(said) > len("और शुभ नाम?")
    await table.hears("Ravi Jain", "haan")

    assert [row[:3] for row in table.rows()] == [("05-07", "21:00", 4)]


async def test_a_couple_of_bookings_counts_no_people() -> None:
    table = Table({**FRIDAY, "party": 2}, SATURDAY)
    await table.hears(
        "so I've got a couple of bookings with you people, scrap the Saturday one, the other one "
        "I'm keeping",
        "yes",
    )

    assert [row[3] for row in table.rows()] == ["confirmed", "cancelled"]


async def test_a_day_later_counts_from_the_booking() -> None:
    table = Table({**FRIDAY, "date": "2027-05-10"})
    await table.hears("बुकिंग को एक दिन बाद का कर दीजिए, समय वही रहने दीजिए", "हाँ जी")

    assert table.rows() == [("05-11", "20:00", 4, "confirmed")]


async def test_it_is_the_booking_that_was_read_out() -> None:
    table = Table(FRIDAY, {**SATURDAY, "time": "21:00"})
    await table.hears("what time is my booking on friday?", "ok can you make it nine", "yes")

    assert [row[1] for row in table.rows()] == ["21:00", "21:00"]


@pytest.mark.parametrize(
    ("words", "people"),
    [("ek minute, paanch log hain", 5), ("add one kid please", 3), ("not two three", 3)],
)
async def test_counted_anew_behind_the_booking(words: str, people: int) -> None:
    made = ("kal raat aath baje do logon ki booking kar do, naam Deepak Chawla", "haan")
    assert await party(*made, words, "haan") == [people]


async def test_the_name_of_a_booking_is_changed() -> None:
    table = Table(FRIDAY)
    await table.hears("friday booking ka naam change karna hai", "Suresh Mehta", "haan")

    assert [row.name for row in table.desk.rows] == ["Suresh Mehta"]


async def test_cancel_that_hour_and_make_it_another_moves_the_booking() -> None:
    table = Table(FRIDAY)
    await table.hears("aath baje wali cancel kar ke nau baje kar do", "haan")

    assert table.rows() == [("05-07", "21:00", 4, "confirmed")]


@pytest.mark.parametrize(
    "words",
    [
        "blood test for my mother and me on friday at eight",
        "shukravaar ko blood test, meri maa ke liye aur mere liye, subah aath baje",
    ],
)
async def test_somebody_and_me_are_two(words: str) -> None:
    rows, _ = await at("vindhya-lab.yaml", words, "Sunita and Neha", "yes")

    assert sorted(row[3] for row in rows) == ["Neha", "Sunita"]


async def test_hmm_make_it_four_is_an_hour_where_nobody_is_counted() -> None:
    rows, _ = await at(
        "mogra-salon.yaml",
        "I want a haircut with Hema Naik on Friday at three, for Preeti Saxena",
        "Hmm, actually make it four instead",
        "yes",
    )

    assert [row[1] for row in rows] == ["16:00"]
