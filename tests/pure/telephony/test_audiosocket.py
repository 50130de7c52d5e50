"""What AudioSocket's frames say, however TCP cuts them."""

from __future__ import annotations

import random
import uuid

from vaani.telephony.asterisk.wire import Frames, call_in, read
from vaani.telephony.messages import Digit, Ignored, Malformed, Started, Stopped
from vaani.testing.audiosocket_peer import frame


def test_frames_are_found_however_tcp_cuts_them() -> None:
    rng = random.Random(2)
    sent = [frame(rng.choice((1, 3, 0x10)), rng.randbytes(rng.randint(0, 700))) for _ in range(300)]
    stream, found, frames = b"".join(sent), [], Frames()
    while stream:
        size = rng.choice((1, 2, 3, 100, 2000))
        found += frames.feed(stream[:size])
        stream = stream[size:]
    assert found == sent


def test_what_a_frame_says() -> None:
    id = uuid.uuid4()
    assert call_in(frame(0x01, id.bytes)) == str(id)
    assert isinstance(read(frame(0x01, id.bytes)), Started)
    assert read(frame(0x03, b"#")) == Digit("#")
    assert read(frame(0x00, b"")) == Stopped()
    assert read(frame(0x10, b"\x01\x02")) == b"\x01\x02"
    for one in (frame(0x10, b"\x01"), frame(0x03, b"xx"), frame(0x03, b"\xff"), frame(0x12, b"ab"),
                frame(0x77, b""), b"", b"\x10"):  # fmt: skip
        assert isinstance(read(one), Malformed)
    assert isinstance(read(frame(0xFF, b"\x02")), Ignored)
