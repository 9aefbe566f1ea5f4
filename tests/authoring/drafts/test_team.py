"""Who may leave a team, and a draft whose lead has left the base gets another one."""

from datetime import date

import pytest
import sqlalchemy as sa

from learnhub.accounts.models import RoleGrant
from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.audit.models import AuditEvent
from learnhub.authoring.rules.drafts.team import leave_refusal, reassign_refusal
from learnhub.authoring.service import drafts
from learnhub.db import Database
from learnhub.messages.rules import Kind
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.authoring.drafts.drafts import TEACHING, add_bases, open_tiny
from tests.messages.heard import heard
from tests.people import NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION, Someone, make_person
from tests.visit import Submit, Visit

COURSE = {"course": "new-push"}


@pytest.mark.parametrize(
    ("person", "lead", "present", "code"),
    [(2, 1, {1, 2}, ""), (1, 1, {1, 2}, "lead-stays"), (1, 1, {1}, "last-one"), (3, 1, {1, 2}, "no-member")],
)
def test_everybody_but_the_last_and_the_lead_may_leave(
    person: int, lead: int, present: set[int], code: str
) -> None:
    refusal = leave_refusal(person, lead_id=lead, present=present)
    assert (refusal.code if refusal else "") == code


@pytest.mark.parametrize(
    ("lead", "to", "reason", "code"),
    [(9, 2, "调走了", ""), (1, 2, "调走了", "lead-is-there"), (9, 7, "调走了", "no-colleague"), (9, 2, " ", "no-reason")],
)  # fmt: skip
def test_another_lead_is_named_only_where_the_old_one_has_gone_and_with_a_reason(
    lead: int, to: int, reason: str, code: str
) -> None:
    refusal = reassign_refusal(lead_id=lead, to=to, colleagues={1, 2}, reason=reason)
    assert (refusal.code if refusal else "") == code


def test_a_draft_whose_lead_has_left_gets_another_from_its_manager_or_office(
    visit: Visit,
    submit: Submit,
    instructor: Someone,
    base_manager: Someone,
    officer: Someone,
    database: Database,
    settings: Settings,
) -> None:
    with database.transaction() as session:
        add_bases(session)
        open_tiny(session, store_for(settings), instructor)
    named = {"person": str(base_manager.person_id), "words": "周老师六月调走了"}
    visit("authoring.draft_lead", officer, 404, **COURSE)
    submit("authoring.name_lead", named, officer, 404, **COURSE)
    with database.transaction() as session:
        grant = sa.update(RoleGrant).where(RoleGrant.person_id == instructor.person_id)
        session.execute(grant.values(until_on=date(2021, 1, 1)))
    assert "换一位负责人" in visit("authoring.draft_team", base_manager, **COURSE).links
    listed = visit("authoring.drafts_without_lead", officer)
    address = listed.links["给《课程 new-push》换负责人"]
    far = make_person(database, "外地干部", Holding(Role.OFFICER, region_code=NEIGHBOUR_REGION))
    elsewhere = Holding(Role.BASE_MANAGER, NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION)
    for other in (far, make_person(database, "邻居主任", elsewhere)):
        assert "课程 new-push" not in visit("authoring.drafts_without_lead", other).words
        visit(address, other, 404)
    assert submit("authoring.name_lead", {**named, "words": ""}, officer, 422, **COURSE).errors == [
        "请写上为什么换人。"
    ]
    there = "/office/drafts-without-lead?done=reassigned"
    submit("authoring.name_lead", named, officer, target=there, **COURSE)
    told = visit("authoring.draft_team", base_manager, **COURSE).words
    assert "老郑请何主任当负责人（原来的负责人不在这个基地了：周老师六月调走了）" in told
    submit("authoring.name_lead", named, officer, 404, **COURSE)
    with database.reading() as session:
        assert drafts.draft_by_slug(session, "new-push", TEACHING).lead_id == base_manager.person_id
        audited = session.scalars(sa.select(AuditEvent).where(AuditEvent.deed == "draft-reassigned")).one()
        assert (audited.actor_id, audited.reason) == (officer.person_id, "周老师六月调走了")
        assert heard(session) == {Kind.DRAFT_HANDED_OVER: {base_manager.person_id}}
