"""A course is found by pictures: three choices a page, no branch without courses, ways back, without a script."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.accessibility.current import COOKIE
from learnhub.accessibility.rules import AccessProfile, encode
from learnhub.app import create_app
from learnhub.catalogue.rules import CATEGORIES
from learnhub.db import Database
from learnhub.search.rules.pictures import (
    FEW_MAX,
    KIND_PICTURES,
    WAY_PICTURES,
    narrowing,
    part_of_choices,
)
from learnhub.settings import PROJECT_DIR, Settings, make_keys
from tests.people import Someone
from tests.sample_site import SampleSite
from tests.visit import Clients, Page, Visit


@pytest.fixture
def database(sample_database: Database) -> Database:
    return sample_database


@pytest.fixture
def settings(sample_site: SampleSite) -> Settings:
    made = Settings(instance_dir=sample_site.files.parent, log_files=False)
    make_keys(made)
    return made


@given(st.integers(0, 60), st.integers(2, 12))
def test_every_choice_stands_on_one_page_and_no_page_has_more_than_it_may(count: int, most: int) -> None:
    choices, seen, number = list(range(count)), [], 1
    while True:
        part = part_of_choices(choices, number, most)
        assert part.number == number
        assert len(part.choices) + part.has_more <= most
        seen += part.choices
        if not part.has_more:
            break
        number += 1
    assert seen == choices
    assert part_of_choices(choices, 999, most) == part


def test_a_way_is_asked_about_only_where_it_makes_a_difference() -> None:
    assert narrowing({"audio": 2, "easy-read": 1, "braille": 1}, 2) == ["easy-read"]
    assert narrowing({}, 1) == []


def test_every_kind_of_work_and_every_way_has_a_drawing() -> None:
    drawn = (PROJECT_DIR / "templates/components/_picture.html").read_text(encoding="utf-8")
    names = set(re.findall(r'name == "(\w+)"', drawn))
    assert set(KIND_PICTURES) == set(CATEGORIES)
    assert {*KIND_PICTURES.values(), *(picture for picture, _words in WAY_PICTURES.values())} <= names


def choices(page: Page) -> dict[str, str]:
    """Return the pictures of a page that are pressed, words and addresses, in order."""
    found = [one for one in page.document.all("a") if "picture-choices__link" in one.get("class", "")]
    return {page.document.name(one): one.get("href", "") for one in found}


def branches(visit: Visit, address: str) -> Iterator[Page]:
    """Yield every page that pressing pictures leads to."""
    ahead, seen = [address], set()
    while ahead:
        page = visit(ahead.pop())
        yield page
        new = [
            one for one in choices(page).values() if one.startswith("/search/pictures") and one not in seen
        ]
        seen.update(new)
        ahead += new


def test_every_branch_ends_in_courses_with_three_pictures_a_page(visit: Visit) -> None:
    courses = set()
    for page in branches(visit, "/search/pictures?shown=simple"):
        assert 1 <= len(choices(page)) <= FEW_MAX, page.heading
        courses.update(one for one in choices(page).values() if one.startswith("/courses/"))
    assert len(courses) == 10, "every course of the list can be reached"
    for address in courses:
        visit(address)


def test_all_kinds_stand_on_one_page_for_whoever_has_not_chosen_the_simple_version(visit: Visit) -> None:
    page = visit("search.pictures")
    assert page.heading == "想做什么工作？"
    assert list(choices(page)) == [
        "手机与互联网", "按摩", "电商", "餐饮", "照护与保健", "手工与非遗", "设计",
    ]  # fmt: skip


def test_the_steps_are_work_then_way_then_course_and_each_leads_back(visit: Visit) -> None:
    asked = visit("search.pictures", category="food")
    assert asked.heading == "餐饮：想怎么学？"
    assert list(choices(asked)) == ["听着学", "看图学，用易读版", "都可以"]
    found = visit(choices(asked)["看图学，用易读版"])
    assert list(choices(found)) == ["咖啡与甜点岗位（易读版·支持性就业）：可以报名"]
    assert visit(found.links["上一步：选学法"]).heading == asked.heading
    assert visit(found.links["从头再选"]).heading == "想做什么工作？"
    assert visit(visit(asked.links["上一步：选工作"]).links["看课程的列表"]).heading == "找课程"
    assert len(choices(visit(choices(asked)["都可以"]))) == 2


def test_a_kind_whose_courses_are_all_alike_is_not_asked_about(visit: Visit) -> None:
    page = visit("search.pictures", category="massage")
    assert list(choices(page)) == ["盲人保健按摩（五级入门）：可以报名"]


@pytest.mark.parametrize(
    ("typed", "heading"),
    [
        ("category=nothing&has=sign", "想做什么工作？"),
        ("category=food&has=sign", "餐饮：想怎么学？"),
        ("page=99&shown=simple", "想做什么工作？（第 3 页）"),
        ("page=-1&shown=%00", "想做什么工作？"),
    ],
)
def test_an_old_or_mistyped_address_is_a_step_with_choices(visit: Visit, typed: str, heading: str) -> None:
    page = visit("/search/pictures?" + typed)
    assert page.heading == heading
    assert choices(page)


def test_the_profile_chooses_the_simple_version_and_the_pages_that_lead_there(
    visit: Visit, clients: Clients, trainee: Someone
) -> None:
    client = clients.of(None)
    client.set_cookie(COOKIE, encode(AccessProfile(is_easy_read_first=True)))
    page = clients.answer(client, client.get("/search/pictures"), 200, None)
    assert list(choices(page)) == ["手机与互联网", "按摩", "看别的"]
    assert page.links["听这一页"].startswith("/read-aloud?page=/search/pictures")
    assert visit("search.courses").links["看图片找课程"] == "/search/pictures"
    assert visit("pages.me", trainee).links["看图片找课程"] == "/search/pictures"
    simple = visit("pages.me", trainee, shown="simple")
    assert choices(simple)["看图片找课程"] == "/search/pictures?shown=simple"


def test_a_site_without_courses_says_so(
    shared_database: Database, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = Settings(instance_dir=tmp_path_factory.mktemp("empty"), log_files=False)
    make_keys(made)
    empty = Clients(create_app(made, shared_database))
    client = empty.of(None)
    assert "这里还没有课程" in empty.answer(client, client.get("/search/pictures"), 200, None).words
