"""Which way of learning a person has asked for first, and how a page says so; pure."""

from dataclasses import dataclass

from learnhub.accessibility.rules import AccessProfile, FirstWay
from learnhub.primitives import Sentence, say


@dataclass(frozen=True, slots=True)
class First:
    """A way that stands first. way: a value of Facet.WAY. there: said where some course has it; missing: where none has."""

    way: str
    there: Sentence
    missing: Sentence


_FIRST = {
    FirstWay.SIGN: First(
        "sign",
        say("您在“无障碍工具”里选了先看手语，所以有手语视频的课程排在前面。"),
        say("您在“无障碍工具”里选了先看手语，可是这里的课程都还没有手语视频。"),
    ),
    FirstWay.AUDIO: First(
        "audio",
        say("您在“无障碍工具”里选了先听，所以有朗读的课程排在前面。"),
        say("您在“无障碍工具”里选了先听，可是这里的课程都还没有朗读。"),
    ),
}
_EASY_READ = First(
    "easy-read",
    say("您在“无障碍工具”里选了先看易读版，所以有易读版的课程排在前面。"),
    say("您在“无障碍工具”里选了先看易读版，可是这里的课程都还没有易读版。"),
)


def first_way(profile: AccessProfile) -> First | None:
    """Return the way that a profile puts first; None where it puts none: text is what every lesson has."""
    return _EASY_READ if profile.is_easy_read_first else _FIRST.get(profile.first_way)
