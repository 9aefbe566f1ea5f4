"""A Whoosh index whose files were cut: the database answers, it is said, and the index is made anew by itself."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from structlog.testing import capture_logs

from learnhub.app import create_app
from learnhub.db import Database
from learnhub.jobs.models import Job
from learnhub.jobs.worker import Work
from learnhub.search import service
from learnhub.search.adapters.whoosh_folder import WhooshFolder
from learnhub.search.rules import UnreadableIndex, query_for, synonyms
from learnhub.settings import Settings
from tests.search.test_kills import FIRST_TURN, documents
from tests.tiny_course import TinyCourse, store_in

QUERY = query_for("按摩", synonyms([], []))
# Whoosh leaves the file open whose bytes it can't understand.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def cut(path: Path, share: float) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])


@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.9999])
def test_a_segment_cut_anywhere_is_said_to_be_unreadable_and_never_answers_less(
    tmp_path: Path, share: float
) -> None:
    whoosh = WhooshFolder(tmp_path)
    whoosh.rebuild(documents(901, FIRST_TURN))
    whoosh.replace(902, documents(902, FIRST_TURN))
    whole = len(whoosh.find(QUERY, 50))
    for segment in tmp_path.glob("*.seg"):
        kept = segment.read_bytes()
        cut(segment, share)
        torn = WhooshFolder(tmp_path)
        for ask in (lambda torn=torn: torn.find(QUERY, 50), lambda torn=torn: torn.courses(QUERY)):
            with pytest.raises(UnreadableIndex):
                ask()
        with pytest.raises(UnreadableIndex):
            torn.replace(901, documents(901, FIRST_TURN + 1))
        segment.write_bytes(kept)
        assert len(torn.find(QUERY, 50)) == whole, "it is opened anew"
    whoosh.throw_away()
    assert not WhooshFolder(tmp_path).is_made
    WhooshFolder(tmp_path).rebuild(documents(903, FIRST_TURN))
    assert WhooshFolder(tmp_path).courses(QUERY) == [903]


@pytest.fixture
def whoosh_app(app: Flask, settings: Settings, database: Database, tmp_path: Path) -> Flask:
    """A site with a course, whose search is Whoosh."""
    with database.transaction() as session:
        TinyCourse("tiny-course").load(session, store_in(tmp_path))
    made = create_app(settings.model_copy(update={"search_engine": "whoosh"}), database)
    outcome = made.test_cli_runner().invoke(args=["search", "rebuild"])
    assert outcome.exit_code == 0, outcome.output
    return made


def run_the_job(app: Flask, database: Database, chosen: sa.ColumnElement[bool]) -> None:
    site = app.extensions["learnhub"]
    with database.reading() as session:
        job = session.scalars(sa.select(Job).where(chosen).order_by(Job.id.desc())).first()
        assert job is not None
        work = Work(job.id, dict(job.payload), lambda _done, _total: True)
    service.changed_handler(site.settings, database)(work)


ANEW: Callable[[], sa.ColumnElement[bool]] = lambda: Job.key.contains(":anew:")  # noqa: E731


@pytest.mark.parametrize("torn", ["*.seg", "*.toc"])
def test_a_site_with_a_torn_index_answers_says_so_and_mends_it(
    whoosh_app: Flask, settings: Settings, database: Database, torn: str
) -> None:
    client = whoosh_app.test_client()

    def engine() -> str:
        told: str = client.get("/healthz").json["search"]
        return told

    assert engine() == "whoosh"
    folder = settings.instance_dir / "search"
    for path in folder.glob(torn):
        cut(path, 0.5)
    with capture_logs() as logs:
        answer = client.get("/search?q=布料&has=braille")
    assert answer.status_code == 200
    assert "课程 tiny-course" in answer.text
    assert "找到 1 门课程" in answer.text
    if torn == "*.seg":  # without a table of contents there is no index, which is no fault
        [told] = [one for one in logs if one["log_level"] == "error"]
        assert "Whoosh" in told["event"]
        assert "布料" not in str(told)
    assert engine() == "database, until the Whoosh index is made anew"
    run_the_job(whoosh_app, database, ANEW())
    assert engine() == "whoosh"
    assert "找到 1 门课程" in client.get("/search?q=布料").text
    assert WhooshFolder(folder).find(query_for("布料", synonyms([], [])), 5)


def test_a_change_of_a_course_mends_a_torn_index(
    whoosh_app: Flask, settings: Settings, database: Database, tmp_path: Path
) -> None:
    folder = settings.instance_dir / "search"
    for path in folder.glob("*.seg"):
        cut(path, 0.5)
    with database.transaction() as session:
        TinyCourse("tiny-other").load(session, store_in(tmp_path))
    run_the_job(whoosh_app, database, Job.kind == service.JOB_CHANGED)
    assert len(WhooshFolder(folder).courses(query_for("布料", synonyms([], [])))) == 2
