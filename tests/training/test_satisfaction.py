"""What trainees thought of a class: asked once, counted without a person, shown when enough answered and it is over."""

import io
from dataclasses import dataclass, replace
from datetime import date, timedelta

import openpyxl
import pytest
import sqlalchemy as sa

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.db import Database
from learnhub.policy.service import figures
from learnhub.primitives import Refusal, today
from learnhub.settings import PROJECT_DIR
from learnhub.training.models import SurveyMark, SurveyTally, SurveyWords
from learnhub.training.rules.satisfaction import (
    Answers,
    Choice,
    Question,
    Share,
    SurveyState,
    answer_refusal,
    share,
    survey_state,
)
from learnhub.training.service import satisfaction as service
from tests.classes import ClassDays, both_bases, course_with_lessons, enrol, join, open_class
from tests.people import BASE_ID, BASE_REGION, Someone, make_person
from tests.visit import Submit, Visit

FIGURES = figures(PROJECT_DIR / "content")
GOOD = dict.fromkeys(Question, Choice.GOOD)
LAST = date(2026, 3, 20)


@pytest.mark.parametrize(
    ("day", "is_given", "state"),
    [
        (LAST - timedelta(days=1), False, SurveyState.EARLY),
        (LAST, False, SurveyState.OPEN),
        (LAST + timedelta(days=30), False, SurveyState.OPEN),
        (LAST + timedelta(days=31), False, SurveyState.OVER),
        (LAST + timedelta(days=31), True, SurveyState.GIVEN),
        (LAST, True, SurveyState.GIVEN),
    ],
)
def test_a_survey_is_open_from_the_last_meeting_for_thirty_days(
    day: date, is_given: bool, state: SurveyState
) -> None:
    assert survey_state(LAST, on=day, open_days=30, is_given=is_given) is state


def test_a_share_counts_those_who_answered_and_hides_fewer_than_five() -> None:
    counts = {Choice.GOOD: 3, Choice.MIDDLE: 1, Choice.POOR: 1, Choice.SKIPPED: 9}
    assert share(counts, 5) == Share(3, 5)
    assert share({**counts, Choice.POOR: 0}, 5) is None
    assert share({Choice.SKIPPED: 9}, 0) is None
    assert Share(2, 3).words == "2/3，66.7%"
    assert (Share(1, 16).per_mille, Share(5, 5).per_mille) == (63, 1000)  # 62.5 is rounded up


def test_an_empty_sheet_is_refused_and_one_word_is_enough() -> None:
    nothing = dict.fromkeys(Question, Choice.SKIPPED)
    assert answer_refusal(nothing, "") is not None
    assert answer_refusal(nothing, "好") is None
    assert answer_refusal({**nothing, Question.USEFUL: Choice.POOR}, "") is None


@dataclass(frozen=True)
class Ended:
    """A class that had a single meeting, with its trainees."""

    class_id: int
    last_day: date
    people: list[Someone]

    @property
    def year(self) -> int:
        return self.last_day.year


def ended(database: Database, count: int, *, days_ago: int, number: str = "2026-评-01") -> Ended:
    people = [
        make_person(database, f"{number}学员{one}", Holding(Role.TRAINEE, BASE_ID, BASE_REGION))
        for one in range(count)
    ]
    first = today() - timedelta(days=days_ago)
    while first.weekday() >= 5:  # a class meets on working days
        first -= timedelta(days=1)
    with database.transaction() as session:
        course, _lessons = course_with_lessons(session, f"course-{number[-2:]}")
        base = both_bases(session)[0]
        made = open_class(
            session, course, base, number=number, region_code=BASE_REGION, days=ClassDays(first, 1)
        )
        for one in people:
            join(session, made, enrol(session, one.person_id, course))
        return Ended(made.id, first, people)


def answer(
    database: Database, found: Ended, person: Someone, answers: Answers = GOOD, words: str = ""
) -> Refusal | None:
    """Answer on the last day of the class."""
    with database.transaction() as session:
        told = service.survey_or_none(
            session, person_id=person.person_id, class_id=found.class_id, figures=FIGURES, on=found.last_day
        )
        assert told is not None
        # Somebody may have answered between the page and the press.
        told = replace(told, state=SurveyState.OPEN)
        return service.answer_survey(session, told, person_id=person.person_id, answers=answers, words=words)


