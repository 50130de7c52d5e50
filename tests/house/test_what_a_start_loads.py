"""What only some houses need is not in the memory of all."""

from __future__ import annotations

import subprocess
import sys

SELDOM = ("joserfc", "soundfile", "phonenumbers.tzdata", "alembic", "rich", "numpy.random")
"""A provider of sign-ins, uploads, calls out, migrations, terminals: loaded when they are used."""


def test_what_is_seldom_used_is_loaded_on_use() -> None:
    code = (
        "import sys\nfrom vaani.kit.memory import without\nfrom vaani.cli.serve import _UNUSED\n"
        "with without(*_UNUSED):\n    import vaani.bootstrap.house\n"
        f"print([name for name in {SELDOM!r} if name in sys.modules])"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"
