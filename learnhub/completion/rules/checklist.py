"""结业审核: what is looked at for each trainee, what is still short, and who may decide; pure.

Source: 晋残〔2019〕64号 names 结业审核 beside opening and inspection and states no figures. Every condition is a figure of policy;
where policy sets none there is no condition, and the checklist says so.
"""

import enum
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from learnhub.policy.rules import Figure, Figures
from learnhub.primitives import Refusal, class_hours, day_words, listed, month_and_day_words, say

LESSONS_PER_MILLE = "completion.lessons_per_mille"
CLASS_HOURS_MIN = "completion.online_class_hours_min"
# The same figure as money asks for: a place has one least share of attendance, and says it once.
ATTENDANCE_MIN = "subsidy.attendance_min_per_mille"
CERTIFICATE = "completion.certificate"
ASSESSMENTS = "completion.assessments"
NEEDED = "needed"
REASON_CHARACTERS_MIN = 4


class CompletionState(enum.StrEnum):
    """Where the completion of one trainee stands."""

    NOT_APPLIED = "not applied"
    APPLIED = "applied"
    APPROVED = "approved"
    RETURNED = "returned"


STATE_WORDS = {
    CompletionState.NOT_APPLIED: say("还没有申请"),
    CompletionState.APPLIED: say("等残联审核"),
    CompletionState.APPROVED: say("同意结业"),
    CompletionState.RETURNED: say("退回，改好可以再申请"),
}


class CompletionStepKind(enum.StrEnum):
    """What was done about a completion."""

    APPLIED = "applied"
    APPROVED = "approved"
    RETURNED = "returned"


class Item(enum.StrEnum):
    """What the checklist looks at."""

    LESSONS = "lessons"
    CLASS_HOURS = "class hours"
    DAYS = "days"
    ASSESSMENTS = "assessments"
    CERTIFICATE = "certificate"
    ACCOMMODATIONS = "accommodations"
    REVIEW = "review"


ITEM_WORDS = {
    Item.LESSONS: say("线上课"),
    Item.CLASS_HOURS: say("认定的线上学时"),
    Item.DAYS: say("线下课的天数"),
    Item.ASSESSMENTS: say("测验"),
    Item.CERTIFICATE: say("职业证书"),
    Item.ACCOMMODATIONS: say("便利"),
    Item.REVIEW: say("需要核对的记录"),
}


class ItemState(enum.StrEnum):
    """How one item stands."""

    MET = "met"
    SHORT = "short"
    NO_RULE = "no rule"  # policy sets no condition
    TOLD = "told"  # to be known when deciding; it holds nothing back


@dataclass(frozen=True)
class CheckItem:
    """One line of the checklist. words: what there is. way: what can still be done and until when, empty where nothing is short.

    sources: the documents behind the condition, with 示例 where a figure is one.
    """

    item: Item
    state: ItemState
    words: str
    way: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class AssessmentStanding:
    """How a trainee stands in one test of the course, by the rules fixed at the enrolment. words: 10 题里答对 8 题，过了.

    way: when it can be taken again, or whom to ask; empty where it was passed.
    """

    title: str
    words: str
    is_passed: bool
    way: str = ""


@dataclass(frozen=True)
class Standing:
    """What one trainee has to show at the end of a class.

    days: dates of the timetable that concern the trainee; approved_days of them attended by rolls that another person approved,
    waiting_days attended by rolls that nobody has approved yet. days_to_come: not held yet. ends_on: the last day, None without a
    timetable. certificates: words of those that were issued and confirmed. accommodations: those granted;
    accommodations_waiting: requests without an answer. open_marks: 需要核对, with the last day for the first decision.
    """

    lessons_done: int
    lessons_published: int
    online_minutes: int
    minutes_per_class_hour: int
    days: int
    approved_days: int
    waiting_days: int
    days_to_come: int
    ends_on: date | None
    certificates: tuple[str, ...] = ()
    accommodations: tuple[str, ...] = ()
    accommodations_waiting: int = 0
    open_marks: int = 0
    decide_by: date | None = None
    assessments: tuple[AssessmentStanding, ...] = ()

    @property
    def class_hours(self) -> int:
        """Return the recognised online 学时, rounded down once."""
        return class_hours(self.online_minutes, self.minutes_per_class_hour).whole


