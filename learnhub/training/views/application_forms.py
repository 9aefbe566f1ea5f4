"""The forms of an application: filled from what was typed, looked over section by section, read as a whole, written from a class."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from learnhub.accounts.service.directory import instructors_of
from learnhub.catalogue.service import published_courses_of
from learnhub.primitives import Refusal, today
from learnhub.training import service
from learnhub.training.forms.opening import (
    BasicsForm,
    BudgetForm,
    PeopleForm,
    PlaceForm,
    TimetableForm,
    fact_name,
    section_form,
)
from learnhub.training.models import OpeningDraft, TrainingClass
from learnhub.training.rules import (
    ClassPlan,
    Meeting,
    timetable_refusal,
    written_timetable,
)
from learnhub.training.rules.budget import written_budget
from learnhub.training.rules.particulars import (
    AccessFact,
    Budgeted,
    ClassKind,
    DeliveryForm,
    Interpreter,
    Known,
    Particulars,
    TraineeGroup,
    TrainingType,
    particulars_refusal,
)
from learnhub.training.rules.sections import Section
from learnhub.training.views.openings import own_base_ids
from learnhub.web import SiteForm
from learnhub.web.forms import tidy


@dataclass(frozen=True)
class Read:
    """An application that is whole: what the service takes."""

    course_id: int | None
    plan: ClassPlan
    particulars: Particulars
    teacher_ids: list[int]


def draft_form(session: Session, draft: OpeningDraft, section: Section) -> SiteForm:
    """Return the form of a section with what was typed in it so far."""
    typed = draft.typed.get(section.value)
    is_new = draft.training_class_id is None
    base_ids = own_base_ids() if is_new else [draft.base_id]
    courses = [(one.id, title) for one, title in published_courses_of(session, base_ids)] if is_new else None
    return section_form(
        section,
        # An empty MultiDict would leave every field empty: untouched sections show their defaults.
        MultiDict([(name, value) for name, values in typed.items() for value in values])
        if typed
        else MultiDict(_defaults(section)),
        instructors=instructors_of(session, base_ids, today()),
        courses=courses,
    )


def _defaults(section: Section) -> dict[str, str]:
    if section is Section.BASICS:
        return {
            "training_type": TrainingType.EMPLOYMENT.value,
            "trainee_group": TraineeGroup.TRAINEES.value,
            "delivery_form": DeliveryForm.CENTRAL.value,
            "kind": ClassKind.OPEN.value,
        }
    if section is Section.PLACE:
        return {fact_name(fact): Known.UNKNOWN.value for fact in AccessFact}
    if section is Section.PEOPLE:
        return {"companion": "yes", "interpreter": Interpreter.NOT_ASKED.value}
    if section is Section.TIMETABLE:
        return {"rhythm": "weekdays", "starts_at": "09:00", "minutes": "315", "count": "15"}
    return {}


def is_whole(session: Session, draft: OpeningDraft, section: Section, form: SiteForm) -> bool:
    """Tell whether a section can be submitted; if not, with a sentence at its field."""
    is_valid = form.validate()
    refusal: object = None
    if is_valid and isinstance(form, TimetableForm):
        meetings = form.meetings
        refusal = meetings
        if not isinstance(meetings, Refusal):
            basics = draft_form(session, draft, Section.BASICS)
            assert isinstance(basics, BasicsForm)
            refusal = timetable_refusal(meetings, basics.opened_on.data or meetings[0].day)
    elif is_valid and isinstance(form, BudgetForm):
        refusal = form.lines
    elif is_valid and isinstance(form, BasicsForm):
        refusal = particulars_refusal(_particulars(form, None, None, ()))
    elif is_valid and isinstance(form, PeopleForm):
        refusal = particulars_refusal(_particulars(None, None, form, ()))
    if isinstance(refusal, Refusal):
        form.refuse(refusal if refusal.field else Refusal(refusal.code, refusal.sentence, field="timetable"))
    return is_valid and not isinstance(refusal, Refusal)


def read_draft(session: Session, draft: OpeningDraft) -> Read | None:
    """Return an application that is whole; None when a section isn't."""
    forms = {section: draft_form(session, draft, section) for section in Section}
    if not all(is_whole(session, draft, section, form) for section, form in forms.items()):
        return None
    basics, place, people = forms[Section.BASICS], forms[Section.PLACE], forms[Section.PEOPLE]
    timetable, budget = forms[Section.TIMETABLE], forms[Section.BUDGET]
    assert isinstance(basics, BasicsForm)
    assert isinstance(place, PlaceForm)
    assert isinstance(people, PeopleForm)
    assert isinstance(timetable, TimetableForm)
    assert isinstance(budget, BudgetForm)
    assert basics.opened_on.data is not None
    lines, meetings = budget.lines, timetable.meetings
    assert not isinstance(lines, Refusal)
    assert not isinstance(meetings, Refusal)
    plan = ClassPlan(
        number=tidy(basics.number.data) if basics.number is not None else "",
        title=tidy(basics.title.data),
        region_code="",
        opened_on=basics.opened_on.data,
        capacity=basics.capacity.data or 0,
        place=tidy(place.place.data),
        access_words=tidy(place.access_words.data),
        meetings=meetings,
    )
    return Read(
        int(basics.course.data) if basics.course is not None else None,
        plan,
        _particulars(basics, place, people, lines),
        [int(one) for one in people.teachers.data or []],
    )


