"""What a course tells search tools about its accessibility, in the words of schema.org; pure.

Nothing is claimed: a feature is named for a lesson when its slot is there, and for the course when every lesson that needs it has it.
Source: Schema.org Accessibility Properties for Discoverability Vocabulary (W3C Accessibility Discoverability Community Group).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from learnhub.catalogue.rules.slots import SlotKind, SlotState
from learnhub.primitives import listed, say

# Easy-read has no word in the vocabulary: the summary tells it.
_FEATURE_WORDS = {
    SlotKind.AUDIO: "synchronizedAudioText",
    SlotKind.SIGN: "signLanguage",
    SlotKind.CAPTIONS: "closedCaptions",
    SlotKind.AUDIO_DESCRIPTION: "audioDescription",
    SlotKind.PINYIN: "fullRubyAnnotations",
    SlotKind.BRAILLE: "braille",
}
_SUMMARY_WORDS = {
    SlotKind.AUDIO: say("朗读"),
    SlotKind.SIGN: say("手语视频"),
    SlotKind.CAPTIONS: say("视频字幕"),
    SlotKind.AUDIO_DESCRIPTION: say("口述影像"),
    SlotKind.EASY_READ: say("易读版"),
    SlotKind.PINYIN: say("拼音版"),
    SlotKind.BRAILLE: say("机器盲文（未经校对）"),
}
# The format and its checks give every lesson headings and described pictures, and every page reflow and themes.
_OF_EVERY_LESSON = ("displayTransformability", "structuralNavigation")


@dataclass(frozen=True, slots=True)
class LessonWays:
    """What one lesson has. slots: its state of each kind. has_sound: of its video. has_package: it holds foreign courseware."""

    slots: Mapping[SlotKind, SlotState]
    has_pictures: bool
    has_video: bool = False
    has_sound: bool = False
    has_package: bool = False


@dataclass(frozen=True, slots=True)
class Discovery:
    """Values of schema.org's accessibility properties, each sorted. sufficient: lists of modes, each enough by itself."""

    modes: tuple[str, ...]
    sufficient: tuple[tuple[str, ...], ...]
    features: tuple[str, ...]
    hazards: tuple[str, ...]
    summary: str


def lesson_features(lesson: LessonWays) -> tuple[str, ...]:
    """Return the features that one lesson really has, sorted."""
    made = [word for kind, word in _FEATURE_WORDS.items() if _has(lesson, kind)]
    pictures = ["alternativeText"] if lesson.has_pictures else []
    return tuple(sorted([*made, *pictures, *_OF_EVERY_LESSON]))


def discovery_of(lessons: Sequence[LessonWays]) -> Discovery | None:
    """Return what is true of all these lessons together; None where there is none yet."""
    if not lessons:
        return None
    modes = {"textual"}
    if any(lesson.has_pictures or lesson.has_video for lesson in lessons):
        modes.add("visual")
    if any(lesson.has_sound for lesson in lessons):
        modes.add("auditory")
    # The text of a lesson says everything (docs/content-format.md), so reading it is enough, and so is hearing all of it.
    sufficient = [("textual",)]
    if all(_has(lesson, SlotKind.AUDIO) for lesson in lessons):
        sufficient.append(("auditory",))
    features = {*_OF_EVERY_LESSON} | {
        word for kind, word in _FEATURE_WORDS.items() if _everywhere(lessons, kind)
    }
    if "visual" in modes and any(lesson.has_pictures for lesson in lessons):
        features.add("alternativeText")
    # Drawings and photos can't move or sound (adapters/pictures); of videos and foreign courseware nobody has measured it.
    is_known = not any(lesson.has_video or lesson.has_package for lesson in lessons)
    return Discovery(
        modes=tuple(sorted(modes)),
        sufficient=tuple(sufficient),
        features=tuple(sorted(features)),
        hazards=("none",) if is_known else ("unknown",),
        summary=_summary(lessons),
    )


def duration_words(minutes: int) -> str:
    """Return minutes as an ISO 8601 duration: 95 is PT1H35M."""
    hours, rest = divmod(minutes, 60)
    return "PT" + (f"{hours}H" if hours else "") + (f"{rest}M" if rest or not hours else "")


def _summary(lessons: Sequence[LessonWays]) -> str:
    count = len(lessons)
    parts = [say("共 %(count)s 课，每一课都有文字", count=count)]
    for kind, words in _SUMMARY_WORDS.items():
        needing = [lesson for lesson in lessons if lesson.slots.get(kind) is not SlotState.NOT_NEEDED]
        having = sum(_has(lesson, kind) for lesson in needing)
        if needing:
            parts.append(
                say(
                    "%(words)s：%(needing)s 课里有 %(having)s 课有",
                    words=words,
                    needing=len(needing),
                    having=having,
                )
                if having
                else say("还没有%(words)s", words=words)
            )
    packages = sum(lesson.has_package for lesson in lessons)
    if packages:
        parts.append(say("%(packages)s 课另带外来课件，未经无障碍检查", packages=packages))
    return listed(parts, "；") + "。"


def _has(lesson: LessonWays, kind: SlotKind) -> bool:
    state = lesson.slots.get(kind)
    return state is not None and state.has_content


def _everywhere(lessons: Sequence[LessonWays], kind: SlotKind) -> bool:
    needing = [lesson for lesson in lessons if lesson.slots.get(kind) is not SlotState.NOT_NEEDED]
    return bool(needing) and all(_has(lesson, kind) for lesson in needing)
