"""Anybody complains without an account, follows by a number, and is answered by the office of the place alone."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.rules.waits import FREE_OF_NAME, Deed
from learnhub.db import Database
from learnhub.notices.models import Complaint, ComplaintAnswer
from learnhub.notices.rules import TOPIC_WORDS, ComplaintState, Topic, is_late
from learnhub.notices.service import complaints as service
from learnhub.primitives import instant_now
from learnhub.providers.models import TrainingBase
from tests.bases import with_bases
from tests.people import BASE_ID, BASE_REGION, NEIGHBOUR_REGION, PREFECTURE, Someone, make_person
from tests.visit import Submit, Visit

TOLD = {
    "region": BASE_REGION, "topic": "teaching", "about": "按摩班 01", "words": "三月五日没有上课，点名记了到。", "contact": "短信 130-0000",
}  # fmt: skip


@pytest.mark.parametrize(
    ("state", "day", "late"),
    [
        (ComplaintState.WAITING, date(2026, 3, 17), False),
        (ComplaintState.WAITING, date(2026, 3, 18), True),
        (ComplaintState.IN_WORK, date(2026, 3, 18), True),
        (ComplaintState.NOT_RIGHT, date(2026, 3, 18), False),
    ],
)
def test_a_complaint_is_late_once_its_day_is_over_and_nothing_is_decided(
    state: ComplaintState, day: date, late: bool
) -> None:
    assert is_late(state, date(2026, 3, 17), day) is late


def test_a_complaint_is_taken_followed_and_answered_by_the_office_of_the_place(
    visit: Visit, submit: Submit, database: Database, officer: Someone, auditor: Someone
) -> None:
    neighbour = make_person(database, "邻县干部", Holding(Role.OFFICER, region_code=NEIGHBOUR_REGION))
    above = make_person(database, "市里干部", Holding(Role.OFFICER, region_code=PREFECTURE))
    assert visit("notices.complaint", None).fields.keys() == {"在哪个市、州"}
    assert visit("notices.complaint", None, 422, area="").errors == ["请选在哪里。"]
    assert visit("notices.complaint", None, area=PREFECTURE).fields["在哪里"] == "请选择"
    asked = visit("notices.complaint", None, area=BASE_REGION)
    assert asked.words.count("示例") == 2
    named = visit("notices.complaint", None, area=BASE_REGION, about="按摩班 01")
    assert named.fields["哪个班或者哪个基地（选填）"] == "按摩班 01"
    assert asked.fields["在哪里"] == "河南省郑州市金水区"
    assert NEIGHBOUR_REGION not in asked.text
    nowhere = submit("notices.complain", {**TOLD, "region": "", "area": PREFECTURE}, None, 422)
    assert NEIGHBOUR_REGION not in nowhere.text
    assert submit("notices.complain", {**TOLD, "words": " "}, None, 422).errors == [
        "请写下发生了什么，比如哪一天、在哪里、谁做的。"
    ]
    taken = submit("notices.complain", TOLD, None, 200)
    found = re.search(r"\d{4} \d{4} \d{4}", taken.words)
    assert found is not None
    code = found[0]
    follow = {"code": code.replace(" ", "")}
    assert "收到了，还没有人看" in submit("notices.complaint_answer", follow, None, 200).words
    assert submit("notices.complaint_answer", {"code": "000000000000"}, None, 422).errors

    with database.reading() as session:
        number = session.scalars(sa.select(Complaint.id)).one()
        assert code.replace(" ", "") not in session.scalars(sa.select(Complaint.code_hash)).one()
    at = {"complaint_id": number}
    assert "第 %d 件" % number in visit("notices.complaints", above).words  # noqa: UP031  the words of the page
    assert "没有投诉。" in visit("notices.complaints", neighbour).words
    assert "投诉，1 件" in visit("pages.office", officer).words
    for person, status in ((neighbour, 404), (auditor, 403)):
        visit("notices.office_complaint", person, status, **at)
        submit("notices.answer_complaint", {"state": "right", "words": "查过。"}, person, status, **at)
    shown = visit("notices.office_complaint", officer, **at).words
    assert "短信 130-0000" in shown
    assert "按摩班 01" in shown
    target = "/office/complaints?done=answered"
    in_work = {"state": "in work", "words": "正在看点名表。"}
    submit("notices.answer_complaint", in_work, officer, target=target, **at)
    told = submit("notices.complaint_answer", follow, None, 200).words
    assert "正在查" in told
    assert "短信 130-0000" not in told
    decided = {"state": "right", "words": "已经改了点名。"}
    submit("notices.answer_complaint", decided, officer, target=target, **at)
    assert "已经改了点名。" in submit("notices.complaint_answer", follow, None, 200).words
    again = submit("notices.answer_complaint", in_work, officer, 422, **at)
    assert again.errors == ["这件投诉已经答复过了，请刷新页面看看。"]
    with database.transaction() as session:
        assert service.complaints_ended(session, instant_now() - timedelta(days=1)) == []
        assert service.complaints_ended(session, instant_now()) == [number]
        service.erase_complaints(session, [number], now=instant_now())
        assert service.complaints_ended(session, instant_now()) == []
    for seen in (
        submit("notices.complaint_answer", follow, None, 200).words,
        visit("notices.office_complaint", officer, **at).words,
    ):
        assert "按保存期限" in seen
        assert TOPIC_WORDS[Topic.TEACHING] in seen
        for gone in (TOLD["words"], TOLD["contact"], TOLD["about"], "已经改了点名。"):
            assert gone not in seen
    for table in (Complaint, ComplaintAnswer):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), database.transaction() as session:
            session.execute(sa.update(table).values(words="别的话"))


def test_one_address_fills_up_nobody_elses_day(submit: Submit) -> None:
    for _ in range(FREE_OF_NAME[Deed.COMPLAINT]):
        submit("notices.complain", TOLD, None, 200)
    refused = submit("notices.complain", TOLD, None, 429)
    assert "请明天再交" in refused.words
    assert TOLD["words"] in refused.text


def test_who_waits_longest_stands_first_and_answered_ones_after_all_who_wait(
    submit: Submit, database: Database, officer: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "LISTED_MAX", 1)
    for number in range(5):
        submit("notices.complain", {**TOLD, "words": f"第 {number} 次没有上课。"}, None, 200)
    with database.reading() as session:
        ids = list(session.scalars(sa.select(Complaint.id).order_by(Complaint.id)))
    for answered in (ids[1], ids[3]):
        told = {"state": "right", "words": "查过。"}
        target = "/office/complaints?done=answered"
        submit("notices.answer_complaint", told, officer, target=target, complaint_id=answered)
    with database.reading() as session:
        listed = service.complaints_in(session, [PREFECTURE], on=date(2026, 3, 1))
        assert [one.row.id for one in listed] == [ids[0], ids[2], ids[4], ids[3]]
        assert service.waiting_complaints(session, [PREFECTURE]) == 3


def test_a_base_leads_to_a_complaint_that_names_it_and_its_place(visit: Visit, database: Database) -> None:
    with_bases(database)
    with database.reading() as session:
        base = session.get_one(TrainingBase, BASE_ID)
    asked = visit(visit("providers.base", slug=base.slug).links["对这个基地有意见？可以投诉"])
    assert asked.fields["哪个班或者哪个基地（选填）"] == base.name
    assert asked.fields["在哪里"] == "河南省郑州市金水区"
