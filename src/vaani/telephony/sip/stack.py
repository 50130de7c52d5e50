"""How is the SIP stack run: its port, registration and calls? The only file that knows baresip.

`baresip-python` (an optional extra, loaded when the port is opened) has threads of its own for
signalling and for each call's sound; sound crosses in its bounded buffers, everything else comes as
events on the event loop. One timer asks every leg each 20 ms. Defaults that would harm are set: no
hidden limit of calls (admission is ours), a time-out of RTP, the interface of the address listened
on. A process has one stack.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from typing import Any, Literal, Protocol

from vaani.kit.errors import SettingsError
from vaani.telephony.driver import CarrierError
from vaani.telephony.sip import guard, wire
from vaani.telephony.sip.line import SipLine
from vaani.telephony.sip.secure import ENCRYPTED, Tls

log = logging.getLogger(__name__)

HOW = "install the extra with `pip install 'vaani[sip]'`."
_BEAT_S = 0.02
_LATE_S = 0.2
_READ_BYTES = wire.CODING.rate_hz * 2
"""A second of sound: more is never behind one beat's back, the stack keeps two."""
_TRANSFER_S = 45.0
_FIRST_WORD_S = 2.0
"""By then a trunk has said that it tries."""
_LOGGERS = ("baresip.native", "baresip.native.sip", "baresip.call", "baresip.ua", "baresip.runtime")


@dataclass(frozen=True, slots=True)
class Trunk:
    """Where we listen, and whom we register with. Times in seconds."""

    host: str
    port: int
    addresses: tuple[IPv4Network, ...]
    rtp_ports: tuple[int, int] = (16384, 32767)
    rtp_timeout_s: int = 20
    domain: str = ""
    """The trunk; empty: no call goes out, and nothing is registered."""
    username: str = ""
    auth_username: str = ""
    password: str = field(default="", repr=False)
    proxy: str = ""
    register_s: int = 600
    """How often to register; 0: not at all."""
    transport: Literal["udp", "tcp", "tls"] = "udp"
    tls: Tls | None = None
    """Where the transport is TLS: nothing else is listened to then."""
    is_encrypted: bool = False
    """Sound is SRTP, or there is no call."""


class LegNews(Protocol):
    """Who is told how a call goes on. Nothing raises."""

    def ringing(self, leg: SipLeg) -> None:
        """It rings at the far end."""
        ...

    def up(self, leg: SipLeg) -> None:
        """Both ends know that it was answered."""
        ...

    def referred(self, leg: SipLeg, reason: str) -> None:
        """How passing the far end on went: empty when somebody answered, else the last word. The
        leg is to be closed."""
        ...

    def over(self, leg: SipLeg, reason: str, talked_s: int) -> None:
        """It is over, told once."""
        ...


