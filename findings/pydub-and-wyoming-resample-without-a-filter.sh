#!/usr/bin/env bash
# pydub 0.25.1 (set_frame_rate) and wyoming 1.10.2 (AudioChunkConverter, the converter that its servers
# and satellites put before a recogniser) lower a sample rate by drawing lines between samples and leave
# out the low pass that resampling is taken to include. What lies above the new band is not taken away
# but folded into it at full strength: a 6 kHz tone becomes a 2 kHz one in telephone sound, and 10 kHz
# from a 48 kHz microphone 6 kHz for a recogniser at 16 kHz. Hiss and s sounds turn to noise amid speech,
# and detectors hear tones that nobody made. The documentation of neither tells it.
# Seen, strongest tone and its level against that of the input: pydub 2000 Hz 1.00, wyoming 6000 Hz 1.00
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --disable-pip-version-check pydub==0.25.1 \
  wyoming==1.10.2 numpy==2.4.6 'audioop-lts==0.2.2; python_version >= "3.13"'
seen=$("$folder/venv/bin/python" -W ignore - <<'PY'
import numpy as np
from pydub import AudioSegment
from wyoming.audio import AudioChunk, AudioChunkConverter


def tone(hertz, rate):
    """One second, 16 bit."""
    return np.round(8000 * np.sin(2 * np.pi * hertz * np.arange(rate) / rate)).astype("<i2").tobytes()


def told(sound, rate):
    """Where the spectrum of one second is highest, and that tone's amplitude against the input's."""
    heights = np.abs(np.fft.rfft(np.frombuffer(sound, "<i2"), rate))
    return f"{heights.argmax()} Hz {heights.max() / (rate / 2) / 8000:.2f}"


low = AudioSegment(tone(6000, 16000), frame_rate=16000, sample_width=2, channels=1).set_frame_rate(8000)
chunk = AudioChunkConverter(rate=16000).convert(AudioChunk(48000, 2, 1, tone(10000, 48000)))
print(f"pydub {told(low.raw_data, 8000)}, wyoming {told(chunk.audio, 16000)}")
PY
)
echo "$seen"
wanted="pydub 2000 Hz 1.00, wyoming 6000 Hz 1.00"
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
