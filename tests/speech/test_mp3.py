"""MP3 frames: exact durations, joinable sentences."""

import array
import math

import pytest

from learnhub.speech.adapters import mp3


def tone(seconds: float, sample_rate: int = 22_050, loudness: int = 12_000) -> bytes:
    count = int(seconds * sample_rate)
    return array.array(
        "h", (int(loudness * math.sin(2 * math.pi * 220 * i / sample_rate)) for i in range(count))
    ).tobytes()


@pytest.mark.parametrize("bit_rate", [24, 48])
@pytest.mark.parametrize("sample_rate", [22_050, 24_000])
def test_speech_becomes_whole_frames_of_its_bit_rate(bit_rate: int, sample_rate: int) -> None:
    sound = mp3.encode(tone(2.0, sample_rate), sample_rate, bit_rate)
    assert {len(frame) for frame in mp3.frames(sound)} == {bit_rate * 3}  # 24 ms
    assert mp3.duration_ms(sound) == pytest.approx(2_000 + 220, abs=120)


def test_joined_sentences_last_as_long_as_their_sum() -> None:
    first, second = (mp3.encode(tone(seconds), 22_050, 24) for seconds in (0.5, 1.3))
    joined = mp3.join([first, mp3.silence(480, 24), second])
    assert mp3.duration_ms(joined) == mp3.duration_ms(first) + 480 + mp3.duration_ms(second)
    assert mp3.frames(joined)[: len(mp3.frames(first))] == mp3.frames(first)


def test_every_sentence_begins_with_a_frame_that_needs_no_earlier_one() -> None:
    # The byte after the header counts how much of the earlier frames is needed (main_data_begin).
    for seconds in (0.2, 1.0, 3.0):
        assert mp3.frames(mp3.encode(tone(seconds), 22_050, 24))[0][4] == 0
    assert mp3.silence(240, 48)[4] == 0


def test_no_frame_describes_the_file_as_a_whole() -> None:
    sound = mp3.encode(tone(1.0), 22_050, 48)
    assert b"Xing" not in sound[:200]
    assert b"Info" not in sound[:200]


def test_silence_around_speech_is_cut_to_a_breath() -> None:
    quiet = bytes(2 * 22_050)
    padded = mp3.encode(quiet + tone(1.0) + quiet, 22_050, 24)
    bare = mp3.encode(tone(1.0), 22_050, 24)
    assert abs(mp3.duration_ms(padded) - mp3.duration_ms(bare)) <= 48


@pytest.mark.parametrize(("asked", "given"), [(0, 0), (1, 24), (24, 24), (25, 48), (500, 504), (3000, 3000)])
def test_silence_is_rounded_up_to_whole_frames(asked: int, given: int) -> None:
    assert mp3.duration_ms(mp3.silence(asked, 24)) == given


def test_pure_silence_is_encoded_and_not_lost() -> None:
    assert mp3.duration_ms(mp3.encode(bytes(2 * 22_050), 22_050, 24)) >= 1_000


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (lambda sound: sound[:-5], "cut short"),
        (lambda sound: b"RIFF" + sound, "no MPEG-2"),
        (lambda sound: b"\xff\xfb\x90\xc4" + sound, "no MPEG-2"),  # MPEG-1, 44.1 kHz
        (lambda sound: sound[:2] + b"\x60" + sound[3:], "24 kHz"),  # 22.05 kHz
        (lambda sound: sound[:3] + b"\x04" + sound[4:], "mono"),  # stereo
        (lambda sound: sound + b"\x00", "no MPEG-2"),
    ],
)
def test_bytes_of_another_kind_are_refused(broken, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(mp3.Mp3Fault, match=words):
        mp3.frames(broken(mp3.encode(tone(0.3), 22_050, 24)))


def test_tags_of_other_programs_are_taken_off() -> None:
    sound = mp3.encode(tone(0.3), 22_050, 24)
    tagged = b"ID3\x04\x00\x00\x00\x00\x01\x00" + bytes(128) + sound + b"TAG" + bytes(125)
    assert mp3.without_id3(tagged) == sound
    assert mp3.without_id3(sound) == sound


def test_only_the_two_bit_rates_are_made() -> None:
    with pytest.raises(ValueError, match="bit rate"):
        mp3.encode(tone(0.1), 22_050, 32)
