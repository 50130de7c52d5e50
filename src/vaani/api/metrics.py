"""What is counted? The process's figures for Prometheus; no id, name or number is ever a label."""

from __future__ import annotations

import asyncio

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
TURN_SECONDS = (0.1, 0.2, 0.3, 0.5, 0.8, 1.0, 1.2, 1.5, 2.0, 3.0, 5.0)


class Metrics:
    """One set of figures, kept apart from other processes' and tests'."""

    def __init__(self) -> None:
        registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        self.registry = registry
        self._requests = Counter(
            "vaani_http_requests_total",
            "HTTP requests answered.",
            ("method", "route", "status"),
            registry=registry,
        )
        self._request_seconds = Histogram(
            "vaani_http_request_seconds",
            "Time from request to answer.",
            ("route",),
            buckets=SECONDS,
            registry=registry,
        )
        self.calls_open = Gauge("vaani_calls_open", "Calls that are going on.", registry=registry)
        self.calls_ended = Counter(
            "vaani_calls_total", "Calls ended.", ("carrier", "status", "outcome"), registry=registry
        )
        self.transfers = Counter(
            "vaani_transfers_total",
            "Callers passed on, by whether somebody took the call.",
            ("result",),
            registry=registry,
        )
        self.turn_seconds = Histogram(
            "vaani_turn_seconds",
            "Caller's end of speech to the first frame of the reply.",
            buckets=TURN_SECONDS,
            registry=registry,
        )
        self.turns_interrupted = Counter(
            "vaani_turns_interrupted_total", "Replies that the caller cut off.", registry=registry
        )
        self.speech_late = Counter(
            "vaani_speech_late_total",
            "Callers whose words came late, or never in time, because the machine was too busy.",
            ("what",),
            registry=registry,
        )
        self.speech_pressure = Gauge(
            "vaani_speech_pressure",
            "What is given up: 0 nothing, 1 partial words, 2 the larger model, 3 further calls.",
            registry=registry,
        )
        self.speech_factor = Gauge(
            "vaani_speech_factor",
            "Seconds of recognition for a second of speech.",
            registry=registry,
        )
        self.speech_calls = Gauge(
            "vaani_speech_calls",
            "Spoken calls that this machine carries at a time, by what it has measured.",
            registry=registry,
        )
        self.bookings = Counter(
            "vaani_bookings_total", "Bookings written.", ("action",), registry=registry
        )
        self._background_failures = Counter(
            "vaani_background_failures_total",
            "Failures of tasks behind the calls.",
            ("task",),
            registry=registry,
        )
        self.subscribers = Gauge(
            "vaani_event_subscribers", "Sockets that listen to live events.", registry=registry
        )

        tasks = Gauge("vaani_tasks", "Tasks on the event loop.", registry=registry)
        tasks.set_function(_tasks)

    def http(self, method: str, route: str, status: int, seconds: float) -> None:
        """One request was answered; `route` is the pattern, never the address."""
        known = method if method in _METHODS else "OTHER"
        self._requests.labels(known, route, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)

    def background_failed(self, task: str) -> None:
        """A task behind the calls failed and is tried again."""
        self._background_failures.labels(task).inc()

    def text(self) -> bytes:
        """Everything in Prometheus's text format."""
        return generate_latest(self.registry)


def _tasks() -> float:
    """Tasks that have not ended; 0 where no loop runs."""
    try:
        return len(asyncio.all_tasks())
    except RuntimeError:
        return 0


_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
