"""The road to publication by pages and forms alone: author, officer, and everybody who must be kept out."""

import re
from datetime import date

import pytest
import sqlalchemy as sa

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.audit.rules import Actor
from learnhub.authoring.models import ReviewAgreement
from learnhub.authoring.rules.publication import REVIEW_OFFICERS
from learnhub.authoring.service import drafts
from learnhub.db import Database
from learnhub.messages.rules import Kind
from learnhub.policy.service import FigureGiven, set_figure
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.authoring.drafts.drafts import TEACHING, TEACHING_ELSEWHERE, add_bases, open_tiny
from tests.authoring.publication.road import CHANGED, FIRST, SLUG
from tests.messages.heard import heard
from tests.people import NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION, PREFECTURE, Someone, make_person
from tests.tiny_course import lesson
from tests.visit import Page, Submit, Visit

STOPS_MAX = 25
COURSE = {"course": SLUG}
DRAFT, OFFICE = f"/teach/courses/{SLUG}/draft", f"/office/courses/{SLUG}"
RECEIPT = re.compile(rf"/teach/courses/{SLUG}/receipts/\d+\?done=submitted")
COMMENT = "说清楚推几次，慢还是快。"


@pytest.fixture(autouse=True)
def bases(database: Database, settings: Settings, instructor: Someone) -> None:
    with database.transaction() as session:
        add_bases(session)
        open_tiny(session, store_for(settings), instructor)


def hidden(page: Page, name: str) -> str:
    return next(e.get("value", "") for e in page.document.all("input") if e.get("name") == name)


def write(database: Database, settings: Settings, person: Someone, content: bytes) -> None:
    """Change the first lesson, as the editor does."""
    with database.transaction() as session:
        draft = drafts.draft_by_slug(session, SLUG, TEACHING)
        drafts.save_files(
            session, store_for(settings), draft, base_revision=drafts.head_of(session, draft).number,
            changes={FIRST: content}, by=person.person_id, words="改了课文", now=instant_now(),
        )  # fmt: skip


def send(visit: Visit, submit: Submit, author: Someone) -> Page:
    """Submit from the page, as it stands."""
    page = visit("authoring.draft_publication", author, **COURSE)
    return submit(
        "authoring.submit_draft", {"revision": hidden(page, "revision")}, author, target=RECEIPT, **COURSE
    )


def take(submit: Submit, person: Someone) -> None:
    submit("authoring.take_review", {}, person, target=f"{OFFICE}?done=taken", **COURSE)


def line_of(page: Page, words: str) -> str:
    """Return the line of the place whose words hold these."""
    return next(e.get("value", "") for e in page.document.all("option") if words in page.document.words(e))


