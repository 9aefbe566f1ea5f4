"""A test as its trainee meets it: one question a page, saved at once, gone on with anywhere, handed in after a look."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from learnhub.db import Database
from learnhub.learning.models import AssessmentAnswer
from learnhub.learning.service import assessments as service
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.accounts.test_carried_forms import carried_text, end_sign_ins, hidden_fields
from tests.learning.assessments.made import TEST, Taking, begun, enrolled
from tests.people import PASSWORD, Someone
from tests.visit import Clients, Page, Submit, Visit

FIRST = re.compile(r"/me/attempts/\d+/questions/1")
HOME = "/courses/tested/assessments/theory"
LIMITED = TEST.replace("wait_hours = 0", "wait_hours = 24\nattempts = 2\nminutes = 20")


@pytest.fixture
def tested(app: Flask, database: Database, settings: Settings, trainee: Someone) -> int:
    """The trainee is enrolled in a course with a test; returns the enrolment's id."""
    with database.transaction() as session:
        return enrolled(session, store_for(settings), trainee.person_id).id


def fields(page: Page, *, is_right: bool = True) -> dict[str, str]:
    """Return the fields of a question's page, filled."""
    inputs = page.document.all("input")
    hidden = {str(e.get("name")): str(e.get("value")) for e in inputs if e.get("type") == "hidden"}
    labels = {page.document.name(e): str(e.get("value")) for e in inputs if e.get("type") == "radio"}
    chosen = next(value for words, value in labels.items() if ("对的" in words) is is_right)
    return {"question": hidden["question"], "act": hidden["act"], "chosen": chosen}


def test_a_test_is_taken_from_its_page_to_its_result(
    tested: int, visit: Visit, submit: Submit, trainee: Someone, other_trainee: Someone
) -> None:
    page = visit(HOME, trainee)
    assert "4 题答对 3 题就过" in page.words
    assert "不限时间" in page.words
    visit(HOME, other_trainee, 404)
    submit(HOME, {}, other_trainee, 404)
    first = submit(HOME, {}, trainee, target=FIRST).follow()
    at = first.response.request.path.removesuffix("/questions/1")
    assert first.heading == "第 1 题，共 4 题：理论测验"
    assert first.stops_to("记下这个答案") <= 5
    assert submit(f"{at}/questions/1", {"chosen": "", "act": "x" * 16}, trainee, 422).errors
    wrong_first = fields(first, is_right=False)
    saved = submit(f"{at}/questions/1", wrong_first, trainee, target=f"{at}/questions/2?done=saved").follow()
    assert "交卷以前都可以改" in saved.words
    # On another device: what was chosen stands there, and can be changed.
    again = visit(f"{at}/questions/1", trainee)
    assert again.chosen == ["错的"]
    submit(f"{at}/questions/1", fields(again), trainee, target=f"{at}/questions/2?done=saved")
    whole = visit(at, trainee)
    assert "4 道题，答了 1 道" in whole.words
    assert whole.stops_to("答第 2 题") <= 5
    assert "还有 3 道没答" in visit(whole.links["没答完也要交卷"], trainee).words
    for position in (2, 3, 4):
        asked = fields(
            saved if position == 2 else visit(f"{at}/questions/{position}", trainee), is_right=position != 4
        )
        target = f"{at}/questions/{position + 1}?done=saved" if position < 4 else f"{at}?done=saved"
        submit(f"{at}/questions/{position}", asked, trainee, target=target)
    asks = visit(visit(at, trainee).links["都答完了，去交卷"], trainee)
    assert "答案不能再改" in asks.words
    result = submit(f"{at}/handing-in", {}, trainee, target=f"{at}?done=handed-in").follow()
    assert "4 题里答对 3 题，过了。" in result.words
    (wrong,) = [href for words, href in result.links.items() if words.startswith("第 4 题：")]
    assert re.match("/courses/tested/lessons/.*#s[12]$", wrong)
    submit(f"{at}/handing-in", {}, trainee, target=f"{at}?done=handed-in")
    late = submit(f"{at}/questions/4", {**asked, "act": "y" * 16}, trainee, 422)
    assert late.errors == ["这份卷子已经交了，答案不能再改。结果在测验页上。"]
    assert "不用再考" in visit(HOME, trainee).words
    assert submit(HOME, {}, trainee, 409).errors
    visit(at, other_trainee, 404)  # every other address of hers: tests/house/reach.txt
    visit(f"{at}/questions/5", trainee, 404)


def test_a_session_that_ends_in_mid_test_signs_in_and_goes_on_with_the_answer(
    tested: int, submit: Submit, clients: Clients, database: Database, trainee: Someone
) -> None:
    first = submit(HOME, {}, trainee, target=FIRST).follow()
    address = first.response.request.path
    end_sign_ins(database)
    asked = submit(address, fields(first), trainee, 401)
    typed = {"nickname": trainee.nickname, "password": PASSWORD, "carried": carried_text(asked)}
    confirm = submit("accounts.begin_sign_in", typed, trainee, 200)
    went_on = submit(address, dict(hidden_fields(confirm)), trainee, target=address[:-1] + "2?done=saved")
    assert "答案记下了" in went_on.follow().words
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(AssessmentAnswer)) == 1


@pytest.mark.survey
def test_time_is_told_when_asked_lengthened_by_a_press_and_help_is_recorded(
    visit: Visit, submit: Submit, database: Database, settings: Settings, trainee: Someone
) -> None:
    with database.transaction() as session:
        enrolment = enrolled(session, store_for(settings), trainee.person_id, test=LIMITED)
        attempt_id = begun(session, store_for(settings), enrolment).row.id
    at = f"/me/attempts/{attempt_id}"
    question = visit(f"{at}/questions/1", trainee)
    assert "分钟" not in question.words
    waits = next(one for one in question.document.all("div") if one.get("data-module") == "time-left")
    assert 14 * 60 < int(waits.get("data-seconds", "")) <= 15 * 60
    told = visit(f"{at}/time", trainee)
    assert "还有 20 分钟" in told.words
    act = next(str(e.get("value")) for e in told.document.all("input") if e.get("name") == "act")
    for _ in range(2):
        more = submit(f"{at}/time", {"act": act}, trainee, target=f"{at}/time?done=extended")
    assert "还有 30 分钟" in more.follow().words
    assert submit(f"{at}/time", {"act": ""}, trainee, 422).errors
    refused = submit(f"{at}/help", {"act": "h" * 16, "kinds": ["read", "juggled"]}, trainee, 422)
    assert len(refused.errors) == 2
    sent = {"act": "h" * 16, "kinds": ["read"], "helper": "邻居刘阿姨"}
    helped = submit(f"{at}/help", sent, trainee, target=f"{at}?done=helped").follow()
    assert "读题：邻居刘阿姨" in helped.words
    with database.transaction() as session:
        service.hand_in(session, Taking(session, attempt_id).attempt, by_id=None, now=instant_now())
    ended = visit(at, trainee).words
    assert "时间到了，您已经答好的都交上去了" in ended
    assert "这次还没过" in ended
    assert "以后可以再考，题目会换" in ended
