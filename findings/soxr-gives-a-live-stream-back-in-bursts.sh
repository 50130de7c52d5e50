#!/usr/bin/env bash
# soxr 1.1.0: ResampleStream is made for sound in pieces, but at its usual quality it works in blocks of
# its own: of telephone sound in pieces of 20 ms five come back empty and the next brings 104 ms at once.
# Who sends on what it returns sends nothing for a tenth of a second and then five packets in one; "LQ"
# makes blocks of 59 ms. vr=True, which is meant for rates that change, gives as much back for each piece
# from the third on, 30 ms behind. No sample is lost, so a test that joins the pieces sees nothing.
# Seen, samples at 16 kHz for each 20 ms: HQ 0 0 0 0 0 1660 0 0 0 0 1660; LQ 0 0 0 940 0 0 940 0 940 0 0;
# vr 0 160 320 320 320 320 320 320 320 320 320
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --no-deps --disable-pip-version-check \
  soxr==1.1.0 numpy==2.4.6
seen=$("$folder/venv/bin/python" - <<'PY'
import numpy
import soxr

piece = numpy.zeros(160, numpy.float32)  # 20 ms at 8,000 Hz


def told(**chosen):
    stream = soxr.ResampleStream(8000, 16000, 1, dtype="float32", **chosen)
    return [len(stream.resample_chunk(piece)) for _ in range(11)]


print("HQ", *told(quality="HQ"), end="; LQ ")
print(*told(quality="LQ"), end="; vr ")
print(*told(quality="HQ", vr=True))
PY
)
echo "soxr 1.1.0: $seen"
wanted="HQ 0 0 0 0 0 1660 0 0 0 0 1660; LQ 0 0 0 940 0 0 940 0 940 0 0; vr 0 160 320 320 320 320 320 320 320 320 320"
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
