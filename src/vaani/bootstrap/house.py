"""How is the house put together? The only wiring: settings in, an open application out."""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from fastapi import FastAPI

from vaani.api.app import Limits, Services, create_app
from vaani.api.auth import Gate
from vaani.api.checking import ChecksOn
from vaani.api.door import Door, DoorLimits
from vaani.api.events import EventHub
from vaani.api.exchange import CarrierLine, Exchange
from vaani.api.media import Answer, MediaLimits, media_protocols
from vaani.api.metrics import Metrics
from vaani.api.middleware.host_names import names_of
from vaani.api.needs import Nouns
from vaani.api.speech.desk import SpeechDesk
from vaani.api.speech.wyoming import WyomingServer
from vaani.api.team import Team
from vaani.bootstrap.brains import Brains, open_brains
from vaani.bootstrap.calls import CallParts, First
from vaani.bootstrap.carriers import open_audiosocket, open_drivers
from vaani.bootstrap.configuring import Configuration
from vaani.bootstrap.consulting import Consulting
from vaani.bootstrap.conversing import BusinessTalks, open_chat
from vaani.bootstrap.database import open_database, vault_of
from vaani.bootstrap.desk import Desk
from vaani.bootstrap.dialling import Dialler, Manner
from vaani.bootstrap.holding import held, server_name
from vaani.bootstrap.keeping import Keeper
from vaani.bootstrap.keys import KeyStore, gate_of
from vaani.bootstrap.live import Talks, open_talking
from vaani.bootstrap.meaning import open_meanings
from vaani.bootstrap.metering import Bookkeeper, prices_of
from vaani.bootstrap.openid import open_openid
from vaani.bootstrap.preparing import Preparer
from vaani.bootstrap.readiness import Readiness
from vaani.bootstrap.rehearsing import TextRehearsals
from vaani.bootstrap.sip import SipPort, open_sip
from vaani.bootstrap.speech import Speech, open_speech
from vaani.bootstrap.speech_load import watch_load
from vaani.bootstrap.speech_server import open_speech_server, open_wyoming
from vaani.bootstrap.supervising import Supervisor
from vaani.bootstrap.watching import OutboxPump, WatchedToolbox
from vaani.call.plan import CallLimits, CallPlan
from vaani.call.ports.thinker import Thinker
from vaani.call.ports.toolbox import Toolbox
from vaani.call.session import Parts
from vaani.call.switchboard import Admission, Switchboard
from vaani.dialogue.outage import OutageThinker
from vaani.domain.audit.service import Audit
from vaani.domain.bookings.availability import Availability
from vaani.domain.bookings.calendar import Calendar
from vaani.domain.bookings.service import Bookings
from vaani.domain.businesses.drafts import Drafts
from vaani.domain.businesses.service import Businesses
from vaani.domain.calls.figures import CallFigures
from vaani.domain.calls.recordings import Recordings
from vaani.domain.calls.service import Calls
from vaani.domain.consent.service import DoNotCall
from vaani.domain.customers.service import Customers
from vaani.domain.knowledge.service import Knowledge
from vaani.domain.messages.service import Messages
from vaani.domain.outbound.rules import Policy
from vaani.domain.outbound.service import Outbound
from vaani.domain.outbox.service import Outbox
from vaani.domain.reception.service import Reception
from vaani.domain.requests.service import Requests
from vaani.domain.usage.prices import Prices, load_prices
from vaani.domain.usage.service import UsageBook
from vaani.domain.users.accounts import Accounts
from vaani.domain.users.rights import ALL
from vaani.domain.users.service import Users
from vaani.domain.users.sessions import Sessions
from vaani.first_start import Secrets, prepare_folder
from vaani.kit.clock import Clock
from vaani.kit.crypto import Vault
from vaani.kit.machine_clock import SystemClock
from vaani.settings import Loaded, Settings
from vaani.storage.session import Database
from vaani.telephony.asterisk.server import AudioSocketServer
from vaani.telephony.browser.line import BrowserLine
from vaani.telephony.driver import Driver
from vaani.telephony.tokens import MediaTokens

