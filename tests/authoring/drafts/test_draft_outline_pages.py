"""The outline of a draft by plain buttons: units and lessons moved, joined, split and taken out; the course told, handed over, given up."""

import pytest

from learnhub.authoring.rules import CourseFolder
from learnhub.db import Database
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.authoring.drafts.draft_pages import AT, COURSE, LESSON, few_stops, hidden, leads, text_of
from tests.authoring.drafts.drafts import add_bases, open_tiny, publish_tiny
from tests.people import Someone
from tests.tiny_course import TinyCourse
from tests.visit import Submit, Visit


@pytest.fixture(autouse=True)
def bases(database: Database) -> None:
    with database.transaction() as session:
        add_bases(session)


@pytest.fixture
def tiny(database: Database, settings: Settings, instructor: Someone) -> Someone:
    """An instructor with a draft of two lessons."""
    with database.transaction() as session:
        open_tiny(session, store_for(settings), instructor)
    return instructor


def test_a_draft_whose_outline_cannot_be_read_has_no_place_for_a_lesson(
    visit: Visit, instructor: Someone, database: Database, settings: Settings
) -> None:
    broken = CourseFolder(
        "broken-push", {**TinyCourse("broken-push").folder().files, "course.toml": b"title ="}
    )
    with database.transaction() as session:
        open_tiny(session, store_for(settings), instructor, broken)
    visit("authoring.lesson_place", instructor, 404, course="broken-push", lesson="push-slow")


def test_units_and_lessons_move_split_join_and_go_by_buttons(
    visit: Visit, submit: Submit, tiny: Someone, database: Database, settings: Settings
) -> None:
    def shown(endpoint: str, **values: object) -> dict[str, str]:
        return {"shown": hidden(few_stops(visit(endpoint, tiny, **values)), "shown")}

    there = leads(f"{AT}?done=")
    unit = {**COURSE, "number": 1}
    submit(
        "authoring.split_unit",
        {**shown("authoring.unit_split", **unit), "title": "后一半", "lesson": "press-deep"},
        tiny,
        **unit,
        target=there,
    )
    submit(
        "authoring.place_unit",
        {**shown("authoring.draft_unit", **unit), "deed": "down"},
        tiny,
        **unit,
        target=there,
    )
    toml = text_of(database, settings, "course.toml")
    assert toml.index("press-deep") < toml.index("push-slow")
    submit(
        "authoring.place_unit",
        {**shown("authoring.draft_unit", **unit), "deed": "join"},
        tiny,
        **unit,
        target=there,
    )
    told = {
        **shown("authoring.draft_unit", **unit),
        "title": "改名",
        "mode": "offline",
        "planned_class_hours": "2",
    }
    assert submit("authoring.tell_unit", told, tiny, 422, **unit).errors == [
        "这个单元里有课文，不能改成线下。请先把课文移走。"
    ]
    submit(
        "authoring.tell_unit",
        {**told, "mode": "online", "planned_class_hours": "9"},
        tiny,
        **unit,
        target=there,
    )
    assert "online_class_hours = 9" in text_of(database, settings, "course.toml")
    submit(
        "authoring.place_lesson",
        {**shown("authoring.lesson_place", **LESSON), "deed": "up"},
        tiny,
        **LESSON,
        target=there,
    )
    halves = {**shown("authoring.lesson_split", **LESSON), "title": "后面", "section": "2"}
    submit(
        "authoring.split_lesson", halves, tiny, **LESSON, target=f"{AT}/lessons/hou-mian?done=lesson-split"
    )
    submit(
        "authoring.place_lesson", {**shown("authoring.lesson_place", **LESSON), "deed": "join"}, tiny, **LESSON,
        target=f"{AT}/lessons/push-slow?done=lesson-joined",
    )  # fmt: skip
    stale = submit("authoring.remove_lesson", {"shown": "anders"}, tiny, 422, **LESSON)
    assert stale.errors == ["大纲刚刚有人改过。请看一看现在的大纲，再做一次。"]
    submit(
        "authoring.remove_lesson", shown("authoring.lesson_removal", **LESSON), tiny, **LESSON, target=there
    )
    visit("authoring.draft_lesson", tiny, 404, **LESSON)
    submit("authoring.remove_unit", shown("authoring.unit_removal", **unit), tiny, **unit, target=there)
    assert "press-deep" not in text_of(database, settings, "course.toml")


def test_what_a_course_says_of_itself_and_its_rights_is_changed_in_place(
    visit: Visit, submit: Submit, tiny: Someone, database: Database, settings: Settings
) -> None:
    page = few_stops(visit("authoring.draft_about", tiny, **COURSE))
    told = {
        "shown": hidden(page, "shown"), "title": "新名字", "summary": "学新的。", "category": "food", "training_type": "创业培训",
        "level": "五级", "cost": "不收费", "support_provided": "都有语音。",
    }  # fmt: skip
    submit("authoring.tell_course", told, tiny, **COURSE, target=f"{AT}?done=told")
    rights = few_stops(visit("authoring.draft_rights", tiny, **COURSE))
    changed = {
        "shown": hidden(rights, "shown"), "origin": "collected", "licence": "CC-BY", "rights": "别人写的，允许使用",
        "certificates": ["培训合格证书"], "notice": "",
    }  # fmt: skip
    submit("authoring.tell_rights", changed, tiny, **COURSE, target=f"{AT}?done=told")
    toml = text_of(database, settings, "course.toml")
    assert 'title = "新名字"' in toml
    assert 'origin = "collected"' in toml
    lesson = few_stops(visit("authoring.lesson_about", tiny, **LESSON))
    named = {"revision": hidden(lesson, "revision"), "title": "改了名的课", "summary": "一句话。"}
    submit("authoring.tell_lesson", named, tiny, **LESSON, target=leads(f"{AT}/lessons/push-slow?done=told"))
    assert 'title = "改了名的课"' in text_of(database, settings)


