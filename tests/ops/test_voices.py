"""The natural voice comes after the site is there, says in a line what became of it, and reads first what is used most."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from learnhub.db import Database
from learnhub.jobs.models import Job
from learnhub.learning import service as learning
from learnhub.learning.service.usage import enrolments_by_text
from learnhub.ops.adapters import environment, neural_packages
from learnhub.ops.adapters.neural_packages import Outcome
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from learnhub.speech.adapters.espeak import Espeak
from learnhub.storage.service import store_for
from learnhub.web.site import EXTENSION, Site
from tests.people import Someone
from tests.tiny_course import TinyCourse

Prepare = Callable[..., str]


class NaturalStandIn(Espeak):
    """The built-in voice under the natural one's name."""

    name = "kokoro"


@pytest.fixture
def prepare(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Prepare:
    """Run `voices prepare` with an outcome of installing, and return its last line."""

    def preparing(
        before: Outcome | None, installed: Outcome = Outcome.FAILED, *, voices: str = "natural"
    ) -> str:
        database = app.extensions[EXTENSION].database
        chosen = settings.model_copy(update={"voices": voices})
        app.extensions[EXTENSION] = Site(chosen, database, app.extensions[EXTENSION].parts)
        monkeypatch.setattr(neural_packages, "outcome_without_installing", lambda: before)
        monkeypatch.setattr(neural_packages, "install", lambda _log: installed)
        is_there = Outcome.THERE in (before, installed) or installed is Outcome.INSTALLED
        monkeypatch.setattr("learnhub.speech.service.voices.is_installed", lambda: is_there)
        monkeypatch.setattr("learnhub.speech.service.voices.Kokoro", lambda *_: NaturalStandIn())
        result = app.test_cli_runner().invoke(args=["voices", "prepare"])
        assert result.exit_code == 0, result.output
        return result.output.strip().splitlines()[-1]

    return preparing


def load(database: Database, settings: Settings, *courses: TinyCourse) -> None:
    for course in courses:
        with database.transaction() as session:
            course.load(session, store_for(settings))


def enrol(database: Database, person: Someone, slug: str) -> None:
    from learnhub.catalogue.service import course_by_slug

    with database.transaction() as session:
        learning.enrol(
            session,
            person_id=person.person_id,
            course=course_by_slug(session, slug),
            now=instant_now(),
        )


def asked(database: Database, engine: str) -> list[tuple[int, str]]:
    with database.reading() as session:
        jobs = session.scalars(sa.select(Job).where(Job.kind == "speech.render").order_by(Job.priority))
        return [
            (job.priority, job.payload["sentences"][0][1]) for job in jobs if job.payload["engine"] == engine
        ]


@pytest.mark.parametrize(
    ("before", "installed", "says"),
    [
        (None, Outcome.FAILED, "could not be installed now"),
        (Outcome.ELSEWHERE, Outcome.FAILED, "is not installed in this environment"),
        (Outcome.THERE, Outcome.FAILED, "the natural voice is there"),
    ],
)
def test_what_became_of_it_is_said_in_one_line(
    prepare: Prepare, before: Outcome | None, installed: Outcome, says: str
) -> None:
    assert says in prepare(before, installed)


def test_opting_out_installs_nothing(prepare: Prepare) -> None:
    assert "VOICES=espeak" in prepare(None, Outcome.INSTALLED, voices="espeak")


def test_lessons_are_asked_for_once_and_those_used_most_go_first(
    prepare: Prepare, database: Database, settings: Settings, trainee: Someone, other_trainee: Someone
) -> None:
    rare = TinyCourse(
        "rare",
        ("seldom-read",),
        sentence="很少有人读这一课，手放在桌面上，慢慢地向前推，感觉手心下面的布料，再慢慢地收回来。",
    )
    shared = TinyCourse(
        "shared",
        ("shared-lesson",),
        kind="shared module",
        sentence="公共的一课，大家都读，手放平，慢慢地向前推，感觉手心下面的布料，再慢慢地收回来。",
    )
    often = TinyCourse(
        "often",
        ("often-read",),
        include="shared",
        sentence="常有人读这一课，手心向下放平，慢慢地向前推，感觉手心下面的布料，再慢慢地收回来。",
    )
    load(database, settings, shared, rare, often)
    for person in (trainee, other_trainee):
        enrol(database, person, "often")
    assert "texts will be spoken" not in prepare(None, Outcome.FAILED)
    said = prepare(None, Outcome.INSTALLED)
    natural = asked(database, "kokoro")
    # Each lesson has two checks; all lessons come before any question.
    assert said.startswith("voices: the natural voice is there; 9 texts")
    assert [priority for priority, _ in natural] == list(range(100, 109))
    assert natural[2][1].endswith("seldom-read")
    assert ["第一课" in first for _, first in natural] == [True] * 3 + [False] * 6
    for person in (trainee, other_trainee):
        enrol(database, person, "rare")
    prepare(Outcome.THERE)
    assert len(asked(database, "kokoro")) == 9


def test_a_lesson_of_a_module_is_used_by_every_course_that_includes_it(
    database: Database, settings: Settings, trainee: Someone, other_trainee: Someone
) -> None:
    shared = TinyCourse(
        "shared",
        ("shared-lesson",),
        kind="shared module",
        sentence="公共的一课，手放平，慢慢来，慢慢地向前推，感觉手心下面的布料，再慢慢地收回来。",
    )
    one = TinyCourse(
        "one",
        ("only-one",),
        include="shared",
        sentence="第一门课，手心向下，慢慢放平，慢慢地向前推，感觉手心下面的布料，再慢慢地收回来。",
    )
    two = TinyCourse(
        "two",
        ("only-two",),
        include="shared",
        sentence="第二门课，手背向上，慢慢抬起，慢慢地向前推，感觉手心下面的布料，再慢慢地收回来。",
    )
    load(database, settings, shared, one, two)
    enrol(database, trainee, "one")
    enrol(database, other_trainee, "one")
    enrol(database, trainee, "two")
    with database.reading() as session:
        assert sorted(enrolments_by_text(session).values()) == [1, 2, 3]


def commands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str) -> list[Sequence[str]]:
    """Let installing run a little program instead; return the options that it was given."""
    given: list[Sequence[str]] = []

    def command(folder: Path, requirements: Path, *options: str) -> list[str]:
        given.append(options)
        assert requirements.name == "requirements-neural.txt"
        return [sys.executable, "-c", code]

    monkeypatch.setattr(environment, "install_command", command)
    monkeypatch.setattr(neural_packages, "_FOLDER", tmp_path)
    return given


