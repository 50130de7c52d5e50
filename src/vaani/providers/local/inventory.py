"""What of the local speech is there, and what does the rest cost? For `vaani doctor`."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path

from vaani.kit.errors import ProviderError
from vaani.providers.local.espeak import Espeak
from vaani.providers.local.manifest import models, state


@dataclass(frozen=True, slots=True)
class Part:
    """One part of local speech. `without` says what its absence costs."""

    role: str
    name: str
    present: bool
    verified: bool
    without: str


_ENGINES = (
    ("onnxruntime", "engine of voice activity, end of turn and Hindi", "none of these work"),
    (
        "ctranslate2",
        "engine of speech to text",
        "callers are not understood; no spoken call is possible",
    ),
)


def inventory(models_dir: Path) -> list[Part]:
    """Every part, in the order of the manifest. Reads no weights: `verified` means that the hash
    was right when it was last read and the file has not changed since."""
    parts = []
    for model in models():
        standing = state(model, models_dir)
        present = standing in ("verified", "present")
        parts.append(Part(model.role, model.name, present, standing == "verified", model.without))
    for package, role, without in _ENGINES:
        there = importlib.util.find_spec(package) is not None
        parts.append(Part(role, package, there, there, without))
    without = "Hindi cannot be spoken at all"
    try:
        origin = Espeak().origin
    except ProviderError:
        parts.append(Part("Hindi phonemes", "espeak-ng", False, False, without))
    else:
        parts.append(Part("Hindi phonemes", f"espeak-ng ({origin})", True, True, without))
    return parts