def test_how_words_are_read_is_written_before_a_course_is_published(
    visit: Visit, submit: Submit, tiny: Someone, database: Database, settings: Settings
) -> None:
    page = few_stops(visit("authoring.draft_about", tiny, **COURSE))
    assert page.fields["机器会读错的词（选填）"] == ""
    told = {
        "shown": hidden(page, "shown"), "title": "名字", "summary": "学。", "category": "food", "training_type": "创业培训",
        "level": "五级", "cost": "不收费", "support_provided": "都有语音。",
    }  # fmt: skip
    seen = {"readings_shown": hidden(page, "readings_shown")}
    wrong = submit("authoring.tell_course", {**told, **seen, "readings": "取穴 qu3"}, tiny, 422, **COURSE)
    assert wrong.errors == ["第 1 行：“取穴”有 2 个字，您写了 1 个音节，请一个字写一个音节，中间空一格。"]
    assert wrong.fields["机器会读错的词（选填）"] == "取穴 qu3"
    typed = {**told, **seen, "readings": "取穴 qǔ xué\n长度 chang2 du4"}
    submit("authoring.tell_course", typed, tiny, **COURSE, target=f"{AT}?done=told")
    file = '[words]\n"取穴" = "qu3 xue2"\n"长度" = "chang2 du4"\n'
    assert text_of(database, settings, "pronunciation.toml") == file
    # Somebody else had the page open from before: their word comes with those that were written meanwhile, and nobody's is lost.
    told["shown"] = hidden(visit("authoring.draft_about", tiny, **COURSE), "shown")
    late = submit(
        "authoring.tell_course", {**told, **seen, "readings": "肾俞 shen4 shu4"}, tiny, 422, **COURSE
    )
    assert late.errors == ["读音刚刚有人改过，他们的词加在了您写的下面。请看一看，再保存一次。"]
    both = late.fields["机器会读错的词（选填）"]
    assert both.splitlines() == ["肾俞 shen4 shu4", "取穴 qu3 xue2", "长度 chang2 du4"]
    again = {**told, "readings_shown": hidden(late, "readings_shown"), "readings": both}
    submit("authoring.tell_course", again, tiny, **COURSE, target=f"{AT}?done=told")
    submit(
        "authoring.tell_course", told, tiny, **COURSE, target=f"{AT}?done=told"
    )  # without the field nothing changes
    assert text_of(database, settings, "pronunciation.toml") == file + '"肾俞" = "shen4 shu4"\n'


def test_a_published_course_is_worked_on_in_a_draft_handed_over_and_given_up(
    visit: Visit,
    submit: Submit,
    instructor: Someone,
    base_manager: Someone,
    database: Database,
    settings: Settings,
) -> None:
    with database.transaction() as session:
        publish_tiny(session, store_for(settings))
    assert "改《课程 tiny-push》" in visit("authoring.courses", instructor).buttons
    place = {"course": "tiny-push"}
    draft = "/teach/courses/tiny-push/draft"
    submit("authoring.open_draft", {}, instructor, **place, target=f"{draft}?done=opened")
    few_stops(visit("authoring.draft", instructor, **place, unit=1))
    team = few_stops(visit("authoring.draft_team", instructor, **place))
    assert [row[:2] for row in team.rows("小组里的人")] == [["周老师", "负责人"]]
    asked = {"to": f"p{base_manager.person_id}", "words": "请接着写"}
    submit("authoring.ask_for_handover", asked, instructor, **place, target=f"{draft}/handover?done=asked")
    waiting = visit("authoring.courses", base_manager)
    address = next(href for words, href in waiting.links.items() if "接手" in words)
    submit(address, {"answer": "yes"}, base_manager, target=f"{draft}?done=handed-over")
    submit("authoring.leave_team", {}, base_manager, 422, **place)
    submit("authoring.leave_team", {}, instructor, target=f"{draft}/team?done=left", **place)
    team = few_stops(visit("authoring.draft_team", base_manager, **place))
    assert [row[1:4:2] for row in team.rows("小组里的人")][1] == ["负责人", "现在"]
    assert "何主任接手，成了负责人（请接着写）" in team.words
    assert "周老师退出了小组" in team.words
    submit("authoring.leave_team", {}, instructor, 422, **place)
    few_stops(visit("authoring.draft_removal", instructor, **place))
    submit("authoring.remove_draft", {}, instructor, **place, target="/teach/courses?done=discarded")
    assert "作废这份草稿" not in visit("authoring.draft", instructor, **place).words