Listening = Callable[[CallPlan, Parts], Parts]
"""Stands between a call and its parts, to note what they do."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a scripted call over the real wire brings along instead of the house's own."""

    clock: Clock
    """Tells what day and time it is; sound and deadlines keep to the machine's pace."""
    speech: Speech
    """Engines that are open already, and stay open when the house closes."""
    listening: Listening


@dataclass(slots=True)
class House:
    """Everything that is open. Made and closed by `open_house`."""

    app: FastAPI
    gate: Gate
    keys: KeyStore
    accounts: Accounts
    nouns: Nouns
    events: EventHub
    pump: OutboxPump
    supervisor: Supervisor
    drivers: Mapping[str, Driver]
    exchange: Exchange | None = None
    preparer: Preparer | None = None
    door_limits: DoorLimits | None = None
    media_limits: MediaLimits | None = None
    audiosocket: AudioSocketServer | None = None
    wyoming: WyomingServer | None = None
    sip: SipPort | None = None

    async def first_link(self) -> str | None:
        """The token of a one-time link to the owner's account, made when there is nobody yet."""
        return await self.accounts.first_owner()

    async def owner_link(self) -> str | None:
        """A fresh one-time link to the first owner of all businesses who is not disabled."""
        for one in await self.accounts.listing():
            if one.roles.get(ALL) == "owner" and one.disabled_at is None and not one.external:
                return await self.accounts.link(one.id)
        return None

    async def add_demo_businesses(self) -> None:
        """The two demonstration businesses, when they are missing."""
        await self.nouns.businesses.ensure_demo()

    def door(self, listener: socket.socket, http: Callable[[], asyncio.BaseProtocol]) -> Door:
        """The one port: media sockets to the exchange, the rest to HTTP."""
        router = self.exchange or _NoCalls()
        if self.preparer is not None:
            self.preparer.opened.set()
        return Door(listener, media_protocols(router, self.media_limits), http, self.door_limits)

    async def drain(self, patience_s: float) -> None:
        """Take no further call; running ones finish, or end with a spoken notice."""
        if self.exchange is not None:
            await self.exchange.drain(patience_s)
        await self.pump.empty()
        self.events.close()

    async def end_calls(self) -> None:
        """End the running calls at once; what was said in them is stored."""
        if self.exchange is not None:
            await self.exchange.end()
        self.events.close()


class _NoCalls:
    """The router of a house without speech."""

    def route(self, path: str, headers: object) -> Answer:
        return Answer(503, b"speech is switched off here\n")


def nouns_of(
    database: Database,
    vault: Vault,
    clock: Clock,
    prices: Prices | None = None,
    recordings: Path | None = None,
    knowledge: Knowledge | None = None,
    server: str = "",
) -> Nouns:
    """Every service over one database. `prices` None: none are known. `recordings`: their folder,
    if there is one. `knowledge` None: questions are compared by words alone. `server`: whose calls
    are begun here."""
    customers = Customers(database, vault, clock)
    businesses = Businesses(database, clock)
    return Nouns(
        businesses=businesses,
        drafts=Drafts(database, clock, businesses),
        bookings=Bookings(database, vault, clock, customers),
        calendar=Calendar(database, vault, clock),
        availability=Availability(database, clock),
        customers=customers,
        calls=Calls(database, vault, clock, server),
        messages=Messages(database, vault, clock),
        do_not_call=DoNotCall(database, vault, clock),
        usage=UsageBook(database, clock, prices or load_prices(), time.monotonic),
        recordings=Recordings(recordings),
        figures=CallFigures(database, clock),
        knowledge=knowledge or Knowledge(database),
        requests=Requests(database, vault, clock),
        rehearsals=TextRehearsals(clock),
    )


