"""A lesson of a draft as different learners meet it: heard, by captions alone, sign first, easy-read, magnified, without pictures."""

from flask import abort, url_for
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.authoring.rules import FileRole, place_of
from learnhub.authoring.rules.gate.heard import heard
from learnhub.authoring.service import drafts
from learnhub.authoring.service.drafts import outlines
from learnhub.authoring.views.blueprint import bp
from learnhub.authoring.views.drafts.lessons import pictures_of_draft
from learnhub.authoring.views.drafts.opened import Opened, opened
from learnhub.catalogue.rules import Findings, NotFound, SignNote
from learnhub.catalogue.service import read_slot_notes
from learnhub.catalogue.service.texts import html_of_text, look_at_lesson
from learnhub.media.rules.captions import time_text
from learnhub.media.service.folder_files import cues_of
from learnhub.primitives import say
from learnhub.web import page, requires

# What an address ends with → what it shows, and for whom it is so.
WAYS = {
    "heard": (say("听到的顺序"), say("读屏从上到下这样念，一行一句。不同的读屏软件用词略有不同。")),
    "captions": (say("只看字幕"), say("听不到声音的学员看到的：视频的每一条字幕。")),
    "sign": (say("手语在前"), say("先看手语的学员看到的：手语视频，然后是文字。")),
    "easy-read": (say("易读版"), say("选了易读版的学员看到的：一张卡片一句话。")),
    "narrow": (say("放大到 400%"), say("把页面放大四倍的学员看到的：一行只有十几个字，不能左右移动。")),
    "no-pictures": (say("没有图片"), say("看不见图，或者流量少、关了图片的学员看到的：图的说明。")),
}


@bp.get("/teach/courses/<course>/draft/lessons/<lesson>/as/<way>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def lesson_as(course: str, lesson: str, way: str) -> ResponseReturnValue:
    """Show a lesson of a draft in one way of learning."""
    if way not in WAYS:
        abort(404)
    with opened(course) as at:
        edition = f"{lesson}.easy" if way == "easy-read" and not lesson.endswith(".easy") else lesson
        path = outlines.lesson_path(edition)
        content = drafts.file_of(at.store, at.head, path)
        if content is None and drafts.file_of(at.store, at.head, outlines.lesson_path(lesson)) is None:
            raise NotFound(lesson)
        pictures = pictures_of_draft(at)
        text = None
        if content is not None:
            text, _findings = look_at_lesson(content, path=path, pictures=pictures.keys())
        shown = {} if way == "no-pictures" else pictures
        slug = lesson.removesuffix(".easy")
        return page(
            "authoring/lesson_as.html",
            at=at,
            lesson=lesson,
            line=outlines.lesson_line(at.store, at.head, lesson, at.rates),
            way=way,
            ways=[
                (words, url_for("authoring.lesson_as", course=at.slug, lesson=lesson, way=one), None)
                for one, (words, _told) in WAYS.items()
                if one != way
            ],
            words=WAYS[way][0],
            told=WAYS[way][1],
            has_file=content is not None,
            heard=heard(text) if text is not None and way == "heard" else (),
            captions=_captions(at, slug) if way == "captions" else (),
            has_video=_has(at, slug, ".video.mp4", ".video.webm"),
            has_sign=_has(at, slug, ".sign.mp4", ".sign.webm"),
            note=_sign_note(at, slug) if way == "sign" else None,
            html=html_of_text(text, shown) if text is not None and way not in {"heard", "captions"} else None,
        )


def _captions(at: Opened, slug: str) -> list[tuple[str, str]]:
    """Return the time and the words of each caption; empty where there are none."""
    content = drafts.file_of(at.store, at.head, f"lessons/{slug}.captions.vtt")
    cues = cues_of(content) if content is not None else ()
    return [(time_text(cue.start_ms), cue.text.replace("\n", " ")) for cue in cues]


def _has(at: Opened, slug: str, *suffixes: str) -> bool:
    return any(f"lessons/{slug}{suffix}" in at.head.files for suffix in suffixes)


def _sign_note(at: Opened, slug: str) -> SignNote | None:
    content = drafts.file_of(at.store, at.head, "slots.toml")
    if content is None:
        return None
    lessons = frozenset(
        place.name
        for path in at.head.files
        if (place := place_of(path)) is not None and place.role is FileRole.LESSON
    )
    try:
        notes = read_slot_notes(content, lessons, path="slots.toml")
    except Findings:
        return None  # the gate names what is wrong with it
    return next((note for note in notes if note.lesson == slug), None)
