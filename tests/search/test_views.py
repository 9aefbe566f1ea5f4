"""The course list with its filters, and the search page, as people open them."""

from dataclasses import replace
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from flask import Flask

from learnhub.accessibility.current import COOKIE
from learnhub.accessibility.rules import AccessProfile, FirstWay, encode
from learnhub.app import create_app
from learnhub.db import Database
from learnhub.primitives import instant_now
from learnhub.search.views import courses as views
from learnhub.settings import Settings, make_keys
from tests.people import Someone
from tests.sample_site import SampleSite, statements
from tests.search.judged.catalogue import courses
from tests.search.judged.stored import store
from tests.visit import Clients, Page, Visit

WEIGHT_MAX = 30_000
PEOPLE = ["stranger", "trainee", "instructor", "base_manager", "liaison", "officer", "auditor", "admin"]


@pytest.fixture
def database(sample_database: Database) -> Database:
    return sample_database


@pytest.fixture
def settings(sample_site: SampleSite) -> Settings:
    made = Settings(instance_dir=sample_site.files.parent, log_files=False)
    make_keys(made)
    return made


@pytest.fixture
def visit_empty(shared_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Clients:
    """Browsers of a site without courses."""
    made = Settings(instance_dir=tmp_path_factory.mktemp("empty"), log_files=False)
    make_keys(made)
    return Clients(create_app(made, shared_database))


def titles(page: Page) -> list[str]:
    """Return the headings of cards or results, in order, without those of courses that are like them."""
    return [
        page.document.words(heading)
        for heading in page.document.all("h3")
        if heading.get("class") != "alike__title"
    ]


@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_sees_the_same_list(visit: Visit, request: pytest.FixtureRequest, who: str) -> None:
    page = visit("search.courses", request.getfixturevalue(who))
    assert page.heading == "找课程"
    assert "共 10 门课程" in page.words
    assert "其中 4 门现在可以报名" in page.words
    assert len(page.content) < WEIGHT_MAX


def test_each_card_says_what_can_be_learned_now_and_what_is_planned(visit: Visit) -> None:
    page = visit("search.courses", category="massage")
    assert titles(page) == ["盲人保健按摩（五级入门）"]
    assert "示例课程，未经行业教师审定" in page.words
    assert "可以报名，已上线 20 课" in page.words
    assert "计划 15 天" in page.words
    assert "金水培训基地" in page.words
    assert "手语：还没有" in page.words


def test_a_filter_narrows_the_list_and_its_link_takes_it_off(visit: Visit) -> None:
    page = visit("search.courses", category="food", certificate="职业技能等级证书")
    assert titles(page) == ["中式面点制作（初级）"]
    off = page.links["去掉：职业技能等级证书"]
    assert dict(parse_qsl(urlsplit(off).query)) == {"category": "food"}
    assert "共 2 门课程" in visit(off).words
    assert page.links["去掉全部条件"] == "/courses"


def test_a_region_finds_the_courses_of_the_bases_within_it(visit: Visit) -> None:
    page = visit("search.courses", region="410000")
    assert sorted(titles(page)) == sorted(["手机与互联网基础", "盲人保健按摩（五级入门）"])
    assert "去掉：河南省" in page.links


def test_filters_that_fit_no_course_together_say_how_to_go_on(visit: Visit) -> None:
    page = visit("search.courses", category="massage", has="easy-read")
    assert "没有课程同时符合这些条件" in page.words
    assert {"去掉：按摩", "去掉：易读版"} <= page.links.keys()


@pytest.mark.parametrize(
    "query",
    [
        {"category": "nothing"},
        {"base": "' OR 1=1"},
        {"region": "999999"},
        {"has": ["flying", "x" * 5000]},
        {"minutes": "\x00"},
    ],
    ids=["category", "base", "region", "ways", "minutes"],
)
def test_a_value_that_no_course_has_is_said_and_left_out(visit: Visit, query: dict[str, object]) -> None:
    page = visit("search.courses", **query)
    assert "已经不算它了" in page.words
    assert "共 10 门课程" in page.words


def test_the_form_keeps_what_was_chosen_and_offers_what_fits_with_its_count(visit: Visit) -> None:
    page = visit("search.courses", category="food", has="easy-read")
    assert page.fields["门类"] == "餐饮（1 门）"
    assert page.chosen == ["易读版（1 门）"]
    assert page.fields["职业"] == "不限"


@pytest.mark.parametrize("number", ["3", "99", "999999999999", "-1", "0", "二", ""])
def test_the_list_comes_in_pages(visit: Visit, monkeypatch: pytest.MonkeyPatch, number: str) -> None:
    monkeypatch.setattr(views, "COURSES_PER_PAGE", 4)
    page = visit("search.courses", page=number)
    is_last = number in {"3", "99"}
    assert page.heading == ("找课程，第 3 页" if is_last else "找课程")
    assert len(titles(page)) == (2 if is_last else 4)


def test_pages_keep_the_filters(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "COURSES_PER_PAGE", 4)
    page = visit("search.courses", certificate="培训合格证书")
    assert dict(parse_qsl(urlsplit(page.links["下一页"]).query)) == {
        "page": "2",
        "certificate": "培训合格证书",
    }


def test_the_list_takes_few_queries(visit: Visit, sample_database: Database) -> None:
    visit("search.courses")
    sent = statements(sample_database)
    visit("search.courses", category="massage", region="410000", has="audio", certificate="培训合格证书")
    assert len(sent) <= 16


def test_a_list_of_full_size_stays_light(visit: Visit) -> None:
    page = visit("search.courses")
    per_card = (len(page.content) - len(visit("search.courses", category="massage").content)) / 9
    assert len(page.content) + 5 * per_card < WEIGHT_MAX


@pytest.mark.parametrize("who", PEOPLE)
def test_an_answer_leads_to_the_course_and_to_the_lesson_that_fits(
    visit: Visit, request: pytest.FixtureRequest, who: str
) -> None:
    page = visit("search.results", request.getfixturevalue(who), q="七步洗手")
    assert page.heading == "搜索“七步洗手”"
    words = "盲人保健按摩（五级入门） 打开这一课：洗净双手再碰顾客"
    assert page.links[words] == "/courses/blind-massage/lessons/clean-hands"
    assert [page.document.words(mark) for mark in page.document.all("mark")]
    assert page.fields["想学什么？"] == "七步洗手"
    assert len(page.content) < WEIGHT_MAX


def test_the_lessons_of_an_answer_can_be_opened(visit: Visit) -> None:
    for asked in ("七步洗手", "拧干"):
        page = visit("search.results", q=asked)
        lessons = [address for address in page.links.values() if "/lessons/" in address]
        assert lessons
        for address in lessons:
            visit(address)


def test_the_first_answer_is_near_the_top(visit: Visit) -> None:
    assert visit("search.results", q="按摩").stops_to("盲人保健按摩（五级入门）") <= 5


def test_an_answer_can_be_narrowed_to_what_lessons_have(visit: Visit) -> None:
    page = visit("search.results", q="手机")
    narrowed = visit(page.links["只看有易读版的（2 门）"])
    assert set(titles(narrowed)) < set(titles(page))
    assert "去掉：易读版" in narrowed.links
    assert narrowed.fields["想学什么？"] == "手机"


def test_an_answer_of_few_courses_goes_on_with_others_that_are_like_the_best(visit: Visit) -> None:
    few = visit("search.results", q="按摩", category="massage")
    assert "找到的不多" not in few.words, "the others mightn't fit the filter"
    few = visit("search.results", q="居家就业")
    assert titles(few) == ["电商客服实务"]
    assert "只看有" not in few.words, "one course can't be narrowed"
    assert "找到的不多，也可以看看这些课程 下面每一门都和“电商客服实务”比过" in few.words
    assert "手机与互联网基础 都讲到：打字、读屏。" in few.words
    assert "找到的不多" not in visit("search.results", q="手机").words


def test_what_a_profile_puts_first_is_not_said_to_be_there_when_it_is_not(clients: Clients) -> None:
    client = clients.of(None)
    client.set_cookie(COOKIE, encode(AccessProfile(first_way=FirstWay.SIGN)))
    page = clients.answer(client, client.get("/search?q=手机"), 200, None)
    assert "选了先看手语，可是这里的课程都还没有手语视频" in page.words
    assert "只按我写的词排" not in page.links


def test_part_of_what_was_asked_is_said_to_be_part(visit: Visit) -> None:
    assert "没有一门课同时讲到您写的这些词" in visit("search.results", q="按摩 潜水艇").words


def test_letters_and_words_that_sound_alike_are_said_to_be_read_so(visit: Visit) -> None:
    spelt = visit("search.results", q="anmo")
    assert "“anmo”读作：按摩" in spelt.words
    alike = visit("search.results", q="按魔")
    assert "下面是“按摩”的结果，读音很像" in alike.words
    assert titles(alike)[0] == titles(spelt)[0] == "盲人保健按摩（五级入门）"
    assert "没有找到课程" in visit(alike.links["仍搜索“按魔”"]).words


def test_a_word_that_hurts_is_nowhere_on_the_page(visit: Visit) -> None:
    page = visit("search.results", q="瞎子按摩")
    assert "瞎子" not in page.content.decode()
    assert page.heading == "搜索“盲人按摩”"
    assert titles(page)[0] == "盲人保健按摩（五级入门）"


def test_what_was_chosen_in_the_accessibility_tools_orders_the_answer_openly(
    visit: Visit, clients: Clients
) -> None:
    plain = titles(visit("search.results", q="安全"))
    having = titles(visit("search.results", q="安全", has="easy-read"))
    client = clients.of(None)
    client.set_cookie(COOKIE, encode(AccessProfile(is_easy_read_first=True)))
    page = clients.answer(client, client.get("/search?q=安全"), 200, None)
    assert having
    assert "选了先看易读版" in page.words
    assert titles(page) != plain
    assert set(titles(page)[: len(having)]) == set(having)
    switched = clients.answer(client, client.get(page.links["只按我写的词排"]), 200, None)
    assert titles(switched) == plain
    assert "没有按您选的方式排" in switched.words
    assert "order=plain" not in switched.links["按我选的方式排"]


def test_an_answer_says_what_it_can_be_narrowed_to_and_by_how_many(visit: Visit) -> None:
    page = visit("search.results", q="手机")
    assert f"找到 {len(titles(page))} 门课程" in page.words
    narrowed = visit("search.results", q="手机", category="phone")
    assert titles(narrowed) == ["手机与互联网基础"]
    assert narrowed.fields["门类"] == "手机与互联网（1 门）"
    assert "按摩（1 门）" in narrowed.words, "what another category would give"


def test_when_nothing_fits_every_next_step_leads_somewhere(visit: Visit) -> None:
    page = visit("search.results", q="潜水艇")
    assert "没有找到课程" in page.words
    assert "金水培训基地：电话 0371-12345，文字 ask@example.org" in page.words
    steps = {
        words: address for words, address in page.links.items() if address.startswith(("/courses", "/search"))
    }
    assert len(steps) >= 3
    assert "金水培训基地" in visit(page.links["看全部培训基地"]).words
    assert steps.pop("看图片找课程") == "/search/pictures"
    for address in steps.values():
        assert titles(visit(address))


def test_what_a_course_is_about_opens_the_course_and_what_a_lesson_tells_opens_the_lesson(
    visit: Visit,
) -> None:
    page = visit("search.results", q="按摩")
    assert page.links["盲人保健按摩（五级入门）"] == "/courses/blind-massage"
    assert "最合适的一课：" in page.words
    others = [words for words in page.links if "打开这一课：" in words]
    assert all("/lessons/" in page.links[words] for words in others)
    part = visit("search.results", q="按摩 潜水艇")
    assert part.links["盲人保健按摩（五级入门）"] == "/courses/blind-massage", (
        "part of it is what the course is about"
    )
    assert "/courses/blind-massage" in visit("search.results", q="五级").links.values()


def test_a_page_of_answers_and_of_courses_has_few_stops_and_each_link_its_own_words(
    visit: Visit, database: Database, trainee: Someone
) -> None:
    with database.transaction() as session:
        made = [*courses(150, 900), *(replace(one, slug=f"again-{one.slug}") for one in courses(150, 900))]
        store(session, made, now=instant_now())
    for address in (
        "/search?q=手机",
        "/search?q=安全&page=2",
        "/search?q=按魔",
        "/search?q=安全&category=food&page=2",
        "/search?q=安全&category=food&certificate=培训合格证书&has=braille&page=2",
        "/search?q=按摩&has=sign",
        "/search?q=潜水艇",
        "/search",
        "/courses",
        "/courses?page=3",
        "/courses?certificate=培训合格证书&has=braille&page=2",
    ):
        page = visit(address, trainee)  # whose header has more stops than a visitor's
        stops = [page.document.name(stop) for stop in page.document.stops]
        assert len(stops) <= 25, (address, stops)


def test_when_a_filter_is_why_nothing_fits_it_is_said(visit: Visit) -> None:
    page = visit("search.results", q="按摩", has="easy-read")
    assert "在上面的条件里，没有课程讲到“按摩”" in page.words
    assert "去掉：易读版" in page.links


def test_an_empty_question_asks_for_a_word(visit: Visit) -> None:
    for asked in ("", "   ", "怎么学", "😀", "。。。"):
        assert "想学什么，写在上面的框里" in visit("search.results", q=asked).words


@pytest.mark.parametrize(
    "asked",
    [
        "按摩" * 50_000,
        "a" * 100_000,
        '"按摩" AND NEAR(洗手) title:* ^',
        "' OR 1=1; DROP TABLE course; --",
        "* ? \\ / < > & %",
        "按摩\x00\x01\x1b[31m",
        "😀" * 200,
        "ﷺ" * 500,
        "的 了 吗 我想学",
        "\ud800",
        "${7*7} #{7*7}",
    ],
    ids=range(11),
)
def test_whatever_is_typed_is_a_page(visit: Visit, asked: str) -> None:
    page = visit("/search?q=" + quote(asked.encode("utf-8", "surrogatepass")))
    assert len(page.content) < WEIGHT_MAX
    assert len(page.heading) < 120


def test_what_is_typed_is_shown_as_text(clients: Clients) -> None:
    answer = clients.of(None).get("/search", query_string={"q": "<script>alert(1)</script>"})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


def test_a_long_question_says_that_it_was_cut(visit: Visit) -> None:
    page = visit("search.results", q="按摩 洗手 " * 100)
    assert "这里只用了前面的一部分" in page.words
    assert titles(page)


def test_a_search_takes_few_queries(visit: Visit, sample_database: Database) -> None:
    visit("search.results", q="手机")
    sent = statements(sample_database)
    visit("search.results", q="手机 学习", has="easy-read")
    assert len(sent) <= 23  # ten of them at most for courses that are like the best of few


@pytest.mark.parametrize("address", ["/courses", "/search", "/search?q=按摩", "/courses?category=massage"])
def test_a_site_without_courses_says_so(visit_empty: Clients, address: str) -> None:
    client = visit_empty.of(None)
    page = visit_empty.answer(client, client.get(address), 200, None)
    assert not titles(page) or "按门类看" in titles(page)
    assert "课程" in page.words


def test_every_engine_answers_the_page(visit: Visit, app: Flask, settings: Settings) -> None:
    made = settings.model_copy(update={"search_engine": "whoosh"})
    built = create_app(made, app.extensions["learnhub"].database)
    runner = built.test_cli_runner()
    outcome = runner.invoke(args=["search", "rebuild"])
    assert outcome.exit_code == 0, outcome.output
    assert outcome.output.strip().endswith("in the database and Whoosh")
    clients = Clients(built)
    page = clients.answer(clients.of(None), clients.of(None).get("/search?q=按摩"), 200, None)
    assert titles(page)[0] == "盲人保健按摩（五级入门）"
