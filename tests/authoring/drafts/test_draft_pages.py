"""From nothing to a lesson by plain forms, without scripts: outline, blocks, preview, versions; two people; strangers kept out."""

import io

import pytest
from PIL import Image

from learnhub.accessibility.rules import Language
from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.authoring.adapters.lesson_source import read_source
from learnhub.authoring.rules.drafts.blocks import BlockKind
from learnhub.authoring.service import drafts
from learnhub.db import Database
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.authoring.drafts import draft_pages
from tests.authoring.drafts.draft_pages import AT, COURSE, LESSON, PATH, few_stops, hidden, leads, text_of
from tests.authoring.drafts.drafts import TEACHING, add_bases, open_tiny
from tests.people import NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION, Someone, make_person
from tests.visit import Submit, Visit

NEW = {
    "title": "手机拍照入门", "category": "phone", "training_type": "就业技能培训", "occupation_name": "", "occupation_code": "",
    "occupation_edition": "", "slug": "", "base": "1",
}  # fmt: skip


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


def test_a_teacher_makes_a_course_from_nothing(
    visit: Visit, submit: Submit, instructor: Someone, database: Database, settings: Settings
) -> None:
    few_stops(visit("authoring.courses", instructor))
    few_stops(visit("authoring.new_course", instructor))
    slug = "shou-ji-pai-zhao-ru-men"
    draft = f"/teach/courses/{slug}/draft"
    made = submit("authoring.open_new_course", NEW, instructor, target=f"{draft}?done=opened").follow()
    assert made.heading == "大纲：手机拍照入门"
    unit = {"shown": hidden(visit("authoring.new_unit", instructor, course=slug), "shown")}
    told = {**unit, "title": "拍清楚", "mode": "online", "planned_class_hours": "2"}
    outline = submit("authoring.add_unit", told, instructor, course=slug, target=leads(draft)).follow()
    assert "2 学时，合 90 分钟" in outline.words
    asked = few_stops(visit("authoring.new_lesson", instructor, course=slug, number=1))
    lesson = submit(
        "authoring.add_lesson", {"shown": hidden(asked, "shown"), "title": "拿稳手机"}, instructor, course=slug, number=1,
        target=f"{draft}/lessons/na-wen-shou-ji?done=lesson-added",
    ).follow()  # fmt: skip
    assert lesson.heading == "改课文：拿稳手机"
    place = {"course": slug, "lesson": "na-wen-shou-ji"}
    for kind, typed in (
        ("heading", {"text": "两只手拿"}),
        ("paragraph", {"text": "手肘靠住身体，手机就不晃。"}),
        ("steps", {"text": "手肘靠住身体\n吐气的时候按"}),
        ("warning", {"text": "走路时不要拍。"}),
        ("term", {"word": "快门", "reading": "kuài mén", "text": "按下去就拍的键。"}),
        (
            "task",
            {
                "title": "拍三张",
                "minutes": "5",
                "way": "在基地做给老师看",
                "text": "1. 拍三张同样的照片。",
                "looked_at_1": "清楚",
                "enough_1": "三张都不糊。",
                "not_yet_1": "有一张糊了。",
            },
        ),
    ):
        page = few_stops(visit("authoring.new_block", instructor, **place, kind=kind))
        fields = {"revision": hidden(page, "revision"), "after": hidden(page, "after"), "kind": kind, **typed}
        submit(
            "authoring.add_block",
            fields,
            instructor,
            **place,
            target=leads(f"{draft}/lessons/na-wen-shou-ji?"),
        )
    made_text = text_of(database, settings, "lessons/na-wen-shou-ji.md", slug)
    assert [block.kind.value for block in read_source(made_text).blocks] == [
        "head", "heading", "paragraph", "steps", "warning", "term", "task",
    ]  # fmt: skip
    assert (
        "```task task-1\n题目：拍三张\n用时：5 分钟\n怎么交：在基地做给老师看\n评分：清楚\n够了：三张都不糊。\n还差一点：有一张糊了。\n\n1."
        in made_text
    )
    task = few_stops(visit("authoring.draft_block", instructor, **place, index=6))
    assert task.fields["看什么（选填）"] == "", "one more is offered behind what is written"
    wrong = submit("authoring.save_block", {"revision": hidden(task, "revision"), "title": "拍三张", "minutes": "5", "way": "交给老师",
                   "text": "1. 拍。", "looked_at_1": "清楚", "enough_1": "得 10 分"}, instructor, 422, **place, index=6)  # fmt: skip
    assert wrong.errors == [
        "这里不写分数，请写看得到、听得到或摸得到的样子。",
        "看什么、够了什么样、还差一点什么样，三行都要写；不要了就都清空。",
    ]
    shown = visit("authoring.lesson_preview", instructor, **place)
    assert "手肘靠住身体，手机就不晃。" in shown.words
    assert "一课要有 2 到 5 节" in shown.words


