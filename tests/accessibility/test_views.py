"""无障碍工具, the statement and barrier reports, by every kind of person."""

from xml.etree.ElementTree import Element

import pytest

from learnhub.accessibility import service
from learnhub.accessibility.current import COOKIE
from learnhub.accessibility.rules import AccessProfile, Told
from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.db import Database
from learnhub.primitives import instant_now
from learnhub.web.guard import TOKEN_FIELD
from tests.people import BASE_REGION, NEIGHBOUR_REGION, PREFECTURE, Someone, make_person
from tests.visit import Clients, Page, Submit, Visit


def attributes(page: Page) -> dict[str, str]:
    return {name: value for name, value in page.document.root.attrib.items() if name.startswith("data-")}


@pytest.fixture
def number(database: Database) -> str:
    with database.transaction() as session:
        told = Told("/courses", "“下一句”按不动", "点明读屏", "请打邻居的电话", BASE_REGION)
        return service.report_barrier(session, told, person_id=None, now=instant_now())


def test_a_visitors_choice_holds_on_every_page_and_in_the_cookie(
    visit: Visit, submit: Submit, clients: Clients
) -> None:
    assert attributes(visit("pages.site_statement")) == {}
    page = submit(
        "accessibility.change_profile", {"theme": "dark"}, target="/settings/access?done=theme#set-theme"
    ).follow()
    assert "已保存。" in page.words
    assert "深色（正在用）" in page.buttons
    assert attributes(visit("pages.site_statement")) == {"data-theme": "dark"}
    cookie = clients.of(None).get_cookie(COOKIE)
    assert cookie is not None
    assert (cookie.value, cookie.http_only, cookie.same_site, cookie.max_age) == (
        "c2",
        True,
        "Lax",
        31_536_000,
    )


def test_a_press_leads_back_to_its_place_and_keeps_the_way_back(visit: Visit, submit: Submit) -> None:
    page = visit("accessibility.profile", back="/accessibility")
    assert page.links["回到刚才的页面"] == "/accessibility"
    page = submit(
        "accessibility.change_profile",
        {"text_size": "+", "back": "/accessibility"},
        target="/settings/access?back=/accessibility&done=text_size#set-text_size",
    ).follow()
    assert page.links["回到刚才的页面"] == "/accessibility"
    assert "字号：现在 125%" in page.words


@pytest.mark.parametrize(
    "back", ["//elsewhere.example", "https://elsewhere.example", "javascript:x", "/\\elsewhere"]
)
def test_the_way_back_never_leads_elsewhere(visit: Visit, back: str) -> None:
    assert "回到刚才的页面" not in visit("accessibility.profile", back=back).links


def test_the_tools_know_the_page_one_came_from(visit: Visit) -> None:
    page = visit("accessibility.report_barrier", page="/courses")
    assert page.links["无障碍工具"] == "/settings/access?back=/accessibility/report?page%3D/courses"


def test_from_the_tools_the_way_back_stays_the_same(visit: Visit) -> None:
    first = visit("accessibility.profile", back="/accessibility")
    assert first.links["无障碍工具"] == "/settings/access?back=/accessibility"
    assert visit("accessibility.profile").links["无障碍工具"] == "/settings/access"


def test_reset_takes_everything_back(visit: Visit, submit: Submit, clients: Clients) -> None:
    submit(
        "accessibility.change_profile",
        {"text_size": "200"},
        target="/settings/access?done=text_size#set-text_size",
    )
    page = submit(
        "accessibility.change_profile", {"reset": "all"}, target="/settings/access?done=reset#set-reset"
    ).follow()
    assert attributes(page) == {}
    assert "现在全部是默认设置。" in page.words
    assert clients.of(None).get_cookie(COOKIE) is None


@pytest.mark.parametrize("fields", [{}, {"theme": "red"}, {"colour": "red"}])
def test_a_press_that_is_none_says_what_to_do_and_changes_nothing(
    visit: Visit, submit: Submit, fields: dict[str, str]
) -> None:
    assert (
        submit("accessibility.change_profile", fields, status=422)
        .errors[0]
        .endswith("请用页面上的按钮选择。")
    )
    assert attributes(visit("accessibility.profile")) == {}


