"""What a base says of a class that it wants to open, a page for each section, and what the office answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import (
    DateField,
    Form,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from learnhub.accounts.forms import DATE_FORMATS
from learnhub.primitives import Refusal, say
from learnhub.training.rules import MEETINGS_MAX, Meeting, read_timetable
from learnhub.training.rules.budget import read_budget
from learnhub.training.rules.particulars import (
    ACCESS_FACT_WORDS,
    CLASS_KIND_WORDS,
    DELIVERY_FORM_WORDS,
    INTERPRETER_WORDS,
    KNOWN_WORDS,
    TRAINEE_GROUP_WORDS,
    TRAINING_TYPE_WORDS,
    AccessFact,
    Budgeted,
    ClassKind,
    DeliveryForm,
    Interpreter,
    Known,
    TraineeGroup,
    TrainingType,
)
from learnhub.training.rules.sections import SECTION_WORDS, Section
from learnhub.web import SiteForm
from learnhub.web.forms import Asked, Needed, at_most, options, tidy

CAPACITY_MAX = 500


class Chosen:
    """Require one of the choices; the library's own sentence for anything else is not one of ours."""

    field_flags = {"required": True}  # noqa: RUF012  WTForms reads it as a plain class attribute

    def __init__(self, sentence: Any) -> None:
        self.sentence = sentence

    def __call__(self, _form: Form, field: Any) -> None:
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(self.sentence)


def known_teachers(_form: Form, field: Any) -> None:
    """Refuse people who are not in the list; the library's own sentence is not one of ours."""
    if not {str(one) for one in field.data or []} <= {choice.value for choice in field.choices}:
        raise ValidationError(say("选的人不在教师名单里，请重新选。"))


def _words(told: Mapping[Any, str]) -> Any:
    return options((one.value, words) for one, words in told.items())


class BasicsForm(SiteForm):
    """Course, number, days, and what kind of class it is."""

    course = SelectField(say("课程"), [Chosen(say("请从列出的选项里选一个。"))], validate_choice=False)
    number = StringField(say("班号"), [Needed(say("请填写班号，按本地的编号规则写。")), at_most(40)])
    title = StringField(say("班名"), [Needed(say("请填写班名，例如“盲人保健按摩班”。")), at_most(60)])
    opened_on = DateField(say("开班日期"), [InputRequired(say("请填写开班日期。"))], format=DATE_FORMATS)
    capacity = IntegerField(
        say("最多几人"),
        [
            InputRequired(say("请填写最多收几人。")),
            NumberRange(1, CAPACITY_MAX, say("人数请填 1 到 500 之间的整数。")),
        ],
    )
    training_type = SelectField(
        say("培训类型"),
        [Chosen(say("请选择培训类型。"))],
        choices=_words(TRAINING_TYPE_WORDS),
        default=TrainingType.EMPLOYMENT.value,
        validate_choice=False,
    )
    trainee_group = RadioField(
        say("谁来上课"),
        [Chosen(say("请选谁来上课。"))],
        choices=_words(TRAINEE_GROUP_WORDS),
        default=TraineeGroup.TRAINEES.value,
        validate_choice=False,
    )
    delivery_form = RadioField(
        say("办班形式"),
        [Chosen(say("请选择办班形式。"))],
        choices=_words(DELIVERY_FORM_WORDS),
        default=DeliveryForm.CENTRAL.value,
        validate_choice=False,
    )
    dispersed_approval = StringField(say("自主分散由谁同意"), [Optional(), at_most(200)])
    kind = SelectField(
        say("为谁办"),
        [Chosen(say("请选择为谁办。"))],
        choices=_words(CLASS_KIND_WORDS),
        default=ClassKind.OPEN.value,
        validate_choice=False,
    )
    employer = StringField(say("订单、定向的单位，或者下到哪个村"), [Optional(), at_most(200)])


class PlaceForm(SiteForm):
    """Where the class is held, and who can come and stay there."""

    place = StringField(say("上课地点"), [Needed(say("请填写上课地点，写到门牌和楼层。")), at_most(200)])
    access_words = TextAreaField(
        say("地点的无障碍情况"),
        [Needed(say("请写明进门、上楼、卫生间和引导的情况。学员靠它决定能不能来。")), at_most(500)],
    )
    directions = TextAreaField(
        say("怎么去"), [Needed(say("请写明从车站怎么走过来，看不见的人也要能跟着走。")), at_most(500)]
    )

    def fact(self, fact: AccessFact) -> Any:
        """Return the field of a fact."""
        return self[fact_name(fact)]


def fact_name(fact: AccessFact) -> str:
    """Return the name of the field of a fact."""
    return f"has_{fact.value.replace('-', '_')}"


for _fact, _fact_words in ACCESS_FACT_WORDS.items():
    setattr(
        PlaceForm,
        fact_name(_fact),
        RadioField(
            _fact_words,
            [Chosen(say("请选有、没有，或者还没看过。"))],
            choices=_words(KNOWN_WORDS),
            default=Known.UNKNOWN.value,
            validate_choice=False,
        ),
    )


