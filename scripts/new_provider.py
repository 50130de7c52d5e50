"""How does a new vendor begin? `make new-provider NAME=acme` lays out the folder of a recogniser.

The card says `exempt: not built yet` of everything, and the wire raises until it is written: no
operator can choose it before the card names an engine and `bootstrap/hearing.py` makes it. Nothing
that is there is overwritten.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_NAME = re.compile(r"[a-z][a-z0-9_]{1,30}")

_PACKAGE = '''"""Which vendor is this? {title}: what it offers."""
'''
_CARD = """# What of {title} is done, and what is not and why.
provider: {name}
specification: name the page and its version
# hearing:
#   {name}: {{languages: [en, hi], needs: [providers.{name}.api_key]}}
streaming: "exempt: not built yet"
partials: "exempt: not built yet"
word_times: "exempt: not built yet"
key_terms: "exempt: not built yet"
contract_suite: "exempt: not built yet"
error_mapping: "exempt: not built yet"
tested_live: "exempt: not built yet"
"""
_WIRE = '''"""What does {title} say over the wire? Pure.

Specification: name the page and its version.
"""

from __future__ import annotations

from collections.abc import Sequence

from vaani.call.ports.hint import Hint
from vaani.providers.stt_wire import Frame, Opening, Said

VENDOR = "{title}"
RATE_HZ = 8000


class {title}Wire:
    """One connection. Every method says in `providers/stt_wire.py` what is expected of it."""

    vendor = VENDOR
    rate_hz = RATE_HZ
    chunk_ms = 40
    idle_s: float | None = None
    gapless = False

    def opening(self) -> Opening:
        """Where to connect, and with which headers."""
        raise NotImplementedError

    def begin(self) -> Sequence[Frame]:
        """Speech begins or goes on."""
        raise NotImplementedError

    def audio(self, pcm: bytes) -> Sequence[Frame]:
        """Sound, never empty."""
        raise NotImplementedError

    def pause(self) -> Sequence[Frame]:
        """Asks for everything that was said."""
        raise NotImplementedError

    def expect(self, hint: Hint) -> Sequence[Frame]:
        """What the next utterance probably answers."""
        raise NotImplementedError

    def keep_alive(self) -> Sequence[Frame]:
        """Keeps a quiet connection open."""
        raise NotImplementedError

    def close(self) -> Sequence[Frame]:
        """The last messages."""
        raise NotImplementedError

    def read(self, message: Frame) -> list[Said]:
        """What a message says. Raises ProviderError."""
        raise NotImplementedError
'''
_NEXT = """\
{folder} is laid out. What makes it an engine:
1. wire.py, from the vendor's page; a voice or a chat model has another wire (see ARCHITECTURE.md).
2. quality.yaml: uncomment the engine, say what is done; `python scripts/support_table.py`.
3. settings.py: a section for the account; pyproject.toml: the vendor's name among those that do not
   know each other.
4. bootstrap/hearing.py: its maker.
5. testing/vendors/hearing.py: its peer; testing/vendors/engines.py: its line. The suites in
   tests/contract/providers then run over it.
"""


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Lay out the folder; 2 when the name is none or is taken."""
    name = arguments[0] if len(arguments) == 1 else ""
    folder = root / "src" / "vaani" / "providers" / name
    if not _NAME.fullmatch(name):
        sys.stderr.write("Say make new-provider NAME=acme: small letters, digits and _.\n")
        return 2
    if folder.exists():
        sys.stderr.write(f"{folder} is there already.\n")
        return 2
    title = "".join(part.capitalize() for part in name.split("_"))
    folder.mkdir(parents=True)
    for file, text in (("__init__.py", _PACKAGE), ("quality.yaml", _CARD), ("wire.py", _WIRE)):
        (folder / file).write_text(text.format(name=name, title=title), encoding="utf-8")
    sys.stdout.write(_NEXT.format(folder=folder))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
