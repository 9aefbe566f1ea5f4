"""Easy-read at its author's desk: hints, photos that make a new version, readings that another person confirms."""

import io
import re
import resource
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image
from sqlalchemy.orm import Session

from learnhub.authoring.models.trials import EasyReadTrial
from learnhub.authoring.rules.easy_read import look_at_text, with_card_picture
from learnhub.authoring.service import load_course
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import MediaFile
from learnhub.catalogue.rules import SlotKind, publication_figures
from learnhub.catalogue.service import text_of_source
from learnhub.db import Database
from learnhub.jobs.adapters.children import Limits
from learnhub.jobs.models import Job
from learnhub.media.adapters import photo as photo_adapter
from learnhub.media.adapters.photo import SIDE_PIXELS, SMALL_BYTES_MAX, PhotoFault, prepared
from learnhub.primitives import instant_now, local_date, today
from learnhub.settings import PROJECT_DIR, Settings
from learnhub.speech.service import ASK_ALL
from learnhub.storage.service import store_for
from tests.bases import training_base
from tests.people import BASE_ID, Someone
from tests.tiny_course import FIGURES, TinyCourse, course_toml
from tests.visit import Page, Submit, Visit

COFFEE = PROJECT_DIR / "content" / "courses" / "coffee-easyread" / "lessons"
LESSON = (COFFEE / "wash-hands.md").read_text(encoding="utf-8")
PLACE = {"course": "tiny-easy", "lesson": "wash-hands"}
ADDRESS = "/teach/easy-read/tiny-easy/wash-hands"


@pytest.fixture(autouse=True)
def easy_course(database: Database, settings: Settings) -> None:
    """A course of the instructor's base: one real easy-read lesson, with the pictures that it shows."""
    text = text_of_source(LESSON)
    files = {
        "course.toml": course_toml("tiny-easy", ["wash-hands"]).encode(),
        "lessons/wash-hands.md": LESSON.encode(),
    }
    for picture in text.pictures():
        files[f"lessons/{picture.path}"] = (COFFEE / picture.path).read_bytes()
    folder = TinyCourse("tiny-easy").folder()
    now = instant_now()
    with database.transaction() as session:
        session.add(training_base())
        session.flush()
        load_course(
            session,
            store_for(settings),
            type(folder)("tiny-easy", files),
            figures=publication_figures(FIGURES, local_date(now)),
            now=now,
            base_id=BASE_ID,
        )


