"""How are businesses read, made, changed, removed, imported and exported over HTTP?

A change names the `revision` that it was made from: when somebody else was quicker it is 409, and
nothing is lost. What a key of the document may hold is the business file's matter (its page).
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request, Response
from pydantic import BaseModel, Field
from starlette.requests import HTTPConnection

from vaani.api.asked import Asked, example, wrong
from vaani.api.auth import Allowed, Principal
from vaani.api.editing import SEEN, editing
from vaani.api.envelope import Cursor, Envelope, Limit, Listing, ok, page
from vaani.api.needs import Needs
from vaani.api.once import Once
from vaani.api.tenants import business_of
from vaani.api.turn_taking import TurnTakingAsked, TurnTakingOut, shown
from vaani.call.plan import Business
from vaani.domain.audit.service import Actor
from vaani.domain.businesses.file import parse_business
from vaani.domain.businesses.service import Kept, Version
from vaani.kit.errors import DomainError, FileError
from vaani.storage.paging import PageWish

router = APIRouter(prefix="/api/v1/businesses", tags=["businesses"])
YAML = "application/yaml"
BOUND = "This key is bound to other businesses: it cannot import or make this one."
_FILE = {
    "required": True,
    "content": {
        YAML: {
            "schema": {"type": "string", "description": "A business file."},
            "example": "slug: corner-cafe\nname: Corner Cafe\nkind: restaurant\n"
            "timezone: Asia/Kolkata\n"
            'hours: {mon: [{open: "12:00", close: "22:00"}]}\n',
        }
    },
}


Whole = Annotated[int, Field(ge=1, le=2**31 - 1)]
Revision = Annotated[int, Field(ge=1, le=2**31 - 1, description=SEEN)]
SeenFile = Annotated[int | None, Query(ge=1, le=2**31 - 1, description=SEEN)]


class NewBusiness(Asked):
    """A new business."""

    model_config = example(
        document={
            "slug": "corner-cafe",
            "name": "Corner Cafe",
            "kind": "restaurant",
            "timezone": "Asia/Kolkata",
            "hours": {"mon": [{"open": "12:00", "close": "22:00"}]},
            "booking": {"capacity": 20},
        }
    )

    document: dict[str, Any] = Field(description="The keys of a business file, as JSON.")


class BusinessChange(Asked):
    """What is to be different."""

    model_config = example(
        revision=1,
        changes={"closures": {"2027-03-22": "Holi"}, "greeting": {"en": "Corner Cafe, hello."}},
    )

    revision: Revision
    changes: dict[str, Any] = Field(
        description="Keys of the business file: each takes the place of the former one, `null` "
        "removes it, the others stay."
    )


class Restoring(Asked):
    """Which version is the present one, so that nobody's change is lost."""

    model_config = example(revision=2)

    revision: Revision


class BusinessFileOut(BaseModel):
    """Every key of the file, defaults too, and the revision that a change names."""

    id: str
    slug: str
    revision: int
    updated_at: datetime
    document: dict[str, Any]


class VersionOut(BaseModel):
    """A change of the business: by whom, and which keys."""

    revision: int
    at: datetime
    actor: str
    keys: list[str]


class VersionDetailOut(VersionOut):
    """The business as it was then; `changes` is a unified diff to the version before."""

    document: dict[str, Any]
    changes: str


class ResourceOut(BaseModel):
    """Who or what can be booked."""

    id: str
    kind: str
    name: str
    seats: int | None
    area: str | None


class BusinessOut(BaseModel):
    """A business in short; its whole file is at `/export`."""

    id: str
    slug: str
    name: str
    kind: str
    timezone: str
    languages: list[str]
    numbers: list[str]
    books: bool
    capacity: int | None
    resources: list[ResourceOut]
    turn_taking: TurnTakingOut
    numbers_turn_taking: dict[str, TurnTakingOut]


class ImportedOut(BaseModel):
    """What an import did: `created`, `updated` or `unchanged`."""

    outcome: str
    business: BusinessOut


class Number(Asked):
    """A number of ours; `carrier` None: the one that is configured."""

    model_config = example(number="+919999900100", carrier="twilio")

    number: str = Field(max_length=20, description="E.164.")
    carrier: str | None = Field(default=None, max_length=40)


Numbers = Annotated[
    list[Number | Annotated[str, Field(max_length=20)]],
    Body(max_length=100, examples=[["+919999900100"]]),
]


@router.get("", response_model=Listing[BusinessOut])
async def list_businesses(
    principal: Allowed, needs: Needs, limit: Limit = 20, cursor: Cursor = None
) -> Any:
    """The businesses of this key, by slug."""
    shown: list[Business] = []
    next_cursor = cursor
    while True:
        found = await needs.businesses.listing(PageWish(limit - len(shown), next_cursor))
        shown += [business for business in found.items if principal.sees(business.id)]
        next_cursor = found.next_cursor
        if next_cursor is None or len(shown) >= limit:
            return page([business_out(business) for business in shown], next_cursor)