def _particulars(
    basics: BasicsForm | None, place: PlaceForm | None, people: PeopleForm | None, lines: Sequence[Budgeted]
) -> Particulars:
    """Return what forms that validate say; a form that isn't there leaves what asks nothing of the others."""
    return Particulars(
        training_type=TrainingType(basics.training_type.data) if basics else TrainingType.EMPLOYMENT,
        delivery_form=DeliveryForm(basics.delivery_form.data) if basics else DeliveryForm.CENTRAL,
        dispersed_approval=tidy(basics.dispersed_approval.data) if basics else "",
        kind=ClassKind(basics.kind.data) if basics else ClassKind.OPEN,
        employer=tidy(basics.employer.data) if basics else "",
        access_facts={fact: Known(place.fact(fact).data) for fact in AccessFact} if place else {},
        directions=tidy(place.directions.data) if place else "",
        is_companion_allowed=people.companion.data == "yes" if people else True,
        interpreter=Interpreter(people.interpreter.data) if people else Interpreter.NOT_ASKED,
        interpreter_words=tidy(people.interpreter_words.data) if people else "",
        dormitory=tidy(people.dormitory.data) if people else "",
        budget=tuple(lines),
        trainee_group=TraineeGroup(basics.trainee_group.data) if basics else TraineeGroup.TRAINEES,
    )


def typed_of(
    session: Session, found: TrainingClass, *, is_copy: bool = False
) -> dict[Section, dict[str, list[str]]]:
    """Return a class as it would be typed. is_copy: for another class, whose number and days are its own."""
    told = service.particulars_of(session, found.id)
    meetings = [Meeting(one.day, one.starts_at, one.planned_minutes, one.title) for one in found.sessions]
    basics = {
        "course": str(found.course_id),
        "number": "" if is_copy else found.number,
        "title": found.title,
        "opened_on": "" if is_copy else found.opened_on.isoformat(),
        "capacity": str(found.capacity),
        **_defaults(Section.BASICS),
    }
    place = {**_defaults(Section.PLACE), "place": found.place, "access_words": found.access_words}
    people = _defaults(Section.PEOPLE)
    if told is not None:
        basics |= {
            "training_type": told.training_type.value,
            "trainee_group": told.trainee_group.value,
            "delivery_form": told.delivery_form.value,
            "dispersed_approval": "" if is_copy else told.dispersed_approval,
            "kind": told.kind.value,
            "employer": told.employer,
        }
        place |= {fact_name(fact): known.value for fact, known in told.access_facts.items()}
        place["directions"] = told.directions
        people = {
            "companion": "yes" if told.is_companion_allowed else "no",
            "interpreter": told.interpreter.value,
            "interpreter_words": told.interpreter_words,
            "dormitory": told.dormitory,
        }
    typed = {
        Section.BASICS: basics,
        Section.PLACE: place,
        Section.PEOPLE: people,
        Section.TIMETABLE: {
            **_defaults(Section.TIMETABLE),
            "timetable": "" if is_copy else written_timetable(meetings),
        },
        Section.BUDGET: {"budget": written_budget(told.budget) if told else ""},
    }
    listed = {section: {name: [value] for name, value in fields.items()} for section, fields in typed.items()}
    listed[Section.PEOPLE]["teachers"] = [str(one) for one in service.teacher_ids(session, found.id)]
    return listed
