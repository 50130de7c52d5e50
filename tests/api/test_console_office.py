"""What does an owner keep in order on the console: what is known, and where tables stand?"""

from __future__ import annotations

from typing import Any

from tests.api.browsing import at_bistro, booked, chromium, in_browser

pytestmark = in_browser
FILE = "/api/v1/businesses/bistro/file"
TABLE = (
    "topic,text_en,text_hi,questions\nparking,Behind the house,घर के पीछे,where do I park|parking\n"
)
WRONG = "topic,text_en,valid_until\nparking,Behind the house,tomorrow\n"


async def test_topics_come_in_from_a_file_whole_or_not_at_all(world: Any, address: str) -> None:
    async with chromium() as (page, troubles):
        await at_bistro(page, world, address, "/console/knowledge")
        await page.get_by_role("button", name="Import a file").click()
        window = page.get_by_role("dialog")

        async def bring(text: str) -> None:
            file = {"name": "topics.csv", "mimeType": "text/csv", "buffer": text.encode()}
            await window.get_by_label("File of topics").set_input_files(file)

        await bring(WRONG)
        await window.get_by_role("alert").filter(has_text="valid_until").wait_for()
        await bring(TABLE)
        await window.get_by_text("1 added, 0 changed, 0 removed; 1 topics in all.").wait_for()
        await window.get_by_role("button", name="Close").last.click()
        await page.get_by_text("घर के पीछे").wait_for()
        await _two_write_at_once(page, world)
        assert troubles == []
    known = (await world.owner.get(FILE)).json()["data"]["document"]["knowledge"]
    said = {one["topic"]: one["text"]["en"] for one in known}
    assert said == {"parking": "Behind the house, free", "wifi": "It is free"}


async def _two_write_at_once(page: Any, world: Any) -> None:
    """Another topic of somebody else is no conflict; the same one is, and no word is lost."""
    topics = "/api/v1/knowledge"
    editor = page.get_by_role("dialog", name="parking")
    said = editor.get_by_label("What is said · English")
    at = "?business=bistro"
    for wifi, parking, words in (
        ("It costs", None, "In the yard"),
        ("It is free", "Behind", "Behind the house, free"),
    ):
        await page.get_by_role("button", name="Change parking").click()
        await said.fill(words)
        text = {"topic": "wifi", "text": {"en": wifi}}
        made = await world.owner.post(topics + at, json=text)
        if made.status_code == 409:
            made = await world.owner.put(f"{topics}/topics/wifi{at}", json=text)
        assert made.is_success, made.text
        if parking is not None:
            theirs = {"text": {"en": parking}}
            assert (await world.owner.put(f"{topics}/topics/parking{at}", json=theirs)).is_success
        await editor.get_by_role("button", name="Save", exact=True).click()
        if parking is not None:
            await editor.get_by_text("Somebody else has changed this topic").wait_for()
            assert await said.input_value() == words
            await editor.get_by_role("button", name="Save mine over it").click()
        await editor.wait_for(state="detached")
        await page.get_by_text(words).wait_for()
    await page.get_by_text("It is free").wait_for()


async def test_a_table_is_put_on_the_terrace(world: Any, address: str) -> None:
    async with chromium() as (page, troubles):
        await at_bistro(page, world, address, "/console/business")
        tables = page.locator("section").filter(has_text="Tables and seats").last
        await tables.get_by_role("button", name="Add a table").click()
        await tables.get_by_label("Area · English").fill("terrace")
        await tables.get_by_label("Area · हिन्दी").fill("छत")
        await tables.get_by_role("button", name="Save", exact=True).click()
        await tables.get_by_role("button", name="Undo").wait_for(state="detached")
        assert troubles == []
    terms = (await world.owner.get(FILE)).json()["data"]["document"]["booking"]
    assert [one["area"] for one in terms["resources"]] == [{"en": "terrace", "hi": "छत"}]


async def test_a_customer_who_wants_no_calls_is_put_down_as_that(world: Any, address: str) -> None:
    await booked(world, time="19:00")
    (one,) = (await world.owner.get("/api/v1/customers?business=bistro")).json()["data"]
    async with chromium() as (page, troubles):
        await at_bistro(page, world, address, f"/console/customers/{one['id']}")
        calls = page.get_by_label("We may call this number")
        async with page.expect_response(lambda answer: answer.request.method == "PATCH"):
            await calls.click()
        await page.reload()
        await calls.wait_for()
        assert not await calls.is_checked()
        assert troubles == []
    (now,) = (await world.owner.get("/api/v1/customers?business=bistro")).json()["data"]
    assert now == {**one, "may_be_called": False, "revision": now["revision"]}
