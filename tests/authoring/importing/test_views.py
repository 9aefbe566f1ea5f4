"""The pages on which documents are brought and rearranged, as an instructor and a neighbour open them."""

import io
import re

import pytest
from flask import Flask

from learnhub.authoring.service.importing import documents as imports
from learnhub.db import Database
from learnhub.jobs.worker import Worker
from tests.authoring.drafts.drafts import TEACHING, add_bases
from tests.authoring.importing import documents as made
from tests.people import Someone
from tests.visit import Page, Submit, Visit

_PREVIEW = re.compile(r"/teach/imports/[\w-]{16}\?done=sent")


@pytest.fixture
def bases(database: Database) -> None:
    with database.transaction() as session:
        add_bases(session)


def send(submit: Submit, person: Someone, *files: tuple[str, bytes]) -> Page:
    fields = {"files": [(io.BytesIO(content), name) for name, content in files], "base": "1"}
    return submit("authoring.send_import", fields, person, target=_PREVIEW)


def convert(app: Flask, database: Database) -> None:
    Worker(database, app.extensions["learnhub.handlers"]).run_all()


def token_of(page: Page) -> str:
    return page.location.rpartition("/")[2].partition("?")[0]


@pytest.mark.usefixtures("bases")
def test_a_word_file_goes_from_upload_over_the_preview_to_a_draft(
    app: Flask, database: Database, visit: Visit, submit: Submit, instructor: Someone, base_manager: Someone,
    other_trainee: Someone,
) -> None:  # fmt: skip
    assert "一次选几个" in visit("authoring.new_import", instructor).words
    sent = send(submit, instructor, ("讲义.docx", made.word_with_bold_headings()))
    token = token_of(sent)
    assert "刷新，看看读好了没有" in sent.follow().links
    convert(app, database)
    preview = visit("authoring.import_preview", instructor, token=token)
    assert "1 个单元、3 课" in preview.words
    assert preview.stops_to("看好了，建成草稿") == 1
    assert any(words == "有 9 行像是标题，请确认" for words in preview.links)
    losses = visit("authoring.import_losses", instructor, token=token)
    assert "公式：c=m/V" in losses.words

    with database.reading() as session:
        plan = imports.plan_in(imports.import_by_token(session, token, TEACHING))
    assert plan is not None
    unit, second = plan.units[0], plan.units[0].lessons[1]
    lesson = visit("authoring.import_lesson", instructor, token=token, number=second.number)
    assert "改第 3 段" in lesson.links
    block = second.blocks[1]
    visit("authoring.import_block", instructor, token=token, number=block.number)
    for deed, done in (("split", "split"),):
        changed = submit(
            "authoring.change_import_block", {"deed": deed}, instructor, token=token, number=block.number,
            target=re.compile(rf".*/lessons/{second.number}\?page=1&done={done}#block-{block.number}"),
        )  # fmt: skip
        assert "从这里起是新的一课" in changed.follow().words
    renamed = submit(
        "authoring.change_import_unit", {"deed": "rename", "title": "洗手"}, instructor, token=token,
        number=unit.number, target=f"/teach/imports/{token}?done=unit-renamed",
    )  # fmt: skip
    assert "第 1 单元：洗手" in renamed.follow().links
    visit("authoring.import_unit", instructor, token=token, number=unit.number)

    asked = visit("authoring.import_draft", instructor, token=token)
    assert asked.fields["课程名"] == "按摩师的手部卫生"
    refused = submit("authoring.make_import_draft", {"title": ""}, instructor, 422, token=token)
    assert refused.errors[0] == "请写上课程名。"
    fields = {"title": "手部卫生", "category": "massage", "training_type": "就业技能培训"}
    submit(
        "authoring.make_import_draft", fields, instructor, token=token,
        target="/teach/courses/shou-bu-wei-sheng/draft?done=opened",
    )  # fmt: skip
    assert "打开草稿" in visit("authoring.import_preview", base_manager, token=token).links
    visit("authoring.import_preview", other_trainee, 403, token=token)


