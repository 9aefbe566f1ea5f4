"""A person's access profile: chosen step by step, never derived from a disability category (DESIGN §3)."""

import enum
import re
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

from learnhub.primitives import Refusal, say

_COOKIE_CHARACTERS_MAX = 100


class TextSize(enum.StrEnum):
    """Size of all text in percent of the browser's own size."""

    P100 = "100"
    P125 = "125"
    P150 = "150"
    P175 = "175"
    P200 = "200"
    P250 = "250"
    P300 = "300"


class Spacing(enum.StrEnum):
    """Space between lines, or between paragraphs."""

    NORMAL = "normal"
    WIDE = "wide"
    WIDEST = "widest"


class Theme(enum.StrEnum):
    """Colours; SYSTEM follows the device."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    YELLOW_ON_BLACK = "yellow-on-black"
    BLACK_ON_WHITE = "black-on-white"


class SpeechRate(enum.StrEnum):
    """How fast recordings are played, in times of their own speed."""

    X050 = "0.5"
    X075 = "0.75"
    X100 = "1"
    X125 = "1.25"
    X150 = "1.5"
    X175 = "1.75"
    X200 = "2"
    X250 = "2.5"
    X300 = "3"


class FirstWay(enum.StrEnum):
    """The way that stands first on a lesson page; the others stay one press away."""

    TEXT = "text"
    AUDIO = "audio"
    SIGN = "sign"


class Language(enum.StrEnum):
    """The language of the interface; lessons, names and what people write stay as they are."""

    CHINESE = "zh"
    ENGLISH = "en"


@dataclass(frozen=True)
class AccessProfile:
    """What a person has chosen. The defaults are what a page looks like before anybody chooses.

    New fields go to the end and need a letter in _LETTERS: kept cookies stay readable. The letter z was "more time": nothing on this
    site is timed, so that there was nothing for it to lengthen.
    """

    text_size: TextSize = TextSize.P100
    line_spacing: Spacing = Spacing.NORMAL
    paragraph_spacing: Spacing = Spacing.NORMAL
    theme: Theme = Theme.SYSTEM
    speech_rate: SpeechRate = SpeechRate.X100
    first_way: FirstWay = FirstWay.TEXT
    is_calm: bool = False
    has_pinyin: bool = False
    is_easy_read_first: bool = False
    has_large_captions: bool = False
    has_large_pointer: bool = False
    has_guide_line: bool = False
    has_point_to_read: bool = False
    language: Language = Language.CHINESE


_LETTERS = {
    "text_size": "t",
    "line_spacing": "l",
    "paragraph_spacing": "p",
    "theme": "c",
    "speech_rate": "r",
    "first_way": "w",
    "is_calm": "m",
    "has_pinyin": "y",
    "is_easy_read_first": "e",
    "has_large_captions": "s",
    "has_large_pointer": "o",
    "has_guide_line": "g",
    "has_point_to_read": "d",
    "language": "n",
}
_ENCODED = re.compile(r"([a-z])([0-9])")
_TYPES: Mapping[str, type] = typing.get_type_hints(AccessProfile)


def choices(setting: str) -> Sequence[str]:
    """Return the values that a setting can take, in order, as they are posted; KeyError for an unknown setting."""
    kind = _TYPES[setting]
    return ["off", "on"] if kind is bool else [member.value for member in kind.__members__.values()]  # type: ignore[attr-defined]


def chosen(profile: AccessProfile, setting: str) -> str:
    """Return the present value of a setting as it is posted."""
    value = getattr(profile, setting)
    return ("on" if value else "off") if isinstance(value, bool) else str(value.value)


def changed(profile: AccessProfile, setting: str, value: str) -> AccessProfile | Refusal:
    """Return the profile with one setting changed.

    value: one of choices(setting), or "+" and "-" for one step, which stop at the ends.
    """
    if setting not in _TYPES:
        return Refusal("unknown-setting", say("没有这一项设置，请用页面上的按钮选择。"))
    known = choices(setting)
    if value in {"+", "-"}:
        place = known.index(chosen(profile, setting)) + (1 if value == "+" else -1)
        value = known[min(max(place, 0), len(known) - 1)]
    if value not in known:
        return Refusal("unknown-choice", say("没有这个选项，请用页面上的按钮选择。"))
    return replace(profile, **{setting: _value(setting, value)})


def encode(profile: AccessProfile) -> str:
    """Write the choices that differ from the defaults in a few letters and digits; "" when none does."""
    default = AccessProfile()
    return "".join(
        f"{_LETTERS[f.name]}{choices(f.name).index(chosen(profile, f.name))}"
        for f in fields(AccessProfile)
        if getattr(profile, f.name) != getattr(default, f.name)
    )


def decode(text: str | None) -> AccessProfile:
    """Read what encode wrote. Whatever is unknown, damaged or too long is left at its default: anybody can write a cookie."""
    if not text or len(text) > _COOKIE_CHARACTERS_MAX or not re.fullmatch(r"(?:[a-z][0-9])*", text):
        return AccessProfile()
    names = {letter: name for name, letter in _LETTERS.items()}
    found = {}
    for letter, digit in _ENCODED.findall(text):
        name = names.get(letter)
        if name is not None and int(digit) < len(choices(name)):
            found[name] = _value(name, choices(name)[int(digit)])
    return AccessProfile(**found)


def html_attributes(profile: AccessProfile) -> dict[str, str]:
    """Return the attributes of <html> that style sheets and scripts read; settings at their default have none."""
    default = AccessProfile()
    told = {
        "data-text": ("text_size", chosen(profile, "text_size")),
        "data-lines": ("line_spacing", chosen(profile, "line_spacing")),
        "data-paragraphs": ("paragraph_spacing", chosen(profile, "paragraph_spacing")),
        "data-theme": ("theme", chosen(profile, "theme")),
        "data-rate": ("speech_rate", chosen(profile, "speech_rate")),
        "data-calm": ("is_calm", "on"),
        "data-simple": ("is_easy_read_first", "on"),
        "data-captions": ("has_large_captions", "large"),
        "data-pointer": ("has_large_pointer", "large"),
        "data-guide": ("has_guide_line", "on"),
        "data-point": ("has_point_to_read", "on"),
    }
    return {
        name: value
        for name, (setting, value) in told.items()
        if getattr(profile, setting) != getattr(default, setting)
    }


def _value(setting: str, text: str) -> typing.Any:
    kind = _TYPES[setting]
    return text == "on" if kind is bool else kind(text)
