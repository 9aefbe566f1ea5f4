"""Lessons that a phone keeps: the copy is the same for everybody, sizes are told, what comes later is judged by what was seen."""

import json
import re
from dataclasses import replace
from typing import Any

from learnhub.accessibility import service as accessibility
from learnhub.accessibility.rules import AccessProfile, Language
from learnhub.catalogue.rules import Edition, LessonText
from learnhub.catalogue.service import text_of_source
from learnhub.db import Database
from learnhub.learning import service
from learnhub.learning.rules.keeping import judged_questions, seen_digest
from learnhub.learning.views.kept import PICTURE_SCRIPTS, SCRIPTS
from learnhub.primitives import instant_now
from learnhub.settings import PROJECT_DIR, Settings
from learnhub.storage.service import store_for
from tests.catalogue.samples import lesson_md, quiz
from tests.catalogue.test_questions import ORDER, PAIRS, WORDS
from tests.learning.test_reports import answered, send
from tests.people import Someone
from tests.tiny_course import TinyCourse
from tests.visit import Clients, Submit, Visit

LESSON: dict[str, Any] = {"course": "tiny-one", "lesson": "push-slow"}
_IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*"\./([\w-]+)\.js\"""")


def load(database: Database, settings: Settings, **changed: Any) -> None:
    with database.transaction() as session:
        TinyCourse("tiny-one", **changed).load(session, store_for(settings))


def enrol(submit: Submit, person: Someone) -> None:
    submit("learning.enrol", {}, person, course="tiny-one", target="/courses/tiny-one?done=enrolled")


def test_a_kept_lesson_is_the_same_for_everybody_and_names_nobody(
    visit: Visit, submit: Submit, trainee: Someone, database: Database, settings: Settings
) -> None:
    load(database, settings)
    enrol(submit, trainee)
    theirs, anybodys = (
        visit("learning.kept_lesson", trainee, **LESSON),
        visit("learning.kept_lesson", **LESSON),
    )
    assert theirs.content == anybodys.content
    assert theirs.headers["Cache-Control"] == "public, no-cache"
    assert "Set-Cookie" not in theirs.headers
    assert trainee.nickname not in theirs.text
    assert "form_token" not in theirs.text
    assert (
        theirs.text.count('data-right="') == 4
    )  # two questions of each check: both can be asked without a network
    assert "想一想手心的感觉。" in theirs.text
    visit("learning.kept_lesson", trainee, 404, **LESSON, version="newest")
    listed = visit("learning.kept_list", trainee)
    assert listed.content == visit("learning.kept_list").content
    assert listed.headers["Cache-Control"] == "public, no-cache"


def test_a_version_is_kept_as_somebody_enrolled_in_it_and_no_other_courses(
    visit: Visit, submit: Submit, trainee: Someone, database: Database, settings: Settings
) -> None:
    load(database, settings)
    enrol(submit, trainee)
    load(database, settings, sentence="手放在木头上，慢慢地向前推，感觉手心下面的木纹。")
    page = visit("learning.offline", trainee, course="tiny-one")
    shown = page.document.all("section")[0]
    lessons = json.loads(shown.get("data-lessons", ""))
    assert [one["title"] for one in lessons] == ["第一课push-slow", "第一课press-deep"]
    assert all(one["bytes"] > 1000 for one in lessons)
    assert "还没有语音" in page.text
    with database.reading() as session:
        enrolment = service.enrolments_of(session, trainee.person_id)[0]
    assert f"version={enrolment.course_version_id}" in lessons[0]["address"]
    assert "布料" in visit(lessons[0]["address"]).words
    assert "木纹" in visit("learning.kept_lesson", **LESSON).words
    for unknown in (99_999, "x", "１", "9" * 10):
        visit("learning.kept_lesson", None, 404, **LESSON, version=unknown)
    assert visit("learning.kept_lesson", **LESSON, edition="nothing").words


def test_who_reads_english_keeps_english_copies_though_a_phone_asks_without_a_cookie(
    visit: Visit, submit: Submit, clients: Clients, trainee: Someone, database: Database, settings: Settings
) -> None:
    load(database, settings)
    enrol(submit, trainee)
    with database.transaction() as session:
        accessibility.keep_profile(
            session, trainee.person_id, AccessProfile(language=Language.ENGLISH), now=instant_now()
        )
    offered = json.loads(
        visit("learning.offline", trainee, course="tiny-one")
        .document.all("section")[0]
        .get("data-lessons", "")
    )
    kept = visit(offered[0]["address"])  # nobody, no cookie
    assert '<html lang="en-GB"' in kept.text
    assert "This page is kept on this phone" in kept.text
    assert '<html lang="en-GB"' in visit("/offline?language=en").text
    assert '<html lang="zh-CN"' in visit("/offline?language=zh", trainee).text
    assert '<html lang="zh-CN"' in visit("/offline?language=klingon").text


