"""The course page, as visitors and people see it, and as it becomes something else."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import Course, Slot
from learnhub.catalogue.rules import CourseState, Edition, SlotKind, SlotState
from learnhub.db import Database
from learnhub.primitives import instant_now, today
from learnhub.providers.models import TrainingBase
from tests.classes import ClassDays, enrol, join, open_class
from tests.people import BASE_ID, Someone
from tests.sample_site import learn, statements
from tests.visit import Submit, Visit

WEIGHT_MAX, STOPS_MAX = 30_000, 25
SLUGS = (
    "blind-massage",
    "phone-basics",
    "ecommerce-service",
    "coffee-easyread",
    "live-selling",
    "moxibustion",
    "illustration",
    "chinese-pastry",
    "elderly-care",
    "papercut",
    "public-module",
)
PEOPLE = ["stranger", "trainee", "instructor", "base_manager", "liaison", "officer", "auditor", "admin"]


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as session:
        yield session


def course(session: Session, slug: str) -> Course:
    return session.scalars(sa.select(Course).where(Course.slug == slug)).one()


@pytest.mark.parametrize("slug", SLUGS)
def test_every_course_page_is_light_and_short_of_stops(visit: Visit, trainee: Someone, slug: str) -> None:
    for person in (None, trainee):
        page = visit("pages.course", person, slug=slug)
        assert len(page.content) < WEIGHT_MAX
        assert len(page.document.stops) <= STOPS_MAX


@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_reads_the_same_facts(visit: Visit, request: pytest.FixtureRequest, who: str) -> None:
    page = visit("pages.course", request.getfixturevalue(who), slug="blind-massage")
    assert page.heading == "盲人保健按摩（五级入门）"
    for told in (
        "示例课程，未经行业教师审定",
        "金水培训基地（河南省郑州市金水区）",
        "要不要交钱不收费",
        "职业技能等级证书、培训合格证书",
        "保健按摩师（2015 年版职业编码 4-10-04-02）",
        "计划线上60 学时",
        "计划线下100 学时，15 天",
        "全部内容语音优先",
        "门口有坡道",
    ):
        assert told in page.words


def test_the_base_can_be_looked_up(visit: Visit) -> None:
    page = visit("pages.course", slug="blind-massage")
    assert "金水培训基地" in visit(page.links["看这个基地的地址和联系办法"]).words


def test_minutes_online_are_told_apart_from_the_plan(visit: Visit, session: Session) -> None:
    minutes = catalogue.outline(session, course(session, "blind-massage")).minutes
    page = visit("pages.course", slug="blind-massage")
    assert f"20 课，约 {minutes} 分钟，合 {minutes // 45} 学时余 {minutes % 45} 分钟" in page.words
    assert "不是已经有的内容" in page.words


@pytest.mark.parametrize("who", PEOPLE)
def test_only_those_who_can_enrol_get_the_button(
    visit: Visit, request: pytest.FixtureRequest, who: str
) -> None:
    page = visit("pages.course", request.getfixturevalue(who), slug="blind-massage")
    assert ("报名" in page.buttons) == (who in {"stranger", "trainee"})
    assert "试学一课：洗净双手再碰顾客" in page.links


def test_enrolling_is_at_most_five_stops_away_and_says_what_comes_next(
    visit: Visit, submit: Submit, trainee: Someone, other_trainee: Someone
) -> None:
    page = visit("pages.course", trainee, slug="blind-massage")
    assert page.stops_to("报名") <= 5
    answer = submit(
        "learning.enrol",
        person=trainee,
        course="blind-massage",
        target="/courses/blind-massage?done=enrolled",
    )
    page = answer.follow()
    assert "报名成功" in page.words
    assert "20 课里学完了 0 课" in page.words
    assert "报名" not in page.buttons
    assert page.stops_to("开始学：职业道德与质量意识") <= 5
    assert "报名" in visit("pages.course", other_trainee, slug="blind-massage").buttons


def test_a_visitor_who_presses_enrol_is_asked_to_sign_in_and_loses_nothing(
    visit: Visit, submit: Submit
) -> None:
    assert "报名" in visit("pages.course", slug="blind-massage").buttons
    page = submit("learning.enrol", course="blind-massage", status=401)
    assert page.heading == "登录"
    assert "注册" in page.words


def test_a_word_in_the_address_does_not_claim_an_enrolment(visit: Visit, trainee: Someone) -> None:
    page = visit("/courses/blind-massage?done=enrolled", trainee)
    assert "报名成功" not in page.words


def test_a_learner_sees_how_far_they_are_and_goes_on(
    visit: Visit, session: Session, trainee: Someone
) -> None:
    made = enrol(session, trainee.person_id, course(session, "coffee-easyread"))
    lessons = catalogue.lesson_versions(session, made.course_version_id)
    learn(session, trainee.person_id, made.id, lessons[0])
    page = visit("pages.course", trainee, slug="coffee-easyread")
    assert "16 课里学完了 1 课" in page.words
    assert f"接着学：{lessons[1].title}" in page.links
    for lesson in lessons[1:]:
        learn(session, trainee.person_id, made.id, lesson)
    page = visit("pages.course", trainee, slug="coffee-easyread")
    assert "线上的课都学完了" in page.words


@pytest.mark.parametrize("who", ["stranger", "trainee"])
def test_a_course_in_preparation_offers_its_trial_lesson_alone(
    visit: Visit, request: pytest.FixtureRequest, who: str
) -> None:
    page = visit("pages.course", request.getfixturevalue(who), slug="papercut")
    assert "筹备中" in page.words
    assert "报名" not in page.buttons
    assert [words for words in page.links if words.startswith("试学一课")]
    assert "还没有上线" in page.words


def test_a_shared_module_is_not_enrolled_in(visit: Visit, trainee: Someone) -> None:
    page = visit("pages.course", trainee, slug="public-module")
    assert "学一次就够" in page.words
    assert "报名" not in page.buttons
    assert "补贴" not in [page.document.words(heading) for heading in page.document.all("h2")]


def test_a_course_that_is_withdrawn_can_no_longer_be_opened(visit: Visit, session: Session) -> None:
    visit("pages.course", slug="papercut")
    course(session, "papercut").state = CourseState.WITHDRAWN
    session.flush()
    visit("pages.course", slug="papercut", status=404)


@pytest.mark.parametrize("slug", ["nothing-here", "x", "%00", "..", "按摩"])
def test_an_unknown_course_is_not_found(visit: Visit, slug: str) -> None:
    visit("pages.course", slug=slug, status=404)


def test_each_lesson_says_what_it_has_and_lacks(visit: Visit) -> None:
    page = visit("pages.course", slug="phone-basics")
    assert "手语：还没有" in page.words
    assert "易读版：20 课里有 3 课" in page.words
    assert "课里没有视频，不需要字幕。" in page.words
    assert "拼音版" in page.words
    rows = page.rows("认识手机")
    assert [row[0] for row in rows] == ["摸一摸手机：正面、侧边和底边", "声音大小和充电"] or len(rows) == 2
    assert all(len(row) == 4 and all(row) for row in rows)


def sign_slot(text_hash: str, state: SlotState, **values: object) -> Slot:
    told = {
        "language": "",
        "blob": None,
        "content_type": "",
        "byte_count": 0,
        "milliseconds": 0,
        "maker": "",
        "requested_of": "",
        "reason": "",
        **values,
    }
    return Slot(
        text_hash=text_hash,
        edition=Edition.STANDARD,
        kind=SlotKind.SIGN,
        state=state,
        changed_at=instant_now(),
        **told,
    )


def test_a_requested_sign_video_says_of_whom_since_when_and_for_when(visit: Visit, session: Session) -> None:
    outline = catalogue.outline(session, course(session, "moxibustion"))
    session.add(
        sign_slot(
            outline.lessons[0].version.text_hash,
            SlotState.REQUESTED,
            requested_of="郑州市聋人协会",
            requested_on=date(2026, 1, 5),
            promised_on=date(2026, 5, 1),
        )
    )
    session.flush()
    page = visit("pages.course", slug="moxibustion")
    assert "手语：还没有" in page.words
    assert "已请人做 2026 年 1 月 5 日请了郑州市聋人协会，说好 2026 年 5 月 1 日" in page.words


def test_a_sign_video_that_is_there_says_its_language(visit: Visit, session: Session) -> None:
    outline = catalogue.outline(session, course(session, "moxibustion"))
    session.add(
        sign_slot(
            outline.lessons[0].version.text_hash,
            SlotState.UPLOADED,
            blob="0" * 64,
            content_type="video/webm",
            byte_count=9,
            language="国家通用手语",
        )
    )
    session.flush()
    page = visit("pages.course", slug="moxibustion")
    assert "手语：每一课都有" in page.words
    assert "国家通用手语" in page.words


def test_open_classes_say_when_where_and_how_many_places_are_left(
    visit: Visit, session: Session, trainee: Someone
) -> None:
    page = visit("pages.course", slug="blind-massage")
    assert "现在没有开班" in page.words
    base = session.get_one(TrainingBase, BASE_ID)
    found = course(session, "blind-massage")
    made = open_class(session, found, base, days=ClassDays(first=today() + timedelta(days=7)), capacity=1)
    page = visit("pages.course", slug="blind-massage")
    assert "现在没有开班" not in page.words
    for told in ("15 次课", "花园路 1 号 2 楼", "有电梯，电梯有语音。", "还有 1 个", "2026-按摩-01"):
        assert told in page.words
    join(session, made, enrol(session, trainee.person_id, found))
    assert "满了，请联系基地" in visit("pages.course", slug="blind-massage").words


def test_a_class_that_is_over_is_not_offered(visit: Visit, session: Session) -> None:
    base = session.get_one(TrainingBase, BASE_ID)
    first = today() - timedelta(days=90)
    open_class(session, course(session, "blind-massage"), base, days=ClassDays(first=first, days=5))
    assert "现在没有开班" in visit("pages.course", slug="blind-massage").words


def test_the_subsidy_is_told_with_caveat_and_source_and_never_promised(visit: Visit) -> None:
    page = visit("pages.course", slug="blind-massage")
    assert "生活费（含交通费）补贴：线下课每到满一天" in page.words
    assert 'value="30.00"' in page.text
    assert "注意：2021年6月答复所述疫情期间做法，原文件未见，期限不明。" in page.words
    assert "培训费补贴：政策里没有写金额。" in page.words
    assert "上面写的是规定，不是承诺" in page.words
    assert "郑州市人力资源和社会保障局" in page.words


def test_the_subsidy_is_that_of_the_region_whose_office_approved_the_class(
    visit: Visit, session: Session
) -> None:
    base = session.get_one(TrainingBase, BASE_ID)
    days = ClassDays(first=today() + timedelta(days=7), days=3)
    open_class(session, course(session, "ecommerce-service"), base, region_code="532801", days=days)
    page = visit("pages.course", slug="ecommerce-service")
    assert "云南省西双版纳傣族自治州景洪市的规定是这样写的" in page.words
    assert 'value="1200.00"' in page.text
    assert "当地在普遍标准上再加百分之20。 示例" in page.words
    assert "政策里有这一项，没有写金额" in page.words


def test_a_course_without_base_and_class_names_no_amount(visit: Visit) -> None:
    page = visit("pages.course", slug="coffee-easyread")
    assert "还说不出金额" in page.words
    assert "元" not in page.words.split("补贴按开班地的规定算")[1][:60]


def test_somebody_enrolled_in_an_earlier_version_keeps_it(
    visit: Visit, session: Session, trainee: Someone
) -> None:
    found = course(session, "papercut")
    found.state = CourseState.PUBLISHED
    version = catalogue.current_version(session, found)
    values = {
        column.key: getattr(version, column.key)
        for column in sa.inspect(type(version)).column_attrs
        if column.key not in {"id", "number", "digest", "published_at", "title"}
    }
    made = type(version)(number=2, digest="2", published_at=instant_now(), title="剪纸（第二版）", **values)
    session.add(made)
    session.flush()
    enrol(session, trainee.person_id, found)
    session.add(
        type(version)(number=3, digest="3", published_at=instant_now(), title="剪纸（第三版）", **values)
    )
    session.flush()
    assert visit("pages.course", slug="papercut").heading == "剪纸（第三版）"
    page = visit("pages.course", trainee, slug="papercut")
    assert page.heading == "剪纸（第二版）"
    assert "课程更新过" in page.words


def test_a_course_goes_on_with_others_that_are_like_it_and_says_why(visit: Visit) -> None:
    page = visit("pages.course", slug="ecommerce-service")
    assert "手机与互联网基础 都讲到：打字、读屏。 现在可以报名。" in page.words
    assert visit(page.links["手机与互联网基础"]).heading == "手机与互联网基础"
    assert "也可以看看" not in visit("pages.course", slug="public-module").words


def test_a_course_page_takes_few_queries(visit: Visit, database: Database, trainee: Someone) -> None:
    visit("pages.course", trainee, slug="papercut")
    sent = statements(database)
    visit("pages.course", trainee, slug="papercut")
    small = len(sent)
    sent.clear()
    visit("pages.course", trainee, slug="blind-massage")
    assert (
        len(sent) <= small + 5 <= 32
    )  # more: its base, what names it, and three for the courses that are like it