def test_a_new_course_is_refused_in_words_and_nothing_typed_is_lost(
    submit: Submit, instructor: Someone
) -> None:
    wrong = {**NEW, "title": "", "slug": "大写", "occupation_name": "摄影师"}
    page = submit("authoring.open_new_course", wrong, instructor, 422)
    assert page.fields["对应的职业（选填）"] == "摄影师"
    assert len(page.errors) == 3


def test_a_block_is_edited_and_every_other_byte_stays(
    visit: Visit, submit: Submit, tiny: Someone, database: Database, settings: Settings
) -> None:
    before = text_of(database, settings)
    page = few_stops(visit("authoring.draft_block", tiny, **LESSON, index=2))
    typed = {"revision": hidden(page, "revision"), "text": "改过的一段。"}
    listed = submit(
        "authoring.save_block", typed, tiny, **LESSON, index=2, target=f"{AT}/lessons/push-slow?done=saved&block=2#block-2"
    ).follow()  # fmt: skip
    assert "改过的一段。" in listed.words
    old = read_source(before).blocks[2].text
    assert text_of(database, settings) == before.replace(old, "改过的一段。", 1)


def test_the_form_of_a_question_keeps_what_was_typed_and_says_what_is_missing_where(
    visit: Visit, submit: Submit, tiny: Someone, database: Database, settings: Settings
) -> None:
    page = few_stops(visit("authoring.draft_block", tiny, **LESSON, index=3))
    assert page.fields["选项 1（选填）"] == "错的"
    other = few_stops(visit(page.links["再写一道，答错时换着考"], tiny))
    assert page.fields["属于哪个检查"] == other.fields["属于哪个检查"], "it is asked instead of this one"
    typed = {
        "revision": hidden(page, "revision"), "text": "选哪一个？", "name": "feel", "choice_1": "甲", "feedback_1": "再想想。",
        "choice_2": "乙", "right_2": "y",
    }  # fmt: skip
    wrong = submit("authoring.save_block", typed, tiny, 422, **LESSON, index=3)
    assert wrong.errors == ["请写选它的人需要知道什么，不要空着。"]
    assert wrong.fields["选项 1（选填）"] == "甲"
    right = {**typed, "feedback_2": "对。"}
    submit(
        "authoring.save_block",
        right,
        tiny,
        **LESSON,
        index=3,
        target=leads(f"{AT}/lessons/push-slow?done=saved"),
    )
    quiz = read_source(text_of(database, settings)).blocks[3].text
    assert quiz == "```quiz feel\n选哪一个？\n\n- [ ] 甲\n  再想想。\n- [x] 乙\n  对。\n```"


def test_saving_a_block_as_it_was_makes_no_new_version(
    visit: Visit, submit: Submit, tiny: Someone, database: Database
) -> None:
    page = visit("authoring.draft_block", tiny, **LESSON, index=3)
    fields = {
        e.get("name", ""): e.get("value", "")
        for e in page.document.all("input")
        if e.get("type") != "checkbox"
    }
    fields |= {e.get("name", ""): e.text or "" for e in page.document.all("textarea")}
    fields |= {e.get("name", ""): "y" for e in page.document.all("input") if e.get("checked") is not None}
    fields["name"] = "feel"
    fields.pop("form_token")
    submit(
        "authoring.save_block",
        fields,
        tiny,
        **LESSON,
        index=3,
        target=leads(f"{AT}/lessons/push-slow?done=saved"),
    )
    with database.reading() as session:
        assert drafts.head_of(session, drafts.draft_by_slug(session, "new-push", TEACHING)).number == 1