def test_who_is_not_enrolled_is_offered_files_and_told_how_to_enrol(
    visit: Visit, instructor: Someone, other_trainee: Someone, database: Database, settings: Settings
) -> None:
    load(database, settings)
    for person in (None, instructor, other_trainee):
        page = visit("learning.offline", person, course="tiny-one")
        assert "报名以后" in page.words
        assert "data-learner" not in page.text
    assert "有声书、音频专辑和大字版：做和下载" in page.links


def test_a_phone_learns_who_is_signed_in_by_a_mark_that_is_no_number(
    clients: Clients, trainee: Someone, other_trainee: Someone, instructor: Someone
) -> None:
    def told(person: Someone | None) -> dict[str, Any]:
        answer = clients.of(person).get("/learning/learner")
        assert answer.headers["Cache-Control"] == ("no-store" if person is not None else "no-cache")
        found: dict[str, Any] = answer.get_json()
        return found

    marks = [told(person)["learner"] for person in (trainee, other_trainee, None, instructor)]
    assert marks[2:] == ["", ""]
    assert marks[0] != marks[1]
    assert all(re.fullmatch("[0-9a-f]{32}", mark) for mark in marks[:2])
    assert told(trainee)["learner"] == marks[0]
    assert told(None)["token"] == ""


def test_an_answer_to_a_question_that_was_changed_meanwhile_is_refused_with_the_reason(
    clients: Clients, visit: Visit, submit: Submit, trainee: Someone, database: Database, settings: Settings
) -> None:
    load(database, settings)
    enrol(submit, trainee)
    seen = re.findall('data-seen="(.*?)"', visit("learning.kept_lesson", **LESSON).text)
    acts = [
        {**answered("feel", "c2", "phone-0001"), "seen": seen[0]},
        {**answered("feel", "c2", "phone-0002"), "seen": seen[1]},
        {**answered("push", "c2", "phone-0003")},
    ]
    _status, answer = send(clients, trainee, {"acts": acts})
    assert [one.get("error", "") for one in answer["acts"]] == ["", "changed-question", ""]
    assert "改过" in answer["acts"][1]["sentence"]


def text_of(first: str) -> LessonText:
    return text_of_source(lesson_md(first=first))  # its own two checks stand behind


def test_a_question_is_named_by_what_it_asks_not_by_what_is_said_to_its_answers() -> None:
    (question, other) = (
        text_of(quiz("feel", "先做哪一个？") + "\n" + quiz("feel", "后做哪一个？")).checks[0].questions[:2]
    )
    (choice, *rest) = question.choices
    assert seen_digest(question) == seen_digest(replace(question, choices=(*rest, choice)))
    assert seen_digest(question) == seen_digest(
        replace(question, choices=(replace(choice, feedback=question.prompt), *rest))
    )
    changed = [
        other,
        replace(question, prompt=choice.text),
        replace(question, choices=tuple(rest)),
        replace(question, choices=(replace(choice, is_right=not choice.is_right), *rest)),
        replace(question, choices=(replace(choice, text=question.prompt), *rest)),
        replace(question, choices=(replace(choice, partner=choice.text), *rest)),
        replace(question, is_multiple=not question.is_multiple),
    ]
    assert len({seen_digest(one) for one in (question, *changed)}) == len(changed) + 1


def test_every_kind_is_judged_on_the_phone_but_words() -> None:
    put = "\n".join(
        block.format(name=name) + "\n" + quiz(name, f"{name} 换一种问法？")
        for name, block in (("in-order", ORDER), ("in-pairs", PAIRS), ("in-words", WORDS))
    )
    text = text_of(put)
    assert text.edition is Edition.STANDARD
    kinds = [[question.kind.value for question in judged_questions(check)] for check in text.checks[:3]]
    assert [sorted(set(one)) for one in kinds] == [["choice", "ordering"], ["choice", "matching"], ["choice"]]


def test_a_kept_page_names_every_script_that_it_may_ask_for() -> None:
    folder = PROJECT_DIR / "static" / "js"
    asked, waiting = set(), {"main", "kept-sender", "kept-lesson", "kept-list", "player"}
    while waiting:
        name = waiting.pop()
        asked.add(name)
        if name != "main":  # mounts whatever a page asks for; a kept page asks for what stands above
            waiting |= set(_IMPORT.findall((folder / f"{name}.js").read_text(encoding="utf-8"))) - asked
    assert asked == {*SCRIPTS, *PICTURE_SCRIPTS}


def test_the_worker_stands_at_the_root_and_is_asked_for_anew(clients: Clients) -> None:
    answer = clients.of(None).get("/service-worker.js")
    assert answer.status_code == 200
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    script = answer.get_data(as_text=True)
    assert ".put(" not in script, "the worker keeps nothing by itself"
    assert '"POST"' not in script