def test_a_course_is_submitted_returned_mended_and_published_by_forms(
    visit: Visit, submit: Submit, database: Database, settings: Settings, instructor: Someone, officer: Someone,
    base_manager: Someone, trainee: Someone,
) -> None:  # fmt: skip
    assert "还有 1 份草稿在写" in visit("quota.own_board", base_manager).words
    receipt = send(visit, submit, instructor).follow()
    assert re.fullmatch(r"提交回执 \d{8}-\d{6}", receipt.heading)
    assert re.search(r"内容指纹[0-9a-f]{64}", receipt.words)
    waiting = visit("authoring.draft_publication", instructor, **COURSE)
    assert "在残联工作人员那里排队，已经等了 0 天" in waiting.words
    queue = visit("authoring.review_queue", officer)
    assert f"课程 {SLUG}" in queue.links
    assert queue.stops_to(f"课程 {SLUG}") <= 5
    desk = visit("authoring.review", officer, **COURSE)
    assert desk.stops_to("开始审核") <= 5
    assert COMMENT not in desk.words
    take(submit, officer)
    page = visit("authoring.review_lesson", officer, **COURSE, lesson="push-slow")
    assert "学员看到的样子" in page.words
    assert "反馈：" in page.words
    assert page.stops_to("记下意见") <= 5
    submit(
        "authoring.comment_on_lesson",
        {"line": line_of(page, "手放在桌面上"), "words": COMMENT},
        officer, target=f"{OFFICE}/lessons/push-slow?done=commented", **COURSE, lesson="push-slow",
    )  # fmt: skip
    submit(
        "authoring.return_course", {"words": ""}, officer, target="/office/courses?done=returned", **COURSE
    )
    back = visit("authoring.draft_publication", instructor, **COURSE)
    assert COMMENT in back.words
    block = next(href for words, href in back.links.items() if "手放在桌面上" in words)
    assert "手放在桌面上" in visit(block, instructor).text
    assert (
        f"审核意见：{COMMENT}"
        in visit("authoring.draft_lesson", instructor, **COURSE, lesson="push-slow").words
    )
    write(database, settings, instructor, lesson("推法", sentence=CHANGED).encode())
    send(visit, submit, instructor)
    take(submit, officer)
    submit("authoring.publish_course", {}, officer, target="/office/courses?done=published", **COURSE)
    assert f"课程 {SLUG}" in visit("search.courses").words
    assert f"课程 {SLUG}" in visit("/search?q=测试").words
    assert "已上线" in visit("quota.own_board", base_manager).words
    assert "看上线的课程" in visit("authoring.draft_publication", instructor, **COURSE).links


def test_a_draft_that_something_blocks_leads_to_the_gate_and_has_no_button(
    visit: Visit, submit: Submit, database: Database, settings: Settings, instructor: Someone
) -> None:
    blocked = lesson("推法").replace("## 第2节", "请看[](https://example.org)。\n\n## 第2节").encode()
    write(database, settings, instructor, blocked)
    page = visit("authoring.draft_publication", instructor, **COURSE)
    assert "还有 1 处必须先改好" in page.words
    assert "提交审核" not in page.buttons
    assert page.links["看还差什么"] == f"{DRAFT}/gate"
    refused = submit("authoring.submit_draft", {"revision": "2"}, instructor, 422, **COURSE)
    assert refused.errors == ["还有 1 处必须先改好，才能提交。"]


def test_a_draft_that_a_colleague_changed_meanwhile_is_not_submitted_unseen(
    visit: Visit, submit: Submit, database: Database, settings: Settings, instructor: Someone, base_manager: Someone
) -> None:  # fmt: skip
    page = visit("authoring.draft_publication", instructor, **COURSE)
    write(database, settings, base_manager, lesson("推法", sentence=CHANGED).encode())
    refused = submit(
        "authoring.submit_draft", {"revision": hidden(page, "revision")}, instructor, 422, **COURSE
    )
    assert "刚刚有人改过" in refused.errors[0]


def test_submitting_twice_and_taking_back_twice_are_answered_with_sentences(
    visit: Visit, submit: Submit, instructor: Someone
) -> None:
    send(visit, submit, instructor)
    again = submit("authoring.submit_draft", {"revision": "1"}, instructor, 422, **COURSE)
    assert "已提交" in again.errors[0]
    back = {"target": f"{DRAFT}/publication?done=taken-back", **COURSE}
    page = submit("authoring.take_submission_back", {}, instructor, **back).follow()
    assert "撤回了" in page.words
    submit("authoring.take_submission_back", {}, instructor, 422, **COURSE)


def test_of_two_officers_the_second_reads_what_happened_and_keeps_the_words(
    visit: Visit, submit: Submit, database: Database, instructor: Someone, officer: Someone
) -> None:
    other = make_person(database, "小钱", Holding(Role.OFFICER, region_code="410105"))
    send(visit, submit, instructor)
    take(submit, officer)
    late = submit("authoring.take_review", {}, other, 422, **COURSE)
    assert "审核中" in late.errors[0]
    submit(
        "authoring.return_course",
        {"words": "第 1 课请写得短一些。"},
        other,
        target="/office/courses?done=returned",
        **COURSE,
    )
    refused = submit("authoring.return_course", {"words": "我写了很多。"}, officer, 422, **COURSE)
    assert "不在审核中" in refused.errors[0]
    assert refused.fields["为什么退回（选填）"] == "我写了很多。"
    assert "不在审核中" in submit("authoring.publish_course", {}, officer, 422, **COURSE).errors[0]


