"""A person at the printed call page: a neural voice in the microphone of a real browser."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser

from vaani.language.names import same_name
from vaani.testing.browser_caller import (
    CHROMIUM,
    EARS,
    MOUTH,
    PHONE,
    Caller,
    caller_at,
    chromium,
    microphone_file,
)  # fmt: skip
from vaani.testing.served import (
    Served,
    bookings_of,
    sign_in,
    start,
    stored_turns,
    tomorrow_at,
)

BUSINESS = "madhuban"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.models,
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
OPENING = "Hello, I would like a table for four tomorrow at seven in the evening."
ANSWERS = (
    ("name", "My name is Anita Sharma."),
    ("how many", "For four people."),
    ("which day", "Tomorrow."),
    ("what time", "At seven in the evening."),
    ("number", "My number is nine eight seven six five, four three two one zero."),
    ("anything else", "No, thank you. Goodbye."),
    ("correct", "Yes, please."),
    ("shall i", "Yes, please."),
    ("right?", "Yes, please."),
)


def answer_to(question: str) -> str:
    """What Anita says to it: the last thing asked counts."""
    asked = question.lower()
    found = [(asked.rfind(words), answer) for words, answer in ANSWERS if words in asked]
    return max(found)[1] if found else "Yes, please."


async def book(caller: Caller, voice: str, *, most_turns: int = 14) -> None:
    """Listen and answer until the house has hung up or nothing is left to say."""
    words = OPENING
    await caller.answered(0)
    for _ in range(most_turns):
        await caller.speak(words, voice)
        said = await caller.answered(len(await caller.turns("assistant")))
        if said is None:
            return
        words = answer_to(said)


async def call_id_of(served: Served) -> str:
    """The newest call of the business."""
    async with httpx.AsyncClient(base_url=served.url) as client:
        await sign_in(client, served)
        reply = await client.get("/api/v1/calls", params={"business": BUSINESS, "limit": 1})
        call = str(reply.json()["data"][0]["id"])
        await stored_turns(client, call)
        return call


async def booked_in(served: Served, call_id: str) -> list[dict[str, object]]:
    return [row for row in await bookings_of(served, BUSINESS) if row.get("call_id") == call_id]


def assert_is_anitas_table(rows: list[dict[str, object]]) -> None:
    assert len(rows) == 1, rows
    assert rows[0]["status"] == "confirmed"
    assert datetime.fromisoformat(str(rows[0]["start"])) in tomorrow_at(rows[0], 19)
    assert rows[0]["party"] == 4
    assert rows[0]["phone"] == "+919876543210"
    assert same_name(str(rows[0]["name"]), "Anita Sharma"), rows[0]["name"]


async def assert_was_lively(caller: Caller) -> None:
    """Sound came out, both meters moved, every answer has its times, nothing went wrong."""
    measured = await caller.measured()
    assert measured["loudest"] > 0.02, "the loudspeaker stayed silent"
    assert measured["you"] > 0.3
    assert measured["assistant"] > 0.3
    rows = caller.page.locator("#times tr")
    assert await rows.count() >= 2
    for cell in (await rows.first.locator("td").all_inner_texts())[1:]:
        assert cell.strip().lstrip("-").isdigit(), "a stage without its time"
    assert caller.troubles == []


async def assert_the_owner_sees(
    house: Served, browser: Browser, call_id: str, tmp_path: Path
) -> None:
    """The console has the call, what was said with its times, and the booking of it."""
    owner = await caller_at(await browser.new_context(viewport=PHONE))
    ref = str((await booked_in(house, call_id))[0]["ref"])
    await owner.page.goto(f"{house.url}/#key={await owner_key(house)}")
    await owner.page.select_option("#business", BUSINESS)
    await owner.page.goto(f"{house.url}/console/calls/{call_id}")
    written = owner.page.locator("#written").filter(has_text=ref)
    await written.wait_for()
    said = await written.inner_text()
    assert "Anita Sharma" in said
    assert "Confirmed" in said
    assert "4 people" in said
    assert "19:00" in said, "the time is that of the business, not of the browser"
    assert "First sound +" in await owner.page.locator("#transcript").inner_text()
    await owner.page.screenshot(path=str(tmp_path / "owner.png"), full_page=True)
    assert await owner.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert owner.troubles == []


async def owner_key(house: Served) -> str:
    async with httpx.AsyncClient(base_url=house.url) as client:
        await sign_in(client, house)
        return client.headers["Authorization"].removeprefix("Bearer ")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    running = start(tmp_path_factory.mktemp("page") / "data")
    yield running
    running.stop()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as opened:
        yield opened


async def test_a_caller_at_the_page_books_a_table_in_a_conversation(
    house: Served, browser: Browser, tmp_path: Path
) -> None:
    caller = await caller_at(await browser.new_context(viewport=PHONE), MOUTH, EARS)
    await caller.open(house, BUSINESS, "en")
    await caller.call()
    await book(caller, "am_michael")
    await caller.until_over(timeout_s=1)
    await caller.page.screenshot(path=str(tmp_path / "call.png"), full_page=True)
    mine, theirs = await caller.turns("caller"), await caller.turns("assistant")
    assert any("table" in line.lower() for line in mine), mine
    assert "Madhuban" in theirs[0]
    assert await caller.page.inner_text("#status") in (
        "The call is over.",
        "The assistant has hung up.",
    )
    call_id = await call_id_of(house)
    assert_is_anitas_table(await booked_in(house, call_id))
    assert await caller.page.locator("#booking-box").is_visible()
    await assert_was_lively(caller)
    await assert_the_owner_sees(house, browser, call_id, tmp_path)


async def test_from_the_first_link_to_a_spoken_booking_that_is_seen_live_and_in_the_calendar(
    house: Served, tmp_path: Path
) -> None:
    said = microphone_file(
        tmp_path / "microphone.wav", 8.0,
        "A table for four tomorrow at seven in the evening, my name is Anita Sharma, "
        "my number is nine eight seven six five, four three two one zero.",
        7.0, "Yes, my number is nine eight seven six five, four three two one zero.",
        10.0, "Yes, that is right.", 16.0, "Yes, please.", 12.0, "No, thank you. Goodbye.", 10.0,
        voice="heart",
    )  # fmt: skip
    async with chromium(f"--use-file-for-fake-audio-capture={said}%noloop") as opened:
        first = await opened.new_context()
        owner, desk = await caller_at(first, EARS), await caller_at(first)
        await owner.page.goto(f"{house.url}/#key={await owner_key(house)}")
        await owner.page.select_option("#business", BUSINESS)
        await desk.page.goto(f"{house.url}/")
        await desk.page.locator("#live[data-state=live]").wait_for()
        await owner.page.get_by_role("button", name="Call from the browser").click()
        await owner.page.select_option("aside select", "en")
        await owner.page.click("#call-button")
        await (
            desk.page.locator("article[data-call]")
            .get_by_text("Anita")
            .first.wait_for(timeout=60_000)
        )
        await owner.page.wait_for_selector("#call-button[data-state=idle]", timeout=120_000)
        assert await owner.page.locator("#call-written").is_visible(), await owner.page.inner_text(
            "#call-transcript"
        )
        call_id = await call_id_of(house)
        rows = await booked_in(house, call_id)
        assert_is_anitas_table(rows)
        assert (await owner.measured())["loudest"] > 0.02, "the loudspeaker stayed silent"
        await desk.page.goto(f"{house.url}/console/bookings?day={rows[0]['date']}")
        await desk.page.locator(f"[data-booking='{rows[0]['id']}']").click()
        await desk.page.get_by_role("link", name="The call it was made in").click()
        await (
            desk.page.locator("#timeline").get_by_role("button", name="Assistant").first.wait_for()
        )
        assert str(rows[0]["ref"]) in await desk.page.inner_text("#written")
        assert owner.troubles == desk.troubles == []


async def test_a_person_at_the_live_desk_whispers_takes_over_and_hands_back(house: Served) -> None:
    async with chromium() as opened:
        caller = await caller_at(await opened.new_context(), MOUTH, EARS)
        desk = await caller_at(await opened.new_context())
        await desk.page.goto(f"{house.url}/#key={await owner_key(house)}")
        await desk.page.select_option("#business", BUSINESS)
        await desk.page.goto(f"{house.url}/console/desk")
        await desk.page.locator("#live[data-state=live]").wait_for()
        await caller.open(house, BUSINESS, "en")
        await caller.call()
        await caller.answered(0)
        await desk.page.get_by_role("button", name="Listen in").click()
        whisper = desk.page.get_by_label("Whisper to the assistant")
        await whisper.fill("say: the kitchen closes at ten")
        await desk.page.get_by_role("button", name="Whisper", exact=True).click()
        await desk.page.get_by_text("The assistant followed it.").wait_for()
        assert "kitchen closes at ten" in str(await caller.answered(1)).lower()
        await desk.page.get_by_role("button", name="Take over").click()
        await desk.page.get_by_text("The caller hears you now.").wait_for()
        await desk.page.get_by_role("button", name="Hand back").click()
        await desk.page.get_by_text("The assistant goes on.").wait_for()
        await desk.page.get_by_role("button", name="Hang up").click()
        await desk.page.get_by_role("button", name="Yes, end the call").click()
        await caller.page.wait_for_selector("#button[data-state=idle]")
        await desk.page.get_by_text("Nobody is on the line.").wait_for()
        assert caller.troubles == desk.troubles == []


async def test_the_chosen_language_is_the_one_the_assistant_greets_in(
    house: Served, browser: Browser
) -> None:
    caller = await caller_at(await browser.new_context(), MOUTH, EARS)
    await caller.open(house, BUSINESS, "hi")
    await caller.call()
    await caller.page.wait_for_selector("#transcript li.assistant", timeout=30_000)
    assert "मधुबन" in (await caller.turns("assistant"))[0]
    assert await caller.page.get_attribute("#transcript li.assistant", "lang") == "hi"
    await caller.page.select_option("#page-language", "hi")
    assert await caller.page.inner_text("#button") == "फ़ोन रखें"
    await caller.hang_up()
    assert await caller.page.inner_text("#status") == "कॉल समाप्त हुई।"
    assert (await caller.measured())["loudest"] > 0.02
    assert caller.troubles == []


async def test_the_page_says_what_to_do_when_the_microphone_is_refused(
    house: Served,
) -> None:
    async with chromium(allowed=False) as opened:
        caller = await caller_at(await opened.new_context())
        await caller.open(house, BUSINESS)
        await caller.page.click("#button")
        said = caller.page.locator("#trouble")
        await said.filter(has_text="not allowed").wait_for()
        assert await said.inner_text() == (
            "The browser was not allowed to use the microphone. "
            "Allow it in the address bar, then call again."
        )
        assert await caller.over()
        assert caller.troubles == []


async def test_the_page_says_so_when_the_server_dies_in_the_middle_of_a_call(
    browser: Browser, tmp_path: Path
) -> None:
    doomed = start(tmp_path / "data")
    try:
        caller = await caller_at(await browser.new_context(), MOUTH)
        await caller.open(doomed, BUSINESS, "en")
        await caller.call()
        await caller.page.wait_for_selector("#transcript li.assistant", timeout=30_000)
    finally:
        doomed.kill()
    await caller.page.wait_for_selector("#button[data-state=idle]")
    assert await caller.page.inner_text("#trouble") == "The connection was lost."
    assert await caller.page.inner_text("#status") == "The call is over."
    await caller.page.click("#button")
    await caller.page.locator("#trouble").filter(has_text="does not answer").wait_for()
    assert await caller.over()
