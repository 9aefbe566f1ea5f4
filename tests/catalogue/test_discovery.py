"""What search tools are told of a course is what its slots really hold."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.catalogue.rules import SlotKind, SlotState
from learnhub.catalogue.rules.discovery import LessonWays, discovery_of, duration_words, lesson_features

WORDS = {
    SlotKind.AUDIO: "synchronizedAudioText",
    SlotKind.SIGN: "signLanguage",
    SlotKind.CAPTIONS: "closedCaptions",
    SlotKind.AUDIO_DESCRIPTION: "audioDescription",
    SlotKind.PINYIN: "fullRubyAnnotations",
    SlotKind.BRAILLE: "braille",
}
SILENT = {SlotKind.CAPTIONS: SlotState.NOT_NEEDED, SlotKind.AUDIO_DESCRIPTION: SlotState.NOT_NEEDED}


def ways(slots: Mapping[SlotKind, SlotState] | None = None, **told: bool) -> LessonWays:
    return LessonWays({**SILENT, **(slots or {})}, told.pop("has_pictures", False), **told)


def test_a_lesson_of_text_alone_claims_nothing_more() -> None:
    found = discovery_of([ways()])
    assert found is not None
    assert found.modes == ("textual",)
    assert found.sufficient == (("textual",),)
    assert found.features == ("displayTransformability", "structuralNavigation")
    assert found.hazards == ("none",)
    assert "还没有手语视频" in found.summary


def test_one_signed_lesson_of_two_is_told_for_the_lesson_and_not_for_the_course() -> None:
    signed, unsigned = ways({SlotKind.SIGN: SlotState.UPLOADED}), ways({SlotKind.SIGN: SlotState.REQUESTED})
    assert "signLanguage" in lesson_features(signed)
    assert "signLanguage" not in lesson_features(unsigned)
    found = discovery_of([signed, unsigned])
    assert found is not None
    assert "signLanguage" not in found.features
    assert "手语视频：2 课里有 1 课有" in found.summary


def test_captions_count_among_the_lessons_with_a_video_only() -> None:
    film = ways({SlotKind.CAPTIONS: SlotState.UPLOADED}, has_video=True, has_sound=True)
    found = discovery_of([film, ways()])
    assert found is not None
    assert "closedCaptions" in found.features
    assert found.modes == ("auditory", "textual", "visual")
    assert found.hazards == ("unknown",)
    assert "视频字幕：1 课里有 1 课有" in found.summary


def test_hearing_is_enough_when_all_lessons_are_spoken() -> None:
    spoken, unspoken = ways({SlotKind.AUDIO: SlotState.GENERATED}), ways({SlotKind.AUDIO: SlotState.OUTDATED})
    all_spoken, part = discovery_of([spoken, spoken]), discovery_of([spoken, unspoken])
    assert all_spoken is not None
    assert part is not None
    assert all_spoken.sufficient == (("textual",), ("auditory",))
    assert part.sufficient == (("textual",),)


def test_foreign_courseware_makes_hazards_unknown_and_is_told() -> None:
    found = discovery_of([ways(has_package=True)])
    assert found is not None
    assert found.hazards == ("unknown",)
    assert "1 课另带外来课件，未经无障碍检查" in found.summary


def test_a_course_without_lessons_says_nothing() -> None:
    assert discovery_of([]) is None


_STATES = st.dictionaries(st.sampled_from(list(SlotKind)), st.sampled_from(list(SlotState)))


@given(st.lists(_STATES, min_size=1, max_size=6))
def test_no_feature_is_ever_claimed_that_a_lesson_lacks(lessons: list[Mapping[SlotKind, SlotState]]) -> None:
    made = [LessonWays(slots, has_pictures=False) for slots in lessons]
    found = discovery_of(made)
    assert found is not None
    for kind, word in WORDS.items():
        needing = [one for one in lessons if one.get(kind) is not SlotState.NOT_NEEDED]
        has_all = bool(needing) and all(kind in one and one[kind].has_content for one in needing)
        assert (word in found.features) is has_all
        for slots, lesson in zip(lessons, made, strict=True):
            has = kind in slots and slots[kind].has_content
            assert (word in lesson_features(lesson)) is has


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "PT0M"), (5, "PT5M"), (60, "PT1H"), (95, "PT1H35M"), (1500, "PT25H")]
)
def test_minutes_are_told_as_durations(minutes: int, words: str) -> None:
    assert duration_words(minutes) == words
