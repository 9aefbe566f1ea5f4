"""Gather the figures of the site's statement about its accessibility, as they are at this moment."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from learnhub.accessibility import service as accessibility
from learnhub.accessibility.rules import RegionSum, Sums, sums_shown
from learnhub.catalogue.rules import SlotKind
from learnhub.catalogue.service.offered import OfferedWays, offered_ways
from learnhub.pages.adapters.survey_file import SURVEY_FILE, program_digest, survey_or_none
from learnhub.pages.rules.conformance import Offered, Survey, offered, survey_of_this
from learnhub.primitives import local_date, say
from learnhub.regions.rules import area_of


@dataclass(frozen=True, slots=True)
class Statement:
    """What the site can show of itself. survey: of this very program, None where it wasn't looked at. digest: of the program."""

    on: date
    digest: str
    survey: Survey | None
    ways: tuple[Offered, ...]
    reports: Sums
    regions: tuple[RegionSum, ...]


def statement(
    session: Session, root: Path, *, names: Collection[str], shown_min: int, now: datetime
) -> Statement:
    """Return what the site can show of itself now; six queries.

    root: folder of the program, whose survey lies in it. names: codes of the divisions that the site knows. shown_min: with fewer reports than
    these no prefecture is told alone.
    """
    sums = accessibility.sums(session, now=now)
    digest = program_digest(root)
    return Statement(
        local_date(now),
        digest,
        survey_of_this(survey_or_none(root / SURVEY_FILE), digest),
        _ways(offered_ways(session)),
        sums,
        tuple(sums_shown(_by_area(sums, names), shown_min)),
    )


def _by_area(sums: Sums, names: Collection[str]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for code, (received, settled) in sums.by_region.items():
        area = area_of(code, names) if code else ""
        before = found.get(area, (0, 0))
        found[area] = (before[0] + received, before[1] + settled)
    return found


def _ways(courses: list[OfferedWays]) -> tuple[Offered, ...]:
    of_lessons = say("已经发布的课程里的课，按最新的版本算")

    def having(kind: SlotKind) -> list[tuple[int, int]]:
        return [(one.ways[kind], one.lessons) for one in courses]

    return (
        offered(say("朗读"), of_lessons, having(SlotKind.AUDIO)),
        offered(say("手语视频"), of_lessons, having(SlotKind.SIGN)),
        offered(
            say("视频字幕"),
            say("已经发布的课程里有声音的视频，按最新的版本算"),
            [(one.captions, one.spoken_videos) for one in courses],
        ),
        offered(say("易读版"), of_lessons, having(SlotKind.EASY_READ)),
        offered(say("有人校对过的盲文"), of_lessons, [(one.proof_read, one.lessons) for one in courses]),
        offered(say("做好的有声书"), of_lessons, having(SlotKind.TALKING_BOOK)),
    )
