"""A base with a course, people who sign and review, and recordings for tests of the sign studio.

The recordings are noise in a true container: no picture can be decoded, so nothing pretends to be signing. What can be seen is a
测试画面, which the studio refuses.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.abilities import Ability
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service import abilities
from learnhub.app import job_handlers
from learnhub.audit.rules import Actor
from learnhub.authoring.models import SignDelivery, SignRequest
from learnhub.authoring.rules.signing.works import PORTRAIT
from learnhub.catalogue.models import Slot
from learnhub.catalogue.rules import SlotKind, SlotState
from learnhub.catalogue.service import lesson_by_slugs, text_of
from learnhub.catalogue.service.courses import assign_base, course_by_slug
from learnhub.db import Database
from learnhub.jobs.worker import Worker
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from learnhub.web import Site
from tests.bases import training_base
from tests.media.recordings import mp4
from tests.people import (
    BASE_ID,
    NEIGHBOUR_BASE_ID,
    NEIGHBOUR_REGION,
    Someone,
    make_person,
)
from tests.tiny_course import TinyCourse
from tests.visit import Page, Submit, Visit

COURSE, LESSON = "sign-course", "push-slow"
STUDIO = f"/teach/signing/courses/{COURSE}/{LESSON}"
PLACE = {"course": COURSE, "lesson": LESSON}


def recording(number: int = 0, *, seconds: int = 3, title: str = "") -> bytes:
    """Return a recording; another number is another file."""
    return mp4(sound=None, seconds=seconds, index_first=True, title=title, filling=2000 + 2 * number)


def file(content: bytes) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), "sign.mp4"


@dataclass
class Studio:
    """A course of base 1 and the people round it."""

    database: Database
    settings: Settings
    app: Flask
    signer: Someone
    reviewer: Someone
    submit: Submit

    @property
    def keys(self) -> Sequence[str]:
        with self.database.reading() as session:
            text = text_of(lesson_by_slugs(session, COURSE, LESSON).lesson.version)
            return [sentence.id for sentence in text.sentences()]

    def consent(self, person: Someone) -> None:
        self.submit(
            "authoring.agree_to_portrait",
            {"agrees": "y", "version": PORTRAIT.version},
            person,
            target="/teach/signing/portrait?done=given",
        )

    def begin(self, person: Someone, language: str = "国家通用手语") -> None:
        self.consent(person)
        self.submit(
            "authoring.begin_signing",
            {"language": language},
            person,
            target=f"/teach/signing/courses/{COURSE}/{LESSON}?done=begun",
            **PLACE,
        )

    def record(self, person: Someone, key: str, content: bytes) -> Page:
        target = f"/teach/signing/courses/{COURSE}/{LESSON}/pieces/{key}?done=kept"
        fields = {"recording": file(content)}
        return self.submit("authoring.record_piece", fields, person, target=target, key=key, **PLACE)

    def send_video(self, person: Someone, content: bytes) -> None:
        target = f"/teach/signing/courses/{COURSE}/{LESSON}/times?done=kept"
        self.submit("authoring.send_sign_video", {"recording": file(content)}, person, target=target, **PLACE)

    def mark(self, person: Someone, times: Sequence[tuple[str, int]]) -> None:
        marked = "\n".join(f"{key} {start}" for key, start in times)
        target = f"/teach/signing/courses/{COURSE}/{LESSON}/times?done=saved"
        self.submit("authoring.save_sign_marking", {"marked": marked}, person, target=target, **PLACE)

    def hand_in(self, person: Someone, what: str = "video", code: str = "handed-in") -> None:
        part = "part=checks&" if what == "checks" else ""
        target = f"/teach/signing/courses/{COURSE}/{LESSON}?{part}done={code}"
        self.submit("authoring.hand_in_signs", {"what": what}, person, target=target, **PLACE)

    def signed(self, person: Someone, content: bytes | None = None) -> None:
        """Let somebody hand in a whole video, from consent to delivery."""
        self.begin(person)
        self.send_video(person, content or recording(seconds=60))
        self.mark(person, [(self.keys[0], 0), (self.keys[2], 21_500)])
        self.hand_in(person)

    def load(self, sentence: str | None = None) -> None:
        """Load the course, with another sentence in its lessons where one is given."""
        course = TinyCourse(COURSE, sentence=sentence) if sentence else TinyCourse(COURSE)
        with self.database.transaction() as session:
            course.load(session, store_for(self.settings))
            assign_base(session, course_by_slug(session, COURSE), BASE_ID)

    def work(self) -> None:
        """Do all jobs that wait."""
        site: Site = self.app.extensions["learnhub"]
        Worker(self.database, job_handlers(site)).run_all()


def able(database: Database, by: Someone, person: Someone, ability: Ability = Ability.NATIONAL_SIGN) -> None:
    with database.transaction() as session:
        abilities.record(
            session,
            Actor(by.person_id),
            person.person_id,
            ability,
            proof="看过手语翻译员证书原件",
            from_on=date(2026, 1, 1),
            now=instant_now(),
        )


@pytest.fixture
def studio(app: Flask, database: Database, settings: Settings, submit: Submit, admin: Someone) -> Studio:
    with database.transaction() as session:
        session.add(training_base())
    signer, reviewer = make_person(database, "手语小陈"), make_person(database, "手语老李")
    able(database, admin, signer)
    able(database, admin, reviewer)
    made = Studio(database, settings, app, signer, reviewer, submit)
    made.load()
    return made


@pytest.fixture
def neighbour(studio: Studio) -> Someone:
    return make_person(
        studio.database, "邻老师", Holding(Role.INSTRUCTOR, NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION)
    )


def slots(studio: Studio) -> list[tuple[SlotState, str]]:
    with studio.database.reading() as session:
        rows = session.scalars(sa.select(Slot).where(Slot.kind == SlotKind.SIGN).order_by(Slot.id))
        return [(row.state, row.reason) for row in rows]


def ask(studio: Studio, submit: Submit, by: Someone, whom: Someone | None = None) -> int:
    fields = {"signer": str((whom or studio.signer).person_id), "wanted_on": "2027-03-05"}
    submit("authoring.send_sign_request", fields, by, target=f"{STUDIO}/request?done=asked", **PLACE)
    with studio.database.reading() as session:
        return session.scalars(sa.select(SignRequest.id).order_by(SignRequest.id.desc())).first() or 0


def delivery_id(studio: Studio) -> int:
    with studio.database.reading() as session:
        return session.scalars(sa.select(SignDelivery.id).order_by(SignDelivery.id.desc())).first() or 0


def review(studio: Studio, person: Someone) -> None:
    studio.submit(
        "authoring.review_sign",
        {},
        person,
        target="/teach/signing?done=reviewed",
        delivery_id=delivery_id(studio),
    )


def bytes_at(visit: Visit, address: str, person: Someone) -> bytes:
    answer = visit(address, person)
    answer.response.close()
    return answer.content
