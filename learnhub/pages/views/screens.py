"""Home, a course, one sentence in every form."""

import json

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.accessibility.current import current_profile
from learnhub.accounts.rules import Role
from learnhub.catalogue.rules import SlotKind, SlotView
from learnhub.catalogue.service import CourseOutline, slot_file_name
from learnhub.pages import service
from learnhub.policy.service import figures_in_force
from learnhub.primitives import class_hours, hours_words, say, today
from learnhub.regions.service import region_name
from learnhub.search import service as search
from learnhub.search.rules import first_way
from learnhub.speech.rules import VOICE_WORDS
from learnhub.storage.service import store_for
from learnhub.web import page, person_or_none, public, reading, settings

bp = Blueprint("pages", __name__)

_FEATURED = 4
_DONE = {
    "enrolled": say("报名成功。现在就可以开始学第一课。"),
    "joined": say("您已经参加这个班。线下课的日子会出现在“我的学习”里。"),
}
WAY_WORDS = {
    SlotKind.AUDIO: say("朗读"),
    SlotKind.SIGN: say("手语"),
    SlotKind.CAPTIONS: say("字幕"),
    SlotKind.AUDIO_DESCRIPTION: say("口述影像"),
    SlotKind.EASY_READ: say("易读版"),
    SlotKind.PINYIN: say("拼音版"),
    SlotKind.BRAILLE: say("盲文版"),
    SlotKind.TALKING_BOOK: say("有声书"),
}
# Said of every lesson, there or not: people choose by them.
_ALWAYS_TOLD = (SlotKind.AUDIO, SlotKind.SIGN, SlotKind.EASY_READ)


@bp.get("/")
@public("the first page of the site")
def home() -> ResponseReturnValue:
    """Say what one can do here, and how to make the page fit oneself."""
    with reading() as session:
        shown = search.listing(session, {}, number=1, size=_FEATURED)
        return page("pages/home.html", shown=shown)


@bp.get("/courses/<slug>")
@public("anybody may look at a course before enrolling")
def course(slug: str) -> ResponseReturnValue:
    """Show a course: what it asks, gives, has and lacks."""
    current = settings()
    person = person_or_none()
    with reading() as session:
        shown = service.course_page(
            session,
            slug,
            person_id=person.person_id if person is not None else None,
            figures=figures_in_force(session, current.content_dir),
            on=today(),
        )
        first = first_way(current_profile())
        told = _told_ways(shown.outline)
        columns = [kind for kind in told if kind in _ALWAYS_TOLD or not _is_machine_made(shown.outline, kind)]
        return page(
            "pages/course.html",
            shown=shown,
            hours=hours_words(class_hours(shown.outline.minutes)),
            kinds=columns,
            ways=[WAY_WORDS[kind] for kind in columns],
            counts=[
                (count, WAY_WORDS[kind]) for kind, count in _way_counts(shown.outline).items() if kind in told
            ],
            missing=[
                words
                for kind, words in WAY_WORDS.items()
                if kind not in told and not _is_needless(shown.outline, kind)
            ],
            has_video=not _is_needless(shown.outline, SlotKind.CAPTIONS),
            foreign=[
                lesson.version.title
                for lesson in shown.outline.lessons
                if lesson.slug in shown.with_courseware and lesson.home_course_id == shown.outline.course.id
            ],
            region_words={
                one.region_code: region_name(current.content_dir, one.region_code) for one in shown.subsidies
            },
            base_region=region_name(current.content_dir, shown.base.region_code) if shown.base else "",
            can_enrol=shown.is_open
            and shown.standing is None
            and (person is None or person.has_role(Role.TRAINEE)),
            first=first,
            alike=search.courses_like(
                session,
                shown.outline.course.id,
                search.word_table(session, current),
                wanted=[first.way] if first is not None else [],
            ),
            done=_DONE.get(request.args.get("done", "")),
        )


@bp.get("/courses/<slug>/metadata.json")
@public("search tools of other sites read it")
def course_metadata(slug: str) -> ResponseReturnValue:
    """Tell search tools what a course is and what each lesson has: the newest version, whoever asks."""
    current = settings()
    with reading() as session:
        shown = service.course_page(
            session, slug, person_id=None, figures=figures_in_force(session, current.content_dir), on=today()
        )
        told = service.course_metadata(
            session,
            shown,
            address=url_for("pages.course", slug=slug, _external=True),
            lesson_address=lambda lesson: url_for(
                "learning.lesson", course=slug, lesson=lesson, _external=True
            ),
            site_name=current.site_name,
        )
    return Response(json.dumps(told, ensure_ascii=False), content_type="application/ld+json")


@bp.get("/one-sentence")
@public("shows visitors what a lesson can be like")
def one_sentence() -> ResponseReturnValue:
    """Show one sentence of a lesson in every form there is so far."""

    def address_of(course: str, digest: str, path: str) -> str:
        return url_for("catalogue.picture", course=course, digest=digest, path=path)

    with reading() as session:
        shown = service.sentence_forms(session, store_for(settings()), address_of)
        audio = shown.slots[SlotKind.AUDIO] if shown is not None else None
        return page(
            "pages/one_sentence.html",
            shown=shown,
            audio=audio,
            audio_src=_excerpt_address(audio, shown) if audio is not None and shown is not None else None,
            voice=VOICE_WORDS.get(audio.maker, audio.maker) if audio is not None else "",
            sign=shown.slots[SlotKind.SIGN] if shown is not None else None,
        )


def _excerpt_address(audio: SlotView, shown: service.SentenceForms) -> str | None:
    """Return the address of the sentence within the lesson's audio: a media fragment, which browsers play alone."""
    if not audio.blob or shown.cue is None:
        return None
    times = f"t={shown.cue.start_ms / 1000:.3f},{shown.cue.end_ms / 1000:.3f}"
    return url_for(
        "catalogue.slot_content", name=slot_file_name(audio.blob, audio.content_type), _anchor=times
    )


def _told_ways(outline: CourseOutline) -> list[SlotKind]:
    """Return the ways of which each lesson's state is told: the three that people choose by, and any that a lesson has."""
    return [
        kind
        for kind in WAY_WORDS
        if kind in _ALWAYS_TOLD
        or any(
            slot.kind is kind and slot.state.value not in {"missing", "not needed"}
            for lesson in outline.lessons
            for slot in lesson.slots
        )
    ]


def _is_machine_made(outline: CourseOutline, kind: SlotKind) -> bool:
    """Tell whether every lesson has this way, made by a machine: one line says so, a column would only repeat it."""
    return all(
        slot.state.value == "generated"
        for lesson in outline.lessons
        for slot in lesson.slots
        if slot.kind is kind
    )


def _is_needless(outline: CourseOutline, kind: SlotKind) -> bool:
    """Tell whether no lesson needs this way: captions where there is no video."""
    return all(
        slot.state.value == "not needed"
        for lesson in outline.lessons
        for slot in lesson.slots
        if slot.kind is kind
    )


def _way_counts(outline: CourseOutline) -> dict[SlotKind, int]:
    return {
        kind: sum(
            slot.kind is kind and slot.state.has_content
            for lesson in outline.lessons
            for slot in lesson.slots
        )
        for kind in WAY_WORDS
    }
