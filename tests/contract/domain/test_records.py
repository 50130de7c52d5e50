"""Messages to staff, numbers not to be called, keys of the API and who changed what."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from vaani.domain.audit import service as audit
from vaani.domain.audit.repository import WantedEntries
from vaani.domain.audit.service import Actor
from vaani.domain.messages.repository import WantedMessages
from vaani.kit.errors import DomainError
from vaani.storage.paging import PageWish

PHONE = "+919999977001"
DESK = """
slug: desk
name: Desk
kind: other
timezone: Asia/Kolkata
languages: [en]
hours: {fri: [{open: "12:00", close: "23:00"}]}
"""


async def test_a_message_is_kept_open_until_staff_has_dealt_with_it(rooms: Any) -> None:
    desk = await rooms.opens(DESK)
    ref = await rooms.call(desk, PHONE, "c1").leave_message(
        "callback", "Please ring after six", "Asha Verma", PHONE, "k"
    )
    page = await rooms.messages.listing(desk.id, PageWish(), WantedMessages("open"))
    message = page.items[0]
    assert (message.ref, message.kind, message.text) == (ref, "callback", "Please ring after six")
    assert (message.name, message.phone_masked, message.call_id) == (
        "Asha Verma", "99XXXX7001", "c1",
    )  # fmt: skip
    rooms.clock.passes(hours=1)
    done = await rooms.messages.done(desk.id, ref)
    assert (done.status, done.done_at) == ("done", rooms.clock.now())
    assert (await rooms.messages.listing(desk.id, PageWish(), WantedMessages("open"))).items == ()
    again = await rooms.messages.done(desk.id, message.id, done=False)
    assert (again.status, again.done_at) == ("open", None)
    with pytest.raises(DomainError, match="no such message"):
        await rooms.messages.done(desk.id, "M0")


async def test_a_message_that_is_sent_twice_at_once_is_left_once(rooms: Any) -> None:
    desk = await rooms.opens(DESK)
    call = rooms.call(desk, PHONE, "c1")
    refs = await asyncio.gather(
        *(call.leave_message("note", "hello", None, None, "c1|hello") for _ in range(4))
    )
    assert len(set(refs)) == 1
    assert [event.type for event in await rooms.outbox.after(0)] == ["message.left"]


async def test_messages_are_listed_newest_first_in_pages(rooms: Any) -> None:
    desk = await rooms.opens(DESK)
    call = rooms.call(desk)
    for number in range(5):
        await call.leave_message("note", f"text {number}", None, None, f"k{number}")
    first = await rooms.messages.listing(desk.id, PageWish(limit=3))
    rest = await rooms.messages.listing(desk.id, PageWish(limit=3, cursor=first.next_cursor))
    texts = [one.text for one in (*first.items, *rest.items)]
    assert texts == [f"text {number}" for number in (4, 3, 2, 1, 0)]
    assert rest.next_cursor is None


async def test_a_caller_who_wants_no_calls_is_on_the_list_of_that_business_only(
    rooms: Any,
) -> None:
    desk = await rooms.opens(DESK)
    other = await rooms.opens(DESK.replace("slug: desk", "slug: other"))
    call = rooms.call(desk, PHONE, "c1")
    assert await rooms.do_not_call.may_call(desk.id, PHONE)
    await asyncio.gather(*(call.stop_calling(None) for _ in range(4)))
    assert not await rooms.do_not_call.may_call(desk.id, PHONE)
    assert await rooms.do_not_call.may_call(other.id, PHONE)
    page = await rooms.do_not_call.listing(desk.id, PageWish())
    assert [(one.phone, one.phone_masked, one.call_id) for one in page.items] == [
        (PHONE, "99XXXX7001", "c1")
    ]
    await rooms.do_not_call.allow_again(desk.id, PHONE)
    assert await rooms.do_not_call.may_call(desk.id, PHONE)


async def test_a_caller_cannot_put_another_number_on_the_list(rooms: Any) -> None:
    desk = await rooms.opens(DESK)
    await rooms.call(desk, PHONE).stop_calling("+919999977002")
    assert await rooms.do_not_call.may_call(desk.id, "+919999977002")
    assert not await rooms.do_not_call.may_call(desk.id, PHONE)


async def test_a_key_opens_until_it_is_revoked_and_only_its_hash_is_kept(rooms: Any) -> None:
    key = await rooms.users.create("staff", "front desk", ["desk"])
    found = await rooms.users.find(key)
    assert (found.role, found.name, found.businesses) == ("staff", "front desk", ("desk",))
    assert key.startswith(found.shown)
    rows = await rooms.rows("SELECT * FROM api_keys")
    assert key not in str(rows)
    assert await rooms.users.find(key + "x") is None
    await rooms.users.revoke(found.id)
    await rooms.users.revoke(found.id)
    assert await rooms.users.find(key) is None
    assert await rooms.users.get(found.id) is None
    assert (await rooms.users.listing())[0].revoked_at == rooms.clock.now()
    with pytest.raises(DomainError, match="vaani key list"):
        await rooms.users.revoke("nobody")


async def test_the_use_of_a_key_is_noted(rooms: Any) -> None:
    key = await rooms.users.create("viewer", "screen")
    await rooms.users.find(key)
    await rooms.users.settle()
    first = (await rooms.users.listing())[0].last_used_at
    assert first == rooms.clock.now()
    rooms.clock.passes(minutes=6)
    await rooms.users.find(key)
    await rooms.users.settle()
    assert (await rooms.users.listing())[0].last_used_at == rooms.clock.now()


async def test_an_entry_of_the_audit_is_written_with_the_change_or_not_at_all(
    rooms: Any,
) -> None:
    async def change(fails: bool) -> None:
        async with rooms.database.transaction() as session:
            await audit.note(
                session, at=rooms.clock.now(), actor=Actor("cli"), action="privacy.changed",
                subject="desk", before={"days": 90}, after={"days": 30},
            )  # fmt: skip
            if fails:
                raise DomainError("CONFLICT", "the change failed")

    with pytest.raises(DomainError):
        await change(True)
    assert (await rooms.audit.listing(PageWish())).items == ()
    await change(False)
    entry = (await rooms.audit.listing(PageWish())).items[0]
    assert (entry.actor, entry.before, entry.after) == ("cli", {"days": 90}, {"days": 30})
    assert (await rooms.audit.listing(PageWish(), WantedEntries(["another business"]))).items == ()
