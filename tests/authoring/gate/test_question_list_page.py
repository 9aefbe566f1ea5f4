"""A list of questions is brought into a lesson; what isn't understood is said before anything is left out."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from learnhub.authoring.models import CourseDraft
from learnhub.authoring.service import drafts
from learnhub.db import Database
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.authoring.drafts.drafts import add_bases, open_tiny
from tests.authoring.gate.gated import LESSON, files
from tests.authoring.gate.test_question_lists import GIFT, LIST
from tests.catalogue.samples import folder_of
from tests.people import Someone
from tests.visit import Page, Submit, Visit

BACK = "/teach/courses/test-course/draft/lessons/wash-hands?done=added&block=0#block-0"
PLACE = {"course": "test-course", "lesson": "wash-hands"}


@pytest.fixture(autouse=True)
def draft(database: Database, settings: Settings, instructor: Someone) -> None:
    with database.transaction() as session:
        add_bases(session)
        open_tiny(session, store_for(settings), instructor, replace(folder_of(files()), shown=""))


def text_of(database: Database, settings: Settings) -> str:
    with database.reading() as session:
        row = session.scalars(sa.select(CourseDraft)).one()
        content = drafts.file_of(store_for(settings), drafts.head_of(session, row), LESSON)
    assert content is not None
    return content.decode()


def fields(page: Page, text: str, **more: str) -> dict[str, str]:
    revision = next(e.get("value", "") for e in page.document.all("input") if e.get("name") == "revision")
    section = page.document.all("option")[0].get("value", "")
    return {"revision": revision, "section": section, "text": text, **more}


def test_a_list_becomes_questions_of_the_section(
    visit: Visit, submit: Submit, instructor: Someone, database: Database, settings: Settings
) -> None:
    shown = visit("authoring.question_list", instructor, **PLACE)
    assert len(shown.document.stops) <= 25
    answer = submit("authoring.bring_questions", fields(shown, LIST), instructor, 303, **PLACE, target=BACK)
    assert "加好了" in answer.follow().words
    after = text_of(database, settings)
    assert after.count("```quiz listed-") == 4
    assert after.index("```quiz listed-1") < after.index("## 怎样做才对")


def test_what_is_not_understood_is_said_and_left_out_only_when_told_so(
    visit: Visit, submit: Submit, instructor: Someone, database: Database, settings: Settings
) -> None:
    shown = visit("authoring.question_list", instructor, **PLACE)
    refused = submit("authoring.bring_questions", fields(shown, GIFT), instructor, 422, **PLACE)
    assert refused.errors == ["第 2 行：$CATEGORY 这样的分类不用导入，题目会放进您选的那一节。"]
    assert "穴位在哪里" in refused.text, "what was pasted is kept"
    assert "listed-" not in text_of(database, settings)
    submit("authoring.bring_questions", fields(shown, GIFT, rest="y"), instructor, 303, **PLACE, target=BACK)
    assert text_of(database, settings).count("```quiz listed-") == 5


def test_strangers_bring_nothing(visit: Visit, submit: Submit, trainee: Someone) -> None:
    visit("authoring.question_list", trainee, 403, **PLACE)
    submit("authoring.bring_questions", {"text": LIST}, trainee, 403, **PLACE)
