"""Index, find and list in the sample courses and in small ones."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import Course, Slot
from learnhub.catalogue.rules import CourseState, Edition, SlotKind, SlotState
from learnhub.db import Database
from learnhub.jobs.models import Job
from learnhub.jobs.worker import Worker
from learnhub.primitives import instant_now
from learnhub.search import service
from learnhub.search.models import CourseEntry, CourseFacet, SearchDocument
from learnhub.search.rules import Facet, Index, Piece, query_for, synonyms
from learnhub.search.service import Answer, Found, FoundCourse
from learnhub.settings import Settings
from learnhub.web.paging import Paging
from tests.sample_site import SampleSite, statements
from tests.tiny_course import TinyCourse, store_in

UNITS = 11
COMPLETE = {"phone-basics", "blind-massage", "ecommerce-service", "coffee-easyread"}


@dataclass(frozen=True)
class Asked:
    """An answer with the page of it that is shown."""

    answered: Answer
    page: Found

    @property
    def courses(self) -> Paging[FoundCourse]:
        return self.page.courses

    @property
    def is_loose(self) -> bool:
        return self.answered.is_loose


def ask(session: Session, typed: str, settings: Settings, index: Index | None = None, **where: int) -> Asked:
    index = index or service.database_index(session)
    answered = service.answer(session, index, typed, service.word_table(session, settings))
    return Asked(answered, service.found_page(session, index, answered, {}, **where))


@pytest.fixture
def samples(sample_database: Database) -> Iterator[Session]:
    """A unit of work in the sample site."""
    with sample_database.reading() as session:
        yield session


def slugs(found: Asked) -> list[str]:
    return [one.summary.course.slug for one in found.courses.rows]


def words(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("按摩", "blind-massage"),
        ("我想学推拿", "blind-massage"),
        ("盲人按摩師", "blind-massage"),
        ("咖啡", "coffee-easyread"),
        ("热牛奶", "coffee-easyread"),
        ("电子商务客服", "ecommerce-service"),
        ("读屏怎么打开", "phone-basics"),
        ("剪纸", "papercut"),
        ("灸", "moxibustion"),
        ("糕点", "chinese-pastry"),
        ("直播销售", "live-selling"),
        ("劳动合同", "public-module"),
        ("四横指", "blind-massage"),
    ],
)
def test_sample_courses_are_found_as_people_ask(
    samples: Session, settings: Settings, typed: str, first: str
) -> None:
    found = ask(samples, typed, settings)
    assert slugs(found)[0] == first
    assert not found.is_loose


def test_an_answer_names_the_lesson_that_fits_and_marks_its_sentence(
    samples: Session, settings: Settings
) -> None:
    found = ask(samples, "七步洗手", settings)
    one = next(course for course in found.courses.rows if course.summary.course.slug == "blind-massage")
    assert one.lesson_slug == "clean-hands"
    assert [piece.text for piece in one.sentence if piece.is_hit]
    assert len(words(one.sentence)) <= 130


def test_a_unit_that_can_only_read_can_search(sample_site: SampleSite, settings: Settings) -> None:
    with sample_site.database.reading() as session:
        assert slugs(ask(session, "按摩", settings))[0] == "blind-massage"


def test_courses_with_part_of_what_was_asked_come_with_a_notice_when_none_has_all(
    samples: Session, settings: Settings
) -> None:
    found = ask(samples, "按摩 潜水艇", settings)
    nothing = ask(samples, "潜水艇 登月", settings)
    assert found.is_loose
    assert slugs(found)[0] == "blind-massage"
    assert slugs(nothing) == []
    assert not nothing.is_loose


def test_an_answer_comes_in_pages_and_a_page_beyond_the_last_is_the_last(
    samples: Session, settings: Settings
) -> None:
    whole = ask(samples, "手机", settings)
    first = ask(samples, "手机", settings, size=2)
    beyond = ask(samples, "手机", settings, number=99, size=2)
    assert whole.courses.total == first.courses.total > 2
    assert slugs(first) == slugs(whole)[:2]
    assert slugs(beyond) == slugs(whole)[-len(slugs(beyond)) :]
    assert beyond.courses.number == beyond.courses.last


def test_the_number_of_queries_does_not_grow_with_the_answer(
    samples: Session, sample_database: Database, settings: Settings
) -> None:
    sent = statements(sample_database)
    ask(samples, "剪纸 阳刻", settings)
    few = len(sent)
    found = ask(samples, "的 手", settings)
    assert found.courses.total >= 5
    assert len(sent) - few <= few <= 13


def test_the_list_shows_open_courses_first_and_no_shared_module(samples: Session) -> None:
    shown = service.listing(samples, {}, number=1)
    found = [one.course.slug for one in shown.courses.rows]
    assert set(found[:4]) == COMPLETE
    assert len(found) == shown.courses.total == 10
    assert shown.open_count == 4


@pytest.mark.parametrize(
    ("chosen", "slug"),
    [
        ({Facet.BASE: ("jinshui",), Facet.CATEGORY: ("massage",)}, "blind-massage"),
        ({Facet.REGION: ("410000",), Facet.CATEGORY: ("phone",)}, "phone-basics"),
        ({Facet.OCCUPATION: ("中式面点师",)}, "chinese-pastry"),
        ({Facet.TRAINING_TYPE: ("岗位技能提升培训",)}, "elderly-care"),
        ({Facet.CATEGORY: ("design",), Facet.CERTIFICATE: ("培训合格证书",)}, "illustration"),
    ],
)
def test_a_filtered_list_has_only_what_fits(
    samples: Session, chosen: dict[Facet, tuple[str, ...]], slug: str
) -> None:
    shown = service.listing(samples, chosen, number=1)
    assert [one.course.slug for one in shown.courses.rows] == [slug]


def test_every_count_is_what_choosing_it_gives(samples: Session) -> None:
    for chosen in (
        {},
        {Facet.CATEGORY: ("food",)},
        {Facet.WAY: ("easy-read",), Facet.TRAINING_TYPE: ("就业技能培训",)},
    ):
        for facet, values in service.facet_counts(samples, chosen).items():
            for value, count in values.items():
                wanted = (*chosen.get(facet, ()), value) if facet is Facet.WAY else (value,)
                shown = service.listing(samples, {**chosen, facet: tuple(dict.fromkeys(wanted))}, number=1)
                assert shown.courses.total == count, (chosen, facet, value)


def test_a_shared_module_has_facets_and_counts_in_no_list(samples: Session) -> None:
    unlisted = sa.select(CourseEntry.course_id).where(CourseEntry.is_listed.is_(False))
    of_modules = samples.scalars(sa.select(CourseFacet).where(CourseFacet.course_id.in_(unlisted))).all()
    assert (Facet.CATEGORY.value, "public") in [(one.facet, one.value) for one in of_modules]
    assert "public" not in service.facet_counts(samples, {})[Facet.CATEGORY]
    assert service.known_values(samples)[Facet.CATEGORY]["public"] == 1


def test_the_list_takes_few_queries_however_many_filters_are_set(
    samples: Session, sample_database: Database
) -> None:
    chosen = {Facet.CATEGORY: ("massage",), Facet.REGION: ("410105",), Facet.BASE: ("jinshui",)}
    sent = statements(sample_database)
    service.listing(samples, {}, number=1)
    assert len(sent) <= 9
    sent.clear()
    service.listing(samples, chosen, number=1)
    assert len(sent) <= 12


def test_an_edited_lesson_is_found_by_its_new_words_alone(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    tiny = TinyCourse("tiny-course", sentence="把海绵浸到温水里再拧干，从左到右慢慢地擦桌子。")
    with database.transaction() as session:
        tiny.load(session, store_in(tmp_path))
        assert slugs(ask(session, "海绵", settings)) == ["tiny-course"]
        replace(tiny, sentence="把窗帘轻轻地拉到两边，让早上的阳光慢慢照进来。").load(
            session, store_in(tmp_path)
        )
        assert slugs(ask(session, "海绵", settings)) == []
        assert slugs(ask(session, "窗帘", settings)) == ["tiny-course"]
        assert len(session.scalars(sa.select(SearchDocument)).all()) == 3


def test_a_course_that_is_withdrawn_is_neither_found_nor_listed_and_comes_back(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    with database.transaction() as session:
        course = TinyCourse("tiny-course").load(session, store_in(tmp_path))
        course.state = CourseState.WITHDRAWN
        service.index_course(session, course.id, now=instant_now())
        assert slugs(ask(session, "桌面", settings)) == []
        assert service.listing(session, {}, number=1).courses.total == 0
        course.state = CourseState.PUBLISHED
        service.index_course(session, course.id, now=instant_now())
        assert slugs(ask(session, "桌面", settings)) == ["tiny-course"]


def test_a_publication_that_fails_leaves_nothing_to_be_found(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(RuntimeError), database.transaction() as session:
        TinyCourse("tiny-course").load(session, store_in(tmp_path))
        raise RuntimeError("the power goes out")
    with database.reading() as session:
        assert slugs(ask(session, "桌面", settings)) == []


def test_a_course_is_listed_under_a_way_as_soon_as_a_lesson_has_it(
    database: Database, tmp_path: Path
) -> None:
    with database.transaction() as session:
        course = TinyCourse("tiny-course").load(session, store_in(tmp_path))
        assert service.listing(session, {Facet.WAY: ("sign",)}, number=1).courses.total == 0
        version = catalogue.lesson_versions(session, catalogue.current_version(session, course).id)[0]
        session.add(
            Slot(
                text_hash=version.text_hash,
                edition=Edition.STANDARD,
                kind=SlotKind.SIGN,
                language="国家通用手语",
                state=SlotState.UPLOADED,
                blob="0" * 64,
                content_type="video/webm",
                byte_count=1,
                milliseconds=1000,
                maker="",
                requested_of="",
                reason="",
                changed_at=instant_now(),
            )
        )
        session.flush()
        assert service.index_courses_with_text(session, version.text_hash, now=instant_now()) == 1
        shown = service.listing(session, {Facet.WAY: ("sign",)}, number=1)
    assert [one.course.slug for one in shown.courses.rows] == ["tiny-course"]


def test_rebuilding_gives_what_was_there_and_heals_what_was_lost(
    sample_database: Database, settings: Settings
) -> None:
    with sample_database.transaction() as session:
        before = [slugs(ask(session, typed, settings)) for typed in ("按摩", "咖啡 机器", "手机")]
        session.execute(sa.text("DELETE FROM search_fts"))
        session.execute(sa.update(CourseEntry).values(title="坏了"))
        assert service.rebuild(session, now=instant_now()) == UNITS
        assert [slugs(ask(session, typed, settings)) for typed in ("按摩", "咖啡 机器", "手机")] == before


@pytest.mark.slow
def test_whoosh_follows_by_jobs_and_answers_as_the_database_does(
    sample_database: Database, settings: Settings
) -> None:
    chosen = settings.model_copy(update={"search_engine": "whoosh"})
    handlers = {service.JOB_CHANGED: service.changed_handler(chosen, sample_database)}

    with sample_database.reading() as session:
        before = service.index_for(session, chosen)
        assert type(before) is type(service.database_index(session))  # until Whoosh's is made
    Worker(sample_database, handlers).run_all()
    with sample_database.transaction() as session:
        whoosh = service.index_for(session, chosen)
        assert type(whoosh) is not type(service.database_index(session))
        for typed in ("按摩", "热牛奶", "劳动合同", "直播销售"):
            by_whoosh = ask(session, typed, chosen, whoosh)
            assert slugs(by_whoosh)[0] == slugs(ask(session, typed, chosen))[0]
        papercut = session.scalar(sa.select(Course).where(Course.slug == "papercut"))
        assert papercut is not None
        papercut.state = CourseState.WITHDRAWN
        service.index_course(session, papercut.id, now=instant_now())
        # Between the deed and its job the index still names the course; it isn't shown.
        assert whoosh.find(query_for("剪纸", synonyms([], [])), 5)
        assert "papercut" not in slugs(ask(session, "剪纸", chosen, whoosh))
    Worker(sample_database, handlers).run_all()
    with sample_database.reading() as session:
        assert whoosh.find(query_for("剪纸", synonyms([], [])), 5) == []
        assert not session.scalars(sa.select(Job).where(Job.fault.is_not(None))).all()
    assert (chosen.instance_dir / "search").stat().st_mode & 0o777 == 0o700


def test_a_site_without_whoosh_does_nothing_in_its_jobs(
    sample_database: Database, settings: Settings
) -> None:
    Worker(
        sample_database, {service.JOB_CHANGED: service.changed_handler(settings, sample_database)}
    ).run_all()
    assert not (settings.instance_dir / "search").exists()
