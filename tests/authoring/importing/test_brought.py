"""Recordings, videos and subtitles that are brought: what belongs to what by name, where sentences begin, how they come into a lesson."""

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnhub.authoring.rules.importing.brought import lesson_by_name, video_of_subtitles
from learnhub.authoring.rules.recordings import GAP_MS, Pause, estimated_starts

VIDEOS = {"a": "七步洗手法.mp4", "b": "02 开背手法_final.mov"}


@pytest.mark.parametrize(
    ("name", "video"),
    [
        ("七步洗手法.srt", "a"),
        ("七步洗手法.zh.vtt", "a"),
        ("七步洗手法_字幕.srt", "a"),
        ("开背手法（校对）.vtt", "b"),
        ("开背手法第一段.srt", "b"),
        ("手法.srt", ""),
        ("字幕.srt", ""),
        ("收银.srt", ""),
    ],
)
def test_subtitles_belong_to_the_video_that_is_named_as_they_are(name: str, video: str) -> None:
    assert video_of_subtitles(name, VIDEOS) == video


def test_two_videos_of_one_name_are_never_chosen_between() -> None:
    assert video_of_subtitles("手法.srt", {"a": "手法.mp4", "b": "手法.mov"}) == ""


@pytest.mark.parametrize(
    ("name", "lesson"),
    [
        ("七步洗手法 录音.m4a", "wash"),
        ("3、什么时候不能按摩.mp3", "not"),
        ("第三课 什么时候不能按摩？.mp3", "not"),
        ("录音.mp3", ""),
        ("洗.mp3", ""),
        ("VID_20250601.mp4", ""),
    ],
)
def test_a_recording_is_offered_for_the_lesson_that_it_is_named_after(name: str, lesson: str) -> None:
    lessons = [("wash", "二、七步洗手法"), ("not", "什么时候不能按摩"), ("open", "开网店")]
    assert lesson_by_name(name, lessons) == lesson


def read_aloud(seed: int) -> tuple[list[int], list[int], int, list[Pause]]:
    """Return lengths, true beginnings, length in ms and pauses of somebody who reads unevenly, and breathes inside sentences too."""
    chance = random.Random(seed)
    lengths = [chance.randint(3, 38) for _ in range(chance.randint(8, 60))]
    at, starts, pauses = chance.randint(0, 2500), [], []
    if at > GAP_MS:
        pauses.append(Pause(0, at))
    for length in lengths:
        starts.append(at)
        pace = chance.uniform(
            170, 290
        )  # the same person is a third faster or slower from one sentence to the next
        breaths = chance.randint(0, length // 9)
        for part in range(breaths + 1):
            at += round(length * pace / (breaths + 1))
            quiet = chance.randint(170, 380) if part < breaths else chance.randint(350, 1100)
            pauses.append(Pause(at, at + quiet))
            at += quiet
    return lengths, starts, at, pauses


def test_an_uneven_reader_is_followed_by_the_pauses() -> None:
    """Nine sentences of ten within a third of a second, where length alone puts fewer than two there; no real voices, so no more than that."""
    near = by_length = count = 0
    for seed in range(12):
        lengths, starts, duration_ms, pauses = read_aloud(seed)
        guessed = estimated_starts(lengths, duration_ms, pauses)
        shared = estimated_starts(lengths, duration_ms, [])
        near += sum(abs(told - true) <= 333 for told, true in zip(guessed, starts, strict=True))
        by_length += sum(abs(told - true) <= 333 for told, true in zip(shared, starts, strict=True))
        count += len(starts)
    assert near / count > 0.9
    assert by_length / count < 0.4


@settings(max_examples=60)
@given(
    st.lists(st.integers(0, 60), min_size=1, max_size=25),
    st.integers(0, 200_000),
    st.lists(st.tuples(st.integers(0, 200_000), st.integers(20, 5_000)), max_size=30),
)
def test_whatever_is_heard_sentences_begin_one_after_the_other_inside_it(
    lengths: list[int], duration_ms: int, quiet: list[tuple[int, int]]
) -> None:
    pauses: list[Pause] = []
    for start, length in sorted(quiet):
        if (not pauses or start > pauses[-1].end_ms) and start + length <= duration_ms:
            pauses.append(Pause(start, start + length))
    starts = estimated_starts(lengths, duration_ms, pauses)
    assert len(starts) in {0, len(lengths)}
    assert all(later - earlier >= GAP_MS for earlier, later in itertools.pairwise(starts))
    assert all(0 <= start <= duration_ms - GAP_MS for start in starts)
