"""The site says of its accessibility what it can show, and nothing else."""

import csv
import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
import sqlalchemy as sa

from learnhub.catalogue.models import Course, CourseVersion, LessonVersion, Slot, Unit, UnitLesson
from learnhub.catalogue.rules import CourseKind, CourseState, SlotKind
from learnhub.catalogue.service import current_version
from learnhub.pages.adapters.survey_file import SURVEY_FILE, program_digest, survey_or_none, written
from learnhub.pages.rules.conformance import CLAIMS, SHORTFALLS, Survey, offered, survey_of_this
from learnhub.pages.service.conformance import statement
from learnhub.primitives import instant_now
from learnhub.settings import PROJECT_DIR
from tests.kept_survey import KeptSurvey
from tests.sample_site import SampleSite, statements
from tests.visit import Visit

SURVEY = Survey(
    "a" * 64, date(2026, 11, 20), "axe-core-4.14.1", "Chromium 140", ("light", "dark"), (1280, 320), 3,
    ("home", "course"), (),
)  # fmt: skip
NOT_SEEN = "这个版本没有逐页检查过"


@pytest.mark.parametrize("claim", CLAIMS, ids=[one.clause or "scripts" for one in CLAIMS])
def test_a_claim_names_tests_that_are_there(claim: object) -> None:
    named = claim.tests  # type: ignore[attr-defined]
    assert named
    for name in named:
        assert re.search(r"^\s*def test_", (PROJECT_DIR / name).read_text(encoding="utf-8"), re.M), name


def test_a_shortfall_names_the_file_that_says_so() -> None:
    assert [one.source for one in SHORTFALLS if not (PROJECT_DIR / one.source).is_file()] == []


def test_a_survey_of_another_program_says_nothing_of_this_one() -> None:
    assert survey_of_this(SURVEY, "a" * 64) is SURVEY
    assert survey_of_this(SURVEY, "b" * 64) is None
    assert survey_of_this(None, "a" * 64) is None


def test_the_digest_is_of_what_pages_are_made_of(tmp_path: Path) -> None:
    def digest(name: str, content: str) -> str:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
        program_digest.cache_clear()
        return program_digest(tmp_path)

    found = [
        digest("learnhub/app.py", "1"),
        digest("templates/a.html", "1"),
        digest("static/css/a.css", "1"),
        digest("translations/en/LC_MESSAGES/messages.po", "1"),
        digest("templates/a.html", "2"),
    ]
    assert len(set(found)) == 5
    assert digest("docs/judged/survey.toml", "1") == digest("learnhub/__pycache__/app.py", "1") == found[-1]


def test_a_survey_is_read_as_it_was_written_and_what_is_none_is_nothing(tmp_path: Path) -> None:
    kept = tmp_path / "survey.toml"
    assert survey_or_none(kept) is None
    whole = replace(SURVEY, faulty=('a "page"',))
    kept.write_text(written(whole), encoding="utf-8")
    assert survey_or_none(kept) == replace(whole, sound=("course", "home"))
    for broken in ("digest = 3", written(SURVEY).replace("2026-11-20", '"yesterday"'), "\x00"):
        kept.write_text(broken, encoding="utf-8")
        assert survey_or_none(kept) is None


def test_runs_over_one_program_add_to_each_other_and_a_page_that_failed_is_faulty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.browser.chromium_program", lambda: None)
    target = tmp_path / "kept" / "survey.toml"
    test = "tests/journeys/test_every_page.py::test_a_page_is_light_sound_and_reachable"

    def run(*outcomes: tuple[str, str, bool]) -> Survey:
        kept = KeptSurvey(target)
        for name, when, passed in outcomes:
            report = SimpleNamespace(nodeid=f"{test}[{name}]", when=when, passed=passed, failed=not passed)
            kept.pytest_runtest_logreport(report)  # type: ignore[arg-type]
        kept.pytest_sessionfinish()
        found = survey_or_none(target)
        assert found is not None
        return found

    run(("home", "setup", True), ("home", "call", True), ("course", "setup", False))
    found = run(("lists", "call", True), ("lists", "teardown", False))
    assert (found.sound, found.faulty) == (("home",), ("course", "lists"))
    assert found.seen < found.pages
    assert found.digest == program_digest(PROJECT_DIR)
    target.write_text(written(replace(found, digest="0" * 64)), encoding="utf-8")
    assert run(("home", "call", True)).seen == 1