def test_what_goes_wrong_among_the_tools_is_said_on_a_page(
    visit: Visit, submit: Submit, trainee: Someone
) -> None:
    """A form of another sign-in (a second tab), an address that nobody understands: pages without the tools' own values."""
    again = submit(
        "accessibility.change_profile", {TOKEN_FIELD: "of another tab", "theme": "dark"}, trainee, 409
    )
    assert again.document.all("input")[0].get("name")
    assert visit("/settings/access?back=%00", status=400).heading == "这一页没看懂您的请求"


def test_a_persons_choice_travels_with_the_account(
    visit: Visit, submit: Submit, clients: Clients, trainee: Someone, other_trainee: Someone
) -> None:
    target = "/settings/access?done=theme#set-theme"
    submit("accessibility.change_profile", {"theme": "yellow-on-black"}, trainee, target=target)
    clients.of(trainee).delete_cookie(COOKIE)  # another device
    assert attributes(visit("pages.site_statement", trainee)) == {"data-theme": "yellow-on-black"}
    assert attributes(visit("pages.site_statement", other_trainee)) == {}
    assert attributes(visit("pages.site_statement")) == {}


def test_a_visitors_choice_moves_into_an_account_that_has_none(
    visit: Visit, database: Database, clients: Clients, trainee: Someone
) -> None:
    clients.of(trainee).set_cookie(COOKIE, "t4")
    assert attributes(visit("pages.site_statement", trainee)) == {"data-text": "200"}
    with database.reading() as session:
        kept = service.profile_or_none(session, trainee.person_id)
    assert kept is not None
    assert kept.text_size == "200"
    clients.of(trainee).set_cookie(COOKIE, "c2")
    assert attributes(visit("pages.site_statement", trainee)) == {"data-text": "200"}


def switch_of(page: Page) -> Element:
    return next(e for e in page.document.all("button") if e.get("name") == "language")


def test_the_switch_of_a_page_turns_the_language_and_leads_back_to_the_page(
    visit: Visit, submit: Submit, clients: Clients, trainee: Someone
) -> None:
    back = "/search?q=%E6%8C%89%E6%91%A9"
    switch = switch_of(visit(back))
    assert switch.get("lang") == "en-GB"
    pressed = {switch.get("name"): switch.get("value"), "back": back, "stays": "y"}
    submit("accessibility.change_profile", pressed, target=back)
    english = visit(back)
    assert english.document.root.get("lang") == "en-GB"
    assert (switch_of(english).get("lang"), switch_of(english).text) == ("zh-CN", "中文")
    assert visit("accounts.register").document.root.get("lang") == "en-GB"
    submit("accessibility.change_profile", pressed, trainee, target=back)
    clients.of(trainee).delete_cookie(COOKIE)  # it travels with the account
    assert visit("accounts.account", trainee).document.root.get("lang") == "en-GB"
    assert switch_of(visit("accounts.register")).get("value") == "zh"


@pytest.mark.parametrize("back", ["//elsewhere.example/", "https://elsewhere.example/", ""])
def test_the_switch_never_leads_elsewhere(submit: Submit, back: str) -> None:
    pressed = {"language": "en", "back": back, "stays": "y"}
    submit("accessibility.change_profile", pressed, target="/settings/access?done=language#set-language")


def test_a_damaged_cookie_is_the_default(visit: Visit, clients: Clients) -> None:
    clients.of(None).set_cookie(COOKIE, "t9<script>")
    assert attributes(visit("accessibility.profile")) == {}


def test_the_statement_says_what_there_is_and_what_there_is_not(visit: Visit) -> None:
    page = visit("pages.site_statement")
    assert "还没有做到的" in page.words
    assert page.links["报告使用困难"] == "/accessibility/report"


def test_a_visitor_reports_a_barrier_and_follows_it_by_number(
    visit: Visit, submit: Submit, database: Database, trainee: Someone
) -> None:
    form = visit("accessibility.report_barrier", page="/courses")
    assert form.fields["在哪一页（选填）"] == "/courses"
    assert form.fields["您在哪个市、州（选填）"] == "不说"
    assert "示例" in form.words
    assert visit("accessibility.report_barrier", trainee).fields["您在哪个市、州（选填）"] == "河南省郑州市"
    wrong = {"words": "看不清", "region": "999999"}
    assert len(submit("accessibility.send_report", wrong, status=422).errors) == 1
    with pytest.raises(AssertionError, match="name the target"):  # the number is random: read it, then assert
        told = {"words": "看不清", "contact": "请打邻居的电话", "region": PREFECTURE}
        submit("accessibility.send_report", told)
    with database.reading() as session:
        rows, _total = service.reports(session, [PREFECTURE], number=1, size=1)
    page = visit("accessibility.report", number=rows[0].number, done="sent")
    assert "请记下编号" in page.words
    assert "已收到，还没有处理" in page.words
    assert "邻居" not in page.words


