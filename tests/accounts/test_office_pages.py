"""People as the office sees them: who reaches which page, and what each deed does."""

import re
from datetime import date

import pytest
import sqlalchemy as sa

from learnhub.accounts.adapters.site_keys import site_keys
from learnhub.accounts.models import DuplicateNote, IdentityCheck, RoleGrant
from learnhub.accounts.rules.certificate import CertificateNumber
from learnhub.accounts.rules.consent import TEXTS, Basis
from learnhub.accounts.rules.roles import Holding, Role
from learnhub.accounts.service import certificates, sign_ins
from learnhub.audit.rules import Actor
from learnhub.db import Database
from learnhub.primitives import instant_now, today
from learnhub.providers import service as providers
from learnhub.providers.models import BaseLevel, TrainingBase
from learnhub.settings import Settings
from tests.people import BASE_ID, BASE_REGION, PASSWORD, Someone, make_person
from tests.visit import Submit, Visit

NUMBER = CertificateNumber("11010519491231002X11")
REASON = {"reason": "核对补贴申请"}
ROLES = (
    "trainee",
    "other_trainee",
    "instructor",
    "base_manager",
    "liaison",
    "officer",
    "auditor",
    "admin",
    "stranger",
)


@pytest.fixture
def people(request: pytest.FixtureRequest) -> dict[str, Someone | None]:
    return {name: request.getfixturevalue(name) for name in ROLES}


@pytest.fixture
def base(database: Database) -> TrainingBase:
    """The base that the people of the tests belong to."""
    plan = providers.BasePlan(
        slug="jinshui", name="金水区残疾人培训基地（示例）", level=BaseLevel.COUNTY, region_code=BASE_REGION, listed_on=None,
        address="示例路 1 号", phone="12345", text_contact="", access_words="门口有坡道", is_demonstration=True,
    )  # fmt: skip
    with database.transaction() as session:
        made = providers.add_base(session, plan)
        assert isinstance(made, TrainingBase)
        return made


def give_number(database: Database, settings: Settings, person: Someone) -> None:
    with database.transaction() as session:
        certificates.give(
            session,
            site_keys(settings),
            Actor(person.person_id),
            person.person_id,
            NUMBER,
            told=TEXTS[Basis.DUTY],
            now=instant_now(),
        )


def roles_of(database: Database, person: Someone) -> set[Role]:
    with database.reading() as session:
        return {held.role for held in sign_ins.holdings_on(session, person.person_id, today())}


def grant_id_of(database: Database, person: Someone) -> int:
    with database.reading() as session:
        return session.scalars(sa.select(RoleGrant.id).where(RoleGrant.person_id == person.person_id)).one()


class TestList:
    def test_each_sees_the_people_within_reach(self, visit: Visit, people: dict[str, Someone | None]) -> None:
        def names(viewer: str) -> set[str]:
            rows = visit("accounts.people", person=people[viewer]).rows("人员名单")
            return {row[0] for row in rows}

        assert names("base_manager") == {"小林"}
        assert names("officer") == {"小林", "周老师", "何主任", "街道小吴", "老郑", "沈姐"}
        assert len(names("admin")) == 8

    def test_a_list_is_narrowed_and_keeps_its_filters_over_pages(
        self, visit: Visit, database: Database, admin: Someone, trainee: Someone
    ) -> None:
        for number in range(30):
            make_person(database, f"按摩班{number:02d}", Holding(Role.TRAINEE, BASE_ID, BASE_REGION))
        page = visit("accounts.people", person=admin, nickname="按摩 班", role="trainee", region="410000")
        assert "共 30 人" in page.words
        assert len(page.rows("人员名单")) == 25
        following = visit(page.links["下一页"], person=admin)
        assert len(following.rows("人员名单")) == 5
        assert following.fields["昵称里的字（选填）"] == "按摩 班"

    @pytest.mark.parametrize(
        "query",
        [
            "?page=0",
            "?page=999",
            "?page=x",
            "?role=king",
            "?base=x",
            "?region=4",
            "?open=y",
            "?nickname=" + "a" * 500,
        ],
    )
    def test_a_senseless_address_is_still_a_list(
        self, visit: Visit, officer: Someone, trainee: Someone, query: str
    ) -> None:
        visit("/office/people" + query, person=officer)

    def test_what_is_left_to_do_is_said(
        self, visit: Visit, database: Database, settings: Settings, officer: Someone, trainee: Someone
    ) -> None:
        give_number(database, settings, trainee)
        (row,) = visit("accounts.people", person=officer, open="y").rows("人员名单")
        assert row == ["小林", "学员（基地 1）", "还没有核对", "证号待核对"]

    def test_a_bases_manager_is_not_told_what_officers_look_into(
        self, visit: Visit, database: Database, settings: Settings, base_manager: Someone, trainee: Someone
    ) -> None:
        give_number(database, settings, trainee)
        page = visit("accounts.people", person=base_manager, open="y")
        assert page.rows("人员名单") == [["小林", "学员（基地 1）", "还没有核对"]]
        assert "证号" not in page.words


