"""From the list of what is left to do to a place and back: each mending is one page and one press."""

import re

import pytest

from learnhub.authoring.rules import CourseFolder
from learnhub.db import Database
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.authoring.drafts.drafts import add_bases, open_tiny
from tests.people import Someone
from tests.tiny_course import TinyCourse
from tests.visit import Submit, Visit

LIST = """1. 洗手要搓多久？
A. 五秒
反馈：五秒只够冲一下，指缝没有搓到。
B. 二十秒
答案：B
解析：二十秒够搓完七步。
2. 至少搓几秒？
A. 两秒
反馈：两秒还没有搓到手背。
B. 二十秒
答案：B
解析：二十秒够搓完七步。
"""


@pytest.fixture
def bare(database: Database, settings: Settings, instructor: Someone) -> str:
    """A draft without questions, rights and level; its slug."""
    tiny = TinyCourse("new-push").folder()
    files = dict(tiny.files)
    toml = re.sub(rb"(?m)^(origin|licence|rights|level) = .*$", rb'\1 = ""', files["course.toml"])
    files["course.toml"] = toml
    lesson = files["lessons/push-slow.md"].decode()
    files["lessons/push-slow.md"] = re.sub(r"(?s)```quiz .*?```\n*", "", lesson).encode()
    with database.transaction() as session:
        add_bases(session)
        open_tiny(session, store_for(settings), instructor, CourseFolder("new-push", files))
    return "new-push"


def test_each_place_leads_back_to_the_list_and_the_list_to_submitting(
    bare: str, visit: Visit, submit: Submit, instructor: Someone
) -> None:
    shown = visit("authoring.draft_gate", instructor, course=bare)
    links = {words: href for words, href in shown.links.items() if "back=gate" in href}
    asked = next(words for words in links if "至少要有 2 个检查" in words)
    assert "/lessons/push-slow/questions?back=gate" in links[asked]
    assert "/draft/about?back=gate" in next(href for words, href in links.items() if "写上等级" in words)
    assert "/draft/rights?back=gate" in next(href for words, href in links.items() if "怎么来的" in words)
    page = visit("authoring.question_list", instructor, course=bare, lesson="push-slow", back="gate")
    section = re.search(r'name="section"[^>]*>.*?value="(\d+)"', page.text, re.S)
    revision = re.search(r'name="revision"[^>]*value="(\d+)"', page.text)
    assert section
    assert revision
    fields = {"revision": revision[1], "text": LIST, "section": section[1]}
    submit(
        "authoring.bring_questions", fields, instructor, course=bare, lesson="push-slow", back="gate",
        target=f"/teach/courses/{bare}/draft/gate?done=mended",
    )  # fmt: skip
    assert "现在有 1 个" in visit("authoring.draft_gate", instructor, course=bare).words