@router.post(
    "/import",
    dependencies=[Once],
    status_code=201,
    response_model=Envelope[ImportedOut],
    responses={200: {"model": Envelope[ImportedOut], "description": "Updated, or unchanged."}},
    openapi_extra={"requestBody": _FILE},
)
async def import_business(
    principal: Allowed,
    needs: Needs,
    request: Request,
    response: Response,
) -> Any:
    """Create or update a business from its file. A wrong file changes nothing and answers 422
    with every problem in `details.problems`."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind.endswith("json") or kind.startswith("multipart/"):
        wrong("body", f"send the business file itself as {YAML}, not wrapped as {kind}.")
    file = await request.body()
    if not file.strip():
        wrong("body", f"the business file is missing: send it as {YAML}.")
    try:
        text = file.decode()
    except UnicodeDecodeError:
        raise FileError(["the file is not UTF-8"]) from None
    await _may_import(needs, principal, text)
    done = await needs.businesses.import_text(text, actor_of(principal, request))
    response.status_code = 201 if done.outcome == "created" else 200
    return ok(ImportedOut(outcome=done.outcome, business=business_out(done.business)))


@router.post("", status_code=201, response_model=Envelope[BusinessOut], dependencies=[Once])
async def create_business(
    asked: NewBusiness, principal: Allowed, needs: Needs, request: Request
) -> Any:
    """A new business. What does not fit answers 422 with every problem as `path: reason`, a slug
    that is taken 409."""
    if principal.businesses is not None:
        raise DomainError("FORBIDDEN", BOUND)
    made = await needs.businesses.create(asked.document, actor_of(principal, request))
    return ok(business_out(made))


@router.patch("/{business}", response_model=Envelope[BusinessFileOut])
async def change_business(
    business: str, asked: BusinessChange, principal: Allowed, needs: Needs, request: Request
) -> Any:
    """Change keys of its file; order and comments of the others stay. 409 when somebody else has
    changed it since, 422 with every problem as `path: reason`."""
    found = await business_of(needs.businesses, principal, business)
    actor = actor_of(principal, request)
    async with editing(lambda: _file(needs, found)):
        kept = await needs.businesses.patch(found.slug, asked.revision, asked.changes, actor)
    return ok(_file_out(kept))


@router.delete("/{business}", response_model=Envelope[BusinessOut])
async def remove_business(
    business: str,
    principal: Allowed,
    needs: Needs,
    request: Request,
    confirm: Annotated[
        str | None, Query(max_length=63, description="The slug once more: without it nothing goes.")
    ] = None,
    revision: SeenFile = None,
) -> Any:
    """Remove a business with everything that is kept of it: bookings, calls, customers, messages,
    recordings. It cannot be undone."""
    found = await business_of(needs.businesses, principal, business)
    if confirm != found.slug:
        wrong("confirm", f"write {found.slug} to remove this business for good.")
    async with editing(lambda: _file(needs, found)):
        await needs.businesses.remove(found.slug, actor_of(principal, request), revision)
    await asyncio.to_thread(needs.recordings.forget, found.slug)
    return ok(business_out(found))


@router.get("/{business}/file", response_model=Envelope[BusinessFileOut])
async def get_business_file(business: str, principal: Allowed, needs: Needs) -> Any:
    """Its file as JSON, with the revision that a change names."""
    found = await business_of(needs.businesses, principal, business)
    return ok(await _file(needs, found))


@router.get("/{business}/versions", response_model=Listing[VersionOut])
async def list_versions(
    business: str, principal: Allowed, needs: Needs, limit: Limit = 20, cursor: Cursor = None
) -> Any:
    """What it was before, newest first; the last hundred changes are kept."""
    found = await business_of(needs.businesses, principal, business)
    rows = await needs.businesses.versions(found.slug, PageWish(limit, cursor))
    return page([VersionOut(**_version(row)) for row in rows.items], rows.next_cursor)


@router.get("/{business}/versions/{version}", response_model=Envelope[VersionDetailOut])
async def get_version(business: str, version: Whole, principal: Allowed, needs: Needs) -> Any:
    """One version, and what it changed."""
    found = await business_of(needs.businesses, principal, business)
    row = await needs.businesses.version(found.slug, version)
    about = {**_version(row), "document": dict(row.document), "changes": row.changes}
    return ok(VersionDetailOut(**about))


@router.post("/{business}/versions/{version}/restore", response_model=Envelope[BusinessFileOut])
async def restore_version(
    business: str,
    version: Whole,
    asked: Restoring,
    principal: Allowed,
    needs: Needs,
    request: Request,
) -> Any:
    """Make it the present one again, as a new revision. 409 when somebody else has changed the
    business since, 422 when its numbers reach another one by now."""
    found = await business_of(needs.businesses, principal, business)
    actor = actor_of(principal, request)
    async with editing(lambda: _file(needs, found)):
        kept = await needs.businesses.restore(found.slug, version, asked.revision, actor)
    return ok(_file_out(kept))


@router.get("/{business}", response_model=Envelope[BusinessOut])
async def get_business(business: str, principal: Allowed, needs: Needs) -> Any:
    """One business by slug or id."""
    return ok(business_out(await business_of(needs.businesses, principal, business)))


@router.get("/{business}/export", response_class=Response)
async def export_business(business: str, principal: Allowed, needs: Needs) -> Response:
    """Its file, as an import takes it."""
    found = await business_of(needs.businesses, principal, business)
    name = f'attachment; filename="{found.slug}.yaml"'
    text = await needs.businesses.export(found.slug)
    return Response(text, media_type=YAML, headers={"Content-Disposition": name})


@router.put("/{business}/numbers", response_model=Envelope[BusinessOut])
async def set_numbers(
    business: str,
    numbers: Numbers,
    principal: Allowed,
    needs: Needs,
    request: Request,
    revision: SeenFile = None,
) -> Any:
    """Which numbers reach this business; replaces them all."""
    found = await business_of(needs.businesses, principal, business)
    wanted = {
        **{each: None for each in numbers if isinstance(each, str)},
        **{each.number: each.carrier for each in numbers if isinstance(each, Number)},
    }
    actor = actor_of(principal, request)
    async with editing(lambda: _file(needs, found)):
        changed = await needs.businesses.set_numbers(found.slug, wanted, actor, revision)
    return ok(business_out(changed))


class ChosenTurnTaking(TurnTakingAsked):
    """How patiently calls are listened to; an empty choice takes the former one back."""

    model_config = example(preset="slow_speaker", number="+919999900100")

    number: str | None = Field(
        default=None, max_length=20, description="Only calls over this number of the business."
    )
    revision: Revision | None = None


@router.put("/{business}/turn-taking", response_model=Envelope[BusinessOut])
async def set_turn_taking(
    business: str, asked: ChosenTurnTaking, principal: Allowed, needs: Needs, request: Request
) -> Any:
    """How patiently calls of this business listen, or those over one of its numbers. Calls that are
    up go on as they began."""
    found = await business_of(needs.businesses, principal, business)
    actor = actor_of(principal, request)
    async with editing(lambda: _file(needs, found)):
        changed = await needs.businesses.choose_turn_taking(
            found.slug, asked.choice, asked.number, actor, asked.revision
        )
    return ok(business_out(changed))


async def _may_import(needs: Needs, principal: Principal, text: str) -> None:
    """A key of some businesses may change those, and may neither make nor see another."""
    if principal.businesses is None:
        return
    slug = (await asyncio.to_thread(parse_business, text)).business.slug
    try:
        await business_of(needs.businesses, principal, slug)
    except DomainError:
        raise DomainError("FORBIDDEN", BOUND) from None


async def _file(needs: Needs, business: Business) -> BusinessFileOut:
    return _file_out(await needs.businesses.kept(business.slug))


def _file_out(kept: Kept) -> BusinessFileOut:
    return BusinessFileOut.model_validate(kept, from_attributes=True)


def _version(version: Version) -> dict[str, Any]:
    return {
        "revision": version.revision,
        "at": version.at,
        "actor": version.actor,
        "keys": list(version.keys),
    }


def actor_of(principal: Principal, request: HTTPConnection) -> Actor:
    """Who acts, for the audit."""
    return Actor(principal.actor, request.client.host if request.client else None)


def business_out(business: Business) -> BusinessOut:
    """The business in short."""
    terms = business.booking
    return BusinessOut(
        id=business.id,
        slug=business.slug,
        name=business.name,
        kind=business.kind,
        timezone=business.timezone,
        languages=list(business.languages),
        numbers=list(business.numbers),
        books=terms is not None,
        capacity=terms.capacity if terms else None,
        resources=[
            ResourceOut(
                id=one.id,
                kind=one.kind,
                name=one.name.speak("en") or one.id,
                seats=one.seats,
                area=one.area.speak("en") if one.area is not None else None,
            )
            for one in (terms.resources if terms else ())
        ],
        turn_taking=shown(business.turn_taking),
        numbers_turn_taking={
            number: shown(choice) for number, choice in business.numbers_turn_taking.items()
        },
    )
