"""`vaani speak`, `vaani transcribe`, `vaani voices`: hearing and speaking, from the shell.

No server is needed: the models are loaded for the one command.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Annotated

import typer

from vaani.bootstrap.speech_server import hearing_alone, speaking_alone
from vaani.kit.errors import SettingsError
from vaani.settings import load
from vaani.speech_server import transcripts
from vaani.speech_server.sound_files import FORMATS

_SUFFIXES = {f".{name}": name for name in FORMATS} | {".ogg": "opus"}
Data = Annotated[Path | None, typer.Option(help="Data folder.")]


def speak(
    text: Annotated[str, typer.Argument(help="What is said; - reads standard input.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The file; its ending is the format.")],
    voice: Annotated[str, typer.Option(help="A voice of `vaani voices`.")] = "default",
    speed: Annotated[float, typer.Option(help="0.5 to 2.")] = 1.0,
    data: Data = None,
) -> None:
    """Speak a text into a file."""
    kind = _SUFFIXES.get(out.suffix.lower())
    if kind is None:
        raise SettingsError(f"{out}: end the file's name with one of {', '.join(_SUFFIXES)}.")
    said = sys.stdin.read() if text == "-" else text
    settings = load({"data": data}).settings
    with speaking_alone(settings) as speaking:
        order = speaking.order(said, voice, speed=speed, format=kind)

        async def write() -> int:
            written = 0
            with out.open("wb") as file:
                async for piece in speaking.file(order):
                    written += file.write(piece)
            return written

        try:
            size = asyncio.run(write())
        except OSError as error:
            raise SettingsError(f"{out} cannot be written: {error.strerror or error}.") from error
    print(f"{out}: {size} bytes")


def transcribe(
    file: Annotated[Path, typer.Argument(help="A recording.")],
    srt: Annotated[bool, typer.Option("--srt", help="As subtitles (SubRip).")] = False,
    vtt: Annotated[bool, typer.Option("--vtt", help="As subtitles (WebVTT).")] = False,
    language: Annotated[str | None, typer.Option(help="ISO 639-1; else as heard.")] = None,
    data: Data = None,
) -> None:
    """Print what is said in a recording."""
    if srt and vtt:
        raise SettingsError("choose one of --srt and --vtt.")
    settings = load({"data": data}).settings
    with SpooledTemporaryFile(50_000_000) as content, hearing_alone(settings) as hearing:
        # Its head may have to be mended, which is never done in the owner's file.
        try:
            with file.open("rb") as given:
                shutil.copyfileobj(given, content)
        except OSError as error:
            raise SettingsError(f"{file} cannot be read: {error.strerror or error}.") from error
        how = hearing.reading(language, words=srt or vtt)

        async def read() -> list[transcripts.Segment]:
            upload = await hearing.opened(content)
            return [one async for one in hearing.segments(upload.pieces(), how)]

        found = asyncio.run(read())
    written = transcripts.srt if srt else transcripts.vtt if vtt else transcripts.plain
    print(written(found).rstrip("\n"))


def voices(data: Data = None) -> None:
    """Print the voices that are installed."""
    settings = load({"data": data}).settings
    with speaking_alone(settings) as speaking:
        for card in speaking.catalogue.voices:
            mark = "default" if card.default else ""
            print(f"{card.id:<14} {card.language:<3} {card.engine:<14} {card.licence:<18} {mark}")
