#!/usr/bin/env bash
# Where two meet. The npm package @ricky0123/vad-web 0.0.31 cuts speech out of a page's microphone; its
# encodeWAV(samples) writes 32 bit floats unless told otherwise. Python's soundfile 0.14.0 scales what
# it reads to the type asked for, but not the floats of a WAV, which it rounds as they are:
# read(dtype="int16"), the form that recognisers take, gives the right rate, the right length and nothing
# but zeros. A caller at the page is not heard, and nothing raises.
# Seen: 16000 Hz, 16000 samples, loudest 0; the same file as float64: loudest 0.5
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --no-deps --disable-pip-version-check \
  soundfile==0.14.0 cffi==2.1.1 numpy==2.4.6 pycparser==3.12 typing_extensions==4.16.0
cd "$folder"
tar -xzf "$(npm pack --silent @ricky0123/vad-web@0.0.31)"
node - <<'JS'
const { encodeWAV } = require("./package/dist/utils.js");
const tone = Float32Array.from({ length: 16000 }, (_, at) => 0.5 * Math.sin((Math.PI * at) / 20));
require("fs").writeFileSync("speech.wav", Buffer.from(encodeWAV(tone)));
JS
seen=$("$folder/venv/bin/python" - <<'PY'
import soundfile

whole, rate = soundfile.read("speech.wav", dtype="int16")
floats, _ = soundfile.read("speech.wav")
print(rate, len(whole), abs(whole).max(), abs(floats).max())
PY
)
echo "vad-web 0.0.31, soundfile 0.14.0: $seen"
[ "$seen" = "16000 16000 0 0.5" ] || { echo "the behaviour changed" >&2; exit 1; }
