"""Keep lessons on a phone by wish: the page on which they are chosen, and who is to be credited with what is learned there."""

import json

from flask import jsonify, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.accessibility.current import current_profile
from learnhub.accounts.adapters.site_keys import site_keys
from learnhub.accounts.rules import Role
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.service import CourseOutline
from learnhub.formats.views.books import offers_of_course
from learnhub.learning import service
from learnhub.learning.forms.keeping import KeepForm
from learnhub.learning.models import EnrolmentState
from learnhub.learning.rules.keeping import (
    BYTES_KEPT_MAX,
    LESSONS_KEPT_MAX,
    LESSONS_LISTED,
    PICTURES_KEPT_MAX,
)
from learnhub.learning.service.keeping import Keepable, keepable, lessons_to_keep
from learnhub.learning.views.lesson_page import edition_wanted
from learnhub.learning.views.lessons import bp
from learnhub.storage.service import store_for
from learnhub.web import SignedIn, page, person_or_none, public, reading, settings
from learnhub.web.guard import form_token
from learnhub.web.paging import page_number, part_of
from learnhub.web.words import CHINESE, _, language

_MARK_CHARACTERS = 32


@bp.get("/courses/<course>/offline")
@public("anybody may see what a course offers without a network; who is enrolled can keep lessons")
def offline(course: str) -> ResponseReturnValue:
    """Show the lessons that can be kept on this phone, with their sizes, and the files that can be taken along."""
    person = _trainee_or_none()
    store = store_for(settings())
    with reading() as session:
        found = catalogue.course_by_slug(session, course)
        enrolment = None
        if person is not None:
            enrolment = service.enrolment_or_none(session, person_id=person.person_id, course_id=found.id)
            if enrolment is not None and enrolment.state is EnrolmentState.WITHDRAWN:
                enrolment = None
        version_id = enrolment.course_version_id if enrolment is not None else None
        outline = catalogue.outline(session, found, course_version_id=version_id)
        is_open = lessons_to_keep(session, outline, enrolment) if enrolment is not None else []
        paging = part_of(is_open, page_number(request.args.get("page")), LESSONS_LISTED)
        if paging.number > paging.last:  # lessons were completed since the address was made
            paging = part_of(is_open, paging.last, LESSONS_LISTED)
        edition = edition_wanted("")
        lessons = [keepable(session, store, number, one, edition) for number, one in paging.rows]
        return page(
            "learning/offline.html",
            form=KeepForm.of(lessons) if lessons else None,
            outline=outline,
            course_slug=course,
            is_enrolled=enrolment is not None,
            lessons=lessons,
            paging=paging,
            told=json.dumps([_told(outline, one) for one in lessons], ensure_ascii=False),
            learner=learner_mark(person) if person is not None else "",
            lessons_max=LESSONS_KEPT_MAX,
            pictures_max=PICTURES_KEPT_MAX,
            bytes_max=BYTES_KEPT_MAX,
            offers=offers_of_course(session, outline),
        )


@bp.get("/learning/learner")
@public("tells a phone that kept lessons who is signed in, by a mark that names nobody")
def learner() -> ResponseReturnValue:
    """Answer with the mark of the trainee who is signed in ("" for others), a form token, and what the phone says about sending."""
    person = _trainee_or_none()
    return jsonify(
        learner=learner_mark(person) if person is not None else "",
        token=form_token(person),
        words={
            "kind": _("提示"),
            "title": _("没有网时的学习记录"),
            "sent": _("没有网时学的 {count} 条记录发送好了，都记下来了。"),
            "refused": _("有 {count} 条记录没有记下来，可以看看为什么。"),
            "waiting": _("还有 {count} 条记录没有发送出去，下次打开网页再试。"),
            "changed": _("留在手机上的“{title}”有改动，已经换成新的。没有网时答过的还在。"),
            "gone": _("留在手机上的“{title}”，网站上已经没有了。再学可能记不下来，可以去掉。"),
            "others": _("这台手机上还有 {count} 条是另一个人学的，请那个人登录后发送。"),
            "signIn": _("这台手机上有 {count} 条学习记录等着发送，登录以后自动发送。"),
            "look": _("看留在手机上的课和记录"),
        },
    )


def learner_mark(person: SignedIn) -> str:
    """Return what names a person on a phone: nobody without the site's key can tell who it is."""
    keys = site_keys(settings())
    return keys.keyed_hash("learner on a device", str(person.person_id))[:_MARK_CHARACTERS]


def _trainee_or_none() -> SignedIn | None:
    person = person_or_none()
    return person if person is not None and person.has_role(Role.TRAINEE) else None


def _told(outline: CourseOutline, lesson: Keepable) -> dict[str, object]:
    address = url_for(
        "learning.kept_lesson",
        course=outline.course.slug,
        lesson=lesson.slug,
        edition=lesson.edition.value,
        version=outline.version.id,
        pinyin="on" if current_profile().has_pinyin else None,
        language=None
        if language() == CHINESE
        else language(),  # a phone asks without a cookie, which would say it
    )
    return {
        "address": address,
        "title": lesson.title,
        "number": lesson.number,
        "bytes": lesson.byte_count,
        "pictures": {kind.value: byte_count for kind, (byte_count, _length) in lesson.pictures.items()},
    }
