"""The first page, one's own page, and one sentence in every form."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from learnhub.accessibility.rules import AccessProfile
from learnhub.accessibility.service import keep_profile
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import Course
from learnhub.credits import service as credit
from learnhub.db import Database
from learnhub.learning.rules.hand_ins import Outcome
from learnhub.pages.service import sentence_forms
from learnhub.policy.service import figures
from learnhub.primitives import class_hours, hours_words, instant_now, today
from learnhub.providers.models import TrainingBase
from learnhub.settings import PROJECT_DIR, Settings
from learnhub.speech.models import Rendition
from learnhub.storage.adapters.local_folder import LocalFolder
from learnhub.storage.service import store_for
from learnhub.training.models import ClassParticulars
from learnhub.training.rules.particulars import ClassKind, DeliveryForm, Interpreter, TrainingType
from tests.classes import ClassDays, enrol, join, open_class
from tests.learning.assessments.made import begun, enrolled
from tests.learning.work import answer, hand_in, learner_of, load_work
from tests.people import BASE_ID, Someone
from tests.sample_site import SampleSite, learn, statements
from tests.visit import Clients, Page, Visit

WEIGHT_MAX = 30_000
PEOPLE = ["stranger", "trainee", "instructor", "base_manager", "liaison", "officer", "auditor", "admin"]


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as session:
        yield session


def course(session: Session, slug: str) -> Course:
    return session.scalars(sa.select(Course).where(Course.slug == slug)).one()


def choices_of(page: Page) -> list[str]:
    """Return the big choices of a page in words; nothing else in its main part leads on but its own reading."""
    main = page.document.all("main")[0]
    links = [one for one in page.document.all("a") if main in page.document.ancestors(one)]
    shown = [one for one in links if "picture-choices__link" in (one.get("class") or "")]
    others = [page.document.words(one) for one in links if one not in shown]
    assert others == ["听今天和下一步"]
    return [page.document.words(one) for one in shown]


@pytest.mark.parametrize("who", PEOPLE)
def test_the_first_page_says_what_can_be_done_here(
    visit: Visit, request: pytest.FixtureRequest, who: str
) -> None:
    page = visit("pages.home", request.getfixturevalue(who))
    assert page.stops_to("想学什么？") == 1
    assert page.stops_to("让页面适合我") <= 5
    assert {"找课程", "我的学习", "让页面适合我"} <= page.links.keys()
    assert len(page.content) < WEIGHT_MAX
    assert len(page.document.stops) <= 25


def test_the_first_page_recommends_only_courses_that_people_can_enrol_in(visit: Visit) -> None:
    page = visit("pages.home")
    shown = [page.document.words(heading) for heading in page.document.all("h3")]
    assert len(shown) == 4
    assert "筹备中" not in page.words
    assert page.links["看全部 10 门课程"] == "/courses"


def test_the_first_page_takes_few_queries(visit: Visit, database: Database) -> None:
    visit("pages.home")
    sent = statements(database)
    visit("pages.home")
    assert len(sent) <= 10


@pytest.mark.parametrize("address", ["/", "/one-sentence"])
def test_a_site_without_courses_has_its_pages_too(empty_site: Flask, address: str) -> None:
    clients = Clients(empty_site)
    client = clients.of(None)
    page = clients.answer(client, client.get(address), 200, None)
    assert page.words


def test_a_visitor_who_wants_their_own_page_signs_in_first(visit: Visit) -> None:
    page = visit("pages.me", status=303, target="/sign-in?next=/me")
    assert page.follow().heading == "登录"


@pytest.mark.parametrize("who", PEOPLE[1:])
def test_somebody_without_a_course_is_shown_the_way_to_one(
    visit: Visit, request: pytest.FixtureRequest, who: str
) -> None:
    page = visit("pages.me", request.getfixturevalue(who))
    assert "今天没有线下课，想学几分钟都可以。" in page.words
    assert "您还没有报名课程" in page.words
    assert page.stops_to("找课程") <= 5


def test_the_next_step_is_the_lesson_to_go_on_with(visit: Visit, session: Session, trainee: Someone) -> None:
    first = enrol(session, trainee.person_id, course(session, "coffee-easyread"))
    enrol(session, trainee.person_id, course(session, "phone-basics"))
    lessons = catalogue.lesson_versions(session, first.course_version_id)
    learn(session, trainee.person_id, first.id, lessons[0])
    page = visit("pages.me", trainee)
    assert "接着学《咖啡与甜点岗位（易读版·支持性就业）》的第 2 课。" in page.words
    assert page.stops_to(f"开始：{lessons[1].title}") == 1
    assert "16 课里学完了 1 课" in page.words
    assert page.links["手机与互联网基础"] == "/courses/phone-basics"


def test_a_lesson_of_a_shared_module_counts_in_each_course(
    visit: Visit, session: Session, trainee: Someone
) -> None:
    first = enrol(session, trainee.person_id, course(session, "coffee-easyread"))
    enrol(session, trainee.person_id, course(session, "blind-massage"))
    learn(
        session, trainee.person_id, first.id, catalogue.lesson_versions(session, first.course_version_id)[0]
    )
    page = visit("pages.me", trainee)
    assert "16 课里学完了 1 课" in page.words
    assert "20 课里学完了 1 课" in page.words


def test_when_all_lessons_are_done_the_next_meeting_comes(
    visit: Visit, session: Session, trainee: Someone
) -> None:
    found = course(session, "coffee-easyread")
    made = enrol(session, trainee.person_id, found)
    for lesson in catalogue.lesson_versions(session, made.course_version_id):
        learn(session, trainee.person_id, made.id, lesson)
    assert "报名的课都学完了" in visit("pages.me", trainee).words
    base = session.get_one(TrainingBase, BASE_ID)
    days = ClassDays(first=today() + timedelta(days=3), days=2)
    training_class = open_class(session, found, base, days=days)
    join(session, training_class, made)
    meeting = training_class.sessions[0].day
    page = visit("pages.me", trainee)
    assert page.links["看线下课"] == "/me?shown=whole#offline-days"
    assert "offline-days" in page.document.by_id
    assert re.search(
        rf"下一次线下课在 ?{meeting.month} 月 {meeting.day} 日（星期.） 09:00，地点是花园路 1 号 2 楼",
        page.words,
    )


def test_a_meeting_today_is_said_first(
    visit: Visit, session: Session, trainee: Someone, other_trainee: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = course(session, "blind-massage")
    base = session.get_one(TrainingBase, BASE_ID)
    training_class = open_class(session, found, base, days=ClassDays(first=today(), days=3))
    join(session, training_class, enrol(session, trainee.person_id, found))
    session.add(
        ClassParticulars(
            training_class_id=training_class.id, training_type=next(iter(TrainingType)), delivery_form=next(iter(DeliveryForm)),
            dispersed_approval="", kind=next(iter(ClassKind)), employer="", access_facts={}, directions="", is_companion_allowed=True,
            interpreter=Interpreter.ARRANGED, interpreter_words="区聋协，李老师", dormitory="",
        )
    )  # fmt: skip
    enrol(session, other_trainee.person_id, found)
    first = training_class.sessions[0].day  # a working day, today or after the weekend
    monkeypatch.setattr("learnhub.pages.views.screens.today", lambda: first)
    page = visit("pages.me", trainee)
    assert "09:00 有线下课“实操第 1 次”，在花园路 1 号 2 楼。" in page.words
    second = training_class.sessions[1].day
    headings = [page.document.words(one) for one in page.document.all("h3")]
    assert re.fullmatch(r"今天 09:00", headings[0])
    assert re.fullmatch(rf"{second.month} 月 {second.day} 日（星期.） 09:00", headings[1])
    facts = [page.document.words(one) for one in page.document.all("dt")]
    assert facts[:5] == ["上什么", "在哪里", "场地", "手语翻译", "为您准备"]
    assert [page.document.words(one) for one in page.document.all("dd")][3] == "已经请到"
    assert page.stops_to("签到") <= 5
    assert "今天没有线下课" in visit("pages.me", other_trainee).words


def test_credits_and_class_hours_stand_on_the_own_page(
    visit: Visit, session: Session, trainee: Someone, other_trainee: Someone
) -> None:
    made = enrol(session, trainee.person_id, course(session, "phone-basics"))
    lesson = catalogue.lesson_versions(session, made.course_version_id)[0]
    learn(session, trainee.person_id, made.id, lesson)
    credit.settle(
        session, person_id=trainee.person_id, figures=figures(PROJECT_DIR / "content"), now=instant_now()
    )
    told = f"有 10 个学习积分，认定的学习时间是 {hours_words(class_hours(lesson.minutes))}。"
    page = visit("pages.me", trainee)
    assert told in page.words
    for words in ("看积分怎么来的", "看补贴"):
        assert visit(page.links[words], trainee).words
    assert "有 0 个学习积分" in visit("pages.me", other_trainee).words


def test_the_own_page_takes_the_same_queries_for_one_course_and_for_four(
    visit: Visit, session: Session, database: Database, trainee: Someone
) -> None:
    enrol(session, trainee.person_id, course(session, "blind-massage"))  # which has a test
    visit("pages.me", trainee)
    sent = statements(database)
    visit("pages.me", trainee)
    one = len(sent)
    for slug in ("phone-basics", "coffee-easyread", "ecommerce-service"):
        enrol(session, trainee.person_id, course(session, slug))
    sent.clear()
    page = visit("pages.me", trainee)
    assert len(sent) == one <= 26
    assert len(page.content) < WEIGHT_MAX


@pytest.mark.parametrize("who", PEOPLE)
def test_one_sentence_is_shown_in_each_form_there_is(
    visit: Visit, request: pytest.FixtureRequest, who: str
) -> None:
    page = visit("pages.one_sentence", request.getfixturevalue(who))
    headings = [page.document.words(heading) for heading in page.document.all("h2")]
    assert headings[:6] == ["文字", "朗读", "拼音", "盲文", "易读版", "手语"]
    assert any("⠀" <= sign <= "⣿" for sign in page.words)
    assert page.document.all("ruby")
    assert page.document.all("figure")
    assert "还没有手语视频" in page.words
    assert "做一份，或者下载做好的" in page.links
    assert "自然机器音" in page.words


def test_one_sentence_is_heard_alone_once_the_lesson_has_audio(
    visit: Visit, session: Session, sample_site: SampleSite
) -> None:
    forms = sentence_forms(session, LocalFolder(sample_site.files), lambda *_: "/")
    assert forms is not None
    session.add(
        Rendition(
            text_hash=forms.lesson.version.text_hash,
            edition=forms.lesson.version.edition.value,
            engine="recording",
            voice="test",
            bit_rate_kbps=24,
            form_hash="f",
            blob="a" * 64,
            cues=[
                {"sentence_id": "s-1", "start_ms": 0, "end_ms": 900, "text": "题目"},
                {
                    "sentence_id": forms.sentence.id,
                    "start_ms": 1250,
                    "end_ms": 4500,
                    "text": forms.sentence.text,
                },
            ],
            duration_ms=5000,
            byte_count=15_000,
            made_at=instant_now(),
        )
    )
    session.flush()
    page = visit("pages.one_sentence")
    audio = page.document.all("audio")[0]
    assert audio.get("src") == f"/slots/{catalogue.slot_file_name('a' * 64, 'audio/mpeg')}#t=1.250,4.500"
    assert audio.get("preload") == "none"
    assert "3 秒" in page.words
    assert "真人录音" in page.words


def test_a_test_under_way_and_work_that_came_back_stand_beside_learning(
    visit: Visit, session: Session, settings: Settings, trainee: Someone, instructor: Someone
) -> None:
    store = store_for(settings)
    begun(session, store, enrolled(session, store, trainee.person_id))
    page = visit("pages.me", trainee)
    assert "测验“理论测验”还没有交卷，答过的都存着。" in page.words
    assert page.stops_to("接着做测验") == 1
    assert "接着学" in page.words
    assert "4 道题，答了 0 道" in visit(page.links["接着做测验"], trainee).words
    load_work(session, store)
    answer(session, hand_in(session, learner_of(session, trainee)), instructor, Outcome.AGAIN)
    simple = visit("pages.me", trainee, shown="simple")
    assert choices_of(simple) == ["接着做测验", "看老师的话", "看全部"]
    assert "请再试一次" in visit(simple.links["看老师的话"], trainee).words


def test_the_simple_version_says_two_sentences_and_offers_three_choices_at_most(
    visit: Visit, session: Session, trainee: Someone
) -> None:
    made = enrol(session, trainee.person_id, course(session, "coffee-easyread"))
    first = catalogue.lesson_versions(session, made.course_version_id)[0]
    asked_for = visit("pages.me", trainee, shown="simple")
    keep_profile(session, trainee.person_id, AccessProfile(is_easy_read_first=True), now=instant_now())
    for page in (asked_for, visit("pages.me", trainee)):
        assert [page.document.words(one) for one in page.document.all("h2")] == ["今天", "下一步"]
        assert page.stops_to(f"开始：{first.title}") <= 2
        assert choices_of(page) == [f"开始：{first.title}", "看图片找课程", "看全部"]
        assert page.links["听今天和下一步"] == "/read-aloud?page=/me?shown%3Dsimple"
    assert visit(page.links["看全部"], trainee).links["换成简明版：只看今天和下一步"] == "/me?shown=simple"