class SipLeg:
    """One call at the stack (a `Leg`)."""

    def __init__(self, stack: SipStack, call: Any, name: str) -> None:
        self.carrier_call_id = name
        self.parameters: dict[str, str] = {}
        self.headers: dict[str, str] = dict(call.headers)
        self.line: SipLine | None = None
        self.news: LegNews | None = None
        self.was_up = False
        self.far_closed = False
        self.is_over = False
        self.reason = ""
        self.early: list[Any] = []
        """What was told of it before it was known; `follow` tells it."""
        self._stack = stack
        self._call = call
        self._ending = False
        self._rung = False
        self._begun = asyncio.get_running_loop().time()
        call.on(self._heard)

    # --- Leg --------------------------------------------------------------------------------------

    @property
    def held(self) -> bool:
        return bool(self._call.remote_on_hold)

    @property
    def unsent(self) -> int:
        try:
            return int(self._call.audio.info().tx_buffered)
        except self._stack.errors:
            return 0

    def read(self) -> bytes:
        try:
            return bytes(self._call.audio.read(_READ_BYTES))
        except self._stack.errors:
            return b""  # not up yet, or exchanged by a re-INVITE: the next beat reads the new one

    def write(self, sound: bytes) -> int:
        try:
            return int(self._call.audio.write(sound))
        except self._stack.errors:
            return 0

    def flush(self) -> None:
        try:
            self._call.audio.flush_tx()
        except self._stack.errors:
            pass

    def press(self, keys: str) -> None:
        self._stack.do(self._call.send_dtmf(keys), "keys")

    def refer(self, number: str) -> None:
        self._stack.do(self._refer(number), "transfer")

    @property
    def is_full(self) -> bool:
        """Its line keeps the sound that waits, two seconds at most."""
        return False

    def bound(self, unsent_bytes: int) -> None:
        """Its line keeps the bound."""

    def send_text(self, message: bytes) -> None:
        """There is no text on this wire."""

    def send_binary(self, message: bytes) -> None:
        """There are no messages on this wire."""

    def close(self, code: int = 1000) -> None:
        """End the call, whatever its state."""
        if not self._ending and not self.is_over:
            self._ending = True
            self._stack.do(self._hang_up(), "hang_up")

    # --- for the port -----------------------------------------------------------------------------

    def follow(self, news: LegNews) -> None:
        """Tell how it goes on, from its beginning."""
        self.news = news
        for event in self.early:
            self._heard(event)
        self.early = []

    async def answer(self) -> bool:
        """Take the ringing call; False: it is gone."""
        try:
            await self._call.answer()
        except self._stack.errors:
            return False
        return True

    def refuse(self) -> None:
        """486 Busy Here."""
        if not self._ending and not self.is_over:
            self._ending = True
            self._stack.do(self._call.reject(), "refuse")

    def abandon(self) -> None:
        """The stack is gone: tell everybody."""
        self._closed("the stack ended", 0)

    @property
    def ended_here(self) -> bool:
        """Did we end it?"""
        return self._ending

    # --- inside -----------------------------------------------------------------------------------

    async def _hang_up(self) -> None:
        """The stack gives a call up that nobody has said anything of, without telling him whose
        telephone may ring by then: so its first word is waited for."""
        loop = asyncio.get_running_loop()
        until = self._begun + _FIRST_WORD_S
        while self.parameters and not (self._rung or self.was_up or self.is_over):
            if loop.time() >= until:
                break
            await asyncio.sleep(_BEAT_S)
        await self._call.hangup()

    async def _refer(self, number: str) -> None:
        reason = ""
        try:
            await self._call.transfer(self._stack.uri_of(number), timeout=_TRANSFER_S)
        except self._stack.errors as error:
            reason = str(getattr(error, "status", None) or "failed")
        if self.news is not None:
            self.news.referred(self, reason)
        else:
            self.close()

    def _heard(self, event: Any) -> None:
        name = event.event.name
        if name == "CALL_DTMF_START" and self.line is not None and event.text:
            self.line.digit(str(event.text))
        elif name in ("CALL_RINGING", "CALL_PROGRESS"):
            self._rung = True
            if self.news is not None:
                self.news.ringing(self)
        elif name == "CALL_ESTABLISHED" and not self.was_up:
            self.was_up = True
            if self.news is not None:
                self.news.up(self)
        elif name == "CALL_CLOSED":
            self._closed(str(event.text or ""), int(event.stats.get("duration", 0)))

    def _closed(self, reason: str, talked_s: int) -> None:
        if self.is_over:
            return
        self.is_over = True
        self.reason = reason
        self.far_closed = not reason.startswith(("rtp stream", "the stack"))
        self._stack.forget(self)
        if self.line is not None:
            self.line.closed()
        if self.news is not None:
            self.news.over(self, reason, talked_s)


