"""What do Whisper and Smart Turn see of a sound? 80 log-mel bands, 100 frames a second.

The usual recipe of these models: 25 ms Hann windows every 10 ms, power spectrum, triangular
bands on Slaney's mel scale with equal area, log10, the lowest 8 decades under the peak cut off,
then scaled to about -1..1. Written with float32 FFTs, since it runs for every utterance.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from vaani.audio.frame import Floats

RATE_HZ = 16000
HOP = 160
_WINDOW = 400
_BANDS = 80

_LINEAR_MEL_HZ = 200 / 3
_LOG_FROM_HZ = 1000.0
_LOG_STEP = np.log(6.4) / 27


def _mel_to_hz(mels: Floats) -> Floats:
    """Slaney: linear to 1 kHz (15 mel), logarithmic above."""
    knee = _LOG_FROM_HZ / _LINEAR_MEL_HZ
    bent = _LOG_FROM_HZ * np.exp(_LOG_STEP * (np.maximum(mels, knee) - knee))
    hertz: Floats = np.where(mels < knee, mels * _LINEAR_MEL_HZ, bent)
    return hertz


@cache
def _filters(count: int) -> Floats:
    """Band weights, shape (count, 201)."""
    nyquist = RATE_HZ / 2
    top = _LOG_FROM_HZ / _LINEAR_MEL_HZ + np.log(nyquist / _LOG_FROM_HZ) / _LOG_STEP
    edges = _mel_to_hz(np.linspace(0, top, count + 2))
    bins = np.linspace(0, nyquist, _WINDOW // 2 + 1)
    rising = (bins - edges[:-2, None]) / np.diff(edges)[:-1, None]
    falling = (edges[2:, None] - bins) / np.diff(edges)[1:, None]
    area = 2 / (edges[2:] - edges[:-2])
    weights: Floats = (np.clip(np.minimum(rising, falling), 0, None) * area[:, None]).astype("f4")
    return weights


_HANN: Floats = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_WINDOW) / _WINDOW)).astype(np.float32)


def log_mel(audio: Floats, count: int = _BANDS) -> Floats:
    """Features of shape (count, len(audio) // 160) for sound at 16 kHz, at least 400 samples. The
    largest Whispers want 128 bands, all others 80."""
    edge = _WINDOW // 2
    padded = np.pad(audio.astype(np.float32, copy=False), edge, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::HOP][: len(audio) // HOP]
    spectrum = np.fft.rfft(frames * _HANN, axis=1)
    power = spectrum.real**2 + spectrum.imag**2
    bands = np.log10(np.maximum(_filters(count) @ power.T.astype(np.float32), 1e-10))
    limited = np.maximum(bands, bands.max() - 8.0)
    scaled: Floats = np.ascontiguousarray((limited + 4.0) / 4.0, dtype=np.float32)
    return scaled
