"""Two who decide at once, and a crash in the middle."""

import threading

import pytest
import sqlalchemy as sa

from learnhub.authoring.models import CourseDraft, PublicationStep
from learnhub.authoring.rules.drafts.revisions import DraftState
from learnhub.authoring.rules.publication import RoadStep
from learnhub.authoring.service import drafts, publication
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import Course, CourseVersion
from learnhub.db import Database
from learnhub.primitives import Refusal
from learnhub.search import service as search
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.authoring.drafts.drafts import TEACHING, add_bases
from tests.authoring.publication.road import REVIEWING, SLUG, Road, code, done
from tests.people import Someone, make_person


def test_of_two_officers_who_decide_at_the_same_moment_one_decides(
    committed_database: Database, settings: Settings
) -> None:
    database, store = committed_database, store_for(settings)
    author = make_person(database, "周老师", *TEACHING)
    officers = [make_person(database, name, *REVIEWING) for name in ("老郑", "小钱")]
    with database.transaction() as session:
        add_bases(session)
        road = Road(session, store, author, officers[0])
        draft = road.open()
        done(road.submit(draft))
        done(road.take(draft))
    outcomes: list[PublicationStep | Refusal] = []
    together = threading.Barrier(2)

    def decide(officer: Someone, *, publishes: bool) -> None:
        together.wait()
        with database.transaction() as session:
            own = Road(session, store, author, officer)
            at = drafts.draft_by_slug(session, SLUG, TEACHING)
            outcomes.append(own.publish(at) if publishes else own.send_back(at, "请再改一遍。"))

    threads = [
        threading.Thread(target=decide, args=(officer,), kwargs={"publishes": publishes})
        for officer, publishes in zip(officers, (True, False), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(code(one) for one in outcomes) == ["", "not-in-review"]
    with database.reading() as session:
        state = session.scalars(sa.select(CourseDraft.state)).one()
        is_online = session.scalar(sa.select(sa.func.count()).select_from(CourseVersion)) == 1
        decisions = session.scalars(
            sa.select(PublicationStep.kind).where(
                PublicationStep.kind.in_((RoadStep.PUBLISHED, RoadStep.RETURNED))
            )
        ).all()
    assert len(decisions) == 1
    assert is_online is (decisions == [RoadStep.PUBLISHED]) is (state is DraftState.PUBLISHED)


def test_a_crash_while_publishing_leaves_the_course_in_review_and_the_catalogue_as_it_was(
    database: Database, settings: Settings, instructor: Someone, officer: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    with database.transaction() as session:
        add_bases(session)
        road = Road(session, store_for(settings), instructor, officer)
        draft = road.open()
        done(road.submit(draft))
        done(road.take(draft))

    def crash(*_told: object, **_more: object) -> None:
        raise RuntimeError("the machine went out")

    monkeypatch.setattr(search, "index_course", crash)
    with pytest.raises(RuntimeError), database.transaction() as session:
        again = Road(session, store_for(settings), instructor, officer)
        again.publish(drafts.draft_by_slug(session, SLUG, TEACHING))
    monkeypatch.undo()
    with database.transaction() as session:
        draft = drafts.draft_by_slug(session, SLUG, TEACHING)
        assert draft.state is DraftState.IN_REVIEW
        assert catalogue.course_or_none(session, SLUG) is None
        assert RoadStep.PUBLISHED not in {s.kind for s in publication.steps_of_draft(session, draft)}
        done(Road(session, store_for(settings), instructor, officer).publish(draft))
        assert session.scalar(sa.select(sa.func.count()).select_from(Course)) == 1