def test_installing_that_fails_leaves_its_reason_in_a_log_and_no_mark(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given = commands(monkeypatch, tmp_path, "import sys; print('no network'); sys.exit(1)")
    assert neural_packages.install(tmp_path / "logs" / "voices.log") is Outcome.FAILED
    assert "no network" in (tmp_path / "logs" / "voices.log").read_text()
    assert list(tmp_path.glob(".installed*")) == []
    assert "--timeout" in given[0]


def test_installing_that_ends_well_is_remembered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    commands(monkeypatch, tmp_path, "pass")
    monkeypatch.setattr(neural_packages, "is_installed", lambda: False)
    assert neural_packages.install(tmp_path / "voices.log") is Outcome.FAILED, "ended well, but isn't there"
    monkeypatch.setattr(neural_packages, "is_installed", lambda: True)
    assert neural_packages.install(tmp_path / "voices.log") is Outcome.INSTALLED
    assert (tmp_path / ".installed-requirements-neural").exists()


def test_another_environment_than_the_programs_own_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(neural_packages, "is_installed", lambda: False)
    monkeypatch.setattr(neural_packages, "_FOLDER", tmp_path)
    assert neural_packages.outcome_without_installing() is Outcome.ELSEWHERE
    monkeypatch.setattr(neural_packages, "is_installed", lambda: True)
    assert neural_packages.outcome_without_installing() is Outcome.THERE
