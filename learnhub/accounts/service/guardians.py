"""Guardians: record them with proof, take the trainee's own yes or no, talk where the two disagree."""

import hashlib
from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.sealed_columns import Place, unseal
from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.accounts.models import GuardianLink, GuardianStep, Person
from learnhub.accounts.rules.certificate import CertificateNumber
from learnhub.accounts.rules.guardianship import (
    WORDS_CHARACTERS_MIN,
    GuardianScope,
    Guardianship,
    GuardianStepKind,
    GuardianTold,
    How,
    Relation,
    age_on,
    money_refusal,
    own_answer_refusal,
    recording_refusal,
)
from learnhub.accounts.rules.names import nickname_key
from learnhub.accounts.rules.roles import Role, reaches
from learnhub.accounts.service.certificates import current_or_none
from learnhub.accounts.service.sign_ins import holdings_on
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, person_concern
from learnhub.evidence import service as evidence
from learnhub.evidence.rules import subject_of_person
from learnhub.primitives import Refusal, local_date, say

KIND_STEP = "guardian.step"
LINKS_MAX = 10


def record(
    session: Session,
    actor: Actor,
    *,
    person_id: int,
    guardian_nickname: str,
    relation: Relation,
    scope: GuardianScope,
    proof: str,
    from_on: date,
    until_on: date,
    now: datetime,
) -> Guardianship | Refusal:
    """Record that an officer saw proof that somebody is a trainee's guardian; it opens nothing before the trainee's own yes.

    The guardian has an account of their own: nobody acts under another's name.
    """
    assert actor.person_id is not None
    refusal = _office_refusal(session, actor, person_id, now)
    if refusal is not None:
        return refusal
    guardian_id = session.scalar(
        sa.select(Person.id).where(Person.nickname_key == nickname_key(guardian_nickname))
    )
    if guardian_id is None:
        return Refusal(
            "no-such-person", say("没有这个昵称的账号。请先让监护人自己注册一个账号。"), field="guardian"
        )
    refusal = recording_refusal(
        person_id=person_id,
        guardian_id=guardian_id,
        officer_id=actor.person_id,
        proof=proof,
        from_on=from_on,
        until_on=until_on,
        on=local_date(now),
    )
    if refusal is not None:
        return refusal
    evidence.lock_chain(session, subject_of_person(person_id))
    known = links_of(session, person_id)
    if any(one.guardian_id == guardian_id and not one.is_ended and one.until_on >= from_on for one in known):
        return Refusal("known", say("这位监护人已经记下了，不用再记一次。"), field="guardian")
    if len(known) >= LINKS_MAX:
        return Refusal("too-many", say("记过的监护人已经很多了，请先看看以前的记录。"))
    row = GuardianLink(
        person_id=person_id,
        guardian_id=guardian_id,
        relation=relation,
        scope=scope,
        proof=proof.strip(),
        from_on=from_on,
        until_on=until_on,
    )
    session.add(row)
    session.flush()
    _step(session, row, GuardianStepKind.RECORDED, proof.strip(), actor.person_id, None, now)
    audit.record(
        session,
        actor,
        "guardian-recorded",
        say("记下监护人"),
        person_concern(person_id),
        reason=proof.strip(),
        now=now,
    )
    return link_by_id(session, row.id)


def answer(
    session: Session,
    link: Guardianship,
    *,
    is_yes: bool,
    by_id: int,
    how: How,
    words: str = "",
    now: datetime,
) -> Refusal | None:
    """Take the trainee's own answer: pressed by the trainee, or said to an officer who writes down the very words."""
    if how is How.PRESSED and by_id != link.person_id:
        return Refusal("not-yours", say("这个问题要由学员本人来回答。"))
    if how is How.SAID:
        if by_id in {link.person_id, link.guardian_id}:
            return Refusal("not-yours", say("本人说的话，要由残联工作人员听到并记下。"))
        if len(words.strip()) < WORDS_CHARACTERS_MIN:
            return Refusal("words-needed", say("请写下学员本人是怎么说的，至少 4 个字。"), field="words")
    row, present = _locked(session, link)
    refusal = own_answer_refusal(present)
    if refusal is not None:
        return refusal
    kind = GuardianStepKind.OWN_YES if is_yes else GuardianStepKind.OWN_NO
    _step(session, row, kind, words.strip(), by_id, how, now)
    return None


def talk(session: Session, actor: Actor, link: Guardianship, *, words: str, now: datetime) -> Refusal | None:
    """Write down what came of a talk with trainee and guardian. It changes nothing by itself: the trainee's no counts until a yes."""
    assert actor.person_id is not None
    if actor.person_id in {link.person_id, link.guardian_id}:
        return Refusal("own-link", say("您和这件事有关，请让同事来谈。"))
    if len(words.strip()) < WORDS_CHARACTERS_MIN:
        return Refusal("words-needed", say("请写明和谁谈过、谈了什么，至少 4 个字。"), field="words")
    row, present = _locked(session, link)
    if present.is_ended:
        return Refusal("ended", say("这件事已经结束了。请刷新页面看看。"))
    _step(session, row, GuardianStepKind.TALKED, words.strip(), actor.person_id, None, now)
    return None