def photo(size: tuple[int, int] = (1600, 1200), kind: str = "JPEG", exif: Image.Exif | None = None) -> bytes:
    written = io.BytesIO()
    picture = Image.new("RGB", size, "navy")
    picture.paste("gold", (0, 0, size[0] // 2, size[1] // 2))
    picture.save(written, kind, **({"exif": exif} if exif is not None else {}))
    return written.getvalue()


def from_a_phone() -> bytes:
    """Return a photo held sideways, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90° to the right
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(0x8825)[2] = (34.0, 45.0, 12.0)
    return photo(exif=exif)


def send(
    visit: Visit, submit: Submit, person: Someone, content: bytes, status: int = 303, **fields: str
) -> Page:
    shown = visit("authoring.card_picture", person, **PLACE, number=1)
    hidden = next(e.get("value", "") for e in shown.document.all("input") if e.get("name") == "shown")
    told = {
        "shown": hidden,
        "description": "双手放在水下",
        "photo": (io.BytesIO(content), "IMG_1.JPG"),
        **fields,
    }
    target = f"{ADDRESS}?done=pictured" if status == 303 else None
    return submit("authoring.replace_card_picture", told, person, status, **PLACE, number=1, target=target)


def easy_slot(session: Session) -> tuple[str, str]:
    place = catalogue.lesson_by_slugs(session, PLACE["course"], PLACE["lesson"])
    slot = next(one for one in place.lesson.slots if one.kind is SlotKind.EASY_READ)
    return slot.state.value, slot.maker


def record(submit: Submit, person: Someone, status: int = 303, **changed: str) -> Page:
    fields = {"reader_count": "3", "read_on": today().isoformat(), "changes": "都读懂了。", **changed}
    target = f"{ADDRESS}?done=tried" if status == 303 else None
    return submit("authoring.record_trial", fields, person, status, **PLACE, target=target)


def test_a_photo_comes_out_upright_small_and_without_its_data() -> None:
    made = prepared(from_a_phone())
    with Image.open(io.BytesIO(made)) as picture:
        assert picture.format == "JPEG"
        assert picture.size == (900, 1200)
        assert dict(picture.getexif()) == {}
        left, right = picture.getpixel((100, 100)), picture.getpixel((800, 100))
        assert left[2] > 90 > right[2], "the golden corner is at the top right after turning"  # type: ignore[index]
    assert b"PhoneMaker" not in made
    assert b"Exif" not in made
    assert len(made) <= SMALL_BYTES_MAX


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_kinds_of_photos_become_jpeg(kind: str) -> None:
    with Image.open(io.BytesIO(prepared(photo(kind=kind)))) as picture:
        assert (picture.format, max(picture.size)) == ("JPEG", SIDE_PIXELS)


def test_what_is_clear_becomes_white() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(written, "PNG")
    with Image.open(io.BytesIO(prepared(written.getvalue()))) as picture:
        assert picture.getpixel((25, 25)) == (255, 255, 255)


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xd8\xff", b"GIF89a" + bytes(100), b"PK\x03\x04" + bytes(500), photo()[:-800], b"<svg/>"],
    ids=["empty", "three bytes", "gif", "zip", "cut short", "svg"],
)
def test_what_is_no_whole_photo_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(PhotoFault, match="请选"):
        prepared(content)


def test_a_large_photo_is_opened_by_a_program_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    Image.new("RGB", (2400, 2000), "teal").save(written, "PNG")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with Image.open(io.BytesIO(prepared(written.getvalue()))) as picture:
        assert picture.size == (1200, 1000)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 10_000, "KB"
    with pytest.raises(PhotoFault, match="请选"):
        prepared(written.getvalue()[:-300])
    monkeypatch.setattr(
        photo_adapter, "_APART", Limits(0, memory_bytes=30_000_000, cpu_seconds=5, file_bytes=1)
    )
    with pytest.raises(PhotoFault, match="请选"):
        prepared(written.getvalue())


@pytest.mark.parametrize("side", [9000, 10500, 14000])  # as it is, where Pillow warns, where it refuses
def test_a_picture_bomb_is_refused_by_its_header(side: int) -> None:
    written = io.BytesIO()
    Image.new("1", (side, side)).save(written, "PNG")
    assert written.tell() < 30_000
    with pytest.raises(PhotoFault, match="像素太多"):
        prepared(written.getvalue())


def test_only_the_picture_of_the_card_is_changed() -> None:
    other = with_card_picture(LESSON, 2, path="media/x.jpg", description="新的图")
    assert other is not None
    before, after = LESSON.split("\n"), other.split("\n")
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert [new for _old, new in changed] == ["![新的图](media/x.jpg)"]
    pictures = [card.picture for card in look_at_text(text_of_source(LESSON)).cards if card.picture]
    assert changed[0][0] == f"![{pictures[1].description}]({pictures[1].path})"
    assert with_card_picture(LESSON, 99, path="media/x.jpg", description="新的图") is None


def test_pictures_inside_of_blocks_are_no_cards() -> None:
    source = "```quiz a\n![一](media/a.svg)\n```\n\n![二](media/b.svg)\n"
    assert with_card_picture(source, 1, path="media/x.jpg", description="新") == (
        "```quiz a\n![一](media/a.svg)\n```\n\n![新](media/x.jpg)\n"
    )


def test_the_desk_lists_the_texts_of_ones_own_base(
    visit: Visit, instructor: Someone, base_manager: Someone, trainee: Someone, officer: Someone
) -> None:
    for person in (instructor, base_manager):
        (row,) = visit("authoring.easy_read_desk", person).rows("本基地的易读课文")
        assert row[1] == "课程 tiny-easy"
        assert row[4] == "还没有试读"
    for person in (trainee, officer):
        visit("authoring.easy_read_desk", person, 403)


def test_the_desk_of_another_base_shows_nothing_of_it(visit: Visit, database: Database) -> None:
    from learnhub.accounts.rules import Role
    from learnhub.accounts.rules.roles import Holding
    from tests.people import NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION, make_person

    neighbour = make_person(database, "刀老师", Holding(Role.INSTRUCTOR, NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION))
    assert "还没有易读版" in visit("authoring.easy_read_desk", neighbour).words
    visit("authoring.easy_read_lesson", neighbour, 404, **PLACE)


def test_hints_name_the_place_the_part_whom_it_hurts_and_what_to_do() -> None:
    source = LESSON.replace("打湿", "务必打湿", 1)
    look = look_at_text(text_of_source(source))
    (hint,) = [hint for card in look.cards for hint in card.hints if hint.part == "务必"]
    assert hint.suggestion.instead == "一定要"
    assert look.hint_count >= 1
    assert look.longest <= 60


def test_a_photo_makes_a_new_version_through_the_gate(
    visit: Visit, submit: Submit, instructor: Someone, database: Database
) -> None:
    page = send(visit, submit, instructor, from_a_phone(), description="小林把手放在水下").follow()
    assert "照片换好了" in page.words
    with database.reading() as session:
        place = catalogue.lesson_by_slugs(session, **_slugs())
        assert place.course_version.number == 2
        (picture,) = session.scalars(sa.select(MediaFile).where(MediaFile.path.like("media/wash-hands-%")))
        assert (picture.content_type, picture.width, picture.height) == ("image/jpeg", 900, 1200)
        assert ASK_ALL in session.scalars(sa.select(Job.kind)).all(), (
            "the new description is to be heard, too"
        )
    card = visit("learning.lesson", **PLACE, card=1)
    assert "小林把手放在水下" in [e.get("alt") for e in card.document.all("img")]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"description": " "}, "请写照片上有什么，看不见的人靠它知道"),
        ({"description": "手" * 61}, "最多写 60 个字，请删短一些。"),
        ({"description": "手](x)"}, "说明里请只写字和标点，不要用括号、星号这些符号。"),
        ({"shown": "x"}, "课文刚刚改过。请看一看新的卡片，再选一次照片。"),
    ],
)
def test_a_photo_without_a_good_description_is_not_taken_and_keeps_what_was_typed(
    visit: Visit, submit: Submit, instructor: Someone, fields: dict[str, str], sentence: str
) -> None:
    page = send(visit, submit, instructor, photo(), 422, **fields)
    assert page.errors == [sentence]
    assert page.fields["照片上有什么"] == fields.get("description", "双手放在水下").strip()


def test_what_is_no_photo_is_refused_at_its_field(visit: Visit, submit: Submit, instructor: Someone) -> None:
    page = send(visit, submit, instructor, b"GIF89a" + bytes(100), 422)
    assert "不是照片" in page.errors[0]
    visit("authoring.card_picture", instructor, 404, **PLACE, number=99)


def test_a_reading_counts_once_another_person_confirms_it(
    visit: Visit, submit: Submit, instructor: Someone, base_manager: Someone, database: Database
) -> None:
    page = record(submit, instructor).follow()
    assert "等另一个人确认" in page.words
    assert "确认：试读属实" not in page.buttons
    with database.reading() as session:
        assert easy_slot(session) == ("uploaded", "")
        (row,) = session.scalars(sa.select(EasyReadTrial))
        number = row.id
    own = submit("authoring.confirm_trial", {}, instructor, 422, **PLACE, trial_id=number)
    assert own.errors == ["试读要由另一个人确认，请同事或基地管理员来确认。"]
    for _twice in range(2):
        submit(
            "authoring.confirm_trial",
            {},
            base_manager,
            **PLACE,
            trial_id=number,
            target=f"{ADDRESS}?done=confirmed",
        )
    with database.reading() as session:
        assert easy_slot(session) == ("reviewed", f"3 人试读，{today().isoformat()}")
    assert "何主任确认了" in visit("authoring.easy_read_lesson", instructor, **PLACE).words
    assert f"3 人试读，{today().isoformat()}" in visit("pages.course", slug="tiny-easy").words


def test_a_changed_text_is_to_be_read_again(
    visit: Visit, submit: Submit, instructor: Someone, base_manager: Someone, database: Database
) -> None:
    record(submit, instructor)
    with database.reading() as session:
        number = session.scalars(sa.select(EasyReadTrial.id)).one()
    send(visit, submit, instructor, photo())
    late = submit("authoring.confirm_trial", {}, base_manager, 422, **PLACE, trial_id=number)
    assert late.errors == ["课文在试读以后改过，请把新的课文再试读一次。"]
    assert "课文后来改过，不能再确认" in late.words
    with database.reading() as session:
        assert easy_slot(session)[0] == "uploaded"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"reader_count": "0"}, "请填有几个人读过，1 到 100 的数字。"),
        ({"reader_count": "许多"}, "请填有几个人读过，1 到 100 的数字。"),
        (
            {"read_on": (today() + timedelta(days=2)).isoformat()},
            "试读的日期还没有到，请填试读那一天的日期。",
        ),
        ({"read_on": date(2020, 1, 1).isoformat()}, "试读过了一年多，请再请人试读一次，填新的日期。"),
        ({"changes": ""}, "请写哪里不懂、改了什么；都读懂了，也请写下来"),
    ],
)
def test_a_reading_that_is_told_badly_is_refused_and_keeps_what_was_typed(
    submit: Submit, instructor: Someone, changed: dict[str, str], sentence: str
) -> None:
    page = record(submit, instructor, 422, **changed)
    assert page.errors == [sentence]
    assert page.fields.get("几个人读过") == changed.get("reader_count", "3")


def test_a_reading_stays_as_it_was_recorded(submit: Submit, instructor: Someone, database: Database) -> None:
    record(submit, instructor)
    for deed in (sa.update(EasyReadTrial).values(reader_count=99), sa.delete(EasyReadTrial)):
        with pytest.raises(sa.exc.DBAPIError, match="only added to"), database.transaction() as session:
            session.execute(deed)


def test_the_check_of_folders_counts_hints_and_refuses_nothing(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["content", "check", str(COFFEE.parent)])
    assert result.exit_code == 0
    assert re.search(
        r"^easy-read: \d+ hints in \d+ sentences of 12 texts, as suggestions$", result.output, re.M
    )
    assert "0 findings" in result.output


def _slugs() -> dict[str, str]:
    return {"course_slug": PLACE["course"], "lesson_slug": PLACE["lesson"]}
