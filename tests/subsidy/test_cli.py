"""subsidy recompute: names what was changed, and apart from it what newer evidence has overtaken."""

import sqlalchemy as sa
from flask import Flask

from learnhub.db import Database
from learnhub.subsidy.models import SubsidyLine
from learnhub.subsidy.rules import LineKind
from learnhub.training.models import TrainingClass
from tests.classes import attend
from tests.guards import without_guards
from tests.people import Someone
from tests.subsidy.test_service import calculated, trained


def test_recompute_tells_faults_and_what_is_overtaken(
    app: Flask, database: Database, trainee: Someone
) -> None:
    def run() -> tuple[int, list[str]]:
        result = app.test_cli_runner().invoke(args=["subsidy", "recompute"])
        return result.exit_code, result.output.splitlines()

    with database.transaction() as session:
        enrolment, training_class = trained(session, trainee, days=14)
        record_id = calculated(session, enrolment, training_class).id
        class_id = training_class.id
    assert run() == (0, ["subsidy: 1 records computed again, 0 faults, 0 overtaken by newer evidence"])
    with database.transaction() as session:
        again = session.get_one(TrainingClass, class_id)
        attend(session, again, trainee.person_id, marked_by=trainee.person_id)
    assert run() == (
        0,
        [
            f"subsidy: blended_record {record_id}: 之后又有新的学习、点名或者证书，可以重新计算。",
            "subsidy: 1 records computed again, 0 faults, 1 overtaken by newer evidence",
        ],
    )
    with database.transaction() as session:
        without_guards(session, "subsidy_line")
        session.execute(
            sa.update(SubsidyLine).where(SubsidyLine.kind == LineKind.LIVING).values(amount_fen=42001)
        )
    exit_code, lines = run()
    assert exit_code == 1
    assert lines[0] == f"subsidy: blended_record {record_id}: 记录与证据链里的不同。"
