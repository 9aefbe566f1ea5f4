"""The data that a course page links for search tools."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import Course, Slot
from learnhub.catalogue.rules import CourseState, Edition, SlotKind, SlotState
from learnhub.db import Database
from learnhub.primitives import instant_now, today
from learnhub.providers.models import TrainingBase
from tests.classes import ClassDays, open_class
from tests.people import BASE_ID
from tests.visit import Visit


def test_the_course_page_links_what_search_tools_read(visit: Visit) -> None:
    page = visit("pages.course", slug="blind-massage")
    links = [e.get("href") for e in page.document.all("link") if e.get("type") == "application/ld+json"]
    assert links == ["/courses/blind-massage/metadata.json"]
    answer = visit(links[0] or "")
    assert answer.headers["Content-Type"] == "application/ld+json"
    told = json.loads(answer.text)
    assert (told["@context"], told["@type"]) == ("https://schema.org", "Course")
    assert told["name"] == page.heading
    assert told["url"] == "http://localhost/courses/blind-massage"
    assert told["inLanguage"] == "zh-CN"
    assert told["usageInfo"] == "示例课程，未经行业教师审定"


@pytest.mark.parametrize("slug", ["blind-massage", "coffee-easyread", "public-module"])
def test_features_are_those_of_the_slots(visit: Visit, database: Database, slug: str) -> None:
    told = json.loads(visit("pages.course_metadata", slug=slug).text)
    with database.reading() as session:
        course = session.scalars(sa.select(Course).where(Course.slug == slug)).one()
        outline = catalogue.outline(session, course)
    assert told["timeRequired"].startswith("PT")
    assert len(told["hasPart"]) == len(outline.lessons)
    for part, lesson in zip(told["hasPart"], outline.lessons, strict=True):
        states = {slot.kind: slot.state for slot in lesson.slots}
        assert ("signLanguage" in part["accessibilityFeature"]) is states[SlotKind.SIGN].has_content
        assert ("synchronizedAudioText" in part["accessibilityFeature"]) is states[SlotKind.AUDIO].has_content
        assert part["name"] == lesson.version.title


def test_a_sign_video_is_told_once_it_is_there(visit: Visit, database: Database) -> None:
    def signed() -> list[bool]:
        parts = json.loads(visit("pages.course_metadata", slug="blind-massage").text)["hasPart"]
        return ["signLanguage" in part["accessibilityFeature"] for part in parts]

    assert not any(signed())
    with database.transaction() as session:
        course = session.scalars(sa.select(Course).where(Course.slug == "blind-massage")).one()
        first = catalogue.outline(session, course).lessons[0].version
        session.execute(sa.delete(Slot).where(Slot.text_hash == first.text_hash, Slot.kind == SlotKind.SIGN))
        session.add(
            Slot(
                text_hash=first.text_hash, edition=Edition.STANDARD, kind=SlotKind.SIGN, language="国家通用手语",
                state=SlotState.UPLOADED, blob="a" * 64, content_type="video/webm", byte_count=9, milliseconds=9,
                cues_blob=None, maker="", requested_of="", requested_on=None, promised_on=None, reason="",
                changed_at=instant_now(),
            )
        )  # fmt: skip
    assert signed() == [True, *[False] * (len(signed()) - 1)]


def test_open_classes_are_told_with_their_days(visit: Visit, database: Database) -> None:
    assert "hasCourseInstance" not in json.loads(visit("pages.course_metadata", slug="blind-massage").text)
    with database.transaction() as session:
        course = session.scalars(sa.select(Course).where(Course.slug == "blind-massage")).one()
        base = session.get_one(TrainingBase, BASE_ID)
        made = open_class(session, course, base, days=ClassDays(first=today() + timedelta(days=7), days=2))
        title, first, last = made.title, made.sessions[0].day, made.sessions[-1].day
    instance = json.loads(visit("pages.course_metadata", slug="blind-massage").text)["hasCourseInstance"][0]
    assert instance["name"] == title
    assert (instance["startDate"], instance["endDate"]) == (first.isoformat(), last.isoformat())


def test_a_withdrawn_course_tells_nothing(visit: Visit, database: Database) -> None:
    with database.transaction() as session:
        session.execute(
            sa.update(Course).where(Course.slug == "papercut").values(state=CourseState.WITHDRAWN)
        )
    visit("pages.course_metadata", slug="papercut", status=404)
    visit("pages.course_metadata", slug="nothing-here", status=404)
