"""An auditor has a claim's evidence bundle made on the site, takes it away, and runs the program in it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.audit.models import AuditEvent
from learnhub.audit.rules import Actor
from learnhub.db import Database
from learnhub.jobs.worker import Handler, Work
from learnhub.oversight.models import ClaimBundle
from learnhub.oversight.service import handing_out
from learnhub.primitives import Refusal, instant_now
from learnhub.settings import Settings
from learnhub.storage.rules import address_of
from learnhub.storage.service import store_for
from learnhub.subsidy.models import Claim
from tests.oversight.test_bundle import checked, unpack
from tests.people import Someone, make_person
from tests.subsidy.claiming import Office, approve_rolls
from tests.subsidy.made import seal, train
from tests.visit import Submit, Visit

REASON = "2026 年抽查"


@pytest.fixture
def claim(
    database: Database,
    settings: Settings,
    trainee: Someone,
    instructor: Someone,
    base_manager: Someone,
) -> Claim:
    made, office = train(database, trainee, instructor), Office.of(database, settings)
    with database.transaction() as session:
        approve_rolls(session, made, base_manager)
    office.give_account(made, base_manager)
    found = office.claim(made, base_manager)
    assert isinstance(found, Claim), found
    seal(database)
    return found


def run(app: Flask, kind: str, bundle_id: int = 0) -> None:
    """Do the work as the worker would; twice, because it may."""
    handlers: dict[str, Handler] = app.extensions["learnhub.handlers"]
    seen: list[int] = []

    def progress(done: int, _total: int) -> bool:
        seen.append(done)
        return True

    for _time in range(2):
        handlers[kind](Work(1, {"bundle": bundle_id}, progress, lambda: False))


def test_a_bundle_is_made_for_whoever_asks_checked_by_its_own_program_and_ends(
    visit: Visit,
    submit: Submit,
    app: Flask,
    database: Database,
    settings: Settings,
    claim: Claim,
    auditor: Someone,
    officer: Someone,
    tmp_path: Path,
) -> None:
    record = visit("oversight.record", auditor, record_id=claim.lines[0].record_id)
    lead = f"核查补贴申请 {claim.number}，要它的证据包"
    assert lead in record.links
    assert lead not in visit("oversight.record", officer, record_id=claim.lines[0].record_id).links
    page = visit(record.links[lead], auditor)
    assert page.fields == {"用来做什么": ""}
    asked = f"/audit/claims/{claim.id}?done=asked"
    submit("oversight.ask_for_bundle", {"reason": " "}, auditor, 422, claim_id=claim.id)
    waiting = submit(
        "oversight.ask_for_bundle", {"reason": REASON}, auditor, target=asked, claim_id=claim.id
    ).follow()
    assert "在排队" in waiting.words
    assert "刷新进度" in waiting.links
    again = submit("oversight.ask_for_bundle", {"reason": REASON}, auditor, 422, claim_id=claim.id)
    assert "已经在做" in again.errors[0]
    with database.reading() as session:
        bundle_id = session.scalars(sa.select(ClaimBundle.id)).one()
    where = {"claim_id": claim.id, "bundle_id": bundle_id}
    submit("oversight.take_bundle", {}, auditor, 404, **where)  # not made yet
    run(app, handing_out.JOB_BUNDLE, bundle_id)
    assert any(words.startswith("下载这个证据包") for words in visit(asked, auditor).buttons)
    taken = submit("oversight.take_bundle", {}, auditor, 200, **where)
    with database.reading() as session:
        row = session.get_one(ClaimBundle, bundle_id)
        assert row.blob == address_of(taken.content)  # kept by content: the digest on the page is the file's
        told = session.execute(
            sa.select(AuditEvent.deed, AuditEvent.actor_id, AuditEvent.reason).where(
                AuditEvent.deed.in_(["bundle-asked", "bundle-taken"])
            )
        )
        assert set(told) == {(deed, auditor.person_id, REASON) for deed in ("bundle-asked", "bundle-taken")}
    code, lines = checked(unpack(taken.content, tmp_path / "bundle"))
    assert (code, lines[-1]) == (0, "核对完毕，全部相符。")
    assert any(line.startswith(f"补贴申请 {claim.number}：") for line in lines)

    with database.transaction() as session:
        row = session.get_one(ClaimBundle, bundle_id)
        blob, row.expires_at = address_of(taken.content), instant_now() - timedelta(seconds=1)
    run(app, handing_out.JOB_BUNDLE_END)
    submit("oversight.take_bundle", {}, auditor, 404, **where)
    assert blob not in store_for(settings)
    run(app, handing_out.JOB_BUNDLE, bundle_id)  # what has ended isn't made again
    with database.reading() as session:
        assert session.get_one(ClaimBundle, bundle_id).blob is None


def test_a_bundle_is_for_auditors_of_the_place_and_for_whoever_asked_alone(
    submit: Submit,
    visit: Visit,
    app: Flask,
    database: Database,
    claim: Claim,
    auditor: Someone,
    officer: Someone,
    base_manager: Someone,
) -> None:
    two_hats = make_person(
        database,
        "两顶帽子",
        Holding(Role.AUDITOR, region_code="530000"),
        Holding(Role.OFFICER, region_code="410100"),
    )
    colleague = make_person(database, "另一位审计", Holding(Role.AUDITOR, region_code="410100"))
    with database.transaction() as session:
        made = handing_out.ask_for_bundle(
            session, Actor(auditor.person_id), claim, reason=REASON, now=instant_now()
        )
    assert isinstance(made, ClaimBundle)
    run(app, handing_out.JOB_BUNDLE, made.id)
    for person, status in ((two_hats, 404), (officer, 403), (base_manager, 403)):
        visit("oversight.claim", person, status, claim_id=claim.id)
        submit("oversight.ask_for_bundle", {"reason": REASON}, person, status, claim_id=claim.id)
        submit("oversight.take_bundle", {}, person, status, claim_id=claim.id, bundle_id=made.id)
    assert REASON not in visit("oversight.claim", colleague, claim_id=claim.id).words
    submit("oversight.take_bundle", {}, colleague, 404, claim_id=claim.id, bundle_id=made.id)
    submit("oversight.take_bundle", {}, auditor, 404, claim_id=claim.id + 1, bundle_id=made.id)


def test_nobody_asks_for_more_than_a_days_worth(
    database: Database, claim: Claim, auditor: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing: Callable[..., list[object]] = lambda *_: []  # noqa: E731  each is made and taken before the next
    monkeypatch.setattr(handing_out, "bundles_of", nothing)
    with database.transaction() as session:
        outcomes = [
            handing_out.ask_for_bundle(
                session, Actor(auditor.person_id), claim, reason=REASON, now=instant_now()
            )
            for _time in range(handing_out.BUNDLES_A_DAY + 1)
        ]
    assert isinstance(outcomes[-1], Refusal)
    assert outcomes[-1].code == "too-many"
    assert all(isinstance(one, ClaimBundle) for one in outcomes[:-1])
