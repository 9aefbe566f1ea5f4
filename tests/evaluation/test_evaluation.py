"""Third-party evaluation: who may judge, what a sample shows of people, what is handed in stays, and what everybody reads."""

import csv
import io
import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.db import Database
from learnhub.evaluation.models import Evaluation, EvaluationFinding, EvaluationStep
from learnhub.evaluation.rules import Finding, Question, Score, State, StepKind, counts, share, state_of
from learnhub.evaluation.service import naming
from learnhub.evaluation.service.verification import verify
from learnhub.messages.models import Message
from learnhub.policy.service import figures
from learnhub.primitives import instant_now, today
from learnhub.settings import PROJECT_DIR
from learnhub.subsidy.models import BlendedRecord, SubsidyLine
from learnhub.subsidy.service import calculate
from learnhub.training.models import ClassState, TrainingClass
from tests.bases import both_bases
from tests.classes import ClassDays, attend, course_with_lessons, enrol, join, open_class
from tests.guards import without_guards
from tests.people import Someone, make_person
from tests.visit import Submit, Visit

FIGURES = figures(PROJECT_DIR / "content")
FIRST = date(2026, 3, 2)
TRAINEES = 6
KEPT = re.compile(r"/evaluations/[0-9]+\?done=kept")
SCORES = dict.fromkeys((one.value for one in Question), "good")


@pytest.fixture
def evaluator(database: Database) -> Someone:
    return make_person(database, "评价01", Holding(Role.TRAINEE))


@pytest.fixture
def trainees(database: Database, officer: Someone) -> list[Someone]:
    """Six people in a class of two days, all but one there on both, each with a record."""
    found = [
        make_person(database, f"学员{number:02d}", Holding(Role.TRAINEE, region_code="410105"))
        for number in range(1, TRAINEES + 1)
    ]
    with database.transaction() as session:
        base, _other = both_bases(session)
        course, _lessons = course_with_lessons(session, "massage", base_id=base.id)
        made = open_class(session, course, base, region_code="410105", days=ClassDays(first=FIRST, days=2))
        made.state = ClassState.RUNNING
        for number, one in enumerate(found):
            enrolment = enrol(session, one.person_id, course)
            join(session, made, enrolment)
            attend(
                session, made, one.person_id, marked_by=officer.person_id, sessions=1 if number == 0 else 2
            )
            calculate(session, enrolment=enrolment, training_class=made, figures=FIGURES, now=instant_now())
    return found


def _asked(**told: str) -> dict[str, str]:
    return {
        "region": "410100", "organisation": "示例评价中心", "document": "示例合同 1 号", "nickname": "评价01",
        "until_on": (today() + timedelta(days=9)).isoformat(), "first_on": "2026-03-01", "last_on": "2026-03-31",
        "size": "3", "seed": "4 1 6",
    } | told  # fmt: skip


def _named(submit: Submit, officer: Someone, database: Database) -> int:
    submit(
        "evaluation.name_evaluation",
        _asked(),
        officer,
        target=re.compile(r"/office/evaluations/[0-9]+\?done=named"),
    )
    with database.transaction() as session:
        return session.scalars(sa.select(Evaluation.id)).one()


