"""What does the API promise, as OpenAPI? `python -m vaani.api.openapi > docs/openapi.json`.

The committed document is compared with this one by a test, so that a change of the API is seen.
"""

from __future__ import annotations

import sys
from typing import Any, cast

import orjson
from fastapi import FastAPI

from vaani.api.app import Services, create_app
from vaani.api.carrier_desk import CarrierDesk
from vaani.api.checking import ProviderChecks
from vaani.api.configuration import ConfigurationDesk
from vaani.api.needs import Nouns
from vaani.api.speech.desk import SpeechDesk
from vaani.api.team import Team


def application() -> FastAPI:
    """The whole application over nothing that is open."""
    nothing = cast(Any, None)
    closed = Services(
        gate=nothing,
        events=nothing,
        metrics=nothing,
        readiness=nothing,
        desk=cast(CarrierDesk, object()),
        nouns=cast(Nouns, object()),
        speech=cast(SpeechDesk, object()),
        configuration=cast(ConfigurationDesk, object()),
        checks=cast(ProviderChecks, object()),
        team=Team(nothing, nothing, nothing, nothing),
    )
    return create_app(closed)


def document() -> dict[str, Any]:
    """The OpenAPI document of the whole application. Nothing is opened for it."""
    return application().openapi()


def text() -> bytes:
    """The document as it is committed."""
    options = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
    return orjson.dumps(document(), option=options)


if __name__ == "__main__":
    sys.stdout.buffer.write(text())
