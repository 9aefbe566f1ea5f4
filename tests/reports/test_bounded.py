"""Pages of a year ask the database equally often however many rows it has."""

from collections.abc import Mapping

from learnhub.db import Database
from learnhub.primitives import today
from learnhub.providers.models import TrainingBase
from learnhub.training.models import ClassState
from tests.classes import ClassDays, course_with_lessons, enrol, join, open_class
from tests.people import BASE_ID, Someone
from tests.reports.conftest import AT
from tests.sample_site import statements
from tests.visit import Visit

# Statements of a visit: signing in and furniture of a page are about ten of them.
MOST: Mapping[str, int] = {
    "reports.year": 18, "reports.ledger": 15, "reports.ledger_sheet": 13, "reports.figures_sheet": 12,
    "reports.quality": 25, "reports.without_training": 16, "reports.coverage": 15, "reports.coverage_sheet": 13,
}  # fmt: skip


def test_more_classes_and_people_ask_nothing_more(
    visit: Visit, database: Database, enrolment_id: int, officer: Someone, trainee: Someone, other_trainee: Someone
) -> None:  # fmt: skip
    before = _asked(visit, database, officer)
    assert {name: count for name, count in before.items() if count > MOST[name]} == {}
    with database.transaction() as session:
        base = session.get_one(TrainingBase, BASE_ID)
        for number, slug in enumerate(("cooking", "sewing", "coffee")):
            course, _lessons = course_with_lessons(session, slug)
            days = ClassDays(first=today().replace(month=1, day=1), days=1)
            made = open_class(
                session, course, base, number=f"多-{number}", region_code=AT["region"], days=days
            )
            for person in (trainee, other_trainee):
                join(session, made, enrol(session, person.person_id, course))
            made.state = ClassState.RUNNING
    assert len(visit("reports.ledger", officer, **AT).rows("培训台账")) == 7
    assert _asked(visit, database, officer) == before


def _asked(visit: Visit, database: Database, officer: Someone) -> dict[str, int]:
    sent = statements(database)
    found = {}
    for endpoint in MOST:
        values = AT | ({"suffix": "xlsx"} if endpoint.endswith("_sheet") else {})
        visit(endpoint, officer, **values)
        del sent[:]
        visit(endpoint, officer, **values)
        found[endpoint] = len(sent)
    return found
