"""Who makes or reviews courses learns nothing about trainees: over all authoring pages of the demonstration, with its people's rows."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from learnhub.accounts.adapters.site_keys import site_keys
from learnhub.accounts.models import Person, RoleGrant
from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service import certificates, sign_ins
from learnhub.accounts.views.recognition import COOKIE
from learnhub.authoring.models import CourseDraft
from learnhub.authoring.rules.drafts.revisions import DraftState
from learnhub.authoring.service import drafts
from learnhub.catalogue.models import Course
from learnhub.primitives import instant_now
from learnhub.providers.models import TrainingBase
from learnhub.storage.service import store_for
from tests.journeys.journey_pages import INSTRUCTOR, OFFICER
from tests.journeys.region import Region, person_id

pytestmark = pytest.mark.journey
COURSE = "blind-massage"
STAFF = (Role.INSTRUCTOR, Role.BASE_MANAGER, Role.OFFICER)
VALUES = {"course": COURSE, "lesson": "clean-hands", "number": 1, "index": 1, "slug": COURSE}


def secrets(region: Region) -> list[str]:
    """Return what no authoring page may say: each trainee's name and number, whole and masked."""
    found = []
    keys = site_keys(region.settings)
    with region.database.reading() as session:
        trainees = session.execute(
            sa.select(Person.id, Person.nickname)
            .join(RoleGrant, RoleGrant.person_id == Person.id)
            .where(
                RoleGrant.role == Role.TRAINEE,
                Person.id.not_in(sa.select(RoleGrant.person_id).where(RoleGrant.role.in_(STAFF))),
            )
        ).all()
        for one in trainees:
            found.append(one.nickname)
            state = certificates.state_or_none(session, keys, one.id)
            if state is not None:
                found.append(state.masked)
    return found


@contextmanager
def a_draft(region: Region) -> Iterator[None]:
    """Open a draft of a course of the demonstration; it is thrown away afterwards."""
    with region.database.transaction() as session:
        base_id, code = session.execute(
            sa.select(TrainingBase.id, TrainingBase.region_code)
            .join(Course, Course.base_id == TrainingBase.id)
            .where(Course.slug == COURSE)
        ).one()
        made = drafts.draft_of_published(
            session,
            store_for(region.settings),
            COURSE,
            holdings=[Holding(Role.INSTRUCTOR, base_id, code)],
            by=person_id(region, INSTRUCTOR),
            now=instant_now(),
        )
        assert isinstance(made, CourseDraft)
        draft_id = made.id
    yield
    with region.database.transaction() as session:
        drafts.move_draft(
            session,
            session.get_one(CourseDraft, draft_id),
            DraftState.DISCARDED,
            by=person_id(region, INSTRUCTOR),
            now=instant_now(),
        )


def test_no_authoring_page_names_a_trainee_or_a_number(region: Region) -> None:
    told, opened = secrets(region), 0
    assert len(told) >= 6
    with a_draft(region):
        for nickname in (INSTRUCTOR, OFFICER):
            client = region.app.test_client()
            with region.database.transaction() as session:
                token = sign_ins.begin(
                    session, person_id(region, nickname), device="电脑", days=1, now=instant_now()
                )
            client.set_cookie(COOKIE, token)
            for rule in region.app.url_map.iter_rules():
                if not rule.endpoint.startswith("authoring.") or "GET" not in (rule.methods or ()):
                    continue
                if not rule.arguments <= VALUES.keys():
                    continue
                with region.app.test_request_context():
                    address = region.app.url_for(
                        rule.endpoint, **{name: VALUES[name] for name in rule.arguments}
                    )
                answer = client.get(address, headers={"Sec-Fetch-Site": "same-origin"})
                assert answer.status_code in {200, 403, 404}, (address, answer.status_code)
                if answer.status_code == 200 and answer.mimetype == "text/html":
                    opened += 1
                    body = answer.get_data(as_text=True)
                    assert [one for one in told if one in body] == [], address
                answer.close()  # a picture or a recording that is sent stays open until then
    assert opened >= 20
