"""`vaani models list | install | verify`: the local speech models, from the shell."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vaani.kit.errors import VaaniError
from vaani.providers.local import manifest
from vaani.providers.local.install import install as bring

app = typer.Typer(
    help="The speech models that run on this machine.", no_args_is_help=True, add_completion=False
)

DEFAULT_FOLDER = Path("~/.cache/vaani/models")

Folder = Annotated[Path, typer.Option("--models", help="Folder of the models.")]
Names = Annotated[list[str] | None, typer.Argument(help="Which ones; all when none is named.")]


@app.command("list")
def show(models: Folder = DEFAULT_FOLDER) -> None:
    """Print every model, its size, licence and state."""
    folder = models.expanduser()
    for model in manifest.models():
        state = manifest.state(model, folder)
        size = model.size_bytes / 1e6
        print(f"{model.name:<16} {state:<9} {size:6.1f} MB  {model.licence:<13} {model.role}")
        if state in ("missing", "wrong"):
            print(f"{'':<16} without it {model.without}")


@app.command("install")
def install(
    names: Names = None,
    models: Folder = DEFAULT_FOLDER,
    source: Annotated[
        Path | None, typer.Option("--from", help="A folder with the same files, asked first.")
    ] = None,
) -> None:
    """Fetch what is missing and verify every file."""
    with _told():
        bring(manifest.named(names or ()), models.expanduser(), _say, source)


@app.command("verify")
def verify(names: Names = None, models: Folder = DEFAULT_FOLDER) -> None:
    """Read every file and compare its hash."""
    bad = 0
    with _told():
        chosen = manifest.named(names or ())
    for model in chosen:
        try:
            manifest.verify(model, models.expanduser())
        except VaaniError as error:
            bad += 1
            typer.echo(f"{model.name}: {error.message}", err=True)
        else:
            print(f"{model.name}: verified")
    if bad:
        raise typer.Exit(1)


def _say(line: str) -> None:
    print(line, flush=True)


class _told:
    """One sentence and exit code 1 for what the operator can put right."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if isinstance(error, VaaniError):
            typer.echo(error.message, err=True)
            raise typer.Exit(1) from error


if __name__ == "__main__":
    app()