@pytest.mark.parametrize("typed", ["```quiz", "上一段\n===\n", "x\n\n```warning"])
def test_a_block_that_would_swallow_the_next_ones_is_refused(
    visit: Visit, submit: Submit, tiny: Someone, typed: str, database: Database, settings: Settings
) -> None:
    before = text_of(database, settings)
    page = visit("authoring.draft_block", tiny, **LESSON, index=2)
    answer = submit(
        "authoring.save_block", {"revision": hidden(page, "revision"), "text": typed}, tiny,
        422 if "```" in typed else 303, **LESSON, index=2, target=leads(AT),
    )  # fmt: skip
    if answer.status == 422:
        assert "```" in answer.fields["内容"]
        assert text_of(database, settings) == before


def test_a_block_moves_and_goes_and_comes_back_by_a_version(
    visit: Visit, submit: Submit, tiny: Someone, database: Database, settings: Settings
) -> None:
    before = text_of(database, settings)
    page = few_stops(visit("authoring.block_place", tiny, **LESSON, index=2))
    shown = {"shown": hidden(page, "shown")}
    there = f"{AT}/lessons/push-slow"
    submit(
        "authoring.place_block",
        {**shown, "deed": "down"},
        tiny,
        **LESSON,
        index=2,
        target=f"{there}?done=moved&block=3#block-3",
    )
    texts = [block.text for block in read_source(before).blocks]
    moved = [block.text for block in read_source(text_of(database, settings)).blocks]
    assert moved == [*texts[:2], texts[3], texts[2], *texts[4:]]
    submit(
        "authoring.place_block",
        {"shown": "2", "deed": "removal"},
        tiny,
        **LESSON,
        index=2,
        target=leads(there),
    )
    assert len(read_source(text_of(database, settings)).blocks) == len(texts) - 1
    refused = submit("authoring.place_block", {"shown": "3", "deed": "up"}, tiny, 422, **LESSON, index=1)
    assert refused.errors == ["已经在最前面或最后面了。"]
    submit("authoring.place_block", {"shown": "3", "deed": "down"}, tiny, 404, **LESSON, index=0)
    versions = few_stops(visit("authoring.draft_versions", tiny, **COURSE))
    assert "撤销“《第一课push-slow》：删了第 2 块（题目）”" in versions.buttons
    draft_pages.read_in(database, tiny, Language.ENGLISH)
    told = visit("authoring.draft_versions", tiny, **COURSE).words
    assert "“第一课push-slow”: deleted Block 2 (Question)" in told
    assert "删了" not in told
    draft_pages.read_in(database, tiny, Language.CHINESE)
    first = few_stops(visit("authoring.draft_version", tiny, **COURSE, number=1))
    changed = few_stops(visit(first.links["改了《第一课push-slow》的课文"], tiny))
    assert "删了一块（题目）" in changed.words
    assert "〔删去〕" in changed.words
    shown = few_stops(visit(changed.links["看这一课那时的样子"], tiny))
    assert "那时的样子" in shown.words
    assert "什么都没有改" in visit("authoring.draft_version", tiny, **COURSE, number=3).words
    visit("authoring.draft_version", tiny, 404, **COURSE, number=4)
    visit("authoring.version_lesson", tiny, 404, **COURSE, number=1, lesson="nothing-here")
    visit("authoring.version_changes", tiny, 404, **COURSE, number=1, lesson="nothing-here")
    submit("authoring.restore_version", {}, tiny, **COURSE, number=1, target=f"{AT}?done=restored")
    assert text_of(database, settings) == before


