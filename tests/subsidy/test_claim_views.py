"""Pages of claims and notices: from the base over two officers and the public to the trainee, each seeing what is theirs."""

import re

import pytest

from learnhub.accounts.rules.waits import FREE_OF_NAME, Deed
from learnhub.db import Database
from learnhub.messages.rules import Kind
from learnhub.web.guard import TOKEN_FIELD
from tests.messages.heard import heard
from tests.people import Someone
from tests.subsidy.claiming import CARD, colleague
from tests.subsidy.made import Made, train
from tests.visit import Submit, Visit

ACCOUNT = {
    "holder": "林小满",
    "account_kind": "account",
    "number": CARD,
    "bank": "示例银行一支行",
}


def press(submit: Submit, claim_id: int, person: Someone, deed: str, status: int = 303, **fields: str) -> str:
    target = f"/claims/{claim_id}?done=stepped" if status == 303 else None
    answer = submit(
        "subsidy.take_step", {"deed": deed, **fields}, person, status, target=target, claim_id=claim_id
    )
    return answer.follow().words if status == 303 else " ".join(answer.errors)


def test_money_goes_from_the_base_over_two_officers_to_a_public_notice(
    visit: Visit,
    submit: Submit,
    database: Database,
    approved: Made,
    trainee: Someone,
    base_manager: Someone,
    officer: Someone,
) -> None:
    target = f"/me/subsidy/{approved.enrolment_id}/claims?done=payee"
    own = submit(
        "subsidy.set_own_payee", ACCOUNT, trainee, target=target, enrolment_id=approved.enrolment_id
    ).follow()
    assert "****0004" in own.words
    first = visit("subsidy.class_claims", base_manager, class_id=approved.class_id)
    assert first.rows("现在可以申请的") == [
        ["小林", "0 元整", "还没有算补贴记录，做申请的时候会算。", "****0004"]
    ]
    made = submit(
        "subsidy.make_claim",
        {"act": "form-0001"},
        base_manager,
        target=re.compile(r"/claims/\d+\?done=made"),
        class_id=approved.class_id,
    )
    claim_id = int(re.findall(r"/claims/(\d+)", made.location)[0])
    assert made.follow().stops_to("提交给残联") <= 5
    after = visit("subsidy.class_claims", base_manager, class_id=approved.class_id)
    assert after.rows("现在可以申请的")[0][2].endswith("已经在申请 massage-1 里。")
    assert "轮到残联" in press(submit, claim_id, base_manager, "submitted")
    queue = visit("subsidy.claims", officer).rows("没有办完的申请")
    assert [row[-2:] for row in queue] == [["提交", "残联，等了 0 天"]]
    press(submit, claim_id, officer, "first reviewed")
    assert "另一个人" in press(submit, claim_id, officer, "second reviewed", 422)
    second = colleague(database)
    press(submit, claim_id, second, "second reviewed")
    press(submit, claim_id, second, "publicised")
    assert "公示期还没有满" in press(submit, claim_id, second, "approved", 422)
    assert "换过" not in visit("subsidy.claim", officer, claim_id=claim_id).words
    other = ACCOUNT | {"number": "6222 0212 0100 0000 012"}
    submit("subsidy.set_own_payee", other, trainee, target=target, enrolment_id=approved.enrolment_id)
    page = visit("subsidy.claim", officer, claim_id=claim_id)
    assert "请先向本人问清楚" in page.words
    assert page.rows("申请的补贴")[0][-1] == "学员本人 ****0012，提交以后换过"
    told = visit("subsidy.own_claims", trainee, enrolment_id=approved.enrolment_id)
    assert "正在公示" in told.words
    assert "看公示，提意见" in told.links
    public = visit("notices.notices").links
    page = visit(public["班号 massage 的培训补贴"])
    assert page.rows("公示的补贴") == [["小*", "班号 massage", "450 元整"]]
    assert "小林" not in page.text
    assert page.headers["X-Robots-Tag"].startswith("noindex")