def test_an_officer_who_wrote_a_line_is_told_why_somebody_else_must_review(
    visit: Visit, submit: Submit, database: Database, settings: Settings, instructor: Someone
) -> None:
    both = make_person(database, "两边都做", Holding(Role.OFFICER, region_code="410105"), TEACHING[0])
    write(database, settings, both, lesson("推法", sentence=CHANGED).encode())
    send(visit, submit, instructor)
    desk = visit("authoring.review", both, **COURSE)
    assert "不能由您来审核" in desk.words
    assert "开始审核" not in desk.buttons
    submit("authoring.take_review", {}, both, 422, **COURSE)


def test_comments_need_words_and_a_place_that_is_there(
    visit: Visit, submit: Submit, instructor: Someone, officer: Someone
) -> None:
    send(visit, submit, instructor)
    take(submit, officer)
    at = {**COURSE, "lesson": "push-slow"}
    assert submit("authoring.comment_on_lesson", {"line": "0", "words": " "}, officer, 422, **at).errors
    refused = submit("authoring.comment_on_lesson", {"line": "99999", "words": "请改。"}, officer, 422, **at)
    assert refused.fields["意见"] == "请改。"
    submit("authoring.comment_on_lesson", {"line": "0", "words": "字" * 501}, officer, 422, **at)
    submit("authoring.return_course", {"words": ""}, officer, 422, **COURSE)
    submit(
        "authoring.comment_on_course",
        {"line": "0", "words": "简介请写长一点。"},
        officer,
        target=f"{OFFICE}?done=commented",
        **COURSE,
    )


def test_where_policy_asks_for_two_officers_the_first_passes_it_and_another_publishes(
    visit: Visit, submit: Submit, database: Database, instructor: Someone, officer: Someone
) -> None:
    second = make_person(database, "市里干部", Holding(Role.OFFICER, region_code=PREFECTURE))
    send(visit, submit, instructor)
    take(submit, officer)
    alone = submit("authoring.agree_to_course", {}, officer, 422, **COURSE)
    assert alone.errors == ["这里一个人审核就行，看好了就可以发布。"]
    assert "通过初审" not in visit("authoring.review", officer, **COURSE).buttons
    with database.transaction() as session:
        given = FigureGiven(
            REVIEW_OFFICERS, PREFECTURE, 2, "人", date(2021, 1, 1), None, "示例", "", "", is_example=True
        )
        set_figure(session, Actor(officer.person_id), given, after=0, now=instant_now())
    early = submit("authoring.publish_course", {}, officer, 422, **COURSE)
    assert early.errors == ["这里要两个人先后审核。请先通过初审，再请另一位工作人员发布。"]
    desk = visit("authoring.review", officer, **COURSE)
    assert "通过初审" in desk.buttons
    assert "发布" not in desk.links
    submit("authoring.agree_to_course", {}, officer, target=f"{OFFICE}?done=agreed", **COURSE)
    same = submit("authoring.publish_course", {}, officer, 422, **COURSE)
    assert same.errors == ["初审是您通过的，请另一位工作人员发布。"]
    again = submit("authoring.agree_to_course", {}, second, 422, **COURSE)
    assert again.errors == ["初审已经通过了，请另一位工作人员发布。"]
    desk = visit("authoring.review", second, **COURSE)
    assert f"由{officer.nickname}通过" in desk.words
    # What is returned and submitted again is another text: it is looked at by two again.
    back = {"words": "请把第一课再写清楚一些。"}
    submit("authoring.return_course", back, second, target="/office/courses?done=returned", **COURSE)
    send(visit, submit, instructor)
    take(submit, second)
    submit("authoring.publish_course", {}, second, 422, **COURSE)
    submit("authoring.agree_to_course", {}, second, target=f"{OFFICE}?done=agreed", **COURSE)
    submit("authoring.publish_course", {}, officer, target="/office/courses?done=published", **COURSE)
    assert f"课程 {SLUG}" in visit("search.courses").words
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), database.transaction() as session:
        session.execute(sa.delete(ReviewAgreement))


