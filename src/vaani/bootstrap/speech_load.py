"""Who learns that the machine has too much speech to recognise? Log, live events and figures."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from vaani.api.events import EventHub
from vaani.api.metrics import Metrics

if TYPE_CHECKING:
    from vaani.providers.local.load import Pressure, SpeechLoad

log = logging.getLogger(__name__)


def watch_load(
    load: SpeechLoad, calls_up: Callable[[], int], events: EventHub, metrics: Metrics
) -> None:
    """Tell the load how many calls are up, and everybody else of its pressure."""
    load.calls_up = calls_up
    metrics.speech_pressure.set_function(lambda: float(load.pressure))
    metrics.speech_factor.set_function(load.factor)
    metrics.speech_calls.set_function(lambda: float(load.carries))

    def changed(pressure: Pressure) -> None:
        log.warning("speech.pressure: %s", pressure.name.lower())
        events.publish(
            "error.occurred", {"what": "speech.pressure", "level": pressure.name.lower()}
        )

    load.on_change = changed