def checklist(
    standing: Standing, figures: Figures, *, region_code: str, opened_on: date
) -> tuple[CheckItem, ...]:
    """Look at each item by the figures in force on the class's opening day, in one order.

    Always all items, but that of tests where the course has none.
    """

    def asked(key: str) -> Figure | None:
        found = figures.in_force_or_none(key, region_code, opened_on)
        return found if found is not None and found.value is not None else None

    return (
        _lessons(standing, asked(LESSONS_PER_MILLE)),
        _class_hours(standing, asked(CLASS_HOURS_MIN)),
        _days(standing, asked(ATTENDANCE_MIN)),
        *_assessments(standing, asked(ASSESSMENTS)),
        _certificate(standing, asked(CERTIFICATE)),
        _accommodations(standing),
        _review(standing),
    )


def is_ready(items: Collection[CheckItem]) -> bool:
    """Tell whether nothing that policy asks is short."""
    return all(one.state is not ItemState.SHORT for one in items)


def state_after(last: CompletionStepKind | None) -> CompletionState:
    """Return where a completion stands after its last step."""
    return CompletionState(last.value) if last is not None else CompletionState.NOT_APPLIED


def application_refusal(
    items: Collection[CheckItem], state: CompletionState, *, ends_on: date | None, on: date
) -> Refusal | None:
    """Refuse an application that comes before the class has ended, twice, or with something short."""
    if state is CompletionState.APPROVED:
        return Refusal("approved", say("已经同意结业，不用再申请。"))
    if ends_on is None:
        return Refusal("no-timetable", say("这个班没有课表，请先用变更把上课的日子补上。"))
    if on < ends_on:
        return Refusal(
            "not-ended",
            say("最后一次课在 %(ends_on)s，上完再申请结业审核。", ends_on=day_words(ends_on)),
        )
    short = [ITEM_WORDS[one.item] for one in items if one.state is ItemState.SHORT]
    if short:
        return Refusal("short", say("%(names)s还没有达到要求，怎么补，写在“要求”里。", names=listed(short)))
    return None


def decision_refusal(
    state: CompletionState,
    *,
    decider: int,
    applicant: int,
    trainee: int,
    teachers: Collection[int],
    is_approval: bool,
    reason: str,
    items: Collection[CheckItem],
) -> Refusal | None:
    """Refuse a decision that isn't due, by somebody with a hand in the class, a return without a reason, or an approval of
    somebody for whom something has become short since the application."""
    if state is not CompletionState.APPLIED:
        return Refusal("not-waiting", say("这份申请现在不用审核，可能已经有人审过了。请刷新页面看看。"))
    if decider in {applicant, trainee, *teachers}:
        return Refusal("own-hand", say("申请的人、学员本人和这个班的教师不能审核，请让另一位同事来审。"))
    if not is_approval and len(reason) < REASON_CHARACTERS_MIN:
        return Refusal(
            "reason-needed", say("退回要写明理由，至少 4 个字，基地和学员会看到它。"), field="reason"
        )
    if is_approval and not is_ready(items):
        return Refusal("short", say("申请以后有一项不再满足。请看下面的清单，退回给基地。"))
    return None


def _lessons(standing: Standing, figure: Figure | None) -> CheckItem:
    words = say(
        "%(lessons_published)s 节课里学完了 %(lessons_done)s 节。",
        lessons_published=standing.lessons_published,
        lessons_done=standing.lessons_done,
    )
    if figure is None:
        return CheckItem(Item.LESSONS, ItemState.NO_RULE, words)
    needed = _share_of(standing.lessons_published, figure.number)
    if standing.lessons_done >= needed:
        return CheckItem(Item.LESSONS, ItemState.MET, words, sources=(_source(figure),))
    way = say("还差 %(needed)s 节。线上课现在还能学，学完再申请。", needed=needed - standing.lessons_done)
    return CheckItem(Item.LESSONS, ItemState.SHORT, words, way, (_source(figure),))


def _class_hours(standing: Standing, figure: Figure | None) -> CheckItem:
    words = say("认定了 %(class_hours)s 学时。", class_hours=standing.class_hours)
    if figure is None:
        return CheckItem(Item.CLASS_HOURS, ItemState.NO_RULE, words)
    short = figure.number - standing.class_hours
    if short <= 0:
        return CheckItem(Item.CLASS_HOURS, ItemState.MET, words, sources=(_source(figure),))
    way = say(
        "要 %(number)s 学时，还差 %(short)s 学时。线上课现在还能学，学完会自动算进来。",
        number=figure.number,
        short=short,
    )
    return CheckItem(Item.CLASS_HOURS, ItemState.SHORT, words, way, (_source(figure),))


