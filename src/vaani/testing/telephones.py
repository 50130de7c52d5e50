"""Which real telephones call the SIP port? Debian's baresip, sipp, and Kamailio between them.

Each is a process of its own on loopback, independent of our code; `scripts/test-needs.sh` installs
them. baresip is operated over a terminal, as a person would: it dials, plays files and records what
it hears (RIFF, 8 kHz). Kamailio is a registrar with digest and a proxy that stays in the path.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pty
import random
import shutil
import signal
import socket
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import numpy as np

from vaani.audio.frame import Samples
from vaani.audio.wav import Wav, write_wav

Found = TypeVar("Found")
NEEDED = ("baresip", "sipp", "kamailio")
PATIENCE_S = 15.0
REALM, PASSWORD = "vaani.test", "a1b2c3d4e5f60718"
_HEAD_BYTES = 44
_LOUD = 300
"""Of 32768: what is a voice, and not the noise of a line."""
_AFTER_WORDS_S = 90
"""baresip hangs up at the end of a file, so words are followed by silence."""
_MODULES = ("/usr/lib/baresip/modules", "/usr/lib64/baresip/modules")


def missing() -> list[str]:
    """Which of them are not installed."""
    return [name for name in NEEDED if _found(name) is None]


def _found(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/bin:/sbin")


def free_port() -> int:
    """A port of loopback that is free now, over UDP and over TCP, for programs that cannot take
    any. It lies below those that systems hand out by themselves, so that no connection of another
    program takes it in between."""
    for port in random.sample(range(*_NOT_HANDED_OUT), 200):
        with (
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sound,
            socket.socket(socket.AF_INET, socket.SOCK_STREAM) as signals,
        ):
            try:
                sound.bind(("127.0.0.1", port))
                signals.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no port of loopback is free")


_NOT_HANDED_OUT = (20_001, 32_000)


@dataclass(frozen=True, slots=True)
class Secure:
    """SIP over TLS: what a telephone shows (key and certificate), whom it believes, on which port
    it listens, and whether its sound is SRTP."""

    certificate: Path
    believes: Path
    port: int
    is_encrypted: bool = True


@dataclass
class Baresip:
    """One telephone. Made by `telephone`."""

    folder: Path
    number: str
    secure: Secure | None = None
    process: subprocess.Popen[bytes] | None = None
    screen: str = ""
    _terminal: int = -1
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def type(self, command: str) -> None:
        """A line, as a person types it."""
        os.write(self._terminal, f"/{command}\n".encode())

    async def shows(self, words: str, within_s: float = PATIENCE_S) -> None:
        """Wait until it says so; what was said before is forgotten. Raises TimeoutError."""
        try:
            async with asyncio.timeout(within_s):
                while words not in self.screen:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise TimeoutError(f"never {words!r}: {self.screen[-2000:]}") from None
        self.screen = self.screen.partition(words)[2]

    async def dial(self, address: str) -> None:
        """Call until somebody answers."""
        self.type(f"dial {address}")
        await self.shows("Call established")

    async def say(self, sound: Samples) -> None:
        """Let it be heard (8 kHz), silence afterwards; returns when it was said."""
        file = self.folder / f"said-{len(list(self.folder.glob('said-*')))}.wav"
        write_wav(file, Wav((_with_silence(sound),), 8000))
        self.type(f"ausrc aufile,{file}")
        await self.shows("loaded")
        await asyncio.sleep(len(sound) / 8000)

    def heard(self) -> Samples:
        """What it has heard of the call that was last, as it is being recorded: 16 bit at 8 kHz.
        The size in the file's head is written at the end only."""
        files = sorted(self.folder.glob("dump-*-dec.wav"), key=lambda one: one.stat().st_mtime)
        raw = files[-1].read_bytes()[_HEAD_BYTES:] if files else b""
        return np.frombuffer(raw[: len(raw) // 2 * 2], dtype="<i2").astype(np.int16)

    async def hears_it_out(self, within_s: float = PATIENCE_S, quiet_s: float = 0.7) -> bool:
        """Wait until somebody has begun to speak, and is silent again; False: nobody began."""
        loop = asyncio.get_running_loop()
        begin, until = len(self.heard()), loop.time() + within_s
        while loop.time() < until:
            said = np.abs(self.heard()[begin:].astype(np.int32)) > _LOUD
            tail = said[-int(quiet_s * 8000) :]
            if said.any() and len(tail) == int(quiet_s * 8000) and not tail.any():
                return True
            await asyncio.sleep(0.05)
        return False

    def _read(self) -> None:
        with contextlib.suppress(OSError):
            self.screen += os.read(self._terminal, 65536).decode("utf-8", "replace")
        self._news.set()


def _with_silence(sound: Samples) -> Samples:
    return np.concatenate([sound, np.zeros(8000 * _AFTER_WORDS_S, dtype=np.int16)])


@asynccontextmanager
async def telephone(
    folder: Path, number: str, secure: Secure | None = None
) -> AsyncIterator[Baresip]:
    """A telephone that is switched on, with a number and no registration."""
    one = Baresip(folder, number, secure)
    _equip(one)
    terminal = _switch_on(one)
    loop = asyncio.get_running_loop()
    loop.add_reader(terminal, one._read)
    try:
        await one.shows("baresip is ready")
        yield one
    finally:
        with contextlib.suppress(OSError):
            one.type("quit")
        if one.process is not None:
            await _end(one.process)
        loop.remove_reader(terminal)
        os.close(terminal)


def _equip(one: Baresip) -> None:
    """Write what a telephone reads when it is switched on."""
    folder = one.folder
    folder.mkdir(parents=True, exist_ok=True)
    silence = folder / "silence.wav"
    write_wav(silence, Wav((_with_silence(np.zeros(0, dtype=np.int16)),), 8000))
    modules = next((one for one in _MODULES if Path(one).is_dir()), _MODULES[0])
    listens, more = "sip_listen 127.0.0.1:0\n", ""
    if (secure := one.secure) is not None:
        listens = f"sip_listen 127.0.0.1:{secure.port - 1}\nsip_transports tls\n"
        listens += f"sip_certificate {secure.certificate}\nsip_cafile {secure.believes}\n"
        listens += "module srtp.so\n"
        more = ";mediaenc=srtp-mand" if secure.is_encrypted else ""
    (folder / "config").write_text(
        f"poll_method epoll\n{listens}net_interface 127.0.0.1\n"
        f"module_path {modules}\nmodule stdio.so\nmodule g711.so\nmodule aufile.so\n"
        "module sndfile.so\nmodule_app account.so\nmodule_app menu.so\n"
        f"audio_source aufile,{silence}\naudio_player aufile,{folder / 'played.wav'}\n"
        f"snd_path {folder}\nrtp_ports 33000-60000\nstatmode_default off\n"
    )
    by = "" if one.secure is None else ";transport=tls"
    (folder / "accounts").write_text(f"<sip:{one.number}@127.0.0.1{by}>;regint=0{more}\n")
    (folder / "contacts").write_text("")


def _switch_on(one: Baresip) -> int:
    """Start it on a terminal of its own; our end of that."""
    one._terminal, inside = pty.openpty()
    command = [str(_found("baresip")), "-f", str(one.folder)]
    one.process = subprocess.Popen(command, stdin=inside, stdout=inside, stderr=inside)
    os.close(inside)
    return one._terminal


@asynccontextmanager
async def registrar(folder: Path) -> AsyncIterator[int]:
    """Kamailio: whoever knows `PASSWORD` may register, and is called through it; its port."""
    log = folder / "kamailio.log"
    for _ in range(3):
        port = free_port()
        process = _start_kamailio(folder, port, log)
        try:
            if await _answers(port, process):
                yield port
                return
        finally:
            await _end(process)
    raise RuntimeError(f"Kamailio does not start; see {log}")


def _start_kamailio(folder: Path, port: int, log: Path) -> subprocess.Popen[bytes]:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "kamailio.cfg"
    file.write_text(_KAMAILIO.format(port=port, realm=REALM, password=PASSWORD))
    command = [str(_found("kamailio")), "-DD", "-E", "-m", "16", "-M", "4", "-Y", str(folder)]
    with log.open("wb") as said:
        return subprocess.Popen([*command, "-f", str(file)], stdout=said, stderr=said)


async def _answers(port: int, process: subprocess.Popen[bytes]) -> bool:
    """Does something speak SIP there, within some seconds?"""
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.setblocking(False)
        one.bind(("127.0.0.1", 0))
        here = one.getsockname()[1]
        asked = (
            f"OPTIONS sip:nobody@127.0.0.1:{port} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP 127.0.0.1:{here};branch=z9hG4bKhello\r\n"
            "From: <sip:a@127.0.0.1>;tag=1\r\nTo: <sip:nobody@127.0.0.1>\r\nCall-ID: hello\r\n"
            "CSeq: 1 OPTIONS\r\nMax-Forwards: 5\r\nContent-Length: 0\r\n\r\n"
        ).encode()
        for _ in range(50):
            if process.poll() is not None:
                return False
            with contextlib.suppress(OSError, TimeoutError):
                await loop.sock_sendto(one, asked, ("127.0.0.1", port))
                async with asyncio.timeout(0.1):
                    return (await loop.sock_recv(one, 4096)).startswith(b"SIP/2.0 ")
            await asyncio.sleep(0.05)
    return False


async def looked_for(look: Callable[[], Awaitable[Found | None]]) -> Found:
    """What comes of looking again and again. Raises TimeoutError."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            found = await look()
            if found is not None:
                return found
            await asyncio.sleep(0.05)


async def sipp(folder: Path, scenario: str, port: int, called: str) -> tuple[int, str]:
    """Let sipp play a scenario once against our port; its exit status, and what it says."""
    errors = folder / "errors.log"
    process = await asyncio.create_subprocess_exec(
        str(_found("sipp")), "-sf", _kept(folder, scenario), "-m", "1", "-i", "127.0.0.1",
        "-s", called, "-nostdin", "-timeout", "20", "-timeout_error",
        "-trace_err", "-error_file", str(errors), f"127.0.0.1:{port}",
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE, cwd=folder,
    )  # fmt: skip
    _, said = await process.communicate()
    return process.returncode or 0, said.decode("utf-8", "replace") + _text(errors)


def _kept(folder: Path, scenario: str) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "scenario.xml"
    file.write_text(scenario)
    return str(file)


def _text(file: Path) -> str:
    return file.read_text(errors="replace") if file.exists() else ""


async def _end(process: subprocess.Popen[bytes]) -> None:
    """Wait for a process of ours; one that does not end is ended."""
    for wait_s, then in ((2.0, signal.SIGTERM), (3.0, signal.SIGKILL), (3.0, None)):
        with contextlib.suppress(subprocess.TimeoutExpired):
            await asyncio.to_thread(process.wait, wait_s)
            return
        if then is not None:
            process.send_signal(then)


_KAMAILIO = """#!KAMAILIO
debug=0
log_stderror=yes
children=1
disable_tcp=yes
auto_aliases=no
listen=udp:127.0.0.1:{port}
loadmodule "pv.so"
loadmodule "sl.so"
loadmodule "tm.so"
loadmodule "rr.so"
loadmodule "maxfwd.so"
loadmodule "siputils.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "auth.so"
modparam("usrloc", "db_mode", 0)
request_route {{
    if (!mf_process_maxfwd_header("10")) {{ sl_send_reply("483", "Too Many Hops"); exit; }}
    if (method == "REGISTER") {{
        if (!pv_auth_check("{realm}", "{password}", "0", "0")) {{
            auth_challenge("{realm}", "0");
            exit;
        }}
        save("location");
        exit;
    }}
    if (has_totag()) {{ loose_route(); t_relay(); exit; }}
    if (method == "CANCEL") {{ t_relay(); exit; }}
    if (!lookup("location")) {{ sl_send_reply("404", "Not Found"); exit; }}
    record_route();
    t_relay();
}}
"""
