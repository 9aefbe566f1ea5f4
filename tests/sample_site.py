"""A site with all sample courses, loaded once for each engine: for tests of pages that show real content."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.authoring.adapters.course_folder import read_folder
from learnhub.authoring.service import load_course
from learnhub.catalogue.models import LessonVersion
from learnhub.catalogue.rules import publication_figures
from learnhub.catalogue.rules.answers import right_marks
from learnhub.catalogue.service import text_of
from learnhub.db import Database, PinnedDatabase
from learnhub.learning import service as learning
from learnhub.learning.service import Answering, Learner
from learnhub.policy.service import figures
from learnhub.primitives import Refusal, instant_now, local_date, new_token
from learnhub.settings import PROJECT_DIR
from learnhub.storage.adapters.local_folder import LocalFolder
from tests.bases import training_base
from tests.people import BASE_ID

COURSES = PROJECT_DIR / "content" / "courses"
OFFERED = ("blind-massage", "phone-basics")


@dataclass(frozen=True)
class SampleSite:
    """A database with the sample courses and the folder of their files; nothing may be committed into it."""

    database: Database
    files: Path


def load_samples(database: Database, files: Path) -> None:
    """Load every sample course, modules first; two of them are offered by a base in 金水区."""
    now = instant_now()
    rates = publication_figures(figures(PROJECT_DIR / "content"), local_date(now))
    folders = sorted(COURSES.iterdir(), key=lambda folder: (folder.name != "public-module", folder.name))
    with database.transaction() as session:
        session.add(training_base())
    for folder in folders:
        with database.transaction() as session:
            load_course(
                session,
                LocalFolder(files),
                read_folder(folder),
                figures=rates,
                now=now,
                base_id=BASE_ID if folder.name in OFFERED else None,
            )


@pytest.fixture(scope="session")
def sample_site(
    engine_name: str,
    migrated_address: str,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[SampleSite]:
    """The sample courses in a database of their own."""
    folder = tmp_path_factory.mktemp("samples")
    if engine_name == "sqlite":
        shutil.copy(migrated_address.removeprefix("sqlite:///"), folder / "samples.db")
        address = f"sqlite:///{folder / 'samples.db'}"
    else:
        server = request.getfixturevalue("postgres_server")
        address = server.new_database(template=migrated_address.rsplit("/", 1)[1])
    database = Database(address)
    load_samples(database, folder / "files")
    yield SampleSite(database, folder / "files")
    database.dispose()


@pytest.fixture
def sample_database(sample_site: SampleSite) -> Iterator[Database]:
    """The database of the sample site, whose units of work are rolled back after the test."""
    with sample_site.database.engine.execution_options(learnhub_unit="write").connect() as connection:
        outer = connection.begin()
        yield PinnedDatabase(connection)
        outer.rollback()


def learn(session: Session, person_id: int, enrolment_id: int, version: LessonVersion) -> None:
    """Complete a sample lesson: answer every check rightly, close every section."""
    text, learner, now = text_of(version), Learner(person_id, enrolment_id, version), instant_now()
    for check in text.checks:
        answered = learning.answer_check(
            session,
            learner,
            text,
            Answering(check.name, 1, right_marks(check.questions[0]), new_token(12)),
            happened_at=now,
            now=now,
        )
        assert not isinstance(answered, Refusal)
        assert answered.is_right
    for section in text.sections:
        closed = learning.close_section(session, learner, text, section=section.key, happened_at=now, now=now)
        assert not isinstance(closed, Refusal)


def statements(database: Database) -> list[str]:
    """Return a list that from now on collects the statements sent to this database.

    Left out: savepoints, and whether this is a demonstration, which whatever page is open every ten seconds asks.
    """
    sent: list[str] = []
    target = database.connection if isinstance(database, PinnedDatabase) else database.engine

    @sa.event.listens_for(target, "before_cursor_execute")
    def collect(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "SAVEPOINT" not in statement and "FROM demonstration" not in statement:
            sent.append(statement)

    return sent
