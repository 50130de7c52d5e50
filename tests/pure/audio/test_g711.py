"""G.711 against the values of the recommendation, written out here, not against its own inverse."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaani.audio.g711 import (
    ALAW_TO_FLOAT32,
    MULAW_TO_FLOAT32,
    decode_alaw,
    decode_mulaw,
    encode_alaw,
    encode_mulaw,
)

# Quantised values of the positive codes of mu-law in 14 bit (table 2a), loudest first: codes
# 0x80..0xFF. Each row is one segment of sixteen.
MULAW_14_BIT = [
    [8031, 7775, 7519, 7263, 7007, 6751, 6495, 6239,
     5983, 5727, 5471, 5215, 4959, 4703, 4447, 4191],
    [3999, 3871, 3743, 3615, 3487, 3359, 3231, 3103,
     2975, 2847, 2719, 2591, 2463, 2335, 2207, 2079],
    [1983, 1919, 1855, 1791, 1727, 1663, 1599, 1535,
     1471, 1407, 1343, 1279, 1215, 1151, 1087, 1023],
    [975, 943, 911, 879, 847, 815, 783, 751,
     719, 687, 655, 623, 591, 559, 527, 495],
    [471, 455, 439, 423, 407, 391, 375, 359,
     343, 327, 311, 295, 279, 263, 247, 231],
    [219, 211, 203, 195, 187, 179, 171, 163,
     155, 147, 139, 131, 123, 115, 107, 99],
    [93, 89, 85, 81, 77, 73, 69, 65,
     61, 57, 53, 49, 45, 41, 37, 33],
    [30, 28, 26, 24, 22, 20, 18, 16,
     14, 12, 10, 8, 6, 4, 2, 0],
]  # fmt: skip

# Quantised values of A-law in 13 bit (table 1a), by segment from the loudest; within a segment
# from the loudest. The code before its even bits are inverted counts 127 down to 0.
ALAW_13_BIT = [
    [4032, 3904, 3776, 3648, 3520, 3392, 3264, 3136,
     3008, 2880, 2752, 2624, 2496, 2368, 2240, 2112],
    [2016, 1952, 1888, 1824, 1760, 1696, 1632, 1568,
     1504, 1440, 1376, 1312, 1248, 1184, 1120, 1056],
    [1008, 976, 944, 912, 880, 848, 816, 784,
     752, 720, 688, 656, 624, 592, 560, 528],
    [504, 488, 472, 456, 440, 424, 408, 392,
     376, 360, 344, 328, 312, 296, 280, 264],
    [252, 244, 236, 228, 220, 212, 204, 196,
     188, 180, 172, 164, 156, 148, 140, 132],
    [126, 122, 118, 114, 110, 106, 102, 98,
     94, 90, 86, 82, 78, 74, 70, 66],
    [63, 61, 59, 57, 55, 53, 51, 49,
     47, 45, 43, 41, 39, 37, 35, 33],
    [31, 29, 27, 25, 23, 21, 19, 17,
     15, 13, 11, 9, 7, 5, 3, 1],
]  # fmt: skip


def test_every_mulaw_code_has_the_value_of_the_recommendation() -> None:
    positive = [value * 4 for row in MULAW_14_BIT for value in row]
    expected = [-value for value in positive] + positive
    assert decode_mulaw(bytes(range(256))).tolist() == expected


def test_every_alaw_code_has_the_value_of_the_recommendation() -> None:
    loudest_first = [value * 8 for row in ALAW_13_BIT for value in row]
    decoded = decode_alaw(bytes(range(256))).tolist()
    for step, value in enumerate(loudest_first):
        plain = 127 - step
        assert decoded[(plain | 0x80) ^ 0x55] == value
        assert decoded[plain ^ 0x55] == -value


@pytest.mark.parametrize(
    ("sample", "mulaw", "alaw"),
    [
        (0, 0xFF, 0xD5),
        (-1, 0x7F, 0x55),
        (4, 0xFE, 0xD5),
        (-8, 0x7E, 0x55),
        (16, 0xFD, 0xD4),
        (1000, 0xCE, 0xFA),
        (-1000, 0x4E, 0x7A),
        (8000, 0xA0, 0x8A),
        (-8000, 0x20, 0x0A),
        (32767, 0x80, 0xAA),
        (-32768, 0x00, 0x2A),
    ],
)
def test_known_samples_get_their_codes(sample: int, mulaw: int, alaw: int) -> None:
    one = np.array([sample], dtype=np.int16)
    assert encode_mulaw(one) == bytes([mulaw])
    assert encode_alaw(one) == bytes([alaw])


def decision_values(ends: list[int], width: int) -> np.ndarray:
    """The borders between neighbouring codes, segment by segment: sixteen equal steps each."""
    values: list[int] = []
    for low, high in pairwise(ends):
        values += range(low, high, (high - low) // 16)
    return np.array([value * width for value in values])


@pytest.mark.parametrize(
    ("encode", "decode", "borders"),
    [
        # Table 2a: x1 = 1, x2 = 3 ... 31, then the segments' ends 95, 223 ... 8159 (14 bit).
        (
            encode_mulaw,
            decode_mulaw,
            np.concatenate(
                [
                    np.arange(1, 31, 2) * 4,
                    decision_values([31, 95, 223, 479, 991, 2015, 4063, 8159], 4),
                ]
            ),
        ),
        # Table 1a: steps of 2 up to 64, then the segments' ends 128, 256 ... 4096 (13 bit).
        (
            encode_alaw,
            decode_alaw,
            np.concatenate(
                [np.arange(2, 64, 2) * 8, decision_values([64, 128, 256, 512, 1024, 2048, 4096], 8)]
            ),
        ),
    ],
    ids=["mulaw", "alaw"],
)
def test_every_sample_falls_between_the_decision_values_of_its_code(
    encode, decode, borders
) -> None:
    rising = np.arange(0, 32768).astype(np.int16)
    levels = np.sort(np.unique(np.abs(decode(bytes(range(256))).astype(np.int32))))
    expected = levels[np.searchsorted(borders, rising.astype(np.int32), side="right")]
    assert np.array_equal(decode(encode(rising)), expected)
    falling = (-1 - rising.astype(np.int32)).astype(np.int16)
    assert np.array_equal(-decode(encode(falling)).astype(np.int32), expected)


def test_the_dialtone_sequence_of_the_recommendation_is_a_1_khz_tone_at_0_dbm() -> None:
    # Tables 5 and 6: these eight codes, repeated, are 1 kHz at 0 dBm0: that far below overload.
    mulaw = decode_mulaw(bytes([0x1E, 0x0B, 0x0B, 0x1E, 0x9E, 0x8B, 0x8B, 0x9E]) * 100)
    alaw = decode_alaw(bytes([0x34, 0x21, 0x21, 0x34, 0xB4, 0xA1, 0xA1, 0xB4]) * 100)
    for wave, full, below in ((mulaw, 8159 * 4, 3.17), (alaw, 4096 * 8, 3.14)):
        level = np.sqrt(np.mean(wave.astype(float) ** 2)) / (full / np.sqrt(2))
        assert 20 * np.log10(level) == pytest.approx(-below, abs=0.02)
        spectrum = np.abs(np.fft.rfft(wave.astype(float)))
        assert int(spectrum.argmax()) * 8000 // len(wave) == 1000


@given(st.binary(max_size=400))
def test_any_bytes_decode_and_code_back_to_the_same_sound(payload: bytes) -> None:
    assert np.array_equal(decode_mulaw(encode_mulaw(decode_mulaw(payload))), decode_mulaw(payload))
    assert encode_alaw(decode_alaw(payload)) == payload


def test_tables_are_shared_and_cannot_be_written() -> None:
    assert np.array_equal(MULAW_TO_FLOAT32 * 32768, decode_mulaw(bytes(range(256))))
    assert np.array_equal(ALAW_TO_FLOAT32 * 32768, decode_alaw(bytes(range(256))))
    with pytest.raises(ValueError, match="read-only"):
        MULAW_TO_FLOAT32[0] = 1.0


def test_every_second_sample_of_a_sound_can_be_coded() -> None:
    samples = np.arange(0, 4000, dtype=np.int16)
    assert encode_mulaw(samples[::2]) == encode_mulaw(samples)[::2]
