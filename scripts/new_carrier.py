"""How does a new carrier begin? `make new-carrier NAME=acme` writes its folder, card and page.

What it writes is refused by the tests on purpose: the driver proves nothing yet and takes no call,
and the tables that every carrier stands in are named, one after the other, by
`tests/house/test_carrier_tables.py` until they are filled.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
INIT = '"""How does a call come in through {title}?"""\n'
WIRE = '''"""What do the messages of a {title} media socket say? Bytes in, events out; no I/O.

Source: name the page and its date.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from vaani.call.ports.line import MULAW_8K, Coding
from vaani.telephony import messages
from vaani.telephony.messages import Heard, Malformed, Started

_READERS: Mapping[str, Callable[[dict[str, Any]], Heard]] = {{
    "media": messages.media,
    "dtmf": messages.dtmf,
    "mark": messages.mark,
    "stop": messages.stop,
}}


class {name}Codec:
    """One stream's messages. No start is understood yet, so no call begins."""

    carrier = "{carrier}"
    binary_out = False
    says_stop = True
    returns_cleared = True

    def __init__(self) -> None:
        self.coding: Coding = MULAW_8K

    def text(self, message: bytes) -> Heard:
        """One text message; never raises."""
        return messages.read(message, _READERS)

    def binary(self, _message: bytes) -> Heard:
        """None are sent."""
        return Malformed("a binary message")

    def begin(self, start: Started) -> bool:
        """Whether the sound can be decoded."""
        return False

    def media(self, payload: bytes) -> tuple[bytes, ...]:
        """Sound, whole frames of 20 ms."""
        return ()

    def mark(self, name: str) -> tuple[bytes, ...]:
        """Comes back when everything before it was played."""
        return ()

    def clear(self) -> bytes | None:
        """Empties the carrier's queue."""
        return None
'''
LINE = '''"""How does a {title} media socket become the line of a call? As `stream.py` has it."""

from __future__ import annotations

from vaani.telephony.{carrier}.wire import {name}Codec
from vaani.telephony.following import Following
from vaani.telephony.socket import MediaSocket, Opened
from vaani.telephony.stream import StreamLine


def {carrier}_line(
    socket: MediaSocket, opened: Opened, following: Following | None = None
) -> StreamLine:
    """The line of one socket."""
    return StreamLine({name}Codec(), socket, opened, following)
'''
CARRIER = '''"""What is {title} asked and told about a call outside its sound?"""

from __future__ import annotations

from collections.abc import Mapping

from vaani.telephony.{carrier}.line import {carrier}_line
from vaani.telephony.driver import Asked, Control, Document, Genuine, Refused
from vaani.telephony.following import Following
from vaani.telephony.sentences import Sentences
from vaani.telephony.socket import MediaPeer, MediaSocket, Opened


class {name}Carrier:
    """The {title} account of this house (a `Driver`). It believes nothing yet."""

    name = "{carrier}"
    names_call = True
    title = "{title}"
    needs = "VAANI_CARRIERS__{upper}__... and VAANI_PUBLIC_URL"

    def __init__(self, public_url: str, control: Control | None = None) -> None:
        self.control = control
        self._base = public_url.rstrip("/")
        self._following = Following()

    @property
    def configured(self) -> bool:
        """Whether the account could send us something."""
        return False

    def line(self, socket: MediaSocket, opened: Opened) -> MediaPeer:
        """The line of a media socket of ours."""
        return {carrier}_line(socket, opened, self._following)

    def verify(self, asked: Asked) -> Genuine | Refused:
        """Whether the account has sent exactly this request, and what it says."""
        return Refused("no proof is checked yet")

    def handshake(self, target: str, headers: Mapping[str, str]) -> bool:
        """Whether the upgrade request is the carrier's; the token is asked for besides."""
        return True

    async def answer(self, genuine: Genuine, token: str, call_id: str) -> Document:
        """Answer the call with our media socket."""
        return Document(status=503)

    async def refuse(self, genuine: Genuine, words: Sentences) -> Document:
        """Say why not, and hang up."""
        return Document(status=503)

    def follow(self, genuine: Genuine) -> Document:
        """The transfer that was asked for, else the end."""
        return Document(status=503)

    def end(self, genuine: Genuine, words: Sentences | None = None) -> Document:
        """Hang up, after some words."""
        return Document(status=503)

    def thanks(self, genuine: Genuine) -> Document:
        """Nothing to say."""
        return Document()
'''
CARD = """# What of {title} is done, and what is not and why.
carrier: {carrier}
title: {title}
routes: [voice, after, status]
specification: name the page and its date
verify_webhook: "exempt: not written yet"
verify_socket: "done: one-time token"
answer: "exempt: not written yet"
media_in: "exempt: not written yet"
media_out: "exempt: not written yet"
marks: "exempt: not written yet"
clear: "exempt: not written yet"
digits_in: "exempt: not written yet"
status_events: "exempt: not written yet"
hang_up: "exempt: not written yet"
transfer_cold: "exempt: not written yet"
place_call: "exempt: not written yet"
tested_live: "exempt: from the documentation, never run live"
"""
PAGE = """# {title}

What it is, and which sound it speaks. Set `VAANI_PUBLIC_URL` and its keys.

1. Calls ask `https://voice.example.com/carriers/{carrier}/voice`.
2. Events go to `https://voice.example.com/carriers/{carrier}/status`.

What is common to all carriers is on [the page before](README.md).
"""


def write(carrier: str, root: Path = ROOT) -> list[Path]:
    """The files of a new carrier. Raises ValueError for a name that cannot be one, FileExistsError
    for one that is there."""
    if not re.fullmatch(r"[a-z][a-z0-9]{1,30}", carrier):
        raise ValueError("a carrier's name is lower-case letters and digits, as acme")
    folder = root / "src" / "vaani" / "telephony" / carrier
    folder.mkdir()
    words = {
        "carrier": carrier, "title": carrier.capitalize(), "name": carrier.capitalize(),
        "upper": carrier.upper(),
    }  # fmt: skip
    made = {
        folder / "__init__.py": INIT, folder / "wire.py": WIRE, folder / "line.py": LINE,
        folder / "carrier.py": CARRIER, folder / "quality.yaml": CARD,
        root / "docs" / "carriers" / f"{carrier}.md": PAGE,
    }  # fmt: skip
    for place, text in made.items():
        place.write_text(text.format(**words), encoding="utf-8")
    return list(made)


def main(arguments: list[str]) -> int:
    """Write them, and say what comes next."""
    try:
        made = write(arguments[0] if arguments else "")
    except (ValueError, FileExistsError) as error:
        sys.stderr.write(f"new-carrier: {error}\n")
        return 2
    for place in made:
        sys.stdout.write(f"{place.relative_to(ROOT)}\n")
    sys.stdout.write(
        "Next: .venv/bin/python -m pytest -q tests/house/test_carrier_tables.py names what is "
        "missing.\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