def _more_objections_than_one_address_has(submit: Submit, notice_id: int) -> None:
    """One too short isn't counted; the last leaves its words on the page and names the ways that are left."""
    words = {"words": "金额不对，请再查一遍"}
    submit("notices.make_objection", {"words": "错"}, None, 422, notice_id=notice_id)
    for _ in range(FREE_OF_NAME[Deed.OBJECTION] - 1):
        submit("notices.make_objection", words, None, 200, notice_id=notice_id)
    refused = submit("notices.make_objection", words, None, 429, notice_id=notice_id)
    assert "交给发布公示的残联" in refused.errors[0]
    assert words["words"] in refused.text


def test_anybody_objects_without_a_name_and_follows_by_a_number(
    visit: Visit,
    submit: Submit,
    database: Database,
    claim_id: int,
    base_manager: Someone,
    officer: Someone,
) -> None:
    second = colleague(database)
    for person, deed in [
        (base_manager, "submitted"),
        (officer, "first reviewed"),
        (second, "second reviewed"),
        (second, "publicised"),
    ]:
        press(submit, claim_id, person, deed)
    notice_id = int(visit("notices.notices").links["班号 massage 的培训补贴"].rsplit("/", 1)[1])
    refused = submit("notices.make_objection", {"words": " "}, None, 422, notice_id=notice_id)
    assert refused.errors == ["请写明觉得哪里不对，比如哪一行、为什么。"]
    shown = visit("notices.objection", notice_id=notice_id).text
    token = re.findall(rf'name="{TOKEN_FIELD}" value="(v\w+)"', shown)[0]
    told = {"words": "三月五日没有上课", TOKEN_FIELD: token}
    first, taken = (submit("notices.make_objection", told, None, 200, notice_id=notice_id) for _ in "12")
    assert taken.text == first.text
    code = re.findall(r"\d{4} \d{4} \d{4}", taken.words)[0]
    waiting = submit("notices.show_objection", {"code": code}, None, 200)
    assert "还在查" in waiting.words
    wide = code.translate(str.maketrans("0123456789 ", "０１２３４５６７８９-"))
    assert "还在查" in submit("notices.show_objection", {"code": wide}, None, 200).words
    assert submit("notices.show_objection", {"code": "123"}, None, 422).errors
    listed = visit("notices.objections", officer).links
    assert len([words for words in listed if re.match(r"第 \d+ 条", words)]) == 1
    objection_id = next(
        int(href.rsplit("/", 1)[1]) for words, href in listed.items() if re.match(r"第 \d+ 条", words)
    )
    submit(
        "notices.answer_objection",
        {"outcome": "not upheld", "words": "看过签到和照片，那天上了课"},
        officer,
        target="/office/objections?done=answered",
        objection_id=objection_id,
    )
    _more_objections_than_one_address_has(submit, notice_id)
    answered = submit("notices.show_objection", {"code": code}, None, 200)
    assert "看过签到和照片" in answered.words
    with database.reading() as session:
        told = heard(session)
    assert told[Kind.CLAIM_OBJECTION_DECIDED] == told[Kind.CLAIM_PUBLICISED]
    assert len(told[Kind.CLAIM_OBJECTION_DECIDED]) == 1
    assert "撤回" not in press(submit, claim_id, second, "returned", reason="补一张签到表")
    assert "已经结束" in visit("notices.notice", None, 410, notice_id=notice_id).heading
    visit("notices.objection", None, 410, notice_id=notice_id)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("base_manager", 200),
        ("officer", 200),
        ("auditor", 200),
        ("county_officer", 404),
        ("neighbour_officer", 404),
        ("neighbour_auditor", 404),
        ("trainee", 403),
        ("instructor", 403),
        ("admin", 403),
    ],
)
def test_a_claim_is_open_to_its_base_and_to_the_offices_of_its_region(
    visit: Visit, claim_id: int, request: pytest.FixtureRequest, who: str, status: int
) -> None:
    visit("subsidy.claim", request.getfixturevalue(who), status, claim_id=claim_id)


