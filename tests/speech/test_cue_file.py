"""The cue file beside a recording."""

import pytest
import webvtt
from hypothesis import given
from hypothesis import strategies as st

from learnhub.speech.adapters.cue_file import CueFile, CueFileError, read, write
from learnhub.speech.rules import Cue

HASH = "0123456789abcdef" * 4
FILE = CueFile(
    HASH,
    "kokoro",
    "zm_yunxi 0.9",
    (Cue("s-1", 0, 2400, "先洗手。"), Cue("s-2", 2400, 3_725_040, "A <b> & --> c")),
)


def test_written_file_is_read_back() -> None:
    assert read(write(FILE), name="a.vtt") == FILE


def test_outside_reader_agrees() -> None:
    parsed = webvtt.from_string(write(FILE))
    assert [(each.identifier, each.start, each.end) for each in parsed.captions] == [
        ("s-1", "00:00:00.000", "00:00:02.400"),
        ("s-2", "00:00:02.400", "01:02:05.040"),
    ]


def test_recording_by_a_person_needs_no_engine() -> None:
    text = f"WEBVTT\n\nNOTE\ntext: {HASH}\n\ns-1\n00:00.000 --> 00:01.000\n好\n"
    assert read(text, name="a.vtt") == CueFile(HASH, "recording", "", (Cue("s-1", 0, 1000, "好"),))


CUE = "s-1\n00:00.000 --> 00:01.000\n好\n"
HEAD = f"WEBVTT\n\nNOTE\ntext: {HASH}\n\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "WebVTT"),
        ("hello", "WebVTT"),
        ("WEBVTT\n\n" + CUE, "NOTE"),
        (f"WEBVTT\n\nNOTE\ntext: {HASH[:-1]}\n\n" + CUE, "NOTE"),
        (HEAD + "00:00.000 --> 00:01.000\n好\n", "句子编号"),
        (HEAD + CUE + "\ns-1\n00:01.000 --> 00:02.000\n好\n", "句子编号"),
        (HEAD + CUE + "\ns-2\n00:00.500 --> 00:02.000\n好\n", "重叠"),
        (HEAD + "s-1\n00:02.000 --> 00:01.000\n好\n", "倒退"),
        (HEAD + "s-1\n00:xx.000 --> 00:01.000\n好\n", "WebVTT"),
        (HEAD + "x" * 1_000_001, "太大"),
    ],
)
def test_broken_file_is_refused_with_a_sentence_that_names_it(text: str, words: str) -> None:
    with pytest.raises(CueFileError, match=words) as refused:
        read(text, name="wash.audio.vtt")
    assert "wash.audio.vtt" in str(refused.value)


@given(
    st.text(alphabet="<>&-;#\n\r 好a\u2028", max_size=30),
    st.lists(st.integers(1, 9_000_000), min_size=1, max_size=5),
)
def test_any_sentence_survives_the_file(text: str, lengths: list[int]) -> None:
    cues, start = [], 0
    for number, length in enumerate(lengths):
        cues.append(Cue(f"s-{number}", start, start + length, text))
        start += length
    back = read(write(CueFile(HASH, "recording", "", tuple(cues))), name="a.vtt")
    assert [(each.sentence_id, each.start_ms, each.end_ms) for each in back.cues] == [
        (each.sentence_id, each.start_ms, each.end_ms) for each in cues
    ]
    assert all(each.text == " ".join(text.split()) for each in back.cues)