def agree_to_money(session: Session, link: Guardianship, *, by_id: int, now: datetime) -> Refusal | None:
    """Take the guardian's consent to applying for money; it counts only beside the trainee's own yes."""
    row, present = _locked(session, link)
    if by_id != link.guardian_id:
        return Refusal("not-yours", say("这个问题要由监护人来回答。"))
    if not present.is_in_force(local_date(now)):
        return Refusal("not-in-force", say("学员本人还没有说好，现在不能替他确认。请先和他说一说。"))
    if GuardianStepKind.AGREED_TO_MONEY not in {step.kind for step in present.steps}:
        _step(session, row, GuardianStepKind.AGREED_TO_MONEY, "", by_id, None, now)
    return None


def end(session: Session, link: Guardianship, *, by_id: int, words: str, now: datetime) -> Refusal | None:
    """End a link for good, as trainee, guardian or officer; another one can be recorded."""
    row, present = _locked(session, link)
    if present.is_ended:
        return Refusal("ended", say("这件事已经结束了。"))
    _step(session, row, GuardianStepKind.ENDED, words.strip(), by_id, None, now)
    return None


def links_of(session: Session, person_id: int) -> list[Guardianship]:
    """Return a trainee's guardians, also former ones, oldest first."""
    return _told(session, sa.select(GuardianLink).where(GuardianLink.person_id == person_id))


def wards_of(session: Session, guardian_id: int) -> list[Guardianship]:
    """Return whose guardian somebody is, or was, oldest first."""
    return _told(session, sa.select(GuardianLink).where(GuardianLink.guardian_id == guardian_id))


def guardian_ids(session: Session, person_ids: Collection[int]) -> set[int]:
    """Return everybody who is recorded as a guardian of one of these people, whatever was answered, also where it is over."""
    return set(
        session.scalars(sa.select(GuardianLink.guardian_id).where(GuardianLink.person_id.in_(person_ids)))
    )


def link_by_id(session: Session, link_id: int) -> Guardianship:
    """Return a link that is known to be there."""
    return _told(session, sa.select(GuardianLink).where(GuardianLink.id == link_id))[0]


def link_or_none(session: Session, link_id: int, person_ids: Collection[int]) -> Guardianship | None:
    """Return a link of one of these people, as trainee or guardian; None otherwise, whether or not it exists."""
    found = _told(session, sa.select(GuardianLink).where(GuardianLink.id == link_id))
    return next((one for one in found if {one.person_id, one.guardian_id} & set(person_ids)), None)


def may_apply_for_money(session: Session, keys: SiteKeys, person_id: int, *, on: date) -> Refusal | None:
    """Say what is still missing before a person may apply for money; None when nothing is.

    The age is read from the certificate number where it is needed and kept nowhere; without a certificate it isn't known.
    """
    row = current_or_none(session, person_id)
    age = None
    if row is not None:
        place = Place("disability_certificate", "number_sealed", row.id)
        age = age_on(CertificateNumber(unseal(keys, place, row.number_sealed)).birth_date, on)
    return money_refusal(age, links_of(session, person_id), on)


def _office_refusal(session: Session, actor: Actor, person_id: int, now: datetime) -> Refusal | None:
    assert actor.person_id is not None
    day = local_date(now)
    viewer, target = holdings_on(session, actor.person_id, day), holdings_on(session, person_id, day)
    if any(reaches(viewer, {Role.OFFICER}, region_code=held.region_code) for held in target):
        return None
    return Refusal("out-of-reach", say("这个人不在您负责的地区。请联系当地残联的工作人员。"))


def _locked(session: Session, link: Guardianship) -> tuple[GuardianLink, Guardianship]:
    evidence.lock_chain(session, subject_of_person(link.person_id))
    return session.get_one(GuardianLink, link.id), link_by_id(session, link.id)


def _step(
    session: Session,
    row: GuardianLink,
    kind: GuardianStepKind,
    words: str,
    by_id: int,
    how: How | None,
    now: datetime,
) -> None:
    count = session.scalar(
        sa.select(sa.func.count()).select_from(GuardianStep).where(GuardianStep.link_id == row.id)
    )
    entry = evidence.append(
        session,
        evidence.Event(
            subject=subject_of_person(row.person_id),
            kind=KIND_STEP,
            about=subject_of_person(row.person_id),
            client_id=f"guardian:{row.id}:{(count or 0) + 1}",
            happened_at=now,
            payload={
                "link": row.id,
                "step": kind.value,
                "by": by_id,
                "how": how.value if how else None,
                "words": hashlib.sha256(words.encode()).hexdigest(),
                evidence.STEP_OF: evidence.row_digest(row),
            },
        ),
        now=now,
    ).entry
    session.add(
        GuardianStep(
            link_id=row.id,
            kind=kind,
            words=words,
            how=how,
            by_id=by_id,
            taken_at=now,
            evidence_position=entry.position,
        )
    )
    session.flush()


def _told(session: Session, query: sa.Select[GuardianLink]) -> list[Guardianship]:
    rows = session.scalars(query.order_by(GuardianLink.id)).all()
    steps: dict[int, list[GuardianTold]] = {}
    for step in session.scalars(
        sa.select(GuardianStep)
        .where(GuardianStep.link_id.in_([row.id for row in rows]))
        .order_by(GuardianStep.id)
    ):
        steps.setdefault(step.link_id, []).append(
            GuardianTold(step.kind, step.words, step.by_id, step.taken_at, step.how)
        )
    return [
        Guardianship(
            row.id,
            row.person_id,
            row.guardian_id,
            row.relation,
            row.scope,
            row.proof,
            row.from_on,
            row.until_on,
            tuple(steps.get(row.id, ())),
        )
        for row in rows
    ]