def test_a_sample_is_read_judged_handed_in_answered_and_published(
    visit: Visit,
    submit: Submit,
    database: Database,
    officer: Someone,
    evaluator: Someone,
    trainees: list[Someone],
) -> None:
    at = {"evaluation_id": _named(submit, officer, database)}
    with database.transaction() as session:
        told = session.scalars(sa.select(Message).where(Message.person_id == evaluator.person_id)).one()
        assert (told.kind, told.endpoint) == ("evaluation named", "evaluation.own")

    read = visit("evaluation.sampled_class", evaluator, **at, number=1)
    assert not [one.nickname for one in trainees if one.nickname in read.text]
    people = read.rows("学员，次序是打乱的")
    assert sorted(row[1] for row in people) == ["1", *["2"] * 5]
    assert {row[-1] for row in people} == {"结果一样"}
    assert sorted(row[7] for row in people) == ["30.00", *["60.00"] * 5]
    assert [row[2:5] for row in read.rows("每一天的点名")] == [["6", "0", "0"], ["5", "0", "0"]]
    assert "6 份记录里 6 份重新计算结果一样" in read.words

    unwritten = submit("evaluation.hand_in", {}, evaluator, 422, **at)
    assert unwritten.errors == ["还差 2 处没有写，写完再交。"]
    bad = SCORES | {"rolls": "bad"}
    refused = submit("evaluation.judge_class", bad, evaluator, 422, **at, number=1)
    assert refused.errors == ["选了“有不足”或者“有问题”，请写明是什么、在哪一天。"]
    own = f"/evaluations/{at['evaluation_id']}"
    submit(
        "evaluation.judge_class",
        bad | {"words": "=3 月 3 日少一人"},
        evaluator,
        target=f"{own}?done=kept",
        **at,
        number=1,
    )
    visit("evaluation.evaluation_table", officer, 404, **at, suffix="csv")
    assert "3 月 3 日少一人" not in visit("evaluation.evaluation", officer, **at).words
    submit(
        "evaluation.judge_whole",
        {"words": "教得好，点名要当天做。"},
        evaluator,
        target=f"{own}?done=kept",
        **at,
    )
    submit("evaluation.hand_in", {}, evaluator, target=f"{own}?done=handed", **at)
    late = submit("evaluation.judge_class", SCORES, evaluator, 422, **at, number=1)
    assert late.errors == ["现在不能再写了：已经交了、到期了，或者停止了。"]

    told_page = visit("evaluation.evaluation", officer, **at)
    assert ["点名和到课", "0/1，0.0%", "0", "0", "1", "0"] in told_page.rows("合计，1 个班")
    assert "核对过，没有改过" in told_page.words
    assert "抽到的一样" in told_page.words
    table = list(
        csv.reader(
            io.StringIO(
                visit("evaluation.evaluation_table", officer, **at, suffix="csv").content.decode("utf-8-sig")
            )
        )
    )
    assert table[1][4:9] == ["好", "好", "有问题", "好", "好"]
    assert table[1][9].lstrip("'") == "=3 月 3 日少一人"
    assert not table[1][9].startswith("=")
    visit("evaluation.result", None, 404, **at)
    office = f"/office/evaluations/{at['evaluation_id']}"
    submit(
        "evaluation.answer",
        {"words": "接受，四月起当天点名。"},
        officer,
        target=f"{office}?done=answered",
        **at,
    )
    submit("evaluation.publish", {}, officer, target=f"{office}?done=published", **at)
    again = submit("evaluation.publish", {}, officer, 422, **at)
    assert again.errors == ["现在不能这样做：别人刚刚办过，或者还没到这一步。请看现在的情况。"]
    public = visit("evaluation.result", None, **at)
    assert "教得好，点名要当天做。" in public.words
    assert "接受，四月起当天点名。" in public.words
    assert "3 月 3 日少一人" not in public.words
    assert "示例评价中心" in visit("evaluation.results", None).words


@pytest.mark.usefixtures("trainees", "evaluator")
def test_whoever_trains_pays_or_learns_there_does_not_judge(
    submit: Submit, database: Database, officer: Someone
) -> None:
    make_person(database, "基地的人", Holding(Role.BASE_MANAGER, 1, "410105"))
    for told, sentence in (
        ({"nickname": "没有这个人"}, "没有这个昵称的账号。请评价人先注册，再告诉您昵称。"),
        ({"nickname": "基地的人"}, "评价人要是第三方：基地、残联、审计和管理系统的人不行。请换一个账号。"),
        ({"nickname": "学员03"}, "评价人自己在抽到的班里学习，不能评价。请换一个账号。"),
        ({"first_on": "2026-04-02", "last_on": "2026-04-01"}, "结束的日子在开始的前面，请核对。"),
        (
            {"first_on": "2025-01-01", "last_on": "2025-02-01"},
            "这段时间里，本地区没有结束的班，没有可以抽的。",
        ),
        ({"until_on": "2026-01-01"}, "评价要交的日子已经过去了，请填以后的日子。"),
        (
            {"last_on": (today() + timedelta(days=1)).isoformat()},
            "还没有到的日子不能评价，请填今天或者以前的日子。",
        ),
        ({"size": "13"}, "抽几个班请填 1 到 12 之间的整数。"),
    ):
        assert submit("evaluation.name_evaluation", _asked(**told), officer, 422).errors == [sentence]


