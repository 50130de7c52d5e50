#!/usr/bin/env bash
# SpeechRecognition 3.17.0: record(duration=..., offset=...) reads "up to duration seconds starting at
# offset" in blocks of 4,096 frames and leaves out the block in which either bound lies. At 8,000 Hz a
# block is 0.512 s: of a call's recording half a second from its start is nothing at all, one second
# from 0.5 s on is 0.512 s from the very start, and 1.5 s are 1.024 s. Words at the ends are lost before
# any recogniser hears them, time stamps are off by up to half a second, and nothing raises.
# Seen, frames and first frame for (offset, duration): (0, 0.5) 0 -; (0.5, 1.0) 4096 0; (0, 1.5) 8192 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --no-deps --disable-pip-version-check \
  SpeechRecognition==3.17.0 typing_extensions==4.16.0 \
  "audioop-lts==0.2.2; python_version >= '3.13'" "standard-aifc==3.13.0; python_version >= '3.13'"
seen=$("$folder/venv/bin/python" - "$folder/call.wav" <<'PY'
import struct
import sys
import wave

from speech_recognition import AudioFile, Recognizer

with wave.open(sys.argv[1], "wb") as file:
    file.setparams((1, 2, 8000, 0, "NONE", ""))
    file.writeframes(struct.pack("<16000h", *range(16000)))  # each sample tells its own place
for offset, duration in ((0, 0.5), (0.5, 1.0), (0, 1.5)):
    with AudioFile(sys.argv[1]) as source:
        sound = Recognizer().record(source, duration=duration, offset=offset).frame_data
    first = struct.unpack("<h", sound[:2])[0] if sound else "-"
    print(f"({offset}, {duration}) {len(sound) // 2} {first}", end="; ")
PY
)
echo "SpeechRecognition 3.17.0: $seen"
wanted="(0, 0.5) 0 -; (0.5, 1.0) 4096 0; (0, 1.5) 8192 0; "
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
