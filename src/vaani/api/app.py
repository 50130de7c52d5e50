"""What does the HTTP side of the house consist of? The application factory, and nothing else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Depends, FastAPI

from vaani import __version__
from vaani.api import carriers, errors, once
from vaani.api.auth import Gate
from vaani.api.carrier_desk import CarrierDesk
from vaani.api.checking import ProviderChecks
from vaani.api.configuration import ConfigurationDesk
from vaani.api.declared import only_declared
from vaani.api.errors import ErrorEnvelope
from vaani.api.events import EventHub
from vaani.api.metrics import Metrics
from vaani.api.middleware.body_limit import BodyLimit
from vaani.api.middleware.context import RequestContext
from vaani.api.middleware.host_names import HostNames
from vaani.api.middleware.rate_limit import Buckets, RateLimit
from vaani.api.middleware.turnstile import Turnstile
from vaani.api.needs import Nouns
from vaani.api.openid import OpenId
from vaani.api.refused import RefusedSignIns
from vaani.api.routes import (
    analytics,
    audit,
    availability,
    bookings,
    businesses,
    call_course,
    call_page,
    calls,
    clinics,
    config,
    customers,
    day_plan,
    drafts,
    events,
    exports,
    former,
    health,
    keys,
    knowledge,
    live_desk,
    messages,
    openid,
    outbound,
    pages,
    providers,
    session,
    storage,
    usage,
    users,
)
from vaani.api.speech import conversing as speech_conversing
from vaani.api.speech import errors as speech_errors
from vaani.api.speech import files as speech_files
from vaani.api.speech import openai as speech_openai
from vaani.api.speech import openai_hearing as speech_openai_hearing
from vaani.api.speech import own as speech_own
from vaani.api.speech import realtime as speech_realtime
from vaani.api.speech import sockets as speech_sockets
from vaani.api.speech.desk import SpeechDesk
from vaani.api.team import Team
from vaani.api.throttle import Throttle
from vaani.api.trail import Trail


@dataclass(frozen=True, slots=True)
class Services:
    """What the routes need of the house."""

    gate: Gate
    events: EventHub
    metrics: Metrics
    readiness: Callable[[], Awaitable[Mapping[str, str]]]
    """Each part's state by name: `ok`, `off`, or what is wrong."""
    desk: CarrierDesk | None = None
    """None: no calls are taken."""
    nouns: Nouns | None = None
    """None: only what needs no business is served (tests of the frame)."""
    speech: SpeechDesk | None = None
    """None: no speech for other programs."""
    configuration: ConfigurationDesk | None = None
    """None: settings are neither shown nor changed."""
    checks: ProviderChecks | None = None
    """None: vendors and carriers are not asked from here."""
    team: Team | None = None
    """None: nobody has an account, only keys open, and nothing is noted."""
    openid: OpenId | None = None
    """None: nobody signs in with his company's account."""
    public_url: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a client may ask."""

    body_bytes: int = 1_048_576
    requests_per_minute: int = 600
    anonymous_per_minute: int = 60
    names: frozenset[str] | None = None
    """Names under which the server may be asked for; None: any (tests)."""
    upload_bytes: int = 50_000_000
    """Of a recording."""


DESCRIPTION = """Businesses, their calendar, their calls. Every answer is `{"success": true, "data",
"meta"?}` or `{"success": false, "error": {"code", "message", "details", "request_id"}}`. Prove
yourself by `Authorization: Bearer KEY`.

A field or filter that is not described here is refused with 422; `details.fields` names it and the
nearest known one. Lists take `limit` and the `cursor` that `meta.next_cursor` of the page before
gave. Times are ISO 8601; without an offset they are local to the business. Telephone numbers are
E.164.

What is made takes an `Idempotency-Key`: sent again within a day it makes nothing and gets the first
answer. What can be changed has a `revision`: a change that names one that is no longer the present
one is 409, with the record as it is in `details.present`.

`WS /api/v1/events` (or `/ws`) sends what happens as it happens; `?after=ID` first sends what was
missed. A client may send `{"type": "ping"}`, `{"type": "subscribe", "events": ["call.started"]}`
and `{"type": "unsubscribe", "events": [...]}`; each is answered.

`WS /v1/realtime?model=NAME` converses as the OpenAI Realtime API does (its GA events), `WS
/ws/conversation` in a protocol of its own; `WS /ws/transcribe` reads live sound. They need a key of
staff."""

ERROR: dict[str, Any] = {
    "model": ErrorEnvelope,
    "description": "What is wrong.",
    "headers": {
        "X-Request-ID": {
            "description": "The request, as `request_id` and the log name it.",
            "schema": {"type": "string"},
        },
        "Retry-After": {
            "description": "With 429 and some 503: seconds after which it may go.",
            "schema": {"type": "integer"},
        },
        "WWW-Authenticate": {
            "description": "With 401: how to prove oneself.",
            "schema": {"type": "string"},
        },
    },
}


NOUNS = (
    businesses,
    drafts,
    availability,
    bookings,
    customers,
    calls,
    call_course,
    outbound,
    live_desk,
    messages,
    usage,
    former,
    analytics,
    exports,
    storage,
    knowledge,
    clinics,
    day_plan,
)
"""Routes that need businesses, in the order in which they are asked."""


def create_app(services: Services, limits: Limits | None = None) -> FastAPI:
    """The application over open services. It starts and stops nothing."""
    limits = limits or Limits()
    app = FastAPI(
        title="Vaani",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(only_declared)],
        responses={"default": ERROR},
    )
    app.state.gate = services.gate
    app.state.events = services.events
    app.state.metrics = services.metrics
    app.state.readiness = services.readiness
    app.state.services = services
    app.state.throttle = Throttle()
    app.state.refused = RefusedSignIns(services.team)
    errors.install(app)
    if services.speech is not None:
        # First, as a route is looked for in this order: 0.5 ms of a sentence's 25
        app.state.speech = services.speech
        speech_errors.install(app)
        for spoken in (
            speech_files,
            speech_openai,
            speech_openai_hearing,
            speech_own,
            speech_realtime,
            speech_sockets,
            speech_conversing,
        ):
            app.include_router(spoken.router)
    for router in (health.router, session.router, events.router, pages.router):
        app.include_router(router)
    if services.nouns is not None:
        for noun in NOUNS:
            app.include_router(noun.router)
        once.install(app)
    if services.configuration is not None:
        app.include_router(config.router)
    if services.checks is not None:
        app.include_router(providers.router)
    if services.desk is not None:
        app.state.carriers = services.desk
        app.include_router(call_page.router())
        app.include_router(carriers.router())
    if services.team is not None:
        for router in (users.router, keys.router, audit.router, openid.router):
            app.include_router(router)
        app.add_middleware(Trail, audit=services.team.audit, clock=services.team.clock)
    app.add_middleware(
        RateLimit,
        keyed=Buckets(limits.requests_per_minute),
        anonymous=Buckets(limits.anonymous_per_minute),
    )
    uploads = dict.fromkeys(speech_errors.UPLOADS, limits.upload_bytes) if services.speech else {}
    app.add_middleware(BodyLimit, most_bytes=limits.body_bytes, larger=uploads)
    if limits.names is not None:
        app.add_middleware(HostNames, names=limits.names)
    if services.speech is not None:
        app.add_middleware(speech_errors.OpenAIShape)
    app.add_middleware(RequestContext, metrics=services.metrics)
    app.add_middleware(Turnstile)
    return app