class TestCodes:
    def test_a_code_is_handed_over_once_and_sets_a_password(
        self, visit: Visit, submit: Submit, base_manager: Someone, trainee: Someone
    ) -> None:
        page = submit(
            "accounts.hand_over_code",
            {"reason": "本人到基地来"},
            person=base_manager,
            status=200,
            person_id=trainee.person_id,
        )
        found = re.search(r"\d{4} \d{4}", page.words)
        assert found, page.words
        assert page.headers["Cache-Control"] == "no-store"
        assert (
            found[0]
            not in visit("accounts.person_in_office", person=base_manager, person_id=trainee.person_id).text
        )
        fields = {"nickname": trainee.nickname, "code": found[0], "new_password": "秋天的第二堂按摩课"}
        submit("accounts.set_new_password", fields, target="/me/account?done=password-set")
        submit("accounts.sign_out", target="/sign-in?done=signed-out")
        submit("accounts.begin_sign_in", {"nickname": trainee.nickname, "password": PASSWORD}, status=422)
        submit("accounts.set_new_password", fields, status=422)

    def test_a_manager_hands_no_code_to_staff(
        self, visit: Visit, submit: Submit, database: Database, base_manager: Someone
    ) -> None:
        both = make_person(
            database,
            "又学又教",
            Holding(Role.TRAINEE, BASE_ID, BASE_REGION),
            Holding(Role.INSTRUCTOR, BASE_ID, BASE_REGION),
        )
        page = visit("accounts.person_in_office", person=base_manager, person_id=both.person_id)
        assert "发一个重设码" not in page.links
        visit("accounts.reset_code", person=base_manager, status=403, person_id=both.person_id)
        refused = submit(
            "accounts.hand_over_code", REASON, person=base_manager, status=422, person_id=both.person_id
        )
        assert "不归您管" in refused.errors[0]


