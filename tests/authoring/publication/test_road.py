"""Courses on the road: submitted, taken, returned, published, superseded, withdrawn; every step is kept."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.authoring.models import CourseDraft, PublicationStep
from learnhub.authoring.rules.drafts.revisions import DraftState
from learnhub.authoring.rules.publication import Place, RoadStep, folder_hash
from learnhub.authoring.service import drafts, export_course, publication
from learnhub.authoring.service.publication.desk import draft_for_office, queue, waiting_count
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import Course, CourseVersion
from learnhub.catalogue.rules import CourseState, Edition, NotFound, SlotKind
from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment
from learnhub.messages.rules import Kind
from learnhub.primitives import instant_now
from learnhub.search.models import CourseEntry
from tests.authoring.drafts.drafts import TEACHING_ELSEWHERE
from tests.authoring.publication.road import CHANGED, FIRST, REVIEWING, SLUG, Road, code, done
from tests.messages.heard import heard
from tests.people import BASE_ID, NEIGHBOUR_REGION, Someone
from tests.tiny_course import TinyCourse, lesson


def state_of(session: Session, slug: str = SLUG) -> CourseState | None:
    course = catalogue.course_or_none(session, slug)
    return course.state if course is not None else None


def in_search(session: Session, slug: str = SLUG) -> bool:
    entries = sa.select(CourseEntry.course_id).join(Course, Course.id == CourseEntry.course_id)
    return session.scalar(entries.where(Course.slug == slug)) is not None


def kinds(road: Road, draft: CourseDraft) -> list[RoadStep]:
    return [step.kind for step in publication.steps_of_draft(road.session, draft)]


def test_a_course_goes_the_whole_road_and_learners_get_what_was_frozen(road: Road) -> None:
    draft = road.open()
    receipt = done(road.submit(draft))
    assert (receipt.kind, receipt.revision, receipt.title) == (RoadStep.SUBMITTED, 1, f"课程 {SLUG}")
    assert receipt.folder_hash == folder_hash(drafts.head_of(road.session, draft).files)
    assert state_of(road.session) is None
    done(road.take(draft))
    published = done(road.publish(draft))
    assert published.folder_hash == receipt.folder_hash, "what was read is what is online"
    assert (draft.state, state_of(road.session)) == (DraftState.PUBLISHED, CourseState.PUBLISHED)
    assert in_search(road.session)
    assert export_course(road.session, road.store, SLUG).files == TinyCourse(SLUG).folder().files
    assert kinds(road, draft) == [RoadStep.SUBMITTED, RoadStep.TAKEN, RoadStep.PUBLISHED]


def test_the_course_belongs_to_the_base_that_made_it(road: Road) -> None:
    road.go(road.open())
    course = catalogue.course_by_slug(road.session, SLUG)
    assert course.base_id == BASE_ID


def test_something_that_blocks_keeps_a_course_from_being_submitted_until_it_is_mended(road: Road) -> None:
    draft = road.open()
    road.write(
        draft, FIRST, lesson("推法").replace("## 第2节", "请看[](https://example.org)。\n\n## 第2节").encode()
    )
    assert code(road.submit(draft)) == "gate-blocks"
    assert publication.steps_of_draft(road.session, draft) == []
    assert draft.state is DraftState.DRAFT
    road.write(draft, FIRST, lesson("推法").encode())
    done(road.submit(draft))


def test_a_course_in_preparation_is_not_submitted(road: Road) -> None:
    assert code(road.submit(road.open(TinyCourse(SLUG, state="in preparation").folder()))) == "in-preparation"


def test_a_lesson_that_moved_to_another_name_is_refused_on_submitting_not_on_publishing(road: Road) -> None:
    road.go(road.open())
    again = road.next()
    moved = drafts.head_of(road.session, again)
    text = drafts.file_of(road.store, moved, FIRST)
    toml = TinyCourse(SLUG, lessons=("push-anew", "press-deep")).folder().files["course.toml"]
    road.write(again, "lessons/push-anew.md", text)
    road.write(again, FIRST, None)
    road.write(again, "course.toml", toml)
    refused = road.submit(again)
    assert code(refused) == "not-loadable"
    assert "push-slow" in getattr(refused, "sentence", "")


def test_submitting_twice_is_refused_with_a_sentence_and_leaves_one_receipt(road: Road) -> None:
    draft = road.open()
    done(road.submit(draft))
    assert code(road.submit(draft)) == "state-moved"
    assert kinds(road, draft) == [RoadStep.SUBMITTED]


def test_what_was_changed_since_it_was_checked_is_not_submitted(road: Road) -> None:
    draft = road.open()
    now = instant_now()
    stale = publication.check_revision(
        road.session,
        road.store,
        draft,
        drafts.head_of(road.session, draft),
        figures=road.rates(),
        today=now.date(),
    )
    road.write(draft, FIRST, lesson("推法", sentence=CHANGED).encode())
    refused = publication.submit(
        road.session, road.store, draft, checked=stale, by=road.author.person_id, now=now
    )
    assert code(refused) == "revision-moved"


def test_nobody_changes_what_an_office_is_reading_and_the_author_can_take_it_back_before(road: Road) -> None:
    draft = road.open()
    done(road.submit(draft))
    locked = drafts.save_files(
        road.session, road.store, draft, base_revision=1, changes={FIRST: b"x"}, by=road.author.person_id, words="", now=instant_now()
    )  # fmt: skip
    assert code(locked) == "draft-locked"
    done(publication.take_back(road.session, draft, by=road.author.person_id, now=instant_now()))
    road.write(draft, FIRST, lesson("推法", sentence=CHANGED).encode())
    done(road.submit(draft))
    done(road.take(draft))
    late = publication.take_back(road.session, draft, by=road.author.person_id, now=instant_now())
    assert code(late) == "state-moved"
    assert kinds(road, draft) == [
        RoadStep.SUBMITTED, RoadStep.TAKEN_BACK, RoadStep.SUBMITTED, RoadStep.TAKEN
    ]  # fmt: skip


def test_a_course_comes_back_with_comments_at_their_places_is_mended_and_goes_out(road: Road) -> None:
    draft = road.open()
    done(road.submit(draft))
    done(road.take(draft))
    assert code(road.send_back(draft, "")) == "no-reason"
    place = Place(FIRST, 8, "abc", "手放在桌面上")
    done(
        publication.comment(
            road.session,
            draft,
            place=place,
            words="说清楚推几次。",
            by=road.reviewer.person_id,
            now=instant_now(),
        )
    )
    done(road.send_back(draft, ""))
    submission = publication.submission_of(road.session, draft)
    (comment,) = publication.comments_since(road.session, submission)
    assert (comment.path, comment.line, comment.subject, comment.words) == (
        FIRST,
        8,
        "手放在桌面上",
        "说清楚推几次。",
    )
    road.write(draft, FIRST, lesson("推法", sentence=CHANGED).encode())
    road.go(draft)
    assert state_of(road.session) is CourseState.PUBLISHED
    assert publication.comments_since(road.session, publication.submission_of(road.session, draft)) == []
    team = {draft.lead_id}
    assert heard(road.session) == {Kind.DRAFT_RETURNED: team, Kind.DRAFT_PUBLISHED: team}


def test_a_comment_needs_a_file_of_the_folder_and_an_open_review(road: Road) -> None:
    draft = road.open()
    done(road.submit(draft))

    def say(path: str) -> object:
        return publication.comment(
            road.session,
            draft,
            place=Place(path),
            words="请改。",
            by=road.reviewer.person_id,
            now=instant_now(),
        )

    assert code(say(FIRST)) == "not-in-review"
    done(road.take(draft))
    with pytest.raises(NotFound):
        say("lessons/no-such.md")


def test_whoever_wrote_a_revision_cannot_review(road: Road) -> None:
    draft = road.open()
    drafts.save_files(
        road.session, road.store, draft, base_revision=1, changes={FIRST: lesson("推法", sentence=CHANGED).encode()},
        by=road.reviewer.person_id, words="帮忙改了一句", now=instant_now(),
    )  # fmt: skip
    road.write(draft, FIRST, lesson("推法").encode())
    done(road.submit(draft))
    assert code(road.take(draft)) == "own-work"
    assert draft.state is DraftState.SUBMITTED


def test_of_two_officers_who_decide_the_second_is_told(road: Road, base_manager: Someone) -> None:
    draft = road.open()
    done(road.submit(draft))
    done(road.take(draft))
    assert code(road.take(draft)) == "state-moved"
    second = Road(road.session, road.store, road.author, base_manager)
    done(second.send_back(draft, "第 2 课请重写。"))
    assert code(road.publish(draft)) == "not-in-review"
    assert state_of(road.session) is None


def test_steps_are_never_changed_or_deleted(road: Road) -> None:
    done(road.submit(road.open()))
    for deed in (sa.update(PublicationStep).values(words="x"), sa.delete(PublicationStep)):
        with pytest.raises(sa.exc.DBAPIError), road.session.begin_nested():
            road.session.execute(deed)


def test_a_second_version_supersedes_the_first_and_learners_keep_theirs(road: Road, trainee: Someone) -> None:
    road.go(road.open())
    course = catalogue.course_by_slug(road.session, SLUG)
    first = catalogue.current_version(road.session, course)
    enrolment = learning.enrol(road.session, person_id=trainee.person_id, course=course, now=instant_now())
    assert isinstance(enrolment, Enrolment)
    again = road.next()
    assert code(road.submit(again)) == "nothing-new"
    road.write(again, FIRST, lesson("推法", sentence=CHANGED).encode())
    step = road.go(again)
    second = catalogue.current_version(road.session, course)
    assert (step.course_version_id, second.number) == (second.id, 2)
    (superseded,) = [
        s for s in publication.steps_of_course(road.session, SLUG) if s.kind is RoadStep.SUPERSEDED
    ]
    assert superseded.course_version_id == first.id
    road.session.refresh(enrolment)
    assert enrolment.course_version_id == first.id
    place = learning.find_lesson(
        road.session, road.store, course_slug=SLUG, lesson_slug="push-slow", person_id=trainee.person_id,
        edition=Edition.STANDARD,
    ).place  # fmt: skip
    assert place.course_version.id == first.id


def test_unchanged_ways_are_carried_over_and_changed_ones_are_outdated(road: Road) -> None:
    road.go(road.open())
    course = catalogue.course_by_slug(road.session, SLUG)
    for lesson_slug in ("push-slow", "press-deep"):
        version = next(
            one.version for one in catalogue.outline(road.session, course).lessons if one.slug == lesson_slug
        )
        catalogue.fill_by_machine(
            road.session, text_hash=version.text_hash, edition=version.edition, kind=SlotKind.TALKING_BOOK,
            blob=road.store.put(b"x"), content_type="application/epub+zip", byte_count=1, milliseconds=0,
            maker="test", now=instant_now(),
        )  # fmt: skip
    again = road.next()
    road.write(again, FIRST, lesson("推法", sentence=CHANGED).encode())
    road.go(again)
    ways = {
        one.slug: next(slot.state for slot in one.slots if slot.kind is SlotKind.TALKING_BOOK)
        for one in catalogue.outline(road.session, course).lessons
    }
    assert ways["press-deep"].has_content
    assert not ways["push-slow"].has_content


def test_a_withdrawn_course_is_gone_for_everybody_but_those_who_learn_it(
    road: Road, trainee: Someone, other_trainee: Someone
) -> None:
    road.go(road.open())
    course = catalogue.course_by_slug(road.session, SLUG)
    learning.enrol(road.session, person_id=trainee.person_id, course=course, now=instant_now())
    assert code(withdraw(road, course, "")) == "no-reason"
    step = withdraw(road, course, "著作权人来信要求下架。")
    assert isinstance(step, PublicationStep)
    assert (state_of(road.session), in_search(road.session)) == (CourseState.WITHDRAWN, False)
    assert code(withdraw(road, course, "再来一次。")) == "not-published"
    found = learning.find_lesson(
        road.session, road.store, course_slug=SLUG, lesson_slug="push-slow", person_id=trainee.person_id,
        edition=Edition.STANDARD,
    )  # fmt: skip
    assert found.enrolment is not None
    for person_id in (None, other_trainee.person_id):
        with pytest.raises(NotFound):
            learning.find_lesson(
                road.session, road.store, course_slug=SLUG, lesson_slug="push-slow", person_id=person_id,
                edition=Edition.STANDARD,
            )  # fmt: skip
    refused = learning.enrol(
        road.session, person_id=other_trainee.person_id, course=course, now=instant_now()
    )
    assert code(refused) == "not-published"


def withdraw(road: Road, course: Course, words: str) -> object:
    return publication.withdraw_course(
        road.session, course, words=words, by=road.reviewer.person_id, request_id="r", now=instant_now()
    )


@pytest.mark.parametrize("is_changed", [False, True])
def test_a_withdrawn_course_comes_back_by_the_same_road(road: Road, is_changed: bool) -> None:
    road.go(road.open())
    withdraw(road, catalogue.course_by_slug(road.session, SLUG), "图片要换。")
    again = road.next()
    if is_changed:
        road.write(again, FIRST, lesson("推法", sentence=CHANGED).encode())
    road.go(again)
    assert (state_of(road.session), in_search(road.session)) == (CourseState.PUBLISHED, True)
    versions = road.session.scalar(sa.select(sa.func.count()).select_from(CourseVersion))
    assert versions == (2 if is_changed else 1)


def test_the_queue_is_by_waiting_time_and_knows_its_region(road: Road) -> None:
    now = instant_now()
    older, newer = (
        road.open(),
        road.open(
            TinyCourse("other-push", sentence="手放在客人的肩上，先停一停，再用掌根慢慢地往下按。").folder()
        ),
    )
    done(road.submit(newer, at=now - timedelta(days=3)))
    done(road.submit(older, at=now - timedelta(days=1)))
    done(road.take(older))
    waiting, total = queue(road.session, REVIEWING, now=now, size=8)
    assert total == waiting_count(road.session, REVIEWING) == 2
    assert [(one.draft.slug, one.days, one.taken_by) for one in waiting] == [
        ("other-push", 3, ""), (SLUG, 1, road.reviewer.nickname)
    ]  # fmt: skip
    elsewhere = [Holding(Role.OFFICER, region_code=NEIGHBOUR_REGION)]
    assert queue(road.session, elsewhere, now=now, size=8) == ([], 0)
    assert queue(road.session, REVIEWING, now=now, size=8, within=NEIGHBOUR_REGION) == ([], 0)
    assert draft_for_office(road.session, SLUG, REVIEWING).id == older.id
    with pytest.raises(NotFound):
        draft_for_office(road.session, SLUG, elsewhere)
    with pytest.raises(NotFound):
        draft_for_office(road.session, SLUG, TEACHING_ELSEWHERE)


def test_a_page_of_the_queue_asks_as_much_of_three_submissions_as_of_one(road: Road) -> None:
    now = instant_now()
    for number in range(3):
        sentence = f"手放在客人的肩上，先停一停，再用掌根慢慢地往下按，第 {number} 次。"
        draft = road.open(TinyCourse(f"push-{number}", sentence=sentence).folder())
        done(road.submit(draft, at=now - timedelta(days=number)))
        done(road.take(draft))
    road.session.flush()
    connection = road.session.connection()
    asked: list[list[str]] = []

    @sa.event.listens_for(connection, "before_cursor_execute")
    def collect(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked[-1].append(statement)

    for size, number in ((1, 1), (3, 1), (2, 2)):
        asked.append([])
        rows, total = queue(road.session, REVIEWING, now=now, number=number, size=size)
        assert (len(rows), total) == (min(size, 3 - (number - 1) * size), 3)
    assert [len(statements) for statements in asked] == [5, 5, 5]
    assert all("LIMIT" in statements[1] for statements in asked)


def test_what_was_taken_back_is_not_shown_to_the_office(road: Road) -> None:
    draft = road.open()
    done(road.submit(draft))
    publication.take_back(road.session, draft, by=road.author.person_id, now=instant_now())
    assert queue(road.session, REVIEWING, now=instant_now(), size=8) == ([], 0)
    with pytest.raises(NotFound):
        draft_for_office(road.session, SLUG, REVIEWING)
