"""A person's own page: today and the next step, whole or in its simple version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import request, url_for
from flask.typing import ResponseReturnValue

from learnhub.accessibility.current import current_profile
from learnhub.accounts.rules import Role
from learnhub.messages import service as messages
from learnhub.pages import service
from learnhub.pages.rules import NextStep, StepKind
from learnhub.pages.views.screens import bp
from learnhub.policy.service import figures_in_force
from learnhub.primitives import Dated, class_hours, hours_words, instant_now, month_and_day_words, today
from learnhub.training.models import ClassSession
from learnhub.training.rules.particulars import INTERPRETER_WORDS
from learnhub.training.service.satisfaction import SurveyTold
from learnhub.web import current_person, page, reading, settings, signed_in
from learnhub.web.words import _

_WEEKDAYS = "一二三四五六日"
_MEETINGS_TOLD = 3
_CHOICES_MAX = 3
_VERSIONS = {"simple": True, "whole": False}


@dataclass(frozen=True, slots=True)
class Way:
    """A step as it is told: its sentence, and the words, picture and address of where it is done."""

    sentence: str
    words: str
    picture: str
    href: str


@bp.get("/me")
@signed_in
def me() -> ResponseReturnValue:
    """Say what today holds and what comes next. shown: "whole" or "simple"; without it as the person's profile chooses."""
    on = today()
    person = current_person()
    is_simple = _VERSIONS.get(request.args.get("shown", ""), current_profile().is_easy_read_first)
    with reading() as session:
        shown = service.own_page(
            session,
            person_id=person.person_id,
            figures=figures_in_force(session, settings().content_dir),
            on=on,
            now=instant_now(),
        )
        ways = [_way(step, shown.next_meeting, is_simple=is_simple) for step in shown.steps]
        return page(
            "pages/me_simple.html" if is_simple else "pages/me.html",
            shown=shown,
            today_sentence=_today(shown.today),
            way=ways[0],
            further=ways[1:],
            meetings=shown.meetings[:_MEETINGS_TOLD],
            when=lambda meeting: _("今天") if meeting.day == on else _day(meeting.day),
            interpreter_words=INTERPRETER_WORDS,
            choices=_choices(ways, shown.survey),
            titles={one.enrolment_id: one.title for one in shown.courses},
            day_words=_day,
            hours=hours_words(class_hours(max(0, shown.balance.recognised_minutes))),
            is_trainee=person.has_role(Role.TRAINEE),
            waiting=min(messages.unread_count(session, person.person_id), messages.UNREAD_COUNTED_MAX),
        )


def _choices(ways: Sequence[Way], survey: SurveyTold | None) -> list[tuple[str, str, str]]:
    """Return what the simple version offers, _CHOICES_MAX at most: the steps, what there is room for, and the way to everything."""
    by_pictures = url_for("search.pictures", shown="simple")
    found = [(one.picture, one.words, one.href) for one in ways]
    if survey is not None:
        href = url_for("training.survey", class_id=survey.training_class.id)
        found.append(("letter", _("说说“%(title)s”好不好", title=survey.training_class.title), href))
    if all(one.href != by_pictures for one in ways):
        found.append(("find", _("看图片找课程"), by_pictures))
    return [*found[: _CHOICES_MAX - 1], ("list", _("看全部"), url_for("pages.me", shown="whole"))]


def _today(meetings: Sequence[ClassSession]) -> str:
    if not meetings:
        return _("今天没有线下课，想学几分钟都可以。")
    first = meetings[0]
    told = {"time": first.starts_at, "title": first.title, "place": first.training_class.place}
    if len(meetings) == 1:
        return _("今天 %(time)s 有线下课“%(title)s”，在%(place)s。", **told)
    several = _(
        "今天有 %(count)d 次线下课，第一次 %(time)s 开始，是“%(title)s”，在%(place)s。",
        count=len(meetings),
        **told,
    )
    return str(several)