def test_only_the_office_of_the_region_and_the_own_base_see_a_submission(
    visit: Visit, submit: Submit, database: Database, instructor: Someone, officer: Someone, trainee: Someone
) -> None:
    receipt = send(visit, submit, instructor).location
    far = make_person(database, "外地干部", Holding(Role.OFFICER, region_code=NEIGHBOUR_REGION))
    neighbour = make_person(database, "邻居老师", *TEACHING_ELSEWHERE)
    for endpoint, values in (
        ("authoring.review", COURSE),
        ("authoring.review_lesson", {**COURSE, "lesson": "push-slow"}),
        ("authoring.return_of_course", COURSE),
        ("authoring.publication_of_course", COURSE),
        ("authoring.review_file", {**COURSE, "path": FIRST}),
    ):
        visit(endpoint, far, 404, **values)
        visit(endpoint, trainee, 403, **values)
    assert f"课程 {SLUG}" not in visit("authoring.review_queue", far).words
    visit(receipt, neighbour, 404)
    visit(receipt, officer, 403)
    visit("authoring.draft_publication", neighbour, 404, **COURSE)
    visit("authoring.review_lesson", officer, 404, **COURSE, lesson="no-such")
    for path in ("course.toml", "media/no-such.png"):
        visit("authoring.review_file", officer, 404, **COURSE, path=path)


def test_a_course_is_withdrawn_with_a_reason_and_the_catalogue_forgets_it(
    visit: Visit, submit: Submit, database: Database, instructor: Someone, officer: Someone, trainee: Someone
) -> None:
    send(visit, submit, instructor)
    take(submit, officer)
    submit("authoring.publish_course", {}, officer, target="/office/courses?done=published", **COURSE)
    submit("learning.enrol", {}, trainee, target=f"/courses/{SLUG}?done=enrolled", **COURSE)
    listed = visit("authoring.office_courses", officer)
    assert listed.links[f"下架《课程 {SLUG}》"] == f"{OFFICE}/withdrawal"
    submit("authoring.withdraw_course", {"words": ""}, officer, 422, **COURSE)
    words = {"words": "著作权人来信要求下架。"}
    submit("authoring.withdraw_course", words, officer, target="/office/courses?done=withdrawn", **COURSE)
    assert f"课程 {SLUG}" not in visit("search.courses").words
    visit("pages.course", None, 404, slug=SLUG)
    visit("pages.course", trainee, slug=SLUG)
    visit("learning.lesson", trainee, **COURSE, lesson="push-slow")
    visit("learning.lesson", None, 404, **COURSE, lesson="push-slow")
    far = make_person(database, "外地干部", Holding(Role.OFFICER, region_code=NEIGHBOUR_REGION))
    submit("authoring.withdraw_course", words, far, 404, **COURSE)


