"""What a helper sees: exactly what the trainee switched on, nothing of money, answers or numbers; help stands beside what was learned."""

import re
from collections import Counter
from datetime import timedelta

import sqlalchemy as sa

from learnhub.db import Database
from learnhub.messages import service as messages
from learnhub.messages.models import Message
from learnhub.messages.rules import Kind
from learnhub.messages.rules.kinds import KINDS, Group
from learnhub.pages.rules.helping import SEEN_BY_HELPERS
from learnhub.primitives import instant_now, today
from learnhub.web.guard import TOKEN_FIELD
from tests.people import Someone
from tests.visit import Clients, Submit, Visit

HELPING = {Kind.HELPER_ASKED, Kind.HELPER_ANSWERED, Kind.HELPER_LEFT, Kind.HELPING_ENDED}


def told_of_helping(database: Database) -> Counter[tuple[int, Kind]]:
    with database.transaction() as session:
        rows = session.execute(sa.select(Message.person_id, Message.kind)).all()
    return Counter((row.person_id, Kind(row.kind)) for row in rows if Kind(row.kind) in HELPING)


def test_no_message_about_money_or_an_account_is_seen_by_helpers() -> None:
    assert {KINDS[kind].group for kind in SEEN_BY_HELPERS} == {Group.LEARNING, Group.CLASSES}
    assert not SEEN_BY_HELPERS & {Kind.MARK_OPENED, Kind.MARK_DECIDED, Kind.ACCOMMODATION_ANSWERED}


def test_a_helper_sees_what_is_switched_on_and_nothing_after_the_end(
    visit: Visit,
    submit: Submit,
    database: Database,
    trainee: Someone,
    other_trainee: Someone,
    officer: Someone,
) -> None:
    with database.transaction() as session:
        for kind, words in ((Kind.MARK_DECIDED, {}), (Kind.CERTIFICATE_ISSUED, {"class_title": "按摩班"})):
            messages.tell(
                session, trainee.person_id, kind, words, ("pages.me", {}), key=f"test:{kind}", now=instant_now()
            )  # fmt: skip
    page = submit("pages.invite_helper", {"nickname": other_trainee.nickname}, trainee, 422)
    assert "请至少选一样对方可以看的。" in page.errors
    until = (today() + timedelta(days=9)).isoformat()
    told = {"nickname": other_trainee.nickname, "parts": ["schedule", "messages"], "until_on": until}
    submit("pages.invite_helper", told, trainee, target="/me/helpers?done=invited")
    assert told_of_helping(database) == {(other_trainee.person_id, Kind.HELPER_ASKED): 1}
    asked = visit("pages.helping", other_trainee)
    assert f"{trainee.nickname}请您帮忙" in asked.words
    assert "按摩班" not in asked.words
    link_id = int(re.findall(r"/helping/(\d+)/answer", asked.text)[0])
    submit("pages.answer_invitation", {"answer": "yes"}, officer, 404, link_id=link_id)
    submit("pages.answer_invitation", {"answer": "yes"}, trainee, 404, link_id=link_id)
    submit("pages.answer_invitation", {"answer": "maybe"}, other_trainee, 400, link_id=link_id)
    submit(
        "pages.answer_invitation",
        {"answer": "yes"},
        other_trainee,
        link_id=link_id,
        target="/helping?done=accepted",
    )
    seen = visit("pages.helping", other_trainee).words
    assert "最近没有线下课" in seen
    assert "“按摩班”的证书发给您了" in seen
    assert "核对" not in seen  # it decides about money
    assert "学习进度" not in seen

    submit("pages.change_parts", {"progress": "on"}, other_trainee, 404, link_id=link_id)
    submit(
        "pages.change_parts", {"progress": "on"}, trainee, link_id=link_id, target="/me/helpers?done=changed"
    )
    submit(
        "pages.change_parts", {"messages": "off"}, trainee, link_id=link_id, target="/me/helpers?done=changed"
    )
    seen = visit("pages.helping", other_trainee).words
    assert "还没有报名课程" in seen
    assert "按摩班" not in seen
    submit("pages.end_helper", {}, other_trainee, 404, link_id=link_id)
    submit("pages.end_helping", {}, trainee, 404, link_id=link_id)
    for _press in range(2):
        submit("pages.end_helper", {}, trainee, link_id=link_id, target="/me/helpers?done=ended")
    assert told_of_helping(database) == {
        (other_trainee.person_id, Kind.HELPER_ASKED): 1,
        (trainee.person_id, Kind.HELPER_ANSWERED): 1,
        (trainee.person_id, Kind.HELPER_LEFT): 1,
        (other_trainee.person_id, Kind.HELPING_ENDED): 1,
    }
    assert trainee.nickname not in visit("pages.helping", other_trainee).words


def test_a_code_shows_who_asks_before_anything_is_accepted(
    visit: Visit,
    submit: Submit,
    clients: Clients,
    database: Database,
    trainee: Someone,
    other_trainee: Someone,
) -> None:
    told: dict[str, object] = {"parts": ["progress"], "until_on": today().isoformat()}
    told[TOKEN_FIELD] = clients.token(clients.of(trainee))
    page = submit("pages.invite_helper", told, trainee, 200)
    assert submit("pages.invite_helper", told, trainee, 200).text == page.text  # pressed twice
    assert len(re.findall(r"/me/helpers/\d+/end", visit("pages.own_helpers", trainee).text)) == 1
    found = re.search(r"\d{4} \d{4}", page.words)
    assert found is not None
    submit("pages.ask_by_code", {"code": "一二三"}, other_trainee, 422)
    asked = submit("pages.ask_by_code", {"code": found.group()}, other_trainee, 200)
    assert asked.heading == f"{trainee.nickname}请您帮忙"
    assert trainee.nickname not in visit("pages.helping", other_trainee).words
    submit("pages.accept_by_code", {"code": "一二三"}, other_trainee, 400)
    submit("pages.accept_by_code", {"code": found.group()}, other_trainee, target="/helping?done=accepted")
    assert told_of_helping(database) == {(trainee.person_id, Kind.HELPER_ANSWERED): 1}
    assert trainee.nickname in visit("pages.helping", other_trainee).words
    assert "已经用过" in submit("pages.ask_by_code", {"code": found.group()}, other_trainee, 422).errors[0]
    link_id = int(re.findall(r"/helping/(\d+)/end", visit("pages.helping", other_trainee).text)[0])
    submit("pages.end_helping", {}, other_trainee, link_id=link_id, target="/helping?done=ended")


def test_only_a_trainee_is_led_to_where_todays_help_is_said(
    visit: Visit, trainee: Someone, officer: Someone
) -> None:
    led = ['href="/me/help"' in visit("pages.own_helpers", person).text for person in (trainee, officer)]
    assert led == [True, False]
