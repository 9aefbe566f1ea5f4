"""A training package begins a draft; nothing of it can be published before it is written."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from learnhub.authoring.adapters.training_package_file import read_training_packages
from learnhub.authoring.rules import CourseFolder, place_of
from learnhub.authoring.rules.training_packages import TrainingPackage, folder_files
from learnhub.authoring.service import check_course
from learnhub.catalogue.rules import CATEGORIES, CERTIFICATES, TRAINING_TYPES, Findings, UnitMode
from learnhub.catalogue.rules.wording import wording_faults
from learnhub.db import Database
from learnhub.settings import PROJECT_DIR
from tests.authoring.drafts.drafts import add_bases
from tests.people import BASE_ID, Someone
from tests.visit import Submit, Visit

FOLDER = PROJECT_DIR / "content" / "training-packages"
PACKAGES = read_training_packages(FOLDER)


@pytest.fixture
def bases(database: Database) -> None:
    with database.transaction() as session:
        add_bases(session)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.slug)
def test_every_package_is_ours_and_says_so(package: TrainingPackage) -> None:
    assert package.notice.startswith("示例")
    assert "不是官方" in package.notice
    assert package.category in CATEGORIES
    assert package.training_type in TRAINING_TYPES
    assert set(package.certificates) <= set(CERTIFICATES)
    slugs = [lesson.slug for lesson in package.lessons]
    assert len(slugs) == len(set(slugs))
    assert all(unit.skills and unit.planned_class_hours > 0 for unit in package.units)
    assert not any(unit.lessons for unit in package.units if unit.mode is UnitMode.OFFLINE)
    words = (FOLDER / f"{package.slug}.toml").read_text(encoding="utf-8")
    assert [fault for line in words.splitlines() for fault in wording_faults(line)] == []


def faults(files: Mapping[str, bytes]) -> list[str]:
    with pytest.raises(Findings) as raised:
        check_course(CourseFolder("some-course", files), ())
    return [str(finding) for finding in raised.value.findings]


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.slug)
def test_every_lesson_of_a_package_is_reported_as_empty(package: TrainingPackage) -> None:
    files = folder_files(package, slug="some-course", title="我的课")
    assert all(place_of(path) for path in files)
    found = faults(files)
    for lesson in package.lessons:
        assert any(f"lessons/{lesson.slug}.md" in one and "正文要有" in one for one in found)
    assert any("rights" in one for one in found)
    assert not any("units" in one or "planned" in one for one in found)


def test_the_plan_is_the_sum_of_the_units() -> None:
    package = next(one for one in PACKAGES if one.slug == "online-service")
    assert (package.hours(UnitMode.ONLINE), package.hours(UnitMode.OFFLINE)) == (30, 30)
    assert package.online_minutes == 30 * 45
    toml = folder_files(package, slug="some-course", title='带"引号"的名字')["course.toml"].decode()
    assert "online_class_hours = 30\noffline_class_hours = 30\n" in toml
    assert r'title = "带\"引号\"的名字"' in toml


def test_a_file_that_is_no_package_is_named(tmp_path: Path) -> None:
    (tmp_path / "odd.toml").write_text('format = 1\nslug = "other"\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"odd\.toml is no training package"):
        read_training_packages(tmp_path)
    assert read_training_packages(tmp_path / "nothing") == []


def test_an_author_begins_a_course_twice_and_gets_two_drafts(
    visit: Visit, submit: Submit, instructor: Someone, bases: None
) -> None:
    page = visit("authoring.training_packages", instructor)
    assert "线上 30 学时，线下 30 学时" in page.words
    assert "示例培训包，不是官方职业培训包" in page.words
    refused = submit("authoring.begin_from_training_package", {"base": str(BASE_ID)}, instructor, 422)
    assert refused.errors == ["请选一个培训包。"]
    sent = {"package": "online-service", "title": "我们的客服课", "base": str(BASE_ID)}
    for slug in ("online-service", "online-service-2"):
        arrived = submit(
            "authoring.begin_from_training_package",
            sent,
            instructor,
            target=f"/teach/courses/{slug}/package?done=begun",
        ).follow()
        assert arrived.heading == "课程包：我们的客服课"
        assert "文件9 个" in arrived.words
    assert "我们的客服课" in visit("authoring.packages", instructor).words


def test_an_author_cannot_begin_a_course_for_another_base(
    submit: Submit, instructor: Someone, bases: None
) -> None:
    sent = {"package": "online-service", "base": "2"}
    page = submit("authoring.begin_from_training_package", sent, instructor, 422)
    assert page.errors == ["请从列出的选项里选一个。"]
