"""Lists of people hold whoever the viewer may see."""

from datetime import timedelta

import sqlalchemy as sa
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.accounts.models import DisabilityCertificate, Person, RoleGrant
from learnhub.accounts.rules.identity import CheckMethod, DuplicateOutcome
from learnhub.accounts.rules.roles import Holding, Role, may_see
from learnhub.accounts.service import certificates, directory, duplicates
from learnhub.audit.rules import Actor
from learnhub.db import Database
from learnhub.primitives import instant_now, today
from tests.accounts.deeds import NUMBER, give
from tests.people import PREFECTURE, Someone, make_person

regions = st.sampled_from([None, "410000", "410100", "410105", "410102", "530000", "532801"])
holdings = st.lists(
    st.builds(Holding, st.sampled_from(Role), st.sampled_from([None, 1, 2]), regions), max_size=3
)


@hypothesis_settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(viewer=holdings, targets=st.lists(holdings, min_size=1, max_size=4))
def test_a_list_holds_whoever_the_viewer_may_see(
    database: Database, viewer: list[Holding], targets: list[list[Holding]]
) -> None:
    with database.transaction() as session:
        session.execute(sa.delete(RoleGrant))
        session.execute(sa.delete(Person))
    made = [make_person(database, f"学员{n}", *held) for n, held in enumerate(targets)]
    with database.reading() as session:
        rows, total = directory.people(session, viewer, directory.Filters(), on=today(), size=25)
    expected = [p.person_id for p, held in zip(made, targets, strict=True) if may_see(viewer, held)]
    assert sorted(row.person_id for row in rows) == expected
    assert total == len(expected)


class TestDirectory:
    def test_filters_narrow_by_place_role_name_and_what_is_left_to_do(
        self,
        database: Database,
        keys: SiteKeys,
        trainee: Someone,
        other_trainee: Someone,
        instructor: Someone,
    ) -> None:
        give(database, keys, trainee, NUMBER)
        everything = [Holding(Role.ADMIN), Holding(Role.OFFICER)]

        def found(**filters: object) -> list[str]:
            with database.reading() as session:
                rows, _total = directory.people(
                    session, everything, directory.Filters(**filters), on=today(), size=25
                )
            return [row.nickname for row in rows]

        assert set(found()) == {trainee.nickname, other_trainee.nickname, instructor.nickname}
        assert set(found(region_code=PREFECTURE)) == {trainee.nickname, instructor.nickname}
        assert found(base_id=2) == [other_trainee.nickname]
        assert found(role=Role.INSTRUCTOR) == [instructor.nickname]
        assert found(nickname="小 林") == [trainee.nickname]
        assert found(nickname="%") == []
        assert found(needs_check=True) == [trainee.nickname]

    def test_a_long_list_comes_in_pages_without_gaps(self, database: Database) -> None:
        names = {make_person(database, f"学员{n:02d}", Holding(Role.TRAINEE)).nickname for n in range(7)}
        seen: list[str] = []
        with database.reading() as session:
            for number in (1, 2, 3):
                rows, total = directory.people(
                    session, [Holding(Role.ADMIN)], directory.Filters(), on=today(), number=number, size=3
                )
                assert total == 7
                seen += [row.nickname for row in rows]
        assert (len(seen), set(seen)) == (7, names)

    def test_identities_wait_by_age_within_reach_and_leave_once_settled(
        self,
        database: Database,
        keys: SiteKeys,
        trainee: Someone,
        other_trainee: Someone,
        officer: Someone,
    ) -> None:
        give(database, keys, trainee, NUMBER)
        give(database, keys, other_trainee, NUMBER)  # the neighbour's region; a duplicate of the first
        with database.transaction() as session:
            session.execute(
                sa.update(DisabilityCertificate)
                .where(DisabilityCertificate.person_id == other_trainee.person_id)
                .values(given_at=instant_now() - timedelta(days=9))
            )

        def waiting(region: str | None, **narrowed: str) -> list[tuple[str, tuple[str, ...]]]:
            viewer = [Holding(Role.OFFICER, region_code=region)]
            with database.reading() as session:
                rows, total = directory.identities_waiting(session, viewer, on=today(), size=25, **narrowed)
                assert total == len(rows)
            return [(row.nickname, row.needs) for row, _since in rows]

        both = ("verify", "duplicate")
        assert waiting(None) == [(other_trainee.nickname, both), (trainee.nickname, both)]
        assert waiting(PREFECTURE) == waiting(None, region_code=PREFECTURE) == [(trainee.nickname, both)]
        assert waiting(PREFECTURE, region_code="532801") == []
        with database.transaction() as session:
            actor = Actor(officer.person_id)
            certificates.verify(
                session, actor, trainee.person_id, how=CheckMethod.CERTIFICATE, on=today(), now=instant_now()
            )
            note = duplicates.open_notes_of(session, trainee.person_id)[0]
            duplicates.settle(
                session, actor, note.id, DuplicateOutcome.MISTYPED, reason="输错了", now=instant_now()
            )
        assert waiting(PREFECTURE) == []
        assert waiting(None) == [(other_trainee.nickname, ("verify",))]