def reception_of(nouns: Nouns, clock: Clock, knowledge: Knowledge | None = None) -> Reception:
    """What calls may do to businesses, over the same services as HTTP."""
    return Reception(
        bookings=nouns.bookings,
        calendar=nouns.calendar,
        availability=nouns.availability,
        messages=nouns.messages,
        do_not_call=nouns.do_not_call,
        clock=clock,
        knowledge=knowledge,
        customers=nouns.customers,
    )


@asynccontextmanager
async def open_house(
    settings: Settings,
    rehearsal: Rehearsal | None = None,
    loaded: Loaded | None = None,
    checks: ChecksOn | None = None,
) -> AsyncIterator[House]:
    """Load the engines, open the database (created and migrated), wire everything. With `loaded`,
    where the settings came from, an owner may change them over HTTP, and with `checks` have vendors
    and carriers asked with them.

    Raises SettingsError, StorageError.
    """
    clock: Clock = rehearsal.clock if rehearsal else SystemClock()
    async with AsyncExitStack() as stack:
        meanings = stack.enter_context(open_meanings(settings))
        nearest = meanings.of_intents()
        if nearest is not None:
            stack.callback(nearest.close)
        brains = await stack.enter_async_context(open_brains(settings, nearest))
        speech = rehearsal.speech if rehearsal else await open_speech(settings)
        if speech is not None and rehearsal is None:
            stack.callback(speech.close)
            if speech.aclose is not None:
                stack.push_async_callback(speech.aclose)
        prepare_folder(settings.data)
        stack.enter_context(held(settings.data, "vaani serve"))
        database, secrets = await stack.enter_async_context(
            open_database(settings, create=True, answers_callers=True)
        )
        meaning = meanings.of_topics(database)
        if meaning is not None:
            stack.callback(meaning.close)
        knowledge = Knowledge(database, meaning)
        listening = rehearsal.listening if rehearsal else _unheard
        talks = _talks(settings, clock)
        stack.push_async_callback(talks.aclose)
        chat = await stack.enter_async_context(open_chat(settings))
        programs = open_speech_server(settings, speech, clock.now, chat)
        stack.callback(programs.close)
        configuration = None
        if loaded is not None:
            live = {"logging.level": _set_level, **programs.live()}
            configuration = Configuration(loaded, database, clock, live, checks)
        house = _wire(
            settings, secrets, database, speech, programs.desk, clock, brains, knowledge, listening,
            configuration, talks,
        )  # fmt: skip
        keeper = Keeper(
            house.nouns.businesses, house.nouns.calls, settings.data / "recordings", clock
        )
        await keeper.begin()
        openid = house.app.state.services.openid
        if openid is not None:
            stack.push_async_callback(openid.aclose)
        wyoming = await open_wyoming(settings, programs.desk)
        if wyoming is not None:
            stack.push_async_callback(wyoming.close)
        house.wyoming = wyoming
        house.audiosocket = await open_audiosocket(settings, house.drivers, house.exchange)
        if house.audiosocket is not None:
            stack.push_async_callback(house.audiosocket.close)
        desk: Desk = house.app.state.carriers
        house.sip = await open_sip(
            settings, house.drivers, house.exchange, desk, speech.speaker if speech else None
        )
        if house.sip is not None:
            stack.push_async_callback(house.sip.close)
        watched = house.supervisor
        stack.push_async_callback(watched.close)
        watched.start("outbox", house.pump.empty, house.pump.rest)
        watched.start("keeping", keeper.sweep, keeper.rest)
        books = Bookkeeper(house.nouns.businesses, house.nouns.usage)
        watched.start("usage", books.look, books.rest)
        if house.preparer is not None:
            watched.start("preparing", house.preparer.work, house.preparer.rest)
        yield house


def _set_level(settings: Settings) -> None:
    logging.getLogger().setLevel(settings.logging.level.upper())


def _unheard(_plan: CallPlan, parts: Parts) -> Parts:
    return parts


