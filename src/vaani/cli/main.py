"""What can an operator type? The commands of `vaani`, each loaded only when it is typed.

Errors that an operator can mend are one sentence a line on standard error: exit status 2 for wrong
settings, arguments and files, 1 for what the machine refuses.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer._click.exceptions import NoArgsIsHelpError, UsageError
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from vaani import __version__
from vaani.kit.errors import FileError, SettingsError, VaaniError
from vaani.kit.memory import bare_libraries
from vaani.kit.zones import use_newest


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command lives: a function or a group called `name` in `vaani.cli.<module>`."""

    module: str
    name: str
    summary: str


COMMANDS = {
    "serve": Place("serve", "serve", "Answer calls, the API and the page on one port."),
    "doctor": Place("doctor", "doctor", "Show the settings in effect and try every part."),
    "carriers": Place("carriers", "app", "List carriers and check what is set for them."),
    "business": Place("business", "app", "Import, export or check a business file."),
    "knowledge": Place("knowledge", "app", "Import, list and try what the assistant may state."),
    "key": Place("key", "app", "Make and list API keys; exchange the key of encryption."),
    "user": Place("user", "app", "Invite, list and disable people; make one-time links."),
    "audit": Place("audit", "app", "List who did what, and verify that nothing was altered."),
    "models": Place("models", "app", "Install and verify the local speech models."),
    "providers": Place("providers", "app", "List and try the engines that hear, speak and think."),
    "speak": Place("speech", "speak", "Speak a text into a file."),
    "transcribe": Place("speech", "transcribe", "Print what is said in a recording."),
    "voices": Place("speech", "voices", "Print the voices that are installed."),
    "chat": Place("chat", "chat", "One call in text."),
    "simulate": Place("simulate", "simulate", "Scripted callers as test cases."),
    "call": Place("call", "call", "Place a spoken test call over loopback."),
    "bench": Place("bench", "app", "Measure the engine under load."),
    "version": Place("main", "version", "Print the version."),
}


class LazyCommands(TyperGroup):
    """Loads a command's module when it is called, so that one does not slow or break another."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, name: str) -> Any:
        place = COMMANDS.get(name)
        if place is None:
            return None
        if ctx.resilient_parsing or name not in sys.argv[1:]:
            return TyperCommand(name, help=place.summary, short_help=place.summary)
        command = load(place)
        command.name = name
        return command


def load(place: Place) -> Any:
    """The command itself. Raises SettingsError when this installation lacks it."""
    try:
        found = getattr(import_module(f"vaani.cli.{place.module}"), place.name)
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"this installation lacks {error.name}: run `make install` again."
        ) from error
    if isinstance(found, typer.Typer):
        return get_command(found)
    single = typer.Typer(add_completion=False, rich_markup_mode=None)
    single.command(help=found.__doc__ or place.summary)(found)
    return get_command(single)


def version() -> None:
    """Print the version."""
    print(__version__)


app = typer.Typer(
    cls=LazyCommands,
    name="vaani",
    help="Vaani answers a business's telephone.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def _root() -> None:
    """Vaani answers a business's telephone."""


def run() -> None:
    """The entry point of the installed command."""
    bare_libraries()
    use_newest()
    try:
        status = app(prog_name="vaani", standalone_mode=False)
    except NoArgsIsHelpError as error:
        error.show()
        sys.exit(2)
    except UsageError as error:
        complain(SettingsError(f"{_sentence(error)} See `{_command(error)} --help`."))
        sys.exit(2)
    except typer.Abort:
        sys.exit(1)
    except (SettingsError, FileError) as error:
        complain(error)
        sys.exit(2)
    except VaaniError as error:
        complain(error)
        sys.exit(1)

    sys.exit(status if isinstance(status, int) else 0)


def _sentence(error: UsageError) -> str:
    said = " ".join(error.format_message().split())
    return said if said.endswith(".") else said + "."


def _command(error: UsageError) -> str:
    return error.ctx.command_path if error.ctx is not None else "vaani"


def complain(error: VaaniError) -> None:
    """The error for a person, one sentence a line, without stack."""
    for line in error.message.splitlines():
        print(f"vaani: {line}", file=sys.stderr)


if __name__ == "__main__":
    run()
