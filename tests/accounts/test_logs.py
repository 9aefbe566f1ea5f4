"""No certificate number reaches a log, an address, a title, an audit line or a fault."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from learnhub.accounts.models import DisabilityCertificate, SignIn
from learnhub.app import create_app
from learnhub.audit.models import AuditEvent
from learnhub.db import Database
from learnhub.ops.adapters.demonstration_files import read_plan
from learnhub.ops.rules.demonstration import whole_certificate_number
from learnhub.primitives import instant_now
from learnhub.settings import PROJECT_DIR, Settings
from learnhub.web import person_or_none
from learnhub.web.guard import TOKEN_FIELD, form_token
from tests.people import PASSWORD, Someone, sign_in

REASON = "核对补贴申请"


def demonstration_numbers() -> list[str]:
    plan = read_plan(PROJECT_DIR / "content" / "demo")
    return [whole_certificate_number(person.certificate) for person in plan.people if person.certificate]


class Browser:
    """A browser that remembers what it was answered."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.seen: list[TestResponse] = []

    def get(self, address: str) -> TestResponse:
        return self._keep(self.client.get(address))

    def post(self, address: str, **fields: str) -> TestResponse:
        with self.client:
            self.client.get("/healthz")
            token = form_token(person_or_none())
        return self._keep(self.client.post(address, data={**fields, TOKEN_FIELD: token}))

    def _keep(self, answer: TestResponse) -> TestResponse:
        self.seen.append(answer)
        return answer


@pytest.fixture
def logged_settings(settings: Settings) -> Iterator[Settings]:
    yield settings.model_copy(update={"log_files": True, "log_level": "DEBUG"})
    for handler in list(logging.getLogger("learnhub").handlers):
        logging.getLogger("learnhub").removeHandler(handler)
        handler.close()


def ways_to_type(number: str) -> list[str]:
    return [
        number,
        f"{number[:6]} {number[6:14]} {number[14:18]} {number[18:]}",
        number.translate(str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")),
        number[:18],
        number + "45",
        number[:17] + "啊",
    ]


def parts_that_tell(number: str) -> list[str]:
    """What must be found nowhere: the number, its first 18 and 17, its birth date with sequence, in whatever groups."""
    return [number, number[:18], number[:17], number[6:17], number[6:18]]


def test_a_whole_run_leaves_no_number_behind(
    logged_settings: Settings,
    database: Database,
    trainee: Someone,
    officer: Someone,
    capfd: pytest.CaptureFixture[str],
) -> None:
    numbers = demonstration_numbers()
    assert len(numbers) >= 3
    app = create_app(logged_settings, database)
    own, office = Browser(app), Browser(app)
    sign_in(office.client, officer)
    subject = f"/office/people/{trainee.person_id}"
    for number in numbers:
        sign_in(own.client, trainee)
        for typed in ways_to_type(number):
            own.post("/me/certificate", number=typed)
        own.post("/me/certificate", number=number)
        own.get("/me/certificate")
        office.get("/office/people")
        office.get(subject)
        assert number[6:14] in office.post(f"{subject}/certificate", reason=REASON).get_data(as_text=True)
        office.post(f"{subject}/check", method="certificate", on="2026-01-05")
        end_sign_ins_of(database, trainee)
        carried = own.post("/me/certificate", number=number, next=f"/x{number}")
        assert carried.status_code == 401
        own.post("/sign-in", nickname=number, password=number)
        own.post("/register", nickname=number, password=number + "密码")
        own.post("/reset-password", nickname=number, code=number, new_password=number)
        own.get(f"/courses/{number}?q={number}")
        own.get(f"/office/people/{number}")
    break_the_sealed_number(database)
    sign_in(own.client, trainee)
    assert own.get("/me/certificate").status_code == 500
    assert own.post("/me/certificate", number=numbers[0]).status_code == 303
    for handler in logging.getLogger("learnhub").handlers:
        handler.flush()

    told = capfd.readouterr()
    logs = {
        path.name: path.read_text(encoding="utf-8")
        for path in (logged_settings.instance_dir / "logs").iterdir()
    }
    assert '"status": 500' in logs["learnhub.log"], "the log itself works"
    assert "can't be opened" in logs["learnhub.log"]
    places = {
        **logs,
        "stderr": told.err,
        "stdout": told.out,
        **answers(own),
        **answers(office),
        **audit(database),
    }
    for name, text in places.items():
        plain = re.sub(r"[\s-]", "", text)
        for number in numbers:
            for part in parts_that_tell(number):
                assert part not in plain, name


def answers(browser: Browser) -> dict[str, str]:
    """Return addresses and titles of all answers."""
    found = {}
    for index, answer in enumerate(browser.seen):
        title = re.search(r"<title>(.*?)</title>", answer.get_data(as_text=True), re.DOTALL)
        found[f"title {index}"] = title[1] if title else ""
        found[f"location {index}"] = answer.headers.get("Location", "")
    return found


def audit(database: Database) -> dict[str, str]:
    with database.reading() as session:
        return {
            f"audit {row.id}": str(tuple(row)) for row in session.execute(sa.select(AuditEvent.__table__))
        }


def end_sign_ins_of(database: Database, person: Someone) -> None:
    with database.transaction() as session:
        session.execute(
            sa.update(SignIn).where(SignIn.person_id == person.person_id).values(ended_at=instant_now())
        )


def break_the_sealed_number(database: Database) -> None:
    with database.transaction() as session:
        sealed = session.scalars(
            sa.select(DisabilityCertificate.number_sealed).where(DisabilityCertificate.replaced_at.is_(None))
        ).one()
        session.execute(sa.update(DisabilityCertificate).values(number_sealed=sealed[:-4] + "AAAA"))


def test_the_password_and_the_address_are_in_no_log(
    logged_settings: Settings, database: Database, trainee: Someone, capfd: pytest.CaptureFixture[str]
) -> None:
    browser = Browser(create_app(logged_settings, database))
    browser.post("/sign-in", nickname=trainee.nickname, password=PASSWORD)
    browser.post("/sign-in", nickname=trainee.nickname, password="不是这个人的密码")
    log = Path(logged_settings.instance_dir / "logs" / "learnhub.log").read_text(encoding="utf-8")
    told = capfd.readouterr()
    for secret in (PASSWORD, "不是这个人的密码", trainee.nickname, "127.0.0.1"):
        assert secret not in log + told.err + told.out
