"""The record's pages: each yuan unfolds to its evidence, for the trainee and for the office."""

from datetime import date

from learnhub.accounts.adapters.site_keys import site_keys
from learnhub.accounts.rules.certificate import CertificateNumber
from learnhub.accounts.rules.consent import TEXTS, Basis
from learnhub.accounts.service import certificates
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor
from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.learning.service import subject_of
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from learnhub.training.models import TrainingClass
from learnhub.training.rules import Presence
from tests.classes import (
    ClassDays,
    attend,
    both_bases,
    course_with_lessons,
    enrol,
    join,
    open_class,
)
from tests.people import Someone, make_person
from tests.subsidy.made import Made, calculate, details_of, seal, train
from tests.subsidy.test_methods import set_figure
from tests.visit import Submit, Visit


class TestOwnPages:
    def test_without_any_course_the_page_says_what_comes(self, visit: Visit, trainee: Someone) -> None:
        assert "您还没有报名课程" in visit("subsidy.own_records", trainee).words

    def test_a_course_without_a_class_says_what_is_missing(
        self, visit: Visit, database: Database, trainee: Someone
    ) -> None:
        with database.transaction() as session:
            course, _lessons = course_with_lessons(session, "massage")
            enrolment_id = enrol(session, trainee.person_id, course).id
        assert "还没有进班" in visit("subsidy.own_records", trainee).words
        assert "还没有进班" in visit("subsidy.own_record", trainee, enrolment_id=enrolment_id).words
        visit("subsidy.own_proof", trainee, 404, enrolment_id=enrolment_id)

    def test_before_a_record_is_kept_the_trainee_sees_a_preview(
        self, visit: Visit, made: Made, trainee: Someone
    ) -> None:
        page = visit("subsidy.own_records", trainee)
        assert "现在算出来的预览一共 450 元整" in page.words
        page = visit(page.links["看“课程 massage”的补贴单"], trainee)
        assert "这是预览" in page.words

    def test_a_preview_knows_the_age_of_somebody_whose_number_was_entered(
        self,
        visit: Visit,
        database: Database,
        settings: Settings,
        made: Made,
        trainee: Someone,
        officer: Someone,
    ) -> None:
        with database.transaction() as session:
            set_figure(session, officer, "subsidy.age_male_max_years", 59, date(2026, 1, 1))
        assert (
            "还没有填残疾人证号" in visit("subsidy.own_record", trainee, enrolment_id=made.enrolment_id).words
        )
        with database.transaction() as session:
            certificates.give(
                session,
                site_keys(settings),
                Actor(trainee.person_id),
                trainee.person_id,
                CertificateNumber("11010119900307805611"),
                told=TEXTS[Basis.DUTY],
                now=instant_now(),
            )
        page = visit("subsidy.own_record", trainee, enrolment_id=made.enrolment_id)
        assert "还没有填残疾人证号" not in page.words
        assert "一共 450.00 元" in page.seen

    def test_a_kept_record_says_every_line_with_source_and_caveat(
        self, visit: Visit, submit: Submit, made: Made, trainee: Someone, officer: Someone
    ) -> None:
        calculate(submit, officer, made)
        page = visit("subsidy.own_record", trainee, enrolment_id=made.enrolment_id)
        assert "线下课到课 15 天，每天 30.00 元，一共 450.00 元。" in page.words
        assert "期限不明" in page.words
        assert "郑州市人力资源和社会保障局 2021-06-08" in page.words
        assert "标准未载明" in page.words
        assert "示例：没有找到规定一天至少几学时的文件" in page.words
        assert "2 学时，还余 10 分钟（一共 100 分钟）" in page.words
        assert "2 节里学完了 2 节" in page.words
        assert "15 天里到课 15 天" in page.words
        assert "第 1 版" in page.words

    def test_conditions_that_are_still_open_are_said(
        self, visit: Visit, database: Database, trainee: Someone, instructor: Someone
    ) -> None:
        made = train(database, trainee, instructor, region="532801", attended=3, lessons_done=1)
        page = visit("subsidy.own_record", trainee, enrolment_id=made.enrolment_id)
        assert "条件还没有满足" in page.words
        assert "还有 1 节线上课没有学完，线下课还差 9 天。" in page.words
        assert visit("subsidy.own_proof", trainee, enrolment_id=made.enrolment_id).heading == "补贴是怎么算的"

    def test_tuition_with_uplift_is_told_step_by_step(
        self, visit: Visit, database: Database, trainee: Someone, instructor: Someone
    ) -> None:
        made = train(database, trainee, instructor, region="532801")
        page = visit("subsidy.own_proof", trainee, enrolment_id=made.enrolment_id)
        assert page.heading == "1440.00 元从哪里来"
        assert "普遍性标准 1200.00 元。" in page.words
        assert "当地决定上浮 20%，加 240.00 元。" in page.words
        assert "上浮比例的上限：30%" in page.words

    def test_absences_leaves_and_open_rolls_are_told_day_by_day(
        self, visit: Visit, database: Database, made: Made, trainee: Someone, instructor: Someone
    ) -> None:
        with database.transaction() as session:
            training_class = session.get_one(TrainingClass, made.class_id)
            attend(
                session,
                training_class,
                trainee.person_id,
                marked_by=instructor.person_id,
                sessions=1,
                presence=Presence.LEAVE,
            )
        page = visit("subsidy.own_record", trainee, enrolment_id=made.enrolment_id)
        rows = page.rows("每一次线下课的点名")
        assert rows[0][:2] == ["2026年3月2日", "周一 09:00"]
        assert [rows[0][3], rows[1][3], rows[1][4]] == ["请假", "到课", "315 分钟"]

    def test_how_to_object_names_the_base_in_writing_and_by_telephone(
        self, visit: Visit, made: Made, trainee: Someone
    ) -> None:
        page = visit("subsidy.own_record", trainee, enrolment_id=made.enrolment_id)
        assert "觉得不对怎么办" in page.words
        assert "0371-12345" in page.words
        assert "ask@example.org" in page.words

    def test_450_yuan_unfold_to_15_days_marks_evidence_and_seals(
        self, visit: Visit, submit: Submit, database: Database, made: Made, trainee: Someone, officer: Someone
    ) -> None:
        calculate(submit, officer, made)
        page = visit("subsidy.own_proof", trainee, enrolment_id=made.enrolment_id)
        assert page.heading == "450.00 元从哪里来"
        assert len(page.document.all("details")) == 15
        first = details_of(page, "2026 年 3 月 2 日（星期一），到课 315 分钟，算一天。")
        with database.reading() as session:
            marks = evidence.entries(session, subject_of(trainee.person_id), ["attendance.marked"])
            first_mark = (marks[0].position, marks[0].digest[:8])
        assert "周老师在" in first
        assert "09:00“实操第 1 次”，到课 315 分钟。" in first
        assert f"证据链第 {first_mark[0]} 条，校验值开头 {first_mark[1]}" in first
        assert "还没有，下一次封存会包括它" in first
        seal(database)
        page = visit("subsidy.own_proof", trainee, enrolment_id=made.enrolment_id)
        assert "封存：第 1 号，" in details_of(page, "2026 年 3 月 2 日（星期一）")

    def test_a_correction_after_the_record_is_announced_and_the_record_stays(
        self,
        visit: Visit,
        submit: Submit,
        database: Database,
        made: Made,
        trainee: Someone,
        instructor: Someone,
        officer: Someone,
    ) -> None:
        calculate(submit, officer, made)
        with database.transaction() as session:
            training_class = session.get_one(TrainingClass, made.class_id)
            attend(
                session,
                training_class,
                trainee.person_id,
                marked_by=instructor.person_id,
                sessions=1,
                presence=Presence.ABSENT,
            )
        page = visit("subsidy.own_record", trainee, enrolment_id=made.enrolment_id)
        assert "之后又有新的学习、点名或者证书" in page.words
        assert "450.00 元" in page.words
        calculate(submit, officer, made)
        page = visit("subsidy.own_record", trainee, enrolment_id=made.enrolment_id)
        assert "420.00 元" in page.words
        assert "第 2 版" in page.words

    def test_long_classes_come_in_pages(
        self, visit: Visit, database: Database, trainee: Someone, instructor: Someone
    ) -> None:
        made = train(database, trainee, instructor, days=ClassDays(days=30, whole=30))
        page = visit("subsidy.own_proof", trainee, enrolment_id=made.enrolment_id)
        assert len(page.document.all("details")) == 25
        assert len(visit(page.links["下一页"], trainee).document.all("details")) == 5
        page = visit("subsidy.own_record", trainee, enrolment_id=made.enrolment_id)
        assert len(visit(page.links["下一页"], trainee).rows("每一次线下课的点名")) == 5
        seal(database)
        assert len(visit("subsidy.own_proof", trainee, enrolment_id=made.enrolment_id).content) < 25_000


