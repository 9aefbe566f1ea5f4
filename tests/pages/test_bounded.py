"""Boards, registers, lists and reports send as many statements with eighteen bases as with six: nothing is asked row by row."""

from datetime import timedelta

import pytest

from learnhub.accounts.adapters.site_keys import site_keys
from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.db import Database
from learnhub.notices import service as notices
from learnhub.ops.rules.demonstration import weekdays
from learnhub.ops.rules.province import ACTS, Group, Size, Stage
from learnhub.ops.service.province.groups import Office, play_group
from learnhub.ops.service.province.people import add_holder, add_trainee, of_base
from learnhub.ops.service.province.registers import add_field
from learnhub.policy.service import figures
from learnhub.primitives import instant_now, local_date
from learnhub.settings import Settings
from tests.bases import training_base
from tests.classes import course_with_lessons
from tests.people import Someone, make_person
from tests.sample_site import statements
from tests.visit import Clients

PROVINCE, COUNTY = "530000", "530102"
CLAIMS = (1, 2, 4, 6)
FEW, MANY = 6, 18
OFFICE = (
    "/office",
    "/office/bases",
    "/office/bases.csv",
    "/office/bases.xlsx",
    "/office/quota",
    "/office/quota?show=ended",
    "/office/divisions?show=ended",
    "/office/divisions/530102",
    "/office/brands",
    "/office/classes",
    "/office/completions",
    "/office/claims",
    "/office/courses",
    "/office/online-courses",
    "/office/people",
    "/office/field/teachers",
    "/office/field/assessors",
    "/office/field/teachers/sheet.csv",
    "/office/files",
    "/office/projects",
    "/office/projects.csv",
    "/office/satisfaction.csv",
    "/office/marks",
    "/office/reports/530000/{year}",
    "/office/reports/530000/{year}/ledger",
    "/office/reports/530000/{year}/ledger.csv",
    "/office/reports/530000/{year}/ledger.xlsx",
    "/office/reports/530000/{year}/programmes",
    "/office/reports/530000/{year}/batches",
    "/office/reports/530000/{year}/quality",
)
AUDIT = ("/audit", "/audit/payments", "/audit/samples", "/audit/unmasked", "/office/audit")
PUBLIC = ("/courses", "/bases", "/search?q=grown", "/notices")


class Growing:
    """A province that grows base by base: each has a manager, a teacher, a course, and a class of two at another stage."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database, self.settings = database, settings
        self.now = instant_now()
        self.figures = figures(settings.content_dir)
        self.offices = {
            name: make_person(database, f"示例{name}", Holding(Role.OFFICER, region_code=PROVINCE)).person_id
            for name in ("county", "prefecture", "province", "payer")
        }

    def grow(self, numbers: range) -> None:
        for number in numbers:
            self._add(number)

    def _add(self, number: int) -> None:
        today = local_date(self.now)
        with self.database.transaction() as session:
            calendar = notices.working_days(session, self.settings.content_dir)
            base = training_base(
                id=100 + number, slug=f"grown-{number}", name=f"示例基地{number:03d}", region_code=COUNTY
            )
            session.add(base)
            session.flush()
            add_field(session, number * 8, base, by_id=self.offices["county"], now=self.now)
            manager, teacher = (
                add_holder(
                    session, f"{name}{number:03d}", [of_base(role, base)], password_hash="x", now=self.now
                )
                for name, role in (("基地", Role.BASE_MANAGER), ("教师", Role.INSTRUCTOR))
            )
            course_with_lessons(session, f"grown-{number}", base_id=base.id)
            trainees = {
                place: add_trainee(
                    session,
                    f"示例{number:03d}{place}",
                    base,
                    taken_in_by=manager,
                    password_hash="x",
                    now=self.now,
                )
                for place in range(2)
            }
            stage = Stage(number % len(Stage))
            offset = {Stage.PLANNED: 14, Stage.RUNNING: -1}.get(stage, -80)
            claim = CLAIMS[number // len(Stage) % len(CLAIMS)] if stage is Stage.CLAIMED else 0
            days = weekdays(1, offset, 3, today)
            enrolled = max(7, (today - days[0]) // timedelta(days=1) + 10)
            group = Group(number, 0, 0, (0, 1), stage, days, enrolled, claim)
            office = Office(
                {**self.offices, "base": manager, "teacher": teacher},
                self.figures,
                site_keys(self.settings),
                calendar,
                Size(1, 1, 1, 2, 2, ACTS),
                today,
            )
            play_group(session, group, slug=f"grown-{number}", base=base, trainees=trainees, office=office)


@pytest.mark.survey
def test_no_page_asks_row_by_row(clients: Clients, database: Database, settings: Settings) -> None:
    growing = Growing(database, settings)
    officer = make_person(database, "省里的同事", Holding(Role.OFFICER, region_code=PROVINCE))
    auditor = make_person(database, "省里的审计", Holding(Role.AUDITOR, region_code=PROVINCE))
    year = local_date(growing.now).year
    asked: list[tuple[Someone | None, str]] = [
        *((None, path) for path in PUBLIC),
        *((officer, path.format(year=year)) for path in OFFICE),
        *((auditor, path) for path in AUDIT),
    ]
    sent = statements(database)

    def counted() -> dict[str, int]:
        found = {}
        for person, path in asked:
            client = clients.of(person)
            assert client.get(path).status_code == 200, (
                path
            )  # whatever is asked once in a process is asked now
            sent.clear()
            client.get(path)
            found[path] = len(sent)
        return found

    growing.grow(range(FEW))
    few = counted()
    growing.grow(range(FEW, MANY))
    many = counted()
    grown = {path: (few[path], many[path]) for path in few if many[path] > few[path]}
    assert not grown
