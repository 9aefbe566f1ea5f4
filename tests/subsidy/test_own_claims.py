"""Claims that trainees and guardians begin: one at a time with the base's, sent by whoever asked, on both engines."""

import threading
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.guardianship import GuardianScope, Guardianship, How, Relation
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service import guardians
from learnhub.audit.rules import Actor
from learnhub.db import Database
from learnhub.learning.models import Enrolment
from learnhub.policy.rules import Figure, Figures
from learnhub.primitives import Refusal, instant_now, today
from learnhub.settings import Settings
from learnhub.subsidy.models import Claim, ClaimStep, PayeeAccount
from learnhub.subsidy.rules.claims import (
    BASE_ACCOUNT,
    BASE_ALONE,
    BEGUN_BY,
    MAY_CHOOSE,
    OWN_CLAIMS_MAX,
    Applicant,
    Payee,
    StepKind,
    Taken,
    Taker,
    live_key,
    next_party,
    own_claim_refusal,
    step_refusal,
    step_words_of,
)
from learnhub.subsidy.rules.facts import LineKind
from learnhub.subsidy.rules.statements import LineSaid, Statement, StepSaid, said
from learnhub.subsidy.service import claims
from learnhub.subsidy.service.claims import making, own
from learnhub.subsidy.service.claims.own import Side
from learnhub.subsidy.service.claims.payees import payee_told
from tests.people import BASE_ID, BASE_REGION, Someone, make_person
from tests.subsidy.claiming import CARD, FIGURES, Office, approve_rolls
from tests.subsidy.made import Made, train


@pytest.fixture
def office(database: Database, settings: Settings) -> Office:
    return Office.of(database, settings)


def with_word(key: str, word: str) -> Figures:
    """Return the figures with one more that is a word."""
    row = Figure(key, "410000", word, "", date(2021, 1, 1), None, "示例", True, "", "test:1")
    return Figures((*FIGURES.rows, row))


def begin(
    office: Office,
    made: Made,
    by: Someone,
    client_id: str = "own-form-1",
    figures: Figures = FIGURES,
) -> Claim | Refusal:
    with office.database.transaction() as session:
        return own.begin_own_claim(
            session,
            Actor(by.person_id),
            side(session, made, by),
            client_id=client_id,
            figures=figures,
            keys=office.keys,
            now=instant_now(),
        )


def side(session: Session, made: Made, by: Someone) -> Side:
    found = own.side_or_none(session, person_id=by.person_id, enrolment_id=made.enrolment_id, on=today())
    assert found is not None
    return found


def begun(outcome: Claim | Refusal) -> Claim:
    assert isinstance(outcome, Claim), outcome
    return outcome


def code_of(outcome: object) -> str:
    assert isinstance(outcome, Refusal), outcome
    return outcome.code


def account(office: Office, made: Made, by: Someone, side_of: Applicant) -> PayeeAccount | Refusal:
    with office.database.transaction() as session:
        return claims.set_payee(
            session,
            office.keys,
            Actor(by.person_id),
            enrolment=session.get_one(Enrolment, made.enrolment_id),
            kind=Payee.TRAINEE if side_of is Applicant.TRAINEE else Payee.BASE,
            holder="林小满",
            number=CARD,
            is_card=False,
            bank="示例银行",
            proof="章程和对公账户的开户许可",
            by=side_of,
            now=instant_now(),
        )


@pytest.mark.parametrize(
    ("word", "ended", "code"),
    [
        ("", 0, None),
        ("either", 0, None),
        (BASE_ALONE, 0, "by-base"),
        ("", OWN_CLAIMS_MAX - 1, None),
        ("", OWN_CLAIMS_MAX, "too-many"),
    ],
)
def test_a_trainee_may_begin_unless_the_place_leaves_it_to_the_base(
    word: str, ended: int, code: str | None
) -> None:
    refusal = own_claim_refusal(word, ended)
    assert (refusal.code if refusal else None) == code


def test_a_trainee_takes_the_own_claim_back_without_a_reason_and_a_base_with_one() -> None:
    steps = [Taken(StepKind.CALCULATED, 1, 0)]
    assert step_refusal(steps, StepKind.DROPPED, Taker(1), applicant=Applicant.TRAINEE) is None
    assert code_of(step_refusal(steps, StepKind.DROPPED, Taker(1))) == "reason-needed"
    sent = [*steps, Taken(StepKind.SUBMITTED, 1, 1)]
    returned = step_refusal(sent, StepKind.RETURNED, Taker(2), applicant=Applicant.TRAINEE)
    assert code_of(returned) == "reason-needed"
    assert code_of(step_refusal(sent, StepKind.DROPPED, Taker(1), applicant=Applicant.TRAINEE)) == "not-now"


