"""Questions to a teacher: who may ask, see, answer, share, and take what back."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.catalogue.models import Lesson
from learnhub.catalogue.service import text_of_source
from learnhub.db import Database
from learnhub.learning.models import Enquiry
from learnhub.learning.rules.enquiries import (
    AboutKind,
    EnquiryTold,
    asking_refusal,
    place_or_none,
    places_of,
    waiting_words,
)
from learnhub.learning.service import enquiries
from learnhub.learning.service.enquiries.asking import own_enquiry_or_none
from learnhub.learning.service.enquiries.lessons import lessons_named
from learnhub.messages.models import Message
from learnhub.primitives import Refusal, instant_now, local_date
from tests.classes import add_lesson_version
from tests.learning.asking import AskedIn, answer, ask, course_of
from tests.people import BASE_ID, BASE_REGION, NEIGHBOUR_BASE_ID, Someone
from tests.tiny_course import lesson

HERE, THERE = frozenset({BASE_ID}), frozenset({NEIGHBOUR_BASE_ID})


def test_sentences_exercises_and_questions_of_a_lesson_can_be_asked_about() -> None:
    text = text_of_source(lesson("推"))
    groups = places_of(text)
    assert [group.heading for group in groups] == ["第1节", "第2节", "最后一节"]
    kinds = [[one.kind for one in group.places] for group in groups]
    assert kinds[0][-2:] == [AboutKind.CHECK, AboutKind.CHECK]
    assert kinds[2][-1] is AboutKind.TASK
    for one in (one for group in groups for one in group.places):
        assert place_or_none(text, one.value) == one
        assert one.kind is not AboutKind.SENTENCE or one.words in one.context
    assert place_or_none(text, "sentence.s-999") is place_or_none(text, "task.feel-1") is None
    whole = place_or_none(text, "")
    assert whole is not None
    assert (whole.kind, whole.words) == (AboutKind.LESSON, "")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ((2, 15, 59), "今天问的"),
        ((1, 16, 0), "今天问的"),
        ((1, 15, 59), "昨天问的"),
        ((0, 9, 0), "等了 3 天"),
    ],
)
def test_waiting_is_said_in_days_of_shanghai(asked: tuple[int, int, int], words: str) -> None:
    days, hour, minute = asked
    then = datetime(2026, 3, days or 1, hour, minute, tzinfo=UTC) - timedelta(days=2 if not days else 0)
    assert waiting_words(then, local_date(datetime(2026, 3, 2, 1, tzinfo=UTC))) == words


def test_nobody_asks_where_nobody_answers_nor_more_than_anybody_can_answer() -> None:
    assert asking_refusal(19, has_teacher=True) is None
    codes = [
        found.code
        for found in (asking_refusal(20, has_teacher=True), asking_refusal(0, has_teacher=False))
        if found is not None
    ]
    assert codes == ["too-many", "no-teacher"]


@pytest.fixture
def at(database: Database, trainee: Someone, instructor: Someone) -> AskedIn:
    """A course in which the trainee is enrolled, and whose base has a teacher."""
    with database.transaction() as session:
        return course_of(session, trainee)


def test_a_question_is_there_for_its_asker_and_the_teachers_of_its_base_alone(
    database: Database, at: AskedIn, trainee: Someone, other_trainee: Someone
) -> None:
    with database.transaction() as session:
        made = ask(session, trainee, at)
        own = [
            own_enquiry_or_none(session, person_id=one.person_id, enquiry_id=made.id)
            for one in (trainee, other_trainee)
        ]
        assert [one is not None for one in own] == [True, False]
        there = [
            enquiries.enquiry_of_bases_or_none(session, bases, made.id) for bases in (HERE, THERE, set())
        ]
        assert [one is not None for one in there] == [True, False, False]
        assert [
            enquiries.queue(session, bases, is_answered=False, number=1, size=9)[1] for bases in (HERE, THERE)
        ] == [1, 0]


@pytest.mark.parametrize(
    ("role", "bases"),
    [
        (Role.INSTRUCTOR, HERE),
        (Role.BASE_MANAGER, HERE),
        (Role.TRAINEE, frozenset()),
        (Role.HELPER, frozenset()),
        (Role.OFFICER, frozenset()),
        (Role.ADMIN, frozenset()),
    ],
)
def test_only_teachers_and_managers_answer_for_their_base(role: Role, bases: frozenset[int]) -> None:
    assert enquiries.base_of([Holding(role, BASE_ID, BASE_REGION)]) == bases
    assert enquiries.base_of([Holding(role, None, BASE_REGION)]) == frozenset()


def test_only_so_many_may_wait_and_an_answer_or_a_withdrawal_makes_room(
    database: Database,
    at: AskedIn,
    trainee: Someone,
    instructor: Someone,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("learnhub.learning.rules.enquiries.OPEN_MAX", 2)

    def refusal() -> Refusal | None:
        return enquiries.refusal_to_ask(
            session, person_id=trainee.person_id, course=at.course, now=instant_now()
        )

    with database.transaction() as session:
        made = [ask(session, trainee, at, about="") for _number in range(2)]
        assert refusal() is not None
        answer(session, instructor, made[0])
        told_of = session.scalars(sa.select(Message).where(Message.person_id == trainee.person_id)).all()
        assert [one.arguments for one in told_of] == [{"enquiry_id": made[0].id}]
        assert refusal() is None
        ask(session, trainee, at, about="")
        assert refusal() is not None
        told = own_enquiry_or_none(session, person_id=trainee.person_id, enquiry_id=made[1].id)
        assert told is not None
        assert enquiries.withdraw(session, told, now=instant_now()) is None
        assert refusal() is None


def test_what_is_withdrawn_is_erased_and_what_is_answered_can_not_be_withdrawn(
    database: Database, at: AskedIn, trainee: Someone, instructor: Someone
) -> None:
    def told(made: Enquiry) -> EnquiryTold:
        found = own_enquiry_or_none(session, person_id=trainee.person_id, enquiry_id=made.id)
        assert found is not None
        return found

    with database.transaction() as session:
        first, second = ask(session, trainee, at, is_shared=True, voice="a" * 64), ask(session, trainee, at)
        before = told(second)
        answer(session, instructor, second)
        refused = enquiries.withdraw(session, before, now=instant_now())
        assert refused is not None
        assert refused.code == "answered"
        assert enquiries.withdraw(session, told(first), now=instant_now()) is None
        gone = told(first)
        assert (gone.is_withdrawn, gone.is_shared, gone.sending.words, gone.sending.files) == (
            True, False, "", (),
        )  # fmt: skip
        again = enquiries.withdraw(session, gone, now=instant_now())
        assert again is not None
        assert enquiries.refusal_to_answer(session, gone) is not None
        assert enquiries.refusal_to_answer(session, told(second)) is None


@pytest.mark.parametrize(
    ("asker", "answerer", "is_seen"),
    [(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
)
def test_the_class_sees_what_both_agreed_to_and_nothing_more(
    database: Database,
    at: AskedIn,
    trainee: Someone,
    instructor: Someone,
    asker: bool,
    answerer: bool,
    is_seen: bool,
) -> None:
    def seen(*people: Someone) -> int:
        ids = [one.person_id for one in people]
        return len(enquiries.enquiries_shared_among(session, course_id=at.course.id, person_ids=ids))

    with database.transaction() as session:
        made = ask(session, trainee, at, is_shared=asker)
        answer(session, instructor, made, is_shared=answerer)
        assert seen(trainee) == int(is_seen)
        assert seen(instructor) == 0  # somebody else's class
        told = own_enquiry_or_none(session, person_id=trainee.person_id, enquiry_id=made.id)
        assert told is not None
        enquiries.set_sharing(session, told, is_shared=False, now=instant_now())
        assert seen(trainee) == 0


def test_a_frequent_answer_hangs_on_the_text_and_shows_only_ones_own_voice(
    database: Database, at: AskedIn, trainee: Someone, instructor: Someone, base_manager: Someone
) -> None:
    with database.transaction() as session:
        made = ask(session, trainee, at, "我的左手不好，手放哪里？", voice="b" * 64)
        said = answer(session, instructor, made, voice="c" * 64)
        told = own_enquiry_or_none(session, person_id=trainee.person_id, enquiry_id=made.id)
        assert told is not None

        def add(person: Someone, answer_id: int | None, words: str = "放在肩上。") -> object:
            return enquiries.add_frequent(
                session,
                told,
                text_hash=at.version.text_hash,
                question="手放哪里？",
                answer=words,
                answer_id=answer_id,
                made_by=person.person_id,
                now=instant_now(),
            )

        for refused in (add(base_manager, said.id), add(instructor, said.id, words="")):
            assert isinstance(refused, Refusal)
        assert not isinstance(add(instructor, said.id), Refusal)
        (shown,) = enquiries.frequent_answers(session, course_id=at.course.id, version=at.version)
        assert shown.sending is not None
        assert (shown.sending.person_id, shown.sending.words) == (instructor.person_id, "")
        assert enquiries.shown_sendings(session) == {said.sending_id}
        newer = add_lesson_version(
            session, session.get_one(Lesson, at.version.lesson_id), minutes=9, text="改了"
        )
        assert enquiries.frequent_answers(session, course_id=at.course.id, version=newer) == []
        place = (at.course.id, at.version.lesson_id)
        now_hash = lessons_named(session, {place})[place].text_hash
        assert now_hash == newer.text_hash
        assert enquiries.frequent_of_bases_or_none(session, THERE, shown.id) is None
        enquiries.renew_frequent(session, shown.id, text_hash=now_hash)
        assert len(enquiries.frequent_answers(session, course_id=at.course.id, version=newer)) == 1
        enquiries.take_back_frequent(session, shown.id, now=instant_now())
        assert enquiries.frequent_answers(session, course_id=at.course.id, version=newer) == []
        assert enquiries.frequent_of_bases(session, HERE, number=1, size=9) == ([], 0)
        assert enquiries.shown_sendings(session) == set()
