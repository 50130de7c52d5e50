#!/usr/bin/env bash
# Where two meet. aiortc 1.16.0 always sends Opus in stereo and lets PyAV 18.1.0 make it of the mono voice
# of an assistant. PyAV's resampler shares a mono sound between two channels by power, so each has 0.71 of
# it, and the way back to mono takes the mean of both: three decibels are gone, and three more with each
# further time. The same frames in PCMU keep their level. A voice that was set on a telephone line is too
# quiet in the browser, and recordings of both kinds differ; nothing tells it.
# Seen, loudest of 20,000: stereo 14142, mono again 14142, after three times 7071; level of a tone sent
# and decoded: opus 0.71, PCMU 0.99
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --no-deps --disable-pip-version-check \
  aiortc==1.16.0 av==18.1.0 numpy==2.4.6 aioice==0.13.0 cffi==2.1.1 cryptography==50.0.2 \
  dnspython==2.9.2 google-crc32c==1.9.0 ifaddr==0.2.0 pycparser==3.12 pyee==13.0.1 pylibsrtp==1.0.0 \
  pyOpenSSL==26.4.0 typing_extensions==4.16.0
seen=$("$folder/venv/bin/python" -W ignore - <<'PY'
from fractions import Fraction

import av
import numpy as np
from aiortc.codecs import get_decoder, get_encoder
from aiortc.jitterbuffer import JitterFrame
from aiortc.rtcrtpparameters import RTCRtpCodecParameters

tone = (np.sin(np.arange(8000) * np.pi / 10) * 20000).astype(np.int16)  # 400 Hz at 8,000 Hz


def frame(samples, layout="mono", start=0):
    made = av.AudioFrame.from_ndarray(samples[None], format="s16", layout=layout)
    made.sample_rate, made.pts, made.time_base = 8000, start, Fraction(1, 8000)
    return made


def turned(samples, before, after):
    turn = av.AudioResampler(format="s16", layout=after, rate=8000)
    return turn.resample(frame(samples, before))[0].to_ndarray()[0]


def level(name, rate, channels):
    """Of a second in pieces of 20 ms, encoded and decoded, against the tone's; the first 0.1 s aside."""
    codec = RTCRtpCodecParameters(name, clockRate=rate, channels=channels, payloadType=0)
    encoder, decoder, heard = get_encoder(codec), get_decoder(codec), []
    for start in range(0, 8000, 160):
        packets, stamp = encoder.encode(frame(tone[start : start + 160], start=start))
        for data in packets:
            for sound in decoder.decode(JitterFrame(data=data, timestamp=stamp)):
                heard.append(sound.to_ndarray().ravel().astype(float))
    return np.sqrt((np.concatenate(heard[5:]) ** 2).mean() / (tone.astype(float) ** 2).mean())


stereo = turned(tone, "mono", "stereo")
mono = turned(stereo, "stereo", "mono")
thrice = mono
for _ in range(2):
    thrice = turned(turned(thrice, "mono", "stereo"), "stereo", "mono")
print(*(abs(sound).max() for sound in (tone, stereo, mono, thrice)), end="; ")
print(f"opus {level('audio/opus', 48000, 2):.2f}, PCMU {level('audio/PCMU', 8000, 1):.2f}")
PY
)
echo "aiortc 1.16.0, av 18.1.0: $seen"
wanted="20000 14142 14142 7071; opus 0.71, PCMU 0.99"
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