def test_what_comes_back_comes_to_whoever_asked_and_is_told_so() -> None:
    assert next_party(StepKind.RETURNED, applicant=Applicant.TRAINEE) == "申请人"
    assert next_party(StepKind.RETURNED) == "基地"
    assert step_words_of(Applicant.GUARDIAN)[StepKind.RETURNED] == "退回申请人"
    line = LineSaid("生活费", "15 天。", 45000)
    steps = [StepSaid(date(2026, 4, 1), StepKind.RETURNED, "户名和卡上的不一样")]
    own_words = said(Statement("按摩班", "1", "1-1", False, [line], steps, None, Applicant.TRAINEE))
    assert any("户名和卡上的不一样" in words for words in own_words)
    assert not any("基地" in words for words in own_words[:-1])
    of_base = said(Statement("按摩班", "1", "1-1", False, [line], steps, None))
    assert not any("户名和卡上的不一样" in words for words in of_base)


def test_a_line_has_one_key_until_its_claim_has_ended() -> None:
    assert live_key(7, LineKind.LIVING, 0) != live_key(7, LineKind.LIVING, 1)
    assert live_key(7, LineKind.LIVING, 0) != live_key(7, LineKind.TUITION, 0)


def test_trainee_and_base_never_claim_the_same_line_beside_each_other(
    office: Office, approved: Made, trainee: Someone, base_manager: Someone, officer: Someone
) -> None:
    first = begun(begin(office, approved, trainee))
    assert begun(begin(office, approved, trainee)).id == first.id  # the form sent twice
    assert (first.applicant, first.total_fen, len(first.lines)) == (Applicant.TRAINEE, 45000, 1)
    assert code_of(begin(office, approved, trainee, "own-form-2")) == "nothing"
    assert code_of(office.claim(approved, base_manager)) == "nothing"
    # Whoever asks sends: not the office, and not without an account, which the base no longer enters.
    assert code_of(office.step(first.id, officer, StepKind.FIRST_REVIEWED)) == "not-now"
    assert code_of(office.step(first.id, trainee, StepKind.SUBMITTED)) == "no-payee"
    assert code_of(account(office, approved, base_manager, Applicant.BASE)) == "own-claim"
    assert isinstance(account(office, approved, trainee, Applicant.TRAINEE), PayeeAccount)
    assert isinstance(office.step(first.id, trainee, StepKind.SUBMITTED), ClaimStep)
    assert isinstance(office.step(first.id, officer, StepKind.RETURNED, reason="户名不对"), ClaimStep)
    assert isinstance(office.step(first.id, trainee, StepKind.DROPPED), ClaimStep)
    # And the other way round, once it has ended.
    by_base = begun(office.claim(approved, base_manager, "form-0002"))
    assert code_of(begin(office, approved, trainee, "own-form-3")) == "nothing"
    assert [one.live_key for one in by_base.lines] == [live_key(approved.enrolment_id, LineKind.LIVING, 1)]
    with office.database.transaction() as session:
        assert claims.verify(session) == (2, [])
        session.get_one(Claim, first.id).applicant = Applicant.BASE  # who asked is in the chain too
        with session.no_autoflush:
            assert [fault.where for fault in claims.verify(session)[1]] == [f"claim {first.id}"]
        session.expire_all()


