"""A trainee's file: by the trainee's wish, the same page for both sides, gone when it ends."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.audit.models import AuditEvent
from learnhub.casework import service as casework
from learnhub.casework.models import FileEntry, TraineeFile
from learnhub.casework.rules import EntryKind, Noted, Outcome
from learnhub.db import Database
from learnhub.pages.service.trainee_file import file_entries
from learnhub.primitives import instant_now, local_date, today
from tests.classes import course_with_lessons
from tests.people import Someone, make_person
from tests.visit import Submit, Visit

WORDS = "想在家学，家里网不好"


@pytest.fixture
def neighbour(database: Database) -> Someone:
    """An officer of another county who is a trainee's base manager nowhere."""
    return make_person(database, "邻县干部", Holding(Role.OFFICER, region_code="410102"))


def test_a_file_is_opened_by_its_trainee_read_by_both_and_ended_by_its_trainee(
    visit: Visit, submit: Submit, database: Database, trainee: Someone, other_trainee: Someone, officer: Someone, neighbour: Someone
) -> None:  # fmt: skip
    with database.transaction() as session:
        course_with_lessons(session, "massage")
    at = {"person_id": trainee.person_id}
    need = {"course": "massage", "words": WORDS}
    assert "建不建由您决定" in visit("pages.own_file", trainee).words
    visit("pages.office_file", officer, 404, **at)
    submit("pages.tell_need", need, trainee, 404)
    visit("pages.own_file_ending", trainee, 404)
    submit("pages.end_own_file", {"sure": "y"}, trainee, 404)

    submit("pages.open_own_file", {}, trainee, target="/me/file?done=opened")
    submit("pages.open_own_file", {}, trainee, target="/me/file?done=opened")
    assert submit("pages.tell_need", {"course": "", "words": ""}, trainee, 422).errors == ["请写下内容。"]
    submit("pages.tell_need", need, trainee, target="/me/file?done=written")
    day = (today() - timedelta(days=100)).isoformat()
    placed = {"kind": "placement", "day": day, "outcome": "employed", "words": "示例单位"}
    written = re.compile(r"/office/files/\d+\?done=written")
    wrong = submit("pages.write_file", placed | {"outcome": ""}, officer, 422, **at)
    assert wrong.errors == ["请选是哪一种就业。"]
    submit("pages.write_file", placed, officer, target=written, **at)
    with database.reading() as session:
        seen = session.scalars(sa.select(AuditEvent.words).where(AuditEvent.deed == "file-written")).all()
    assert seen == ["在学员档案里写了一条：就业去向"]
    assert visit("pages.office", officer).links["就业回访到期，1 件"] == "/office/files"
    own, office = visit("pages.own_file", trainee), visit("pages.office_file", officer, **at)
    for caption in ("从评估到就业跟踪", "先写的在前"):
        assert own.rows(caption) == office.rows(caption)
    assert own.rows("先写的在前")[0][1:] == ["想学什么", "课程 massage", WORDS]
    listed = visit("pages.office_files", officer)
    assert "该回访的 1 人" in listed.words
    assert listed.rows("档案")[0][0] == "小林"
    assert visit("pages.office_projects", officer).rows("按项目")[0][:4] == ["课程 massage", "1", "0", "0"]
    assert "课程 massage,1,0,0,0,0,0," in visit("pages.projects_sheet", officer, suffix="csv").text

    assert "小林" not in visit("pages.office_files", neighbour).words
    assert "massage" not in visit("pages.projects_sheet", neighbour, suffix="csv").text
    visit("pages.office_file", neighbour, 404, **at)
    submit("pages.write_file", placed, neighbour, 404, **at)

    assert submit("pages.end_own_file", {}, trainee, 422).errors == ["要结束档案，请先勾选这一句。"]
    submit("pages.end_own_file", {"sure": "y"}, trainee, target="/me/file?done=ended")
    visit("pages.office_file", officer, 404, **at)
    with database.reading() as session:
        assert set(session.scalars(sa.select(FileEntry.words))) == {""}
        assert [row["内容"] for row in file_entries(session, trainee.person_id)] == ["", ""]


def test_who_reads_a_file_is_recorded_once_a_day_and_told_to_its_trainee(
    visit: Visit, submit: Submit, database: Database, trainee: Someone, officer: Someone, neighbour: Someone
) -> None:
    at = {"person_id": trainee.person_id}
    submit("pages.open_own_file", {}, trainee, target="/me/file?done=opened")
    assert "还没有人看过。" in visit("pages.own_file", trainee).words
    visit("pages.office_file", neighbour, 404, **at)
    for _ in range(2):
        visit("pages.office_file", officer, **at)
    with database.reading() as session:
        reads = session.scalars(sa.select(AuditEvent).where(AuditEvent.deed == "file-read")).all()
    assert [(one.actor_id, one.object_id) for one in reads] == [(officer.person_id, str(trainee.person_id))]
    told = visit("pages.own_file", trainee).rows("残联工作人员看过")
    assert [row[1:] for row in told] == [[officer.nickname, "看了学员档案"]]

    submit("pages.end_own_file", {"sure": "y"}, trainee, target="/me/file?done=ended")
    submit("pages.open_own_file", {}, trainee, target="/me/file?done=opened")
    assert "还没有人看过。" in visit("pages.own_file", trainee).words  # of this file


def test_a_follow_up_is_on_the_desk_from_the_day_it_is_due(
    visit: Visit, database: Database, trainee: Someone, officer: Someone
) -> None:
    now = instant_now()
    with database.transaction() as session:
        file = casework.open_file(session, trainee.person_id, now=now)
        for day, kind, outcome, months in (
            (date(2025, 11, 30), EntryKind.PLACEMENT, Outcome.EMPLOYED, None),
            (date(2026, 3, 1), EntryKind.FOLLOW_UP, Outcome.STILL_WORKS, 3),
        ):
            before = casework.due_within(session, sa.true(), date(2026, 2, 28))
            assert before == (kind is EntryKind.FOLLOW_UP)
            noted = Noted(kind, day, outcome, months)
            assert casework.write(session, file, noted, words="", by_id=officer.person_id, now=now) is None
        on_the_day = [casework.due_within(session, sa.true(), date(2026, 5, day)) for day in (29, 30)]
        assert on_the_day == [0, 1]
        assert casework.due_within(session, sa.false(), date(2026, 5, 30)) == 0


def test_a_file_that_nobody_wrote_in_ends_by_policy_and_with_the_account(
    database: Database, trainee: Someone
) -> None:
    now = instant_now()
    with database.transaction() as session:
        file = casework.open_file(session, trainee.person_id, now=now - timedelta(days=10))
        written_at = now - timedelta(days=2)
        need = Noted(EntryKind.NEED, local_date(written_at))
        refusal = casework.write(session, file, need, words=WORDS, by_id=trainee.person_id, now=written_at)
        assert refusal is None
        assert casework.untouched_since(session, now - timedelta(days=3)) == []
        assert casework.untouched_since(session, now) == [file.id]
        casework.end_of_person(session, trainee.person_id, now=now)
        casework.end_of_person(session, trainee.person_id, now=now)
        assert casework.untouched_since(session, now) == []
        assert session.scalars(sa.select(TraineeFile.ended_at)).one() == now
