"""Pages on which a trainee asks for money without the base, and the guardian's way to them."""

import re

from learnhub.accounts.rules.guardianship import How
from learnhub.accounts.service import guardians
from learnhub.db import Database
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from tests.people import Someone
from tests.subsidy.claiming import CARD, Office
from tests.subsidy.made import Made
from tests.subsidy.test_claim_views import ACCOUNT, press
from tests.subsidy.test_own_claims import guardian_of
from tests.visit import Page, Submit, Visit

_SENDING = re.compile(r"/me/subsidy/\d+/claims/(\d+)/sending\?done=(begun|payee)")


def begin(submit: Submit, made: Made, by: Someone) -> tuple[Page, int]:
    answer = submit(
        "subsidy.begin_own_claim",
        {"act": "own-form-1"},
        by,
        target=_SENDING,
        enrolment_id=made.enrolment_id,
    )
    return answer.follow(), int(re.findall(r"claims/(\d+)/", answer.location)[0])


def test_a_trainee_begins_sees_every_line_names_an_account_sends_and_mends_what_comes_back(
    visit: Visit, submit: Submit, approved: Made, trainee: Someone, base_manager: Someone, officer: Someone
) -> None:
    own = {"enrolment_id": approved.enrolment_id}
    claims = visit("subsidy.own_claims", trainee, **own)
    page = visit(claims.links["自己申请补贴"], trainee)
    assert page.stops_to("开始申请") <= 5
    sending, claim_id = begin(submit, approved, trainee)
    assert "生活费（含交通费）补贴： 450 元整。" in sending.words
    assert "交给残联" not in sending.buttons  # no account yet: there is nothing to send
    refused = submit("subsidy.send_own_claim", {"deed": "submitted"}, trainee, 422, claim_id=claim_id, **own)
    assert refused.errors == ["还没有填收款账户。请先填好，再交给残联。"]
    checked = submit("subsidy.set_own_payee", ACCOUNT, trainee, target=_SENDING, **own).follow()
    assert "****0004" in checked.words
    assert checked.stops_to("交给残联") <= 5
    assert (
        "学员本人自己申请的：算好"
        in visit("subsidy.class_claims", base_manager, class_id=approved.class_id).words
    )
    sent = submit(
        "subsidy.send_own_claim",
        {"deed": "submitted"},
        trainee,
        target=f"/me/subsidy/{approved.enrolment_id}/claims?done=sent",
        claim_id=claim_id,
        **own,
    ).follow()
    assert "已经交给残联，等一位工作人员初审。" in sent.words
    assert "自己申请补贴" in sent.links  # other lines may still be there; what was sent is told at its place
    assert not {"提交给残联", "撤回这份申请"} & set(
        visit("subsidy.claim", base_manager, claim_id=claim_id).buttons
    )
    assert "轮到申请人" in press(submit, claim_id, officer, "returned", reason="户名和卡上的不一样", line="1")
    mended = visit("subsidy.own_sending", trainee, claim_id=claim_id, **own)
    assert "户名和卡上的不一样" in mended.words
    done = f"/me/subsidy/{approved.enrolment_id}/claims?done=dropped"
    dropped = {"deed": "dropped"}
    submit("subsidy.send_own_claim", dropped, trainee, target=done, claim_id=claim_id, **own)
    over = submit("subsidy.send_own_claim", dropped, trainee, 422, claim_id=claim_id, **own)
    assert "请刷新页面看看" in over.errors[0]


def test_nobody_else_begins_sees_or_sends_and_the_base_presses_nothing_of_it(
    visit: Visit,
    submit: Submit,
    approved: Made,
    trainee: Someone,
    other_trainee: Someone,
    base_manager: Someone,
) -> None:
    own = {"enrolment_id": approved.enrolment_id}
    _page, claim_id = begin(submit, approved, trainee)
    for one in (other_trainee, base_manager):
        visit("subsidy.own_application", one, 404, **own)
        visit("subsidy.own_sending", one, 404, claim_id=claim_id, **own)
        submit("subsidy.begin_own_claim", {}, one, 404, **own)
        submit("subsidy.choose_base_account", {}, one, 404, **own)
        submit("subsidy.send_own_claim", {"deed": "submitted"}, one, 404, claim_id=claim_id, **own)
    for deed in ("submitted", "dropped"):
        submit("subsidy.take_step", {"deed": deed}, base_manager, 403, claim_id=claim_id)
    submit("subsidy.send_own_claim", {"deed": "paid"}, trainee, 400, claim_id=claim_id, **own)
    again = submit("subsidy.begin_own_claim", {}, trainee, 422, **own)
    assert "已经在申请 massage-1 里。" in again.words
    no_base = submit("subsidy.choose_base_account", {}, trainee, 422, **own)
    assert "现在不能付给基地" in no_base.errors[0]


def test_a_guardian_finds_the_trainees_claims_and_says_whose_account_it_is(
    visit: Visit,
    submit: Submit,
    database: Database,
    settings: Settings,
    approved: Made,
    trainee: Someone,
    other_trainee: Someone,
    officer: Someone,
) -> None:
    mother = other_trainee
    link = guardian_of(Office.of(database, settings), trainee, officer, mother)
    visit("subsidy.ward_trainings", mother, 404, link_id=link.id)
    with database.transaction() as session:
        guardians.answer(
            session, link, is_yes=True, by_id=trainee.person_id, how=How.PRESSED, now=instant_now()
        )
    visit("subsidy.ward_trainings", trainee, 404, link_id=link.id)
    listed = visit(visit("accounts.own_guardians", mother).links["看小林的补贴申请"], mother)
    claims = visit(listed.links["“课程 massage”的补贴申请"], mother)
    assert not any("听或打印" in words for words in claims.links)
    _page, claim_id = begin(submit, approved, mother)
    own = {"enrolment_id": approved.enrolment_id}
    unsaid = submit("subsidy.set_own_payee", ACCOUNT, mother, 422, **own)
    assert unsaid.errors == ["请选付给谁。"]
    theirs = ACCOUNT | {"kind": "guardian", "holder": "林小满的妈妈", "number": CARD}
    told = submit("subsidy.set_own_payee", theirs, mother, target=_SENDING, **own).follow()
    assert "监护人" in told.words
    assert "林小满的妈妈" in told.words
    visit("subsidy.own_sending", trainee, claim_id=claim_id, **own)