def test_an_answer_counts_once_and_is_found_by_no_person(database: Database) -> None:
    found = ended(database, 3, days_ago=2)
    first, second, _third = found.people
    assert answer(database, found, first, words="电梯坏了。") is None
    again = answer(database, found, first)
    assert again is not None
    assert again.code == "given"
    assert answer(database, found, second, {**GOOD, Question.ACCESS: Choice.POOR}, words="谢谢。") is None
    with database.reading() as session:
        counts = service.counts_of(session, [found.class_id])[found.class_id]
        assert counts[Question.ACCESS] == {
            Choice.GOOD: 1, Choice.MIDDLE: 0, Choice.POOR: 1, Choice.SKIPPED: 0,
        }  # fmt: skip
        assert sorted(service.words_about(session, found.class_id)) == ["电梯坏了。", "谢谢。"]
        # What could join an answer to a person isn't there: nobody's number beside a choice or a word, no time, no order.
        assert {"person_id"} == set(SurveyMark.__table__.c.keys()) - {"training_class_id"}
        assert {"question", "choice", "count"} == set(SurveyTally.__table__.c.keys()) - {"training_class_id"}
        assert {"key", "words"} == set(SurveyWords.__table__.c.keys()) - {"training_class_id"}


def test_the_database_keeps_no_trace_of_which_rows_came_together(
    committed_database: Database, engine_name: str
) -> None:
    found = ended(committed_database, 4, days_ago=2)
    for number, person in enumerate(reversed(found.people)):
        assert answer(committed_database, found, person, words=f"第 {number} 句") is None
    with committed_database.reading() as session:
        if engine_name == "sqlite":
            for table in ("survey_mark", "survey_words"):
                with pytest.raises(sa.exc.OperationalError, match="no such column: rowid"):
                    session.execute(sa.text(f"SELECT rowid FROM {table}"))
        else:
            for table in ("survey_mark", "survey_tally", "survey_words"):
                units = session.scalars(sa.text(f"SELECT DISTINCT xmin::text FROM {table}")).all()
                assert len(units) == 1, table
            by_place = session.scalars(sa.text("SELECT person_id FROM survey_mark ORDER BY ctid")).all()
            assert list(by_place) == sorted(by_place)
            keys = session.scalars(sa.text("SELECT key FROM survey_words ORDER BY ctid")).all()
            assert len(keys) == 4


def test_nothing_is_told_before_the_survey_is_over_and_small_questions_stay_out_of_sums(
    database: Database,
) -> None:
    big, small = ended(database, 6, days_ago=40), ended(database, 4, days_ago=41, number="2026-评-02")
    running = ended(database, 1, days_ago=20, number="2026-评-03")
    for one in big.people:
        assert answer(database, big, one) is None
    for one in small.people:
        assert answer(database, small, one, dict.fromkeys(Question, Choice.POOR)) is None
    with database.reading() as session:
        told = service.classes_asked(session, FIGURES, year=big.year, on=today(), regions=[BASE_REGION])
        assert [one.training_class.id for one in told if one.last_day.year == big.year][:1] == [big.class_id]
        assert running.class_id not in {one.training_class.id for one in told}
        assert (told[0].sheets, told[0].places) == (6, 6)
        sums = service.totals(session, told, "base", FIGURES, today())
        assert sums[BASE_ID][Question.OVERALL][Choice.GOOD] == 6
        assert sums[BASE_ID][Question.OVERALL][Choice.POOR] == 0  # the class of four is in no sum
        assert service.totals(session, told, "region", FIGURES, today())[BASE_REGION] == sums[BASE_ID]
        assert service.classes_asked(session, FIGURES, year=big.year, on=today(), regions=["532801"]) == []


