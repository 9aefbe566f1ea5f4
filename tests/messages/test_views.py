"""The inbox as its person opens it, as a neighbour doesn't, with one message and with ten thousand; and what is chosen there."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from learnhub.db import Database
from learnhub.jobs.worker import Worker
from learnhub.messages.models import DispatchState, Message, MessageAddress, MessageChoice, MessageDispatch
from learnhub.messages.rules import Channel, Kind
from learnhub.messages.service import JOB_CODE, code_handler, inbox, of_kind, senders_of, tell, unread_count
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from tests.people import Someone
from tests.sample_site import statements
from tests.visit import Submit, Visit

INBOX = "/me/messages"
# Ten thousand more like one message; every other stands under it.
_FLOOD = """
INSERT INTO message (person_id, kind, words, endpoint, arguments, key, told_at, folded_into_id)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
SELECT person_id, kind, words, endpoint, arguments, 'flood:' || i, told_at, CASE WHEN i % 2 = 0 THEN id END
FROM message CROSS JOIN n WHERE id = :head
"""


def told(database: Database, person: Someone, key: str, kind: Kind = Kind.CLAIM_PAID) -> int:
    words = {"class_title": "按摩班"} if kind is Kind.CLAIM_PAID else {}
    with database.transaction() as session:
        assert tell(
            session, person.person_id, kind, words, ("subsidy.own_records", {}), key=key, now=instant_now()
        )
        return session.scalars(sa.select(Message.id).where(Message.key == key)).one()


def test_a_message_is_opened_by_its_person_alone_and_leads_to_its_place(
    database: Database, visit: Visit, submit: Submit, trainee: Someone, other_trainee: Someone
) -> None:
    first = told(database, trainee, "a")
    assert "还没有消息" in visit("messages.inbox", other_trainee).words
    page = visit("messages.inbox", trainee)
    assert "您有 1 条消息没看过。" in page.words
    assert "我的学习（1 条新消息）" in page.links
    assert page.stops_to("打开") <= 5
    assert page.links["听没看过的消息"].endswith("/read-aloud?page=/me/messages/unread")
    assert "第 1 条。“按摩班”的补贴发了。请打开核对数目。" in visit("messages.unread_messages", trainee).words
    assert "补贴" not in visit("messages.unread_messages", other_trainee).words
    submit("messages.open_message", {}, other_trainee, 404, message_id=first)
    submit("messages.open_message", {}, trainee, target="/me/subsidy", message_id=first)
    page = visit("messages.inbox", trainee)
    assert page.links["“按摩班”的补贴发了。请打开核对数目。"] == "/me/subsidy"
    assert "我的学习" in page.links
    submit("messages.read_message", {}, trainee, 404, message_id=2**40)
    visit("messages.messages_of_kind", trainee, 404, slug="no-such-kind")


def test_all_read_means_what_the_page_showed(
    database: Database, visit: Visit, submit: Submit, trainee: Someone, other_trainee: Someone
) -> None:
    told(database, trainee, "a")
    told(database, other_trainee, "b")
    shown = re.search(r'name="until" value="(\d+)"', visit("messages.inbox", trainee).text)
    assert shown is not None
    told(database, trainee, "later")
    submit("messages.read_all", {"until": "all"}, trainee, target=f"{INBOX}?done=all-read")
    assert "您有 2 条消息没看过。" in visit("messages.inbox", trainee).words
    submit("messages.read_all", {"until": shown[1]}, trainee, target=f"{INBOX}?done=all-read")
    with database.reading() as session:
        assert unread_count(session, trainee.person_id) == 1
        assert unread_count(session, other_trainee.person_id) == 1


def test_a_simple_inbox_has_one_message_and_three_choices(
    database: Database, visit: Visit, submit: Submit, trainee: Someone
) -> None:
    submit("accessibility.change_profile", {"is_easy_read_first": "on"}, trainee, target=re.compile(".*"))
    first = told(database, trainee, "a")
    told(database, trainee, "b", Kind.ACCOMMODATION_ANSWERED)
    page = visit("messages.inbox", trainee)
    choices = [one for one in page.document.by_id["main"].iter() if one.tag in {"a", "button"}]
    assert [page.document.name(one) for one in choices] == ["打开", "看过了，看下一条", "念给我听"]
    assert "您申请的便利有答复了。" in page.words
    second = first + 1
    assert (
        "按摩班"
        in submit("messages.read_message", {}, trainee, target=f"{INBOX}?done=read", message_id=second)
        .follow()
        .words
    )
    submit("messages.read_message", {}, trainee, target=f"{INBOX}?done=read", message_id=first)
    assert visit("messages.inbox", trainee).links["看以前的消息"] == f"{INBOX}?page=1"
    assert "看过了" in visit(f"{INBOX}?page=1", trainee).words


@pytest.mark.survey
@pytest.mark.first_engine
def test_what_waits_is_heard_by_its_person_alone(
    database: Database, visit: Visit, trainee: Someone, other_trainee: Someone
) -> None:
    told(database, trainee, "a")
    page = visit(f"/read-aloud?page={INBOX}/unread", trainee)
    assert "“按摩班”的补贴发了。" in page.words
    sound = re.search(r'"(/read-aloud/[a-z]+\.mp3)"', page.text)
    assert sound is not None
    assert visit(sound[1], trainee).headers["Cache-Control"] == "no-store"
    visit(sound[1], other_trainee, 404)


@pytest.mark.first_engine
def test_ten_thousand_messages_are_one_page_and_as_many_questions_as_one(
    database: Database, visit: Visit, trainee: Someone
) -> None:
    head = told(database, trainee, "head")
    sent = statements(database)
    visit("messages.inbox", trainee)
    asked_of_one = len(sent)
    with database.transaction() as session:
        session.execute(sa.text(_FLOOD), {"head": head})
    sent.clear()
    page = visit("messages.inbox", trainee)
    assert len(sent) <= asked_of_one
    assert "您有 99 条以上消息没看过。" in page.words
    assert page.buttons.count("打开") == 25
    assert len(page.content) < 30_000
    assert "第 1 页，共 201 页" in page.words
    assert "还有 5000 条“补贴发放”" in visit(f"{INBOX}?page=201", trainee).links
    assert "第 400 页，共 401 页" in visit(f"{INBOX}/kinds/claim-paid?page=400", trainee).words
    with database.reading() as session:
        assert inbox(session, trainee.person_id, number=1, size=25)[1] == 5_001
        assert of_kind(session, trainee.person_id, Kind.CLAIM_PAID, number=1, size=25)[1] == 10_001


def test_somebody_chooses_what_and_when(
    database: Database, visit: Visit, submit: Submit, trainee: Someone, instructor: Someone
) -> None:
    page = visit("messages.message_choices", trainee)
    assert "课程上线" not in page.chosen
    assert "课程上线" in visit("messages.message_choices", instructor).chosen
    assert "明天有线下课" in page.chosen
    assert "补贴发放" not in page.chosen
    assert "关系到您的补贴，所以一定会告诉您。" in page.words
    assert page.fields["从几点起不发"] == "21:00"
    done = f"{INBOX}/choices?done="
    submit("messages.choose_kinds", {"kinds": ["meeting tomorrow"]}, trainee, target=f"{done}kinds")
    submit("messages.choose_kinds", {"kinds": ["claim paid"]}, trainee, 422)
    submit(
        "messages.choose_quiet_hours",
        {"quiet_from": "1320", "quiet_until": "420"},
        trainee,
        target=f"{done}quiet",
    )
    submit("messages.choose_quiet_hours", {"quiet_from": "13", "quiet_until": "420"}, trainee, 422)
    with database.reading() as session:
        row = session.get_one(MessageChoice, trainee.person_id)
    assert "meeting tomorrow" not in row.kinds_off
    assert "claim paid" not in row.kinds_off
    assert "class changed" in row.kinds_off
    assert "draft returned" not in row.kinds_off, "nobody asked a trainee about it"
    assert (row.quiet_from_minute, row.quiet_until_minute) == (22 * 60, 7 * 60)


def test_a_number_is_given_confirmed_and_taken_away(
    app: Flask, database: Database, settings: Settings, visit: Visit, submit: Submit, trainee: Someone
) -> None:
    here = f"{INBOX}/choices/sms"
    assert (
        submit("messages.give_address", {"address": "138"}, trainee, 422, name="sms").fields["手机号"]
        == "138"
    )
    submit("messages.confirm_address", {"code": "123456"}, trainee, 422, name="sms")
    visit("messages.message_address", trainee, 404, name="pigeon")
    page = submit(
        "messages.give_address",
        {"address": "138 0013 8000"},
        trainee,
        target=f"{here}?done=asked",
        name="sms",
    ).follow()
    assert "138****00" in page.words
    # Its end alone would be too short: the tokens of the forms are hexadecimal, and hold four digits by chance.
    assert not any(part in page.text for part in ("0013 8000", "00138000", "138 0013"))
    Worker(database, {JOB_CODE: code_handler(database, settings, lambda: senders_of(settings))}).run_all()
    [letter] = (settings.instance_dir / "outbox").iterdir()
    code = re.search(r"确认码是 (\d{6})", letter.read_text(encoding="utf-8"))
    assert code is not None
    wrong = f"{(int(code[1]) + 1) % 10**6:06d}"
    assert (
        "确认码不对"
        in submit("messages.confirm_address", {"code": wrong}, trainee, 422, name="sms").errors[0]
    )
    submit(
        "messages.confirm_address", {"code": code[1]}, trainee, target=f"{here}?done=confirmed", name="sms"
    )
    assert "138****00，有新消息就发。" in visit("messages.message_choices", trainee).words
    submit("messages.remove_address", {}, trainee, target=f"{here}?done=removed", name="sms")
    with database.reading() as session:
        assert session.get_one(MessageAddress, (trainee.person_id, Channel.SMS)).address_sealed == ""


def test_the_administrator_sees_what_was_given_up_and_no_word_of_it(
    database: Database, visit: Visit, submit: Submit, trainee: Someone, officer: Someone, admin: Someone
) -> None:
    now = instant_now()
    with database.transaction() as session:
        session.add(
            MessageDispatch(
                person_id=trainee.person_id, channel=Channel.MAIL, token="t", state=DispatchState.DEAD, runs=6, attempts=6,
                made_at=now - timedelta(hours=6), ended_at=now, lease_until_at=None, fault="SMTPAuthenticationError 535",
            )
        )  # fmt: skip
    visit("messages.undelivered", officer, 403)
    [row] = visit("messages.undelivered", admin).rows("没送到的")
    assert row[1:] == ["小林", "邮件", "6", "SMTPAuthenticationError 535"]
    submit("messages.try_again", {}, admin, target="/office/messages?done=again")
    assert "没有送不到的。" in visit("messages.undelivered", admin).words
