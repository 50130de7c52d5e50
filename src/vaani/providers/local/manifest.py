"""Which models are there, where do their files belong, and are they the right ones?

Reads `models.yaml`. A file counts as verified when its hash was right once and its size and time of
change are the same since (a stamp beside the models remembers that), so that start-up need not read
300 MB; `verify` always reads. Fetching is left to `install`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from vaani.kit.errors import ProviderError, Stage, VaaniError

State = Literal["verified", "present", "missing", "wrong"]
"""verified: the hash is right. present: right size, not read yet. wrong: another size or hash."""

_STAMPS = ".verified.json"


class ModelError(VaaniError):
    """A model cannot be fetched or is not the one it should be; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a file: `member` inside the package `name` at `version`."""

    registry: Literal["pypi", "npm"]
    package: str
    member: str

    @property
    def spelled(self) -> str:
        return f"{self.registry}:{self.package}"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file; `path` is relative to the models folder, or to the package that holds it."""

    path: str
    size_bytes: int
    sha256: str
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """What is used for one role. `in_place` names the installed package that carries it."""

    name: str
    role: str
    version: str
    licence: str
    publisher: str
    without: str
    files: tuple[ModelFile, ...]
    in_place: str | None = None

    @property
    def size_bytes(self) -> int:
        return sum(file.size_bytes for file in self.files)


@cache
def models() -> tuple[Model, ...]:
    """Every model of the manifest, in its order."""
    text = Path(__file__).with_name("models.yaml").read_text(encoding="utf-8")
    return tuple(_model(entry) for entry in yaml.safe_load(text)["models"])


def named(names: Iterable[str]) -> tuple[Model, ...]:
    """The models of these names, all when none is given; raises ModelError for an unknown one."""
    wanted = tuple(names)
    known = {model.name: model for model in models()}
    for name in wanted:
        if name not in known:
            raise ModelError(f"There is no model {name!r}; there are {', '.join(known)}.")
    return tuple(known[name] for name in wanted) if wanted else models()


def folder_of(model: Model, models_dir: Path) -> Path | None:
    """Where the model's paths begin; None when the package that carries it is not installed."""
    if model.in_place is None:
        return models_dir
    spec = importlib.util.find_spec(model.in_place)
    places = spec.submodule_search_locations if spec is not None else None
    return Path(next(iter(places))) if places else None


def path_of(name: str, models_dir: Path, stage: Stage) -> Path:
    """The first file of the model, for an engine that loads it.

    Raises ProviderError(code="model_missing") unless every file is there with its right size.
    """
    (model,) = named((name,))
    folder = folder_of(model, models_dir)
    if folder is None or any(not _right_size(folder / file.path, file) for file in model.files):
        raise ProviderError(
            stage,
            f"The model {name} is not installed: run `vaani models install` (or `make models`).",
            code="model_missing",
        )
    return folder / model.files[0].path


def state(model: Model, models_dir: Path) -> State:
    """How the model stands, by sizes and the stamps of earlier checks. Reads no weights."""
    folder = folder_of(model, models_dir)
    if folder is None or not all((folder / file.path).is_file() for file in model.files):
        return "missing"
    if not all(_right_size(folder / file.path, file) for file in model.files):
        return "wrong"
    stamps = _read_stamps(models_dir)
    known = all(
        stamps.get(str(folder / file.path)) == _stamp(folder / file.path, file)
        for file in model.files
    )
    return "verified" if known else "present"


def check_file(path: Path, file: ModelFile) -> None:
    """Read the file; raises ModelError naming both hashes when it is not the right one."""
    if not path.is_file():
        raise ModelError(f"{file.path} is missing: run `vaani models install`.")
    with path.open("rb") as content:
        found = hashlib.file_digest(content, "sha256").hexdigest()
    if found != file.sha256:
        raise wrong_hash(file, found)


def wrong_hash(file: ModelFile, found: str) -> ModelError:
    """The error that names both hashes."""
    return ModelError(
        f"{file.path} has the SHA-256 {found}, but it must be {file.sha256}; it is not used."
    )


def verify(model: Model, models_dir: Path) -> None:
    """Read every file of the model and remember it as verified. Raises ModelError."""
    folder = folder_of(model, models_dir)
    if folder is None:
        raise ModelError(
            f"The package {model.in_place} is not installed: install vaani with its extra `local`."
        )
    for file in model.files:
        check_file(folder / file.path, file)
    remember(models_dir, [(folder / file.path, file) for file in model.files])


def remember(models_dir: Path, checked: Iterable[tuple[Path, ModelFile]]) -> None:
    """Note that these files were read and right. A folder that cannot be written is no error."""
    stamps = _read_stamps(models_dir)
    for path, file in checked:
        stamps[str(path)] = _stamp(path, file)
    place = models_dir / _STAMPS
    fresh = place.with_suffix(f".{os.getpid()}.partial")
    try:
        models_dir.mkdir(parents=True, exist_ok=True)
        fresh.write_text(json.dumps(stamps, indent=1), encoding="utf-8")
        fresh.replace(place)
    except OSError:
        fresh.unlink(missing_ok=True)


def _stamp(path: Path, file: ModelFile) -> list[Any]:
    status = path.stat()
    return [file.sha256, status.st_size, status.st_mtime_ns]


def _right_size(path: Path, file: ModelFile) -> bool:
    return path.is_file() and path.stat().st_size == file.size_bytes


def _read_stamps(models_dir: Path) -> dict[str, Any]:
    try:
        stamps = json.loads((models_dir / _STAMPS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamps if isinstance(stamps, dict) else {}


def _model(entry: dict[str, Any]) -> Model:
    files = tuple(
        ModelFile(
            file["path"],
            file["bytes"],
            file["sha256"],
            tuple(_part(part) for part in file.get("parts", ())),
        )
        for file in entry["files"]
    )
    texts = {
        key: str(entry[key])
        for key in ("name", "role", "version", "licence", "publisher", "without")
    }
    return Model(files=files, in_place=entry.get("in_place"), **texts)


def _part(entry: dict[str, str]) -> Part:
    if "npm" in entry:
        return Part("npm", entry["npm"], entry["member"])
    return Part("pypi", entry["pypi"], entry["member"])
