"""What an instructor may say of a roll: one choice and minutes for each trainee."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, Form, HiddenField, RadioField, StringField
from wtforms.validators import ValidationError

from learnhub.primitives import new_token, say
from learnhub.training.rules import PRESENCE_WORDS, MarkTyped, Method, Presence, check_mark
from learnhub.web import SiteForm
from learnhub.web.forms import Asked, options
from learnhub.web.words import _

_MINUTES_CHARACTERS_MAX = 20
_ACT = re.compile(r"[A-Za-z0-9_-]{8,64}")


class RollForm(SiteForm):
    """A roll; made by roll_form, which gives it two fields for each trainee.

    act: names this form, so that sending it twice marks once. people: person id → nickname, in the order of the fields.
    """

    act = HiddenField()
    is_from_paper = BooleanField(say("这是照纸质签到表补录的"))
    people: Mapping[int, str]
    planned_minutes: int

    def presence_of(self, person_id: int) -> Field:
        """Return the field that says whether somebody was there."""
        return self._fields[presence_name(person_id)]

    def minutes_of(self, person_id: int) -> Field:
        """Return the field that says how many minutes somebody was there."""
        return self._fields[minutes_name(person_id)]

    def everybody_present(self) -> None:
        """Choose 到课 for everybody who has no choice yet; what was chosen stays."""
        for person_id in self.people:
            field = self.presence_of(person_id)
            if not field.data:
                field.data = Presence.PRESENT.value

    @property
    def client_id(self) -> str:
        """Return the name of this form; a name that isn't one of ours is replaced: it can't have been sent before."""
        if _ACT.fullmatch(self.act.data or "") is None:
            self.name_anew()
        return str(self.act.data)

    def name_anew(self) -> None:
        """Make this another form: what it says is meant, although the same was sent before."""
        self.act.data = new_token(9)

    @property
    def typed(self) -> list[MarkTyped]:
        """Return what was said, of a form that validates; trainees without a choice are left out."""
        found = []
        for person_id in self.people:
            chosen = self.presence_of(person_id).data
            if chosen:
                presence = Presence(chosen)
                minutes = _whole_number(self.minutes_of(person_id).data)
                found.append(
                    MarkTyped(
                        person_id,
                        presence,
                        (minutes or 0) if presence is Presence.PRESENT else 0,
                        Method.PAPER if self.is_from_paper.data else Method.ROLL,
                    )
                )
        return found


def roll_form(
    people: Mapping[int, str],
    planned_minutes: int,
    *,
    chosen: Mapping[int, tuple[Presence, int]] | None = None,
    posted: Any = None,
) -> RollForm:
    """Return the form of a roll.

    people: person id → nickname. chosen: presence and minutes in force, by person id, for a fresh form; minutes are the planned
    ones where nothing is in force. posted: the sent fields; None for a fresh form.
    """
    fields: dict[str, Any] = {}
    for person_id, nickname in people.items():
        fields[presence_name(person_id)] = RadioField(
            nickname,
            [_one_of_three, Asked()],  # a trainee may be left for later: no label says so twenty times
            choices=options((presence.value, words) for presence, words in PRESENCE_WORDS.items()),
            validate_choice=False,  # the sentence of the library is not one of ours
        )
        fields[minutes_name(person_id)] = StringField(
            _("%(nickname)s到课几分钟", nickname=nickname),
            [_Minutes(presence_name(person_id), nickname, planned_minutes)],
        )
    kind = type("_RollForm", (RollForm,), fields)
    form: RollForm = kind(posted if posted is not None else MultiDict())
    form.people, form.planned_minutes = people, planned_minutes
    if posted is None:
        form.name_anew()
        for person_id in people:
            presence, minutes = (chosen or {}).get(person_id, (None, 0))
            form.presence_of(person_id).data = presence.value if presence is not None else None
            form.minutes_of(person_id).data = str(minutes or planned_minutes)
    return form


def people_in(posted: Mapping[str, str], person_ids: Sequence[int]) -> list[int]:
    """Return the people whose fields were sent, of those given: a long roll is sent a page at a time."""
    return [person_id for person_id in person_ids if minutes_name(person_id) in posted]


def presence_name(person_id: int) -> str:
    """Return the name of the field that says whether somebody was there; short, because a roll has many."""
    return f"p{person_id}"


def minutes_name(person_id: int) -> str:
    """Return the name of the field that says how many minutes somebody was there."""
    return f"m{person_id}"


def _one_of_three(_form: Form, field: Field) -> None:
    if field.data and field.data not in set(Presence):
        raise ValidationError(_("请给%(nickname)s在到课、没到和请假里选一个。", nickname=field.label.text))


class _Minutes:
    """Minutes of somebody who is present; of somebody who isn't, whatever stands there says nothing."""

    field_flags = {"required": True}  # noqa: RUF012  WTForms reads it as a plain class attribute

    def __init__(self, presence_field: str, nickname: str, planned_minutes: int) -> None:
        self.presence_field = presence_field
        self.nickname = nickname
        self.planned_minutes = planned_minutes

    def __call__(self, form: Form, field: Field) -> None:
        if form[self.presence_field].data != Presence.PRESENT.value:
            return
        minutes = _whole_number(field.data)
        # 0 is never right for somebody present: the rule refuses what is no number, too.
        if check_mark(Presence.PRESENT, minutes or 0, self.planned_minutes) is not None:
            raise ValidationError(
                _(
                    "%(nickname)s的到课分钟数请填 1 到 %(most)d 之间的整数。",
                    nickname=self.nickname,
                    most=self.planned_minutes,
                )
            )


def _whole_number(text: str | None) -> int | None:
    """Read whole minutes as people type them: full-width digits and blanks are taken; None for anything else."""
    plain = unicodedata.normalize("NFKC", text or "").strip().removesuffix("分钟").strip()
    if not plain.isascii() or not plain.isdigit() or len(plain) > _MINUTES_CHARACTERS_MAX:
        return None
    return int(plain)