def test_a_trainee_is_offered_the_questions_answers_and_is_not_asked_again(
    visit: Visit, submit: Submit, database: Database, other_trainee: Someone
) -> None:
    found = ended(database, 2, days_ago=3)
    person, at = found.people[0], {"class_id": found.class_id}
    assert "答五个小问题" in visit("pages.me", person).words
    assert "说说“盲人保健按摩班”好不好" in visit("pages.me", person, shown="simple").words
    page = visit("training.survey", person, **at)
    assert "没有人知道是谁答的" in page.words
    empty = submit("training.answer_survey", {}, person, 422, **at)
    assert empty.errors == ["请至少答一个问题，或者写一句话。不想答，离开这一页就行。"]
    target = f"/me/classes/{found.class_id}/survey"
    sent = submit("training.answer_survey", {"overall": "good", "words": "好"}, person, target=target, **at)
    assert "谢谢您" in sent.follow().words
    assert (
        "谢谢您"
        in submit("training.answer_survey", {"overall": "poor"}, person, target=target, **at).follow().words
    )
    assert "答五个小问题" not in visit("pages.me", person).words
    visit("training.survey", other_trainee, 404, **at)
    submit("training.answer_survey", {"overall": "good"}, other_trainee, 404, **at)
    over = ended(database, 1, days_ago=60, number="2026-评-09")
    assert "现在不收了" in visit("training.survey", over.people[0], class_id=over.class_id).words
    late = submit(
        "training.answer_survey", {"overall": "good"}, over.people[0], class_id=over.class_id,
        target=f"/me/classes/{over.class_id}/survey",
    )  # fmt: skip
    assert "现在不收了" in late.follow().words


def test_the_base_sees_sums_and_only_the_office_reads_the_words(
    visit: Visit, submit: Submit, database: Database, base_manager: Someone, officer: Someone, auditor: Someone,
    neighbour_manager: Someone, neighbour_officer: Someone,
) -> None:  # fmt: skip
    found = ended(database, 6, days_ago=45)
    for number, one in enumerate(found.people):
        answers = GOOD if number else {**GOOD, Question.OVERALL: Choice.POOR, Question.ACCESS: Choice.SKIPPED}
        assert answer(database, found, one, answers, words="" if number else "厕所太远。") is None
    row = [
        "盲人保健按摩班（2026-评-01）",
        "6/6",
        "6/6，100.0%",
        "6/6，100.0%",
        "5/5，100.0%",
        "6/6，100.0%",
        "5/6，83.3%",
    ]
    own = visit("training.base_satisfaction", base_manager, year=found.year)
    assert own.rows("学员怎么说") == [row]
    assert "厕所" not in own.text
    asked = visit("training.office_satisfaction", officer, year=found.year)
    assert asked.rows("学员怎么说") == [row]
    by_base = visit("training.office_satisfaction", auditor, year=found.year, by="base").rows("学员怎么说")
    assert by_base[0][1:] == ["1", *row[1:]]
    by_region = visit("training.office_satisfaction", officer, year=found.year, by="region")
    assert by_region.rows("学员怎么说")[0][0] == "河南省郑州市金水区"
    assert "厕所太远。" in visit("training.satisfaction_of_class", officer, class_id=found.class_id).words
    for person in (neighbour_manager, base_manager, auditor):
        visit("training.satisfaction_of_class", person, 403, class_id=found.class_id)
    visit("training.satisfaction_of_class", neighbour_officer, 404, class_id=found.class_id)
    assert "2026-评-01" not in visit("training.base_satisfaction", neighbour_manager, year=found.year).words
    assert "2026-评-01" not in visit("training.office_satisfaction", neighbour_officer, year=found.year).words

    sheet = visit("training.office_satisfaction_sheet", officer, suffix="xlsx", year=found.year)
    book = openpyxl.load_workbook(io.BytesIO(sheet.content))
    assert list(book.worksheets[0].values)[1][-2:] == ("6/6，100.0%", "5/6，83.3%")
    told = visit("training.base_satisfaction_sheet", base_manager, suffix="csv", year=found.year).text
    assert "83.3%" in told
    assert "厕所" not in told
    running = ended(database, 1, days_ago=3, number="2026-评-08")
    visit("training.satisfaction_of_class", officer, 404, class_id=running.class_id)