def test_a_report_without_words_keeps_what_was_typed(submit: Submit) -> None:
    page = submit("accessibility.send_report", {"words": " ", "tools": "安卓手机"}, status=422)
    assert page.errors == ["请写下遇到的困难"]
    assert page.fields["您用什么设备或辅助工具（选填）"] == "安卓手机"


def test_a_report_that_is_too_long_is_kept_and_refused_in_words(submit: Submit) -> None:
    page = submit("accessibility.send_report", {"words": "长" * 2001}, status=422)
    assert page.errors == ["最多写 2000 个字，请删短一些。"]
    assert page.fields["您想做什么，遇到了什么困难"].count("长") == 2001


def test_a_typed_number_leads_to_its_report(visit: Visit, number: str) -> None:
    typed = f"{number[:3]} {number[3:6]}-{number[6:]}"
    found = visit(
        "accessibility.find_report", status=303, number=typed, target=f"/accessibility/reports/{number}"
    )
    assert "下一句" in found.follow().words
    assert visit("accessibility.find_report", status=404, number="12").heading == "没有找到这份报告"
    assert visit("accessibility.report", status=404, number="1").heading == "没有找到这份报告"


def test_an_officer_answers_and_the_reporter_reads_it(
    visit: Visit, submit: Submit, officer: Someone, number: str
) -> None:
    assert [row[0] for row in visit("accessibility.office_reports", officer).rows("使用困难报告")] == [number]
    page = visit("accessibility.office_report", officer, number=number)
    assert "请打邻居的电话" in page.words
    target = f"/office/barriers/{number}?done=answered"
    answer = {"state": "mended", "words": "按钮已经改好，请再试试。"}
    after = submit("accessibility.answer_report", answer, officer, target=target, number=number).follow()
    assert "答复已保存" in after.words
    assert "按钮已经改好，请再试试。" in visit("accessibility.report", number=number).words


def test_an_answer_without_words_is_refused(submit: Submit, officer: Someone, number: str) -> None:
    page = submit("accessibility.answer_report", {"words": "好了"}, officer, status=422, number=number)
    assert page.errors == ["请选择处理情况"]
    assert page.fields["给报告人的答复"] == "好了"
    submit("accessibility.answer_report", {"state": "mended", "words": "好"}, officer, status=404, number="1")


def test_the_office_of_another_region_neither_reads_nor_answers(
    visit: Visit, submit: Submit, database: Database, admin: Someone, number: str
) -> None:
    far = make_person(database, "外地干部", Holding(Role.OFFICER, region_code=NEIGHBOUR_REGION))
    with database.transaction() as session:
        anywhere = service.report_barrier(session, Told("", "看不清"), person_id=None, now=instant_now())
    assert "还没有人报告使用困难。" in visit("accessibility.office_reports", far).words
    for one in (number, anywhere):
        visit("accessibility.office_report", far, 404, number=one)
        answer = {"state": "mended", "words": "好了"}
        submit("accessibility.answer_report", answer, far, status=404, number=one)
    listed = visit("accessibility.office_reports", admin).rows("使用困难报告")
    assert {(row[0], row[2]) for row in listed} == {(number, "河南省郑州市金水区"), (anywhere, "没有说")}


@pytest.mark.parametrize("endpoint", ["accessibility.office_reports", "accessibility.office_report"])
def test_only_officers_and_administrators_read_all_reports(
    visit: Visit, trainee: Someone, instructor: Someone, admin: Someone, number: str, endpoint: str
) -> None:
    values = {"number": number} if endpoint.endswith("office_report") else {}
    for person in (trainee, instructor):
        visit(endpoint, person, 403, **values)
    visit(endpoint, admin, 200, **values)


def test_an_empty_list_says_so(visit: Visit, officer: Someone) -> None:
    assert "还没有人报告使用困难。" in visit("accessibility.office_reports", officer).words


def test_the_default_profile_is_what_nobody_has_to_choose() -> None:
    assert AccessProfile().theme == "system"
