"""Announcements: looked at before they go out, corrected in versions, withdrawn with a reason, and of one's own division alone."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.announcements.adapters.body import look_at
from learnhub.announcements.models import Announcement, AnnouncementVersion
from learnhub.announcements.rules import Kind, State, Text, refusal_of, state_of
from learnhub.db import Database
from learnhub.primitives import today
from tests.classes import course_with_lessons
from tests.people import Someone, make_person
from tests.visit import Page, Submit, Visit

PUBLISHED = re.compile(r"/office/announcements/[0-9]+\?done=published")
BODY = "下雨也办。\n\n## 怎么去\n\n- 坐 3 路车\n- 在示例站下车\n"


def _competition(**told: str) -> dict[str, str]:
    day = today() + timedelta(days=30)
    return {
        "region": "410100", "title": "按摩技能竞赛（示例）", "summary": "会按摩的学员可以报名。", "body": BODY,
        "who": "有残疾人证的学员", "starts_on": day.isoformat(), "ends_on": (day + timedelta(days=1)).isoformat(),
        "place": "示例路 1 号", "access": "有电梯", "interpreter": "有",
        "accommodations": (day - timedelta(days=9)).isoformat(), "sign_up": "示例网址", "courses": "",
        "contact": "短信 13800000000",
    } | told  # fmt: skip


def _seen(submit: Submit, officer: Someone, told: dict[str, str]) -> str:
    """Return the digest of the text that was looked at."""
    looked = submit("announcements.publish", told | {"deed": "look"}, officer, 200, kind="competition")
    assert "这是预览，还没有发布" in looked.words
    return _digest(looked)


def _digest(looked: Page) -> str:
    found = re.search(r'name="seen"[^>]*value="([0-9a-f]{64})"', looked.text)
    assert found is not None
    return found[1]


def _publish(submit: Submit, database: Database, officer: Someone, **told: str) -> int:
    fields = _competition(**told)
    fields |= {"seen": _seen(submit, officer, fields), "deed": "publish"}
    submit("announcements.publish", fields, officer, target=PUBLISHED, kind="competition")
    with database.transaction() as session:
        return session.scalars(sa.select(Announcement.id).order_by(Announcement.id.desc())).first() or 0


def test_what_was_looked_at_goes_out_is_corrected_and_withdrawn_and_every_version_stays(
    visit: Visit, submit: Submit, database: Database, officer: Someone
) -> None:
    with database.transaction() as session:
        course_with_lessons(session, "massage", base_id=None)
    fields = _competition(courses="https://example.org/courses/massage")
    seen = _seen(submit, officer, fields)
    changed = fields | {"place": "示例路 2 号", "seen": seen, "deed": "publish"}
    unseen = submit("announcements.publish", changed, officer, 422, kind="competition")
    assert unseen.errors == ["改过以后还没有看过。下面是现在的样子，看过再发布。"]
    with database.transaction() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Announcement)) == 0
    submit(
        "announcements.publish",
        fields | {"seen": seen, "deed": "publish"},
        officer,
        target=PUBLISHED,
        kind="competition",
    )
    with database.transaction() as session:
        at = {"announcement_id": session.scalars(sa.select(Announcement.id)).one()}

    shown = visit("announcements.announcement", None, **at)
    assert "示例路 1 号" in shown.words
    assert "在示例站下车" in shown.words
    course = visit("pages.course", None, slug="massage")
    assert course.links["按摩技能竞赛（示例）"] == f"/announcements/{at['announcement_id']}"

    form = visit("announcements.new_correction", officer, **at).fields
    assert "按摩技能竞赛（示例）" in form.values()
    better = fields | {"place": "示例路 2 号", "reason": "地方换了", "deed": "look"}
    better |= {"number": "1"}
    looked = submit("announcements.correct", better, officer, 200, **at)
    better |= {"seen": _digest(looked), "deed": "publish"}
    target = f"/office/announcements/{at['announcement_id']}?done="
    submit("announcements.correct", better, officer, target=f"{target}corrected", **at)
    late = submit("announcements.correct", better | {"reason": "地方又换了"}, officer, 422, **at)
    assert late.errors == ["别人刚才改过这一条。请打开最新的一版，看过再改。"]
    assert "示例路 1 号" in visit("announcements.version", None, **at, number=1).words
    second = visit("announcements.version", None, **at, number=2)
    assert "地方换了" in second.words
    assert "〔删去〕" in second.words
    visit("announcements.version", None, 404, **at, number=3)

    assert submit("announcements.withdraw", {"reason": "短"}, officer, 422, **at).errors == [
        "请写明为什么撤回，至少 4 个字。"
    ]
    submit("announcements.withdraw", {"reason": "场地不能用了"}, officer, target=f"{target}withdrawn", **at)
    assert "场地不能用了" in visit("announcements.announcement", None, **at).words
    again = submit("announcements.correct", better | {"number": "2", "place": "别处"}, officer, 422, **at)
    assert again.errors
    assert "按摩技能竞赛（示例）" not in visit("pages.course", None, slug="massage").links
    with pytest.raises(sa.exc.DBAPIError), database.transaction() as session:
        session.execute(sa.update(AnnouncementVersion).values(title="别的"))


def test_lists_go_up_the_divisions_and_no_office_touches_another_ones(
    visit: Visit, submit: Submit, database: Database, officer: Someone
) -> None:
    made = _publish(submit, database, officer, title="=市里的竞赛")
    other = make_person(database, "洛干部", Holding(Role.OFFICER, region_code="410300"))
    for endpoint in ("announcements.office_announcement", "announcements.new_correction"):
        visit(endpoint, other, 404, announcement_id=made)
    submit("announcements.withdraw", {"reason": "不是我们的"}, other, 404, announcement_id=made)
    theirs = submit("announcements.publish", _competition(), other, 422, kind="competition")
    assert theirs.errors == ["请从列出的选项里选一个。"]
    assert "=市里的竞赛" in visit("announcements.announcements", None, area="410105").links
    assert "=市里的竞赛" not in visit("announcements.announcements", None, area="410300").links
    assert "=市里的竞赛" not in visit("announcements.announcements", None, kind="job").links
    assert "市里的竞赛" not in visit("announcements.announcements_table", other, suffix="csv").text
    table = visit("announcements.announcements_table", officer, suffix="csv").text
    assert "'=市里的竞赛" in table


@pytest.mark.parametrize(
    ("told", "field", "words"),
    [
        ({"contact": "电话 13800000000"}, "contact", "只有电话，聋人联系不上"),
        ({"ends_on": "2026-01-01", "starts_on": "2026-02-01"}, "ends_on", "最后一天在开始日期以前"),
        ({"accommodations": "2099-01-01"}, "accommodations", "来不及准备"),
        ({"who": "限男性，五官端正"}, "who", "是在说不要谁"),
        ({"body": "请[点这里](https://example.org/a)报名。"}, "body", "链接只说“这里”"),
        ({"body": "![](media/a.png)"}, "body", "这里放不了图片"),
        ({"body": "今天*必须*来。"}, "body", "不要用斜体"),
        ({"body": "[" * 300}, "body", "方括号太多"),
        ({"body": "长" * 6001}, "body", "最多写 6000 个字"),
        ({"courses": "/courses/nothing-there"}, "courses", "找不到课程"),
        ({"courses": "a\nb\nc\nd\ne\nf"}, "courses", "最多写 5 门课程"),
    ],
)
def test_what_may_not_go_out_is_refused_with_a_sentence_at_its_field(
    submit: Submit, officer: Someone, database: Database, told: dict[str, str], field: str, words: str
) -> None:
    fields = _competition(**told)
    answered = submit("announcements.publish", fields | {"deed": "look"}, officer, 422, kind="competition")
    [error] = answered.errors
    assert words in error
    assert f"{field}-error" in answered.text
    with database.transaction() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Announcement)) == 0


def test_an_announcement_holds_through_its_last_day() -> None:
    day = today()
    assert state_of(day, day, is_withdrawn=False) is State.CURRENT
    assert state_of(day - timedelta(days=1), day, is_withdrawn=False) is State.ENDED
    assert state_of(None, day, is_withdrawn=True) is State.WITHDRAWN


def test_free_training_is_no_word_of_refusal_and_no_script_comes_through() -> None:
    text = Text(Kind.JOB, "招聘", "不收费用，也不收报名费。", "", {"contact": "邮箱 a@example.org"}, None)
    assert refusal_of(text) is None
    assert look_at("标题", "一句话。", BODY).stopping == ()
    looked = look_at("标题", "一句话。", "<script>alert(1)</script>\n\n[好](javascript:alert(1))")
    assert [one.line for one in looked.stopping] == [1]
    assert not any("<script" in section.body or "href" in section.body for section in looked.html.sections)
