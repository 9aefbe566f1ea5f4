"""The ways in which a lesson comes, and how far each of them is."""

from dataclasses import dataclass
from datetime import date
from enum import Enum


class SlotKind(Enum):
    """One way of one lesson version (DESIGN §3)."""

    TEXT = "text"
    AUDIO = "audio"
    SIGN = "sign"
    CAPTIONS = "captions"
    AUDIO_DESCRIPTION = "audio description"
    EASY_READ = "easy-read"
    PINYIN = "pinyin"
    BRAILLE = "braille"
    TALKING_BOOK = "talking book"


# Machines make these of any text whenever somebody asks: pinyin by a switch, braille by a link.
ON_DEMAND = frozenset({SlotKind.PINYIN, SlotKind.BRAILLE})


class SlotState(Enum):
    """How far a slot is (DESIGN §2)."""

    MISSING = "missing"
    REQUESTED = "requested"
    GENERATED = "generated"
    UPLOADED = "uploaded"
    REVIEWED = "reviewed"
    OUTDATED = "outdated"
    NOT_NEEDED = "not needed"

    @property
    def has_content(self) -> bool:
        """Tell whether there is something to play or read; outdated content says something else than the text."""
        return self in {SlotState.GENERATED, SlotState.UPLOADED, SlotState.REVIEWED}


class SignLanguage(Enum):
    """The language of a sign video, as its makers label it."""

    NATIONAL = "国家通用手语"
    NATURAL = "自然手语"


@dataclass(frozen=True, slots=True)
class SignNote:
    """What slots.toml says about the sign video of a lesson: who makes it, for when, in which language.

    requested_of: the person or team that was asked, empty where nobody was. promised_on: None where no day was named.
    """

    lesson: str
    requested_of: str
    requested_on: date | None
    promised_on: date | None
    language: SignLanguage | None


@dataclass(frozen=True, slots=True)
class SlotView:
    """One way of one lesson version, as it stands now.

    blob: address of the content, also of an outdated one; empty where there is none. milliseconds: 0 where unknown.
    cues_blob: address of the cues of a sign video, empty where there are none.
    language: of a sign video, empty otherwise. maker: who or which engine made it. reason: why it isn't needed.
    """

    kind: SlotKind
    state: SlotState
    language: str = ""
    blob: str = ""
    content_type: str = ""
    byte_count: int = 0
    milliseconds: int = 0
    maker: str = ""
    requested_of: str = ""
    requested_on: date | None = None
    promised_on: date | None = None
    reason: str = ""
    cues_blob: str = ""
