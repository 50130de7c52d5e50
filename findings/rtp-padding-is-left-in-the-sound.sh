#!/usr/bin/env bash
# RTP packets may be padded (RFC 3550, 5.1: the bit P, and the last byte tells how many bytes at the end
# are not payload). rtp 0.0.4 and the RTP layer of scapy 2.8.0 read the bit and leave the padding in the
# payload: of a 20 ms packet of mu-law 164 bytes come out, not 160. Here the four are the loudest values
# there are, 50 times a second, and the sound grows 2.5 % longer than the call; nothing tells it.
# Seen, padded and length of the payload: rtp True 164, scapy 1 164; last bytes decoded as mu-law:
# -32124 -32124 -32124 -28028
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --disable-pip-version-check rtp==0.0.4 scapy==2.8.0
seen=$("$folder/venv/bin/python" -W ignore - <<'PY'
import struct

import rtp
from scapy.layers.rtp import RTP

head = struct.pack(">BBHII", 0xA0, 0, 1, 160, 5)  # version 2, padded, mu-law
packet = head + b"\xff" * 160 + b"\x00\x00\x00\x04"


def linear(byte):
    """What G.711 says a byte of mu-law stands for."""
    byte ^= 0xFF
    size = ((((byte & 0x0F) << 3) + 0x84) << ((byte & 0x70) >> 4)) - 0x84
    return -size if byte & 0x80 else size


read = rtp.RTP().fromBytes(packet)
seen = RTP(packet)
print(f"rtp {read.padding} {len(read.payload)}, scapy {seen.padding} {len(seen.payload)};", end=" ")
print(*(linear(byte) for byte in read.payload[-4:]))
PY
)
echo "rtp 0.0.4, scapy 2.8.0: $seen"
wanted="rtp True 164, scapy 1 164; -32124 -32124 -32124 -28028"
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
