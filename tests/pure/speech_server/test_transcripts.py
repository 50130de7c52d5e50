"""A transcript is written so that it can be read while it is heard."""

from __future__ import annotations

from vaani.call.ports.recogniser import Recognised, SpokenWord
from vaani.speech_server import transcripts
from vaani.speech_server.transcripts import Segment


def spoken(text: str, each_s: float = 0.5) -> Recognised:
    words = tuple(
        SpokenWord(word, at * each_s, (at + 1) * each_s, 0.9)
        for at, word in enumerate(text.split())
    )
    return Recognised(text, "en", -0.2, 0.01, words)


def test_sentences_are_segments_placed_in_the_recording() -> None:
    found = transcripts.segments(spoken("Hello there. How are you?"), 10.2, 12.4, 10.0)
    assert [(one.text, one.start_s, one.end_s) for one in found] == [
        ("Hello there.", 10.0, 11.0),
        ("How are you?", 11.0, 12.4),
    ]


def test_no_subtitle_is_longer_than_can_be_read() -> None:
    found = transcripts.segments(spoken("word " * 60), 0.0, 30.0, 0.0)
    assert all(len(one.text) <= 84 and one.end_s - one.start_s <= 7 for one in found)
    assert transcripts.plain(found).split() == ["word"] * 60


def test_subtitles_in_both_forms() -> None:
    found = [Segment("Tea & <cake>", 3661.0014, 3662.9996, "en", 0.0, 0.0)]
    assert transcripts.srt(found) == "1\n01:01:01,001 --> 01:01:03,000\nTea & <cake>\n\n"
    assert transcripts.vtt(found) == (
        "WEBVTT\n\n01:01:01.001 --> 01:01:03.000\nTea &amp; &lt;cake&gt;\n\n"
    )


def test_a_text_that_repeats_itself_packs_well() -> None:
    assert Segment("yes " * 50, 0, 1, "en", 0, 0).compression > 2.4
    assert Segment("Your table is booked.", 0, 1, "en", 0, 0).compression < 1.5