def _wire(
    settings: Settings,
    secrets: Secrets,
    database: Database,
    speech: Speech | None,
    programs: SpeechDesk,
    clock: Clock,
    brains: Brains,
    knowledge: Knowledge,
    listening: Listening,
    configuration: Configuration | None,
    talks: Talks,
) -> House:
    vault = vault_of(secrets)
    nouns = nouns_of(
        database, vault, clock, prices_of(settings), settings.data / "recordings", knowledge,
        server_name(settings.data),
    )  # fmt: skip
    users = Users(database, clock)
    keys = KeyStore(users, nouns.businesses)
    accounts = Accounts(database, vault, clock)
    gate = gate_of(settings, secrets, Sessions(database, clock), keys, accounts, clock)
    events, metrics = EventHub(clock), Metrics()
    supervisor = Supervisor(metrics.background_failed)
    readiness = Readiness(database, settings.data, supervisor.states)
    pump = OutboxPump(Outbox(database, clock), events, metrics)
    tokens: MediaTokens[CallPlan] = MediaTokens(clock)
    drivers = open_drivers(settings, secrets)
    exchange = preparer = None
    consulting = Consulting(nouns.calls)
    if speech is not None:
        admission = _admission(settings, speech)
        parts = CallParts(
            speech=speech,
            think=_thinks(brains, reception_of(nouns, clock, knowledge)),
            journal=nouns.calls.journal,
            events=events,
            metrics=metrics,
            pump=pump,
            recordings=nouns.recordings if settings.calls.recording else None,
            usage=nouns.usage,
            talks=talks,
            consulting=consulting,
            ring_s=settings.outbound.ring_seconds,
        )
        board = Switchboard(speech.detector, admission)
        if speech.load is not None:
            watch_load(speech.load, lambda: board.calls, events, metrics)
        exchange = _exchange(settings, board, tokens, drivers, parts, listening)
        preparer = Preparer(nouns.businesses, speech.speaker, lambda: board.calls)
        conversations = BusinessTalks(nouns.businesses, nouns.calls, parts, _limits(settings))
        programs = programs.with_businesses(conversations.open, conversations.slugs)
    desk = _desk(settings, database, nouns, drivers, tokens, exchange, talks, clock)
    if exchange is not None:
        consulting.open(desk.dialler, exchange)
    services = Services(
        gate, events, metrics, _readiness(readiness, exchange), desk, nouns, programs,
        configuration, configuration.checks if configuration else None,
        Team(accounts, users, Audit(database), clock), open_openid(settings, clock),
        settings.public_url,
    )  # fmt: skip
    app = create_app(services, _http_limits(settings))
    return House(
        app,
        gate,
        keys,
        accounts,
        nouns,
        events,
        pump,
        supervisor,
        drivers,
        exchange,
        preparer,
        *_door_limits(settings),
    )


def _desk(
    settings: Settings,
    database: Database,
    nouns: Nouns,
    drivers: Mapping[str, Driver],
    tokens: MediaTokens[CallPlan],
    exchange: Exchange | None,
    talks: Talks,
    clock: Clock,
) -> Desk:
    admits = exchange.board.admits if exchange else lambda: False
    dialler = _dialler(settings, database, nouns, drivers, tokens, admits, clock)
    return Desk(
        businesses=nouns.businesses,
        customers=nouns.customers,
        calls=nouns.calls,
        calendar=nouns.calendar,
        messages=nouns.messages,
        drivers=drivers,
        tokens=tokens,
        limits=_limits(settings),
        admits=admits,
        dialler=dialler,
        hang_up=exchange.hang_up if exchange else lambda _call_id: False,
        machine_answered=exchange.machine_answered if exchange else lambda _call_id: False,
        press=exchange.press if exchange else lambda _call_id, _digits: False,
        admits_page=exchange.board.admits_page if exchange else None,
        up=exchange.up if exchange else lambda _call_id: None,
        expect=talks.expect if exchange else lambda _plan: None,
        takes_calls=exchange is not None,
    )