def _days(standing: Standing, figure: Figure | None) -> CheckItem:
    words = say(
        "课表上有 %(days)s 天和本人有关，核准的到课 %(approved_days)s 天。",
        days=standing.days,
        approved_days=standing.approved_days,
    )
    waiting = (
        say("另有 %(waiting_days)s 天的点名还没有核准。", waiting_days=standing.waiting_days)
        if standing.waiting_days
        else ""
    )
    if figure is None:
        return CheckItem(Item.DAYS, ItemState.NO_RULE, words + waiting)
    needed = _share_of(standing.days, figure.number)
    short = needed - standing.approved_days
    if short <= 0:
        return CheckItem(Item.DAYS, ItemState.MET, words + waiting, sources=(_source(figure),))
    ways = [say("要 %(needed)s 天，还差 %(short)s 天。", needed=needed, short=short)]
    if standing.waiting_days:
        ways.append(say("请基地先核准点名。"))
    if standing.days_to_come and standing.ends_on is not None:
        last = standing.ends_on
        ways.append(
            say(
                "还有 %(days_to_come)s 天课，到 %(last)s为止。",
                days_to_come=standing.days_to_come,
                last=day_words(last),
            )
        )
    elif short > standing.waiting_days:
        ways.append(say("课已经上完，可以请基地用变更加课，把缺的天数补上。"))
    return CheckItem(Item.DAYS, ItemState.SHORT, words + waiting, listed(ways, ""), (_source(figure),))


def _assessments(standing: Standing, figure: Figure | None) -> tuple[CheckItem, ...]:
    if not standing.assessments:
        return ()
    words = listed(
        (say("“%(title)s”：%(words)s。", title=one.title, words=one.words) for one in standing.assessments),
        "",
    )
    if figure is None or figure.value != NEEDED:
        return (CheckItem(Item.ASSESSMENTS, ItemState.NO_RULE, words),)
    short = [one for one in standing.assessments if not one.is_passed]
    if not short:
        return (CheckItem(Item.ASSESSMENTS, ItemState.MET, words, sources=(_source(figure),)),)
    way = listed((f"“{one.title}”{one.way}" for one in short), "")
    return (CheckItem(Item.ASSESSMENTS, ItemState.SHORT, words, way, (_source(figure),)),)


def _certificate(standing: Standing, figure: Figure | None) -> CheckItem:
    held = listed(standing.certificates)
    words = say("已经取得%(held)s。", held=held) if held else say("还没有登记职业证书。")
    if figure is None or figure.value != NEEDED:
        return CheckItem(Item.CERTIFICATE, ItemState.NO_RULE, words)
    if held:
        return CheckItem(Item.CERTIFICATE, ItemState.MET, words, sources=(_source(figure),))
    way = say("请基地帮学员报考，拿到证书后登记，再申请。")
    return CheckItem(Item.CERTIFICATE, ItemState.SHORT, words, way, (_source(figure),))


def _accommodations(standing: Standing) -> CheckItem:
    granted = listed(standing.accommodations)
    words = say("同意的便利：%(granted)s。", granted=granted) if granted else say("没有登记的便利。")
    if standing.accommodations_waiting:
        words += say(
            "还有 %(accommodations_waiting)s 项申请没有答复。",
            accommodations_waiting=standing.accommodations_waiting,
        )
    return CheckItem(Item.ACCOMMODATIONS, ItemState.TOLD, words)


def _review(standing: Standing) -> CheckItem:
    if not standing.open_marks:
        return CheckItem(Item.REVIEW, ItemState.TOLD, say("没有等着核对的学习记录。"))
    words = say("有 %(open_marks)s 条学习记录等着核对", open_marks=standing.open_marks)
    if standing.decide_by is not None:
        words += say(
            "，%(month_and_day_words)s以前会有决定",
            month_and_day_words=month_and_day_words(standing.decide_by),
        )
    return CheckItem(Item.REVIEW, ItemState.TOLD, words + say("。它只影响线上部分的补贴，不影响结业。"))


def _share_of(whole: int, per_mille: int) -> int:
    """Return the least whole number that is at least this share: half a day is not a day."""
    return -(-whole * per_mille // 1000)


def _source(figure: Figure) -> str:
    caveat = say("（%(caveat)s）", caveat=figure.caveat) if figure.caveat else ""
    return figure.source + caveat
