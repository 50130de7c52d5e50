"""What one small word does to a booking: "both", "hers", "fit me in", "bhaiya", "rehne do"."""

from __future__ import annotations

import pytest
from tests.pure.dialogue.test_said_in_passing import at

SALON, CLINIC, HOTEL = "gulmohar-salon.yaml", "kadamba-clinic.yaml", "kaveri-courtyard.yaml"


async def test_no_not_a_facial_threading_please_with_the_same_lady() -> None:
    rows, said = await at(
        SALON, "Parson shaam paanch baje facial chahiye.", "Kusum.",
        "Bilkul nahi, facial nahi, threading kar dijiye, paanch baje hi.",
    )  # fmt: skip
    assert not rows
    assert "थ्रेडिंग" in said


@pytest.mark.parametrize(
    "line",
    [
        "for me and my wife with Dr Meera on Friday, mine at 10 and hers at 11 in the morning",
        "Mera aur meri wife ka time Dr Meera se Friday ko, mera subah 10 baje aur uska 11 baje",
    ],
)
async def test_mine_at_ten_and_hers_at_eleven_both_under_my_name(line: str) -> None:
    both = "Rohan Bhatia, put both under my name."
    rows, _ = await at(CLINIC, line, both, "yes please", "yes please")
    assert [row[1] for row in rows] == ["10:00", "11:00"]
    assert {row[3] for row in rows} == {"Rohan Bhatia"}


async def test_fit_me_in_is_no_pedicure() -> None:
    rows, said = await at(
        SALON, "could you fit me in on Friday at four for just a beard trim?", "Neil Kurian.",
        "Yes, please.",
    )  # fmt: skip
    assert [(row[1], row[2]) for row in rows] == [("16:00", "imran")]
    assert "time" not in said


async def test_bhaiya_who_is_spoken_to_is_no_wish_for_a_man() -> None:
    rows, _ = await at(
        SALON, "bhaiya parson shaam paanch baje haircut chahiye", "Sameer Qureshi", "haan"
    )
    assert [row[2] for row in rows] == ["tanvi"]


async def test_saath_baje_written_like_with_is_seven() -> None:
    rows, _ = await at(
        HOTEL, "मुझे शनिवार को शाम को साथ बजे चार लोगों के लिए टेबल चाहिए", "मनोज", "हाँ जी"
    )
    assert [row[1] for row in rows] == ["19:00"]


async def test_no_message_he_will_call_himself() -> None:
    _, said = await at(
        HOTEL, "Mere bhai Arvind ka table hai aapke yahan, cancel kar do.",
        "Uska number toh mujhe yaad nahi.", "Nahi, rehne do, woh khud phone kar lega.",
    )  # fmt: skip
    assert "नाम" not in said


async def test_i_will_get_back_to_you_when_it_is_nearer_ends_the_call() -> None:
    for line in ("I'll get back to you when it's nearer.", "okay later call karta hoon"):
        rows, said = await at(HOTEL, line)
        assert not rows
        assert "bye" in said.lower() or "नमस्ते" in said


async def test_no_put_both_under_another_name_at_the_read_back() -> None:
    line = "for me and my wife with Dr Meera on Friday, mine at 10 and hers at 11 in the morning"
    first, other = "Rohan Bhatia, put both under my name.", "no, put both under Anita Desai"
    rows, _ = await at(CLINIC, line, first, other, "yes please", "yes please")
    assert [row[1] for row in rows] == ["10:00", "11:00"]
    assert rows[0][3] == "Anita Desai"