def test_two_sessions_that_begin_at_once_make_one_claim_by_the_index_and_not_by_luck(
    committed_database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both look before either has kept anything, as far as they can see: only the unique index is left to refuse the second."""
    database, office = committed_database, Office.of(committed_database, settings)
    trainee, teacher, manager = (
        make_person(database, name, Holding(role, BASE_ID, BASE_REGION))
        for name, role in (
            ("小林", Role.TRAINEE),
            ("周老师", Role.INSTRUCTOR),
            ("何主任", Role.BASE_MANAGER),
        )
    )
    made = train(database, trainee, teacher, attended=None)
    with database.transaction() as session:
        approve_rolls(session, made, manager)
    monkeypatch.setattr(making, "_live_lines", lambda *_: {})
    monkeypatch.setattr(making, "evidence", SimpleNamespace(lock_chain=lambda *_: None))
    found: list[Claim | Refusal] = []
    gate = threading.Barrier(2)

    def by_trainee() -> None:
        gate.wait()
        found.append(begin(office, made, trainee))

    def by_base() -> None:
        gate.wait()
        found.append(office.claim(made, manager))

    threads = [threading.Thread(target=one) for one in (by_trainee, by_base)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(type(one).__name__ for one in found) == ["Claim", "Refusal"]
    assert code_of(next(one for one in found if isinstance(one, Refusal))) == "at-once"


def guardian_of(office: Office, trainee: Someone, officer: Someone, guardian: Someone) -> Guardianship:
    with office.database.transaction() as session:
        made = guardians.record(
            session,
            Actor(officer.person_id),
            person_id=trainee.person_id,
            guardian_nickname=guardian.nickname,
            relation=Relation.PARENT,
            scope=GuardianScope.MONEY,
            proof="户口簿原件",
            from_on=today(),
            until_on=today() + timedelta(days=30),
            now=instant_now(),
        )
        assert isinstance(made, Guardianship), made
        return made


def answer(office: Office, link: Guardianship, *, is_yes: bool) -> None:
    with office.database.transaction() as session:
        refusal = guardians.answer(
            session, link, is_yes=is_yes, by_id=link.person_id, how=How.PRESSED, now=instant_now()
        )
        assert refusal is None


def test_a_guardian_acts_by_the_trainees_own_yes_and_never_for_what_the_trainee_began(
    office: Office, approved: Made, trainee: Someone, officer: Someone, database: Database
) -> None:
    # A colleague of the office may be somebody's mother, who then decides nothing about the claim.
    mother = make_person(database, "小林妈妈", Holding(Role.OFFICER, region_code="410100"))
    link = guardian_of(office, trainee, officer, mother)
    where = {"person_id": mother.person_id, "enrolment_id": approved.enrolment_id, "on": today()}
    with database.reading() as session:
        assert own.side_or_none(session, **where) is None
    answer(office, link, is_yes=True)
    theirs = begun(begin(office, approved, mother))
    assert theirs.applicant is Applicant.GUARDIAN
    with database.reading() as session:
        for one in (mother, trainee):
            assert own.own_side_claim_or_none(session, side(session, approved, one), theirs.id) is not None
        late = {**where, "on": today() + timedelta(days=31)}
        assert own.side_or_none(session, **late) is None
    assert isinstance(account(office, approved, trainee, Applicant.TRAINEE), PayeeAccount)
    assert isinstance(office.step(theirs.id, trainee, StepKind.DROPPED), ClaimStep)
    mine = begun(begin(office, approved, trainee, "own-form-2"))
    with database.reading() as session:
        assert own.unsent_or_none(session, side(session, approved, trainee)) is not None
        assert own.unsent_or_none(session, side(session, approved, mother)) is None
        assert own.own_side_claim_or_none(session, side(session, approved, mother), mine.id) is None
    assert isinstance(office.step(mine.id, trainee, StepKind.SUBMITTED), ClaimStep)
    assert code_of(office.step(mine.id, mother, StepKind.FIRST_REVIEWED)) == "involved"
    answer(office, link, is_yes=False)
    with database.reading() as session:
        assert own.side_or_none(session, **where) is None


def test_a_place_says_whether_a_trainee_begins_and_whether_the_base_may_be_paid(
    office: Office, approved: Made, trainee: Someone, base_manager: Someone
) -> None:
    assert code_of(begin(office, approved, trainee, figures=with_word(BEGUN_BY, BASE_ALONE))) == "by-base"
    may = with_word(BASE_ACCOUNT, MAY_CHOOSE)

    def choose(figures: Figures) -> PayeeAccount | Refusal:
        with office.database.transaction() as session:
            who = side(session, approved, trainee)
            actor, now = Actor(trainee.person_id), instant_now()
            return own.choose_base_account(session, office.keys, actor, who, figures, now=now)

    assert code_of(choose(may)) == "no-base-account"  # the base has entered none
    assert isinstance(account(office, approved, base_manager, Applicant.BASE), PayeeAccount)
    assert code_of(choose(FIGURES)) == "no-base-account"  # policy says nothing
    chosen = choose(may)
    assert isinstance(chosen, PayeeAccount)
    told = payee_told(office.keys, chosen)
    assert (told.kind, told.masked, told.proof) == (Payee.BASE, "****0004", own.CHOSEN_PROOF)
    assert chosen.made_by_id == trainee.person_id


def test_an_enrolment_without_a_class_has_nothing_to_ask_for(
    office: Office, approved: Made, trainee: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own.training, "class_of_enrolment_or_none", lambda *_: None)
    assert code_of(begin(office, approved, trainee)) == "no-class"
    with office.database.reading() as session:
        enrolment = side(session, approved, trainee).enrolment
        assert own.own_candidate_or_none(session, enrolment, office.keys, on=today()) is None
        assert own.base_account_or_none(session, enrolment, FIGURES, on=today()) is None