class TestRoles:
    def fields(self, **changed: str) -> dict[str, str]:
        return {
            "role": "instructor",
            "base_id": "",
            "region_code": "",
            "from_on": f"{today():%Y-%m-%d}",
            "until_on": "",
            **REASON,
            **changed,
        }

    def test_nobody_gives_roles_to_themselves(self, visit: Visit, officer: Someone) -> None:
        visit("accounts.person_in_office", officer, person_id=officer.person_id)
        visit("accounts.new_role", officer, 403, person_id=officer.person_id)

    def test_an_officer_makes_an_instructor_of_a_base_in_the_region(
        self,
        visit: Visit,
        submit: Submit,
        database: Database,
        officer: Someone,
        trainee: Someone,
        base: TrainingBase,
    ) -> None:
        fields = self.fields(base_id=str(base.id), until_on="2099年12月31日")
        target = f"/office/people/{trainee.person_id}?done=granted"
        page = submit(
            "accounts.grant_role", fields, person=officer, target=target, person_id=trainee.person_id
        ).follow()
        rows = page.rows("现在和以前的角色")
        assert rows[0][:4] == ["教师", base.name, f"{today():%Y-%m-%d}", "2099-12-31"]
        assert roles_of(database, trainee) == {Role.TRAINEE, Role.INSTRUCTOR}

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"role": ""}, "请选择一个角色。"),
            ({"role": "admin"}, "请从列出的选项里选一个。"),
            ({"role": "officer"}, "请从列出的选项里选一个。"),
            ({"base_id": "999"}, "请从列出的选项里选一个。"),
            ({"base_id": "x"}, "请从列出的选项里选一个。"),
            ({}, "教师和基地管理员属于一个培训基地，请选择基地。"),
            ({"role": "liaison"}, "联络员负责一个地区，请填写地区代码。"),
            ({"role": "liaison", "region_code": "郑州"}, "地区代码是 6 位数字，例如 410100。请检查后再填。"),
            (
                {"role": "liaison", "region_code": "532801"},
                "这个角色或地区不归您管，不能由您授予或收回。请联系系统管理员。",
            ),
            (
                {"role": "liaison", "region_code": "410105", "from_on": "明天"},
                "请把日期写成 2026-03-05 这样。",
            ),
            (
                {"role": "liaison", "region_code": "410105", "until_on": "2020-01-01"},
                "结束日期要在开始日期之后，请改一下。",
            ),
            ({"role": "liaison", "region_code": "410105", "reason": " "}, "请写明理由，审计时会看到。"),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(
        self, submit: Submit, database: Database, officer: Someone, trainee: Someone, base: TrainingBase,
        changed: dict[str, str], sentence: str,
    ) -> None:  # fmt: skip
        fields = self.fields(**changed)
        page = submit("accounts.grant_role", fields, person=officer, status=422, person_id=trainee.person_id)
        assert page.errors == [sentence]
        assert page.fields["从哪天开始"] == fields["from_on"]
        assert roles_of(database, trainee) == {Role.TRAINEE}

    def test_an_administrator_makes_an_officer(
        self, submit: Submit, database: Database, admin: Someone, trainee: Someone
    ) -> None:
        fields = self.fields(role="officer", region_code="410100")
        submit(
            "accounts.grant_role", fields, person=admin, target=f"/office/people/{trainee.person_id}?done=granted", person_id=trainee.person_id
        )  # fmt: skip
        assert Role.OFFICER in roles_of(database, trainee)

    def test_a_role_is_taken_back_after_being_asked(
        self, visit: Visit, submit: Submit, database: Database, officer: Someone, instructor: Someone
    ) -> None:
        values = {"person_id": instructor.person_id, "grant_id": grant_id_of(database, instructor)}
        assert "教师" in visit("accounts.role_revocation", person=officer, **values).words
        target = f"/office/people/{instructor.person_id}?done=revoked"
        submit("accounts.revoke_role", {"reason": "离职了"}, person=officer, target=target, **values)
        assert roles_of(database, instructor) == set()

    def test_the_role_of_one_person_is_not_taken_back_through_another(
        self, visit: Visit, database: Database, officer: Someone, trainee: Someone, instructor: Someone
    ) -> None:
        visit(
            "accounts.role_revocation", person=officer, status=404, person_id=trainee.person_id, grant_id=grant_id_of(database, instructor)
        )  # fmt: skip