def _thinks(
    brains: Brains, reception: Reception
) -> Callable[[CallPlan, Callable[[], None], Callable[[str, bool], None], First], Thinker]:
    """Who makes the brain of each call."""

    def think(
        plan: CallPlan, forget: Callable[[], None], told: Callable[[str, bool], None], first: First
    ) -> Thinker:
        toolbox = cast(Toolbox, WatchedToolbox(reception.toolbox(plan, forget), told))
        brain = brains.think(plan, toolbox) if first is None else brains.talk(plan, toolbox, first)
        return OutageThinker(brain, plan, toolbox)

    return think


def _http_limits(settings: Settings) -> Limits:
    return Limits(
        settings.server.max_body_bytes,
        settings.server.requests_per_minute,
        settings.server.anonymous_per_minute,
        names_of(settings.public_url, settings.server.hosts),
        settings.speech_server.upload_megabytes * 1_000_000,
    )


def _admission(settings: Settings, speech: Speech) -> Admission:
    """Who is refused: beyond the limit that was set, or where a caller would be harmed."""
    limit = settings.calls.most_at_once or None
    if speech.load is None:
        return Admission(max_calls=limit)
    return Admission(max_calls=limit, speech=speech.load.admits)


def _talks(settings: Settings, clock: Clock) -> Talks:
    return Talks(open_talking(settings), clock, settings.dialogue.realtime_turns)


def _exchange(
    settings: Settings,
    board: Switchboard,
    tokens: MediaTokens[CallPlan],
    drivers: Mapping[str, Driver],
    parts: CallParts,
    listening: Listening,
) -> Exchange:
    return Exchange(
        board,
        tokens,
        {
            **{
                name: CarrierLine(driver.line, driver.handshake, driver.names_call)
                for name, driver in drivers.items()
            },
            "browser": CarrierLine(BrowserLine, comes=board.page_comes),
        },
        lambda plan, line: listening(plan, parts.of_call(plan, line)),
        parts.over,
        start_s=settings.media.start_seconds,
    )


def _door_limits(settings: Settings) -> tuple[DoorLimits, MediaLimits]:
    server, media = settings.server, settings.media
    return (
        DoorLimits(server.connections, server.connections_per_address),
        MediaLimits(
            media.message_bytes,
            media.messages_per_second,
            media.bytes_per_second,
            media.unsent_bytes,
        ),
    )


def _dialler(
    settings: Settings,
    database: Database,
    nouns: Nouns,
    drivers: Mapping[str, Driver],
    tokens: MediaTokens[CallPlan],
    admits: Callable[[], bool],
    clock: Clock,
) -> Dialler:
    return Dialler(
        _manner(settings),
        drivers,
        tokens,
        admits,
        businesses=nouns.businesses,
        customers=nouns.customers,
        calls=nouns.calls,
        do_not_call=nouns.do_not_call,
        outbound=Outbound(database, nouns.calls, clock),
        limits=_limits(settings),
        clock=clock,
    )


def _manner(settings: Settings) -> Manner:
    outbound = settings.outbound
    policy = Policy(
        outbound.allowed,
        outbound.calls_per_day,
        outbound.minutes_per_day,
        outbound.quiet_from,
        outbound.quiet_to,
    )
    return Manner(
        policy,
        settings.public_url or "",
        outbound.ring_seconds,
        outbound.limit_seconds,
        outbound.detect_machines,
        outbound.hear_machines,
        outbound.leave_message,
        settings.carriers.twilio.phone_number,
    )


def _limits(settings: Settings) -> CallLimits:
    return CallLimits(
        call_limit_ms=settings.calls.limit_seconds * 1000,
        silence_after_ms=settings.calls.silence_seconds * 1000,
    )


def _readiness(
    readiness: Readiness, exchange: Exchange | None
) -> Callable[[], Awaitable[dict[str, str]]]:
    async def ready() -> dict[str, str]:
        parts = {**await readiness.parts(), "speech": "ok" if exchange else "off", "calls": "ok"}
        if exchange is not None and exchange.board.draining:
            parts["calls"] = "draining"
        elif exchange is not None and not exchange.board.beating:
            parts["calls"] = "stopped"
        return parts

    return ready
