"""`vaani bench serve | run`: the engine alone, under load."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vaani.cli.bench_serve import WIRES, BenchSettings
from vaani.cli.bench_serve import run as serve_bench
from vaani.kit.errors import SettingsError
from vaani.providers.simulated.delays import Delays

if TYPE_CHECKING:
    from vaani.testing.load.run import LoadSettings, Row

app = typer.Typer(
    help="The engine alone, on simulated models.", no_args_is_help=True, add_completion=False
)


def _switch(value: str, option: str) -> bool:
    if value not in ("on", "off"):
        raise SettingsError(f"{option} takes on or off, not {value!r}")
    return value == "on"


@app.command("serve")
def serve(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 takes a free one.")] = 8100,
    final_after_ms: Annotated[int, typer.Option(min=0)] = 150,
    first_token_ms: Annotated[int, typer.Option(min=0)] = 200,
    tokens_per_second: Annotated[int, typer.Option(min=1)] = 50,
    first_audio_ms: Annotated[int, typer.Option(min=0)] = 100,
    endpointing: Annotated[int | None, typer.Option(help="Fixed silence in ms.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes on the same port.")] = 1,
    vad: Annotated[str, typer.Option(help="silero or energy")] = "silero",
    turn_model: Annotated[str, typer.Option(help="on or off")] = "off",
    events: Annotated[Path | None, typer.Option(help="Write stage events here at exit.")] = None,
    greeting: Annotated[str, typer.Option(help="on or off")] = "on",
    models: Annotated[Path | None, typer.Option(help="Folder of the models.")] = None,
    max_calls: Annotated[int | None, typer.Option(min=1)] = None,
    sip: Annotated[str, typer.Option(help="on: SIP on a free port too (/bench/stats).")] = "off",
) -> None:
    """Start the engine on loopback with simulated models of fixed delay."""
    if vad not in ("silero", "energy"):
        raise SettingsError(f"--vad takes silero or energy, not {vad!r}")
    serve_bench(
        BenchSettings(
            port=port,
            delays=Delays(final_after_ms, first_token_ms, tokens_per_second, first_audio_ms),
            endpointing_ms=endpointing,
            vad=vad,
            turn_model=_switch(turn_model, "--turn-model"),
            events=events,
            greeting=_switch(greeting, "--greeting"),
            models=models,
            max_calls=max_calls,
            workers=workers,
            sip=_switch(sip, "--sip"),
        )
    )


def _numbers(text: str) -> tuple[int, ...]:
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isascii() and part.isdigit() and 0 < int(part) < 100_000 for part in parts):
        raise SettingsError(f"--calls {text} is wrong: write numbers of calls, like 1,5,10.")
    return tuple(int(part) for part in parts)


def _by_wire(settings: LoadSettings, named: str) -> None:
    """One table of the wires. Exit status 1 where one falls short of its share of Twilio's."""
    from vaani.testing.load import wires as load  # as above

    wanted = (*WIRES, "sip") if named == "all" else tuple(one.strip() for one in named.split(","))
    known = (*WIRES, "sip")
    if unknown := [one for one in wanted if one not in known]:
        raise SettingsError(f"--wires takes {', '.join(known)} or all, not {unknown[0]!r}")

    def told(wire: str, row: Row) -> None:
        verdict = "holds" if row.holds else "does not hold"
        typer.echo(
            f"{wire}, {row.calls} calls: {verdict}, {row.cpu:.4f} CPU-s per call-s", err=True
        )

    held = load.run(settings, wanted, told)
    print(load.table(held))
    if short := load.falls_short(held):
        typer.echo(f"Fewer calls than they are to hold: {', '.join(short)}", err=True)
        raise typer.Exit(1)


@app.command("run")
def run(
    calls: Annotated[str, typer.Option(help="Numbers of calls.")] = "1,5,10,20,40,80,120,160",
    seconds: Annotated[float, typer.Option(min=5)] = 20.0,
    vad: Annotated[str, typer.Option(help="silero or energy")] = "silero",
    turn_model: Annotated[str, typer.Option(help="on or off")] = "off",
    json: Annotated[Path | None, typer.Option(help="Write every figure here.")] = None,
    wires: Annotated[
        str | None, typer.Option(help="Carriers' wires beside Twilio's, by comma, or all.")
    ] = None,
) -> None:
    """Drive the engine with its own callers and print the table."""
    # The generator brings the speech models and NumPy's percentiles: `serve` does without.
    from vaani.testing.load import run as load

    settings = load.LoadSettings(
        _numbers(calls),
        seconds,
        vad,
        _switch(turn_model, "--turn-model"),
    )

    if wires is not None:
        _by_wire(settings, wires)
        return

    def told(row: load.Row) -> None:
        verdict = "holds" if row.holds else "does not hold"
        typer.echo(f"{row.calls} calls: {verdict}, {row.cpu:.4f} CPU-s per call-s", err=True)

    rows, echo = load.run(settings, told)
    print(load.table(rows, echo))
    if json is not None:
        json.write_bytes(load.as_json(rows, echo))