def test_a_record_that_was_changed_and_a_finding_that_was_changed_are_noticed(
    visit: Visit,
    submit: Submit,
    database: Database,
    officer: Someone,
    evaluator: Someone,
    trainees: list[Someone],
) -> None:
    assert trainees
    with database.transaction() as session:
        line = session.scalars(
            sa.select(SubsidyLine)
            .join(BlendedRecord)
            .where(SubsidyLine.amount_fen > 0)
            .order_by(BlendedRecord.id)
        ).first()
        assert line is not None
        without_guards(session, "subsidy_line")
        line.amount_fen += 1
    at = {"evaluation_id": _named(submit, officer, database)}
    people = visit("evaluation.sampled_class", evaluator, **at, number=1).rows("学员，次序是打乱的")
    assert sorted(row[-1] for row in people) == [*["结果一样"] * 5, "结果不一样"]

    submit("evaluation.judge_class", SCORES, evaluator, target=KEPT, **at, number=1)
    submit("evaluation.judge_whole", {"words": "都好。"}, evaluator, target=KEPT, **at)
    submit("evaluation.hand_in", {}, evaluator, target=re.compile(".*done=handed"), **at)
    with database.transaction() as session:
        assert verify(session) == (1, [])
        session.get_one(EvaluationFinding, (at["evaluation_id"], 1)).words = "后来改的"
        session.flush()
        _count, faults = verify(session)
        assert [one.sentence for one in faults] == ["交出的评价与校验值不符，被改过。"]
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), database.transaction() as session:
        session.execute(sa.update(EvaluationStep).values(digest="0" * 64))


def test_a_seed_draws_the_same_again_until_a_class_ends_between(
    submit: Submit, database: Database, officer: Someone, evaluator: Someone, trainees: list[Someone]
) -> None:
    number = _named(submit, officer, database)
    with database.transaction() as session:
        kept = session.get_one(Evaluation, number)
        assert kept.evaluator_id == evaluator.person_id
        assert naming.is_same_again(session, kept)
        first = session.scalars(sa.select(TrainingClass)).one()
        base, _other = both_bases(session)
        course, _lessons = course_with_lessons(session, "service", base_id=base.id)
        later = open_class(
            session, course, base, number="2026-02", region_code="410105", days=ClassDays(first=FIRST, days=1)
        )
        later.state = first.state
        join(session, later, enrol(session, trainees[0].person_id, course))
        session.flush()
        assert not naming.is_same_again(session, kept)


def test_too_small_a_class_has_no_rows_of_people_and_an_ended_evaluation_is_gone(
    visit: Visit,
    submit: Submit,
    database: Database,
    officer: Someone,
    evaluator: Someone,
    trainees: list[Someone],
) -> None:
    with database.transaction() as session:
        session.execute(sa.text("DELETE FROM class_place WHERE enrolment_id IN (SELECT id FROM enrolment WHERE person_id <= :last)"),
                        {"last": trainees[1].person_id})  # fmt: skip
    at = {"evaluation_id": _named(submit, officer, database)}
    read = visit("evaluation.sampled_class", evaluator, **at, number=1)
    assert "这个班人太少，一人一行会认出是谁，所以只有上面的合计。" in read.words
    visit("evaluation.sampled_class", evaluator, 404, **at, number=2)
    assert submit("evaluation.end", {}, officer, 422, **at).errors == ["请写明。"]
    submit("evaluation.end", {"words": "合同解除"}, officer, target=re.compile(".*done=ended"), **at)
    visit("evaluation.own", evaluator, 404, **at)
    assert "的评价停止了，抽到的班看不到了。" in visit("evaluation.owns", evaluator).words


@pytest.mark.parametrize(
    ("kinds", "on", "state"),
    [
        ([], date(2026, 5, 1), State.RUNNING),
        ([], date(2026, 5, 2), State.LATE),
        ([StepKind.HANDED_IN], date(2026, 5, 2), State.HANDED_IN),
        ([StepKind.HANDED_IN, StepKind.ANSWERED, StepKind.PUBLISHED], date(2026, 5, 2), State.PUBLISHED),
        ([StepKind.ENDED], date(2026, 5, 1), State.ENDED),
    ],
)
def test_where_an_evaluation_stands(kinds: list[StepKind], on: date, state: State) -> None:
    assert state_of(kinds, until_on=date(2026, 5, 1), on=on) is state


def test_a_share_counts_the_classes_of_which_it_could_be_told() -> None:
    given = [Finding(number, {Question.MONEY: score}, "") for number, score in enumerate(Score, start=1)]
    assert share(counts(given)[Question.MONEY]) == (1, 3)
    assert share(counts(given)[Question.ROLLS]) == (0, 0)
