"""Courses that are like another: which, in which order, and what is said of them."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accessibility.rules import AccessProfile, FirstWay
from learnhub.catalogue.service import course_by_slug
from learnhub.db import Database
from learnhub.primitives import instant_now
from learnhub.search import service
from learnhub.search.models import CourseFacet
from learnhub.search.rules import Compared, Facet, Reason, alike, first_way, synonyms, telling_words
from learnhub.settings import Settings
from tests.sample_site import statements
from tests.search.judged.catalogue import courses
from tests.search.judged.stored import store

OWN = Compared(
    1, "推拿入门", True, "保健按摩师", "massage", "jinshui",
    frozenset({"410105", "410100", "410000"}), frozenset({"audio", "no-reading"}), frozenset({"推拿", "穴位", "手法"}),
)  # fmt: skip


def other(number: int, **facts: object) -> Compared:
    return replace(Compared(number, f"课程{number}", True), **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "reason", "said"),
    [
        ({"occupation": "保健按摩师", "category": "massage"}, Reason.OCCUPATION, "职业相同：保健按摩师。"),
        ({"words": {"穴位", "推拿"}}, Reason.WORDS, "都讲到：推拿、穴位。"),
        ({"category": "massage", "words": {"推拿"}}, Reason.CATEGORY, "门类相同：按摩。"),
        ({"base": "jinshui"}, Reason.BASE, "是同一个培训基地开的。"),
        ({"regions": {"410105", "410100", "410000"}}, Reason.COUNTY, "培训基地在同一个县区。"),
        ({"regions": {"410102", "410100", "410000"}}, Reason.PREFECTURE, "培训基地在同一个市州。"),
        ({"regions": {"411000", "410000"}}, Reason.PROVINCE, "培训基地在同一个省。"),
    ],
)
def test_a_reason_is_told_in_one_sentence(facts: dict[str, object], reason: Reason, said: str) -> None:
    [found] = alike(OWN, [other(2, **facts)])
    assert found.reason is reason
    assert found.reason_words == said


@pytest.mark.parametrize("facts", [{}, {"words": {"推拿"}}, {"regions": {"530000"}}, {"ways": {"audio"}}])
def test_one_word_or_one_way_in_common_is_no_likeness(facts: dict[str, object]) -> None:
    assert alike(OWN, [other(2, **facts)]) == ()


def test_a_course_is_not_like_itself_and_empty_facts_are_nothing_in_common() -> None:
    assert alike(OWN, [OWN]) == ()
    assert alike(other(1), [other(2)]) == ()


def test_a_word_within_another_that_both_have_counts_once() -> None:
    own = replace(OWN, category="", words=frozenset({"盲人按摩", "按摩"}))
    assert alike(own, [other(2, words={"盲人按摩", "按摩"})]) == ()


def test_the_strongest_reason_comes_first_and_three_at_most() -> None:
    others = [
        other(2, base="jinshui"),
        other(3, category="massage"),
        other(4, words={"推拿", "穴位"}),
        other(5, words={"推拿", "穴位", "手法"}, is_open=False),
        other(6, occupation="保健按摩师", is_open=False),
    ]
    assert [one.course_id for one in alike(OWN, others)] == [6, 5, 4]
    assert alike(OWN, others) == alike(OWN, reversed(others))


def test_of_equals_those_that_people_can_enrol_in_come_first() -> None:
    others = [other(2, category="massage", is_open=False), other(3, category="massage")]
    assert [one.course_id for one in alike(OWN, others)] == [3, 2]


def test_a_course_without_the_way_that_was_asked_for_never_comes_before_one_with_it() -> None:
    others = [other(2, occupation="保健按摩师"), other(3, base="jinshui", ways={"sign"})]
    found = alike(OWN, others, frozenset({"sign"}))
    assert [one.course_id for one in found] == [3, 2]
    assert [one.way_words for one in found] == [("也有手语视频。",), ("还没有手语视频。",)]


def test_whoever_needs_no_reading_is_told_where_none_is_needed() -> None:
    found = alike(
        OWN, [other(2, category="massage", ways={"audio", "no-reading"}), other(3, category="massage")]
    )
    assert [one.way_words for one in found] == [("也不用看字就能学。",), ()]


def test_words_that_tell_how_for_whom_how_far_or_that_hurt_are_no_likeness() -> None:
    table = synonyms([], [], general=["入门"], people=["盲人"], replaced={"瞎子": "盲人"})
    words = ["穴位", "入门", "盲人", "瞎子按摩", "五级", "5级"]
    assert telling_words(words, table) == {"穴位"}


def test_a_profile_says_what_it_puts_first() -> None:
    assert first_way(AccessProfile()) is None
    sign = first_way(AccessProfile(first_way=FirstWay.SIGN))
    assert sign is not None
    assert sign.way == "sign"
    easy = first_way(AccessProfile(first_way=FirstWay.SIGN, is_easy_read_first=True))
    assert easy is not None
    assert easy.way == "easy-read"


@pytest.fixture
def samples(sample_database: Database) -> Iterator[Session]:
    """A unit of work in the sample site."""
    with sample_database.reading() as session:
        yield session


def like(session: Session, settings: Settings, slug: str, **how: object) -> tuple[service.AlikeCourse, ...]:
    table = service.word_table(session, settings)
    return service.courses_like(session, course_by_slug(session, slug).id, table, **how)  # type: ignore[arg-type]


def test_courses_of_the_samples_are_alike_by_what_they_teach(samples: Session, settings: Settings) -> None:
    found = like(samples, settings, "ecommerce-service")
    assert found[0].slug == "phone-basics"
    assert found[0].likeness.reason_words == "都讲到：打字、读屏。"
    assert "live-selling" in [one.slug for one in found]
    assert like(samples, settings, "chinese-pastry")[0].slug == "coffee-easyread"


def test_what_stands_on_the_page_is_left_out_and_a_module_is_like_nothing(
    samples: Session, settings: Settings
) -> None:
    phone = course_by_slug(samples, "phone-basics").id
    left = like(samples, settings, "ecommerce-service", leave_out=[phone])
    assert left
    assert "phone-basics" not in [one.slug for one in left]
    assert "public-module" not in [one.slug for one in left]
    assert like(samples, settings, "public-module") == ()


def test_ways_that_were_asked_for_come_first_in_rows_too(samples: Session, settings: Settings) -> None:
    found = like(samples, settings, "chinese-pastry", wanted=["easy-read"])
    having = set(
        samples.scalars(
            sa.select(CourseFacet.course_id).where(
                CourseFacet.facet == Facet.WAY.value, CourseFacet.value == "easy-read"
            )
        )
    )
    has = [one.likeness.course_id in having for one in found]
    assert has == sorted(has, reverse=True)
    assert has[0]
    assert found[0].likeness.also == ("easy-read",)


def test_few_questions_are_asked_whatever_the_course(
    samples: Session, sample_database: Database, settings: Settings
) -> None:
    table = service.word_table(samples, settings)
    course_id = course_by_slug(samples, "blind-massage").id
    sent = statements(sample_database)
    assert service.courses_like(samples, course_id, table)
    assert len(sent) <= 10


def test_in_a_large_catalogue_few_rows_are_put_in_order_and_the_nearest_are_enough(
    database: Database, settings: Settings
) -> None:
    with database.transaction() as session:
        store(session, courses(300, 600), now=instant_now(), with_index=False)
        table = service.word_table(session, settings)
        own = session.scalars(
            sa.select(CourseFacet)
            .where(CourseFacet.facet == Facet.OCCUPATION.value)
            .order_by(CourseFacet.course_id)
        ).first()
        assert own is not None
        sent = statements(database)
        found = service.courses_like(session, own.course_id, table)
        assert [one.likeness.reason for one in found] == [Reason.OCCUPATION] * 3
        assert len(sent) == 6, "no weaker reason is asked for"
        assert max(one.count("UNION") for one in sent) <= 32
        lacking = service.courses_like(session, own.course_id, table, wanted=["sign"])
        assert [one.likeness.lacking for one in lacking] == [("sign",)] * 3