@pytest.mark.usefixtures("bases")
def test_headings_are_confirmed_on_one_page_and_what_is_none_goes_back_into_the_text(
    app: Flask, database: Database, visit: Visit, submit: Submit, instructor: Someone
) -> None:
    text = f"一、时机\n\n{made.words(600)}\n\n二、地点\n\n{made.words(600)}\n"
    token = token_of(send(submit, instructor, ("讲义.txt", text.encode())))
    convert(app, database)
    asked = visit("authoring.import_headings", instructor, token=token)
    assert asked.chosen == ["一、时机", "二、地点"]
    numbers = re.findall(r'name="headings" value="(\d+)"', asked.text) or re.findall(
        r'value="(\d+)"', asked.text
    )
    shown = ",".join(numbers[:2])
    answered = submit(
        "authoring.confirm_import_headings", {"shown": shown, "headings": numbers[0]}, instructor, token=token,
        page=1, target=f"/teach/imports/{token}?done=headings",
    )  # fmt: skip
    assert "1 个单元、1 课" in answered.follow().words


@pytest.mark.usefixtures("bases")
def test_a_picture_is_shown_to_its_author_and_described(
    app: Flask, database: Database, visit: Visit, submit: Submit, instructor: Someone
) -> None:
    token = token_of(
        send(submit, instructor, ("手.png", made.picture()), ("讲义.txt", made.words(300).encode()))
    )
    convert(app, database)
    with database.reading() as session:
        plan = imports.plan_in(imports.import_by_token(session, token, TEACHING))
    assert plan is not None
    block = next(found for _, _, found in plan.blocks() if found.picture)
    name = block.picture.removeprefix("media/")
    shown = visit("authoring.import_picture", instructor, token=token, name=name)
    assert shown.headers["Content-Type"] == "image/png"
    assert (
        "图上有什么" in visit("authoring.import_block", instructor, token=token, number=block.number).fields
    )
    refused = submit(
        "authoring.change_import_block", {"deed": "describe", "description": " "}, instructor, 422, token=token,
        number=block.number,
    )  # fmt: skip
    assert "看不见的人靠它知道" in refused.errors[0]
    at = {"token": token, "number": block.number}
    submit("authoring.change_import_block", {"deed": "no deed"}, instructor, 400, **at)
    submit(
        "authoring.change_import_block", {"deed": "describe", "description": "一双手"}, instructor, token=token,
        number=block.number, target=re.compile(".*done=described.*"),
    )  # fmt: skip


@pytest.mark.usefixtures("bases")
def test_what_cannot_be_brought_is_told_in_the_form_and_nothing_is_kept(
    visit: Visit, submit: Submit, instructor: Someone
) -> None:
    for name, told in (("讲义.doc", "另存为"), ("拍的.mp4", "认不出这个文件"), ("x.docx", "没有传完")):
        fields = {"files": (io.BytesIO(b"not a zip"), name), "base": "1"}
        refused = submit("authoring.send_import", fields, instructor, 422)
        assert told in refused.errors[0]
    assert submit("authoring.send_import", {"base": "1"}, instructor, 422).errors == ["请先选择文件。"]
    assert "还没有建成草稿的" not in visit("authoring.import_list", instructor).words


@pytest.mark.usefixtures("bases")
def test_a_broken_file_says_what_to_do_and_can_be_thrown_away(
    app: Flask, database: Database, visit: Visit, submit: Submit, instructor: Someone
) -> None:
    token = token_of(send(submit, instructor, ("讲义.docx", b"PK broken")))
    convert(app, database)
    assert "另存一份" in visit("authoring.import_preview", instructor, token=token).words
    assert "讲义.docx" in visit("authoring.import_list", instructor).links
    visit("authoring.import_removal", instructor, token=token)
    submit("authoring.remove_import", {}, instructor, token=token, target="/teach/imports?done=removed")
    visit("authoring.import_preview", instructor, 404, token=token)
