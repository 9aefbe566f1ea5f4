"""What waits for a teacher's word in a class: who asked and whose work has no feedback, of this class alone."""

import pytest

from learnhub.catalogue.service.courses import course_by_slug
from learnhub.db import Database
from learnhub.learning.models import Enrolment
from learnhub.primitives import today
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.bases import both_bases
from tests.classes import ClassDays, join, open_class
from tests.learning import asking, work
from tests.people import Someone, make_person
from tests.sample_site import statements
from tests.visit import Page, Visit


@pytest.fixture
def waited(
    database: Database, settings: Settings, instructor: Someone, trainee: Someone, other_trainee: Someone
) -> tuple[int, int]:
    """A class of two in which one asks and hands in, and somebody of the course outside of it does both: class and enrolment."""
    outsider = make_person(database, "班外的人")
    with database.transaction() as session:
        work.load_work(session, store_for(settings))
        course = course_by_slug(session, work.SLUG)
        found = open_class(
            session,
            course,
            both_bases(session)[0],
            teachers=[instructor.person_id],
            days=ClassDays(first=today()),
        )
        learners = [work.learner_of(session, one) for one in (trainee, other_trainee, outsider)]
        for learner in learners[:2]:
            join(session, found, session.get_one(Enrolment, learner.enrolment_id))
        at = asking.AskedIn(course, learners[0].lesson_version)
        for person, learner, words in (
            (trainee, learners[0], "手放哪里？"),
            (outsider, learners[2], "班外问的"),
        ):
            asking.ask(session, person, at, words, about="")
            work.hand_in(session, learner)
        return found.id, learners[0].enrolment_id


def test_a_class_says_who_asked_and_whose_work_waits_until_each_is_answered(
    visit: Visit,
    database: Database,
    waited: tuple[int, int],
    instructor: Someone,
    trainee: Someone,
    other_trainee: Someone,
) -> None:
    class_id, enrolment_id = waited

    def of_class() -> Page:
        return visit("training.training_class", instructor, class_id=class_id)

    shown = of_class()
    assert f"1 个问题等您回答：{trainee.nickname}" in shown.words
    assert f"1 份作业等您反馈：{trainee.nickname}" in shown.words
    assert "打印这次课的签到表" in shown.links
    assert "班外" not in shown.words
    own = visit("training.trainee", instructor, class_id=class_id, enrolment_id=enrolment_id)
    for page in (shown, own):
        visit(page.links[f"{trainee.nickname}：手放哪里？"], instructor)
        visit(page.links[f"{trainee.nickname}：按一分钟"], instructor)
    sent = statements(database)
    of_class()
    few = len(sent)
    with database.transaction() as session:
        learner = work.learner_of(session, other_trainee)
        course = course_by_slug(session, work.SLUG)
        asked = asking.ask(session, other_trainee, asking.AskedIn(course, learner.lesson_version), about="")
        piece = work.hand_in(session, learner)
    sent.clear()
    many = of_class()
    assert len(sent) == few
    assert f"2 个问题等您回答：{trainee.nickname}、{other_trainee.nickname}" in many.words
    with database.transaction() as session:
        asking.answer(session, instructor, session.merge(asked))
        work.answer(session, session.merge(piece), instructor)
    assert f"1 份作业等您反馈：{trainee.nickname}" in of_class().words
    assert other_trainee.nickname not in of_class().words