class PeopleForm(SiteForm):
    """Who teaches, and what support there is; made by section_form, which gives the teachers their choices."""

    teachers = SelectMultipleField(
        say("教师"),
        [Needed(say("请至少选一名教师，点名要由教师来做。")), known_teachers],
        validate_choice=False,
    )
    companion = RadioField(
        say("陪同的人能不能进课堂"),
        [Chosen(say("请选能或者不能。"))],
        choices=options([("yes", say("能")), ("no", say("不能"))]),
        default="yes",
        validate_choice=False,
    )
    interpreter = RadioField(
        say("手语翻译"),
        [Chosen(say("请选一个。"))],
        choices=_words(INTERPRETER_WORDS),
        default=Interpreter.NOT_ASKED.value,
        validate_choice=False,
    )
    interpreter_words = StringField(say("谁去请，请的是谁"), [Optional(), at_most(200)])
    dormitory = TextAreaField(say("住宿"), [Optional(), at_most(300)])


class TimetableForm(SiteForm):
    """When it meets. rhythm, starts_at, minutes, count lay the timetable out; what counts is the text of `timetable`."""

    timetable = TextAreaField(say("线下课表"), [Needed(say("请写线下课表，一行一次课。"))])
    rhythm = RadioField(
        say("哪几天上课"),
        [Asked()],
        choices=options(
            [("weekdays", say("周一到周五")), ("weekend", say("周六和周日")), ("all", say("每天"))]
        ),
        default="weekdays",
        validate_choice=False,
    )
    starts_at = StringField(say("几点开始"), [Asked(), at_most(10)], default="09:00")
    minutes = IntegerField(say("一次几分钟"), [Asked(), Optional()], default=315)
    count = IntegerField(say("一共几次"), [Asked(), Optional()], default=15)

    @property
    def meetings(self) -> tuple[Meeting, ...] | Refusal:
        """Return the timetable that was typed."""
        return read_timetable(str(self.timetable.data or ""))

    def is_rhythm_whole(self) -> bool:
        """Tell whether a timetable can be laid out; if not, with a sentence at the field."""
        count, minutes = self.count.data, self.minutes.data
        if count and 1 <= count <= MEETINGS_MAX and minutes and 1 <= minutes <= 720:
            return True
        self.count.errors = [*self.count.errors, say("请填写一共几次（1 到 200）和一次几分钟（1 到 720）。")]
        return False


class BudgetForm(SiteForm):
    """What it costs."""

    budget = TextAreaField(say("预算"), [Needed(say("请写预算，一行一项。")), at_most(3000)])

    @property
    def lines(self) -> tuple[Budgeted, ...] | Refusal:
        """Return the budget that was typed."""
        return read_budget(tidy(self.budget.data))


class StartForm(SiteForm):
    """Whether an application begins empty or as a copy of a class."""

    copied = SelectField(say("照着哪个班写"), [Optional()])


class DecisionForm(SiteForm):
    """What the office says to an opening, as a whole and of each section."""

    reason = TextAreaField(say("意见"), [Optional(), at_most(500)])

    @property
    def remarks(self) -> dict[Section, str]:
        """Return what was said of sections; those without a word are left out."""
        told = {section: tidy(self[remark_name(section)].data) for section in Section}
        return {section: words for section, words in told.items() if words}


def remark_name(section: Section) -> str:
    """Return the name of the field for what is said of a section."""
    return f"remark_{section.value}"


for _section, _section_words in SECTION_WORDS.items():
    setattr(
        DecisionForm,
        remark_name(_section),
        StringField(
            say("%(section_words)s要改什么", section_words=_section_words), [Optional(), at_most(300)]
        ),
    )

SECTION_FORMS: dict[Section, type[SiteForm]] = {
    Section.BASICS: BasicsForm,
    Section.PLACE: PlaceForm,
    Section.PEOPLE: PeopleForm,
    Section.TIMETABLE: TimetableForm,
    Section.BUDGET: BudgetForm,
}


def section_form(
    section: Section,
    formdata: Any,
    *,
    instructors: Sequence[tuple[int, str]],
    courses: Sequence[tuple[int, str]] | None,
) -> SiteForm:
    """Return the form of a section, filled from what was typed.

    formdata: a MultiDict; None for a section that nobody has touched. instructors: (person id, nickname). courses: (course id,
    title); None where course and number stay as they are.
    """
    form = SECTION_FORMS[section](formdata)
    if isinstance(form, PeopleForm):
        form.teachers.choices = options((str(person_id), nickname) for person_id, nickname in instructors)
    if isinstance(form, BasicsForm):
        if courses is None:
            del form.course, form.number
        else:
            form.course.choices = options((str(course_id), title) for course_id, title in courses)
    return form
