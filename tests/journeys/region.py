"""The demonstration region, served for all journeys, and the browsers of its people."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, BrowserContext

from learnhub.accounts.adapters.passwords import hash_password
from learnhub.accounts.models import Person
from learnhub.accounts.rules.names import nickname_key
from learnhub.accounts.service import people, sign_ins
from learnhub.accounts.views.recognition import COOKIE
from learnhub.app import create_app
from learnhub.catalogue.models import Lesson, LessonVersion
from learnhub.catalogue.service import course_by_slug, texts_to_speak
from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.jobs.worker import Worker
from learnhub.learning import service as learning
from learnhub.ops.adapters.migration import migrate
from learnhub.primitives import Refusal, instant_now
from learnhub.settings import Settings, key_bytes, make_keys
from learnhub.speech.service import ask_for_audio, engines_of
from learnhub.storage.service import store_for
from tests.browser import open_context, serving
from tests.journeys.desk import furnish_desk
from tests.journeys.enquiries import furnish_enquiries
from tests.journeys.registers import furnish_registers
from tests.journeys.studio import furnish
from tests.journeys.work import furnish_work

# The lesson that the built-in voice speaks when the region is made: short, and in easy-read.
SPOKEN_COURSE, SPOKEN_LESSON = "coffee-easyread", "americano-serve"


@dataclass(frozen=True)
class Region:
    """A served demonstration site."""

    address: str
    app: Flask
    database: Database
    settings: Settings

    def work_off(self) -> None:
        """Do the jobs that are ready, as the worker beside the server does."""
        Worker(self.database, self.app.extensions["learnhub.handlers"]).run_all()

    def seal(self) -> None:
        """Seal the evidence log; the worker does it once an hour."""
        with self.database.transaction() as session:
            evidence.seal(session, key=key_bytes(self.settings, "seal"), now=instant_now())


@contextmanager
def served_region(folder: Path, database_url: str = "") -> Iterator[Region]:
    """Load courses and demonstration by the commands that `make run` uses, speak one course, serve; yield the region.

    folder: an empty one for everything that is kept. database_url: an empty database; SQLite in the folder when not told.
    """
    settings = Settings(
        instance_dir=folder / "instance",
        database_url=database_url,
        log_files=False,
        log_level="ERROR",
        requests_per_minute=0,
    )
    make_keys(settings)
    migrate(settings.database_address, copies=folder, now=instant_now())
    database = Database(settings.database_address)
    app = create_app(settings, database)
    _run(app, ["content", "load"])
    _run(app, ["demo"])
    _ask_for_one_lesson(settings, database)
    furnish(database, settings)
    furnish_desk(database, settings)
    furnish_enquiries(database, settings)
    furnish_work(database, settings)
    furnish_registers(database, settings)
    with serving(app) as address:
        made = Region(address, app, database, settings)
        made.work_off()
        yield made
    database.dispose()


def _ask_for_one_lesson(settings: Settings, database: Database) -> None:
    """Ask the worker for the sound of one lesson; all of them would take a minute."""
    store = store_for(settings)
    with database.transaction() as session:
        texts = texts_to_speak(session, store, course_slug=SPOKEN_COURSE)
        title = session.scalars(
            sa.select(LessonVersion.title).join(Lesson).where(Lesson.slug == SPOKEN_LESSON)
        ).one()
        text = next(one for one in texts if one.title == title)
        ask_for_audio(
            session,
            text.sentences,
            text_hash=text.text_hash,
            edition=text.edition,
            course_lexicon=text.lexicon,
            engines=engines_of(settings),
            now=instant_now(),
        )


def _run(app: Flask, arguments: Sequence[str]) -> None:
    done = app.test_cli_runner().invoke(args=list(arguments))
    assert done.exit_code == 0, f"{' '.join(arguments)}: {done.output}"


def context_of(
    chromium: Browser,
    region: Region,
    person: str | None = None,
    *,
    width: int = 1280,
    height: int = 800,
    scripts: bool = True,
    access: str = "",
) -> BrowserContext:
    """Open a browser in which a person of the demonstration is signed in (None: a visitor).

    access: the cookie of a visitor's access profile, as accessibility.rules.profile.encode writes it.
    """
    context = open_context(chromium, width=width, height=height, scripts=scripts)
    if person is not None:
        context.add_cookies([{"name": COOKIE, "value": sign_in(region, person), "url": region.address}])
    if access:
        context.add_cookies([{"name": "access", "value": access, "url": region.address}])
    return context


def new_learner(region: Region, nickname: str, course: str) -> None:
    """Register somebody and enrol them in a course, for tests that must not change what the ten have done."""
    now = instant_now()
    with region.database.transaction() as session:
        person = people.register(
            session, typed_nickname=nickname, password_hash=hash_password("春天里的一场雨"), now=now
        )
        assert not isinstance(person, Refusal)
        found = course_by_slug(session, course)
        assert not isinstance(learning.enrol(session, person_id=person.id, course=found, now=now), Refusal)


def person_id(region: Region, nickname: str) -> int:
    """Return the id of a person of the region."""
    with region.database.reading() as session:
        return session.scalars(
            sa.select(Person.id).where(Person.nickname_key == nickname_key(nickname))
        ).one()


def sign_in(region: Region, nickname: str) -> str:
    """Return the cookie of a new sign-in of somebody."""
    found = person_id(region, nickname)
    with region.database.transaction() as session:
        return sign_ins.begin(session, found, device="电脑", days=30, now=instant_now())