def test_a_photo_goes_into_a_lesson_with_its_description(visit: Visit, submit: Submit, tiny: Someone) -> None:
    written = io.BytesIO()
    Image.new("RGB", (60, 40), "navy").save(written, "PNG")
    written.seek(0)
    page = few_stops(visit("authoring.new_block", tiny, **LESSON, kind="picture", after=1))
    fields = {
        "revision": hidden(page, "revision"), "after": "1", "kind": "picture", "text": "手放在桌面上",
        "photo": (written, "IMG.png"),
    }  # fmt: skip
    submit("authoring.add_block", fields, tiny, **LESSON, target=leads(f"{AT}/lessons/push-slow?done=added"))
    shown = visit("authoring.lesson_preview", tiny, **LESSON)
    picture = next(e for e in shown.document.all("img") if e.get("alt") == "手放在桌面上")
    served = visit(picture.get("src", ""), tiny)
    assert served.headers["Content-Type"] == "image/jpeg"
    empty = submit("authoring.add_block", {**fields, "photo": (io.BytesIO(), "")}, tiny, 422, **LESSON)
    assert empty.errors == ["请选一张课程里的图，或者放一张新照片。"]


def test_two_people_on_different_blocks_are_put_together_and_on_the_same_block_choose(
    visit: Visit, submit: Submit, tiny: Someone, base_manager: Someone, database: Database, settings: Settings
) -> None:
    there = leads(f"{AT}/lessons/push-slow?done=saved")
    paragraph = next(
        index
        for index, block in enumerate(read_source(text_of(database, settings)).blocks)
        if block.kind is BlockKind.PARAGRAPH and index > 2
    )
    submit(
        "authoring.save_block", {"revision": "1", "text": "教师改的。"}, tiny, **LESSON, index=2, target=there
    )
    submit(
        "authoring.save_block",
        {"revision": "1", "text": "主任改的另一段。"},
        base_manager,
        **LESSON,
        index=paragraph,
        target=there,
    )
    both = text_of(database, settings)
    assert "教师改的。" in both
    assert "主任改的另一段。" in both
    merging = submit(
        "authoring.save_block", {"revision": "1", "text": "主任也改这一段。"}, base_manager, **LESSON, index=2,
        target=leads(f"{AT}/lessons/push-slow/merging/merge-1-"),
    )  # fmt: skip
    page = few_stops(merging.follow())
    assert "教师改的。" in page.words
    assert "主任也改这一段。" in page.words
    place = {**LESSON, "place": merging.location.rsplit("/", 1)[1]}
    visit("authoring.lesson_merging", tiny, 404, **place)
    undecided = submit("authoring.merge_lesson", {"head": hidden(page, "head")}, base_manager, 422, **place)
    assert len(undecided.errors) == 1
    late = submit("authoring.merge_lesson", {"head": "2", "choice_0": "mine"}, base_manager, 422, **place)
    assert late.errors == ["同事刚刚又改了这一课。请看一看现在的样子，再选一次。"]
    assert "没保存的修改还在" in visit("authoring.draft_lesson", base_manager, **LESSON).words
    submit(
        "authoring.merge_lesson", {"head": hidden(page, "head"), "choice_0": "both"}, base_manager, **place,
        target=f"{AT}/lessons/push-slow?done=merged",
    )  # fmt: skip
    assert text_of(database, settings) == both.replace("教师改的。", "教师改的。\n\n主任也改这一段。")
    assert "没保存的修改还在" not in visit("authoring.draft_lesson", base_manager, **LESSON).words


