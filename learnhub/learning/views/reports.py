"""Take acts that a script kept while it was offline: many in one request, as JSON."""

from typing import Annotated, Literal

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from learnhub.accounts.rules import Role
from learnhub.catalogue.rules import Edition
from learnhub.learning import service
from learnhub.learning.service import REPORTED_MAX, Answering, Closing, Reported
from learnhub.learning.views.lessons import bp
from learnhub.primitives import Refusal, instant_now
from learnhub.storage.service import store_for
from learnhub.web import current_person, requires, settings, transaction
from learnhub.web.words import _

BODY_BYTES_MAX = 64_000
_Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]


class _Told(BaseModel):
    """What every act tells. happened_at: by the reporter's clock, with its time zone."""

    model_config = ConfigDict(extra="forbid")

    course: _Name
    lesson: _Name
    edition: Edition = Edition.STANDARD
    happened_at: AwareDatetime


class _SectionClosed(_Told):
    kind: Literal["section.closed"]
    section: _Name

    @property
    def act(self) -> Closing:
        return Closing(self.section)


class _CheckAnswered(_Told):
    kind: Literal["check.answered"]
    check: _Name
    question: int = Field(ge=1, le=100)
    chosen: list[_Name] = Field(max_length=20)
    client_id: _Name
    seen: str = Field(default="", max_length=100)

    @property
    def act(self) -> Answering:
        return Answering(self.check, self.question, frozenset(self.chosen), self.client_id, self.seen)


class _Body(BaseModel):
    acts: list[Annotated[_SectionClosed | _CheckAnswered, Field(discriminator="kind")]] = Field(
        min_length=1, max_length=REPORTED_MAX
    )


@bp.post("/learning/acts")
@requires(Role.TRAINEE)
def acts() -> ResponseReturnValue:
    """Take up to REPORTED_MAX acts of the person; answer for each, in order, whether it stands in the log.

    What was accepted needn't be sent again; sending it again does no harm. docs/learning-acts.md tells the fields.
    """
    request.max_content_length = BODY_BYTES_MAX
    try:
        body = _Body.model_validate_json(request.get_data(cache=False))
    except ValidationError as error:
        # Only the places, never the values: what was typed stands in no answer and no log.
        places = sorted({".".join(map(str, one["loc"])) for one in error.errors(include_input=False)})
        sentence = _("这批学习记录有写错的地方，都没有记下来。请更新页面，再发送一次。")
        return jsonify(error="not-understood", sentence=sentence, places=places[:20]), 422
    now = instant_now()
    with transaction() as session:
        outcomes = service.take_reports(
            session,
            store_for(settings()),
            current_person().person_id,
            [_reported(told) for told in body.acts],
            now=now,
        )
    return jsonify(received_at=now.isoformat(), acts=[_answer(outcome) for outcome in outcomes])


def _reported(told: _SectionClosed | _CheckAnswered) -> Reported:
    return Reported(told.course, told.lesson, told.edition, told.act, told.happened_at)


def _answer(outcome: Refusal | None) -> dict[str, object]:
    if outcome is None:
        return {"accepted": True}
    return {"accepted": False, "error": outcome.code, "sentence": outcome.sentence}