class TestIdentity:
    def test_an_officer_compares_the_certificate(
        self,
        visit: Visit,
        submit: Submit,
        database: Database,
        settings: Settings,
        officer: Someone,
        trainee: Someone,
    ) -> None:
        give_number(database, settings, trainee)
        assert (
            visit("accounts.identities", officer).links[trainee.nickname]
            == f"/office/people/{trainee.person_id}"
        )
        assert visit("pages.office", officer).links["核对身份，1 件"] == "/office/identities"
        target = f"/office/people/{trainee.person_id}?done=checked"
        fields = {"method": "certificate", "on": "20260305" if today() >= date(2026, 3, 5) else "20250305"}
        page = submit(
            "accounts.note_identity_check", fields, person=officer, target=target, person_id=trainee.person_id
        )
        assert f"核对过残疾人证原件，{officer.nickname}记的" in page.follow().words
        assert trainee.nickname not in visit("accounts.identities", officer).links
        mine = visit("accounts.certificate", person=trainee)
        assert "工作人员核对过" in mine.words

    def test_without_a_number_there_is_no_certificate_to_compare(
        self, visit: Visit, submit: Submit, officer: Someone, trainee: Someone
    ) -> None:
        fields = {"method": "certificate", "on": f"{today():%Y-%m-%d}"}
        page = submit(
            "accounts.note_identity_check", fields, person=officer, status=422, person_id=trainee.person_id
        )
        assert page.errors == ["请从列出的选项里选一个。"]

    def test_a_mistaken_check_is_taken_back(
        self, visit: Visit, submit: Submit, database: Database, officer: Someone, trainee: Someone
    ) -> None:
        fields = {"method": "seen-on-site", "on": f"{today():%Y-%m-%d}"}
        target = f"/office/people/{trainee.person_id}?done="
        submit(
            "accounts.note_identity_check",
            fields,
            person=officer,
            target=target + "checked",
            person_id=trainee.person_id,
        )
        with database.reading() as session:
            check_id = session.scalars(sa.select(IdentityCheck.id)).one()
        values = {"person_id": trainee.person_id, "check_id": check_id}
        page = submit(
            "accounts.withdraw_check",
            {"reason": "记错人了"},
            person=officer,
            target=target + "check-withdrawn",
            **values,
        )
        assert "还没有核对" in page.follow().words

    def test_the_whole_number_is_shown_for_a_reason_once_and_audited(
        self, visit: Visit, submit: Submit, database: Database, settings: Settings, officer: Someone, trainee: Someone,
        base_manager: Someone, admin: Someone,
    ) -> None:  # fmt: skip
        give_number(database, settings, trainee)
        values = {"person_id": trainee.person_id}
        for viewer in (officer, base_manager, admin):
            text = visit("accounts.person_in_office", person=viewer, **values).text
            assert "19491231" not in text
            assert ("1101 开头" in text) is (viewer is officer)
        assert "19491231" not in visit("accounts.whole_number", person=officer, **values).text
        page = submit("accounts.show_whole_number", REASON, person=officer, status=200, **values)
        assert "110105 19491231 002X 11" in page.words
        assert page.headers["Cache-Control"] == "no-store"
        short = submit("accounts.show_whole_number", {"reason": "看看"}, person=officer, status=422, **values)
        assert "至少 4 个字" in short.errors[0]
        listed = visit("accounts.audit_list", person=admin).rows("审计记录")
        assert [row[1:5] for row in listed if row[2] == "查看残疾人证全号"] == [
            [officer.nickname, "查看残疾人证全号", trainee.nickname, "核对补贴申请"]
        ]
        assert all("1949" not in cell for row in listed for cell in row)

    def test_a_duplicate_is_settled_without_naming_people_elsewhere(
        self, visit: Visit, submit: Submit, database: Database, settings: Settings, officer: Someone, trainee: Someone,
        other_trainee: Someone,
    ) -> None:  # fmt: skip
        give_number(database, settings, trainee)
        give_number(database, settings, other_trainee)
        page = visit("accounts.person_in_office", person=officer, person_id=trainee.person_id)
        assert "另一个人，不在您负责的地区" in page.words
        assert other_trainee.nickname not in page.text
        with database.reading() as session:
            note_id = session.scalars(sa.select(DuplicateNote.id)).one()
        values = {"person_id": trainee.person_id, "note_id": note_id}
        fields = {"outcome": "mistyped", "reason": "打电话问过本人"}
        submit(
            "accounts.settle_duplicate",
            fields,
            person=officer,
            target=f"/office/people/{trainee.person_id}?done=settled",
            **values,
        )
        again = submit("accounts.settle_duplicate", fields, person=officer, status=422, **values)
        assert "已经处理过了" in again.errors[0]


def test_an_auditor_of_a_region_reads_of_its_people_alone(
    visit: Visit,
    database: Database,
    settings: Settings,
    trainee: Someone,
    other_trainee: Someone,
    auditor: Someone,
    admin: Someone,
) -> None:
    give_number(database, settings, trainee)
    give_number(database, settings, other_trainee)
    rows = visit("accounts.audit_list", person=auditor).rows("审计记录")
    assert {row[1] for row in rows} == {trainee.nickname}
    assert {row[1] for row in visit("accounts.audit_list", person=admin).rows("审计记录")} == {
        trainee.nickname,
        other_trainee.nickname,
    }