def test_what_was_typed_and_not_saved_is_offered_back_to_its_author_alone(
    visit: Visit, submit: Submit, tiny: Someone, base_manager: Someone
) -> None:
    page = visit("authoring.draft_block", tiny, **LESSON, index=2)
    typed = {
        "path": PATH,
        "place": hidden(page, "place"),
        "revision": hidden(page, "revision"),
        "text": "写到一半",
    }
    answer = submit("authoring.keep_draft_typed", typed, tiny, 200, **COURSE)
    assert "自动存好" in answer.response.get_json()["words"]
    offered = visit("authoring.draft_lesson", tiny, **LESSON)
    assert "您上次没保存的修改还在" in offered.words
    back = visit(offered.links["拿回第 2 块接着写"], tiny)
    assert back.fields["内容"] == "写到一半"
    assert "没保存" not in visit("authoring.draft_lesson", base_manager, **LESSON).words
    saved = {"revision": hidden(back, "revision"), "text": "写完了。"}
    submit(
        "authoring.save_block",
        saved,
        tiny,
        **LESSON,
        index=2,
        target=leads(f"{AT}/lessons/push-slow?done=saved"),
    )
    assert "没保存" not in visit("authoring.draft_lesson", tiny, **LESSON).words
    submit("authoring.keep_draft_typed", typed, tiny, 200, **COURSE)
    submit("authoring.forget_typed", typed, tiny, **COURSE, target=f"{AT}/lessons/push-slow?done=forgotten")
    assert "没保存" not in visit("authoring.draft_lesson", tiny, **LESSON).words
    quiz = {
        **typed,
        "place": "block-3",
        "text": "换一种问法？",
        "name": "feel",
        "choice_1": "甲",
        "minutes": "x",
    }
    submit("authoring.keep_draft_typed", quiz, tiny, 200, **COURSE)
    asked = visit("authoring.draft_block", tiny, **LESSON, index=3, typed=1, revision=2)
    assert asked.fields["选项 1（选填）"] == "甲"
    assert asked.chosen == [], "the tick that was taken away stays away"
    for wrong in ({**typed, "path": "../x.md"}, {**typed, "place": ""}, {**typed, "path": "course.toml"}):
        submit("authoring.keep_draft_typed", wrong, tiny, 400, **COURSE)


def test_markdown_is_the_same_file_and_the_whole_of_it_can_be_typed(
    visit: Visit, submit: Submit, tiny: Someone, database: Database, settings: Settings
) -> None:
    page = few_stops(visit("authoring.lesson_markdown", tiny, **LESSON))
    whole = text_of(database, settings)
    assert page.fields["整课的 Markdown"].strip() == whole.strip()
    typed = {"revision": hidden(page, "revision"), "text": whole.replace("\n", "\r\n") + "\r\n新的一段。"}
    submit(
        "authoring.save_markdown", typed, tiny, **LESSON, target=leads(f"{AT}/lessons/push-slow?done=saved")
    )
    assert text_of(database, settings) == whole.rstrip("\n") + "\n\n新的一段。\n"


def test_other_people_can_not_see_or_change_a_draft(
    visit: Visit, submit: Submit, tiny: Someone, trainee: Someone, officer: Someone, database: Database
) -> None:
    for person in (trainee, officer):
        visit("authoring.draft", person, 403, **COURSE)
        submit("authoring.save_block", {"revision": "1", "text": "x"}, person, 403, **LESSON, index=2)
    neighbour = make_person(database, "岩老师", Holding(Role.INSTRUCTOR, NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION))
    for endpoint, values in (
        ("authoring.draft", COURSE), ("authoring.draft_lesson", LESSON), ("authoring.lesson_preview", LESSON),
        ("authoring.draft_versions", COURSE), ("authoring.draft_team", COURSE),
        ("authoring.draft_version", {**COURSE, "number": 1}), ("authoring.version_lesson", {**LESSON, "number": 1}),
        ("authoring.version_changes", {**LESSON, "number": 1}),
    ):  # fmt: skip
        visit(endpoint, neighbour, 404, **values)
    submit("authoring.save_block", {"revision": "1", "text": "x"}, neighbour, 404, **LESSON, index=2)
    submit("authoring.keep_draft_typed", {"path": PATH, "place": "x"}, neighbour, 404, **COURSE)


@pytest.mark.parametrize(
    ("lesson", "index"),
    [("../../x", 0), ("push-slow", 99), ("nothing-here", 0), ("PUSH", 0), ("push-slow.audio", 0)],
)
def test_what_is_not_there_is_not_found(visit: Visit, tiny: Someone, lesson: str, index: int) -> None:
    visit(f"{AT}/lessons/{lesson}/blocks/{index}", tiny, 404)
