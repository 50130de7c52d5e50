"""Whose business is asked about? A business that the key is not bound to does not exist for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Annotated

from fastapi import Query

from vaani.api.auth import Principal
from vaani.call.plan import Business
from vaani.domain.businesses.service import Businesses
from vaani.kit.errors import DomainError
from vaani.storage.paging import PageWish

BusinessName = Annotated[
    str | None,
    Query(alias="business", max_length=80, description="Slug or id; may be left out for one."),
]
NO_BUSINESS = "There is no such business."
_about: ContextVar[list[str | None] | None] = ContextVar("about", default=None)


@contextmanager
def about() -> Iterator[list[str | None]]:
    """The ids of the businesses that a request turns out to be about."""
    found: list[str | None] = []
    token = _about.set(found)
    try:
        yield found
    finally:
        _about.reset(token)


async def business_of(businesses: Businesses, principal: Principal, name: str | None) -> Business:
    """The business of that slug or id, or the only one that the key may see.

    Raises DomainError NOT_FOUND, and INVALID when several could be meant.
    """
    if name is None:
        return await _only(businesses, principal)
    found = await _named(businesses, name)
    must_see(principal, found.id, NO_BUSINESS)
    return found


def must_see(principal: Principal, business_id: str | None, sentence: str) -> None:
    """What belongs to that business is for him. Raises DomainError NOT_FOUND with the sentence for
    who does not know of it, FORBIDDEN for who lacks there what the route asks for."""
    if principal.sees(business_id):
        touched = _about.get()
        if touched is not None:
            touched.append(business_id)
        return
    if principal.knows(business_id):
        raise DomainError(
            "FORBIDDEN", f"This needs the right {principal.asked} at that business.",
            {"right": principal.asked},
        )  # fmt: skip
    raise DomainError("NOT_FOUND", sentence)


async def _named(businesses: Businesses, name: str) -> Business:
    for lookup in (businesses.get, businesses.by_id):
        try:
            return await lookup(name)
        except DomainError as error:
            if error.kind != "NOT_FOUND":
                raise
    raise DomainError("NOT_FOUND", NO_BUSINESS)


async def visible(businesses: Businesses, principal: Principal) -> list[Business]:
    """Every business that the key may see, in the order of the list."""
    found: list[Business] = []
    wish = PageWish(limit=100)
    while True:
        page = await businesses.listing(wish)
        found += [business for business in page.items if principal.sees(business.id)]
        if page.next_cursor is None:
            return found
        wish = PageWish(100, page.next_cursor)


async def _only(businesses: Businesses, principal: Principal) -> Business:
    found = await visible(businesses, principal)
    if not found:
        raise DomainError("NOT_FOUND", NO_BUSINESS)
    if len(found) > 1:
        raise DomainError("INVALID", "Say which business: add `business` with its slug.")
    must_see(principal, found[0].id, NO_BUSINESS)
    return found[0]
