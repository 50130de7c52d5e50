"""Which sound files does the speech server keep, and how are they removed?

Reference voices and kept outputs. A reference is personal: an owner of all businesses adds and
removes them. An output is fetched by whoever was told its name, which nobody guesses; only an owner
lists them.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field

from vaani.api.asked import Asked, example
from vaani.api.auth import Allowed, allowed
from vaani.api.envelope import Envelope
from vaani.api.speech.desk import Desk
from vaani.api.speech.forms import form_schema, upload_of
from vaani.speech_server.shelf import Kept, Reference
from vaani.speech_server.sound_files import FORMATS
from vaani.speech_server.speaking import REFERENCE

router = APIRouter(prefix="/tts", tags=["speech"])
_STAFF = [Depends(allowed)]


class ReferenceForm(BaseModel):
    """A recording of a voice, of at most 30 seconds."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=64, description="Small letters, digits, `-` and `_`.")


class ReferenceOut(BaseModel):
    """A reference voice, and which engines here can speak like it."""

    name: str
    voice_id: str = Field(description="How `POST /tts` asks for it.")
    seconds: float
    bytes: int
    sha256: str = Field(description="Of its samples.")
    added_at: datetime
    engines: list[str] = Field(description="Empty: no engine that is installed clones voices.")


class OutputOut(BaseModel):
    """A sound that was kept."""

    name: str
    bytes: int
    made_at: datetime


class PartOut(BaseModel):
    files: int
    bytes: int


class Storage(BaseModel):
    """What is kept, by folder."""

    references: PartOut
    outputs: PartOut


class Cleanup(Asked):
    """What may go. As it stands nothing is removed: send `dry_run` false for that."""

    model_config = example(parts=["outputs"], older_than_hours=24, dry_run=True)

    parts: list[Literal["references", "outputs"]] = Field(max_length=2)
    older_than_hours: int = Field(ge=0, le=876_000)
    dry_run: bool = True


class Cleaned(BaseModel):
    """What was removed, or would be."""

    dry_run: bool
    bytes: int
    files: list[str]


def _out(one: Reference, engines: tuple[str, ...]) -> ReferenceOut:
    return ReferenceOut(
        name=one.name,
        voice_id=f"{REFERENCE}{one.name}",
        seconds=round(one.seconds, 3),
        bytes=one.bytes,
        sha256=one.sha256,
        added_at=datetime.fromtimestamp(one.added_at, UTC),
        engines=list(engines),
    )


@router.post("/references", status_code=201, summary="Keep a reference voice",
             openapi_extra=form_schema(ReferenceForm))  # fmt: skip
async def add_reference(_: Allowed, request: Request, desk: Desk) -> Envelope[ReferenceOut]:
    """For engines that clone voices; `engines` says which there are. Of 1 to 30 seconds, in any
    format that is read here. 409 when the name or the sound is there already."""
    shelf, speaking = desk.files(), desk.voice()
    async with upload_of(request, ReferenceForm) as (file, asked):
        with desk.room.seat():
            made = await speaking.blocking(lambda: shelf.add_reference(asked.name, file))
    return Envelope(data=_out(made, speaking.cloning))


@router.get("/references", summary="Reference voices", dependencies=_STAFF)
async def references(desk: Desk) -> Envelope[list[ReferenceOut]]:
    """By name."""
    shelf, speaking = desk.files(), desk.voice()
    found = await speaking.blocking(shelf.references)
    return Envelope(data=[_out(one, speaking.cloning) for one in found])


@router.get("/references/{name}", summary="One reference voice", dependencies=_STAFF)
async def reference(name: str, desk: Desk) -> Envelope[ReferenceOut]:
    """How long it is, and which engines speak like it."""
    shelf, speaking = desk.files(), desk.voice()
    found = await speaking.blocking(lambda: shelf.reference(name))
    return Envelope(data=_out(found, speaking.cloning))


@router.delete("/references/{name}", status_code=204, summary="Remove a reference voice")
async def remove_reference(_: Allowed, name: str, desk: Desk) -> None:
    """For an owner of all businesses."""
    await asyncio.to_thread(desk.files().remove_reference, name)


@router.get("/outputs", summary="Outputs that were kept")
async def outputs(_: Allowed, desk: Desk) -> Envelope[list[OutputOut]]:
    """The oldest first. For an owner of all businesses."""
    found = await asyncio.to_thread(desk.files().outputs)
    return Envelope(data=[_kept(one) for one in found])


@router.get("/outputs/{name}", summary="One output", response_class=FileResponse,
            dependencies=_STAFF)  # fmt: skip
async def output(name: str, desk: Desk) -> FileResponse:
    """The file, for whoever was told its name by `X-Output`."""
    place = await asyncio.to_thread(desk.files().output, name)
    return FileResponse(place, media_type=FORMATS[place.suffix[1:]].media_type)


@router.delete("/outputs/{name}", status_code=204, summary="Remove an output", dependencies=_STAFF)
async def remove_output(name: str, desk: Desk) -> None:
    """For whoever was told its name."""
    place = await asyncio.to_thread(desk.files().output, name)
    await asyncio.to_thread(place.unlink, True)


@router.get("/storage", summary="How much is kept", dependencies=_STAFF)
async def storage(desk: Desk) -> Envelope[Storage]:
    """Files and bytes of each folder."""
    used = await asyncio.to_thread(desk.files().usage)
    parts: dict[str, Any] = {
        part: PartOut(files=count, bytes=size) for part, (count, size) in used.items()
    }
    return Envelope(data=Storage(**parts))


@router.post("/cleanup", summary="Remove what is old")
async def cleanup(asked: Cleanup, _: Allowed, desk: Desk) -> Envelope[Cleaned]:
    """By the age of the file. For an owner of all businesses."""
    parts, older_s = tuple(dict.fromkeys(asked.parts)), asked.older_than_hours * 3600
    shelf = desk.files()
    old = await asyncio.to_thread(lambda: shelf.clean(parts, older_s, dry_run=asked.dry_run))
    names = [f"{one.part}/{one.name}" for one in old]
    size = sum(one.bytes for one in old)
    return Envelope(data=Cleaned(dry_run=asked.dry_run, bytes=size, files=names))


def _kept(one: Kept) -> OutputOut:
    made = datetime.fromtimestamp(one.made_at, UTC)
    return OutputOut(name=one.name, bytes=one.bytes, made_at=made)
