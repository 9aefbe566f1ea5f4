"""Commands of the ledger: plain lines, a last line that says what was done, an exit code."""

import sqlalchemy as sa
from flask import Flask

from learnhub.credits.models import CreditEntry
from learnhub.db import Database
from tests.classes import complete, course_with_lessons, enrol
from tests.guards import without_guards
from tests.people import Someone


def test_settle_posts_what_is_due_once_and_verify_names_a_changed_row(
    app: Flask, database: Database, trainee: Someone
) -> None:
    with database.transaction() as session:
        course, versions = course_with_lessons(session, "massage")
        enrolment = enrol(session, trainee.person_id, course)
        for version in versions:
            complete(session, trainee.person_id, enrolment.id, version)
    run = app.test_cli_runner().invoke
    assert run(args=["credits", "settle"]).output == "credits: 2 entries posted, 1 learners looked at\n"
    assert run(args=["credits", "settle"]).output == "credits: 0 entries posted, 1 learners looked at\n"
    whole = run(args=["credits", "verify"])
    assert whole.exit_code == 0
    assert whole.output.splitlines() == [
        "credits: account learning: -20 points, -100 minutes",
        "credits: account earned: 20 points, 100 minutes",
        "credits: account outside: 0 points, 0 minutes",
        "credits: account approved: 0 points, 0 minutes",
        "credits: account reversed: 0 points, 0 minutes",
        "credits: all accounts together: 0 points, 0 minutes",
        "credits: 2 entries checked, 0 faults",
    ]
    with database.transaction() as session:
        entry_id = session.scalars(sa.select(CreditEntry.id).order_by(CreditEntry.id)).first()
        without_guards(session, "credit_entry")
        session.execute(sa.update(CreditEntry).where(CreditEntry.id == entry_id).values(points=11))
    changed = run(args=["credits", "verify"])
    assert changed.exit_code == 1
    lines = changed.output.splitlines()
    assert lines[0] == f"credits: credit_entry {entry_id}: 积分记录与证据链里的不同。"
    assert lines[-1] == "credits: 2 entries checked, 1 faults"