def _way(step: NextStep, meeting: ClassSession | None, *, is_simple: bool) -> Way:
    match step.kind:
        case StepKind.ANSWER_GUARDIAN:
            sentence = _("%(name)s想做您的监护人。好不好，由您自己决定。", name=step.who)
            return Way(sentence, _("看一看，再决定"), "hand", url_for("accounts.own_guardians"))
        case StepKind.CHECK_IN:
            sentence = _("到了上课的地方，先签到。")
            return Way(sentence, _("签到"), "calendar", url_for("training.own_attendance"))
        case StepKind.ANSWER_MARK:
            sentence = _(
                "有一段学习需要核对，您可以说说当时的情况；%(day)s以前会有人决定。", day=_day(step.until)
            )
            href = url_for("learning.own_mark", mark_id=step.mark_id)
            return Way(sentence, _("说说当时的情况"), "hand", href)
        case StepKind.GO_ON_WITH_TEST | StepKind.TEST_ON_PAPER | StepKind.LOOK_AT_RESULT | StepKind.TAKE_TEST:
            return _test(step)
        case StepKind.DO_WORK_AGAIN:
            return _work(step)
        case StepKind.LEARN:
            return _learn(step)
        case StepKind.FIND_COURSE:
            sentence = _("您还没有报名课程。先挑一门，报名只要按一下。")
            if is_simple:
                return Way(sentence, _("看图片找课程"), "find", url_for("search.pictures", shown="simple"))
            return Way(sentence, _("找课程"), "find", url_for("search.courses"))
        case StepKind.COME if meeting is not None:
            sentence = _(
                "线上的课都学完了。下一次线下课在%(day)s %(time)s，地点是%(place)s。",
                day=_day(meeting.day), time=meeting.starts_at, place=meeting.training_class.place,
            )  # fmt: skip
            return Way(sentence, _("看线下课"), "calendar", _offline_days())
        case _:
            sentence = _("报名的课都学完了。可以看看补贴走到哪一步，或者再挑一门课。")
            return Way(sentence, _("看补贴"), "coin", url_for("subsidy.own_records"))


def _test(step: NextStep) -> Way:
    test = step.test
    assert test is not None
    title = test.rule.text.title
    if step.kind is StepKind.GO_ON_WITH_TEST:
        sentence = _("测验“%(title)s”还没有交卷，答过的都存着。", title=title)
        return Way(sentence, _("接着做测验"), "hand", url_for("learning.attempt", attempt_id=step.attempt_id))
    if step.kind is StepKind.TEST_ON_PAPER:
        sentence = _("测验“%(title)s”在纸上做，下一次线下课是%(day)s。", title=title, day=_day(step.on))
        return Way(sentence, _("看线下课"), "calendar", _offline_days())
    if step.kind is StepKind.LOOK_AT_RESULT:
        sentence = _("测验“%(title)s”的结果出来了。", title=title)
        return Way(sentence, _("看结果"), "letter", url_for("learning.attempt", attempt_id=step.attempt_id))
    href = url_for("learning.assessment", course=test.course, assessment=test.rule.text.slug)
    if test.attempts:
        sentence = _("测验“%(title)s”上次没有过，可以再考一次，准备好了再开始。", title=title)
        return Way(sentence, _("再考一次"), "hand", href)
    sentence = _("课都学完了，可以做测验“%(title)s”，准备好了再开始。", title=title)
    return Way(sentence, _("看测验"), "hand", href)


def _offline_days() -> str:
    return url_for("pages.me", shown="whole", _anchor="offline-days")


def _work(step: NextStep) -> Way:
    work = step.work
    assert work is not None
    href = url_for("learning.task", course=work.course, lesson=work.lesson, task=work.task)
    return Way(
        _("作业“%(title)s”请再试一次，老师说了怎样就够。", title=work.title), _("看老师的话"), "letter", href
    )


def _learn(step: NextStep) -> Way:
    course = step.course
    lesson = course.next_lesson if course is not None else None
    assert course is not None
    assert lesson is not None, "a course to go on with has a lesson left"
    return Way(
        _("接着学《%(course)s》的第 %(number)d 课。", course=course.title, number=lesson.number),
        _("开始：%(title)s", title=lesson.title),
        "book",
        url_for("learning.lesson", course=course.slug, lesson=lesson.slug),
    )


def _day(day: date | None) -> str:
    if day is None:
        return ""
    text = f"{month_and_day_words(day)}（星期{_WEEKDAYS[day.weekday()]}）"
    return Dated(text, day, "M月d日（EEEE）")