def test_an_auditor_presses_nothing_and_nobody_takes_anothers_step(
    visit: Visit, submit: Submit, claim_id: int, auditor: Someone, base_manager: Someone, officer: Someone
) -> None:
    assert "提交给残联" not in visit("subsidy.claim", auditor, claim_id=claim_id).buttons
    assert "初审通过" not in visit("subsidy.claim", base_manager, claim_id=claim_id).buttons
    for person, deed in [(auditor, "first reviewed"), (officer, "submitted"), (base_manager, "approved")]:
        submit("subsidy.take_step", {"deed": deed}, person, 403, claim_id=claim_id)
    submit("subsidy.take_step", {"deed": "reversed"}, officer, 400, claim_id=claim_id)


def test_own_claims_and_accounts_are_the_trainees_alone(
    visit: Visit, submit: Submit, made: Made, trainee: Someone, other_trainee: Someone, base_manager: Someone
) -> None:
    for endpoint in ("subsidy.own_claims", "subsidy.own_payee"):
        visit(endpoint, trainee, enrolment_id=made.enrolment_id)
        visit(endpoint, other_trainee, 404, enrolment_id=made.enrolment_id)
        visit(endpoint, base_manager, 404, enrolment_id=made.enrolment_id)
    submit("subsidy.set_own_payee", ACCOUNT, other_trainee, 404, enrolment_id=made.enrolment_id)
    wrong = submit(
        "subsidy.set_own_payee",
        ACCOUNT | {"number": "4111111111111112", "account_kind": "card"},
        trainee,
        422,
        enrolment_id=made.enrolment_id,
    )
    assert wrong.errors == ["卡号对不上校验位，请对着卡再看一遍。"]


@pytest.mark.usefixtures("claim_id")
def test_the_own_page_says_how_far_the_subsidy_is(visit: Visit, trainee: Someone) -> None:
    words = visit("pages.me", trainee).words
    assert "的补贴已经算好" in words
    assert "基地已经做好申请，还没有交给残联。" in words


def test_a_whole_account_is_shown_for_a_reason_only(
    visit: Visit,
    submit: Submit,
    database: Database,
    claim_id: int,
    made: Made,
    officer: Someone,
    auditor: Someone,
    other_trainee: Someone,
    instructor: Someone,
    base_manager: Someone,
) -> None:
    other = train(database, other_trainee, instructor, slug="phone", attended=1)
    there, theirs = {"enrolment_id": other.enrolment_id}, ACCOUNT | {"holder": "阿诺"}
    submit(
        "subsidy.set_own_payee",
        theirs,
        other_trainee,
        target=f"/me/subsidy/{other.enrolment_id}/claims?done=payee",
        **there,
    )
    reason = {"reason": "拨付前核对账号"}
    submit("subsidy.show_whole_account", reason, officer, 404, claim_id=claim_id, **there)
    set_by_base = theirs | {"kind": "trainee", "proof": "看过银行卡"}
    submit("subsidy.set_payee", set_by_base, base_manager, 404, class_id=made.class_id, **there)
    values = {"claim_id": claim_id, "enrolment_id": made.enrolment_id}
    listed = visit("subsidy.claim_accounts", officer, claim_id=values["claim_id"])
    assert any("****" in words for words in listed.links)
    visit("subsidy.whole_account", officer, **values)
    visit("subsidy.whole_account", auditor, 403, **values)
    assert submit("subsidy.show_whole_account", {"reason": "看"}, officer, 422, **values).errors
    shown = submit("subsidy.show_whole_account", {"reason": "拨付前核对账号"}, officer, 200, **values)
    assert CARD in shown.words
    assert "查看完整收款账号" in visit("oversight.unmasked", auditor).words


def test_an_officer_enters_a_year_of_working_days(visit: Visit, submit: Submit, officer: Someone) -> None:
    assert "2026 年" in visit("notices.working_days", officer).words
    typed = {
        "year": "2027",
        "days_off": "2027-01-01\n20270102",
        "days_worked": "",
        "source": "示例：测试文件一号",
    }
    wrong = submit("notices.set_year", typed | {"days_off": "2027-13-01"}, officer, 422)
    assert "不是日期" in wrong.errors[0]
    done = submit("notices.set_year", typed, officer, target="/office/working-days?done=year").follow()
    assert done.rows("已经登记的年份")[0] == ["2027 年", "放假 2 天，周末上班 0 天", "示例：测试文件一号"]
