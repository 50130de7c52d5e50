"""How does an owner read and change the settings of the running server?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from vaani.api.asked import example
from vaani.api.auth import Allowed
from vaani.api.configuration import Changes, ConfigurationDesk
from vaani.api.editing import Edit, editing
from vaani.api.envelope import Envelope, ok
from vaani.api.routes.businesses import actor_of
from vaani.settings import Settings

router = APIRouter(prefix="/api/v1/config", tags=["settings"])


async def desk_of(request: Request) -> ConfigurationDesk:
    desk: ConfigurationDesk = request.app.state.services.configuration
    return desk


Desk = Annotated[ConfigurationDesk, Depends(desk_of)]


class SettingOut(BaseModel):
    """A setting as it is in effect."""

    path: str
    value: Any = Field(description="Of a secret only `(set)`, or null.")
    default: Any
    origin: str = Field(description="The file, the variable or the command line that set it.")
    meaning: str
    range: str = Field(description="Empty: it has no bounds, or they are in its meaning.")
    secret: bool
    live: bool = Field(description="A change takes effect at once.")
    restart: bool = Field(description="It was changed, and takes effect at the next start.")


class ConfigOut(BaseModel):
    """All settings, and the files that changes are written to."""

    profile: str
    secrets: str = Field(description="The file that secrets are written to.")
    restart_needed: bool
    revision: str
    settings: list[SettingOut]


class ChangedOut(BaseModel):
    """What became of a setting."""

    path: str
    before: Any
    after: Any
    restart: bool
    overridden_by: str | None = Field(
        description="What wins over the profile, so that the change has no effect while it is set."
    )


class ChangesOut(BaseModel):
    """What became of a change."""

    restart_needed: bool
    settings: list[ChangedOut]


class Change(Edit):
    """Part of a profile: what it does not name stays as it is; null gives the default back."""

    model_config = example(settings={"speech_server": {"requests_at_once": 16}})

    settings: dict[str, Any] = Field(max_length=200)


class Reset(Edit):
    """Settings that get their defaults back; null: all that the profile sets."""

    model_config = example(paths=["speech_server.requests_at_once"])

    paths: list[Annotated[str, Field(max_length=100)]] | None = Field(max_length=500)


@router.get("", response_model=Envelope[ConfigOut], summary="The settings in effect")
async def read_config(principal: Allowed, desk: Desk) -> Any:
    """Every setting, where its value came from and what it may be; no secret is shown. For an owner
    of all businesses."""
    return ok(await _shown(desk))


@router.get("/schema", response_model=Envelope[dict[str, Any]], summary="What a profile may hold")
async def read_schema(principal: Allowed, desk: Desk) -> Any:
    """The JSON Schema of the YAML profile. For an owner of all businesses."""
    return ok(Settings.model_json_schema())


@router.patch("", response_model=Envelope[ChangesOut], summary="Change some settings")
async def change_config(change: Change, principal: Allowed, desk: Desk, request: Request) -> Any:
    """The whole is checked as at a start; a problem anywhere changes nothing and is told in
    `details.problems`. Secrets are written to a file of the data folder of their own, and never
    shown. For an owner of all businesses."""
    async with editing(lambda: _shown(desk, change.settings)):
        actor = actor_of(principal, request)
        return ok(_out(await desk.change(change.settings, actor, change.revision)))


@router.post("/reset", response_model=Envelope[ChangesOut], summary="Back to the defaults")
async def reset_config(asked: Reset, principal: Allowed, desk: Desk, request: Request) -> Any:
    """The profile before lies beside it, with `.bak` at its end. For an owner of all businesses."""
    async with editing(lambda: _shown(desk)):
        actor = actor_of(principal, request)
        return ok(_out(await desk.reset(asked.paths, actor, asked.revision)))


async def _shown(desk: ConfigurationDesk, asked: Mapping[str, Any] | None = None) -> ConfigOut:
    """All settings, or those of the first names that are asked for."""
    first = None if asked is None else {name.split(".")[0] for name in asked}
    rows = [SettingOut.model_validate(one, from_attributes=True) for one in desk.shown()]
    return ConfigOut(
        profile=str(desk.profile),
        secrets=str(desk.secrets),
        restart_needed=any(one.restart for one in rows),
        revision=desk.revision,
        settings=[one for one in rows if first is None or one.path.split(".")[0] in first],
    )


def _out(changes: Changes) -> ChangesOut:
    rows = [ChangedOut.model_validate(one, from_attributes=True) for one in changes.settings]
    return ChangesOut(restart_needed=any(one.restart for one in rows), settings=rows)
