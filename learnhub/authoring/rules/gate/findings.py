"""What the gate finds and how it says so: a finding names its rule, its place, and the words it is about.

Source: issue 4 item 3; WCAG 2.2 for the clauses. What blocks is a short named list; everything else advises.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Protocol

from learnhub.authoring.rules.papers import ConsentState
from learnhub.catalogue.rules import LessonText, PublicationFigures, SignNote
from learnhub.catalogue.rules.assessments import Draw
from learnhub.catalogue.rules.survey import LessonSurvey
from learnhub.primitives import say


class FirstStep(Enum):
    """The first step towards mending that a machine can make, or the page on which a person makes it."""

    CAPTIONS = "captions"
    AUDIO = "audio"
    SIGN = "sign"
    EASY_READ = "easy-read"
    RIGHTS = "rights"
    DECLARE = "declare"


@dataclass(frozen=True, slots=True)
class GateRule:
    """One thing that is looked for.

    clause: number and level of WCAG 2.2, or the rule of this house. whom: whom it hurts, in plain words. remedy: what to do.
    """

    code: str
    blocks: bool
    title: str
    clause: str
    whom: str
    remedy: str
    first_step: FirstStep | None = None


@dataclass(frozen=True, order=True, slots=True)
class GateFinding:
    """One place to look at.

    path: in the course folder, without the folder's own name; line: from 1. lesson: its slug, empty for the course itself.
    block: under which heading it stands, or empty. subject: the words or the file that it is about.
    """

    path: str
    line: int
    code: str
    subject: str
    lesson: str = ""
    block: str = ""


class Found(Protocol):
    """Make a finding at a line of the file that is looked at, or of another."""

    def __call__(self, code: str, line: int, subject: str, path: str = "") -> GateFinding:
        """Return the finding."""
        ...


class DeclarationKind(Enum):
    """What a machine can't judge and the author says."""

    TEXT_IN_PICTURE = "text in picture"
    VIDEO_SHOWS_MORE = "video shows more"
    FLASHES = "flashes"
    PEOPLE_SHOWN = "people shown"


@dataclass(frozen=True, slots=True)
class Declaration:
    """What somebody declared of one file, as it was then. digest: its SHA-256; answer: of DECLARATION_ANSWERS of its kind."""

    digest: str
    kind: DeclarationKind
    answer: str


# The answers that may be declared, with the words on the page. "no" never has to be explained.
DECLARATION_ANSWERS: Mapping[DeclarationKind, Mapping[str, str]] = {
    DeclarationKind.TEXT_IN_PICTURE: {
        "no": say("图里没有字"),
        "told": say("图里有字，正文或说明里都写了同样的话"),
        "yes": say("图里有字，别处没有写"),
    },
    DeclarationKind.VIDEO_SHOWS_MORE: {
        "no": say("画面里的事，声音里都说了"),
        "yes": say("画面里有些事，声音里没有说"),
    },
    DeclarationKind.FLASHES: {
        "no": say("没有一秒闪三次以上的画面"),
        "yes": say("有闪得快的画面"),
    },
    DeclarationKind.PEOPLE_SHOWN: {
        "no": say("没有拍到认得出的人"),
        "agreed": say("拍到的人都书面同意了"),
        "yes": say("拍到了人，还没有书面同意"),
    },
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture. digest: its SHA-256. is_drawn: an SVG, in which a machine looks for text itself.

    colours: pairs of a drawn colour and what lies behind it, as "#rrggbb"; empty where unknown.
    """

    digest: str
    is_drawn: bool
    colours: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CaptionFacts:
    """A caption file. is_draft: by a machine, not gone through. cues: start and end in ms, and the text."""

    is_draft: bool
    is_readable: bool
    cues: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """A lesson's main video. path: in the folder. duration_ms: 0 where unknown."""

    path: str
    digest: str
    has_sound: bool
    duration_ms: int
    captions: CaptionFacts | None
    has_description: bool


@dataclass(frozen=True, slots=True)
class LessonFacts:
    """All that is known of one lesson. text: read whole, None where the file has faults of form."""

    slug: str
    survey: LessonSurvey
    easy: LessonSurvey | None = None
    text: LessonText | None = None
    video: VideoFacts | None = None
    has_sign: bool = False
    is_recording_outdated: bool = False
    has_recording_without_cues: bool = False
    has_guessed_times: bool = False


@dataclass(frozen=True, slots=True)
class RightsFacts:
    """What course.toml says about where the course comes from; empty where it doesn't.

    acquired_…: of what was collected or bought. lines: by key, from 1.
    """

    origin: str
    licence: str
    rights: str
    acquired_from: str
    acquired_cost: str
    acquired_proof: str
    lines: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DrawFacts:
    """What a test of the course draws from a unit. line: of the test in course.toml. lessons: slugs of the unit's own, in order."""

    line: int
    test: str
    draw: Draw
    lessons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """All that the gate looks at.

    pictures: by path under lessons/ ("media/x.svg"). rights: None where course.toml can't be read, which is a fault of form.
    has_proof: whether the base holds a proof of where the course comes from. consents: of people seen in videos, by the video's digest.
    Both None where no base is asked: a folder outside the site has no papers.
    """

    lessons: tuple[LessonFacts, ...]
    rights: RightsFacts | None
    today: date
    figures: PublicationFigures
    pictures: Mapping[str, Drawing] = field(default_factory=dict)
    sign_notes: Mapping[str, SignNote] = field(default_factory=dict)
    declarations: frozenset[Declaration] = frozenset()
    has_proof: bool | None = None
    consents: Mapping[str, ConsentState] | None = None
    draws: tuple[DrawFacts, ...] = ()

    def declared(self, digest: str, kind: DeclarationKind) -> str:
        """Return what was declared of a file, or nothing."""
        return next(
            (one.answer for one in self.declarations if one.digest == digest and one.kind is kind), ""
        )