class TestOffice:
    def test_the_office_calculates_a_class_and_sees_each_record(
        self, visit: Visit, submit: Submit, made: Made, trainee: Someone, officer: Someone
    ) -> None:
        page = visit("subsidy.classes", officer)
        page = visit(page.links["盲人保健按摩班（班号 massage）"], officer)
        assert page.rows("学员的补贴记录")[0][1:] == ["还没算"] * 4
        page = calculate(submit, officer, made)
        (row,) = page.rows("学员的补贴记录")
        assert row[:3] == ["小林", "15 天", "2 学时余 10 分钟"]
        assert row[3] == "450 元整"
        assert "1 人里 1 人" in page.words
        page = visit(page.links["小林"], officer)
        assert "一共 450 元整" in page.words
        page = visit(page.links["这些钱从哪里来"], officer)
        assert page.heading == "小林的 450.00 元从哪里来"
        assert len(page.document.all("details")) == 15

    def test_calculating_again_says_that_nothing_changed(
        self, submit: Submit, made: Made, officer: Someone
    ) -> None:
        calculate(submit, officer, made)
        assert "和原来的记录一样" in calculate(submit, officer, made, "unchanged").words

    def test_calculating_is_in_the_audit_list(
        self, submit: Submit, database: Database, made: Made, officer: Someone
    ) -> None:
        calculate(submit, officer, made)
        with database.reading() as session:
            (event,), _total = audit.events(session, size=25)
        assert (event.actor_id, event.deed, event.object_id) == (
            officer.person_id,
            "subsidy-calculated",
            str(made.class_id),
        )

    def test_an_auditor_looks_and_does_not_calculate(
        self, visit: Visit, submit: Submit, made: Made, auditor: Someone
    ) -> None:
        assert "计算补贴记录" not in visit("subsidy.class_records", auditor, class_id=made.class_id).buttons
        submit("subsidy.calculate", {}, auditor, 403, class_id=made.class_id)

    def test_an_office_without_classes_says_so(self, visit: Visit, neighbour_officer: Someone) -> None:
        assert "您的地区还没有班" in visit("subsidy.classes", neighbour_officer).words

    def test_lists_come_in_pages(
        self, visit: Visit, database: Database, officer: Someone, instructor: Someone
    ) -> None:
        with database.transaction() as session:
            course, _lessons = course_with_lessons(session, "massage")
            for number in range(27):
                last = open_class(
                    session,
                    course,
                    both_bases(session)[0],
                    number=f"2026-按摩-{number:02d}",
                    days=ClassDays(first=date(2026, 3, 2 + number % 5), days=1),
                    capacity=30,
                )
            class_id = last.id
        people = [make_person(database, f"学员{number:02d}") for number in range(27)]
        with database.transaction() as session:
            for person in people:
                join(
                    session,
                    session.get_one(TrainingClass, class_id),
                    enrol(session, person.person_id, course),
                )
        page = visit("subsidy.classes", officer)
        assert len(page.rows("班级")) == 25
        assert len(visit(page.links["下一页"], officer).rows("班级")) == 2
        page = visit("subsidy.class_records", officer, class_id=class_id)
        assert len(page.rows("学员的补贴记录")) == 25
        assert len(visit(page.links["下一页"], officer).rows("学员的补贴记录")) == 2