class SipStack:
    """The stack of this process. `incoming` is told of each ringing call."""

    def __init__(self, trunk: Trunk, incoming: Callable[[SipLeg], None]) -> None:
        self.trunk = trunk
        self.port = 0
        self.registered = False
        self.errors: tuple[type[Exception], ...] = ()
        """What a command raises when it is not done."""
        self._unfit: tuple[type[Exception], ...] = ()
        """The same, and for values that the stack does not take."""
        self.legs: set[SipLeg] = set()
        self._incoming = incoming
        self._baresip: Any = None
        self._runtime: Any = None
        self._agent: Any = None
        self._showing: dict[str, Any] = {}
        self._dialling = 0
        self._early: list[Any] = []
        """Events since a call was begun whose handle nobody knows yet."""
        self._filter = guard.program(trunk.addresses)
        self._tasks: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0
        self._numbered = 0

    # --- open and closed --------------------------------------------------------------------------

    async def open(self) -> int:
        """Listen, and register where that is asked; the port. Raises SettingsError."""
        if not guard.can_guard():
            raise SettingsError("carriers.sip.port: the list of addresses needs Linux.")
        self._baresip = _load()
        secured = "" if self.trunk.tls is None else self.trunk.tls.lines()
        self.errors = (self._baresip.BaresipError, OSError)
        self._unfit = (*self.errors, ValueError)
        quiet_logs()
        self.port = self.trunk.port or _free_port(self.trunk.host)
        self._runtime = self._baresip.Runtime()
        try:
            await self._runtime.start(self._config(secured))
            found = guard.guard(self._filter, lambda port: port == self.port)
            if not found:
                raise OSError("its socket was not opened")
            self._agent = await self._identity(self.trunk.username or "vaani", is_first=True)
        except self._unfit as error:
            await self.close()
            raise SettingsError(
                f"carriers.sip.port: {self.trunk.host}:{self.port} cannot be listened on "
                f"({error}); free it or choose another."
            ) from error
        self._runtime.on_dead = self._died
        self._runtime.subscribe(self._noted)
        if self.trunk.domain and self.trunk.register_s:
            self.do(self._register(), "register")
        return self.port

    async def close(self) -> None:
        """Hang up, leave the registrar, close the port."""
        if self._runtime is None:
            return
        for leg in tuple(self.legs):
            leg.close()
        waiting = tuple(self._tasks)
        if waiting:
            await asyncio.wait(waiting, timeout=2.0)
        for task in waiting:
            task.cancel()
        try:
            if self._agent is not None and self.registered:
                await self._agent.unregister(timeout=2.0)
        except self.errors as error:
            log.warning("sip.not_unregistered: %s", type(error).__name__)
        try:
            await self._runtime.close()
        except self.errors as error:
            log.error("sip.not_closed: %s", error)
        for leg in tuple(self.legs):
            leg.abandon()
        self._runtime = None

    def _config(self, secured: str) -> Any:
        trunk = self.trunk
        # the stack listens for TLS one port above the one that it is told
        first, spoken = (self.port, "udp,tcp") if trunk.tls is None else (self.port - 1, "tls")
        low, high = trunk.rtp_ports
        return self._baresip.Config(
            net_interface=trunk.host,
            max_concurrent_calls=None,
            rtp_timeout=trunk.rtp_timeout_s,
            expose_headers=wire.HEADERS,
            native_log_level="warning",
            extra_config_text=(
                f"sip_listen {trunk.host}:{first}\n"
                f"sip_transports {spoken}\n"
                f"{secured}"
                "net_af ipv4\n"
                f"rtp_ports {low}-{high}\n"
                "audio_jitter_buffer_type adaptive\n"
                "audio_jitter_buffer_ms 40-160\n"
            ),
        )

    async def _identity(self, user: str, *, is_first: bool) -> Any:
        trunk = self.trunk
        account = self._baresip.Account(
            user=user,
            domain=trunk.domain or trunk.host,
            password=trunk.password,
            registrar=f"sip:{trunk.proxy};transport={trunk.transport}" if trunk.proxy else None,
            reg_interval=trunk.register_s if is_first and trunk.domain else 0,
            transport=trunk.transport,
            audio_codecs=("pcma", "pcmu"),
            auth_user=trunk.auth_username or trunk.username or None,
            extra_params=(
                *(("catchall=yes",) if is_first else ()),
                *((ENCRYPTED,) if trunk.is_encrypted else ()),
            ),
        )
        agent = await self._baresip.UserAgent.create(
            self._runtime, account, transfer_policy="reject"
        )
        agent.on_incoming(self._rings)
        return agent

    async def _register(self) -> None:
        """The first registration; the stack renews it, and tries again when it failed."""
        try:
            await self._agent.register()
        except self.errors as error:
            log.error("sip.not_registered: %s", getattr(error, "status", None) or "no answer")

    def _noted(self, event: Any) -> None:
        name = event.event.name
        if self._dialling:
            self._early.append(event)
        if name == "REGISTER_OK" and not self.registered:
            self.registered = True
            log.info("sip.registered")
        elif name == "REGISTER_FAIL" and self.registered:
            self.registered = False
            log.error("sip.registration_lost: %s", str(event.text or "")[:60])

    def _died(self) -> None:
        log.critical("sip.stack_died: no call comes in over SIP until the process starts again")
        for leg in tuple(self.legs):
            leg.abandon()

    # --- calls ------------------------------------------------------------------------------------

    def _rings(self, call: Any) -> None:
        self._guard_sound()
        self._numbered += 1
        name = wire.name_of(str(call.call_id or ""), f"{id(self):x}{self._numbered:x}")
        self._incoming(self._keep(SipLeg(self, call, name)))

    async def dial(self, number: str, shown: str, call_id: str) -> SipLeg:
        """Let a number ring (E.164), showing one of ours. Raises CarrierError."""
        if self._runtime is None or not self.trunk.domain:
            raise CarrierError("No trunk is set: calls do not go out over SIP.", code="no_trunk")
        self._dialling += 1
        try:
            agent = self._showing.get(shown)
            if agent is None:
                agent = self._showing[shown] = await self._identity(shown, is_first=False)
            asserted = wire.uri_of(shown, self.trunk.domain, self.trunk.transport)
            call = await agent.dial(self.uri_of(number), {"P-Preferred-Identity": f"<{asserted}>"})
            early = [one for one in self._early if one.call == call.handle]
        except self._unfit as error:
            if type(error).__name__ == "CommandTimeout":
                raise CarrierError("The SIP stack did not answer.", unsure=True) from error
            raise CarrierError("The trunk cannot be reached.", code="unreachable") from error
        finally:
            self._dialling -= 1
            if not self._dialling:
                self._early.clear()
        self._guard_sound()
        leg = SipLeg(self, call, call_id)
        leg.parameters = {"call_id": call_id}
        leg.early = early
        return self._keep(leg)

    def uri_of(self, number: str) -> str:
        """Where a number is called."""
        trunk = self.trunk
        return wire.uri_of(number, trunk.domain or trunk.host, trunk.transport)

    def forget(self, leg: SipLeg) -> None:
        """A call is over."""
        self.legs.discard(leg)

    def do(self, work: Coroutine[Any, Any, None], what: str) -> None:
        """Run a command to its end; one for a call that is gone is done."""
        task = asyncio.get_running_loop().create_task(self._done(work, what), name=f"sip {what}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _done(self, work: Coroutine[Any, Any, None], what: str) -> None:
        try:
            await work
        except self._baresip.StaleHandleError:
            pass
        except self.errors as error:
            log.error("sip.command_failed: %s, %s", what, type(error).__name__)

    def _keep(self, leg: SipLeg) -> SipLeg:
        self.legs.add(leg)
        if self._timer is None:
            self._due = asyncio.get_running_loop().time()
            self._beat()
        return leg

    def _beat(self) -> None:
        """All legs, now; the next time 20 ms after this one was due."""
        for leg in tuple(self.legs):
            if leg.line is not None:
                leg.line.beat()
        loop = asyncio.get_running_loop()
        if not self.legs:
            self._timer = None
            return
        now = loop.time()
        self._due = now if now - self._due > _LATE_S else self._due
        self._due += _BEAT_S
        self._timer = loop.call_at(self._due, self._beat)

    def _guard_sound(self) -> None:
        """RTP comes from the listed addresses alone, too: a call's sockets are open by now."""
        low, high = self.trunk.rtp_ports
        try:
            guard.guard(self._filter, lambda port: low <= port <= high)
        except OSError as error:
            log.error("sip.rtp_unguarded: %s", error.strerror)


def _load() -> Any:
    try:
        import baresip  # noqa: PLC0415 - optional, with a library of its own
    except ImportError as error:
        raise SettingsError(f"carriers.sip.port: the SIP stack is missing; {HOW}") from error
    return baresip


def _free_port(host: str) -> int:
    """A port that is free for UDP and TCP now. Raises SettingsError."""
    for _ in range(20):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as first:
            try:
                first.bind((host, 0))
                port = int(first.getsockname()[1])
                with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as second:
                    second.bind((host, port))
            except OSError:
                continue
            return port
    raise SettingsError(f"carriers.sip.host: {host} is no address of this machine.")


def quiet_logs() -> None:
    """The stack's own log names numbers: only what went wrong is kept, without them."""
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.setLevel(logging.ERROR)
        if not any(isinstance(one, _NoUsers) for one in logger.filters):
            logger.addFilter(_NoUsers())


class _NoUsers(logging.Filter):
    """Takes users out of addresses, and the peer out of what goes along."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = wire.without_users(record.getMessage())
        record.args = ()
        record.__dict__.pop("peer", None)
        return True
