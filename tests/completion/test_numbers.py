"""The table of a class's certificate numbers: whole, for a reason, and every look is written down."""

import io

import openpyxl
import pytest

from learnhub.audit.rules import Actor
from learnhub.completion import service
from learnhub.completion.rules import CertificateKind, RecordStepKind
from learnhub.completion.service import RecordTold, StepGiven
from learnhub.db import Database
from learnhub.learning.models import Enrolment
from learnhub.primitives import instant_now, today
from tests.completion.made import Ended, completed
from tests.people import Someone
from tests.visit import Submit, Visit

ELSEWHERE = "S0000410123456789"
REASON = "报送补贴台账"


@pytest.fixture
def numbered(database: Database, ended: Ended, base_manager: Someone, officer: Someone) -> Ended:
    """The class with one certificate of the base, and one from elsewhere of the other trainee."""
    completed(database, ended, base_manager, officer)
    actor, now = Actor(base_manager.person_id), instant_now()
    with database.transaction() as session:
        enrolment = session.get_one(Enrolment, ended.enrolment_ids[1])
        made = service.add_record(
            session, ended.keys, actor, enrolment, kind=CertificateKind.SPECIFIC, level=None, occupation="",
            occupation_name="保健按摩", agency="示例鉴定中心", applied_on=today(), act="form-0001", now=now,
        )  # fmt: skip
        assert isinstance(made, RecordTold)
        given = StepGiven(RecordStepKind.ISSUED, today(), issuer="示例鉴定中心", number=ELSEWHERE)
        told = service.take_step(session, ended.keys, actor, enrolment, made.record.id, given, now=now)
        assert isinstance(told, RecordTold), told
    return ended


def test_the_base_takes_whole_numbers_for_a_reason_that_the_auditor_reads(
    visit: Visit, submit: Submit, numbered: Ended, base_manager: Someone, officer: Someone, auditor: Someone
) -> None:
    at = {"class_id": numbered.class_id}
    assert "下载全班的证书编号" in visit("completion.class_completion", base_manager, **at).links
    assert visit("completion.certificate_numbers", base_manager, **at).stops_to("下载证书编号表（xlsx）") <= 5
    assert submit("completion.take_certificate_numbers", {"reason": "看"}, base_manager, 422, **at).errors
    assert "导出全班的证书编号" not in visit("oversight.unmasked", auditor).words
    table = submit("completion.take_certificate_numbers", {"reason": REASON}, base_manager, 200, **at)
    assert table.headers["Cache-Control"] == "no-store"
    book = openpyxl.load_workbook(io.BytesIO(table.content))
    head, *rows = book["证书编号"].iter_rows(values_only=True)
    assert head[:3] == ("姓名", "证书", "编号")
    assert [(row[0], row[1]) for row in rows] == [
        ("林小雨", "培训合格证书"),
        ("阿诺", "专项职业能力证书 保健按摩"),
    ]
    assert rows[0][2].startswith(f"{today().year}-")
    assert rows[1][2] == ELSEWHERE
    seen = visit("oversight.unmasked", auditor)
    assert seen.words.count("导出全班的证书编号") == 2
    assert seen.words.count(REASON) == 2
    submit("completion.take_certificate_numbers", {"reason": REASON}, officer, 200, **at)


def test_only_the_class_base_and_its_office_take_numbers(
    visit: Visit,
    submit: Submit,
    ended: Ended,
    base_manager: Someone,
    trainee: Someone,
    instructor: Someone,
    auditor: Someone,
) -> None:
    at = {"class_id": ended.class_id}
    for person in (trainee, instructor, auditor):
        visit("completion.certificate_numbers", person, 403, **at)
        submit("completion.take_certificate_numbers", {"reason": REASON}, person, 403, **at)
    empty = submit("completion.take_certificate_numbers", {"reason": REASON}, base_manager, 422, **at)
    assert empty.errors == ["这个班还没有带编号的证书，发证以后再来。"]
