"""A process that writes events, marks, credits, records, claims and seals through the services, and is killed in the midst of it.

It is forked from the test, so that a kill costs milliseconds: what is killed is a database connection at work, wherever it stands.
"""

import itertools
import os
import random
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.audit.rules import Actor
from learnhub.catalogue.models import LessonVersion
from learnhub.catalogue.service import text_of
from learnhub.credits import service as credit
from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment
from learnhub.learning.service import Answering, Learner
from learnhub.notices.rules import WorkingDays
from learnhub.primitives import Refusal, instant_now, new_token
from learnhub.subsidy import service as subsidy
from learnhub.subsidy.models import Claim
from learnhub.subsidy.rules.claims import StepKind
from learnhub.subsidy.service import claims
from learnhub.training import service as training
from learnhub.training.models import TrainingClass
from learnhub.training.rules import MarkTyped, Presence
from tests import killing
from tests.subsidy.made import FIGURES, KEY

Deed = Callable[[Session], str]
UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Work:
    """What a writer writes about, by ids: rows of its own session are read anew."""

    address: str
    person_id: int
    instructor_id: int
    enrolment_id: int
    class_id: int
    lesson_version_id: int
    manager_id: int
    keys: SiteKeys


def write_until_killed(work: Work, acknowledgements: int) -> None:
    """Write for ever. After each commit a line goes to the pipe: "client id of a row of the person's chain", "@chain client id"."""
    database = Database(work.address)
    deeds = [_answer(work), _mark(work), _claim(work), _answer(work), _record(work), _seal]
    random.shuffle(deeds)  # a kill comes after ten lines: all kinds take their turn at it
    for deed in itertools.cycle(deeds):
        with database.transaction() as session:
            told = deed(session)
        if told != UNCHANGED:
            os.write(acknowledgements, f"{told}\n".encode())


def killed_after(work: Work, rows: int, *, delay: Callable[[], None]) -> list[str]:
    """Fork a writer, wait until it has acknowledged so many rows, then for the delay, and kill it; return what it acknowledged."""
    return killing.killed_after(lambda pipe: write_until_killed(work, pipe), rows, delay=delay)


def _answer(work: Work) -> Deed:
    def deed(session: Session) -> str:
        version = session.get_one(LessonVersion, work.lesson_version_id)
        text, act = text_of(version), new_token(12)
        done = learning.answer_check(
            session,
            Learner(work.person_id, work.enrolment_id, version),
            text,
            Answering(text.checks[0].name, 1, frozenset({"c1"}), act),
            happened_at=instant_now(),
            now=instant_now(),
        )
        assert not isinstance(done, Refusal)
        return f"answer:{act}"

    return deed


def _mark(work: Work) -> Deed:
    def deed(session: Session) -> str:
        meeting = session.get_one(TrainingClass, work.class_id).sessions[0]
        form, minutes = new_token(12), random.randrange(1, meeting.planned_minutes)
        done = training.mark_roll(
            session,
            class_session=meeting,
            typed=[MarkTyped(work.person_id, Presence.PRESENT, minutes)],
            marked_by=work.instructor_id,
            client_id=form,
            now=instant_now(),
        )
        assert not isinstance(done, Refusal)
        return f"roll:{form}:{meeting.id}:{Presence.PRESENT.value}:{minutes}" if done else UNCHANGED

    return deed


def _record(work: Work) -> Deed:
    def deed(session: Session) -> str:
        credit.settle(session, person_id=work.person_id, figures=FIGURES, now=instant_now())
        record = subsidy.calculate(
            session,
            enrolment=session.get_one(Enrolment, work.enrolment_id),
            training_class=session.get_one(TrainingClass, work.class_id),
            figures=FIGURES,
            now=instant_now(),
        )
        return f"record:{record.id}"

    return deed


def _claim(work: Work) -> Deed:
    """Claim for the class; where a claim waits, drop it, so that the next one has something to claim."""

    def deed(session: Session) -> str:
        manager, now = Actor(work.manager_id), instant_now()
        training_class = session.get_one(TrainingClass, work.class_id)
        waiting = session.scalars(
            sa.select(Claim)
            .where(Claim.training_class_id == work.class_id)
            .order_by(Claim.id.desc())
            .limit(1)
        ).first()
        if waiting is not None and waiting.steps[-1].kind is StepKind.CALCULATED:
            dropped = claims.take_step(
                session, manager, waiting, claims.Deed(StepKind.DROPPED, reason="重新做一份"),
                figures=FIGURES, calendar=WorkingDays(()), now=now,
            )  # fmt: skip
            assert not isinstance(dropped, Refusal), dropped
            return f"@claim:{waiting.id} step:{dropped.position}"
        for meeting in training_class.sessions[:2]:
            approved = training.approve_roll(session, manager, class_session=meeting, now=now)
            assert not isinstance(approved, Refusal), approved
        made = claims.make_claim(
            session, manager, training_class=training_class, client_id=new_token(9), figures=FIGURES, keys=work.keys,
            now=now,
        )  # fmt: skip
        assert not isinstance(made, Refusal), made
        return f"@claim:{made.id} made"

    return deed


def _seal(session: Session) -> str:
    sealed = evidence.seal(session, key=KEY, now=instant_now())
    return f"seal:{sealed.number}" if sealed is not None else UNCHANGED