def test_another_base_takes_a_course_over_once_it_says_yes(
    visit: Visit, submit: Submit, database: Database, instructor: Someone
) -> None:
    neighbour = make_person(database, "邻居老师", *TEACHING_ELSEWHERE)
    asked = {"to": f"b{NEIGHBOUR_BASE_ID}", "words": "我们缺按摩床，请你们接着拍。"}
    submit("authoring.ask_for_handover", asked, instructor, target=f"{DRAFT}/handover?done=asked", **COURSE)
    visit("authoring.draft", neighbour, 404, **COURSE)
    waiting = visit("authoring.courses", neighbour)
    address = next(href for words, href in waiting.links.items() if "接手" in words)
    assert "我们缺按摩床" in visit(address, neighbour).words
    visit(address, instructor, 404)
    submit(address, {"answer": "yes"}, neighbour, target=f"{DRAFT}?done=handed-over")
    visit("authoring.draft", neighbour, **COURSE)
    visit("authoring.draft", instructor, 404, **COURSE)
    submit(address, {"answer": "no"}, neighbour, 422)
    with database.reading() as session:
        assert heard(session)[Kind.OFFER_ANSWERED] == {instructor.person_id}
        assert Kind.DRAFT_OFFERED not in heard(session)


def test_a_colleague_says_no_and_everything_stays(
    visit: Visit, submit: Submit, database: Database, instructor: Someone, base_manager: Someone
) -> None:
    asked = {"to": f"p{base_manager.person_id}", "words": ""}
    to = {"target": f"{DRAFT}/handover?done=asked", **COURSE}
    submit("authoring.ask_for_handover", asked, instructor, **to)
    assert "何主任" in visit("authoring.draft_handover", instructor, **COURSE).words
    assert submit("authoring.ask_for_handover", asked, instructor, 422, **COURSE).errors
    address = next(h for w, h in visit("authoring.courses", base_manager).links.items() if "接手" in w)
    submit(address, {"answer": "no"}, base_manager, target="/teach/courses")
    submit("authoring.ask_for_handover", asked, instructor, **to)
    back = {"target": f"{DRAFT}/handover?done=taken-back", **COURSE}
    submit("authoring.take_handover_back", {}, instructor, **back)
    submit("authoring.ask_for_handover", {"to": "p0", "words": ""}, instructor, 422, **COURSE)
    with database.reading() as session:
        told = heard(session)
    assert told[Kind.DRAFT_OFFERED] == {base_manager.person_id}
    assert told[Kind.OFFER_ANSWERED] == {instructor.person_id}


def test_no_page_of_the_road_is_longer_than_the_keyboard_likes(
    visit: Visit, submit: Submit, instructor: Someone, officer: Someone
) -> None:
    send(visit, submit, instructor)
    take(submit, officer)
    for page in (
        visit("authoring.draft_publication", instructor, **COURSE),
        visit("authoring.draft_handover", instructor, **COURSE),
        visit("authoring.review_queue", officer),
        visit("authoring.review", officer, **COURSE),
        visit("authoring.review_lesson", officer, **COURSE, lesson="push-slow"),
        visit("authoring.return_of_course", officer, **COURSE),
        visit("authoring.publication_of_course", officer, **COURSE),
    ):
        assert len(page.document.stops) <= STOPS_MAX, page.heading
        assert len(page.content) < 30_000, page.heading


def test_ten_comments_leave_the_authors_page_short(
    visit: Visit, submit: Submit, instructor: Someone, officer: Someone
) -> None:
    send(visit, submit, instructor)
    take(submit, officer)
    lesson_page = visit("authoring.review_lesson", officer, **COURSE, lesson="push-slow")
    line = line_of(lesson_page, "手放在桌面上")
    for number in range(10):
        submit(
            "authoring.comment_on_lesson", {"line": line, "words": f"第 {number} 条意见。"}, officer,
            target=f"{OFFICE}/lessons/push-slow?done=commented", **COURSE, lesson="push-slow",
        )  # fmt: skip
    submit(
        "authoring.return_course", {"words": ""}, officer, target="/office/courses?done=returned", **COURSE
    )
    page = visit("authoring.draft_publication", instructor, **COURSE)
    assert len(page.document.stops) <= STOPS_MAX
    assert "一共 10 条" in page.words
    lesson_page = visit("authoring.draft_lesson", instructor, **COURSE, lesson="push-slow")
    assert lesson_page.text.count("审核意见：") == 10