def test_a_way_counts_courses_whole_and_in_part_and_leaves_out_those_that_could_not_have_it() -> None:
    found = offered("手语视频", "课", [(2, 2), (1, 3), (0, 4), (0, 0)])
    assert (found.courses_whole, found.courses_some, found.courses_all) == (1, 2, 3)
    assert (found.lessons, found.lessons_all) == (3, 9)


def test_the_page_says_whether_this_very_version_was_looked_at(
    visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("learnhub.pages.views.conformance.PROJECT_DIR", tmp_path)
    target = tmp_path / SURVEY_FILE
    target.parent.mkdir(parents=True)
    program_digest.cache_clear()
    assert NOT_SEEN in visit("pages.site_statement").words
    target.write_text(written(SURVEY), encoding="utf-8")
    assert NOT_SEEN in visit("pages.site_statement").words
    this = replace(SURVEY, digest=program_digest(tmp_path))
    target.write_text(written(this), encoding="utf-8")
    told = visit("pages.site_statement").words
    assert NOT_SEEN not in told
    assert "2 页，一共 3 页" in told
    assert "有 1 页没有检查" in told
    assert "没有发现问题" in told
    target.write_text(written(replace(this, sound=("home",), faulty=("course",))), encoding="utf-8")
    told = visit("pages.site_statement").words
    assert "1 页有问题，还没有改好" in told
    assert "看过的页面里没有发现问题" not in told


def test_what_courses_have_is_what_the_database_has(sample_site: SampleSite) -> None:
    """Counted a second time here, course by course and slot by slot."""
    sent = statements(sample_site.database)
    with sample_site.database.reading() as session:
        told = statement(session, PROJECT_DIR, names=(), shown_min=5, now=instant_now())
        assert len([one for one in sent if one.startswith("SELECT")]) == 6
        lessons = signed = whole = courses = 0
        for course in session.scalars(
            sa.select(Course).where(Course.state == CourseState.PUBLISHED, Course.kind == CourseKind.COURSE)
        ):
            version: CourseVersion = current_version(session, course)
            found = session.scalars(
                sa.select(LessonVersion)
                .join(UnitLesson, UnitLesson.lesson_version_id == LessonVersion.id)
                .join(Unit, Unit.id == UnitLesson.unit_id)
                .where(Unit.course_version_id == version.id)
            ).all()
            has = [
                session.scalar(
                    sa.select(sa.func.count()).where(
                        Slot.text_hash == one.text_hash,
                        Slot.edition == one.edition,
                        Slot.kind == SlotKind.SIGN,
                        Slot.blob.is_not(None),
                    )
                )
                for one in set(found)
            ]
            courses += bool(has)
            lessons += len(has)
            signed += sum(map(bool, has))
            whole += bool(has) and all(has)
    sign = next(one for one in told.ways if one.words == "手语视频")
    assert (sign.lessons, sign.lessons_all) == (signed, lessons)
    assert (sign.courses_whole, sign.courses_all) == (whole, courses)
    assert courses > 3


def test_page_and_tables_say_the_same_and_no_more(visit: Visit) -> None:
    page = visit("pages.site_statement")
    for one in (*CLAIMS, *SHORTFALLS):
        assert one.words in page.words
    assert page.links["报告使用困难"] == "/accessibility/report"
    told = visit(page.links["无障碍自评的数字，csv 表格"]).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(told)))
    assert rows[0] == ["项目", "分子", "分母", "数的是什么", "日期"]
    assert all(len(row) == 5 and row[3] and row[4] for row in rows[1:])
    book = openpyxl.load_workbook(io.BytesIO(visit(page.links["无障碍自评，xlsx 表格"]).content))
    assert book.sheetnames == ["数字", "做到的", "还没有做到的", "说明"]
    assert [[cell or "" for cell in row] for row in book["数字"].iter_rows(values_only=True)] == rows
